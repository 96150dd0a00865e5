"""Addresses of homes and beds in the words of a text, whether a reader took them for places or not.

An address is struck because somebody lives or lies there; so only sentences that speak of a home, refuge or hospital
are searched. Invariant: one pass; what is looked at around a word is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sijill.register.vocabulary import vocabulary
from sijill.types import Span
from sijill.values.folding import fold

#: words with a capital that a street's name has at most, before "Street"
LONGEST_STREET = 4

_SENTENCE = re.compile(r"(?:[^.!?؟\n]|\.(?=\S)|(?<=\bNo)\.|(?<=\bSt)\.)+")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NUMBER = re.compile(r"\d{1,4}[A-Za-z]?|[A-Z]")


def addresses(content: str) -> Iterator[Span]:
    """Streets with or without a house's number, and rooms, wards and flats by number, in sentences about a home."""
    known = vocabulary()
    for sentence in _SENTENCE.finditer(content):
        words = list(_WORD.finditer(content, sentence.start(), sentence.end()))
        low = [fold(re.sub(r"['’]s$", "", w.group())) for w in words]
        if known.home.isdisjoint(low):
            continue
        for at, word in enumerate(low):
            if word in known.streets and words[at].group()[0].isupper():
                first = _street(content, words, at)
                if first < at:
                    yield Span(words[first].start(), words[at].end())
            elif word in known.doors and at + 1 < len(words):
                number = at + 1 + (low[at + 1] == "no" and at + 2 < len(words))
                gap = content[words[at].end() : words[number].start()]
                if _NUMBER.fullmatch(words[number].group()) and len(gap) <= 6 and words[number].group() != "I":
                    yield Span(_named(content, words, at), words[number].end())


def _street(content: str, words: list[re.Match[str]], at: int) -> int:
    """The first word of a street's name, with the number of the house before it."""
    first = at
    while first > 0 and at - first < LONGEST_STREET and words[first - 1].group()[0].isupper():
        if content[words[first - 1].end() : words[first].start()].strip():
            break
        first -= 1
    numbered = first > 0 and words[first - 1].group()[0].isdigit()
    if numbered and content[words[first - 1].end() : words[first].start()].strip() in ("", ","):
        first -= 1
    return first


def _named(content: str, words: list[re.Match[str]], at: int) -> int:
    """Where the name of a house begins that stands before the number of a room: "Lantern Hospital, Room 4"."""
    known = vocabulary()
    before = at - 1
    if before < 0 or fold(words[before].group()) not in known.home:
        return words[at].start()
    if content[words[before].end() : words[at].start()].strip() not in ("", ","):
        return words[at].start()
    while before > 0 and words[before - 1].group()[0].isupper():
        if content[words[before - 1].end() : words[before].start()].strip():
            break
        before -= 1
    return words[before].start()
