"""Score the tolls of events, given what happened to whom: how many were killed and injured in every annotated incident.

    python benchmarks/tolls.py GOLD.jsonl ... [--errors] [--half 0|1]

GOLD holds one annotated article a line ({"text", "language", "incidents": [{"type", "victims", "killed", "injured"}]}).
The system is given the text, the incident's type and its victims' names and descriptions, nothing of how many they are
or what befell them. Agreement is exact in both bounds; half a point for the lower one alone, as articles are scored.
GOLD does not belong to this repository.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path
from typing import Any

from sijill.statements import lexicon as lexicons
from sijill.statements.document import analyse
from sijill.statements.grouping import KIN
from sijill.statements.phrases import find_phrases
from sijill.statements.triggers import find_triggers
from sijill.types import Metadata, Span, Text
from sijill.values.counts import find_counts
from sijill.values.reckoning import Figure, Victim, toll_of
from sijill.values.tolls import find_tolls, sentence_starts

Bounds = tuple[int | None, int | None]
SLOTS = ("killed", "injured")


def main() -> None:
    """Find, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--errors", action="store_true", help="print what differs")
    parser.add_argument("--half", type=int, choices=(0, 1), help="every other article only, to tune on one half")
    arguments = parser.parse_args()
    total = {slot: [0.0, 0.0, 0.0, 0.0] for slot in SLOTS}
    texts: list[tuple[str, str]] = []
    for path in arguments.gold:
        rows = {slot: [0.0, 0.0, 0.0, 0.0] for slot in SLOTS}
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            told = json.loads(line)
            texts.append((told["text"], told["language"]))
            if arguments.half is None or number % 2 == arguments.half:
                _article(told, rows, arguments.errors)
        _print(path.stem, rows)
        for slot, row in rows.items():
            total[slot] = [a + b for a, b in zip(total[slot], row, strict=True)]
    _print("all", total)
    _speed(texts)


def _article(told: dict[str, Any], rows: dict[str, list[float]], errors: bool) -> None:
    content, language = told["text"], told["language"]
    triggers = _triggers(content, language)
    for incident in told["incidents"]:
        if incident.get("kind") == "aggregate":
            continue
        families = {incident["type"], *incident.get("type_alt", ())}
        kin = {KIN.get(family, family) for family in families}
        found = toll_of(
            content, language, family=incident["type"], victims=_victims(content, incident["victims"]),
            triggers=[span for family, span in triggers if family in families],
            others=[span for family, span in triggers if not kin & {KIN.get(family, family)}],
        )  # fmt: skip
        for slot, row in rows.items():
            figure: Figure | None = getattr(found, slot)
            said: Bounds | None = (figure.count.min, figure.count.max) if figure and figure.count.max != 0 else None
            gold = _bounds(incident.get(slot))
            exact = said is not None and said == gold
            lower = said is not None and gold is not None and said[0] == gold[0]
            row[0] += 0.5 * exact + 0.5 * lower
            row[1] += said is not None
            row[2] += gold is not None
            row[3] += exact
            if errors and not exact and (said or gold):
                words = [content[s.start : s.end] for s in figure.spans] if figure else []
                print(told["id"], incident["type"], [v["name"] or v["description"] for v in incident["victims"]],
                      f"{slot}: {gold}, found {said} {figure.rule if figure else ''} {words}", sep=" | ")  # fmt: skip


def _bounds(toll: dict[str, Any] | None) -> Bounds | None:
    low, high = (toll or {}).get("min"), (toll or {}).get("max")
    return (low, high) if low or high else None


def _victims(content: str, victims: list[dict[str, Any]]) -> list[Victim]:
    """Where the victims' names stand, or their last parts, or their descriptions; nowhere for those told by neither."""
    found: list[Victim] = []
    for victim in victims:
        name = victim.get("name")
        words = [name, victim.get("description"), name.split()[-1] if name and len(name.split()) > 1 else None]
        spans = {
            Span(m.start(), m.end())
            for word in filter(None, words)
            for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", content)
        }
        found.append(Victim(tuple(sorted(spans)), bool(name)))
    return found


def _triggers(content: str, language: str) -> list[tuple[str, Span]]:
    """The words that tell of an act, with its family."""
    if not lexicons.readable(language):
        return []
    document = analyse(Text("", "", "", "", content, Metadata(language=language)), lexicons.load(language))
    return [
        (trigger.frame.family, document.span(trigger.first, trigger.last))
        for sentence in document.sentences
        for trigger in find_triggers(document, sentence, find_phrases(document, sentence))
    ]


def _print(name: str, rows: dict[str, list[float]]) -> None:
    both = [sum(row[n] for row in rows.values()) for n in range(4)]
    for slot, (right, said, gold, exact) in [*rows.items(), ("both", both)]:
        precision, recall = right / max(1, said), right / max(1, gold)
        f1 = 2 * right / max(1, said + gold)
        strict = 2 * exact / max(1, said + gold)
        print(
            f"{name:12} {slot:8} F1 {f1:.3f} (P {precision:.3f}, R {recall:.3f}), exact only {strict:.3f}; "
            f"{right:g} of {gold:g}"
        )


def _speed(texts: list[tuple[str, str]]) -> None:
    sentences = sum(len(sentence_starts(text, language)) for text, language in texts)
    for name, find in (("counts", find_counts), ("tolls", find_tolls)):
        began = time.process_time()
        for text, language in texts:
            find(text, language)
        seconds = time.process_time() - began
        print(f"{name}: {sentences / seconds:,.0f} sentences a second of one core")


if __name__ == "__main__":
    main()
