"""What a form means: from its rule and its words to a moment, with what it was counted from.

Everything here is the same for all languages: :mod:`sijill.values.dates` finds the forms and asks for their meaning.
Each rule of ``[dates.rules]`` is one function of :data:`RULES`, from the categories that the form found and from what
is known at that point of the text (:class:`Context`) to a :class:`Value`.

Invariant: a rule gives an EDTF date that exists, or raises :class:`ImpossibleError` with the reason; it never guesses.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sijill.values import edtf
from sijill.values.feasts import feast, feast_of_hijri_year
from sijill.values.forms import Slot
from sijill.values.timex import TimexType, clock, duration, recurring, week, written

#: a day without a year that lies at most so many days ahead of the publication is still to come: time zones,
#: announcements; anything further ahead is a day of the year before
DAYS_AHEAD = 7
#: a bare number is a year before Christ from this on, and so many years before the last one that was told at most
ANCIENT_LEAST = 30
ANCIENT_YEARS = 500
#: "the nineties" are those that had begun so many years before
SHORT_DECADE_YEARS = 5
#: "1915-17" are years, at most so many
YEARS_OF_A_RANGE = 10
#: and so many days ahead where the sentence may be about what is to come ("payable 7 December", "by March"): a day
#: that had passed so long ago would have been told with its year
DAYS_PERHAPS_AHEAD = 150
#: a quarter named so many characters before is what "a year earlier" and "the quarter" are compared with
QUARTER_CHARACTERS = 800
#: a year given this many characters before, in the same sentence, carries on
CARRIED_CHARACTERS = 300

_NO_PUBLICATION = "no publication date is known"
_NO_NARRATIVE = "no earlier date in the text"
_NO_PERIOD = "no period is known"


_SENTENCE_END = re.compile(r"[.!?؟]['\"’”)]?\s+[^\Wa-z]|\n\s*\n")


def _readable(expression: str | None) -> edtf.Edtf | None:
    try:
        return edtf.parse(expression.strip()) if expression else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Value:
    """What a rule says: a date with its anchor, or a reason."""

    edtf: str | None = None
    anchor: str | None = None
    reason: str | None = None
    rule: str | None = None
    #: in TIMEX3; None: as the EDTF is written there
    value: str | None = None
    type: TimexType = "DATE"
    #: the two ends of a range
    ends: tuple[Value, Value] | None = None


class Context:
    """The publication date, the period, and the date before in the text."""

    def __init__(self, published: date | None, month: tuple[int, int] | None, period: int | None) -> None:
        #: day of publication, where it is known to the day
        self.published = published
        #: year and month of publication, where they are known
        self.month = month
        self.period = period
        #: the last date of the text that was resolved
        self.last: edtf.Edtf | None = None
        #: month and day of it, where only its year is not known
        self.yearless: tuple[int, int] | None = None
        #: where it ended, and whether it told its own year and at least a month
        self.last_end = 0
        self.last_explicit = False
        #: the date before stands in the same sentence
        self.carried = False
        #: the last quarter of a year that was named, (1989, 3), and where
        self.quarter: tuple[int, int] | None = None
        self.quarter_end = 0
        #: the text names quarters of a year: it tells figures of companies or economies
        self.figures = False
        #: where the expression begins that is being resolved
        self.at = 0
        #: the year before Christ, as EDTF counts it (-479 for 480 BC), that the text is in
        self.ancient: int | None = None
        #: the sentence says that what it tells is to come
        self.to_come = False
        #: or may say so
        self.perhaps = False
        #: the word behind the expression
        self.behind = ""
        #: the text tells history: its own dates go before the publication date
        self.history = False

    @classmethod
    def of(cls, published: str | None, period: str | None) -> Context:
        """What is known before the first word. What cannot be read counts as not known."""
        told, about = _readable(published), _readable(period)
        day = told.lower if told and told.granularity == "day" else None
        month = (
            (told.lower.year, told.lower.month)
            if told and told.lower and told.granularity in ("day", "month")
            else None
        )
        year = about.lower.year if about and about.lower and about.granularity in ("year", "month", "day") else None
        return cls(day, month, year)

    def here(self, text: str, start: int, behind: str, to_come: bool, perhaps: bool) -> None:
        """Move to an expression that begins at *start*."""
        self.to_come, self.perhaps, self.behind = to_come, perhaps, behind
        self.at = start
        between = text[self.last_end : start] if start - self.last_end <= CARRIED_CHARACTERS else None
        self.carried = self.last_explicit and between is not None and _SENTENCE_END.search(between) is None

    def remember(self, told: str | None, end: int, rule: str, slots: Sequence[Slot]) -> None:
        """Take a date that was told, up to *end*, as the one that the next may refer to."""
        if told is None or (self.history and rule in FROM_PUBLICATION):
            return
        self.yearless = None
        if "XXXX" in told:
            if edtf.YEARLESS_DAY.fullmatch(told):
                self.yearless = (int(told[5:7]), int(told[8:]))
                self.last = None
            return
        read = edtf.parse(told)
        if told.startswith("-"):
            self.ancient = int(told[:5])
        elif read.lower is not None:
            self.ancient = None
        if rule == "quarter" and told[5:7] in _QUARTERS:
            self.quarter, self.quarter_end = (int(told[:4]), _QUARTERS[told[5:7]]), end
        self.last, self.last_end = read, end
        categories = {slot.category for slot in slots}
        self.last_explicit = bool({"ISO", "NUMERIC", "YEARMONTH"} & categories) or {"MONTH", "YEAR"} <= categories

    def compared_quarter(self) -> tuple[int, int] | None:
        """The quarter that a figure before was given for, if that was not long ago in the text."""
        return self.quarter if self.quarter and self.at - self.quarter_end <= QUARTER_CHARACTERS else None

    @property
    def narrative_day(self) -> date | None:
        """The last date of the text, where it is one day."""
        return self.last.upper if self.last and (self.last.lower == self.last.upper) else None


def since(value: str) -> str:
    """The open interval that begins with a date."""
    return f"{value.partition('/')[0]}/.." if not value.startswith("..") else value


def until(value: str) -> str:
    """The open interval that ends with a date."""
    return f"../{value.rpartition('/')[2]}" if not value.endswith("..") else value


#: rules that count from the day of publication
FROM_PUBLICATION = frozenset(["deictic", "unit", "ago", "overnight", "span", "ahead"])


class NoTimeError(Exception):
    """The words tell no time here; they are another thing's."""


class ImpossibleError(Exception):
    """No such day, or nothing to count from; the message is the reason."""


@dataclass(frozen=True, slots=True)
class _Point:
    """One date as told, with what is missing left out."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None
    phase: str | None = None
    direction: int | None = None
    unit: str | None = None
    that: bool = False
    decade: int | None = None
    exact: str | None = None
    part: str | None = None
    ordinal: int | None = None
    ancient: bool = False


def _point(slots: Sequence[Slot]) -> _Point:
    point = _Point()
    for category, value in slots:
        if category in ("MONTH", "CLEARMONTH") and point.month is not None and point.month != value:
            raise ImpossibleError("two months are named")
        match category, value:
            case ("YEAR" | "SPELLEDYEAR", int()):
                point = replace(point, year=value)
            case ("MONTH" | "CLEARMONTH", int()):
                point = replace(point, month=value)
            case ("DAY", int()):
                point = replace(point, day=value)
            case ("WEEKDAY" | "WEEKDAYABBR" | "WEEKDAYS", int()):
                point = replace(point, weekday=value)
            case ("SEASON" | "CLEARSEASON", int()):
                point = replace(point, season=value)
            case ("DECADE", int()):
                point = replace(point, decade=value)
            case ("DIRECTION", int()):
                point = replace(point, direction=value)
            case ("PHASE", str()):
                point = replace(point, phase=value)
            case ("UNIT" | "ONEUNIT" | "YEARUNIT" | "DEFINITE", str()):
                point = replace(point, unit=value)
            case ("ISO" | "NUMERIC", str()):
                point = replace(point, exact=_iso(value) if category == "ISO" else _numeric(value))
            case ("YEARMONTH", str()):
                point = replace(point, exact=_year_month(value))
            case ("PART" | "PARTS", str()):
                point = replace(point, part=value)
            case ("ORDINAL", int()):
                point = replace(point, ordinal=value)
            case ("ERA", _):
                point = replace(point, ancient=True)
            case ("NUMBER", int()):
                point = replace(point, ordinal=point.ordinal or value)
            case ("THAT", _):
                point = replace(point, that=True)
            case _:
                pass
    return point


def _rule_point(slots: Sequence[Slot], context: Context) -> Value:
    point = _point(slots)
    if point.month is not None and point.day is None and point.ordinal is not None:
        point = replace(point, day=point.ordinal)  # "March eighth"
    return _date(point, context)


def _rule_since(slots: Sequence[Slot], context: Context) -> Value:
    """ "since" that the form holds, for languages in which it is also "ago"."""
    value = _date(_point(slots), context)
    return value if value.edtf is None else replace(value, edtf=since(value.edtf), rule="since")


def _date(point: _Point, context: Context) -> Value:
    if point.exact is not None:
        years = re.fullmatch(r"([0-9]{4})/[0-9]{4}", point.exact)
        return Value(point.exact, rule="numeric", value=years[1] if years else None)
    if point.decade is not None:
        return _decade(point)
    if point.ancient and point.year is not None:
        return _ancient(point)
    if point.month is None and point.season is None and point.year is None:
        return _weekday(point, context)
    if point.month is None and point.season is None:
        assert point.year is not None
        return _phased(f"{point.year:04}", point.phase, rule="year")
    return _in_year(point, context)


def _decade(point: _Point) -> Value:
    assert point.decade is not None
    if point.decade < 1000:
        raise ImpossibleError("the century is not told")
    first = point.decade
    if point.phase is None:
        return Value(f"{first // 10:03}X", rule="decade")
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "early-mid": (0, 6), "mid-late": (4, 9)}[point.phase]
    return Value(f"{first + low:04}/{first + high:04}", rule="decade", value=f"{first // 10:03}")


def _in_year(point: _Point, context: Context) -> Value:
    """A month, a day of a month, or a season, in the year that is told or that follows."""
    told = (("day", point.day), ("month", point.month), ("season", point.season), ("year", point.year))
    rule = "-".join(name for name, value in told if value is not None)
    month = point.month or point.season
    assert month is not None
    if point.day is not None and not 1 <= point.day <= monthrange(2000, month)[1]:
        raise ImpossibleError(f"month {month} has no day {point.day}")
    year, anchor = (point.year, None) if point.year is not None else _year(point, month, context)
    if year is None:
        value = f"XXXX-{month:02}" + (f"-{point.day:02}" if point.day is not None else "")
        return Value(value, reason="no year is told or known", rule=rule)
    if point.day is None:
        if year <= 0:
            return Value(f"{_ancient_year(year)}-{month:02}", anchor, rule=rule)
        return _phased(f"{year:04}-{month:02}", point.phase, anchor, rule)
    if year <= 0:
        return Value(f"{_ancient_year(year)}-{month:02}-{point.day:02}", anchor, rule=rule)
    try:
        day = date(year, month, point.day)
    except ValueError:
        raise ImpossibleError(f"{year}-{month:02} has no day {point.day}") from None
    odd = None
    if point.weekday is not None and day.weekday() != point.weekday:
        odd = f"{day.isoformat()} was another day of the week than the words say"
    return _in_day(day, point.part, anchor, rule, odd)


def _year(point: _Point, month: int, context: Context) -> tuple[int | None, str | None]:
    """The year of a month or day that does not tell its own, and what it was taken from."""
    if point.that:
        if context.last is None or context.last.lower is None:
            raise ImpossibleError(_NO_NARRATIVE)
        return context.last.lower.year, f"text {context.last.text}"
    if point.unit == "year" and point.direction is not None:
        base = context.month[0] if context.month else None
        if base is None:
            raise ImpossibleError(_NO_PUBLICATION)
        return base + point.direction, _published(context)
    if point.direction is not None:
        return _directed(point, month, context)
    first = _first_month(month)
    last = context.last
    if context.ancient is not None and (context.history or context.month is None):
        return context.ancient, f"text {context.last.text}" if context.last else None
    if context.period is not None:
        return context.period, f"period {context.period}"
    if context.carried and last is not None and last.lower is not None:
        # "on 3 March 2011 and released on 5 May": the next such day after the one before
        after = (last.lower.month, last.lower.day if point.day and last.granularity == "day" else 0)
        later = (first, point.day or 0) >= after
        return last.lower.year + (0 if later else 1), f"text {last.text}"
    if context.month is not None and not (context.history and last is not None):
        return _past(first, point.day, context), _published(context)
    if (
        last is not None
        and last.lower is not None
        and (
            last.granularity in ("day", "month", "season")
            or (last.granularity == "interval" and last.upper is not None and last.upper.year == last.lower.year)
            or (last.granularity == "year" and context.history)
        )
    ):
        # a story that has come to the end of a year goes on in the next
        turned = context.history and last.lower.month >= 10 and first <= 3
        return last.lower.year + turned, f"text {last.text}"
    return None, None


def _first_month(month: int) -> int:
    """The month with which a month, season, quarter or half begins."""
    return month if month <= 12 else _FIRST_MONTH.get(month, 1)


_FIRST_MONTH = {21: 3, 22: 6, 23: 9, 24: 12, 33: 1, 34: 4, 35: 7, 36: 10, 40: 1, 41: 7}


def _past(month: int, day: int | None, context: Context) -> int:
    assert context.month is not None
    year, of_publication = context.month
    if context.to_come:
        day_of_publication = context.published.day if context.published is not None and day is not None else 0
        return year if (month, day or 0) >= (of_publication, day_of_publication) else year + 1

    if context.published is not None and day is not None:
        limit = context.published + timedelta(days=DAYS_AHEAD)
        if context.perhaps and day <= monthrange(limit.year, month)[1]:
            coming = _next_such_day(context.published, month, day)
            if coming is not None and (coming - context.published).days <= DAYS_PERHAPS_AHEAD:
                return coming.year
        for candidate in (limit.year, limit.year - 1):
            if (candidate, month, day) <= (limit.year, limit.month, limit.day):
                return candidate
    if context.perhaps and 0 < (month - of_publication) % 12 <= DAYS_PERHAPS_AHEAD // 30:
        return year + (month < of_publication)
    return year if month <= of_publication else year - 1


def _next_such_day(start: date, month: int, day: int) -> date | None:
    for year in (start.year, start.year + 1):
        found = _day(year, month, day)
        if found is not None and found >= start:
            return found
    return None


def _directed(point: _Point, month: int, context: Context) -> tuple[int, str]:
    """The year of "last October", "this March", "next summer"."""
    if context.month is None:
        raise ImpossibleError(_NO_PUBLICATION)
    year, now = context.month
    first = _first_month(month)
    if point.direction == 0:
        return year, _published(context)
    if point.direction == 1:
        return (year if first > now else year + 1), _published(context)
    return (year if first < now else year - 1), _published(context)


def _weekday(point: _Point, context: Context) -> Value:
    if point.weekday is None:
        raise ImpossibleError("nothing is told")
    if context.published is None:
        return Value(reason=_NO_PUBLICATION, rule="weekday")
    today = context.published
    if point.unit == "week" and point.direction is not None:
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(days=7 * point.direction + point.weekday)
    elif point.direction == 1:
        day = today + timedelta(days=(point.weekday - today.weekday()) % 7 or 7)
    elif context.to_come and point.direction is None:
        day = today + timedelta(days=(point.weekday - today.weekday()) % 7)
    else:
        back = (today.weekday() - point.weekday) % 7
        day = today - timedelta(days=back or (7 if point.direction == -1 else 0))
    return _in_day(day, point.part, _published(context), "weekday")


def _in_day(day: date, part: str | None, anchor: str | None, rule: str | None, odd: str | None = None) -> Value:
    """A day, or a part of it ("Saturday night")."""
    told = day.isoformat()
    if part is None:
        return Value(told, anchor, odd, rule=rule)
    return Value(told, anchor, odd, rule=rule, value=f"{told}T{part}", type="TIME")


def _phased(told: str, phase: str | None, anchor: str | None = None, rule: str | None = None) -> Value:
    return Value(_phase(told, phase), anchor, rule=rule, value=written(told))


def _ancient_year(year: int) -> str:
    return f"-{-year:04}" if year < 0 else "0000"


def _ancient(point: _Point) -> Value:
    """A year before Christ; EDTF has a year 0, and so 480 BC is -479."""
    assert point.year is not None
    if not 1 <= point.year <= 9999:
        raise ImpossibleError("no such year before Christ")
    told = _ancient_year(1 - point.year)
    value = f"BC{point.year:04}"
    if point.month is not None:
        told, value = f"{told}-{point.month:02}", f"{value}-{point.month:02}"
        if point.day is not None:
            told, value = f"{told}-{point.day:02}", f"{value}-{point.day:02}"
    elif point.season is not None:
        told, value = f"{told}-{point.season:02}", f"{value}-{ {21: 'SP', 22: 'SU', 23: 'FA', 24: 'WI'}[point.season] }"
    return Value(told, rule="before-christ", value=value)


def _phase(value: str, phase: str | None) -> str:
    """The early, middle or late third of a month, season or year."""
    if phase is None:
        return value
    read = edtf.parse(value)
    if read.lower is None or read.upper is None:
        return value
    year = read.lower.year
    if read.granularity == "year":
        low, high = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "early-mid": (1, 8), "mid-late": (5, 12)}[phase]
        return f"{year:04}-{low:02}/{year:04}-{high:02}"
    if read.granularity == "month":
        last = read.upper.day
        low, high = {
            "early": (1, 10),
            "mid": (11, 20),
            "late": (21, last),
            "early-mid": (1, 20),
            "mid-late": (11, last),
        }[phase]
        return f"{value}-{low:02}/{value}-{high:02}"
    third = (read.upper - read.lower).days // 3
    first_third, _, last_third = phase.partition("-")
    start = read.lower + timedelta(days={"early": 0, "mid": third, "late": 2 * third}[first_third])
    thirds = {"early": 1, "mid": 2}.get(last_third or first_third)
    end = read.lower + timedelta(days=thirds * third - 1) if thirds is not None else read.upper
    return f"{start.isoformat()}/{end.isoformat()}"


def _iso(value: str) -> str:
    day = value[:10]
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise ImpossibleError(f"there is no day {day}") from None


def _year_month(value: str) -> str:
    """ "2018-01", a month, or "2018-19", two years."""
    year, month = int(value[:4]), int(value[5:])
    if 1 <= month <= 12 and year:
        return f"{year:04}-{month:02}"
    if 0 < (month - year) % 100 <= YEARS_OF_A_RANGE:
        return f"{year:04}/{year + (month - year) % 100:04}"
    raise ImpossibleError(f"there is no month {value}")


def _numeric(value: str) -> str:
    """A date of three numbers, where only one order of them can be meant."""
    parts = [int(p) for p in re.split(r"[/.-]", value)]
    digits = [len(p) for p in re.split(r"[/.-]", value)]
    if digits[0] == 4:
        orders = {(parts[0], parts[1], parts[2])}
    elif digits[2] == 4:
        orders = {(parts[2], parts[1], parts[0]), (parts[2], parts[0], parts[1])}
    else:
        raise ImpossibleError("the year has not four digits")
    days = {d for y, m, n in orders if 1 <= m <= 12 and (d := _day(y, m, n))}
    if not days:
        raise ImpossibleError(f"there is no day {value}")
    if len(days) > 1:
        raise ImpossibleError(f"may be {' or '.join(sorted(d.isoformat() for d in days))}")
    return days.pop().isoformat()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _published(context: Context) -> str:
    if context.published is not None:
        return f"published {context.published.isoformat()}"
    assert context.month is not None
    return f"published {context.month[0]:04}-{context.month[1]:02}"


def _today(context: Context) -> date:
    if context.published is None:
        raise ImpossibleError(_NO_PUBLICATION)
    return context.published


def _rule_deictic(slots: Sequence[Slot], context: Context) -> Value:
    """ "yesterday", "last night" (whose part of the day is told with it), "this morning"."""
    days, part = 0, None
    for category, told in slots:
        if category == "DEICTIC" and isinstance(told, str):
            shift, _, part = told.partition(" ")
            days = int(shift)
        elif category in ("DEICTIC", "DIRECTION") and isinstance(told, int):
            days = told
        elif category == "PART" and isinstance(told, str):
            part = told
    day = _today(context) + timedelta(days=days)
    odd = next((s.value != day.weekday() for s in slots if s.category == "WEEKDAY"), False)
    reason = f"{day.isoformat()} was another day of the week than the words say" if odd else None
    return _in_day(day, part or None, _published(context), None, reason)


def _rule_overnight(_slots: Sequence[Slot], context: Context) -> Value:
    today = _today(context)
    return Value(
        edtf.interval((today - timedelta(days=1)).isoformat(), today.isoformat()),
        _published(context),
        value=f"{(today - timedelta(days=1)).isoformat()}TNI",
        type="TIME",
    )


def _rule_unit(slots: Sequence[Slot], context: Context) -> Value:
    """ "last week", "this month", "next year"."""
    point = _point(slots)
    assert point.unit is not None
    if context.history and point.unit == "day":  # "on this day"
        return _beside(slots, 0, context)
    if context.month is None:
        raise ImpossibleError(_NO_PUBLICATION)
    value = _unit(point.unit, point.direction or 0, context.published, context.month)
    return _phased(value, point.phase, _published(context))


def _unit(unit: str, shift: int, day: date | None, month: tuple[int, int]) -> str:
    """The day, week, month or year that lies *shift* of them away."""
    if unit == "year":
        return f"{month[0] + shift:04}"
    if unit == "decade":
        return f"{month[0] // 10 + shift:03}X"
    if unit == "century":
        return f"{month[0] // 100 + shift:02}XX"
    if unit == "quarter":
        return _quarter(*_shift_quarter((month[0], (month[1] + 2) // 3), shift))
    if unit == "month":
        return _months(month, shift)
    if day is None:
        raise ImpossibleError("the publication date is not known to the day")
    if unit in ("week", "weekend"):
        monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * shift)
        if unit == "weekend":
            # a weekend that has not come yet is not the one that news tells of
            if shift == 0 and day.weekday() < 5:
                monday -= timedelta(days=7)
            return f"{(monday + timedelta(days=5)).isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    return (day + timedelta(days=shift if unit == "day" else 0)).isoformat()


def _months(month: tuple[int, int], shift: int) -> str:
    year, number = divmod(month[0] * 12 + month[1] - 1 + shift, 12)
    if not 1 <= year <= 9999:
        raise ImpossibleError("no such date in the calendar")
    return f"{year:04}-{number + 1:02}"


def _amount(slots: Sequence[Slot]) -> tuple[int, int, str]:
    """Least and most number of units, and the unit."""
    least = most = 1
    unit = "day"
    counted = False
    for category, value in slots:
        if category == "NUMBER" and not isinstance(value, str):
            low, high = value if isinstance(value, tuple) else (value, value)
            least, most = (least, max(least, high)) if counted else (low, high)  # "two to three weeks"
            counted = True
        elif category in ("UNIT", "UNITS", "ONEUNIT", "LONG") and isinstance(value, str):
            unit = value
        elif category == "DUAL" and isinstance(value, str):
            least = most = 2
            unit = value
    return least, most, unit


def how_long(slots: Sequence[Slot]) -> str | None:
    """The duration that the words hold, in TIMEX3, or None."""
    least, most, unit = _amount(slots)
    return duration(least, most, unit) if any(s.category in ("NUMBER", "DUAL") for s in slots) else None


def _rule_span(slots: Sequence[Slot], context: Context) -> Value:
    """ "the past week", "the last three months": up to the day of publication, or from it where a word says so."""
    to_come = any(s.category == "DIRECTION" and s.value == 1 for s in slots)
    return _around_publication(slots, context, 1 if to_come else -1)


def _rule_ahead(slots: Sequence[Slot], context: Context) -> Value:
    """ "the next two weeks": from the day of publication."""
    return _around_publication(slots, context, 1)


def _around_publication(slots: Sequence[Slot], context: Context, sign: int) -> Value:
    least, most, unit = _amount(slots)
    length = duration(least, most, unit)
    if context.month is None:
        return Value(reason=_NO_PUBLICATION, value=length, type="DURATION")
    if unit in _LONG:
        start = _shifted(context.published or date(*context.month, 1), sign * most, unit)[0]
        now = context.published.isoformat() if context.published else _months(context.month, 0)
        ends = (
            [now[:7], start[:7]] if len(start) >= 7 and start[4:5] == "-" else [now[:4] if sign > 0 else now[:7], start]
        )
        low, high = ends if sign > 0 else reversed(ends)
        return Value(edtf.interval(low, high), _published(context), value=length, type="DURATION")
    today = _today(context)
    days = most * {"week": 7, "weekend": 7, "minute": 0, "second": 0}.get(unit, 1)
    if unit == "hour":
        days = -(-most // 24)
    ends = sorted([(today + timedelta(days=sign * days)).isoformat(), today.isoformat()])
    return Value(edtf.interval(*ends), _published(context), value=length, type="DURATION")


#: units of which a date is told by the month or year, and those within a day
_LONG = frozenset(["month", "quarter", "year", "decade", "century"])
_SHORT = frozenset(["hour", "minute", "second"])
_QUARTERS = {"33": 1, "34": 2, "35": 3, "36": 4}


def _quarter(year: int, number: int) -> str:
    if not 1 <= year <= 9999:
        raise ImpossibleError("no such date in the calendar")
    return f"{year:04}-{32 + number}"


def _shift_quarter(quarter: tuple[int, int], shift: int) -> tuple[int, int]:
    year, number = divmod(quarter[0] * 4 + quarter[1] - 1 + shift, 4)
    return year, number + 1


def _shifted(day: date, amount: int, unit: str) -> tuple[str, str]:
    """The first and last day of what lies *amount* units away from a day, as finely as the unit tells."""
    if unit in _SHORT:
        shift = timedelta(hours=amount) if unit == "hour" else timedelta(minutes=amount if unit == "minute" else 0)
        return ((day + shift).isoformat(),) * 2
    if unit == "day":
        return ((day + timedelta(days=amount)).isoformat(),) * 2
    if unit in ("week", "weekend"):
        middle = day + timedelta(days=7 * amount)
        # "two weeks ago" is told to the week: three days to either side
        return (middle - timedelta(days=3)).isoformat(), (middle + timedelta(days=3)).isoformat()
    if unit == "month":
        return (_months((day.year, day.month), amount),) * 2
    if unit == "quarter":
        return (_months((day.year, day.month), 3 * amount),) * 2
    year = day.year + amount * {"decade": 10, "century": 100}.get(unit, 1)
    if not 1 <= year <= 9999:
        raise ImpossibleError("no such date in the calendar")
    return (f"{year:04}",) * 2


def _rule_span_of_year(slots: Sequence[Slot], _context: Context, *, first: bool = False) -> Value:
    """ "the last three months of 2019"."""
    least, most, unit = _amount(slots)
    year = _point(slots).year
    assert year is not None
    length = duration(least, most, unit)
    if unit == "quarter" and 1 <= most <= 4:
        unit, most = "month", 3 * most
    if unit == "month" and 1 <= most <= 12:
        low, high = (1, most) if first else (13 - most, 12)
        told = edtf.interval(f"{year:04}-{low:02}", f"{year:04}-{high:02}")
        return Value(told, value=length, type="DURATION")
    days = most * {"day": 1, "week": 7}.get(unit, 0)
    if not 1 <= days <= 366:
        raise ImpossibleError("not a part of a year")
    start, end = date(year, 1, 1), date(year, 12, 31)
    low_day, high_day = (start, start + timedelta(days=days - 1)) if first else (end - timedelta(days=days - 1), end)
    told = edtf.interval(low_day.isoformat(), high_day.isoformat())
    return Value(told, value=length, type="DURATION")


def _rule_span_of_year_first(slots: Sequence[Slot], context: Context) -> Value:
    return _rule_span_of_year(slots, context, first=True)


def _rule_ago(slots: Sequence[Slot], context: Context) -> Value:
    if (quarter := _year_before_quarter(slots, context)) is not None:
        return quarter
    return _counted(slots, -1, context.published, context, _NO_PUBLICATION, told=True)


def _rule_later(slots: Sequence[Slot], context: Context) -> Value:
    return _counted(slots, 1, None, context, _NO_NARRATIVE)


def _rule_earlier(slots: Sequence[Slot], context: Context) -> Value:
    if (quarter := _year_before_quarter(slots, context)) is not None:
        return quarter
    # "three days earlier" without any date before counts from the report itself
    if context.last is None and context.published is not None and not context.history:
        return _counted(slots, -1, context.published, context, _NO_NARRATIVE, told=True)
    return _counted(slots, -1, None, context, _NO_NARRATIVE)


def _year_before_quarter(slots: Sequence[Slot], context: Context) -> Value | None:
    """ "... in the third quarter, against 2 million a year earlier": the same quarter of the year before."""
    least, most, unit = _amount(slots)
    quarter = context.compared_quarter()
    if quarter is None or unit != "year" or least != most:
        return None
    return Value(_quarter(quarter[0] - least, quarter[1]), f"text {_quarter(*quarter)}", rule="quarter")


def _counted(
    slots: Sequence[Slot], sign: int, day: date | None, context: Context, missing: str, *, told: bool = False
) -> Value:
    least, most, unit = _amount(slots)
    if told:
        anchor = _published(context) if context.month else None
        if day is None and context.month is not None and unit in _LONG:
            day = date(*context.month, 1)
    else:
        day = _anchor_day(context, unit)
        anchor = f"text {context.last.text}" if context.last else None
        if day is None and context.ancient is not None and unit == "year" and least == most:
            return Value(_ancient_year(min(0, context.ancient + sign * least)), anchor)
    if day is None and context.yearless is not None and unit == "day" and least == most and not told:
        return _beside_yearless(context.yearless, sign * least)
    if day is None:
        raise ImpossibleError(missing)
    ends = [*_shifted(day, sign * least, unit), *_shifted(day, sign * most, unit)]
    low, high = min(ends), max(ends)
    value = None
    if least == most and unit == "week":
        value = week(day + timedelta(days=7 * sign * least))
    elif unit == "decade" and least == most:
        value = low[:3]
    elif least != most:  # "a few days later": when, is not told in TIMEX3
        value = "PAST_REF" if sign < 0 else "FUTURE_REF"
    return Value(edtf.interval(low, high), anchor, value=value)


def _anchor_day(context: Context, unit: str) -> date | None:
    """The date before, where it is told as finely as the unit that counts from it."""
    last = context.last
    if last is None:
        return None
    if last.lower is not None and last.lower == last.upper:
        return last.lower
    if last.upper is None or last.lower is None:
        return None
    if unit == "month" and (last.lower.year, last.lower.month) == (last.upper.year, last.upper.month):
        return last.lower
    if unit in ("year", "decade", "century") and last.lower.year == last.upper.year:
        return last.lower
    if unit in ("day", "week", *_SHORT) and (last.upper - last.lower).days <= 2:
        return last.upper
    return None


def _rule_next(slots: Sequence[Slot], context: Context) -> Value:
    return _beside(slots, 1, context)


def _rule_previous(slots: Sequence[Slot], context: Context) -> Value:
    return _beside(slots, -1, context)


def _rule_same(slots: Sequence[Slot], context: Context) -> Value:
    return _beside(slots, 0, context)


def _beside(slots: Sequence[Slot], shift: int, context: Context) -> Value:
    """ "the next day", "that same month", "the previous year", "the following March": from the date before."""
    point = _point(slots)
    if point.month is not None or point.season is not None or point.weekday is not None:
        return _named_beside(point, shift, context)
    unit = point.unit or "day"
    if unit == "quarter" and (quarter := context.compared_quarter()) is not None:
        return Value(_quarter(*_shift_quarter(quarter, shift)), f"text {_quarter(*quarter)}")
    day = _anchor_day(context, unit)
    if day is None and context.ancient is not None and unit == "year":
        return Value(_ancient_year(context.ancient + shift), f"text {_ancient_year(context.ancient)}")
    if day is None and context.yearless is not None and unit == "day":
        return _beside_yearless(context.yearless, shift)
    if day is None:
        raise ImpossibleError(_NO_NARRATIVE)
    assert context.last is not None
    anchor = f"text {context.last.text}"
    if point.part is not None:
        return _in_day(day + timedelta(days=shift), point.part, anchor, None)
    return _phased(_unit(unit, shift, day, (day.year, day.month)), point.phase, anchor)


def _named_beside(point: _Point, shift: int, context: Context) -> Value:
    """The month, season or weekday of that name before or after the date before in the text."""
    last = context.last
    if last is None or last.lower is None or last.upper is None:
        raise ImpossibleError(_NO_NARRATIVE)
    anchor = f"text {last.text}"
    if point.weekday is not None:
        if (last.upper - last.lower).days > 2:
            raise ImpossibleError(_NO_NARRATIVE)
        if shift > 0:
            return Value(
                (last.upper + timedelta(days=(point.weekday - last.upper.weekday()) % 7 or 7)).isoformat(), anchor
            )
        back = (last.lower.weekday() - point.weekday) % 7
        return Value((last.lower - timedelta(days=back or (7 if shift else 0))).isoformat(), anchor)
    month = point.month or point.season
    assert month is not None
    first = _first_month(month)
    year = last.upper.year if shift > 0 else last.lower.year
    if last.granularity == "year":  # "in 1916 ... the following March"
        year += shift
    elif shift > 0:
        year += first <= last.upper.month
    elif shift < 0:
        year -= first >= last.lower.month
    return Value(f"{year:04}-{month:02}", anchor)


def _beside_yearless(known: tuple[int, int], days: int) -> Value:
    """The day that lies so many days from one whose year is not known, if leap years make no difference."""
    month, day = known
    told = {(date(year, month, day) + timedelta(days=days)).strftime("XXXX-%m-%d") for year in (2004, 2005)}
    if len(told) > 1:
        raise ImpossibleError("no year is told or known")
    return Value(told.pop(), f"text XXXX-{month:02}-{day:02}", "no year is told or known")


def _rule_period(_slots: Sequence[Slot], context: Context) -> Value:
    if context.period is None:
        year = context.month[0] if context.month is not None and not context.history else None
        return Value(reason=_NO_PERIOD, value=f"{year:04}" if year is not None else None)
    return Value(f"{context.period:04}", f"period {context.period}")


def _rule_range(slots: Sequence[Slot], context: Context) -> Value:
    """Two points; what one does not tell is taken from the other."""
    middle = _middle(slots)
    left, right = _point(slots[:middle]), _point(slots[middle:])
    if right.month is None:
        right = replace(right, month=left.month) if right.day is not None else right
    if left.month is None and left.day is not None:
        left = replace(left, month=right.month)
    if left.year is None and right.year is not None and left.month is not None and right.month is not None:
        # "from October to February 2020" begins the year before
        wraps = (left.month, left.day or 0) > (right.month, right.day or 31)
        left = replace(left, year=right.year - wraps)
    end = _date(right, context)
    if left.year is None and left.month is not None and right.month is not None and end.edtf and "X" not in end.edtf:
        wraps = (left.month, left.day or 0) > (right.month, right.day or 31)
        left = replace(left, year=int(end.edtf[:4]) - wraps)
    start = _date(left, context)
    if start.edtf is None or end.edtf is None:
        raise ImpossibleError(start.reason or end.reason or "one end is not known")
    if "X" in start.edtf or "X" in end.edtf:
        raise ImpossibleError("no year is told or known")
    begin = start.edtf
    if left.weekday is not None and right.weekday is not None and begin > end.edtf:
        begin = (date.fromisoformat(begin) - timedelta(days=7)).isoformat()
    low, high = edtf.bounds(begin)[0], edtf.bounds(end.edtf)[1]
    if low is not None and high is not None and low > high:
        raise ImpossibleError("ends before it begins")
    part = left.part or right.part
    if part is not None:
        value = f"{begin}T{part}" if len(begin) == 10 else None
        return Value(edtf.interval(begin, end.edtf), end.anchor or start.anchor, value=value, type="TIME")
    ends = (replace(start, edtf=begin, value=start.value if begin == start.edtf else None), end)
    return Value(edtf.interval(begin, end.edtf), end.anchor or start.anchor, ends=ends)


def _middle(slots: Sequence[Slot]) -> int:
    """Where the second point of a range begins: at the first category that comes a second time."""
    seen: set[str] = set()
    for index, slot in enumerate(slots):
        if slot.category == "SEP":
            return index + 1
        if slot.category in seen:
            # "DAY MONTH and DAY MONTH": the second DAY; "MONTH DAY and DAY": the second DAY
            return index
        seen.add(slot.category)
    raise ImpossibleError("not a range")


# ---------------------------------------------------------------------------------------------------------
# Quarters, halves, centuries, feasts


def _rule_quarter(slots: Sequence[Slot], context: Context) -> Value:
    """ "the third quarter of 2019", "last year's fourth quarter"; without a year the last one that began."""
    point = _point(slots)
    number = point.ordinal
    if number is None or not (1 <= number <= 4 or number == LAST):
        raise ImpossibleError(f"a year has no quarter {number}")
    number = 4 if number == LAST else number
    if point.year is not None:
        return Value(_quarter(point.year, number))
    if point.direction is None and context.month is not None and context.period is None and not context.history:
        return Value(_quarter(_quarter_year(number, context), number), _published(context))
    year, anchor = _year(point, 32 + number, context)
    if year is None:
        return Value(reason="no year is told or known", value=f"XXXX-Q{number}")
    return Value(_quarter(year, number), anchor)


def _quarter_year(number: int, context: Context) -> int:
    """The year of the last such quarter that had begun; of the next one, where that is to come and begins next."""
    assert context.month is not None
    year, month = context.month
    now = (month + 2) // 3
    if context.to_come and number == now % 4 + 1:
        return year + (number == 1)
    return year if number <= now else year - 1


def _rule_the_quarter(_slots: Sequence[Slot], context: Context) -> Value:
    """ "the quarter", "the latest period": the one that figures are given for; in other texts a part of a town."""
    if context.compared_quarter() is None and not context.figures:
        raise NoTimeError
    quarter, anchor = _reported_quarter(context)
    return Value(_quarter(*quarter), anchor)


def _rule_latest_quarter(_slots: Sequence[Slot], context: Context) -> Value:
    """ "the latest quarter": which can be nothing else."""
    quarter, anchor = _reported_quarter(context)
    return Value(_quarter(*quarter), anchor)


def _rule_period_year_before(slots: Sequence[Slot], context: Context) -> Value:
    """ "the same period last year": the time before in the text, a year earlier."""
    if context.compared_quarter() is not None or context.figures:
        return _rule_quarter_year_before(slots, context)
    last = context.last
    if last is None or last.lower is None or last.upper is None or last.granularity == "set":
        raise ImpossibleError(_NO_NARRATIVE)
    text = re.sub(r"(?<![0-9-])[0-9]{4}", lambda m: f"{int(m[0]) - 1:04}", last.text)
    return Value(text, f"text {last.text}", rule="period-year-before")


def _reported_quarter(context: Context) -> tuple[tuple[int, int], str]:
    """The quarter that figures are given for, and what tells so."""
    quarter = context.compared_quarter()
    if context.month is None:
        if quarter is None:
            raise ImpossibleError(_NO_PUBLICATION)
        return quarter, f"text {_quarter(*quarter)}"
    ended = _shift_quarter((context.month[0], (context.month[1] + 2) // 3), -1)
    if quarter is not None and quarter <= ended:
        return quarter, f"text {_quarter(*quarter)}"
    return ended, _published(context)


def _rule_quarter_year_before(slots: Sequence[Slot], context: Context) -> Value:
    """ "the year-earlier quarter", "a year-ago third quarter"."""
    number = _point(slots).ordinal
    quarter, anchor = _reported_quarter(context)
    return Value(_quarter(quarter[0] - 1, number or quarter[1]), anchor)


def _rule_quarter_of_year(slots: Sequence[Slot], context: Context) -> Value:
    """ "the 1988 period": the quarter of that year, where figures are given for a quarter."""
    year, quarter = _point(slots).year, context.compared_quarter()
    assert year is not None
    if quarter is None:
        return Value(f"{year:04}", rule="year")
    return Value(_quarter(year, quarter[1]), f"text {_quarter(*quarter)}", rule="quarter")


def _rule_half(slots: Sequence[Slot], context: Context) -> Value:
    """ "the second half of 2007", "the first half of March"."""
    point = _point(slots)
    if point.ordinal not in (1, 2, LAST):
        raise ImpossibleError("there are two halves")
    second = point.ordinal != 1
    if point.month is not None:
        year, anchor = (point.year, None) if point.year is not None else _year(point, point.month, context)
        if year is None:
            raise ImpossibleError("no year is told or known")
        days = monthrange(year, point.month)[1]
        low, high = (16, days) if second else (1, 15)
        told = f"{year:04}-{point.month:02}"
        return Value(f"{told}-{low:02}/{told}-{high:02}", anchor, value=told)
    if point.year is None:
        year, anchor = _year(point, 41 if second else 40, context)
    else:
        year, anchor = point.year, None
    if year is None:
        raise ImpossibleError("no year is told or known")
    return Value(f"{year:04}-{41 if second else 40}", anchor)


def _rule_part_of_month(slots: Sequence[Slot], context: Context) -> Value:
    """ "the first week of May 2019", "the last ten days of March": counted from the first or the last of the month."""
    point = _point(slots)
    least, most, unit = _amount(slots)
    assert point.month is not None
    ordinal = point.ordinal or 1
    year, anchor = (point.year, None) if point.year is not None else _year(point, point.month, context)
    if year is None or year < 1:
        raise ImpossibleError("no year is told or known")
    if unit not in ("day", "week"):
        raise ImpossibleError("not a part of a month")
    last = monthrange(year, point.month)[1]
    length = most * (7 if unit == "week" else 1)
    first = last - length + 1 if ordinal == LAST else (ordinal - 1) * length + 1
    if not 1 <= first <= last or (unit == "week" and ordinal > 5):
        raise ImpossibleError("not a part of a month")
    told = f"{year:04}-{point.month:02}"
    up_to = min(last, first + length - 1)
    value = duration(least, most, unit)
    return Value(edtf.interval(f"{told}-{first:02}", f"{told}-{up_to:02}"), anchor, value=value, type="DURATION")


def _rule_week_of(slots: Sequence[Slot], context: Context) -> Value:
    """ "the week of 3 May": the week, from Monday, in which that day lies."""
    told = _date(_point(slots), context)
    day, _ = edtf.bounds(told.edtf) if told.edtf is not None and "X" not in told.edtf else (None, None)
    if day is None:
        raise ImpossibleError(told.reason or "no year is told or known")
    return Value(_unit("week", 0, day, (day.year, day.month)), told.anchor)


def _rule_before_last(slots: Sequence[Slot], context: Context) -> Value:
    """ "the year before last"."""
    unit = _point(slots).unit
    if context.month is None or unit is None:
        raise ImpossibleError(_NO_PUBLICATION)
    return Value(_unit(unit, -2, context.published, context.month), _published(context))


def _rule_weekend(_slots: Sequence[Slot], context: Context) -> Value:
    """ "at the weekend": the last one that had begun."""
    if context.month is None:
        raise ImpossibleError(_NO_PUBLICATION)
    return Value(_unit("weekend", 0, context.published, context.month), _published(context))


def _rule_several(slots: Sequence[Slot], context: Context) -> Value:
    """ "in May and June 2019", "on 3, 4 and 7 May": every one of them."""
    points: list[_Point] = []
    for category, told in slots:
        if category in ("DAY", "MONTH") and isinstance(told, int):
            month = category == "MONTH"
            if not points or (points[-1].month if month else points[-1].day) is not None:
                points.append(_Point())
            points[-1] = replace(points[-1], month=told) if month else replace(points[-1], day=told)
    year = _point([s for s in slots if s.category not in ("DAY", "MONTH")])
    if any(p.day is not None for p in points):
        months = [p.month for p in points if p.month is not None]
        points = [replace(p, month=months[0]) for p in points]
    points = [replace(p, year=year.year, direction=year.direction, unit=year.unit) for p in points]
    values = [_date(p, context) for p in points]
    members = [v.edtf for v in values]
    if any(m is None or "X" in m for m in members):
        raise ImpossibleError("no year is told or known")
    all_of_them = ",".join(sorted({m for m in members if m is not None}))
    ends = (values[0], values[1]) if len(values) == 2 else None
    return Value("{" + all_of_them + "}", values[-1].anchor, ends=ends)


def _rule_century(slots: Sequence[Slot], _context: Context) -> Value:
    """The "19th century" is taken as the years 1800-1899, as EDTF and TIMEX3 have it."""
    point = _point(slots)
    number = point.ordinal
    if number is None or not 1 <= number <= 99:
        raise ImpossibleError("no such century")
    if point.ancient:
        return Value(reason="a century before Christ", value=f"BC{number - 1:02}")
    if point.phase is None:
        return Value(f"{number - 1:02}XX")
    low, high = {"early": (1, 33), "mid": (34, 66), "late": (67, 99), "early-mid": (1, 66), "mid-late": (34, 99)}[
        point.phase
    ]
    return Value(f"{number * 100 - 100 + low:04}/{number * 100 - 100 + high:04}", value=f"{number - 1:02}")


def _rule_short_decade(slots: Sequence[Slot], context: Context) -> Value:
    """ "the '80s", "the late nineties": the last decade of that name of which half had passed at publication."""
    digits = next(s.value for s in slots if s.category == "SHORTDECADE")
    if context.month is None:
        raise ImpossibleError(_NO_PUBLICATION)
    assert isinstance(digits, int)
    century = context.month[0] // 100 * 100
    first = century + digits
    if (direction := _point(slots).direction) is not None:  # "the nineties of the last century"
        first += 100 * direction
    elif first + SHORT_DECADE_YEARS > context.month[0]:
        first -= 100
    return replace(_decade(replace(_point(slots), decade=first)), anchor=_published(context))


def _rule_ancient_year(slots: Sequence[Slot], context: Context) -> Value:
    """ "in 490", in a text that counts years before Christ."""
    number = _point(slots).ordinal
    if context.ancient is None or number is None or not ANCIENT_LEAST <= number <= 1 - context.ancient + ANCIENT_YEARS:
        raise NoTimeError
    return replace(_ancient(_Point(year=number)), anchor=f"text {_ancient_year(context.ancient)}")


def _rule_ancient(slots: Sequence[Slot], _context: Context) -> Value:
    """ "480 BC", whose number is no year of four digits."""
    point = _point(slots)
    if point.year is None and point.ordinal is None:
        raise NoTimeError  # "several BC"
    return _ancient(replace(point, year=point.year or point.ordinal))


def _rule_feast(slots: Sequence[Slot], context: Context) -> Value:
    """ "Christmas 2019", "Ramadan": the one of that year, or the last before publication."""
    point = _point(slots)
    rule = next(s.value for s in slots if s.category in ("FEAST", "FASTING", "HIJRI"))
    assert isinstance(rule, str)
    anchor = None
    if rule.startswith("islamic") and (point.day is not None or point.year in HIJRI_YEARS):
        days, anchor = _hijri(rule, point, context)
    elif point.year is not None:
        days = feast(rule, point.year)
    elif point.unit == "year" and point.direction is not None:
        if context.month is None:
            raise ImpossibleError(_NO_PUBLICATION)
        days, anchor = feast(rule, context.month[0] + point.direction), _published(context)
    else:
        days, anchor = _feast_near(rule, context)
    if days is None:
        raise ImpossibleError("no such feast in that year")
    first, last, about = days
    mark = "~" if about else ""
    if first == last:
        return Value(f"{first.isoformat()}{mark}", anchor, value=first.isoformat())
    return Value(f"{first.isoformat()}{mark}/{last.isoformat()}{mark}", anchor)


def _hijri(rule: str, point: _Point, context: Context) -> tuple[tuple[date, date, bool] | None, str | None]:
    """A day, month or feast of a year of the Islamic calendar: "10 Ramadan 1441", "Muharram 1440"."""
    if point.year is not None and point.year not in HIJRI_YEARS:
        raise ImpossibleError("the calendar of the year is not told")
    if point.day is None:
        assert point.year is not None
        return feast_of_hijri_year(rule, point.year), None
    month = rule.split("-", maxsplit=1)[0].split("x", maxsplit=1)[0]
    if not 1 <= point.day <= 30 or "-" in rule:
        raise ImpossibleError(f"the month has no day {point.day}")
    day = f"{month}-{point.day}"
    if point.year is not None:
        return feast_of_hijri_year(day, point.year), None
    return _feast_near(day, context)


def _feast_near(rule: str, context: Context) -> tuple[tuple[date, date, bool] | None, str]:
    last = context.last
    if context.period is not None:
        return feast(rule, context.period), f"period {context.period}"
    if (context.history or context.month is None) and last is not None and last.lower is not None:
        return feast(rule, last.lower.year), f"text {last.text}"
    if context.month is None:
        raise ImpossibleError(_NO_PUBLICATION)
    latest = context.published or date(*context.month, monthrange(*context.month)[1])
    for year in (latest.year + 1, latest.year, latest.year - 1):
        days = feast(rule, year) if 1 <= year <= 9999 else None
        if days is not None and (days[0] <= latest + timedelta(days=DAYS_AHEAD)) is not context.to_come:
            return days, _published(context)
    return feast(rule, latest.year + context.to_come), _published(context)


# ---------------------------------------------------------------------------------------------------------
# What is no date: how long, how often, now, some time, a time of day, an age


def _rule_rate(slots: Sequence[Slot], _context: Context) -> Value:
    """ "per day", "three times a week"."""
    _, _, unit = _amount(slots)
    return Value(value=duration(1, 1, unit), type="SET")


def _rule_duration(slots: Sequence[Slot], _context: Context) -> Value:
    least, most, unit = _amount(slots)
    if unit == "quarter" and not any(s.category == "ORDINAL" for s in slots):
        raise NoTimeError  # three quarters of a town; living quarters
    if not any(s.category in ("NUMBER", "DUAL", "LONG") for s in slots):
        return Value(value=duration(2, 3, unit), type="DURATION")
    return Value(value=duration(least, most, unit), type="DURATION")


def _rule_half_duration(slots: Sequence[Slot], _context: Context) -> Value:
    """ "half an hour", "two and a half years"."""
    least, most, unit = _amount(slots)
    whole = duration(least, most, unit)
    number = least if any(s.category == "NUMBER" for s in slots) else 0
    return Value(value=re.sub(r"[0-9X]+", f"{number}.5", whole, count=1), type="DURATION")


def _rule_set(slots: Sequence[Slot], _context: Context) -> Value:
    """ "daily", "every Monday", "every two weeks", "each July"."""
    point = _point(slots)
    part = f"T{point.part}" if point.part else ""
    if point.weekday is not None:
        value = f"XXXX-WXX-{point.weekday + 1}{part}"
    elif point.month is not None:
        value = f"XXXX-{point.month:02}"
    elif point.season is not None:
        value = f"XXXX-{ {21: 'SP', 22: 'SU', 23: 'FA', 24: 'WI'}[point.season] }"
    elif point.part is not None:
        value = f"XXXX-XX-XX{part}"
    elif (often := next((s.value for s in slots if s.category == "OFTEN"), None)) is not None:
        value = recurring(str(often))
    else:
        least, most, unit = _amount(slots)
        value = recurring("day") if unit == "day" and least == most == 1 else duration(least, most, unit)
    return Value(value=value, type="SET")


def _rule_vague(slots: Sequence[Slot], _context: Context) -> Value:
    """ "recent months", "the weeks ahead": some of them."""
    _, _, unit = _amount(slots)
    return Value(value=duration(2, 3, unit), type="DURATION")


def _rule_present(_slots: Sequence[Slot], _context: Context) -> Value:
    return Value(value="PRESENT_REF")


def _rule_past(_slots: Sequence[Slot], _context: Context) -> Value:
    return Value(value="PAST_REF")


def _rule_future(_slots: Sequence[Slot], _context: Context) -> Value:
    return Value(value="FUTURE_REF")


def _rule_some_time(_slots: Sequence[Slot], _context: Context) -> Value:
    raise ImpossibleError("which time is meant is not told")


def _rule_definite(slots: Sequence[Slot], context: Context) -> Value:
    """ "later in the year", "the end of the month": of the date before in a story, else of the publication."""
    point = _point(slots)
    unit = point.unit or "day"
    if context.behind in ENDING and point.phase is None:  # "the year ended 30 June"
        return Value(value=duration(1, 1, unit), type="DURATION")
    if context.history or context.published is None:
        day = _anchor_day(context, unit)
        anchor = f"text {context.last.text}" if context.last is not None else None
    else:
        day, anchor = context.published, _published(context)
    if day is None:
        raise ImpossibleError(_NO_NARRATIVE)
    return _phased(_unit(unit, 0, day, (day.year, day.month)), point.phase, anchor)


def _rule_part(slots: Sequence[Slot], _context: Context) -> Value:
    """ "at night", "the morning": of which day, is not told."""
    return Value(value=f"XXXX-XX-XXT{_point(slots).part}", type="TIME", reason="the day is not told")


def _rule_clock(slots: Sequence[Slot], context: Context) -> Value:
    """ "at 9:30 p.m.": of the day before in the text, if that is near."""
    if any(s.category == "NUMBER" and not isinstance(s.value, int) for s in slots):
        raise NoTimeError  # "a few o'clock"
    hour, minute, half = _time(slots)
    last = context.last
    near = context.at - context.last_end <= CARRIED_CHARACTERS
    day = last.lower if last is not None and last.lower == last.upper and (context.history or near) else None
    anchor = f"text {last.text}" if day is not None and last is not None else None
    hour = _of_the_day(hour, half)
    told = day.isoformat() if day is not None else "XXXX-XX-XX"
    reason = None if day is not None else "the day is not told"
    return Value(
        day.isoformat() if day is not None else None, anchor, reason, value=clock(told, hour, minute), type="TIME"
    )


def _of_the_day(hour: int, half: str | None) -> int:
    """An hour of the clock as one of the day; "night" has the hours from six to five, "noon" those about twelve."""
    if half == "night":
        half = "am" if hour < NIGHT_HOUR or hour == 12 else "pm"
    elif half == "noon":
        half = "am" if 10 <= hour < 12 else "pm"
    if half == "pm" and hour < 12:
        return hour + 12
    return 0 if half == "am" and hour == 12 else hour


def _time(slots: Sequence[Slot]) -> tuple[int, int | None, str | None]:
    hour, minute, half = 0, None, None
    for category, value in slots:
        if category == "CLOCK" and isinstance(value, tuple):
            hour, minute = value
        elif category in ("NUMBER", "NOON") and isinstance(value, int):
            hour, minute = divmod(value, 100) if value > 24 else (value, minute)  # "2300 GMT"
        elif category == "MERIDIEM":
            half = str(value)
    if hour > 24 or (minute or 0) > 59 or (half is not None and not 1 <= hour <= 12) or (hour == 24 and minute):
        raise ImpossibleError("there is no such time of day")
    return hour, minute, half


def _rule_age(slots: Sequence[Slot], context: Context) -> Value:
    """ "34 years old", "a six-month-old": the days on which someone of that age at publication was born."""
    least, most, unit = _amount(slots)
    if not any(s.category in ("UNIT", "UNITS") for s in slots):
        unit = "year"  # "aged 34"
    value = duration(least, most, unit)
    if context.published is None:
        return Value(reason=_NO_PUBLICATION, value=value, type="DURATION")
    if unit == "year":
        told = edtf.born(least, context.published.isoformat(), most)
        return Value(told, _published(context), value=value, type="DURATION")
    return Value(reason="an age is bounded in years only", value=value, type="DURATION")


#: "at five by night" is in the morning, "at six by night" in the evening
NIGHT_HOUR = 6
#: behind "the year": not the one of the calendar
ENDING = frozenset(["ended", "ending", "ends"])

#: a year with a month of the Islamic calendar is one of that calendar if it is one of these (1882-2076)
HIJRI_YEARS = range(1300, 1500)

#: "last" or "final" where an ordinal stands
LAST = -1

#: rules of what tells no date of an event by itself
NOT_DATING = frozenset(
    [
        "duration",
        "half-duration",
        "set",
        "rate",
        "vague",
        "present",
        "past",
        "future",
        "some-time",
        "definite",
        "part",
        "clock",
        "age",
        "ahead",
        "short-decade",
    ]
)

RULES: dict[str, Callable[[Sequence[Slot], Context], Value]] = {
    "point": _rule_point,
    "since": _rule_since,
    "deictic": _rule_deictic,
    "overnight": _rule_overnight,
    "unit": _rule_unit,
    "span": _rule_span,
    "span-of-year": _rule_span_of_year,
    "span-of-year-first": _rule_span_of_year_first,
    "ago": _rule_ago,
    "later": _rule_later,
    "earlier": _rule_earlier,
    "next": _rule_next,
    "previous": _rule_previous,
    "same": _rule_same,
    "period": _rule_period,
    "range": _rule_range,
    "ahead": _rule_ahead,
    "quarter": _rule_quarter,
    "the-quarter": _rule_the_quarter,
    "quarter-year-before": _rule_quarter_year_before,
    "quarter-of-year": _rule_quarter_of_year,
    "period-year-before": _rule_period_year_before,
    "latest-quarter": _rule_latest_quarter,
    "half": _rule_half,
    "part-of-month": _rule_part_of_month,
    "week-of": _rule_week_of,
    "before-last": _rule_before_last,
    "weekend": _rule_weekend,
    "several": _rule_several,
    "century": _rule_century,
    "short-decade": _rule_short_decade,
    "before-christ": _rule_ancient,
    "ancient-year": _rule_ancient_year,
    "rate": _rule_rate,
    "vague": _rule_vague,
    "feast": _rule_feast,
    "duration": _rule_duration,
    "half-duration": _rule_half_duration,
    "set": _rule_set,
    "present": _rule_present,
    "past": _rule_past,
    "future": _rule_future,
    "some-time": _rule_some_time,
    "definite": _rule_definite,
    "part": _rule_part,
    "clock": _rule_clock,
    "age": _rule_age,
}
