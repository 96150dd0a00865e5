"""Hostile words for the values: how they are made, and what must hold of whatever is read from them.

``make(kind, chance)`` puts together what readers of values trip over: the words of the language files in any order,
numbers of any size, impossible dates, letters of many scripts, marks, brackets that never close. ``check(kind, words)``
reads them and raises AssertionError where an invariant of the room is broken. Used by the tests in a few hundred
examples and by benchmarks/fuzz.py for as long as one likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from random import Random
from typing import Any

from sijill.languages import load
from sijill.types import Span
from sijill.values import edtf
from sijill.values.counts import find_counts, refused_counts
from sijill.values.dates import find_dates, find_timexes
from sijill.values.explaining import explain
from sijill.values.names import compare, keys, normalise
from sijill.values.persons import split
from sijill.values.reckoning import Victim, toll_of
from sijill.values.tolls import find_tolls

LANGUAGES = ("en", "ar")
#: words of a made text
LONGEST = 60

_MARKS: list[str] = [
    *".,;:!?()[]{}\"'’“”«»-–—/\\+*%$€#@&_|~^<>=\n\t ",
    "\u200f",
    "\u00ad",
    "\u0301",
    "\u0640",
    "\u064b",
    "…",
    "،",
    "؟",
]
_SCRIPTS = [(0x20, 0x7F), (0xA0, 0x24F), (0x300, 0x36F), (0x400, 0x4FF), (0x600, 0x6FF), (0x900, 0x97F), (0x4E00, 0x4FFF),
            (0xAC00, 0xADFF), (0x1F600, 0x1F64F), (0xFB50, 0xFDFF)]  # fmt: skip
_EDTF = "0123456789XX--//..~?%TZ:+,{}[]YSE "


def make(kind: str, chance: Random) -> str:
    """Words for one kind of value: "date", "place", "count", "name" or "edtf"."""
    if kind == "edtf":
        return _edtf(chance)
    words = [_word(kind, chance) for _ in range(chance.randint(0, LONGEST))]
    if words and chance.random() < 0.2:  # the same again and again
        words = chance.sample(words, min(len(words), 3)) * chance.randint(2, 20)
    return chance.choice([" ", " ", " ", "", "-", "\n"]).join(words)


def _word(kind: str, chance: Random) -> str:
    dice = chance.random()
    if dice < 0.55:
        word = chance.choice(_words(kind))
        return word.title() if chance.random() < 0.2 else word
    if dice < 0.75:
        return _number(chance)
    if dice < 0.85:
        return chance.choice(_MARKS)
    if dice < 0.95:
        low, high = chance.choice(_SCRIPTS)
        return "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 8)))
    return impossible_date(chance) if kind == "date" else chance.choice(["minus", "Omar Bello", "Mosul", "al-", "Dr."])


def _number(chance: Random) -> str:
    form: str = chance.choice(["{a}", "{a}", "{a},{b:03}", "{a}.{b}", "{a}:{b}", "{a}/{c}/{b}", "{a}-{c}-{b}", "{a}-{b}", "{a}th",
                          "{a}s", "{a}k", "٣{a}", "+{a}", "0{a}", "{b:04}-{c:02}-{a:02}"])  # fmt: skip
    size = chance.choice([9, 31, 99, 2100, 10**6, 10**15])
    return form.format(a=chance.randint(0, size), b=chance.randint(0, 9999), c=chance.randint(0, 15))


def impossible_date(chance: Random) -> str:
    """A date or time of day that no calendar and no clock has."""
    year = chance.randint(1900, 2090)
    day, month = chance.choice([(30, "February"), (31, "April"), (32, "March"), (31, "June"), (0, "May"), (99, "July")])
    return chance.choice([
        f"{day} {month} {year}", f"{month} {day}, {year}", f"{year}-{chance.randint(13, 99)}-{chance.randint(32, 99)}",
        f"{year}-02-30", f"{chance.randint(24, 99)}:{chance.randint(60, 99)}",
    ])  # fmt: skip


def _edtf(chance: Random) -> str:
    if chance.random() < 0.5:
        return "".join(chance.choice(_EDTF) for _ in range(chance.randint(0, 24)))
    told = chance.choice(["2020-07-06", "2020-07", "2020", "202X", "2020-XX-06", "2020-21", "2020-07-06T12:00:00Z", "../2020", "2020/..",
                          "Y-170000002", "1984?/2004-06~", "{1960,1961-12}", "[..1984]", "2020-02-30", "-0400", "0000"])  # fmt: skip
    at = chance.randint(0, len(told))
    return told[:at] + chance.choice(_EDTF) + told[at + chance.randint(0, 2) :]


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of the language files that are about a kind, and some of the others."""
    section = {"date": "dates", "place": "places", "count": "counts", "name": "names"}[kind]
    found: set[str] = set()
    for language in LANGUAGES:
        found.update(_strings(load(language).section(section)))
    return tuple(sorted(w for w in found if len(w) < 60))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, inner in value.items():
                yield str(key)
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


def check(kind: str, words: str) -> None:
    """Read words as one kind of value. Raises AssertionError where an invariant is broken; any other error is one too."""
    _CHECKS[kind](words)


def _dates(words: str) -> None:
    for language in LANGUAGES:
        end = 0
        for found in find_dates(words, language, published="2020-07-10"):
            assert end <= found.span.start < found.span.end <= len(words), found
            end = found.span.end
            assert found.edtf is not None or found.reason, found
            if found.edtf is not None:
                _bounds(found.edtf)
        for timex in find_timexes(words, language, published="2020-07-10"):
            assert 0 <= timex.span.start < timex.span.end <= len(words), timex
            assert timex.edtf is None or edtf.parse(timex.edtf), timex
    _explained("date", words)


def _places(words: str) -> None:
    _explained("place", words)


def _counts(words: str) -> None:
    for language in LANGUAGES:
        end = 0
        counts = find_counts(words, language)
        for found in counts:
            assert end <= found.span.start < found.span.end <= len(words), found
            end = found.span.end
        for refused in refused_counts(words, language):
            assert refused.reason
            assert not any(refused.span.overlaps(c.span) for c in counts), refused
        tolls = find_tolls(words, language, references=True)
        for toll in tolls:
            assert 0 <= toll.span.start < toll.span.end <= len(words), toll
        victims = [Victim((t.span,), named=n % 2 == 0) for n, t in enumerate(tolls[:6])]
        for family in ("killing", "bombing"):
            told = toll_of(words, language, family=family, victims=victims)
            for figure in (told.killed, told.injured):
                assert figure is None or all(s.end <= len(words) for s in figure.spans), figure
    _explained("count", words)


def _names(words: str) -> None:
    for language in LANGUAGES:
        end = 0
        for part in split(words, language).parts:
            assert end <= part.span.start < part.span.end <= len(words), part
            end = part.span.end
    assert all(isinstance(k, str) for k in keys(words))
    normal = normalise(words)
    half = len(words) // 2
    left, right = words[:half], words[half:]
    assert compare(left, right) == compare(right, left)
    assert 0 <= compare(left, right).probability <= 1
    assert normalise(normal) is not None
    _explained("name", words)


def _explained(kind: str, words: str) -> None:
    for language in LANGUAGES:
        found = explain(kind, words, language, published="2020-07-10")
        assert bool(found.values) is (found.reason is None), found
        spans: list[Span] = [v.span for v in found.values] + [r.span for r in found.refused]
        assert all(0 <= s.start < s.end <= len(words) for s in spans), found
        assert all(r.reason for r in found.refused), found


def _bounds(told: str) -> None:
    low, high = edtf.bounds(told)
    assert not (isinstance(low, date) and isinstance(high, date) and low > high), told


def _edtfs(words: str) -> None:
    try:
        _bounds(words)
    except ValueError:
        return
    assert edtf.granularity(words)
    assert edtf.overlap(words, words) is not False, words


_CHECKS: dict[str, Callable[[str], None]] = {
    "date": _dates, "place": _places, "count": _counts, "name": _names, "edtf": _edtfs,
}  # fmt: skip

KINDS = (*_CHECKS,)
