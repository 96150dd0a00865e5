"""What people say of the grouping: it comes to be, it holds, it can be undone, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from invented_accounts import BAGHDAD, BASRA, MOSUL, START, account, victim
from invented_registers import MemoryRegister
from sijill import Register
from sijill.errors import DecisionError, NotFoundError, SijillError
from sijill.incidents.decided import in_force
from sijill.incidents.regrouping import taken_apart
from sijill.settings import load
from sijill.types import Account, Anchor, Decision, Incident, Place
from sijill.workflow import Word, decide, explain, find_mention, foresee, history, link, regrouped

SETTINGS = load(environment={})


class Desk:
    """A register and somebody who decides, one decision a day."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.memory = MemoryRegister(accounts)
        self.register = cast(Register, self.memory)
        self.day = 0
        link(self.register, settings=SETTINGS)

    def proposed(self, word: Word, *things: str) -> Decision:
        self.day += 1
        return regrouped(
            self.register, word, things, by="Noor", at=START + timedelta(self.day), reason=f"told on day {self.day}"
        )

    def say(self, word: Word, *things: str) -> Decision:
        return decide(self.register, self.proposed(word, *things), settings=SETTINGS)

    def undo(self, decision: Decision) -> Decision:
        self.day += 1
        undoing = Decision("", "undo", Anchor(), "Noor", START + timedelta(self.day), "mistaken", undoes=decision.id)
        return decide(self.register, undoing, settings=SETTINGS)

    def add(self, told: Account) -> None:
        self.memory.add(told)
        link(self.register, settings=SETTINGS)

    def holding(self, text: str) -> Incident:
        return next(i for i in self.memory.incidents() if any(key.text == text for key in i.mentions))

    def texts(self) -> list[list[str]]:
        return [[key.text for key in group] for group in self.memory.groups]

    def state(self) -> tuple[object, ...]:
        """Everything that an undoing restores: ids, groups and what holds. An id that came up since stays an alias."""
        incidents, standings = self.memory.derived_linkage()
        return {i.id: i.mentions for i in incidents}, standings


DARWAZI = [victim("Salim Darwazi")]
TAMBOUL = [victim("Yusra Tamboul")]


def two_events() -> Desk:
    """Three reports of one killing, two of another."""
    return Desk([
        *(account(f"a{n}", date="2031-03-01", victims=DARWAZI) for n in range(3)),
        *(account(f"b{n}", date="2031-03-01", victims=TAMBOUL, place=MOSUL) for n in range(2)),
    ])  # fmt: skip


def test_merge_keeps_the_larger_id_and_undoing_it_restores_both() -> None:
    desk = two_events()
    a, b, before = desk.holding("a0").id, desk.holding("b0").id, desk.state()
    merge = desk.say("merge", b, a)
    assert desk.memory.incidents() == (Incident(a, tuple(k.key for k in desk.memory.kept), (b,)),)
    assert desk.memory.resolve(b) == a
    undoing = desk.undo(merge)
    assert desk.state() == before
    assert [i.aliases for i in desk.memory.incidents()] == [(), ()]
    desk.undo(undoing)
    assert desk.memory.incidents() == (Incident(a, tuple(k.key for k in desk.memory.kept), (b,)),)


def test_ids_come_back_although_reports_came_in_between() -> None:
    """The part that was the smaller one has become the larger one: each id goes back to what it was of."""
    desk = two_events()
    a, b = desk.holding("a0").id, desk.holding("b0").id
    merge = desk.say("merge", a, b)
    for n in range(2, 7):
        desk.add(account(f"b{n}", date="2031-03-01", victims=TAMBOUL, place=MOSUL))
    assert len(desk.memory.incidents()) == 1
    desk.undo(merge)
    assert (desk.holding("a0").id, desk.holding("b6").id) == (a, b)


def test_split_takes_mentions_out_together_and_the_larger_part_keeps_the_id() -> None:
    desk = two_events()
    incident, before = desk.holding("a0"), desk.state()
    split = desk.say("split", incident.id, "a0/i0")
    assert desk.texts() == [["a0"], ["a1", "a2"], ["b0", "b1"]]
    assert desk.holding("a1").id == incident.id != desk.holding("a0").id
    new = desk.holding("a0").id
    undoing = desk.undo(split)
    assert desk.state() == before
    assert desk.memory.resolve(new) == incident.id
    desk.undo(undoing)
    assert desk.holding("a0").id == new


def test_a_no_is_not_crossed_by_a_third_report() -> None:
    desk = two_events()
    desk.say("not-same", "a0/i0", "a1/i0")
    for n in range(3, 6):
        desk.add(account(f"a{n}", date="2031-03-01", victims=DARWAZI))
    assert not any({"a0", "a1"} <= set(group) for group in desk.texts())


def test_not_the_same_incident_holds_for_all_their_mentions() -> None:
    desk = two_events()
    a, b = desk.holding("a0").id, desk.holding("b0").id
    no = desk.say("not-same", a, b)
    with pytest.raises(DecisionError, match=rf"{no.id}, the split by Noor of 2031-01-02 \(told on day 1\)") as refused:
        desk.say("same", "a2/i0", "b1/i0")
    assert f"sijill decide undo {no.id}" in str(refused.value)
    desk.undo(no)
    desk.say("same", "a2/i0", "b1/i0")
    assert len(desk.memory.incidents()) == 1


def test_move_goes_to_the_incident_and_back() -> None:
    desk = two_events()
    a, b, before = desk.holding("a0").id, desk.holding("b0").id, desk.state()
    move = desk.say("move", "a0/i0", b)
    assert desk.texts() == [["a0", "b0", "b1"], ["a1", "a2"]]
    assert (desk.holding("a0").id, desk.holding("a1").id) == (b, a)
    desk.undo(move)
    assert desk.state() == before


def test_a_mention_that_was_moved_can_be_moved_again_and_both_can_be_undone() -> None:
    desk = two_events()
    a, b, before = desk.holding("a0").id, desk.holding("b0").id, desk.state()
    first = desk.say("move", "a0/i0", b)
    between = desk.state()
    second = desk.say("move", "a0/i0", a)
    assert desk.state() == before
    desk.undo(second)
    assert desk.state() == between
    desk.undo(first)
    assert desk.state() == before


def test_a_move_against_a_no_is_refused_and_says_which() -> None:
    desk = two_events()
    split = desk.say("split", desk.holding("a0").id, "a0/i0")
    before = desk.state()
    with pytest.raises(DecisionError, match=split.id):
        desk.say("move", "a0/i0", desk.holding("a1").id)
    assert desk.state() == before


def test_what_would_void_an_earlier_word_is_refused() -> None:
    desk = two_events()
    merge = desk.say("merge", desk.holding("a0").id, desk.holding("b0").id)
    with pytest.raises(DecisionError, match=merge.id):
        desk.say("not-same", "a1/i0", "b1/i0")
    # one of several mentions may go: the others still hold what was merged
    desk.say("split", desk.holding("a0").id, "b0/i0")
    assert desk.texts() == [["a0", "a1", "a2", "b1"], ["b0"]]


def test_undoing_that_would_bring_back_a_contradiction_is_refused() -> None:
    desk = two_events()
    no = desk.say("not-same", desk.holding("a0").id, desk.holding("b0").id)
    undoing = desk.undo(no)
    merge = desk.say("merge", desk.holding("a0").id, desk.holding("b0").id)
    with pytest.raises(DecisionError, match=merge.id):
        desk.undo(undoing)
    with pytest.raises(DecisionError, match="undone already"):
        desk.undo(no)


def test_nonsense_is_refused_in_words() -> None:
    desk = two_events()
    a, b = desk.holding("a0").id, desk.holding("b0").id
    for word, things, told in (
        ("merge", (a, a), "named twice"),
        ("merge", (a,), "at least 2"),
        ("merge", (a, "i-nowhere"), "no incident has that id"),
        ("split", (a, "a0/i0", "a1/i0", "a2/i0"), "from nothing"),
        ("split", (a, "b0/i0"), "no mentions are called so"),
        ("move", ("a0/i0", a), "already"),
        ("move", ("zz/i0", a), "no mentions are called so"),
        ("same", ("a0/i0", "a0/i0"), "with itself"),
        ("not-same", ("a0/i0", a), "of which it is part"),
    ):
        with pytest.raises(SijillError, match=told):
            desk.say(cast(Word, word), *things)
    assert not desk.memory.decisions()
    assert b == desk.holding("b0").id


def test_the_beginning_of_a_texts_id_names_a_mention_if_it_is_the_only_one() -> None:
    desk = two_events()
    with pytest.raises(NotFoundError, match="3 mentions are called so"):
        find_mention(desk.register, "a/i0")
    assert find_mention(desk.register, "a1/i0") == desk.memory.kept[1].key


def test_what_is_foreseen_comes_to_be_and_nothing_is_written_before() -> None:
    desk = two_events()
    a, b, before = desk.holding("a0"), desk.holding("b0"), desk.state()
    wanted = desk.proposed("merge", a.id, b.id)
    foreseen = foresee(desk.register, wanted, settings=SETTINGS)
    assert desk.state() == before
    assert not desk.memory.decisions()
    (change,) = foreseen.groups
    assert set(change.before) == {a, b}
    assert {name for v in foreseen.values for name, _, _ in v.fields} >= {"place"}
    decide(desk.register, wanted, settings=SETTINGS)
    assert desk.memory.incidents() == change.after
    again = desk.proposed("same", "a0/i0", "a1/i0")
    assert foresee(desk.register, again, settings=SETTINGS).groups == ()


def test_two_are_explained_by_their_fields_and_by_who_decided() -> None:
    desk = two_events()
    a, b = desk.holding("a0").id, desk.holding("b0").id
    found = explain(desk.register, a, b)
    assert (found.together, found.decisions) == (None, ())
    assert len(found.pairs) == 6
    assert {r.field for r in found.pairs[0].comparison.reasons} >= {"victim", "place", "date"}
    assert not any(p.met for p in found.pairs)
    merge = desk.say("same", "a0/i0", "b1/i0")
    found = explain(desk.register, "b1/i0", "a0/i0")
    assert (found.together, [d.id for d in found.decisions]) == (a, [merge.id])
    assert explain(desk.register, "b0/i0", "a0/i0").decisions == ()
    within = explain(desk.register, a, a)
    assert len(within.pairs) == 10
    assert within.pairs[0].comparison.probability > 0.9
    assert within.pairs[0].met


def test_a_merge_holds_when_the_mention_that_it_was_anchored_to_is_gone() -> None:
    desk = two_events()
    desk.say("merge", desk.holding("a0").id, desk.holding("b0").id)
    desk.memory.kept = [told for told in desk.memory.kept if told.key.text not in ("a0", "b0")]
    link(desk.register, settings=SETTINGS)
    assert desk.texts() == [["a1", "a2", "b1"]]


# ---------------------------------------------------------------------------------------------------------
# Properties

NAMES = ("Salim Darwazi", "Yusra Tamboul", "Salim Darwazy", "Karim Obadi", None)
PLACES = (BASRA, BAGHDAD, MOSUL, Place(None, "Basra", "IQ"), None)
DATES = ("2031-03-01", "2031-03-02", "2031-03", "2031-04-11", None)


@st.composite
def told(draw: st.DrawFn, number: int) -> Account:
    """A report that is easily taken for another one."""
    return account(
        f"t{number}",
        draw(st.sampled_from(("killing", "killing", "bombing", "abduction"))),
        date=draw(st.sampled_from(DATES)),
        place=draw(st.sampled_from(PLACES)),
        victims=[victim(draw(st.sampled_from(NAMES)))],
    )


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    return Desk([draw(told(n)) for n in range(draw(st.integers(2, 7)))])


def something_said(data: st.DataObject, desk: Desk) -> Decision | None:
    """Any word about any incidents and mentions; None where it is refused."""
    word: Word = data.draw(st.sampled_from(("merge", "split", "move", "same", "not-same")))
    incidents = st.sampled_from([i.id for i in desk.memory.incidents()])
    keys = st.sampled_from([f"{a.key.text}/{a.key.mention}" for a in desk.memory.kept])
    either = st.one_of(incidents, keys)
    of = {
        "merge": (incidents, incidents), "split": (incidents, keys), "move": (keys, incidents), "same": (either, either),
        "not-same": (either, either),
    }  # fmt: skip
    try:
        return desk.say(word, *(data.draw(kind) for kind in of[word]))
    except SijillError:
        return None


def assert_words_hold(desk: Desk) -> None:
    """Every decision in force has its effect; every id that was ever decided about resolves."""
    home = {key: i.id for i in desk.memory.incidents() for key in i.mentions}
    moved_later: set[object] = set()
    for decision in reversed(in_force(desk.memory.decisions())):
        apart = taken_apart(decision)
        assert apart is not None
        others = {home[key] for side in apart.others for key in side}
        if decision.kind == "split":
            assert not {home[key] for key in apart.left} & others
        elif decision.kind == "merge":
            assert {home[key] for key in apart.left} & others
        elif apart.left[0] not in moved_later:
            assert home[apart.left[0]] in others
        if apart.places:
            moved_later.update(apart.left)
    names = [name for i in desk.memory.incidents() for name in (i.id, *i.aliases)]
    assert len(names) == len(set(names))


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_word_holds_and_undoing_them_all_restores_every_step(data: st.DataObject) -> None:
    desk = data.draw(desks())
    steps: list[tuple[tuple[object, ...], Decision]] = []
    for _ in range(data.draw(st.integers(1, 5))):
        before = desk.state()
        said = something_said(data, desk)
        if said is None:
            assert desk.state() == before
        else:
            steps.append((before, said))
            assert_words_hold(desk)
    for before, said in reversed(steps):
        desk.undo(said)
        assert desk.state() == before


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.data())
def test_words_hold_whatever_reports_come_and_no_id_is_lost(data: st.DataObject) -> None:
    desk = data.draw(desks())
    seen: set[str] = set()
    for number in range(100, 100 + data.draw(st.integers(1, 4))):
        something_said(data, desk)
        seen |= {i.id for i in desk.memory.incidents()}
        desk.add(data.draw(told(number)))
        seen |= {i.id for i in desk.memory.incidents()}
        for decision in in_force(desk.memory.decisions()):
            apart = taken_apart(decision)
            if apart is not None and decision.kind == "split":
                home = {key: i.id for i in desk.memory.incidents() for key in i.mentions}
                assert not {home[k] for k in apart.left} & {home[k] for side in apart.others for k in side}
        for name in seen:
            assert desk.memory.resolve(name)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_report_about_something_else_changes_no_incident(data: st.DataObject) -> None:
    desk = data.draw(desks())
    something_said(data, desk)
    before, standings = desk.memory.derived_linkage()
    desk.add(
        account("zz", "raid", date="1999-01-01", place=Place("Quito", "Pichincha", "EC"), targets=["a radio station"])
    )
    after, now = desk.memory.derived_linkage()
    assert set(before) < set(after)
    assert all(now[name] == standing for name, standing in standings.items())
    assert len(after) == len(before) + 1


def test_history_of_an_incident_tells_both_sides_of_a_split_and_what_undid_it() -> None:
    desk = two_events()
    split = desk.say("split", desk.holding("a0").id, "a0/i0")
    other = desk.say("not-same", "b0/i0", "a1/i0")
    undoing = desk.undo(split)
    assert [d.id for d in history(desk.register)] == [split.id, other.id, undoing.id]
