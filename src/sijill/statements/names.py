"""Proper names in a text: runs of capitalised words with their particles, and what kind of thing they name.

Invariant: a name is one stretch within one sentence; titles and nationalities before it are no part of it; stretches
do not overlap. What a name is (person, body, place) is told by the words it is made of and the company it keeps,
never by a list of persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sijill.statements.document import Document
from sijill.statements.sentences import Sentence

#: words that may join the capitalised words of a body's name: "Committee to Protect Journalists"
_JOINS = frozenset(("of", "for", "and", "to", "on", "the", "in", "without", "against", "&"))

#: a run of more capitalised words than this is a headline, not a name
LONGEST_NAME = 12

NameKind = Literal["person", "body", "place", "demonym", "unknown"]


@dataclass(slots=True)
class Name:
    """A proper name."""

    first: int
    last: int
    kind: NameKind
    #: titles and offices before the name: "Prime Minister" (a stretch), or None
    title: tuple[int, int] | None = None


def find_names(document: Document, sentence: Sentence) -> list[Name]:
    """The proper names of one sentence, in order."""
    names: list[Name] = []
    place = sentence.first
    shouting = _is_headline(document, sentence)
    while place < sentence.last:
        dated = document.date_at.get(place)
        if dated is not None:
            place = max(place + 1, dated.last)
            continue
        if not _begins(document, sentence, place, shouting):
            place += 1
            continue
        last = _run(document, sentence, place)
        if last - place <= LONGEST_NAME:
            names.extend(_cut(document, place, last))
        place = last
    return names


def _is_headline(document: Document, sentence: Sentence) -> bool:
    """Most Words Begin With A Capital: then a capital tells nothing."""
    words = [t for t in document.tokens[sentence.first : sentence.last] if t.text[:1].isalpha() and len(t.text) > 3]
    return len(words) >= 4 and sum(t.capital for t in words) > 0.8 * len(words)


def _begins(document: Document, sentence: Sentence, place: int, shouting: bool) -> bool:
    token = document.tokens[place]
    lexicon = document.lexicon
    if not token.capital or token.low in ("i", "i'm", "i've"):
        return False
    opens = place == sentence.first or document.tokens[place - 1].text in (
        "“",
        '"',
        "‘",
        "'",
        ":",
        "•",
        "-",
        "–",
        "—",
        "(",
        "[",
    )
    if document.place_at.get(place) is not None or lexicon.bodies.at(document.lows, place) is not None:
        return True
    if not opens and not shouting:
        return token.low not in lexicon.determiners and token.low not in lexicon.possessives
    if token.low in lexicon.titles or _is_person_noun(document, place):
        following = document.tokens[place + 1] if place + 1 < sentence.last else None
        return following is not None and following.capital
    if token.low in lexicon.common or (token.low in document.small and token.low not in document.large):
        return False
    if token.low in lexicon.nouns or token.low in lexicon.verbs or token.low in lexicon.weapons:
        return False
    following = document.tokens[place + 1] if place + 1 < sentence.last else None
    named = following is not None and (following.capital or following.low in lexicon.particles)
    return (
        named
        or token.low in document.large
        or not token.low.endswith(("ing", "ly", "ed", "ions", "ers", "ists", "ments"))
    )


def _is_person_noun(document: Document, place: int) -> bool:
    found = document.lexicon.people.at(document.lows, place)
    return found is not None


def _run(document: Document, sentence: Sentence, first: int) -> int:
    """One past the last word of the run of names that begins here."""
    lexicon, tokens, lows = document.lexicon, document.tokens, document.lows
    known = lexicon.bodies.at(lows, first)
    last = first + (known[0] if known else 1)
    headed = lows[first] in lexicon.heads
    while last < sentence.last:
        token = tokens[last]
        if document.date_at.get(last) is not None:
            break
        if token.capital and token.low in lexicon.prepositions and token.low not in lexicon.particles:
            break
        if token.capital and token.low not in ("i",):
            headed = headed or token.low in lexicon.heads
            last += 1
            continue
        if (
            token.text == "."
            and len(tokens[last - 1].text) == 1
            and last + 1 < sentence.last
            and tokens[last + 1].capital
        ):
            last += 1
            continue
        if (
            token.text == "."
            and tokens[last - 1].low in lexicon.titles
            and last + 1 < sentence.last
            and tokens[last + 1].capital
        ):
            last += 1
            continue
        following = tokens[last + 1] if last + 1 < sentence.last else None
        if token.low in lexicon.particles and following is not None and following.capital:
            if token.low in ("as", "at", "st", "e", "y") and tokens[last - 1].end == token.start:
                break
            if token.low in ("as", "at"):
                break
            last += 2
            continue
        if token.low in _JOINS and following is not None and (headed or (token.low == "without" and following.capital)):
            ahead = last + 1
            while ahead < min(sentence.last, last + 3) and lows[ahead] in _JOINS:
                ahead += 1
            joined = ahead < sentence.last and tokens[ahead].capital and document.date_at.get(ahead) is None
            if joined and token.low == "and":
                joined = lows[ahead] in lexicon.heads or _names_a_field(document, ahead, sentence)
            if joined and token.low in ("in", "on", "against"):
                joined = False
            if joined:
                last = ahead + 1
                continue
        break
    return last


def _names_a_field(document: Document, place: int, sentence: Sentence) -> bool:
    """Whether "and X" goes on with a body's name: "Committee for Justice and Peace" but not "the Army and Samir"."""
    before = document.lows[place - 2] if place >= 2 else ""
    after = document.tokens[place + 1] if place + 1 < sentence.last else None
    single = after is None or not after.capital
    return (
        single
        and document.place_at.get(place) is None
        and before not in document.lexicon.heads
        and (document.lows[place] not in document.lexicon.given)
    )


def _cut(document: Document, first: int, last: int) -> list[Name]:
    """A run as names: titles and nationalities off the front, then told apart by kind."""
    lexicon, lows = document.lexicon, document.lows
    names: list[Name] = []
    start = first
    while start < last:
        located = document.place_at.get(start)
        if located is not None and located.demonym and located.last < last:
            if lows[located.last] in lexicon.heads or lexicon.bodies.at(lows, located.last) is not None:
                break
            names.append(Name(start, located.last, "demonym"))
            start = located.last
            continue
        break
    title_first = start
    while start < last:
        person = lexicon.people.at(lows, start)
        size = person[0] if person else 0
        if lows[start] in lexicon.titles or (size and start + size <= last):
            ahead = start + max(1, size if start + size <= last else 1)
            if ahead < last and document.tokens[ahead].text == ".":
                ahead += 1
            start = ahead
            continue
        if lows[start] in (
            "former",
            "late",
            "then",
            "acting",
            "deputy",
            "prime",
            "vice",
            "foreign",
            "interior",
            "ex",
            "chief",
            "special",
        ):
            start += 1
            continue
        break
    title = (title_first, start) if start > title_first else None
    if start >= last:
        return [*names, Name(title_first, last, "unknown")] if title is None else names
    kind = _kind(document, start, last, title)
    if kind != "person" and title is not None and kind != "unknown":
        return [*names, Name(title_first, last, kind)]
    names.append(Name(start, last, kind, title))
    return names


def _kind(document: Document, first: int, last: int, title: tuple[int, int] | None) -> NameKind:
    lexicon, tokens, lows = document.lexicon, document.tokens, document.lows
    known = lexicon.bodies.at(lows, first)
    if known is not None and first + known[0] >= last - 2:
        return "body"
    words = lows[first:last]
    if words[-1] in lexicon.sites and last - first > 1:
        return "place"
    if any(word in lexicon.heads for word in words):
        return "body"
    located = document.place_at.get(first)
    whole = located is not None and located.first <= first and located.last >= last
    given = lexicon.given.get(words[0])
    if title is not None and (last - first > 1 or not whole):
        return "person"
    if whole and located is not None and not (given and last - first > 1):
        return "demonym" if located.demonym else "place"
    if given and last - first > 1:
        return "person"
    if last - first == 1:
        text = tokens[first].text
        if len(text) >= 2 and text.isupper():
            return "body"
        return "unknown"
    if any(word in lexicon.particles or "-" in word for word in words):
        return "person"
    if all(document.tokens[n].text.isupper() and len(document.tokens[n].text) > 3 for n in range(first, last)):
        return "unknown"
    return "person" if last - first <= 5 else "unknown"
