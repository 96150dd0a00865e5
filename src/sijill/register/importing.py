"""All that is kept, entry by entry, out of one register and into an empty one.

What a register keeps is what its log's entries brought in, one after the other: reports, readings, people's decisions
and judgements, ids once minted. Taken in again in the same order under the same secret, all ids are the same, and what
is derived can be worked out anew. The log itself is not carried over: a new one begins, with the moments and names of
the old entries, and what was exported, linked or looked at before is not told in it.

Not carried over: who may use the workspace, with which password, and people's keys; they belong to the copy.

Invariant: entries(register) == entries(of a register into which they were restored).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, func, insert, select

from sijill.errors import RegisterError
from sijill.register import dossiers, encoding, log, readings, schema, seals, unlocking
from sijill.register.database import Database
from sijill.register.keys import Keys
from sijill.types import (
    Judgement,
    KeptCapture,
    KeptEntry,
    KeptGroup,
    MentionKey,
    PartyKey,
    Pinned,
    Reading,
    Report,
    Text,
)

#: entries that are restored in one transaction: with one each, a disk that waits for every write takes half an hour for
#: a hundred thousand
_TOGETHER = 100

#: tables whose rows an entry may have brought in, with the column by which a row is fetched
_TABLES = (
    schema.capture, schema.text, schema.reading, schema.judgement, schema.decision, schema.incident, schema.actor,
    schema.legal_case, schema.slip, schema.tombstone, schema.by_hand,
)  # fmt: skip


#: what groups are called, the tables that hold them, what a member is called
_GROUPS: tuple[tuple[Literal["actor", "case"], Table, str, Table], ...] = (
    ("actor", schema.actor_party, "party", schema.actor_alias),
    ("case", schema.case_mention, "mention", schema.case_alias),
)


@dataclass(frozen=True, slots=True)
class EntryHead:
    """One entry that brought something in, and the texts that it is about: enough to say where it is told."""

    number: int
    texts: tuple[str, ...]


class ImportShelf:
    """What a register gives to its copy, and what it takes from another as a new one."""

    def __init__(self, database: Database, keys: Keys) -> None:
        """Not for callers: a register has one."""
        self._database = database
        self._keys = keys

    def secret(self) -> str:
        """The secret that keys all ids, as hex. Whoever has it and the register's file can test guesses."""
        with self._database.reading() as connection:
            return unlocking.read_secret(connection).hex()

    def heads(self) -> list[EntryHead]:
        """The entries that brought something in, in order."""
        with self._database.reading() as connection:
            texts: dict[int, dict[str, None]] = {}
            for table in _TABLES:
                for (entry,) in connection.execute(select(table.c.entry).distinct()):
                    texts.setdefault(entry, {})
            of_bytes: dict[str, list[str]] = {}
            row: Any
            for row in connection.execute(select(schema.text.c.id, schema.text.c.capture, schema.text.c.entry)):
                texts[row.entry][row.id] = None
                of_bytes.setdefault(row.capture, []).append(row.id)
            for row in connection.execute(select(schema.capture.c.sha256, schema.capture.c.entry)):
                texts[row.entry].update(dict.fromkeys(of_bytes.get(row.sha256, ())))
            for table in (schema.reading, schema.incident, schema.actor, schema.legal_case, schema.by_hand):
                for row in connection.execute(select(table.c.text, table.c.entry)):
                    texts[row.entry][row.text] = None
            about = schema.decision_about
            chosen = select(about.c.text, schema.decision.c.entry).join(
                schema.decision, schema.decision.c.id == about.c.decision
            )
            for row in connection.execute(chosen):
                if row.text:
                    texts[row.entry][row.text] = None
        return [EntryHead(number, tuple(texts[number])) for number in sorted(texts)]

    def entries(self, numbers: Sequence[int], *, with_bytes: bool = False) -> Iterator[KeptEntry]:
        """What some entries brought in, in their order.

        Args:
            numbers: of the entries.
            with_bytes: whether with the captured bytes.
        """
        for some in readings.chunks(numbers, _TOGETHER):
            with self._database.reading() as connection:
                yield from _entries(connection, some, with_bytes)

    def groups(self) -> Iterator[KeptGroup]:
        """Which parties are which actor, and which mentions which legal case, by id."""
        with self._database.reading() as connection:
            for kind, table, member, alias in _GROUPS:
                aliases = _grouped(connection, alias)
                for identity, rows in sorted(_grouped(connection, table).items()):
                    members = tuple(sorted((r.text, r._mapping[member]) for r in rows))
                    others = tuple(sorted(r.alias for r in aliases.get(identity, ())))
                    yield KeptGroup(kind, identity, members, others, kind == "case" and bool(rows[0].of_victim))

    def restore_groups(self, groups: Iterable[KeptGroup], *, by: str, at: datetime) -> None:
        """Takes in which parties and mentions were one under which id, before they are linked again."""
        told = list(groups)
        with self._database.writing() as connection:
            change = log.Change(connection, self._keys)
            for kind, table, member, alias in _GROUPS:
                mine = [g for g in told if g.kind == kind]
                change.insert(table, [
                    {"text": text, member: local, kind: g.id, **_further(g)}
                    for g in mine for text, local in g.members
                ])  # fmt: skip
                change.insert(alias, [{"alias": name, kind: g.id} for g in mine for name in g.aliases])
            if not change.empty:
                change.close(at=at, by=by, action="actors")

    def restore(self, entries: Iterable[KeptEntry]) -> int:
        """Takes in what another register's entries brought in; how many there were.

        Raises:
            RegisterError: this register has something in it already, or an entry does not fit what came before.
        """
        taken = 0
        waiting = iter(entries)
        with self._database.reading() as connection:
            if connection.execute(select(func.count()).select_from(schema.report)).scalar_one():
                raise RegisterError(
                    self._database.name, "has reports already", "a copy can only be taken in by a new register"
                )
        while some := [entry for _, entry in zip(range(_TOGETHER), waiting, strict=False)]:
            with self._database.writing() as connection:
                for entry in some:
                    change = log.Change(connection, self._keys)
                    _take_in(change, self._keys, entry)
                    change.close(at=entry.at, by=entry.by, action=entry.action)
            taken += len(some)
        return taken


# ------------------------------------------------------------------------------------------------------------- out


def _entries(connection: Connection, numbers: Sequence[int], with_bytes: bool) -> Iterator[KeptEntry]:
    heads = {r.seq: r for r in connection.execute(select(schema.log).where(schema.log.c.seq.in_(numbers)))}
    rows = {table.name: _by_entry(connection, table, numbers) for table in _TABLES}
    fetched = readings.fetch(connection, [r.id for some in rows["reading"].values() for r in some])
    by_id = {kept.id: kept.reading for kept in fetched}
    reports = _reports(connection, [r.report for some in rows["capture"].values() for r in some])
    blobs = _blobs(connection, [r.sha256 for some in rows["capture"].values() for r in some], with_bytes)

    def of(table: str, number: int) -> list[Any]:
        return rows[table].get(number, [])

    for number in numbers:
        head = heads[number]
        yield KeptEntry(
            at=encoding.to_moment(head.at),
            by=head.by,
            action=head.action,
            captures=tuple(
                KeptCapture(reports[r.report], readings.to_capture(r, blobs[r.sha256][1]), blobs[r.sha256][0])
                for r in of("capture", number)
            ),
            texts=tuple(readings.to_text(r) for r in of("text", number)),
            readings=tuple(by_id[r.id] for r in of("reading", number)),
            judgements=tuple(_judgement(r) for r in of("judgement", number)),
            decisions=tuple(dossiers.to_decision(r) for r in of("decision", number)),
            incidents=tuple((r.id, MentionKey(r.text, r.mention)) for r in of("incident", number)),
            actors=tuple((r.id, PartyKey(r.text, r.party)) for r in of("actor", number)),
            cases=tuple((r.id, MentionKey(r.text, r.mention)) for r in of("legal_case", number)),
            pinned=tuple(Pinned(r.kind, r.subject, r.by, encoding.to_moment(r.at), r.body) for r in of("slip", number)),
            erased=tuple(r.id for r in of("tombstone", number)),
            covered=tuple((r.text, encoding.to_strings(r.words), bool(r.whole)) for r in of("by_hand", number)),
        )


def _further(group: KeptGroup) -> dict[str, int]:
    return {"of_victim": int(group.of_victim)} if group.kind == "case" else {}


def _grouped(connection: Connection, table: Table) -> dict[str, list[Any]]:
    """The rows of a table by the actor or case that they are of."""
    of = "actor" if "actor" in table.c else "case"
    found: dict[str, list[Any]] = {}
    for row in connection.execute(select(table)):
        found.setdefault(row._mapping[of], []).append(row)
    return found


def _by_entry(connection: Connection, table: Any, numbers: Sequence[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    chosen = select(table).where(table.c.entry.in_(numbers)).order_by(*table.primary_key)
    for row in connection.execute(chosen):
        found.setdefault(row.entry, []).append(row)
    return found


def _reports(connection: Connection, identities: Sequence[str]) -> dict[str, Report]:
    chosen = select(schema.report).where(schema.report.c.id.in_(identities))
    return {r.id: Report(r.id, r.uri, r.kind) for r in connection.execute(chosen)}


def _blobs(connection: Connection, digests: Sequence[str], with_bytes: bool) -> dict[str, tuple[int, bytes]]:
    blob = schema.blob
    if not with_bytes:
        chosen = select(blob.c.sha256, blob.c.size).where(blob.c.sha256.in_(digests))
        return {r.sha256: (r.size, b"") for r in connection.execute(chosen)}
    found = connection.execute(select(blob).where(blob.c.sha256.in_(digests)))
    return {r.sha256: (r.size, bytes(r.content)) for r in found}


def _judgement(row: Any) -> Judgement:
    return Judgement(
        encoding.to_key(row.left), encoding.to_key(row.right), row.answer, row.by, encoding.to_moment(row.at),
        row.score, row.reason,
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- in


def _take_in(change: log.Change, keys: Keys, entry: KeptEntry) -> None:
    """Writes what one entry brought in, as it was written when it came."""
    texts = {text.capture: text for text in entry.texts}
    read = {reading.text: reading for reading in entry.readings}
    for kept in entry.captures:
        text = texts.pop(kept.capture.sha256, None)
        _take_report(change, keys, kept, text, None if text is None else read.pop(text.id, None))
    for text in texts.values():
        _take_report(change, keys, _known(change.connection, text.capture), text, read.pop(text.id, None))
    for reading in read.values():
        if readings.keep_reading(change, keys, reading):
            seals.renew(change, reading.text)
    change.insert(schema.judgement, [_judgement_row(change.entry, n, j) for n, j in enumerate(entry.judgements)])
    for decision in entry.decisions:
        change.insert(schema.decision, [{
            "id": decision.id, "kind": decision.kind, "anchor": encoding.anchor(decision.anchor), "by": decision.by,
            "at": encoding.moment(decision.at), "reason": decision.reason,
            "before": None if decision.before is None else encoding.value(decision.before),
            "after": None if decision.after is None else encoding.value(decision.after),
            "undoes": decision.undoes, "entry": change.entry,
        }])  # fmt: skip
        about = dossiers.about_row(decision.id, decision.kind, decision.anchor)
        change.connection.execute(insert(schema.decision_about), [about])
    for table, minted in ((schema.incident, entry.incidents), (schema.legal_case, entry.cases)):
        change.insert(table, [
            {"id": i, "text": k.text, "mention": k.mention, "entry": change.entry} for i, k in minted
        ])  # fmt: skip
    change.insert(schema.actor, [
        {"id": i, "text": k.text, "party": k.party, "entry": change.entry} for i, k in entry.actors
    ])  # fmt: skip
    change.insert(schema.slip, [
        {"entry": change.entry, "kind": p.kind, "subject": p.subject, "by": p.by, "at": encoding.moment(p.at),
         "body": p.body} for p in entry.pinned
    ])  # fmt: skip
    change.insert(schema.tombstone, [{"id": identity, "entry": change.entry} for identity in entry.erased])
    seals.restore_by_hand(change, entry.covered)


def _judgement_row(entry: int, position: int, told: Judgement) -> dict[str, Any]:
    return {
        "entry": entry, "position": position, "left": encoding.key(told.left), "right": encoding.key(told.right),
        "answer": told.answer, "by": told.by, "at": encoding.moment(told.at), "score": told.score,
        "reason": told.reason,
    }  # fmt: skip


def _take_report(change: log.Change, keys: Keys, kept: KeptCapture, text: Text | None, reading: Reading | None) -> None:
    """A capture with its text and reading, as they were kept when they came."""
    capture, kind = kept.capture, kept.report.kind
    known = seals.foresee(change, keys, capture, text, reading, kind)
    missing = not capture.content and kept.size > 0
    readings.keep_capture(change, keys, capture, kind, size=kept.size if missing else None)
    if text is not None:
        readings.keep_text(change, text)
        if reading is not None:
            readings.keep_reading(change, keys, reading)
        seals.renew(change, text.id, known)
    seals.close_late(change)


def _known(connection: Connection, sha256: str) -> KeptCapture:
    """A capture that came with an earlier entry, of whose bytes another text was taken now."""
    row = connection.execute(select(schema.capture).where(schema.capture.c.sha256 == sha256).limit(1)).first()
    if row is None:
        raise RegisterError(sha256, "a text is of bytes that came with no entry before", "the file is not whole")
    size, content = _blobs(connection, [sha256], True)[sha256]
    return KeptCapture(_reports(connection, [row.report])[row.report], readings.to_capture(row, content), size)
