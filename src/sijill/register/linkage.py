"""Which mentions are which incident, and what holds for it: derived, replaced as it changes.

Ids are minted once and never given to a second incident. What the linker worked out is stored row by row, and only the
rows that differ are written, so that linking again what is linked already leaves no trace in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from sijill.errors import NotFoundError, RegisterError
from sijill.register import encoding, schema
from sijill.register.keys import Keys, typed_incident
from sijill.register.log import Change
from sijill.register.readings import chunks
from sijill.types import Decision, Incident, MentionKey, Standing

#: matches that are told where the beginning of an id fits several
_TOLD = 5
#: values that one condition lists at most
_AT_ONCE = 500


def fetch_incidents(connection: Connection) -> tuple[Incident, ...]:
    """All incidents as they are now, by id."""
    mentions: dict[str, list[MentionKey]] = {}
    for r in connection.execute(select(schema.incident_mention).order_by("position")):
        mentions.setdefault(r.incident, []).append(MentionKey(r.text, r.mention))
    aliases: dict[str, list[str]] = {}
    for r in connection.execute(select(schema.incident_alias).order_by("position", "alias")):
        aliases.setdefault(r.incident, []).append(r.alias)
    return tuple(Incident(i, tuple(mentions[i]), tuple(aliases.get(i, ()))) for i in sorted(mentions))


def fetch_some(connection: Connection, identities: Iterable[str]) -> list[Incident]:
    """The incidents of these ids, by id; those that are no more are left out."""
    mentions: dict[str, list[MentionKey]] = {}
    aliases: dict[str, list[str]] = {}
    table, alias = schema.incident_mention, schema.incident_alias
    wanted = sorted(set(identities))
    for some in chunks(wanted, _AT_ONCE):
        rows = connection.execute(select(table).where(table.c.incident.in_(some)).order_by(table.c.position))
        for r in rows:
            mentions.setdefault(r.incident, []).append(MentionKey(r.text, r.mention))
        rows = connection.execute(select(alias).where(alias.c.incident.in_(some)).order_by(alias.c.position, "alias"))
        for r in rows:
            aliases.setdefault(r.incident, []).append(r.alias)
    return [Incident(i, tuple(mentions[i]), tuple(aliases.get(i, ()))) for i in wanted if i in mentions]


def some_after(connection: Connection, last: str, limit: int) -> list[str]:
    """The ids of the incidents behind one, in their order."""
    table = schema.incident_mention
    chosen = select(table.c.incident).where(table.c.incident > last).distinct().order_by(table.c.incident).limit(limit)
    return [r.incident for r in connection.execute(chosen)]


def fetch_standings(connection: Connection, identities: Sequence[str] | None = None) -> dict[str, Standing]:
    """Incident id -> what holds for it; of all, or of some."""
    chosen = select(schema.standing)
    if identities is None:
        return {r.incident: encoding.to_standing(r.value) for r in connection.execute(chosen)}
    found: dict[str, Standing] = {}
    for some in chunks(identities, _AT_ONCE):
        rows = connection.execute(chosen.where(schema.standing.c.incident.in_(some)))
        found.update((r.incident, encoding.to_standing(r.value)) for r in rows)
    return found


def is_current(connection: Connection, linked_with: str | None = None) -> bool:
    """Whether nothing that linking looks at was entered since incidents were last saved.

    With *linked_with*, whether they were worked out so, too.
    """
    linked, told_with = read_linked(connection)
    last: int = max(
        connection.execute(select(func.coalesce(func.max(table.c.entry), 0))).scalar_one()
        for table in (schema.reading, schema.text, schema.judgement, schema.decision)
    )
    return last <= linked and linked_with in (None, told_with)


def minted(connection: Connection, identity: str) -> bool:
    """Whether an id was given before."""
    return connection.execute(select(schema.incident.c.id).where(schema.incident.c.id == identity)).first() is not None


def mint(connection: Connection, keys: Keys, key: MentionKey, taken: Iterable[str]) -> str:
    """A new id for the incident that a mention begins; the same one as long as it is neither saved nor taken."""
    others = set(taken)
    attempt = 0
    while (identity := keys.incident(key, attempt)) in others or minted(connection, identity):
        attempt += 1
    return identity


def save(
    change: Change, incidents: Sequence[Incident], standings: Iterable[Standing], begun: Mapping[str, MentionKey]
) -> None:
    """Makes these the incidents, and these their standings; writes only what differs.

    Args:
        change: to write through.
        incidents: all of them.
        standings: of all of them.
        begun: the mention for which a new id was minted.

    Raises RegisterError where two incidents claim one mention or one id.
    """
    _check(incidents)
    _enter(change, incidents, begun)
    _replace(change, schema.incident_mention, _mention_rows(incidents))
    _replace(change, schema.incident_alias, _alias_rows(incidents))
    _replace(change, schema.standing, _standing_rows(standings))


@dataclass(frozen=True, slots=True)
class Pending:
    """What came since incidents were last saved."""

    #: the log entry up to which everything is linked, and by which linker and settings; 0 where nothing ever was
    linked: int
    linked_with: str
    #: the last entry of the log
    upto: int
    #: texts that are new, were read anew, or are superseded by a newer text of the same bytes
    texts: tuple[str, ...]
    #: decisions and judgements, oldest first
    decisions: tuple[Decision, ...]
    judgements: int

    @property
    def anything(self) -> bool:
        """Whether anything came."""
        return bool(self.texts or self.decisions or self.judgements)


@dataclass(frozen=True, slots=True)
class Delta:
    """How the linkage differs from what was saved last."""

    #: against what it was worked out
    pending: Pending
    #: ids of the incidents that are replaced
    gone: frozenset[str]
    #: those in their place, and new ones
    incidents: tuple[Incident, ...]
    #: of these, and of incidents that stay as they are and of which something else holds
    standings: tuple[Standing, ...]
    #: the keys by which mentions that came or changed are found; None: the mention stands no more
    keyed: Mapping[MentionKey, frozenset[str] | None]


def read_linked(connection: Connection) -> tuple[int, str]:
    """The entry up to which everything is linked, and by what."""
    rows = connection.execute(select(schema.meta).where(schema.meta.c.name.in_(("linked", "linked_with"))))
    told = {r.name: r.value for r in rows}
    return int(told.get("linked", "0")), told.get("linked_with", "")


def texts_after(connection: Connection, entry: int) -> tuple[str, ...]:
    """The texts that linking must look at again since an entry."""
    text, reading, older = schema.text, schema.reading, schema.text.alias()
    found = {r.text for r in connection.execute(select(reading.c.text).where(reading.c.entry > entry))}
    fresh = connection.execute(select(text.c.id, text.c.capture).where(text.c.entry > entry)).all()
    found.update(r.id for r in fresh)
    for some in chunks(sorted({r.capture for r in fresh}), _AT_ONCE):
        found.update(r.id for r in connection.execute(select(older.c.id).where(older.c.capture.in_(some))))
    return tuple(sorted(found))


def save_delta(change: Change, delta: Delta, begun: Mapping[str, MentionKey]) -> None:
    """Replaces the incidents that a change reached; writes only what differs.

    Raises RegisterError where two incidents claim one mention or one id.
    """
    _check(delta.incidents)
    _enter(change, delta.incidents, begun)
    gone = sorted(delta.gone | {i.id for i in delta.incidents})
    _replace(change, schema.incident_mention, _mention_rows(delta.incidents), "incident", gone)
    _replace(change, schema.incident_alias, _alias_rows(delta.incidents), "incident", gone)
    told = {s.incident for s in delta.standings}
    _replace(change, schema.standing, _standing_rows(delta.standings), "incident", sorted(told.union(gone)))


def _enter(change: Change, incidents: Sequence[Incident], begun: Mapping[str, MentionKey]) -> None:
    """Enters ids that are given for the first time."""
    names = [n for i in incidents for n in (i.id, *i.aliases)]
    known: set[str] = set()
    for some in chunks(names, _AT_ONCE):
        known.update(
            r.id for r in change.connection.execute(select(schema.incident.c.id).where(schema.incident.c.id.in_(some)))
        )
    fresh = [n for n in dict.fromkeys(names) if n not in known]
    firsts = {i.id: i.mentions[0] for i in incidents} | {a: i.mentions[0] for i in incidents for a in i.aliases}
    firsts.update(begun)
    change.insert(
        schema.incident,
        [{"id": n, "text": firsts[n].text, "mention": firsts[n].mention, "entry": change.entry} for n in fresh],
    )


def _mention_rows(incidents: Iterable[Incident]) -> list[dict[str, Any]]:
    return [
        {"text": k.text, "mention": k.mention, "incident": i.id, "position": n}
        for i in incidents
        for n, k in enumerate(i.mentions)
    ]


def _alias_rows(incidents: Iterable[Incident]) -> list[dict[str, Any]]:
    return [{"alias": a, "incident": i.id, "position": n} for i in incidents for n, a in enumerate(i.aliases)]


def _standing_rows(standings: Iterable[Standing]) -> list[dict[str, Any]]:
    return [{"incident": s.incident, "value": encoding.standing(s)} for s in standings]


def _check(incidents: Sequence[Incident]) -> None:
    names: set[str] = set()
    keys: set[MentionKey] = set()
    for incident in incidents:
        if not incident.mentions:
            raise RegisterError(incident.id, "is an incident that no report tells of")
        for name in (incident.id, *incident.aliases):
            if name in names:
                raise RegisterError(name, "is the id of two incidents")
            names.add(name)
        for key in incident.mentions:
            if key in keys:
                raise RegisterError(f"{key.text}/{key.mention}", "is in two incidents")
            keys.add(key)


def _replace(
    change: Change,
    table: Table,
    wanted: Sequence[Mapping[str, Any]],
    column: str = "",
    among: Sequence[str] = (),
) -> None:
    """Makes these the rows of a derived table, by taking out and writing only those that differ.

    With a *column*, only the rows that have one of some values in it are replaced, and what is in the way of the new.
    """
    key = [c.name for c in table.primary_key]
    new = {tuple(r[k] for k in key): dict(r) for r in wanted}
    old: dict[tuple[Any, ...], dict[str, Any]] = {}
    if not column:
        old = {tuple(r[k] for k in key): dict(r) for r in change.connection.execute(select(table)).mappings()}
    else:
        for some in chunks(among, _AT_ONCE):
            for r in change.connection.execute(select(table).where(table.c[column].in_(some))).mappings():
                old[tuple(r[k] for k in key)] = dict(r)
        first = table.c[key[0]]
        for some in chunks(sorted({k[0] for k in new if k not in old}), _AT_ONCE):
            for r in change.connection.execute(select(table).where(first.in_(some))).mappings():
                if (found := tuple(r[k] for k in key)) in new:
                    old[found] = dict(r)
    change.remove(table, [r for k, r in old.items() if new.get(k) != r])
    change.insert(table, [r for k, r in new.items() if old.get(k) != r])


def resolve(connection: Connection, words: str) -> str:
    """The id of the incident that an id, an alias or the beginning of either means.

    Raises NotFoundError where it means none or several.
    """
    wanted = typed_incident(words)
    beginning = wanted if len(wanted) > 2 else ""
    table, alias = schema.incident_mention, schema.incident_alias
    behind = beginning + "z" * 8  # an index finds no LIKE; in every collation z is behind the characters of ids
    live = select(table.c.incident.label("name"), table.c.incident).distinct()
    merged = select(alias.c.alias.label("name"), alias.c.incident)
    exact = [*connection.execute(live.where(table.c.incident == wanted)),
             *connection.execute(merged.where(alias.c.alias == wanted))]  # fmt: skip
    if exact:
        return str(exact[-1].incident)
    begun: set[str] = set()
    if beginning:
        live = live.where(table.c.incident >= beginning, table.c.incident <= behind).order_by(table.c.incident)
        merged = merged.where(alias.c.alias >= beginning, alias.c.alias <= behind).order_by(alias.c.alias)
        begun = {str(r.incident) for chosen in (live, merged) for r in connection.execute(chosen.limit(_TOLD + 1))}
    if len(begun) == 1:
        return begun.pop()
    if begun:
        some = ", ".join(sorted(begun)[:_TOLD]) + (", …" if len(begun) > _TOLD else "")
        raise NotFoundError(words, "is the beginning of several incidents' ids", f"one of: {some}")
    raise NotFoundError(words, "no incident has that id", "sijill list shows them all")
