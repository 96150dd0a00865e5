"""When: words of a text to EDTF dates, each with the rule and the anchor that made it.

The forms are data (``[dates]`` of a language); what they mean is here. What is resolved depends on what is known:

1. what the words tell is taken ("6 July 2020");
2. a year that is missing comes from the date before in the same sentence, from the *period* a report is about, from
   the publication date (the past is preferred: news tells what happened; unless the sentence says that it is to come),
   or from the narrative, in this order; in a text that tells history, the narrative goes before the publication;
3. weekdays and words like "yesterday" count from the publication date only;
4. "the next day", "two days later" count from the date before in the text.

Invariant: a date that cannot be told is None with the reason, never a guess; expressions never overlap and stand in
the order of the text; every EDTF that is returned can be read by :mod:`sijill.values.edtf`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sijill.errors import DataFileError
from sijill.languages import Language, load
from sijill.types import Span
from sijill.values import edtf
from sijill.values.folding import fold
from sijill.values.forms import Grammar, Lexeme, Lexicon, Match, NumberReader, Slot, SlotValue, Token, span_of, tokenise

#: a bare number of four digits is a year only between these, unless a word before says that it is one
BARE_YEARS = range(1900, 2100)
#: and so far, where a word before says it ("in 1898")
TOLD_YEARS = range(1000, 2100)
#: a day without a year that lies at most so many days ahead of the publication is still to come: time zones,
#: announcements; anything further ahead is a day of the year before
DAYS_AHEAD = 7
#: a year given this many characters before, in the same sentence, carries on
CARRIED_CHARACTERS = 300

#: a text tells history if it names so many years at least, nearly all of them long before it was published, and
#: never counts from the day of publication
HISTORY_YEARS = 3
HISTORY_SHARE = 0.8
#: so many words before a date may say that it is to come
FUTURE_WORDS = 8

_NO_PUBLICATION = "no publication date is known"
_NO_NARRATIVE = "no earlier date in the text"
_NO_PERIOD = "no period is known"


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that tell when, and what they mean."""

    #: where they stand
    span: Span
    #: what they mean; None where that cannot be told
    edtf: str | None
    #: the rule that made it: "day-month-year", "weekday", "ago", ...
    rule: str
    #: what it was counted from: "published 2020-07-06", "period 2019", "text 2019-12-06"; None: nothing
    anchor: str | None = None
    #: why there is no value, or what is odd about it
    reason: str | None = None


def find_dates(
    text: str, language: str | Language, *, published: str | None = None, period: str | None = None
) -> list[DateExpression]:
    """All words of a text that tell when something was.

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language; a language without forms for dates gives none but ISO dates.
        published: publication date, EDTF, with or without time; what cannot be read counts as not known.
        period: the year a report is about, EDTF ("2019"), for chronicles and country reports.

    Returns:
        The expressions in the order of the text.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
    """
    vocabulary = _vocabulary(load(language) if isinstance(language, str) else language)
    tokens = tokenise(text)
    context = _Context.of(published, period)
    found: list[DateExpression] = []
    matches = list(vocabulary.grammar.matches(tokens))
    context.history = _tells_history(matches, context)
    for match in matches:
        context.here(text, tokens[match.first].start, _is_to_come(vocabulary, tokens, match))
        expression = _resolve(vocabulary, tokens, match, context)
        if expression is not None and not (found and found[-1].span.overlaps(expression.span)):
            context.remember(expression, match)
            found.append(expression)
    return found


# ---------------------------------------------------------------------------------------------------------
# Language data


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    grammar: Grammar
    since: frozenset[str]
    until: frozenset[str]
    approximate: frozenset[str]
    future: frozenset[str]
    event_behind: frozenset[str]
    event_unless: frozenset[str]
    event_next: frozenset[str]
    not_before: frozenset[str]
    not_after: frozenset[str]
    counted: frozenset[str]


@lru_cache(maxsize=16)
def _vocabulary(language: Language) -> _Vocabulary:
    section, where = language.section("dates"), f"languages/{language.code}.toml [dates]"
    numbers = language.section("counts").get("cardinals", {})
    try:
        lexicon = Lexicon(_lexemes(section, numbers), section.get("clitics", ()))
        rules = [(entry["rule"], form) for entry in section.get("rules", ()) for form in entry["forms"]]
        grammar = Grammar(
            rules or [("point", "ISO"), ("point", "YEARMONTH")],
            lexicon,
            macros=section.get("forms", {}),
            numbers=NumberReader(section.get("ordinal_suffixes", ()), section.get("decade_suffixes", ())),
            where=where,
        )
        return _Vocabulary(
            grammar,
            *(
                frozenset(fold(w) for w in section.get(name, ()))
                for name in (
                    "since",
                    "until",
                    "approximate",
                    "future",
                    "event_behind",
                    "event_unless",
                    "event_next",
                    "not_before",
                    "not_after",
                    "counted",
                )
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DataFileError(where, f"cannot be read: {error!r}") from error


def _lexemes(section: Mapping[str, Any], cardinals: Mapping[str, int]) -> Iterable[Lexeme]:
    capital = bool(section.get("capital", False))
    short = frozenset(section.get("month_abbreviations", ()))
    for number, names in enumerate(section.get("months", ()), 1):
        for name in names:
            yield _lexeme(name, "MONTH", number, capital, fold(name) in short)
    for number, names in enumerate(section.get("weekdays", ())):
        yield from (_lexeme(name, "WEEKDAY", number, capital) for name in names)
    for number, names in enumerate(section.get("weekday_abbreviations", ())):
        yield from (_lexeme(name, "WEEKDAYABBR", number, capital, True) for name in names)
    for unit, names in section.get("units", {}).items():
        yield from (_lexeme(name, "UNIT", unit) for name in names)
        if unit == "year":
            yield from (_lexeme(name, "YEARUNIT", unit) for name in names)
    tables = {"directions": "DIRECTION", "deictic": "DEICTIC", "phases": "PHASE", "seasons": "SEASON"}
    for table, category in tables.items():
        yield from (_lexeme(name, category, value) for name, value in section.get(table, {}).items())
    lists = {"overnight": "OVERNIGHT", "parts": "PART", "separators": "SEP", "that": "THAT"}
    for table, category in lists.items():
        yield from (_lexeme(name, category, 0) for name in section.get(table, ()))
    for name, (least, most) in section.get("vague", {}).items():
        yield _lexeme(name, "NUMBER", (least, most))
    for name, unit in section.get("definite", {}).items():  # "الشهر": the month
        yield _lexeme(name, "DEFINITE", unit)
    for name, value in section.get("duals", {}).items():  # "يومين": two days in one word
        yield _lexeme(name, "DUAL", value)
    for name, value in cardinals.items():
        if value < 100:
            yield _lexeme(name, "NUMBER", value)


def _lexeme(name: str, category: str, value: SlotValue, capital: bool = False, abbreviation: bool = False) -> Lexeme:
    return Lexeme(tuple(t.key for t in tokenise(name)), category, value, capital, abbreviation)


# ---------------------------------------------------------------------------------------------------------
# What is known at one point of a text


class _Context:
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
        #: the sentence says that what it tells is to come
        self.to_come = False
        #: the text tells history: its own dates go before the publication date
        self.history = False

    @classmethod
    def of(cls, published: str | None, period: str | None) -> _Context:
        told, about = _readable(published), _readable(period)
        day = told.lower if told and told.granularity == "day" else None
        month = (
            (told.lower.year, told.lower.month)
            if told and told.lower and told.granularity in ("day", "month")
            else None
        )
        year = about.lower.year if about and about.lower and about.granularity in ("year", "month", "day") else None
        return cls(day, month, year)

    def here(self, text: str, start: int, to_come: bool) -> None:
        """Move to an expression that begins at *start*."""
        self.to_come = to_come
        between = text[self.last_end : start] if start - self.last_end <= CARRIED_CHARACTERS else None
        self.carried = self.last_explicit and between is not None and _SENTENCE_END.search(between) is None

    def remember(self, expression: DateExpression, match: Match) -> None:
        """Take an expression as the one that the next may refer to."""
        if expression.edtf is None:
            return
        self.yearless = None
        if "XXXX" in expression.edtf:
            if edtf.YEARLESS_DAY.fullmatch(expression.edtf):
                self.yearless = (int(expression.edtf[5:7]), int(expression.edtf[8:]))
                self.last = None
            return
        self.last, self.last_end = edtf.parse(expression.edtf), expression.span.end
        told = {slot.category for slot in match.slots}
        self.last_explicit = bool({"ISO", "NUMERIC", "YEARMONTH"} & told) or {"MONTH", "YEAR"} <= told

    @property
    def narrative_day(self) -> date | None:
        """The last date of the text, where it is one day."""
        return self.last.upper if self.last and (self.last.lower == self.last.upper) else None


def _tells_history(matches: Sequence[Match], context: _Context) -> bool:
    if context.month is None or context.period is not None:
        return False
    if any(m.rule in ("deictic", "unit", "ago", "overnight") for m in matches):
        return False
    years = [s.value for m in matches for s in m.slots if s.category == "YEAR" and isinstance(s.value, int)]
    old = [y for y in years if y < context.month[0] - 1]
    return len(old) >= HISTORY_YEARS and len(old) >= HISTORY_SHARE * len(years)


def _is_to_come(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    for index in range(match.first - 1, max(-1, match.first - 1 - FUTURE_WORDS), -1):
        token = tokens[index]
        if token.key in ".!?;" or tokens[index + 1].fresh:
            return False
        if token.key in vocabulary.future or f"{token.key} {tokens[index + 1].key}" in vocabulary.future:
            return True
    return False


_SENTENCE_END = re.compile(r"[.!?؟]['\"’”)]?\s+[^\Wa-z]|\n\s*\n")


def _readable(expression: str | None) -> edtf.Edtf | None:
    try:
        return edtf.parse(expression.strip()) if expression else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Value:
    """What a rule says: a date with its anchor, or a reason."""

    edtf: str | None = None
    anchor: str | None = None
    reason: str | None = None
    rule: str | None = None


# ---------------------------------------------------------------------------------------------------------
# Resolution


def _resolve(
    vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match, context: _Context
) -> DateExpression | None:
    if _is_name(vocabulary, tokens, match) or _is_number(vocabulary, tokens, match):
        return None
    try:
        value = _RULES[match.rule](match.slots, context)
        if match.rule in _FROM_NARRATIVE and _is_from_event(vocabulary, tokens, match):
            value = _Value(reason="counted from something that is no date")
        if value.edtf is not None:
            edtf.parse(value.edtf)
    except _ImpossibleError as error:
        value = _Value(reason=str(error))
    except (OverflowError, ValueError):
        value = _Value(reason="no such date in the calendar")
    first = match.first
    rule = value.rule or match.rule
    told = value.edtf
    before = tokens[first - 1] if first and not tokens[first].fresh else None
    if before is not None and told is not None:
        if before.key in vocabulary.since:
            told, rule, first = _since(told), "since", first - 1
        elif before.key in vocabulary.until:
            told, rule, first = _until(told), "until", first - 1
        elif before.key in vocabulary.approximate and "/" not in told and told[-1] not in "~?%":
            told, first = f"{told}~", first - 1
    return DateExpression(
        span_of(tokens, first, match.last, vocabulary.grammar.lexicon), told, rule, value.anchor, value.reason
    )


_FROM_NARRATIVE = frozenset(["later", "earlier", "next", "previous"])


def _is_from_event(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether what is counted from follows: "two days after the raid"."""
    if match.last >= len(tokens) or tokens[match.last].kind != "word" or tokens[match.last].fresh:
        return False
    behind, following = tokens[match.last - 1].key, tokens[match.last].key
    return following in vocabulary.event_next or (
        behind in vocabulary.event_behind and following not in vocabulary.event_unless
    )


def _since(value: str) -> str:
    return f"{value.partition('/')[0]}/.." if not value.startswith("..") else value


def _until(value: str) -> str:
    return f"../{value.rpartition('/')[2]}" if not value.endswith("..") else value


def _is_name(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether the date is part of a name: "Sunday Times", "Black Friday", "17 July Bridge"."""
    if any(slot.category in ("ISO", "NUMERIC", "YEARMONTH", "DEICTIC") for slot in match.slots):
        return False
    before = tokens[match.first - 1] if match.first else None
    if before is not None and before.key in vocabulary.not_after and not tokens[match.first].fresh:
        return True
    for token in tokens[match.last : match.last + 2]:
        if token.kind != "word" or token.fresh or not token.capital:
            return False
        if token.key in vocabulary.not_before:
            return True
    return False


def _is_number(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether a bare year is some other number."""
    if len(match.slots) != 1 or match.slots[0].category != "YEAR" or match.last - match.first != 1:
        return False
    value = match.slots[0].value
    before = tokens[match.first - 1] if match.first else None
    after = tokens[match.last] if match.last < len(tokens) else None
    if (
        before is not None
        and (before.key in "$€£#+./:" or (before.glued and before.key == "-"))
        and before.kind == "other"
    ):
        return True
    if before is not None and before.kind in ("number", "decimal"):
        return True
    if after is None:
        return value not in BARE_YEARS
    if after.glued and (after.kind != "other" or after.key in "%/:+°"):
        return True
    if after.key in vocabulary.counted:
        return True
    trusted = before is not None and before.key in _YEAR_WORDS
    plural = after.kind == "word" and not after.capital and after.key.endswith("s") and len(after.key) > 4
    return value not in TOLD_YEARS if trusted else (value not in BARE_YEARS or plural)


_YEAR_WORDS = frozenset(
    ["in", "since", "during", "year", "until", "late", "early", "mid", "of", "عام", "سنه", "العام", "منذ", "لعام"]
)


class _ImpossibleError(Exception):
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


def _point(slots: Sequence[Slot]) -> _Point:
    point = _Point()
    for category, value in slots:
        if category == "MONTH" and point.month is not None and point.month != value:
            raise _ImpossibleError("two months are named")
        match category, value:
            case ("YEAR", int()):
                point = replace(point, year=value)
            case ("MONTH", int()):
                point = replace(point, month=value)
            case ("DAY", int()):
                point = replace(point, day=value)
            case ("WEEKDAY" | "WEEKDAYABBR", int()):
                point = replace(point, weekday=value)
            case ("SEASON", int()):
                point = replace(point, season=value)
            case ("DECADE", int()):
                point = replace(point, decade=value)
            case ("DIRECTION", int()):
                point = replace(point, direction=value)
            case ("PHASE", str()):
                point = replace(point, phase=value)
            case ("UNIT" | "YEARUNIT" | "DEFINITE", str()):
                point = replace(point, unit=value)
            case ("ISO" | "NUMERIC", str()):
                point = replace(point, exact=_iso(value) if category == "ISO" else _numeric(value))
            case ("YEARMONTH", str()):
                point = replace(point, exact=_year_month(value))
            case ("THAT", _):
                point = replace(point, that=True)
            case _:
                pass
    return point


def _rule_point(slots: Sequence[Slot], context: _Context) -> _Value:
    return _date(_point(slots), context)


def _rule_since(slots: Sequence[Slot], context: _Context) -> _Value:
    """ "since" that the form holds, for languages in which it is also "ago"."""
    value = _date(_point(slots), context)
    return value if value.edtf is None else replace(value, edtf=_since(value.edtf), rule="since")


def _date(point: _Point, context: _Context) -> _Value:
    if point.exact is not None:
        return _Value(point.exact, rule="numeric")
    if point.decade is not None:
        return _decade(point)
    if point.month is None and point.season is None and point.year is None:
        return _weekday(point, context)
    if point.month is None and point.season is None:
        assert point.year is not None
        return _Value(_phase(f"{point.year:04}", point.phase), rule="year")
    return _in_year(point, context)


def _decade(point: _Point) -> _Value:
    assert point.decade is not None
    if point.decade < 1000:
        raise _ImpossibleError("the century is not told")
    first = point.decade
    if point.phase is None:
        return _Value(f"{first // 10}X", rule="decade")
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}[point.phase]
    return _Value(f"{first + low:04}/{first + high:04}", rule="decade")


def _in_year(point: _Point, context: _Context) -> _Value:
    """A month, a day of a month, or a season, in the year that is told or that follows."""
    told = (("day", point.day), ("month", point.month), ("season", point.season), ("year", point.year))
    rule = "-".join(name for name, value in told if value is not None)
    month = point.month or point.season
    assert month is not None
    if point.day is not None and not 1 <= point.day <= monthrange(2000, month)[1]:
        raise _ImpossibleError(f"month {month} has no day {point.day}")
    year, anchor = (point.year, None) if point.year is not None else _year(point, month, context)
    if year is None:
        value = f"XXXX-{month:02}" + (f"-{point.day:02}" if point.day is not None else "")
        return _Value(value, reason="no year is told or known", rule=rule)
    if point.day is None:
        return _Value(_phase(f"{year:04}-{month:02}", point.phase), anchor, rule=rule)
    try:
        day = date(year, month, point.day)
    except ValueError:
        raise _ImpossibleError(f"{year}-{month:02} has no day {point.day}") from None
    odd = None
    if point.weekday is not None and day.weekday() != point.weekday:
        odd = f"{day.isoformat()} was another day of the week than the words say"
    return _Value(day.isoformat(), anchor, odd, rule=rule)


def _year(point: _Point, month: int, context: _Context) -> tuple[int | None, str | None]:
    """The year of a month or day that does not tell its own, and what it was taken from."""
    if point.that:
        if context.last is None or context.last.lower is None:
            raise _ImpossibleError(_NO_NARRATIVE)
        return context.last.lower.year, f"text {context.last.text}"
    if point.unit == "year" and point.direction is not None:
        base = context.month[0] if context.month else None
        if base is None:
            raise _ImpossibleError(_NO_PUBLICATION)
        return base + point.direction, _published(context)
    if point.direction is not None:
        return _directed(point, month, context)
    first = month if month <= 12 else {21: 3, 22: 6, 23: 9, 24: 12}.get(month, 1)
    last = context.last
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


def _past(month: int, day: int | None, context: _Context) -> int:
    assert context.month is not None
    year, of_publication = context.month
    if context.to_come:
        day_of_publication = context.published.day if context.published is not None and day is not None else 0
        return year if (month, day or 0) >= (of_publication, day_of_publication) else year + 1

    if context.published is not None and day is not None:
        limit = context.published + timedelta(days=DAYS_AHEAD)
        for candidate in (limit.year, limit.year - 1):
            if (candidate, month, day) <= (limit.year, limit.month, limit.day):
                return candidate
    return year if month <= of_publication else year - 1


def _directed(point: _Point, month: int, context: _Context) -> tuple[int, str]:
    """The year of "last October", "this March", "next summer"."""
    if context.month is None:
        raise _ImpossibleError(_NO_PUBLICATION)
    year, now = context.month
    first = month if month <= 12 else {21: 3, 22: 6, 23: 9, 24: 12}[month]
    if point.direction == 0:
        return year, _published(context)
    if point.direction == 1:
        return (year if first > now else year + 1), _published(context)
    return (year if first < now else year - 1), _published(context)


def _weekday(point: _Point, context: _Context) -> _Value:
    if point.weekday is None:
        raise _ImpossibleError("nothing is told")
    if context.published is None:
        return _Value(reason=_NO_PUBLICATION, rule="weekday")
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
    return _Value(day.isoformat(), _published(context), rule="weekday")


def _phase(value: str, phase: str | None) -> str:
    """The early, middle or late third of a month, season or year."""
    if phase is None:
        return value
    read = edtf.parse(value)
    if read.lower is None or read.upper is None:
        return value
    year = read.lower.year
    if read.granularity == "year":
        low, high = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[phase]
        return f"{year:04}-{low:02}/{year:04}-{high:02}"
    if read.granularity == "month":
        low, high = {"early": (1, 10), "mid": (11, 20), "late": (21, read.upper.day)}[phase]
        return f"{value}-{low:02}/{value}-{high:02}"
    third = (read.upper - read.lower).days // 3
    start = read.lower + timedelta(days={"early": 0, "mid": third, "late": 2 * third}[phase])
    end = start + timedelta(days=third - 1) if phase != "late" else read.upper
    return f"{start.isoformat()}/{end.isoformat()}"


def _iso(value: str) -> str:
    day = value[:10]
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise _ImpossibleError(f"there is no day {day}") from None


def _year_month(value: str) -> str:
    """ "2018-01", a month, or "2018-19", two years."""
    year, month = int(value[:4]), int(value[5:])
    if 1 <= month <= 12 and year:
        return f"{year:04}-{month:02}"
    if month == (year + 1) % 100:
        return f"{year:04}/{year + 1:04}"
    raise _ImpossibleError(f"there is no month {value}")


def _numeric(value: str) -> str:
    """A date of three numbers, where only one order of them can be meant."""
    parts = [int(p) for p in re.split(r"[/.-]", value)]
    digits = [len(p) for p in re.split(r"[/.-]", value)]
    if digits[0] == 4:
        orders = {(parts[0], parts[1], parts[2])}
    elif digits[2] == 4:
        orders = {(parts[2], parts[1], parts[0]), (parts[2], parts[0], parts[1])}
    else:
        raise _ImpossibleError("the year has not four digits")
    days = {d for y, m, n in orders if 1 <= m <= 12 and (d := _day(y, m, n))}
    if not days:
        raise _ImpossibleError(f"there is no day {value}")
    if len(days) > 1:
        raise _ImpossibleError(f"may be {' or '.join(sorted(d.isoformat() for d in days))}")
    return days.pop().isoformat()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _published(context: _Context) -> str:
    if context.published is not None:
        return f"published {context.published.isoformat()}"
    assert context.month is not None
    return f"published {context.month[0]:04}-{context.month[1]:02}"


def _today(context: _Context) -> date:
    if context.published is None:
        raise _ImpossibleError(_NO_PUBLICATION)
    return context.published


def _rule_deictic(slots: Sequence[Slot], context: _Context) -> _Value:
    days = next((s.value for s in slots if s.category in ("DEICTIC", "DIRECTION")), 0)
    assert isinstance(days, int)
    day = _today(context) + timedelta(days=days)
    odd = next((s.value != day.weekday() for s in slots if s.category == "WEEKDAY"), False)
    reason = f"{day.isoformat()} was another day of the week than the words say" if odd else None
    return _Value(day.isoformat(), _published(context), reason)


def _rule_overnight(_slots: Sequence[Slot], context: _Context) -> _Value:
    today = _today(context)
    return _Value(edtf.interval((today - timedelta(days=1)).isoformat(), today.isoformat()), _published(context))


def _rule_unit(slots: Sequence[Slot], context: _Context) -> _Value:
    """ "last week", "this month", "next year"."""
    point = _point(slots)
    assert point.unit is not None
    if context.month is None:
        raise _ImpossibleError(_NO_PUBLICATION)
    value = _unit(point.unit, point.direction or 0, context.published, context.month)
    return _Value(_phase(value, point.phase), _published(context))


def _unit(unit: str, shift: int, day: date | None, month: tuple[int, int]) -> str:
    """The day, week, month or year that lies *shift* of them away."""
    if unit == "year":
        return f"{month[0] + shift:04}"
    if unit == "decade":
        return f"{month[0] // 10 + shift:03}X"
    if unit == "month":
        return _months(month, shift)
    if day is None:
        raise _ImpossibleError("the publication date is not known to the day")
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
        raise _ImpossibleError("no such date in the calendar")
    return f"{year:04}-{number + 1:02}"


def _amount(slots: Sequence[Slot]) -> tuple[int, int, str]:
    """Least and most number of units, and the unit."""
    least = most = 1
    unit = "day"
    for category, value in slots:
        if category == "NUMBER" and isinstance(value, tuple):
            least, most = value
        elif category == "NUMBER" and isinstance(value, int):
            least = most = value
        elif category == "UNIT" and isinstance(value, str):
            unit = value
        elif category == "DUAL" and isinstance(value, str):
            least = most = 2
            unit = value
    return least, most, unit


def _rule_span(slots: Sequence[Slot], context: _Context) -> _Value:
    """ "the past week", "the last three months": up to the day of publication."""
    _, most, unit = _amount(slots)
    if context.month is None:
        raise _ImpossibleError(_NO_PUBLICATION)
    if unit in ("month", "year", "decade"):
        start = _shifted(context.published or date(*context.month, 1), -most, unit)[0]
        end = context.published.isoformat() if context.published else _months(context.month, 0)
        return _Value(f"{start[:7]}/{end[:7]}", _published(context))
    today = _today(context)
    days = most * (7 if unit in ("week", "weekend") else 0 if unit == "hour" else 1)
    return _Value(edtf.interval((today - timedelta(days=days)).isoformat(), today.isoformat()), _published(context))


def _shifted(day: date, amount: int, unit: str) -> tuple[str, str]:
    """The first and last day of what lies *amount* units away from a day, as finely as the unit tells."""
    if unit in ("hour",):
        return ((day + timedelta(hours=amount)).isoformat(),) * 2
    if unit == "day":
        return ((day + timedelta(days=amount)).isoformat(),) * 2
    if unit in ("week", "weekend"):
        middle = day + timedelta(days=7 * amount)
        # "two weeks ago" is told to the week: three days to either side
        return (middle - timedelta(days=3)).isoformat(), (middle + timedelta(days=3)).isoformat()
    if unit == "month":
        return (_months((day.year, day.month), amount),) * 2
    year = day.year + amount * (10 if unit == "decade" else 1)
    if not 1 <= year <= 9999:
        raise _ImpossibleError("no such date in the calendar")
    return (f"{year:04}",) * 2


def _rule_span_of_year(slots: Sequence[Slot], _context: _Context, *, first: bool = False) -> _Value:
    """ "the last three months of 2019"."""
    _, most, unit = _amount(slots)
    year = _point(slots).year
    assert year is not None
    if unit == "month" and 1 <= most <= 12:
        low, high = (1, most) if first else (13 - most, 12)
        return _Value(edtf.interval(f"{year:04}-{low:02}", f"{year:04}-{high:02}"))
    days = most * {"day": 1, "week": 7}.get(unit, 0)
    if not 1 <= days <= 366:
        raise _ImpossibleError("not a part of a year")
    start, end = date(year, 1, 1), date(year, 12, 31)
    low_day, high_day = (start, start + timedelta(days=days - 1)) if first else (end - timedelta(days=days - 1), end)
    return _Value(edtf.interval(low_day.isoformat(), high_day.isoformat()))


def _rule_span_of_year_first(slots: Sequence[Slot], context: _Context) -> _Value:
    return _rule_span_of_year(slots, context, first=True)


def _rule_ago(slots: Sequence[Slot], context: _Context) -> _Value:
    return _counted(slots, -1, context.published, context, _NO_PUBLICATION, told=True)


def _rule_later(slots: Sequence[Slot], context: _Context) -> _Value:
    return _counted(slots, 1, None, context, _NO_NARRATIVE)


def _rule_earlier(slots: Sequence[Slot], context: _Context) -> _Value:
    # "three days earlier" without any date before counts from the report itself
    if context.last is None and context.published is not None:
        return _counted(slots, -1, context.published, context, _NO_NARRATIVE, told=True)
    return _counted(slots, -1, None, context, _NO_NARRATIVE)


def _counted(
    slots: Sequence[Slot], sign: int, day: date | None, context: _Context, missing: str, *, told: bool = False
) -> _Value:
    least, most, unit = _amount(slots)
    if told:
        anchor = _published(context) if context.month else None
        if day is None and context.month is not None and unit in ("month", "year", "decade"):
            day = date(*context.month, 1)
    else:
        day = _anchor_day(context, unit)
        anchor = f"text {context.last.text}" if context.last else None
    if day is None and context.yearless is not None and unit == "day" and least == most and not told:
        return _beside_yearless(context.yearless, sign * least)
    if day is None:
        raise _ImpossibleError(missing)
    ends = [*_shifted(day, sign * least, unit), *_shifted(day, sign * most, unit)]
    low, high = min(ends), max(ends)
    return _Value(edtf.interval(low, high), anchor)


def _anchor_day(context: _Context, unit: str) -> date | None:
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
    if unit in ("year", "decade") and last.lower.year == last.upper.year:
        return last.lower
    if unit in ("day", "week", "hour") and (last.upper - last.lower).days <= 2:
        return last.upper
    return None


def _rule_next(slots: Sequence[Slot], context: _Context) -> _Value:
    return _beside(slots, 1, context)


def _rule_previous(slots: Sequence[Slot], context: _Context) -> _Value:
    return _beside(slots, -1, context)


def _rule_same(slots: Sequence[Slot], context: _Context) -> _Value:
    return _beside(slots, 0, context)


def _beside(slots: Sequence[Slot], shift: int, context: _Context) -> _Value:
    """ "the next day", "that same month", "the previous year": from the date before."""
    unit = _point(slots).unit or "day"
    day = _anchor_day(context, unit)
    if day is None and context.yearless is not None and unit == "day":
        return _beside_yearless(context.yearless, shift)
    if day is None:
        raise _ImpossibleError(_NO_NARRATIVE)
    assert context.last is not None
    return _Value(_unit(unit, shift, day, (day.year, day.month)), f"text {context.last.text}")


def _beside_yearless(known: tuple[int, int], days: int) -> _Value:
    """The day that lies so many days from one whose year is not known, if leap years make no difference."""
    month, day = known
    told = {(date(year, month, day) + timedelta(days=days)).strftime("XXXX-%m-%d") for year in (2004, 2005)}
    if len(told) > 1:
        raise _ImpossibleError("no year is told or known")
    return _Value(told.pop(), f"text XXXX-{month:02}-{day:02}", "no year is told or known")


def _rule_period(_slots: Sequence[Slot], context: _Context) -> _Value:
    if context.period is None:
        raise _ImpossibleError(_NO_PERIOD)
    return _Value(f"{context.period:04}", f"period {context.period}")


def _rule_range(slots: Sequence[Slot], context: _Context) -> _Value:
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
        raise _ImpossibleError(start.reason or end.reason or "one end is not known")
    if "X" in start.edtf or "X" in end.edtf:
        raise _ImpossibleError("no year is told or known")
    begin = start.edtf
    if left.weekday is not None and right.weekday is not None and begin > end.edtf:
        begin = (date.fromisoformat(begin) - timedelta(days=7)).isoformat()
    low, high = edtf.bounds(begin)[0], edtf.bounds(end.edtf)[1]
    if low is not None and high is not None and low > high:
        raise _ImpossibleError("ends before it begins")
    return _Value(edtf.interval(begin, end.edtf), end.anchor or start.anchor)


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
    raise _ImpossibleError("not a range")


_RULES: dict[str, Callable[[Sequence[Slot], _Context], _Value]] = {
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
}
