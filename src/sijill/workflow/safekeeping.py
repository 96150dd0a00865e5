"""What is sealed, erased or left at home: words about reports, as people say them, made into what the register does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TextIO

from sijill.errors import DecisionError, KeysError, NotFoundError, UsageError
from sijill.publication.export import export as write_export
from sijill.publication.filter import Filter
from sijill.publication.formats import format_named
from sijill.register import Register
from sijill.register.keyring import Keyring
from sijill.settings import Settings, load
from sijill.types import Anchor, Dossier, Report, Span, Text
from sijill.workflow.finding import find_incident, find_statement
from sijill.workflow.linking import link

#: kind of the slip by which one keeper asks that a report be erased
ASKED = "erase"

Part = Literal["", "author", "title"]


def sealing_of(
    register: Register, what: str, *, party: str | None = None, words: str | None = None, part: Part = ""
) -> Anchor:
    """The anchor of what a person wants to seal or unseal.

    Args:
        register: where it is.
        what: an incident's id, a statement's (``s_…``), or a text's id, a report's id or address.
        party: only the person or group of that name in the incident.
        words: only these words of the text.
        part: only the byline or the title of the text.

    Raises:
        NotFoundError: nothing, or several things, are called so; or the words are not in the text.
        UsageError: a part of a text is asked of something that is no text.
    """
    if what.startswith("i-") or party is not None:
        if words or part:
            raise UsageError(what, "is an incident: words and parts are of a text", "give the text's id")
        return find_incident(register, what, party=party)[0]
    if what.startswith("s_"):
        return find_statement(register, what)[0]
    text = _text_of(register, what)
    if words:
        start = text.content.find(words)
        if start < 0:
            raise NotFoundError(words, f"does not stand so in {text.uri}", "copy the words as they stand in the text")
        return Anchor(text.id, spans=(Span(start, start + len(words)),))
    return Anchor(text.id, role=part)


def _text_of(register: Register, what: str) -> Text:
    report = register.report_of(what)
    sources = register.sources(report.id)
    named = [s.text for s in sources if s.text.id.startswith(what)]
    if len(named or sources) != 1:
        ids = ", ".join(s.text.id[:10] for s in sources)
        raise NotFoundError(
            what, "has no text" if not sources else "has several texts", f"give one: {ids}" if ids else ""
        )
    return named[0] if named else sources[0].text


def request_erasure(register: Register, what: str, *, by: str, reason: str) -> Report:
    """Asks that a report be erased; a second keeper confirms it. Returns the report.

    Raises:
        LockedError: the register is locked.
        NotFoundError: no report is called so.
    """
    report = register.report_of(what)
    register.pin(ASKED, report.id, by=by, body={"reason": reason, "recipient": _own(register)})
    return report


def confirm_erasure(
    register: Register, what: str, *, by: str, settings: Settings | None = None, reason: str = ""
) -> Report:
    """Erases a report that another keeper has asked to erase, for good, and links anew. Returns what it was.

    Where the register has one keeper only, they confirm what they asked themselves.

    Raises:
        DecisionError: nobody has asked, or the same keeper.
        LockedError: the register is locked.
        NotFoundError: no report is called so.
    """
    report = register.report_of(what)
    asked = register.slips(ASKED, report.id)
    if not asked:
        raise DecisionError(report.id, "nobody has asked that it be erased", "sijill erase REPORT --reason …")
    mine = _own(register)
    alone = len([k for k in register.keys.keepers() if not k.shares]) == 1
    others = [slip for slip in asked if alone or slip.body["recipient"] != mine]
    if not others:
        raise DecisionError(
            report.id, "was asked with the same key", "another keeper confirms it, with a key of theirs"
        )
    told = others[-1]
    words = "; ".join(r for r in (str(told.body["reason"]), reason) if r)
    _erase(register, report, (told.by, by), words, settings)
    return report


def erase_together(
    register: Register,
    what: str,
    second: Keyring,
    *,
    by: tuple[str, str],
    reason: str,
    settings: Settings | None = None,
) -> Report:
    """Erases a report with two keepers at one keyboard, the second with a folder of their keys. Returns what it was.

    Raises:
        KeysError: the second key is no other keeper's.
        LockedError: the register is locked.
        NotFoundError: no report is called so.
    """
    report = register.report_of(what)
    mine = _own(register)
    keepers = {k.recipient for k in register.keys.keepers() if not k.shares}
    keys = [k for k in second.held(register.keys.register) if k.recipient in keepers and k.recipient != mine]
    if not keys:
        raise KeysError(str(second.folder), "has no key of a second keeper of this register")
    second.open(keys[0])  # whoever has it can open it
    _erase(register, report, by, reason, settings, second)
    return report


def _erase(
    register: Register,
    report: Report,
    by: tuple[str, str],
    reason: str,
    settings: Settings | None,
    second: Keyring | None = None,
) -> None:
    """Erases and links anew, also where traces are left; these are then told."""
    try:
        register.erase(report.id, by=by, reason=reason, second=second)
    finally:
        if register.was_removed(report.id):
            link(register, by=by[-1], settings=settings or load())


def _own(register: Register) -> str:
    mine = register.keys.mine
    return mine.recipient if mine is not None else ""


def pack(register: Register, form: str, out: TextIO, *, by: str = "sijill") -> int:
    """Writes all incidents, decided or not, with nothing that is sealed: for a way on which everything may be read.

    Logged before the first one leaves. Returns how many went out; those sealed as a whole did not.
    """
    door = Filter(register.seals(), audience="public")
    format_named(form)
    register.note("pack", by=by, payload={"format": form})
    return write_export(_as_if_decided(register.dossiers()), form, out, door)


def _as_if_decided(dossiers: Iterator[Dossier]) -> Iterator[Dossier]:
    return (replace(dossier, published=True) for dossier in dossiers)
