"""A table that Uwazi imports as entities, one row a victim or perpetrator who is not sealed.

``Incident`` is the title of the entity in ``uwazi-incidents``, to which Uwazi makes the relationship. An individual who
is blamed has the sentence with who says so, the denial and the state of the case for a title.
"""

from __future__ import annotations

from sijill.publication.cells import ends, row, rules
from sijill.publication.filter import Cleared
from sijill.publication.formats.uwazi_incidents import bars, entity_title, one
from sijill.publication.involved import involved
from sijill.publication.summary import summarise

TITLE = "table for Uwazi, one row a person or group"
STEM = "uwazi-people"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "title", "sijill id", "Incident", "Part", "Outcome", "Occupation", "Status", "Age, at least", "Age, at most",
    "Sex", "Nationality", "Number, at least", "Number, at most", "Rules",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """Those who have a part in one incident, a row each; whoever is sealed is no entity."""
    s = summarise(cleared)
    return "".join(
        row((
            p.accusation or p.called, p.id, entity_title(s), p.role, bars(p.outcomes), one(p.words("occupation")),
            one(p.words("status")), *ends(p.age), one(p.words("sex")), one(p.words("nationality")), *ends(p.count),
            rules(p.values),
        ))
        for p in involved(cleared) if not p.sealed
    )  # fmt: skip
