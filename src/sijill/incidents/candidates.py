"""Which pairs of accounts are worth comparing, found by keys they share instead of by comparing all with all.

Two accounts are candidates if they share a key of a victim's name, or hit the same target in one country, or can be of
one place and one time. "Can be" is asked at every level: a report that tells only of "Maysan, in March" must meet the
one that tells of Amarah on the 10th. At each level only those pairs are made in which, for place as for time, somebody
knows no better; pairs in which both know better meet at the finer level or not at all. So a busy city is compared week
by week and not month by month.

Invariant: whether two accounts are candidates depends on these two alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, product
from typing import TypeAlias

from sijill.incidents.profile import NEAR, Profile, near
from sijill.types import MentionKey

#: days by which two reports of one event may be apart and still meet by place and time alone
SLACK = 3
#: an interval of at most this many days is searched by week, a longer one by month
FINE = 8
#: an interval longer than this, in days, is searched as if no date were told: it would meet everything
LONGEST = 400
#: from so many killed on, accounts that name different cities of one division are compared: an attack of that size is
#: called after the village, the district or the nearest town
LARGE = 5
#: days beyond which two accounts whose names share one part only are not compared
APART = 62
#: days before its publication in which an account without a date is searched
RECENT = 14

Pair: TypeAlias = tuple[int, int]
#: a key, and whether nothing finer is known
_Level: TypeAlias = tuple[Hashable, bool]
_Keys: TypeAlias = Callable[[Profile], Iterable[Hashable]]


def candidates(profiles: Sequence[Profile]) -> list[Pair]:
    """Pairs of indexes worth comparing, the smaller index first, each once, in ascending order."""
    found: set[Pair] = set()
    for i, j in _sharing(profiles, _name_keys):
        a, b = profiles[i], profiles[j]
        if _possible(a, b) and (_named_alike(a, b) or _near(a, b)):
            found.add((i, j) if i < j else (j, i))
    for i, j in (*_sharing(profiles, _target_keys), *_sharing(profiles, _news_keys), *_meeting(profiles)):
        if _possible(profiles[i], profiles[j]):
            found.add((i, j) if i < j else (j, i))
    return sorted(found)


class Index:
    """Profiles by the keys under which they are searched: finds the candidates of one among a hundred thousand.

    Finds for each profile what :func:`candidates` finds for all.
    """

    def __init__(self) -> None:
        self._profiles: dict[MentionKey, Profile] = {}
        self._named: dict[Hashable, dict[MentionKey, None]] = defaultdict(dict)
        self._further: dict[Hashable, dict[MentionKey, None]] = defaultdict(dict)
        #: place and time -> profiles by (knows no finer place, knows no finer time)
        self._blocks: dict[Hashable, dict[tuple[bool, bool], dict[MentionKey, None]]] = {}

    def __len__(self) -> int:
        return len(self._profiles)

    def __contains__(self, key: MentionKey) -> bool:
        return key in self._profiles

    def __getitem__(self, key: MentionKey) -> Profile:
        return self._profiles[key]

    def put(self, p: Profile) -> None:
        """Take a profile in; one of the same mention is replaced."""
        self.drop(p.key)
        self._profiles[p.key] = p
        for key in _name_keys(p):
            self._named[key][p.key] = None
        for key in _further_keys(p):
            self._further[key][p.key] = None
        for block, ends in _blocks(p):
            self._blocks.setdefault(block, defaultdict(dict))[ends][p.key] = None

    def drop(self, mention: MentionKey) -> None:
        """Forget the profile of a mention, if there is one."""
        p = self._profiles.pop(mention, None)
        if p is None:
            return
        for holders, keys in ((self._named, _name_keys(p)), (self._further, _further_keys(p))):
            for key in keys:
                del holders[key][mention]
                if not holders[key]:
                    del holders[key]
        for block, ends in _blocks(p):
            del self._blocks[block][ends][mention]
            if not any(self._blocks[block].values()):
                del self._blocks[block]

    def near(self, p: Profile) -> list[Profile]:
        """The candidates of a profile, which need not be in the index, in the order of their mentions."""
        found = {
            mention: other
            for key in _name_keys(p)
            for mention in self._named.get(key, ())
            if _possible(p, other := self._profiles[mention]) and (_named_alike(p, other) or _near(p, other))
        }
        others = {mention for key in _further_keys(p) for mention in self._further.get(key, ())}
        for block, ends in _blocks(p):
            for theirs, members in self._blocks.get(block, {}).items():
                if _ends_meet(ends, theirs):
                    others.update(members)
        for mention in others:
            if mention not in found and _possible(p, other := self._profiles[mention]):
                found[mention] = other
        return [found[mention] for mention in sorted(found)]


def stored_keys(p: Profile) -> frozenset[str]:
    """The keys under which a profile is kept, so that others find it by theirs (:func:`asked_keys`).

    Words, not hashes: whoever keeps them beside the names of people at risk keys them first.
    """
    if p.aggregate:
        return frozenset()  # tells of no event that another account could tell of
    blocks = {_spelled((block, *ends)) for block, ends in _blocks(p)}
    return frozenset(f"{p.group} {key}" for key in (*_shared_keys(p), *blocks))


def asked_keys(p: Profile) -> frozenset[str]:
    """The keys by which the candidates of a profile are found among :func:`stored_keys`, and others with them."""
    if p.aggregate:
        return frozenset()
    every = tuple(product((True, False), repeat=2))
    blocks = {_spelled((block, *e)) for block, ends in _blocks(p) for e in every if _ends_meet(ends, (e[0], e[1]))}
    groups = {p.group}.union(*(pair for pair in NEAR if p.group in pair))
    return frozenset(f"{group} {key}" for group in groups for key in (*_shared_keys(p), *blocks))


def _shared_keys(p: Profile) -> set[str]:
    return {f"name {key}" for key in _name_keys(p)} | {_spelled(key) for key in _further_keys(p)}


def _spelled(key: Hashable) -> str:
    if isinstance(key, frozenset):
        return "{" + " ".join(sorted(map(str, key))) + "}"
    return "(" + ", ".join(map(_spelled, key)) + ")" if isinstance(key, tuple) else str(key)


def _further_keys(p: Profile) -> set[Hashable]:
    return {("target", key) for key in _target_keys(p)} | {("news", key) for key in _news_keys(p)}


def _blocks(p: Profile) -> Iterator[tuple[Hashable, tuple[bool, bool]]]:
    for (place, no_finer_place), (time, no_finer_time) in product(_places(p), _times(p)):
        yield (place, time), (no_finer_place, no_finer_time)


def _ends_meet(a: tuple[bool, bool], b: tuple[bool, bool]) -> bool:
    """Whether, for place as for time, one of two knows no better."""
    return (a[0] or b[0]) and (a[1] or b[1])


def _possible(a: Profile, b: Profile) -> bool:
    return a.key.text != b.key.text and near(a.group, b.group) and not a.aggregate and not b.aggregate


def _named_alike(a: Profile, b: Profile) -> bool:
    """Whether two people share more than one part of a full name, or one of them is called by one part only.

    Names of two parts or more share a key for each part and for parts together: who shares one key shares a given
    name, as thousands do.
    """
    return any(
        len(shared) > 1 or (shared and not (x.full and y.full))
        for x in a.people
        for y in b.people
        if (shared := x.keys & y.keys)
    )


def _near(a: Profile, b: Profile) -> bool:
    """Whether neither place nor time tells two accounts apart by much."""
    if (a.country and b.country and a.country != b.country) or (a.admin1 and b.admin1 and a.admin1 != b.admin1):
        return False
    (a1, a2), (b1, b2) = a.days, b.days
    return not ((b1 and a2 and (b1 - a2).days > APART) or (a1 and b2 and (a1 - b2).days > APART))


def _name_keys(p: Profile) -> Iterable[Hashable]:
    return {key for person in p.people for key in person.keys}


def _news_keys(p: Profile) -> Iterable[Hashable]:
    """Two names, or a city, in one week's news: finds what was published of one event where place or date could not be
    read, or not for certain."""
    if p.published is None:
        return ()
    day = p.published.toordinal()
    told: list[Hashable] = list(combinations(sorted(p.rarest), 2))
    if p.city and p.confidence < 1.0:
        told.append((p.country, p.city))
    return {(one, week) for one in told for week in _weeks(day - SLACK, day + SLACK)}


def _target_keys(p: Profile) -> Iterable[Hashable]:
    return {(target, p.country) for target in p.targets}


def _sharing(profiles: Sequence[Profile], keys: _Keys) -> Iterator[Pair]:
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for n, p in enumerate(profiles):
        for key in keys(p):
            holders[key].append(n)
    for members in holders.values():
        yield from _across(profiles, members)


def _across(profiles: Sequence[Profile], members: Sequence[int]) -> Iterator[Pair]:
    """Pairs of members of different texts: those of one text are no candidates, and a text may tell of thousands."""
    of_text: dict[str, list[int]] = defaultdict(list)
    for n in members:
        of_text[profiles[n].key.text].append(n)
    for left, right in combinations(of_text.values(), 2):
        yield from product(left, right)


def _meeting(profiles: Sequence[Profile]) -> Iterator[Pair]:
    # place and time -> members by (knows no finer place, knows no finer time)
    blocks: dict[Hashable, dict[tuple[bool, bool], list[int]]] = defaultdict(lambda: defaultdict(list))
    for n, p in enumerate(profiles):
        for block, ends_here in _blocks(p):
            blocks[block][ends_here].append(n)
    for members in blocks.values():
        ends = members[True, True]
        if len({profiles[n].key.text for group in members.values() for n in group}) < 2:
            continue
        yield from _across(profiles, ends)
        for other in ((True, False), (False, True), (False, False)):
            yield from product(ends, members[other])
        yield from product(members[True, False], members[False, True])


def _places(p: Profile) -> list[_Level]:
    """Where an account is searched, from anywhere to the finest place it tells."""
    levels: list[Hashable] = ["anywhere"]
    if p.country:
        levels.append(p.country)
    if p.admin1:
        levels.append((p.country, p.admin1))
    if p.city:
        # a city stands without its division here: reports leave the division out, or place the city in another
        levels.append(("city", p.country, p.city))
    # a city that bears the name of its division may stand for it
    wide = p.city == p.admin1 or (p.killed is not None and p.killed.min >= LARGE)
    return [(level, level is levels[-1] or (wide and level == (p.country, p.admin1))) for level in levels]


def _times(p: Profile) -> list[_Level]:
    """When an account is searched, from any time to the finest time it tells."""
    first, last = p.days
    if not p.dated and p.published:
        last = p.published
        first = date.fromordinal(max(1, last.toordinal() - RECENT))
        return [
            ("any", False),
            *((m, False) for m in _months(first, last)),
            *((w, True) for w in _weeks(first.toordinal(), last.toordinal())),
        ]
    if first is None or last is None or (last - first).days >= LONGEST:
        # names and targets find these; by place alone only what has neither is searched for
        return [("any", not p.people and p.level in ("city", "admin1"))]
    months = _months(first, last)
    if (last - first).days >= FINE:
        return [("any", False), *((m, True) for m in months)]
    weeks = _weeks(first.toordinal() - SLACK, last.toordinal() + SLACK)
    return [("any", False), *((m, False) for m in months), *((w, True) for w in weeks)]


def _months(first: date, last: date) -> list[Hashable]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [("month", first.year * 12 + first.month + n) for n in range(count)]


def _weeks(first: int, last: int) -> list[Hashable]:
    return [("week", n) for n in range(first // 7, last // 7 + 1)]
