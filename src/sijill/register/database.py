"""One door to the database: connections, transactions, and the one place where its errors become ours.

Invariants: only :func:`translated` knows what a database can throw; a change is one transaction, begun with the
write lock already held, so that two programs that add at once do so one after the other.

SQLite runs in WAL mode with ``synchronous=FULL``: one fsync for each report buys that what ``add`` has told as kept
survives a power cut; ``NORMAL`` would only promise that the file stays sound. Measured over 150 reports of ten
mentions: 17 ms a report with either, on a virtual disk with ext4; the fsync drowns in the work.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from sijill.errors import RegisterError
from sijill.register.covered import give_vault
from sijill.register.vault import Vault

#: seconds that one program waits for another to finish its change before it gives up
PATIENCE = 30.0

#: what a database says -> what is wrong, what to do
_ADVICE: tuple[tuple[str, str, str], ...] = (
    ("file is not a database", "is not a register", "give the path of a register, or of a file that is not there yet"),
    ("malformed", "is damaged", "run sijill verify to learn what is hurt, and go back to a backup"),
    ("database is locked", "is being written by another program", "wait until it has ended, then try again"),
    ("canceling statement due to lock timeout", "is being written by another program",
     "wait until it has ended, then try again"),
    ("readonly database", "cannot be written", "check the permissions of the file and of its folder"),
    ("permission denied", "may not be used by this account", "check its permissions"),
    ("unable to open database file", "cannot be opened", "check that its folder exists and may be written"),
    ("disk is full", "cannot grow: the disk is full", "make room and repeat; nothing is lost"),
    ("no such table", "is a database, but no register", "give the path of a register"),
    ("undefinedtable", "is a database, but no register", "give create=True to make one there"),
    ("authentication failed", "does not let this account in", "check the user and password in the address"),
    ("connection refused", "cannot be reached", "check that the server runs and the address is right"),
    ("connection failed", "cannot be reached", "check that the server runs and the address is right"),
    ("could not translate host name", "cannot be reached", "check the name of the server"),
    ("does not exist", "does not exist on that server", "make it first: createdb"),
    ("could not decode to utf-8", "is damaged", "run sijill verify to learn what is hurt, and go back to a backup"),
)  # fmt: skip


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Whatever a database throws inside becomes a RegisterError that names the register and says what to do."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise RegisterError(address, "cannot keep a character that is none (half of a surrogate pair)",
                            "repair the encoding of the source") from error  # fmt: skip
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _translation(address, error) from error


def _translation(address: str, error: Exception) -> RegisterError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = f"{type(cause).__name__}: {cause}"
    for sign, problem, advice in _ADVICE:
        if sign in said.lower():
            return RegisterError(address, problem, advice)
    first_line = (str(cause).splitlines() or [""])[0][:200]
    return RegisterError(address, f"the database refuses: {type(cause).__name__}: {first_line}")


class Database:
    """A register's database, opened."""

    def __init__(self, address: str | Path, *, create: bool, patience: float = PATIENCE) -> None:
        """Opens SQLite at a path or PostgreSQL at ``postgresql://…``.

        Raises RegisterError where there is none (and ``create`` is not given), or where it cannot be opened.
        """
        #: how it is called in errors; without a password
        self.name = str(address)
        #: whether it is PostgreSQL
        self.postgres = "://" in self.name
        self._patience = patience
        self._engine = self._at_server(str(address)) if self.postgres else self._at_path(Path(address), create=create)

    # -- opening ------------------------------------------------------------------------------------------

    def _at_server(self, address: str) -> Engine:
        try:
            url = make_url(address)
        except (ArgumentError, ValueError):
            raise RegisterError(address, "is not an address", "write postgresql://user@host/database") from None
        self.name = url.render_as_string(hide_password=True)
        if url.get_backend_name() != "postgresql":
            raise RegisterError(self.name, "is no database that can hold a register",
                                "give a file, or postgresql://user@host/database")  # fmt: skip
        try:
            engine = create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True)
        except ModuleNotFoundError:
            raise RegisterError(self.name, "needs psycopg", "pip install 'sijill[postgres]'") from None
        event.listen(engine, "connect", self._prepare_postgres)
        return engine

    def _at_path(self, path: Path, *, create: bool) -> Engine:
        if path.is_dir():
            raise RegisterError(self.name, "is a folder", "give the path of a file in it")
        if not path.parent.is_dir():
            raise RegisterError(self.name, "its folder does not exist", f"make it first: mkdir -p {path.parent}")
        with translated(self.name):
            if not path.exists():
                if not create:
                    raise RegisterError(self.name, "no such register", "sijill add makes one")
                # a register names people: nobody else's business from its first byte
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        # without a name SQLAlchemy takes it for a database in memory, whose pool closes what other threads still use
        # an error of the database is printed with what caused it: the values of the rows are not for anybody's eyes
        engine = create_engine(
            "sqlite+pysqlite://", creator=lambda: self._connect(path), poolclass=QueuePool, hide_parameters=True
        )
        event.listen(engine, "begin", self._begin_sqlite)
        return engine

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=self._patience, isolation_level=None, check_same_thread=False)
        for pragma in (
            f"busy_timeout = {int(self._patience * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what is taken out of a derived table is overwritten with zeros
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _prepare_postgres(self, connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(self._patience * 1000)}")
        connection.commit()

    @staticmethod
    def _begin_sqlite(connection: Connection) -> None:
        # without IMMEDIATE a change would begin by reading and could then find that somebody else has written
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    # -- what is sealed -----------------------------------------------------------------------------------

    def give_vault(self, vault: Vault) -> None:
        """From now on what is sealed is read with the keys of this vault."""
        give_vault(self._engine.dialect, vault)

    def scrub(self) -> None:
        """Leaves no trace of what was overwritten or taken out: in unused pages, in the write-ahead log, in old rows.

        SQLite overwrites what is deleted with zeros (secure_delete); what stays in unused parts of pages and in the
        index of words goes as the file is written anew. On PostgreSQL old rows live until their tables are: VACUUM FULL
        locks them for that time. Its own write-ahead log, archives and backups of it are not in our reach.

        Raises RegisterError where another program reads or writes all the time; what was to be written is written.
        """
        with translated(self.name):
            connection = self._engine.raw_connection()
            try:
                raw: Any = connection.driver_connection
                if self.postgres:
                    connection.rollback()
                    raw.autocommit = True
                    try:
                        raw.execute("VACUUM FULL")
                    finally:
                        raw.autocommit = False
                    return
                for index in ("search_index", "card_index"):
                    raw.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608  (names of ours)
                raw.execute("VACUUM")
                busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if busy:  # somebody still reads what was there before
                    raise sqlite3.OperationalError("database is locked")
            finally:
                connection.close()

    # -- using --------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the register and changes nothing."""
        with translated(self.name), self._engine.connect() as connection, connection.begin():
            if self.postgres:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the register's write lock; rolled back whole if anything goes wrong."""
        with (
            translated(self.name),
            self._engine.connect().execution_options(write=True) as connection,
            connection.begin(),
        ):
            if self.postgres:
                # one lock for each register: the schema that holds its tables
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('sijill ' || current_schema()))"))
            yield connection

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()
