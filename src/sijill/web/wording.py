"""The words of the interface, and values as people say them, in the languages that have a file in strings/.

The words of the interface are data: ``strings/en.toml``, ``strings/ar.toml``. Labels of fields and terms come from the
codebook. Nothing that a report says is translated.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from sijill import languages
from sijill.codebook import Codebook, Field
from sijill.errors import DataFileError, UnknownNameError
from sijill.extensions import data_names
from sijill.types import Count, Place, Value

_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
#: numbers that Arabic counts with the plural
_FEW = range(3, 11)


def names() -> tuple[str, ...]:
    """The languages of the interface."""
    return data_names("sijill.web.strings", ".toml")


@cache
def _strings(language: str) -> Mapping[str, str]:
    told = tomllib.loads((resources.files("sijill.web") / "strings" / f"{language}.toml").read_text("utf-8"))
    flat: dict[str, str] = {}
    for section, entries in told.items():
        for key, words in entries.items():
            if not isinstance(words, str):
                raise DataFileError(f"strings/{language}.toml", f"{section}.{key} is no words")
            flat[f"{section}.{key}"] = words
    return flat


def preferred(header: str) -> str:
    """The language of the interface for an Accept-Language header: the first that there is, else English."""
    known = names()
    for part in header.lower().split(",")[:20]:
        code = part.split(";")[0].strip().split("-")[0]
        if code in known:
            return code
    return "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language of the interface."""

    language: str
    book: Codebook

    @classmethod
    def of(cls, language: str, book: Codebook) -> Wording:
        """The wording of a language. Raises UnknownNameError."""
        if language not in names():
            raise UnknownNameError("language of the interface", language, names())
        return cls(language, book)

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return languages.load(self.language).direction

    def __call__(self, key: str, **parts: object) -> str:
        """The words for a key, with parts filled in. A key that is not there is a fault of ours and shows as itself."""
        words = _strings(self.language).get(key) or _strings("en").get(key) or key
        return words.format(**parts) if parts else words

    def counted(self, key: str, number: int) -> str:
        """A number of things: the key's ``_one``, ``_two``, ``_few`` or ``_many`` words."""
        form = "one" if number == 1 else "two" if number == 2 else "few" if number % 100 in _FEW else "many"
        strings = _strings(self.language)
        words = strings.get(f"{key}_{form}") or strings.get(f"{key}_many") or key
        return words.format(n=f"{number:,}")

    # -- the codebook -------------------------------------------------------------------------------------

    def field(self, role: str, name: str) -> str:
        """What a field is called."""
        found = self.book.fields.get((role, name))
        if found is None and name in {"outcomes", "retracted"}:
            return self(f"field.{name}")
        return self._label(found.label) if found is not None else name.replace("_", " ")

    def _label(self, label: Mapping[str, str]) -> str:
        return label.get(self.language) or label.get("en") or ""

    def _term(self, field: Field | None, code: str) -> str:
        book = self.book
        if field is not None and field.of in book.term_lists:
            for term in book.terms(field.of):
                if term.id == code:
                    return self._label(term.label)
        if code in book.families:
            return self._label(book.families[code].label)
        if code in book.acts:
            return self._label(book.acts[code].label)
        return code.replace("_", " ") if field is not None and field.values else code

    def term(self, terms: str, code: str) -> str:
        """An entry of a list of the codebook."""
        return next((self._label(x.label) for x in self.book.terms(terms) if x.id == code), code.replace("_", " "))

    def rule(self, name: str) -> str:
        """A rule by which a value stands."""
        return _strings(self.language).get(f"rule.{name}") or name.replace("_", " ")

    def act(self, code: str) -> str:
        """A family or finer act."""
        return self._term(None, code)

    def value(self, role: str, name: str, value: Value | None) -> str:
        """A value as people say it; a dash where nothing holds."""
        if value is None:
            return "–"
        if isinstance(value, Count):
            return self.count(value)
        if isinstance(value, Place):
            return self.place(value)
        field = self.book.fields.get((role, "outcome" if name == "outcomes" else name))
        if field is not None and field.kind == "edtf":
            return self.date(str(value))
        if field is not None and field.kind in ("enum", "code"):
            return self._term(field, str(value))
        return str(value)

    # -- values -------------------------------------------------------------------------------------------

    def count(self, value: Count) -> str:
        """ "25", "25–29", "at least 500"."""
        if value.max is None:
            return self("value.at_least", n=f"{value.min:,}")
        if value.min == value.max:
            return f"{value.min:,}"
        return f"{value.min:,}–{value.max:,}"

    def place(self, value: Place) -> str:
        """ "near the market, Basra, Iraq", as far as known."""
        division = value.admin1 if value.admin1 != value.city else None
        parts = [value.detail, value.city, division, value.country]
        comma = "، " if self.language == "ar" else ", "
        return comma.join(p for p in parts if p) or "–"

    def date(self, edtf: str) -> str:
        """An EDTF date in words; as it is where there are none for it."""
        if edtf.count("/") == 1:
            first, last = edtf.split("/")
            if first in ("", "..") and last in ("", ".."):
                return edtf
            if first in ("", ".."):
                return self("value.until", date=self.date(last))
            if last in ("", ".."):
                return self("value.since", date=self.date(first))
            if _WHOLE_DAY.fullmatch(first) and _WHOLE_DAY.fullmatch(last) and first[:7] == last[:7]:
                return f"{int(first[8:])}–{self.date(last)}"
            return self("value.between", first=self.date(first), last=self.date(last))
        if edtf[:1] == "[" and edtf[-1:] == "]" and ".." not in edtf:
            return self("value.or").join(self.date(part) for part in edtf[1:-1].split(","))
        match = _DAY.fullmatch(edtf.rstrip("~%?"))
        if not match or (match[2] and not 1 <= int(match[2]) <= 12):
            return edtf
        month = self._months()[int(match[2]) - 1] if match[2] else ""
        words = " ".join(p for p in (match[3].lstrip("0") if match[3] else "", month, match[1]) if p)
        if edtf[-1:] in "~%":
            return self("value.about", date=words)
        return self("value.perhaps", date=words) if edtf[-1:] == "?" else words

    def _months(self) -> tuple[str, ...]:
        return tuple(forms[0] for forms in languages.load(self.language).section("dates")["months"])

    def moment(self, at: datetime) -> str:
        """A moment of the log, in UTC."""
        return f"{self.date(at.date().isoformat())} {at:%H:%M}"

    @staticmethod
    def typed(value: Value | None) -> str:
        """A value as it is typed: what `values.entered` takes."""
        if isinstance(value, Count):
            least, most = value.min, value.max
            return f"{least}+" if most is None else f"{least}" if least == most else f"{least}-{most}"
        if isinstance(value, Place):
            return ", ".join(p for p in (value.city, value.admin1, value.country) if p)
        return "" if value is None else str(value)
