"""The databases of the tests, reached past the register: to make a place for one, to hurt one, to look into one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text


def new_schema(server: str, name: str) -> str:
    """Makes a schema; the address of a register in it."""
    run(server, f"CREATE SCHEMA {name}")
    url = make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    return url.render_as_string(hide_password=False)


def drop_schema(server: str, name: str) -> None:
    """Takes it away with all that is in it."""
    run(server, f"DROP SCHEMA {name} CASCADE")


def engine(address: str) -> Engine:
    """A way to the database with nothing of the register between: no foreign keys, no checks."""
    if "://" in address:
        made = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
        event.listen(made, "begin", _unchecked)
        return made
    return create_engine(f"sqlite:///{address}")


def _unchecked(connection: Connection) -> None:
    connection.exec_driver_sql("SET session_replication_role = replica")  # no foreign keys


def run(address: str, *statements: str, **values: Any) -> None:
    """Runs SQL in one transaction."""
    made = engine(address)
    with made.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)
    made.dispose()


def rows(address: str, statement: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    made = engine(address)
    with made.connect() as connection:
        found = [tuple(r) for r in connection.execute(text(statement))]
    made.dispose()
    return found
