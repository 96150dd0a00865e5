"""A living individual is named as perpetrator by two people's decision only, and then in one sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from publication.dossiers import WHEN, Story, dossier, holds, person
from publication.reading_back import read_back, readable
from sijill.publication.accused import accusation, unvouched
from sijill.publication.filter import Filter
from sijill.publication.formats import FORMATS
from sijill.types import Anchor, Claim, Decision, Dossier

NAME = "Karim Duvalier"
PUBLISH = Decision("d0", "publish", Anchor(text="t1", mention="i0"), "Rana", WHEN, "public")


def unseal(number: int, by: str, *, reason: str = "convicted in public", item: str | None = None) -> Decision:
    anchor = Anchor(text="t1", mention="i0", role="perpetrator", item=item or "p43")
    return Decision(f"d{number}", "unseal", anchor, by, WHEN, reason)


def trial(decisions: Sequence[Decision], *, killed: bool = False, kind: str = "individual") -> Dossier:
    story = Story(
        f"Nabil Haddad was shot dead. Police accused {NAME}, who was charged; he “was elsewhere”, his lawyer said."
    )
    victim, accused = story.party("Nabil Haddad"), story.party(NAME)
    assert accused == "p43"
    said = [
        story.say("name", NAME, NAME, role="perpetrator", item=accused, speaker="Police"),
        story.say("kind", kind, NAME, role="perpetrator", item=accused),
        story.say("status", "alleged", "accused", role="perpetrator", item=accused),
        story.say("proceedings", "charged", "was charged", role="perpetrator", item=accused),
    ]
    if killed:
        story.say("outcome", "killed", "shot dead", role="victim", item=accused)
    dead = story.say("name", "Nabil Haddad", "Nabil Haddad", role="victim", item=victim)
    story.claims.append(
        Claim("c1", "his lawyer", (story.span("his lawyer"),), "denial", story.span("was elsewhere"), mention="i0")
    )
    parties = [
        person("victim", [("t1", victim)], holds("name", "Nabil Haddad", dead)),
        person("perpetrator", [("t1", accused)], holds("name", NAME, said[0]), holds("kind", kind, said[1]),
               holds("status", "alleged", said[2]), holds("proceedings", "charged", said[3])),
    ]  # fmt: skip
    return dossier([story], (), parties, decisions=(PUBLISH, *decisions))


ONE, OTHER = unseal(1, "Rana"), unseal(2, "Omar")
#: formats without room for who says so, or without perpetrators
_WITHOUT = (
    "acled-csv", "ucdp-csv", "csv-victims", "mse-csv", "timemap-associations", "timemap-events", "timemap-sources",
)  # fmt: skip
SENTENCE = f"{NAME} is accused by Police; denied by his lawyer; state of the case: charged"


@pytest.mark.parametrize(
    ("decisions", "named"),
    [
        ((), False),
        ((ONE,), False),
        ((ONE, unseal(2, "Rana")), False),
        ((ONE, unseal(2, "Omar", reason=" ")), False),
        ((ONE, unseal(2, "Omar", item="p0")), False),
        ((ONE, OTHER), True),
        ((ONE, OTHER, Decision("d3", "undo", Anchor(), "Rana", WHEN, "asked", undoes="d2")), False),
        ((ONE, OTHER, Decision("d3", "undo", Anchor(), "Rana", WHEN, "asked", undoes="d2"),
          Decision("d4", "undo", Anchor(), "Rana", WHEN, "asked", undoes="d3")), True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", FORMATS.names())
def test_only_two_people_let_a_living_individual_be_named(
    name: str, decisions: Sequence[Decision], named: bool
) -> None:
    if name not in readable():
        pytest.skip("cannot be read here")
    _, written = read_back(name, [trial(decisions)], Filter((), audience="public"))
    if not named:
        assert "Duvalier" not in written
    elif name not in _WITHOUT:
        assert SENTENCE in written


def test_the_dead_and_bodies_need_no_such_decision() -> None:
    assert unvouched(trial(())) and not unvouched(trial((), killed=True))
    assert not unvouched(trial((), kind="organisation"))


def test_the_sentence_says_who_the_denial_and_the_case() -> None:
    cleared = Filter((), audience="public").clear(trial((ONE, OTHER)))
    assert cleared is not None
    victim, accused = cleared.dossier.standing.parties
    assert accusation(cleared.dossier, accused) == SENTENCE and accusation(cleared.dossier, victim) is None
    account = replace(cleared.dossier.mentions[0], claims=())
    bare = replace(accused, values=tuple(v for v in accused.values if v.field != "proceedings"))
    assert accusation(replace(cleared.dossier, mentions=(account,)), bare) == (
        f"{NAME} is accused by Police; no denial is told of in the reports; no step of justice is told of in the reports"
    )


def test_a_table_has_the_sentence_where_the_name_would_stand() -> None:
    _, written = read_back("geojson", [trial((ONE, OTHER))], Filter((), audience="public"))
    (feature,) = json.loads(written)["features"]
    assert feature["properties"]["perpetrators"] == [{"name": SENTENCE, "status": "alleged"}]
