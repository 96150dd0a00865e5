"""One annotated passage, and what a reader that makes no mistake would say of it.

Invariant: everything said rests on marked words, so :meth:`Passage.reading` is valid against the contract. What has
no words of its own (a type, a method) rests on the words that tell of the incident; what belongs to a party on the
words that name or describe it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from sijill import languages
from sijill.evaluation.corpus import records
from sijill.evaluation.corpus.marks import Mark
from sijill.statements.sentences import split, tokenise
from sijill.types import (
    Claim,
    ClaimKind,
    Count,
    Mention,
    Metadata,
    Modality,
    Party,
    PartyKind,
    Place,
    Precision,
    ReaderIdentity,
    Reading,
    Relation,
    RelationKind,
    Role,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)

#: the extractor's name of a passage's text
EXTRACTOR = "corpus 1"
#: who reads without mistake
ANNOTATOR = ReaderIdentity("annotator", "1", None, None)

_KINDS: Mapping[str, PartyKind] = {"p": "person", "g": "group", "o": "organisation"}


@dataclass(frozen=True)
class Passage:
    """An invented report with what it says."""

    #: name of the file without its ending
    id: str
    #: wire, local, alert, ...
    style: str
    region: str
    #: EDTF, with time and zone if told; None: the page tells none
    published: str | None
    title: str | None
    #: invented
    publisher: str | None
    #: BCP 47
    language: str
    #: what tries to mislead: "sport", "metaphor", ...
    traps: tuple[str, ...]
    #: the words, without marks
    text: str = field(repr=False)
    #: every marked stretch, in the order of the text
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    incidents: tuple[records.Incident, ...] = ()
    claims: tuple[records.Claim, ...] = ()
    relations: tuple[records.Relation, ...] = ()

    # -- words

    @cached_property
    def words(self) -> Mapping[str, tuple[Span, ...]]:
        """Tag -> its stretches in the order of the text: ``words["p1.n"]``."""
        found: dict[str, list[Span]] = {}
        for mark in self.marks:
            found.setdefault(mark.tag, []).append(mark.span)
        return {tag: tuple(spans) for tag, spans in found.items()}

    def spans(self, *tags: str) -> tuple[Span, ...]:
        """Stretches of several tags; a party's tag without a part gives all of its stretches."""
        found: list[Span] = []
        for tag in tags:
            below = (mark.span for mark in self.marks if mark.tag.startswith(f"{tag}."))
            found += self.words.get(tag) or below
        return tuple(dict.fromkeys(found))

    def quote(self, span: Span) -> str:
        """The words of a stretch."""
        return self.text[span.start : span.end]

    def name_span(self, party: str) -> Span | None:
        """Where the fullest form of a party's name stands, or None where the text does not name it."""
        names = self.words.get(f"{party}.n", ())
        return max(names, key=lambda s: (len(self.quote(s).split()), s.end - s.start, -s.start), default=None)

    def description_span(self, party: str) -> Span | None:
        """The first words that describe a party, or None."""
        return next(iter(self.words.get(f"{party}.d", ())), None)

    def called(self, party: str) -> Span:
        """The words by which a party is best known: name, description, or whatever refers to it."""
        return self.name_span(party) or self.description_span(party) or self.spans(party)[0]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the text."""
        code = self.language if self.language in languages.names() else "en"
        section = languages.load(code).section("sentences")
        return tuple(s.span for s in split(self.text, tokenise(self.text), frozenset(section["abbreviations"])))

    # -- the passage as things of the register

    def text_object(self) -> Text:
        """The passage as a text; ``uri`` is its id."""
        words = hashlib.sha256(self.text.encode()).hexdigest()
        metadata = Metadata(self.title, self.publisher, None, self.language, self.published)
        name = hashlib.sha256("\n".join((words, EXTRACTOR, words)).encode()).hexdigest()
        return Text(name, words, self.id, EXTRACTOR, self.text, metadata)

    def reading(self) -> Reading:
        """What a reader that makes no mistake would say; incidents out of scope are in it, with their scope."""
        ids = self._ids()
        parties = tuple(self._party(tag, ids[tag]) for tag in ids if tag[0] in _KINDS)
        mentions = tuple(_Told(self, incident, ids).mention() for incident in self.incidents)
        taken: set[str] = set()
        claims = tuple(self._claim(claim, ids, taken) for claim in self.claims)
        relations = tuple(self._relation(relation, ids) for relation in self.relations)
        return Reading(ANNOTATOR, self.text_object().id, mentions, parties, claims, relations)

    def article(self) -> dict[str, Any]:
        """The passage as :mod:`sijill.evaluation.scoring` takes annotated articles.

        What is out of scope is left out: a reader that tells of it makes it up. Totals over many events and what
        may or may not be in scope are optional: careful people differ.
        """
        told = [incident for incident in self.incidents if incident.scope != "out"]
        return {
            "id": self.id,
            "text": self.text,
            "published": self.published,
            "title": self.title,
            "language": self.language,
            "incidents": [self._flat(incident) for incident in told],
        }

    # -- parts

    def _ids(self) -> dict[str, str]:
        """Tag of an incident, party, weapon, ... -> its local id: a letter and where its first words begin."""
        ids: dict[str, str] = {}
        taken: set[str] = set()
        for mark in self.marks:
            tag = mark.tag.partition(".")[0]
            if tag not in ids:
                letter = {"e": "i", "g": "p", "o": "p", "x": "t"}.get(tag[0], tag[0])
                ids[tag] = _anchor(letter, mark.span, taken)
        return ids

    def _party(self, tag: str, local_id: str) -> Party:
        name = self.name_span(tag)
        spans = tuple(
            mark.span
            for mark in self.marks
            if mark.tag.partition(".")[0] == tag and mark.tag.partition(".")[2] in ("n", "d", "r")
        )
        return Party(local_id, _KINDS[tag[0]], self.quote(name) if name else None, spans or self.spans(tag))

    def _claim(self, claim: records.Claim, ids: Mapping[str, str], taken: set[str]) -> Claim:
        span = self.spans(*claim.words)[0]
        speaker = self.called(claim.speaker)
        return Claim(
            id=_anchor("c", span, taken),
            speaker=self.quote(speaker),
            speaker_spans=(speaker,),
            kind=cast(ClaimKind, claim.kind),
            span=span,
            party=ids[claim.speaker],
            mention=ids[claim.incident] if claim.incident else None,
            field=claim.field,
            count=claim.range,
        )

    def _relation(self, relation: records.Relation, ids: Mapping[str, str]) -> Relation:
        def end(tag: str) -> str:
            return f"{'i' if tag[0] == 'e' else 'p'}:{ids[tag]}"

        span = self.spans(*relation.words)[0]
        return Relation(cast(RelationKind, relation.kind), end(relation.source), end(relation.target), span)

    def _written(self, span: Span | None) -> str | None:
        return None if span is None else self.quote(span)

    def _flat(self, incident: records.Incident) -> dict[str, Any]:
        place = incident.place
        where = self.spans(*incident.place_words)
        return {
            "id": incident.id,
            "type": incident.type,
            "type_alt": list(incident.type_alt),
            "act": incident.act,
            "kind": incident.kind,
            "modality": incident.modality,
            "scope": incident.scope,
            "central": incident.central,
            "optional": incident.kind == "aggregate" or incident.scope == "unclear",
            "date": incident.date,
            "place": None
            if place is None
            else {
                "quote": self.quote(where[0]) if where else None,
                "city": place.city,
                "admin1": place.admin1,
                "country": place.country,
            },
            "victims": [
                {
                    "name": self._written(self.name_span(v.party)),
                    "description": self._written(self.description_span(v.party)),
                    "count_min": v.count.min,
                    "count_max": v.count.max,
                    "outcome": v.outcome,
                    "occupation": v.occupation,
                    "status": v.status,
                    "age": v.age,
                    "sex": v.sex,
                }
                for v in incident.victims
            ],
            "perpetrators": [
                {
                    "name": self._written(self.name_span(p.party)),
                    "description": self._written(self.description_span(p.party)),
                    "kind": p.kind,
                    "status": p.status,
                    "according_to": self.quote(self.called(p.according_to)) if p.according_to else None,
                }
                for p in incident.perpetrators
            ],
            "weapons": [self.quote(self.spans(tag)[0]) for tag in incident.weapons],
            "method": list(incident.methods),
            "killed": _range(incident.killed),
            "injured": _range(incident.injured),
        }


def _anchor(letter: str, span: Span, taken: set[str]) -> str:
    """A local id: the letter and where the words begin, with a further letter where that is taken."""
    name = plain = f"{letter}{span.start}"
    further = iter("bcdefghijklmnopqrstuvwxyz")
    while name in taken:
        name = plain + next(further)
    taken.add(name)
    return name


def _range(count: Count | None) -> dict[str, int | None] | None:
    return None if count is None else {"min": count.min, "max": count.max}


class _Told:
    """Collects the statements of one incident."""

    def __init__(self, passage: Passage, incident: records.Incident, ids: Mapping[str, str]) -> None:
        self.passage = passage
        self.incident = incident
        self.ids = ids
        self.id = ids[incident.id]
        self.own = passage.words[incident.id]
        self.speaker = passage.called(incident.according_to) if incident.according_to else None
        self.statements: list[Statement] = []

    def say(
        self, name: str, value: Value | None, spans: Sequence[Span], role: Role = "mention", item: str = ""
    ) -> None:
        """One statement; without words of its own it rests on those that tell of the incident."""
        if value is None:
            return
        self.statements.append(
            Statement(
                subject=Subject(self.id, role, item),
                field=name,
                value=value,
                spans=tuple(spans) or self.own[:1],
                modality=cast(Modality, self.incident.modality),
                speaker=self.passage.quote(self.speaker) if self.speaker else None,
                speaker_spans=(self.speaker,) if self.speaker else (),
            )
        )

    def mention(self) -> Mention:
        """The incident as a mention."""
        incident, spans = self.incident, self.passage.spans
        qualified = spans(*incident.modality_words)
        self.say("type", incident.type, self.own)
        self.say("act", incident.act, self.own)
        self.say("kind", incident.kind, qualified if incident.kind != "event" else ())
        self.say("modality", incident.modality, qualified if incident.modality != "asserted" else ())
        self.say("scope", incident.scope, ())
        self.say("date", incident.date, spans(*incident.date_words))
        self._say_place()
        for method in incident.methods:
            self.say("method", method, ())
        for name, toll in (("killed", incident.killed), ("injured", incident.injured)):
            self.say(name, toll, spans(*incident.toll_words) or self._counted(name))
        for victim in incident.victims:
            self._say_victim(victim)
        for target in incident.targets:
            item, words = self.ids[target.words[0]], spans(*target.words)[:1]
            self.say("text", self.passage.quote(words[0]), words, "target", item)
            self.say("kind", target.kind, words, "target", item)
            self.say("outcome", target.outcome, words, "target", item)
        for perpetrator in incident.perpetrators:
            self._say_perpetrator(perpetrator)
        for weapon in incident.weapons:
            words = spans(weapon)[:1]
            self.say("text", self.passage.quote(words[0]), words, "weapon", self.ids[weapon])
        return Mention(self.id, self._evidence(), tuple(self.statements))

    def _evidence(self) -> tuple[Span, ...]:
        return tuple(s for s in self.passage.sentences if any(s.overlaps(own) for own in self.own)) or self.own

    def _say_place(self) -> None:
        incident, passage = self.incident, self.passage
        finer = passage.spans(*incident.detail)
        if incident.place is None and not finer:
            return
        place = incident.place or Place()
        finest: tuple[Precision, ...] = ("city", "admin1", "country")
        value = Place(
            city=place.city,
            admin1=place.admin1,
            country=place.country,
            detail=", ".join(passage.quote(span) for span in finer) or None,
            precision=next((part for part in finest if getattr(place, part)), None),
        )
        self.say("place", value, (*passage.spans(*incident.place_words), *finer))

    def _counted(self, outcome: str) -> tuple[Span, ...]:
        """Words that tell how many there are of the victims with an outcome."""
        found: list[Span] = []
        for victim in self.incident.victims:
            if outcome in victim.outcomes:
                counts = self.passage.words.get(f"{victim.party}.count", ())
                found += counts or (self.passage.called(victim.party),)
        return tuple(dict.fromkeys(found))

    def _describe(self, party: str, role: Role) -> str:
        """Say a party's name and description; gives its local id."""
        item = self.ids[party]
        for name, span in (
            ("name", self.passage.name_span(party)),
            ("description", self.passage.description_span(party)),
        ):
            if span is not None:
                self.say(name, self.passage.quote(span), (span,), role, item)
        return item

    def _say_victim(self, victim: records.Victim) -> None:
        item = self._describe(victim.party, "victim")
        words = self.passage.words
        named = (self.passage.called(victim.party),)
        described = words.get(f"{victim.party}.d", ())[:1] or named
        self.say("count", victim.count, words.get(f"{victim.party}.count", ())[:1] or named, "victim", item)
        for outcome in dict.fromkeys((victim.outcome, *victim.outcomes)):
            self.say("outcome", outcome, (), "victim", item)
        self.say("age", victim.age, words.get(f"{victim.party}.age", ())[:1] or named, "victim", item)
        for name in ("occupation", "status", "age_group", "nationality"):
            self.say(name, getattr(victim, name), described, "victim", item)
        self.say("sex", victim.sex, words.get(f"{victim.party}.r", ())[:1] or described, "victim", item)

    def _say_perpetrator(self, perpetrator: records.Perpetrator) -> None:
        passage, party = self.passage, perpetrator.party
        item = self._describe(party, "perpetrator")
        named = (passage.called(party),)
        self.say("kind", perpetrator.kind, named, "perpetrator", item)
        self.say("status", perpetrator.status, named, "perpetrator", item)
        counted = passage.words.get(f"{party}.count", ())[:1] or named
        self.say("count", perpetrator.count, counted, "perpetrator", item)
        if perpetrator.according_to:
            says = passage.called(perpetrator.according_to)
            self.say("according_to", passage.quote(says), (says,), "perpetrator", item)
        for step, tags in perpetrator.proceedings:
            self.say("proceedings", step, passage.spans(*tags)[:1], "perpetrator", item)
