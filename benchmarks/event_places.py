"""Score the places of events, given what happened to whom: town and country of every annotated incident.

    python benchmarks/event_places.py GOLD.jsonl corpus/train ... [--errors]

GOLD holds one annotated article a line ({"text", "language", "incidents": [{"type", "victims", "place"}]}), or is a
folder of the corpus. The system is given the text, the type of the incident and its victims as named and described; it
finds their words in the text, and the words that tell of the type by the language's table of triggers.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sijill.evaluation import corpus
from sijill.statements import lexicon as lexicons
from sijill.statements.document import Document, analyse
from sijill.statements.phrases import find_phrases
from sijill.statements.triggers import find_triggers
from sijill.types import Metadata, Span, Text
from sijill.values.folding import fold
from sijill.values.places import PlaceExpression, find_places
from sijill.values.scenes import place_of

#: what mostly happens at no place that a report tells
PLACELESS = ("threat", "legal_action", "release")


def main() -> None:
    """Find, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--errors", action="store_true", help="print what differs")
    arguments = parser.parse_args()
    total: dict[str, list[int]] = {"city": [0, 0, 0], "country": [0, 0, 0]}
    for path in arguments.gold:
        counts: dict[str, list[int]] = {"city": [0, 0, 0], "country": [0, 0, 0]}
        for told in _articles(path):
            _article(told, counts, arguments.errors)
        _print(path.stem, counts)
        for field, row in counts.items():
            total[field] = [a + b for a, b in zip(total[field], row, strict=True)]
    _print("all", total)


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    """Annotated articles: the lines of a file, or the passages of a folder of the corpus."""
    if path.is_dir():
        for passage in corpus.passages(path):
            yield passage.article()
    else:
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def _places(content: str, language: str) -> list[PlaceExpression]:
    """The places that the reader sees: those of the gazetteer, and what the words make a town ("the town of X")."""
    places = find_places(content, language)
    if lexicons.readable(language):
        document = analyse(Text("", "", "", "", content, Metadata(language=language)), lexicons.load(language))
        known = {p.span for p in places}
        places += [
            PlaceExpression(p.span, p.place, "by its words", "city") for p in document.places
            if p.span not in known and p.place.geonameid is None and p.place.country is None and p.place.city
        ]  # fmt: skip
    return sorted(places, key=lambda p: p.span)


def _article(told: dict[str, Any], counts: dict[str, list[int]], errors: bool) -> None:
    content, language = told["text"], told["language"]
    places = _places(content, language)
    triggers = _triggers(content, language)
    for incident in told["incidents"]:
        if incident.get("kind") == "aggregate":
            continue
        families = {incident["type"], *incident.get("type_alt", ())}
        scene = place_of(
            content, places, language,
            triggers=[span for family, span in triggers if family in families],
            victims=_victims(content, incident["victims"]),
            others=[span for family, span in triggers if family not in families],
            own=incident["type"] in PLACELESS,
        )  # fmt: skip
        gold = incident["place"] or {}
        for field, row in counts.items():
            found = getattr(scene.place, field) if scene else None
            expected = gold.get(field)
            same = bool(found and expected and _same(found, expected))
            row[0] += same
            row[1] += bool(found)
            row[2] += bool(expected)
            if errors and not same and (found or expected):
                words = content[scene.spans[0].start : scene.spans[0].end] if scene else None
                print(
                    told["id"], incident["type"], [v["name"] or v["description"] for v in incident["victims"]][:2],
                    f"{field}: {expected} (quote {gold.get('quote')!r}), found {found} ({words!r}, "
                    f"{scene.rule if scene else None} {scene.score if scene else 0:.1f})", sep=" | ",
                )  # fmt: skip


def _same(a: str, b: str) -> bool:
    x, y = ("".join(c for c in fold(v) if c.isalnum()) for v in (a, b))
    return x == y or (min(len(x), len(y)) > 4 and x.removeprefix("al") == y.removeprefix("al"))


def _victims(content: str, victims: list[dict[str, Any]]) -> list[Span]:
    """Where the victims' names stand, or their last parts, or their descriptions."""
    found: list[Span] = []
    for victim in victims:
        words = [victim.get("name"), victim.get("description"), victim.get("name_quote")]
        if victim.get("name") and len(victim["name"].split()) > 1:
            words.append(victim["name"].split()[-1])
        for word in filter(None, words):
            found += [Span(m.start(), m.end()) for m in re.finditer(re.escape(word), content)]
    return sorted(set(found))


def _triggers(content: str, language: str) -> list[tuple[str, Span]]:
    """The words that tell of an act, with its family."""
    if not lexicons.readable(language):
        return []
    document = analyse(Text("", "", "", "", content, Metadata(language=language)), lexicons.load(language))
    return [row for sentence in document.sentences for row in _of_sentence(document, sentence)]


def _of_sentence(document: Document, sentence: Any) -> list[tuple[str, Span]]:
    found = find_triggers(document, sentence, find_phrases(document, sentence))
    return [(t.frame.family, document.span(t.first, t.last)) for t in found]


def _print(name: str, counts: dict[str, list[int]]) -> None:
    line = f"{name:12}"
    for field, (right, found, expected) in counts.items():
        precision, recall = right / max(1, found), right / max(1, expected)
        f1 = 2 * right / max(1, found + expected)
        line += f"  {field}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} ({right} of {expected})"
    print(line)


if __name__ == "__main__":
    main()
