from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from sijill.incidents.grading import grade
from sijill.types import Count, PartyKey, Standing, StandingParty, StandingValue

#: a perpetrator: name, status, texts that tell of it
Blamed = tuple[str | None, str, Sequence[str]]


def standing(least: int, blamed: Sequence[Blamed] = (), victims: Sequence[str | None] = ("civilian",)) -> Standing:
    def party(role: Any, texts: Sequence[str], **values: str | None) -> StandingParty:
        held = tuple(StandingValue(f, v, "majority", ("s1",)) for f, v in values.items() if v)
        return StandingParty(role, tuple(PartyKey(t, "p1") for t in texts), held)

    return Standing(
        "x",
        (StandingValue("type", "bombing", "majority", ("s1",), checked_by=("Noor",)),),
        (
            *(party("victim", ("a",), status=v) for v in victims),
            *(party("perpetrator", texts, name=name, status=status) for name, status, texts in blamed),
        ),
        Count(least, least + 1),
    )


REED, TIDE = "the Reed Brigade", "the Tide Front"


@pytest.mark.parametrize(
    ("name", "least", "blamed", "victims"),
    [
        ("weak", 1, [], ["civilian"]),
        ("weak", 1, [(REED, "alleged", "a")], []),
        ("fair", 2, [], ["civilian"]),
        ("fair", 2, [(REED, "alleged", "ab")], ["civilian"]),
        ("fair", 2, [(None, "unidentified", "a"), (REED, "alleged", "b")], []),
        ("fair", 3, [(REED, "denied", "a")], []),
        ("fair", 2, [(REED, "alleged", "ab"), (TIDE, "alleged", "b")], []),  # one report blames both together
        ("confirmed", 1, [(REED, "claimed", "a")], ["civilian"]),
        ("confirmed", 1, [(REED, "convicted", "a"), (TIDE, "alleged", "b")], []),
        ("contested", 2, [(REED, "alleged", "a"), (TIDE, "asserted", "b")], ["civilian"]),
        ("contested", 1, [(REED, "claimed", "a"), (TIDE, "claimed", "a")], []),
        ("discounted", 3, [(REED, "claimed", "a")], ["combatant", "combatant"]),
        ("fair", 2, [], ["combatant", "civilian"]),
        ("fair", 2, [], ["combatant", None]),  # of one victim nobody says it
    ],
)
def test_grades(name: str, least: int, blamed: list[Blamed], victims: list[str | None]) -> None:
    found = grade(standing(least, blamed, victims))
    assert found.name == name
    inputs = dict(found.inputs)
    assert inputs["independent origins, at least"] == str(least)
    assert inputs["values checked by a person"] == "1"
    assert all(who in inputs["blamed"] for who, status, _ in blamed if who and status in ("alleged", "claimed"))


def test_an_incident_of_nothing_is_weak() -> None:
    assert grade(Standing("x", ())).name == "weak"
