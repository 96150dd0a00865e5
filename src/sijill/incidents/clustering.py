"""Groups out of pairs: what belongs together stays together, what a person parted is never joined.

Agglomerative clustering over the supporting pairs. Two clusters are joined if the mean log-odds over the pairs between
them that say anything is above zero, the best first. A pair that neither supports nor contradicts abstains: that a
brief report shares nothing with a third one is no reason to tear it from the second.

Invariant: the grouping depends on the members and on what is said of their pairs, not on the order in which they come,
and a component of the graph of supporting pairs does not see the others.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sijill.incidents.candidates import Pair

#: up to this many members all pairs of a component are compared; in a larger one only the candidates are
COMPLETE = 120


@dataclass(slots=True)
class Constraints:
    """What people said of pairs, by index. Where the two contradict each other, apart wins."""

    together: set[Pair] = field(default_factory=set)
    apart: set[Pair] = field(default_factory=set)


@dataclass(slots=True)
class _Tie:
    """What is known between two clusters."""

    total: float = 0.0
    votes: int = 0

    @property
    def strength(self) -> float:
        return self.total / self.votes if self.votes else 0.0


def ordered(i: int, j: int) -> Pair:
    """The pair with the smaller index first."""
    return (i, j) if i < j else (j, i)


def components(size: int, pairs: Iterable[Pair]) -> list[list[int]]:
    """The connected parts of a graph over 0..size-1, each ascending, by their first member."""
    parent = list(range(size))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in pairs:
        a, b = root(i), root(j)
        if a != b:
            parent[max(a, b)] = min(a, b)
    parts: dict[int, list[int]] = defaultdict(list)
    for i in range(size):
        parts[root(i)].append(i)
    return list(parts.values())


def by_member(votes: Mapping[Pair, float]) -> Mapping[int, Mapping[int, float]]:
    """The votes by their smaller member."""
    heard: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), weight in votes.items():
        heard[i][j] = weight
    return heard


def cluster(
    size: int,
    votes: Mapping[Pair, float],
    vote: Callable[[int, int], float | None],
    barred: Callable[[int, int], bool],
    constraints: Constraints,
) -> list[list[int]]:
    """Group 0..size-1.

    Args:
        size: number of members; their order must follow from their content.
        votes: log-odds of the candidates that say something; what is above zero supports.
        vote: the same for any other pair, None where it has nothing to say.
        barred: whether two members can never be in one group unless a person joins them.
        constraints: what people said.

    Returns:
        Groups, ascending within and by their first members.
    """
    support = [pair for pair, weight in votes.items() if weight > 0]
    heard = by_member(votes)
    joined = [*support, *constraints.together]
    groups: list[list[int]] = []
    for members in components(size, joined):
        groups += _part(members, heard, vote, barred, constraints) if len(members) > 1 else [members]
    return sorted(groups)


def _part(
    members: Sequence[int],
    heard: Mapping[int, Mapping[int, float]],
    vote: Callable[[int, int], float | None],
    barred: Callable[[int, int], bool],
    constraints: Constraints,
) -> list[list[int]]:
    of = {i: {i} for i in members}  # cluster -> its members; a cluster is called by its least member
    home = {i: i for i in members}
    inside = set(members)
    apart: dict[int, set[int]] = defaultdict(set)
    for i, j in constraints.apart:
        if i in inside and j in inside:
            apart[i].add(j)
            apart[j].add(i)

    def parted(a: int, b: int) -> bool:
        small, large = (a, b) if len(of[a]) <= len(of[b]) else (b, a)
        return any(not apart[i].isdisjoint(of[large]) for i in of[small] if i in apart)

    def unite(a: int, b: int) -> int:
        keep, drop = ordered(a, b)
        of[keep] |= of.pop(drop)
        for i in of[keep]:
            home[i] = keep
        return keep

    for i, j in sorted(constraints.together):
        if i in inside and home[i] != home[j] and not parted(home[i], home[j]):
            unite(home[i], home[j])

    ties: dict[int, dict[int, _Tie]] = defaultdict(dict)

    def tie(i: int, j: int, weight: float) -> None:
        a, b = home[i], home[j]
        if a != b:
            known = ties[a].get(b)
            if known is None:
                known = ties[a][b] = ties[b][a] = _Tie()
            known.total += weight
            known.votes += 1

    complete = len(members) <= COMPLETE
    for n, i in enumerate(members):
        for j in members[n + 1 :] if complete else sorted(inside.intersection(heard[i])):
            weight = heard[i].get(j)
            if weight is None and complete:
                weight = vote(i, j)
            if weight is not None:
                tie(i, j, weight)

    born = dict.fromkeys(of, 0)  # how often a cluster has grown: what is in the queue may be out of date
    queue = [(-t.strength, a, b, 0, 0) for a in sorted(of) for b, t in sorted(ties[a].items()) if a < b]
    heapq.heapify(queue)
    while queue:
        strength, a, b, age_a, age_b = heapq.heappop(queue)
        if strength >= 0:
            break
        if a not in of or b not in of or born[a] != age_a or born[b] != age_b:
            continue
        if parted(a, b) or any(barred(i, j) for i in of[a] for j in of[b]):
            continue
        keep = unite(a, b)
        drop = b if keep == a else a
        born[keep] += 1
        ties[keep].pop(drop, None)
        for c, lost in ties.pop(drop).items():
            if c == keep:
                continue
            ties[c].pop(drop)
            kept = ties[keep].get(c)
            if kept is None:
                ties[keep][c] = ties[c][keep] = lost
            else:
                kept.total += lost.total
                kept.votes += lost.votes
        for c, t in sorted(ties[keep].items()):
            first, second = ordered(keep, c)
            heapq.heappush(queue, (-t.strength, first, second, born[first], born[second]))
    return [sorted(group) for group in of.values()]
