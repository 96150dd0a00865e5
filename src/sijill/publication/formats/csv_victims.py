"""A table for spreadsheets: one row for each victim or group of victims of an incident.

Whoever is sealed has a row that tells what happened and not to whom. ``id`` is made of what is published and can be
followed from release to release as long as the victim is called the same. ``rules`` says by which rule each value
stands, ``contradictions`` on which the sources disagree. What is not stated is empty, never 0.
"""

from __future__ import annotations

from sijill.publication.cells import ends, row, rules, several
from sijill.publication.filter import Cleared
from sijill.publication.involved import involved
from sijill.publication.summary import summarise

TITLE = "table, one row a victim"
STEM = "victims"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "id", "incident", "name", "description", "sealed", "count_min", "count_max", "outcomes", "occupation", "status",
    "age_min", "age_max", "age_group", "sex", "nationality", "type", "act", "kind", "modality", "date", "date_start",
    "date_end", "city", "admin1", "country", "sources", "rules", "contradictions", "values_checked",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """The victims of one incident, a row each; nothing where none is told of."""
    s = summarise(cleared)
    place = s.place
    return "".join(
        row((
            v.id, s.id, v.name, v.description, "yes" if v.sealed else None, *ends(v.count), several(v.outcomes),
            v.words("occupation"), v.words("status"), *ends(v.age), v.words("age_group"), v.words("sex"),
            v.words("nationality"), s.type, s.act, s.kind, s.modality, s.date, s.date_start, s.date_end,
            place.city if place else None, place.admin1 if place else None, place.country if place else None,
            len(v.reports), rules(v.values), several(dict.fromkeys(w.field for w in v.values if w.against)),
            sum(1 for w in v.values if w.checked_by),
        ))
        for v in involved(cleared) if v.role == "victim"
    )  # fmt: skip
