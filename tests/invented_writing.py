"""Reports in words, for what is told by the words themselves: corrections, names beside numbers, bylines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from invented_accounts import READER, START
from sijill.types import (
    Account,
    Claim,
    Count,
    Mention,
    Metadata,
    Modality,
    Party,
    PartyKind,
    Report,
    Source,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)


@dataclass
class Written:
    """A report that is being written: its words first, then what they state, each by its quotation."""

    id: str
    words: str
    publisher: str | None = "The Crier"
    published: str | None = None
    report: str | None = None
    captured: int = 0
    author: str | None = None
    statements: list[Statement] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def span(self, quote: str) -> Span:
        """Where a quotation stands."""
        at = self.words.index(quote)
        return Span(at, at + len(quote))

    def says(self, name: str, value: Value, quote: str, *, speaker: str | None = None, as_of: str | None = None,
             modality: Modality = "asserted", role: Any = "mention", item: str = "") -> Written:  # fmt: skip
        """One statement."""
        self.statements.append(
            Statement(Subject("i0", role, item), name, value, (self.span(quote),), modality, speaker,
                      (self.span(quote),) if speaker else (), as_of)
        )  # fmt: skip
        return self

    def victim(self, quote: str, outcome: str = "killed", *, name: str | None = None, count: int | Count = 1,
               as_of: str | None = None, modality: Modality = "asserted", told: str | None = None,
               **more: Value) -> Written:  # fmt: skip
        """A victim by the words that name or describe it; *told* are those that tell what befell it."""
        item = f"p{self.words.index(quote)}"
        if item not in {p.id for p in self.parties}:
            kind: PartyKind = "person" if count == 1 else "group"
            self.parties.append(Party(item, kind, name, (self.span(quote),)))
            if name:
                self.says("name", name, quote, role="victim", item=item)
            else:
                self.says("description", quote, quote, role="victim", item=item)
            number = count if isinstance(count, Count) else Count(count, count)
            self.says("count", number, quote, role="victim", item=item)
            for which, value in more.items():
                self.says(which, value, quote, role="victim", item=item)
        return self.says("outcome", outcome, told or quote, role="victim", item=item, as_of=as_of, modality=modality)

    def claim(self, kind: Any, speaker: str, quote: str, name: str | None = None, count: int | None = None) -> Written:
        """Something that somebody is quoted as saying."""
        self.claims.append(
            Claim(f"c{len(self.claims)}", speaker, (), kind, self.span(quote), None, "i0", name,
                  None if count is None else Count(count, count))
        )  # fmt: skip
        return self

    def account(self) -> Account:
        """The finished account."""
        captured: datetime = START + timedelta(self.captured)
        source = Source(
            Report(self.report or f"report {self.id}", self.id, "article"),
            Text(self.id, f"capture {self.id}", self.id, "invented 1", self.words,
                 Metadata(publisher=self.publisher, published=self.published, author=self.author, language="en")),
            captured,
        )  # fmt: skip
        first = Statement(Subject("i0"), "type", "bombing", (Span(0, 1),))
        statements = (first, *self.statements)
        ids = tuple(f"{self.id}/{n}" for n in range(len(statements)))
        mention = Mention("i0", (Span(0, len(self.words)),), statements)
        return Account(source, mention, tuple(self.parties), tuple(self.claims), (), ids, READER)


def accounts(*reports: Written) -> Sequence[Account]:
    """The accounts of some reports."""
    return [r.account() for r in reports]
