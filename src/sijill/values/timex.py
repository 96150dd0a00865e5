"""How TIMEX3 writes a time: dates, weeks, quarters, parts of a day, durations, sets, and words such as "now".

TIMEX3 (ISO 24617-1, TimeML) is what corpora of temporal expressions are annotated in. The register keeps EDTF; this is
the second notation of the same find, and holds what EDTF has no words for: "three weeks", "every Monday", "recently".

Invariant: what is written is a value of TIMEX3 or None; nothing is computed here that the EDTF does not tell.

>>> written("2020-07-06/2020-07-12"), written("2019-35"), written("199X"), written("-0479")
('2020-W28', '2019-Q3', '199', 'BC0480')
>>> duration(3, 3, "week"), duration(2, 6, "hour")
('P3W', 'PTXH')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from sijill.types import Span

TimexType: TypeAlias = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class Timex:
    """Words that tell of a time: a date, a time of day, how long, or how often."""

    #: where they stand
    span: Span
    type: TimexType
    #: the days that they may mean; None for what is no date ("three weeks", "daily") or cannot be told
    edtf: str | None
    #: as TIMEX3 has it; None where that cannot be told
    value: str | None
    #: the rule that made it
    rule: str
    #: what it was counted from: "published 2020-07-06", "period 2019", "text 2019-12-06"; None: nothing
    anchor: str | None = None
    #: why there is no value, or what is odd about it
    reason: str | None = None


#: the letters of sub-year groupings
_GROUPINGS = {
    "21": "SP", "22": "SU", "23": "FA", "24": "WI",
    "33": "Q1", "34": "Q2", "35": "Q3", "36": "Q4", "40": "H1", "41": "H2",
}  # fmt: skip
#: units of a duration; those of a day's time stand behind a T
_UNITS = {
    "day": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q",
    "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
_CLOCK_UNITS = {"hour": "H", "minute": "M", "second": "S"}
_MARKS = re.compile(r"[~?%]")


def written(edtf: str) -> str | None:
    """An EDTF date as TIMEX3 writes it; None for an interval that is neither a week nor a weekend, and for a set."""
    text = _MARKS.sub("", edtf)
    if text[:1] in "[{":
        return None
    if "/" in text:
        return _interval(*text.split("/", 1))
    if text.startswith("-"):
        year, rest = int(text[1:5]), text[5:]
        return f"BC{year + 1:04}{rest}"
    if text[4:5] == "-" and text[5:7] in _GROUPINGS and len(text) == 7:
        return f"{text[:4]}-{_GROUPINGS[text[5:7]]}"
    if len(text) == 4 and not text.startswith("X"):
        return text.rstrip("X")
    return text


def _interval(start: str, end: str) -> str | None:
    if start in ("", "..") or end in ("", ".."):
        known = end if start in ("", "..") else start
        return written(known) if known not in ("", "..") else None
    if len(start) != 10 or len(end) != 10 or "X" in start + end:
        return None
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first.weekday() == 0 and last - first == timedelta(days=6):
        return week(first)
    if first.weekday() == 5 and last - first == timedelta(days=1):
        return f"{week(first)}-WE"
    return None


def week(day: date) -> str:
    """The ISO week of a day: "2020-W28"."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def duration(least: int, most: int, unit: str) -> str:
    """So many units; X for a number that is not told exactly."""
    number = f"{least}" if least == most else "X"
    if unit in _CLOCK_UNITS:
        return f"PT{number}{_CLOCK_UNITS[unit]}"
    return f"P{number}{_UNITS[unit]}"


def recurring(unit: str) -> str:
    """What happens once in each unit of the calendar, as "daily" and "weekly" say."""
    return {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "quarter": "XXXX-QX", "year": "XXXX"}.get(
        unit, duration(1, 1, unit)
    )


def clock(day: str, hour: int, minute: int | None) -> str:
    """A time of a day, itself as TIMEX3 writes it."""
    return f"{day}T{hour:02}:{minute or 0:02}"
