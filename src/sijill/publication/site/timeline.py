"""Time: how many incidents fell into each month or year for certain, and how many at most.

A date that is not known to the month counts as certain in none and as possible in each month that it touches; nothing
is put on the first of the month for want of knowledge. An open date touches no bar and is counted beside.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

#: up to so many months there is a bar for each month, beyond that for each year
MOST_MONTHS = 96
#: most bars of years; what is earlier is told in words
MOST_YEARS = 120
#: an interval longer than this many years dates nothing
LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year."""

    #: "2019" or "2019-10"
    period: str
    #: incidents that fell into it for certain
    certain: int
    #: incidents that may have fallen into it, the certain ones included
    possible: int


@dataclass(slots=True)
class Timeline:
    """Counts incidents by the months in which they may have happened."""

    #: month number (year * 12 + month - 1) -> incidents within it for certain
    _certain: Counter[int] = field(default_factory=Counter)
    #: (first month, last month) of those that are not known to the month
    _spans: Counter[tuple[int, int]] = field(default_factory=Counter)
    #: incidents that have no date, an open one, or one that says next to nothing
    undated: int = 0

    def add(self, first: str | None, last: str | None) -> None:
        """One incident, with its first and last possible day (ISO 8601), None where open."""
        if not first or not last:
            self.undated += 1
            return
        start, end = _month(first), _month(last)
        if end - start > LONGEST_YEARS * 12:
            self.undated += 1
        elif start == end:
            self._certain[start] += 1
        else:
            self._spans[start, end] += 1

    @property
    def by_year(self) -> bool:
        """Whether bars are years, since there are too many months."""
        months = [*self._certain, *(m for span in self._spans for m in span)]
        return bool(months) and max(months) - min(months) >= MOST_MONTHS

    def bars(self) -> list[Bar]:
        """The bars, in order and without gaps; none where nothing is dated."""
        months = [*self._certain, *(m for span in self._spans for m in span)]
        if not months:
            return []
        first, last = min(months), max(months)
        by_year = self.by_year
        unit = 12 if by_year else 1
        first, last = first // unit, last // unit
        first = max(first, last - MOST_YEARS + 1)
        certain: Counter[int] = Counter()
        possible: Counter[int] = Counter()
        for month, number in self._certain.items():
            certain[month // unit] += number
            possible[month // unit] += number
        for (start, end), number in self._spans.items():
            if start // unit == end // unit:
                certain[start // unit] += number
            for at in range(start // unit, end // unit + 1):
                possible[at] += number
        return [
            Bar(f"{at:04d}" if by_year else f"{at // 12:04d}-{at % 12 + 1:02d}", certain[at], possible[at])
            for at in range(first, last + 1)
        ]


def within(year: int, first: str, last: str) -> tuple[float, float]:
    """Which part of a year an interval covers: (begin, end), both from 0 to 1, cut off at the year's ends."""
    start, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
    begin = max(date.fromisoformat(first).toordinal(), start)
    finish = min(date.fromisoformat(last).toordinal() + 1, end)
    return (begin - start) / (end - start), (finish - start) / (end - start)


def years(first: str | None, last: str | None, *, most: int) -> list[int]:
    """The years that an interval touches; none where it is open or touches more than *most*."""
    if not first or not last:
        return []
    found = list(range(int(first[:4]), int(last[:4]) + 1)) if int(last[:4]) - int(first[:4]) < most else []
    return [y for y in found if 1 <= y <= 9999]


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1
