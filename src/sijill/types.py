"""Every kind of thing that sijill knows, in the order in which it comes to be.

    Capture ──▶ Text ──▶ Reading (Mentions of Statements) ──▶ Incident ──▶ Standing ──▶ Dossier ──▶ Release

All are frozen and made of plain values, so that they can be compared, hashed, sent to another process and
written down. They hold what was found; what is *derived* (bounds of a date, codes of a crosswalk) is computed
where it is needed. Nothing here imports anything of ours.

Two rules run through the whole file:

* **Words are stored once.** A :class:`Span` is a stretch of a stored text, in Unicode code points; a quote is
  what the text has there.
* **Local ids are anchors.** Within one reading, the id of a mention, party, target or claim is a letter and the
  code point at which its words begin: ``i412``, ``p388`` (``i412b`` if a second one begins there). A newer
  reader that finds the same words gives the same id, and so a person's decision carries over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

# ---------------------------------------------------------------------------------------------------------
# Values


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: ``text[start:end]``, counted in Unicode code points."""

    #: first code point
    start: int
    #: one past the last code point; always greater than start
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def overlaps(self, other: Span) -> bool:
        """Whether the two stretches share a code point."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Whether this stretch lies inside the other."""
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as the words bound it. "Upwards of 500" is ``Count(500, None)``; "not stated" is no Count."""

    #: at least this many
    min: int
    #: at most this many; None: no upper bound is stated
    max: int | None

    def __post_init__(self) -> None:
        if self.min < 0 or (self.max is not None and self.max < self.min):
            raise ValueError(f"not a count: {self.min}..{self.max}")


#: how finely a place is known, from the finest to the coarsest
Precision: TypeAlias = Literal["site", "district", "city", "admin1", "country"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened, as finely as the words allow and no finer."""

    #: populated place, English name as in GeoNames
    city: str | None = None
    #: first-level division (governorate, province, state), English name as in GeoNames
    admin1: str | None = None
    #: ISO 3166-1 alpha-2; None where unknown, disputed or at sea
    country: str | None = None
    #: what is finer than the city, as written: "near his home in the Ziyouna district"
    detail: str | None = None
    #: GeoNames' identifier of the finest part that was resolved
    geonameid: int | None = None
    #: degrees north, WGS 84
    latitude: float | None = None
    #: degrees east, WGS 84
    longitude: float | None = None
    #: the event is likely within this many kilometres of the point
    radius_km: float | None = None
    #: what the point stands for
    precision: Precision | None = None


#: what a statement can say. Dates are EDTF strings (ISO 8601-2:2019), codes and words are strings.
Value: TypeAlias = str | int | Count | Place


# ---------------------------------------------------------------------------------------------------------
# The world -> Capture


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is told about a report apart from its text, by the page itself or by whoever delivers it."""

    title: str | None = None
    #: the outlet or body that published it
    publisher: str | None = None
    #: byline
    author: str | None = None
    #: BCP 47
    language: str | None = None
    #: publication date, EDTF; with time and zone where they are told ("2020-07-06T21:40:00+03:00")
    published: str | None = None
    #: canonical address
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes, and where, when and how they were found. The bytes never change."""

    #: SHA-256 of content, lower-case hex
    sha256: str
    #: the bytes as they came
    content: bytes = field(repr=False)
    #: where from: URL, file name, or the id given in a JSON Lines record
    uri: str
    #: name of the kind of source that made it (a module of sources/kinds): "file", "web", "jsonl", ...
    kind: str
    #: when it was captured, in UTC
    captured_at: datetime
    #: media type told or found ("text/html"), without parameters
    media_type: str
    #: character encoding told by whoever delivered it (HTTP header, record), or None
    encoding: str | None = None
    #: what whoever delivered it says of the report; what the document says of itself goes first
    declared: Metadata = Metadata()
    #: chain of custody: request and response headers, redirects, proxy, in order; sorted name-value pairs
    custody: tuple[tuple[str, str], ...] = ()


ReportKind: TypeAlias = Literal["article", "note"]


@dataclass(frozen=True, slots=True)
class Report:
    """One publication; it may have several captures (an edited page) and counts as one source."""

    #: id within the register
    id: str
    #: the address or name under which it is found
    uri: str
    #: article: published by others; note: what a recorder knows and no report says, sealed by default
    kind: ReportKind


# ---------------------------------------------------------------------------------------------------------
# Capture -> Text


@dataclass(frozen=True, slots=True)
class Text:
    """What a person would read in a capture, by one version of one extractor; never altered after."""

    #: SHA-256 over capture, extractor and content: what makes it this text
    id: str
    #: SHA-256 of the captured bytes
    capture: str
    #: where the capture came from
    uri: str
    #: name and version of the extractor: "html 1"
    extractor: str
    #: the words; every span counts their code points
    content: str = field(repr=False)
    #: title, publisher, author, language, publication date
    metadata: Metadata = Metadata()
    #: code point at which each page starts, for paged documents
    pages: tuple[int, ...] = ()

    def quote(self, span: Span) -> str:
        """The words of a span. Raises ValueError if the span lies outside the text."""
        if span.end > len(self.content):
            raise ValueError(f"{span.start}..{span.end} lies outside a text of {len(self.content)} code points")
        return self.content[span.start : span.end]


# ---------------------------------------------------------------------------------------------------------
# Text -> Reading

Modality: TypeAlias = Literal["asserted", "alleged", "denied", "planned"]

#: what a statement is about: the mention itself, or something that belongs to it. A party is a victim in one
#: mention and a perpetrator or speaker in another; what is said of it there is said of that part it has.
Role: TypeAlias = Literal["mention", "victim", "perpetrator", "target", "weapon", "place"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement is about."""

    #: local id of the mention
    mention: str
    #: what of the mention
    role: Role = "mention"
    #: local id of the party, target, weapon or further place; "" for the mention itself
    item: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that one text states about one subject, and the words that say so.

    Its identity is (text, subject, field, value, spans, modality, speaker, as_of); who or what extracted it is
    recorded beside it and is no part of it.
    """

    #: what it is about
    subject: Subject
    #: name of the field, one of codebook/fields.toml: "date", "killed", "name", "outcome", ...
    field: str
    #: what is said
    value: Value
    #: the words that say so; never empty
    spans: tuple[Span, ...]
    #: told as fact, as someone's claim, denied, or intended/foiled/feared
    modality: Modality = "asserted"
    #: who is quoted as saying it, as written; None: the text itself
    speaker: str | None = None
    #: the words that name the speaker
    speaker_spans: tuple[Span, ...] = ()
    #: date for which the value is given, EDTF (a toll "as of Tuesday"), or None
    as_of: str | None = None

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError(f"no value without a quotation: {self.subject} {self.field}")


@dataclass(frozen=True, slots=True)
class Mention:
    """The statements of one text about one event (an *event mention*)."""

    #: local id, an anchor: "i412"
    id: str
    #: the sentences that tell of it
    evidence: tuple[Span, ...]
    #: everything the text says about it
    statements: tuple[Statement, ...]
    #: calibrated probability that the text reports this event
    confidence: float = 1.0

    def said(self, name: str, *, role: Role = "mention", item: str = "") -> tuple[Statement, ...]:
        """The statements about one field of the mention, or of one of its items."""
        return tuple(
            s for s in self.statements if s.field == name and s.subject.role == role and s.subject.item == item
        )

    def first(self, name: str, *, role: Role = "mention", item: str = "") -> Value | None:
        """The first value stated for a field, or None where nothing is stated."""
        return next((s.value for s in self.said(name, role=role, item=item)), None)

    def items(self, role: Role) -> tuple[str, ...]:
        """Local ids of the parties, targets, weapons or places with a role, in the order of the text."""
        return tuple(dict.fromkeys(s.subject.item for s in self.statements if s.subject.role == role))


PartyKind: TypeAlias = Literal["person", "group", "organisation"]


@dataclass(frozen=True, slots=True)
class Party:
    """A person, group or organisation as one text names it, whatever its roles: victim, perpetrator, speaker."""

    #: local id, an anchor: "p388"
    id: str
    kind: PartyKind
    #: the fullest form of the name in the text, as written; None where unnamed
    name: str | None
    #: every place where the text names or describes it
    spans: tuple[Span, ...]


ClaimKind: TypeAlias = Literal[
    "blame", "denial", "responsibility", "condemnation", "motive", "figure", "warning", "correction", "account"
]


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody is quoted as saying about an incident."""

    #: local id, an anchor: "c77"
    id: str
    #: who says it, as written
    speaker: str
    speaker_spans: tuple[Span, ...]
    kind: ClaimKind
    #: the words claimed
    span: Span
    #: local id of the speaker among the parties, or None
    party: str | None = None
    #: local id of the mention that it is about, or None
    mention: str | None = None
    #: the field it speaks of, e.g. "killed"
    field: str | None = None
    #: the figure it gives
    count: Count | None = None


RelationKind: TypeAlias = Literal[
    "retaliation_for", "follows_threat", "part_of",
    "member_of", "leads", "speaks_for", "backed_by", "loyal_to", "works_for", "kin_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie that a text states, between incidents or between parties.

    The ends are ``i:MENTION``, ``p:PARTY`` or a name as written.
    """

    kind: RelationKind
    source: str
    target: str
    #: the words that say so
    span: Span


@dataclass(frozen=True, slots=True)
class ReaderIdentity:
    """Which reader: what must be equal for a second reading to find nothing new."""

    name: str
    version: str
    #: SHA-256 of the weights, or None for a reader without
    model: str | None
    #: digest of the codebook and language data that it read with
    codebook: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One run of one reader over one text."""

    reader: ReaderIdentity
    #: id of the text that was read
    text: str
    mentions: tuple[Mention, ...] = ()
    parties: tuple[Party, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()

    def foremost(self, mention: Mention) -> bool | None:
        """Whether the reading is surer of this mention than of any other; None where it is as sure of another."""
        others = max((m.confidence for m in self.mentions if m.id != mention.id), default=-1.0)
        return None if others == mention.confidence else mention.confidence > others


# ---------------------------------------------------------------------------------------------------------
# Mentions + Judgements -> Incident


@dataclass(frozen=True, slots=True, order=True)
class MentionKey:
    """A mention, named from outside its reading."""

    #: id of the text
    text: str
    #: local id of the mention
    mention: str


@dataclass(frozen=True, slots=True, order=True)
class PartyKey:
    """A party, named from outside its reading."""

    #: id of the text
    text: str
    #: local id of the party
    party: str


Answer: TypeAlias = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's or the linker's word on whether two mentions (or two parties) are the same."""

    left: MentionKey | PartyKey
    right: MentionKey | PartyKey
    answer: Answer
    #: name of the person, or "linker VERSION"
    by: str
    at: datetime
    #: probability that they are the same, where a machine judged
    score: float | None = None
    #: why; for a machine the fields compared and what each contributed
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """The event that several mentions tell of; a container."""

    #: minted when first seen, kept when reports are added
    id: str
    mentions: tuple[MentionKey, ...]
    #: ids of incidents merged into this one; they still resolve
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One type of violation against one victim within an incident (HURIDOCS). Derived from statements."""

    incident: str
    #: finer act, or the family where none is told: "killing.in_custody"
    act: str
    #: the victim, by one of its keys; None where nobody in particular is the victim
    victim: PartyKey | None
    #: statements that it rests on
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Involvement:
    """A perpetrator's part in an act (HURIDOCS). Derived from statements."""

    incident: str
    perpetrator: PartyKey
    #: how the blame is put: asserted, alleged, claimed, denied, unidentified, convicted
    status: str
    #: statements that it rests on
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The speaker, agency or document that statements rest on; independence is counted over origins."""

    #: as written, or the report's uri where the text itself is the origin
    name: str
    #: ids of the reports that rest on it
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingValue:
    """The value that holds for one field of an incident, and what it rests on."""

    field: str
    #: the value; None where the rule leaves it open (a contradiction nobody has decided)
    value: Value | None
    #: name of the rule that chose it: "range", "majority", "most_precise", "decision", ...
    rule: str
    #: ids of the statements behind it
    behind: tuple[str, ...]
    #: ids of the statements that say otherwise
    against: tuple[str, ...] = ()
    #: people who accepted or corrected a statement behind it
    checked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingParty:
    """One victim or perpetrator of an incident, brought together from the parties of its texts."""

    role: Literal["victim", "perpetrator"]
    #: the parties that it is, one or more for each text
    parties: tuple[PartyKey, ...]
    #: name, outcome, age, occupation, status, ... as they hold
    values: tuple[StandingValue, ...]

    def get(self, name: str) -> StandingValue | None:
        """The standing value of a field, or None where nothing is stated."""
        return next((v for v in self.values if v.field == name), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """The values that hold for an incident once decisions and the counting rule are applied."""

    incident: str
    values: tuple[StandingValue, ...]
    parties: tuple[StandingParty, ...] = ()
    #: least and most independent origins among its reports
    independent: Count = Count(0, None)

    def get(self, name: str) -> StandingValue | None:
        """The standing value of a field, or None where nothing is stated."""
        return next((v for v in self.values if v.field == name), None)


# ---------------------------------------------------------------------------------------------------------
# Parties + Judgements -> Actor


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a text as they are shown beside what they say."""

    #: id of the text
    text: str
    span: Span
    #: the words of the span
    words: str
    #: the report's address
    uri: str
    #: who is quoted as saying so, as written; None: the text itself
    speaker: str | None = None
    #: publication date of the text, EDTF
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, group or organisation that several parties are."""

    #: minted when first seen, kept when reports are added
    id: str
    kind: PartyKind
    parties: tuple[PartyKey, ...]
    #: every form of the name, as written
    names: tuple[str, ...] = ()
    #: ids of actors that were found to be this one; they still resolve
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """One dated state of an actor: threatened, held, released, whereabouts unknown, body found, died of it."""

    actor: str
    state: str
    #: when it began, EDTF, or None
    date: str | None
    #: last known to hold on, EDTF, or None
    as_of: str | None
    #: statements that it rests on
    statements: tuple[str, ...]
    #: of how many people of a group; None: of the one person
    count: Count | None = None
    #: the words that say so
    quotes: tuple[Quoted, ...] = ()
    #: in which incident
    incident: str = ""
    #: told as fact, as a claim, or denied
    modality: Modality = "asserted"
    #: places in the actor's course of what says otherwise: both stand
    against: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorCard:
    """An actor at a glance, without a name: what lists are ordered and counted by."""

    #: id of the actor
    actor: str
    kind: PartyKind
    #: whether any report gives a name
    named: bool
    #: how many people it is; None: one, or not told
    count: Count | None
    #: in how many incidents it appears, and as what
    incidents: int
    as_victim: int
    as_perpetrator: int
    #: first and last day of these incidents, ISO; None: no day is known
    first: str | None
    last: str | None
    #: the last state that is known, and the day for which it is told; None: nothing befell it
    state: str | None
    as_of: str | None
    #: how many of it are held or missing as far as is known; None: nobody
    held: Count | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between actors as reports state it: leads, speaks for, member of, backed by, loyal to, works for, kin."""

    kind: RelationKind
    #: an actor's id, or a name as written where nobody in the register bears it
    source: str
    target: str
    #: days on which it was stated, first and last, EDTF; None: no report has a date
    first: str | None
    last: str | None
    quotes: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a legal case: charged, tried, convicted, sentenced, acquitted, overturned, released, ..."""

    step: str
    #: when it was taken, EDTF, or None
    date: str | None
    #: the accused, by one of the party's keys
    accused: PartyKey
    quotes: tuple[Quoted, ...]
    #: ids of the statements that it rests on; empty where the words alone say so
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A legal case: courts, charges, accused, dated steps; many-to-many with incidents."""

    id: str
    #: courts as written, in the order of their steps
    courts: tuple[str, ...]
    charges: tuple[str, ...]
    #: ids of the actors accused
    accused: tuple[str, ...]
    #: in order of time; the last is the latest that is known, and no verdict ends it
    steps: tuple[CaseStep, ...]
    incidents: tuple[str, ...]
    #: whether the accused are victims of it (prosecuted for what they say or do) rather than blamed for an incident
    of_victim: bool = False
    aliases: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------------------------------
# What people say

DecisionKind: TypeAlias = Literal[
    "accept", "reject", "correct", "add", "move",  # of a statement
    "merge", "split",  # of incidents
    "seal", "unseal",  # of a party, field, span, text or incident
    "publish", "withdraw",  # of an incident
    "undo",  # of a decision
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a decision or a seal is about, by content, so that it carries over to a newer reading.

    The more parts are given the narrower it is: a text; a mention in it; a subject of the mention; a field; a
    value by its spans. An incident is anchored to one of its mentions.
    """

    #: id of the text, or "" where it is about a whole incident named by id
    text: str = ""
    mention: str = ""
    role: Role | Literal["", "claim", "author", "title", "speaker"] = ""
    item: str = ""
    field: str = ""
    spans: tuple[Span, ...] = ()
    #: id of an incident as it was known when decided
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word. Appended, never edited; anything can be undone by another one."""

    #: id within the register
    id: str
    kind: DecisionKind
    anchor: Anchor
    #: who decided
    by: str
    at: datetime
    #: why, in the person's words
    reason: str = ""
    #: the value as it was, where one is corrected
    before: Value | None = None
    #: the value as it is now, where one is corrected or added; where mentions are merged, split or moved, the
    #: other mention as "TEXT_ID/LOCAL_ID"
    after: Value | None = None
    #: id of the decision that this one undoes
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """Something that leaves through no door, and whose report is kept encrypted."""

    anchor: Anchor
    #: the words to be struck out wherever they stand, as written; empty where the anchor's whole text is sealed
    words: tuple[str, ...]
    #: name of the policy rule ("living_victim", "child", "byline", ...) or "decision ID"
    rule: str


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """A capture as a register keeps it, and the report that it belongs to."""

    report: Report
    #: content is empty where the bytes are not told
    capture: Capture
    #: how many bytes were captured
    size: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """What somebody pinned to something in the workspace."""

    kind: str
    subject: str
    by: str
    at: datetime
    #: canonical JSON
    body: str


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """What one entry of a register's log brought in and the register keeps: all that a copy of it needs."""

    at: datetime
    by: str
    action: str
    captures: tuple[KeptCapture, ...] = ()
    texts: tuple[Text, ...] = ()
    readings: tuple[Reading, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    #: ids that were minted, each with what it was minted for
    incidents: tuple[tuple[str, MentionKey], ...] = ()
    actors: tuple[tuple[str, PartyKey], ...] = ()
    cases: tuple[tuple[str, MentionKey], ...] = ()
    pinned: tuple[Pinned, ...] = ()
    #: ids by which what was erased is known again
    erased: tuple[str, ...] = ()
    #: what people's seals cover: a text's id, words, whether all of the text
    covered: tuple[tuple[str, tuple[str, ...], bool], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """What an actor or a legal case is called, and which parties or mentions it is: ids go on from there."""

    kind: Literal["actor", "case"]
    id: str
    #: parties of an actor, mentions of a case
    members: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()
    #: of a case: whether the accused are victims of the mentions
    of_victim: bool = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change of the register. Each entry's hash covers the one before it."""

    #: 1, 2, 3, ... without gaps
    seq: int
    at: datetime
    #: person, or name and version of the program's part
    by: str
    #: what happened: "create", "add", "link", "decide", "export", ...
    action: str
    #: salted commitment to the payload, which lies beside the log: erasing a payload breaks no hash
    commitment: str
    #: hash of the entry before; 64 zeros for the first
    previous: str
    #: SHA-256 over all of the above
    hash: str


# ---------------------------------------------------------------------------------------------------------
# Incidents -> Release


@dataclass(frozen=True, slots=True)
class Source:
    """A report as an incident's dossier cites it."""

    report: Report
    text: Text
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One source's account of one event: a mention with everything needed to show, compare and check it."""

    source: Source
    mention: Mention
    #: parties of the text that the mention or its claims name
    parties: tuple[Party, ...]
    #: claims about this mention
    claims: tuple[Claim, ...]
    #: relations with this mention or one of its parties at an end
    relations: tuple[Relation, ...]
    #: ids of the statements, in the order of mention.statements
    statement_ids: tuple[str, ...]
    reader: ReaderIdentity
    #: whether it is what the text is foremost about (`Reading.foremost`); None: not known
    foremost: bool | None = None

    @property
    def key(self) -> MentionKey:
        """The mention, named from outside its reading."""
        return MentionKey(self.source.text.id, self.mention.id)

    def party(self, local_id: str) -> Party | None:
        """The party of that local id, or None for an item that is no party."""
        return next((p for p in self.parties if p.id == local_id), None)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is kept about one incident. What leaves is a dossier that has gone through the filter."""

    incident: Incident
    mentions: tuple[Account, ...]
    standing: Standing
    #: decisions about the incident or anything in it, oldest first
    decisions: tuple[Decision, ...] = ()
    #: seals that touch it
    seals: tuple[Seal, ...] = ()
    #: whether a person has decided to publish it and nobody has withdrawn it since
    published: bool = False


# ---------------------------------------------------------------------------------------------------------
# Dossiers, at a glance

#: what people have said of an incident so far. rejected: the last word on publishing it was to withdraw it
CardState: TypeAlias = Literal["new", "reviewed", "rejected", "published"]

#: the order of cards: by day; the last changed first; the surest first; the least sure first; the most killed first
CardOrder: TypeAlias = Literal["date", "changed", "confidence", "uncertainty", "killed"]

#: what cards can be counted by
CardFacet: TypeAlias = Literal[
    "month", "year", "country", "admin1", "city", "family", "act", "state", "grade", "modality", "scope"
]

#: for whom a card is: the keeper sees all; to a reader nothing sealed is told
CardAudience: TypeAlias = Literal["keeper", "reader"]


@dataclass(frozen=True, slots=True)
class CardParty:
    """A victim or perpetrator, at a glance."""

    #: the name that stands, else the description; None: somebody
    called: str | None
    #: whether that is a name
    named: bool = False
    #: how many they are, where more than one or a range
    count: Count | None = None
    #: gravest outcome of a victim
    outcome: str | None = None
    #: of a victim: civilian, combatant; of a perpetrator: how the blame is put
    status: str | None = None
    occupation: str | None = None
    #: whether a seal lies on it
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """An incident at a glance: what a row of a list, a point of a map or a bar of a timeline needs. Derived."""

    incident: str
    #: first and last day on which it may have happened (ISO 8601), None: open; both None: no date
    first: str | None
    last: str | None
    #: the standing date, EDTF
    date: str | None
    place: Place | None
    #: act families and finer acts that a mention tells, the one that stands first
    families: tuple[str, ...]
    acts: tuple[str, ...]
    killed: Count | None
    injured: Count | None
    #: event or aggregate
    kind: str | None
    modality: str | None
    scope: str | None
    #: how many reports tell of it
    reports: int
    #: least and most independent origins
    independent: Count
    #: Airwars-like grade
    grade: str
    #: of its surest mention
    confidence: float
    #: fields on which the sources disagree; those of a party as "victim.name"
    contradictions: tuple[str, ...]
    #: how many of these no person has decided
    open: int
    #: values that stand and that a person checked, and all that stand
    checked: int
    values: int
    state: CardState
    #: whether anything in it is sealed
    sealed: bool
    #: whether it says which incident it is: see `incidents.listing.telling`
    telling: bool
    #: titles of its reports, the first ones
    titles: tuple[str, ...]
    victims: tuple[CardParty, ...]
    perpetrators: tuple[CardParty, ...]
    #: every form of a party's name in its reports
    names: tuple[str, ...]
    #: the log entry that last changed the card; 0 where it is not kept
    entry: int = 0


@dataclass(frozen=True, slots=True)
class CardQuery:
    """Which cards are asked for, and in which order; what is not given does not matter."""

    #: words in names, places and titles: ``word``, ``begin*``, ``"one phrase"``
    text: str = ""
    #: somebody's name, in any spelling
    name: str = ""
    #: a family or a finer act
    act: str | None = None
    #: ISO 3166-1 alpha-2
    country: str | None = None
    admin1: str | None = None
    city: str | None = None
    #: first and last day (ISO 8601): what may have happened between them
    since: str | None = None
    until: str | None = None
    states: tuple[CardState, ...] = ()
    #: at least this grade: discounted, contested, weak, fair, confirmed
    grade: str | None = None
    #: with a contradiction that nobody has decided
    contradictory: bool = False
    #: changed by a later log entry than this
    changed_after: int | None = None
    #: south, west, north, east in degrees; west may be greater than east
    box: tuple[float, float, float, float] | None = None
    #: these incidents only
    ids: tuple[str, ...] | None = None
    #: told by at least so many reports
    reports: int = 1
    #: only what says which incident it is
    telling: bool = False
    order: CardOrder = "date"


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Release:
    """What was published: version, files, checksums, what changed since the last."""

    version: str
    created_at: datetime
    files: tuple[ReleaseFile, ...]
    #: ids of incidents in it
    incidents: tuple[str, ...]
    #: ids that are new, changed, withdrawn since the last release
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
