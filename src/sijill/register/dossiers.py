"""Everything about some incidents, by index: what a dossier costs does not grow with the register.

Invariant: a seal or a decision that touches an incident is found however it names it: by a text of it, by a mention, by
its id or by one that was merged into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from sijill.register import decisions as deciding
from sijill.register import encoding, linkage, readings, schema, sealing, seals
from sijill.types import Account, Anchor, Decision, Dossier, Incident, MentionKey, Seal, Standing

#: rules of the policy that hold wherever somebody is named: who was a child, or suffered sexual violence, then is not
#: named because of what another report tells
EVERYWHERE = (sealing.child.__name__, sealing.sexual_violence_victim.__name__)
#: values that one condition lists at most
_AT_ONCE = 500


# ---------------------------------------------------------------------------------------------------------
# Decisions


def to_decision(row: Row[Any]) -> Decision:
    """The decision of a row."""
    return Decision(
        id=row.id,
        kind=row.kind,
        anchor=encoding.to_anchor(row.anchor),
        by=row.by,
        at=encoding.to_moment(row.at),
        reason=row.reason,
        before=None if row.before is None else encoding.to_value(row.before),
        after=None if row.after is None else encoding.to_value(row.after),
        undoes=row.undoes,
    )


def all_decisions(connection: Connection) -> tuple[Decision, ...]:
    """All decisions, oldest first."""
    return tuple(to_decision(r) for r in connection.execute(select(schema.decision).order_by("entry")))


def about_row(identity: str, kind: str, anchor: Anchor) -> dict[str, Any]:
    """The row of decision_about that a decision has."""
    return {
        "decision": identity, "kind": kind, "text": anchor.text, "mention": anchor.mention, "incident": anchor.incident,
    }  # fmt: skip


def decisions_about(
    connection: Connection,
    texts: Iterable[str],
    names: Iterable[str],
    kinds: Sequence[str] = (),
    upto: int | None = None,
) -> list[Decision]:
    """The decisions anchored in some texts or naming some incidents, and what undoes them (and undoes that).

    Args:
        connection: of a transaction.
        texts: ids of texts.
        names: ids of incidents and merged ids, as decisions may name them.
        kinds: only decisions of these kinds, and what undoes them; of all kinds where none is given.
        upto: only what was decided up to this entry of the log.

    Returns:
        Oldest first.
    """
    about = schema.decision_about
    found: dict[str, Row[Any]] = {}

    def take(condition: ColumnElement[bool]) -> None:
        chosen = select(schema.decision).join(about, about.c.decision == schema.decision.c.id).where(condition)
        if kinds:
            chosen = chosen.where(about.c.kind.in_(kinds))
        found.update((r.id, r) for r in connection.execute(chosen))

    for some in readings.chunks(sorted(set(texts)), _AT_ONCE):
        take(about.c.text.in_(some))
    for some in readings.chunks(sorted(set(names)), _AT_ONCE):
        take(about.c.incident.in_(some))
    waiting = list(found)
    while waiting:
        fresh = []
        for some in readings.chunks(waiting, _AT_ONCE):
            undoing = select(schema.decision).where(schema.decision.c.undoes.in_(some))
            fresh += [r for r in connection.execute(undoing) if r.id not in found]
        found.update((r.id, r) for r in fresh)
        waiting = [r.id for r in fresh]
    rows = (r for r in found.values() if upto is None or r.entry <= upto)
    return [to_decision(r) for r in sorted(rows, key=lambda r: r.entry)]


def decisions_after(connection: Connection, entry: int) -> tuple[Decision, ...]:
    """The decisions of later entries of the log, oldest first."""
    chosen = select(schema.decision).where(schema.decision.c.entry > entry).order_by(schema.decision.c.entry)
    return tuple(to_decision(r) for r in connection.execute(chosen))


def is_undone(connection: Connection, identity: str) -> bool:
    """Whether a decision counts for nothing because another one, itself not undone, undoes it."""
    chosen = select(schema.decision.c.id).where(schema.decision.c.undoes == identity)
    return any(not is_undone(connection, r.id) for r in connection.execute(chosen))


def decisions_of_kinds(connection: Connection, kinds: Sequence[str], upto: int | None = None) -> list[Decision]:
    """All decisions of some kinds, undone or not, and all that undo them, oldest first; with *upto*, up to an entry."""
    about = schema.decision_about
    chosen = select(schema.decision).where(
        schema.decision.c.id.in_(select(about.c.decision).where(about.c.kind.in_((*kinds, "undo"))))
    )
    if upto is not None:
        chosen = chosen.where(schema.decision.c.entry <= upto)
    rows = sorted(connection.execute(chosen), key=lambda r: r.entry)
    wanted = {r.id for r in rows if r.kind in kinds}
    kept = []
    for row in rows:
        if row.kind in kinds or row.undoes in wanted:
            wanted.add(row.id)
            kept.append(to_decision(row))
    return kept


# ---------------------------------------------------------------------------------------------------------
# Incidents


def holders(connection: Connection, texts: Iterable[str]) -> dict[MentionKey, str]:
    """The incident of each mention of some texts."""
    table = schema.incident_mention
    found: dict[MentionKey, str] = {}
    for some in readings.chunks(sorted(set(texts)), _AT_ONCE):
        rows = connection.execute(select(table.c.text, table.c.mention, table.c.incident).where(table.c.text.in_(some)))
        found.update((MentionKey(r.text, r.mention), r.incident) for r in rows)
    return found


def meant_by(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """What each id that an incident bears or bore means now; what means nothing any more is left out."""
    found: dict[str, str] = {}
    for some in readings.chunks(sorted(set(names)), _AT_ONCE):
        live = select(schema.incident_mention.c.incident).where(schema.incident_mention.c.incident.in_(some)).distinct()
        found.update((r.incident, r.incident) for r in connection.execute(live))
        merged = select(schema.incident_alias).where(schema.incident_alias.c.alias.in_(some))
        found.update((r.alias, r.incident) for r in connection.execute(merged))
    return found


class Around:
    """What decisions and seals about some texts and incidents mean, with all that it depends on."""

    def __init__(self, connection: Connection, texts: Iterable[str], incidents: Iterable[Incident] = ()) -> None:
        """Looks it up.

        Args:
            connection: of a transaction.
            texts: what is asked about.
            incidents: what is asked about, too.
        """
        self._connection = connection
        self._holder: dict[MentionKey, str] = {}
        self._names: dict[str, str] = {}
        self._texts: set[str] = set()
        given = tuple(incidents)
        self._names.update((n, i.id) for i in given for n in (i.id, *i.aliases))
        self._reach({*texts, *(k.text for i in given for k in i.mentions)})

    def _reach(self, texts: set[str]) -> None:
        """Takes in texts, and what an unsealing about them or their incidents reaches, until that is all."""
        doors: list[Decision] = []
        fresh = texts
        asked: set[str] = set()
        while fresh:
            self._texts |= fresh
            self._holder.update(holders(self._connection, fresh))
            incidents = ({*self._holder.values()} | {*self._names.values()}) - asked
            asked |= incidents
            self._names.update((name, i.id) for i in linkage.fetch_some(self._connection, incidents)
                               for name in (i.id, *i.aliases))  # fmt: skip
            doors = decisions_about(self._connection, self._texts, self._names, ("seal", "unseal"))
            self._resolve(doors)
            fresh = {d.anchor.text for d in doors if d.anchor.text}
            # who unseals in an incident, unseals the same name in each report of it
            lifting = {self.meant(d.anchor) for d in doors if d.kind == "unseal"} | {
                self._names.get(d.anchor.incident) for d in doors if d.kind == "unseal"
            }
            for incident in linkage.fetch_some(self._connection, {i for i in lifting if i}):
                fresh.update(k.text for k in incident.mentions)
            fresh -= self._texts
        self._doors = doors

    @property
    def texts(self) -> frozenset[str]:
        """All texts that were reached."""
        return frozenset(self._texts)

    @property
    def lifts(self) -> bool:
        """Whether somebody unsealed, or once had unsealed, something in what was reached."""
        return any(d.kind == "unseal" for d in self._doors)

    def _resolve(self, decisions: Iterable[Decision]) -> None:
        anchors = [d.anchor for d in decisions]
        unknown = {a.text for a in anchors if a.text and a.mention} - self._texts
        if unknown:
            self._holder.update(holders(self._connection, unknown))
        names = {a.incident for a in anchors if a.incident} - self._names.keys()
        if names:
            self._names.update(meant_by(self._connection, names))

    def meant(self, anchor: Anchor) -> str | None:
        """The incident that an anchor means now."""
        return deciding.incident_of(anchor, self._holder.get, self._names.get)

    def decisions(self, incidents: Iterable[Incident]) -> list[Decision]:
        """The decisions that may be about some incidents, oldest first; then :meth:`meant` knows all their anchors."""
        told = tuple(incidents)
        found = decisions_about(
            self._connection, {k.text for i in told for k in i.mentions}, {n for i in told for n in (i.id, *i.aliases)}
        )
        self._resolve(found)
        return found

    def seals(self) -> tuple[Seal, ...]:
        """The seals that hold in all the texts that were reached, the policy's and people's."""
        return sealing.in_force(
            seals.stored_in(self._connection, self._texts),
            self._doors,
            words_of=lambda anchor: seals.words_of(self._connection, anchor),
            incident_of=lambda text, mention: self._holder.get(MentionKey(text, mention)),
            resolved=self._names.get,
        )


def fetch(connection: Connection, incidents: Sequence[Incident]) -> list[Dossier]:
    """The dossiers of some incidents, in their order."""
    around = Around(connection, (), incidents)
    decisions = around.decisions(incidents)
    in_force = around.seals()
    accounts = fetch_accounts(connection, (k for i in incidents for k in i.mentions))
    standings = linkage.fetch_standings(connection, [i.id for i in incidents])
    by_text = _Anchored((d, d.anchor, around.meant(d.anchor)) for d in decisions)
    seals_by_text = _Anchored((s, s.anchor, around.meant(s.anchor)) for s in in_force)
    undoing: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.undoes:
            undoing.setdefault(decision.undoes, []).append(decision)
    order = {d.id: n for n, d in enumerate(decisions)}
    found = []
    for incident in incidents:
        concerning = {d.id: d for d in by_text.of(incident)}
        waiting = list(concerning)
        while waiting:
            for undo in undoing.get(waiting.pop(), ()):
                if undo.id not in concerning:
                    concerning[undo.id] = undo
                    waiting.append(undo.id)
        mine = sorted(concerning.values(), key=lambda d: order[d.id])
        found.append(
            Dossier(
                incident=incident,
                mentions=tuple(accounts[k] for k in incident.mentions if k in accounts),
                standing=standings.get(incident.id, Standing(incident.id, ())),
                decisions=deciding.about(incident, mine, around.meant),
                seals=tuple(seals_by_text.of(incident)),
                published=deciding.published(incident, mine, around.meant),
            )
        )
    return found


def fetch_accounts(connection: Connection, keys: Iterable[MentionKey]) -> dict[MentionKey, Account]:
    """The accounts of some mentions, as far as current readings have them."""
    wanted = set(keys)
    current = readings.current_readings_of(connection, {k.text for k in wanted})
    found: dict[MentionKey, Account] = {}
    for some in readings.chunks(sorted(current.values())):
        for kept in readings.fetch(connection, some, wanted):
            found.update((a.key, a) for a in kept.accounts(wanted))
    return found


def far_seals(connection: Connection) -> tuple[Seal, ...]:
    """The seals that hold in all texts and not only where they were set: people's, and the policy's on those who are
    to be named nowhere. Of these, what a person lifted in that very text or incident is left out.
    """
    doors = decisions_of_kinds(connection, ("seal", "unseal"))
    table = schema.seal
    rows = connection.execute(
        select(table).where(table.c.rule.in_(EVERYWHERE)).order_by(table.c.text, table.c.position)
    )
    sealed = [seals.to_sealing(row) for row in rows]
    lifting = any(d.kind == "unseal" for d in doors)
    holder = holders(connection, {s.seal.anchor.text for s in sealed} if lifting else ())
    names = meant_by(connection, {d.anchor.incident for d in doors if d.anchor.incident})
    held = sealing.in_force(
        sealed,
        doors,
        words_of=lambda anchor: seals.words_of(connection, anchor),
        incident_of=lambda text, mention: holder.get(MentionKey(text, mention)),
        resolved=names.get,
    )
    return tuple(s for s in held if s.words)


class _Anchored:
    """Things by the text they are anchored in and by the incident they mean; asked for both, each comes once."""

    def __init__(self, things: Iterable[tuple[Any, Anchor, str | None]]) -> None:
        self._things: list[Any] = []
        self._places: dict[str, list[int]] = {}
        for number, (thing, anchor, incident) in enumerate(things):
            self._things.append(thing)
            for key in (anchor.text, incident):
                if key:
                    self._places.setdefault(key, []).append(number)

    def of(self, incident: Incident) -> Iterator[Any]:
        """What is anchored in one of the incident's texts or means it, in the order given."""
        texts = {k.text for k in incident.mentions}
        numbers = {n for key in (incident.id, *texts) for n in self._places.get(key, ())}
        return (self._things[n] for n in sorted(numbers))


def damage(connection: Connection) -> Iterator[tuple[str, str]]:
    """(key, what) of every row of decision_about that does not follow from its decision."""
    about: dict[str, Mapping[str, Any]] = {
        r["decision"]: dict(r) for r in connection.execute(select(schema.decision_about)).mappings()
    }
    for row in connection.execute(select(schema.decision.c.id, schema.decision.c.kind, schema.decision.c.anchor)):
        if about.pop(row.id, None) != about_row(row.id, row.kind, encoding.to_anchor(row.anchor)):
            yield row.id, "does not say what its decision is about"
    yield from ((identity, "is about no decision") for identity in sorted(about))
