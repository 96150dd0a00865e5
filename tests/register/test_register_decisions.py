"""Decisions are appended, told for ever, and count until they are undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from register.reports import NOON, Invented, incident, invented
from sijill.errors import DecisionError, NotFoundError
from sijill.register import Register
from sijill.register.decisions import effective, undone
from sijill.types import Anchor, Count, Decision, Judgement, PartyKey, Place, Span


@pytest.fixture
def reports(register: Register) -> list[Invented]:
    made = [invented(n) for n in range(3)]
    for report in made:
        register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    linked = [incident("i-AAAAAA", made[:2]), incident("i-BBBBBB", made[2:])]
    register.save_incidents([i for i, _ in linked], [s for _, s in linked], by="linker 1")
    return made


def word(kind: Any, **anchor: Any) -> Decision:
    return Decision("", kind, Anchor(**anchor), "A. Recorder", NOON, "seen it")


def undo(identity: str) -> Decision:
    return replace(word("undo"), undoes=identity)


def test_a_decision_comes_back_with_an_id(register: Register, reports: list[Invented]) -> None:
    anchor = Anchor(reports[0].text.id, "i0", "victim", "p12", "killed", (Span(0, 3),), "i-AAAAAA")
    given = Decision("", "correct", anchor, "A. Recorder", NOON, "two bodies", Count(2, None), Count(2, 2))
    kept = register.decide(given)
    assert kept == replace(given, id=kept.id)
    assert register.decisions() == (kept,)
    moved = register.decide(replace(given, kind="add", after=Place(city="Erbil")))
    assert register.decisions() == (kept, moved)
    assert register.decide(given).id not in (kept.id, moved.id)
    assert list(register.verify()) == []


def test_publish_withdraw_undo(register: Register, reports: list[Invented]) -> None:
    def published() -> bool:
        return register.dossier("i-A").published

    first = register.decide(word("publish", incident="i-a"))
    assert first.anchor.incident == "i-AAAAAA"
    assert published()
    assert not register.dossier("i-B").published
    taken_back = register.decide(word("withdraw", incident="i-A"))
    assert not published()
    undoing = register.decide(undo(taken_back.id[:9]))
    assert published()
    register.decide(undo(undoing.id))
    assert not published()
    assert register.undone() == {undoing.id}
    told = register.dossier("i-A").decisions
    assert [d.kind for d in told] == ["publish", "withdraw", "undo", "undo"]


def test_published_by_its_mention_stays_so_under_another_id(register: Register, reports: list[Invented]) -> None:
    register.decide(word("publish", text=reports[0].text.id, mention="i0", incident="i-AAAAAA"))
    linked = [incident("i-BBBBBB", reports, ("i-AAAAAA",))]
    register.save_incidents([i for i, _ in linked], [s for _, s in linked], by="linker 1")
    assert register.dossier("i-A").published
    assert register.dossier("i-A").incident.id == "i-BBBBBB"


def test_what_lacks_something_is_refused(register: Register, reports: list[Invented]) -> None:
    text = reports[0].text.id
    for decision, problem in [
        (word("publish"), "about nothing"),
        (replace(word("publish", incident="i-A"), by=" "), "nobody is named"),
        (word("accept", incident="i-A"), "names no text"),
        (word("correct", text=text, field="killed"), "what holds instead"),
        (replace(word("correct", text=text), after="x"), "which field"),
        (word("merge", text=text, mention="i0"), "with or from which"),
        (word("undo"), "which decision"),
        (replace(word("publish", incident="i-A"), undoes="d_1"), "only undo"),
    ]:
        with pytest.raises((DecisionError,), match=problem):
            register.decide(decision)
    for decision in (word("seal", text="nothing"), word("publish", incident="i-Z"), undo("d_nothing")):
        with pytest.raises(NotFoundError):
            register.decide(decision)
    kept = register.decide(word("publish", incident="i-A"))
    register.decide(undo(kept.id))
    with pytest.raises(DecisionError, match="undone already"):
        register.decide(undo(kept.id))
    assert register.counts()["decisions"] == 2


def test_undoing_an_undoing_brings_back() -> None:
    ids = [replace(word("publish", incident="i-A"), id="a"), replace(undo("a"), id="b"), replace(undo("b"), id="c")]
    assert undone(ids[:2]) == {"a"}
    assert effective(ids[:2]) == ()
    assert undone(ids) == {"b"}
    assert effective(ids) == (ids[0],)
    assert undone([*ids, replace(undo("c"), id="d")]) == {"c", "a"}


def test_judgements_come_back_in_order(register: Register, reports: list[Invented]) -> None:
    left, right = reports[0].key, reports[1].key
    given = [
        Judgement(left, right, "yes", "A. Recorder", NOON, None, "same river"),
        Judgement(PartyKey(left.text, "p1"), PartyKey(right.text, "p2"), "no", "linker 1", NOON, 0.125),
    ]
    register.judge(given)
    register.judge(replace(given[0], answer="unsure"))
    register.judge([])
    assert register.judgements() == (*given, replace(given[0], answer="unsure"))
    assert not register.linkage_is_current()
    assert list(register.verify()) == []
