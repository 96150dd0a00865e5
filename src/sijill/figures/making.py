"""Every figure by its name, made of entries.

Invariant: ``make(name, …).query`` names the figure, its bounds and its day, and makes the same figure of the same
release.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sijill.errors import UnknownNameError
from sijill.figures import counting, patterns
from sijill.figures.entries import Entry
from sijill.figures.query import Query
from sijill.figures.table import Figure

#: all figures, in the order in which a reader would ask for them
NAMES = (
    "total", *counting.PERIODS, *counting.PROPERTIES, *counting.VICTIM_PROPERTIES, "impunity", "threats", "series",
    "claimed",
)  # fmt: skip
#: those on the front page of a release
FRONT = ("total", "month", "place", "act", "occupation", "impunity")


def make(name: str, entries: Sequence[Entry], query: Query, as_of: date) -> Figure:
    """One figure.

    Args:
        name: one of NAMES.
        entries: all incidents of the release, whether or not the query admits them: a threat may lie before its period.
        query: what is counted.
        as_of: the day up to which reports were taken in; only "impunity" tells it.

    Raises:
        UnknownNameError: no such figure.
    """
    if name == "total":
        return counting.totals(entries, query)
    if name in counting.PERIODS:
        return counting.by_time(entries, query, name)
    if name in counting.PROPERTIES:
        return counting.by_property(entries, query, name)
    if name in counting.VICTIM_PROPERTIES:
        return counting.by_victims(entries, query, name)
    match name:
        case "impunity":
            return patterns.impunity(entries, query, as_of)
        case "threats":
            return patterns.threats(entries, query)
        case "series":
            return patterns.series(entries, query)
        case "claimed":
            return patterns.claimed(entries, query)
    raise UnknownNameError("figure", name, NAMES)
