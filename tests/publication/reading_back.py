"""What an export wrote, as somebody would read it: a file that is no text is read by its own library."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Callable, Iterable
from typing import TextIO

import pytest

from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.formats import FORMATS
from sijill.types import Dossier

#: formats whose files are no text
_BINARY = ("parquet",)


def read_back(name: str, dossiers: Iterable[Dossier], door: Filter) -> tuple[int, str]:
    """How many incidents were written, and what can be read."""
    return written(name, lambda out: export(dossiers, name, out, door))


def written(name: str, write: Callable[[TextIO], int]) -> tuple[int, str]:
    """How many incidents something wrote in a format, and what can be read of it."""
    if name not in readable():
        pytest.skip(f"no library that reads {name} is installed")
    binary = io.BytesIO()
    out = io.TextIOWrapper(binary, encoding="utf-8", newline="")
    count = write(out)
    out.flush()
    content = binary.getvalue()
    return count, _unpacked(content) if name in _BINARY else content.decode("utf-8")


def _unpacked(content: bytes) -> str:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(content))
    # names of columns and the file's own metadata leave, too
    told = [table.to_pylist(), table.schema.to_string(), repr(table.schema.metadata)]
    return json.dumps(told, ensure_ascii=False, default=str)


def readable() -> tuple[str, ...]:
    """The formats that can be read here."""
    pyarrow = importlib.util.find_spec("pyarrow") is not None
    return tuple(n for n in FORMATS.names() if pyarrow or n not in _BINARY)
