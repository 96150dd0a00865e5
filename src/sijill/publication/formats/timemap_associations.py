"""TimeMap's associations: the kinds of violence by which ``timemap-events`` can be filtered."""

from __future__ import annotations

import json

from sijill.publication.cells import writable
from sijill.publication.filter import Cleared
from sijill.publication.summary import summarise

TITLE = "TimeMap, associations"
STEM = "timemap-associations"
SUFFIX = ".json"
MEDIA_TYPE = "application/json"
HEAD = "[\n"
SEPARATOR = ",\n"
TAIL = "\n]\n"


def record(cleared: Cleared, told: set[str]) -> str:
    """The kinds of one incident that no earlier one has told: its act family and its finer act."""
    s = summarise(cleared)
    path = [kind for kind in (s.type, s.act) if kind]
    lines: list[str] = []
    for depth, kind in enumerate(path, start=1):
        if kind in told:
            continue
        told.add(kind)
        named = [p.replace("_", " ") for p in path[:depth]]
        association = {"id": kind, "title": named[-1], "desc": "", "mode": "FILTER", "filter_paths": named}
        lines.append(writable(json.dumps(association, ensure_ascii=False, separators=(",", ":"))))
    return SEPARATOR.join(lines)
