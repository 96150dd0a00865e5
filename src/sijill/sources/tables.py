"""Spreadsheets → rows: CSV (comma, semicolon or tab) and XLSX, the cells as words.

Invariants: a row has the columns of the heading row and no others, every cell is words on one line without what cannot
be shown; rows are numbered as the program shows them that made the table (the heading row is 1). No formula is worked
out: of a cell with one, what was last shown is taken.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sijill.errors import SourceError
from sijill.sources.making import too_large

#: more columns than any table that people keep by hand; a file with more is none
MAX_COLUMNS = 500
#: longest cell, in code points: what spreadsheet programs take, four times over
MAX_CELL = 131_072
#: rows of a sheet of a workbook: what the format has. A file can name a row far behind its last, and all rows between
#: would be gone through
MAX_ROWS = 1_048_576
#: how much larger than the largest file a workbook may be unpacked, all of its strings in memory: XML packs to a tenth
MAX_UNPACKED = 10

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    #: as the program shows it that made the table; the heading row is 1
    number: int
    #: column -> cell, in the order of the columns; those that are empty are left out
    cells: Mapping[str, str]


def read_table(path: Path, *, max_bytes: int, sheet: str | None = None) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns of a spreadsheet and its rows, in order.

    Args:
        path: a file that ends in .csv, .tsv or .xlsx.
        max_bytes: largest file that is taken.
        sheet: name of the sheet of a workbook; the first by default.

    Raises:
        SourceError: it cannot be read, is no table, or is too large.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise too_large(str(path), size, max_bytes)
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            lines = _workbook(path, sheet, max_bytes)
        elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
            lines = _delimited(path)
        else:
            raise SourceError(str(path), "is no spreadsheet by its name", "give a .csv or .xlsx")
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error
    first = next(lines, None)
    while first is not None and not any(first[1]):
        first = next(lines, None)
    if first is None:
        raise SourceError(str(path), "is empty", "its first row must have the names of the columns")
    columns = _columns(first[1], str(path))
    return columns, _rows(columns, lines)


def plain(cell: object) -> str:
    """A cell as words on one line."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(_CONTROLS.sub(" ", str(cell)[:MAX_CELL]).split())


def _columns(cells: Iterable[str], name: str) -> tuple[str, ...]:
    columns = list(cells)
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MAX_COLUMNS:
        raise SourceError(name, f"has more than {MAX_COLUMNS} columns", "leave out those that are not needed")
    named = [c or f"column {n}" for n, c in enumerate(columns, start=1)]
    twice = sorted({c for c in named if named.count(c) > 1})
    if twice:
        raise SourceError(name, f"has two columns of the name {twice[0]!r}", "give each column a name of its own")
    return tuple(named)


def _rows(columns: tuple[str, ...], lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in lines:
        told = {column: cell for column, cell in zip(columns, cells, strict=False) if cell}
        if told:
            yield Row(number, told)


def _delimited(path: Path) -> Iterator[tuple[int, list[str]]]:
    content = path.read_bytes()
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise SourceError(str(path), "is not in UTF-8", "save it as CSV in UTF-8") from None
        words = content.decode("utf-16", "replace")
    heading = words.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)

    def lines() -> Iterator[tuple[int, list[str]]]:
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise SourceError(f"{path}, row {number}", f"is no row of a table: {error}") from error
            yield number, [plain(c) for c in cells]

    return lines()


def _workbook(path: Path, sheet: str | None, max_bytes: int) -> Iterator[tuple[int, list[str]]]:
    import openpyxl  # imported late: half a second

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(i.file_size for i in archive.infolist())
        if unpacked > max_bytes * MAX_UNPACKED:
            raise too_large(str(path), unpacked, max_bytes * MAX_UNPACKED)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a workbook has besides cells
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except SourceError:
        raise
    except Exception as error:  # the library says in a dozen ways that a file is broken
        raise SourceError(str(path), f"is no workbook: {type(error).__name__}", "save it as .xlsx or .csv") from error
    if sheet is not None and sheet not in book.sheetnames:
        raise SourceError(str(path), f"has no sheet {sheet!r}", f"there are: {', '.join(book.sheetnames)}")
    chosen = book[sheet] if sheet is not None else book.worksheets[0]

    def lines() -> Iterator[tuple[int, list[str]]]:
        try:
            for number, cells in enumerate(chosen.iter_rows(values_only=True), start=1):
                if number > MAX_ROWS:
                    raise SourceError(str(path), f"has more than {MAX_ROWS:,} rows", "save it again as .xlsx or .csv")
                # one more than there may be, so that too many are noticed; a file can say that it has any number
                yield number, [plain(c) for c in cells[: MAX_COLUMNS + 1]]
        except SourceError:
            raise
        except Exception as error:
            raise SourceError(str(path), f"is a broken workbook: {type(error).__name__}") from error
        finally:
            book.close()

    return lines()
