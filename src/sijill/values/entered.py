"""What a person types, as the value it means: checked against the field, refused with what would be right.

Unlike the words of a report, typed values have one form each: an EDTF date, "25", "25-29" or "500+" people,
"City, Division, CC". Nothing is guessed; what does not fit is an error that says what does.
"""

from __future__ import annotations

import re

from sijill import languages
from sijill.codebook import Codebook
from sijill.errors import DecisionError
from sijill.types import Count, Place, Span, Value
from sijill.values import edtf
from sijill.values.places import find_places

_COUNT = re.compile(r"\s*(?P<min>\d{1,9})\s*(?:(?P<open>\+)|(?:-|–|\.\.)\s*(?P<max>\d{1,9}))?\s*")


def value_of(book: Codebook, role: str, name: str, words: str) -> Value:
    """The value that typed words give a field.

    Args:
        book: the codebook in force.
        role: what the field is about: "mention", "victim", ...
        name: the field: "date", "killed", "outcome", ...
        words: as typed.

    Raises:
        UnknownNameError: there is no such field.
        DecisionError: the words are no value of it; the message says what would be.
    """
    field = book.field(role, name)
    words = words.strip()
    value: Value | None = None
    match field.kind:
        case "edtf":
            value, form = _date(words), "a date in EDTF: 2020-07-06, 2020-07, 2019-10/2019-12"
        case "count":
            value, form = _count(words), "a number of people: 25, 25-29, 500+"
        case "place":
            value, form = _place(words), "City, Division, CC, as far as known: Basra, Basra, IQ"
        case "integer":
            value, form = (int(words) if words.isdecimal() else None), "a whole number"
        case _:
            value, form = words or None, f"one of {', '.join(field.values)}" if field.values else "words"
    if value is None or not field.accepts(value):
        raise DecisionError(f"{name} = {words!r}", "is not a value of that field", f"it takes {form}")
    return value


def _date(words: str) -> str | None:
    try:
        edtf.bounds(words)
    except ValueError:
        return None
    return words


def _count(words: str) -> Count | None:
    match = _COUNT.fullmatch(words)
    if not match:
        return None
    least = int(match["min"])
    most = None if match["open"] else int(match["max"] or least)
    return Count(least, most) if most is None or most >= least else None


def _place(words: str) -> Place | None:
    """The place of the gazetteer that the words name in full; otherwise the words as parts, without a point."""
    parts = [p.strip() for p in words.split(",")]
    if not 1 <= len(parts) <= 3 or not all(parts):
        return None
    country = parts.pop() if re.fullmatch(r"[A-Z]{2}", parts[-1]) else None
    if not parts:
        return Place(country=country, precision="country")
    joined = ", ".join(parts)
    found = find_places(joined, languages.load("en"), country=country)
    whole = len(found) == 1 and found[0].span == Span(0, len(joined))
    if whole and (country is None or found[0].place.country == country):
        return found[0].place
    return Place(city=parts[0], admin1=parts[1] if len(parts) > 1 else None, country=country, precision="city")
