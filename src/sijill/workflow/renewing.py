"""Actors and cases worked out anew after a change: only what the change can reach, or all of it.

What the log says was linked or decided since the last time names the incidents; from them the change reaches the
actors that appear in them, those with like names that are one with these, and the cases of all of them. Everything
else is as it was, because `resolving` never sees beyond what is connected.

Invariant: after any changes, in any order, what is kept is what :func:`derive_actors` works out from the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sijill.actors import appearing, cases, comparing, course, resolving, spoken
from sijill.actors.appearing import Appearance, Profile
from sijill.actors.resolving import Group
from sijill.actors.spoken import Said
from sijill.incidents import decided, identity
from sijill.register import Register
from sijill.register.actors import ActorShelf, Docket, Renewal, Seen
from sijill.types import Account, Actor, ActorCard, Dossier, Fate, Incident, MentionKey, PartyKey
from sijill.values import names

#: dossiers that are held in memory while a change is worked out
_HELD = 400


def renew_actors(register: Register, *, by: str = "sijill") -> bool:
    """Bring actors and cases up to date with what was linked and decided. Twice is once.

    Returns:
        Whether anything differs.
    """
    altered = register.actors.altered()
    if altered.everything:
        return register.actors.save(derive_actors(register), by=by, upto=altered.upto)
    if not altered.incidents:
        return False
    return register.actors.save(_Change(register, altered.incidents).renewal(), by=by, upto=altered.upto)


def derive_actors(register: Register) -> Renewal:
    """All actors and cases, worked out from what is kept; writes nothing."""
    said = said_of(register)
    blinder = _Blinder(register)
    found: list[Appearance] = []
    units: list[cases.Unit] = []
    seen: list[Seen] = []
    for dossier in register.dossiers():
        accounts = overlaid(dossier)
        here = appearing.appearances(dossier.incident.id, dossier.standing, accounts, said)
        seen += blinder.seen(here, said)
        found += here
        units += cases.units(dossier.incident.id, accounts)
    groups = resolving.resolve(found, said)
    actors = _identified(groups, register.actors.fetch(), register.actors)
    holder = {key: actor.id for actor in actors for key in actor.parties}
    cards = _cards(actors, groups, seen, holder, register.dossiers())
    dockets = _docketed(cases.grouped(units, holder), register.actors.dockets(), register.actors.mint_case)
    everybody = frozenset(a.id for a in register.actors.fetch())
    return Renewal(
        None, tuple(seen), blinder.keys, everybody, actors, cards,
        frozenset(d.id for d in register.actors.dockets()), dockets,
    )  # fmt: skip


def said_of(register: Register) -> Said:
    """What people said of who is who."""
    decisions = [d for d in register.decisions(("merge", "split")) if d.kind == "undo" or spoken.is_about_actors(d)]
    return spoken.heard(register.judgements(), decided.in_force(decisions))


def overlaid(dossier: Dossier) -> tuple[Account, ...]:
    """The accounts of a dossier as people decided them."""
    return tuple(a for kept in dossier.mentions if (a := decided.apply(kept, dossier.decisions)) is not None)


def part_of(dossier: Dossier, keys: Iterable[PartyKey], count: Appearance | Seen | None = None) -> course.Part:
    """An actor's part in an incident."""
    standing = dossier.standing
    values = (*standing.values, *(v for p in standing.parties for v in p.values))
    retracted = {i: v.rule for v in values if v.field == "retracted" for i in v.against}
    return course.Part(
        dossier.incident.id, frozenset(keys), overlaid(dossier), retracted, None if count is None else count.count
    )


# ---------------------------------------------------------------------------------------------------------


class _Blinder:
    """Appearances as the register keeps them."""

    def __init__(self, register: Register) -> None:
        self._blind = register.actors.blind
        #: blind keys of the names of each profile
        self.keys: dict[str, frozenset[str]] = {}
        self._known: dict[Profile, str] = {}

    def digest(self, appearance: Appearance, said: Said) -> str:
        """What a profile is called; an appearance that stands for itself has one of its own."""
        if not resolving.shared(appearance, said):
            own = f"{appearance.incident} {spoken.write_key(appearance.keys[0])}"
            return self._blind("appearance", f"{own} {appearing.spelled(appearance.profile)}")
        known = self._known.get(appearance.profile)
        if known is None:
            known = self._known[appearance.profile] = self._blind("profile", appearing.spelled(appearance.profile))
        return known

    def name_keys(self, profile: Profile) -> frozenset[str]:
        """Blind keys by which others of the name are found."""
        return frozenset(self._blind("name", key) for key in comparing.keys(profile))

    def seen(self, found: Sequence[Appearance], said: Said) -> list[Seen]:
        rows = []
        for position, a in enumerate(found):
            digest = self.digest(a, said)
            if a.named and digest not in self.keys:
                parts = (self._blind("name", key) for key in comparing.part_keys(a.profile))
                self.keys[digest] = self.name_keys(a.profile) | frozenset(parts)
            first, last = (d.isoformat() for d in a.days) if a.days else (None, None)
            rows.append(Seen(a.incident, position, a.keys, a.roles, digest, a.count, first, last))
        return rows


def _identified(groups: Sequence[Group], previous: Sequence[Actor], shelf: ActorShelf) -> tuple[Actor, ...]:
    """The groups with their ids: what the largest part of an actor is called goes on, others stay as aliases."""
    before = [Incident(a.id, tuple(MentionKey(k.text, k.party) for k in a.parties), a.aliases) for a in previous]
    told = [[MentionKey(k.text, k.party) for k in g.parties] for g in groups]
    by_first = {g.parties[0]: g for g in groups}
    heirs = {a.id for a in previous}

    def mint(first: MentionKey) -> str:
        key = PartyKey(first.text, first.mention)
        return shelf.mint(key, by_first[key].parties, heirs) if key in by_first else shelf.mint(key)

    found = []
    for one in identity.reconcile(told, before, mint):
        parties = tuple(PartyKey(k.text, k.mention) for k in one.mentions)
        group = by_first[parties[0]]
        found.append(Actor(one.id, group.kind, parties, group.names, one.aliases))
    return tuple(sorted(found, key=lambda a: a.id))


def _docketed(
    groups: Iterable[Sequence[cases.Unit]], previous: Iterable[Docket], mint: Callable[[MentionKey], str]
) -> tuple[Docket, ...]:
    """The cases with their ids. A mention may tell of a case of its victims and of one of those it blames."""

    def key(mention: MentionKey, of_victim: bool) -> MentionKey:
        return MentionKey(mention.text, f"{mention.mention}\n{int(of_victim)}")

    before = [Incident(d.id, tuple(sorted(key(m, d.of_victim) for m in d.mentions)), d.aliases) for d in previous]
    told = [sorted({key(m, u.of_victim) for u in group for m in u.mentions}) for group in groups]
    named = identity.reconcile(told, before, lambda k: mint(MentionKey(k.text, k.mention.replace("\n", "/"))))
    return tuple(
        Docket(
            one.id,
            tuple(MentionKey(k.text, k.mention.partition("\n")[0]) for k in one.mentions),
            one.mentions[0].mention.endswith("\n1"),
            one.aliases,
        )
        for one in sorted(named, key=lambda i: i.id)
    )


def _cards(
    actors: Sequence[Actor],
    groups: Iterable[Group],
    seen: Iterable[Seen],
    holder: Mapping[PartyKey, str],
    dossiers: Iterable[Dossier],
) -> tuple[ActorCard, ...]:
    """Each actor at a glance.

    Args:
        actors: those whose cards are wanted.
        groups: what they are made of.
        seen: at least all their appearances.
        holder: the actor of each of their parties.
        dossiers: at least of all incidents in which they are victims.
    """
    wanted = {a.id for a in actors}
    rows: dict[str, list[Seen]] = defaultdict(list)
    of_incident: dict[str, list[tuple[str, Seen]]] = defaultdict(list)
    for s in seen:
        for actor in sorted({holder[k] for k in s.keys if k in holder}):
            if actor in wanted:
                rows[actor].append(s)
                if "victim" in s.roles:
                    of_incident[s.incident].append((actor, s))
    facts: dict[str, list[course.Evidence]] = defaultdict(list)
    for dossier in dossiers:
        for actor, s in of_incident.get(dossier.incident.id, ()):
            keys = [k for k in s.keys if holder.get(k) == actor]
            facts[actor] += course.evidence(part_of(dossier, keys, s))
    named = {g.parties[0]: any(a.named for a in g.appearances) for g in groups}
    return tuple(
        _card(actor, rows[actor.id], course.told(actor.id, facts[actor.id]), named=named[actor.parties[0]])
        for actor in actors
    )


def _card(actor: Actor, rows: Sequence[Seen], fates: Sequence[Fate], *, named: bool) -> ActorCard:
    counts = [s.count for s in rows if s.count is not None]
    count = max(counts, key=lambda c: (c.min, c.max or 0)) if counts and actor.kind == "group" else None
    held, held_on = course.held(fates, count)
    state, as_of = course.last_state(fates)
    return ActorCard(
        actor.id, actor.kind, named, count,
        len({s.incident for s in rows}),
        len({s.incident for s in rows if "victim" in s.roles}),
        len({s.incident for s in rows if "perpetrator" in s.roles}),
        min((s.first for s in rows if s.first), default=None),
        max((s.last for s in rows if s.last), default=None),
        state, held_on or as_of, held,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------------
# Only what a change reaches


#: kinds of decision that can give a party a name
_GIVING = ("correct", "add", "move")


def _like(name: str, by_key: Mapping[str, set[str]]) -> bool:
    """Whether a name may be one of those that share a key with it."""
    others = {other for key in comparing.name_keys(name) for other in by_key.get(key, ())}
    return any(
        comparing.possible(name, other) and names.compare(name, other).probability >= comparing.SAME_NAME
        for other in others
    )


@dataclass(slots=True)
class _Change:
    """One change, and what of the register it reaches."""

    register: Register
    incidents: frozenset[str]
    _dossiers: dict[str, Dossier] = field(default_factory=dict)
    _profiles: dict[str, Profile] = field(default_factory=dict)
    #: texts in which decisions may have given other names than the readings
    _renamed: frozenset[str] = frozenset()

    def renewal(self) -> Renewal:
        """What is to stand in place of what stood."""
        shelf = self.register.actors
        said = said_of(self.register)
        self._renamed = self.register.decided_texts(_GIVING)
        blinder = _Blinder(self.register)
        fresh: list[Seen] = []
        new: dict[tuple[str, int], Appearance] = {}
        for dossier in self._load(self.incidents):
            here = appearing.appearances(dossier.incident.id, dossier.standing, overlaid(dossier), said)
            for row, appearance in zip(blinder.seen(here, said), here, strict=True):
                fresh.append(row)
                new[row.incident, row.position] = appearance
                self._profiles[row.profile] = appearance.profile
        stood = shelf.seen_in(self.incidents)
        rows, affected = self._reached(fresh, stood, said, blinder)
        if any(s.profile not in self._profiles for s in rows):
            return derive_actors(self.register)  # what is kept is not what would be read off today
        there = [new.get((s.incident, s.position)) if s.incident in self.incidents else None for s in rows]
        appearances = [
            a or Appearance(s.incident, s.keys, s.roles, self._profiles[s.profile], s.count)
            for a, s in zip(there, rows, strict=True)
        ]
        groups = resolving.resolve(appearances, said)
        actors = _identified(groups, shelf.fetch(affected), shelf)
        holder = {key: actor.id for actor in actors for key in actor.parties}
        victims = {s.incident for s in rows if "victim" in s.roles}
        cards = _cards(actors, groups, rows, holder, self._load(victims))
        cases_before, dockets = self._cases(holder, affected, stood)
        return Renewal(
            self.incidents, tuple(fresh), blinder.keys, frozenset(affected), actors, cards, cases_before, dockets
        )

    def _load(self, incidents: Iterable[str]) -> list[Dossier]:
        """The dossiers of incidents that are still there."""
        wanted = sorted(set(incidents))
        missing = [i for i in wanted if i not in self._dossiers]
        if len(self._dossiers) + len(missing) > _HELD:
            self._dossiers.clear()
            missing = wanted
        for dossier in self.register.dossiers(missing):
            self._dossiers[dossier.incident.id] = dossier
        return [self._dossiers[i] for i in wanted if i in self._dossiers]

    def _known(self, profiles: Iterable[str], said: Said, blinder: _Blinder) -> None:
        """Make sure that profiles are at hand: each is read off the first of its appearances."""
        missing = {p for p in profiles if p not in self._profiles}
        firsts: dict[str, Seen] = {}
        for s in self.register.actors.seen_as(missing):
            if s.incident not in self.incidents:
                firsts.setdefault(s.profile, s)
        incidents = {s.incident for s in firsts.values()}
        for dossier in self._load(incidents):
            here = appearing.appearances(dossier.incident.id, dossier.standing, overlaid(dossier), said)
            for appearance in here:
                digest = blinder.digest(appearance, said)
                if digest in missing:
                    self._profiles[digest] = appearance.profile

    def _reached(
        self, fresh: Sequence[Seen], stood: Sequence[Seen], said: Said, blinder: _Blinder
    ) -> tuple[list[Seen], set[str]]:
        """All appearances that are connected with those of the change, and the actors that they were."""
        shelf = self.register.actors
        mine: dict[str, list[Seen]] = defaultdict(list)
        for s in fresh:
            mine[s.profile].append(s)
        partners: dict[PartyKey, set[PartyKey]] = defaultdict(set)
        for left, right in said.same:
            partners[left].add(right)
            partners[right].add(left)
        included: set[str] = set()
        affected: set[str] = set()
        rows: list[Seen] = []
        queue = set(mine)
        waiting = {k for s in (*stood, *fresh) for k in s.keys}
        while queue or waiting:
            found = [s for p in sorted(queue) for s in mine.get(p, ())]
            found += [s for s in shelf.seen_as(queue) if s.incident not in self.incidents]
            included |= queue
            rows += found
            waiting |= {k for s in found for k in s.keys}
            waiting |= {other for k in waiting for other in partners.get(k, ())}
            actors = set(shelf.holders(waiting).values()) - affected
            affected |= actors
            waiting |= {k for actor in shelf.fetch(actors) for k in actor.parties}
            beside = shelf.profiles_beside(waiting)
            # where a reading does not say who is who, all of its text bear on one another
            beside |= {s.profile for s in shelf.seen_of_texts({k.text for k in waiting if ":" in k.party})}
            waiting = set()
            named = self._named_like(queue, included | beside, said, blinder)
            queue = (beside | named) - included
        return rows, affected

    def _named_like(self, profiles: set[str], known: set[str], said: Said, blinder: _Blinder) -> set[str]:
        """The profiles that are one with some of these by their names and what else agrees."""
        self._known(profiles, said, blinder)
        ours = {p: self._profiles[p] for p in sorted(profiles) if p in self._profiles and self._profiles[p].names}
        keys = {key for profile in ours.values() for key in blinder.name_keys(profile)}
        candidates = self._of_the_names(self.register.actors.profiles_under(keys) - known, ours.values())
        self._known(candidates, said, blinder)
        theirs = {p: self._profiles[p] for p in sorted(candidates) if p in self._profiles}
        by_key: dict[str, list[Profile]] = defaultdict(list)
        for profile in ours.values():
            for key in comparing.keys(profile):
                by_key[key].append(profile)
        return {
            digest
            for digest, other in theirs.items()
            if any(
                comparing.compare(profile, other).probability >= resolving.JOINED
                for key in comparing.keys(other)
                for profile in by_key.get(key, ())
            )
        }

    def _of_the_names(self, candidates: set[str], ours: Iterable[Profile]) -> set[str]:
        """Of many that share two parts of a name, those whose names may be one: a look at names costs far less than
        one at all that is known of them."""
        shelf = self.register.actors
        firsts: dict[str, Seen] = {}
        for s in shelf.seen_as(candidates):
            if s.incident not in self.incidents:
                firsts.setdefault(s.profile, s)
        told = shelf.names_of({k for s in firsts.values() for k in s.keys})
        by_key: dict[str, set[str]] = defaultdict(set)
        for profile in ours:
            for name in profile.names:
                for key in comparing.name_keys(name):
                    by_key[key].add(name)
        return {
            digest
            for digest, s in firsts.items()
            if not self._renamed.isdisjoint(k.text for k in s.keys)
            or digest in self._profiles
            or any(_like(name, by_key) for k in s.keys for name in told[k])
        }

    def _cases(
        self, holder: Mapping[PartyKey, str], affected: set[str], stood: Sequence[Seen]
    ) -> tuple[frozenset[str], tuple[Docket, ...]]:
        """The cases that the change reaches, as they were and as they are."""
        shelf = self.register.actors
        known = dict(holder)
        texts = {k.text for k in known} | {k.text for s in stood for k in s.keys}
        texts |= {k.text for actor in shelf.fetch(affected) for k in actor.parties}
        before: set[str] = set()
        incidents = set(self.incidents)
        units: dict[tuple[str, bool], cases.Unit] = {}
        looked: set[str] = set()
        while True:
            further = shelf.cases_of(texts) - before
            before |= further
            homes = shelf.homes(m for docket in shelf.dockets(further) for m in docket.mentions)
            incidents |= set(homes.values())
            more = incidents - looked
            if not more and not further:
                break
            looked |= more
            for dossier in self._load(more):
                for unit in cases.units(dossier.incident.id, overlaid(dossier)):
                    units[unit.incident, unit.of_victim] = unit
            accused = {k for u in units.values() for k in u.accused} - known.keys()
            told = shelf.holders(accused)
            known.update({k: a for k, a in told.items() if a not in affected})
            others = {known[k] for k in accused if k in known}
            texts = {k.text for actor in shelf.fetch(others) for k in actor.parties}
            texts |= {m.text for u in units.values() for m in u.mentions}
        dockets = _docketed(cases.grouped(units.values(), known), shelf.dockets(before), shelf.mint_case)
        return frozenset(before), dockets
