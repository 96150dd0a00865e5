"""A table with the columns of UCDP's GED, for those whose scripts read them; one row an incident with a death.

In it is what happened at a known place and killed somebody: at least one, by the least figure that holds. ``low`` and
``high`` are the least and the most that hold; ``best`` is filled only where they are one, as nothing here says which
figure is likeliest. ``date_start`` and ``date_end`` are the earliest and the latest possible day. ``type_of_violence``
is derived by numbered rules (``coding_rules``) and is empty where the perpetrator is not known to be a state or an
organised group. Conflicts, dyads and actors have no numbers: UCDP gives those. Deaths are told by side only where every
victim is told of as a civilian. Individuals are not named as sides. This is not data of UCDP.
"""

from __future__ import annotations

from sijill.publication.cells import ends, row, several
from sijill.publication.coding import Coded, coded, ucdp_date_precision, ucdp_where_precision
from sijill.publication.filter import Cleared
from sijill.publication.summary import place_words
from sijill.types import Count, Place
from sijill.values.gazetteer import gazetteer

TITLE = "table with the columns of UCDP's GED"
STEM = "ucdp"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_new_id", "conflict_name",
    "dyad_new_id", "dyad_name", "side_a", "side_a_new_id", "gwnoa", "side_b", "side_b_new_id", "gwnob",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original",
    "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low",
    "date_edtf", "deaths_rule", "side_a_blame", "sources_independent_min", "sources_independent_max", "coding_rules",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one row; nothing where nobody is told of as killed or no place is known."""
    event = coded(cleared)
    if event is None:
        return ""
    s, place = event.summary, event.summary.place
    if place is None or s.killed is None or s.killed.min < 1:
        return ""
    texts = [a.source.text for a in cleared.dossier.mentions]
    point = s.coordinates
    exact = s.killed.min if s.killed.min == s.killed.max else None
    killed = cleared.dossier.standing.get("killed")
    return row((
        s.id, None, _year(s.date_start, s.date_end), None, None, event.codes.get("ucdp"), None, None, None, None,
        several(event.names), None, None, "Civilians" if event.opposite == "Civilians" else None, None, None,
        len(s.reports), several(s.sources), several(dict.fromkeys(t.metadata.publisher or "" for t in texts)),
        several(dict.fromkeys(t.metadata.published or "" for t in texts)),
        several(dict.fromkeys(t.metadata.title or "" for t in texts)), None,
        ucdp_where_precision(place.precision), place.city or place.admin1 or place.country, place_words(place),
        place.admin1, None, *(point or (None, None)), f"POINT ({point[1]} {point[0]})" if point else None, None,
        _country(place), None, None, 1, ucdp_date_precision(s), s.date_start, s.date_end,
        None, None, _civilians(event, exact), None, exact, s.killed.max, s.killed.min,
        s.date, killed.rule if killed else None,
        several(dict.fromkeys(w for p in event.perpetrators if (w := p.words("status")))), *ends(s.independent),
        event.rules,
    ))  # fmt: skip


def _country(place: Place) -> str | None:
    """The country's name; its code where the gazetteer knows no name."""
    return (gazetteer().country_name(place.country) or place.country) if place.country else None


def _year(first: str | None, last: str | None) -> str | None:
    """The year, where it can only have been one."""
    return first[:4] if first and last and first[:4] == last[:4] else None


def _civilians(event: Coded, exact: int | None) -> int | None:
    """How many civilians died: all who did, where every victim is told of as a civilian and as many are told of."""
    dead = [v.count or Count(1, 1) for v in event.victims if "killed" in v.outcomes]
    told = sum(c.min for c in dead)
    return exact if event.status == "civilian" and dead and told == exact else None
