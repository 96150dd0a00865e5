"""Which incidents people expect in a table.

Nothing is dropped: what `telling` leaves out is counted by whoever prints the table, and shown on demand.
"""

from __future__ import annotations

from sijill.types import Dossier, Place


def is_total(dossier: Dossier) -> bool:
    """Whether it is a total over many events ("200 journalists since 2003") and no incident."""
    kind = dossier.standing.get("kind")
    return kind is not None and kind.value == "aggregate"


def telling(dossier: Dossier) -> bool:
    """Whether a row of a table says which incident it is.

    It does where a date is told, a victim has a name, a place finer than a country is told, or a person has decided
    something about it. A total over many events is no incident and never does, unless a person decided about it.
    """
    if dossier.published or dossier.decisions:
        return True
    return not is_total(dossier) and (_dated(dossier) or _placed(dossier) or _named(dossier))


def reports_of(dossier: Dossier) -> int:
    """How many reports tell of it."""
    return len({account.source.report.id for account in dossier.mentions})


def _dated(dossier: Dossier) -> bool:
    value = dossier.standing.get("date")
    return value is not None and value.value is not None


def _placed(dossier: Dossier) -> bool:
    place = dossier.standing.get("place")
    return place is not None and isinstance(place.value, Place) and place.value.precision not in {None, "country"}


def _named(dossier: Dossier) -> bool:
    return any(p.role == "victim" and p.get("name") is not None for p in dossier.standing.parties)
