"""Who says so: speakers, blame, denial, claims of responsibility.

Invariant: a speaker is a phrase of the text; a source ("according to police", "officials said") covers the sentence
it stands in and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sijill.statements.document import Document
from sijill.statements.phrases import Phrase, Stretch
from sijill.statements.sentences import Sentence
from sijill.types import ClaimKind

#: words that the speaker's phrase may have at most
LONGEST_SPEAKER = 14


@dataclass(slots=True)
class Source:
    """Who is quoted in a sentence."""

    #: the words that name the speaker
    speaker: Stretch
    #: where the word of saying stands
    at: int
    kind: ClaimKind
    phrase: Phrase | None = None
    #: whom the speaker blames
    blamed: Phrase | None = None


def find_sources(document: Document, sentence: Sentence, phrases: Sequence[Phrase]) -> list[Source]:
    """The speakers of one sentence, in order."""
    lexicon, lows = document.lexicon, document.lows
    ending = {p.last - 1: p for p in phrases}
    starting = {p.first: p for p in phrases}
    found: list[Source] = []
    at = sentence.first
    while at < sentence.last:
        low = lows[at]
        if low == "according" and at + 1 < sentence.last and lows[at + 1] == "to":
            source = _after(document, sentence, starting, at + 2, at)
            if source:
                found.append(source)
            at += 2
            continue
        if low == "per" and at + 1 < sentence.last and at + 1 in starting:
            at += 1
            continue
        claim = lexicon.claiming.at(lows, at)
        if claim is not None:
            if any(low in lexicon.negations for low in lows[max(sentence.first, at - 6) : at]):
                at += claim[0]
                continue  # "no group has claimed responsibility"
            source = _before(document, sentence, ending, at, "responsibility")
            if "by" in lows[at : at + claim[0]]:
                source = _after(document, sentence, starting, at + claim[0], at, "responsibility")
            if source:
                found.append(source)
            at += claim[0]
            continue
        blame = lexicon.blaming.at(lows, at)
        if blame is not None and not _passive(document, sentence, at):
            source = _before(document, sentence, ending, at, "blame")
            if source:
                for place in range(at + blame[0], min(sentence.last, at + blame[0] + 4)):
                    if place in starting and starting[place].kind != "pronoun":
                        source.blamed = starting[place]
                        break
                found.append(source)
            at += blame[0]
            continue
        kind: ClaimKind | None = None
        if low in lexicon.denying:
            kind = "denial"
        elif low in lexicon.condemning:
            kind = "condemnation"
        elif low in lexicon.saying and low not in (
            "found",
            "find",
            "finds",
            "posts",
            "reports",
            "report",
            "claims",
            "state",
            "states",
            "notes",
            "note",
            "post",
            "counts",
            "count",
            "estimates",
            "estimate",
            "document",
            "documents",
        ):
            kind = "warning" if low.startswith("warn") else "account"
        elif (
            low in ("reports", "claims", "states", "notes", "estimates", "documents", "found", "counts")
            and at - 1 in ending
        ):
            kind = "account"
        if kind is not None and not _passive(document, sentence, at):
            source = _before(document, sentence, ending, at, kind) or (
                _after(document, sentence, starting, at + 1, at, kind)
                if kind == "account" and low in ("said", "says")
                else None
            )
            if source:
                found.append(source)
        at += 1
    return found


def _passive(document: Document, sentence: Sentence, at: int) -> bool:
    before = at - 1
    while before >= sentence.first and document.lows[before] in document.lexicon.adverbs:
        before -= 1
    return before >= sentence.first and (
        document.lows[before] in document.lexicon.be
        or document.lows[before] in document.lexicon.determiners
        or document.lows[before] == "to"
    )


def _after(
    document: Document,
    sentence: Sentence,
    starting: dict[int, Phrase],
    first: int,
    at: int,
    kind: ClaimKind = "account",
) -> Source | None:
    for place in range(first, min(sentence.last, first + 6)):
        phrase = starting.get(place)
        if phrase is not None:
            start = first if place - first <= 4 else place
            if phrase.parts and any(part.count is not None and not part.name for part in phrase.parts[1:]):
                phrase = phrase.parts[0]  # "46 dead, according to the government, or 216 civilians"
            return _source(document, (start, phrase.last), at, kind, phrase)
        if not document.lows[place][:1].isalnum():
            break
    end = first
    while (
        end < sentence.last
        and end - first < 6
        and document.lows[end][:1].isalnum()
        and (document.lows[end] not in document.lexicon.subordinators and document.lows[end] not in document.lexicon.be)
    ):
        end += 1
    speaks = any(document.lexicon.speakers.at(document.lows, n) for n in range(first, end))
    return _source(document, (first, end), at, kind, None) if end > first and speaks else None


def _before(
    document: Document, sentence: Sentence, ending: dict[int, Phrase], at: int, kind: ClaimKind
) -> Source | None:
    lexicon, lows = document.lexicon, document.lows
    place = at - 1
    while place >= sentence.first and at - place < LONGEST_SPEAKER:
        low = lows[place]
        phrase = ending.get(place)
        if phrase is not None:
            prior = lows[phrase.first - 1] if phrase.first > sentence.first else ""
            if (
                prior in lexicon.prepositions
                and prior not in ("as",)
                and phrase.first - 2 >= sentence.first
                and kind != "responsibility"
            ):
                inner = place
                place = phrase.first - 2
                if lexicon.speakers.at(lows, place) is not None:
                    start = place
                    while (
                        start > sentence.first
                        and place - start < 4
                        and lows[start - 1][:1].isalnum()
                        and not _bounds(document, start - 1)
                    ):
                        start -= 1
                    return _source(document, (start, inner + 1), at, kind, ending.get(place))
                continue
            return _source(document, (phrase.first, phrase.last), at, kind, phrase)
        if low in lexicon.adverbs or low in lexicon.have or low in ("who", ",", ")") or place in document.date_at:
            place -= 1
            continue
        noun = lexicon.speakers.at(lows, place)
        if noun is not None and not _bounds(document, place):
            start = place
            while (
                start > sentence.first
                and place - start < 5
                and not _bounds(document, start - 1)
                and lows[start - 1][:1].isalnum()
            ):
                start -= 1
            return _source(document, (start, place + noun[0]), at, kind, None)
        if document.tokens[place].capital and not _bounds(document, place):
            start = place
            while start > sentence.first and document.tokens[start - 1].capital:
                start -= 1
            return _source(document, (start, place + 1), at, kind, None)
        return None
    return None


def _bounds(document: Document, place: int) -> bool:
    lexicon, low = document.lexicon, document.lows[place]
    return (
        low in lexicon.prepositions
        or low in lexicon.conjunctions
        or low in lexicon.subordinators
        or low in lexicon.be
        or (low in lexicon.verb_forms and low not in lexicon.participles and low not in lexicon.people)
    )


def _source(document: Document, stretch: Stretch, at: int, kind: ClaimKind, phrase: Phrase | None) -> Source | None:
    if document.lows[stretch[0]] in ("it", "this", "that", "which", "who", "what") and stretch[1] - stretch[0] == 1:
        return None
    if phrase is not None and phrase.kind == "place":
        phrase = None
    return Source(stretch, at, kind, phrase)
