"""What may not be written can be verified all the same."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine

from invented_reports import write_reports
from sijill.register import Register
from sijill.register.search import damage_of
from sijill.workflow import add


def test_the_index_of_a_file_that_may_not_be_written_is_checked_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "r.sijill"
    with Register.open(file, create=True) as register:
        assert list(add(register, [str(write_reports(tmp_path / "reports"))]))
    engine = create_engine(f"sqlite+pysqlite:///file:{file}?mode=ro&uri=true")
    with engine.connect() as connection:
        assert list(damage_of(connection, "search_index", "search_text")) == []
    engine.dispose()
    with sqlite3.connect(file) as writing:
        writing.execute("UPDATE search_text SET words = words || ' more' WHERE part = 1")
    with engine.connect() as connection:
        assert [what for _, what in damage_of(connection, "search_index", "search_text") if "search_text" in what]
    engine.dispose()
