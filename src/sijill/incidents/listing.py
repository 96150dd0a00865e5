"""The order in which people expect incidents, and how one is found by a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sijill.types import Dossier
from sijill.values import edtf
from sijill.values.names import compare

#: a spelling at least this probably the same name is listed; the reader of the list decides
SAME_NAME = 0.5


def in_order(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Dossiers by date; those without one last, then by id."""
    return sorted(dossiers, key=lambda d: (_first_day(d), d.incident.id))


def _first_day(dossier: Dossier) -> date:
    value = dossier.standing.get("date")
    if value is None or not isinstance(value.value, str):
        return date.max
    try:
        first, last = edtf.bounds(value.value)
    except ValueError:
        return date.max
    return first or last or date.max


def with_name(dossier: Dossier, name: str) -> bool:
    """Whether a party of the incident has that name, in any spelling."""
    return any(
        party.name and compare(party.name, name).probability >= SAME_NAME
        for account in dossier.mentions
        for party in account.parties
    )
