"""A table for spreadsheets: one row an incident, lists within a cell parted by "; ".

A cell that a spreadsheet would take for a formula begins with an apostrophe instead, which spreadsheets do not show.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from sijill.publication.filter import Cleared
from sijill.publication.summary import summarise
from sijill.types import Count

TITLE = "table, one row an incident"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "id", "type", "act", "date", "date_start", "date_end", "city", "admin1", "country", "latitude", "longitude",
    "precision", "killed_min", "killed_max", "injured_min", "injured_max", "victims", "perpetrators", "methods",
    "weapons", "sources", "independent_min", "independent_max", "source_urls", "contradictions",
    "published", "values_checked", "people_checked",
)  # fmt: skip
SEPARATOR = ""
TAIL = ""

#: what a spreadsheet may take for the beginning of a formula (OWASP, "CSV Injection")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_UNWRITABLE = re.compile("[\ud800-\udfff]")


def _row(cells: Sequence[str | int | float | None]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(_safe(c) for c in cells)
    return out.getvalue()


def _safe(cell: str | int | float | None) -> str:
    """A cell that is text and nothing else."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    cell = _UNWRITABLE.sub("\ufffd", cell.replace("\0", ""))
    return "'" + cell if cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


HEAD = _row(COLUMNS)


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one row."""
    s = summarise(cleared)
    place = s.place
    point = s.coordinates
    return _row((
        s.id, s.type, s.act, s.date, s.date_start, s.date_end,
        place.city if place else None, place.admin1 if place else None, place.country if place else None,
        point[0] if point else None, point[1] if point else None, place.precision if place else None,
        *_ends(s.killed), *_ends(s.injured),
        "; ".join(s.victims), "; ".join(f"{who} ({how})" if how else who for who, how in s.perpetrators),
        "; ".join(s.methods), "; ".join(s.weapons), len(s.reports), *_ends(s.independent),
        "; ".join(s.sources), "; ".join(s.contradictions),
        "by a person's decision" if s.published else "", s.checked, s.people,
    ))  # fmt: skip


def _ends(count: Count | None) -> tuple[int | None, int | None]:
    return (count.min, count.max) if count else (None, None)
