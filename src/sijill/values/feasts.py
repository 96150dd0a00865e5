"""The days of feasts, by the arithmetic of their calendars.

Christian feasts that move are counted from Easter (Gregorian; the anonymous computus printed by Meeus, *Astronomical
Algorithms*, 1991, ch. 8). Months of the Islamic calendar are those of the arithmetical one (Tabular, civil epoch,
leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of thirty); the observed month may begin a day or two earlier or
later, and so its dates are marked approximate.
"""

from __future__ import annotations

from datetime import date, timedelta

#: Julian day number on which the year 1 of the tabular Islamic calendar begins (16 July 622, Julian)
_ISLAMIC_EPOCH = 1_948_440
#: Julian day number of the day before 1 January of the year 1
_ORDINAL_OFFSET = 1_721_425


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    n = (h - m + r + 90) // 25
    return date(year, n, (h - m + r + n + 19) % 32)


def islamic(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar as a Gregorian one. Raises ValueError outside years 1-9999."""
    julian = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + _ISLAMIC_EPOCH - 1
    return date.fromordinal(julian - _ORDINAL_OFFSET)


def feast(rule: str, year: int) -> tuple[date, date, bool] | None:
    """First and last day of a feast in a Gregorian year, and whether they are only about right; None: it has none.

    Args:
        rule: "MM-DD"; "easter+N" (days); "MM-WD#N" (the Nth such weekday of a month, Monday 0); "islamic M" or
            "islamic M-D" (a month or day of the Islamic calendar); each with "xN" behind it where it lasts N days.
        year: 1-9999.

    Raises:
        ValueError: there is no such rule.
    """
    rule, _, length = rule.partition("x")
    days = int(length or 1)
    kind, _, rest = rule.strip().partition(" ")
    if kind == "islamic":
        return _islamic_in(year, rest, days)
    if kind.startswith("easter"):
        first = easter(year) + timedelta(days=int(kind[6:] or 0))
    elif "#" in kind:
        month, weekday, number = int(kind[:2]), int(kind[3]), int(kind[5:])
        first = date(year, month, 1)
        first += timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    else:
        first = date(year, int(kind[:2]), int(kind[3:5]))
    return first, first + timedelta(days=days - 1), False


def _islamic_in(year: int, rest: str, days: int) -> tuple[date, date, bool] | None:
    month, _, day = rest.partition("-")
    about = (year - 622) * 33 // 32
    for candidate in (about - 1, about, about + 1):
        if candidate < 1:
            continue
        first = islamic(candidate, int(month), int(day or 1))
        if first.year == year:
            if day:
                return first, first + timedelta(days=days - 1), True
            return first, _next_month(candidate, int(month)) - timedelta(days=1), True
    return None


def feast_of_hijri_year(rule: str, year: int) -> tuple[date, date, bool] | None:
    """First and last day of a feast of the Islamic calendar in a year of that calendar.

    Raises ValueError where the rule is of another calendar or the month has no such day.
    """
    kind, _, rest = rule.partition(" ")
    if kind != "islamic":
        raise ValueError(f"not of the Islamic calendar: {rule!r}")
    rest, _, length = rest.partition("x")
    month, _, day = rest.partition("-")
    after = _next_month(year, int(month))
    first = islamic(year, int(month), int(day or 1))
    if first >= after:
        raise ValueError(f"the month has no such day: {rule!r}")
    return first, first + timedelta(days=int(length or 1) - 1) if day else after - timedelta(days=1), True


def _next_month(year: int, month: int) -> date:
    return islamic(year + (month == 12), month % 12 + 1, 1)
