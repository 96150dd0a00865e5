"""Linking end to end from text, on annotated articles: read, linked, and the mentions aligned with the annotated ones.

    SIJILL_BENCH=… python benchmarks/linking_articles.py [ARTICLES.jsonl ...]

default: the development articles of bench/articles. Each article is read by the reader of the settings, its incidents
are aligned with the annotated ones as the scorer of reading aligns them, and the groups of `sijill link --readings` are
scored as coreference is: an annotated mention that was not found stands alone. Printed twice: over the annotated
mentions, and with what was told besides as mentions of no incident, which cost precision.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

from sijill import settings, workflow
from sijill.errors import Failure
from sijill.statements import contract

Json: TypeAlias = dict[str, Any]
Mention: TypeAlias = tuple[str, str]


def scorer(bench: Path, name: str) -> ModuleType:
    """A scorer of bench/score, loaded from its file."""
    spec = importlib.util.spec_from_file_location(name, bench / "score" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(articles: list[Json]) -> list[Json]:
    """The readings of articles as `sijill read --format json` prints them."""
    told = ("id", "text", "title", "published", "language", "publisher")
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps({k: a[k] for k in told if a.get(k)}) + "\n" for a in articles)
        file.flush()
        found = list(workflow.read([file.name], input_format="jsonl", settings=settings.load()))
    return [contract.to_json(r.text, r.reading) for r in found if not isinstance(r, Failure)]


def aligned(reading: ModuleType, articles: list[Json], readings: list[Json]) -> dict[Mention, Mention]:
    """The annotated mention of each mention read, as the scorer of reading aligns them; scope "out" is left aside."""
    found: dict[Mention, Mention] = {}
    read_of = {obj["source"]["uri"]: [i for i in obj["incidents"] if i["scope"] != "out"] for obj in readings}
    for article in articles:
        gold, told = article["incidents"], read_of.get(article["id"], [])
        if gold and told:
            table = np.array([[reading.affinity(g, p) for p in told] for g in gold])
            for i, j in zip(*linear_sum_assignment(-table), strict=True):
                if table[i, j] > 0:
                    found[article["id"], told[j]["id"]] = article["id"], str(i)
    return found


def main() -> None:
    """Read, link, align, score, print."""
    bench = Path(os.environ["SIJILL_BENCH"])
    files = [Path(f) for f in sys.argv[1:]] or sorted((bench / "articles").glob("*-dev.jsonl"))
    reading, coref = scorer(bench, "score_reading"), scorer(bench, "coref")
    for file in files:
        articles = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        readings = read(articles)
        home = aligned(reading, articles, readings)
        gold: dict[Any, set[Mention]] = defaultdict(set)
        for article in articles:
            for n, incident in enumerate(article["incidents"]):
                gold[incident["cluster"]].add((article["id"], str(n)))
        groups = [[(m["source"], m["incident"]) for m in row["mentions"]] for row in workflow.link_readings(readings)]
        besides = {(obj["source"]["uri"], i["id"]) for obj in readings for i in obj["incidents"] if i["scope"] == "out"}
        missed = {m for members in gold.values() for m in members}.difference(home.values())
        alone = [{m} for m in sorted(missed)]
        found = [{home[m] for m in group if m in home} for group in groups]
        with_besides = [{home.get(m, ("besides", *m)) for m in group if m not in besides} for group in groups]
        print(f"{file.name}: {len(articles)} articles, {len(home)} of {len(home) + len(missed)} mentions found")
        for what, response in (("annotated mentions", found), ("with what was told besides", with_besides)):
            score = coref.score(list(gold.values()), [*filter(None, response), *alone])
            print(
                f"  {what:28} CoNLL {score['conll_f1']:.3f}  B3 {score['b3']['f1']:.3f}  LEA {score['lea']['f1']:.3f}"
            )


if __name__ == "__main__":
    main()
