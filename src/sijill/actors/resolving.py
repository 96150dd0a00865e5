"""Appearances brought together: who is one person or one body across incidents.

The pairs that may be one are looked for by keys of the name, never among all. The surest pair is joined first; what
would bring together two parties that one report tells apart, two people of whom a person said "not the same", or two
who contradict each other (sex, year of birth, a death before) stays apart, whatever chain leads from one to the other.
Appearances of one profile (a minister who speaks in a thousand reports) are one member, compared once.

Invariants: the grouping does not depend on the order of the appearances; what is not connected by a pair does not see
each other; no "no" of a person is ever crossed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sijill.actors import comparing
from sijill.actors.appearing import Appearance, Profile
from sijill.actors.spoken import Said
from sijill.types import PartyKey, PartyKind
from sijill.values.names import compare, parts_of

#: probability from which on two appearances are joined
JOINED = 0.5
#: what joins two appearances when they compete, beside a probability: one report tells that it is the same person; a
#: person said so
TOLD, SPOKEN = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Member:
    """Appearances that are compared as one: those of one profile, or a single one."""

    profile: Profile
    appearances: tuple[Appearance, ...]

    @property
    def first(self) -> PartyKey:
        """The smallest party: what a member is called when order matters."""
        return self.appearances[0].keys[0]

    @property
    def parties(self) -> frozenset[PartyKey]:
        """All parties that it is."""
        return frozenset(key for a in self.appearances for key in a.keys)


@dataclass(frozen=True, slots=True)
class Group:
    """One actor, before it has an id."""

    kind: PartyKind
    parties: tuple[PartyKey, ...]
    #: every form of the name, the most frequent first
    names: tuple[str, ...]
    appearances: tuple[Appearance, ...]


def shared(appearance: Appearance, said: Said) -> bool:
    """Whether an appearance can stand for all of its profile: its profile is enough to know it by, and nobody spoke
    of it."""
    profile = appearance.profile
    return (
        appearance.named
        and said.spoken_of.isdisjoint(appearance.keys)
        and comparing.compare(profile, profile).probability >= JOINED
    )


def members(appearances: Iterable[Appearance], said: Said) -> list[Member]:
    """The appearances as members, by their smallest parties."""
    alike: dict[Profile, list[Appearance]] = defaultdict(list)
    found: list[Member] = []
    for appearance in sorted(appearances, key=lambda a: (a.keys, a.incident)):
        if shared(appearance, said):
            alike[appearance.profile].append(appearance)
        else:
            found.append(Member(appearance.profile, (appearance,)))
    found += [Member(profile, tuple(some)) for profile, some in alike.items()]
    return sorted(found, key=lambda m: (m.first, m.appearances[0].incident))


def resolve(appearances: Iterable[Appearance], said: Said = Said()) -> tuple[Group, ...]:  # noqa: B008  (frozen)
    """Who is who.

    Args:
        appearances: all of them, or all that are connected with one another.
        said: what people said of who is who.

    Returns:
        One group for each person, group of people and body, by their smallest parties. Each party is in one group.
    """
    there = members(appearances, said)
    joined = _Joined(there, said)
    for _, i, j in _pairs(there, said):
        joined.unite(i, j)
    return _groups([[there[n] for n in group] for group in joined.groups()])


def _pairs(there: Sequence[Member], said: Said) -> list[tuple[float, int, int]]:
    """Pairs that support each other, the surest first."""
    worth: dict[tuple[int, int], float] = {}
    holders: dict[PartyKey, list[int]] = defaultdict(list)
    by_key: dict[str, list[int]] = defaultdict(list)
    for n, member in enumerate(there):
        for party in sorted(member.parties):
            holders[party].append(n)
        for key in comparing.keys(member.profile):
            by_key[key].append(n)
    for left, right in said.same:
        for i in holders.get(left, ()):
            for j in holders.get(right, ()):
                if i != j:
                    worth[min(i, j), max(i, j)] = SPOKEN
    for having in holders.values():
        for pair in combinations(having, 2):
            worth.setdefault(pair, TOLD)
    for pair in _short_forms(there):
        worth.setdefault(pair, TOLD)
    compared: set[tuple[int, int]] = set()
    for some in by_key.values():
        for pair in combinations(some, 2):
            if pair not in worth and pair not in compared:
                compared.add(pair)
                a, b = there[pair[0]].profile, there[pair[1]].profile
                if a.organisation is None and not comparing.may_be_one(a, b):
                    continue
                found = comparing.compare(a, b)
                if found.probability >= JOINED:
                    worth[pair] = found.probability
    return sorted((-value, i, j) for (i, j), value in worth.items())


def _told_apart_in(key: PartyKey) -> str:
    """Where parties are told apart: in their text, or, for who is a party of one mention only, in that mention."""
    mention, colon, _ = key.party.rpartition(":")
    return f"{key.text}/{mention}" if colon else key.text


def _short_forms(there: Sequence[Member]) -> list[tuple[int, int]]:
    """Where a reading does not say who is who in a text: "Vellanor" in one of its mentions is the only Tarek Vellanor
    of another."""
    short: dict[str, list[int]] = defaultdict(list)
    full: dict[str, list[int]] = defaultdict(list)
    for n, member in enumerate(there):
        if member.profile.kind != "person" or not member.profile.names:
            continue
        alone = max(len(parts_of(name)) for name in member.profile.names) < 2
        for text in {key.text for key in member.parties if ":" in key.party}:
            (short if alone else full)[text].append(n)
    found = []
    for text, members_of in short.items():
        for i in members_of:
            fitting = [
                j
                for j in full.get(text, ())
                if comparing.contradiction(there[i].profile, there[j].profile) is None
                and any(
                    compare(a, b).probability >= comparing.SAME_NAME
                    for a in there[i].profile.names
                    for b in there[j].profile.names
                )
            ]
            if len({there[j].profile.names for j in fitting}) == 1:
                found += [(min(i, j), max(i, j)) for j in fitting]
    return found


class _Joined:
    """Members joined step by step, never against what bars them."""

    def __init__(self, there: Sequence[Member], said: Said) -> None:
        self._there, self._said = there, said
        self._home = list(range(len(there)))
        self._of: dict[int, list[int]] = {n: [n] for n in self._home}
        self._parties: dict[int, set[PartyKey]] = {n: set(m.parties) for n, m in enumerate(there)}
        self._texts: dict[int, dict[str, set[str]]] = {}
        for n, member in enumerate(there):
            texts: dict[str, set[str]] = defaultdict(set)
            for key in member.parties:
                texts[_told_apart_in(key)].add(key.party)
            self._texts[n] = texts

    def groups(self) -> list[list[int]]:
        return [sorted(some) for _, some in sorted(self._of.items())]

    def unite(self, i: int, j: int) -> None:
        keep, drop = sorted((self._home[i], self._home[j]))
        if keep == drop or self._barred(keep, drop):
            return
        for n in self._of[drop]:
            self._home[n] = keep
        self._of[keep] += self._of.pop(drop)
        self._parties[keep] |= self._parties.pop(drop)
        for text, items in self._texts.pop(drop).items():
            self._texts[keep][text] |= items

    def _barred(self, one: int, other: int) -> bool:
        if self._said.different and any(
            (left in self._parties[one] and right in self._parties[other])
            or (left in self._parties[other] and right in self._parties[one])
            for left, right in self._said.different
        ):
            return True
        spoken = self._said.same and any(
            (left in self._parties[one] and right in self._parties[other])
            or (left in self._parties[other] and right in self._parties[one])
            for left, right in self._said.same
        )
        if spoken:  # a person knows better than a reader and than any comparison
            return False
        few, many = sorted((self._texts[one], self._texts[other]), key=len)
        if any(text in many and not items & many[text] for text, items in few.items()):
            return True
        ours, theirs = ({self._there[n].profile for n in self._of[c]} for c in (one, other))
        return any(a.names and b.names and not comparing.compatible(a, b) for a in ours for b in theirs)


def _groups(found: Iterable[Sequence[Member]]) -> tuple[Group, ...]:
    taken: set[PartyKey] = set()
    groups = []
    for some in sorted(found, key=lambda g: (g[0].first, g[0].appearances[0].incident)):
        appearances = tuple(
            sorted((a for m in some for a in m.appearances), key=lambda a: (a.keys, a.incident))
        )  # fmt: skip
        # where people tore apart what one report tells as one, the party goes with the first
        parties = tuple(sorted({key for a in appearances for key in a.keys} - taken))
        if not parties:
            continue
        taken.update(parties)
        forms = Counter(name for a in appearances for name in a.profile.names)
        names = tuple(sorted(forms, key=lambda n: (-forms[n], -len(n), n)))
        groups.append(Group(_kind(appearances), parties, names, appearances))
    return tuple(sorted(groups, key=lambda g: g.parties))


def _kind(appearances: Sequence[Appearance]) -> PartyKind:
    kinds: Mapping[PartyKind, int] = Counter(a.profile.kind for a in appearances if a.named) or Counter(
        a.profile.kind for a in appearances
    )
    order: tuple[PartyKind, ...] = ("person", "organisation", "group")
    return max(order, key=lambda kind: (kinds.get(kind, 0), -order.index(kind)))


def suggestions(one: Group, others: Iterable[Group], said: Said) -> list[tuple[float, Group, tuple[str, ...]]]:
    """Who might be the same and was not joined: probability, who, and why; the likeliest first.

    Args:
        one: the actor asked about.
        others: actors with a like name.
        said: pairs that a person told apart are not asked about again.
    """
    found = []
    profiles = {a.profile for a in one.appearances if a.named}
    for other in others:
        if other.parties == one.parties or said.parts(one.parties, other.parties):
            continue
        best = max(
            (comparing.compare(a, b) for a in profiles for b in {x.profile for x in other.appearances if x.named}),
            key=lambda c: (c.probability, c.reasons),
            default=None,
        )
        if best is not None and best.probability >= _ASKED:
            found.append((best.probability, other, best.reasons))
    return sorted(found, key=lambda row: (-row[0], row[1].parties))


#: probability from which on two actors are shown as perhaps one
_ASKED = 0.2
