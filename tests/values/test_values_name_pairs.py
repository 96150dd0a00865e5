"""Names in bulk: the same pairs, with the same probabilities, as one by one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values.name_pairs import matching
from sijill.values.names import ALIKE, compare
from sijill.values.sounds import cost, likeness, most_cost

GIVEN = [
    "Husham",
    "Hisham",
    "هشام",
    "Hashim",
    "Samir",
    "Samira",
    "سميرة",
    "Abd al-Rahman",
    "Abdurrahman",
    "عبد الرحمن",
    "Oualid",
    "Walid",
]
FAMILY = ["al-Wardi", "Alwardi", "الوردي", "Haddad", "Hadad", "حداد", "Nour al-Din", "Nureddin", "O.", "Орлан", "Orlan"]
NAMES = [
    *(f"{a} {b}" for a, b in product(GIVEN, FAMILY)),
    *GIVEN,
    "",
    "Dr.",
    "الوردي هشام",
    "วิชัย สุข",
    "วิชัย สุก",
    "Samri Hadadd",
]


def one_by_one(left: list[str], right: list[str]) -> list[tuple[int, int, float]]:
    return [
        (i, j, p) for i, a in enumerate(left) for j, b in enumerate(right) if (p := compare(a, b).probability) >= ALIKE
    ]


def test_the_same_as_one_by_one() -> None:
    found = matching(NAMES)
    assert found == [(i, j, p) for i, j, p in one_by_one(NAMES, NAMES) if i < j]
    assert len(found) > 300


def test_two_lists() -> None:
    left, right = NAMES[::3], NAMES[1::2]
    assert matching(left, right) == one_by_one(left, right)
    assert matching(left, right, least=0.9) == [t for t in one_by_one(left, right) if t[2] >= 0.9]
    assert matching([], right) == matching(left, []) == matching([]) == []


def test_less_than_one_half_is_refused() -> None:
    with pytest.raises(ValueError, match="ask for more"):
        matching(["Samir"], least=0.3)


LETTERS = st.text("abdhimrsuyz -'.هشاميرة العبدИ", max_size=14)


@given(st.lists(LETTERS, max_size=6), st.lists(LETTERS, max_size=6))
@settings(deadline=None, max_examples=60)
def test_any_names(left: list[str], right: list[str]) -> None:
    assert matching(left, right) == one_by_one(left, right)


@given(
    st.text("aeiouhbdkqsSTEH'AIU", min_size=1, max_size=7),
    st.text("aeiouhbdkqsSTEH'AIU", min_size=1, max_size=7),
    st.booleans(),
)
@settings(deadline=None, max_examples=80)
def test_costs_are_symmetric_and_equal_sounds_cost_nothing(a: str, b: str, mixed: bool) -> None:
    x, y = tuple(a), tuple(b)
    assert cost(x, y, mixed) == pytest.approx(cost(y, x, mixed))
    assert cost(x, x, mixed) == 0
    assert 0 <= likeness(x, y, mixed) <= 1
    assert most_cost(9, ALIKE) > most_cost(5, ALIKE) > 0
