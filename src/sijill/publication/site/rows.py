"""What is kept of an incident once its page is written: a row of a table, and what lists, map and counts need.

A hundred thousand rows stand in memory at once, so a row is small and holds no quotation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from sijill.publication.involved import Involved
from sijill.publication.redaction import SOMEBODY
from sijill.publication.site import addresses
from sijill.publication.site.incident import Change, Sheet
from sijill.types import Count, Place

#: whom a victim is called: words of a report, how many they are, or None for nobody in particular
Called: TypeAlias = str | Count | None

#: victims told in a row; how many more there are is told as a number
_VICTIMS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in a table."""

    id: str
    page: str
    type: str | None
    act: str | None
    #: EDTF, and its first and last possible day
    date: str | None
    first: str | None
    last: str | None
    place: Place | None
    killed: Count | None
    injured: Count | None
    victims: tuple[Called, ...]
    #: victims that are not in `victims`
    more: int
    #: what was attacked, where nobody was
    target: str
    reports: int
    aggregate: bool
    modality: str | None
    differs: bool
    change: Change

    @property
    def order(self) -> tuple[str, str, str]:
        """The latest first, when turned round; what has no date comes last."""
        return self.first or "", self.last or "", self.id


def row_of(sheet: Sheet) -> Row:
    """The row of an incident."""
    s = sheet.summary
    called = [called_of(p.who) for p in sheet.victims]
    return Row(
        id=s.id, page=addresses.incident(s.id), type=s.type, act=s.act, date=s.date, first=s.date_start,
        last=s.date_end, place=s.place, killed=s.killed, injured=s.injured, victims=tuple(called[:_VICTIMS]),
        more=max(len(called) - _VICTIMS, 0), target=s.targets[0] if s.targets and not called else "",
        reports=len(s.reports), aggregate=s.kind == "aggregate", modality=s.modality, differs=bool(s.contradictions),
        change=sheet.change,
    )  # fmt: skip


def called_of(who: Involved) -> Called:
    """What somebody is called, without any language's words."""
    if who.sealed:
        return SOMEBODY
    return who.name or who.description or who.count


@dataclass(slots=True)
class Outlet:
    """A source: everything of it that the release rests on."""

    names: Counter[str] = field(default_factory=Counter)
    #: anchor -> the report
    reports: dict[str, ReportLine] = field(default_factory=dict)


@dataclass(slots=True)
class ReportLine:
    """One report in the list of its outlet's."""

    title: str | None
    language: str
    published: str | None
    address: str
    link: bool
    #: numbers of the rows that it tells of
    rows: list[int]


@dataclass(slots=True)
class Body:
    """A group or organisation, wherever it has a part."""

    names: Counter[str] = field(default_factory=Counter)
    #: (number of the row, role, how blame is put)
    parts: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is named, for the list of names and the memorial."""

    name: str
    #: folded, to sort by
    key: str
    page: str
    row: int
    killed: bool
    age: Count | None
    occupation: str | None
