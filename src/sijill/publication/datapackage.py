"""``datapackage.json``: the tables of a release with their columns' types, for programs (Frictionless Data Package 1).

A column's type follows from its name, which means the same in every table. What is empty is missing, never 0 or "".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sijill.publication.formats import Format, file_name
from sijill.types import ReleaseFile

NAME = "datapackage.json"

_INTEGERS = frozenset({
    "sources", "values_checked", "people_checked", "fatalities", "sources_independent_min", "sources_independent_max",
    "year", "time_precision", "geo_precision", "where_prec", "date_prec", "number_of_sources", "best", "high", "low",
    "deaths_civilians", "event_clarity", "replicate",
})  # fmt: skip
_NUMBERS = frozenset({"latitude", "longitude"})
_DATES = frozenset({"date_start", "date_end", "event_date"})


def type_of(column: str) -> str:
    """The Frictionless type of a column."""
    if column in _NUMBERS:
        return "number"
    if column in _DATES:
        return "date"
    counted = column in _INTEGERS or column.endswith(("_min", "_max")) or column.startswith("in_")
    return "integer" if counted else "string"


def datapackage(
    version: str, created: str, licence: str, formats: Iterable[Format], files: Iterable[ReleaseFile]
) -> Mapping[str, Any]:
    """The description of the tables among a release's files.

    Args:
        version: of the release.
        created: when it was made, ISO 8601.
        licence: what others may do with it.
        formats: those that the release has.
        files: of the release.
    """
    known = {file.name: file for file in files}
    resources = [
        _resource(form, known[file_name(form)])
        for form in formats
        if form.SUFFIX == ".csv" and file_name(form) in known
    ]  # fmt: skip
    return {
        "profile": "tabular-data-package",
        "name": "register",
        "title": "A register of political violence",
        "version": version,
        "created": created,
        "description": f"Licence: {licence}",
        "resources": resources,
    }


def _resource(form: Format, file: ReleaseFile) -> dict[str, Any]:
    columns: tuple[str, ...] = form.COLUMNS  # type: ignore[attr-defined]  # every table has them
    # a table with a second heading row has words in it where its columns have numbers
    headed = form.HEAD.count("\r\n") > 1
    return {
        "profile": "tabular-data-resource",
        "name": form.STEM.lower(),
        "path": file.name,
        "title": form.TITLE,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [{"name": c, "type": "string" if headed else type_of(c)} for c in columns],
            "missingValues": [""],
        },
    }
