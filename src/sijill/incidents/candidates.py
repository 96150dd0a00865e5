"""Which pairs of accounts are worth comparing, found by keys they share instead of by comparing all with all.

Two accounts are candidates if they share a key of a victim's name, or hit the same target in one country, or can be of
one place and one time. "Can be" is asked at every level: a report that tells only of "Maysan, in March" must meet the
one that tells of Amarah on the 10th. At each level only those pairs are made in which, for place as for time, somebody
knows no better; pairs in which both know better meet at the finer level or not at all. So a busy city is compared week
by week and not month by month.

Invariant: whether two accounts are candidates depends on these two alone. Whoever keeps the keys of profiles
(`stored_keys`) and asks by those of another (`asked_keys`) finds all its candidates, and others, which `Index` leaves
out; `pairing` finds the same for all profiles at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from itertools import combinations, product
from typing import Literal, TypeAlias

from sijill.incidents.profile import NEAR, Person, Profile, near
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
APART = 31
#: days before its publication in which an account without a date is searched
RECENT = 14

Pair: TypeAlias = tuple[int, int]
#: a key, and whether nothing finer is known
_Level: TypeAlias = tuple[Hashable, bool]
_Time: TypeAlias = tuple[Literal["any", "month", "week"], int]
_KINDS = ("any", "month", "week")
_ANY: _Time = ("any", 0)


class Index:
    """Profiles by the keys under which they are searched: finds the candidates of one among a hundred thousand.

    Finds for each profile what `pairing.pairs` finds for all.
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
        for key in further_keys(p):
            self._further[key][p.key] = None
        for block, ends in blocks(p):
            self._blocks.setdefault(block, defaultdict(dict))[ends][p.key] = None

    def drop(self, mention: MentionKey) -> None:
        """Forget the profile of a mention, if there is one."""
        p = self._profiles.pop(mention, None)
        if p is None:
            return
        for holders, keys in ((self._named, _name_keys(p)), (self._further, further_keys(p))):
            for key in keys:
                del holders[key][mention]
                if not holders[key]:
                    del holders[key]
        for block, ends in blocks(p):
            del self._blocks[block][ends][mention]
            if not any(self._blocks[block].values()):
                del self._blocks[block]

    def near(self, p: Profile) -> list[Profile]:
        """The candidates of a profile, which need not be in the index, in the order of their mentions."""
        found = {
            mention: other
            for key in _name_keys(p)
            for mention in self._named.get(key, ())
            if _possible(p, other := self._profiles[mention]) and (named_alike(p, other) or close(p, other))
        }
        others = {mention for key in further_keys(p) for mention in self._further.get(key, ())}
        for block, ends in blocks(p):
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
    found = {_spelled((block, *ends)) for block, ends in blocks(p)}
    return frozenset(f"{p.group} {key}" for key in (*_shared_keys(p), *found))


def asked_keys(p: Profile) -> frozenset[str]:
    """The keys by which the candidates of a profile are found among :func:`stored_keys`, and others with them."""
    if p.aggregate:
        return frozenset()
    every = tuple(product((True, False), repeat=2))
    asked = {_spelled((block, *e)) for block, ends in blocks(p) for e in every if _ends_meet(ends, (e[0], e[1]))}
    groups = {p.group}.union(*(pair for pair in NEAR if p.group in pair))
    return frozenset(f"{group} {key}" for group in groups for key in (*_shared_keys(p), *asked))


def _shared_keys(p: Profile) -> set[str]:
    return {f"name {key}" for key in _name_keys(p)} | {_spelled(key) for key in further_keys(p)}


def _spelled(key: Hashable) -> str:
    if isinstance(key, frozenset):
        return "{" + " ".join(sorted(map(str, key))) + "}"
    return "(" + ", ".join(map(_spelled, key)) + ")" if isinstance(key, tuple) else str(key)


def further_keys(p: Profile) -> set[Hashable]:
    """Targets, and names in the news of a week, under which a profile is searched."""
    return {("target", key) for key in _target_keys(p)} | {("news", key) for key in _news_keys(p)}


def blocks(p: Profile) -> Iterator[tuple[tuple[Hashable, _Time], tuple[bool, bool]]]:
    """Place and time under which a profile is searched, and whether it knows no finer place, and no finer time."""
    for (place, no_finer_place), (time, no_finer_time) in product(_places(p), _times(p)):
        yield (place, time), (no_finer_place, no_finer_time)


def _ends_meet(a: tuple[bool, bool], b: tuple[bool, bool]) -> bool:
    """Whether, for place as for time, one of two knows no better."""
    return (a[0] or b[0]) and (a[1] or b[1])


def _possible(a: Profile, b: Profile) -> bool:
    return a.key.text != b.key.text and near(a.group, b.group) and not a.aggregate and not b.aggregate


def named_alike(a: Profile, b: Profile) -> bool:
    """Whether two people's names have more in common than a given name, as thousands do.

    Names of two parts or more share a key for each part and for parts together: they share two, the last part of one
    of them among these. A name of one part is the last part of the other, or that one part.
    """
    return any(_alike(x, y) for x in a.people for y in b.people)


def _alike(x: Person, y: Person) -> bool:
    shared = x.keys & y.keys
    if x.full and y.full:
        return len(shared) > 1 and (x.last in shared or y.last in shared)
    if x.full or y.full:
        return (x.last if x.full else y.last) in (y.keys if x.full else x.keys)
    return bool(shared)


def close(a: Profile, b: Profile) -> bool:
    """Whether both tell country and days, and neither division nor days tell them apart by much."""
    if a.country is None or a.country != b.country or (a.admin1 and b.admin1 and a.admin1 != b.admin1):
        return False
    if not _closed(a) or not _closed(b):
        return False
    (a1, a2), (b1, b2) = a.days, b.days
    return not ((b1 and a2 and (b1 - a2).days > APART) or (a1 and b2 and (a1 - b2).days > APART))


def _closed(p: Profile) -> bool:
    return p.length is not None and p.length < LONGEST


def near_by(p: Profile) -> list[Hashable]:
    """Country and month, of the days it may be of and those not far behind: any two that are `close` have one in
    common."""
    first, last = p.days
    if p.country is None or first is None or last is None or not _closed(p):
        return []
    after = date.fromordinal(min(date.max.toordinal(), last.toordinal() + APART))
    return [(p.country, month) for month in _months(first, after)]


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


def number_of(time: _Time) -> int:
    """A number below 2**24 for a time of `blocks`."""
    kind, n = time
    return _KINDS.index(kind) << 20 | n


def _times(p: Profile) -> list[tuple[_Time, bool]]:
    """When an account is searched, from any time to the finest time it tells."""
    first, last = p.days
    if not p.dated and p.published:
        last = p.published
        first = date.fromordinal(max(1, last.toordinal() - RECENT))
        return [
            (_ANY, False),
            *((m, False) for m in _months(first, last)),
            *((w, True) for w in _weeks(first.toordinal(), last.toordinal())),
        ]
    if first is None or last is None or (last - first).days >= LONGEST:
        # names and targets find these; by place alone only what has neither is searched for
        return [(_ANY, not p.people and p.level in ("city", "admin1"))]
    months = _months(first, last)
    if (last - first).days >= FINE:
        return [(_ANY, False), *((m, True) for m in months)]
    weeks = _weeks(first.toordinal() - SLACK, last.toordinal() + SLACK)
    return [(_ANY, False), *((m, False) for m in months), *((w, True) for w in weeks)]


def _months(first: date, last: date) -> list[_Time]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [("month", first.year * 12 + first.month + n) for n in range(count)]


def _weeks(first: int, last: int) -> list[_Time]:
    return [("week", n) for n in range(first // 7, last // 7 + 1)]
