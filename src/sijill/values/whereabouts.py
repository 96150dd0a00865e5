"""What given words say of where, told to whoever asks: the places with the rule that made each, or why there is none.

Where :func:`sijill.values.places.find_places` reads a report, which writes names with capitals and is mostly about
something else, here somebody asks about a few words, and so a name that is all of them is looked up however it is
written. What is told by another place ("10 km north of Mosul") is that place moved and widened
(:mod:`sijill.values.bearings`).

Invariant: places or a reason, never both and never neither; nothing is guessed for a name that the gazetteer lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sijill.languages import Language, load
from sijill.types import Place, Span
from sijill.values.bearings import bearings
from sijill.values.gazetteer import gazetteer, key_of, units
from sijill.values.places import PlaceExpression, find_places, is_no_place

#: other places of the same name that are told, the most populous first
MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One place that words tell, and how."""

    #: the words, those before the name that place it among them: "10 km north of Mosul"
    span: Span
    place: Place
    #: what decided: "city by size", "country by name", and how it is told by that one: "direction from city by name"
    rule: str
    #: further places of the same name, which were not chosen
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The places that words tell, in their order, or why they tell none."""

    places: tuple[Whereabouts, ...]
    #: None where there are places
    reason: str | None = None


def explain(words: str, language: str | Language = "en", *, country: str | None = None) -> Explanation:
    """The places that given words tell, or the reason why they tell none.

    Args:
        words: a name, a phrase, a sentence.
        language: BCP 47 code, or the language.
        country: ISO 3166-1 alpha-2 of the country that they are likely about, if known.

    Returns:
        The places with radius in kilometres and precision, or one sentence that says why there is none.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: the gazetteer cannot be read.
    """
    known = load(language) if isinstance(language, str) else language
    text, found = _named(words, known, country)
    named = [p for p in found if not p.demonym]
    told = bearings(text, named, known)
    places: list[Whereabouts] = []
    for expression in named:
        bearing = told.get(expression.span)
        if bearing is None:
            places.append(Whereabouts(expression.span, expression.place, expression.rule, _others(text, expression)))
        elif not places or places[-1].span != bearing.span:
            rule = f"{bearing.rule} from {expression.rule}"
            places.append(Whereabouts(bearing.span, bearing.place, rule, _others(text, expression)))
    return Explanation(tuple(places), None if places else _reason(words, found, known))


def _named(words: str, language: Language, country: str | None) -> tuple[str, list[PlaceExpression]]:
    """The places named; where all the words are one name, however it is written, that one."""
    found = find_places(words, language, country=country)
    raised = _capitalised(words)
    if raised != words and not is_no_place(words, language):
        again, read = find_places(raised, language, country=country), units(words)
        if len(again) == 1 and again[0].span == Span(read[0].start, read[-1].end):
            return raised, again
    return words, found


def _capitalised(words: str) -> str:
    letters = list(words)
    for unit in units(words):
        raised = letters[unit.start].upper()
        if len(raised) == 1:
            letters[unit.start] = raised
    return "".join(letters)


def _others(text: str, expression: PlaceExpression) -> tuple[Place, ...]:
    """Further places of the name, without the region told behind it."""
    name = text[expression.span.start : expression.span.end].split(",", 1)[0]
    chosen = expression.place
    found: list[Place] = []
    for toponym in gazetteer().named(key_of(name)):
        place = toponym.place
        if not toponym.demonym and (place.latitude, place.longitude) != (chosen.latitude, chosen.longitude):
            found.append(replace(place, detail=None))
    return tuple(dict.fromkeys(found))[:MOST_OTHERS]


def _reason(words: str, found: Sequence[PlaceExpression], language: Language) -> str:
    read = units(words)
    if not read:
        return "there are no words"
    if found:
        quoted = words[found[0].span.start : found[0].span.end]
        return f"{quoted!r} names a people or says whose something is, not where it is"
    if all(u.key.isdigit() for u in read):
        return "a number names no place"
    if is_no_place(words, language):
        return f"{words.strip()!r} is no place, or wider than any country"
    names = [words[u.start : u.end] for u in read if u.capital]
    named = " ".join(names) if language.section("places").get("capitals") and names else words.strip()
    return f"the gazetteer has no place called {named!r} that these words could mean"
