"""An incident in a few plain facts, for a row, a map or a heading. Nothing here is decided; it is read off.

Invariant: every fact is the standing value of the same name, or left out where nothing stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sijill.publication.accused import accusation
from sijill.publication.filter import Cleared
from sijill.publication.redaction import SEALED_RULE, SOMEBODY
from sijill.types import Count, Dossier, Place, StandingParty, Value
from sijill.values import edtf

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Summary:
    """The facts of one incident, flat."""

    id: str
    #: act family and finer act
    type: str | None
    act: str | None
    #: "event" or "aggregate"
    kind: str | None
    modality: str | None
    #: EDTF, and its first and last possible day (ISO 8601) where bounded
    date: str | None
    date_start: str | None
    date_end: str | None
    place: Place | None
    killed: Count | None
    injured: Count | None
    victims: tuple[str, ...]
    #: (who, how the blame is put); an individual is named in a sentence with who says so, the denial and the case
    perpetrators: tuple[tuple[str, str | None], ...]
    methods: tuple[str, ...]
    weapons: tuple[str, ...]
    targets: tuple[str, ...]
    #: addresses or names of the reports, each once
    sources: tuple[str, ...]
    #: ids of the reports; two may have lost what told their addresses apart
    reports: frozenset[str]
    independent: Count
    #: fields on which the sources disagree: "date", "victim.age"
    contradictions: tuple[str, ...]
    #: whether a person decided to publish it
    published: bool
    #: values that a person accepted or corrected, and how many people did
    checked: int
    people: int

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """(latitude, longitude) of something that can stand on a map: an event known more finely than its country."""
        place = self.place
        if self.kind == "aggregate" or place is None or place.precision in (None, "country"):
            return None
        if place.latitude is None or place.longitude is None:
            return None
        return place.latitude, place.longitude

    @property
    def title(self) -> str:
        """Who, what, where, when in one line."""
        what = (self.type or "incident").replace("_", " ")
        whom = ", ".join(self.victims[:3]) + (f" and {len(self.victims) - 3} more" if len(self.victims) > 3 else "")
        head = f"{what[:1].upper()}{what[1:]}" + (f": {whom}" if whom else "")
        return ", ".join(part for part in (head, place_words(self.place), self.date) if part)


def summarise(cleared: Cleared) -> Summary:
    """The facts of a cleared dossier."""
    dossier = cleared.dossier
    standing = dossier.standing

    def words(name: str) -> str | None:
        value = standing.get(name)
        return value.value if value is not None and isinstance(value.value, str) else None

    date = words("date")
    start, end = _bounds(date)
    place = _one(dossier, "place", Place)
    return Summary(
        id=dossier.incident.id,
        type=words("type"),
        act=words("act"),
        kind=words("kind"),
        modality=words("modality"),
        date=date,
        date_start=start,
        date_end=end,
        place=place,
        killed=_one(dossier, "killed", Count),
        injured=_one(dossier, "injured", Count),
        victims=tuple(called(p) for p in standing.parties if p.role == "victim"),
        perpetrators=tuple(
            (accusation(dossier, p) or called(p), _words(p, "status"))
            for p in standing.parties
            if p.role == "perpetrator"
        ),
        methods=_each(v.value for v in standing.values if v.field == "method"),
        weapons=_each(_said(dossier, "weapon")),
        targets=_each(_said(dossier, "target")),
        sources=_each(address(a.source.text.metadata.url, a.source.report.uri) for a in dossier.mentions),
        reports=frozenset(a.source.report.id for a in dossier.mentions),
        independent=standing.independent,
        contradictions=_contradictions(dossier),
        published=dossier.published,
        checked=cleared.checked,
        people=cleared.people,
    )


def address(url: str | None, uri: str) -> str:
    """Where a report is found: its canonical address if it tells one."""
    return url or uri


def called(party: StandingParty) -> str:
    """What a party is called: its name, or else its description, or how many they are."""
    if any(v.rule == SEALED_RULE for v in party.values):
        return SOMEBODY
    for name in ("name", "description"):
        words = _words(party, name)
        if words:
            return words
    count = party.get("count")
    if count is not None and isinstance(count.value, Count):
        return f"{count_words(count.value)} {'person' if count.value == Count(1, 1) else 'people'}"
    return "unnamed"


def count_words(count: Count | None) -> str:
    """A count as a reader would say it: "3", "3–7", "at least 3"; nothing for no count."""
    if count is None:
        return ""
    if count.max is None:
        return f"at least {count.min}"
    return str(count.min) if count.min == count.max else f"{count.min}–{count.max}"


def checked_words(values: int, people: int, *, published: bool) -> str:
    """What people did about it, and no more: who decides that something is published has not checked its values."""
    decided = "published by a person's decision" if published else "not published"
    if not values:
        return f"{decided}; no value checked by a person yet"
    return (
        f"{decided}; {values} value{'' if values == 1 else 's'} checked by "
        f"{people} {'person' if people == 1 else 'people'}"
    )


def place_words(place: Place | None) -> str:
    """A place in one line, finest first, without what merely repeats."""
    if place is None:
        return ""
    return ", ".join(dict.fromkeys(p for p in (place.detail, place.city, place.admin1, place.country) if p))


def _bounds(date: str | None) -> tuple[str | None, str | None]:
    if not date:
        return None, None
    try:
        first, last = edtf.bounds(date)
    except ValueError:
        return None, None
    return (first.isoformat() if first else None), (last.isoformat() if last else None)


def _one(dossier: Dossier, name: str, kind: type[_T]) -> _T | None:
    value = dossier.standing.get(name)
    return value.value if value is not None and isinstance(value.value, kind) else None


def _words(party: StandingParty, name: str) -> str | None:
    value = party.get(name)
    return value.value if value is not None and isinstance(value.value, str) else None


def _said(dossier: Dossier, role: str) -> Iterable[Value]:
    for account in dossier.mentions:
        for statement in account.mention.statements:
            if statement.subject.role == role and statement.field == "text":
                yield statement.value


def _each(values: Iterable[Value | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if isinstance(v, str) and v))


def _contradictions(dossier: Dossier) -> tuple[str, ...]:
    own = [v.field for v in dossier.standing.values if v.against]
    own += [f"{p.role}.{v.field}" for p in dossier.standing.parties for v in p.values if v.against]
    return tuple(dict.fromkeys(own))
