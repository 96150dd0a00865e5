"""Who is one person across incidents: enough must agree, namesakes stay apart, no "no" is ever crossed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.invented_people import seen
from sijill.actors import comparing
from sijill.actors.resolving import Group, resolve, suggestions
from sijill.actors.spoken import Said, ordered
from sijill.types import PartyKey
from sijill.values import names


def sizes(groups: tuple[Group, ...]) -> list[int]:
    return sorted(len(g.parties) for g in groups)


def test_a_name_in_another_spelling_and_the_place_are_one_person() -> None:
    (one,) = resolve([seen(1, "Salim Darwish"), seen(2, "Saleem Darweesh", on="2031-04-01")])
    assert one.parties == (PartyKey("text1", "p0"), PartyKey("text2", "p0"))
    assert set(one.names) == {"Salim Darwish", "Saleem Darweesh"}


def test_a_name_in_another_script() -> None:
    assert len(resolve([seen(1, "Salim Darwish"), seen(2, "سليم درويش", on="2031-04-01")])) == 1


def test_a_name_alone_is_not_enough() -> None:
    one = seen(1, "Salim Darwish", city=None, on=None)
    other = seen(2, "Salim Darwish", city=None, on=None)
    groups = resolve([one, other])
    assert sizes(groups) == [1, 1]
    ((probability, _, reasons),) = suggestions(groups[0], groups[1:], Said())
    assert 0.2 <= probability < 0.5
    assert "nothing but the name agrees" in reasons


def test_a_common_name_asks_for_more_than_a_rare_one() -> None:
    """One city and years between: enough for a rare name, not for one that thousands bear there."""
    rare = [seen(1, "Salim Darwish"), seen(2, "Salim Darwish", on="2033-09-01")]
    common = [seen(1, "Ahmed Hassan"), seen(2, "Ahmed Hassan", on="2033-09-01")]
    assert sizes(resolve(rare)) == [2]
    assert sizes(resolve(common)) == [1, 1]
    with_trade = [seen(n, "Ahmed Hassan", trade="lawyer", on=f"2031-0{n}-01") for n in (1, 2)]
    assert sizes(resolve(with_trade)) == [2]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"sex": "f"}, {"sex": "m"}),
        ({"born": (1990, 1991)}, {"born": (1960, 1961)}),
        ({"killed": True}, {"on": "2031-06-01"}),
        ({"killed": True}, {"killed": True, "on": "2031-06-01"}),
        ({"city": "basra"}, {"city": None, "country": "LB", "on": None}),
    ],
)
def test_namesakes_stay_apart(left: dict[str, object], right: dict[str, object]) -> None:
    groups = resolve([seen(1, "Salim Darwish", **left), seen(2, "Salim Darwish", **right)])  # type: ignore[arg-type]
    assert sizes(groups) == [1, 1]


def test_two_whom_one_report_tells_apart_stay_apart() -> None:
    here = seen(1, "Salim Darwish", text="one", party="p0")
    there = seen(2, "Salim Darwish", text="one", party="p9", on="2031-03-02")
    assert sizes(resolve([here, there])) == [1, 1]


def test_a_single_name_is_nobody_in_particular() -> None:
    groups = resolve([seen(1, "Darwish"), seen(2, "Salim Darwish", on="2031-03-05")])
    assert sizes(groups) == [1, 1]
    assert suggestions(groups[0], groups[1:], Said())


def test_who_speaks_in_public_under_a_rare_name_is_one() -> None:
    """Nothing but name and country is told of a spokesman; of somebody accused that is not enough."""
    assert sizes(resolve([seen(n, "Tarek Vellanor", role="speaker") for n in range(4)])) == [4]
    assert sizes(resolve([seen(n, "Tarek Vellanor", role="perpetrator") for n in range(2)])) == [1, 1]
    assert sizes(resolve([seen(n, "Ahmed Hassan", role="speaker") for n in range(2)])) == [1, 1]


def test_a_group_never_becomes_a_person() -> None:
    group = seen(1, None, kind="group", text="one", party="p0")
    person = seen(2, "Salim Darwish", text="two")
    assert {g.kind for g in resolve([group, person])} == {"group", "person"}
    assert sizes(resolve([group, seen(3, None, kind="group", text="three")])) == [1, 1]


def test_one_party_of_one_report_in_two_incidents_is_one() -> None:
    taken = seen(1, None, text="one", party="p7")
    found = seen(2, None, text="one", party="p7", on="2031-03-09")
    (one,) = resolve([taken, found])
    assert len(one.appearances) == 2


def test_a_body_is_one_under_all_its_names() -> None:
    found = [
        seen(n, name, kind="organisation", role="perpetrator", organisation="isil")
        for n, name in enumerate(("ISIS", "Islamic State"))
    ]
    assert sizes(resolve(found)) == [2]
    unlike = [seen(n, f"{name} Brigade", kind="organisation") for n, name in enumerate(("Wadi", "Hill"))]
    assert sizes(resolve(unlike)) == [1, 1]


def test_a_person_says_no() -> None:
    both = [seen(1, "Salim Darwish"), seen(2, "Salim Darwish", on="2031-03-05")]
    assert sizes(resolve(both)) == [2]
    no = Said(different=frozenset({ordered(both[0].keys[0], both[1].keys[0])}))
    groups = resolve(both, no)
    assert sizes(groups) == [1, 1]
    assert not suggestions(groups[0], groups[1:], no)  # what was answered is not asked again


def test_a_person_says_yes_against_everything() -> None:
    both = [seen(1, "Salim Darwish", sex="m"), seen(2, "Umm Tarek", sex="f", country="LB", city=None)]
    yes = Said(same=frozenset({ordered(both[0].keys[0], both[1].keys[0])}))
    assert sizes(resolve(both, yes)) == [2]


NAMES = [
    "Salim Darwish",
    "Saleem Darweesh",
    "Selim al-Darwish",
    "Rana Khalil",
    "Ahmed Hassan",
    "سليم درويش",
    "Darwish",
    None,
]

PEOPLE = st.lists(
    st.builds(
        seen,
        st.integers(0, 9),
        st.sampled_from(NAMES),
        city=st.sampled_from(["basra", "mosul", None]),
        on=st.sampled_from(["2031-03-01", "2031-03-20", "2033-01-01", None]),
        text=st.sampled_from(["a", "b", "c", "d", "e", "f"]),
        party=st.sampled_from(["p0", "p1", "p2"]),
        sex=st.sampled_from(["f", "m", None]),
        killed=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda a: (a.incident, a.keys),
)


@settings(max_examples=150, deadline=None)
@given(people=PEOPLE, data=st.data())
def test_the_grouping_has_no_order_and_crosses_no_no(people: list, data: st.DataObject) -> None:  # type: ignore[type-arg]
    keys = sorted({k for a in people for k in a.keys})
    pairs = [ordered(a, b) for a in keys for b in keys if a < b]
    some = st.sets(st.sampled_from(pairs), max_size=3) if pairs else st.just(set())
    no = frozenset(data.draw(some))
    said = Said(frozenset(data.draw(some)) - no, no)
    groups = resolve(people, said)
    shuffled = list(people)
    random.Random(data.draw(st.integers(0, 9))).shuffle(shuffled)
    assert resolve(shuffled, said) == groups
    # each party in one group, and all of them
    held = [k for g in groups for k in g.parties]
    assert sorted(held) == keys
    for left, right in no:
        assert not any(left in g.parties and right in g.parties for g in groups)
    # what one report tells apart, only a person joins
    spoken = {k for pair in said.same for k in pair}
    for g in groups:
        if spoken.isdisjoint(g.parties):
            texts = [k.text for k in g.parties]
            by_profile = {a.profile for a in g.appearances}
            assert len(texts) == len(set(texts)) or len(by_profile) < len(g.appearances)


@settings(max_examples=100, deadline=None)
@given(people=PEOPLE)
def test_comparing_is_symmetric_and_keys_lose_nothing(people: list) -> None:  # type: ignore[type-arg]
    for a in people:
        for b in people:
            one, other = comparing.compare(a.profile, b.profile), comparing.compare(b.profile, a.profile)
            assert one.probability == other.probability
            assert 0 <= one.probability <= 1
            if one.probability >= 0.5:
                assert comparing.may_be_one(a.profile, b.profile)
                assert comparing.keys(a.profile) & comparing.keys(b.profile)


def test_a_name_of_two_like_parts_has_a_key() -> None:
    assert comparing.name_keys("Sharif Sharifi") & comparing.name_keys("Sharif Adnan Sharifi")


@given(
    st.lists(st.sampled_from(["Salim", "Saleem", "Salimi", "Darwish", "al-Darweesh", "Omar", "Abdul Rahman", "سليم", "J."]),
             min_size=1, max_size=4),
    st.lists(st.sampled_from(["Salim", "Darwish", "Umar", "Abd al-Rahman", "John", "درويش"]), min_size=1, max_size=4),
)  # fmt: skip
def test_the_look_at_parts_loses_no_pair(left: list[str], right: list[str]) -> None:
    one, other = " ".join(left), " ".join(right)
    if names.compare(one, other).probability >= comparing.SAME_NAME:
        assert comparing.possible(one, other)


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE)
def test_what_is_not_connected_does_not_see_each_other(people: list) -> None:  # type: ignore[type-arg]
    """The groups of the whole are those of its parts that no pair connects: far away in another country."""
    groups = resolve(people)
    stranger = seen(99, "Tomas Vellner", country="EC", city="guayaquil", text="z")
    assert [g.parties for g in resolve([*people, stranger])] == [
        *(g.parties for g in groups), stranger.keys,
    ]  # fmt: skip
