"""A reader on annotated texts."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from invented_passages import file_of
from invented_readers import Knowing
from sijill import settings
from sijill.evaluation.corpus import load as passage
from sijill.evaluation.evaluating import Evaluation, Figure, evaluate, table, to_json
from sijill.evaluation.gold import Gold, load
from sijill.types import Reading

SETTINGS = settings.load(environment={}, file=None)
QUIET = "---\nThe bakers of [l1 Tripoli] met on [t1 Monday].\n---\n"


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    for number in range(1, 5):
        (tmp_path / f"me-00{number}.txt").write_text(file_of(), "utf-8")
    (tmp_path / "eu-001.txt").write_text(f'style = "wire"\nregion = "europe"\n{QUIET}', "utf-8")
    found = load(tmp_path, SETTINGS)
    assert not found.failures
    return found


def truth(gold: Gold) -> dict[str, Reading]:
    return {p.id: p.reading() for p in (passage(Path(gold.name) / f"{t.id}.txt") for t in gold.texts)}


def named(evaluation: Evaluation, name: str) -> Figure:
    return next(f for f in evaluation.figures if f.name == name)


def test_the_truth_scores_full(gold: Gold) -> None:
    told = evaluate(gold, Knowing(truth(gold)), resamplings=20)
    assert (told.texts, told.kind, told.reader, told.failures) == (5, "corpus", "invented 1", ())
    assert named(told, "incident").f1 == named(told, "all slots").f1 == 1.0
    assert told.central and told.central.recall == 1.0 and told.central.gold == 4
    assert (told.quiet.right, told.quiet.among) == (1, 1)
    assert told.calibration and told.calibration.error == 0.0 and told.calibration.predictions == 8


def test_half_of_the_truth(gold: Gold) -> None:
    known = {name: reading for name, reading in truth(gold).items() if name in {"me-001", "me-002"}}
    told = evaluate(gold, Knowing(known), resamplings=200)
    incident = named(told, "incident")
    assert (incident.precision, incident.recall) == (1.0, 0.5)
    assert incident.interval and incident.interval.low < incident.f1 < incident.interval.high
    assert told.groups
    assert {f.name: f.recall for f in told.groups["type"]} == {"killing": 0.5, "threat": 0.5}
    assert [f.name for f in told.groups["style"]] == ["local", "local: all slots", "wire", "wire: all slots"]
    assert {f.name for f in told.groups["region"] if ":" not in f.name} == {"mena", "europe"}


def test_noise_breaks_the_quiet_and_the_confidence(gold: Gold) -> None:
    readings = truth(gold)
    loud = replace(readings["me-001"], text=gold.texts[0].text.id)
    quiet = next(t for t in gold.texts if t.id == "eu-001")
    # what stands in one passage is said of another: only mentions whose words lie within it can be shown
    mention = loud.mentions[0]
    told = evaluate(
        Gold(gold.name, "corpus", tuple(t if t is not quiet else replace(t, text=replace(t.text, content="x " * 900))
                                        for t in gold.texts)),
        Knowing({**readings, "eu-001": replace(loud, mentions=(replace(mention, confidence=0.25),), claims=(),
                                               relations=())}),
    )  # fmt: skip
    assert (told.quiet.right, told.quiet.among) == (0, 1)
    assert named(told, "incident").precision == pytest.approx(8 / 9)
    assert told.calibration and told.calibration.error == pytest.approx(0.25 / 9)


def test_what_is_out_of_scope_is_not_told(gold: Gold) -> None:
    assert named(evaluate(gold, Knowing(truth(gold)), told=()), "incident").said == 0


def test_a_failing_text_is_read_in_silence_and_told(gold: Gold) -> None:
    told = evaluate(gold, Knowing(truth(gold), frozenset({"me-003"})))
    assert [failure.source for failure in told.failures] == ["me-003"]
    assert named(told, "incident").recall == 0.75


def test_progress_is_told(gold: Gold) -> None:
    steps: list[tuple[str, int, int]] = []
    evaluate(gold, Knowing(), advance=lambda *step: steps.append(step))
    assert steps == [(gold.name, n, 5) for n in range(1, 6)]


def test_the_table_and_the_json_hold_the_same(gold: Gold) -> None:
    told = evaluate(gold, Knowing(truth(gold), frozenset({"me-003"})), resamplings=10)
    shown = "\n".join(table(told, ("slot", "type", "style", "region")))
    for figure in told.figures:
        assert f"\n{figure.name} " in shown
    assert "by region" in shown and "1 of 1 texts without incident (100%" in shown and "of 6 predictions" in shown
    brief = "\n".join(table(told, ()))
    assert "incident " in brief and "victim_name" not in brief and "by type" not in brief
    back: dict[str, Any] = json.loads(json.dumps(to_json(told)))
    assert back["figures"][0]["name"] == "incident" and back["figures"][0]["f1"] == told.figures[0].f1
    assert back["quiet"]["share"] == 1.0 and back["groups"]["type"] and "me-003" in back["failures"][0]


def test_muc4_is_scored_by_its_own_scores(tmp_path: Path) -> None:
    record = {
        "docid": "W-1", "text": "LIMA, 9 JAN 90 (EFE) -- [TEXT] A BOMB WENT OFF AT THE AYMARA BANK.", "templates": [{}],
        "gtt_templates": [{"incident_type": "bombing", "Target": [[["aymara bank", 50]]], "Weapon": [[["bomb", 33]]]}],
        "grit_extracts": {"Target": [[["aymara bank", 50]]], "Weapon": [[["bomb", 33]]]},
    }  # fmt: skip
    path = tmp_path / "m.jsonl"
    path.write_text(json.dumps(record) + "\n" + json.dumps({**record, "docid": "W-2", "gtt_templates": []}), "utf-8")
    told = evaluate(load(path, SETTINGS), Knowing(), resamplings=10)
    names = [figure.name for figure in told.figures]
    assert names[0] == "CEAF-REE: all" and "templates: all" in names and "templates: incident_type" in names
    assert named(told, "CEAF-REE: all").gold == 4 and named(told, "templates: all").gold == 3
    assert (told.quiet.right, told.quiet.among) == (1, 1)
    assert "CEAF-REE: Target" in "\n".join(table(told)) and told.central is None
