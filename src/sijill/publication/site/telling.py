"""Values as a reader of one language says them: dates, counts, places, and the codebook's own labels for codes.

Invariant: what is told is the value and no more. A range stays a range, an open end stays open, and what the codebook
has no label for is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup, escape

from sijill.codebook import Codebook
from sijill.errors import UnknownNameError
from sijill.publication.site.words import Words
from sijill.types import Count, Place, Value
from sijill.values.gazetteer import gazetteer

_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = re.compile(r"(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_YEARLESS = re.compile(r"XXXX-(\d\d)-(\d\d)")
_CODE = re.compile(r"[a-z]+(?:[_.][a-z]+)*")


class Telling:
    """How one language tells values."""

    def __init__(self, words: Words, book: Codebook) -> None:
        self.words = words
        self._book = book
        # asked for again and again with the same few arguments
        self.term = lru_cache(4096)(self._term)
        self.act = lru_cache(1024)(self._act)
        self.field = lru_cache(256)(self._field)
        self.country = lru_cache(512)(self._country)
        self.date = lru_cache(8192)(self._date)
        self.day = lru_cache(8192)(self._day)
        self.rule_shown = lru_cache(256)(self._rule_shown)

    # ------------------------------------------------------------------------------------------------ labels

    def _act(self, code: str | None) -> str:
        """What was done, by the codebook's label of a family or finer act; first letter as in a heading."""
        if not code:
            return self.words.plain("incident")
        try:
            label = self._book.label(code, self.words.language)
        except UnknownNameError:
            label = _spoken(code)
        return label[:1].upper() + label[1:]

    def _field(self, role: str, name: str) -> str:
        """What a field is called."""
        key = f"field_{name}"
        if self.words.has(key):
            return self.words.plain(key)
        try:
            label = self._book.field(role, name).label
        except UnknownNameError:
            return _spoken(name)
        told = label.get(self.words.language) or label["en"]
        return told[:1].upper() + told[1:]

    def _term(self, terms: str, code: str) -> str:
        """The label of an entry of one of the codebook's lists."""
        try:
            label = self._book.term(terms, code).label
        except UnknownNameError:
            return _spoken(code)
        return label.get(self.words.language) or label["en"]

    def rule(self, rule: str) -> str:
        """The rule by which a value stands, in a few words."""
        key = f"rule_{rule}"
        return self.words.plain(key) if self.words.has(key) else _spoken(rule)

    def _rule_shown(self, rule: str) -> Markup:
        """The same as it stands beside a value."""
        return self.words("rule_is", rule=self.rule(rule))

    # ------------------------------------------------------------------------------------------------ values

    def value(self, role: str, name: str, value: Value | None) -> Markup:
        """A value as a reader would say it, escaped; the exact form stands behind a date."""
        if value is None:
            return self.words("unsettled")
        if isinstance(value, Count):
            return escape(self.count(value))
        if isinstance(value, Place):
            return self.place_shown(value)
        if not isinstance(value, str):
            return escape(str(value))
        if name == "date":
            return self.day(value)
        if name in ("type", "act"):
            return escape(self.act(value))
        if name == "nationality":
            return escape(self.country(value))
        try:
            terms = self._book.field(role, name).of
        except UnknownNameError:
            terms = ""
        return escape(self.term(terms, value)) if terms else self.isolated(value)

    def isolated(self, words: str) -> Markup:
        """Words of a report, set apart from the direction of the text around them."""
        return Markup(f"<bdi>{escape(words)}</bdi>")  # noqa: S704 - escaped

    def count(self, count: Count | None) -> str:
        """A count: "3", "3–7", "at least 3"; nothing for no count."""
        if count is None:
            return ""
        least = self.words.number(count.min)
        if count.max is None:
            return self.words.plain("at_least", n=least)
        if count.min == count.max:
            return least
        return self._range(least, self.words.number(count.max))

    def _range(self, least: str, most: str) -> str:
        """Two numbers with a dash, the least first for whoever reads numbers from the left, as all do."""
        told = f"{least}–{most}"
        return f"\u2066{told}\u2069" if self.words.direction == "rtl" else told

    def several(self, parts: Iterable[str]) -> Markup:
        """Several things in one line, each set apart from the direction of the others."""
        return self.words("comma").join(self.isolated(part) for part in parts)

    def place_shown(self, place: Place | None) -> Markup:
        """A place in one line, finest first, without what merely repeats."""
        return self.several(self._parts(place)) if place else Markup()

    def area_shown(self, place: Place | None) -> Markup:
        """A place without what is finer than its city."""
        return self.several(self._parts(replace(place, detail=None))) if place else Markup()

    def area(self, place: Place) -> str:
        """The same as text, for where no markup can stand."""
        return self.words.plain("comma").join(self._parts(replace(place, detail=None)))

    def _parts(self, place: Place) -> list[str]:
        parts = (place.detail, place.city, place.admin1, self.country(place.country) if place.country else None)
        return list(dict.fromkeys(p for p in parts if p))

    def _country(self, code: str) -> str:
        """The name of a country; its code where none is known."""
        return gazetteer().country_name(code, self.words.language) or code

    def _day(self, edtf: str | None) -> Markup:
        """A date for people, with the exact EDTF behind it."""
        if not edtf:
            return Markup()
        told = self.date(edtf)
        if told == edtf:
            return Markup("<time>{}</time>").format(edtf) if _is_time(edtf) else self.isolated(edtf)
        if _is_time(edtf):
            return Markup('<time datetime="{}">{}</time>').format(edtf, told)
        return Markup('<span title="{}">{}</span>').format(edtf, told)

    def _date(self, edtf: str) -> str:
        """A date as people say it: "4 October 2019", "between …"; what is not understood as it is written."""
        plain = self.words.plain
        if edtf.count("/") == 1:
            first, last = edtf.split("/")
            if {first, last} <= {"", ".."}:
                return edtf
            if first in ("", ".."):
                return plain("until", date=self.date(last))
            if last in ("", ".."):
                return plain("since", date=self.date(first))
            if _WHOLE_DAY.fullmatch(first) and _WHOLE_DAY.fullmatch(last) and first[:7] == last[:7]:
                return f"{self._range(str(int(first[8:])), str(int(last[8:])))} {self.date(last[:7])}"
            return plain("from_to", first=self.date(first), last=self.date(last))
        if edtf[:1] == "[" and edtf[-1:] == "]" and ".." not in edtf:
            days = edtf[1:-1].split(",")
            if all(_WHOLE_DAY.fullmatch(d) and d[:7] == days[0][:7] for d in days):
                return self._either([*(str(int(d[8:])) for d in days[:-1]), self.date(days[-1])])
            return self._either([self.date(part) for part in days])
        return self._single(edtf)

    def _single(self, edtf: str) -> str:
        if (yearless := _YEARLESS.fullmatch(edtf)) and 1 <= int(yearless[1]) <= 12:
            named = self.words.months[int(yearless[1]) - 1]
            return self.words.plain("no_year", date=f"{int(yearless[2])} {named}")
        match = _DAY.fullmatch(edtf.rstrip("~%?"))
        if not match or (match[2] and not 1 <= int(match[2]) <= 12):
            return edtf
        month = self.words.months[int(match[2]) - 1] if match[2] else ""
        told = " ".join(p for p in (match[3].lstrip("0") if match[3] else "", month, match[1]) if p)
        if edtf[-1:] in "~%":
            return self.words.plain("about_date", date=told)
        return self.words.plain("perhaps_date", date=told) if edtf[-1:] == "?" else told

    def _either(self, parts: Sequence[str]) -> str:
        return self.words.plain("or").join(parts)


def _is_time(edtf: str) -> bool:
    """Whether HTML's element for times takes it."""
    return bool(re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", edtf)) and edtf[:4] != "0000"


def _spoken(code: str) -> str:
    """A code that nothing has a label for, as words."""
    return code.rsplit(".", 1)[-1].replace("_", " ") if _CODE.fullmatch(code) else code
