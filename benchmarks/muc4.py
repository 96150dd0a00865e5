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
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from sijill import settings, workflow
from sijill.errors import Failure
from sijill.evaluation import gold, intervals
from sijill.evaluation.muc4 import filling, heads, templates


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
        for title, interval in (
            (
                "CEAF-REE",
                _resampled(lambda p, g: scorer.ceaf_ree(p, g)["micro_avg"]["f1"], merged, entities, chosen.bootstrap),
            ),
            (
                "templates",
                _resampled(lambda p, g: scorer.gtt_score(p, g)["micro_avg"]["f1"], five, templated, chosen.bootstrap),
            ),
            ("24 slots", _resampled(lambda p, g: scorer.muc4_full(p, g)["ALL"]["f"], slots, full, chosen.bootstrap)),
        ):
            print(f"95 % interval, {title}: {interval.low:.3f}-{interval.high:.3f}" if interval else "")


def answers(path: str, reader: str | None = None) -> dict[str, list[filling.Filled]]:
    """What MUC-4 would be told of each text, by the text's name."""
    chosen = settings.load({"reader": reader} if reader else None)
    texts = gold.load(path, chosen).texts
    told: dict[str, list[filling.Filled]] = defaultdict(list)
    found = heads.answers(workflow.reader_for(chosen), (text.text for text in texts))
    for text, answer in zip(texts, found, strict=True):
        if isinstance(answer, Failure):
            print(answer.error, file=sys.stderr)
        else:
            told[text.id] = answer[1]
    return told


def _resampled(
    score: Callable[[Mapping[str, Any], Mapping[str, Any]], float],
    said: Mapping[str, Any],
    there: Mapping[str, Any],
    times: int,
) -> intervals.Interval | None:
    """The interval of a scorer's figure: a text drawn twice is two texts."""
    names = list(there)

    def figure(weights: Sequence[int]) -> float:
        drawn = [(f"{name}#{n}", name) for name, weight in zip(names, weights, strict=True) for n in range(weight)]
        return score({key: said.get(name, {}) for key, name in drawn}, {key: there[name] for key, name in drawn})

    return intervals.bootstrap(len(names), figure, times)


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
