"""A table with ACLED's columns, for those whose scripts read them; one row an incident.

What ACLED's columns cannot hold follows behind them: first and last possible day, killed and injured as ranges with
their rule, how many independent sources. ``fatalities`` is the least that holds (ACLED's own rule is the lowest figure
reported); where no figure is stated it is empty, not 0. ``event_date`` is the middle of the days on which it may have
happened. Codes are derived by numbered rules (``coding_rules``); threats and other acts that ACLED does not code,
totals over many events, and what is denied or planned are not in it. An incident is one row, also where it lasted some
days. Individuals are not named as actors: the column has no room for who says so. ``iso``, ``region``, ``admin2``,
``admin3``, ``source_scale`` and ``timestamp`` are empty. This is not data of ACLED.
"""

from __future__ import annotations

from sijill.codebook.derive import acled_columns
from sijill.publication.cells import ends, row, several
from sijill.publication.coding import Coded, acled_geo_precision, acled_time_precision, coded, midpoint
from sijill.publication.filter import Cleared
from sijill.publication.summary import count_words
from sijill.types import Place
from sijill.values.gazetteer import gazetteer

TITLE = "table with ACLED's columns"
STEM = "acled"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
    "sijill_id", "country_iso2", "date_edtf", "date_start", "date_end", "fatalities_min", "fatalities_max",
    "fatalities_rule", "injured_min", "injured_max", "actor1_blame", "sources_independent_min",
    "sources_independent_max", "source_urls", "coding_rules",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """One incident as one row; nothing where ACLED has no code for it."""
    event = coded(cleared)
    if event is None or "acled" not in event.codes:
        return ""
    s, kinds = event.summary, acled_columns(event.codes["acled"])
    place, point = s.place, s.coordinates
    day = midpoint(s)
    actor, *others = event.names or (None,)
    inter = [k for k in (event.actor, event.opposite) if k]
    killed = cleared.dossier.standing.get("killed")
    publishers = dict.fromkeys(a.source.text.metadata.publisher or "" for a in cleared.dossier.mentions)
    return row((
        s.id, day, day[:4] if day else None, acled_time_precision(s), kinds["disorder_type"], kinds["event_type"],
        kinds["sub_event_type"], actor, several(o for o in others if o), event.actor, event.opposite,
        several(dict.fromkeys(o for v in event.victims if (o := v.words("occupation")))), event.opposite,
        "-".join(inter) if len(inter) == 2 else None, _targeting(event, kinds["event_type"]), None, None,
        _country(place), place.admin1 if place else None, None, None,
        (place.city or place.admin1) if place else None, *_four(point),
        acled_geo_precision(place.precision) if place and point else None, several(p for p in publishers if p), None,
        _notes(event), s.killed.min if s.killed else None, several(s.methods), None,
        s.id, place.country if place else None, s.date, s.date_start, s.date_end, *ends(s.killed),
        killed.rule if killed and s.killed else None,
        *ends(s.injured), several(dict.fromkeys(w for p in event.perpetrators if (w := p.words("status")))),
        *ends(s.independent), several(s.sources), event.rules,
    ))  # fmt: skip


def _targeting(event: Coded, event_type: str) -> str | None:
    civilians = event.opposite == "Civilians" or event_type == "Violence against civilians"
    return "Civilians targeted" if civilians else None


def _country(place: Place | None) -> str | None:
    """The country's name, as ACLED has it; its code where the gazetteer knows no name."""
    return (gazetteer().country_name(place.country) or place.country) if place and place.country else None


def _four(point: tuple[float, float] | None) -> tuple[float | None, float | None]:
    """Coordinates with four decimals, as ACLED has them."""
    return (round(point[0], 4), round(point[1], 4)) if point else (None, None)


def _notes(event: Coded) -> str:
    """One neutral sentence."""
    s = event.summary
    tolls = [f"{name} {count_words(c)}" for name, c in (("killed", s.killed), ("injured", s.injured)) if c]
    reports = f"{len(s.reports)} report{'' if len(s.reports) == 1 else 's'}"
    told = "told as a claim" if s.modality == "alleged" else ""
    return several([s.title, *tolls, *([told] if told else []), f"according to {reports}"]) + "."
