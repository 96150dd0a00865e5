from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import RegisterError
from sijill.incidents.identity import reconcile
from sijill.types import Incident, MentionKey


def key(n: int) -> MentionKey:
    return MentionKey(f"text {n:03}", "i0")


def minting() -> Callable[[MentionKey], str]:
    numbers = count(1)
    return lambda _: f"new{next(numbers)}"


def by_content(k: MentionKey) -> str:
    return f"id of {k.text}/{k.mention}"


A, B, C, D, E = (key(n) for n in range(5))


def test_new_groups_get_new_ids_and_keep_them() -> None:
    first = reconcile([[C], [B, A]], [], minting())
    assert first == (Incident("new1", (A, B)), Incident("new2", (C,)))
    assert reconcile([[A, B], [C]], first, minting()) == first
    grown = reconcile([[A, B, D], [C], [E]], first, lambda _: "fresh")
    assert [i.id for i in grown] == ["new1", "new2", "fresh"]


def test_a_merge_keeps_the_larger_id_and_the_other_as_alias() -> None:
    before = (Incident("x", (A,), ("w",)), Incident("y", (B, C)))
    assert reconcile([[A, B, C]], before, minting()) == (Incident("y", (A, B, C), ("w", "x")),)


def test_a_split_leaves_the_id_with_the_larger_part() -> None:
    before = (Incident("x", (A, B, C), ("old",)),)
    assert reconcile([[A], [B, C]], before, minting()) == (Incident("new1", (A,)), Incident("x", (B, C), ("old",)))
    # of equal parts the one with the smallest mention
    assert reconcile([[A], [B]], (Incident("x", (A, B)),), minting())[0].id == "x"


def test_an_undone_merge_gives_the_alias_back_where_ids_follow_from_content() -> None:
    before = reconcile([[A, B], [C]], [], by_content)
    merged = reconcile([[A, B, C]], before, by_content)
    assert merged[0].aliases == (by_content(C),)
    assert reconcile([[A, B], [C]], merged, by_content) == before


def test_an_id_that_is_borne_already_is_not_given_again() -> None:
    before = reconcile([[A, B, C]], [], by_content)
    after = reconcile([[A], [B, C]], before, by_content)
    assert after[1].id == by_content(A)
    assert after[0].id not in (by_content(A), "")


def test_a_mint_without_ideas_is_told_so() -> None:
    with pytest.raises(RegisterError, match="borne by another"):
        reconcile([[A], [B]], [], lambda _: "always the same")


def test_an_incident_of_which_nothing_is_left_is_not_returned() -> None:
    assert reconcile([[A]], [Incident("x", (A,)), Incident("y", (B,))], minting()) == (Incident("x", (A,)),)


groupings = st.lists(st.integers(0, 4), min_size=1, max_size=12).map(
    lambda homes: [[key(n) for n, home in enumerate(homes) if home == h] for h in sorted(set(homes))]
)


@settings(max_examples=200, deadline=None)
@given(groupings, groupings, st.randoms(use_true_random=False))
def test_ids_are_unique_stable_and_independent_of_order(
    first: list[list[MentionKey]], second: list[list[MentionKey]], chance: Random
) -> None:
    before = reconcile(first, [], by_content)
    after = reconcile(second, before, by_content)
    names = [name for i in after for name in (i.id, *i.aliases)]
    assert len(names) == len(set(names))
    # what is regrouped as it was stays as it is
    assert reconcile(second, after, by_content) == after
    # every id whose mentions are still there resolves
    left = {k for g in second for k in g}
    assert {i.id for i in before if left & set(i.mentions)} <= set(names)
    chance.shuffle(second)
    shuffled = list(before)
    chance.shuffle(shuffled)
    assert reconcile(second, shuffled, by_content) == after
