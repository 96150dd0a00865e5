"""One text with everything that is found in it word by word, before anything is understood.

Invariant: positions are indexes into ``tokens``; a stretch ``(first, last)`` is ``tokens[first:last]``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace

from sijill.statements.lexicon import Lexicon
from sijill.statements.sentences import Sentence, Token, split, tokenise
from sijill.types import Count, Metadata, Place, Span, Text
from sijill.values.counts import find_counts
from sijill.values.dates import find_dates
from sijill.values.places import find_places

#: "2018 Country Reports on ...", "Annual Report 2019": the year that a report of a year is about
_PERIOD = re.compile(r"\b((?:19|20)\d\d)\b.{0,40}\breports?\b|\breports?\b.{0,30}\b((?:19|20)\d\d)\b", re.IGNORECASE)
#: any year of a title
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

#: a report of a year comes out at most so many years after it
LATEST_REPORT = 2

#: a place that no gazetteer has is a name of at most so many words
LONGEST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression among the tokens."""

    first: int
    last: int
    span: Span
    edtf: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A number among the tokens."""

    first: int
    last: int
    span: Span
    count: Count
    rule: str


@dataclass(frozen=True, slots=True)
class Located:
    """A place name among the tokens."""

    first: int
    last: int
    span: Span
    place: Place
    kind: str
    #: "Iraqi", "Frenchman": tells of origin, not of where something happened
    demonym: bool


@dataclass(slots=True)
class Document:
    """A text, its words and what they are one by one."""

    text: Text
    lexicon: Lexicon
    tokens: list[Token]
    lows: list[str]
    sentences: list[Sentence]
    dates: list[Dated]
    counts: list[Counted]
    places: list[Located]
    #: lower-case words that the text writes small somewhere: a capitalised one at a sentence's start is no name
    small: frozenset[str]
    #: lower-case words that the text writes with a capital inside a sentence
    large: frozenset[str]
    #: tokens inside phrases about people and bodies: a place there tells of them, not of where something happened
    aside: set[int] = field(default_factory=set)
    #: tokens of persons' names: a place there is none
    names: set[int] = field(default_factory=set)
    date_at: dict[int, Dated] = field(default_factory=dict)
    count_at: dict[int, Counted] = field(default_factory=dict)
    place_at: dict[int, Located] = field(default_factory=dict)
    #: the sentence of every token
    sentence_of: list[int] = field(default_factory=list)

    def span(self, first: int, last: int) -> Span:
        """The stretch of the text that tokens first to last (exclusive) cover."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def words(self, first: int, last: int) -> str:
        """The words of a stretch as the text has them."""
        return self.text.content[self.tokens[first].start : self.tokens[last - 1].end]

    def sentence(self, place: int) -> Sentence:
        """The sentence that a token belongs to."""
        return self.sentences[self.sentence_of[place]]


def period_of(title: str | None, published: str | None = None) -> str | None:
    """The year that a report tells of, as its title says, or None.

    "2018 Country Reports on ..." says so by itself; "Chad 2007", "The press in 2011" say so of a report that came out
    in one of the years after.
    """
    head = (title or "")[:300]
    match = _PERIOD.search(head)
    if match:
        return match.group(1) or match.group(2)
    years = set(_YEAR.findall(head))
    if len(years) != 1 or not (published or "")[:4].isdigit():
        return None
    year = years.pop()
    return year if 0 < int((published or "")[:4]) - int(year) <= LATEST_REPORT else None


def _period(metadata: Metadata) -> str | None:
    return period_of(metadata.title, metadata.published)


def _settlements(tokens: list[Token], lexicon: Lexicon, known: list[Located]) -> list[Located]:
    """Places that no gazetteer has but the words make places: "the town of X", "X village", "X, a village in"."""
    taken = {at for place in known for at in range(place.first, place.last)}
    found: list[Located] = []

    def enter(first: int, last: int) -> None:
        if first < last and not taken.intersection(range(first, last)):
            span = Span(tokens[first].start, tokens[last - 1].end)
            words = " ".join(token.text for token in tokens[first:last])
            found.append(Located(first, last, span, Place(city=words, precision="city"), "city", False))
            taken.update(range(first, last))

    for at, token in enumerate(tokens):
        if token.low not in lexicon.settlements or token.capital:
            continue
        first = at + 2
        if first < len(tokens) and tokens[at + 1].low == "of" and tokens[first].capital:
            last = first + 1
            while last < len(tokens) and last - first < LONGEST_PLACE and tokens[last].capital:
                last += 1
            enter(first, last)
        before = at
        if at >= 3 and tokens[at - 1].low in ("a", "the") and tokens[at - 2].text == ",":
            before = at - 2
        first = before
        while first > 0 and before - first < LONGEST_PLACE and tokens[first - 1].capital:
            first -= 1
        if first > 0 and tokens[first - 1].low in ("in", "near", "at", "outside", "from", "of", "to", "around"):
            enter(first, before)
    return found


def analyse(text: Text, lexicon: Lexicon) -> Document:
    """Cut a text into words and sentences and find its dates, numbers and place names."""
    content = text.content
    tokens = tokenise(content)
    sentences = split(content, tokens, lexicon.abbreviations)
    starts = [token.start for token in tokens]
    ends = [token.end for token in tokens]

    def stretch(span: Span) -> tuple[int, int]:
        first = bisect_right(ends, span.start)
        return first, max(first + 1, bisect_left(starts, span.end))

    metadata = text.metadata
    dates = [
        Dated(*stretch(d.span), d.span, d.edtf, d.rule)
        for d in find_dates(content, lexicon.code, published=metadata.published, period=_period(metadata))
        if d.span.start < len(content)
    ]
    places = [Located(*stretch(p.span), p.span, p.place, p.kind, p.demonym) for p in find_places(content, lexicon.code)]
    # "Iran-backed": a part of a word tells of origin, as a demonym does
    places = [p if tokens[p.last - 1].end <= p.span.end else replace(p, demonym=True) for p in places]
    places = sorted([*places, *_settlements(tokens, lexicon, places)], key=lambda p: p.first)
    within = {at for d in dates for at in range(d.first, d.last)}
    places = [
        p
        for p in places
        if not within.intersection(range(p.first, p.last)) and tokens[p.first].low not in lexicon.weapons
    ]
    counts = [Counted(*stretch(c.span), c.span, c.count, c.rule) for c in find_counts(content, lexicon.code)]
    first_words = {sentence.first for sentence in sentences}
    document = Document(
        text=text,
        lexicon=lexicon,
        tokens=tokens,
        lows=[token.low for token in tokens],
        sentences=sentences,
        dates=dates,
        counts=counts,
        places=places,
        small=frozenset(token.low for token in tokens if token.text[:1].islower()),
        large=frozenset(t.low for n, t in enumerate(tokens) if t.capital and n not in first_words),
    )
    for sentence in sentences:
        document.sentence_of.extend([sentence.index] * (sentence.last - sentence.first))
    for dated in dates:
        document.date_at.update(dict.fromkeys(range(dated.first, dated.last), dated))
    for counted in counts:
        if counted.first not in document.date_at:
            document.count_at.update(dict.fromkeys(range(counted.first, counted.last), counted))
    for located in places:
        document.place_at.update(dict.fromkeys(range(located.first, located.last), located))
    return document
