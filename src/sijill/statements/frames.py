"""Who did it and to whom: the arguments of each trigger, by position and voice.

A *finding* is one trigger with its arguments; several findings may turn out to tell of one event. Links made here
are those that grammar tells within one sentence: "killing 14" belongs to the attack before it, "the blast killed
four" to the blast, "abducted and killed" has one object. Invariant: findings of a sentence are in order, and every
argument is a phrase of that sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sijill.statements.coreference import Entity
from sijill.statements.document import Document
from sijill.statements.lexicon import Frame
from sijill.statements.phrases import Phrase, Stretch
from sijill.statements.sentences import Sentence
from sijill.statements.triggers import Trigger

#: how many words an object or a by-phrase may stand after its trigger
REACH_OF_BY = 30
REACH_OF_OBJECT = 6
REACH_OF_CITED = 20
REACH_OF_BESIDE = 6
REACH_OF_FORCE = 4
REACH_OF_RECEIVED = 9

#: a quotation that begins with the word is about it, not an account of it
_OPENING = frozenset(("“", '"', "‘"))


def lows_before(lows: Sequence[str], trigger: Trigger) -> str:
    """The word right before a trigger's verb group."""
    return lows[trigger.group - 1] if trigger.group else ""


@dataclass(slots=True)
class Finding:
    """One trigger and what is told beside it."""

    trigger: Trigger
    frame: Frame
    sentence: Sentence
    #: the part of the sentence that is about it
    clause: Stretch
    victims: list[Phrase] = field(default_factory=list)
    doers: list[Phrase] = field(default_factory=list)
    #: things attacked, with their kind
    targets: list[tuple[Stretch, str]] = field(default_factory=list)
    #: the grammatical subject, whatever its part
    subject: Phrase | None = None
    outcome: str | None = None
    #: index of the finding of the same sentence that tells of the same event
    same_as: int | None = None
    #: "the attack", "this killing": refers to something told already
    definite: bool = False
    #: planned, foiled, demanded: told as not (yet) done
    planned: bool = False
    #: demanded ("calls for his release") or without any word of its own: no event
    void: bool = False
    negated: bool = False
    #: "six months after the explosion in the port": a point that time is counted from, an event of its own
    since: bool = False
    #: "Freed on 4 May.": a participle that begins its sentence, of whoever was told of before
    elliptical: bool = False
    #: the number of its victims includes the one named beside it
    inclusive: bool = False
    #: entities told of without a name here -> who they turned out to be
    aliases: dict[int, Entity] = field(default_factory=dict)


def find_frames(
    document: Document, sentence: Sentence, phrases: Sequence[Phrase], triggers: Sequence[Trigger]
) -> list[Finding]:
    """The findings of one sentence."""
    return _Frames(document, sentence, phrases, triggers).read()


class _Frames:
    def __init__(
        self, document: Document, sentence: Sentence, phrases: Sequence[Phrase], triggers: Sequence[Trigger]
    ) -> None:
        self.document = document
        self.lexicon = document.lexicon
        self.lows = document.lows
        self.sentence = sentence
        self.phrases = phrases
        self.starting = {p.first: p for p in phrases}
        self.ending = {p.last - 1: p for p in phrases}
        self.triggers = triggers
        self.trigger_at = {n: number for number, t in enumerate(triggers) for n in range(t.first, t.last)}
        self.findings: list[Finding] = []

    def read(self) -> list[Finding]:
        for number, trigger in enumerate(self.triggers):
            finding = Finding(trigger, trigger.frame, self.sentence, self._clause(trigger))
            finding.outcome = trigger.frame.outcome
            self.findings.append(finding)
            if trigger.voice == "noun":
                self._noun(number, finding)
            else:
                self._verb(number, finding)
                self._beside(finding)
            if number and trigger.voice == "passive" and finding.subject is self.findings[number - 1].subject:
                trigger.perfect = trigger.perfect or self.triggers[number - 1].perfect
            self._fatal(finding)
            self._modality(finding)
        self._named_as()
        return self.findings

    def _beside(self, finding: Finding) -> None:
        """ "was killed together with his wife", "is one of eight people killed": victims beside the one named."""
        lows, trigger = self.lows, finding.trigger
        if trigger.voice != "passive":
            return
        for at in range(trigger.last, min(self.sentence.last - 1, trigger.last + REACH_OF_BESIDE)):
            if lows[at : at + 2] in (["together", "with"], ["along", "with"]) or lows[at] == "alongside":
                phrase = self.starting.get(at + (1 if lows[at] == "alongside" else 2))
                if phrase is not None and phrase.kind in ("person", "group", "thing"):
                    self._suffers(finding, phrase)
                break
            if not lows[at][:1].isalnum():
                break
        subject = finding.subject
        if subject is None or not subject.plural or subject.first - 3 < self.sentence.first:
            return
        led = lows[subject.first - 3] in self.lexicon.be or lows[subject.first - 3] == "among"
        if led and lows[subject.first - 2 : subject.first] == ["one", "of"]:
            one = self._nearest_before(subject.first - 4)
            if one is not None and one.kind in ("person", "pronoun", "thing"):
                finding.victims.append(one)
                finding.inclusive = True

    def _named_as(self) -> None:
        """ "The source named the dead as A and B": the names are those of the sentence's nameless victims."""
        for at in range(self.sentence.first + 1, self.sentence.last):
            phrase = self.starting.get(at)
            if phrase is None or self.lows[at - 1] != "as" or not all(p.name is not None for p in phrase.members()):
                continue
            if not any(self.lows[n] in self.lexicon.naming for n in range(self.sentence.first, at)):
                continue
            for finding in self.findings:
                if not finding.victims and finding.frame.takes == "person" and finding.trigger.voice != "noun":
                    finding.victims = [phrase]
                    finding.void = finding.planned = False

    # -- clauses

    def _clause(self, trigger: Trigger) -> Stretch:
        first, last = trigger.first, trigger.last
        brackets = self._brackets(trigger)
        if brackets is not None:
            return brackets
        while first > self.sentence.first and not self._parted(first - 1):
            first -= 1
        while last < self.sentence.last and not self._parted(last):
            last += 1
        return first, last

    def _parted(self, at: int) -> bool:
        """Whether a clause of another event begins here; "while covering" goes on with the same."""
        if self.lows[at] not in self.lexicon.phrasing["parted"]:
            return False
        return self.lows[at] == ";" or not (at + 1 < self.sentence.last and self.lows[at + 1].endswith("ing"))

    def _brackets(self, trigger: Trigger) -> Stretch | None:
        """What stands in brackets is a clause of its own."""
        first = trigger.first
        while first > self.sentence.first and self.lows[first - 1] not in ("(", ")"):
            first -= 1
        if first == self.sentence.first or self.lows[first - 1] != "(":
            return None
        last = trigger.last
        while last < self.sentence.last and self.lows[last] != ")":
            last += 1
        return (first, last) if last < self.sentence.last else None

    # -- verbs

    def _verb(self, number: int, finding: Finding) -> None:
        trigger = finding.trigger
        subject, event = self._subject(number, trigger)
        finding.subject = subject
        if self._of_a_force(trigger) or (
            trigger.frame.close and (trigger.present or not self._beside_people(trigger, subject))
        ):
            finding.void = True
        if trigger.voice == "passive":
            before_it = self.lows[trigger.group - 1] if trigger.group > self.sentence.first else "."
            dated = trigger.group - 1 in self.document.date_at
            finding.elliptical = trigger.group == trigger.first and (before_it in (".", ";", ":") or dated)
            if finding.elliptical and before_it != "." and not dated:
                subject = finding.subject = None
            if subject is None or (subject.last < trigger.group - 1 and trigger.frame.takes == "person"):
                words = self._thing_before(trigger)
                unknown = self._people_unknown(trigger, *words) if words is not None else None
                subject = finding.subject = unknown or subject
            if subject is not None:
                self._suffers(finding, subject)
            if trigger.frame.takes != "person" and not finding.targets and not finding.victims:
                thing = self._thing_before(trigger)
                if thing is not None:
                    self._target(finding, thing)
            self._by(finding, trigger.last)
            return
        if trigger.frame.victim_subject:
            if trigger.frame.family == "displacement" and self._escapes(number, subject):
                finding.void = True
            if subject is not None:
                self._suffers(finding, subject)
            if event is not None:
                finding.same_as = event
            self._by(finding, trigger.last)
            return
        found, thing = self._object(trigger)
        if found is None and thing is not None:
            found = self._people_unknown(trigger, *thing)
            thing = None if found is not None else thing
        if event is not None:
            finding.same_as = event
        elif subject is not None and not trigger.agentless:
            self._does(finding, subject)
        if trigger.agentless:
            self._by(finding, trigger.last)
        if trigger.first > self.sentence.first and trigger.participle and lows_before(self.lows, trigger) in _OPENING:
            finding.void = True
        if found is not None:
            self._suffers(finding, found)
        elif thing is not None:
            self._target(finding, thing)
        elif number and event is None and self._shares_object(number):
            before = self.findings[number - 1]
            finding.victims = before.victims
        if (
            found is None
            and thing is not None
            and trigger.frame.takes == "person"
            and not finding.targets
            and trigger.frame.family != "killing"
        ):
            finding.void = True  # "charged the gates", "arrested the decline"
        accused = (
            trigger.participle
            and trigger.first > self.sentence.first
            and (
                self.lows[trigger.group - 1] in ("of", "for", "with", "in", "from")
                and trigger.group - 1 not in self.document.date_at
            )
        )
        if accused:
            # "found guilty of murdering X", "four men accused of killing X": an event of its own
            finding.same_as = None
            earlier = self.findings[number - 1] if number else None
            if earlier is not None and earlier.frame.family == "legal_action" and earlier.victims:
                finding.doers = list(earlier.victims)
            else:
                near = self._nearest_before(trigger.group - 1)
                finding.doers = [near] if near is not None else []
            return
        if number and event is None and (trigger.participle or finding.subject is self.findings[number - 1].subject):
            before = self.findings[number - 1]
            if trigger.participle and before.clause == finding.clause and not trigger.infinitive:
                finding.same_as = number - 1
                if not finding.doers:
                    finding.doers = before.doers

    def _escapes(self, number: int, subject: Phrase | None) -> bool:
        """ "opened fire and fled": whoever runs away after a deed is not driven out."""
        if subject is None or subject.unidentified or subject.code:
            return True
        return any(subject in earlier.doers or subject is earlier.subject for earlier in self.findings[:number])

    def _of_a_force(self, trigger: Trigger) -> bool:
        """ "the storm killed", "killed by falling rocks": what nature, illness and machines do."""
        forces, lows = self.lexicon.phrasing["forces"], self.lows
        if trigger.voice == "passive" or trigger.frame.victim_subject:
            for at in range(trigger.last, min(self.sentence.last, trigger.last + REACH_OF_FORCE)):
                if lows[at] in ("by", "of", "from", "with", "in"):
                    return any(n in forces for n in lows[at + 1 : min(self.sentence.last, at + 4)])
            return False
        return trigger.group > self.sentence.first and lows[trigger.group - 1] in forces

    def _beside_people(self, trigger: Trigger, subject: Phrase | None) -> bool:
        """Whether the one to whom an everyday verb happens stands right beside it."""
        lows = self.lows
        if trigger.voice != "passive":
            at = trigger.last
            phrase = self.starting.get(at)
            return phrase is not None and phrase.kind in ("person", "group", "pronoun")
        if subject is None or subject.kind not in ("person", "group", "pronoun"):
            return False
        between = lows[subject.last : trigger.group]
        return not between or between[0] in (",", "who", "and", "(") or between[-1] in ("and", ",", "then")

    def _people_unknown(self, trigger: Trigger, first: int, last: int) -> Phrase | None:
        """ "wounded two clerks", "a dyer was shot": a noun that no list has, where the verb needs somebody.

        Taken are a number before a plural, and after an article what ends like a noun for people.
        """
        lows, document = self.lows, self.document
        if trigger.frame.takes != "person" or trigger.frame.weak or trigger.frame.close:
            return None
        if any(n in self.starting or n in self.ending for n in range(first, last)) or last - first > REACH_OF_OBJECT:
            return None
        counted = document.count_at.get(first) or document.count_at.get(min(first + 1, last - 1))
        end = next((n for n in range(first + 1, last) if lows[n] == "of"), last)
        head = lows[end - 1]
        if any(document.tokens[n].capital and n > self.sentence.first for n in range(first, end)) or end - first < 2:
            return None
        if self.lexicon.targets.at(lows, end - 1) or self.lexicon.weapons.at(lows, end - 1):
            return None
        if head in self.lexicon.phrasing["no_agents"] or head in self.lexicon.common or not head.isalpha():
            return None
        one, many = head.endswith(("er", "or")), head.endswith(("ers", "ors"))
        plural = counted is not None and head.endswith("s") and not head.endswith("ss") and counted.count.min != 1
        if not (plural or ((one or many) and lows[first] in self.lexicon.determiners)):
            return None
        plural = plural or many
        phrase = Phrase(first, end, "group" if plural else "person", described=(first, end), plural=plural)
        phrase.nouned, phrase.definite = True, lows[first] in ("the", "this", "that", "these", "those")
        if counted is not None and plural:
            phrase.count, phrase.counted = counted.count, (counted.first, counted.last)
        return phrase

    def _thing_before(self, trigger: Trigger) -> Stretch | None:
        """ "at least 60 houses were burnt": the thing before a passive verb, by its noun."""
        lows, lexicon = self.lows, self.lexicon
        end = trigger.group
        if end > self.sentence.first and lows[end - 1] in ("and", ","):
            return None
        first = end - 1
        while first >= self.sentence.first and end - first <= REACH_OF_OBJECT:
            low = lows[first]
            if not low[:1].isalnum() or low in lexicon.subordinators or low in lexicon.conjunctions:
                break
            if low in lexicon.determiners or first in self.document.count_at:
                if first in self.document.count_at:
                    first = self.document.count_at[first].first
                return max(first, self.sentence.first), end
            if low in lexicon.prepositions and low != "of":
                end = first
            elif low in lexicon.verb_forms and low not in lexicon.participles:
                break
            first -= 1
        first += 1
        return (first, end) if first < end else None

    def _nearest_before(self, at: int) -> Phrase | None:
        while at >= self.sentence.first:
            phrase = self.ending.get(at)
            if phrase is not None and phrase.kind not in ("place", "thing"):
                return phrase
            at -= 1
        return None

    def _shares_object(self, number: int) -> bool:
        """ "abducted, tortured and killed": verbs side by side share what comes before or after them."""
        before, now = self.triggers[number - 1], self.triggers[number]
        between = self.lows[before.last : now.group]
        return before.voice != "noun" and all(
            w in ("and", ",", "then", "or", "later") or w in self.lexicon.adverbs for w in between
        )

    def _subject(self, number: int, trigger: Trigger) -> tuple[Phrase | None, int | None]:
        """The grammatical subject: a phrase, or the number of the event that is it ("the blast killed")."""
        lows, lexicon = self.lows, self.lexicon
        at = trigger.group - 1
        coordinated = verb_seen = relative = who = False
        passive_person = trigger.frame.takes == "person" and (
            trigger.voice == "passive" or trigger.frame.victim_subject
        )
        fallback: Phrase | None = None
        apart = self._set_apart(trigger) if passive_person else None
        if apart is not None:
            return apart, None
        if trigger.participle or (
            at >= self.sentence.first
            and (
                lows[at] in ("and", "or", "but", "then")
                or (lows[at] == "," and trigger.group == trigger.first and trigger.voice == "active")
            )
        ):
            coordinated = True
        while at >= self.sentence.first:
            low = lows[at]
            earlier = self.trigger_at.get(at)
            if earlier is not None and earlier < number:
                before = self.findings[earlier]
                if before.trigger.voice == "noun":
                    free = not coordinated or verb_seen or trigger.participle
                    if free and before.frame.neutral and not before.planned and not passive_person:
                        return None, earlier
                    at = before.trigger.first - 1
                    continue
                if coordinated or verb_seen:
                    if trigger.voice == "active" and before.trigger.voice == "passive":
                        if trigger.participle:
                            return (before.doers[0] if before.doers else None), earlier
                        return before.subject, None
                    if before.subject is not None or not before.same_as:
                        return before.subject, before.same_as if before.subject is None else None
                at = before.trigger.group - 1
                verb_seen = True
                continue
            phrase = self.ending.get(at)
            if phrase is not None:
                if phrase.kind == "thing" and phrase.name is None:
                    at = phrase.first - 1
                    continue
                prior = lows[phrase.first - 1] if phrase.first > self.sentence.first else ""
                owner = self.ending.get(phrase.first - 2) if prior in ("'s", "'") else None
                if (
                    owner is not None
                    and owner.first > self.sentence.first
                    and lows[owner.first - 1] in lexicon.prepositions
                ):
                    at = owner.first - 2  # "a voice among Lebanon's Shias, was attacked"
                    continue
                if coordinated and not verb_seen and phrase.first > self.sentence.first:
                    fallback = fallback or phrase
                    at = phrase.first - 1
                    continue
                aside = phrase.kind == "place" and (prior in lexicon.prepositions or prior == ",")
                if aside or (phrase.kind == "place" and passive_person):
                    at = phrase.first - (2 if aside else 1)
                    continue
                if self._object_of_another(phrase, trigger) and not relative:
                    at = phrase.first - 1
                    verb_seen = True
                    continue
                if who and phrase.kind not in ("person", "group", "pronoun"):
                    at = phrase.first - 1
                    continue
                if prior in ("after", "before", "as", "since", "until") and not verb_seen:
                    return phrase, None
                if prior in lexicon.prepositions and not relative and prior not in ("as",):
                    if (
                        prior == "of"
                        and phrase.first >= 2
                        and (
                            lows[phrase.first - 2]
                            in (
                                "one",
                                "some",
                                "many",
                                "most",
                                "all",
                                "both",
                                "none",
                                "two",
                                "three",
                                "majority",
                                "dozens",
                                "hundreds",
                            )
                            or phrase.first - 2 in self.document.count_at
                        )
                    ):
                        return phrase, None
                    fallback = fallback or phrase
                    at = phrase.first - 2
                    continue
                return phrase, None
            dated = self.document.date_at.get(at)
            if dated is not None:
                at = dated.first - 1
                continue
            if low in lexicon.relatives and at > self.sentence.first:
                relative = True
                who = low == "who"
                at -= 1
                if lows[at] == ",":
                    at -= 1
                continue
            if (
                low in (";", ":")
                or (low in lexicon.subordinators and low not in ("that", "as", "since", "after", "before"))
                or (low in ("after", "before", "as", "because") and at + 1 < trigger.group and not verb_seen)
            ):
                if coordinated:
                    break
                if fallback is not None and not relative:
                    break
                return fallback, None
            if low in ("said", "says", "told", "reported", "announced", "that") and not coordinated:
                break
            if low in lexicon.verb_forms and low not in lexicon.participles and not self._noun_like(at):
                if not coordinated and low not in lexicon.be and low not in lexicon.have:
                    # the object of another verb stands between: what is left of it is that verb's subject
                    verb_seen = True
                else:
                    verb_seen = True
            at -= 1
        return fallback, None

    def _set_apart(self, trigger: Trigger) -> Phrase | None:
        """ "X, who opposed the movement, was killed": a comma before the verb closes what was told of the subject."""
        if (
            trigger.group == trigger.first
            or trigger.group <= self.sentence.first
            or self.lows[trigger.group - 1] != ","
        ):
            return None
        verbs = [t for t in self.triggers if t.first < trigger.first and t.voice != "noun"]
        for phrase in self.phrases:
            if phrase.last >= trigger.group:
                break
            before = self.lows[phrase.first - 1] if phrase.first > self.sentence.first else ""
            opened = self.lows[phrase.last] == "," or "," in self.lows[phrase.first : phrase.last]
            inside = all(
                any(self.lows[n] in self.lexicon.relatives for n in range(phrase.last, t.first)) for t in verbs
            )
            named = phrase.kind in ("person", "thing") and phrase.name is not None
            if named and opened and inside and before not in self.lexicon.prepositions:
                return phrase
        return None

    def _object_of_another(self, phrase: Phrase, trigger: Trigger) -> bool:
        """ "X, who left two dead, was released": what stands right after a verb, closed by a comma, is its object."""
        if trigger.voice != "passive" or trigger.group == trigger.first or self.lows[trigger.group - 1] != ",":
            return False
        before = phrase.first - 1
        return (
            before > self.sentence.first
            and self.lows[before] in self.lexicon.verb_forms
            and (self.lows[before] not in self.lexicon.participles and not self._noun_like(before))
        )

    def _noun_like(self, at: int) -> bool:
        before = self.lows[at - 1] if at > self.sentence.first else ""
        return (
            before in self.lexicon.determiners
            or before in self.lexicon.possessives
            or before in self.lexicon.prepositions
        )

    def _object(self, trigger: Trigger) -> tuple[Phrase | None, Stretch | None]:
        lows, lexicon = self.lows, self.lexicon
        at = trigger.last
        limit = min(self.sentence.last, at + REACH_OF_OBJECT)
        while at < limit:
            phrase = self.starting.get(at)
            if phrase is not None and phrase.kind == "place" and lows[phrase.last : phrase.last + 1] in (["'s"], ["'"]):
                owned = self.starting.get(phrase.last + 1)
                if owned is not None:
                    return owned, None
            if phrase is not None and phrase.kind != "place":
                after = lows[phrase.last] if phrase.last < self.sentence.last else ""
                if after in ("'s", "'") and phrase.last + 1 < self.sentence.last:
                    # "the group's headquarters": the thing, not its owner
                    return None, self._thing(phrase.last + 1, phrase.first)
                return phrase, None
            if phrase is not None:
                return None, self._thing(at, at)
            low = lows[at]
            if (
                low in ("the", "his", "her")
                and lows[at + 2 : at + 3] == ["of"]
                and lows[at + 1] in lexicon.phrasing["parts"]
            ):
                at += 3
                limit = min(self.sentence.last, at + REACH_OF_OBJECT)
                continue
            if lows[at + 1 : at + 2] == ["of"] and (
                low in ("many", "some", "several", "most", "one", "all") or at in self.document.count_at
            ):
                at += 2
                limit = min(self.sentence.last, at + REACH_OF_OBJECT)
                continue
            if low in ("'s", "'") or (at in self.document.place_at and lows[at + 1 : at + 2] in (["'s"], ["'"])):
                at += 1
                continue
            if low in lexicon.adverbs or (low in ("dead", "down", "up", "and") and at > trigger.last - 1):
                if low == "and":
                    break
                at += 1
                continue
            if low in ("on", "at", "into", "upon", "against") and trigger.frame.neutral and at == trigger.last:
                at += 1
                continue
            if low in lexicon.determiners or low in lexicon.possessives or at in self.document.place_at:
                return None, self._thing(at, at)
            if low in lexicon.common or not low[:1].isalnum() or at in self.document.date_at:
                break
            return None, self._thing(at, at)
        return None, None

    def _thing(self, at: int, first: int) -> Stretch | None:
        """A stretch for something that is not people: up to a word that cannot be part of it."""
        lows, lexicon = self.lows, self.lexicon
        end = at
        while end < self.sentence.last and end - first < 9:
            low = lows[end]
            if low in ("'s", "'"):
                end += 1
                continue
            if not low[:1].isalnum() or low in lexicon.be or low in lexicon.have or low in lexicon.modals:
                break
            if low in lexicon.prepositions and low != "of":
                break
            if low in lexicon.conjunctions or low in lexicon.subordinators or end in self.document.date_at:
                break
            if end > at and low in lexicon.verb_forms and low not in lexicon.participles and low not in lexicon.nouns:
                break
            end += 1
        while end > first and lows[end - 1] in ("of", "the", "a"):
            end -= 1
        return (first, end) if end > first else None

    # -- nouns

    def _noun(self, number: int, finding: Finding) -> None:
        trigger, lows, lexicon = finding.trigger, self.lows, self.lexicon
        first = trigger.first
        # modifiers before it, then a possessor or a determiner
        at = first - 1
        while at >= self.sentence.first and first - at < 6 and not self._closed(at) and at not in self.ending:
            at -= 1
        before = lows[at] if at >= self.sentence.first else ""
        if before == "" and not trigger.plural and first == self.sentence.first:
            finding.void = not self._of(finding)  # "Assassination by gunmen is a favoured means"
        finding.definite = before in (
            "the",
            "this",
            "that",
            "these",
            "those",
            "his",
            "her",
            "their",
            "such",
            "its",
        ) or (before in ("'s", "'"))
        finding.since = lows[at - 1 : at] == ["since"] if at > self.sentence.first else before == "since"
        if at in self.document.date_at or (before in ("'s", "'") and at - 1 in self.document.date_at):
            finding.definite = True  # "Monday's attack"
        if before in ("'s", "'") and at - 1 in self.ending:
            owner = self.ending[at - 1]
            if (
                trigger.frame.neutral
                or trigger.frame.family in ("raid", "threat", "legal_action", "displacement")
                or self._of(finding)
            ):
                self._does(finding, owner)
            else:
                self._suffers(finding, owner)
        elif (
            before in ("his", "her", "their")
            and not trigger.frame.neutral
            and trigger.frame.family not in ("raid", "threat", "legal_action")
        ):
            sex = {"his": "m", "her": "f"}.get(before)
            pronoun = Phrase(at, at + 1, "pronoun", plural=before == "their", definite=True)
            pronoun.sex = "m" if sex == "m" else "f" if sex == "f" else None
            pronoun.sexed = (at, at + 1) if sex else None
            finding.victims.append(pronoun)
        elif at in self.ending and self.ending[at].kind == "body" and at == first - 1:
            self._does(finding, self.ending[at])
        if not finding.victims:
            self._of(finding)
        if not finding.victims and trigger.frame.family == "threat":
            self._addressed(finding)
        if not finding.victims and trigger.frame.family == "threat":
            self._received(finding)
        if not finding.victims and trigger.frame.family == "threat":
            lead = lows[at - 1] if before in lexicon.determiners and at > self.sentence.first else before
            if lead in lexicon.phrasing["because"]:
                # "fled after death threats", "in hiding because of threats": whoever the sentence is about
                about = next((p for p in self.phrases if p.kind in ("person", "pronoun") and p.last <= first), None)
                if about is not None:
                    self._suffers(finding, about)
        if before in lexicon.determiners and at - 1 >= self.sentence.first and lows[at - 1] == "of":
            at, before = at - 1, "of"  # "the target of a lawsuit"
        if (
            not finding.victims
            and before == "of"
            and at - 1 >= self.sentence.first
            and lows[at - 1] in lexicon.phrasing["undergone"]
        ):
            whose = self._nearest_before(at - 2)
            if whose is not None:
                self._suffers(finding, whose)
        self._by(finding, trigger.last)
        if not finding.doers:
            self._committed(finding, at)
        if trigger.frame.family == "threat":
            self._from(finding)
        if not finding.victims and trigger.frame.family in ("threat", "legal_action"):
            self._cited(finding)
        # "died in a car bomb attack", "killed by a roadside bomb": belongs to the verb before it
        if number and before not in ("'s",):
            lead = lows[at - 1] if before in lexicon.determiners and at > self.sentence.first else before
            earlier = self.findings[number - 1]
            close = first - earlier.trigger.last <= 25 and earlier.clause == finding.clause
            if (
                trigger.frame.neutral
                and close
                and lead in ("in", "by", "during", "after", "from", "of", "with")
                and (
                    earlier.trigger.voice != "noun"
                    and earlier.frame.family in ("killing", "attempted_killing", "assault", "abduction")
                )
                and not finding.definite
            ):
                finding.same_as = number - 1

    def _closed(self, at: int) -> bool:
        low, lexicon = self.lows[at], self.lexicon
        return (
            low in lexicon.determiners or low in lexicon.possessives or low in lexicon.prepositions
            or low in lexicon.conjunctions or low in lexicon.subordinators or low in ("'s", "'")
            or not low[:1].isalnum() or low in lexicon.be or low in lexicon.have or low in lexicon.saying
            or at in self.document.date_at
        )  # fmt: skip

    def _of(self, finding: Finding) -> bool:
        """The object after "of" or "on": "the killing of X", "a raid on the offices of Y"."""
        lows, trigger = self.lows, finding.trigger
        at = trigger.last
        seen = 0
        while at < self.sentence.last and seen < 8:
            low = lows[at]
            dated = self.document.date_at.get(at)
            if dated is not None:
                at = dated.last
                continue
            if low in trigger.frame.after and low not in ("in", "at"):
                found = self._after(finding, at + 1)
                abstract = not found and not finding.targets and at + 1 < self.sentence.last
                if (
                    abstract
                    and low in ("on", "against")
                    and finding.frame.neutral
                    and at + 1 not in self.document.date_at
                ):
                    finding.void = True
                return found
            if low in ("in", "at") and low in trigger.frame.after:
                self._after(finding, at + 1, only_things=True)
                return False
            if low in self.lexicon.subordinators or not low[:1].isalnum() or low in self.lexicon.verb_forms:
                return False
            if low in ("on", "yesterday", "today") or low in self.lexicon.adverbs:
                at += 1
                seen += 1
                continue
            return False
        return False

    def _after(self, finding: Finding, at: int, only_things: bool = False) -> bool:
        limit = min(self.sentence.last, at + 4)
        for place in range(at, limit):
            phrase = self.starting.get(place)
            if phrase is not None and phrase.kind in ("place", "body", "thing") and finding.frame.takes != "person":
                thing = self._thing(phrase.first, place)
                if thing:
                    if phrase.kind == "thing" or only_things or phrase.kind == "place":
                        finding.targets.append((thing, "site"))
                    else:
                        self._target(finding, thing)
                    return True
            if phrase is not None and phrase.kind not in ("place",) and not only_things:
                after = self.lows[phrase.last] if phrase.last < self.sentence.last else ""
                if after in ("'s", "'"):
                    thing = self._thing(phrase.last + 1, phrase.first)
                    if thing:
                        self._target(finding, thing)
                    return True
                self._suffers(finding, phrase)
                return True
            if self.lows[place] in self.lexicon.determiners or self.lows[place] in self.lexicon.possessives:
                thing = self._thing(place, place)
                if thing and not any(
                    thing[0] <= n < thing[1] for n in self.starting if self.starting[n].kind in ("person", "group")
                ):
                    self._target(finding, thing)
                    return True
        if at < self.sentence.last and (only_things or at in self.document.place_at):
            thing = self._thing(at, at)
            if thing:
                self._target(finding, thing)
        return False

    # -- doers

    def _by(self, finding: Finding, at: int) -> None:
        """The doer after "by"."""
        limit = min(finding.clause[1], at + REACH_OF_BY)
        while at < limit:
            low = self.lows[at]
            number = self.trigger_at.get(at)
            if (
                number is not None
                and self.triggers[number].voice != "noun"
                and self.triggers[number] is not finding.trigger
            ):
                trigger = self.triggers[number]
                beside = all(
                    w in ("and", ",", "or") or w in self.lexicon.adverbs
                    for w in self.lows[finding.trigger.last : trigger.group]
                )
                if not beside:
                    return
            if low == "by" and at not in self.document.date_at:
                for place in range(at + 1, min(limit, at + 5)):
                    phrase = self.starting.get(place)
                    if phrase is not None:
                        if not (
                            phrase.kind == "place"
                            and phrase.first - 1 >= 0
                            and self.lows[phrase.first - 1] in ("near", "in")
                        ):
                            self._does(finding, phrase)
                        return
                    low = self.lows[place]
                    if low in self.lexicon.prepositions or place in self.document.date_at or not low[:1].isalnum():
                        break
                return
            if (
                low in ("who", "which", "when", "while", "whose", "after", "because", "since", "as")
                and at > finding.trigger.last
                and at not in self.document.date_at
            ):
                return
            at += 1

    def _from(self, finding: Finding) -> None:
        """Threats come "from" somebody."""
        for at in range(finding.trigger.last, min(self.sentence.last, finding.trigger.last + 6)):
            if self.lows[at] == "from":
                for place in (at + 1, at + 2):
                    phrase = self.starting.get(place)
                    if phrase is not None:
                        self._does(finding, phrase)
                        return
                return

    def _received(self, finding: Finding) -> None:
        """ "X had received several anonymous calls and threats": whom a threat came to."""
        lows, first = self.lows, finding.trigger.first
        for at in range(first - 1, max(self.sentence.first, first - REACH_OF_RECEIVED) - 1, -1):
            if lows[at] in (";", ".") or lows[at] in self.lexicon.saying:
                return
            if lows[at] in self.lexicon.phrasing["receiving"]:
                number = self.trigger_at.get(at)
                if number is not None and self.findings[number : number + 1]:
                    return
                phrase, _ = self._subject_of(at)
                if phrase is not None and phrase.kind in ("person", "group", "pronoun", "thing"):
                    finding.victims.append(phrase)
                return

    def _subject_of(self, at: int) -> tuple[Phrase | None, None]:
        """The nearest phrase before a verb, over its auxiliaries and adverbs and what stands between commas."""
        lows, lexicon = self.lows, self.lexicon
        at -= 1
        while at >= self.sentence.first and (
            lows[at] in lexicon.have or lows[at] in lexicon.be or lows[at] in lexicon.adverbs
            or lows[at] in ("who", ",", "and") or at in self.document.date_at
        ):  # fmt: skip
            at -= 1
        phrase = self._nearest_before(at)
        prior = lows[phrase.first - 1] if phrase is not None and phrase.first > self.sentence.first else ""
        if phrase is not None and prior in ("of", "for", "in", "at", "with", "by"):
            phrase = self._nearest_before(phrase.first - 1) or phrase
        return phrase, None

    def _addressed(self, finding: Finding) -> None:
        """ "death threats by text message to the columnist X": whom a threat is sent to."""
        at = finding.trigger.last
        for place in range(at, min(self.sentence.last - 1, at + REACH_OF_BY // 3)):
            if self.lows[place] in ("to", "against"):
                phrase = self.starting.get(place + 1)
                if phrase is not None and phrase.kind in ("person", "group", "pronoun"):
                    finding.victims.append(phrase)
                return

    def _committed(self, finding: Finding, at: int) -> None:
        """ "X carried out the attack", "Y orchestrated the bombing": the doer is the subject of the verb before."""
        lows = self.lows
        for place in range(
            finding.trigger.first - 1, max(self.sentence.first, min(at, finding.trigger.first - 4)) - 1, -1
        ):
            if lows[place] in self.lexicon.committing:
                if place > self.sentence.first and lows[place - 1] in self.lexicon.be:
                    return
                before = place - 1
                while before >= self.sentence.first and (
                    lows[before] in self.lexicon.have or lows[before] in self.lexicon.adverbs or lows[before] == "to"
                ):
                    before -= 1
                phrase = self.ending.get(before)
                if phrase is not None and phrase.kind != "pronoun":
                    finding.doers.append(phrase)
                return

    def _cited(self, finding: Finding) -> None:
        """Whom a noun befalls: "the lawsuit accuses him", "a lawsuit citing X", "threats forced her to flee"."""
        lows = self.lows
        at = finding.trigger.last
        seen = 0
        while at < self.sentence.last and seen < REACH_OF_CITED:
            if lows[at] in self.lexicon.citing:
                for place in (at + 1, at + 2):
                    phrase = self.starting.get(place)
                    if phrase is not None and phrase.kind in ("person", "group", "pronoun", "thing"):
                        finding.victims.append(phrase)
                        return
            elif lows[at] in (".", ";"):
                return
            at += 1
            seen += 1

    # -- what the parts may be

    def _suffers(self, finding: Finding, phrase: Phrase) -> None:
        if phrase.kind == "place":
            if finding.frame.takes != "person":
                self._target(finding, (phrase.first, phrase.last))
            return
        if phrase.kind == "body" and finding.frame.takes != "person":
            self._target(finding, (phrase.first, phrase.last))
            return
        if finding.frame.takes == "thing":
            return
        at = phrase.first
        if self.lows[at] in ("no", "nobody", "none") or (at > self.sentence.first and self.lows[at - 1] == "no"):
            finding.negated = True
        if phrase.kind == "body" and finding.frame.family not in ("legal_action", "threat"):
            return
        finding.victims.append(phrase)

    def _does(self, finding: Finding, phrase: Phrase) -> None:
        if finding.frame.victim_subject and finding.trigger.voice == "active":
            return
        if phrase.kind == "pronoun" and finding.trigger.voice == "noun":
            return
        if phrase not in finding.doers and phrase not in finding.victims:
            finding.doers.append(phrase)

    def _target(self, finding: Finding, thing: Stretch) -> None:
        first, last = thing
        if finding.frame.takes == "person" and not finding.frame.neutral:
            return
        kind = None
        for at in range(last - 1, first - 1, -1):
            found = self.lexicon.targets.at(self.lows, at)
            if found is not None and at + found[0] <= last:
                kind = found[1][0][0]
                break
        placed = any(n in self.document.place_at for n in range(first, last))
        if kind is None and not placed and finding.frame.family not in ("raid", "property_destruction"):
            return
        finding.targets.append(((first, last), kind or "site"))

    # -- what happened

    def _fatal(self, finding: Finding) -> None:
        """ "shot in the head and died", "stabbed to death": the words around say that it was deadly."""
        if finding.frame.family != "attempted_killing" or finding.trigger.voice == "noun":
            return
        first, last = finding.clause
        if any(self.lows[at] in self.lexicon.phrasing["unhurt"] for at in range(first, last)):
            finding.outcome = "unharmed"
            return
        for at in range(max(first, finding.trigger.first - 4), min(last, finding.trigger.last + 12)):
            if self.lows[at] in self.lexicon.phrasing["fatal"] and self.trigger_at.get(at) is None:
                finding.outcome = "killed"
                return

    def _harmless(self, trigger: Trigger) -> bool:
        """ "threatened to resign": what is threatened does nobody violence."""
        at = trigger.last
        if at + 1 >= self.sentence.last or self.lows[at] != "to":
            return False
        number = self.trigger_at.get(at + 1)
        violent = number is not None and self.triggers[number].frame.family not in ("release", "legal_action")
        return not violent and self.lows[at + 1] not in self.lexicon.phrasing["menaces"]

    def _modality(self, finding: Finding) -> None:
        lows, lexicon, trigger = self.lows, self.lexicon, finding.trigger
        finding.negated = finding.negated or trigger.negated
        low = max(self.sentence.first, trigger.group - 5)
        if trigger.frame.family == "threat" and trigger.voice != "noun" and self._harmless(trigger):
            finding.void = True
        if trigger.voice != "noun" and trigger.infinitive:
            for at in range(max(self.sentence.first, trigger.group - 3), trigger.first):
                found = lexicon.planned.at(lows, at)
                if found is not None and at + found[0] <= trigger.first:
                    finding.planned = True
                    number = self.trigger_at.get(at)
                    if number is not None and self.findings[number].frame.family == "threat":
                        threat = self.findings[number]
                        threat.victims = threat.victims or finding.victims
                        finding.void = True
                    break
            else:
                before = lows[max(self.sentence.first, trigger.group - 2) : trigger.first]
                if not any(word in lexicon.phrasing["done"] for word in before):
                    finding.void = finding.planned = True
        if trigger.voice == "active" and trigger.present:
            before = lows[max(self.sentence.first, trigger.first - 8) : trigger.first]
            if any(word in ("when", "if", "whenever", "whoever", "how", "whether") for word in before):
                finding.void = True
        if trigger.participle and trigger.first > self.sentence.first and lows[trigger.first - 1] in lexicon.saying:
            finding.void = True
        for at in range(low, trigger.first):
            found = lexicon.demands.at(lows, at)
            if found is not None and at + found[0] <= trigger.first and (trigger.voice == "noun" or trigger.infinitive):
                finding.void = True
                break
        if trigger.voice == "noun":
            before = lows[max(self.sentence.first, trigger.first - 3) : trigger.first]
            if any(word in lexicon.foiled for word in before):
                finding.planned = True
            if any(word in lexicon.plots for word in before[-2:]) and lows[trigger.first - 1] in (
                "of",
                "for",
                "to",
                "an",
                "a",
                "the",
            ):
                finding.void = True
