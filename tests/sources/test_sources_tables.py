"""Workbooks that somebody made to do harm: small files that say that they are endless."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from sijill.errors import SourceError
from sijill.sources import tables
from sijill.sources.tables import read_table

_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>what</t></is></c></row>'


def _workbook(path: Path, sheet: str) -> Path:
    """A workbook whose one sheet is this XML."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    parts[_SHEET] = (_HEAD + sheet + "</worksheet>").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_row_far_behind_the_last_is_not_gone_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 1000)
    far = '<row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>b</t></is></c></row>'
    path = _workbook(tmp_path / "far.xlsx", f"<sheetData>{_FIRST}{far}</sheetData>")
    _, rows = read_table(path, max_bytes=1_000_000)
    with pytest.raises(SourceError, match="more than 1,000 rows"):
        list(rows)


def test_a_sheet_that_says_it_is_wide_costs_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = 0

    def counting(cell: object) -> str:
        nonlocal cells
        cells += 1
        return str(cell or "")

    monkeypatch.setattr(tables, "plain", counting)
    wide = '<dimension ref="A1:ZZZ4"/>'
    second = '<row r="4"><c r="A4" t="inlineStr"><is><t>killed</t></is></c></row>'
    path = _workbook(tmp_path / "wide.xlsx", f"{wide}<sheetData>{_FIRST}{second}</sheetData>")
    columns, rows = read_table(path, max_bytes=1_000_000)
    assert (columns, [row.cells for row in rows]) == (("what",), [{"what": "killed"}])
    assert cells <= 4 * (tables.MAX_COLUMNS + 1)
