"""What a person brings in by hand: pasted words, a note of what no report says, an event that no reader found.

Nothing stands without words to rest on: a note is a report of its own, sealed, and quoted like any other; a statement
rests on words of a text; a mention that no reader found carries over to newer readings, since a person made it.
"""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from sijill import texts
from sijill.errors import DecisionError, Failure, NotFoundError, SijillError, SourceError, UsageError
from sijill.register import Register
from sijill.settings import Settings, load
from sijill.statements.sentences import split, tokenise
from sijill.statements.together import read_one
from sijill.types import (
    Anchor,
    Capture,
    Decision,
    Mention,
    Metadata,
    ReaderIdentity,
    Reading,
    ReportKind,
    Role,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)
from sijill.workflow.adding import Added
from sijill.workflow.by_hand import BY_HAND
from sijill.workflow.deciding import decide
from sijill.workflow.linking import link_new
from sijill.workflow.reading import reader_for

#: longest file name that is kept, in code points
LONGEST_NAME = 120
#: roles whose items a person can make by naming them
_WITH_ITEMS = frozenset({"victim", "perpetrator", "target", "weapon"})
_LETTER = {"victim": "p", "perpetrator": "p", "target": "t", "weapon": "w"}


def enter_text(
    register: Register,
    words: str,
    *,
    by: str,
    at: datetime,
    told: Metadata | None = None,
    kind: ReportKind = "article",
    read: bool = True,
    settings: Settings | None = None,
) -> Added | Failure:
    """Keep words that somebody pasted or wrote, read them and link.

    Args:
        register: where they are kept.
        words: as pasted.
        by: who enters them.
        at: when.
        told: what they say of the report: title, publisher, date, address.
        kind: "note" for what a recorder knows and no report says; a note is sealed.
        read: whether a reader looks for incidents in it.
        settings: the settings in force; loaded where not given.

    Returns:
        What became of it, or why no text could be taken from it; the bytes are kept in any case.

    Raises:
        UsageError: there are no words.
    """
    told = told or Metadata()
    if not words.strip():
        raise UsageError("", "there are no words to keep", "paste the text of the report")
    content = words.encode("utf-8", "replace")
    digest = hashlib.sha256(content).hexdigest()
    named = told.url if told.url and kind == "article" else f"{'note' if kind == 'note' else 'pasted'}:{digest[:16]}"
    capture = Capture(
        digest, content, named, kind if kind == "note" else "pasted", at, "text/plain", "utf-8", told,
        (("entered.by_hand", "pasted into the workspace"),),
    )  # fmt: skip
    return _keep(register, capture, kind, by=by, read=read, settings=settings or load())


def enter_file(
    register: Register, content: bytes, name: str, *, by: str, at: datetime, settings: Settings | None = None
) -> Added | Failure:
    """Keep a file that somebody brought in, read it and link. Arguments and answer as for :func:`enter_text`.

    Raises:
        SourceError: it is larger than the setting max_bytes.
    """
    settings = settings or load()
    return _keep(register, _brought(content, name, "upload", at, settings), "article", by=by, read=True,
                 settings=settings)  # fmt: skip


def attach(
    register: Register,
    content: bytes,
    name: str,
    *,
    note: str = "",
    by: str,
    at: datetime,
    settings: Settings | None = None,
) -> str:
    """Keep a file as evidence, without reading it: a photograph, a film. Its SHA-256.

    Raises:
        SourceError: it is empty, or larger than the setting max_bytes.
    """
    capture = _brought(content, name, "attached", at, settings or load())
    if note:
        capture = replace(capture, declared=Metadata(title=note))
    register.keep(capture, None, None, by=by)
    return capture.sha256


def _brought(content: bytes, name: str, kind: str, at: datetime, settings: Settings) -> Capture:
    shown = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[:LONGEST_NAME] or "file"
    if not content:
        raise SourceError(shown, "is empty")
    if len(content) > settings.integer("max_bytes"):
        raise SourceError(shown, f"has {len(content):,} bytes; the limit is {settings.integer('max_bytes'):,}",
                          "the setting max_bytes says how much is taken in")  # fmt: skip
    digest = hashlib.sha256(content).hexdigest()
    media_type = mimetypes.guess_type(shown)[0] or "application/octet-stream"
    return Capture(
        digest, content, f"{kind}:{digest[:12]}/{shown}", kind, at, media_type, None, Metadata(),
        (("entered.by_hand", "brought into the workspace"), ("entered.name", shown)),
    )  # fmt: skip


def _keep(
    register: Register, capture: Capture, kind: ReportKind, *, by: str, read: bool, settings: Settings
) -> Added | Failure:
    try:
        text = texts.extract(capture, max_characters=settings.integer("max_characters"))
    except SijillError as error:
        register.keep(capture, None, None, by=by, kind=kind)
        return Failure(capture.uri, error)
    if not read:
        return Added(capture.uri, new=register.keep(capture, text, None, by=by, kind=kind).anything, mentions=0)
    reading = read_one(reader_for(settings), text)
    if isinstance(reading, Failure):
        register.keep(capture, text, None, by=by, kind=kind)
        return reading
    kept = register.keep(capture, text, reading, by=by, kind=kind)
    link_new(register, by=by, settings=settings)
    return Added(capture.uri, new=kept.anything, mentions=len(reading.mentions))


def tell(
    register: Register,
    mention: str,
    role: Role,
    field: str,
    value: Value,
    span: Span,
    *,
    text: str,
    item: str = "",
    by: str,
    at: datetime,
    reason: str,
    settings: Settings | None = None,
) -> Decision:
    """Add a statement that no reader found to a mention.

    Args:
        register: where the text is kept.
        mention: local id of the mention.
        role: what of it the statement is about.
        field: of the codebook.
        value: what is said, checked already.
        span: the words that say so.
        text: id of the text.
        item: local id of the victim, perpetrator, target or weapon; "" makes a new one that begins where the words do.
        by: who says so.
        at: when.
        reason: why.
        settings: the settings in force.

    Raises:
        DecisionError: the words are not in the text, or it is stated already.
        NotFoundError: no such text or mention.
    """
    kept = register.text(text)
    if span.end > len(kept.content):
        raise DecisionError(f"{span.start}..{span.end}", "lies outside the text")
    account = next((a for a in register.accounts_of(text) if a.mention.id == mention), None)
    if account is None:
        raise NotFoundError(mention, "no mention of that text has that id")
    if role in _WITH_ITEMS and not item:
        item = _new_item(account.mention, role, span)
    subject = Subject(mention, role, item)
    said = Statement(subject, field, value, (span,))
    if any((s.subject, s.field, s.value, s.spans) == (said.subject, field, value, said.spans)
           for s in account.mention.statements):  # fmt: skip
        raise DecisionError(field, "is stated by these words already", "accept it")
    anchor = Anchor(text, mention, role, item, field, (span,))
    return decide(register, Decision("", "add", anchor, by, at, reason, after=value), settings=settings)


def _new_item(mention: Mention, role: Role, span: Span) -> str:
    taken = {s.subject.item for s in mention.statements}
    base = f"{_LETTER[role]}{span.start}"
    return next(name for name in (base, *(f"{base}{c}" for c in "bcdefg")) if name not in taken)


def begin_mention(
    register: Register, text: str, family: str, span: Span, *, by: str, settings: Settings | None = None
) -> str:
    """Say that a text tells of an event where no reader found one; the mention's local id.

    Args:
        register: where the text is kept.
        text: its id.
        family: what was done: an act family, checked already.
        span: the words that say so.
        by: who says so.
        settings: the settings in force.

    Raises:
        DecisionError: the words are not in the text.
        NotFoundError: no such text.
    """
    kept = register.text(text)
    if span.end > len(kept.content):
        raise DecisionError(f"{span.start}..{span.end}", "lies outside the text")
    before = register.reading(text)
    identity = f"i{span.start}{BY_HAND}"
    known = before.mentions if before is not None else ()
    if any(m.id == identity for m in known):
        return identity
    mention = Mention(identity, (_sentences(kept, span),), (Statement(Subject(identity), "type", family, (span,)),))
    reader = ReaderIdentity("by hand", identity, None, None)
    reading = (
        replace(before, reader=reader, mentions=(*known, mention))
        if before is not None
        else Reading(reader, text, (mention,))
    )
    register.keep_reading(reading, by=by)
    link_new(register, by=by, settings=settings)
    return identity


def _sentences(text: Text, span: Span) -> Span:
    """The sentences in which words stand."""
    found = [s.span for s in split(text.content, tokenise(text.content), ()) if s.span.overlaps(span)]
    return Span(min(s.start for s in found), max(s.end for s in found)) if found else span
