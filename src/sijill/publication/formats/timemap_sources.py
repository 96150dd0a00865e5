"""TimeMap's sources: an object of the reports that ``timemap-events`` point to, by their ids."""

from __future__ import annotations

import json

from sijill.publication.cells import writable
from sijill.publication.filter import Cleared
from sijill.publication.summary import address

TITLE = "TimeMap, sources"
STEM = "timemap-sources"
SUFFIX = ".json"
MEDIA_TYPE = "application/json"
HEAD = "{\n"
SEPARATOR = ",\n"
TAIL = "\n}\n"


def record(cleared: Cleared, told: set[str]) -> str:
    """The reports of one incident that no earlier one has told."""
    lines: list[str] = []
    for account in cleared.dossier.mentions:
        report, metadata = account.source.report, account.source.text.metadata
        if report.id in told:
            continue
        told.add(report.id)
        where = address(metadata.url, report.uri)
        source = {
            "id": report.id, "title": metadata.title or where, "thumbnail": "", "paths": [], "type": report.kind,
            "affil_s": [metadata.publisher] if metadata.publisher else [], "url": where, "description": "",
            "parent": "", "author": metadata.author or "", "date": metadata.published or "", "notes": "",
        }  # fmt: skip
        entry = json.dumps({report.id: source}, ensure_ascii=False, separators=(",", ":"))
        lines.append(writable(entry)[1:-1])
    return SEPARATOR.join(lines)
