"""Captures, texts and readings ⇄ rows.

Invariant: what is put in comes out equal (tests/register/test_register_readings.py), and putting it in a second time
writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, func, select

from sijill.errors import RegisterError
from sijill.register import encoding, schema, search
from sijill.register.covered import SEALED, vault_of
from sijill.register.keys import Keys
from sijill.register.log import Change
from sijill.types import (
    Account,
    Capture,
    Claim,
    Count,
    Mention,
    MentionKey,
    Metadata,
    Party,
    ReaderIdentity,
    Reading,
    Relation,
    Report,
    ReportKind,
    Source,
    Span,
    Statement,
    Subject,
    Text,
)

#: readings that are fetched at one go: 200 of ten mentions are about 10 MB of Python objects
CHUNK = 200

_T = TypeVar("_T")


def chunks(things: Sequence[_T], size: int = CHUNK) -> Iterator[Sequence[_T]]:
    """Things in runs of a size."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


# ---------------------------------------------------------------------------------------------------------
# Keeping


def keep_capture(change: Change, keys: Keys, capture: Capture, kind: ReportKind, *, size: int | None = None) -> bool:
    """Keeps bytes and where they were found, unless known; whether they were new.

    Args:
        change: to write through.
        keys: give the ids.
        capture: the bytes.
        kind: of the report, where it is new.
        size: how many bytes there are, where they are not at hand: an export that was read in had them not with it.

    Raises RegisterError where the bytes are not those of the digest.
    """
    connection = change.connection
    identity = keys.capture(capture.sha256, capture.uri)
    if _has(connection, schema.capture, identity):
        return False
    if size is None and hashlib.sha256(capture.content).hexdigest() != capture.sha256:
        raise RegisterError(capture.uri, "its bytes are not those of its SHA-256", "capture it again")
    twin = connection.execute(
        select(schema.capture.c.report).where(schema.capture.c.sha256 == capture.sha256).limit(1)
    ).scalar()
    if twin is None:
        change.enclosure.tell_capture(capture.sha256, keys.report(capture.uri))
        change.insert(
            schema.blob,
            [
                {
                    "sha256": capture.sha256,
                    "size": len(capture.content) if size is None else size,
                    "content": capture.content,
                }
            ],
        )
    report = twin or keys.report(capture.uri)
    if twin is None and not _has(connection, schema.report, report):
        change.insert(schema.report, [{"id": report, "uri": capture.uri, "kind": kind, "entry": change.entry}])
    change.insert(
        schema.capture,
        [
            {
                "id": identity,
                "sha256": capture.sha256,
                "uri": capture.uri,
                "report": report,
                "kind": capture.kind,
                "captured_at": encoding.moment(capture.captured_at),
                "media_type": capture.media_type,
                "encoding": capture.encoding,
                "declared": encoding.metadata(capture.declared),
                "custody": encoding.pairs(capture.custody),
                "entry": change.entry,
            }
        ],
    )
    return True


def keep_text(change: Change, text: Text) -> bool:
    """Keeps a text of a kept capture and enters it into the search index, unless known; whether it was new."""
    connection = change.connection
    if _has(connection, schema.text, text.id):
        return False
    report = connection.execute(
        select(schema.capture.c.report).where(schema.capture.c.sha256 == text.capture).limit(1)
    ).scalar()
    if report is None:
        raise RegisterError(text.uri, "its text is of bytes that the register does not have", "keep the capture first")
    told = text.metadata
    change.insert(
        schema.text,
        [
            {
                "id": text.id,
                "capture": text.capture,
                "report": report,
                "uri": text.uri,
                "extractor": text.extractor,
                "content": text.content,
                "title": told.title,
                "publisher": told.publisher,
                "author": told.author,
                "language": told.language,
                "published": told.published,
                "url": told.url,
                "pages": encoding.numbers(text.pages),
                "entry": change.entry,
            }
        ],
    )
    search.index(change, text)
    return True


def keep_reading(change: Change, keys: Keys, reading: Reading) -> bool:
    """Keeps a reading of a kept text, unless that reader has read it already; whether it was new."""
    connection = change.connection
    identity = keys.reading(reading.text, reading.reader)
    if _has(connection, schema.reading, identity):
        return False
    reader = reading.reader
    change.insert(
        schema.reading,
        [
            {
                "id": identity,
                "text": reading.text,
                "name": reader.name,
                "version": reader.version,
                "model": reader.model,
                "codebook": reader.codebook,
                "entry": change.entry,
            }
        ],
    )
    known = {
        str(r.id)
        for r in connection.execute(select(schema.statement.c.id).where(schema.statement.c.text == reading.text))
    }
    statements: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for at, mention in enumerate(reading.mentions):
        for position, said in enumerate(mention.statements):
            name = keys.statement(reading.text, said)
            found.append(
                {
                    "reading": identity,
                    "mention": at,
                    "position": position,
                    "statement": name,
                    "speaker_spans": encoding.spans(said.speaker_spans),
                }
            )
            if name not in known:
                known.add(name)
                statements.append(_statement_row(name, reading.text, said, change.entry))
    change.insert(
        schema.mention,
        [
            {
                "reading": identity,
                "position": at,
                "id": m.id,
                "evidence": encoding.spans(m.evidence),
                "confidence": float(m.confidence),
            }
            for at, m in enumerate(reading.mentions)
        ],
    )
    change.insert(schema.statement, statements)
    change.insert(schema.reading_statement, found)
    _keep_parties(change, identity, reading)
    return True


def _statement_row(identity: str, text: str, said: Statement, entry: int) -> dict[str, Any]:
    return {
        "id": identity,
        "text": text,
        "mention": said.subject.mention,
        "role": said.subject.role,
        "item": said.subject.item,
        "field": said.field,
        "value": encoding.value(said.value),
        "spans": encoding.spans(said.spans),
        "modality": said.modality,
        "speaker": said.speaker,
        "as_of": said.as_of,
        "entry": entry,
    }


def _keep_parties(change: Change, identity: str, reading: Reading) -> None:
    change.insert(
        schema.party,
        [
            {
                "reading": identity,
                "position": at,
                "id": p.id,
                "kind": p.kind,
                "name": p.name,
                "spans": encoding.spans(p.spans),
            }
            for at, p in enumerate(reading.parties)
        ],
    )
    change.insert(
        schema.claim,
        [
            {
                "reading": identity,
                "position": at,
                "id": c.id,
                "speaker": c.speaker,
                "speaker_spans": encoding.spans(c.speaker_spans),
                "kind": c.kind,
                "span": encoding.spans((c.span,)),
                "party": c.party,
                "mention": c.mention,
                "field": c.field,
                "count": None if c.count is None else encoding.value(c.count),
            }
            for at, c in enumerate(reading.claims)
        ],
    )
    change.insert(
        schema.relation,
        [
            {
                "reading": identity,
                "position": at,
                "kind": r.kind,
                "source": r.source,
                "target": r.target,
                "span": encoding.spans((r.span,)),
            }
            for at, r in enumerate(reading.relations)
        ],
    )


def _has(connection: Connection, table: Table, identity: str) -> bool:
    return connection.execute(select(table.c.id).where(table.c.id == identity)).first() is not None


# ---------------------------------------------------------------------------------------------------------
# What is current


def current_texts() -> Select[Any]:
    """Ids of the newest text of all captured bytes."""
    newest = (
        select(schema.text.c.capture, func.max(schema.text.c.entry).label("entry"))
        .group_by(schema.text.c.capture)
        .subquery()
    )
    return select(schema.text.c.id).join(
        newest, (schema.text.c.capture == newest.c.capture) & (schema.text.c.entry == newest.c.entry)
    )


def current_readings() -> Select[Any]:
    """id and text of the newest reading of each current text, in the order in which they were kept.

    Newest of all readers, not of each: a mention is named by its text and local id, and two current readings of one
    text would give one name to two mentions.
    """
    newest = (
        select(schema.reading.c.text, func.max(schema.reading.c.entry).label("entry"))
        .group_by(schema.reading.c.text)
        .subquery()
    )
    return (
        select(schema.reading.c.id, schema.reading.c.text)
        .join(newest, (schema.reading.c.text == newest.c.text) & (schema.reading.c.entry == newest.c.entry))
        .where(schema.reading.c.text.in_(current_texts()))
        .order_by(schema.reading.c.entry, schema.reading.c.id)
    )


def current_readings_of(connection: Connection, texts: Iterable[str], upto: int | None = None) -> dict[str, str]:
    """Text id -> its current reading, of some texts, by index: none where the bytes have a newer text.

    With *upto*, the one that was current when the log ended with that entry.
    """
    newer_text, newer = schema.text.alias(), schema.reading.alias()
    last_text = select(func.max(newer_text.c.entry)).where(newer_text.c.capture == schema.text.c.capture)
    last = select(func.max(newer.c.entry)).where(newer.c.text == schema.reading.c.text)
    if upto is not None:
        last_text, last = last_text.where(newer_text.c.entry <= upto), last.where(newer.c.entry <= upto)
    chosen = (
        select(schema.reading.c.text, schema.reading.c.id)
        .join(schema.text, schema.reading.c.text == schema.text.c.id)
        .where(
            schema.reading.c.entry == last.scalar_subquery(),
            schema.text.c.entry == last_text.scalar_subquery(),
        )
    )
    found: dict[str, str] = {}
    for some in chunks(sorted(set(texts)), 500):
        found.update((r.text, r.id) for r in connection.execute(chosen.where(schema.reading.c.text.in_(some))))
    return found


# ---------------------------------------------------------------------------------------------------------
# Fetching


def to_capture(row: Row[Any], content: bytes) -> Capture:
    """The capture of a row."""
    return Capture(
        sha256=row.sha256,
        content=content,
        uri=row.uri,
        kind=row.kind,
        captured_at=encoding.to_moment(row.captured_at),
        media_type=row.media_type,
        encoding=row.encoding,
        declared=encoding.to_metadata(row.declared),
        custody=encoding.to_pairs(row.custody),
    )


def to_text(row: Row[Any]) -> Text:
    """The text of a row."""
    return Text(
        id=row.id,
        capture=row.capture,
        uri=row.uri,
        extractor=row.extractor,
        content=row.content,
        metadata=Metadata(row.title, row.publisher, row.author, row.language, row.published, row.url),
        pages=encoding.to_numbers(row.pages),
    )


def to_texts(connection: Connection, rows: Iterable[Row[Any]]) -> list[Text]:
    """The texts of rows; to a reader without a key, the shadows of those that are sealed."""
    found = [to_text(row) for row in rows]
    hidden = [t.id for t in found if t.content == SEALED]
    if not hidden or not vault_of(connection.dialect).locked:
        return found
    shadow = schema.shadow
    shown = {
        r.text: r
        for some in chunks(hidden, 500)
        for r in connection.execute(select(shadow).where(shadow.c.text.in_(some)))
    }
    return [_shadowed(t, shown.get(t.id)) if t.content == SEALED else t for t in found]


def shadow_of(connection: Connection, row: Row[Any]) -> Text:
    """The text of a row as a reader without a key is shown it."""
    text = to_text(row)
    shadow = schema.shadow
    shown = connection.execute(select(shadow).where(shadow.c.text == text.id)).first()
    return text if shown is None else replace(_shadowed(text, shown), uri=SEALED)


def _shadowed(text: Text, row: Row[Any] | None) -> Text:
    told = text.metadata
    title = None if row is None else row.title
    metadata = Metadata(title, language=told.language, published=told.published)
    return replace(text, content="" if row is None else row.content, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading with what the register knows beside it."""

    id: str
    source: Source
    reading: Reading
    #: for each mention the ids of its statements, in order
    statement_ids: tuple[tuple[str, ...], ...] = field(default=())

    def accounts(self, only: Container[MentionKey] | None = None) -> Iterator[Account]:
        """The account of each mention, or of some."""
        for mention, ids in zip(self.reading.mentions, self.statement_ids, strict=True):
            if only is None or MentionKey(self.reading.text, mention.id) in only:
                yield self._account(mention, ids)

    def _account(self, mention: Mention, ids: tuple[str, ...]) -> Account:
        reading = self.reading
        named = {s.subject.item for s in mention.statements if s.subject.item}
        claims = tuple(c for c in reading.claims if c.mention == mention.id)
        named |= {c.party for c in claims if c.party}
        ends = {f"i:{mention.id}", *(f"p:{p}" for p in named)}
        relations = tuple(r for r in reading.relations if r.source in ends or r.target in ends)
        named |= {end[2:] for r in relations for end in (r.source, r.target) if end.startswith("p:")}
        return Account(
            source=self.source,
            mention=mention,
            parties=tuple(p for p in reading.parties if p.id in named),
            claims=claims,
            relations=relations,
            statement_ids=ids,
            reader=reading.reader,
            foremost=reading.foremost(mention),
        )


def fetch(connection: Connection, identities: Sequence[str], only: Container[MentionKey] | None = None) -> list[Kept]:
    """The readings of these ids, in their order, with all that belongs to them; with *only*, without the statements of
    other mentions."""
    heads = {r.id: r for r in connection.execute(select(schema.reading).where(schema.reading.c.id.in_(identities)))}
    sources = fetch_sources(connection, {r.text for r in heads.values()})
    parts = {
        table.name: _by_reading(connection, table, identities)
        for table in (schema.mention, schema.party, schema.claim, schema.relation)
    }
    said = _statements(connection, identities, only)
    return [_kept(heads[i], sources[heads[i].text], {n: p.get(i, []) for n, p in parts.items()}, said)
            for i in identities]  # fmt: skip


def _by_reading(connection: Connection, table: Table, identities: Sequence[str]) -> Mapping[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    chosen = select(table).where(table.c.reading.in_(identities)).order_by(table.c.reading, table.c.position)
    for row in connection.execute(chosen):
        found.setdefault(row.reading, []).append(row)
    return found


_Said = Mapping[tuple[str, int], list[tuple[str, Statement]]]


def _statements(connection: Connection, identities: Sequence[str], only: Container[MentionKey] | None) -> _Said:
    link, statement = schema.reading_statement, schema.statement
    chosen = (
        select(link.c.reading, link.c.mention.label("at"), link.c.speaker_spans, statement)
        .join(statement, link.c.statement == statement.c.id)
        .where(link.c.reading.in_(identities))
        .order_by(link.c.reading, link.c.mention, link.c.position)
    )
    found: dict[tuple[str, int], list[tuple[str, Statement]]] = {}
    for row in connection.execute(chosen):
        if only is None or MentionKey(row.text, row.mention) in only:
            found.setdefault((row.reading, row.at), []).append((row.id, to_statement(row, row.speaker_spans)))
    return found


def to_statement(row: Row[Any], speaker_spans: str = "[]") -> Statement:
    """The statement of a row."""
    return Statement(
        Subject(row.mention, row.role, row.item),
        row.field,
        encoding.to_value(row.value),
        encoding.to_spans(row.spans),
        row.modality,
        row.speaker,
        encoding.to_spans(speaker_spans),
        row.as_of,
    )


def _kept(head: Row[Any], source: Source, parts: Mapping[str, list[Row[Any]]], said: _Said) -> Kept:
    mentions, ids = [], []
    for row in parts["mention"]:
        statements = said.get((head.id, row.position), [])
        mentions.append(
            Mention(row.id, encoding.to_spans(row.evidence), tuple(s for _, s in statements), row.confidence)
        )
        ids.append(tuple(i for i, _ in statements))
    reading = Reading(
        reader=ReaderIdentity(head.name, head.version, head.model, head.codebook),
        text=head.text,
        mentions=tuple(mentions),
        parties=tuple(Party(r.id, r.kind, r.name, encoding.to_spans(r.spans)) for r in parts["party"]),
        claims=tuple(_claim(r) for r in parts["claim"]),
        relations=tuple(Relation(r.kind, r.source, r.target, _span(r.span)) for r in parts["relation"]),
    )
    return Kept(head.id, source, reading, tuple(ids))


def _claim(row: Row[Any]) -> Claim:
    count = None if (told := row._mapping["count"]) is None else encoding.to_value(told)
    if not (count is None or isinstance(count, Count)):
        raise ValueError(f"not a count: {count!r}")
    return Claim(
        row.id, row.speaker, encoding.to_spans(row.speaker_spans), row.kind, _span(row.span),
        row.party, row.mention, row.field, count,
    )  # fmt: skip


def _span(told: str) -> Span:
    return encoding.to_spans(told)[0]


def fetch_sources(connection: Connection, texts: Iterable[str]) -> dict[str, Source]:
    """Text id -> the text with its report and the first moment at which its bytes were captured."""
    first = select(func.min(schema.capture.c.captured_at)).where(schema.capture.c.sha256 == schema.text.c.capture)
    chosen = select(
        schema.text, schema.report.c.uri.label("report_uri"), schema.report.c.kind, first.scalar_subquery().label("at")
    ).join(schema.report, schema.text.c.report == schema.report.c.id)
    found = {}
    for some in chunks(sorted(texts)):
        rows = connection.execute(chosen.where(schema.text.c.id.in_(some))).all()
        for row, text in zip(rows, to_texts(connection, rows), strict=True):
            found[text.id] = Source(Report(row.report, row.report_uri, row.kind), text, encoding.to_moment(row.at))
    return found
