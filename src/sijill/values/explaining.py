"""What words say as a value, told to whoever asks: every date, place, number, name in them, and the rule that made it.

The finders of this room, asked one question and answering in one form, for people at the command line who want to know
why a value is what it is. Invariant: values or a reason, never neither; what cannot be read is among the refused, with
why, and is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from sijill.errors import UsageError
from sijill.languages import Language, load
from sijill.types import Place, Span
from sijill.values import edtf, whereabouts
from sijill.values.attributes import attributes
from sijill.values.counts import CountExpression, find_counts, refused_counts
from sijill.values.dates import find_dates, find_timexes
from sijill.values.names import keys, normalise
from sijill.values.persons import NAMES, split
from sijill.values.timex import Timex
from sijill.values.tolls import find_tolls

#: longest words that are explained; a report is read, not explained
MAX_CHARACTERS = 20_000

Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Told:
    """One value that words tell."""

    #: the words that tell it
    span: Span
    #: the rule that made it
    rule: str
    #: its parts by name, in the order in which they are shown
    parts: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that look like a value and are none."""

    span: Span
    #: why, as a clause
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What words tell."""

    #: in the order of the words
    values: tuple[Told, ...]
    refused: tuple[Refused, ...] = ()
    #: why there is no value at all; None where there is one
    reason: str | None = None


def explain(
    kind: str, words: str, language: str | Language, *, published: str | None = None, country: str | None = None
) -> Explanation:
    """All values of a kind that words tell, with the rules that made them.

    Args:
        kind: one of :data:`KINDS`.
        words: a phrase, a sentence, a name.
        language: BCP 47 code, or the language.
        published: EDTF date on which the words were published; relative dates and birth dates count from it.
        country: ISO 3166-1 alpha-2 of the country that they are likely about, if known.

    Returns:
        The values in the order of the words, or the reason why there is none.

    Raises:
        UsageError: there is no such kind, *published* is no EDTF date, or the words are a whole report.
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
    """
    if kind not in KINDS:
        raise UsageError(kind, "is no kind of value", f"there are: {', '.join(KINDS)}")
    if len(words) > MAX_CHARACTERS:
        raise UsageError("", f"{len(words):,} characters are a report, not a few words", "`sijill read` reads reports")
    told = load(language) if isinstance(language, str) else language
    _check_date(published)
    found = KINDS[kind](words, told, published, country)
    if not words.strip():
        return Explanation((), reason="there are no words")
    return found


def _check_date(published: str | None) -> None:
    if published is None:
        return
    try:
        edtf.bounds(published.partition("T")[0])
    except ValueError:
        raise UsageError(published, "is no date in EDTF", "write 2020-07-06, 2020-07 or 2020") from None


# ---------------------------------------------------------------------------------------------------------
# Dates


def _dates(words: str, language: Language, published: str | None, _country: str | None) -> Explanation:
    dates = find_dates(words, language, published=published)
    timexes = find_timexes(words, language, published=published)
    values: list[Told] = []
    refused: list[Refused] = []
    for date in dates:
        if date.edtf is None:
            refused.append(Refused(date.span, date.reason or "it tells no date"))
        else:
            values.append(Told(date.span, date.rule, _date(date.edtf, date.anchor, date.reason)))
    taken = [d.span for d in dates]
    for timex in timexes:
        if any(timex.span.overlaps(s) for s in taken):
            continue
        if timex.value is None:
            refused.append(Refused(timex.span, timex.reason or "it tells no time"))
        else:
            values.append(Told(timex.span, timex.rule, _time(timex)))
    return _explanation(values, refused, "nothing in these words tells when")


def _date(value: str, anchor: str | None, remark: str | None) -> tuple[tuple[str, Cell], ...]:
    low, high = edtf.bounds(value)
    return (
        ("value", value), ("earliest", str(low) if low else None), ("latest", str(high) if high else None),
        ("granularity", str(edtf.granularity(value))), ("counted from", anchor), ("remark", remark),
    )  # fmt: skip


def _time(timex: Timex) -> tuple[tuple[str, Cell], ...]:
    """A duration, a set, a time of day: what dates nothing by itself."""
    if timex.edtf is not None:
        return _date(timex.edtf, timex.anchor, timex.reason)
    return (
        ("value", timex.value), ("earliest", None), ("latest", None), ("granularity", timex.type.lower()),
        ("counted from", timex.anchor), ("remark", timex.reason),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------------
# Places


def _places(words: str, language: Language, _published: str | None, country: str | None) -> Explanation:
    found = whereabouts.explain(words, language, country=country)
    values = [Told(w.span, w.rule, _place(w.place, len(w.others))) for w in found.places]
    return Explanation(tuple(values), (), found.reason)


def _place(place: Place, others: int) -> tuple[tuple[str, Cell], ...]:
    return (
        ("city", place.city), ("division", place.admin1), ("country", place.country), ("precision", place.precision),
        ("latitude", place.latitude), ("longitude", place.longitude), ("radius (km)", place.radius_km),
        ("GeoNames", place.geonameid), ("others of the name", others or None),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------------
# Counts


def _counts(words: str, language: Language, _published: str | None, _country: str | None) -> Explanation:
    counts = find_counts(words, language)
    values: list[Told] = []
    counted: list[Span] = []
    for toll in find_tolls(words, language):
        besides = (
            "besides those before"
            if toll.besides
            else "someone told of before is among them"
            if toll.inclusive
            else None
        )
        values.append(Told(toll.span, toll.rule, _count(toll.count.min, toll.count.max, toll.outcome, besides)))
        counted.append(toll.span)
    for count in counts:
        if not any(_inside(count, span) for span in counted):
            values.append(Told(count.span, count.rule, _count(count.count.min, count.count.max, None, None)))
    refused = [Refused(r.span, r.reason) for r in refused_counts(words, language)]
    return _explanation(values, refused, "nothing in these words tells how many")


def _inside(count: CountExpression, span: Span) -> bool:
    return count.span.overlaps(span)


def _count(least: int, most: int | None, outcome: str | None, remark: str | None) -> tuple[tuple[str, Cell], ...]:
    return ("least", least), ("most", most), ("befell", outcome), ("remark", remark)


# ---------------------------------------------------------------------------------------------------------
# Names


def _names(words: str, language: Language, published: str | None, _country: str | None) -> Explanation:
    name = split(words, language)
    if not any(part.kind in NAMES for part in name.parts):
        reason = "titles alone are no name" if name.parts else "there are no letters that could be a name"
        return Explanation((), tuple(Refused(p.span, f"it is a title ({p.kind})") for p in name.parts), reason)
    values = [_named(part.span, name.rule, part.kind, part.text, certain=part.certain) for part in name.parts]
    whole = Span(len(words) - len(words.lstrip()), len(words.rstrip()))
    for label, value in (("normal form", normalise(name.bare)), ("keys", " ".join(sorted(keys(name.bare))))):
        values.append(_named(whole, label, label, value))
    values += _described(words, language, published)
    return Explanation(tuple(values))


def _described(words: str, language: Language, published: str | None) -> list[Told]:
    """What stands beside a name: age, sex, occupation, nationality, standing."""
    on = published.partition("T")[0] if published else None
    told = attributes(words, language, on=on)
    rows: list[Told] = []
    if told.age is not None:
        years = told.age.years
        age = (
            str(years.min)
            if years.min == years.max
            else f"{years.min} to {years.max if years.max is not None else '?'}"
        )
        rows.append(
            _named(told.age.span, told.age.rule, "age", age, f"born {told.age.born}" if told.age.born else None)
        )
    traits = [("age group", told.age_group), ("sex", told.sex)]
    traits += [("occupation", t) for t in told.occupations] + [("nationality", t) for t in told.nationalities]
    rows += [_named(t.span, t.rule, label, t.value) for label, t in traits if t is not None]
    for status in told.statuses:
        speaker = status.speaker
        by = f"according to {words[speaker.start : speaker.end]}" if speaker is not None else None
        rows.append(_named(status.span, "standing", "standing", status.value, by))
    return rows


def _named(span: Span, rule: str, label: str, value: str, remark: str | None = None, *, certain: bool = True) -> Told:
    return Told(span, rule, (("part", label), ("value", value), ("certain", certain), ("remark", remark)))


# ---------------------------------------------------------------------------------------------------------


def _explanation(values: Sequence[Told], refused: Sequence[Refused], nothing: str) -> Explanation:
    ordered = tuple(sorted(values, key=lambda v: v.span))
    turned = tuple(sorted(refused, key=lambda r: r.span))
    return Explanation(ordered, turned, None if ordered else turned[0].reason if turned else nothing)


_Explainer: TypeAlias = Callable[[str, Language, str | None, str | None], Explanation]

#: what can be explained
KINDS: Mapping[str, _Explainer] = MappingProxyType({"date": _dates, "place": _places, "count": _counts, "name": _names})
