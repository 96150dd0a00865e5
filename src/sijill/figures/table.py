"""A figure: a table with its title, what to beware of, and the command line that makes it again.

Invariant: every number of a row is either exact or a range; an open upper end is None and never a guess; a cell that
might reveal one person is withheld as "fewer than" and counts nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from sijill.types import Count

#: language -> words; "en" is always there
Words: TypeAlias = Mapping[str, str]
#: what a cell can hold: a range, a number, a share, words, or nothing
Cell: TypeAlias = Count | int | float | str | None
Unit: TypeAlias = Literal["people", "incidents", "share", "words", "days"]

#: empty periods in a row that are still shown one by one
_SHORT_RUN = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a figure."""

    id: str
    title: Words
    unit: Unit


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is about, and a cell for each column."""

    #: code or value as it stands in the records; "" for what is not told
    key: str
    label: Words
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A table that can be drawn, printed and made again."""

    #: name under which it is asked for
    name: str
    title: Words
    #: heading of the column of labels
    of: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    #: what a reader must know to read it rightly
    notes: tuple[Words, ...]
    #: the command line that makes it from the release
    query: str
    #: the column that a chart draws, or "" where there is nothing to draw
    drawn: str = ""
    #: whether the rows are points in time, in order
    timed: bool = False

    def column(self, name: str) -> int:
        """Position of a column."""
        return next(n for n, c in enumerate(self.columns) if c.id == name)


def said(words: Words, language: str) -> str:
    """The words in a language, or in English."""
    return words.get(language) or words["en"]


def shown(cell: Cell, language: str = "en", unit: Unit = "words") -> str:
    """A cell as a reader sees it: "3", "3–7", "5 or more", "12 %", "0.5"; "–" for nothing."""
    match cell:
        case None:
            return "–"
        case Count(min=least, max=None):
            return f"{least:,} أو أكثر" if language == "ar" else f"{least:,} or more"
        case Count(min=least, max=most):
            # isolates keep "3–7" from being turned round between Arabic words
            return f"{least:,}" if least == most else f"\u2066{least:,}–{most:,}\u2069"
        case float():
            return f"{cell * 100:.0f} %" if unit == "share" else f"{cell:,.1f}"
        case int():
            return f"{cell:,}"
        case str():
            return cell


def cells_shown(figure: Figure, row: Row, language: str = "en") -> list[str]:
    """The cells of a row as a reader sees them."""
    return [shown(cell, language, column.unit) for column, cell in zip(figure.columns, row.cells, strict=True)]


def condensed(figure: Figure) -> list[Row]:
    """The rows for reading: in a series each run of empty periods longer than two is one row that says so."""
    if not figure.timed:
        return list(figure.rows)
    found: list[Row] = []
    for empty, rows in groupby(figure.rows, key=lambda r: r.cells[0] == Count(0, 0)):
        run = list(rows)
        if not empty or len(run) <= _SHORT_RUN:
            found += run
            continue
        label = {"en": f"{run[0].key} … {run[-1].key}", "ar": f"{run[0].key} … {run[-1].key}"}
        found.append(Row("", label, run[0].cells))
    return found


def as_csv(figure: Figure, language: str = "en") -> str:
    """The table as CSV; a range as two columns, least and most, the latter empty where it is open."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    ranged = [any(isinstance(row.cells[n], Count) for row in figure.rows) for n in range(len(figure.columns))]
    heads = ["key", "label"]
    for column, is_range in zip(figure.columns, ranged, strict=True):
        heads += [f"{column.id}_min", f"{column.id}_max"] if is_range else [column.id]
    writer.writerow(heads)
    for row in figure.rows:
        cells: list[str] = [_safe(row.key), _safe(said(row.label, language))]
        for cell, is_range in zip(row.cells, ranged, strict=True):
            if not is_range:
                cells.append("" if cell is None else _safe(str(cell)))
            elif isinstance(cell, Count):
                cells += [str(cell.min), "" if cell.max is None else str(cell.max)]
            else:
                cells += ["", ""]
        writer.writerow(cells)
    return out.getvalue()


def _safe(words: str) -> str:
    """Words that a spreadsheet does not take for a formula."""
    return (
        f"'{words}" if words[:1] in tuple("=+-@\t\r") and not words.lstrip("-").replace(".", "", 1).isdigit() else words
    )


def as_json(figure: Figure) -> dict[str, Any]:
    """The figure as JSON values; a range is {"min", "max"}."""
    return {
        "figure": figure.name,
        "title": dict(figure.title),
        "query": figure.query,
        "columns": [{"id": c.id, "title": dict(c.title), "unit": c.unit} for c in figure.columns],
        "rows": [
            {
                "key": row.key,
                "label": dict(row.label),
                **{c.id: _json(v) for c, v in zip(figure.columns, row.cells, strict=True)},
            }
            for row in figure.rows
        ],
        "notes": [dict(n) for n in figure.notes],
    }


def _json(cell: Cell) -> Any:
    return {"min": cell.min, "max": cell.max} if isinstance(cell, Count) else cell


def as_text(figure: Figure, language: str = "en") -> str:
    """The figure for a terminal: title, aligned columns, notes, the query."""
    heads = [said(figure.of, language), *(said(c.title, language) for c in figure.columns)]
    rows = [[said(r.label, language), *cells_shown(figure, r, language)] for r in condensed(figure)]
    plain = [[_bare(cell) for cell in row] for row in [heads, *rows]]
    widths = [min(max(len(row[n]) for row in plain), 60) for n in range(len(heads))]
    lines = [said(figure.title, language), ""]
    for row in plain:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    if not figure.rows:
        lines.append("–")
    lines += ["", *(f"· {said(n, language)}" for n in figure.notes), f"$ {figure.query}"]
    return "\n".join(lines) + "\n"


def _bare(words: str) -> str:
    return words.replace("\u2066", "").replace("\u2069", "")


def as_json_line(figure: Figure) -> str:
    """The figure as one line of JSON."""
    return json.dumps(as_json(figure), ensure_ascii=False)
