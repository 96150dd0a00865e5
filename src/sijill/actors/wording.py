"""The words by which reports tell of courses, ties and cases: data of the languages, found within one sentence.

Invariant: looking for words takes time in proportion to the text, whatever the text is: expressions repeat nothing
without a bound, and no sentence is looked at beyond :data:`LONGEST`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from sijill import languages
from sijill.errors import DataFileError
from sijill.types import Span, Text
from sijill.values.counts import find_counts
from sijill.values.folding import fold, fold_with_offsets
from sijill.values.tolls import sentence_starts

#: code points of a sentence that are looked at
LONGEST = 1200
#: words right before a finding in which a "not" is looked for
BEFORE = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, with its shadow."""

    span: Span
    folded: str
    #: code point of the text from which each character of the shadow came
    offsets: tuple[int, ...]

    def span_of(self, start: int, end: int) -> Span:
        """The stretch of the text that became ``folded[start:end]``."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def before(self, start: int) -> list[str]:
        """The last words of the shadow before a place in it."""
        return re.findall(r"\w+", self.folded[max(0, start - 60) : start])[-BEFORE:]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: under which name, where, and what its group holds."""

    name: str
    span: Span
    #: place in the sentence's shadow
    start: int
    end: int
    #: stretch of the first group that took part; None: there is none
    inner: Span | None = None


@cache
def _code(language: str | None) -> str | None:
    base = (language or "").split("-")[0].lower()
    return base if base in languages.names() else None


def known(language: str | None) -> bool:
    """Whether there are words for a language."""
    code = _code(language)
    return code is not None and bool(languages.load(code).section("course"))


@lru_cache(maxsize=64)
def sentences(text: Text) -> tuple[Sentence, ...]:
    """The sentences of a text; none where there are no words for its language."""
    code = _code(text.metadata.language)
    if code is None:
        return ()
    starts = sentence_starts(text.content, code)
    found = []
    for start, next_one in zip(starts, [*starts[1:], len(text.content)], strict=True):
        end = min(next_one, start + LONGEST)
        if text.content[start:end].strip():
            folded, offsets = fold_with_offsets(text.content[start:end])
            found.append(Sentence(Span(start, end), folded, tuple(start + o for o in offsets)))
    return tuple(found)


def at(among: tuple[Sentence, ...], place: int) -> Sentence | None:
    """The sentence in which a code point is."""
    n = bisect_right([s.span.start for s in among], place) - 1
    return among[n] if n >= 0 and among[n].span.start <= place < among[n].span.end else None


@cache
def expressions(language: str, section: str, table: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Named expressions of a section of a language: "course" "states" → held, released, ...

    Raises:
        DataFileError: one is no regular expression.
    """
    told = languages.load(language).section(section).get(table, {})
    aux = str(languages.load(language).section("course").get("aux", ""))
    number = rf"(?:\d{{1,4}}|{'|'.join(numbers(language)) or 'x'})"
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    rows = told if isinstance(told, Mapping) else {table: told}
    for name, words in rows.items():
        try:
            found[name] = tuple(
                re.compile(rf"(?<!\w)[وف]?{w.replace('{aux}', aux).replace('{n}', number)}") for w in words
            )  # fmt: skip
        except (re.error, AttributeError) as error:
            raise DataFileError(f"languages/{language}.toml", f"[{section}.{table}] {name}: {error}") from error
    return found


@cache
def words(language: str, section: str, name: str, table: str = "") -> tuple[str, ...]:
    """A list of words of a section, folded."""
    told = languages.load(language).section(section)
    if table:
        told = told.get(table, {})
    return tuple(fold(str(w)) for w in told.get(name, ()))


@cache
def numbers(language: str) -> tuple[str, ...]:
    """The words for one, two, three, ... in order."""
    return words(language, "course", "numbers")


def number(language: str, written: str) -> int | None:
    """The number that some folded words are, or None."""
    told = written.strip()
    if told.isdigit():
        return int(told)
    if told in numbers(language):
        return numbers(language).index(told) + 1
    counted = find_counts(told, language)
    return counted[0].count.min if counted and counted[0].count is not None else None


def find(sentence: Sentence, language: str, section: str, table: str) -> Iterator[Found]:
    """What a sentence says, undenied, in the order of the words; of what is found under one name the first."""
    negated = frozenset(words(language, "course", "negated"))
    rows: list[Found] = []
    for name, patterns in expressions(language, section, table).items():
        for pattern in patterns:
            match = pattern.search(sentence.folded)
            if match is None or match.start() == match.end() or not negated.isdisjoint(sentence.before(match.start())):
                continue
            inner = None
            if match.lastindex and match.end(match.lastindex) > match.start(match.lastindex):
                inner = sentence.span_of(match.start(match.lastindex), match.end(match.lastindex))
            span = sentence.span_of(match.start(), match.end())
            rows.append(Found(name, span, match.start(), match.end(), inner))
            break
    yield from sorted(rows, key=lambda f: (f.start, f.end, f.name))


def language_of(text: Text) -> str | None:
    """The code of the language data that a text is read with, or None."""
    return _code(text.metadata.language)
