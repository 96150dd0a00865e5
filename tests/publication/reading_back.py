"""What an export wrote, as somebody would read it: a file that is no text is read by its own library."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Iterable

import pytest

from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.formats import FORMATS, format_named, packed
from sijill.types import Dossier


def read_back(name: str, dossiers: Iterable[Dossier], door: Filter) -> tuple[int, str]:
    """How many incidents were written, and what can be read."""
    binary = io.BytesIO()
    if not packed(format_named(name)):
        out = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        count = export(dossiers, name, out, door)
        out.flush()
        return count, binary.getvalue().decode("utf-8")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    out = io.TextIOWrapper(binary, encoding="utf-8")
    count = export(dossiers, name, out, door)
    table = parquet.read_table(io.BytesIO(binary.getvalue()))
    # names of columns and the file's own metadata leave, too
    told = [table.to_pylist(), table.schema.to_string(), repr(table.schema.metadata)]
    return count, json.dumps(told, ensure_ascii=False, default=str)


def readable() -> tuple[str, ...]:
    """The formats that can be read here."""
    pyarrow = importlib.util.find_spec("pyarrow") is not None
    return tuple(n for n in FORMATS.names() if pyarrow or not packed(format_named(n)))
