"""A register that grows is grouped as one that came all at once."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from invented_accounts import BAGHDAD, BASRA, MOSUL, account, decision, named, victim
from sijill.incidents.candidates import Index
from sijill.incidents.growing import Growing
from sijill.incidents.linking import group
from sijill.incidents.pairing import pairs
from sijill.incidents.profile import profile
from sijill.types import Account, Count, Decision, DecisionKind, Place

NAMES = ("Salim Darwazi", "Yusra Tamboul", "Salim Darwazy", "Darwazi", None)
PLACES = (BASRA, BAGHDAD, MOSUL, Place(None, "Basra", "IQ"), Place(None, None, "IQ"), None)
DATES = ("2031-03-01", "2031-03-02", "2031-03", "2031", "2031-04-11", None)


@st.composite
def told(draw: st.DrawFn, number: int) -> Account:
    return account(
        f"t{draw(st.sampled_from((number, number, number // 2)))}",
        draw(st.sampled_from(("killing", "killing", "bombing", "abduction", "threat"))),
        mention=f"i{number}",
        date=draw(st.sampled_from(DATES)),
        place=draw(st.sampled_from(PLACES)),
        published=draw(st.sampled_from((None, "2031-03-03"))),
        victims=[victim(draw(st.sampled_from(NAMES)))],
        targets=draw(st.sampled_from(([], ["a radio station"]))),
        killed=draw(st.sampled_from((Count(1, 1), Count(8, 8)))),
        words=draw(st.sampled_from(("", "he was met by Halwani, Rasmi and Obadi near the mill"))),
    )


@st.composite
def said(draw: st.DrawFn, number: int, accounts: Sequence[Account]) -> Decision:
    kind: DecisionKind = draw(st.sampled_from(("merge", "split", "move", "reject", "correct", "undo")))
    one, other = (draw(st.sampled_from(accounts)).key for _ in range(2))
    if kind == "undo":
        return decision("undo", one, number, undoes=f"d{draw(st.integers(1, max(1, number - 1)))}")
    if kind == "reject":
        return decision("reject", one, number)
    if kind == "correct":
        return decision("correct", one, number, after="Salim Darwazi", role="victim", item="p0", field="name")
    hooks = draw(st.lists(st.sampled_from(accounts), max_size=2))
    return decision(kind, one, number, after=", ".join(named(key) for key in (other, *(a.key for a in hooks))))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_came_bit_by_bit_is_grouped_as_what_came_at_once(data: st.DataObject) -> None:
    accounts = [data.draw(told(n)) for n in range(data.draw(st.integers(1, 9)))]
    growing = Growing()
    there: dict[object, Account] = {}
    decisions: list[Decision] = []
    waiting = list(data.draw(st.permutations(accounts)))
    while waiting:
        some = [waiting.pop() for _ in range(min(len(waiting), data.draw(st.integers(1, 3))))]
        there.update((a.key, a) for a in some)
        gone = data.draw(st.lists(st.sampled_from(list(there)), max_size=1)) if data.draw(st.booleans()) else []
        for key in gone:
            del there[key]
        some = [a for a in some if a.key in there]
        spoken = data.draw(st.booleans())
        if spoken:
            decisions.append(data.draw(said(len(decisions) + 1, accounts)))
        before = set(growing.groups)
        change = growing.change(some, gone, decisions=decisions if spoken else None)  # type: ignore[arg-type]
        assert growing.groups == group(list(there.values()), (), decisions)
        assert (before - set(change.gone)) | set(change.come) == set(growing.groups)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_index_finds_the_candidates_of_each(data: st.DataObject) -> None:
    profiles = [profile(data.draw(told(n))) for n in range(data.draw(st.integers(1, 8)))]
    index = Index()
    for p in [*profiles, *profiles[:2]]:
        index.put(p)
    met = {(profiles[i].key, profiles[j].key) for i, j in pairs(profiles)}
    for p in profiles:
        expected = {b if a == p.key else a for a, b in met if p.key in (a, b)}
        assert {other.key for other in index.near(p)} == expected
    for p in profiles:
        index.drop(p.key)
    assert len(index) == 0
    assert not any((index._named, index._further, index._blocks))  # nothing is left behind


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_going_on_is_as_never_having_stopped(data: st.DataObject) -> None:
    accounts = [data.draw(told(n)) for n in range(data.draw(st.integers(2, 8)))]
    decisions = [data.draw(said(n, accounts)) for n in range(1, data.draw(st.integers(1, 3)))]
    *there, last = accounts
    growing = Growing.resume(there, group(there, (), decisions), (), decisions)
    growing.change([last])
    assert growing.groups == group(accounts, (), decisions)


def test_what_is_elsewhere_is_not_touched() -> None:
    growing = Growing()
    growing.change([account(f"a{n}", date="2031-03-01", victims=[victim("Salim Darwazi")]) for n in range(3)])
    other = account("b", date="2031-03-01", place=MOSUL, victims=[victim("Yusra Tamboul")])
    assert growing.change([other]).gone == ()
    assert growing.change([], [other.key]).gone == ((other.key,),)
