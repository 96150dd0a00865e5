"""Is everything still as it was entered? Re-reads all rows and recomputes all that is derived.

What is held against what:

* the log against itself (numbers, hashes, commitments) and against the head in ``meta``;
* every row of every table against the digest with which the log entered it: a row changed, a row missing, a row that
  nobody entered;
* captured bytes against their SHA-256; every span against its text;
* the seals against the policy, shadows and what is searched against both, the search index against what is searched;
* every wrapped key against the register's key;
* on SQLite, the file's own structure and its indexes, and that no table was added.

Not covered: PostgreSQL's own index files; bytes inside the search index that change nothing of what it finds (unused
space, a cookie); a tail cut off with everything that tells of it (:mod:`.log`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, Text, func, inspect, literal, select, type_coerce
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from sijill.errors import RegisterError
from sijill.register import blocking, cards, dossiers, encoding, keepers, log, schema, seals, search, unlocking
from sijill.register.database import Database
from sijill.register.enclosing import report_scope
from sijill.register.keys import Keys
from sijill.register.vault import MARK, Vault

#: rows that are held in memory at one time; of bytes, far fewer
_ROWS, _BLOBS = 1000, 4

#: called with the table that is being read, rows seen so far and rows in all
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was entered."""

    #: the table, or "log", "database"
    table: str
    #: the row's primary key, or ""
    key: str
    #: one clause: what is wrong with it
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.what}" if self.key else f"{self.table}: {self.what}"


def verify(
    database: Database, vault: Vault, progress: Progress | None = None, head: tuple[int, str] | None = None
) -> Iterator[Damage]:
    """Everything that is wrong with a register; nothing where all holds.

    Args:
        database: the register's.
        vault: its vault, open.
        progress: told how far it is.
        head: number and hash of a log entry that were written down elsewhere; it must still be in the chain.
    """
    try:
        # FTS5's own check is an INSERT, so the transaction is a writing one; nothing is changed
        with database.writing() as connection:
            vault.lenient = True
            yield from _Verification(connection, vault, progress or (lambda _table, _done, _all: None)).run(head)
    except RegisterError as error:
        yield Damage("database", "", str(error))
    finally:
        vault.lenient = False


def differences(table: str, stored: Mapping[str, object], wanted: Mapping[str, object]) -> Iterator[Damage]:
    """What is stored and is not what was worked out anew, by key."""
    for key in sorted(stored.keys() | wanted.keys()):
        if key not in wanted:
            yield Damage(table, key, "is stored and does not follow from what is kept")
        elif key not in stored:
            yield Damage(table, key, "follows from what is kept and is not stored")
        elif stored[key] != wanted[key]:
            yield Damage(table, key, "is not what follows from what is kept")


class _Verification:
    def __init__(self, connection: Connection, vault: Vault, progress: Progress) -> None:
        self._connection = connection
        self._vault = vault
        self._progress = progress
        self._done = 0
        self._total = 0
        self._hurt: set[tuple[str, str]] = set()

    def run(self, head: tuple[int, str] | None) -> Iterator[Damage]:
        self._vault.forget_data_keys()
        yield from self._run(head)
        yield from (Damage("data_key", str(n), "is missing") for n in sorted(self._vault.missing))

    def _run(self, head: tuple[int, str] | None) -> Iterator[Damage]:
        yield from self._structure()
        try:
            keys = Keys(unlocking.read_secret(self._connection))
        except RegisterError as error:
            yield Damage("meta", "secret", error.problem)
            return
        for table in schema.LOGGED:
            self._total += self._connection.execute(select(func.count()).select_from(table)).scalar_one()
        played = log.play(self._connection)
        yield from (Damage(*fault) for fault in played.faults)
        yield from self._head(played, head)
        for table in schema.LOGGED:
            yield from self._guarded(table.name, self._rows(table, keys, played.rows.get(table.name, {})))
        yield from self._guarded("blob", self._blobs())
        yield from self._guarded("statement", self._spans())
        yield from self._guarded("search_index", self._index())
        yield from self._guarded("seal", self._seals())
        yield from self._guarded("data_key", self._keys())
        yield from self._guarded("card", (Damage(*found) for found in cards.damage(self._connection)))
        yield from self._guarded(
            "mention_key", (Damage("mention_key", *found) for found in blocking.damage(self._connection))
        )
        yield from self._guarded(
            "decision_about", (Damage("decision_about", *found) for found in dossiers.damage(self._connection))
        )

    def _guarded(self, table: str, found: Iterator[Damage]) -> Iterator[Damage]:
        """Damage, and as damage too that a table cannot be read at all."""
        try:
            with self._connection.begin_nested():
                yield from found
        except (SQLAlchemyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            yield Damage(table, "", f"cannot be read or recomputed: {str(error).splitlines()[0][:160]}")

    def _structure(self) -> Iterator[Damage]:
        found = set(inspect(self._connection).get_table_names())
        if self._connection.dialect.name == "sqlite":
            for (told,) in self._connection.execute(sql("PRAGMA integrity_check(20)")):
                if told != "ok":
                    yield Damage("database", "", str(told)[:200])
            for kind, name in self._connection.execute(
                sql("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')")
            ):
                yield Damage("database", str(name), f"a {kind} that sijill did not make")
            found = {t for t in found if not t.startswith(("search_index_", "card_index_"))}
        wanted = {*schema.METADATA.tables, "search_index", "card_index"}
        yield from (Damage("database", t, "the table is missing") for t in sorted(wanted - found))
        yield from (Damage("database", t, "a table that sijill did not make") for t in sorted(found - wanted))

    def _head(self, played: log.Played, head: tuple[int, str] | None) -> Iterator[Damage]:
        try:
            told = log.read_head(self._connection)
        except ValueError:
            told = (0, "")
        if told != played.head:
            yield Damage(
                "meta", "head", f"the log ends at entry {played.head[0]}, which is not the head kept beside it"
            )
        if head is not None:
            kept = self._connection.execute(select(schema.log.c.hash).where(schema.log.c.seq == head[0])).scalar()
            if kept != head[1]:
                yield Damage("log", str(head[0]), "is not the entry that was written down")

    def _rows(self, table: Table, keys: Keys, expected: dict[str, str]) -> Iterator[Damage]:
        left = dict(expected)
        size = _BLOBS if table is schema.blob else _ROWS
        for row in self._connection.execute(select(table).execution_options(yield_per=size)):
            key = log.key_of(table, dict(row._mapping))
            self._done += 1
            if table is schema.meta and key == "head":
                continue
            if key not in left:
                self._hurt.add((table.name, key))
                yield Damage(table.name, key, "nobody entered this row")
            elif left.pop(key) != _digest(keys, table, row):
                self._hurt.add((table.name, key))
                yield Damage(table.name, key, "was changed")
            if self._done % _ROWS == 0:
                self._progress(table.name, self._done, self._total)
        self._progress(table.name, self._done, self._total)
        for key in left:
            yield Damage(table.name, key, "is missing")

    def _blobs(self) -> Iterator[Damage]:
        for row in self._connection.execute(select(schema.blob).execution_options(yield_per=_BLOBS)):
            if not row.content and row.size:
                continue  # taken in from an export without the bytes; that they were not there, the log says
            if hashlib.sha256(row.content).hexdigest() != row.sha256 or len(row.content) != row.size:
                yield Damage("blob", row.sha256, "the captured bytes are not those of their SHA-256")

    def _spans(self) -> Iterator[Damage]:
        statement, text, shadow = schema.statement, schema.text, schema.shadow
        # of an encrypted text the shadow tells the length; that it is as long is looked at where it is worked out anew
        size = func.coalesce(func.length(shadow.c.content), func.length(text.c.content)).label("size")
        chosen = (
            select(statement.c.id, statement.c.spans, size)
            .join(text, statement.c.text == text.c.id)
            .outerjoin(shadow, shadow.c.text == text.c.id)
        )
        for row in self._connection.execute(chosen.execution_options(yield_per=_ROWS)):
            if any(s.end > row.size for s in encoding.to_spans(row.spans)):
                yield Damage("statement", row.id, "quotes words that its text does not have")

    def _index(self) -> Iterator[Damage]:
        for key, what in search.damage_of(self._connection, "search_index", "search_text"):
            yield Damage("search_index", key, what)

    def _seals(self) -> Iterator[Damage]:
        """What follows from the seals: they themselves, shadows, the words that are searched, what is encrypted."""
        kept = seals.stored(self._connection)
        shown: dict[str, dict[int, str]] = {}
        for row in self._connection.execute(select(schema.search_text)):
            shown.setdefault(row.text, {})[row.part] = row.words
        shadows = {r["text"]: dict(r) for r in self._connection.execute(select(schema.shadow)).mappings()}
        enclosed = {r.scope for r in self._connection.execute(select(schema.data_key.c.scope))}
        for worked in seals.worked_out(self._connection):
            text, report = worked.source.text, worked.source.report.id
            if kept.pop(text.id, ()) != worked.sealings:
                yield Damage("seal", text.id, "is not what the policy seals in the text")
            inside = report_scope(report) in enclosed
            if worked.struck.anything and not inside:
                yield Damage("report", report, "is sealed and kept in the open")
            standing = [shadows.pop(text.id)] if text.id in shadows else []
            if standing != seals.shadow_rows(worked, enclosed=inside):
                yield Damage("shadow", text.id, "is not the shadow of the text")
            if shown.pop(text.id, {}) != dict(search.shadow(text, worked.struck, self._vault.blinded)):
                yield Damage("search_text", text.id, "is not the folded shadow of the text")
        for text_id in kept:
            yield Damage("seal", text_id, "seals a text that is not there")
        yield from self._in_the_open()

    def _in_the_open(self) -> Iterator[Damage]:
        """Reports that are enclosed and of which something lies in the open all the same."""
        for table, column, report in (
            (schema.report, schema.report.c.uri, schema.report.c.id),
            (schema.capture, schema.capture.c.uri, schema.capture.c.report),
            (schema.text, schema.text.c.content, schema.text.c.report),
        ):
            chosen = (
                select(*table.primary_key)
                .join(schema.data_key, schema.data_key.c.scope == literal("report ").concat(report))
                .where(func.substr(type_coerce(column, Text), 1, 1) != MARK)
            )
            for row in self._connection.execute(chosen):
                yield Damage(table.name, str(row[0]), "is sealed and kept in the open")

    def _keys(self) -> Iterator[Damage]:
        yield from (Damage(*found) for found in keepers.damage(self._connection, self._vault))


def _digest(keys: Keys, table: Table, row: Any) -> str:
    try:
        return keys.row(table.name, [row._mapping[c.name] for c in table.columns])
    except (TypeError, ValueError):  # no value that we ever write
        return ""
