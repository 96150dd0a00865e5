"""The assignment problem against all pairings there are."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from sijill.evaluation.assignment import assign


def best(worth: list[list[float]]) -> float:
    rows, columns = len(worth), len(worth[0])
    if rows > columns:
        return best([list(column) for column in zip(*worth, strict=True)])
    return max(
        sum(worth[row][column] for row, column in enumerate(chosen)) for chosen in permutations(range(columns), rows)
    )


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    columns = draw(st.integers(1, 5))
    # few values give many ties, many values none
    values = draw(st.sampled_from([st.sampled_from([-1.0, 0.0, 0.5, 1.0]), st.integers(-1000, 1000).map(float)]))
    return draw(st.lists(st.lists(values, min_size=columns, max_size=columns), min_size=1, max_size=5))


@given(matrices())
def test_no_pairing_is_worth_more(worth: list[list[float]]) -> None:
    found = assign(worth)
    rows, columns = [row for row, _ in found], [column for _, column in found]
    assert len(found) == min(len(worth), len(worth[0])) == len(set(rows)) == len(set(columns))
    assert rows == sorted(rows)
    assert sum(worth[row][column] for row, column in found) == best(worth)


def test_nothing_to_pair() -> None:
    assert assign([]) == assign([[], []]) == []


def test_the_greedy_choice_is_not_always_the_best() -> None:
    assert assign([[9.0, 8.0], [8.0, 1.0]]) == [(0, 1), (1, 0)]


def test_a_large_one_is_quick() -> None:
    size = 120
    worth = [[float((row * 7919 + column * 104729) % 1009) for column in range(size)] for row in range(size)]
    found = assign(worth)
    greedy, taken = 0.0, set[int]()
    for row in worth:
        column = max((c for c in range(size) if c not in taken), key=lambda c: row[c])
        taken.add(column)
        greedy += row[column]
    assert sum(worth[row][column] for row, column in found) >= greedy
