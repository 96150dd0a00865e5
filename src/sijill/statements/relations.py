"""Ties that a text states: who leads, speaks for or belongs to a body, who is whose kin, what followed a threat.

Invariant: a tie has the words that say it ("a spokesman for the X", "his brother"), both ends are named in the text,
and nothing is concluded from two ties.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sijill.statements.coreference import Cast, Entity
from sijill.statements.document import Document
from sijill.statements.grouping import Event
from sijill.statements.phrases import Phrase, Stretch
from sijill.statements.sentences import Sentence
from sijill.types import Relation, RelationKind, Span

#: words that may stand between a name and the noun that tells the tie: ", a senior"
LONGEST_GAP = 5
#: a name of a body has at most so many words
LONGEST_BODY = 8
#: "his brother" looks back over so many people
REMEMBERED = 16

_TIES: tuple[tuple[str, RelationKind], ...] = (
    ("leading", "leads"), ("speaking_for", "speaks_for"), ("belonging", "member_of"), ("working_for", "works_for"),
)  # fmt: skip
_HARM = frozenset(("killing", "attempted_killing", "armed_attack", "bombing", "abduction", "assault", "detention"))


def find_relations(
    document: Document,
    phrases: Sequence[Sequence[Phrase]],
    cast: Cast,
    events: Sequence[Event],
    mentions: Mapping[int, str],
    parties: Mapping[int, str],
) -> list[Relation]:
    """The ties that a text states.

    Args:
        document: the analysed text.
        phrases: the phrases of every sentence.
        cast: who is who.
        events: the events that are told.
        mentions: local id of the mention of each event, by ``id(event)``.
        parties: local ids of the parties, by the index of their entity in the cast.
    """
    relations: list[Relation] = []
    known: deque[Entity] = deque(maxlen=REMEMBERED)
    for sentence, row in zip(document.sentences, phrases, strict=True):
        people = [(p, e) for p, e in cast.resolve(row) if p.kind == "person" and p.name is not None]
        for kind, words, person, body in _offices(document, sentence, row, people, cast):
            relations.append(Relation(kind, _end(document, person, parties), _end(document, body, parties), words))
        relations.extend(_kin(document, people, known, parties))
        known.extend(e for _, e in people if e not in known)
    relations.extend(_threatened_before(document, events, mentions))
    return list(dict.fromkeys(relations))


def _end(document: Document, of: Entity | Stretch, parties: Mapping[int, str]) -> str:
    """An end of a tie: a party of the reading, or the name as written."""
    if not isinstance(of, Entity):
        return document.words(*of)
    if of.index in parties:
        return f"p:{parties[of.index]}"
    return document.words(*of.name) if of.name is not None else ""


def _offices(
    document: Document, sentence: Sentence, row: Sequence[Phrase], people: Sequence[tuple[Phrase, Entity]], cast: Cast
) -> Iterator[tuple[RelationKind, Span, Entity, Entity | Stretch]]:
    """ "X, a spokesman for the Y", "Y commander X"."""
    phrasing, lows = document.lexicon.phrasing, document.lows
    for at in range(sentence.first, sentence.last):
        for name, kind in _TIES:
            if lows[at] not in phrasing[name] or lows[at] in phrasing["many_of_them"]:
                continue
            person = _bearer(document, people, at)
            body = _body(document, sentence, row, at, cast)
            if person is None or body is None or body is person:
                continue
            words = document.span(at, at + 1)
            yield kind, words, person, body


def _bearer(document: Document, people: Sequence[tuple[Phrase, Entity]], at: int) -> Entity | None:
    """The person whom the noun at a place describes."""
    for phrase, entity in people:
        if entity.name is None:
            continue
        if phrase.first <= at < phrase.last:
            return entity
        gap = document.lows[phrase.last : at]
        if (
            0 < len(gap) <= LONGEST_GAP
            and gap[0] == ","
            and gap.count(",") == 1
            and "of" not in gap
            and "and" not in gap
        ):
            return entity
    return None


def _body(
    document: Document, sentence: Sentence, row: Sequence[Phrase], at: int, cast: Cast
) -> Entity | Stretch | None:
    """The body after "of" or "for", or the name right before the noun."""
    lows, tokens, lexicon = document.lows, document.tokens, document.lexicon
    if at + 2 < sentence.last and lows[at + 1] in ("of", "for", "in", "with"):
        first = at + 2 + (lows[at + 2] in lexicon.determiners)
        last = first
        while last < sentence.last and last - first < LONGEST_BODY:
            joins = lows[last] in ("of", "the", "for", "and") and last + 1 < sentence.last and tokens[last + 1].capital
            if not (tokens[last].capital or (joins and last > first)):
                break
            last += 1
    else:
        last = at
        first = at
        while first > sentence.first and tokens[first - 1].capital and at - first < LONGEST_BODY:
            first -= 1
    while last > first and lows[last - 1] in ("of", "the", "for", "and"):
        last -= 1
    if first >= last or document.place_at.get(first) is not None or first in document.names:
        return None
    for phrase in row:
        if phrase.kind == "body" and phrase.first <= first < phrase.last:
            entity = next(iter(cast.of.get(id(phrase), ())), None)
            if entity is not None and entity.name is not None:
                return entity
    heads = any(lows[n] in lexicon.heads or lexicon.bodies.at(lows, n) for n in range(first, last))
    return (first, last) if heads or last - first > 1 else None


def _kin(
    document: Document, people: Sequence[tuple[Phrase, Entity]], known: Iterable[Entity], parties: Mapping[int, str]
) -> Iterator[Relation]:
    """ "his widow, X", "X, his brother": kin of the person named last before."""
    lows, kin = document.lows, document.lexicon.phrasing["kin"]
    for phrase, entity in people:
        low, high = max(0, phrase.first - 3), min(len(lows) - 2, phrase.last + 2)
        for at in (*range(low, phrase.last), *range(phrase.last, high)):
            if lows[at] not in ("his", "her", "their") or lows[at + 1] not in kin:
                continue
            if at >= phrase.last and lows[phrase.last] != ",":
                continue
            sex = {"his": "m", "her": "f"}.get(lows[at])
            before = [e for p, e in people if p.last <= min(phrase.first, at) and e is not entity]
            fitting = [
                e
                for e in (*known, *before)
                if e is not entity and e.kind == "person" and e.name and (not sex or not e.sex or e.sex == sex)
            ]
            victims = [e for e in fitting if e.index in parties]
            if victims or fitting:
                other = (victims or fitting)[-1]
                span = document.span(at, at + 2)
                yield Relation("kin_of", _end(document, entity, parties), _end(document, other, parties), span)
            break


def _threatened_before(document: Document, events: Sequence[Event], mentions: Mapping[int, str]) -> Iterator[Relation]:
    """ "He had received death threats": harm to somebody whom the text tells to have been threatened before."""
    for threat in events:
        if threat.family != "threat":
            continue
        before = any(
            f.trigger.perfect or any(
                low in document.lexicon.phrasing["before_that"]
                for low in document.lows[f.sentence.first : f.sentence.last]
            )
            for f in threat.findings
        )  # fmt: skip
        if not before:
            continue
        for harm in events:
            if harm.family in _HARM and harm.everyone() & threat.everyone():
                trigger = threat.naming.trigger
                source, target = mentions[id(harm)], mentions[id(threat)]
                words = document.span(trigger.first, trigger.last)
                yield Relation("follows_threat", f"i:{source}", f"i:{target}", words)
