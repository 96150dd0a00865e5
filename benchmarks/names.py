"""Names: how well, and how fast, two spellings of one name are told from two names; beside rapidfuzz in the same run.

    SIJILL_BENCH=… python benchmarks/names.py [--part dev|train] [--seconds 5]

Data and scorer: bench/names (cases, eu_pairs) and bench/score/names.py. Pairs of the EU acts are taken without noms de
guerre (relation "alias"), as the published figures are; the whole of them stands beside. rapidfuzz compares folded,
romanised names by their sorted words, the best of its ways here.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio

from sijill.values.folding import fold
from sijill.values.name_pairs import matching
from sijill.values.names import compare, parts_of

Pair: TypeAlias = tuple[str, str, bool]
#: the threshold at which the linker takes two names for one (compare's probability)
DEFAULT_THRESHOLD = 0.75
#: least precision at that threshold of pairs of Arabic and Latin script; below it the exit status is 1
LEAST_PRECISION = 0.98

_ROMAN = str.maketrans(dict(zip(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويءپچگژ",
    ("a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "", "gh", "f", "q", "k",
     "l", "m", "n", "h", "w", "y", "", "p", "ch", "g", "zh"), strict=True,
)))  # fmt: skip
_CYRILLIC = str.maketrans(dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїє",
    ("a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
     "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i", "yi", "ye"), strict=True,
)))  # fmt: skip


def romanised(name: str) -> str:
    """A name folded and in Latin letters, letter by letter: the naive way."""
    return fold(name).translate(_ROMAN).translate(_CYRILLIC)


SCORES: dict[str, Callable[[str, str], float]] = {
    "sijill": lambda a, b: compare(a, b).probability,
    "rapidfuzz token_sort": lambda a, b: token_sort_ratio(romanised(a), romanised(b)) / 100,
    "rapidfuzz Jaro-Winkler": lambda a, b: float(JaroWinkler.similarity(romanised(a), romanised(b))),
}


def scorer(bench: Path) -> ModuleType:
    """bench/score/names.py, loaded from its file."""
    spec = importlib.util.spec_from_file_location("names_score", bench / "score" / "names.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def sets(bench: Path, part: str) -> dict[str, list[Pair]]:
    """The sets of pairs by name."""
    cases = [r for r in rows(bench / "names" / "cases.jsonl") if r["split"] == part or part == "dev"]
    pairs = [r for r in rows(bench / "names" / "eu_pairs.jsonl") if r["split"] == part]

    def picked(chosen: Iterable[dict[str, Any]]) -> list[Pair]:
        return [(r["name1"], r["name2"], bool(r["label"])) for r in chosen]

    def kind(*kinds: str, aliases: bool = False) -> list[Pair]:
        return picked(r for r in pairs if r["kind"] in kinds and (aliases or r["relation"] != "alias"))

    return {
        "labelled pairs (cases)": picked(cases),
        "labelled pairs, persons": picked(r for r in cases if r["schema"] == "Person"),
        "Arabic-Latin (eu)": kind("arabic-latin"),
        "Arabic-Latin (eu), aliases too": kind("arabic-latin", aliases=True),
        "Latin-Latin (eu)": kind("latin-latin"),
        "Cyrillic-Latin (eu)": kind("cyrillic-latin"),
    }


def report(bench: Path, part: str) -> bool:
    """Print each set by each way; whether pairs of Arabic and Latin script are as precise as they must be."""
    score = scorer(bench)
    precise = True
    print(f"{'set':32} {'way':24} {'n':>6} {'AUC':>6} {'F1':>6} {'R@P95':>6}  at {DEFAULT_THRESHOLD}: P, R")
    for name, pairs in sets(bench, part).items():
        if not pairs:
            continue
        labels = [label for _, _, label in pairs]
        for way, scored in SCORES.items():
            told = score.report(labels, [scored(a, b) for a, b, _ in pairs], DEFAULT_THRESHOLD)
            at = f"{told['at']['p']:.3f} {told['at']['r']:.3f}" if way == "sijill" else ""
            if way == "sijill" and name == "Arabic-Latin (eu)":
                precise = told["at"]["p"] >= LEAST_PRECISION
            print(
                f"{name:32} {way:24} {told['n']:6} {told['auc']:6.3f} {told['best']['f1']:6.3f} "
                f"{told['r_at_p95']:6.3f}  {at}"
            )
    return precise


def speed(names: Sequence[str], seconds: float) -> None:
    """Print scores a second of processor time of compare, pair by pair."""
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for other in names[:200]:
            compare(names[done % len(names)], other)
        done += 1
    print(f"compare: {done * 200 / (time.process_time() - start):,.0f} scores a second")


def bulk(names: Sequence[str]) -> None:
    """Print pairs decided a second of processor time, every name against every other."""
    parts_of.cache_clear()
    start = time.process_time()
    found = matching(names)
    spent = time.process_time() - start
    pairs = len(names) * (len(names) - 1) // 2
    print(
        f"matching: {len(names):,} names, {pairs:,} pairs, {len(found):,} of 0.5 or more: {pairs / spent:,.0f} a second"
    )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=("dev", "train"))
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args()
    bench = Path(os.environ["SIJILL_BENCH"])
    precise = report(bench, options.part)
    names = sorted({name for pairs in sets(bench, "dev").values() for a, b, _ in pairs for name in (a, b)})
    speed(names, options.seconds)
    bulk(names)
    sys.exit(0 if precise else 1)


if __name__ == "__main__":
    main()
