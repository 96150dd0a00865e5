"""What went wrong in one text. Everybody in it is invented."""

from __future__ import annotations

from typing import Any

import pytest

from sijill.evaluation.faults import Fault, excerpt, faults

TEXT = "Nadim Sabbouha, a baker, was shot dead in Tripoli on Monday. In March a shop of the Guard was burnt in Saida."
TOLD = ("in", "unclear")
SHOT: dict[str, Any] = {
    "type": "killing", "date": "2019-06-10", "scope": "in", "place": {"city": "Tripoli", "country": "LB"},
    "victims": [{"name": "Nadim Sabbouha", "description": "a baker", "outcome": "killed"}],
    "evidence": [{"start": 0, "end": 60, "text": TEXT[:60]}],
}  # fmt: skip
BURNT: dict[str, Any] = {
    "type": "property_destruction", "date": "2019-03", "scope": "in", "place": {"city": "Saida", "quote": "Saida"},
    "victims": [], "evidence": [{"start": 61, "end": len(TEXT), "text": TEXT[61:]}],
}  # fmt: skip


def of(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[Fault]:
    return list(faults(TEXT, gold, found, TOLD))


def test_the_truth_has_no_fault() -> None:
    assert of([SHOT, BURNT], [BURNT, SHOT]) == []


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ([BURNT], "missed: no candidate"),
        ([BURNT, {**SHOT, "scope": "out"}], "missed: read as out of scope"),
        ([BURNT, {**SHOT, "type": "displacement"}], "missed: wrong type"),
        (
            [BURNT, {**SHOT, "type": "displacement", "date": None, "place": None, "victims": []}],
            "missed: wrong details",
        ),
    ],
)
def test_why_an_incident_was_missed(found: list[dict[str, Any]], kind: str) -> None:
    missed = [fault for fault in of([SHOT, BURNT], found) if fault.gold is SHOT and fault.kind.startswith("missed")]
    assert [fault.kind for fault in missed] == [kind]
    assert "Nadim Sabbouha" in missed[0].excerpt


def test_two_told_as_one_are_merged() -> None:
    second = {**SHOT, "victims": [{"name": "Rula Naja", "outcome": "killed"}]}
    both = {**SHOT, "victims": [*SHOT["victims"], *second["victims"]]}
    told = of([SHOT, second], [both])
    assert [fault.kind for fault in told if fault.slot == "incident"] == ["missed: merged with another"]


def test_one_told_as_two_is_split() -> None:
    (fault,) = of([SHOT], [SHOT, {**SHOT, "victims": []}])
    assert (fault.kind, fault.gold) == ("made up: split off", SHOT)


def test_what_is_made_up() -> None:
    assert [f.kind for f in of([], [SHOT])] == ["made up: the text tells of nothing"]
    other = {"type": "threat", "scope": "in", "date": "2001", "evidence": SHOT["evidence"]}
    assert [f.kind for f in of([SHOT], [SHOT, other])] == ["made up: no such incident"]
    assert [f.kind for f in of([SHOT], [SHOT, {**SHOT, "type": "displacement"}])] == ["made up: wrong type"]


def test_slots_of_what_was_found() -> None:
    said = {**SHOT, "date": "2011-01-01", "place": {"city": "Tripoli"}, "weapons": [{"text": "a rifle"}]}
    assert {(fault.slot, fault.kind) for fault in of([SHOT], [said])} == {
        ("date", "slot: wrong"), ("country", "slot: missing"), ("weapon", "slot: made up"),
    }  # fmt: skip


def test_each_incident_missed_or_made_up_has_one_fault() -> None:
    told = [
        fault
        for fault in of([SHOT, BURNT], [{**SHOT, "type": "legal_action", "victims": []}])
        if fault.slot == "incident"
    ]
    assert len(told) == 3


def test_an_excerpt_is_short_and_of_the_text() -> None:
    text = "x" * 900 + " Nadim Sabbouha " + "y" * 900
    shown = excerpt(text, SHOT, None)
    assert "Nadim Sabbouha" in shown and len(shown) < 330 and shown[0] == shown[-1] == "…"
    assert excerpt("Nothing of it.", SHOT, None) == "Nothing of it."
