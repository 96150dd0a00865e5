from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_accounts import account, decision, victim
from sijill.incidents.decided import Overlay, apply, in_force, unplaced
from sijill.types import Account, Count, Decision, DecisionKind, MentionKey, Span, Value

REPORT = account("a", date="2031-03-01", victims=[victim("Salim Darwazi", age=40)], killed=Count(1, 1))


def values(account: Account | None, field: str) -> list[Value]:
    assert account is not None
    return [s.value for s in account.mention.statements if s.field == field]


def test_without_decisions_the_account_is_the_same_object() -> None:
    assert apply(REPORT, []) is REPORT
    assert apply(REPORT, [decision("reject", MentionKey("b", "i0"))]) is REPORT
    assert apply(REPORT, [decision("accept", REPORT.key, field="date")]) is REPORT


def test_reject_takes_a_statement_away_with_its_id() -> None:
    found = apply(REPORT, [decision("reject", REPORT.key, field="date")])
    assert values(found, "date") == []
    assert found is not None
    assert len(found.statement_ids) == len(found.mention.statements) == len(REPORT.mention.statements) - 1


def test_reject_of_a_party_takes_all_that_is_said_of_it() -> None:
    found = apply(REPORT, [decision("reject", REPORT.key, role="victim", item="p0")])
    assert found is not None
    assert not found.mention.items("victim")


def test_reject_of_the_mention_rejects_it_until_somebody_accepts_it() -> None:
    reject = decision("reject", REPORT.key, 1)
    assert apply(REPORT, [reject]) is None
    assert apply(REPORT, [reject, decision("accept", REPORT.key, 2)]) is REPORT


def test_correct_changes_the_value_and_keeps_id_and_words() -> None:
    found = apply(REPORT, [decision("correct", REPORT.key, after="2031-03-02", before="2031-03-01", field="date")])
    assert values(found, "date") == ["2031-03-02"]
    assert found is not None
    assert found.statement_ids == REPORT.statement_ids


def test_later_words_hold() -> None:
    first = decision("correct", REPORT.key, 1, after="2031-03-02", before="2031-03-01", field="date")
    second = decision("correct", REPORT.key, 2, after="2031-03-03", before="2031-03-02", field="date")
    assert values(apply(REPORT, [second, first]), "date") == ["2031-03-03"]
    undo = decision("undo", REPORT.key, 3, undoes="d2")
    assert values(apply(REPORT, [first, undo, second]), "date") == ["2031-03-02"]


def test_a_correction_of_another_value_does_not_fit_and_is_reported() -> None:
    stale = decision("correct", REPORT.key, after="2031-03-05", before="2031-03-04", field="date")
    assert apply(REPORT, [stale]) is REPORT
    assert unplaced([stale], [REPORT]) == (stale,)


def test_add_needs_words() -> None:
    without = decision("add", REPORT.key, after="f", role="victim", item="p0", field="sex")
    assert apply(REPORT, [without]) is REPORT
    assert unplaced([without], [REPORT]) == (without,)
    added = decision("add", REPORT.key, after="f", role="victim", item="p0", field="sex", spans=(Span(2, 4),))
    found = apply(REPORT, [added])
    assert found is not None
    assert found.statement_ids[-1] == "d1"
    assert found.mention.said("sex", role="victim", item="p0")[0].spans == (Span(2, 4),)
    assert unplaced([added], [REPORT]) == ()


def test_spans_that_a_newer_reader_cuts_differently_still_fit_the_same_value() -> None:
    wider = decision("correct", REPORT.key, after="2031", before="2031-03-01", field="date", spans=(Span(0, 9),))
    assert values(apply(REPORT, [wider]), "date") == ["2031"]
    elsewhere = decision("correct", REPORT.key, after="2031", before="2031-03-01", field="date", spans=(Span(5, 9),))
    assert apply(REPORT, [elsewhere]) is REPORT


def test_move_takes_a_statement_from_one_mention_to_another_of_the_text() -> None:
    other = account("a", "raid", mention="i9")
    move = decision("move", REPORT.key, before="2031-03-01", after="a/i9", field="date", spans=(Span(0, 1),))
    assert values(apply(REPORT, [move]), "date") == []
    given = apply(other, [move])
    assert values(given, "date") == ["2031-03-01"]
    assert given is not None
    assert given.mention.said("date")[0].subject.mention == "i9"
    assert apply(given, [move]) == given
    undo = decision("undo", REPORT.key, 2, undoes="d1")
    assert apply(REPORT, [move, undo]) is REPORT
    assert apply(other, [move, undo]) is other
    assert unplaced([move], [REPORT, other]) == ()
    assert unplaced([move], [REPORT]) == (move,)


@pytest.mark.parametrize("kind", ["merge", "split", "move", "accept", "reject", "correct", "add", "seal", "publish"])
def test_what_is_about_a_mention_that_is_gone_is_unplaced(kind: str) -> None:
    gone = decision(kind, MentionKey("gone", "i0"), after="a/i0", field="date", spans=(Span(0, 1),))  # type: ignore[arg-type]
    assert unplaced([gone], [REPORT]) == (gone,)
    assert unplaced([gone, decision("undo", REPORT.key, 2, undoes="d1")], [REPORT]) == ()


def test_undoing_an_undoing_restores() -> None:
    first = decision("reject", REPORT.key, 1)
    undo = decision("undo", REPORT.key, 2, undoes="d1")
    redo = decision("undo", REPORT.key, 3, undoes="d2")
    assert in_force([redo, first, undo]) == (first,)
    assert in_force([first, undo]) == ()


KINDS: tuple[DecisionKind, ...] = ("accept", "reject", "correct", "add", "undo")
CORRECTIONS: tuple[tuple[str, str, Value], ...] = (
    ("mention", "date", "2031-03-04"),
    ("victim", "name", "Salem"),
    ("victim", "age", 41),
)


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    found = []
    for n in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(KINDS))
        if kind == "undo":
            found.append(decision("undo", REPORT.key, n, undoes=f"d{draw(st.integers(1, 6))}"))
            continue
        role, field, value = draw(st.sampled_from(CORRECTIONS))
        found.append(
            decision(
                kind, REPORT.key, n, role=role, item="p0" if role == "victim" else "", field=field,
                after=value if kind in ("correct", "add") else None,
                spans=(Span(0, 1),) if kind == "add" else (),
            )
        )  # fmt: skip
    return found


@settings(max_examples=100, deadline=None)
@given(decisions())
def test_an_overlay_lays_over_what_all_decisions_do(made: list[Decision]) -> None:
    elsewhere = account("elsewhere", date="2031-03-01")
    overlay = Overlay([*made, decision("reject", elsewhere.key, 40)])
    assert overlay.apply(REPORT) == apply(REPORT, made)
    assert overlay.apply(elsewhere) is None
    assert overlay.apply(account("third")) == account("third")


@settings(max_examples=300, deadline=None)
@given(decisions(), st.randoms(use_true_random=False))
def test_laying_decisions_over_twice_is_once_in_any_order(made: list[Decision], chance: Random) -> None:
    once = apply(REPORT, made)
    assert once is not None
    assert apply(once, made) == once
    chance.shuffle(made)
    assert apply(REPORT, made) == once
    assert len(once.statement_ids) == len(set(once.statement_ids)) == len(once.mention.statements)
