"""Erasing a report: its keys are destroyed, its rows go, and so does all that was said of it alone.

What is erased: the report, its captures, bytes, texts and readings; people's decisions and judgements about them; what
was pinned to them; and whatever was worked out from them. What stays: that a report was erased, when, by which two
people and why (in the log's encrypted payload), and keyed digests by which the same report is not taken in again.

An older backup has the rows still, and in it their keys, wrapped with the register's key of that time. That key opens
for the keepers' own keys of that time; those are replaced and destroyed with the erasure (:mod:`.keepers`).

Invariant: afterwards every row is still what the log says, and nothing refers to what is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, select, tuple_, update

from sijill.register import cards, encoding, schema, search
from sijill.register.enclosing import incident_scope, report_scope
from sijill.register.keys import Keys
from sijill.register.log import Change
from sijill.types import Capture

_SOME = 500

#: ids minted for something of a text, that live on where something of another text bears them: the table that tells
#: which, and the columns of both that name the thing
_REBORN = (
    (schema.incident, schema.incident_mention, "incident", "mention"),
    (schema.actor, schema.actor_party, "actor", "party"),
    (schema.legal_case, schema.case_mention, "case", "mention"),
)

#: primary keys of rows, by table
Doomed = dict[str, set[tuple[Any, ...]]]


def was_erased(connection: Connection, keys: Keys, capture: Capture) -> bool:
    """Whether a report from this address, or with these bytes, was erased."""
    names = [keys.tombstone(keys.report(capture.uri)), keys.tombstone(capture.sha256)]
    chosen = select(schema.tombstone.c.id).where(schema.tombstone.c.id.in_(names))
    return connection.execute(chosen.limit(1)).first() is not None


def was_removed(connection: Connection, keys: Keys, report: str) -> bool:
    """Whether the report of an id was erased."""
    chosen = select(schema.tombstone.c.id).where(schema.tombstone.c.id == keys.tombstone(report))
    return connection.execute(chosen).first() is not None


def erase(change: Change, keys: Keys, report: str) -> None:
    """Takes a report out of the register. The caller changes the register's key after, and links anew."""
    connection = change.connection
    texts = _column(connection, schema.text.c.id, schema.text.c.report, [report])
    blobs = _column(connection, schema.capture.c.sha256, schema.capture.c.report, [report])
    member = schema.incident_mention
    incidents = _column(connection, member.c.incident, member.c.text, texts)
    for text in texts:
        search.unindex(change, text)
    cards.replace_cards(change, incidents, [])
    _take_standing(change, incidents)
    for reborn in _REBORN:
        _bear_again(change, *reborn, texts)
    doomed: Doomed = {"report": {(report,)}, "blob": {(b,) for b in blobs}}
    doomed["decision"] = {(d,) for d in _decisions(connection, texts)}
    doomed["judgement"] = set(_judgements(connection, texts))
    doomed["slip"] = {(n,) for n in _slips(connection, report, texts)}
    _follow(connection, doomed)
    _take_out(change, doomed)
    key = schema.actor_key  # follows from appearances, without a reference to them
    connection.execute(delete(key).where(key.c.profile.not_in(select(schema.appearance.c.profile))))
    _destroy_keys(change, [report_scope(report), *(incident_scope(i) for i in incidents)])
    names = sorted({keys.tombstone(words) for words in (report, *blobs)})
    change.insert(schema.tombstone, [{"id": name, "entry": change.entry} for name in names])
    change.set_meta("linked", "0")


def _column(connection: Connection, wanted: Any, where: Any, among: Sequence[Any]) -> list[Any]:
    found: dict[Any, None] = {}
    for start in range(0, len(among), _SOME):
        rows = connection.execute(select(wanted).distinct().where(where.in_(among[start : start + _SOME])))
        found.update({r[0]: None for r in rows})
    return list(found)


def _take_standing(change: Change, incidents: Sequence[str]) -> None:
    for start in range(0, len(incidents), _SOME):
        some = incidents[start : start + _SOME]
        change.remove(schema.standing, [{"incident": i} for i in _column(
            change.connection, schema.standing.c.incident, schema.standing.c.incident, some
        )])  # fmt: skip


def _bear_again(change: Change, minted: Table, holding: Table, thing: str, part: str, texts: Sequence[str]) -> None:
    """Lets an id that was minted for something of an erased text be that of something else it means."""
    connection = change.connection
    for start in range(0, len(texts), _SOME):
        rows = connection.execute(select(minted).where(minted.c.text.in_(texts[start : start + _SOME]))).mappings()
        for row in [dict(r) for r in rows]:
            other = connection.execute(
                select(holding.c.text, holding.c[part])
                .where(holding.c[thing] == row["id"], holding.c.text.not_in(texts))
                .order_by(holding.c.text, holding.c[part])
                .limit(1)
            ).first()
            if other is not None:
                fresh = {**row, "text": other.text, part: other._mapping[part]}
                connection.execute(
                    update(minted).where(minted.c.id == row["id"]).values({"text": other.text, part: fresh[part]})
                )
                change.enter_again(minted, fresh)


def _decisions(connection: Connection, texts: Sequence[str]) -> list[str]:
    return _column(connection, schema.decision_about.c.decision, schema.decision_about.c.text, texts)


def _judgements(connection: Connection, texts: Sequence[str]) -> Iterable[tuple[int, int]]:
    wanted = set(texts)
    for row in connection.execute(select(schema.judgement)):
        ends = (encoding.to_key(row.left), encoding.to_key(row.right))
        if any(end.text in wanted for end in ends):
            yield row.entry, row.position


def _slips(connection: Connection, report: str, texts: Sequence[str]) -> list[int]:
    statements = _column(connection, schema.statement.c.id, schema.statement.c.text, texts)
    return _column(connection, schema.slip.c.entry, schema.slip.c.subject, [report, *texts, *statements])


def _follow(connection: Connection, doomed: Doomed) -> None:
    """Adds every row that refers to a doomed one, and what refers to that."""
    grown = True
    while grown:
        grown = False
        for table in schema.METADATA.sorted_tables:
            for reference in table.foreign_key_constraints:
                parent = reference.elements[0].column.table
                going = doomed.get(parent.name)
                if not going:
                    continue
                found = _referring(connection, table, reference, parent, going)
                known = doomed.setdefault(table.name, set())
                if not found <= known:
                    known |= found
                    grown = True


def _referring(
    connection: Connection, table: Table, reference: Any, parent: Table, going: set[tuple[Any, ...]]
) -> set[tuple[Any, ...]]:
    key = [c.name for c in parent.primary_key]
    columns = [element.parent for element in reference.elements]
    names = [element.column.name for element in reference.elements]
    if not set(names) <= set(key):
        return set()
    wanted = sorted({tuple(row[key.index(n)] for n in names) for row in going}, key=str)
    mine = list(table.primary_key)
    found: set[tuple[Any, ...]] = set()
    for start in range(0, len(wanted), _SOME):
        some = wanted[start : start + _SOME]
        among = columns[0].in_([w[0] for w in some]) if len(columns) == 1 else tuple_(*columns).in_(some)
        found |= {tuple(r) for r in connection.execute(select(*mine).where(among))}
    return found


def _take_out(change: Change, doomed: Doomed) -> None:
    logged = {t.name for t in schema.LOGGED}
    tables = [t for t in reversed(schema.METADATA.sorted_tables) if doomed.get(t.name)]
    for table in tables:
        columns = list(table.primary_key)
        rows = [dict(zip((c.name for c in columns), key, strict=True)) for key in sorted(doomed[table.name], key=str)]
        if table is schema.decision:  # what undoes a decision goes before it
            order = {r.id: r.entry for r in change.connection.execute(select(table.c.id, table.c.entry))}
            rows.sort(key=lambda r: -order[r["id"]])
        if table.name in logged:
            change.erase(table, rows)
            continue
        for row in rows:
            change.connection.execute(delete(table).where(and_(*(c == row[c.name] for c in columns))))


def _destroy_keys(change: Change, scopes: Sequence[str]) -> None:
    for start in range(0, len(scopes), _SOME):
        change.connection.execute(
            delete(schema.data_key).where(schema.data_key.c.scope.in_(scopes[start : start + _SOME]))
        )
    change.enclosure.forget(scopes)
