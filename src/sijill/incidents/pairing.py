"""The candidates of many profiles at once, as arrays: what `candidates.Index` finds for one, for all.

Each profile lies under its keys; what lies under one key is joined with what else does. Keys are numbers, joins are
searches in sorted arrays, and pairs are numbers of 64 bits, so that a million mentions fit into a laptop.

Invariant: the pairs are those of `candidates.Index`, and whether two profiles are a pair depends on these two alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sijill.incidents import candidates
from sijill.incidents.candidates import APART, Pair
from sijill.incidents.profile import Profile, near

#: pairs that are looked at together: about 100 MB
_AT_ONCE = 2_000_000
#: days of an open end of an interval
_OPEN = 10_000_000

Numbers: TypeAlias = NDArray[np.int64]
_Flags: TypeAlias = NDArray[np.bool_]
_Kept: TypeAlias = Callable[[Numbers, Numbers], _Flags]


def pairs(profiles: Sequence[Profile]) -> list[Pair]:
    """Pairs of indexes worth comparing, the smaller index first, each once, in ascending order."""
    first, second = split(codes(profiles), len(profiles))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def split(found: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """The smaller and the larger indexes of pairs that are numbers, among *size* profiles."""
    first = found // max(1, size)
    return first, found - first * size


def codes(profiles: Sequence[Profile]) -> Numbers:
    """The pairs as numbers, ascending: the smaller index times the number of profiles, plus the larger one."""
    size = len(profiles)
    table = _Table(profiles)
    found: list[Numbers] = [np.empty(0, np.int64)]

    def take(rows: Iterator[tuple[Numbers, Numbers]], kept: _Kept = table.possible) -> None:
        for i, j in rows:
            good = kept(i, j)
            a, b = i[good], j[good]
            found.append(np.minimum(a, b) * size + np.maximum(a, b))
            if sum(map(len, found)) > 8 * _AT_ONCE:
                found[:] = [np.unique(np.concatenate(found))]

    _named(table, profiles, take)
    further = _Entries()
    numbers: dict[Hashable, int] = {}
    for n, p in table.events(profiles):
        for key in candidates.further_keys(p):
            further.add(numbers.setdefault(key, len(numbers)), n)
    take(_within(*further.sorted()))
    _meeting(table, profiles, take)
    return np.unique(np.concatenate(found))


class _Entries:
    """Keys and what lies under them."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.holders: list[int] = []

    def add(self, key: int, holder: int) -> None:
        """Lay one thing under a key."""
        self.keys.append(key)
        self.holders.append(holder)

    def sorted(self) -> tuple[Numbers, Numbers]:
        """Keys, ascending, and their holders."""
        keys, holders = np.array(self.keys, np.int64), np.array(self.holders, np.int64)
        self.keys.clear()
        self.holders.clear()
        order = np.argsort(keys, kind="stable")
        return keys[order], holders[order]


class _Table:
    """What of profiles decides whether two of them may be one event, as arrays."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        texts: dict[str, int] = {}
        groups: dict[str, int] = {}
        self.places: dict[Hashable, int] = {}
        self.text = np.array([texts.setdefault(p.key.text, len(texts)) for p in profiles], np.int64)
        self.group = np.array([groups.setdefault(p.group, len(groups)) for p in profiles], np.int64)
        self.near = np.array([[near(a, b) for b in groups] for a in groups], np.bool_).reshape(len(groups), len(groups))
        self.admin1 = np.array([self.place(p.admin1) if p.admin1 else -1 for p in profiles], np.int64)
        self.first = np.array([p.days[0].toordinal() if p.days[0] else -_OPEN for p in profiles], np.int64)
        self.last = np.array([p.days[1].toordinal() if p.days[1] else _OPEN for p in profiles], np.int64)

    def place(self, place: Hashable) -> int:
        """A number for a place."""
        return self.places.setdefault(place, len(self.places))

    @staticmethod
    def events(profiles: Sequence[Profile]) -> Iterator[tuple[int, Profile]]:
        """The profiles that can have candidates, with their indexes."""
        return ((n, p) for n, p in enumerate(profiles) if not p.aggregate)

    def possible(self, i: Numbers, j: Numbers) -> _Flags:
        """Whether two can be of one event: of other texts, and acts of one nature."""
        found: _Flags = (self.text[i] != self.text[j]) & self.near[self.group[i], self.group[j]]
        return found

    def close(self, i: Numbers, j: Numbers) -> _Flags:
        """Whether two that are possible are of one division, as far as it is told, and of days not far apart."""
        gap = np.maximum(self.first[i] - self.last[j], self.first[j] - self.last[i])
        here, there = self.admin1[i], self.admin1[j]
        found: _Flags = self.possible(i, j) & (gap <= APART) & ((here == there) | (here < 0) | (there < 0))
        return found


def _named(table: _Table, profiles: Sequence[Profile], take: Callable[..., None]) -> None:
    """Pairs by the names of victims: see `candidates.named_alike` and `candidates.close`."""
    numbers: dict[str, int] = {}
    two, two_last = _Entries(), _Entries()
    single, last, beside = _Entries(), _Entries(), _Entries()
    buckets: dict[tuple[int, Hashable], int] = {}
    for n, p in table.events(profiles):
        near_by = candidates.near_by(p)
        for person in p.people:
            keys = sorted(numbers.setdefault(key, len(numbers)) for key in person.keys)
            its_last = numbers.setdefault(person.last, len(numbers))
            if person.full:
                last.add(its_last, n)
                for a, b in combinations(keys, 2):
                    (two_last if its_last in (a, b) else two).add((a << 31) + b, n)
            else:
                for key in keys:
                    single.add(key, n)
            for key in keys:
                for bucket in near_by:
                    beside.add(buckets.setdefault((key, bucket), len(buckets)), n)
    ends = two_last.sorted()
    take(_within(*ends))
    take(_between(*ends, *two.sorted()))
    alone = single.sorted()
    take(_within(*alone))
    take(_between(*alone, *last.sorted()))
    take(_within(*beside.sorted()), table.close)


def _meeting(table: _Table, profiles: Sequence[Profile], take: Callable[..., None]) -> None:
    """Pairs of one place and time: see `candidates.blocks`."""
    sides = {ends: _Entries() for ends in ((True, True), (True, False), (False, True), (False, False))}
    for n, p in table.events(profiles):
        for (where, when), ends in candidates.blocks(p):
            sides[ends].add((table.place(where) << 24) + candidates.number_of(when), n)
    both, place, time, neither = (
        sides[ends].sorted() for ends in ((True, True), (True, False), (False, True), (False, False))
    )
    take(_within(*both))
    for other in (place, time, neither):
        take(_between(*both, *other))
    take(_between(*place, *time))


def _within(keys: Numbers, holders: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """All pairs of what lies under one key; keys ascend."""
    ends = np.searchsorted(keys, keys, side="right")
    starts = np.arange(1, len(keys) + 1, dtype=np.int64)
    yield from _ranges(holders, starts, ends, holders)


def _between(
    keys: Numbers, holders: Numbers, other_keys: Numbers, others: Numbers
) -> Iterator[tuple[Numbers, Numbers]]:
    """All pairs of one from the first and one from the second that lie under one key; keys ascend."""
    starts = np.searchsorted(other_keys, keys, side="left")
    ends = np.searchsorted(other_keys, keys, side="right")
    yield from _ranges(holders, starts, ends, others)


def _ranges(holders: Numbers, starts: Numbers, ends: Numbers, others: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Each holder with each of the others from its start to its end, many at once."""
    counts = ends - starts
    there = np.flatnonzero(counts > 0)
    holders, starts, counts = holders[there], starts[there], counts[there]
    upto = np.cumsum(counts)
    at = 0
    while at < len(counts):
        done = int(upto[at - 1]) if at else 0
        stop = max(at + 1, int(np.searchsorted(upto, done + _AT_ONCE, side="right")))
        some = counts[at:stop]
        within = np.arange(int(some.sum()), dtype=np.int64) - np.repeat(np.cumsum(some) - some, some)
        yield np.repeat(holders[at:stop], some), others[np.repeat(starts[at:stop], some) + within]
        at = stop
