"""A table for spreadsheets: one row an incident, lists within a cell parted by "; ".

A cell that a spreadsheet would take for a formula begins with an apostrophe instead, which spreadsheets do not show.
The column ``rules`` says by which rule each value stands ("killed: range").
"""

from __future__ import annotations

from sijill.publication.cells import ends, row, rules, several
from sijill.publication.filter import Cleared
from sijill.publication.summary import summarise

TITLE = "table, one row an incident"
STEM = "incidents"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "id", "type", "act", "date", "date_start", "date_end", "city", "admin1", "country", "latitude", "longitude",
    "precision", "killed_min", "killed_max", "injured_min", "injured_max", "victims", "perpetrators", "methods",
    "weapons", "sources", "independent_min", "independent_max", "source_urls", "contradictions", "rules",
    "published", "values_checked", "people_checked",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one row."""
    s = summarise(cleared)
    place = s.place
    point = s.coordinates
    return row((
        s.id, s.type, s.act, s.date, s.date_start, s.date_end,
        place.city if place else None, place.admin1 if place else None, place.country if place else None,
        point[0] if point else None, point[1] if point else None, place.precision if place else None,
        *ends(s.killed), *ends(s.injured),
        several(s.victims), several(f"{who} ({how})" if how else who for who, how in s.perpetrators),
        several(s.methods), several(s.weapons), len(s.reports), *ends(s.independent),
        several(s.sources), several(s.contradictions), rules(cleared.dossier.standing.values),
        "by a person's decision" if s.published else "", s.checked, s.people,
    ))  # fmt: skip
