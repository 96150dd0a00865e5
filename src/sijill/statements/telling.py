"""Events → a reading: who says what of whom becomes statements, each with its words.

Whatever found the words that tell of acts (rules, a network), the rest is the same: justice for a crime is told of its
perpetrators, a toll is read beside its event, a value rests on the words that say it. Invariant: every statement has
the words that say it; equal findings give an equal reading; no text makes it raise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sijill.codebook import Codebook
from sijill.statements.attribution import Source, find_sources
from sijill.statements.coreference import Cast, Entity, resolve
from sijill.statements.document import Document, Located
from sijill.statements.evidence import LEAST, LEAST_OF_TEXT, OUTWEIGHED, Subjects, evidence, rate
from sijill.statements.frames import Finding, find_frames
from sijill.statements.grouping import Event, group, kin_of
from sijill.statements.manner import find_methods, find_weapons
from sijill.statements.phrases import Phrase, Stretch, find_phrases
from sijill.statements.relations import find_relations
from sijill.statements.scope import AT_RISK, scope_of
from sijill.statements.setting import setting_of
from sijill.statements.tolls import count_of, tolls
from sijill.statements.triggers import find_triggers
from sijill.types import (
    Claim,
    Count,
    Mention,
    Modality,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Relation,
    Role,
    Span,
    Statement,
    Subject,
    Value,
)
from sijill.values.edtf import bounds
from sijill.values.reckoning import Victim, toll_of

#: a total over a stretch of more days than this is an aggregate, not an event
LONGEST_EVENT_DAYS = 100

#: so many unnamed people, told with "have been" or "since", are a total
LEAST_AGGREGATE = 3

#: a report's first sentences, in which it may tell of somebody before naming him
LEAD_SENTENCES = 3

#: and the sentences after them in which the name comes
NAMED_WITHIN = 2

#: suspects are told of within so many sentences after the crime, and are fewer than this
AFTER_CRIME = 12
MANY = 10

#: families whose object may be the suspect of a crime rather than a victim
_JUSTICE = frozenset(("detention", "legal_action", "release"))
_CRIMES = frozenset(
    [
        "killing",
        "attempted_killing",
        "armed_attack",
        "bombing",
        "aerial_attack",
        "shelling",
        "abduction",
        "torture",
        "sexual_violence",
        "assault",
    ]
)

#: acts whose doers are often told in a sentence of their own
_BY_STRANGERS = frozenset(("killing", "attempted_killing", "armed_attack", "abduction"))
_STEPS = {
    "arrest": "arrested", "detain": "arrested", "charge": "charged", "indict": "charged", "arraign": "charged",
    "indictment": "charged", "prosecute": "tried", "try": "tried", "trial": "tried", "prosecution": "tried",
    "put on trial": "tried", "convict": "convicted", "sentence": "convicted", "jail": "convicted",
    "find guilty": "convicted", "imprison": "convicted", "conviction": "convicted", "sentencing": "convicted",
    "release": "released", "free": "released",
}  # fmt: skip


@dataclass(slots=True)
class _Doer:
    """A perpetrator of one event as it will be told."""

    phrase: Phrase
    entity: Entity
    status: str
    modality: Modality
    source: Source | None = None
    where: Stretch | None = None
    steps: list[tuple[str, Stretch, str | None]] = field(default_factory=list)


class Telling:
    """One reading in the making.

    The methods without a leading underscore are what another reader does in its own way.
    """

    #: below this a mention is not told
    least = LEAST
    #: a text tells of something where its surest mention reaches this
    least_of_text = LEAST_OF_TEXT

    def __init__(self, document: Document, identity: ReaderIdentity, codebook: Codebook) -> None:
        self.document = document
        self.identity = identity
        self.codebook = codebook
        self.phrases = [find_phrases(document, s) for s in document.sentences]
        self.sources = [
            find_sources(document, s, found) for s, found in zip(document.sentences, self.phrases, strict=True)
        ]
        for row in self.phrases:
            for whole in row:
                for part in whole.members():
                    if part.kind == "person" and part.name is not None:
                        document.names.update(range(*part.name))
                    if part.kind in ("person", "group", "body"):
                        document.aside.update(range(part.first, part.last))
        for told in self.sources:
            for source in told:
                for phrase in (source.phrase, source.blamed):
                    if phrase is not None:
                        document.aside.update(range(phrase.first, phrase.last))
                document.aside.update(range(*source.speaker))
        self.findings = self.find()
        self.cast = self._cast([p for row in self.findings for f in row for p in (*f.victims, *f.doers)])
        self._introduce()
        self.country = self._country()
        self.subjects = Subjects.of(document)
        self.party_ids: dict[int, str] = {}
        self.used: set[str] = set()
        self.statements: list[Statement] = []

    def find(self) -> list[list[Finding]]:
        """The findings of every sentence."""
        return [
            find_frames(self.document, s, found, find_triggers(self.document, s, found))
            for s, found in zip(self.document.sentences, self.phrases, strict=True)
        ]

    def events(self) -> list[Event]:
        """What the findings tell of, in the order of the text."""
        return group(self.document, self.findings, self.cast)

    def scope_of(self, event: Event, family: str) -> tuple[str, Stretch]:
        """Whether it is violence of the kind that registers keep, and the words that say so."""
        return scope_of(self.document, family, event.findings, event.victims, event.doers)

    def weapons(self, event: Event) -> list[Stretch]:
        """What it was done with."""
        return find_weapons(self.document, event.findings)

    def sure(self, event: Event, told: dict[str, float]) -> float:  # noqa: ARG002 - others look at the event
        """The probability that an event is there, from the evidence for and against it."""
        return rate(told)

    def _cast(self, extra: Sequence[Phrase]) -> Cast:
        rows: list[tuple[int, list[Phrase]]] = []
        listed = {id(p) for found in self.phrases for whole in found for p in (whole, *whole.parts)}
        extra = list({id(p): p for p in extra}.values())
        for number, found in enumerate(self.phrases):
            sentence = self.document.sentences[number]
            more = [p for p in extra if id(p) not in listed and sentence.first <= p.first < sentence.last]
            rows.append((number, sorted([*found, *more], key=lambda p: p.first)))
        return resolve(self.document, rows)

    def _introduce(self) -> None:
        """Give the one told of first ("an activist was shot") the name that comes in the next sentences."""
        for row in self.findings[:LEAD_SENTENCES]:
            for finding in row:
                for phrase, entity in self.cast.resolve(finding.victims):
                    indefinite = self.document.lows[phrase.first] in ("a", "an", "one")
                    if entity.name is None and entity.kind == "person" and not entity.plural and indefinite:
                        named = self._named_next(entity, finding)
                        if named is not None:
                            self.cast.identify(entity, named)

    def _named_next(self, entity: Entity, finding: Finding) -> Entity | None:
        """The first person named after a sentence who neither speaks nor acts and can be the one told of."""
        number = finding.sentence.index
        for ahead in range(number, min(number + 1 + NAMED_WITHIN, len(self.phrases))):
            speaking = {e.index for s in self.sources[ahead] if s.phrase for _, e in self.cast.resolve([s.phrase])}
            acting = {e.index for f in self.findings[ahead] for _, e in self.cast.resolve(f.doers)}
            for phrase, candidate in self.cast.resolve(self.phrases[ahead]):
                new = candidate.phrases[0].first == phrase.first and phrase.first > finding.trigger.first
                if candidate.name is None or candidate.kind != "person" or not new:
                    continue
                if candidate.index in speaking | acting:
                    if ahead == number:
                        continue
                    return None
                before = self.document.lows[phrase.first - 1] if phrase.first else ""
                if before in ("of", "by", "to", "from", "with", "against") and ahead == number:
                    continue
                one, two = entity.occupation, candidate.occupation
                fits = (one is None or two is None or one == two) and (
                    not entity.sex or not candidate.sex or entity.sex == candidate.sex
                )
                return candidate if fits and ahead > number else None
        return None

    def _country(self) -> str | None:
        """The one country that the text's places lie in, or None where there are several."""
        weights: dict[str, int] = {}
        for located in self.document.places:
            if located.place.country and located.first not in self.document.names:
                own = located.first not in self.document.aside and not located.demonym
                weights[located.place.country] = weights.get(located.place.country, 0) + (2 if own else 1)
        if not weights:
            return None
        best = max(weights, key=lambda c: weights[c])
        return best if weights[best] * 3 >= 2 * sum(weights.values()) else None

    # -- the reading

    def reading(self) -> Reading:
        """All that the events come to."""
        events = self.events()
        events, steps = self._justice(events)
        self._settle(events)
        doers = {id(event): self._doers(event, events, steps) for event in events}
        mentions: list[Mention] = []
        of_event: dict[int, str] = {}
        for event in events:
            mention = self._mention(event, doers[id(event)], first=event is events[0])
            if mention.confidence < self.least:
                continue
            of_event[id(event)] = mention.id
            mentions.append(mention)
        if not any(mention.confidence >= self.least_of_text for mention in mentions):
            mentions, of_event = [], {}
        events = [event for event in events if id(event) in of_event]
        told = {s.subject.item for m in mentions for s in m.statements}
        self.party_ids = {index: name for index, name in self.party_ids.items() if name in told}
        claims = self._claims(events, of_event)
        relations = self._relations(events, of_event)
        return Reading(
            self.identity,
            self.document.text.id,
            tuple(mentions),
            self._parties(),
            tuple(claims),
            tuple(relations),
        )

    def _settle(self, events: Sequence[Event]) -> None:
        """Give a report's first event, told without date or place, those of the sentences that go on about it."""
        for event in events[:1]:
            setting = event.setting
            if setting.date is not None and setting.place is not None:
                continue
            last = max(f.sentence.index for f in event.findings)
            first = event.findings[0]
            for number in self._sentences_about(event, events):
                if number <= last:
                    continue
                sentence = self.document.sentences[number]
                if sentence.paragraph > self.document.sentences[last].paragraph + 1:
                    break
                whole = replace(first, sentence=sentence, clause=(sentence.first, sentence.last))
                found = setting_of(self.document, [whole], [])
                if setting.date is None and found.date is not None and found.date.edtf and "/.." not in found.date.edtf:
                    setting.dates.append(found.date)
                if setting.place is None and found.place is not None and found.firm:
                    setting.places.append(found.place)

    # -- justice for a crime is no incident

    def _justice(
        self, events: list[Event]
    ) -> tuple[list[Event], list[tuple[Event, Phrase, Entity, str, Stretch, str | None]]]:
        crimes = [e for e in events if e.family in _CRIMES]
        doing = {entity.index: e for e in crimes for _, entity, _ in e.doers}
        suspects = {
            entity.index
            for event in events
            if event.family in _JUSTICE and self._suspects(event)
            for _, entity, _ in event.victims
        }
        kept: list[Event] = []
        steps: list[tuple[Event, Phrase, Entity, str, Stretch, str | None]] = []
        for event in events:
            if event.family not in _JUSTICE:
                escaped = event.family == "displacement" and any(e.index in doing for _, e, _ in event.victims)
                if not escaped:  # whoever runs from what he did is not driven out
                    kept.append(event)
                continue
            crime = next((doing[e.index] for _, e, _ in event.victims if e.index in doing), None)
            suspect = (
                crime is not None
                or self._suspects(event)
                or any(e.index in suspects for _, e, _ in event.victims)
                or self._arrested_after(event, crimes)
            )
            if not suspect:
                kept.append(event)
                continue
            near = crime or self._nearest(event, crimes)
            if near is None:
                continue
            for phrase, entity, _ in event.victims:
                finding = event.findings[0]
                step = _STEPS.get(finding.trigger.lemma, "arrested")
                when = event.setting.date.edtf if event.setting.date else None
                steps.append((near, phrase, entity, step, (finding.trigger.first, finding.trigger.last), when))
        return kept, steps

    def _arrested_after(self, event: Event, crimes: Sequence[Event]) -> bool:
        """ "Police arrested two men": a few people without name or office, right after a crime was told."""
        if event.family != "detention" or not event.victims or any(e.name for _, e, _ in event.victims):
            return False
        at = event.findings[0].sentence.index
        told = [f.sentence.index for crime in crimes for f in crime.findings if not f.void and not f.planned]
        if not any(0 < at - number <= AFTER_CRIME for number in told):
            return False
        for phrase, entity, _ in event.victims:
            count = count_of(phrase)
            if entity.occupation in AT_RISK or count is None or (count.max or MANY) >= MANY:
                return False
        return event.setting.date is None or event.setting.place is None

    def _suspects(self, event: Event) -> bool:
        """Whether those arrested or tried are suspects of a violent crime, not victims of the state."""
        for phrase, entity, _ in event.victims:
            if entity.occupation in (
                "journalist",
                "activist",
                "protester",
                "lawyer",
                "writer",
                "cleric",
                "academic",
                "artist",
                "politician",
                "student",
                "medic",
            ):
                return False
            words = self.document.lows[phrase.first : phrase.last]
            vague = entity.name is None and entity.occupation is None
            if vague and event.family == "legal_action" and (phrase.definite or not self._noun_in(phrase)):
                return True
            if phrase.code and phrase.code.startswith("0101") and event.family == "legal_action":
                return True
            if phrase.unidentified or any(w in self.document.lexicon.phrasing["crimes"] for w in words):
                return True
        for finding in event.findings:
            sentence = finding.sentence
            if event.family != "legal_action" and any(
                self.document.lows[n] in self.document.lexicon.phrasing["of_suspects"]
                for n in range(sentence.first, sentence.last)
            ):
                return True
            first, last = finding.trigger.last, min(finding.clause[1], finding.trigger.last + 25)
            lows = self.document.lows
            for at in range(first, last):
                if lows[at] in ("for", "over", "with", "of", "to") and any(
                    w in self.document.lexicon.phrasing["crimes"] and not w.startswith("suspect")
                    for w in lows[at + 1 : at + 7]
                ):
                    return True
        return False

    def _nearest(self, event: Event, crimes: Sequence[Event]) -> Event | None:
        at = event.findings[0].sentence.index
        return min(crimes, key=lambda c: min(abs(f.sentence.index - at) for f in c.findings), default=None)

    # -- who did it

    def _doers(
        self,
        event: Event,
        events: Sequence[Event],
        steps: Sequence[tuple[Event, Phrase, Entity, str, Stretch, str | None]],
    ) -> list[_Doer]:
        victims = event.everyone()
        found: dict[int, _Doer] = {}
        for phrase, entity, finding in event.doers:
            speaking = self._source_at(finding)
            spoken = self.cast.resolve([speaking.phrase] if speaking is not None and speaking.phrase else [])
            if any(e is entity for _, e in spoken):
                continue
            if entity.index in victims or (
                phrase.kind == "pronoun" and entity.name is None and entity.kind == "person"
            ):
                continue
            if phrase.name is None and phrase.described is not None and not self._noun_in(phrase):
                continue
            source = self._source_at(finding)
            if source is not None and self._of_a_toll(finding, source):
                source = None
            hedged = self._hedged(finding, phrase)
            if self._denied(finding):
                status, modality = "denied", "denied"
            elif phrase.unidentified and phrase.kind != "body" and not phrase.name:
                status, modality = "unidentified", "asserted"
            elif hedged or (source is not None and source.kind in ("account", "blame")):
                status, modality = "alleged", "alleged"
            else:
                status, modality = "asserted", "asserted"
            found.setdefault(entity.index, _Doer(phrase, entity, status, modality, source))  # type: ignore[arg-type]
        for number in self._sentences_about(event, events):
            for source in self.sources[number]:
                if source.kind == "blame" and source.blamed is not None:
                    for phrase, entity in self.cast.resolve([source.blamed]):
                        if entity.index not in victims and (phrase.name or self._noun_in(phrase)):
                            known = found.get(entity.index)
                            if known is None or known.source is None:
                                found[entity.index] = _Doer(phrase, entity, "alleged", "alleged", source)
                elif source.kind == "responsibility" and source.phrase is not None:
                    for phrase, entity in self.cast.resolve([source.phrase]):
                        if entity.index not in victims:
                            found[entity.index] = _Doer(phrase, entity, "claimed", "asserted", None)
        if not found and event.family in _BY_STRANGERS:
            stranger = self._strangers(event, events)
            if stranger is not None:
                phrase, entity, finding = stranger
                found[entity.index] = _Doer(phrase, entity, "unidentified", "asserted", self._source_at(finding))
        for crime, phrase, entity, step, where, when in steps:
            if crime is event and entity.index not in victims:
                doer = found.setdefault(entity.index, _Doer(phrase, entity, "alleged", "alleged"))
                doer.steps.append((step, where, when))
                if step == "convicted":
                    doer.status, doer.modality = "convicted", "asserted"
        told = [d for d in found.values() if d.phrase.name is not None or d.entity.name or self._noun_in(d.phrase)]
        # "the kidnappers" are those told of elsewhere as "unknown gunmen"
        fresh = [d for d in told if not (d.phrase.unidentified and d.phrase.definite and d.entity.name is None)]
        if told and not fresh:
            stranger = self._strangers(event, events)
            if stranger is not None and not stranger[0].definite:
                phrase, entity, finding = stranger
                return [_Doer(phrase, entity, "unidentified", "asserted", self._source_at(finding))]
        return fresh or told

    def _of_a_toll(self, finding: Finding, source: Source) -> bool:
        """ "killing 46 civilians, according to the government": the source is the number's, not the doer's."""
        after = range(finding.trigger.last, source.at)
        return source.at > finding.trigger.last and any(n in self.document.count_at for n in after)

    def _noun_in(self, phrase: Phrase) -> bool:
        """Whether a description has a noun, not only a number: "one", "two others"."""
        first, last = phrase.described or (phrase.first, phrase.last)
        lows, lexicon = self.document.lows, self.document.lexicon
        return any(lexicon.people.at(lows, n) or self.document.place_at.get(n) for n in range(first, last))

    def _strangers(self, event: Event, events: Sequence[Event]) -> tuple[Phrase, Entity, Finding] | None:
        """The unknown doers of an event told with a verb that is no trigger: "masked men burst into his house"."""
        seen: tuple[Phrase, Entity, Finding] | None = None
        elsewhere = {e.index for other in events if other is not event for _, e, _ in other.doers}
        for number in sorted(self._sentences_about(event, events)):
            for whole in self.phrases[number]:
                for phrase in whole.members():
                    if phrase.unidentified and phrase.kind in ("person", "group") and phrase.name is None:
                        entities = self.cast.of.get(id(phrase), [])
                        if entities and entities[0].index not in event.everyone() | elsewhere:
                            if not phrase.definite:
                                return phrase, entities[0], event.findings[0]
                            seen = seen or (phrase, entities[0], event.findings[0])
        return seen

    def _sentences_about(self, event: Event, events: Sequence[Event]) -> list[int]:
        """The sentences of an event and those right after it that tell of no other event."""
        own = sorted({f.sentence.index for f in event.findings})
        taken = {f.sentence.index for e in events if e is not event for f in e.findings}
        after: list[int] = []
        for number in own:
            for ahead in (number + 1, number + 2):
                if ahead >= len(self.document.sentences) or ahead in taken or ahead in own:
                    break
                after.append(ahead)
        return own + after

    def _source_at(self, finding: Finding) -> Source | None:
        rows = [s for s in self.sources[finding.sentence.index] if s.kind in ("account", "blame", "warning")]
        inside = [s for s in rows if finding.clause[0] <= s.at < finding.clause[1]]
        for source in inside:
            if not any(source.speaker[0] <= p.first < source.speaker[1] for p in finding.victims):
                return source
        return None

    def _hedged(self, finding: Finding, phrase: Phrase) -> bool:
        lows, hedges = self.document.lows, self.document.lexicon.hedges
        around = {*range(max(finding.clause[0], finding.trigger.group - 3), finding.trigger.last + 2)}
        around |= {*range(max(finding.clause[0], phrase.first - 2), min(finding.clause[1], phrase.last + 3))}
        return any(lows[n] in hedges for n in around if n < len(lows))

    # -- one mention

    def _mention(self, event: Event, doers: Sequence[_Doer], *, first: bool) -> Mention:
        document = self.document
        naming = event.naming
        trigger = (naming.trigger.first, naming.trigger.last)
        anchor = min(f.trigger.first for f in event.findings)
        self.statements = []
        mention = self._name("i", document.tokens[anchor].start)
        family = self.family_of(event)
        said = _Teller(self, mention)
        said.say("type", family, trigger)
        act = next((f.frame.act for f in event.findings if f.frame.act and f.frame.act.split(".")[0] == family), None)
        if act and act in self.codebook.acts:
            where = next(f for f in event.findings if f.frame.act == act)
            said.say("act", act, (where.trigger.first, where.trigger.last))
        kind = self.kind_of(event)
        said.say("kind", kind, trigger)
        modality = self.modality_of(event)
        said.say("modality", modality, trigger)
        scope, why = self.scope_of(event, family)
        told = evidence(
            document, self.subjects, event,
            family=family, kind=kind, modality=modality, scope=scope, doers=[doer.status for doer in doers],
        )  # fmt: skip
        sure = round(min(0.98, max(0.02, self.sure(event, told))), 2)
        said.say("scope", "unclear" if scope == "out" and sure >= OUTWEIGHED else scope, why)
        dated = event.setting.date
        if dated is not None and dated.edtf:
            said.say_span("date", dated.edtf, (dated.span,))
        located = event.setting.place
        if located is not None:
            said.say_span("place", self._placed(located.place), (located.span,))
        elif first and (only := self._only_city()) is not None:
            said.say_span("place", only.place, (only.span,))
        elif self.country is not None:
            where_told = next(p for p in document.places if p.place.country == self.country)
            place = Place(country=self.country, precision="country")
            said.say_span("place", place, (where_told.span,))
        for method, stretch in find_methods(document, event.findings, family):
            said.say("method", method, stretch)
        self._victims(event, said, family, doers)
        self._tolls(event, said, family)
        for doer in doers:
            self._perpetrator(said, doer)
        self._things(event, said, family)
        sentences = sorted({f.sentence.span for f in event.findings})
        return Mention(mention, tuple(sentences), tuple(self.statements), sure)

    def _tolls(self, event: Event, said: _Teller, family: str) -> None:
        """How many were killed and injured: by its own words, else, for the dead, by the rest of the text."""
        document = self.document
        victims = []
        for phrase, entity, _ in event.victims:
            spans = sorted({document.span(p.first, p.last) for p in (phrase, *entity.phrases)})
            victims.append(Victim(tuple(spans), entity.name is not None and entity.kind == "person"))
        own = [document.span(f.trigger.first, f.trigger.last) for f in event.findings]
        kin = {kin_of(f) for f in event.findings}
        others = [
            document.span(f.trigger.first, f.trigger.last)
            for row in self.findings
            for f in row
            if kin_of(f) not in kin and not f.void
        ]
        reckoned = toll_of(
            document.text.content, document.lexicon.code, family=family, victims=victims, triggers=own, others=others
        )
        for name in ("killed", "injured"):
            ruled = tolls(document, event.findings, self.cast, name)
            for toll in ruled:
                said.say_span(name, toll.count, toll.spans, source=self._source_at(toll.finding))
            if name == "killed" and not ruled and reckoned.killed is not None:
                said.say_span(name, reckoned.killed.count, reckoned.killed.spans)

    def family_of(self, event: Event) -> str:
        """The act family that an event is told as."""
        family = event.family
        killed = any(outcome == "killed" for _, _, outcome in event.victims)
        if family == "attempted_killing" and killed:
            return "killing"
        if family == "assault" and all(f.frame.family == "assault" and f.frame.weak for f in event.findings):
            return "assault"
        return family

    def kind_of(self, event: Event) -> str:
        """Whether it is one event or a total over many."""
        if any(entity.name is not None for _, entity, _ in event.victims):
            return "event"
        dated = event.setting.date
        least = max((c.min for p, _, _ in event.victims if (c := count_of(p)) is not None), default=0)
        if dated is not None and dated.edtf:
            if dated.edtf.endswith("/..") or dated.edtf.startswith("../"):
                return "aggregate"
            try:
                low, high = bounds(dated.edtf)
            except ValueError:
                low = high = None
            if (
                isinstance(low, date)
                and isinstance(high, date)
                and (high - low).days > LONGEST_EVENT_DAYS
                and least != 1
            ):
                return "aggregate"
        if (
            any(f.trigger.perfect for f in event.findings)
            and least >= LEAST_AGGREGATE
            and (dated is None or dated.edtf is None)
        ):
            return "aggregate"
        if (
            event.victims
            and all(p.plural and p.count is None and not p.definite for p, _, _ in event.victims)
            and (all(f.trigger.voice == "noun" or f.trigger.perfect for f in event.findings) and not event.doers)
        ):
            return "aggregate"
        plural = all(f.trigger.voice == "noun" and f.trigger.plural for f in event.findings)
        if plural and dated is None and least != 1:
            return "aggregate"
        if (
            all(p.plural and p.count is None and not p.definite for p, _, _ in event.victims)
            and event.victims
            and dated is None
            and event.setting.place is None
        ):
            return "aggregate"
        return "event"

    def modality_of(self, event: Event) -> Modality:
        """How the text tells it: as done, said, denied or planned."""
        if all(f.planned or f.void for f in event.findings):
            return "planned"
        if all(self._denied(f) for f in event.findings if not f.void):
            return "denied"
        if all(self._told_by_others(f) for f in event.findings if not f.planned):
            return "alleged"
        return "asserted"

    def _denied(self, finding: Finding) -> bool:
        """ "The army denied that its planes had bombed the hospital"."""
        return any(
            source.kind == "denial" and source.at < finding.trigger.first and finding.clause[0] <= source.at
            for source in self.sources[finding.sentence.index]
        )

    def _told_by_others(self, finding: Finding) -> bool:
        lows, hedges = self.document.lows, self.document.lexicon.hedges
        return any(
            lows[n] in hedges for n in range(max(finding.clause[0], finding.trigger.group - 3), finding.trigger.last)
        )

    def _only_city(self) -> Located | None:
        """The city of a text that names no other and lies in its one country, or None."""
        named = self.document.names
        cities = [p for p in self.document.places if p.place.city and not p.demonym and p.first not in named]
        names = {p.place.city for p in cities}
        if len(names) != 1 or cities[0].place.country != self.country or self.country is None:
            return None
        return cities[0]

    def _placed(self, place: Place) -> Place:
        if place.country is None and place.geonameid is None and self.country is not None:
            return replace(place, country=self.country)
        return place

    # -- victims

    def _victims(self, event: Event, said: _Teller, family: str, doers: Sequence[_Doer]) -> None:
        acting = {doer.entity.index for doer in doers}
        rows = [(p, e, o) for p, e, o in event.victims if e.index not in acting]
        known = [r for r in rows if not any(p.unidentified for p in r[1].phrases)]
        named = [r for r in known if r[1].name is not None]
        if named:  # "two activists were killed": the two who are named
            known = [
                r
                for r in known
                if r[1].name is not None or r[0].count != Count(len(named), len(named)) or len(named) == 1
            ]
        rows = known or ([] if family in ("bombing", "armed_attack", "shelling", "aerial_attack") else rows)
        default = {
            "abduction": "abducted",
            "enforced_disappearance": "abducted",
            "detention": "detained",
            "raid": "detained",
            "release": "released",
        }.get(family)
        for phrase, entity, outcome in rows:
            best = next((p for p in entity.phrases if p.name == entity.name), phrase) if entity.name else phrase
            item = self._party(entity)
            described = self._description(entity, phrase)
            if entity.name is not None:
                said.say("name", self.document.words(*entity.name), entity.name, role="victim", item=item)
            if described is not None:
                said.say("description", self.document.words(*described), described, role="victim", item=item)
            if entity.name is None and described is None and phrase.kind != "pronoun":
                described = (phrase.first, phrase.last)
                said.say("description", self.document.words(*described), described, role="victim", item=item)
            count = Count(1, 1) if entity.name is not None and not entity.plural else count_of(phrase) or Count(1, None)
            said.say(
                "count", count, phrase.counted or phrase.name or (phrase.first, phrase.last), role="victim", item=item
            )
            where = self._outcome_at(event, entity, outcome)
            said.say("outcome", outcome or default or "unknown", where, role="victim", item=item)
            self._attributes(said, (best, phrase, *entity.phrases), item)

    def _outcome_at(self, event: Event, entity: Entity, outcome: str | None) -> Stretch:
        for finding in event.findings:
            if finding.outcome == outcome and any(e is entity for _, e in self.cast.resolve(finding.victims)):
                return finding.trigger.first, finding.trigger.last
        return event.naming.trigger.first, event.naming.trigger.last

    def _description(self, entity: Entity, phrase: Phrase) -> Stretch | None:
        if phrase.described is not None and (phrase.nouned or phrase.others or phrase.count is None):
            return phrase.described
        if phrase.kind == "pronoun" and entity.name is None:
            return next((p.described for p in entity.phrases if p.described is not None), None)
        for known in entity.phrases:
            if known.described is not None and not known.plural:
                return known.described
        for known in entity.phrases:
            if known.also:
                return known.also[0]
        return None

    def _attributes(self, said: _Teller, phrases: Sequence[Phrase], item: str) -> None:
        for name, where in (
            ("occupation", "occupied"), ("age", "aged"), ("age_group", "grouped"), ("sex", "sexed"),
            ("nationality", "national"),
        ):  # fmt: skip
            for phrase in phrases:
                value, stretch = getattr(phrase, name), getattr(phrase, where)
                if value is not None and stretch is not None:
                    said.say(name, value, stretch, role="victim", item=item)
                    break

    # -- perpetrators, targets, weapons

    def _perpetrator(self, said: _Teller, doer: _Doer) -> None:
        entity, phrase = doer.entity, doer.phrase
        item = self._party(entity)
        name = entity.name if phrase.kind != "pronoun" or entity.name else None
        if name is not None:
            said.say("name", self.document.words(*name), name, role="perpetrator", item=item, modality=doer.modality)
        described = self._description(entity, phrase)
        if described is None and name is None:
            described = (phrase.first, phrase.last)
        if described is not None:
            stretch = self._widened(described) if name is None else described
            said.say(
                "description",
                self.document.words(*stretch),
                stretch,
                role="perpetrator",
                item=item,
                modality=doer.modality,
            )
        body = self._body_in(phrase) if name is None else None
        if body is not None:
            said.say("name", self.document.words(*body), body, role="perpetrator", item=item, modality=doer.modality)
        own = (phrase.first, phrase.last)
        if name is not None and entity.kind == "person":
            kind = "individual"
        elif (
            body is not None
            or phrase.kind in ("body", "place")
            or entity.kind == "organisation"
            or (phrase.code and not phrase.unidentified)
        ):
            kind = "organisation"
        elif phrase.kind == "person" and not phrase.unidentified:
            kind = "individual"
        else:
            kind = "unidentified"
        said.say("kind", kind, own, role="perpetrator", item=item)
        if phrase.code and len(phrase.code) > 4:
            said.say("category", phrase.code, own, role="perpetrator", item=item)
        if phrase.count is not None and name is None:
            said.say("count", phrase.count, phrase.counted or own, role="perpetrator", item=item)
        said.say("status", doer.status, own, role="perpetrator", item=item)
        if doer.source is not None:
            speaker = doer.source.speaker
            said.say("according_to", self.document.words(*speaker), speaker, role="perpetrator", item=item)
        for step, where, when in doer.steps:
            said.say("proceedings", step, where, role="perpetrator", item=item, as_of=when)

    def _body_in(self, phrase: Phrase) -> Stretch | None:
        """The body that a description names: "members of Boko Haram", "Taliban fighters"."""
        document = self.document
        first, last = phrase.described or (phrase.first, phrase.last)
        for at in range(first, last):
            known = document.lexicon.bodies.at(document.lows, at)
            if known is not None and at + known[0] <= last and document.tokens[at].capital:
                return at, at + known[0]
        belonging = document.lexicon.phrasing["belonging"]
        head = next((n for n in range(first, last) if document.lows[n] in belonging), None)
        if head is None:
            return None
        named = [n for n in range(head + 1, last) if document.tokens[n].capital]
        if named and named[0] in document.place_at and named[-1] + 1 - named[0] == 1:
            return None  # "fighters from Basra"
        between = (document.lows[n] for n in range(named[0], named[-1]) if n not in named) if named else ()
        if named and all(low in ("of", "the", "for", "and", "'s", "de", "du", "del") for low in between):
            return named[0], named[-1] + 1
        return None

    def _widened(self, described: Stretch) -> Stretch:
        """ "masked men" with what follows them: "masked men on motorcycles", "gunmen in two cars"."""
        lows, lexicon = self.document.lows, self.document.lexicon
        first, last = described
        if (
            last + 1 < len(lows)
            and lows[last] in ("on", "in")
            and last + 1 not in self.document.date_at
            and last + 1 not in self.document.place_at
        ):
            end = last + 1
            while (
                end < len(lows)
                and end - last < 6
                and (lows[end] in lexicon.determiners or end in self.document.count_at or lows[end][:1].isalpha())
                and lows[end] not in lexicon.prepositions
                and lows[end] not in lexicon.verb_forms
                and lows[end] not in lexicon.subordinators
            ):
                found = lexicon.methods.at(lows, end) or lexicon.targets.at(lows, end)
                end += 1
                if found is not None or lows[end - 1].rstrip("s") in ("uniform", "fatigue", "mask", "hood"):
                    return first, end
        return described

    def _things(self, event: Event, said: _Teller, family: str) -> None:
        if family not in ("killing", "abduction", "detention", "threat", "legal_action", "release"):
            seen: set[Stretch] = set()
            for finding in event.findings:
                for stretch, kind in finding.targets:
                    if stretch in seen:
                        continue
                    seen.add(stretch)
                    item = self._name("t", self.document.tokens[stretch[0]].start)
                    said.say("text", self.document.words(*stretch), stretch, role="target", item=item)
                    said.say("kind", kind, stretch, role="target", item=item)
                    if finding.frame.family == "property_destruction":
                        said.say("outcome", "damaged", stretch, role="target", item=item)
        if family in (
            "killing",
            "attempted_killing",
            "armed_attack",
            "bombing",
            "aerial_attack",
            "shelling",
            "assault",
            "torture",
        ):
            for stretch in self.weapons(event):
                item = self._name("w", self.document.tokens[stretch[0]].start)
                said.say("text", self.document.words(*stretch), stretch, role="weapon", item=item)

    # -- names of things

    def _name(self, letter: str, start: int) -> str:
        base = f"{letter}{start}"
        name, number = base, 1
        while name in self.used:
            number += 1
            name = base + "abcdefghijklmnopqrstuvwxyz"[min(number - 1, 25)] * (1 + number // 27)
        self.used.add(name)
        return name

    def _party(self, entity: Entity) -> str:
        if entity.index not in self.party_ids:
            first = min(p.first for p in entity.phrases)
            self.party_ids[entity.index] = self._name("p", self.document.tokens[first].start)
        return self.party_ids[entity.index]

    def _parties(self) -> tuple[Party, ...]:
        parties = []
        for index, name in self.party_ids.items():
            entity = self.cast.entities[index]
            spans = sorted({self.document.span(p.first, p.last) for p in entity.phrases})
            written = self.document.words(*entity.name) if entity.name else None
            parties.append(Party(name, entity.kind, written, tuple(spans)))
        return tuple(sorted(parties, key=lambda p: (p.spans[0], p.id)))

    # -- claims and relations

    def _claims(self, events: Sequence[Event], of_event: dict[int, str]) -> list[Claim]:
        by_sentence: dict[int, str] = {}
        for event in events:
            if id(event) in of_event:
                for finding in event.findings:
                    by_sentence.setdefault(finding.sentence.index, of_event[id(event)])
        claims: list[Claim] = []
        latest: str | None = None
        for number, row in enumerate(self.sources):
            latest = by_sentence.get(number, latest)
            for source in row:
                if latest is None:
                    continue
                about = by_sentence.get(number, latest)
                span = self.document.sentences[number].span
                speaker = self.document.span(*source.speaker)
                entity = next((e for _, e in self.cast.resolve([source.phrase] if source.phrase else [])), None)
                party = self.party_ids.get(entity.index) if entity is not None else None
                name = self._name("c", speaker.start)
                words = self.document.words(*source.speaker)
                claims.append(Claim(name, words, (speaker,), source.kind, span, party, about))
        return claims

    def _relations(self, events: Sequence[Event], of_event: dict[int, str]) -> list[Relation]:
        """Retaliation that the text states: "X's murder was retaliation for the raid", "in revenge for …, gunmen …"."""
        relations: list[Relation] = []
        lexicon, lows = self.document.lexicon, self.document.lows
        for sentence in self.document.sentences:
            told = sorted(
                ((f.trigger.first, n) for n, e in enumerate(events) for f in e.findings if f.sentence is sentence),
            )
            for at in range(sentence.first, sentence.last - 1):
                if lows[at] not in lexicon.phrasing["retaliation"] or lows[at + 1] not in ("for", "against", "over"):
                    continue
                cause = next((n for first, n in told if first > at), None)
                before = [n for first, n in told if first < at and n != cause]
                after = [n for first, n in told if first > at and n != cause]
                act = before[-1] if before else after[0] if after else None
                if cause is None or act is None:
                    continue
                source, target = of_event[id(events[act])], of_event[id(events[cause])]
                span = self.document.span(at, at + 1)
                relations.append(Relation("retaliation_for", f"i:{source}", f"i:{target}", span))
        relations += find_relations(self.document, self.phrases, self.cast, events, of_event, self.party_ids)
        return list(dict.fromkeys(relations))


class _Teller:
    """Makes the statements of one mention."""

    def __init__(self, account: Telling, mention: str) -> None:
        self.account = account
        self.mention = mention

    def say(
        self,
        name: str,
        value: Value,
        stretch: Stretch,
        *,
        role: Role = "mention",
        item: str = "",
        modality: Modality = "asserted",
        source: Source | None = None,
        as_of: str | None = None,
    ) -> None:
        span = self.account.document.span(*stretch)
        self.say_span(name, value, (span,), role=role, item=item, modality=modality, source=source, as_of=as_of)

    def say_span(
        self,
        name: str,
        value: Value,
        spans: tuple[Span, ...],
        *,
        role: Role = "mention",
        item: str = "",
        modality: Modality = "asserted",
        source: Source | None = None,
        as_of: str | None = None,
    ) -> None:
        document = self.account.document
        speaker = document.words(*source.speaker) if source else None
        where = (document.span(*source.speaker),) if source else ()
        statement = Statement(Subject(self.mention, role, item), name, value, spans, modality, speaker, where, as_of)
        if statement not in self.account.statements:
            self.account.statements.append(statement)
