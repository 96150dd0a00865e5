"""From a description of something in a report to the anchor of a decision about it.

A file of decisions names things as a person sees them: the report, what happened, to whom; never ids, which
differ from register to register. Each entry must describe exactly one thing; what describes none or several is
refused, with what there is instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from sijill.errors import DecisionError
from sijill.types import Account, Anchor, Decision, DecisionKind, Role, Statement, Value
from sijill.values.names import compare

#: names in a decisions file are meant to be copied from the report; anything less alike is another person
SAME_NAME = 0.9


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a decisions file."""

    kind: str
    by: str
    reason: str
    #: label by which a later entry can undo this one
    id: str = ""
    #: file name of the report (the last part of its uri)
    report: str = ""
    #: act family of the mention
    type: str = ""
    #: a party or target of the mention, as the report writes it
    party: str = ""
    #: field that is accepted, rejected, corrected, sealed
    field: str = ""
    #: value as it is, where the field has several
    was: Value | None = None
    #: value as it should be
    value: Value | None = None
    #: label of the entry that is undone
    undoes: str = ""
    #: position in the file, for messages
    number: int = 0

    @property
    def label(self) -> str:
        """How a message calls this entry."""
        return f"decision {self.number} ({self.kind} {self.report} {self.party})".replace(" )", ")")


_KEYS = {"kind", "by", "reason", "id", "report", "type", "party", "victim", "target", "field", "was", "value", "undoes"}


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of a decisions file (TOML, ``[[decision]]``).

    Raises:
        DecisionError: the file cannot be read, or an entry lacks something or has an unknown key.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("decision", [])
    except (OSError, ValueError) as error:
        raise DecisionError(str(path), f"cannot be read as decisions: {error}") from error
    return tuple(_entry(table, number, path) for number, table in enumerate(tables, start=1))


def _entry(table: Mapping[str, Any], number: int, path: Path) -> Entry:
    where = f"{path}: decision {number}"
    if unknown := set(table) - _KEYS:
        raise DecisionError(where, f"has unknown keys: {', '.join(sorted(unknown))}",
                            f"there are: {', '.join(sorted(_KEYS))}")  # fmt: skip
    if missing := {"kind", "by", "reason"} - set(table):
        raise DecisionError(where, f"lacks {', '.join(sorted(missing))}", "who decides, and why, is always kept")
    if table["kind"] not in get_args(DecisionKind):
        raise DecisionError(where, f"there is no decision {table['kind']!r}",
                            f"there are: {', '.join(get_args(DecisionKind))}")  # fmt: skip
    party = table.get("party") or table.get("victim") or table.get("target") or ""
    rest = {k: v for k, v in table.items() if k not in {"victim", "target", "party"}}
    return Entry(**rest, party=party, number=number)


def decision(entry: Entry, accounts: Sequence[Account], labels: Mapping[str, str], at: datetime) -> Decision:
    """The decision that an entry describes.

    Args:
        entry: what is described.
        accounts: every account of the register.
        labels: ids of the decisions taken so far, by the label of their entry.
        at: when it is decided.

    Raises:
        DecisionError: it describes nothing, or more than one thing.
    """
    kind: DecisionKind = entry.kind  # type: ignore[assignment]  # checked when loaded
    if kind == "undo":
        if entry.undoes not in labels:
            raise DecisionError(entry.label, f"undoes {entry.undoes!r}, which no earlier entry is called")
        return Decision("", kind, Anchor(), entry.by, at, entry.reason, undoes=labels[entry.undoes])
    account = _one_account(entry, accounts)
    anchor = Anchor(text=account.source.text.id, mention=account.mention.id)
    role, item = _subject(entry, account)
    if kind in {"publish", "withdraw"} or (kind in {"seal", "unseal"} and not entry.party and not entry.field):
        return Decision("", kind, anchor, entry.by, at, entry.reason)
    if kind in {"seal", "unseal"}:
        sealed = Anchor(anchor.text, anchor.mention, role if item else "", item, entry.field)
        return Decision("", kind, sealed, entry.by, at, entry.reason)
    statement = _one_statement(entry, account, role if item else "mention", item)
    about = Anchor(anchor.text, anchor.mention, statement.subject.role, statement.subject.item, statement.field,
                   statement.spans)  # fmt: skip
    return Decision("", kind, about, entry.by, at, entry.reason, before=statement.value, after=entry.value)


def _one_account(entry: Entry, accounts: Sequence[Account]) -> Account:
    found = [
        a
        for a in accounts
        if PurePosixPath(a.source.text.uri).name == entry.report
        and (not entry.type or a.mention.first("type") == entry.type)
        and (not entry.party or _subject(entry, a)[1])
    ]
    if len(found) == 1:
        return found[0]
    in_report = [a for a in accounts if PurePosixPath(a.source.text.uri).name == entry.report]
    there = "; ".join(sorted(_described(a) for a in in_report)) or "no mention of that report"
    raise DecisionError(entry.label, f"describes {len(found) or 'no'} mentions", f"there are: {there}")


def _described(account: Account) -> str:
    names = [str(s.value) for s in account.mention.statements if s.field in {"name", "description", "text"}]
    return f"{account.mention.first('type')} ({', '.join(dict.fromkeys(names)) or 'nobody named'})"


def _subject(entry: Entry, account: Account) -> tuple[Role, str]:
    """Role and local id of the party or target that the entry names; ("mention", "") where it names none there."""
    if entry.party:
        for s in account.mention.statements:
            if s.field in {"name", "description", "text"} and isinstance(s.value, str) and s.subject.item:
                same = s.value == entry.party or (
                    s.field == "name" and compare(s.value, entry.party).probability >= SAME_NAME
                )
                if same:
                    return s.subject.role, s.subject.item
    return "mention", ""


def _one_statement(entry: Entry, account: Account, role: Role, item: str) -> Statement:
    said = account.mention.said(entry.field, role=role, item=item)
    said = said or account.mention.said(entry.field)  # the party only says which mention is meant: "date"
    found = [s for s in said if entry.was is None or s.value == entry.was]
    if len(found) == 1:
        return found[0]
    there = sorted({f"{s.field} = {s.value}" for s in account.mention.statements if s.subject.item == item})
    raise DecisionError(entry.label, f"describes {len(found) or 'no'} statements", f"there are: {'; '.join(there)}")
