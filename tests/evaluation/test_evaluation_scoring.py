"""Readings against annotated articles."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from invented_passages import file_of
from sijill.evaluation.corpus import Passage, parse
from sijill.evaluation.intervals import Interval
from sijill.evaluation.scoring import SLOTS, Part, Tally, affinity, align, intervals, micro, parts, slots, tally, total
from sijill.statements import contract

SHOT: dict[str, Any] = {
    "type": "killing",
    "date": "2019-06-10",
    "place": {"city": "Tripoli", "country": "LB"},
    "victims": [{"name": "Nadim Sabbouha", "description": "a baker", "outcome": "killed", "age": 52, "sex": "m"}],
    "perpetrators": [{"name": None, "description": "two men on a motorcycle", "according_to": "the police post"}],
    "weapons": ["a motorcycle"],
    "killed": {"min": 1, "max": 1},
    "injured": {"min": 0, "max": 0},
}
BURNT: dict[str, Any] = {
    "type": "property_destruction",
    "date": "2019-03",
    "place": {"city": "Saida", "country": "LB"},
    "victims": [],
    "perpetrators": [{"name": "Cedar Street Guard", "description": None}],
    "weapons": [],
    "central": False,
}


def test_the_truth_is_right_in_every_slot() -> None:
    told = tally([SHOT, BURNT], [BURNT, SHOT])
    assert told["incident"] == Tally(2, 2, 2)
    assert all(value.right == value.said == value.gold for value in told.values())
    assert micro(told).f1 == 1.0
    # an injured toll of nobody is none
    assert told["injured"] == Tally()
    assert told["victim_age"] == told["according_to"] == told["weapon"] == Tally(1, 1, 1)


def test_silence_misses_all_and_noise_makes_up_all() -> None:
    told = tally([SHOT], [])
    assert told["incident"] == Tally(0, 0, 1) and told["date"] == Tally(0, 0, 1)
    told = tally([], [SHOT])
    assert told["incident"] == Tally(0, 1, 0) and told["type"] == Tally(0, 1, 0) and told["victim"] == Tally(0, 1, 0)


def test_partial_credit() -> None:
    said = {
        **SHOT,
        "date": "2019-06",
        "killed": {"min": 1, "max": None},
        "place": {"city": "Tripolis", "country": "LY"},
    }
    told = slots(SHOT, said)
    assert told["date"].right == 0.5
    assert told["killed"] == Tally(0.5, 1, 1)
    assert told["city"].right == 1.0 and told["country"].right == 0.0


def test_families_that_are_near_are_aligned_without_credit() -> None:
    bombing, threat = {**SHOT, "type": "bombing"}, {**SHOT, "type": "threat"}
    assert affinity(SHOT, threat) < 0 < affinity(SHOT, bombing) < affinity(SHOT, SHOT)
    assert slots(SHOT, bombing)["type"] == Tally(0, 1, 1)
    assert slots({**SHOT, "type_alt": ["bombing"]}, bombing)["type"].right == 1


def test_something_told_must_agree() -> None:
    other = {"type": "killing", "date": "2011-01-01", "place": {"city": "Garowe", "country": "SO"}, "victims": []}
    assert affinity(SHOT, other) < 0
    assert affinity({"type": "killing", "place": {"country": "SO"}}, other) > 0
    assert affinity({"type": "killing", "place": {"country": "SO"}}, {"type": "killing"}) < 0


def test_the_best_alignment_as_a_whole() -> None:
    second = {**SHOT, "victims": [{"name": "Rula Naja", "outcome": "killed"}], "weapons": []}
    assert align([SHOT, second], [second, SHOT]) == [(0, 1), (1, 0)]


def test_background_and_optional_are_spared() -> None:
    gold = [SHOT, BURNT]
    assert tally(gold, [SHOT], central=True)["incident"] == Tally(1, 1, 1)
    assert tally(gold, [SHOT, BURNT], central=True)["incident"] == Tally(1, 1, 1)
    assert tally([SHOT, {**BURNT, "optional": True}], [SHOT])["incident"] == Tally(1, 1, 1)
    assert tally(gold, [SHOT])["incident"] == Tally(1, 1, 2)


def test_aggregates_count_only_where_they_match() -> None:
    total = {**BURNT, "kind": "aggregate"}
    assert tally([SHOT], [SHOT, total])["incident"] == Tally(1, 1, 1)
    assert tally([SHOT, BURNT], [SHOT, total])["incident"] == Tally(2, 2, 2)


def passage_of(name: str) -> Passage:
    passage, problems = parse(f"{name}.txt", file_of())
    assert passage is not None, problems
    return passage


def test_a_passages_own_reading_scores_full() -> None:
    passage = passage_of("me-001")
    reading = contract.to_json(passage.text_object(), passage.reading())
    told = tally(passage.article()["incidents"], [i for i in reading["incidents"] if i["scope"] != "out"])
    assert micro(told).f1 == told["incident"].f1 == 1.0
    assert micro(told).gold > 15


def test_parts_name_what_was_paired_missed_and_made_up() -> None:
    found = parts([BURNT, SHOT], [{**SHOT, "type": "threat"}, SHOT])
    assert [(part.gold, part.said) for part in found] == [(1, 1), (0, None), (None, 0)]
    assert total(part.told for part in found) == tally([BURNT, SHOT], [{**SHOT, "type": "threat"}, SHOT])
    assert all(isinstance(part, Part) and set(part.told) == {"incident", *SLOTS} for part in found)


def test_intervals_hold_the_figure_and_repeat() -> None:
    each = [tally([SHOT], [SHOT] if n % 2 else []) for n in range(40)]
    one, two = (intervals(each, 300, Random(5)) for _ in range(2))
    assert one == two
    assert set(one) == {"incident", *SLOTS, "all"}
    assert 0.4 < one["incident"].low < total(each)["incident"].f1 < one["incident"].high < 0.9
    assert intervals([tally([SHOT], [])], 10)["all"] == Interval(0.0, 0.0)
    assert intervals(each, 0) == {}


BENCH = os.environ.get("SIJILL_BENCH")


@pytest.mark.skipif(not BENCH, reason="SIJILL_BENCH names no folder with the annotated articles and their scorer")
@pytest.mark.parametrize("name", ["iraq-dev", "world-dev"])
@pytest.mark.parametrize("central", [False, True])
def test_the_same_figures_as_the_reference(name: str, central: bool, tmp_path: Path) -> None:
    pytest.importorskip("scipy")
    folder = Path(str(BENCH))
    path = folder / "articles" / f"{name}.jsonl"
    gold = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    # what a poor reader might say: half of the truth, with another article's incidents among it
    chance = Random(3)
    said = [{"id": a["id"], "incidents": [*chance.choice(gold)["incidents"], *a["incidents"][::2]]} for a in gold]
    written = tmp_path / "said.jsonl"
    written.write_text("\n".join(json.dumps(line) for line in said), "utf-8")
    command = [sys.executable, str(folder / "score" / "score_reading.py"), str(path), str(written), "--json"]
    done = subprocess.run([*command, *(["--central"] if central else [])], capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    guessed = [line["incidents"] for line in said]
    ours = total(tally(a["incidents"], guess, central=central) for a, guess in zip(gold, guessed, strict=True))
    assert theirs["micro"]["f1"] == pytest.approx(micro(ours).f1, abs=1e-12)
    assert 0.1 < micro(ours).f1 < 0.9
    for slot, told in ours.items():
        expected = theirs["slots"][slot]
        assert (told.precision, told.recall) == pytest.approx((expected["p"], expected["r"]), abs=1e-12), slot
