"""Who appears in an incident: the parties of its reports brought together, and what is known of each there.

The victims and perpetrators of an incident are grouped by the rules of `incidents`; here come those whom only claims
and ties name (speakers, leaders), and the unnamed of one report who can be nobody but a named one of another: "a
34-year-old teacher" here, his name, trade and age there.

Invariants: an appearance depends on its incident alone; two parties that one report tells apart, or that a person told
apart, are never one appearance; a group ("two protesters") stays a group and bears nobody's name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from sijill.actors.spoken import Said, key_of, stated_key
from sijill.types import Account, Count, PartyKey, PartyKind, Place, Standing, Statement
from sijill.values import edtf, names, organisations
from sijill.values.folding import fold

#: probability of `names.compare` from which on a speaker bears the name of somebody in the same incident, as
#: victims and perpetrators of one incident are brought together
SAME = 0.5
#: forms of a name that are kept of one appearance; no report spells one name more ways
MAX_FORMS = 12
#: occupations that hundreds share in one crowd: they tell nobody apart
CROWDS = frozenset({"protester", "worker", "student", "farmer", "business", "prisoner", "refugee", "armed_group"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of an appearance. Two appearances of one profile are compared with others only once."""

    kind: PartyKind
    #: every form of the name, as written, sorted; empty where unnamed
    names: tuple[str, ...]
    #: id in the table of organisations, where the name is one of it
    organisation: str | None = None
    sex: str | None = None
    #: first and last year in which the person can have been born
    born: tuple[int, int] | None = None
    occupations: frozenset[str] = frozenset()
    nationalities: frozenset[str] = frozenset()
    #: bodies that the person leads, speaks for, belongs to or works for, folded
    bodies: frozenset[str] = frozenset()
    country: str | None = None
    #: where the victim was, folded; of others the place of the event tells nothing
    admin1: str | None = None
    city: str | None = None
    #: first and last day of the event, for victims
    days: tuple[date, date] | None = None
    #: whether the person died in it
    killed: bool = False
    #: whether the person only speaks, or has ties to who acts: no victim and not blamed
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Appearance:
    """One person, group or body in one incident."""

    #: id of the incident
    incident: str
    #: the parties that it is, in the incident's reports; sorted
    keys: tuple[PartyKey, ...]
    #: "victim", "perpetrator", "speaker", "tied"
    roles: frozenset[str]
    profile: Profile
    #: how many people it is; None: not told
    count: Count | None = None
    #: first and last day of the incident
    days: tuple[date, date] | None = None

    @property
    def named(self) -> bool:
        """Whether any report gives a name."""
        return bool(self.profile.names)


@dataclass(slots=True)
class _Facts:
    """What the reports of an incident tell of one party of one text."""

    key: PartyKey
    roles: set[str] = field(default_factory=set)
    kinds: list[PartyKind] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    bodies: set[str] = field(default_factory=set)
    on: str | None = None

    def words(self, name: str) -> set[str]:
        return {s.value for s in self.statements if s.field == name and isinstance(s.value, str)}

    @property
    def size(self) -> Count | None:
        return next((s.value for s in self.statements if s.field == "count" and isinstance(s.value, Count)), None)

    @property
    def single(self) -> bool:
        return self.size in (None, Count(1, 1)) and "group" not in self.kinds


def appearances(incident: str, standing: Standing, accounts: Iterable[Account], said: Said) -> tuple[Appearance, ...]:
    """Everybody in an incident.

    Args:
        incident: its id.
        standing: as `incidents` worked it out; its parties tell which victims and perpetrators are one.
        accounts: of its mentions, with people's decisions laid over them.
        said: what people said of who is who.

    Returns:
        One appearance for each person, group and body, by their smallest key.
    """
    facts = _facts(accounts)
    groups = _grouped(facts, standing, said)
    country, admin1, city = _where(standing)
    days = _days(standing)
    found = []
    for group in groups:
        parts = [facts[key] for key in group]
        found.append(_appearance(incident, parts, country, admin1, city, days))
    return tuple(sorted(found, key=lambda a: a.keys))


# ---------------------------------------------------------------------------------------------------------
# What each report tells


def _facts(accounts: Iterable[Account]) -> dict[PartyKey, _Facts]:
    facts: dict[PartyKey, _Facts] = {}

    def of(account: Account, item: str) -> _Facts:
        key = key_of(account, item)
        return facts.setdefault(key, _Facts(key))

    for account in sorted(accounts, key=lambda a: a.key):
        text = account.source.text
        parties = {p.id: p for p in account.parties}
        for s in account.mention.statements:
            role, item = s.subject.role, s.subject.item
            if role in ("victim", "perpetrator") and item:
                told = of(account, item)
                told.roles.add(role)
                if s.modality != "denied" or s.field == "outcome":
                    told.statements.append(s)
                if s.field == "name" and isinstance(s.value, str):
                    told.names.append(s.value)
        for claim in account.claims:
            if claim.party and claim.party in parties:
                of(account, claim.party).roles.add("speaker")
        for relation in account.relations:
            for end, other in ((relation.source, relation.target), (relation.target, relation.source)):
                if end.startswith("p:") and end[2:] in parties:
                    told = of(account, end[2:])
                    told.roles.add("tied")
                    if end == relation.source and relation.kind in _BODILY:
                        told.bodies.add(_end_name(other, parties))
        published = (text.metadata.published or "").split("T", 1)[0] or None
        for item, party in parties.items():
            known = facts.get(PartyKey(text.id, item))
            if known is not None:
                known.kinds.append(party.kind)
                known.on = known.on or published
                if party.name:
                    known.names.append(party.name)
    for told in facts.values():
        told.bodies.discard("")
    return facts


_BODILY = frozenset({"member_of", "leads", "speaks_for", "loyal_to", "works_for"})


def _end_name(end: str, parties: Mapping[str, object]) -> str:
    if not end.startswith("p:"):
        return body_key(end)
    party = parties.get(end[2:])
    name = getattr(party, "name", None)
    return body_key(name) if isinstance(name, str) else ""


def body_key(name: str, country: str | None = None) -> str:
    """What a body is called whatever its spelling: its id in the table of organisations, or its name folded."""
    known = organisations.resolve(name, country=country)
    return f"={known.id}" if known is not None else " ".join(fold(name).replace("-", " ").split())


# ---------------------------------------------------------------------------------------------------------
# Who is who within the incident


class _Groups:
    """Parties brought together, never against a report that tells them apart or a person's word."""

    def __init__(self, keys: Iterable[PartyKey], said: Said) -> None:
        self.of: dict[PartyKey, frozenset[PartyKey]] = {key: frozenset((key,)) for key in keys}
        self._said = said

    def can(self, left: PartyKey, right: PartyKey) -> bool:
        one, other = self.of[left], self.of[right]
        if one == other:
            return False
        texts = {key.text for key in one}
        return not any(key.text in texts for key in other) and not self._said.parts(one, other)

    def unite(self, left: PartyKey, right: PartyKey) -> None:
        if self.can(left, right):
            whole = self.of[left] | self.of[right]
            for key in whole:
                self.of[key] = whole


def _grouped(facts: Mapping[PartyKey, _Facts], standing: Standing, said: Said) -> list[list[PartyKey]]:
    groups = _Groups(facts, said)
    known: dict[PartyKey, list[PartyKey]] = {}
    for key in facts:
        known.setdefault(stated_key(key), []).append(key)
    for party in sorted(standing.parties, key=lambda p: (p.role, p.parties)):
        keys = sorted(found for key in party.parties for found in known.get(key, ()))
        # whoever a person told apart goes with those whose name is nearest
        for key in keys[1:]:
            for other in sorted((k for k in keys if k < key), key=lambda k: (-_alike(facts[key], facts[k]), k)):
                if groups.of[other] == groups.of[key]:
                    break
                if groups.can(other, key):
                    groups.unite(other, key)
                    break
    named = sorted(key for key, told in facts.items() if told.names)
    pairs = []
    for left, right in combinations(named, 2):
        beside = not {"victim", "perpetrator"} & facts[left].roles or not {"victim", "perpetrator"} & facts[right].roles
        if beside and left.text != right.text:
            alike = _alike(facts[left], facts[right])
            if alike >= SAME:
                pairs.append((-alike, left, right))
    for _, left, right in sorted(pairs):
        groups.unite(left, right)
    _match_unnamed(facts, groups)
    return [sorted(group) for group in sorted({tuple(sorted(g)) for g in groups.of.values()})]


def _alike(left: _Facts, right: _Facts) -> float:
    """How alike the fullest names of two parties are."""
    if not left.names or not right.names:
        return 0.0
    return max(names.compare(a, b).probability for a in set(left.names) for b in set(right.names))


def _match_unnamed(facts: Mapping[PartyKey, _Facts], groups: _Groups) -> None:
    """The unnamed person of one report who can be only one of those whom another one names."""
    single = {
        group: [facts[k] for k in group]
        for group in {tuple(sorted(g)) for g in groups.of.values()}
        if all(facts[k].single for k in group)
    }
    unnamed = sorted(g for g, parts in single.items() if not any(p.names for p in parts))
    named = sorted(g for g, parts in single.items() if any(p.names for p in parts))
    if not unnamed or not named:
        return
    fits: list[tuple[tuple[PartyKey, ...], tuple[PartyKey, ...]]] = [
        (u, n) for u in unnamed for n in named if groups.can(u[0], n[0]) and _attributes_agree(single[u], single[n])
    ]
    of_unnamed, of_named = Counter(u for u, _ in fits), Counter((n, u[0].text) for u, n in fits)
    for u, n in fits:
        if of_unnamed[u] == 1 and of_named[n, u[0].text] == 1:
            groups.unite(u[0], n[0])


def _attributes_agree(left: Sequence[_Facts], right: Sequence[_Facts]) -> bool:
    """Whether role and outcome are the same, age or trade agrees, and nothing contradicts."""

    def values(parts: Sequence[_Facts], name: str) -> set[object]:
        return {s.value for p in parts for s in p.statements if s.field == name}

    roles = [set().union(*(p.roles for p in parts)) & {"victim", "perpetrator"} for parts in (left, right)]
    if not roles[0] & roles[1]:
        return False
    agreed = False
    for name in ("outcome", "age", "occupation", "sex", "age_group", "nationality"):
        ours, theirs = values(left, name), values(right, name)
        if ours and theirs and not ours & theirs:
            return False
        if name == "age" or (name == "occupation" and not ours & theirs <= CROWDS):
            agreed |= bool(ours & theirs)
    return agreed


# ---------------------------------------------------------------------------------------------------------
# The profile


def _appearance(
    incident: str,
    parts: Sequence[_Facts],
    country: str | None,
    admin1: str | None,
    city: str | None,
    days: tuple[date, date] | None,
) -> Appearance:
    roles = frozenset(role for p in parts for role in p.roles)
    forms = Counter(" ".join(n.split()) for p in parts for n in p.names if n.strip())
    count = _size(parts)
    kind = _kind(parts, bool(forms), count)
    known = tuple(sorted(sorted(forms, key=lambda n: (-forms[n], -len(n), n))[:MAX_FORMS]))
    if kind != "person":
        resolved = {o.id for n in known if (o := organisations.resolve(n, country=country)) is not None}
        one = next(iter(resolved)) if len(resolved) == 1 else None
        profile = Profile(kind, known, one, country=country)
        return Appearance(incident, tuple(sorted(p.key for p in parts)), roles, profile, count, days)
    victim = "victim" in roles
    outcomes = {w for p in parts for s in p.statements if s.modality != "denied" for w in [s.value]
                if s.field == "outcome"}  # fmt: skip
    profile = Profile(
        kind, known, None,
        sex=_only({w for p in parts for w in p.words("sex")}),
        born=_born(parts, days),
        occupations=frozenset(w for p in parts for w in p.words("occupation")),
        nationalities=frozenset(w for p in parts for w in p.words("nationality")),
        bodies=frozenset(b for p in parts for b in p.bodies),
        country=country,
        admin1=admin1 if victim else None,
        city=city if victim else None,
        days=days if victim else None,
        killed=victim and "killed" in outcomes,
        speaks=not {"victim", "perpetrator"} & roles,
    )  # fmt: skip
    return Appearance(incident, tuple(sorted(p.key for p in parts)), roles, profile, count, days)


def _size(parts: Sequence[_Facts]) -> Count | None:
    sizes = [p.size for p in parts if p.size is not None]
    if not sizes:
        return None
    upper = [s.max for s in sizes if s.max is not None]
    return Count(min(s.min for s in sizes), max(upper) if len(upper) == len(sizes) else None)


def _kind(parts: Sequence[_Facts], named: bool, count: Count | None) -> PartyKind:
    told = Counter(k for p in parts for k in p.kinds)
    entered = {w for p in parts for w in p.words("kind")}
    if "organisation" in entered or told["organisation"] > told["person"]:
        return "organisation"
    several = count is not None and count.max != 1 and count.min != 1
    if not named and (several or (count is not None and count.max != 1)):
        return "group"
    if told["group"] > told["person"]:
        # a group that bears a name is a body: "Wadi Brigade"
        return "organisation" if named else "group"
    if not named and "unidentified" in entered and not told["person"]:
        return "group"
    return "person"


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _born(parts: Sequence[_Facts], days: tuple[date, date] | None) -> tuple[int, int] | None:
    years: list[tuple[int, int]] = []
    for p in parts:
        on = days or _bounds(p.on)
        if on is not None:
            years += [
                (on[0].year - s.value - 1, on[1].year - s.value)
                for s in p.statements
                if s.field == "age" and isinstance(s.value, int)
            ]
    return (min(y for y, _ in years), max(y for _, y in years)) if years else None


def _bounds(value: str | None) -> tuple[date, date] | None:
    try:
        first, last = edtf.bounds(value) if value else (None, None)
    except ValueError:
        return None
    return (first, last) if first and last else None


def _where(standing: Standing) -> tuple[str | None, str | None, str | None]:
    value = standing.get("place")
    place = value.value if value is not None and isinstance(value.value, Place) else Place()
    return place.country, fold(place.admin1) if place.admin1 else None, fold(place.city) if place.city else None


def _days(standing: Standing) -> tuple[date, date] | None:
    value = standing.get("date")
    return _bounds(value.value) if value is not None and isinstance(value.value, str) else None


def spelled(profile: Profile) -> str:
    """A profile as one line of JSON that is the same for equal profiles, whichever run of the program writes it."""
    days = [d.isoformat() for d in profile.days] if profile.days else None
    return json.dumps(
        [
            profile.kind, profile.names, profile.organisation, profile.sex, profile.born, sorted(profile.occupations),
            sorted(profile.nationalities), sorted(profile.bodies), profile.country, profile.admin1, profile.city, days,
            profile.killed, profile.speaks,
        ],
        ensure_ascii=False,
    )  # fmt: skip
