"""A register of before there were keys, as it becomes one that has them: everything sealed is encrypted, in one change.

The log keeps its entries: what they are committed to are the payloads, which stay what they were and are encrypted.
What was copied before stays readable to whoever has the copy, and holds the secret that ids are made with.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy import text as sql

from sijill.register import cards, dossiers, schema, seals
from sijill.register.covered import Digest, vault_of
from sijill.register.enclosing import FIRST, report_scope
from sijill.register.log import Change
from sijill.register.vault import MAGIC, Place, Vault

_SOME = 500


def cover(connection: Connection, vault: Vault) -> None:
    """Puts every digest that is stored through the permutation of the register."""
    columns = [
        (table.name, column.name)
        for table in schema.METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, Digest)
    ]
    postgres = connection.dialect.name == "postgresql"
    _put_off_references(connection, postgres=postgres)
    connection.execute(sql("CREATE TEMPORARY TABLE covering (old text PRIMARY KEY, new text NOT NULL)"))
    for table, column in columns:
        fresh = connection.execute(
            sql(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" NOT IN (SELECT old FROM covering)')  # noqa: S608
        ).all()
        if fresh:
            connection.execute(
                sql("INSERT INTO covering (old, new) VALUES (:old, :new)"),
                [{"old": d, "new": vault.covered(d)} for (d,) in fresh],
            )
    for table, column in columns:
        connection.execute(
            sql(f'UPDATE "{table}" SET "{column}" = (SELECT new FROM covering WHERE old = "{column}")')  # noqa: S608
        )
    connection.execute(sql("DROP TABLE covering"))
    if postgres:
        connection.execute(sql("SET CONSTRAINTS ALL IMMEDIATE"))


def _put_off_references(connection: Connection, *, postgres: bool) -> None:
    """Lets foreign keys be looked at when the change is done and not row by row."""
    if not postgres:
        connection.execute(sql("PRAGMA defer_foreign_keys = ON"))
        return
    found = connection.execute(
        sql(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, name in found:
        connection.execute(sql(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED'))


def enclose(change: Change) -> None:
    """Encrypts all that the register would keep encrypted had it always had keys."""
    connection = change.connection
    _seal_payloads(connection)
    change.enclosure.write_again(schema.meta, schema.meta.c.name, ["secret"])
    cards.remove_all_but(change, ())
    change.set_meta("linked", "0")
    for table, column in (
        (schema.decision, schema.decision.c.id),
        (schema.judgement, schema.judgement.c.entry),
        (schema.card_seal, schema.card_seal.c.n),
        (schema.slip, schema.slip.c.entry),
    ):
        change.enclosure.write_again(table, column, [r[0] for r in connection.execute(select(column).distinct())])
    for (text,) in connection.execute(select(schema.text.c.id)).all():
        seals.renew(change, text)
    for decision in dossiers.all_decisions(connection):
        if decision.kind == "seal":
            seals.seal_by_hand(change, decision.anchor)
    unread = schema.capture.c.sha256.not_in(select(schema.text.c.capture))
    for (report,) in connection.execute(select(schema.capture.c.report).distinct().where(unread)).all():
        if not change.enclosure.encloses(report):
            change.enclosure.make_keys([report_scope(report)])
            change.enclosure.enclose(report)


def _seal_payloads(connection: Connection) -> None:
    vault = vault_of(connection.dialect)
    table = schema.log_payload
    last = 0
    while True:
        rows: list[Any] = list(
            connection.execute(
                select(table.c.seq, table.c.payload).where(table.c.seq > last).order_by(table.c.seq).limit(_SOME)
            )
        )
        if not rows:
            return
        for seq, payload in rows:
            if not payload.startswith(MAGIC):
                sealed = vault.seal_bytes(FIRST, Place("log_payload", str(seq), "payload"), payload)
                connection.execute(update(table).where(table.c.seq == seq).values(payload=sealed))
        last = rows[-1].seq
