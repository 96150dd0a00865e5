"""Seals as stored: the policy's answer for each text, renewed with each reading, and what decisions make of it.

Only the policy's seals are stored. A decision is applied whenever seals are asked for, so that there is no second
account of what people decided that could fall out of step with the first. What is *stored encrypted* follows from the
seals too, and is never taken back: by the policy as soon as a text is kept, and by a person's seal when it is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from sijill.register import encoding, linkage, readings, schema, sealing, search, shadowing
from sijill.register.covered import vault_of
from sijill.register.enclosing import report_scope
from sijill.register.keys import Keys
from sijill.register.log import Change
from sijill.register.sealing import Sealing
from sijill.register.shadowing import ByHand, Struck
from sijill.types import Anchor, Capture, Decision, MentionKey, Reading, ReportKind, Seal, Source, Text


def newest(connection: Connection, text: str) -> readings.Kept | None:
    """The newest reading of a text, or None where nobody has read it."""
    of_text = select(schema.reading.c.id).where(schema.reading.c.text == text)
    identity = connection.execute(of_text.order_by(schema.reading.c.entry.desc()).limit(1)).scalar()
    return None if identity is None else readings.fetch(connection, [identity])[0]


def work_out(connection: Connection, text: str) -> tuple[Sealing, ...]:
    """What the policy seals in a text."""
    return _work_out(connection, text).sealings


@dataclass(frozen=True, slots=True)
class Worked:
    """What is sealed in a text, worked out from the text, its newest reading and people's seals."""

    source: Source
    sealings: tuple[Sealing, ...]
    struck: Struck


def _work_out(connection: Connection, text: str, known: tuple[Sealing, ...] | None = None) -> Worked:
    source = readings.fetch_sources(connection, [text])[text]
    kept = newest(connection, text)
    return _worked(connection, source, None if kept is None else kept.reading, known)


def _worked(
    connection: Connection, source: Source, reading: Reading | None, known: tuple[Sealing, ...] | None = None
) -> Worked:
    sealings = known
    if sealings is None:
        sealings = sealing.policy(sealing.page(source.text, source.report.kind, reading))
    return Worked(
        source, sealings, shadowing.struck(source.text, reading, sealings, by_hand(connection, source.text.id))
    )


def foresee(
    change: Change, keys: Keys, capture: Capture, text: Text | None, reading: Reading | None, kind: ReportKind
) -> tuple[Sealing, ...] | None:
    """Works out what will be sealed in a report before any of it is written, so that nothing is written in the open.

    Bytes that no text could be taken from are sealed: nobody knows what is in them.

    Returns:
        What the policy will seal in the text, for :func:`renew`; None where there is nothing new to look at.
    """
    connection, enclosure = change.connection, change.enclosure
    known = (
        connection.execute(
            select(schema.report)
            .join(schema.capture, schema.capture.c.report == schema.report.c.id)
            .where(schema.capture.c.sha256 == capture.sha256)
            .limit(1)
        ).first()
        or connection.execute(select(schema.report).where(schema.report.c.id == keys.report(capture.uri))).first()
    )
    report = keys.report(capture.uri) if known is None else str(known.id)
    kind = kind if known is None else known.kind
    enclosure.tell_capture(capture.sha256, report)
    sealings: tuple[Sealing, ...] | None = None
    if text is None:
        taken = connection.execute(select(schema.text.c.id).where(schema.text.c.capture == capture.sha256).limit(1))
        seals_it = taken.first() is None
    else:
        latest = newest(connection, text.id) if reading is None else None
        read = reading if latest is None else latest.reading
        sealings = sealing.policy(sealing.page(text, kind, read))
        named = names_in(connection, text)
        struck = shadowing.struck(text, read, sealings, [*by_hand(connection, text.id), *named])
        enclosure.tell(text.id, report, struck, capture=capture.sha256)
        seals_it = struck.anything
    if seals_it and not enclosure.encloses(report):
        if known is not None:
            enclosure.late.add(report)
        enclosure.make_keys([report_scope(report)])
    return sealings


def renew(change: Change, text: str, known: tuple[Sealing, ...] | None = None) -> None:
    """Stores what the policy seals in a text, in place of what it sealed before, and what follows: whether its report
    is enclosed, its shadow, the words that are searched.

    Args:
        change: to write through.
        text: which text.
        known: what the policy seals in it, where that was worked out already.
    """
    connection, enclosure = change.connection, change.enclosure
    worked = _work_out(connection, text, known)
    report = worked.source.report.id
    enclosure.tell(text, report, worked.struck)
    if worked.struck.anything and not enclosure.encloses(report):
        enclosure.late.add(report)
        enclosure.make_keys([report_scope(report)])
    old = [dict(r) for r in connection.execute(_seals_of(text)).mappings()]
    new = [
        {
            "text": text,
            "position": n,
            "anchor": encoding.anchor(s.seal.anchor),
            "words": encoding.strings(s.seal.words),
            "rule": s.seal.rule,
            "mentions": encoding.strings(s.mentions),
        }
        for n, s in enumerate(worked.sealings)
    ]
    if old != new:
        change.remove(schema.seal, old)
        change.insert(schema.seal, new)
    shade(change, worked)
    close_late(change)


def close_late(change: Change) -> None:
    """Encloses the reports that were open before this change, and all of them that stands in the open."""
    enclosure = change.enclosure
    while enclosure.late:
        report = enclosure.late.pop()
        for (text,) in change.connection.execute(select(schema.text.c.id).where(schema.text.c.report == report)).all():
            shade(change, _work_out(change.connection, text))
        enclosure.enclose(report)
        change.leaves_traces = True


def shade(change: Change, worked: Worked) -> None:
    """Stores the shadow of a text, and enters it into the search anew where something else is sealed now."""
    table, text = schema.shadow, worked.source.text
    old = [dict(r) for r in change.connection.execute(select(table).where(table.c.text == text.id)).mappings()]
    new = shadow_rows(worked, enclosed=change.enclosure.encloses(worked.source.report.id))
    change.enclosure.tell(text.id, worked.source.report.id, worked.struck)
    if old == new:
        return
    change.remove(table, old)
    change.insert(table, new)
    wanted = dict(search.shadow(text, worked.struck, vault_of(change.connection.dialect).blinded))
    shown = schema.search_text
    rows = change.connection.execute(select(shown.c.part, shown.c.words).where(shown.c.text == text.id))
    if {r.part: r.words for r in rows} != wanted:
        search.unindex(change, text.id)
        search.index(change, text, worked.struck)
        change.enclosure.late.add(worked.source.report.id)


def shadow_rows(worked: Worked, *, enclosed: bool) -> list[dict[str, Any]]:
    """The rows of a text's shadow: one where its report is enclosed, else none."""
    if not enclosed:
        return []
    text, struck = worked.source.text, worked.struck
    return [
        {
            "text": text.id,
            "title": struck.heading(text.metadata.title),
            "content": struck.shadow(text.content),
            "whole": int(struck.whole),
        }
    ]


def _seals_of(text: str) -> Any:
    return select(schema.seal).where(schema.seal.c.text == text).order_by("position")


# -- by people --------------------------------------------------------------------------------------------


def by_hand(connection: Connection, text: str) -> list[ByHand]:
    """What people's decisions seal in a text; a seal that was lifted again is still kept so."""
    table = schema.by_hand
    rows = connection.execute(select(table).where(table.c.text == text).order_by("entry", "position"))
    return [ByHand(encoding.to_strings(r.words), bool(r.whole)) for r in rows]


def names_in(connection: Connection, text: Text) -> list[ByHand]:
    """Of the names that people sealed in other texts, those of several parts that stand in this one."""
    table = schema.by_hand
    kept = {w for (words,) in connection.execute(select(table.c.words)) for w in encoding.to_strings(words)}
    names = {name: parts for name in kept if 1 < len(parts := shadowing.parts_of(name)) <= shadowing.NAME}
    if not names:
        return []
    folded = shadowing.folded_words(text.content) | shadowing.folded_words(text.metadata.title or "")
    some = [n for n, parts in names.items() if folded.issuperset(parts)]
    found = tuple(sorted(n for n in some if shadowing.named(f"{text.metadata.title or ''}\n{text.content}", names[n])))
    return [ByHand(found)] if found else []


def keep_names(change: Change, text: Text) -> None:
    """Notes of a new text which of the names stand in it that people sealed in others."""
    rows = [b.words for b in names_in(change.connection, text)]
    _keep_by_hand(change, [(text.id, words, False) for words in rows])


def restore_by_hand(change: Change, told: Sequence[tuple[str, tuple[str, ...], bool]]) -> None:
    """Covers again what people's seals covered in a register of which this one is a copy: text, words, all of it."""
    _keep_by_hand(change, told)
    for text in dict.fromkeys(text for text, _, _ in told):
        renew(change, text)


def seal_by_hand(change: Change, anchor: Anchor) -> None:
    """Encloses what a person's seal covers: the text of its anchor, all texts of an incident that is sealed as a whole,
    and every text of the register in which a sealed name of several parts stands."""
    connection = change.connection
    reached: dict[str, tuple[tuple[str, ...], bool]] = {}
    party = bool(anchor.role or anchor.item or anchor.field or anchor.spans)
    words = words_of(connection, anchor) if anchor.text and (party or anchor.mention) else ()
    if anchor.text:
        reached[anchor.text] = (words, not words)
    member = schema.incident_mention
    incident = (
        anchor.incident
        or connection.execute(
            select(member.c.incident).where(member.c.text == anchor.text, member.c.mention == anchor.mention)
        ).scalar()
    )
    if incident and not party and (anchor.incident or anchor.mention):
        for (text,) in connection.execute(select(member.c.text).distinct().where(member.c.incident == incident)).all():
            reached[text] = ((), True)
    for name in words if party else ():
        if 1 < len(shadowing.parts_of(name)) <= shadowing.NAME:
            for text in search.find(connection, f'"{name}"', None, select(schema.text.c.id)):
                known, whole = reached.get(text, ((), False))
                reached[text] = (tuple(dict.fromkeys((*known, name))), whole)
    _keep_by_hand(change, [(text, some, whole) for text, (some, whole) in reached.items()])
    for text in reached:
        renew(change, text)


def _keep_by_hand(change: Change, told: Sequence[tuple[str, tuple[str, ...], bool]]) -> None:
    if not told:
        return
    enclosure = change.enclosure
    reports = {text: enclosure.report_of("text", text) for text, _, _ in told}
    enclosure.late.update(r for r in reports.values() if not enclosure.encloses(r))
    enclosure.make_keys(report_scope(r) for r in reports.values())
    change.insert(
        schema.by_hand,
        [
            {
                "entry": change.entry, "position": n, "text": text,
                "words": encoding.strings(words), "whole": int(whole),
            }
            for n, (text, words, whole) in enumerate(told)
        ],
    )  # fmt: skip


# -- stored -----------------------------------------------------------------------------------------------


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


def worked_out(connection: Connection) -> Iterator[Worked]:
    """What is sealed in each of all texts."""
    texts = [r.id for r in connection.execute(select(schema.text.c.id).order_by(schema.text.c.id))]
    for some in readings.chunks(texts):
        sources = readings.fetch_sources(connection, some)
        read = {kept.reading.text: kept.reading for kept in readings.fetch(connection, _newest_of(connection, some))}
        for text in some:
            yield _worked(connection, sources[text], read.get(text))


def _newest_of(connection: Connection, texts: Sequence[str]) -> list[str]:
    """The ids of the newest readings of some texts."""
    newer = schema.reading.alias()
    last = select(func.max(newer.c.entry)).where(newer.c.text == schema.reading.c.text)
    chosen = select(schema.reading.c.id).where(schema.reading.c.text.in_(texts))
    return [r.id for r in connection.execute(chosen.where(schema.reading.c.entry == last.scalar_subquery()))]


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
