"""Which parties are which actor: derived, replaced as it changes, and found again by keys that tell no name.

No table here holds a name or any other word of a report: who an actor is stands in the parties of the texts, which are
sealed where they must be. Names are looked for by blind keys (:meth:`.keys.Keys.blind`).

Ids are minted once. ``profile`` is a blind digest of what is compared of an appearance; appearances of one profile
are compared as one, so that a name told in a thousand reports costs what one costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, or_, select, tuple_

from sijill.errors import NotFoundError, RegisterError
from sijill.register import encoding, log, readings, schema
from sijill.register.database import Database
from sijill.register.keys import Keys, typed
from sijill.register.log import Change
from sijill.register.verification import Damage, differences
from sijill.types import Actor, ActorCard, Count, MentionKey, PartyKey

#: what is asked for in one statement
_AT_ONCE = 300
#: matches that are told where the beginning of an id fits several
_TOLD = 5

_Writing = Callable[[str, str], AbstractContextManager[Change]]


@dataclass(frozen=True, slots=True)
class Seen:
    """An appearance as the register keeps it: who, where, and digests of what is compared; no word of a report."""

    incident: str
    #: number within the incident
    position: int
    keys: tuple[PartyKey, ...]
    roles: frozenset[str]
    profile: str
    count: Count | None = None
    #: first and last day of the incident, ISO
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Altered:
    """What the log says changed since actors were last worked out."""

    #: ids of incidents
    incidents: frozenset[str]
    #: number of the last log entry looked at
    upto: int
    #: whether everything is to be worked out: nothing was before, or the log does not tell
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Docket:
    """Which mentions tell of a legal case; what they tell is worked out when it is asked for."""

    id: str
    mentions: tuple[MentionKey, ...]
    #: whether the accused are victims of the mentions
    of_victim: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renewal:
    """What is to stand in place of what stood."""

    #: incidents whose appearances are replaced; None: all of the register
    incidents: frozenset[str] | None
    appearances: tuple[Seen, ...]
    #: blind name keys of each profile among the appearances
    keys: Mapping[str, frozenset[str]]
    #: ids of the actors and cases that were there and are worked out anew
    before: frozenset[str]
    actors: tuple[Actor, ...]
    cards: tuple[ActorCard, ...]
    cases_before: frozenset[str] = frozenset()
    cases: tuple[Docket, ...] = ()


class ActorShelf:
    """The actors of a register. :attr:`Register.actors <sijill.register.store.Register.actors>` gives it."""

    def __init__(self, database: Database, keys: Keys, change: _Writing) -> None:
        """Not for callers."""
        self._database, self._keys, self._change = database, keys, change
        self._begun: dict[str, PartyKey] = {}
        self._begun_cases: dict[str, MentionKey] = {}

    def blind(self, kind: str, words: str) -> str:
        """What stands for words in the tables."""
        return self._keys.blind(kind, words)

    # -- what changed -------------------------------------------------------------------------------------

    def altered(self) -> Altered:
        """The incidents that linking or a decision changed since actors were last worked out."""
        with self._database.reading() as connection:
            told = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "actors")).scalar()
            upto, _ = log.read_head(connection)
            if told is None:
                return Altered(frozenset(), upto, everything=True)
            return self._altered(connection, int(told), upto)

    def _altered(self, connection: Connection, since: int, upto: int) -> Altered:
        incidents: set[str] = set()
        mentions: set[tuple[str, str]] = set()
        read_anew: set[str] = set()
        decided: set[str] = set()
        judged = False
        payloads = connection.execute(
            select(schema.log_payload).where(schema.log_payload.c.seq > since).order_by("seq")
        )
        seen = 0
        for row in payloads:
            seen += 1
            try:
                rows = log.unpack(row.payload)["rows"]
            except (ValueError, TypeError, KeyError):
                return Altered(frozenset(), upto, everything=True)
            for table, key, _ in rows:
                match table:
                    case "standing":
                        incidents.add(key)
                    case "incident_mention":
                        text, _, mention = key.partition("/")
                        mentions.add((text, mention))
                    case "reading":
                        read_anew.add(key)
                    case "decision":
                        decided.add(key)
                    case "judgement":
                        judged = True
        if seen < upto - since or judged:
            return Altered(frozenset(), upto, everything=True)
        texts = {t for t, _ in mentions}
        for some in readings.chunks(sorted(read_anew), _AT_ONCE):
            chosen = select(schema.reading.c.text).where(schema.reading.c.id.in_(some))
            texts.update(r.text for r in connection.execute(chosen))
        for some in readings.chunks(sorted(decided), _AT_ONCE):
            chosen = select(schema.decision).where(schema.decision.c.id.in_(some))
            for taken in connection.execute(chosen):
                about = taken
                while about.undoes:  # what is undone is about what the first was about
                    undone = select(schema.decision).where(schema.decision.c.id == about.undoes)
                    about = connection.execute(undone).one()
                anchor = encoding.to_anchor(about.anchor)
                after = None if about.after is None else encoding.to_value(about.after)
                texts.update(t for t in (anchor.text, str(after or "").rpartition("/")[0]) if t)
        for some in readings.chunks(sorted(texts), _AT_ONCE):
            for table in (schema.incident_mention, schema.appearance):
                chosen = select(table.c.incident).where(table.c.text.in_(some)).distinct()
                incidents.update(r.incident for r in connection.execute(chosen))
        return Altered(frozenset(incidents), upto)

    def is_current(self) -> bool:
        """Whether nothing changed since actors were last worked out."""
        found = self.altered()
        return not found.everything and not found.incidents

    # -- what is kept -------------------------------------------------------------------------------------

    def seen_in(self, incidents: Iterable[str]) -> list[Seen]:
        """The appearances in incidents."""
        return self._seen(schema.appearance.c.incident, incidents)

    def seen_as(self, profiles: Iterable[str]) -> list[Seen]:
        """The appearances of profiles."""
        return self._seen(schema.appearance.c.profile, profiles)

    def seen_of_texts(self, texts: Collection[str]) -> list[Seen]:
        """The appearances that have a party of one of some texts, whole."""
        table = schema.appearance
        with self._database.reading() as connection:
            homes = {
                r.incident
                for some in readings.chunks(sorted(set(texts)), _AT_ONCE)
                for r in connection.execute(select(table.c.incident).where(table.c.text.in_(some)).distinct())
            }
        wanted = set(texts)
        return [s for s in self.seen_in(homes) if any(k.text in wanted for k in s.keys)]

    def names_of(self, parties: Collection[PartyKey]) -> dict[PartyKey, set[str]]:
        """Every name that any reading gives to some parties; those that decisions give are not among them."""
        wanted = set(parties)
        # who is a party of one mention only ("i412:v0") stands in the statements without it
        stated_as = {key: PartyKey(key.text, key.party.rpartition(":")[2]) for key in wanted}
        found: dict[PartyKey, set[str]] = defaultdict(set)
        said, party, reading = schema.statement, schema.party, schema.reading
        stated = select(said.c.text, said.c.item, said.c.value).where(said.c.field == "name")
        called = select(reading.c.text, party.c.id, party.c.name).join(reading, party.c.reading == reading.c.id)
        with self._database.reading() as connection:
            for some in readings.chunks(sorted({k.text for k in wanted}), _AT_ONCE):
                for text, item, value in connection.execute(stated.where(said.c.text.in_(some))):
                    told = encoding.to_value(value)
                    if isinstance(told, str):
                        found[PartyKey(text, item)].add(told)
                for text, item, name in connection.execute(called.where(reading.c.text.in_(some))):
                    if name:
                        found[PartyKey(text, item)].add(name)
        return {key: found[stated] for key, stated in stated_as.items()}

    def parties_of_text(self, text: str, party: str) -> list[PartyKey]:
        """The parties of that local id in the texts whose id begins so."""
        table = schema.actor_party
        with self._database.reading() as connection:
            chosen = select(table).where(table.c.party == party)
            # ids of texts may stand in the tables under other digests than they are known by: no pattern finds them
            found = [PartyKey(r.text, r.party) for r in connection.execute(chosen) if r.text.startswith(text)]
        return sorted(found)

    def _seen(self, column: Any, wanted: Iterable[str]) -> list[Seen]:
        rows: list[Any] = []
        with self._database.reading() as connection:
            for some in readings.chunks(sorted(set(wanted)), _AT_ONCE):
                rows += connection.execute(select(schema.appearance).where(column.in_(some))).all()
        return _seen(rows)

    def profiles_beside(self, parties: Iterable[PartyKey]) -> set[str]:
        """The profiles of all appearances that share a party."""
        found: set[str] = set()
        table = schema.appearance
        with self._database.reading() as connection:
            for some in readings.chunks(sorted({(k.text, k.party) for k in parties}), _AT_ONCE):
                chosen = select(table.c.profile).where(tuple_(table.c.text, table.c.party).in_(some)).distinct()
                found.update(r.profile for r in connection.execute(chosen))
        return found

    def profiles_under(self, keys: Iterable[str]) -> set[str]:
        """The profiles that have one of some blind keys."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for some in readings.chunks(sorted(set(keys)), _AT_ONCE):
                chosen = select(schema.actor_key.c.profile).where(schema.actor_key.c.key.in_(some)).distinct()
                found.update(r.profile for r in connection.execute(chosen))
        return found

    def holders(self, parties: Iterable[PartyKey]) -> dict[PartyKey, str]:
        """The actor of each party that has one."""
        table = schema.actor_party
        found: dict[PartyKey, str] = {}
        with self._database.reading() as connection:
            for some in readings.chunks(sorted({(k.text, k.party) for k in parties}), _AT_ONCE):
                for r in connection.execute(select(table).where(tuple_(table.c.text, table.c.party).in_(some))):
                    found[PartyKey(r.text, r.party)] = r.actor
        return found

    def of_texts(self, texts: Iterable[str]) -> dict[PartyKey, str]:
        """The actors of all parties of some texts."""
        table = schema.actor_party
        with self._database.reading() as connection:
            return {
                PartyKey(r.text, r.party): r.actor
                for some in readings.chunks(sorted(set(texts)), _AT_ONCE)
                for r in connection.execute(select(table).where(table.c.text.in_(some)))
            }

    def fetch(self, actors: Iterable[str] | None = None) -> tuple[Actor, ...]:
        """Actors by id, without names; None: all of them. Kinds are those of their cards."""
        wanted = None if actors is None else sorted(set(actors))
        with self._database.reading() as connection:
            parties = _by(connection, schema.actor_party, schema.actor_party.c.actor, wanted)
            aliases = _by(connection, schema.actor_alias, schema.actor_alias.c.actor, wanted)
            kinds = {r.actor: r.kind for rows in _by(connection, schema.actor_card, schema.actor_card.c.actor,
                                                    wanted).values() for r in rows}  # fmt: skip
        return tuple(
            Actor(
                actor, kinds.get(actor, "person"), tuple(sorted(PartyKey(r.text, r.party) for r in rows)),
                aliases=tuple(sorted(r.alias for r in aliases.get(actor, ()))),
            )
            for actor, rows in sorted(parties.items())
        )  # fmt: skip

    def cards(
        self,
        *,
        named: bool | None = None,
        kind: str | None = None,
        held: bool = False,
        state: str | None = None,
        among: Iterable[str] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[ActorCard]:
        """Cards, those in most incidents first.

        Args:
            named: only those with a name, or only those without.
            kind: "person", "group" or "organisation".
            held: only those of whom somebody is held or missing as far as is known.
            state: only those whose last known state is this.
            among: only these actors.
            limit: how many at most.
            offset: how many are passed over.
        """
        table = schema.actor_card
        where = _wanted(named, kind, held, state)
        chosen = select(table).where(*where)
        with self._database.reading() as connection:
            if among is not None:
                found = [
                    _card(r)
                    for some in readings.chunks(sorted(set(among)), _AT_ONCE)
                    for r in connection.execute(chosen.where(table.c.actor.in_(some)))
                ]
                found.sort(key=lambda c: (-c.incidents, c.actor))
                return found[offset : offset + limit]
            chosen = chosen.order_by(table.c.incidents.desc(), table.c.actor).limit(limit).offset(offset)
            return [_card(r) for r in connection.execute(chosen)]

    def count(self, *, named: bool | None = None, kind: str | None = None, held: bool = False,
              state: str | None = None) -> int:  # fmt: skip
        """How many cards there are."""
        table = schema.actor_card
        with self._database.reading() as connection:
            chosen = select(func.count()).select_from(table).where(*_wanted(named, kind, held, state))
            return int(connection.execute(chosen).scalar_one())

    def resolve(self, words: str) -> str:
        """The id of the actor that an id, an alias or the beginning of either means.

        Raises NotFoundError where it means none or several.
        """
        with self._database.reading() as connection:
            return _resolved(
                connection, typed(words, "a-"), words, "actor",
                (schema.actor_party, schema.actor_party.c.actor), (schema.actor_alias, schema.actor_alias.c.actor),
            )  # fmt: skip

    # -- cases --------------------------------------------------------------------------------------------

    def dockets(self, cases: Iterable[str] | None = None) -> tuple[Docket, ...]:
        """Cases by id; None: all of them."""
        wanted = None if cases is None else sorted(set(cases))
        with self._database.reading() as connection:
            mentions = _by(connection, schema.case_mention, schema.case_mention.c.case, wanted)
            aliases = _by(connection, schema.case_alias, schema.case_alias.c.case, wanted)
        return tuple(
            Docket(
                case,
                tuple(sorted(MentionKey(r.text, r.mention) for r in rows)),
                bool(rows[0].of_victim),
                tuple(sorted(r.alias for r in aliases.get(case, ()))),
            )
            for case, rows in sorted(mentions.items())
        )

    def homes(self, mentions: Iterable[MentionKey]) -> dict[MentionKey, str]:
        """The incident of each mention that is in one."""
        table = schema.incident_mention
        with self._database.reading() as connection:
            return {
                MentionKey(r.text, r.mention): r.incident
                for some in readings.chunks(sorted({(k.text, k.mention) for k in mentions}), _AT_ONCE)
                for r in connection.execute(select(table).where(tuple_(table.c.text, table.c.mention).in_(some)))
            }

    def cases_of(self, texts: Iterable[str]) -> set[str]:
        """Ids of the cases that some texts tell of."""
        table = schema.case_mention
        with self._database.reading() as connection:
            return {
                r.case
                for some in readings.chunks(sorted(set(texts)), _AT_ONCE)
                for r in connection.execute(select(table.c.case).where(table.c.text.in_(some)).distinct())
            }

    def resolve_case(self, words: str) -> str:
        """The id of the case that an id, an alias or the beginning of either means.

        Raises NotFoundError where it means none or several.
        """
        with self._database.reading() as connection:
            return _resolved(
                connection, typed(words, "k-"), words, "case",
                (schema.case_mention, schema.case_mention.c.case), (schema.case_alias, schema.case_alias.c.case),
            )  # fmt: skip

    # -- minting and saving -------------------------------------------------------------------------------

    def mint(self, key: PartyKey, parties: Collection[PartyKey] = (), heirs: Collection[str] = ()) -> str:
        """An actor's id, for the party that begins it. It is given for good when the actor is saved.

        Args:
            key: the party.
            parties: all that it is. An id that was minted for one of them and is only an alias now comes back to
                life: what was merged and is parted again is called as before.
            heirs: the actors whose aliases may come back.
        """
        with self._database.reading() as connection:
            identity = self._back(connection, parties, set(heirs)) or _free(
                connection, schema.actor, lambda n: self._keys.actor(key, n), self._begun
            )
        self._begun[identity] = key
        return identity

    def _back(self, connection: Connection, parties: Collection[PartyKey], heirs: set[str]) -> str | None:
        actor, alias = schema.actor, schema.actor_alias
        if not heirs:
            return None
        for some in readings.chunks(sorted((k.text, k.party) for k in parties), _AT_ONCE):
            chosen = (
                select(actor.c.id, alias.c.actor)
                .join(alias, alias.c.alias == actor.c.id)
                .where(tuple_(actor.c.text, actor.c.party).in_(some))
                .order_by(actor.c.entry, actor.c.id)
            )
            for identity, heir in connection.execute(chosen):
                if heir in heirs and identity not in self._begun:
                    return str(identity)
        return None

    def mint_case(self, key: MentionKey) -> str:
        """A new case's id, for the mention that begins it."""
        with self._database.reading() as connection:
            identity = _free(connection, schema.legal_case, lambda n: self._keys.case(key, n), self._begun_cases)
        self._begun_cases[identity] = key
        return identity

    def save(self, renewal: Renewal, *, by: str, upto: int) -> bool:
        """Puts what was worked out in place of what stood; whether anything differed.

        Args:
            renewal: what is to stand.
            by: who worked it out.
            upto: number of the last log entry that was looked at.
        """
        with self._change("actors", by) as change:
            _save(change, renewal, self._begun, self._begun_cases)
            differed = not change.empty
            told = change.connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "actors")).scalar()
            if differed or told is None or int(told) < upto:
                # its own entry changes nothing that actors are worked out from
                change.set_meta("actors", str(change.entry))
        self._begun.clear()
        self._begun_cases.clear()
        return differed

    def differing(self, renewal: Renewal) -> Iterator[Damage]:
        """What is stored and differs from what was worked out anew for the whole register."""
        wanted, shadow = _rows(renewal)
        with self._database.reading() as connection:
            for table, rows in wanted.items():
                new = {log.key_of(table, r): r for r in rows}
                old = {log.key_of(table, dict(r)): dict(r) for r in connection.execute(select(table)).mappings()}
                yield from differences(table.name, old, new)
            held = {(r.key, r.profile) for r in connection.execute(select(schema.actor_key))}
        for key in sorted(held ^ shadow):
            yield Damage("actor_key", "/".join(key), "is not what the names of the parties give")


# ---------------------------------------------------------------------------------------------------------


def _save(
    change: Change, renewal: Renewal, begun: Mapping[str, PartyKey], begun_cases: Mapping[str, MentionKey]
) -> None:
    connection = change.connection
    known = _known(connection, schema.actor, [n for a in renewal.actors for n in (a.id, *a.aliases)])
    change.insert(
        schema.actor,
        [
            {"id": n, "text": k.text, "party": k.party, "entry": change.entry}
            for a in renewal.actors
            for n in (a.id, *a.aliases)
            if n not in known
            for k in [begun.get(n, a.parties[0])]
        ],
    )
    known = _known(connection, schema.legal_case, [n for c in renewal.cases for n in (c.id, *c.aliases)])
    change.insert(
        schema.legal_case,
        [
            {"id": n, "text": k.text, "mention": k.mention, "entry": change.entry}
            for c in renewal.cases
            for n in (c.id, *c.aliases)
            if n not in known
            for k in [begun_cases.get(n, c.mentions[0])]
        ],
    )
    wanted, shadow = _rows(renewal)
    everything = renewal.incidents is None
    gone_profiles: set[str] = set()
    for table, rows in wanted.items():
        column, ids = _scope(table, renewal)
        if everything:
            old = connection.execute(select(table)).mappings().all()
        else:
            old = [
                r
                for some in readings.chunks(sorted(ids), _AT_ONCE)
                for r in connection.execute(select(table).where(column.in_(some))).mappings()
            ]
        names = [c.name for c in table.primary_key]
        new = {tuple(r[k] for k in names): r for r in rows}
        stood = {tuple(r[k] for k in names): dict(r) for r in old}
        if table is schema.appearance:
            gone_profiles = {str(r["profile"]) for r in stood.values()}
        change.remove(table, [r for k, r in stood.items() if new.get(k) != r])
        change.insert(table, [r for k, r in new.items() if stood.get(k) != r])
    _save_keys(connection, shadow, gone_profiles, everything=everything)


def _save_keys(connection: Connection, shadow: set[tuple[str, str]], gone: set[str], *, everything: bool) -> None:
    table = schema.actor_key
    if everything:
        stood = {(r.key, r.profile) for r in connection.execute(select(table))}
    else:
        profiles = gone | {p for _, p in shadow}
        stood = {
            (r.key, r.profile)
            for some in readings.chunks(sorted(profiles), _AT_ONCE)
            for r in connection.execute(select(table).where(table.c.profile.in_(some)))
        }
        used = {
            r.profile
            for some in readings.chunks(sorted(gone), _AT_ONCE)
            for r in connection.execute(
                select(schema.appearance.c.profile).where(schema.appearance.c.profile.in_(some)).distinct()
            )
        }
        # the keys of a profile that others still have are those of before
        shadow = shadow | {row for row in stood if row[1] in used}
    for key, profile in stood - shadow:
        connection.execute(delete(table).where(and_(table.c.key == key, table.c.profile == profile)))
    fresh = [{"key": key, "profile": profile} for key, profile in sorted(shadow - stood)]
    if fresh:
        connection.execute(insert(table), fresh)


def _scope(table: Table, renewal: Renewal) -> tuple[Any, Iterable[str]]:
    """By which column, and with which values, the rows stand that a renewal replaces."""
    if table is schema.appearance:
        return table.c.incident, renewal.incidents or ()
    if table in (schema.case_mention, schema.case_alias):
        return table.c.case, renewal.cases_before
    return table.c.actor, renewal.before


def _rows(renewal: Renewal) -> tuple[dict[Table, list[dict[str, Any]]], set[tuple[str, str]]]:
    """The rows of every table, and of the key index."""
    wanted: dict[Table, list[dict[str, Any]]] = {
        schema.appearance: [
            {
                "incident": s.incident, "position": s.position, "text": k.text, "party": k.party,
                "roles": ",".join(sorted(s.roles)), "profile": s.profile,
                "count_min": s.count.min if s.count else None, "count_max": s.count.max if s.count else None,
                "first": s.first, "last": s.last,
            }
            for s in renewal.appearances
            for k in s.keys
        ],
        schema.actor_party: [
            {"text": k.text, "party": k.party, "actor": a.id} for a in renewal.actors for k in a.parties
        ],
        schema.actor_alias: [{"alias": n, "actor": a.id} for a in renewal.actors for n in a.aliases],
        schema.actor_card: [
            {
                "actor": c.actor, "kind": c.kind, "named": int(c.named),
                "count_min": c.count.min if c.count else None, "count_max": c.count.max if c.count else None,
                "incidents": c.incidents, "as_victim": c.as_victim, "as_perpetrator": c.as_perpetrator,
                "first": c.first, "last": c.last, "state": c.state, "as_of": c.as_of,
                "held_min": c.held.min if c.held else None, "held_max": c.held.max if c.held else None,
            }
            for c in renewal.cards
        ],
        schema.case_mention: [
            {"text": k.text, "mention": k.mention, "of_victim": int(c.of_victim), "case": c.id}
            for c in renewal.cases
            for k in c.mentions
        ],
        schema.case_alias: [{"alias": n, "case": c.id} for c in renewal.cases for n in c.aliases],
    }  # fmt: skip
    shadow = {(key, profile) for profile, keys in renewal.keys.items() for key in keys}
    return wanted, shadow


def _known(connection: Connection, table: Table, ids: Sequence[str]) -> set[str]:
    return {
        r.id
        for some in readings.chunks(sorted(set(ids)), _AT_ONCE)
        for r in connection.execute(select(table.c.id).where(table.c.id.in_(some)))
    }


def _free(connection: Connection, table: Table, identity: Callable[[int], str], taken: Mapping[str, object]) -> str:
    attempt = 0
    while (new := identity(attempt)) in taken or _known(connection, table, [new]):
        attempt += 1
        if attempt > _ATTEMPTS:
            raise RegisterError(new, "no free id is found for it")
    return new


#: how often another id is tried
_ATTEMPTS = 1000


def _by(connection: Connection, table: Table, column: Any, wanted: Sequence[str] | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    if wanted is None:
        for row in connection.execute(select(table)):
            found[row._mapping[column.name]].append(row)
    else:
        for some in readings.chunks(wanted, _AT_ONCE):
            for row in connection.execute(select(table).where(column.in_(some))):
                found[row._mapping[column.name]].append(row)
    return found


def _seen(rows: Iterable[Any]) -> list[Seen]:
    found: dict[tuple[str, int], Seen] = {}
    for r in rows:
        key = (r.incident, r.position)
        party = PartyKey(r.text, r.party)
        known = found.get(key)
        if known is None:
            count = None if r.count_min is None else Count(r.count_min, r.count_max)
            roles = frozenset(filter(None, r.roles.split(",")))
            found[key] = Seen(r.incident, r.position, (party,), roles, r.profile, count, r.first, r.last)
        else:
            found[key] = replace(known, keys=tuple(sorted((*known.keys, party))))
    return [found[key] for key in sorted(found)]


def _card(r: Any) -> ActorCard:
    return ActorCard(
        r.actor, r.kind, bool(r.named), None if r.count_min is None else Count(r.count_min, r.count_max),
        r.incidents, r.as_victim, r.as_perpetrator, r.first, r.last, r.state, r.as_of,
        None if r.held_min is None else Count(r.held_min, r.held_max),
    )  # fmt: skip


def _wanted(named: bool | None, kind: str | None, held: bool, state: str | None) -> list[Any]:
    table = schema.actor_card
    where: list[Any] = []
    if named is not None:
        where.append(table.c.named == int(named))
    if kind is not None:
        where.append(table.c.kind == kind)
    if state is not None:
        where.append(table.c.state == state)
    if held:
        where.append(or_(table.c.held_min > 0, table.c.held_max > 0))
    return where


def _resolved(
    connection: Connection, wanted: str, words: str, what: str, live: tuple[Table, Any], alias: tuple[Table, Any]
) -> str:
    found: set[str] = set()
    exact = select(live[1]).where(live[1] == wanted).limit(1)
    if connection.execute(exact).first() is not None:
        return wanted
    known = connection.execute(select(alias[1]).where(alias[0].c.alias == wanted)).scalar()
    if known is not None:
        return str(known)
    if len(wanted) > 3:
        begins = live[1].startswith(wanted, autoescape=True)
        found |= {str(r[0]) for r in connection.execute(select(live[1]).where(begins).distinct().limit(_TOLD + 1))}
        begins = alias[0].c.alias.startswith(wanted, autoescape=True)
        found |= {str(r[0]) for r in connection.execute(select(alias[1]).where(begins).distinct().limit(_TOLD + 1))}
    if len(found) == 1:
        return found.pop()
    if found:
        some = ", ".join(sorted(found)[:_TOLD]) + (", …" if len(found) > _TOLD else "")
        raise NotFoundError(words, f"is the beginning of several {what}s' ids", f"one of: {some}")
    raise NotFoundError(
        words,
        f"no {what} has that id",
        "`sijill people` shows them" if what == "actor" else "`sijill cases` shows them",
    )
