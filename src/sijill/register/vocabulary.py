"""The words by which the policy tells kin, office, organisation and home: the ``[sealing]`` of all languages together.

A report is read in one language and quotes people in another; the lists are therefore one. Invariant: every word is
folded, so that it is compared with folded tokens and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from sijill import languages
from sijill.values.folding import fold
from sijill.values.gazetteer import gazetteer, key_of

#: one word of at most so many capitals is taken for an acronym ("RSF", "UNAMI")
LONGEST_ACRONYM = 5

_ALL_CAPITALS = re.compile(r"[A-Z]{2,}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words by what they tell; see the comments in ``languages/en.toml``."""

    kin: frozenset[str]
    titles_too: frozenset[str]
    office: frozenset[str]
    body: frozenset[str]
    #: whole folded names of organisations and armed groups that are called by a bare name
    bodies: frozenset[str]
    names_too: frozenset[str]
    nobody: frozenset[str]
    home: frozenset[str]
    streets: frozenset[str]
    doors: frozenset[str]
    sexual: frozenset[str]
    plain: frozenset[str]
    particles: frozenset[str]
    clauses: frozenset[str]
    breaks: frozenset[str]
    copulas: frozenset[str]
    naming: frozenset[str]
    joins: frozenset[str]
    saying: frozenset[str]
    turned_round: frozenset[str]
    according: frozenset[str]
    between: frozenset[str]
    openers: frozenset[str]
    #: countries and towns that are people's names as well
    ambiguous: frozenset[str]
    #: words with which a sentence begins, and no name
    starters: frozenset[str]
    titles: frozenset[str]
    #: given names
    given: frozenset[str]
    #: months and days of the week
    calendar: frozenset[str]
    #: what a byline begins with, as patterns
    by: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The words of all languages that have a file."""
    known = [languages.load(code) for code in languages.names()]

    def words(section: str, *names: str) -> frozenset[str]:
        found: set[str] = set()
        for language in known:
            top, _, inner = section.partition(".")
            table = language.section(top)
            for name in names:
                found.update(fold(word) for word in _flat((table.get(inner, {}) if inner else table).get(name, ())))
        return frozenset(found)

    def of(name: str) -> frozenset[str]:
        return words("sealing", name)

    return Vocabulary(
        kin=of("kin"),
        titles_too=of("titles_too"),
        office=of("office"),
        body=of("body") | words("bodies.heads", "words"),
        bodies=words("bodies.heads", "known"),
        names_too=of("names_too"),
        nobody=of("nobody"),
        home=of("home"),
        streets=of("streets"),
        doors=of("doors"),
        sexual=of("sexual"),
        plain=of("plain"),
        particles=of("particles"),
        clauses=of("clauses"),
        breaks=of("breaks"),
        copulas=of("copulas"),
        naming=of("naming"),
        joins=of("joins"),
        saying=of("saying"),
        turned_round=of("turned_round"),
        according=of("according"),
        between=of("between"),
        openers=of("openers"),
        ambiguous=words("places", "ambiguous"),
        starters=words("places", "starters"),
        titles=words("people", "titles") | words("names", "titles"),
        given=words("given", "male", "female") | of("given"),
        calendar=words("dates", "months", "weekdays"),
        by=tuple(dict.fromkeys(w for language in known for w in language.section("sealing").get("by", ()))),
    )


def _flat(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _flat(inner)


@lru_cache(maxsize=1 << 14)
def names_no_person(name: str) -> bool:
    """Whether a name, taken whole, is surely nobody's: a country or people, a day or month, an acronym, a body.

    Only the whole is looked at. "Chad" alone may be the country; "Chad Marlow" is a person, and so is "May Khalil".
    What begins with a word that begins no name ("Without Borders") is none either.
    """
    known = vocabulary()
    folded = fold(name.strip())
    words = folded.replace("-", " ").split()
    if not words:
        return True
    if words[0] in known.nobody or (folded in known.bodies and folded not in known.given):
        return True
    if len(words) > 1:
        return False
    word = words[0]
    if _ALL_CAPITALS.fullmatch(name.strip()) and len(name.strip()) <= LONGEST_ACRONYM:
        return True
    if word in known.calendar and word not in known.given:
        return True
    return word not in known.given | known.ambiguous and any(
        t.kind == "country" for t in gazetteer().named(key_of(name))
    )
