"""Accounts of events that never happened, to people who do not exist, told by outlets that there are none of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sijill.types import (
    Account,
    Anchor,
    Count,
    Decision,
    DecisionKind,
    Mention,
    MentionKey,
    Metadata,
    Modality,
    Party,
    Place,
    ReaderIdentity,
    Report,
    Role,
    Source,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)

START = datetime(2031, 1, 1, tzinfo=UTC)
READER = ReaderIdentity("invented", "1", None, None)
BASRA = Place("Basra", "Basra", "IQ")
BAGHDAD = Place("Baghdad", "Baghdad", "IQ")
ONE = Count(1, 1)
MOSUL = Place("Mosul", "Nineveh", "IQ")


def victim(name: str | None = None, outcome: str = "killed", count: Value = ONE, **more: Value) -> dict[str, Value]:
    """A victim's statements."""
    found: dict[str, Value] = {"outcome": outcome, "count": count, **more}
    return {"name": name, **found} if name else found


def account(
    text: str,
    family: str = "killing",
    *,
    date: str | None = None,
    place: Place | None = BASRA,
    victims: Sequence[dict[str, Value]] = (),
    perpetrators: Sequence[dict[str, Value]] = (),
    targets: Sequence[str] = (),
    mention: str = "i0",
    publisher: str | None = None,
    published: str | None = None,
    words: str = "",
    language: str = "en",
    modality: Modality = "asserted",
    speaker: str | None = None,
    as_of: str | None = None,
    **fields: Value,
) -> Account:
    """One text's account of one event. Every statement quotes the first word."""
    span = (Span(0, 1),)
    statements: list[Statement] = []

    def say(field: str, value: Value | None, role: Role = "mention", item: str = "") -> None:
        if value is not None:
            statements.append(
                Statement(
                    Subject(mention, role, item), field, value, span, modality, speaker, span if speaker else (), as_of
                )
            )

    say("type", family)
    say("kind", fields.pop("kind", "event"))
    say("date", date)
    say("place", place)
    for field, value in fields.items():
        say(field, value)
    parties = []
    for role, rows in (("victim", victims), ("perpetrator", perpetrators)):
        for n, row in enumerate(rows):
            item = f"p{n}" if role == "victim" else f"q{n}"
            name = row.get("name")
            parties.append(Party(item, "person", name if isinstance(name, str) else None, span))
            for field, value in row.items():
                say(field, value, role, item)  # type: ignore[arg-type]
    for n, target in enumerate(targets):
        say("text", target, "target", f"t{n}")
    content = words or f"{text} tells."
    source = Source(
        Report(f"report {text}", text, "article"),
        Text(text, f"capture {text}", text, "invented 1", content,
             Metadata(publisher=publisher, published=published, language=language)),
        START,
    )  # fmt: skip
    ids = tuple(f"{text}/{mention}/{n}" for n in range(len(statements)))
    return Account(
        source, Mention(mention, (Span(0, len(content)),), tuple(statements)), tuple(parties), (), (), ids, READER
    )


def decision(
    kind: DecisionKind, key: MentionKey, number: int = 1, *, after: Value | None = None, **more: Any
) -> Decision:
    """A decision about a mention or a part of it, *number* days after the start."""
    anchor_fields = {"role", "item", "field", "spans", "incident"}
    anchor = Anchor(key.text, key.mention, **{k: v for k, v in more.items() if k in anchor_fields})
    rest = {k: v for k, v in more.items() if k not in anchor_fields}
    return Decision(f"d{number}", kind, anchor, rest.pop("by", "Noor"), START + timedelta(number), after=after, **rest)


def named(key: MentionKey) -> str:
    """A mention as decisions name it."""
    return f"{key.text}/{key.mention}"
