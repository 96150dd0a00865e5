"""Seals as stored: the policy's answer for each text, renewed with each reading, and what decisions make of it.

Only the policy's seals are stored. A decision is applied whenever seals are asked for, so that there is no second
account of what people decided that could fall out of step with the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from sijill.register import encoding, linkage, readings, schema, sealing
from sijill.register.log import Change
from sijill.register.sealing import Sealing
from sijill.types import Anchor, Decision, MentionKey, Seal


def newest(connection: Connection, text: str) -> readings.Kept | None:
    """The newest reading of a text, or None where nobody has read it."""
    of_text = select(schema.reading.c.id).where(schema.reading.c.text == text)
    identity = connection.execute(of_text.order_by(schema.reading.c.entry.desc()).limit(1)).scalar()
    return None if identity is None else readings.fetch(connection, [identity])[0]


def work_out(connection: Connection, text: str) -> tuple[Sealing, ...]:
    """What the policy seals in a text."""
    source = readings.fetch_sources(connection, [text])[text]
    kept = newest(connection, text)
    return sealing.policy(sealing.page(source.text, source.report.kind, None if kept is None else kept.reading))


def renew(change: Change, text: str) -> None:
    """Stores what the policy seals in a text, in place of what it sealed before."""
    stored_for = select(schema.seal).where(schema.seal.c.text == text).order_by("position")
    old = [dict(r) for r in change.connection.execute(stored_for).mappings()]
    new = [
        {
            "text": text,
            "position": n,
            "anchor": encoding.anchor(s.seal.anchor),
            "words": encoding.strings(s.seal.words),
            "rule": s.seal.rule,
            "mentions": encoding.strings(s.mentions),
        }
        for n, s in enumerate(work_out(change.connection, text))
    ]
    if old != new:
        change.remove(schema.seal, old)
        change.insert(schema.seal, new)


def to_sealing(row: Any) -> Sealing:
    """The seal of a row."""
    seal = Seal(encoding.to_anchor(row.anchor), encoding.to_strings(row.words), row.rule)
    return Sealing(seal, encoding.to_strings(row.mentions))


def stored(connection: Connection) -> dict[str, tuple[Sealing, ...]]:
    """Text id -> the policy's seals as they are stored."""
    kept: dict[str, list[Sealing]] = {}
    for row in connection.execute(select(schema.seal).order_by("text", "position")):
        kept.setdefault(row.text, []).append(to_sealing(row))
    return {text: tuple(some) for text, some in kept.items()}


def stored_in(connection: Connection, texts: Iterable[str]) -> list[Sealing]:
    """The policy's seals in some texts as they are stored, by text."""
    found: list[Sealing] = []
    for some in readings.chunks(sorted(set(texts)), 500):
        chosen = select(schema.seal).where(schema.seal.c.text.in_(some)).order_by("text", "position")
        found += [to_sealing(row) for row in connection.execute(chosen)]
    return found


def words_of(connection: Connection, anchor: Anchor) -> tuple[str, ...]:
    """The words that a person's seal covers, as the newest reading of its text has them."""
    if not anchor.text:
        return ()
    source = readings.fetch_sources(connection, [anchor.text])[anchor.text]
    kept = newest(connection, anchor.text)
    return sealing.words_at(source.text, None if kept is None else kept.reading, anchor)


def worked_out(connection: Connection) -> Iterator[tuple[str, tuple[Sealing, ...]]]:
    """Text id and what the policy seals in it, of all texts."""
    for (text,) in connection.execute(select(schema.text.c.id).order_by(schema.text.c.id)).all():
        yield text, work_out(connection, text)


def in_force(connection: Connection, decisions: Sequence[Decision]) -> tuple[Seal, ...]:
    """The seals that hold, of all texts that ever were: an older text of the same bytes names the same people."""
    incidents = linkage.fetch_incidents(connection)
    holder = {k: i.id for i in incidents for k in i.mentions}
    names = {n: i.id for i in incidents for n in (i.id, *i.aliases)}

    return sealing.in_force(
        [s for some in stored(connection).values() for s in some],
        decisions,
        words_of=lambda anchor: words_of(connection, anchor),
        incident_of=lambda text, mention: holder.get(MentionKey(text, mention)),
        resolved=names.get,
    )
