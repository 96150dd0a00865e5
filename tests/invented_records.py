"""Records of invented incidents, as a release has them."""

from __future__ import annotations

from typing import Any

from sijill.figures.entries import Entry, entry_of


def value(field: str, told: Any, rule: str = "majority") -> dict[str, Any]:
    """A standing value."""
    return {"field": field, "value": told, "rule": rule, "behind": ["s1"], "against": [], "checked": 0}


def party(role: str, *, sealed: bool = False, text: str = "t1", **fields: Any) -> dict[str, Any]:
    """A victim or perpetrator; a field with a list has several values."""
    values = [value(f, v) for f, told in fields.items() for v in (told if isinstance(told, list) else [told])]
    if sealed:
        values.append(value("description", "a person (sealed)", "sealed"))
    return {"role": role, "parties": [{"text": text, "party": "p1"}], "values": values}


def record(
    identifier: str = "i-1",
    *parties: dict[str, Any],
    independent: int = 1,
    publisher: str = "The Harbour Gazette",
    relations: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """One record; ``fields`` are standing values, a tuple of two being a count."""
    told: list[dict[str, Any]] = []
    for field, given in {"type": "killing", "kind": "event", "modality": "asserted", **fields}.items():
        for one in given if isinstance(given, list) else [given]:
            told.append(value(field, {"min": one[0], "max": one[1]} if isinstance(one, tuple) else one))
    return {
        "format": "sijill incident 1",
        "audience": "public",
        "checked": {"values": 0, "people": 0},
        "incident": identifier,
        "mentions": [{
            "report": {"id": "r1", "uri": "https://gazette.example/1", "kind": "article"},
            "source": {"publisher": publisher, "url": None},
            "text": "t1", "mention": "i0", "relations": relations or [], "claims": [],
        }],
        "standing": {
            "values": told, "parties": list(parties), "independent": {"min": independent, "max": independent}
        },
        "statements": [],
    }  # fmt: skip


def entry(identifier: str = "i-1", *parties: dict[str, Any], **given: Any) -> Entry:
    """The entry of such a record."""
    return entry_of(record(identifier, *parties, **given))


def place(
    city: str = "Port Selin", admin1: str = "Selin", country: str = "IQ", at: tuple[float, float] = (31.0, 47.0)
) -> dict[str, Any]:
    """A place with a point."""
    return {
        "city": city,
        "admin1": admin1,
        "country": country,
        "latitude": at[0],
        "longitude": at[1],
        "precision": "city",
    }
