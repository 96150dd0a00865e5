"""ACLED's and UCDP's codes for a cleared incident, derived by the codebook's numbered rules; never stored as truth.

Dates and places are put into those schemes' precisions, which are coarser than ours. What the statements do not carry
stays empty: no actor, side, conflict or day is guessed.

Sources: ACLED codebook (time precision 1 day, 2 week, 3 month or more; geo precision 1 town, 2 part of a region, 3
region; actors' kinds); UCDP GED codebook (date precision 1 day, 2 up to six days, 3 week, 4 month, 5 more; where
precision 1 exact, 2 within some 25 km, 4 first-level division, 6 country). UCDP's limits are in days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sijill.codebook import load
from sijill.codebook.derive import RULES_VERSION, derive
from sijill.errors import UnknownNameError
from sijill.publication.filter import Cleared
from sijill.publication.involved import Involved, involved
from sijill.publication.summary import Summary, summarise
from sijill.types import Precision

#: what an EDTF expression has when it is uncertain or approximate
_VAGUE = "?~%"

#: HURIDOCS types of perpetrators -> ACLED's kinds of actor; the longest beginning that fits counts
_ACTORS = {
    "01": "State forces",
    "0201": "Political militia",
    "0202": "Rebel group",
    "0203": "Political militia",
    "03": "External/Other forces",
}
#: beyond this many days between the first and the last possible one there is no midpoint that would tell anything
_LONGEST_DATED = 366


@dataclass(frozen=True, slots=True)
class Coded:
    """One event in other schemes' terms. Aggregates and what did not happen are no events and are not coded."""

    summary: Summary
    victims: tuple[Involved, ...]
    #: those on whom blame is put and not denied
    perpetrators: tuple[Involved, ...]
    #: scheme -> code
    codes: dict[str, str]
    #: MT24 code that all perpetrators share, or None
    category: str | None
    #: status that all victims share, or None
    status: str | None
    #: version of the rules by which the codes were derived
    rules: str = RULES_VERSION

    @property
    def actor(self) -> str | None:
        """ACLED's kind of the perpetrators."""
        fitting = [k for k in _ACTORS if (self.category or "").startswith(k)]
        return _ACTORS[max(fitting, key=len)] if fitting else None

    @property
    def opposite(self) -> str | None:
        """ACLED's kind of the victims."""
        if self.victims and all(v.words("occupation") == "protester" for v in self.victims):
            return "Protesters"
        return {"civilian": "Civilians", "security_forces": "State forces"}.get(self.status or "")

    @property
    def names(self) -> tuple[str, ...]:
        """Perpetrators as a column without room for who says so may tell them.

        Groups are named; an individual's name would stand there as that of a culprit, and stays out.
        """
        told = (
            p.called if p.kind != "person" and p.words("kind") != "individual" else p.description
            for p in self.perpetrators if not p.sealed
        )  # fmt: skip
        return tuple(dict.fromkeys(name for name in told if name))


def coded(cleared: Cleared) -> Coded | None:
    """An incident in other schemes' terms, or None for a total over many events and for what is denied or planned."""
    summary = summarise(cleared)
    if summary.kind == "aggregate" or summary.modality in ("denied", "planned"):
        return None
    people = involved(cleared)
    victims = tuple(p for p in people if p.role == "victim")
    perpetrators = tuple(p for p in people if p.role == "perpetrator" and p.words("status") != "denied")
    category = _shared(p.words("category") for p in perpetrators)
    status = _shared(v.words("status") for v in victims)
    try:
        codes = derive(
            [a for a in (summary.act or summary.type,) if a],
            deaths=summary.killed,
            injured=summary.injured,
            perpetrator_category=category,
            victim_status=status,
            occupations=[o for v in victims if (o := v.words("occupation"))],
            methods=[m for m in summary.methods if m in _methods()],
        )
    except UnknownNameError:
        codes = {}  # an act of the user's own codebook, which other schemes do not know
    return Coded(summary, victims, perpetrators, codes, category, status)


def midpoint(summary: Summary) -> str | None:
    """The day in the middle of those on which it may have happened, as ACLED dates a vague event; None where open."""
    days = _days(summary)
    if days is None or days > _LONGEST_DATED:
        return None
    return (date.fromisoformat(summary.date_start or "") + timedelta(days=(days - 1) // 2)).isoformat()


def acled_time_precision(summary: Summary) -> int | None:
    """1: that day; 2: that week; 3: that month, or even less."""
    days = _days(summary)
    if days is None or days > _LONGEST_DATED:
        return None
    if days == 1:
        return 2 if _vague(summary) else 1
    return 2 if days <= 7 else 3


def ucdp_date_precision(summary: Summary) -> int | None:
    """1: that day; 2: two to six days; 3: a week; 4: up to a month; 5: more."""
    days = _days(summary)
    if days is None:
        return None
    if days == 1:
        return 2 if _vague(summary) else 1
    return next((code for longest, code in ((6, 2), (7, 3), (31, 4)) if days <= longest), 5)


def acled_geo_precision(precision: Precision | None) -> int | None:
    """1: a town or finer; 3: a region; None where only the country is known."""
    return {"site": 1, "district": 1, "city": 1, "admin1": 3}.get(precision or "")


def ucdp_where_precision(precision: Precision | None) -> int | None:
    """1: exact; 2: somewhere in or near a known point; 4: a first-level division; 6: a country."""
    return {"site": 1, "district": 2, "city": 2, "admin1": 4, "country": 6}.get(precision or "")


def _days(summary: Summary) -> int | None:
    """On how many days it may have happened, or None where that is open."""
    if not summary.date_start or not summary.date_end:
        return None
    return (date.fromisoformat(summary.date_end) - date.fromisoformat(summary.date_start)).days + 1


def _vague(summary: Summary) -> bool:
    return any(mark in (summary.date or "") for mark in _VAGUE)


def _shared(words: Iterable[str | None]) -> str | None:
    """What all of them have, or None where they differ or one has nothing."""
    found = set(words)
    return found.pop() if len(found) == 1 else None


def _methods() -> frozenset[str]:
    return frozenset(t.id for t in load().terms("methods"))
