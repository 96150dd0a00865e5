"""Whatever is changed behind the register's back is found and named: any row of any table, by any way."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from register.databases import engine, rows, run
from register.reports import NEWER, NOON, capture, incident, invented, text_of
from sijill.incidents.carding import card
from sijill.register import Member, Register, schema
from sijill.register.log import entry_hash, unpack
from sijill.types import Anchor, Decision, Judgement, Metadata, Span

#: of FTS5: what its index is made of, and the column to change; "": a row is taken out
_INDEX = (
    ("search_index_data", ""),
    ("search_index_docsize", ""),
    ("search_index_docsize", "sz"),
    ("search_index_config", ""),
    ("search_index_config", "v"),
    ("card_index_data", ""),
    ("card_index_docsize", ""),
    ("card_index_config", "v"),
)
#: tables that other tests fill
_ELSEWHERE = {
    "tombstone", "actor", "legal_case", "appearance", "actor_key", "actor_party", "actor_alias", "actor_card",
    "case_mention", "case_alias",
}  # fmt: skip
_TABLES = tuple(t for t in schema.METADATA.tables if t not in _ELSEWHERE)


def fill(register: Register) -> None:
    """Something in every table."""
    reports = [invented(n, outcome="injured" if n else "killed") for n in range(3)]
    for report in reports:
        register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    register.keep_reading(replace(reports[0].reading, reader=NEWER), by="A. Recorder")
    note = capture(b"A mother called. Her words are not printed.", "note-1")
    told = Metadata("A call", None, "Nadia Karim", "en")
    register.keep(note, text_of(note, told), None, by="A. Recorder", kind="note")
    identity, other = register.mint_incident(reports[0].key), register.mint_incident(reports[2].key)
    linked = [incident(identity, reports[:2], (other,)), incident(register.mint_incident(reports[1].key), reports[2:])]
    struck = Anchor(reports[0].text.id, role="speaker", spans=(Span(0, 6),))
    register.decide(Decision("", "seal", struck, "A. Recorder", NOON, "in danger"))
    register.save_incidents(
        [i for i, _ in linked], [s for _, s in linked], by="linker 1", carding=lambda d: (card(d), card(d)),
        keyed=[(r.key, frozenset({"a killing in Mosul", f"day {n}"})) for n, r in enumerate(reports)],
    )  # fmt: skip
    register.decide(Decision("", "publish", Anchor(incident=identity), "A. Recorder", NOON, "checked"))
    register.admit(Member("A. Recorder", "keeper"), by="A. Recorder")
    register.pin("done", reports[0].text.id, by="A. Recorder", body={"missed": 0})
    register.pin("comment", reports[1].text.id, by="A. Recorder", body={"words": "see the edited page"})
    register.decide(Decision("", "seal", Anchor(text=reports[0].text.id), "A. Recorder", NOON, "asked for"))
    register.judge(Judgement(reports[0].key, reports[1].key, "yes", "A. Recorder", NOON, 0.5, "same river"))


@pytest.fixture
def filled(address: str) -> Iterator[tuple[Register, str]]:
    with Register.open(address, create=True) as register:
        fill(register)
        yield register, address


def test_nothing_is_wrong_with_what_nobody_touched(filled: tuple[Register, str]) -> None:
    register, address = filled
    assert list(register.verify()) == []
    assert not [t for t in _TABLES if not rows(address, f"SELECT count(*) FROM {t}")[0][0]]
    seen: list[tuple[str, int, int]] = []
    list(register.verify(lambda *told: seen.append(told)))
    assert seen[-1][1] == seen[-1][2] > 100


def other(value: Any, chance: random.Random) -> Any:
    """A value that is not that value, of the same kind."""
    if value is None:
        return "x"
    if isinstance(value, bytes):
        at = chance.randrange(len(value)) if value else 0
        return value[:at] + bytes([(value[at] if value else 0) ^ (1 << chance.randrange(8))]) + value[at + 1 :]
    if isinstance(value, float):
        return value + 0.25
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    at = chance.randrange(len(value)) if value else 0
    return value[:at] + ("b" if value[at : at + 1] == "a" else "a") + value[at + 1 :]


class Hurt:
    """One table, to be hurt and healed."""

    def __init__(self, address: str, table: str) -> None:
        self.address, self.table = address, table
        self._engine = engine(address)
        with self._engine.connect() as connection:
            found = connection.execute(sql(f"SELECT * FROM {table}"))
            self.names = list(found.keys())
            self.rows = [tuple(r) for r in found]

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = ", ".join(f'"{n}"' for n in self.names)
        values = ", ".join(f":c{i}" for i in range(len(self.names)))
        with self._engine.begin() as connection:
            connection.execute(sql(f"DELETE FROM {self.table}"))
            for row in rows:
                connection.execute(
                    sql(f"INSERT INTO {self.table} ({columns}) VALUES ({values})"),
                    {f"c{i}": v for i, v in enumerate(row)},
                )

    def one_changed(self, chance: random.Random) -> tuple[str, list[tuple[Any, ...]]]:
        """A row changed, taken out or brought in: what was done, and the rows after."""
        at = chance.randrange(len(self.rows))
        row = self.rows[at]
        way = chance.choice(["change", "change", "change", "delete", "insert"])
        if way == "delete":
            return "deleted", [r for i, r in enumerate(self.rows) if i != at]
        if way == "insert":
            keys = [c.name for c in schema.METADATA.tables[self.table].primary_key]
            places = [self.names.index(k) for k in keys]
            new = tuple(_fresh(v) if i in places else v for i, v in enumerate(row))
            return f"inserted {new!r:.80}", [*self.rows, new]
        column = chance.randrange(len(row))
        changed = (*row[:column], other(row[column], chance), *row[column + 1 :])
        return f"{self.names[column]} of row {at}", [changed if i == at else r for i, r in enumerate(self.rows)]

    def close(self) -> None:
        self._engine.dispose()


def _fresh(value: Any) -> Any:
    return value + 5000 if isinstance(value, int) else f"{value}z"


def test_any_change_of_any_row_is_named(filled: tuple[Register, str]) -> None:
    register, address = filled
    for table in _TABLES:
        chance = random.Random(f"seed {table}")
        hurt = Hurt(address, table)
        for _ in range(6):
            what, after = hurt.one_changed(chance)
            if any(after.count(r) > 1 for r in after) or _keys_twice(hurt, after):
                continue  # the database itself would refuse it
            hurt.write(after)
            assert table in {d.table for d in register.verify()}, f"{table}: {what}"
            hurt.write(hurt.rows)
        hurt.close()
    assert list(register.verify()) == []


def _keys_twice(hurt: Hurt, after: Sequence[tuple[Any, ...]]) -> bool:
    places = [hurt.names.index(c.name) for c in schema.METADATA.tables[hurt.table].primary_key]
    keys = [tuple(r[p] for p in places) for r in after]
    single = {
        "decision": ("entry",),
        "data_key": ("scope",),
        "card": ("incident", "audience"),
        "linked_mention": ("text", "mention"),
    }.get(hurt.table)
    unique = [tuple(r[hurt.names.index(c)] for c in single) for r in after] if single else []
    return len(set(keys)) < len(keys) or len(set(unique)) < len(unique)


@pytest.mark.parametrize(("table", "column"), _INDEX)
def test_a_change_of_the_search_index_is_named(tmp_path: Path, table: str, column: str) -> None:
    # what changes nothing of what is found may change unnoticed: a cookie, the shortcut to a first page
    address = str(tmp_path / "test.sijill")
    with Register.open(address, create=True) as register:
        fill(register)
    hurt = Hurt(address, table)
    key = dict(zip(hurt.names, hurt.rows[-1], strict=True))
    where = f"{hurt.names[0]} = :{hurt.names[0]}"
    if column:
        run(address, f"UPDATE {table} SET {column} = :value WHERE {where}",
            value=other(key[column], random.Random(1)), **key)  # fmt: skip
    else:
        run(address, f"DELETE FROM {table} WHERE {where}", **key)
    hurt.close()
    with Register.open(address) as register:
        assert {d.table for d in register.verify()} & {table.split("_index")[0] + "_index", "database"}


@pytest.mark.postgres
def test_a_change_of_a_tsvector_is_named(filled: tuple[Register, str]) -> None:
    register, address = filled
    if "://" not in address:
        pytest.skip("SQLite has no tsvector")
    run(address, "UPDATE search_index SET words = CAST(:v AS tsvector) WHERE n = 4", v="'no':1")
    assert [(d.table, d.key) for d in register.verify()] == [("search_index", "4")]


def test_words_put_into_the_index_are_named(filled: tuple[Register, str]) -> None:
    register, address = filled
    if "://" in address:
        run(address, "INSERT INTO search_index (n, words) VALUES (4000, CAST(:v AS tsvector))", v="'x':1")
    else:
        run(address, "INSERT INTO search_index (rowid, words) VALUES (4000, 'planted')")
    assert [d.table for d in register.verify()] == ["search_index"]


def test_entries_in_another_order_are_named(filled: tuple[Register, str]) -> None:
    register, address = filled
    hurt = Hurt(address, "log")
    second, third = hurt.rows[1], hurt.rows[2]
    hurt.write([hurt.rows[0], (second[0], *third[1:]), (third[0], *second[1:]), *hurt.rows[3:]])
    hurt.close()
    assert {"log", "log_payload"} <= {d.table for d in register.verify()}


def test_a_cut_tail_is_named_by_the_head_beside_the_log(filled: tuple[Register, str]) -> None:
    register, address = filled
    last = register.head()[0]
    run(address, f"DELETE FROM log_payload WHERE seq = {last}", f"DELETE FROM log WHERE seq = {last}",
        f"DELETE FROM judgement WHERE entry = {last}")  # fmt: skip
    assert [(d.table, d.key) for d in register.verify()] == [("meta", "head")]


def test_a_tail_cut_with_the_head_is_named_by_the_head_written_down(filled: tuple[Register, str]) -> None:
    register, address = filled
    written_down = register.head()
    assert list(register.verify(head=written_down)) == []
    last = written_down[0]
    ((previous,),) = rows(address, f"SELECT previous FROM log WHERE seq = {last}")
    run(address, f"DELETE FROM log_payload WHERE seq = {last}", f"DELETE FROM log WHERE seq = {last}",
        f"DELETE FROM judgement WHERE entry = {last}",
        f"UPDATE meta SET value = '{last - 1} {previous}' WHERE name = 'head'")  # fmt: skip
    assert list(register.verify()) == []  # the limit that the documentation states
    assert [d.key for d in register.verify(head=written_down)] == [str(last)]


def test_an_entry_rehashed_breaks_the_next(filled: tuple[Register, str]) -> None:
    register, address = filled
    ((seq, at, action, commitment, previous),) = rows(
        address, "SELECT seq, at, action, commitment, previous FROM log WHERE seq = 2"
    )
    forged = entry_hash(seq=seq, at=at, by="nobody", action=action, commitment=commitment, previous=previous)
    run(address, f"UPDATE log SET by = 'nobody', hash = '{forged}' WHERE seq = 2")
    assert [(d.table, d.key) for d in register.verify()] == [("log", "3")]


def test_a_foreign_table_is_named(filled: tuple[Register, str]) -> None:
    register, address = filled
    run(address, "CREATE TABLE stranger (a integer)")
    assert [(d.table, d.key) for d in register.verify()] == [("database", "stranger")]


def test_a_payload_tells_no_name(filled: tuple[Register, str]) -> None:
    register, address = filled
    words = ("Layla", "Tariq", "Mosul", "report-", "Nadia", "checked")
    with register._database.reading() as connection:
        payloads = [p for (p,) in connection.execute(select(schema.log_payload.c.payload))]
    for payload in payloads:
        told = str(unpack(payload))
        assert not any(w in told for w in words)
    for (stored,) in rows(address, "SELECT payload FROM log_payload"):
        with pytest.raises(ValueError, match="not a payload"):
            unpack(bytes(stored))
