"""A table for humanitarian data (HXL 1.1): one row an incident, with a second heading row of hashtags.

Killed and injured are ranges (``+min``, ``+max``); totals over many events and what is denied or planned are not in it,
so that a sum over its rows adds up events. What is not stated is empty, never 0.
"""

from __future__ import annotations

from sijill.publication.cells import ends, row, rules, several
from sijill.publication.filter import Cleared
from sijill.publication.summary import summarise

TITLE = "table with HXL hashtags, one row an incident"
STEM = "hxl"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
#: column -> its hashtag
HASHTAGS = {
    "id": "#event+code",
    "type": "#event+type",
    "act": "#event+type+act",
    "modality": "#event+modality",
    "date": "#date+occurred+edtf",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "perpetrators": "#group+name+list",
    "country": "#country+code+v_iso2",
    "admin1": "#adm1+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "precision": "#geo+precision",
    "killed_min": "#affected+killed+min",
    "killed_max": "#affected+killed+max",
    "injured_min": "#affected+injured+min",
    "injured_max": "#affected+injured+max",
    "description": "#description",
    "sources": "#meta+source+num",
    "independent_min": "#meta+source+independent+min",
    "independent_max": "#meta+source+independent+max",
    "source_urls": "#meta+source+url+list",
    "rules": "#meta+rules",
}
COLUMNS = tuple(HASHTAGS)
HEAD = row(COLUMNS) + row(tuple(HASHTAGS.values()))
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one row; nothing for a total and for what did not happen."""
    s = summarise(cleared)
    if s.kind == "aggregate" or s.modality in ("denied", "planned"):
        return ""
    place, point = s.place, s.coordinates
    return row((
        s.id, s.type, s.act, s.modality, s.date, s.date_start, s.date_end,
        several(f"{who} ({how})" if how else who for who, how in s.perpetrators),
        place.country if place else None, place.admin1 if place else None, place.city if place else None,
        point[0] if point else None, point[1] if point else None, place.precision if place else None,
        *ends(s.killed), *ends(s.injured), s.title, len(s.reports), *ends(s.independent), several(s.sources),
        rules(cleared.dossier.standing.values),
    ))  # fmt: skip
