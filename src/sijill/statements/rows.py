"""One row of a table, as a text and what it states: every value quotes its cell.

The text of a row is the mapping's heading and then each cell on a line of its own behind the name of its column, as
they stand in the table. What the mapping says of every row ("all of these were killed") quotes the heading.

Invariant: a row gives the same text and the same reading for ever, and a cell that cannot be understood refuses the row
by the name of the column; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sijill import languages
from sijill.codebook import Codebook
from sijill.errors import DecisionError, SourceError
from sijill.statements.mapping import Given, TableMapping
from sijill.types import (
    Count,
    Mention,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Role,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)
from sijill.values import edtf
from sijill.values.entered import value_of
from sijill.values.gazetteer import gazetteer, key_of
from sijill.values.places import find_places

#: name of the reader that a reading by mapping has
READER = "mapping"
VERSION = "1"
MENTION = "i0"

_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
_NUMBER = re.compile(r"\d{1,3}(?:[,  ]\d{3})+|\d{1,9}")
_BETWEEN = ": "


def text_of_row(cells: Mapping[str, str], mapping: TableMapping) -> str:
    """The words of a row."""
    return "\n".join((mapping.heading, *(f"{column}{_BETWEEN}{cell}" for column, cell in cells.items())))


def identity(mapping: TableMapping, book: Codebook) -> ReaderIdentity:
    """Who reads: the mapping, in this version, with this codebook."""
    return ReaderIdentity(f"{READER} {mapping.name}", VERSION, mapping.digest, book.digest)


def is_mapped(reader: ReaderIdentity) -> bool:
    """Whether a reading is of a row: a reader of prose knows less of it than the mapping does."""
    return reader.name.startswith(f"{READER} ")


def read_row(text: Text, cells: Mapping[str, str], mapping: TableMapping, book: Codebook, where: str) -> Reading:
    """What a row states.

    Args:
        text: taken from :func:`text_of_row`.
        cells: column -> cell.
        mapping: what the columns mean.
        book: the codebook in force.
        where: what errors call the row.

    Raises:
        SourceError: a cell cannot be understood; names the column and says what would do.
    """
    row = _Row(text, cells, mapping, book, where)
    statements = tuple(row.statements())
    whole = Span(0, len(text.content))
    mention = Mention(MENTION, (whole,), statements, 1.0)
    return Reading(identity(mapping, book), text.id, (mention,), tuple(row.parties.values()))


class _Row:
    def __init__(self, text: Text, cells: Mapping[str, str], mapping: TableMapping, book: Codebook, where: str) -> None:
        self._cells = {c: v for c, v in cells.items() if v not in mapping.missing}
        self._mapping = mapping
        self._book = book
        self._where = where
        self._heading, self._spans = _spans(text.content, cells, where)
        #: (role, party of the mapping) -> party of the text
        self.parties: dict[tuple[Role, str], Party] = {}

    def statements(self) -> Iterator[Statement]:
        """All statements, those about parties after those that make them."""
        for given in sorted(self._mapping.given, key=lambda g: g.field != "name"):
            found = self._value(given)
            if found is None:
                continue
            value, spans = found
            item = ""
            if given.role != "mention":
                if given.field != "name" and self._nobody(given):
                    continue
                item = self._party(given, value, spans)
            if not self._book.field(given.role, given.field).accepts(value):
                raise self._error(given, f"{value!r} is no value of {given.field}")
            yield Statement(Subject(MENTION, given.role, item), given.field, value, spans)

    def _nobody(self, given: Given) -> bool:
        """Whether a value for every row would make up somebody of whom this row tells nothing."""
        others = (g for g in self._mapping.given if (g.role, g.party) == (given.role, given.party) and g.column)
        return given.column is None and not any(g.column in self._cells for g in others)

    def _party(self, given: Given, value: Value, spans: tuple[Span, ...]) -> str:
        key = (given.role, given.party)
        if key not in self.parties:
            local = f"p{spans[0].start}"
            if any(p.id == local for p in self.parties.values()):
                local += "b" if given.role == "perpetrator" else "c"
            name = str(value) if given.field == "name" else None
            kind = self._mapping.kinds.get(key, "person" if given.role == "victim" else "organisation")
            self.parties[key] = Party(local, kind, name, spans)
        return self.parties[key].id

    def _value(self, given: Given) -> tuple[Value, tuple[Span, ...]] | None:
        if given.value is not None:
            return self._understood(given, given.value), (self._heading,)
        if given.place:
            return self._place(given)
        cell = self._cells.get(given.column or "")
        if cell is None:
            return None
        span = self._spans[given.column or ""]
        if given.codes:
            meant = given.codes.get(cell)
            if meant is None and not given.leave_others:
                raise self._error(given, f"{cell!r} is among no codes", f"known are: {', '.join(given.codes)}")
            return (meant, (span,)) if meant else None
        kind = self._book.field(given.role, given.field).kind
        if kind == "edtf":
            return self._date(given, cell)
        if kind == "count":
            return self._count(given, cell)
        return self._understood(given, cell), (span,)

    def _understood(self, given: Given, words: str) -> Value:
        try:
            return value_of(self._book, given.role, given.field, words)
        except DecisionError as error:
            raise self._error(given, f"{words!r} is no value of {given.field}", error.advice) from error

    def _count(self, given: Given, cell: str) -> tuple[Value, tuple[Span, ...]] | None:
        column, until = given.column or "", given.until or ""
        least, spans = self._number(given, cell), [self._spans[column]]
        most = least
        if until in self._cells:
            most = self._number(given, self._cells[until])
            spans.append(self._spans[until])
        if most < least:
            raise self._error(given, f"{least} is more than {most}")
        if most == 0 and given.zero_is_unknown:
            return None
        return Count(least, most), tuple(sorted(spans))

    def _number(self, given: Given, cell: str) -> int:
        found = _NUMBER.fullmatch(cell)
        if found is None:
            raise self._error(given, f"{cell!r} is no whole number", "write 25")
        return int(re.sub(r"\D", "", cell))

    # -- dates --------------------------------------------------------------------------------------------

    def _date(self, given: Given, cell: str) -> tuple[Value, tuple[Span, ...]]:
        spans = [self._spans[given.column or ""]]
        value = self._day(given, cell)
        if given.until and given.until in self._cells:
            last = self._day(given, self._cells[given.until])
            spans.append(self._spans[given.until])
            value = value if last == value else f"{value}/{last}"
        elif given.exact is not None and given.exact[0] in self._cells:
            told = self._cells[given.exact[0]]
            if told not in given.exact[1]:
                raise self._error(given, f"{told!r} says not how exact the date is",
                                  f"known are: {', '.join(given.exact[1])}")  # fmt: skip
            value = _coarser(value, given.exact[1][told])
            spans.append(self._spans[given.exact[0]])
        try:
            edtf.bounds(value)
        except ValueError:
            raise self._error(given, f"{value!r} ends before it begins") from None
        return value, tuple(sorted(spans))

    def _day(self, given: Given, cell: str) -> str:
        for form in (*given.forms, "", *_FORMS):
            found = _written(cell, form)
            if found is not None:
                return found
        advice = 'write 2024-05-03, or say in the mapping how it is written: forms = ["%d/%m/%Y"]'
        raise self._error(given, f"{cell!r} is no date", advice)

    # -- places -------------------------------------------------------------------------------------------

    def _place(self, given: Given) -> tuple[Value, tuple[Span, ...]] | None:
        told = {part: self._cells[column] for part, column in given.place.items() if column in self._cells}
        spans = tuple(sorted(self._spans[c] for c in given.place.values() if c in self._cells))
        if not {"city", "admin1", "country", "detail"} & told.keys():
            return None
        country = _country(told["country"]) if "country" in told else None
        if "country" in told and country is None:
            raise self._error(given, f"{told['country']!r} is no country that is known")
        point = self._point(given, told)
        city, admin1 = told.get("city"), told.get("admin1")
        if city:
            place = Place(city=city, admin1=admin1, country=country, detail=told.get("detail"), precision="city")
            place = _known(city, admin1, country) or place
        else:
            place = Place(admin1=admin1, country=country, detail=told.get("detail"),
                          precision="admin1" if admin1 else "country")  # fmt: skip
        if point is not None:
            place = Place(place.city, place.admin1, place.country, told.get("detail"), place.geonameid, *point,
                          place.radius_km, place.precision)  # fmt: skip
        return place, spans

    def _point(self, given: Given, told: Mapping[str, str]) -> tuple[float, float] | None:
        if "latitude" not in told or "longitude" not in told:
            return None
        try:
            latitude, longitude = float(told["latitude"]), float(told["longitude"])
        except ValueError:
            raise self._error(given, f"{told['latitude']}, {told['longitude']} are no degrees", "write 33.31") from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise self._error(given, f"{latitude}, {longitude} lie on no globe", "degrees north, then degrees east")
        return latitude, longitude

    def _error(self, given: Given, problem: str, advice: str = "") -> SourceError:
        column = given.column or next(iter(given.place.values()), given.field)
        return SourceError(f"{self._where}, column {column!r}", problem, advice)


def _spans(content: str, cells: Mapping[str, str], where: str) -> tuple[Span, dict[str, Span]]:
    """Where the heading and each cell stand in the text that was taken from a row."""
    lines = content.split("\n")
    if len(lines) != len(cells) + 1:
        raise SourceError(where, "cannot be kept as it is written", "take out what cannot be shown")
    found: dict[str, Span] = {}
    at = len(lines[0]) + 1
    for line, column in zip(lines[1:], cells, strict=True):
        begins = line.index(_BETWEEN, max(0, len(column) - len(_BETWEEN))) + len(_BETWEEN)
        found[column] = Span(at + begins, at + len(line))
        at += len(line) + 1
    return Span(0, len(lines[0])), found


def _written(cell: str, form: str) -> str | None:
    """The date that a cell has in a form, no finer than the form; the form "" is EDTF. None where it has not."""
    try:
        if not form:
            edtf.bounds(cell)
            return cell
        day = datetime.strptime(cell, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    if "%d" in form or "%j" in form:
        return day
    return day[:7] if any(mark in form for mark in ("%m", "%B", "%b")) else day[:4]


def _coarser(value: str, exact: str) -> str:
    """A day as far as it is known: within a week of it, its month, its year."""
    day = date.fromisoformat(value[:10])
    if exact == "week":
        return f"{(day - timedelta(days=3)).isoformat()}/{(day + timedelta(days=3)).isoformat()}"
    return {"month": value[:7], "year": value[:4]}.get(exact, value)


def _country(words: str) -> str | None:
    """The ISO code of a country by its code or name."""
    known = gazetteer()
    if re.fullmatch("[A-Z]{2}", words) and known.country_name(words):
        return words
    return next((t.country for t in known.named(key_of(words)) if t.kind == "country" and not t.demonym), None)


def _known(city: str, admin1: str | None, country: str | None) -> Place | None:
    """The place of the gazetteer that a city, with its division and country, is."""
    joined = ", ".join(p for p in (city, admin1) if p)
    for words in (joined, city):
        found = find_places(words, languages.load("en"), country=country)
        if len(found) == 1 and found[0].span == Span(0, len(words)) and found[0].place.country == (
            country or found[0].place.country
        ):  # fmt: skip
            return found[0].place
    return None
