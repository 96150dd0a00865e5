"""Score the finder of temporal expressions over annotated texts, beside dateparser's search in the same run.

    python benchmarks/timex.py GOLD.jsonl SCORER.py [--no-peer] [--table]

GOLD holds one text a line ({"doc_id", "text", "dct", "timexes": [{"start", "end", "value"}]}); SCORER is a module with
``tern(gold, system)``. Neither belongs to this repository. The gold that lies before the body of the text (the date of
publication itself) is taken as it stands in GOLD. ``--table`` prints what was missed, too much or read otherwise.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from sijill.values.dates import find_timexes

#: ends of sentences, counted for the speed
_SENTENCE = re.compile(r"[.!?][\"')]*\s+(?=[A-Z\"'(])|\n\s*\n")
#: dateparser reads at most so many characters at once
_PIECE = 2_000


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--no-peer", action="store_true", help="leave dateparser out")
    parser.add_argument("--table", action="store_true", help="print the differences by expression")
    arguments = parser.parse_args()
    documents = [json.loads(line) for line in arguments.gold.read_text(encoding="utf-8").splitlines()]
    scorer = _module(arguments.scorer)
    gold = {d["doc_id"]: d["timexes"] for d in documents}
    find_timexes("1 May 2020", arguments.language)  # loads the language

    began = time.process_time()
    found = {
        d["doc_id"]: [
            {"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value, "rule": t.rule}
            for t in find_timexes(d["text"], arguments.language, published=d["dct"])
        ]
        for d in documents
    }
    seconds = time.process_time() - began
    sentences = sum(len(_SENTENCE.findall(d["text"])) + 1 for d in documents)
    _print("sijill", scorer.tern(gold, found))
    print(f"{sentences:,} sentences in {seconds:.2f} s: {sentences / seconds:,.0f} a second of one core")
    if not arguments.no_peer:
        began = time.process_time()
        peer = {d["doc_id"]: _peer(d["text"], d["dct"], arguments.language) for d in documents}
        seconds = time.process_time() - began
        _print("dateparser", scorer.tern(gold, peer))
        print(f"{sentences:,} sentences in {seconds:.1f} s: {sentences / seconds:,.0f} a second of one core")
    if arguments.table:
        _table(documents, gold, found, scorer)


def _print(name: str, scores: dict[str, dict[str, float]]) -> None:
    for measure in ("lenient", "lenient_val", "strict", "strict_val"):
        p, r, f1 = (scores[measure][k] for k in ("p", "r", "f1"))
        print(f"{name:12} {measure:12} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}")


def _peer(text: str, published: str, language: str) -> list[dict[str, Any]]:
    from dateparser.search import search_dates

    base = datetime.fromisoformat(published[:10])
    found: list[dict[str, Any]] = []
    for start in range(0, len(text), _PIECE):
        piece, at = text[start : start + _PIECE], 0
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        for words, value in search_dates(piece, languages=[language], settings=settings) or ():
            where = piece.find(words, at)
            if where >= 0:
                at = where + len(words)
                day = value.date().isoformat()
                found.append({"start": start + where, "end": start + at, "type": "DATE", "value": day})
    return found


def _table(documents: list[dict[str, Any]], gold: dict[str, Any], found: dict[str, Any], scorer: Any) -> None:
    missed: Counter[tuple[str, ...]] = Counter()
    extra: Counter[tuple[str, ...]] = Counter()
    other: Counter[tuple[str, ...]] = Counter()
    for document in documents:
        text, g, s = document["text"], gold[document["doc_id"]], found[document["doc_id"]]
        pairs = scorer._match(g, s)
        for i, j in pairs:
            if (g[i]["value"] or "") != (s[j]["value"] or ""):
                quotes = (_quote(text, g[i]), _quote(text, s[j]), str(g[i]["value"]), str(s[j]["value"]), s[j]["rule"])
                other[(document["dct"], *quotes)] += 1
        for i in set(range(len(g))) - {i for i, _ in pairs}:
            missed[(_quote(text, g[i]), str(g[i]["value"]))] += 1
        for j in set(range(len(s))) - {j for _, j in pairs}:
            extra[(_quote(text, s[j]), str(s[j]["value"]), s[j]["rule"])] += 1
    for name, counter in (("missed", missed), ("too much", extra), ("other value", other)):
        print(f"\n== {name}: {sum(counter.values())}")
        for key, count in counter.most_common():
            print(count, *key, sep=" | ")


def _quote(text: str, expression: dict[str, Any]) -> str:
    return re.sub(r"\s+", " ", text[expression["start"] : expression["end"]]).lower()


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path}: cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
