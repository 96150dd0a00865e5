"""The parties of several texts brought together: who is who within one incident.

Within one incident few people come into question, so that less is asked for than across incidents: a name alike, or,
where each text knows of one victim only, nothing at all ("a journalist" here, his name there). A group ("three
protesters") goes with a group that suffered the same. Parties that one text tells apart stay apart.

Invariant: the outcome does not depend on the order of the parts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Self

from sijill.incidents.profile import telling
from sijill.incidents.rules import OUTCOMES, Told, order
from sijill.types import Count, PartyKey, Role
from sijill.values import names
from sijill.values.folding import fold

#: probability of `names.compare` from which on two names within one incident are one person's: lower than across
#: incidents, where namesakes abound
SAME = 0.5
#: what the ways of belonging together are worth when they compete: a name goes before the only victim before a group
ONLY_ONE, ALIKE_GROUP = 0.4, 0.3
#: tolls of one group differ by no more than this factor
SIZE_RATIO = 1.6
#: unnamed parts of one incident that are compared with one another; what is beyond stays by itself
MAX_LOOSE = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A party's part in the incident as one text tells it."""

    key: PartyKey
    role: Role
    told: tuple[Told, ...]
    name: str | None
    #: how many people; None: one, or not said
    size: Count | None
    #: the gravest outcome told
    outcome: str | None
    occupations: frozenset[str]
    #: telling words of the description
    words: frozenset[str]
    #: keys under which another spelling of the name is found
    keys: frozenset[str]

    @classmethod
    def of(cls, key: PartyKey, role: Role, told: Sequence[Told], name: str | None) -> Self:
        """Read the part off its statements; *name* is the party's where no statement gives one."""

        def texts(field: str) -> list[str]:
            return [t.value for t in told if t.statement.field == field and isinstance(t.value, str)]

        outcomes = sorted(texts("outcome"), key=order(OUTCOMES))
        named = next(iter(texts("name")), name)
        size = next((t.value for t in told if isinstance(t.value, Count) and t.statement.field == "count"), None)
        return cls(
            key, role, tuple(told), named, size, next(iter(outcomes), None),
            frozenset(texts("occupation")), telling(" ".join(texts("description"))),
            names.keys(named) if named else frozenset(),
        )  # fmt: skip

    @property
    def single(self) -> bool:
        """Whether it is one person as far as the text tells."""
        return self.size is None or self.size == Count(1, 1)

    @property
    def harmed(self) -> bool:
        """Whether it counts as a victim: who was there and unharmed does not."""
        return self.outcome not in ("unharmed",)


def bring_together(parts: Sequence[Part]) -> list[list[Part]]:
    """Group the parts of one role in one incident: each group is one person or one body of people."""
    ordered = sorted(parts, key=lambda p: p.key)
    # parts of a text with an outcome: all of them, the unnamed among them
    rivals = Counter((p.key.text, p.outcome) for p in ordered)
    unnamed = Counter((p.key.text, p.outcome) for p in ordered if not p.name)
    pairs = []
    for i, j in sorted(_possible(ordered, rivals)):
        a, b = ordered[i], ordered[j]
        alone = rivals[a.key.text, a.outcome] == rivals[b.key.text, b.outcome] == 1
        alone_unnamed = unnamed[a.key.text, a.outcome] == unnamed[b.key.text, b.outcome] == 1
        worth = _worth(a, b, alone, alone_unnamed)
        if worth:
            pairs.append((-worth, i, j))
    pairs.sort()
    groups = {i: [i] for i in range(len(ordered))}
    home = {i: i for i in groups}
    for _, i, j in pairs:
        keep, drop = sorted((home[i], home[j]))
        if keep == drop or not _compatible([ordered[n] for n in groups[keep]], [ordered[n] for n in groups[drop]]):
            continue
        for n in groups[drop]:
            home[n] = keep
        groups[keep] = sorted(groups[keep] + groups.pop(drop))
    return [[ordered[n] for n in members] for _, members in sorted(groups.items())]


def _possible(parts: Sequence[Part], rivals: Counter[tuple[str, str | None]]) -> set[tuple[int, int]]:
    """Pairs that can be one: names that share a key; the unnamed with one another and with the only one of a text."""
    holders: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    loose: list[int] = []
    for n, part in enumerate(parts):
        for key in part.keys:
            holders[key][part.key.text].append(n)
        if not part.name or not part.keys or rivals[part.key.text, part.outcome] == 1:
            loose.append(n)
    found = {
        (min(i, j), max(i, j))
        for of_text in holders.values()
        for left, right in combinations(of_text.values(), 2)
        for i, j in product(left, right)
    }
    found.update((i, j) for i, j in combinations(loose[:MAX_LOOSE], 2) if parts[i].key.text != parts[j].key.text)
    return found


def _worth(a: Part, b: Part, alone: bool, alone_unnamed: bool) -> float:
    """What speaks for two parts being one; 0 if nothing does."""
    if a.key.text == b.key.text:
        return 0.0
    if a.name and b.name:
        alike = _alike(a, b)
        return alike if alike >= SAME else 0.0
    if a.role == "perpetrator":
        alike = not a.name and not b.name and (alone_unnamed or _described_alike(a, b))
        return ALIKE_GROUP if alike else 0.0
    if a.single and b.single and a.harmed == b.harmed and alone:
        return ONLY_ONE
    if not a.name and not b.name and a.outcome == b.outcome and _sized_alike(a, b):
        shared = bool(a.occupations & b.occupations or a.words & b.words)
        told = bool((a.occupations or a.words) and (b.occupations or b.words))
        if shared or not told or alone_unnamed:
            return ALIKE_GROUP + (0.05 if shared else 0.0)
    return 0.0


def _alike(a: Part, b: Part) -> float:
    if not a.name or not b.name or (a.keys and b.keys and not a.keys & b.keys):
        return 0.0
    return 1.0 if fold(a.name) == fold(b.name) else names.compare(a.name, b.name).probability


def _sized_alike(a: Part, b: Part) -> bool:
    x, y = a.size or Count(1, 1), b.size or Count(1, 1)
    low, high = sorted((x, y), key=lambda c: (c.min, c.max or 0))
    return low.max is None or (high.min <= max(low.max * SIZE_RATIO, low.max + 1) and (low.max == 1) == (high.min <= 1))


def _described_alike(a: Part, b: Part) -> bool:
    return bool(a.words & b.words) or not a.words or not b.words


def _compatible(one: Sequence[Part], other: Sequence[Part]) -> bool:
    """Whether two groups can be one: no two parties of one text, no two people of different name."""
    if {p.key.text for p in one} & {p.key.text for p in other}:
        return False
    return all(_alike(a, b) >= SAME / 2 for a in one for b in other if a.name and b.name)
