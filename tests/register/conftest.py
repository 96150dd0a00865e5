"""The same tests on both databases: SQLite always, PostgreSQL where SIJILL_TEST_POSTGRES names a server."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from register.databases import drop_schema, new_schema
from sijill.register import Register

_NUMBERS = itertools.count()
POSTGRES = os.environ.get("SIJILL_TEST_POSTGRES", "")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a register can be made; nothing is there yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "test.sijill")
        return
    if not POSTGRES:
        pytest.skip("SIJILL_TEST_POSTGRES names no server")
    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    yield new_schema(POSTGRES, name)
    drop_schema(POSTGRES, name)


@pytest.fixture
def register(address: str) -> Iterator[Register]:
    with Register.open(address, create=True) as opened:
        yield opened
