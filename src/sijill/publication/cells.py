"""Rows of a table for spreadsheets (RFC 4180): every cell is text or a number and nothing else.

A cell that a spreadsheet would take for a formula begins with an apostrophe instead, which spreadsheets do not show.
Invariant: what :func:`row` writes, a CSV reader reads back as it was, but for that apostrophe, NUL and lone surrogates.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sijill.types import Count, StandingValue

Cell: TypeAlias = str | int | float | None

#: what a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_UNWRITABLE = re.compile("[\ud800-\udfff]")


def row(cells: Sequence[Cell]) -> str:
    """One line of a table with its line end; nothing for None, so that what is unknown stays empty."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(_safe(c) for c in cells)
    return out.getvalue()


def ends(count: Count | None) -> tuple[int | None, int | None]:
    """The least and the most of a range, each None where it is not known."""
    return (count.min, count.max) if count else (None, None)


def several(parts: Iterable[str]) -> str:
    """Several values in one cell, without those that are empty."""
    return "; ".join(p for p in parts if p)


def rules(values: Iterable[StandingValue]) -> str:
    """By which rule each value stands: "killed: range; date: most_precise"."""
    return several(dict.fromkeys(f"{v.field}: {v.rule}" for v in values))


def writable(words: str) -> str:
    """Words as UTF-8 can hold them."""
    return _UNWRITABLE.sub("\ufffd", words)


def _safe(cell: Cell) -> str:
    """A cell that is text and nothing else."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    cell = writable(cell.replace("\0", ""))
    return "'" + cell if cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
