"""Dossiers of invented people, built from texts in which words are found by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sijill.types import (
    Account,
    Anchor,
    Claim,
    Count,
    Decision,
    Dossier,
    Incident,
    Mention,
    Metadata,
    Party,
    PartyKey,
    PartyKind,
    Place,
    ReaderIdentity,
    Relation,
    Report,
    Role,
    Seal,
    Source,
    Span,
    Standing,
    StandingParty,
    StandingValue,
    Statement,
    Subject,
    Text,
    Value,
)

WHEN = datetime(2024, 5, 1, 12, 30, tzinfo=UTC)
READER = ReaderIdentity("baseline", "1", None, "c0de")


@dataclass
class Story:
    """One text about one event, written down step by step; ``account()`` is what a reader would have made of it."""

    content: str
    id: str = "t1"
    title: str | None = None
    publisher: str | None = "The Harbour Gazette"
    author: str | None = None
    uri: str = "https://gazette.example/2024/05/incident"
    url: str | None = None
    language: str = "en"
    published: str | None = "2024-05-01"
    kind: str = "article"
    mention: str = "i0"
    statements: list[Statement] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def span(self, words: str, nth: int = 0) -> Span:
        """Where some words stand."""
        at = -1
        for _ in range(nth + 1):
            at = self.content.index(words, at + 1)
        return Span(at, at + len(words))

    def spans(self, words: str) -> tuple[Span, ...]:
        """Everywhere where some words stand."""
        found, at = [], self.content.find(words)
        while at >= 0:
            found.append(Span(at, at + len(words)))
            at = self.content.find(words, at + 1)
        return tuple(found)

    def party(self, name: str | None, words: str | None = None, kind: PartyKind = "person") -> str:
        """A party, named or described; returns its id."""
        spans = self.spans(words or name or "")
        assert spans, f"{words or name!r} is not in the text"
        local = f"p{spans[0].start}"
        self.parties.append(Party(local, kind, name, spans))
        return local

    def say(
        self, name: str, value: Value, words: str, *, role: Role = "mention", item: str = "", speaker: str | None = None
    ) -> str:
        """A statement; returns its id."""
        quoted = (self.span(speaker),) if speaker and speaker in self.content else ()
        subject = Subject(self.mention, role, item)
        said = Statement(subject, name, value, (self.span(words),), speaker=speaker, speaker_spans=quoted)
        self.statements.append(said)
        return f"s-{self.id}-{len(self.statements) - 1}"

    def account(self) -> Account:
        """What a reader would have made of it."""
        metadata = Metadata(self.title, self.publisher, self.author, self.language, self.published, self.url)
        text = Text(self.id, "ca" * 32, self.uri, "plain 1", self.content, metadata)
        sentence = Span(0, len(self.content))
        return Account(
            Source(Report(f"r-{self.id}", self.uri, self.kind), text, WHEN),  # type: ignore[arg-type]
            Mention(self.mention, (sentence,), tuple(self.statements), 0.9),
            tuple(self.parties), tuple(self.claims), tuple(self.relations),
            tuple(f"s-{self.id}-{n}" for n in range(len(self.statements))), READER,
        )  # fmt: skip


def holds(
    name: str, value: Value | None, *behind: str, against: Sequence[str] = (), rule: str = "majority"
) -> StandingValue:
    """A standing value."""
    return StandingValue(name, value, rule, behind, tuple(against))


def person(role: str, keys: Sequence[tuple[str, str]], *values: StandingValue) -> StandingParty:
    """A standing party."""
    return StandingParty(role, tuple(PartyKey(t, p) for t, p in keys), values)  # type: ignore[arg-type]


def dossier(
    stories: Sequence[Story],
    values: Sequence[StandingValue] = (),
    parties: Sequence[StandingParty] = (),
    *,
    id: str = "i-7K3F9Q",
    published: bool = True,
    aliases: Sequence[str] = (),
    seals: Sequence[Seal] = (),
    decisions: Sequence[Decision] | None = None,
) -> Dossier:
    """An incident that some stories tell of."""
    accounts = tuple(s.account() for s in stories)
    if decisions is None:
        anchor = Anchor(text=accounts[0].source.text.id, mention=accounts[0].mention.id)
        decisions = (Decision("d1", "publish", anchor, "Rana Staffer", WHEN, "Rana Staffer has spoken to the family"),)
    return Dossier(
        Incident(id, tuple(a.key for a in accounts), tuple(aliases)), accounts,
        Standing(id, tuple(values), tuple(parties), Count(1, len(accounts))),
        tuple(decisions), tuple(seals), published,
    )  # fmt: skip


def seal_party(story: Story, item: str, *words: str, rule: str = "living_victim", role: Role = "victim") -> Seal:
    """A seal on a party of a story, as the register's policy makes them."""
    return Seal(Anchor(text=story.id, mention=story.mention, role=role, item=item), words, rule)


HARBOUR = Place("Port Selin", "Selin", "XS", None, 1, 12.5, 34.25, 5.0, "city")


def raid() -> tuple[Dossier, tuple[Seal, ...]]:
    """Two reports of one event: a man is killed, his brother is abducted and lives; the brother is sealed."""
    first = Story(
        "Nabil Haddad was shot dead in Port Selin on 3 May 2024. His brother Samir al-Qadri Haddad, 22, was abducted "
        "by masked men. Samir al-Qadri Haddad's wife said two people were killed.",
        title="Nabil Haddad killed, Samir al-Qadri Haddad taken",
        author="Lina Verfasser",
        uri="https://gazette.example/nabil-haddad-killed-samir-al-qadri-haddad-taken.html",
    )
    nabil, samir = first.party("Nabil Haddad"), first.party("Samir al-Qadri Haddad")
    masked = first.party(None, "masked men", "group")
    kind = first.say("type", "killing", "shot dead")
    date = first.say("date", "2024-05-03", "3 May 2024")
    place = first.say("place", HARBOUR, "Port Selin")
    dead = first.say("name", "Nabil Haddad", "Nabil Haddad", role="victim", item=nabil)
    fell = first.say("outcome", "killed", "shot dead", role="victim", item=nabil)
    name = first.say("name", "Samir al-Qadri Haddad", "Samir al-Qadri Haddad", role="victim", item=samir)
    age = first.say("age", 22, "22", role="victim", item=samir)
    taken = first.say("outcome", "abducted", "abducted", role="victim", item=samir)
    who = first.say("description", "masked men", "masked men", role="perpetrator", item=masked)
    toll = first.say("killed", Count(2, 2), "two people were killed", speaker="Samir al-Qadri Haddad's wife")
    second = Story(
        "Gunmen killed Nabil Haddad and took SAMIR  AL QADRI HADDAD away. Qadri has not been seen; one man died.",
        id="t2", publisher="Northern Wire", uri="reports/selin.txt", published="2024-05-04",
    )  # fmt: skip
    nabil2 = second.party("Nabil Haddad")
    one = second.say("killed", Count(1, 1), "one man died")
    dead2 = second.say("name", "Nabil Haddad", "Nabil Haddad", role="victim", item=nabil2)
    whole = dossier(
        (first, second),
        (
            holds("type", "killing", kind), holds("date", "2024-05-03", date), holds("place", HARBOUR, place),
            holds("killed", Count(1, 2), toll, one, rule="range", against=()),
        ),
        (
            person("victim", [("t1", nabil), ("t2", nabil2)],
                   holds("name", "Nabil Haddad", dead, dead2), holds("outcome", "killed", fell)),
            person("victim", [("t1", samir)], holds("name", "Samir al-Qadri Haddad", name), holds("age", 22, age),
                   holds("outcome", "abducted", taken)),
            person("perpetrator", [("t1", masked)], holds("description", "masked men", who)),
        ),
        aliases=("i-OLD",),
    )  # fmt: skip
    seals = (
        seal_party(first, samir, "Samir al-Qadri Haddad"),
        Seal(Anchor(text="t1", role="author"), ("Lina Verfasser",), "byline"),
        Seal(Anchor(text="t1", role="speaker", spans=(first.span("Samir al-Qadri Haddad's wife"),)),
             ("Samir al-Qadri Haddad's wife",), "private_speaker"),
    )  # fmt: skip
    return whole, seals
