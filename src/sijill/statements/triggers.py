"""The words that say that something was done: verbs and nouns of the codebook's act families.

Invariant: triggers of a sentence are in order and do not overlap; a figurative use ("kill time", "a shot film"), a
noun before another noun ("murder suspect") and a part of a name is no trigger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sijill.statements.document import Document
from sijill.statements.lexicon import Frame, NounForm, VerbForm
from sijill.statements.phrases import Phrase
from sijill.statements.sentences import Sentence

#: how far to both sides of a trigger a word may stand that makes it figurative
FIGURATIVE_REACH = 3

#: "set … on fire": so many words may the whole be
LONGEST_SPLIT = 10

#: so many words after a trigger a quotation of that word alone may still close
LONGEST_SCARE = 2
OPENING = frozenset(("“", '"', "‘", "'", "«", "„"))
CLOSING = frozenset(("”", '"', "’", "'", "»", "“"))

Voice = Literal["active", "passive", "noun"]


@dataclass(slots=True)
class Trigger:
    """A word or phrase that names an act."""

    first: int
    last: int
    voice: Voice
    frame: Frame
    lemma: str
    plural: bool = False
    #: "killing 14 people": its subject is that of the clause before
    participle: bool = False
    #: infinitive or modal before it: "to kill", "would kill"
    infinitive: bool = False
    #: first word of the verb group, auxiliaries and adverbs included
    group: int = 0
    #: "have been killed", "have died": a total so far rather than an event
    perfect: bool = False
    negated: bool = False
    #: present tense: "kills"
    present: bool = False
    #: its subject is what was thrown, not who threw it
    agentless: bool = False
    #: "being beaten": told on the way to something else
    being: bool = False


def find_triggers(document: Document, sentence: Sentence, phrases: Sequence[Phrase]) -> list[Trigger]:
    """The triggers of one sentence, in order.

    Args:
        document: the analysed text.
        sentence: the sentence.
        phrases: its phrases; a word that is part of a person's name or of a description is no trigger.
    """
    covered: set[int] = set()
    starts: set[int] = set()
    for phrase in phrases:
        for part in phrase.members():
            starts.add(part.first)
            if part.kind != "thing" or part.described is not None:
                covered.update(range(part.first, part.last))
    triggers: list[Trigger] = []
    place = sentence.first
    while place < sentence.last:
        found = None if place in covered else _at(document, sentence, place, starts)
        if found is None:
            place += 1
            continue
        if not _figurative(document, sentence, found):
            triggers.append(found)
        place = found.last
    return triggers


def _figurative(document: Document, sentence: Sentence, trigger: Trigger) -> bool:
    table, lows = document.lexicon.figurative, document.lows
    if _in_quotes(document, sentence, trigger):
        return True
    neighbours = table.get(lows[trigger.last - 1]) or table.get(lows[trigger.first])
    if not neighbours:
        return False
    low = max(sentence.first, trigger.first - FIGURATIVE_REACH)
    high = min(sentence.last, trigger.last + FIGURATIVE_REACH)
    return any(lows[n] in neighbours for n in range(low, high) if not trigger.first <= n < trigger.last)


def _in_quotes(document: Document, sentence: Sentence, trigger: Trigger) -> bool:
    """ "was \"lynched\" by the press": a word or two in quotation marks of their own are not meant as they stand."""
    tokens = document.tokens
    if trigger.first <= sentence.first or tokens[trigger.first - 1].text not in OPENING:
        return False
    within = range(trigger.last, min(sentence.last, trigger.last + LONGEST_SCARE))
    return any(tokens[n].text in CLOSING for n in within)


def _at(document: Document, sentence: Sentence, place: int, starts: set[int]) -> Trigger | None:
    lexicon, lows = document.lexicon, document.lows
    fired = _fired(document, sentence, place, starts)
    if fired is not None:
        return fired
    split = _split(document, sentence, place, starts)
    if split is not None:
        return split
    verb = lexicon.verbs.at(lows, place)
    noun = lexicon.nouns.at(lows, place)
    if verb is not None and place + verb[0] > sentence.last:
        verb = None
    if noun is not None and place + noun[0] > sentence.last:
        noun = None
    if noun is not None and (
        verb is None or noun[0] > verb[0] or _nominal(document, sentence, place, verb[0], verb[1], starts)
    ):
        return _noun(document, sentence, place, noun)
    if verb is not None:
        return _verb(document, sentence, place, verb, starts)
    return None


def _split(document: Document, sentence: Sentence, place: int, starts: set[int]) -> Trigger | None:
    """ "set the gates on fire", "left 25 people dead": a verb whose last words come after its object."""
    lexicon, lows = document.lexicon, document.lows
    rows = lexicon.split.get(lows[place])
    if rows is None:
        return None
    for at in range(place + 2, min(sentence.last, place + LONGEST_SPLIT)):
        if lows[at] in (",", ";", ".", ":") or lows[at] in lexicon.relatives or lows[at] in lexicon.be:
            return None
        for tail, forms in rows:
            if tuple(lows[at : at + len(tail)]) == tail:
                return _verb(document, sentence, place, (1, forms), starts)
    return None


def _fired(document: Document, sentence: Sentence, place: int, starts: set[int]) -> Trigger | None:
    """ "fired three bullets into", "threw a grenade at": verb, what flies, where to; the object comes after."""
    lexicon, lows = document.lexicon, document.lows
    tense = lexicon.firing.get(lows[place])
    if tense is None:
        return None
    if place + 1 < sentence.last and lows[place + 1] in ("at", "into", "on", "through", "against"):
        for at in range(place - 1, max(sentence.first, place - 7) - 1, -1):
            frame = lexicon.projectiles.get(lows[at])
            if frame is not None and any(lows[n] in lexicon.be for n in range(at, place)):
                # "two grenades were thrown at the house"
                trigger = _verb(document, sentence, place, (2, [VerbForm("fire", tense, frame)]), starts)
                if trigger is not None:
                    trigger.voice, trigger.agentless = "active", True
                return trigger
    for at in range(place + 1, min(sentence.last - 1, place + 5)):
        frame = lexicon.projectiles.get(lows[at])
        if frame is not None and lows[at + 1] in ("into", "at", "on", "toward", "towards", "against", "through"):
            form = VerbForm("fire", tense, frame)
            return _verb(document, sentence, place, (at + 2 - place, [form]), starts)
        if lows[at] in lexicon.prepositions or not lows[at][:1].isalnum():
            return None
    return None


def _nominal(
    document: Document, sentence: Sentence, place: int, size: int, forms: Sequence[VerbForm], starts: set[int]
) -> bool:
    """Whether a form that is both verb and noun ("attack", "killing", "arrests") is the noun here."""
    lexicon, lows = document.lexicon, document.lows
    before = _before(document, sentence, place)
    after = lows[place + size] if place + size < sentence.last else "."
    tenses = {form.tense for form in forms}
    if place - 1 in document.count_at and place > sentence.first:
        return True
    if before in ("to", "'ll") or before in lexicon.modals:
        return after in ("of", "on") and before == "to" and "ing" in tenses
    if before in lexicon.determiners or before in lexicon.possessives or before in ("'s", "'"):
        return True
    if "ing" in tenses:
        if (
            after in ("of", "in", "on", ",", ".", "by", "near", "was", "is", "has", "were", "spree")
            and before not in lexicon.be
        ):
            return True
        return before in (
            "mass",
            "target",
            "targeted",
            "revenge",
            "extrajudicial",
            "unlawful",
            "illegal",
            "brutal",
            "recent",
            "sectarian",
            "deadly",
            "political",
            "arbitrary",
            "similar",
            "further",
            "previous",
            "car",
            "suicide",
            "public",
            "the",
        )
    if tenses <= {"base", "s"} or ("base" in tenses and "past" not in tenses):
        if (
            after
            in (
                "of",
                "on",
                "against",
                "in",
                "at",
                "by",
                "near",
                "was",
                "were",
                "is",
                "had",
                "has",
                "killed",
                "left",
                "that",
                "which",
                "for",
                "from",
                ".",
                ",",
                "and",
                "came",
                "took",
                "occurred",
                "happened",
                "comes",
                "followed",
                "targeting",
                "took",
                "claimed",
                "wounded",
                "injured",
            )
            and place + size not in starts
        ):
            return True
        if place > sentence.first and place in (0, sentence.first):
            return False
        return place + size not in starts and after not in lexicon.determiners and after not in lexicon.possessives
    return False


def _before(document: Document, sentence: Sentence, place: int) -> str:
    at = place - 1
    while at >= sentence.first and document.lows[at] in document.lexicon.adverbs:
        at -= 1
    return document.lows[at] if at >= sentence.first else ""


def _noun(document: Document, sentence: Sentence, place: int, found: tuple[int, list[NounForm]]) -> Trigger | None:
    size, forms = found
    form = forms[0]
    last = place + size
    after = document.lows[last] if last < sentence.last else "."
    if (
        after in document.lexicon.phrasing["proceedings"]
        and last + 1 < sentence.last
        and document.lows[last + 1] == "of"
    ):
        last += 1  # "the murder trial of X": X was murdered
    elif after in document.lexicon.phrasing["modified"] and last not in document.date_at:
        return None
    # "raid 14 people": cannot be; "attack dog", "killing fields" are left to the figurative table
    if (
        document.tokens[place].capital
        and last < sentence.last
        and document.tokens[last].capital
        and place > sentence.first
    ):
        return None
    trigger = Trigger(place, last, "noun", form.frame, form.lemma, plural=form.plural, group=place)
    before = _before(document, sentence, place)
    trigger.negated = before in ("no", "without", "any")
    if form.frame.family == "legal_action" and form.plural and before in ("on", "under", "over"):
        return None  # "jailed on charges of": why, not what
    return trigger


def _verb(
    document: Document, sentence: Sentence, place: int, found: tuple[int, list[VerbForm]], starts: set[int]
) -> Trigger | None:
    lexicon, lows = document.lexicon, document.lows
    size, forms = found
    tenses = {form.tense for form in forms}
    last = place + size
    # the auxiliaries before it
    at = place - 1
    passive = perfect = infinitive = negated = bare_be = False
    while at >= sentence.first:
        low = lows[at]
        if low in lexicon.be:
            passive = True
            bare_be = bare_be or low == "be"
        elif low in lexicon.have:
            perfect = True
        elif low in lexicon.modals:
            infinitive = True
        elif low == "to":
            infinitive = True
            at -= 1
            break
        elif low in lexicon.negations:
            negated = True
        elif low in lexicon.adverbs:
            pass
        else:
            break
        at -= 1
    group = at + 1
    infinitive = infinitive or bare_be  # "demands that he be freed"
    participle = False
    if passive and tenses <= {"base", "s"}:
        return None  # "entrance is free"
    if passive and "ing" in tenses and "part" not in tenses:
        passive = False
    elif "ing" in tenses and tenses <= {"ing"}:
        participle = True
    elif not passive and "part" in tenses and "past" not in tenses and not perfect:
        passive = True
    elif not passive and not perfect and tenses & {"part"} and tenses & {"past"} and not infinitive:
        passive = _reduced(document, sentence, last, starts, forms[0].frame)
    if not passive and tenses <= {"part"} and not perfect:
        return None
    before = lows[group - 1] if group > sentence.first else ""
    bare = group == place and not participle
    if (
        bare
        and tenses & {"past", "part"}
        and (before in lexicon.prepositions or before in lexicon.possessives or before in ("the", "a", "an"))
    ):
        return None  # "of arrested protesters"
    present = tenses <= {"base", "s"} and not infinitive and not perfect
    if (
        present
        and not passive
        and not any(n in starts or lows[n] in lexicon.determiners for n in range(last, min(last + 3, sentence.last)))
    ):
        return None
    if tenses <= {"base"} and not infinitive and not perfect and place == sentence.first:
        return None
    trigger = Trigger(place, last, "passive" if passive else "active", forms[0].frame, forms[0].lemma, group=group)
    trigger.present = present
    trigger.being = "being" in lows[group:place]
    trigger.participle, trigger.infinitive, trigger.negated = participle, infinitive, negated
    trigger.perfect = perfect and not infinitive
    return trigger


def _reduced(document: Document, sentence: Sentence, last: int, starts: set[int], frame: Frame) -> bool:
    """Whether a bare form like "killed" is a participle ("a cleric killed in Basra") and not the past tense."""
    lexicon, lows = document.lexicon, document.lows
    if frame.victim_subject or frame.intransitive:
        return False
    at = last
    while at < sentence.last and (lows[at] in lexicon.adverbs or lows[at] in ("dead",)):
        at += 1
    if at >= sentence.last:
        return True
    low = lows[at]
    if at in document.date_at:
        return True
    if low == "to" and frame.family == "threat":
        return False  # "threatened to kill": whoever threatens
    if at in starts or low in lexicon.determiners or low in lexicon.possessives:
        return False
    if at in document.count_at and at not in document.date_at:
        return False
    if low in ("himself", "him", "her", "them", "it", "people", "civilians"):
        return False
    if at in document.date_at:
        return True
    if low == "and":
        # "killed and injured 30", "killed and wounded in the attack": as what follows
        nxt = at + 1
        following = lexicon.verbs.at(lows, nxt) if nxt < sentence.last else None
        if following is not None:
            return _reduced(document, sentence, nxt + following[0], starts, frame)
        return True
    if low == "," and at + 1 < sentence.last:
        nxt = at + 1 + (lows[at + 1] == "and")
        following = lexicon.verbs.at(lows, nxt) if nxt < sentence.last else None
        if following is not None and any(form.tense == "past" for form in following[1]):
            return _reduced(document, sentence, nxt + following[0], starts, frame)
    closed = low in lexicon.prepositions or low in lexicon.subordinators or low in lexicon.conjunctions
    return closed or not low[:1].isalnum()
