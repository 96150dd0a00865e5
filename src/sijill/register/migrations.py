"""Numbered steps from an empty database to the schema of today; each is done once, in one transaction with its note.

To change the schema is to append a function to :data:`STEPS` and never to touch one that was released.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, insert, inspect, select

from sijill.errors import NewerRegisterError, RegisterError
from sijill.register import cards, dossiers, encoding, keepers, schema, search, unlocking, upgrading
from sijill.register.database import Database
from sijill.register.keyring import Key, Keyring
from sijill.register.log import Change
from sijill.register.unlocking import Opened


def first_tables(connection: Connection) -> None:
    """All tables of the first version, and the search index in the database's own kind."""
    schema.METADATA.create_all(connection)
    search.create_index(connection)


def workspace_tables(connection: Connection) -> None:
    """Who may use the workspace, and what they pin to things there."""
    schema.METADATA.create_all(connection, tables=[schema.member, schema.slip])


def card_tables(connection: Connection) -> None:
    """Incidents at a glance; linking fills them."""
    schema.METADATA.create_all(connection, tables=[schema.card, schema.card_act, schema.card_words, schema.card_seal])
    cards.create_index(connection)


def keyed_tables(connection: Connection) -> None:
    """What each decision is about, and indexes for what was looked for in whole tables."""
    schema.METADATA.create_all(connection, tables=[schema.decision_about])
    for table in (schema.text, schema.reading, schema.decision, schema.incident_alias, schema.seal):
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    rows = [
        dossiers.about_row(r.id, r.kind, encoding.to_anchor(r.anchor))
        for r in connection.execute(select(schema.decision.c.id, schema.decision.c.kind, schema.decision.c.anchor))
    ]
    if rows:
        connection.execute(insert(schema.decision_about), rows)


def actor_tables(connection: Connection) -> None:
    """Who is who across incidents, and legal cases; linking fills them."""
    schema.METADATA.create_all(
        connection,
        tables=[
            schema.actor, schema.legal_case, schema.appearance, schema.actor_key, schema.actor_party,
            schema.actor_alias, schema.actor_card, schema.case_mention, schema.case_alias,
        ],
    )  # fmt: skip


def sealed_tables(connection: Connection) -> None:
    """Keys, and what follows from seals; that what is sealed is encrypted, is done with the step's note."""
    schema.METADATA.create_all(
        connection, tables=[schema.keeper, schema.data_key, schema.by_hand, schema.tombstone, schema.shadow]
    )


def blocking_tables(connection: Connection) -> None:
    """Keys by which the linker finds what one more report may tell of; linking fills them."""
    schema.METADATA.create_all(connection, tables=[schema.linked_mention, schema.mention_key])


def report_indexes(connection: Connection) -> None:
    """What belongs to a report, found without looking through everything."""
    for table, name in ((schema.capture, "capture_by_report"), (schema.text, "text_by_report")):
        next(index for index in table.indexes if index.name == name).create(connection, checkfirst=True)


#: in order; the number of a step is its place, counted from 1
STEPS: tuple[Callable[[Connection], None], ...] = (
    first_tables, workspace_tables, card_tables, keyed_tables, actor_tables,
    sealed_tables, blocking_tables, report_indexes,
)  # fmt: skip

#: number of the step from which on a register has keys
SEALED = STEPS.index(sealed_tables) + 1


def version_of(connection: Connection, name: str) -> int:
    """The version of the register behind a connection; 0 for an empty database.

    Raises RegisterError for a database that holds something else.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return 0
    if not {"meta", "log"} <= tables:
        raise RegisterError(name, "is a database, but no register", "give the path of a register, or an empty database")
    told = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "version")).scalar()
    if not str(told).isdigit():
        raise RegisterError(name, "does not say which version it has", "go back to a backup")
    return int(str(told))


def check(found: int, name: str) -> None:
    """Raises NewerRegisterError for a register that knows more steps than we do."""
    if found > len(STEPS):
        raise NewerRegisterError(name, advice=f"it has version {found}, this sijill knows {len(STEPS)}: upgrade sijill")


def bring_up(
    database: Database, opened: Opened, *, at: datetime, create: bool, keyring: Keyring, user: str,
    secret: str | None = None,
) -> None:  # fmt: skip
    """Does the steps that are still to do, all in one transaction with their notes and a log entry, and unlocks.

    Two programs may ask for it at once: the second finds nothing left to do.

    Args:
        database: the register's.
        opened: takes what is unlocked.
        at: the moment of the log's entry.
        create: make a register in an empty database.
        keyring: the person's keys; a new register, or one of before there were keys, is given a new one of theirs.
        user: name of the person.
        secret: of a new register, as hex; by default one by chance.

    Raises:
        KeysError: a key cannot be made, or opened.
        LockedError: it is to be brought up and none of the keys opens it.
        NewerRegisterError: a newer version made it.
        RegisterError: it is no register, or an empty database and ``create`` is not given.
    """
    with database.reading() as connection:
        found = version_of(connection, database.name)
    check(found, database.name)
    if found == 0 and not create:
        raise RegisterError(database.name, "no register is in it", "sijill add makes one")
    if found >= SEALED:
        opened.unlock()
    if found == len(STEPS):
        return
    made: Key | None = None
    try:
        with database.writing() as connection:
            found = version_of(connection, database.name)
            check(found, database.name)
            for step in STEPS[found:]:
                step(connection)
            if found < len(STEPS):
                made = _note(connection, database, opened, found, at, keyring, user, secret)
    except BaseException:
        if made is not None:
            keyring.destroy(made)
        raise
    if made is None:
        if opened.vault is None:  # another program made it in the meantime
            opened.unlock()
        return
    opened.made = made
    if found:
        database.scrub()


def _note(
    connection: Connection, database: Database, opened: Opened, found: int, at: datetime, keyring: Keyring, user: str,
    given: str | None,
) -> Key | None:  # fmt: skip
    """Enters the steps into the log; where there were no keys yet, makes them. The person's new key, or None."""
    register = secrets.token_hex(8)
    made: Key | None = None
    if found >= SEALED:
        opened.need()
        change = Change(connection, opened.keys)
    else:
        made = keyring.make(register)
        try:
            change = _with_keys(connection, database, opened, found, register, given)
            change.set_meta("register", register)
            keepers.admit(change, opened.need(), made.recipient, user)
            opened.with_key = made
            if not found:
                change.set_meta("created", encoding.moment(at))
            else:
                upgrading.enclose(change)
        except BaseException:
            keyring.destroy(made)
            raise
    change.insert(
        schema.migration,
        [
            {"number": n, "name": step.__name__, "at": encoding.moment(at)}
            for n, step in enumerate(STEPS[found:], found + 1)
        ],
    )
    change.set_meta("version", str(len(STEPS)))
    change.close(at=at, by="sijill", action="migrate" if found else "create")
    return made


def _with_keys(
    connection: Connection, database: Database, opened: Opened, found: int, register: str, given: str | None
) -> Change:
    """A change of a register that has keys from now on, its secret encrypted."""
    new = bytes.fromhex(given) if given else secrets.token_bytes(32)
    secret = unlocking.read_secret(connection) if found else new
    opened.vault = unlocking.vault_for(database, register, opened.renew)
    keepers.begin(connection, opened.vault)
    opened.keys.take(secret)
    unlocking.use_secret(opened.vault, opened.keys)
    if found:
        upgrading.cover(connection, opened.vault)
    change = Change(connection, opened.keys)
    if not found:
        change.set_meta("secret", secret.hex())
    return change
