"""A fast reader of EDTF dates (ISO 8601-2:2019): what days a vague date may mean.

A date is the interval of days that it may be; nothing is widened for "approximate" or "uncertain", which are told
apart as marks. Levels 0 and 1, and of level 2 sets, sub-year groupings (21-41), marks and unspecified digits on
any part. Years outside 1-9999, which a calendar day cannot hold, give an open bound.

>>> bounds("2019-10/2019-12")
(datetime.date(2019, 10, 1), datetime.date(2019, 12, 31))
>>> bounds("2003/..")
(datetime.date(2003, 1, 1), None)
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

Granularity: TypeAlias = Literal["day", "month", "season", "year", "decade", "century", "interval", "set", "unknown"]

#: longest expression that is read; a set of a year's days is shorter
MAX_CHARACTERS = 4_000

#: nobody is older, in years: the oldest person on record was 122
OLDEST = 130

# A year of four digits (X: unspecified), a month or season, a day, each with marks before or after.
_DATE = re.compile(
    r"(?P<ym>[?~%]?)(?P<year>-?[0-9X]{4}|Y-?[0-9]{5,12})(?P<ya>[?~%]?)"
    r"(?:-(?P<mm>[?~%]?)(?P<month>[0-9X]{2})(?P<ma>[?~%]?)"
    r"(?:-(?P<dm>[?~%]?)(?P<day>[0-9X]{2})(?P<da>[?~%]?)"
    r"(?P<time>T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?)?",
    re.ASCII,
)

#: a day of which only the year is not told
YEARLESS_DAY = re.compile(r"XXXX-[0-9]{2}-[0-9]{2}", re.ASCII)

# First and last month of sub-year groupings, months above 12 lie in the next year. Seasons without a hemisphere
# (21-24) are read as northern, meteorological; winter is named for the year in which it begins.
_GROUPINGS: dict[int, tuple[int, int]] = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14), 25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (12, 14),
    29: (9, 11), 30: (12, 14), 31: (3, 5), 32: (6, 8), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edtf:
    """An expression that has been read."""

    #: as written
    text: str
    #: first day that it may mean; None: open, unknown or not representable
    lower: date | None
    #: last day that it may mean
    upper: date | None
    granularity: Granularity
    #: marked ``~`` or ``%`` anywhere
    approximate: bool
    #: marked ``?`` or ``%`` anywhere
    uncertain: bool


@lru_cache(maxsize=8192)
def parse(edtf: str) -> Edtf:
    """Read one expression.

    Args:
        edtf: an EDTF date, interval or set; a date may carry a time of day, which is left aside.

    Raises:
        ValueError: it is not one, or names a day that does not exist.
    """
    if len(edtf) > MAX_CHARACTERS:
        raise ValueError(f"longer than {MAX_CHARACTERS} characters")
    lower, upper, granularity = _expression(edtf)
    return Edtf(edtf, lower, upper, granularity, "~" in edtf or "%" in edtf, "?" in edtf or "%" in edtf)


def bounds(edtf: str) -> tuple[date | None, date | None]:
    """First and last day that an expression may mean, both included; None where that end is open or unknown.

    Raises ValueError where *edtf* is not EDTF.
    """
    read = parse(edtf)
    return read.lower, read.upper


def granularity(edtf: str) -> Granularity:
    """How finely a date is told: "day", "month", "season", "year", "decade", "century"; "interval" and "set" for
    those, "unknown" where the year is not told. Raises ValueError where *edtf* is not EDTF."""
    return parse(edtf).granularity


def overlap(left: str, right: str) -> bool | None:
    """Whether two dates may mean the same day; None where that cannot be told.

    Dates without a year ("XXXX-12-06") are compared by the parts that both tell.
    Raises ValueError where one is not EDTF.
    """
    if "XXXX" in left or "XXXX" in right:
        return _partial(left, right)
    (a, b), (c, d) = bounds(left), bounds(right)
    if (a is None and b is None) or (c is None and d is None):
        return None
    return (a is None or d is None or a <= d) and (c is None or b is None or c <= b)


def distance_days(left: str, right: str) -> int | None:
    """Days between the nearest days that two dates may mean: 0 where they overlap, None where it cannot be told.

    Raises ValueError where one is not EDTF.
    """
    touching = overlap(left, right)
    if touching is None or "XXXX" in left or "XXXX" in right:
        return 0 if touching else None
    if touching:
        return 0
    (a, b), (c, d) = bounds(left), bounds(right)
    if b is not None and c is not None and b < c:
        return (c - b).days
    assert a is not None and d is not None
    return (a - d).days


def interval(lower: str | None, upper: str | None) -> str:
    """The EDTF interval between two dates; an end that is None is open. A span of one date is that date."""
    if lower is not None and lower == upper:
        return lower
    return f"{lower or '..'}/{upper or '..'}"


def born(age: int, on: str, at_most: int | None = None) -> str:
    """When someone was born who is so many years old on a day: an EDTF interval of days, both included.

    Who is 34 on 13 July 2020 had the 34th birthday on that day or in the year before it.

    Args:
        age: completed years, or the least of them.
        on: the day on which the age is told, EDTF; of a longer time its last and first days count.
        at_most: the most completed years; None: the same.

    Raises:
        ValueError: *on* is not EDTF or has an open end, or nobody is so old.

    >>> born(34, "2020-07-13")
    '1985-07-14/1986-07-13'
    """
    first, last = bounds(on)
    oldest = age if at_most is None else at_most
    if first is None or last is None:
        raise ValueError(f"has an open end: {on!r}")
    if not 0 <= age <= oldest <= OLDEST or first.year - oldest <= 1:
        raise ValueError(f"nobody is so old: {age}")
    return interval(
        (_years_before(first, oldest + 1) + timedelta(days=1)).isoformat(), _years_before(last, age).isoformat()
    )


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; 28 February for a 29th that the year did not have."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _expression(text: str) -> tuple[date | None, date | None, Granularity]:
    if text[:1] in ("[", "{"):
        if text[-1] != {"[": "]", "{": "}"}[text[0]] or len(text) < 3:
            raise ValueError(f"not a set: {text!r}")
        return _set(text[1:-1])
    if "/" in text:
        start, _, end = text.partition("/")
        if start in ("", "..") and end in ("", ".."):
            raise ValueError(f"an interval without an end: {text!r}")
        lower = None if start in ("", "..") else _date(start)[0]
        upper = None if end in ("", "..") else _date(end)[1]
        if lower is not None and upper is not None and lower > upper:
            raise ValueError(f"ends before it begins: {text!r}")
        return lower, upper, "interval"
    return _date(text)


def _set(text: str) -> tuple[date | None, date | None, Granularity]:
    lows: list[date | None] = []
    highs: list[date | None] = []
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        if not first and not last:
            raise ValueError(f"an empty member: {text!r}")
        lows.append(_date(first)[0] if first else None)
        highs.append(_date(last)[1] if last else (None if dots else _date(first)[1]))
    known_lows, known_highs = [d for d in lows if d], [d for d in highs if d]
    return (
        min(known_lows) if len(known_lows) == len(lows) else None,
        max(known_highs) if len(known_highs) == len(highs) else None,
        "set",
    )


def _date(text: str) -> tuple[date | None, date | None, Granularity]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"not an EDTF date: {text!r}")
    year, month, day = match["year"], match["month"], match["day"]
    if "X" not in text and year[0] not in "Y-":
        return _known(text, int(year), month, day)
    return _vague(text, year, month, day)


def _known(text: str, year: int, month: str | None, day: str | None) -> tuple[date | None, date | None, Granularity]:
    if month is None:
        return (date(year, 1, 1), date(year, 12, 31), "year") if year else (None, None, "year")
    number = int(month)
    if day is None:
        if number in _GROUPINGS:
            first, last = _GROUPINGS[number]
            ends = _month(year + (last - 1) // 12, (last - 1) % 12 + 1) if year else (None, None)
            return _month(year + (first - 1) // 12, (first - 1) % 12 + 1)[0] if year else None, ends[1], "season"
        if not 1 <= number <= 12:
            raise ValueError(f"no such month or season: {text!r}")
        lower, upper = _month(year, number)
        return lower, upper, "month"
    if not 1 <= number <= 12 or not 1 <= int(day) <= (monthrange(year, number)[1] if year else 31):
        raise ValueError(f"no such day: {text!r}")
    exact = date(year, number, int(day)) if year else None
    return exact, exact, "day"


def _month(year: int, month: int) -> tuple[date | None, date | None]:
    if not 1 <= year <= 9999:
        return None, None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _vague(text: str, year: str, month: str | None, day: str | None) -> tuple[date | None, date | None, Granularity]:
    """A date with unspecified digits, or a year that no calendar day holds."""
    months = [m for m in _choices(month, 1, 41) if m <= 12 or m in _GROUPINGS]
    days = _choices(day, 1, 31)
    if (month is not None and not months) or (day is not None and not days):
        raise ValueError(f"no such day: {text!r}")
    months = [m for m in months if m <= 12] or months
    if day is not None and months and min(months) > 12:
        raise ValueError(f"no such day: {text!r}")
    # 29 February exists in some year; a leap year stands for the unknown one
    if day is not None and not any(d <= monthrange(2000, m)[1] for m in months for d in days):
        raise ValueError(f"no such day: {text!r}")
    if year[0] in "Y-" or year == "XXXX" or not 1 <= int(year.replace("X", "9")) <= 9999:
        return None, None, "unknown" if year == "XXXX" else "year"
    low, high = max(1, int(year.replace("X", "0"))), int(year.replace("X", "9"))
    # a first digit X ("X019") spans millennia; what is between is not told, only the outer bounds
    if month is None:
        vague: Granularity = "year"
        if year.endswith("XX"):
            vague = "century"
        elif year.endswith("X"):
            vague = "decade"
        return date(low, 1, 1), date(high, 12, 31), vague
    if min(months) > 12:
        first, last = min(_GROUPINGS[m][0] for m in months), max(_GROUPINGS[m][1] for m in months)
        return (
            _month(low + (first - 1) // 12, (first - 1) % 12 + 1)[0],
            _month(high + (last - 1) // 12, (last - 1) % 12 + 1)[1],
            "season",
        )
    if day is None:
        return _month(low, min(months))[0], _month(high, max(months))[1], "month" if len(months) == 1 else "year"
    lower = next((d for m in months for x in days if (d := _day(low, m, x))), None)
    upper = next((d for m in reversed(months) for x in reversed(days) if (d := _day(high, m, x))), None)
    if lower is None or upper is None:  # 29 February in a year that has none
        if low == high:
            raise ValueError(f"no such day: {text!r}")
        return date(low, 2, 28), date(high, 3, 1), "day"
    fine: Granularity = "day" if len(days) == 1 else "month"
    return lower, upper, fine if len(months) == 1 else "year"


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _choices(digits: str | None, least: int, most: int) -> list[int]:
    """All numbers from *least* to *most* that two digits with X may be."""
    if digits is None:
        return []
    if "X" not in digits:
        return [int(digits)] if least <= int(digits) <= most else []
    return [n for n in range(least, most + 1) if all(x in ("X", y) for x, y in zip(digits, f"{n:02d}", strict=True))]


def _partial(left: str, right: str) -> bool | None:
    a, b = _DATE.fullmatch(left), _DATE.fullmatch(right)
    parse(left), parse(right)
    if a is None or b is None:  # an interval or a set against a date without a year: any year may do
        return None
    compared = False
    for part in ("month", "day"):
        if a[part] is None or b[part] is None:
            break
        if any(x != y and "X" not in (x, y) for x, y in zip(a[part], b[part], strict=True)):
            return False
        compared = compared or ("X" not in a[part] and "X" not in b[part])
    return True if compared else None
