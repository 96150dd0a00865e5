"""Read MUC-4 and have its scorer count: entities of a document, templates, and all 24 slots.

    python benchmarks/muc4.py MUC4.jsonl SCORER.py [--reader NAME] [--bootstrap N] [--answers FILE]

MUC4 holds one text a line with its templates; SCORER has ``ceaf_ree``, ``gtt_score``, ``muc4_full`` and ``load_gold``.
Neither belongs to this repository. Intervals are of texts drawn anew.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from sijill import settings, workflow
from sijill.errors import Failure
from sijill.evaluation import gold, intervals
from sijill.evaluation.muc4 import filling, heads, templates

#: fillers said that are right, said, there that are found, there
Counts = tuple[float, float, float, float]


def main() -> None:
    """Read, answer, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("scorer")
    parser.add_argument("--reader")
    parser.add_argument("--bootstrap", type=int, default=0, metavar="N", help="95 %% intervals from N resamplings")
    parser.add_argument("--answers", metavar="FILE", help="write the 24-slot answers there, one text a line")
    chosen = parser.parse_args()
    scorer = _module(chosen.scorer)
    entities, templated, full = scorer.load_gold(chosen.gold)
    told = answers(chosen.gold, chosen.reader)
    if chosen.answers:
        with Path(chosen.answers).open("w", encoding="utf-8") as file:
            for name, answer in told.items():
                print(json.dumps({"docid": name, "templates": [templates.slots(f) for f in answer]}), file=file)
    five = {name: [templates.roles(incident) for incident in answer] for name, answer in told.items()}
    merged = {name: templates.extracts(answer) for name, answer in five.items()}
    slots = {name: [templates.slots(incident) for incident in answer] for name, answer in told.items()}
    by_role = scorer.ceaf_ree(merged, entities)
    by_template = scorer.gtt_score(five, templated)
    whole = scorer.muc4_full(slots, full)
    answered, relevant = sum(map(bool, told.values())), sum(map(bool, templated.values()))
    print(f"{len(full)} texts; {answered} with an answer, {relevant} with one in the gold")
    silent = [name for name, there in templated.items() if not there]
    print(f"{len(silent)} texts without incident: {sum(not told.get(name) for name in silent)} without answer")
    for title, scores in (("CEAF-REE", by_role), ("templates (GTT)", by_template)):
        print(f"{title:30}{'P':>7}{'R':>7}{'F1':>7}")
        for role, score in scores.items():
            print(f"  {role:28}{score['p']:7.3f}{score['r']:7.3f}{score['f1']:7.3f}")
    print(f"{'24 slots':30}{'P':>7}{'R':>7}{'F':>7}")
    for name, score in (*whole["groups"].items(), ("ALL", whole["ALL"]), ("templates", whole["template"])):
        print(f"  {name:28}{score['pre']:7.3f}{score['rec']:7.3f}{score['f']:7.3f}")
    for name, score in whole["slots"].items():
        print(f"    {name:26}{score['pre']:7.3f}{score['rec']:7.3f}{score['f']:7.3f}")
    if chosen.bootstrap:
        names = list(full)
        for title, each in (
            ("CEAF-REE", [_micro(scorer.ceaf_ree({n: merged[n]}, {n: entities[n]})) for n in names]),
            ("templates", [_micro(scorer.gtt_score({n: five[n]}, {n: templated[n]})) for n in names]),
            ("24 slots", [_all(scorer.muc4_full({n: slots[n]}, {n: full[n]})) for n in names]),
        ):
            interval = intervals.bootstrap(len(each), partial(_f1, each), chosen.bootstrap)
            print(f"95 % interval, {title}: {interval.low:.3f}-{interval.high:.3f}" if interval else "")


def answers(path: str, reader: str | None = None) -> dict[str, list[filling.Filled]]:
    """What MUC-4 would be told of each text, by the text's name."""
    chosen = settings.load({"reader": reader} if reader else None)
    texts = gold.load(path, chosen).texts
    told: dict[str, list[filling.Filled]] = {text.id: [] for text in texts}
    found = heads.answers(workflow.reader_for(chosen), (text.text for text in texts))
    for text, answer in zip(texts, found, strict=True):
        if isinstance(answer, Failure):
            print(answer.error, file=sys.stderr)
        else:
            told[text.id] = answer[1]
    return told


def _micro(scores: Mapping[str, Any]) -> Counts:
    """One text's counts in the two benchmarks of five roles."""
    told = scores["micro_avg"]
    return told["p_num"], told["p_den"], told["r_num"], told["r_den"]


def _all(scores: Mapping[str, Any]) -> Counts:
    """One text's counts over 24 slots: half right counts half."""
    told = scores["ALL"]
    right = told["COR"] + told["PAR"] / 2
    return right, told["ACT"], right, told["POS"]


def _f1(each: Sequence[Counts], weights: Sequence[int]) -> float:
    """The F1 of texts, each counted as often as its weight says."""
    said, among, found, there = (
        sum(weight * counts[column] for weight, counts in zip(weights, each, strict=True)) for column in range(4)
    )
    precision, recall = said / among if among else 0.0, found / there if there else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _module(path: str) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path}: is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
