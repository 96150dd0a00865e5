"""The scores of the MUC-4 benchmarks: what their papers show, and the same as the reference where that is at hand."""

from __future__ import annotations

import importlib.util
import os
import random
from pathlib import Path
from typing import Any

import pytest

from sijill.evaluation.muc4.records import ROLES
from sijill.evaluation.muc4.scores import Fillers, ceaf_ree, folded, templates, total

COMPANY = ["Aymara telephone company building", "telephone company building", "telephone company offices"]


def test_one_document_by_entities() -> None:
    gold = {"Target": [COMPANY, ["water pipes"], ["public telephone booth"]]}
    said = {"Target": [["water pipes"], [COMPANY[0]], ["public telephone booth"], [COMPANY[2]]]}
    told = ceaf_ree(said, gold)["Target"]
    assert (told.precision, told.recall) == (0.75, 1.0)
    # a string that names something else spoils the entity
    told = ceaf_ree({"Target": [[COMPANY[0], "a church"], ["the public telephone booth"]]}, gold)["Target"]
    assert told == Fillers(1, 2, 1, 3)


def test_templates_whose_types_agree() -> None:
    gold: list[dict[str, Any]] = [
        {"incident_type": "attack / bombing", "PerpInd": [["men"]], "Target": [["car", "the vehicle"]]}
    ]
    said: list[dict[str, Any]] = [
        {"incident_type": "bombing", "PerpInd": [["boys"]], "Target": [["vehicle"]]},
        {"incident_type": "kidnapping"},
    ]
    told = total([templates(said, gold)])["all"]
    assert told == Fillers(2, 4, 2, 3)


def test_gold_templates_that_are_alike_count_once() -> None:
    one: dict[str, Any] = {"incident_type": "arson", "Target": [["a bus"]]}
    assert total([templates([one, one], [one, {**one, "Target": [["bus"]]}])])["all"] == Fillers(2, 4, 2, 2)


def test_the_mapping_is_the_best_as_a_whole() -> None:
    gold = [{"incident_type": "attack", "Victim": [["a b"], ["c d"]]}, {"incident_type": "attack", "Victim": [["e f"]]}]
    said = [{"incident_type": "attack", "Victim": [["e f"]]}, {"incident_type": "attack", "Victim": [["a b"], ["c d"]]}]
    assert total([templates(said, gold)])["all"].f1 == 1.0


def test_silence() -> None:
    gold: list[dict[str, Any]] = [{"incident_type": "attack", "Victim": [["a b"]]}]
    assert total([templates([], gold)])["all"] == Fillers(0, 0, 0, 2)
    assert total([templates(gold, [])])["all"] == Fillers(0, 2, 0, 0)
    assert total([templates([], []), ceaf_ree({}, {})])["all"].f1 == 0.0


def test_very_many_templates_end_in_time() -> None:
    gold = [{"incident_type": "attack", "Victim": [[f"person {n}"]]} for n in range(14)]
    assert total([templates(gold[::-1], gold)])["all"].f1 == 1.0


def test_folding() -> None:
    assert folded("The U.S. Embassy's car") == "us embassys car"


BENCH = os.environ.get("SIJILL_BENCH")


@pytest.mark.skipif(not BENCH, reason="SIJILL_BENCH names no folder with the scorers")
def test_the_same_figures_as_the_reference() -> None:
    pytest.importorskip("scipy")
    spec = importlib.util.spec_from_file_location("muc", Path(str(BENCH)) / "score" / "muc.py")
    assert spec and spec.loader
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    chance = random.Random(11)

    def some() -> dict[str, Any]:
        words = ["bus", "the bus", "a church", "men", "two men", "Mario", "bank!"]
        entities = {r: [chance.sample(words, chance.randint(1, 2)) for _ in range(chance.randint(0, 2))] for r in ROLES}
        return {"incident_type": chance.choice(["attack", "bombing", "attack / bombing"]), **entities}

    gold = {str(n): [some() for _ in range(chance.randint(0, 4))] for n in range(120)}
    said = {name: [{**some(), "incident_type": "attack"} for _ in range(chance.randint(0, 4))] for name in gold}
    ours = total(templates(said[name], gold[name]) for name in gold)
    for key, expected in theirs.gtt_score(said, gold).items():
        told = ours["all" if key == "micro_avg" else key]
        assert (told.precision, told.recall) == pytest.approx((expected["p"], expected["r"]), abs=1e-12), key
    merged = [
        {name: {r: [e for t in told for e in t[r]] for r in ROLES} for name, told in x.items()} for x in (said, gold)
    ]
    ours = total(ceaf_ree(merged[0][name], merged[1][name]) for name in gold)
    for key, expected in theirs.ceaf_ree(*merged).items():
        told = ours["all" if key == "micro_avg" else key]
        assert (told.precision, told.recall) == pytest.approx((expected["p"], expected["r"]), abs=1e-12), key
