"""People on lists, and the table of who is on which: how often each pattern of lists occurs.

Invariant: every person is counted once, under one pattern that has at least one list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sijill.errors import UsageError

#: stratum of those for whom none is told
UNTOLD = "not told"


@dataclass(frozen=True, slots=True)
class Listed:
    """One identified person as the lists have them."""

    #: what the person is called by here; pairs refer to it
    id: str
    #: positions of the lists that have the person; never empty
    lists: frozenset[int]
    #: the stratum, or "" where everybody is in one
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that are perhaps one person."""

    left: str
    right: str
    #: probability that they are, more than 0 and less than 1
    probability: float


@dataclass(frozen=True)
class Table:
    """How many people have each pattern of lists."""

    lists: tuple[str, ...]
    #: (pattern of 0 and 1, one for each list; people), sorted; patterns that nobody has are left out
    cells: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        for pattern, count in self.cells:
            if len(pattern) != len(self.lists) or set(pattern) - {"0", "1"} or "1" not in pattern or count < 1:
                raise UsageError(f"{pattern!r} {count}", "is no cell of a table of lists")

    @cached_property
    def seen(self) -> int:
        """People on one list or more."""
        return sum(count for _, count in self.cells)

    @cached_property
    def patterns(self) -> NDArray[np.float64]:
        """The patterns as rows of 0 and 1, in the order of the cells."""
        return np.array([[c == "1" for c in pattern] for pattern, _ in self.cells], float).reshape(-1, len(self.lists))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """The people of each cell."""
        return np.array([count for _, count in self.cells], np.int64)

    def on(self, number: int) -> int:
        """People on a list."""
        return sum(count for pattern, count in self.cells if pattern[number] == "1")

    def shared(self, one: int, other: int) -> int:
        """People on both of two lists."""
        return sum(count for pattern, count in self.cells if pattern[one] == pattern[other] == "1")

    def times(self, number: int) -> int:
        """People on exactly so many lists."""
        return sum(count for pattern, count in self.cells if pattern.count("1") == number)

    def without_empty(self) -> Table:
        """The same without lists on which nobody is."""
        kept = [n for n in range(len(self.lists)) if self.on(n)]
        return Table(
            tuple(self.lists[n] for n in kept),
            tuple(("".join(pattern[n] for n in kept), count) for pattern, count in self.cells),
        )

    def linked(self) -> tuple[frozenset[int], ...]:
        """The lists in groups that share people, directly or by way of others; the largest group first."""
        groups: list[set[int]] = [{n} for n in range(len(self.lists))]
        for one, other in combinations(range(len(self.lists)), 2):
            if self.shared(one, other):
                joined = next(g for g in groups if one in g) | next(g for g in groups if other in g)
                groups = [g for g in groups if not g & joined] + [joined]
        return tuple(frozenset(g) for g in sorted(groups, key=lambda g: (-len(g), min(g))))


def table_of(people: Iterable[Listed], lists: Sequence[str]) -> Table:
    """The table of some people."""
    size = len(lists)
    cells = Counter("".join("1" if n in person.lists else "0" for n in range(size)) for person in people)
    return Table(tuple(lists), tuple(sorted(cells.items())))


def merged(people: Sequence[Listed], same: Iterable[tuple[str, str]]) -> list[Listed]:
    """The people when some entries are taken for one person: on all lists of any, in the first one's stratum."""
    first: dict[str, str] = {person.id: person.id for person in people}

    def root(of: str) -> str:
        while first[of] != of:
            first[of] = first[first[of]]
            of = first[of]
        return of

    for left, right in same:
        if left in first and right in first:
            one, other = root(left), root(right)
            first[max(one, other)] = min(one, other)
    together: dict[str, list[Listed]] = {}
    for person in people:
        together.setdefault(root(person.id), []).append(person)
    return [
        group[0] if len(group) == 1 else Listed(key, frozenset().union(*(p.lists for p in group)), group[0].stratum)
        for key, group in together.items()
    ]


def strata_of(people: Iterable[Listed]) -> Mapping[str, list[Listed]]:
    """The people by stratum, sorted by its name."""
    found: dict[str, list[Listed]] = {}
    for person in people:
        found.setdefault(person.stratum, []).append(person)
    return dict(sorted(found.items()))
