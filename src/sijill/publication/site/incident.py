"""One incident as its page tells it, before any language: every value with its words, and who is said to have done it.

Nothing here is decided. Values stand as the standing has them; the statements behind and against each are brought
together by what they say, so that a contradiction can be shown side by side.

Invariant: every string comes out of a cleared dossier, and :func:`strings` gives all of them for the last look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from sijill.publication.filter import Cleared
from sijill.publication.involved import Involved, involved
from sijill.publication.redaction import SEALED_RULE
from sijill.publication.site import addresses
from sijill.publication.striking import MARKER
from sijill.publication.summary import Summary, address, summarise
from sijill.types import Account, Claim, Count, PartyKey, Role, StandingValue, Statement, Value

#: what has changed of an incident since the release before; None: nothing, or there was none before
Change: TypeAlias = Literal["new", "changed"] | None

#: a quotation is shown to this length; the whole of it is in the data files
MAX_QUOTE = 400
#: statements shown at once for one value; the rest can be unfolded
SHOWN = 3
#: accounts that one page tells of; the data files have all
MAX_ACCOUNTS = 200

#: for people who look at an incident first; what is not named follows in the order in which it stands
_ORDER = ("type", "act", "date", "place", "killed", "injured", "method", "modality", "kind")
#: what is so of nearly every incident and is told only where it is not
_USUAL = (("kind", "event"), ("modality", "asserted"), ("scope", "in"))
#: what a sentence about blame tells already
_IN_SENTENCE = frozenset({"name", "status", "according_to", "proceedings"})
#: steps of justice in the order in which they are usually taken
_STEPS = ("sought", "arrested", "charged", "tried", "convicted", "acquitted", "overturned", "released", "amnestied")


@dataclass(frozen=True, slots=True)
class From:
    """Which report says something."""

    #: publisher, or title, or where it is found
    outlet: str
    #: id of the outlet's page
    page: str
    #: id of the report, as an anchor on that page
    anchor: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One statement and its words."""

    value: Value
    quotes: tuple[str, ...]
    #: BCP 47, or empty
    language: str
    modality: str
    speaker: str | None
    as_of: str | None
    source: From


@dataclass(frozen=True, slots=True)
class Side:
    """All statements that say the same of a field."""

    value: Value
    said: tuple[Said, ...]
    #: whether the value that holds rests on it
    behind: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as it stands, with all that is said for and against it."""

    role: Role
    field: str
    value: Value | None
    rule: str
    #: by how many people it was checked
    checked: int
    #: what is said, by what is said; those that the value rests on first
    sides: tuple[Side, ...]

    @property
    def differs(self) -> bool:
        """Whether sources say different things."""
        return any(not side.behind for side in self.sides) or self.rule == "disputed"

    @property
    def spread(self) -> tuple[tuple[Count, bool], ...]:
        """The figures that differ, with whether the value rests on them; empty where there is but one."""
        counts = [(s.value, s.behind) for s in self.sides if isinstance(s.value, Count)]
        return tuple(counts) if len(counts) > 1 else ()


@dataclass(frozen=True, slots=True)
class Blame:
    """How a party is blamed: in one sentence, who says so, the denial, and the state of the case."""

    status: str
    #: who says so, as written
    by: tuple[str, ...]
    #: who denies it; "" for the accused
    denied_by: tuple[str, ...]
    #: whether it is denied by whomever
    denied: bool
    #: steps of justice that reports tell
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A victim or perpetrator."""

    who: Involved
    values: tuple[Shown, ...]
    #: page of its own, below the language's folder; None: it has none
    page: str | None
    #: other forms of the name in the reports
    spellings: tuple[str, ...]
    #: of a perpetrator
    blame: Blame | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """What somebody is quoted as saying."""

    kind: str
    speaker: str
    figure: Count | None
    quote: str
    language: str
    source: From


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells of the incident."""

    quote: str
    language: str
    source: From


@dataclass(frozen=True, slots=True)
class Reported:
    """A report."""

    source: From
    title: str | None
    publisher: str | None
    language: str
    #: as it is to be shown
    address: str
    #: whether that can be followed
    link: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the page of an incident tells."""

    summary: Summary
    told: tuple[Told, ...]
    values: tuple[Shown, ...]
    victims: tuple[Person, ...]
    perpetrators: tuple[Person, ...]
    claims: tuple[Quoted, ...]
    reports: tuple[Reported, ...]
    #: kinds of thing that are sealed
    sealed: tuple[str, ...]
    change: Change
    #: reports that are not on the page because they are too many
    left_out: int


def sheet(cleared: Cleared, change: Change) -> Sheet:
    """What the page of an incident tells."""
    dossier = cleared.dossier
    accounts = dossier.mentions[:MAX_ACCOUNTS]
    sources = {a.source.text.id: _source(a) for a in accounts}
    said = {
        i: (a, st) for a in accounts for i, st in zip(a.statement_ids, a.mention.statements, strict=True)
    }  # fmt: skip
    figures = {f"{a.source.text.id}/{c.id}": (a, c) for a in accounts for c in a.claims if c.count is not None}
    book = _Statements(said, figures, sources)
    values = sorted(
        (v for v in dossier.standing.values if v.value is not None or v.against),
        key=lambda v: _ORDER.index(v.field) if v.field in _ORDER else len(_ORDER),
    )
    people = [_person(who, cleared, book, accounts) for who in involved(cleared)]
    return Sheet(
        summary=summarise(cleared),
        told=_told(accounts, sources),
        values=tuple(book.shown("mention", v) for v in values if v.against or (v.field, v.value) not in _USUAL),
        victims=tuple(p for p in people if p.who.role == "victim"),
        perpetrators=tuple(p for p in people if p.who.role == "perpetrator"),
        claims=tuple(dict.fromkeys(_claim(a, c, sources) for a in accounts for c in a.claims)),
        reports=tuple({r.source.anchor: r for a in accounts for r in (_reported(a, sources),)}.values()),
        sealed=cleared.seals,
        change=change,
        left_out=len(dossier.mentions) - len(accounts),
    )


def strings(thing: object) -> list[str]:
    """Every string in something made of frozen records, lists and strings, each once."""
    found: dict[str, None] = {}
    left = [thing]
    while left:
        part = left.pop()
        kind: Any = type(part)
        if kind is str:
            found[str(part)] = None
        elif isinstance(part, tuple | list | frozenset):
            left.extend(part)
        elif is_dataclass(part):
            left.extend(getattr(part, name) for name in _field_names(kind))
    return list(found)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(getattr(kind, "__dataclass_fields__"))  # noqa: B009 - what dataclasses.fields reads, asked by type


def shortened(words: str) -> str:
    """A quotation on one line and of a length that can be read."""
    words = " ".join(words.split())
    return words[:MAX_QUOTE].rsplit(" ", 1)[0] + " …" if len(words) > MAX_QUOTE else words


# ------------------------------------------------------------------------------------------------------ statements


@dataclass(frozen=True, slots=True)
class _Statements:
    """The statements of an incident by their ids; those that did not pass the filter are not there."""

    said: Mapping[str, tuple[Account, Statement]]
    #: figures of claims, by the id under which they support a value
    figures: Mapping[str, tuple[Account, Claim]]
    sources: Mapping[str, From]

    def shown(self, role: Role, value: StandingValue) -> Shown:
        """A standing value with its sides."""
        sides: dict[tuple[bool, Value], dict[Said, None]] = {}
        for behind, ids in ((True, value.behind), (False, value.against)):
            for statement in self._of(ids):
                sides.setdefault((behind, statement.value), {})[statement] = None
        told = tuple(Side(v, tuple(said), behind) for (behind, v), said in sides.items())
        return Shown(role, value.field, value.value, value.rule, len(set(value.checked_by)), told)

    def _of(self, ids: Iterable[str]) -> Iterator[Said]:
        for i in ids:
            if i in self.said:
                account, statement = self.said[i]
                yield self._statement(account, statement)
            elif i in self.figures:
                account, claim = self.figures[i]
                if claim.count is not None:
                    yield Said(
                        claim.count, (shortened(account.source.text.quote(claim.span)),), _language(account),
                        "asserted", claim.speaker, None, self.sources[account.source.text.id],
                    )  # fmt: skip

    def _statement(self, account: Account, statement: Statement) -> Said:
        quotes = dict.fromkeys(shortened(account.source.text.quote(span)) for span in statement.spans)
        return Said(
            statement.value, tuple(quotes), _language(account), statement.modality, statement.speaker,
            statement.as_of, self.sources[account.source.text.id],
        )  # fmt: skip


def _language(account: Account) -> str:
    """The language of a report where it tells one that a page can name."""
    told = account.source.text.metadata.language or ""
    return told if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", told) else ""


def _source(account: Account) -> From:
    metadata, report = account.source.text.metadata, account.source.report
    outlet = outlet_of(account)
    return From(outlet, addresses.outlet(outlet), addresses.anchor(report.id), (metadata.published or "")[:10] or None)


def outlet_of(account: Account) -> str:
    """Who published a report: by name, or by the site it stands on, or by its title."""
    metadata = account.source.text.metadata
    found = address(metadata.url, account.source.report.uri)
    site = re.match(r"https?://([^/?#]+)", found)
    return metadata.publisher or (site[1].removeprefix("www.") if site else "") or metadata.title or found


# -------------------------------------------------------------------------------------------------- parts of the page


def _told(accounts: Sequence[Account], sources: Mapping[str, From]) -> tuple[Told, ...]:
    """The sentences that tell of it, the first of each report below its headline."""
    rows: dict[str, Told] = {}
    for account in accounts:
        text = account.source.text
        sentences = [text.quote(span) for span in account.mention.evidence]
        # the list of reports has the headline
        body = [s for s in sentences if " ".join(s.split()) != (text.metadata.title or "").strip()] or sentences
        if body:
            quote = shortened(body[0])
            rows.setdefault(quote, Told(quote, _language(account), sources[text.id]))
    return tuple(rows.values())


def _person(who: Involved, cleared: Cleared, book: _Statements, accounts: Sequence[Account]) -> Person:
    values = [v for v in who.values if v.rule != SEALED_RULE and (v.value is not None or v.against)]
    if who.role == "victim":
        shown = tuple(book.shown("victim", v) for v in values)
        return Person(who, shown, person_page(who), _spellings(who, cleared, accounts))
    blame = _blame(who, cleared, accounts)
    shown = tuple(book.shown("perpetrator", v) for v in values if v.field not in _IN_SENTENCE or v.against)
    body = organisation_page(who)
    return Person(who, shown, body, _spellings(who, cleared, accounts) if body else (), blame)


def person_page(who: Involved) -> str | None:
    """The page of a person of their own: of victims who are named. Who is blamed has none, whatever was decided."""
    named = who.role == "victim" and who.kind == "person" and who.name and not who.sealed and MARKER not in who.name
    return addresses.person(who.id) if named else None


def organisation_page(who: Involved) -> str | None:
    """The page of a group or organisation with a name, whatever its part; None for individuals and the unnamed."""
    if who.kind == "person" or who.sealed or not who.name or MARKER in who.name or who.accusation is not None:
        return None
    return None if who.words("kind") == "individual" else addresses.organisation(who.name)


def _keys(who: Involved, cleared: Cleared) -> frozenset[PartyKey]:
    values = who.values
    party = next(p for p in cleared.dossier.standing.parties if p.values is values and p.role == who.role)
    return frozenset(party.parties)


def _spellings(who: Involved, cleared: Cleared, accounts: Iterable[Account]) -> tuple[str, ...]:
    """Other forms of a name in the reports, each once; none of what is struck in part."""
    if not who.name:
        return ()
    keys = _keys(who, cleared)
    names = (
        p.name for a in accounts for p in a.parties
        if p.name and MARKER not in p.name and PartyKey(a.source.text.id, p.id) in keys
    )  # fmt: skip
    return tuple(dict.fromkeys(name for name in names if name != who.name))


def _blame(who: Involved, cleared: Cleared, accounts: Iterable[Account]) -> Blame:
    keys = _keys(who, cleared)
    by: list[str] = [v.value for v in who.values if v.field == "according_to" and isinstance(v.value, str)]
    denied_by: list[str] = []
    denied = who.words("status") == "denied"
    outlets: list[str] = []
    for account in accounts:
        text = account.source.text.id
        blamed = {s.subject.item for s in account.mention.statements if s.subject.role == "perpetrator"}
        alone = len(blamed) == 1
        about = [s for s in account.mention.statements if PartyKey(text, s.subject.item) in keys]
        for said in about:
            denied = denied or (said.subject.role == "perpetrator" and said.modality == "denied")
            if said.speaker and said.modality != "denied":
                by.append(said.speaker)
        if about:
            outlets.append(outlet_of(account))
        for claim in account.claims:
            own = claim.party is not None and PartyKey(text, claim.party) in keys
            if claim.kind == "blame" and alone and about and claim.mention == account.mention.id:
                by.append(claim.speaker)
            elif claim.kind == "denial" and (own or (about and claim.mention in (None, account.mention.id))):
                denied_by.append("" if own else claim.speaker)
    steps = {v.value for v in who.values if v.field == "proceedings"}
    steps |= {v.value for v in who.values if v.field == "status" and v.value == "convicted"}
    return Blame(
        status=who.words("status") or "",
        by=tuple(dict.fromkeys(by)) or tuple(dict.fromkeys(outlets)),
        denied_by=tuple(dict.fromkeys(denied_by)),
        denied=denied or bool(denied_by),
        steps=tuple(step for step in _STEPS if step in steps),
    )


def _claim(account: Account, claim: Claim, sources: Mapping[str, From]) -> Quoted:
    return Quoted(
        claim.kind, claim.speaker, claim.count, shortened(account.source.text.quote(claim.span)), _language(account),
        sources[account.source.text.id],
    )  # fmt: skip


def _reported(account: Account, sources: Mapping[str, From]) -> Reported:
    metadata, report = account.source.text.metadata, account.source.report
    found = address(metadata.url, report.uri)
    link = bool(re.match(r"https?://[^\s/]", found)) and MARKER not in found
    return Reported(
        sources[account.source.text.id], metadata.title, metadata.publisher, _language(account), found, link
    )  # fmt: skip
