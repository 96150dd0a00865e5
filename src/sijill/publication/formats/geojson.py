"""GeoJSON (RFC 7946): one feature an incident, [longitude, latitude].

No point is made up: geometry is null where only the country is known, where the place is sealed to the city and the
city's own point is not known, and for totals over many events.
"""

from __future__ import annotations

import json
from typing import Any

from sijill.publication.cells import writable
from sijill.publication.filter import Cleared
from sijill.publication.summary import summarise
from sijill.types import Count

TITLE = "map, one point an incident"
STEM = "incidents"
SUFFIX = ".geojson"
MEDIA_TYPE = "application/geo+json"
HEAD = '{"type":"FeatureCollection","features":[\n'
SEPARATOR = ",\n"
TAIL = "\n]}\n"

#: what a point stands for
_PRECISION = {
    "site": "the place itself",
    "district": "a district",
    "city": "a city",
    "admin1": "a province",
    "country": "a country",
}


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a map tells each feature in full
    """One incident as one feature."""
    s = summarise(cleared)
    point = s.coordinates
    place = s.place
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": s.id,
        "geometry": {"type": "Point", "coordinates": [point[1], point[0]]} if point else None,
        "properties": {
            "id": s.id,
            "title": s.title,
            "kind": s.kind,
            "modality": s.modality,
            "date": s.date,
            "date_start": s.date_start,
            "date_end": s.date_end,
            "act_types": [t for t in (s.type, s.act) if t],
            **_ends("killed", s.killed),
            **_ends("injured", s.injured),
            "victims": list(s.victims),
            "perpetrators": [{"name": who, "status": how} for who, how in s.perpetrators],
            "city": place.city if place else None,
            "admin1": place.admin1 if place else None,
            "country": place.country if place else None,
            "precision": place.precision if place else None,
            "precision_label": _PRECISION.get(place.precision or "") if place else None,
            "radius_km": place.radius_km if place else None,
            "sources": len(s.reports),
            **_ends("independent", s.independent),
            "url": list(s.sources),
            "contradictions": list(s.contradictions),
            "published": "by a person's decision" if s.published else None,
            "values_checked": s.checked,
            "people_checked": s.people,
        },
    }
    line = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
    return writable(line)


def _ends(name: str, count: Count | None) -> dict[str, int | None]:
    return {f"{name}_min": count.min if count else None, f"{name}_max": count.max if count else None}
