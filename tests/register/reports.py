"""Invented reports, from bytes to reading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sijill.types import (
    Capture,
    Claim,
    Count,
    Incident,
    Mention,
    MentionKey,
    Metadata,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Relation,
    Span,
    Standing,
    StandingParty,
    StandingValue,
    Statement,
    Subject,
    Text,
    Value,
)

NOON = datetime(2021, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)
READER = ReaderIdentity("baseline", "1", None, "c0de")
NEWER = ReaderIdentity("baseline", "2", None, "c0de")


@dataclass(frozen=True)
class Invented:
    """A report as it comes to the register."""

    capture: Capture
    text: Text
    reading: Reading

    @property
    def key(self) -> MentionKey:
        return MentionKey(self.text.id, self.reading.mentions[0].id)


def capture(content: bytes, uri: str = "a.txt") -> Capture:
    return Capture(
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uri=uri,
        kind="file",
        captured_at=NOON,
        media_type="text/plain",
        encoding="utf-8",
        declared=Metadata(publisher="The Invented Courier"),
        custody=(("request", "GET /"), ("response", "200"), ("response", "OK")),
    )


def text_of(taken: Capture, metadata: Metadata | None = None, extractor: str = "plain 1") -> Text:
    words = taken.content.decode()
    told = (
        Metadata("A killing in Mosul", "The Invented Courier", None, "en", "2021-03-04")
        if metadata is None
        else metadata
    )
    identity = hashlib.sha256(f"{taken.sha256}\n{extractor}\n{words}".encode()).hexdigest()
    return Text(identity, taken.sha256, taken.uri, extractor, words, told, (0,))


def span(text: Text, words: str) -> Span:
    """Where words stand first."""
    start = text.content.index(words)
    return Span(start, start + len(words))


class Teller:
    """Builds a reading from words of a text."""

    def __init__(self, text: Text, mention: str = "i0") -> None:
        self.text = text
        self.mention = mention
        self.statements: list[Statement] = []
        self.parties: list[Party] = []
        self.claims: list[Claim] = []
        self.relations: list[Relation] = []

    def say(self, field: str, value: Value, words: str, role: str = "mention", item: str = "", **more: str) -> Teller:
        subject = Subject(self.mention, role, item)  # type: ignore[arg-type]
        self.statements.append(
            Statement(subject, field, value, (span(self.text, words),), **more)  # type: ignore[arg-type]
        )
        return self

    def party(self, item: str, name: str | None, *forms: str, kind: str = "person") -> Teller:
        spans = tuple(span(self.text, f) for f in (*([name] if name else []), *forms))
        self.parties.append(Party(item, kind, name, spans))  # type: ignore[arg-type]
        return self

    def victim(self, item: str, name: str, *outcomes: str, words: str = "") -> Teller:
        self.party(item, name)
        self.say("name", name, name, "victim", item)
        for outcome in outcomes:
            self.say("outcome", outcome, words or name, "victim", item)
        return self

    def perpetrator(self, item: str, name: str, kind: str = "individual") -> Teller:
        self.party(item, name, kind="person" if kind == "individual" else "group")
        self.say("name", name, name, "perpetrator", item)
        return self.say("kind", kind, name, "perpetrator", item)

    def claim(self, speaker: str, words: str, party: str | None = None, kind: str = "account") -> Teller:
        at = (span(self.text, speaker),)
        self.claims.append(
            Claim(f"c{at[0].start}", speaker, at, kind, span(self.text, words), party, self.mention)  # type: ignore[arg-type]
        )
        return self

    def tie(self, kind: str, source: str, target: str, words: str) -> Teller:
        self.relations.append(Relation(kind, source, target, span(self.text, words)))  # type: ignore[arg-type]
        return self

    def reading(self, reader: ReaderIdentity = READER) -> Reading:
        mention = Mention(self.mention, (Span(0, len(self.text.content)),), tuple(self.statements), 0.75)
        return Reading(reader, self.text.id, (mention,), tuple(self.parties), tuple(self.claims), tuple(self.relations))


def invented(number: int = 0, *, victim: str = "Layla Marwan", outcome: str = "killed", uri: str = "") -> Invented:
    """A small report, a different one for each number, with something in every table of a reading."""
    words = (
        f"Gunmen shot {victim} near the river in Mosul on day {number}. At least 2 people died. "
        f'"It was the Grey Falcons," said Omar Tariq, a neighbour. Her brother Sami Marwan fled.'
    )
    taken = capture(words.encode(), uri or f"report-{number}.txt")
    text = text_of(taken)
    telling = (
        Teller(text)
        .say("type", "killing", "shot")
        .say("date", "2021-03", "day")
        .say("place", Place(city="Mosul", country="IQ", latitude=36.34, precision="city"), "Mosul")
        .say("killed", Count(2, None), "At least 2 people died")
        .victim("p12", victim, outcome, words="shot")
        .say("age", 34, victim, "victim", "p12", speaker="Omar Tariq", as_of="2021-03-04")
        .party("p99", "the Grey Falcons", kind="group")
        .party("p150", "Omar Tariq")
        .party("p180", "Sami Marwan")
        .claim("Omar Tariq", "It was the Grey Falcons", "p150", "blame")
        .tie("kin_of", "p:p180", "p:p12", "Her brother")
    )
    reading = telling.reading()
    figure = replace(reading.claims[0], id="c1", kind="figure", field="killed", count=Count(2, 2))
    return Invented(taken, text, replace(reading, claims=(*reading.claims, figure)))


def incident(identity: str, reports: Sequence[Invented], aliases: tuple[str, ...] = ()) -> tuple[Incident, Standing]:
    """An incident over the mentions of some reports, and a standing for it."""
    keys = tuple(sorted(r.key for r in reports))
    value = StandingValue("killed", Count(2, None), "range", ("s_1", "s_2"), ("s_3",), ("A. Recorder",))
    open_value = StandingValue("place", None, "majority", ())
    return (
        Incident(identity, keys, aliases),
        Standing(
            identity, (value, open_value), (StandingParty("victim", (), (value,)),), Count(min(1, len(keys)), len(keys))
        ),
    )
