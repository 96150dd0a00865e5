"""When: words of a text to EDTF dates, each with the rule and the anchor that made it.

The forms are data (``[dates]`` of a language); what each means is in :mod:`sijill.values.moments`; here they are found,
told apart from names and numbers, and handed out by two doors. :func:`find_dates` gives what dates an event,
:func:`find_timexes` all temporal expressions, with durations, sets and times of day. What is resolved depends on what
is known:

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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from sijill.errors import DataFileError
from sijill.languages import Language, load
from sijill.types import Span
from sijill.values import edtf
from sijill.values.folding import fold
from sijill.values.forms import Grammar, Lexeme, Lexicon, Match, NumberReader, SlotValue, Token, span_of, tokenise
from sijill.values.moments import (
    FROM_PUBLICATION,
    NOT_DATING,
    RULES,
    Context,
    ImpossibleError,
    NoTimeError,
    Value,
    how_long,
    since,
    until,
)
from sijill.values.timex import Timex, written

#: a bare number of four digits is a year only between these, unless a word before says that it is one
BARE_YEARS = range(1900, 2100)
#: and so far, where a word before says it ("in 1898")
TOLD_YEARS = range(1000, 2100)

#: a text tells history if it names so many years at least, nearly all of them long before it was published, and
#: never counts from the day of publication
HISTORY_YEARS = 3
HISTORY_SHARE = 0.8
#: so many years before publication at least; on the annotated articles in development 4 was best of 1-5
HISTORY_AGE = 4
#: and counts from the day of publication at most so often for each of them
HISTORY_TODAY = 0.1
#: a chronicle, up to the present, names so many years and hardly ever counts from the day of publication
CHRONICLE_YEARS = 12
CHRONICLE_TODAY = 0.03
#: a time of day and its day stand at most so many characters apart
JOINT_CHARACTERS = 12
#: so many words before a date may say that it is to come
FUTURE_WORDS = 14


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
    return [found.date for found in _found(text, language, published, period) if found.date is not None]


def find_timexes(
    text: str, language: str | Language, *, published: str | None = None, period: str | None = None
) -> list[Timex]:
    """All words of a text that tell of a time: dates, times of day, how long and how often, "now" and "recently".

    One grammar serves this and :func:`find_dates`, which keeps what dates an event. Here a range is its two ends,
    a word such as "since" is no part of the date, and a time of day beside its date is one with it.

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language.
        published: publication date, EDTF; without it nothing is counted from it.
        period: the year a report is about, EDTF.

    Returns:
        The expressions in the order of the text; ``edtf`` and ``value`` are None where they cannot be told.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
    """
    joints = _vocabulary(load(language) if isinstance(language, str) else language).time_joints
    joined: list[Timex] = []
    for found in _found(text, language, published, period):
        for timex in found.timexes:
            if joined and (one := _one_time(text, joints, joined[-1], timex)) is not None:
                joined[-1] = one
            else:
                joined.append(timex)
    return joined


@dataclass(frozen=True, slots=True)
class _Found:
    """One find: the date of an event that it is, if any, and its temporal expressions."""

    date: DateExpression | None
    timexes: tuple[Timex, ...]
    end: int


def _found(text: str, language: str | Language, published: str | None, period: str | None) -> list[_Found]:
    vocabulary = _vocabulary(load(language) if isinstance(language, str) else language)
    tokens = tokenise(text)
    context = Context.of(published, period)
    found: list[_Found] = []
    matches = list(vocabulary.grammar.matches(tokens))
    context.history = _tells_history(matches, context)
    context.figures = any(match.rule == "quarter" for match in matches)
    for match in matches:
        behind = tokens[match.last].key if match.last < len(tokens) else ""
        to_come = _is_to_come(vocabulary.future, tokens, match)
        before = tokens[match.first - 1].key if match.first else ""
        perhaps = (
            to_come
            or before in vocabulary.perhaps_future_before
            or _is_to_come(vocabulary.perhaps_future, tokens, match)
        )
        context.here(text, tokens[match.first].start, behind, to_come, perhaps)
        one = _resolve(vocabulary, tokens, match, context)
        if one is None or (found and one.date is not None and found[-1].end > one.date.span.start):
            continue
        if one.date is not None:
            context.remember(one.date.edtf, one.end, match.rule, match.slots)
        found.append(one)
    return found


def _one_time(text: str, joints: frozenset[str], left: Timex, right: Timex) -> Timex | None:
    """A time of day and the day beside it ("9 p.m. on Wednesday", "Wednesday, at noon"), as one; else None."""
    if right.span.start - left.span.end > JOINT_CHARACTERS:
        return None
    between = fold(text[left.span.end : right.span.start]).strip(" ,\u060c")
    if between and " ".join(between.split()) not in joints:
        return None
    clock, day = (left, right) if left.rule in _OF_A_DAY else (right, left)
    if (
        clock.rule not in _OF_A_DAY
        or day.rule in _OF_A_DAY
        or day.edtf is None
        or day.value is None
        or clock.value is None
    ):
        return None
    if day.type not in ("DATE", "TIME") or len(day.value) < 10 or "W" in day.value or "T" in day.value:
        return None
    value = day.value[:10] + clock.value[clock.value.index("T") :]
    span = Span(left.span.start, right.span.end)
    return Timex(span, "TIME", day.edtf, value, day.rule, day.anchor, day.reason)


#: rules of a time of day
_OF_A_DAY = frozenset(["clock", "part"])


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
    as_of: frozenset[str]
    time_joints: frozenset[str]
    of_another: frozenset[str]
    time_before: frozenset[str]
    perhaps_future: frozenset[str]
    perhaps_future_before: frozenset[str]
    year_behind: frozenset[str]
    range_words: frozenset[str]
    range_opens: frozenset[str]


@lru_cache(maxsize=16)
def _vocabulary(language: Language) -> _Vocabulary:
    section, where = language.section("dates"), f"languages/{language.code}.toml [dates]"
    counts = language.section("counts")
    try:
        lexicon = Lexicon(
            _lexemes(section, counts.get("cardinals", {}), counts.get("multipliers", {})), section.get("clitics", ())
        )
        rules = [(entry["rule"], form) for entry in section.get("rules", ()) for form in entry["forms"]]
        grammar = Grammar(
            rules or [("point", "ISO"), ("point", "YEARMONTH")],
            lexicon,
            macros=section.get("forms", {}),
            numbers=NumberReader(section.get("ordinal_suffixes", ()), section.get("decade_suffixes", ())),
            where=where,
        )
        lists = {
            field.name: frozenset(fold(w) for w in section.get(field.name, ()))
            for field in fields(_Vocabulary)
            if field.name != "grammar"
        }
        return _Vocabulary(grammar, **lists)
    except (KeyError, TypeError, AttributeError) as error:
        raise DataFileError(where, f"cannot be read: {error!r}") from error


def _lexemes(
    section: Mapping[str, Any], cardinals: Mapping[str, int], multipliers: Mapping[str, int]
) -> Iterable[Lexeme]:
    capital = bool(section.get("capital", False))
    short = frozenset(section.get("month_abbreviations", ()))
    ambiguous = frozenset(section.get("ambiguous_months", ()))
    for number, names in enumerate(section.get("months", ()), 1):
        for name in names:
            yield _lexeme(name, "MONTH", number, capital, fold(name) in short)
            if fold(name) not in ambiguous:
                yield _lexeme(name, "CLEARMONTH", number, capital, fold(name) in short)
    for number, names in enumerate(section.get("weekdays", ())):
        yield from (_lexeme(name, "WEEKDAY", number, capital) for name in names)
    for number, names in enumerate(section.get("weekday_abbreviations", ())):
        yield from (_lexeme(name, "WEEKDAYABBR", number, capital, True) for name in names)
    for unit, names in section.get("units", {}).items():
        yield from (_lexeme(name, "UNIT", unit) for name in names)
        yield from (_lexeme(name, "ONEUNIT", unit) for name in names[:1])
        # the plural, and what is not told apart from it
        yield from (_lexeme(name, "UNITS", unit) for name in names[1:])
        if unit == "year":
            yield from (_lexeme(name, "YEARUNIT", unit) for name in names[:1])
    tables = {
        "directions": "DIRECTION",
        "deictic": "DEICTIC",
        "phases": "PHASE",
        "seasons": "SEASON",
        "clear_seasons": "CLEARSEASON",
        "parts": "PART",
        "plural_parts": "PARTS",
        "ordinals": "ORDINAL",
        "short_decades": "SHORTDECADE",
        "feasts": "FEAST",
        "months_of_fasting": "FASTING",
        "often": "OFTEN",
        "long": "LONG",
        "noons": "NOON",
        "meridiems": "MERIDIEM",
        "quarter_words": "QUARTERWORD",
    }
    for table, category in tables.items():
        yield from (_lexeme(name, category, value) for name, value in section.get(table, {}).items())
    for number, names in enumerate(section.get("plural_weekdays", ())):
        yield from (_lexeme(name, "WEEKDAYS", number, capital) for name in names)
    lists = {
        "overnight": "OVERNIGHT",
        "separators": "SEP",
        "that": "THAT",
        "eras": "ERA",
        "zones": "ZONE",
        "present": "PRESENT",
        "past": "PAST",
        "about": "ABOUT",
    }
    for table, category in lists.items():
        yield from (_lexeme(name, category, 0) for name in section.get(table, ()))
    for name, (least, most) in section.get("vague", {}).items():
        yield _lexeme(name, "NUMBER", (least, most))
    for name, unit in section.get("definite", {}).items():  # "الشهر": the month
        yield _lexeme(name, "DEFINITE", unit)
    for number, names in enumerate(section.get("islamic_months", ()), 1):
        yield from (_lexeme(name, "HIJRI", f"islamic {number}", capital) for name in names)
    for name, value in section.get("duals", {}).items():  # "يومين": two days in one word
        yield _lexeme(name, "DUAL", value)
    yield from _number_words(section, cardinals, multipliers)


def _number_words(
    section: Mapping[str, Any], cardinals: Mapping[str, int], multipliers: Mapping[str, int]
) -> Iterable[Lexeme]:
    """Numbers below a hundred, put together as the language does ("twenty - {one}"), and years that are spelled out."""
    below = {name: value for name, value in cardinals.items() if value < 100}
    ones = {name: value for name, value in below.items() if 1 <= value <= 9}
    for pattern in section.get("compound_numbers", ()):
        for ten, tens in [(n, v) for n, v in below.items() if v >= 20 and v % 10 == 0]:
            below.update({pattern.format(ten=ten, one=one): tens + value for one, value in ones.items()})
    for name, value in below.items():
        yield _lexeme(name, "NUMBER", value)
        yield from (_lexeme(f"{article}{name}", "NUMBER", value) for article in section.get("number_articles", ()))
    for multiplier, factor in multipliers.items():
        if factor <= 1000:
            yield _lexeme(multiplier, "NUMBER", factor)
            for name, value in below.items():
                if value:
                    yield _lexeme(f"{name} {multiplier}", "NUMBER", value * factor)
    for century, hundreds in section.get("spelled_centuries", {}).items():
        for name, value in below.items():
            if value >= 10:
                yield _lexeme(f"{century} {name}", "YEAR", hundreds * 100 + value)
    for millennium, thousands in section.get("spelled_millennia", {}).items():
        yield _lexeme(millennium, "SPELLEDYEAR", thousands)
        for joint in section.get("spelled_joints", ()):
            for name, value in below.items():
                yield _lexeme(f"{millennium} {joint} {name}", "SPELLEDYEAR", thousands + value)


def _lexeme(name: str, category: str, value: SlotValue, capital: bool = False, abbreviation: bool = False) -> Lexeme:
    return Lexeme(tuple(t.key for t in tokenise(name)), category, value, capital, abbreviation)


# ---------------------------------------------------------------------------------------------------------
# What is known at one point of a text


def _tells_history(matches: Sequence[Match], context: Context) -> bool:
    if context.month is None or context.period is not None:
        return False
    years = [s.value for m in matches for s in m.slots if s.category == "YEAR" and isinstance(s.value, int)]
    years += [0 for m in matches if m.rule == "before-christ"]
    old = [y for y in years if y <= context.month[0] - HISTORY_AGE]
    if len(years) >= CHRONICLE_YEARS and _from_publication(matches) <= CHRONICLE_TODAY * len(matches):
        return True
    if len(old) < HISTORY_YEARS or len(old) < HISTORY_SHARE * len(years):
        return False
    return _from_publication(matches) <= HISTORY_TODAY * len(old)


def _from_publication(matches: Sequence[Match]) -> int:
    return sum(m.rule in FROM_PUBLICATION for m in matches)


def _is_to_come(words: frozenset[str], tokens: Sequence[Token], match: Match) -> bool:
    for index in range(match.first - 1, max(-1, match.first - 1 - FUTURE_WORDS), -1):
        token = tokens[index]
        if token.key in _STOPS or tokens[index + 1].fresh:
            return False
        if (token.key in words and not (index and token.glued)) or f"{token.key} {tokens[index + 1].key}" in words:
            return True
    return False


_STOPS = frozenset(".!?;؟")


# ---------------------------------------------------------------------------------------------------------
# Resolution


def _resolve(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match, context: Context) -> _Found | None:
    if _is_name(vocabulary, tokens, match) or _is_number(vocabulary, tokens, match, context):
        return None
    try:
        value = RULES[match.rule](match.slots, context)
        if match.rule in _FROM_NARRATIVE and _is_from_event(vocabulary, tokens, match):
            value = Value(reason="counted from something that is no date", value=how_long(match.slots), type="DURATION")
        if value.edtf is not None:
            edtf.parse(value.edtf)
    except NoTimeError:
        return None
    except ImpossibleError as error:
        told = how_long(match.slots) if match.rule in _COUNTED else None
        value = Value(reason=str(error), value=told, type="DURATION" if told else "DATE")
    except (OverflowError, ValueError):
        value = Value(reason="no such date in the calendar")
    first, rule = match.first, value.rule or match.rule
    timexes = _timexes(vocabulary, tokens, match, value, rule)
    end = tokens[match.last - 1].end
    if match.rule in NOT_DATING or _is_of_things(vocabulary, tokens, match) or _is_aside(vocabulary, tokens, match):
        return _Found(None, timexes, end)
    told = value.edtf
    before = tokens[first - 1] if first and not tokens[first].fresh else None
    if before is not None and told is not None:
        if before.key in vocabulary.since:
            told, rule, first = since(told), "since", first - 1
        elif before.key in vocabulary.until:
            told, rule, first = until(told), "until", first - 1
        elif before.key in vocabulary.approximate and "/" not in told and told[-1] not in "~?%":
            told, first = f"{told}~", first - 1
        elif first >= 2 and f"{tokens[first - 2].key} {before.key}" in vocabulary.as_of:
            rule = "as-of"
            timexes = tuple(replace(t, rule=rule) for t in timexes)
    span = span_of(tokens, first, match.last, vocabulary.grammar.lexicon)
    return _Found(DateExpression(span, told, rule, value.anchor, value.reason), timexes, end)


def _timexes(
    vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match, value: Value, rule: str
) -> tuple[Timex, ...]:
    lexicon = vocabulary.grammar.lexicon
    if value.ends is not None and (middle := _separator(vocabulary, tokens, match)) is not None:
        first = match.first
        while first < middle - 1 and tokens[first].key in vocabulary.range_opens:
            first += 1
        ends = ((value.ends[0], first, middle), (value.ends[1], middle + 1, match.last))
        return tuple(_timex(v, span_of(tokens, a, b, lexicon), rule) for v, a, b in ends)
    return (_timex(value, span_of(tokens, match.first, match.last, lexicon), rule),)


def _timex(value: Value, span: Span, rule: str) -> Timex:
    told = value.value if value.value is not None else written(value.edtf) if value.edtf is not None else None
    return Timex(span, value.type, value.edtf, told, rule, value.anchor, value.reason)


def _separator(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> int | None:
    """The word between the two ends of a range: the last that may be one, with something on both sides."""
    for index in range(match.last - 2, match.first, -1):
        if tokens[index].key in vocabulary.range_words:
            return index
    return None


_COUNTED = frozenset(["later", "earlier", "ago"])
_FROM_NARRATIVE = frozenset(["later", "earlier", "next", "previous"])


def _is_from_event(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether what is counted from follows: "two days after the raid"."""
    if match.last >= len(tokens) or tokens[match.last].kind != "word" or tokens[match.last].fresh:
        return False
    behind, following = tokens[match.last - 1].key, tokens[match.last].key
    return following in vocabulary.event_next or (
        behind in vocabulary.event_behind and following not in vocabulary.event_unless
    )


def _is_name(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether the date is part of a name: "Sunday Times", "Black Friday", "17 July Bridge"."""
    if any(slot.category in ("ISO", "NUMERIC", "YEARMONTH", "DEICTIC") for slot in match.slots):
        return False
    before = tokens[match.first - 1] if match.first else None
    if before is not None and before.key in vocabulary.not_after and not tokens[match.first].fresh:
        return True
    behind = tokens[match.last].key if match.last < len(tokens) else ""
    if match.slots and match.slots[-1].category == "SEASON" and behind in vocabulary.of_another:
        return True  # "in the fall of the city"
    told = match.slots[-1].category if match.slots else ""
    if match.rule == "quarter" and behind in vocabulary.of_another and not told.startswith(("YEAR", "UNIT")):
        return True  # "the first quarter of the match"
    if len(match.slots) == 1 and match.slots[0].category in _BARE_NAMES and _is_beside_a_name(tokens, match):
        return True  # "January Jones", "Mr Winter", "Easter Island"
    for token in tokens[match.last : match.last + 2]:
        if token.kind != "word" or token.fresh or not token.capital:
            return False
        if token.key in vocabulary.not_before:
            return True
    return False


#: what stands alone, and is part of a name beside a capitalised word
_BARE_NAMES = frozenset(["CLEARMONTH", "CLEARSEASON", "FEAST", "HIJRI"])


def _is_beside_a_name(tokens: Sequence[Token], match: Match) -> bool:
    if not tokens[match.first].capital or not tokens[match.last - 1].capital:
        return False
    after = tokens[match.last] if match.last < len(tokens) else None
    if after is not None and after.kind == "word" and after.capital and not after.fresh:
        return True
    before = tokens[match.first - 1] if match.first and not tokens[match.first].fresh else None
    starts = match.first < 2 or tokens[match.first - 2].key in _STOPS or tokens[match.first - 1].fresh
    return before is not None and before.kind == "word" and before.capital and not starts


def _is_number(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match, context: Context) -> bool:
    """Whether a bare year is some other number."""
    if match.slots and match.slots[-1].category == "SPELLEDYEAR" and match.last < len(tokens):
        # "in two thousand five hundred houses"
        return any(category == "NUMBER" for category, _, _ in vocabulary.grammar.lexicon.at(tokens, match.last))
    if len(match.slots) != 1 or match.slots[0].category != "YEAR" or match.last - match.first != 1:
        return False
    value = match.slots[0].value
    before = tokens[match.first - 1] if match.first and not tokens[match.first].fresh else None
    after = tokens[match.last] if match.last < len(tokens) and not tokens[match.last].fresh else None
    if (
        before is not None
        and (before.key in "$€£#+./:" or (before.glued and before.key == "-"))
        and before.kind == "other"
    ):
        return True
    if before is not None and before.kind in ("number", "decimal"):
        return True
    years = TOLD_YEARS if context.history else BARE_YEARS
    if after is None:
        return value not in years
    if after.glued and (
        after.kind != "other" or after.key in "%/+°" or (after.key == ":" and _is_glued(tokens, match.last + 1))
    ):
        return True
    if after.key in vocabulary.counted:
        return True
    trusted = before is not None and before.key in _YEAR_WORDS
    plural = _is_plural(after) and not _is_of_things(vocabulary, tokens, match)
    return value not in TOLD_YEARS if trusted else (value not in years or plural)


def _is_plural(token: Token) -> bool:
    return token.kind == "word" and not token.capital and token.key.endswith("s") and len(token.key) > 4


def _is_aside(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether a feast is only mentioned ("a Christmas tree"), and nothing says that it is when something was."""
    if len(match.slots) != 1 or match.slots[0].category not in ("FEAST", "HIJRI"):
        return False
    return not match.first or tokens[match.first - 1].key not in vocabulary.time_before


def _is_of_things(vocabulary: _Vocabulary, tokens: Sequence[Token], match: Match) -> bool:
    """Whether a year tells which things are meant ("the 2016 attacks"), and not when the sentence's event was."""
    if len(match.slots) != 1 or match.slots[0].category != "YEAR" or not match.first or match.last >= len(tokens):
        return False
    return (
        tokens[match.first - 1].key in vocabulary.year_behind
        and match.slots[0].value not in _ROUND
        and _is_plural(tokens[match.last])
    )


def _is_glued(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].glued


#: "the 2000 prisoners" are so many
_ROUND = range(1000, 2101, 100)
_YEAR_WORDS = frozenset(
    ["in", "since", "during", "year", "until", "late", "early", "mid", "of", "عام", "سنه", "العام", "منذ", "لعام"]
)
