"""The steps in order: capture, extract, read, keep, link, decide, export, publish, verify.

The only module that knows them all. Each step is done by its room; here stands what comes after what, and that
one bad report never stops the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

from sijill import codebook, sources, texts
from sijill.errors import DecisionError, Failure, NotFoundError, ReaderError, SijillError, UsageError
from sijill.incidents import decided, identity, linking, selecting, standing
from sijill.publication import release
from sijill.publication.export import export as write_export
from sijill.publication.filter import Filter
from sijill.publication.formats import format_named
from sijill.register import Damage, Register
from sijill.settings import Settings, load
from sijill.statements import Reader, contract
from sijill.statements.baseline import BaselineReader
from sijill.statements.neural.reader import NeuralReader
from sijill.types import (
    Account,
    Anchor,
    Capture,
    Decision,
    Incident,
    Reading,
    Release,
    Report,
    Source,
    Standing,
    Text,
    Value,
)
from sijill.values import edtf

Audience = Literal["public", "keeper"]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One report, read."""

    capture: Capture
    text: Text
    reading: Reading


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one report that was added."""

    uri: str
    #: whether bytes, text or reading were new to the register
    new: bool
    #: mentions in its reading
    mentions: int


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking came to."""

    incidents: int
    mentions: int
    #: whether anything differs from before
    changed: bool


def codebook_of(settings: Settings) -> codebook.Codebook:
    """The codebook in force: the shipped one, and the user's own files over it."""
    folder = settings.text("codebook_dir")
    return codebook.load((Path(folder),) if folder else ())


def reader_for(settings: Settings, *, on_fallback: Callable[[str], None] | None = None) -> Reader:
    """The reader in force.

    Args:
        settings: the settings in force; ``reader`` chooses.
        on_fallback: told why rules alone read, where the neural reader would but cannot.

    Raises:
        ReaderError: the neural reader is asked for by name and cannot be loaded.
    """
    book, wanted, folder = codebook_of(settings), settings.text("reader"), settings.text("reader_weights")
    if wanted == "baseline":
        return BaselineReader(book)
    try:
        return NeuralReader(book, Path(folder) if folder else None)
    except ReaderError as error:
        if wanted == "neural" or folder:
            raise
        if on_fallback is not None:
            on_fallback(str(error))
        return BaselineReader(book)


def read(
    arguments: Sequence[str],
    *,
    published: str | None = None,
    input_format: str = "auto",
    settings: Settings | None = None,
    stdin: BinaryIO | None = None,
    on_contact: Callable[[str], None] | None = None,
) -> Iterator[ReadResult | Failure]:
    """Read reports; keep nothing.

    Args:
        arguments: files, folders, globs, "-" or web addresses.
        published: publication date (EDTF) of sources that do not tell it.
        input_format: "auto", or "jsonl" for records of the JSON Lines input.
        settings: the settings in force; loaded where not given.
        stdin: what "-" reads; the process's own by default.
        on_contact: told the name of each host before it is contacted.

    Yields:
        One result for each report, or the failure of one, in order.
    """
    settings = settings or load()
    reader = reader_for(settings)
    for capture in _captures(arguments, published, input_format, settings, stdin, on_contact):
        if isinstance(capture, Failure):
            yield capture
            continue
        try:
            text = texts.extract(capture, max_characters=settings.integer("max_characters"))
            yield ReadResult(capture, text, _reading(reader, text))
        except SijillError as error:
            yield Failure(capture.uri, error)


def _captures(
    arguments: Sequence[str],
    published: str | None,
    input_format: str,
    settings: Settings,
    stdin: BinaryIO | None,
    on_contact: Callable[[str], None] | None,
) -> Iterator[Capture | Failure]:
    if published is not None:
        try:
            edtf.bounds(published)
        except ValueError:
            raise UsageError(published, "is not a publication date", "give it as 2020-07-13, 2020-07 or 2020") from None
    options = sources.SourceOptions(
        settings=settings,
        input_format=input_format,
        published=published,
        stdin=stdin or sys.stdin.buffer,
        on_contact=on_contact,
        clock=lambda: datetime.now(UTC),
    )
    return sources.capture(arguments, options)


def add(
    register: Register,
    arguments: Sequence[str],
    *,
    by: str = "sijill",
    published: str | None = None,
    input_format: str = "auto",
    settings: Settings | None = None,
    stdin: BinaryIO | None = None,
    on_contact: Callable[[str], None] | None = None,
) -> Iterator[Added | Failure]:
    """Capture, read and keep reports, one transaction each, then link. Safe to repeat and to interrupt.

    What is killed half-way has kept whole reports only; the same call again does the rest. Bytes without a
    readable text are kept as well, so that evidence is not lost, and told as a failure.

    Yields:
        What became of each report. Linking is done when the iterator is exhausted.
    """
    settings = settings or load()
    reader = reader_for(settings)
    for capture in _captures(arguments, published, input_format, settings, stdin, on_contact):
        yield capture if isinstance(capture, Failure) else _add_one(register, capture, reader, settings, by)
    link(register, by=by, settings=settings)


def _add_one(
    register: Register, capture: Capture, reader: Reader, settings: Settings, by: str
) -> Added | Failure:
    try:
        text = texts.extract(capture, max_characters=settings.integer("max_characters"))
    except SijillError as error:
        register.keep(capture, None, None, by=by)
        return Failure(capture.uri, error)
    if register.has_reading(text.id, reader.identity) and register.has_capture(capture):
        return Added(capture.uri, new=False, mentions=0)
    try:
        reading = _reading(reader, text)
    except SijillError as error:
        register.keep(capture, text, None, by=by)
        return Failure(capture.uri, error)
    kept = register.keep(capture, text, reading, by=by)
    return Added(capture.uri, new=kept.anything, mentions=len(reading.mentions))


def _reading(reader: Reader, text: Text) -> Reading:
    """What the reader makes of a text. Whatever goes wrong in it costs this report only."""
    try:
        return reader.read(text)
    except Exception as error:
        raise ReaderError(
            text.uri, f"the reader failed on it ({type(error).__name__})", "a fault of sijill: please tell its makers"
        ) from error


def read_again(
    register: Register, *, by: str = "sijill", settings: Settings | None = None
) -> Iterator[Added | Failure]:
    """Read every kept text that the reader in force has not read; add the readings and link.

    A newer reader supersedes, never deletes: decisions carry over by the words they are anchored to.
    """
    settings = settings or load()
    reader = reader_for(settings)
    for text in register.unread_texts(reader.identity):
        try:
            reading = _reading(reader, text)
        except SijillError as error:
            yield Failure(text.uri, error)
            continue
        register.keep_reading(reading, by=by)
        yield Added(text.uri, new=True, mentions=len(reading.mentions))
    link(register, by=by, settings=settings)


@dataclass(frozen=True, slots=True)
class Linkage:
    """Incidents and what holds for each: a pure function of accounts, judgements and decisions."""

    incidents: tuple[Incident, ...]
    standings: tuple[Standing, ...]


def derive_linkage(register: Register, settings: Settings, previous: Sequence[Incident]) -> Linkage:
    """Work out incidents and standing values from what is kept; writes nothing."""
    decisions = register.decisions()
    scopes = {s.strip() for s in settings.text("scope").split(",")}
    accounts = [
        account
        for kept in register.accounts()
        if (account := decided.apply(kept, decisions)) and account.mention.first("scope") in {*scopes, None}
    ]
    groups = linking.group(accounts, register.judgements(), decisions)
    incidents = identity.reconcile(groups, previous, register.mint_incident)
    by_key = {account.key: account for account in accounts}
    rule = settings.text("counting_rule")
    standings = tuple(
        standing.stand(incident, [by_key[key] for key in incident.mentions], decisions, rule) for incident in incidents
    )
    return Linkage(incidents, standings)


def link(register: Register, *, by: str = "sijill", settings: Settings | None = None) -> Linked:
    """Bring the mentions of one incident together and work out what holds. Twice is once."""
    settings = settings or load()
    linkage = derive_linkage(register, settings, register.incidents())
    changed = register.save_incidents(linkage.incidents, linkage.standings, by=by)
    return Linked(len(linkage.incidents), sum(len(i.mentions) for i in linkage.incidents), changed)


def link_readings(readings: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Link readings of the contract without a register.

    Args:
        readings: objects valid against contract 1.

    Yields:
        ``{"incident": id, "mentions": [{"source": uri, "incident": id in the reading}, …]}``, one an incident.

    Raises:
        ContractError: an object is not a reading of the contract.
    """
    accounts: list[Account] = []
    for number, obj in enumerate(readings):
        text, reading = contract.from_json(obj)
        text = replace(text, id=f"{number:08d}-{text.id}")  # the same report twice stays two readings
        source = Source(Report(text.uri, text.uri, "article"), text, datetime.fromtimestamp(0, UTC))
        accounts += [account_of(source, reading, mention.id) for mention in reading.mentions]
    by_key = {account.key: account for account in accounts}
    for position, group in enumerate(linking.group(accounts), start=1):
        yield {
            "incident": f"i{position}",
            "mentions": [
                {"source": by_key[key].source.text.uri, "incident": key.mention} for key in group if key in by_key
            ],
        }


def account_of(source: Source, reading: Reading, mention_id: str) -> Account:
    """One mention of a reading with what the linker needs; statements are numbered, for there is no register."""
    mention = next(m for m in reading.mentions if m.id == mention_id)
    named = {s.subject.item for s in mention.statements}
    claims = tuple(c for c in reading.claims if c.mention == mention_id)
    named |= {c.party for c in claims if c.party}
    ends = {f"i:{mention_id}", *(f"p:{item}" for item in named)}
    return Account(
        source=source,
        mention=mention,
        parties=tuple(p for p in reading.parties if p.id in named),
        claims=claims,
        relations=tuple(r for r in reading.relations if r.source in ends or r.target in ends),
        statement_ids=tuple(f"{source.text.id}/{mention_id}/{n}" for n in range(len(mention.statements))),
        reader=reading.reader,
    )


def decide(register: Register, decision: Decision, *, settings: Settings | None = None) -> Decision:
    """Append one decision and work out anew what holds. Returns it with its id."""
    kept = register.decide(decision)
    link(register, by=decision.by, settings=settings)
    return kept


def replay(
    register: Register, entries: Sequence[selecting.Entry], *, at: datetime, settings: Settings | None = None
) -> Iterator[Decision | Failure]:
    """Take the decisions of a file, each anchored to what its entry describes. Those taken before are left aside.

    Yields:
        Each decision as it stands in the register, or the failure to place one; the others go on.
    """
    labels: dict[str, str] = {}
    for entry in entries:
        try:
            wanted = selecting.decision(entry, list(register.accounts()), labels, at)
            known = next((d for d in register.decisions() if same_decision(d, wanted)), None)
            kept = known or decide(register, wanted, settings=settings)
        except DecisionError as error:
            yield Failure(entry.label, error)
            continue
        if entry.id:
            labels[entry.id] = kept.id
        yield kept


def same_decision(left: Decision, right: Decision) -> bool:
    """Whether two decisions say the same, whenever and under whichever id they were taken."""
    return replace(left, id="", at=right.at) == replace(right, id="")


def export(register: Register, form: str, out: TextIO, *, audience: Audience = "public", by: str = "sijill") -> int:
    """Write incidents through the one filter. Returns how many went out.

    Logged before the first one leaves: an export that breaks off has let something out, too.
    """
    door = Filter(register.seals(), audience=audience)
    format_named(form)
    register.note("export", by=by, payload={"format": form, "audience": audience})
    return write_export(register.dossiers(), form, out, door)


def publish(
    register: Register, directory: Path, *, version: str, by: str = "sijill", created_at: datetime | None = None
) -> Release:
    """Write a release: only what a person decided to publish, nothing sealed. Logged.

    Raises:
        SijillError: a check before the release blocks it; the reasons are told.
    """
    written = release.write_release(
        register.dossiers(), directory, seals=register.seals(), version=version,
        created_at=created_at or datetime.now(UTC),
    )  # fmt: skip
    register.note("publish", by=by, payload={"version": version, "incidents": list(written.incidents)})
    return written


def verify(
    register: Register, *, settings: Settings | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Iterator[Damage]:
    """Re-read every digest, re-find every quotation, walk the log, recompute every derived table.

    Yields:
        What does not hold, each by table, key and what is wrong. Nothing where all holds.
    """
    damaged = False
    for damage in register.verify(progress):
        damaged = True
        yield damage
    if damaged or not register.linkage_is_current():
        return  # what is derived from damaged rows, or not yet derived anew, is not compared
    stored = register.incidents()
    linkage = derive_linkage(register, settings or load(), stored)
    yield from register.compare_linkage(linkage.incidents, linkage.standings)


def find_statement(register: Register, prefix: str) -> tuple[Anchor, Value, None]:
    """The anchor and value of the statement whose id begins so.

    Raises:
        NotFoundError: none, or several.
    """
    found: dict[str, tuple[Anchor, Value, None]] = {}
    for account in register.accounts():
        for statement_id, s in zip(account.statement_ids, account.mention.statements, strict=True):
            if statement_id.startswith(prefix):
                anchor = Anchor(
                    account.source.text.id, account.mention.id, s.subject.role, s.subject.item, s.field, s.spans
                )
                found[statement_id] = (anchor, s.value, None)
    if len(found) != 1:
        raise NotFoundError(
            prefix, f"{len(found) or 'no'} statements begin so", "`sijill show INCIDENT` prints their ids"
        )
    return next(iter(found.values()))


def find_incident(register: Register, prefix: str, *, party: str | None = None) -> tuple[Anchor, None, None]:
    """The anchor of the incident whose id begins so, or of a party in it.

    Raises:
        NotFoundError: no such incident, or nobody of that name in it.
    """
    dossier = register.dossier(prefix)
    if party is None:
        first = dossier.mentions[0]
        return Anchor(first.source.text.id, first.mention.id, incident=dossier.incident.id), None, None
    for account in dossier.mentions:
        for s in account.mention.statements:
            if (
                s.field in {"name", "description"}
                and isinstance(s.value, str)
                and s.value.casefold() == party.casefold()
            ):
                anchor = Anchor(account.source.text.id, account.mention.id, s.subject.role, s.subject.item)
                return anchor, None, None
    names = sorted({str(s.value) for a in dossier.mentions for s in a.mention.statements if s.field == "name"})
    raise NotFoundError(party, f"nobody is called so in {dossier.incident.id}", f"there are: {'; '.join(names)}")


def find_decision(register: Register, prefix: str) -> Decision:
    """The decision whose id begins so. Raises NotFoundError for none or several."""
    found = [d for d in register.decisions() if d.id.startswith(prefix)]
    if len(found) != 1:
        raise NotFoundError(
            prefix, f"{len(found) or 'no'} decisions begin so", "`sijill show INCIDENT` prints their ids"
        )
    return found[0]
