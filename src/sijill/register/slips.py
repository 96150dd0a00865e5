"""What people pin to things in the workspace and that is no decision about their content. Append-only.

That a text was read to its end, that a publication waits for a second person, that a file belongs to an incident:
each is a slip with a kind, a subject (the id of a text, an incident or a statement) and plain values. A later slip on
the same subject may answer an earlier one; which kinds there are and what they mean is known to the workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from sijill.register import encoding, schema
from sijill.register.log import Change


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing pinned to another."""

    #: number of the log entry that brought it: later ones are greater
    entry: int
    #: what it says: "done", "proposed", "attached", …
    kind: str
    #: id of what it is pinned to
    subject: str
    #: who pinned it
    by: str
    at: datetime
    #: plain JSON values; nothing that can be sealed
    body: Mapping[str, Any]


def enter(change: Change, kind: str, subject: str, *, by: str, at: datetime, body: Mapping[str, Any]) -> Slip:
    """Pins one."""
    change.insert(
        schema.slip,
        [
            {
                "entry": change.entry,
                "kind": kind,
                "subject": subject,
                "by": by,
                "at": encoding.moment(at),
                "body": encoding.canonical(dict(body)),
            }
        ],
    )
    return Slip(change.entry, kind, subject, by, at, dict(body))


def fetch(connection: Connection, kind: str | None, subject: str | None) -> tuple[Slip, ...]:
    """The slips of a kind, on a subject, or both, oldest first."""
    chosen = select(schema.slip).order_by(schema.slip.c.entry)
    if kind is not None:
        chosen = chosen.where(schema.slip.c.kind == kind)
    if subject is not None:
        chosen = chosen.where(schema.slip.c.subject == subject)
    return tuple(
        Slip(r.entry, r.kind, r.subject, r.by, encoding.to_moment(r.at), encoding.parse(r.body))
        for r in connection.execute(chosen)
    )
