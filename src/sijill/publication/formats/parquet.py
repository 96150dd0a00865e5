"""Parquet for analysis: one row an incident, with types: dates are dates, figures numbers, several values lists.

Needs pyarrow (``pip install 'sijill[parquet]'``). Unknown is null, never 0; ``rules`` maps each field to the rule by
which its value stands. The records are lines of JSON, which the guard reads before they are packed.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, BinaryIO

from sijill.errors import UsageError
from sijill.publication.cells import writable
from sijill.publication.filter import Cleared
from sijill.publication.formats import Packer
from sijill.publication.involved import Involved, involved
from sijill.publication.summary import summarise
from sijill.types import Count

TITLE = "Parquet, one row an incident"
STEM = "incidents"
SUFFIX = ".parquet"
MEDIA_TYPE = "application/vnd.apache.parquet"
HEAD = ""
SEPARATOR = ""
TAIL = ""
#: column -> its type: text, day, int, float, texts, rules or people
TYPES = {
    "id": "text", "aliases": "texts", "type": "text", "act": "text", "kind": "text", "modality": "text",
    "date": "text", "date_start": "day", "date_end": "day", "city": "text", "admin1": "text", "country": "text",
    "latitude": "float", "longitude": "float", "precision": "text", "radius_km": "float",
    "killed_min": "int", "killed_max": "int", "injured_min": "int", "injured_max": "int",
    "victims": "people", "perpetrators": "people", "methods": "texts", "weapons": "texts", "targets": "texts",
    "sources": "int", "independent_min": "int", "independent_max": "int", "source_urls": "texts",
    "contradictions": "texts", "rules": "rules", "values_checked": "int", "people_checked": "int",
}  # fmt: skip
COLUMNS = tuple(TYPES)

#: rows that are held in memory before they are written as one row group
ROWS = 10_000


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one line of JSON, the keys of which are the columns."""
    s = summarise(cleared)
    place, point = s.place, s.coordinates
    people = involved(cleared)
    row: dict[str, Any] = {
        "id": s.id, "aliases": cleared.dossier.incident.aliases, "type": s.type, "act": s.act, "kind": s.kind,
        "modality": s.modality, "date": s.date, "date_start": s.date_start, "date_end": s.date_end,
        "city": place.city if place else None, "admin1": place.admin1 if place else None,
        "country": place.country if place else None, "latitude": point[0] if point else None,
        "longitude": point[1] if point else None, "precision": place.precision if place else None,
        "radius_km": place.radius_km if place and point else None,
        **_ends("killed", s.killed), **_ends("injured", s.injured),
        "victims": [_person(p) for p in people if p.role == "victim"],
        "perpetrators": [_person(p) for p in people if p.role == "perpetrator"],
        "methods": s.methods, "weapons": s.weapons, "targets": s.targets, "sources": len(s.reports),
        **_ends("independent", s.independent), "source_urls": s.sources, "contradictions": s.contradictions,
        "rules": {v.field: v.rule for v in cleared.dossier.standing.values},
        "values_checked": s.checked, "people_checked": s.people,
    }  # fmt: skip
    return writable(json.dumps(row, ensure_ascii=False, separators=(",", ":"))) + "\n"


def packer(out: BinaryIO) -> Packer:
    """What makes a Parquet file of the records. Raises UsageError without pyarrow."""
    return _Packer(out)


def _person(who: Involved) -> dict[str, Any]:
    return {
        "id": who.id, "called": who.called, "sealed": who.sealed, **_ends("count", who.count),
        "outcomes": who.outcomes, "occupation": who.words("occupation"), "status": who.words("status"),
        "according_to": who.words("according_to"), "accusation": who.accusation,
        **_ends("age", who.age), "age_group": who.words("age_group"),
        "sex": who.words("sex"), "nationality": who.words("nationality"), "category": who.words("category"),
        "rules": {v.field: v.rule for v in who.values},
    }  # fmt: skip


def _ends(name: str, count: Count | None) -> dict[str, int | None]:
    return {f"{name}_min": count.min if count else None, f"{name}_max": count.max if count else None}


class _Packer:
    """Holds rows until there are enough for a row group."""

    def __init__(self, out: BinaryIO) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise UsageError(
                "parquet", "needs pyarrow, which is not installed", "pip install 'sijill[parquet]'"
            ) from error
        self._arrow: Any = pyarrow
        self._schema = _schema(pyarrow)
        self._file: Any = parquet.ParquetWriter(out, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, record: str) -> None:
        """One row."""
        row = json.loads(record)
        for name, kind in TYPES.items():
            if kind == "day" and row[name]:
                row[name] = date.fromisoformat(row[name])
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self._flush()

    def end(self) -> None:
        """The last row group, and the file's foot."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


def _schema(pyarrow: Any) -> Any:
    text, whole = pyarrow.string(), pyarrow.int64()
    rules = pyarrow.map_(text, text)
    person = pyarrow.struct([
        ("id", text), ("called", text), ("sealed", pyarrow.bool_()), ("count_min", whole), ("count_max", whole),
        ("outcomes", pyarrow.list_(text)), ("occupation", text), ("status", text), ("according_to", text),
        ("accusation", text),
        ("age_min", whole), ("age_max", whole), ("age_group", text), ("sex", text), ("nationality", text),
        ("category", text), ("rules", rules),
    ])  # fmt: skip
    types = {
        "text": text, "day": pyarrow.date32(), "int": whole, "float": pyarrow.float64(), "texts": pyarrow.list_(text),
        "rules": rules, "people": pyarrow.list_(person),
    }  # fmt: skip
    return pyarrow.schema([(name, types[kind]) for name, kind in TYPES.items()])
