"""TimeMap's events (Forensic Architecture): an array of those that have a day or a point.

Goes with ``timemap-sources`` and ``timemap-associations``, to which ``sources`` and ``associations`` point. The format
has room for one day: ``date`` is the middle of the possible days, ``edtf``, ``date_start`` and ``date_end`` say what is
known. Totals over many events, and what is denied or planned, are not in it. Nothing is sealed that is not sealed in
``description``; no time of day is made up.
"""

from __future__ import annotations

import json

from sijill.publication.cells import writable
from sijill.publication.coding import midpoint
from sijill.publication.filter import Cleared
from sijill.publication.summary import Summary, count_words, place_words, summarise

TITLE = "TimeMap, events"
STEM = "timemap-events"
SUFFIX = ".json"
MEDIA_TYPE = "application/json"
HEAD = "[\n"
SEPARATOR = ",\n"
TAIL = "\n]\n"


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - each event is told in full
    """One event; nothing for what has neither day nor point."""
    s = summarise(cleared)
    if s.kind == "aggregate" or s.modality in ("denied", "planned"):
        return ""
    day, point = midpoint(s), s.coordinates
    if day is None and point is None:
        return ""
    year, month, date = (day or "--").split("-")[:3]
    event: dict[str, object] = {
        "id": s.id,
        "description": _description(s),
        "date": f"{month}/{date}/{year}" if day else "",
        "time": "",
        "location": place_words(s.place),
        # as text, both or neither
        "latitude": str(point[0]) if point else "",
        "longitude": str(point[1]) if point else "",
        "type": s.type or "",
        "category": s.act or s.type or "",
        "associations": [a for a in (s.type, s.act) if a],
        "sources": sorted({a.source.report.id for a in cleared.dossier.mentions}),
        "comments": "",
        "edtf": s.date or "",
        "date_start": s.date_start or "",
        "date_end": s.date_end or "",
        "precision": s.place.precision or "" if s.place else "",
        "killed": count_words(s.killed),
        "injured": count_words(s.injured),
    }
    return writable(json.dumps(event, ensure_ascii=False, separators=(",", ":")))


def _description(s: Summary) -> str:
    """One neutral sentence with its tolls and how many reports tell of it."""
    tolls = [f"{name} {count_words(c)}" for name, c in (("killed", s.killed), ("injured", s.injured)) if c]
    reports = f"{len(s.reports)} report{'' if len(s.reports) == 1 else 's'}"
    return "; ".join([s.title, *tolls, f"according to {reports}"]) + "."
