"""The words of the site in one language, out of ``en.toml`` or ``ar.toml``; no sentence stands in code or template.

A phrase is plain text with ``{names}`` for what is put in; it is escaped, and what is put in is escaped unless it is
markup already. Number-dependent phrases have a form for each of the language's plural categories (Unicode CLDR).

Invariant: both files have the same keys (held by a test), and a phrase that is asked for exists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from markupsafe import Markup, escape

from sijill.errors import DataFileError

#: the languages of the site, the first one at the front of a release
LANGUAGES = ("en", "ar")


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _arabic(number: int) -> str:
    """CLDR's plural categories of Arabic."""
    small = ("zero", "one", "two")
    if number < len(small):
        return small[number]
    rest = number % 100
    return "few" if 3 <= rest <= 10 else "many" if rest > 10 else "other"


_PLURALS: Mapping[str, Callable[[int], str]] = {"en": _one_or_other, "ar": _arabic}


class Words:
    """The phrases of one language; ``words("key", name=value)`` gives markup."""

    def __init__(self, language: str, phrases: Mapping[str, Any]) -> None:
        #: BCP 47
        self.language = language
        self._phrases = phrases
        #: "ltr" or "rtl"
        self.direction = str(phrases["direction"])
        #: what the language calls itself
        self.name = str(phrases["name"])
        #: twelve names
        self.months: tuple[str, ...] = tuple(phrases["months"])
        self._plural = _PLURALS[language]
        #: phrases that were asked for, escaped
        self._marked: dict[str, Markup] = {}
        self._numbered = lru_cache(4096)(self._for_number)

    def plain(self, key: str, **parts: object) -> str:
        """A phrase as text, for where no markup can stand."""
        phrase = self._found(key)
        return phrase.format(**parts) if parts else phrase

    def __call__(self, key: str, **parts: object) -> Markup:
        """A phrase as markup; parts that are no markup are escaped."""
        phrase = self._marked.get(key)
        if phrase is None:
            phrase = self._marked[key] = escape(self._found(key))
        return phrase.format(**parts) if parts else phrase

    def n(self, key: str, number: int) -> Markup:
        """A phrase for a number, in the form that the number asks for; ``{n}`` is the number."""
        return self._numbered(key, number)

    def _for_number(self, key: str, number: int) -> Markup:
        forms = self._phrases["plural"].get(key)
        if forms is None:
            raise DataFileError(f"{self.language}.toml", f"has no plural {key!r}")
        return escape(forms.get(self._plural(number), forms["other"])).format(n=self.number(number))

    def has(self, key: str) -> bool:
        """Whether there is a phrase for a key."""
        return key in self._phrases

    def number(self, number: int) -> str:
        """A whole number with its thousands set apart; European digits in both languages, as in the data files."""
        return f"{number:,}" if abs(number) >= 10_000 else str(number)

    def listed(self, parts: list[str]) -> str:
        """Some things in one line, as text: "A, B and C"."""
        if len(parts) < 2:
            return "".join(parts)
        return self._found("comma").join(parts[:-1]) + self._found("and") + parts[-1]

    def listed_shown(self, parts: Sequence[Markup]) -> Markup:
        """The same as markup, of parts that are markup."""
        if len(parts) < 2:
            return Markup().join(parts)
        return self("comma").join(parts[:-1]) + self("and") + parts[-1]

    def _found(self, key: str) -> str:
        try:
            return str(self._phrases[key])
        except KeyError:
            raise DataFileError(f"{self.language}.toml", f"has no phrase {key!r}") from None

    def keys(self) -> frozenset[str]:
        """All keys, those of plural phrases as "plural.key"."""
        return frozenset(self._phrases) | {f"plural.{key}" for key in self._phrases["plural"]}


@cache
def load(language: str) -> Words:
    """The words of a language of :data:`LANGUAGES`."""
    file = resources.files("sijill.publication.site") / f"{language}.toml"
    return Words(language, tomllib.loads(file.read_text("utf-8")))
