"""The register: everything that is kept, behind one door.

Every method that writes is one transaction and one entry of the log, or, where there is nothing new, neither. A
program killed between two of them leaves a register in which all that was told as kept is there and nothing is
half-written; doing the same again adds what is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, func, insert, select

from sijill.errors import DecisionError, KeysError, LockedError, NotFoundError, RegisterError, TracesError
from sijill.register import (
    blocking,
    cards,
    dossiers,
    encoding,
    erasing,
    keepers,
    linkage,
    links,
    log,
    members,
    migrations,
    readings,
    schema,
    seals,
    search,
    slips,
    verification,
)
from sijill.register import decisions as deciding
from sijill.register.actors import ActorShelf
from sijill.register.cards import Carding
from sijill.register.database import PATIENCE, Database
from sijill.register.importing import ImportShelf
from sijill.register.keyholding import KeyShelf
from sijill.register.keyring import Keyring, login_name
from sijill.register.links import LinkShelf
from sijill.register.members import Member
from sijill.register.search import Hit
from sijill.register.slips import Slip
from sijill.register.unlocking import Opened
from sijill.register.verification import Damage, Progress
from sijill.types import (
    Account,
    Capture,
    Card,
    CardAudience,
    CardFacet,
    CardQuery,
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
    Source,
    Standing,
    Statement,
    Text,
)

#: incidents whose dossiers are in memory at one time
_TOGETHER = 50
_ALL = CardQuery()


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

    def __init__(self, database: Database, opened: Opened, keyring: Keyring, clock: Callable[[], datetime]) -> None:
        """Not for callers: :meth:`open` makes one."""
        self._database = database
        self._keys = opened.keys
        self._clock = clock
        self._opened = opened
        self._keyring = keyring
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
        keyring: Keyring | None = None,
        user: str = "",
        secret: str | None = None,
    ) -> Self:
        """The register in a file, or at ``postgresql://user@host/database``.

        Args:
            address: where it is.
            create: make one where there is none.
            clock: gives the moment of each change; for tests.
            patience: seconds to wait for another program that writes.
            keyring: the keys of the person at the keyboard; by default those in their folder. Where none of them opens
                it, it is open but :attr:`locked`: what is sealed shows as sealed, and nothing can be entered.
            user: name of the person, who becomes the keeper of a new register; by default the login name.
            secret: of the register that a new one will be a copy of (:attr:`copying`), as hex; by default a new one.

        Raises:
            KeysError: a key cannot be made, or one that would open it has a passphrase that is not to be had.
            NewerRegisterError: a newer version of sijill made it.
            RegisterError: it is not there, is no register, or cannot be used.
        """
        database = Database(address, create=create, patience=patience)
        keyring = keyring or Keyring.of()
        opened = Opened(database, keyring)
        try:
            migrations.bring_up(database, opened, at=clock(), create=create, keyring=keyring, user=user or login_name(),
                                secret=secret)  # fmt: skip
        except BaseException:
            database.close()
            raise
        register = cls(database, opened, keyring, clock)
        if not register.locked:
            with suppress(RegisterError, KeysError):  # where that cannot be, the key is replaced another time
                register.keys.renew_if_stale(by=user or login_name())
        return register

    @property
    def locked(self) -> bool:
        """Whether none of the person's keys opens it: what is sealed shows as sealed, and nothing can be entered."""
        return self._keys.locked

    @property
    def made_key(self) -> Path | None:
        """The file of the key that was made because the register had none; whoever loses all keys loses what is
        sealed."""
        return None if self._opened.made is None else self._opened.made.path

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
        self._need_key()
        with self._database.writing() as connection:
            change = log.Change(connection, self._keys)
            yield change
            if not change.empty:
                change.close(at=self._clock(), by=by, action=action)
        if change.leaves_traces:
            try:
                self._database.scrub()
            except RegisterError as error:
                raise TracesError(self._database.name) from error

    def _need_key(self) -> None:
        if self.locked:
            raise LockedError(self._database.name)

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
            if erasing.was_erased(change.connection, self._keys, capture):
                raise RegisterError(capture.uri, "was erased from this register, and is not taken in again")
            known = seals.foresee(change, self._keys, capture, text, reading, kind)
            new_capture = readings.keep_capture(change, self._keys, capture, kind)
            new_text = text is not None and readings.keep_text(change, text)
            if text is not None and new_text:
                seals.keep_names(change, text)
            new_reading = reading is not None and readings.keep_reading(change, self._keys, reading)
            if text is not None and (new_text or new_reading):
                seals.renew(change, text.id, known)
            seals.close_late(change)
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
            return readings.to_texts(connection, [row])[0]

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
                rows = connection.execute(select(schema.text).where(schema.text.c.id.in_(some))).all()
                found = {text.id: text for text in readings.to_texts(connection, rows)}
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
        return self._own(bytes(content), sha256)

    def _own(self, content: bytes, sha256: str) -> bytes:
        """Captured bytes that are those of their digest, which binds encrypted ones to their row."""
        if self.locked:
            raise LockedError(self._database.name, "is locked: captured bytes cannot be told from sealed ones")
        # a copy that was made without the bytes has none; that it has none the log says, and verify asks it
        if content and hashlib.sha256(content).hexdigest() != sha256:
            raise RegisterError(sha256, "the captured bytes are not those of their SHA-256", "run sijill verify")
        return content

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
            yield readings.to_capture(row, self._own(bytes(row.content), row.sha256))

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

    def newest_reports(self, limit: int = 50, *, offset: int = 0) -> list[Report]:
        """Some reports, the last kept first."""
        chosen = select(schema.report).order_by(schema.report.c.entry.desc(), schema.report.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(chosen.limit(limit).offset(offset)).all()
        return [Report(r.id, r.uri, r.kind) for r in rows]

    def report_with(self, sha256: str) -> Report | None:
        """The report that some bytes belong to, or None where they are not kept."""
        chosen = (
            select(schema.report)
            .join(schema.capture, schema.capture.c.report == schema.report.c.id)
            .where(schema.capture.c.sha256 == sha256)
        )
        with self._database.reading() as connection:
            row = connection.execute(chosen.order_by(schema.capture.c.entry).limit(1)).first()
        return None if row is None else Report(row.id, row.uri, row.kind)

    def sources(self, report: str) -> tuple[Source, ...]:
        """The current texts of a report, the newest first. Raises NotFoundError where no report has that id."""
        with self._database.reading() as connection:
            if not _exists(connection, schema.report, report):
                raise NotFoundError(report, "no report has that id")
            of_report = select(schema.text.c.id, schema.text.c.capture).where(schema.text.c.report == report)
            # the last text of the same bytes is the current one
            newest = {r.capture: r.id for r in connection.execute(of_report.order_by(schema.text.c.entry))}
            texts = list(newest.values())
            found = readings.fetch_sources(connection, texts)
        return tuple(found[t] for t in reversed(texts))

    def accounts_of(self, text: str) -> tuple[Account, ...]:
        """The mentions of the newest reading of a text, in its order; none where nobody has read it."""
        with self._database.reading() as connection:
            kept = seals.newest(connection, text)
        return () if kept is None else tuple(kept.accounts())

    def captures_of(self, report: str) -> tuple[Capture, ...]:
        """The captures of a report in the order in which they were kept, with their bytes."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(schema.capture, schema.blob.c.content)
                .join(schema.blob, schema.capture.c.sha256 == schema.blob.c.sha256)
                .where(schema.capture.c.report == report)
                .order_by(schema.capture.c.entry, schema.capture.c.id)
            ).all()
        return tuple(readings.to_capture(row, bytes(row.content)) for row in rows)

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

    def linkage_is_current(self, linked_with: str | None = None) -> bool:
        """Whether incidents were saved after the last reading, decision and judgement.

        Where a program was killed in between they were not; what is stored is then old, and not damaged. With
        *linked_with*, whether they were worked out by that linker and with those settings, too.
        """
        with self._database.reading() as connection:
            return linkage.is_current(connection, linked_with)

    def compare_linkage(
        self,
        incidents: Iterable[Incident],
        standings: Iterable[Standing],
        carding: Carding | None = None,
        keyed: Iterable[tuple[MentionKey, frozenset[str]]] | None = None,
    ) -> Iterator[Damage]:
        """What is stored of the linker's work and differs from what it worked out anew.

        Args:
            incidents: all of them.
            standings: of all of them.
            carding: makes the cards of a dossier; where it is not given, cards are not looked at.
            keyed: the keys by which the linker finds each mention; where they are not given, they are not looked at.
        """
        stored, held = self.derived_linkage()
        yield from verification.differences("incident_mention", {i.id: i for i in stored}, {i.id: i for i in incidents})
        yield from verification.differences("standing", held, {s.incident: s for s in standings})
        if carding is not None:
            with self._database.reading() as connection:
                kept = cards.stored(connection)
            for dossier in self.dossiers():
                told = cards.wanted([carding(dossier)])
                mine = {key: kept.pop(key) for key in list(told) if key in kept}
                yield from verification.differences("card", mine, told)
            yield from verification.differences("card", kept, {})
        if keyed is not None:
            with self._database.reading() as connection:
                found = blocking.stored(connection)
            wanted = blocking.wanted(self._keys, keyed)
            yield from verification.differences("linked_mention", found, wanted)

    def derived_linkage(self) -> tuple[tuple[Incident, ...], Mapping[str, Standing]]:
        """What is stored of the linker's work, to be compared with what it works out anew."""
        with self._database.reading() as connection:
            return linkage.fetch_incidents(connection), linkage.fetch_standings(connection)

    def save_incidents(
        self,
        incidents: Iterable[Incident],
        standings: Iterable[Standing],
        *,
        by: str,
        carding: Carding | None = None,
        keyed: Iterable[tuple[MentionKey, frozenset[str]]] | None = None,
        linked_with: str = "",
        upto: int | None = None,
    ) -> bool:
        """Makes these all the incidents, and these their standings; whether anything differed.

        Enters the log only if something differed or something was kept or decided since the last time.

        Args:
            incidents: all of them.
            standings: of all of them.
            by: who linked.
            carding: makes the cards of a dossier; where it is not given, cards stay as they are.
            keyed: the keys by which the linker finds each mention; where they are not given, those of before go.
            linked_with: by which linker and settings it was worked out.
            upto: the last entry of the log that was looked at (:meth:`head`); by default all there are.

        Raises RegisterError where two incidents claim one mention or one id.
        """
        all_of_them = tuple(incidents)
        with self._change("link", by) as change:
            if carding is not None:
                cards.remove_all_but(change, (i.id for i in all_of_them))
            linkage.save(change, all_of_them, tuple(standings), self._begun)
            if carding is not None:
                self._card(change, [i.id for i in all_of_them], carding)
                cards.heed(change, dossiers.far_seals(change.connection))
            links.keep_all(change, self._keys, keyed or (), linked_with)
            changed = not change.empty
            if changed or not linkage.is_current(change.connection):
                change.set_meta("linked", str(change.entry if upto is None else upto))
        self._begun.clear()
        return changed

    @property
    def links(self) -> LinkShelf:
        """What the linker asks and gives back when only a little changed."""
        return LinkShelf(self._database, self._keys, self._change, self._begun)

    @staticmethod
    def _card(change: log.Change, incidents: Sequence[str], carding: Carding) -> None:
        """Makes the cards of some incidents anew."""
        for some in readings.chunks(incidents, _TOGETHER):
            found = dossiers.fetch(change.connection, linkage.fetch_some(change.connection, some))
            cards.replace_cards(change, some, [carding(d) for d in found])

    def resolve(self, words: str) -> str:
        """The id of the incident meant by an id, an alias (merged ids stay) or the beginning of one.

        Raises NotFoundError where it means none or several.
        """
        with self._database.reading() as connection:
            return linkage.resolve(connection, words)

    def incident(self, words: str) -> Incident:
        """The incident meant, as it is linked now; named as for :meth:`resolve`."""
        with self._database.reading() as connection:
            return linkage.fetch_some(connection, [linkage.resolve(connection, words)])[0]

    def incident_of(self, key: MentionKey) -> str | None:
        """The id of the incident that a mention tells of now, or None."""
        with self._database.reading() as connection:
            return dossiers.holders(connection, [key.text]).get(key)

    def mentions_of(self, text: str) -> tuple[MentionKey, ...]:
        """The mentions, in their order, that incidents have of the texts whose ids begin so; none for no beginning."""
        table = schema.incident_mention
        if not text:
            return ()
        with self._database.reading() as connection:
            # an index finds no LIKE; in every collation z is behind the characters of ids
            rows = connection.execute(select(table).where(table.c.text.between(text, text + "z" * 8)))
            return tuple(sorted(MentionKey(r.text, r.mention) for r in rows if r.text.startswith(text)))

    def dossier(self, words: str) -> Dossier:
        """Everything kept about one incident, named as for :meth:`resolve`. Costs what the incident holds."""
        with self._database.reading() as connection:
            return dossiers.fetch(connection, linkage.fetch_some(connection, [linkage.resolve(connection, words)]))[0]

    def dossiers(self, incidents: Iterable[str] | None = None) -> Iterator[Dossier]:
        """The dossiers of all incidents by id, or of some in the order given; a few at a time, in constant memory."""
        if incidents is not None:
            for some in readings.chunks(list(incidents), _TOGETHER):
                with self._database.reading() as connection:
                    found = {d.incident.id: d for d in dossiers.fetch(connection, linkage.fetch_some(connection, some))}
                yield from (found[i] for i in some if i in found)
            return
        last = ""
        while True:
            with self._database.reading() as connection:
                some = linkage.some_after(connection, last, _TOGETHER)
                few = dossiers.fetch(connection, linkage.fetch_some(connection, some))
            if not some:
                return
            yield from few
            last = some[-1]

    # -- cards --------------------------------------------------------------------------------------------

    def cards(
        self,
        query: CardQuery = _ALL,
        *,
        limit: int = 50,
        offset: int = 0,
        after: str | None = None,
        audience: CardAudience = "keeper",
    ) -> list[Card]:
        """Some incidents at a glance, in the query's order. Costs what it gives, whatever the register holds.

        Args:
            query: which, and in which order.
            limit: how many at most.
            offset: how many are passed over first.
            after: the incident behind whose card it goes on; with it pages far behind cost no more than the first.
            audience: whose cards. A reader's tell nothing that is sealed in their own reports or sealed everywhere by
                a person or because of whom it is about; of incidents that are sealed as a whole there are none.

        Raises:
            NotFoundError: *after* is no incident that has a card.
            UsageError: no such order or grade.
        """
        with self._database.reading() as connection:
            return cards.find(connection, query, self._audience(audience), limit, offset, after)

    def count_cards(self, query: CardQuery = _ALL, *, audience: CardAudience = "keeper") -> int:
        """How many cards a query finds. Raises UsageError as :meth:`cards` does."""
        with self._database.reading() as connection:
            return cards.count(connection, query, self._audience(audience))

    def card_counts(
        self, by: CardFacet, query: CardQuery = _ALL, *, audience: CardAudience = "keeper"
    ) -> Mapping[str, int]:
        """How many of the cards that a query finds there are for each value of something; "" counts those without.

        Raises UsageError for what cards are not counted by.
        """
        with self._database.reading() as connection:
            return cards.counts(connection, by, query, self._audience(audience))

    def card(self, incident: str, *, audience: CardAudience = "keeper") -> Card | None:
        """The card of an incident by its very id, or None where it has none for that audience."""
        with self._database.reading() as connection:
            return cards.by_incident(connection, [incident], self._audience(audience)).get(incident)

    def _audience(self, asked: CardAudience) -> CardAudience:
        """Whose cards are shown: of a locked register only readers'."""
        return "reader" if self.locked else asked

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
                if dossiers.is_undone(connection, undoes):
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
            about = dossiers.about_row(identity, decision.kind, anchor)
            connection.execute(insert(schema.decision_about), [about])
            if decision.kind == "seal":
                seals.seal_by_hand(change, anchor)
        return replace(decision, id=identity, anchor=anchor, undoes=undoes)

    def decisions(self, kinds: Sequence[str] = ()) -> tuple[Decision, ...]:
        """All decisions, oldest first, those that were undone too (:meth:`undone` tells which); or those of some kinds
        and what undoes them."""
        with self._database.reading() as connection:
            if kinds:
                return tuple(dossiers.decisions_of_kinds(connection, kinds))
            return dossiers.all_decisions(connection)

    def decided_texts(self, kinds: Sequence[str]) -> frozenset[str]:
        """The ids of the texts in which there are decisions of some kinds, undone or not."""
        about = schema.decision_about
        with self._database.reading() as connection:
            rows = connection.execute(select(about.c.text).where(about.c.kind.in_(kinds)).distinct())
            return frozenset(r.text for r in rows)

    def decision(self, words: str) -> Decision:
        """The decision of an id or of the beginning of one. Raises NotFoundError where it means none or several."""
        with self._database.reading() as connection:
            identity = _only(connection, schema.decision, words, "decision")
            row = connection.execute(select(schema.decision).where(schema.decision.c.id == identity)).one()
        return dossiers.to_decision(row)

    def is_undone(self, identity: str) -> bool:
        """Whether a decision counts for nothing because another one undid it."""
        with self._database.reading() as connection:
            return dossiers.is_undone(connection, identity)

    def decisions_on(self, text: str) -> tuple[Decision, ...]:
        """The decisions anchored in a text, with what undoes them (and undoes that), oldest first."""
        with self._database.reading() as connection:
            return tuple(dossiers.decisions_about(connection, [text], ()))

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

    # -- actors -------------------------------------------------------------------------------------------

    @property
    def copying(self) -> ImportShelf:
        """All that is kept, given to a copy of the register or taken from the one that this is a copy of."""
        return ImportShelf(self._database, self._keys)

    @property
    def actors(self) -> ActorShelf:
        """Who is who across incidents, and legal cases."""
        return ActorShelf(self._database, self._keys, self._change)

    # -- sealing ------------------------------------------------------------------------------------------

    def seals(self) -> tuple[Seal, ...]:
        """Every seal that holds, of the whole register: the policy's and people's, less those lifted. Raises
        LockedError: what is sealed cannot be told without a key, and nothing leaves then."""
        self._need_key()
        with self._database.reading() as connection:
            return seals.in_force(connection, dossiers.all_decisions(connection))

    # -- the workspace ------------------------------------------------------------------------------------

    def admit(self, member: Member, *, by: str) -> None:
        """Lets somebody use the workspace, or changes what they may do; what held before stays in the log.

        Raises UsageError for a name or a role that cannot be.
        """
        with self._change("admit", by) as change:
            members.enter(change, member)

    def members(self) -> tuple[Member, ...]:
        """Who may use the workspace, those who may not come in any more too, by name."""
        with self._database.reading() as connection:
            return members.fetch(connection)

    def pin(self, kind: str, subject: str, *, by: str, body: Mapping[str, Any] | None = None) -> Slip:
        """Pins a slip to a text, an incident or a statement.

        Args:
            kind: what it says, one word.
            subject: id of what it is pinned to.
            by: who pins it.
            body: plain JSON values; nothing that can be sealed.
        """
        with self._change("pin", by) as change:
            return slips.enter(change, kind, subject, by=by, at=self._clock(), body=body or {})

    def slips(self, kind: str | None = None, subject: str | None = None) -> tuple[Slip, ...]:
        """The slips of a kind, on a subject, or both, oldest first."""
        with self._database.reading() as connection:
            return slips.fetch(connection, kind, subject)

    def far_seals(self) -> tuple[Seal, ...]:
        """The seals that hold in all texts and not only where they were set: people's, and the policy's on children and
        victims of sexual violence."""
        with self._database.reading() as connection:
            return dossiers.far_seals(connection)

    # -- keys and erasing ---------------------------------------------------------------------------------

    @property
    def keys(self) -> KeyShelf:
        """Who may read what is sealed, and with which keys."""
        return KeyShelf(self._database, self._opened, self._keyring, self._change)

    def was_erased(self, capture: Capture) -> bool:
        """Whether a report from its address, or with its bytes, was erased and is not to be taken in again."""
        with self._database.reading() as connection:
            return erasing.was_erased(connection, self._keys, capture)

    def was_removed(self, report: str) -> bool:
        """Whether the report of an id was erased."""
        with self._database.reading() as connection:
            return erasing.was_removed(connection, self._keys, report)

    def report_of(self, words: str) -> Report:
        """The report of an id, an address, the id of a text of it, or the beginning of an id. Raises NotFoundError."""
        with self._database.reading() as connection:
            for identity in (words, self._keys.report(words)):
                row = connection.execute(select(schema.report).where(schema.report.c.id == identity)).first()
                if row is not None:
                    return Report(row.id, row.uri, row.kind)
            texts = connection.execute(select(schema.text.c.id, schema.text.c.report)).all() if len(words) > 5 else []
            found = {r.report for r in texts if r.id.startswith(words)}
            identity = found.pop() if len(found) == 1 else _only(connection, schema.report, words, "report")
            row = connection.execute(select(schema.report).where(schema.report.c.id == identity)).one()
        return Report(row.id, row.uri, row.kind)

    def erase(self, report: str, *, by: Sequence[str], reason: str, second: Keyring | None = None) -> None:
        """Erases a report for good, so that no backup of before brings it back to whoever has keys of today.

        Its keys are destroyed, its rows taken out, the register's key is changed, and the keys of those present are
        replaced and destroyed; printed recovery shares open nothing any more. Link anew after.

        Args:
            report: its id.
            by: the names of the two keepers who erase it.
            reason: why.
            second: the second keeper's keys, where they are present, too.

        Raises:
            LockedError: it is locked.
            NotFoundError: no report has that id.
            TracesError: it is erased, and others held on to the file, so that traces are left in it.
        """
        self._need_key()
        rings = [(self._keyring, self._opened.with_key)]
        if second is not None:
            known = {k.recipient for k in self.keys.keepers()}
            theirs = (k for k in second.held(self.keys.register) if k.recipient in known)
            rings.append((second, next(theirs, None)))
        replaced = [(ring, key, ring.replace(key, self.keys.register)) for ring, key in rings if key is not None]
        traces: TracesError | None = None
        try:
            with self._change("erase", " and ".join(by)) as change:
                if not _exists(change.connection, schema.report, report):
                    raise NotFoundError(report, "no report has that id")
                change.note.update({"report": report, "by": list(by), "reason": reason})
                erasing.erase(change, self._keys, report)
                vault = self._opened.need()
                keepers.dismiss_shares(change)
                for _ring, old, new in replaced:
                    keepers.replace(change, vault, old.recipient, new.recipient)
                keepers.change_key(change, vault, stale_but=[new.recipient for _, _, new in replaced])
        except TracesError as error:  # it is done: the new keys hold
            traces = error
        except BaseException:
            for ring, _old, new in replaced:
                ring.destroy(new)
            raise
        for ring, old, _new in replaced:
            ring.destroy(old)
        self._opened.with_key = replaced[0][2] if replaced else None
        if traces is not None:
            raise traces

    # -- search -------------------------------------------------------------------------------------------

    def search(self, query: str, limit: int = 20, *, sealed: bool = True) -> list[Hit]:
        """The current texts with everything asked for: ``word``, ``begin*``, ``"one phrase"``, in any spelling that
        folds alike. Titles first, then the newest.

        Args:
            query: as typed.
            limit: how many at most.
            sealed: for the keeper: sealed words are found too (as whole words; nothing in a text that is sealed as a
                whole). Without it, and in a locked register, nothing tells that they are there.
        """
        with self._database.reading() as connection:
            found = search.find(connection, query, limit, readings.current_texts(), sealed=sealed)
        texts = (self.text(identity) if sealed else self.redacted(identity) for identity in found)
        return [search.hit(text, query) for text in texts]

    def redacted(self, identity: str) -> Text:
        """The text of an id as a reader without a key is shown it: what is sealed in it is blocks. Raises
        NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(select(schema.text).where(schema.text.c.id == identity)).first()
            if row is None:
                raise NotFoundError(identity, "no text has that id")
            return readings.shadow_of(connection, row)

    # -- the log ------------------------------------------------------------------------------------------

    def note(self, action: str, *, by: str, payload: Mapping[str, Any]) -> LogEntry:
        """Notes in the log something that changed no row, such as an export.

        Args:
            action: one word: "export".
            by: who did it.
            payload: plain JSON values; nothing that can be sealed.
        """
        self._need_key()
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
        self._need_key()
        return verification.verify(self._database, self._opened.need(), progress, head)


def _exists(connection: Connection, table: Any, identity: str) -> bool:
    return connection.execute(select(table.c.id).where(table.c.id == identity)).first() is not None


def _only(connection: Connection, table: Any, words: str, kind: str) -> str:
    """The one id that begins so. Raises NotFoundError."""
    wanted = words.strip()
    # an index finds no LIKE; in every collation z is behind the characters of ids
    between = table.c.id.between(wanted, wanted + "z" * 8)
    found = [r.id for r in connection.execute(select(table.c.id).where(between).order_by(table.c.id).limit(3))]
    found = [identity for identity in found if identity.startswith(wanted)]
    if wanted in found:
        return wanted
    if len(found) == 1 and len(wanted) > 2:
        return str(found[0])
    if found:
        raise NotFoundError(words, f"is the beginning of several {kind}s' ids", f"give more of it: {', '.join(found)}")
    raise NotFoundError(words, f"no {kind} has that id")
