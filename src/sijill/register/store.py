"""The register: everything that is kept, behind one door.

Every method that writes is one transaction and one entry of the log, or, where there is nothing new, neither. A
program killed between two of them leaves a register in which all that was told as kept is there and nothing is
half-written; doing the same again adds what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Connection, func, select

from sijill.errors import DecisionError, NotFoundError, RegisterError
from sijill.register import decisions as deciding
from sijill.register import encoding, linkage, log, migrations, readings, schema, seals, search, verification
from sijill.register.database import PATIENCE, Database
from sijill.register.keys import Keys
from sijill.register.search import Hit
from sijill.register.verification import Damage, Progress
from sijill.types import (
    Account,
    Anchor,
    Capture,
    Decision,
    Dossier,
    Incident,
    Judgement,
    LogEntry,
    MentionKey,
    ReaderIdentity,
    Reading,
    Report,
    ReportKind,
    Seal,
    Standing,
    Statement,
    Text,
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was new of what was to be kept."""

    capture: bool = False
    text: bool = False
    reading: bool = False

    @property
    def anything(self) -> bool:
        """Whether any of it was new."""
        return self.capture or self.text or self.reading


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement with its id and the text that states it."""

    id: str
    text: str
    statement: Statement


class Register:
    """A register, opened. Use it in a ``with`` statement, or close it."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        """Not for callers: :meth:`open` makes one."""
        self._database = database
        self._keys = keys
        self._clock = clock
        #: ids minted and not saved yet, with the mention that each was minted for
        self._begun: dict[str, MentionKey] = {}

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        create: bool = False,
        clock: Callable[[], datetime] = _now,
        patience: float = PATIENCE,
    ) -> Self:
        """The register in a file, or at ``postgresql://user@host/database``.

        Args:
            address: where it is.
            create: make one where there is none.
            clock: gives the moment of each change; for tests.
            patience: seconds to wait for another program that writes.

        Raises:
            NewerRegisterError: a newer version of sijill made it.
            RegisterError: it is not there, is no register, or cannot be used.
        """
        database = Database(address, create=create, patience=patience)
        try:
            migrations.bring_up(database, at=clock(), create=create)
            with database.reading() as connection:
                secret = migrations.read_secret(connection)
        except BaseException:
            database.close()
            raise
        return cls(database, Keys(secret), clock)

    def close(self) -> None:
        """Closes it; nothing is lost without."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _change(self, action: str, by: str) -> Iterator[log.Change]:
        with self._database.writing() as connection:
            change = log.Change(connection, self._keys)
            yield change
            if not change.empty:
                change.close(at=self._clock(), by=by, action=action)

    # -- keeping ------------------------------------------------------------------------------------------

    def keep(
        self, capture: Capture, text: Text | None, reading: Reading | None, *, by: str, kind: ReportKind = "article"
    ) -> Kept:
        """Keeps a report, in one transaction: its bytes, its text where it could be read, its reading.

        Args:
            capture: the bytes and where they were found.
            text: what was taken from them; None where nothing could be, so that the evidence is kept all the same.
            reading: of that text, or None.
            by: who adds it.
            kind: "note" seals the whole report.

        Returns:
            What was new. The same bytes from the same place, or the same reader again, change nothing.

        Raises RegisterError where the parts do not belong together or the register cannot be written.
        """
        if text is not None and text.capture != capture.sha256:
            raise RegisterError(capture.uri, "its text is of other bytes")
        if reading is not None and (text is None or reading.text != text.id):
            raise RegisterError(capture.uri, "its reading is of another text")
        with self._change("add", by) as change:
            new_capture = readings.keep_capture(change, self._keys, capture, kind)
            new_text = text is not None and readings.keep_text(change, text)
            new_reading = reading is not None and readings.keep_reading(change, self._keys, reading)
            if text is not None and (new_text or new_reading):
                seals.renew(change, text.id)
        return Kept(new_capture, new_text, new_reading)

    def keep_reading(self, reading: Reading, *, by: str) -> bool:
        """Keeps a further reading of a text that is kept; whether it was new.

        Raises NotFoundError where the text is not kept.
        """
        self.text(reading.text)
        with self._change("read", by) as change:
            new = readings.keep_reading(change, self._keys, reading)
            if new:
                seals.renew(change, reading.text)
        return new

    def has(self, sha256: str, uri: str) -> bool:
        """Whether these bytes from this place are kept."""
        with self._database.reading() as connection:
            return _exists(connection, schema.capture, self._keys.capture(sha256, uri))

    def has_capture(self, capture: Capture) -> bool:
        """Whether its bytes from its place are kept."""
        return self.has(capture.sha256, capture.uri)

    def has_reading(self, text: str, reader: ReaderIdentity) -> bool:
        """Whether this reader's reading of a text is kept."""
        with self._database.reading() as connection:
            return _exists(connection, schema.reading, self._keys.reading(text, reader))

    def unread_texts(self, reader: ReaderIdentity) -> Iterator[Text]:
        """The current texts that this reader has not read, in the order in which they were kept."""
        with self._database.reading() as connection:
            current = [r.id for r in connection.execute(self._in_order())]
            known = {r.id for r in connection.execute(select(schema.reading.c.id))}
        wanted = [t for t in current if self._keys.reading(t, reader) not in known]
        return self._texts(wanted)

    # -- what is kept -------------------------------------------------------------------------------------

    def text(self, identity: str) -> Text:
        """The text of an id, current or not. Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.text).where(schema.text.c.id == identity)).first()
        if row is None:
            raise NotFoundError(identity, "no text has that id")
        return readings.to_text(row)

    def texts(self) -> Iterator[Text]:
        """The current texts: of all captured bytes the newest, in the order in which they were kept."""
        with self._database.reading() as connection:
            current = [r.id for r in connection.execute(self._in_order())]
        return self._texts(current)

    @staticmethod
    def _in_order() -> Any:
        return (
            select(schema.text.c.id)
            .where(schema.text.c.id.in_(readings.current_texts()))
            .order_by(schema.text.c.entry, schema.text.c.id)
        )

    def _texts(self, identities: Sequence[str]) -> Iterator[Text]:
        for some in readings.chunks(identities, 20):
            with self._database.reading() as connection:
                found = {
                    r.id: readings.to_text(r)
                    for r in connection.execute(select(schema.text).where(schema.text.c.id.in_(some)))
                }
            yield from (found[i] for i in some)

    def reading(self, text: str) -> Reading | None:
        """The newest reading of a text, or None where nobody has read it."""
        with self._database.reading() as connection:
            kept = seals.newest(connection, text)
        return None if kept is None else kept.reading

    def capture_bytes(self, sha256: str) -> bytes:
        """Captured bytes. Raises NotFoundError."""
        with self._database.reading() as connection:
            content = connection.execute(select(schema.blob.c.content).where(schema.blob.c.sha256 == sha256)).scalar()
        if content is None:
            raise NotFoundError(sha256, "no capture has these bytes")
        return bytes(content)

    def captures(self, *, unread: bool = False) -> Iterator[Capture]:
        """All captures in the order in which they were kept; with ``unread``, those that no text was taken from."""
        chosen = select(schema.capture.c.id).order_by(schema.capture.c.entry, schema.capture.c.id)
        if unread:
            chosen = chosen.where(schema.capture.c.sha256.not_in(select(schema.text.c.capture)))
        with self._database.reading() as connection:
            identities = [r.id for r in connection.execute(chosen)]
        for identity in identities:
            with self._database.reading() as connection:
                row = connection.execute(
                    select(schema.capture, schema.blob.c.content)
                    .join(schema.blob, schema.capture.c.sha256 == schema.blob.c.sha256)
                    .where(schema.capture.c.id == identity)
                ).one()
            yield readings.to_capture(row, bytes(row.content))

    def reports(self) -> Iterator[Report]:
        """All reports in the order in which they were kept."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.report).order_by("entry", "id")).all()
        return (Report(r.id, r.uri, r.kind) for r in rows)

    def accounts(self) -> Iterator[Account]:
        """The mentions of all current readings, in the order in which these were kept."""
        with self._database.reading() as connection:
            current = [r.id for r in connection.execute(readings.current_readings())]
        for some in readings.chunks(current):
            with self._database.reading() as connection:
                fetched = readings.fetch(connection, some)
            for kept in fetched:
                yield from kept.accounts()

    def statement(self, words: str) -> Stated:
        """The statement of an id or of the beginning of one. Raises NotFoundError where it means none or several."""
        with self._database.reading() as connection:
            identity = _only(connection, schema.statement, words, "statement")
            row = connection.execute(select(schema.statement).where(schema.statement.c.id == identity)).one()
            spans = connection.execute(
                select(schema.reading_statement.c.speaker_spans)
                .where(schema.reading_statement.c.statement == identity)
                .limit(1)
            ).scalar()
        return Stated(row.id, row.text, readings.to_statement(row, spans or "[]"))

    # -- incidents ----------------------------------------------------------------------------------------

    def mint_incident(self, key: MentionKey) -> str:
        """A new incident's id for the mention that begins it. It is given for good when the incident is saved."""
        for identity, begun in self._begun.items():
            if begun == key:
                return identity
        with self._database.reading() as connection:
            identity = linkage.mint(connection, self._keys, key, self._begun)
        self._begun[identity] = key
        return identity

    def incidents(self) -> tuple[Incident, ...]:
        """All incidents as they are linked now, by id."""
        with self._database.reading() as connection:
            return linkage.fetch_incidents(connection)

    def standings(self) -> Mapping[str, Standing]:
        """Incident id -> what holds for it."""
        with self._database.reading() as connection:
            return linkage.fetch_standings(connection)

    def linkage_is_current(self) -> bool:
        """Whether incidents were saved after the last reading, decision and judgement.

        Where a program was killed in between they were not; what is stored is then old, and not damaged.
        """
        with self._database.reading() as connection:
            return linkage.is_current(connection)

    def compare_linkage(self, incidents: Iterable[Incident], standings: Iterable[Standing]) -> Iterator[Damage]:
        """What is stored of the linker's work and differs from what it worked out anew."""
        stored, held = self.derived_linkage()
        yield from verification.differences("incident_mention", {i.id: i for i in stored}, {i.id: i for i in incidents})
        yield from verification.differences("standing", held, {s.incident: s for s in standings})

    def derived_linkage(self) -> tuple[tuple[Incident, ...], Mapping[str, Standing]]:
        """What is stored of the linker's work, to be compared with what it works out anew."""
        with self._database.reading() as connection:
            return linkage.fetch_incidents(connection), linkage.fetch_standings(connection)

    def save_incidents(self, incidents: Iterable[Incident], standings: Iterable[Standing], *, by: str) -> bool:
        """Makes these all the incidents, and these their standings; whether anything differed.

        Enters the log only if something differed or something was kept or decided since the last time.

        Raises RegisterError where two incidents claim one mention or one id.
        """
        with self._change("link", by) as change:
            linkage.save(change, tuple(incidents), tuple(standings), self._begun)
            changed = not change.empty
            if changed or not linkage.is_current(change.connection):
                change.set_meta("linked", str(change.entry))
        self._begun.clear()
        return changed

    def resolve(self, words: str) -> str:
        """The id of the incident meant by an id, an alias (merged ids stay) or the beginning of one.

        Raises NotFoundError where it means none or several.
        """
        with self._database.reading() as connection:
            return linkage.resolve(connection, words)

    def dossier(self, words: str) -> Dossier:
        """Everything kept about one incident, named as for :meth:`resolve`."""
        identity = self.resolve(words)
        view = self._view()
        return self._dossiers(view, [view.incidents[identity]])[0]

    def dossiers(self) -> Iterator[Dossier]:
        """The dossiers of all incidents, by id."""
        view = self._view()
        for some in readings.chunks(list(view.incidents.values()), 50):
            yield from self._dossiers(view, some)

    def _view(self) -> _View:
        with self._database.reading() as connection:
            incidents = {i.id: i for i in linkage.fetch_incidents(connection)}
            standings = linkage.fetch_standings(connection)
            decided = _decisions(connection)
            in_force = seals.in_force(connection, decided)
            current = {r.text: r.id for r in connection.execute(readings.current_readings())}
        return _View(incidents, standings, decided, in_force, current)

    def _dossiers(self, view: _View, incidents: Sequence[Incident]) -> list[Dossier]:
        wanted = {k.text for i in incidents for k in i.mentions}
        accounts: dict[MentionKey, Account] = {}
        with self._database.reading() as connection:
            for some in readings.chunks(sorted(view.current[t] for t in wanted if t in view.current)):
                for kept in readings.fetch(connection, some):
                    accounts.update((a.key, a) for a in kept.accounts())
        return [view.dossier(i, accounts) for i in incidents]

    # -- decisions ----------------------------------------------------------------------------------------

    def decide(self, decision: Decision) -> Decision:
        """Appends a person's decision; as kept, with its id.

        Its own ``id`` is not looked at. Ids of incidents and decisions in it may be beginnings.

        Raises:
            DecisionError: it lacks what its kind needs, or there is nothing to undo.
            NotFoundError: it names a text, an incident or a decision that is not there.
        """
        deciding.check(decision)
        with self._change("decide", decision.by) as change:
            connection = change.connection
            anchor = decision.anchor
            if anchor.incident:
                anchor = replace(anchor, incident=linkage.resolve(connection, anchor.incident))
            if anchor.text and not _exists(connection, schema.text, anchor.text):
                raise NotFoundError(anchor.text, "no text has that id")
            undoes = decision.undoes
            if undoes is not None:
                undoes = _only(connection, schema.decision, undoes, "decision")
                if undoes in deciding.undone(_decisions(connection)):
                    raise DecisionError(undoes, "is undone already", "undo the undoing to bring it back")
            row: dict[str, Any] = {
                "kind": decision.kind,
                "anchor": encoding.anchor(anchor),
                "by": decision.by,
                "at": encoding.moment(decision.at),
                "reason": decision.reason,
                "before": None if decision.before is None else encoding.value(decision.before),
                "after": None if decision.after is None else encoding.value(decision.after),
                "undoes": undoes,
            }
            identity = self._keys.decision(change.entry, list(row.values()))
            change.insert(schema.decision, [{"id": identity, **row, "entry": change.entry}])
        return replace(decision, id=identity, anchor=anchor, undoes=undoes)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, oldest first, those that were undone too (:meth:`undone` tells which)."""
        with self._database.reading() as connection:
            return _decisions(connection)

    def undone(self) -> frozenset[str]:
        """Ids of the decisions that count for nothing because another one undid them."""
        return deciding.undone(self.decisions())

    def judge(self, judgements: Judgement | Iterable[Judgement]) -> None:
        """Appends judgements on whether two mentions or parties are the same."""
        given = (judgements,) if isinstance(judgements, Judgement) else tuple(judgements)
        if not given:
            return
        with self._change("judge", given[0].by) as change:
            change.insert(
                schema.judgement,
                [
                    {
                        "entry": change.entry,
                        "position": n,
                        "left": encoding.key(j.left),
                        "right": encoding.key(j.right),
                        "answer": j.answer,
                        "by": j.by,
                        "at": encoding.moment(j.at),
                        "score": None if j.score is None else float(j.score),
                        "reason": j.reason,
                    }
                    for n, j in enumerate(given)
                ],
            )

    def judgements(self) -> tuple[Judgement, ...]:
        """All judgements, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.judgement).order_by("entry", "position")).all()
        return tuple(
            Judgement(encoding.to_key(r.left), encoding.to_key(r.right), r.answer, r.by,
                      encoding.to_moment(r.at), r.score, r.reason)
            for r in rows
        )  # fmt: skip

    # -- sealing ------------------------------------------------------------------------------------------

    def seals(self) -> tuple[Seal, ...]:
        """Every seal that holds, of the whole register: the policy's and people's, less those lifted."""
        with self._database.reading() as connection:
            return seals.in_force(connection, _decisions(connection))

    # -- search -------------------------------------------------------------------------------------------

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The current texts with everything asked for: ``word``, ``begin*``, ``"one phrase"``, in any spelling that
        folds alike. Titles first, then the newest. For the keeper: nothing is left out because it is sealed."""
        with self._database.reading() as connection:
            found = search.find(connection, query, limit, readings.current_texts())
        return [search.hit(self.text(identity), query) for identity in found]

    # -- the log ------------------------------------------------------------------------------------------

    def note(self, action: str, *, by: str, payload: Mapping[str, Any]) -> LogEntry:
        """Notes in the log something that changed no row, such as an export.

        Args:
            action: one word: "export".
            by: who did it.
            payload: plain JSON values; nothing that can be sealed.
        """
        with self._database.writing() as connection:
            change = log.Change(connection, self._keys)
            change.note.update(payload)
            return change.close(at=self._clock(), by=by, action=action)

    def log(self) -> Iterator[LogEntry]:
        """All entries, oldest first."""
        last = 0
        while True:
            with self._database.reading() as connection:
                some = log.entries(connection, last)
            if not some:
                return
            yield from some
            last = some[-1].seq

    def head(self) -> tuple[int, str]:
        """Number and hash of the last log entry. Written down elsewhere, they prove later that nothing before was
        taken out: give them to :meth:`verify`."""
        with self._database.reading() as connection:
            return log.read_head(connection)

    def counts(self) -> Mapping[str, int]:
        """How many of everything there are."""
        current = readings.current_readings().subquery()
        tables = {
            "reports": schema.report, "captures": schema.capture, "texts": schema.text, "readings": schema.reading,
            "statements": schema.statement, "decisions": schema.decision, "judgements": schema.judgement,
            "entries": schema.log,
        }  # fmt: skip
        with self._database.reading() as connection:
            found = {n: connection.execute(select(func.count()).select_from(t)).scalar_one() for n, t in tables.items()}
            found["mentions"] = connection.execute(
                select(func.count())
                .select_from(schema.mention)
                .where(schema.mention.c.reading.in_(select(current.c.id)))
            ).scalar_one()
            found["incidents"] = connection.execute(
                select(func.count(schema.incident_mention.c.incident.distinct()))
            ).scalar_one()
            found["unread"] = connection.execute(
                select(func.count())
                .select_from(schema.capture)
                .where(schema.capture.c.sha256.not_in(select(schema.text.c.capture)))
            ).scalar_one()
        return found

    def summary(self) -> str:
        """The counts in one line."""
        counts = self.counts()
        told = ("reports", "mentions", "statements", "incidents", "decisions", "entries")
        return ", ".join(f"{counts[n]:,} {n if counts[n] != 1 else n.removesuffix('s')}" for n in told[:-1]) + (
            f"; {counts['entries']:,} entries in the log"
        )

    def verify(self, progress: Progress | None = None, *, head: tuple[int, str] | None = None) -> Iterator[Damage]:
        """Everything that is not as it was entered; nothing where all holds.

        Args:
            progress: called with the table, rows seen and rows in all.
            head: what :meth:`head` gave at some time before, from where it was written down.
        """
        return verification.verify(self._database, progress, head)


class _View:
    """What all dossiers need, looked up by incident and by text: a table of many incidents asks for each once."""

    def __init__(
        self,
        incidents: Mapping[str, Incident],
        standings: Mapping[str, Standing],
        decisions: Sequence[Decision],
        in_force: Sequence[Seal],
        current: Mapping[str, str],
    ) -> None:
        self.incidents = incidents
        #: text -> its current reading
        self.current = current
        self._standings = standings
        self._holder = {k: i.id for i in incidents.values() for k in i.mentions}
        self._names = {n: i.id for i in incidents.values() for n in (i.id, *i.aliases)}
        self._seals = _Index((s, s.anchor.text, self._meant(s.anchor)) for s in in_force)
        self._decisions = _Index((d, d.anchor.text, self._meant(d.anchor)) for d in decisions)
        self._undoing: dict[str, list[Decision]] = {}
        for decision in decisions:
            if decision.undoes:
                self._undoing.setdefault(decision.undoes, []).append(decision)
        self._order = {d.id: n for n, d in enumerate(decisions)}

    def dossier(self, incident: Incident, accounts: Mapping[MentionKey, Account]) -> Dossier:
        texts = {k.text for k in incident.mentions}
        decisions = self._concerning(incident.id, texts)
        return Dossier(
            incident=incident,
            mentions=tuple(accounts[k] for k in incident.mentions if k in accounts),
            standing=self._standings.get(incident.id, Standing(incident.id, ())),
            decisions=deciding.about(incident, decisions, self._meant),
            seals=tuple(self._seals.of(incident.id, texts)),
            published=deciding.published(incident, decisions, self._meant),
        )

    def _concerning(self, incident: str, texts: Iterable[str]) -> list[Decision]:
        """Decisions that may be about an incident, and what undoes them (and undoes that), in their order."""
        found = {d.id: d for d in self._decisions.of(incident, texts)}
        waiting = list(found)
        while waiting:
            for undoing in self._undoing.get(waiting.pop(), ()):
                if undoing.id not in found:
                    found[undoing.id] = undoing
                    waiting.append(undoing.id)
        return sorted(found.values(), key=lambda d: self._order[d.id])

    def _meant(self, anchor: Anchor) -> str | None:
        return deciding.incident_of(anchor, self._holder.get, self._names.get)


_T = TypeVar("_T")


class _Index(Generic[_T]):
    """Things by the text they are anchored in and by the incident they mean; asked for both, each comes once."""

    def __init__(self, things: Iterable[tuple[_T, str, str | None]]) -> None:
        self._things: list[_T] = []
        self._places: dict[str, list[int]] = {}
        for number, (thing, text, incident) in enumerate(things):
            self._things.append(thing)
            for key in (text, incident):
                if key:
                    self._places.setdefault(key, []).append(number)

    def of(self, incident: str, texts: Iterable[str]) -> list[_T]:
        """What is anchored in one of the texts or means the incident, in the order given."""
        numbers = {n for key in (incident, *texts) for n in self._places.get(key, ())}
        return [self._things[n] for n in sorted(numbers)]


def _decisions(connection: Connection) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            id=r.id,
            kind=r.kind,
            anchor=encoding.to_anchor(r.anchor),
            by=r.by,
            at=encoding.to_moment(r.at),
            reason=r.reason,
            before=None if r.before is None else encoding.to_value(r.before),
            after=None if r.after is None else encoding.to_value(r.after),
            undoes=r.undoes,
        )
        for r in connection.execute(select(schema.decision).order_by("entry"))
    )


def _exists(connection: Connection, table: Any, identity: str) -> bool:
    return connection.execute(select(table.c.id).where(table.c.id == identity)).first() is not None


def _only(connection: Connection, table: Any, words: str, kind: str) -> str:
    """The one id that begins so. Raises NotFoundError."""
    wanted = words.strip()
    found = [
        r.id
        for r in connection.execute(
            select(table.c.id).where(table.c.id.startswith(wanted, autoescape=True)).order_by(table.c.id).limit(3)
        )
    ]
    if wanted in found:
        return wanted
    if len(found) == 1 and len(wanted) > 2:
        return str(found[0])
    if found:
        raise NotFoundError(words, f"is the beginning of several {kind}s' ids", f"give more of it: {', '.join(found)}")
    raise NotFoundError(words, f"no {kind} has that id")
