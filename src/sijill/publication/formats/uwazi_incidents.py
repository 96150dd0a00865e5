"""A table that Uwazi imports as entities, one row an incident.

Several values in a cell are parted by ``|``, the place is ``latitude|longitude``, a date ``first:last`` possible day,
as Uwazi reads them. ``sijill id`` stays the same from release to release. The people are ``uwazi-people``, whose
``Incident`` is this table's ``title``. Uwazi has no ranges: the least and the most stand in columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from sijill.publication.cells import Cell, ends, row, rules
from sijill.publication.filter import Cleared
from sijill.publication.summary import Summary, place_words, summarise

TITLE = "table for Uwazi, one row an incident"
STEM = "uwazi-incidents"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "title", "sijill id", "Type", "Act", "Told as", "Date", "Date (EDTF)", "Place", "Place_geolocation", "Country",
    "Killed, at least", "Killed, at most", "Injured, at least", "Injured, at most", "Methods", "Victims",
    "Perpetrators", "Reports", "Independent sources, at least", "Sources disagree on", "Rules", "Checked by a person",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one row."""
    s = summarise(cleared)
    point = s.coordinates
    return row((
        entity_title(s), s.id, one(s.type), one(s.act), one(s.modality), days(s), s.date, place_words(s.place) or None,
        f"{point[0]}|{point[1]}" if point else None, s.place.country if s.place else None, *ends(s.killed),
        *ends(s.injured), bars(s.methods), bars(s.victims), bars(who for who, _ in s.perpetrators), bars(s.sources),
        s.independent.min, bars(s.contradictions), rules(cleared.dossier.standing.values), s.checked,
    ))  # fmt: skip


def entity_title(s: Summary) -> str:
    """The name by which other rows point to an incident; no two have the same."""
    return f"{s.title} ({s.id})"


def days(s: Summary) -> Cell:
    """The possible days, where both ends are known."""
    return f"{s.date_start}:{s.date_end}" if s.date_start and s.date_end else None


def one(code: str | None) -> Cell:
    """A term of a thesaurus; ``::`` would part it in two."""
    return code.replace("::", ":").replace("|", "/") if code else None


def bars(values: Iterable[str]) -> Cell:
    """Several values in one cell; a bar within one would part it."""
    return "|".join(v.replace("|", "/") for v in values if v) or None
