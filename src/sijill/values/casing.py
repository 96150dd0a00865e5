"""Words in capitals throughout (old wires, telexes, headlines) → as they would be written elsewhere, letter by letter.

A word that English writes small becomes small, any other is taken for a name; a small word within the name of a body
or a place keeps its capital ("Shining Path", "Guatemala City"). What is written small: the language's own words, and
those that the passages of the corpus write so (`data/written_small.txt`; `scripts/written_small.py` makes it).
Invariant: the text keeps its length, and no character changes but in case, so that every span holds.

Cf. L. V. Lita et al., "tRuEcasIng", ACL 2003; here without a model of what follows what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sijill import languages

#: a text is in capitals where so much of its letters are, and there are enough to tell
IN_CAPITALS, ENOUGH = 0.9, 20
#: letters of an abbreviation at most
LONGEST_SHORT = 8
#: characters looked at on either side of a word
_NEAR = 8

#: sections of a language's file whose lower-case words are written small
_SECTIONS = (
    "counts", "dates", "persons", "words", "people", "bodies", "triggers", "manner", "targets", "attribution",
    "modality", "scope", "phrasing", "sealing",
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: after these a sentence, a line in quotes or a note begins
_OPENERS = frozenset(".?!:[\n")
#: endings that names rarely have and small words often
_SMALL_ENDINGS = re.compile(
    r"\w{3,}(?:ed|ing|ly|tions?|sions?|ments?|ness|ities|ously|ous|ables?|ibles?|ives?|isms?|ists?|ful|less|ical|ances?|"
    r"ences?|ized|izes?|ifies|ship|hood|wards?)$"
)
#: endings of words whose stem may be known
_INFLECTED = re.compile(r"(?:'s|’s|ies|es|s|d|ed|ing|er|ers|ly|al)$")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What a language writes small, and what it writes large."""

    small: frozenset[str]
    large: frozenset[str]
    #: a number beside one makes it a month
    months: frozenset[str]
    #: nouns that the name of a body ends with or begins with
    heads: frozenset[str]
    #: words within names that stay small
    joints: frozenset[str]
    #: words that names may begin with
    particles: frozenset[str]


def in_capitals(words: str) -> bool:
    """Whether a text is written in capitals throughout."""
    letters = [c for c in words if c.isalpha() and c.lower() != c.upper()]
    return len(letters) >= ENOUGH and sum(c.isupper() for c in letters) >= IN_CAPITALS * len(letters)


def recased(words: str, language: str = "en") -> str:
    """A text in capitals as it would be written elsewhere; any other as it is.

    Args:
        words: the text.
        language: its BCP 47 code; a language without small letters, or without words here, changes nothing.

    Returns:
        A text of the same length that differs in case only.
    """
    if language not in languages.names() or not in_capitals(words):
        return words
    lexicon = _lexicon(language)
    found = list(_WORD.finditer(words))
    short = {match[0] for match in found if _bracketed(words, match) and len(match[0]) <= LONGEST_SHORT}
    short -= {word for word in short if not _is_name(word.lower(), lexicon)}
    named = [match[0] in short or _is_name(match[0].lower(), lexicon) for match in found]
    for number, match in enumerate(found):
        if match[0] in short and _bracketed(words, match):
            for n in _spelt_out(words, found, number):
                named[n] = found[n][0].lower() not in lexicon.joints
    for number in range(len(found)):
        if not named[number]:
            named[number] = _within_a_name(words, found, named, number, lexicon)
    pieces: list[str] = []
    at = 0
    for match, name in zip(found, named, strict=True):
        pieces += (words[at : match.start()], match[0] if match[0] in short else _written(words, match, name))
        at = match.end()
    return "".join((*pieces, words[at:]))


def _bracketed(words: str, match: re.Match[str]) -> bool:
    """Whether a word stands alone in brackets: an abbreviation beside what it stands for."""
    return words[match.start() - 1 : match.start()] in ("[", "(") and words[match.end() : match.end() + 1] in ("]", ")")


def _spelt_out(words: str, found: list[re.Match[str]], number: int) -> range:
    """The words before a bracketed abbreviation that it stands for: from one with its first letter on."""
    begins = found[number][0][0]
    first = number
    for n in range(number - 1, max(-1, number - len(found[number][0]) - 3), -1):
        if words[found[n].end() : found[n + 1].start()] not in (" ", " [", " ("):
            break
        if found[n][0][0] == begins:
            first = n
    return range(first, number)


def _is_name(low: str, lexicon: _Lexicon) -> bool:
    if low in lexicon.large:
        return True
    return not (low in lexicon.small or _SMALL_ENDINGS.match(low) or any(s in lexicon.small for s in _stems(low)))


def _stems(low: str) -> Iterator[str]:
    """What an inflected word may come from."""
    found = _INFLECTED.search(low)
    if not found or found.start() < 3:
        return
    stem, ending = low[: found.start()], found[0]
    yield stem
    if ending == "ies":
        yield stem + "y"
    elif ending in ("ed", "ing", "er", "ers"):
        yield stem + "e"
        if stem[-1] == stem[-2]:
            yield stem[:-1]


def _within_a_name(words: str, found: list[re.Match[str]], named: list[bool], number: int, lexicon: _Lexicon) -> bool:
    """Whether a small word belongs to a name: the head of a body after one ("Aymara Bank"), a particle before one
    where none stands before it ("El Salvador")."""

    def beside(left: int, right: int) -> bool:
        return left >= 0 and right < len(found) and words[found[left].end() : found[right].start()] == " "

    low = found[number][0].lower()
    if low in lexicon.months:
        start, end = found[number].span()
        around = words[max(0, start - _NEAR) : start].rstrip()[-1:] + words[end : end + _NEAR].lstrip()[:1]
        return any(character.isdigit() for character in around)
    if low in lexicon.heads and beside(number - 1, number) and named[number - 1]:
        return True
    before = beside(number - 1, number) and named[number - 1]
    return low in lexicon.particles and not before and beside(number, number + 1) and named[number + 1]


def _written(words: str, match: re.Match[str], name: bool) -> str:
    word = match[0]
    before = words[max(0, match.start() - _NEAR) : match.start()].rstrip(" \"'“‘(")[-1:]
    opens = not before and match.start() < _NEAR  # the first word of all
    if not name and not opens and before not in _OPENERS and word != "I":
        return _kept(word, word.lower())
    return _kept(word, word[0] + word[1:].lower())


def _kept(word: str, changed: str) -> str:
    """The changed word; as it was where its length would not be kept."""
    return changed if len(changed) == len(word) else word


@cache
def _lexicon(language: str) -> _Lexicon:
    data = languages.load(language)
    written = (resources.files("sijill.values") / "data" / "written_small.txt").read_text("utf-8").split()
    # a given name or a month that is more often a word ("said", "may") is a word
    common = frozenset(written if language == "en" else ())
    dates, people, names = data.section("dates"), data.section("people"), data.section("names")
    months = {word.lower() for key in ("months", "month_abbreviations") for word in _words(dates.get(key, ()))}
    days = {word.lower() for key in ("weekdays", "weekday_abbreviations") for word in _words(dates.get(key, ()))}
    given = {word.lower() for word in _words(data.section("given"))}
    large = (months | days | given) - common
    small = {word for name in _SECTIONS for word in _words(data.section(name)) if word.islower()}
    joints = frozenset(_words(names.get("joints", ())))
    return _Lexicon(
        small=(common | small) - large,
        large=frozenset(large),
        months=frozenset(months),
        heads=frozenset(word for word in _words(data.section("bodies").get("heads", ())) if word.islower()),
        joints=joints,
        particles=frozenset(_words(people.get("particles", ()))) - joints,
    )


def _words(told: Any) -> Iterator[str]:
    """All words that stand in data, keys and values."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _words(key)
            yield from _words(value)
    elif isinstance(told, str):
        yield from _WORD.findall(told)
    elif isinstance(told, list | tuple):
        for item in told:
            yield from _words(item)
