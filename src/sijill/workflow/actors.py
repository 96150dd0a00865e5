"""People, groups and bodies, and legal cases, as a keeper may see them: lists, and one page each.

For the keeper only: names stand here whether they are sealed or not, each marked where it is. What goes outside goes
through the one filter; :func:`actors_of` gives it the ids by which parties are one, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sijill.actors import appearing, comparing, course, resolving, spoken, ties
from sijill.actors import cases as legal
from sijill.actors.appearing import Appearance
from sijill.actors.course import Threat
from sijill.errors import DecisionError, NotFoundError
from sijill.incidents import regrouping
from sijill.register import Register
from sijill.register.actors import Docket
from sijill.types import (
    Account,
    Actor,
    ActorCard,
    Anchor,
    Case,
    Decision,
    Dossier,
    Fate,
    PartyKey,
    PartyKind,
    Place,
    Quoted,
    Span,
    Tie,
)
from sijill.values import names
from sijill.workflow.renewing import overlaid, part_of, renew_actors, said_of

#: incidents of one actor that its page looks at; a body may be blamed for thousands
MOST = 500
#: field by which a person says whether an act was for the victim's work
WORK_RELATED = "work_related"
#: parties from which a list takes what an actor is called; its page takes all
NAMED_FROM = 4
#: actors of a like name that are compared for suggestions, and incidents of each that are looked at
ASKED_ABOUT, LOOKED_AT = 12, 5
#: probability from which on a name answers a query
ANSWERS = 0.4


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor in a list."""

    card: ActorCard
    #: the most frequent form of the name; None where unnamed
    name: str | None
    #: how reports describe it
    description: str | None
    #: whether who it is is sealed in any of the first texts that tell of it
    sealed: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a name, and where it is written so."""

    name: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Involved:
    """An actor's part in one incident."""

    incident: str
    #: "victim", "perpetrator", "speaker", "tied"
    roles: tuple[str, ...]
    family: str | None
    date: str | None
    place: Place | None
    #: field and value of all that is stated of it there: age, occupation, status, ...
    stated: tuple[tuple[str, str], ...]
    #: how the blame is put, where it is a perpetrator: asserted, alleged, claimed, denied, convicted
    blame: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who might be the same, and was not joined."""

    actor: str
    name: str | None
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """All that the register knows of one actor."""

    actor: Actor
    card: ActorCard
    variants: tuple[Variant, ...]
    involved: tuple[Involved, ...]
    fates: tuple[Fate, ...]
    threats: tuple[Threat, ...]
    ties: tuple[Tie, ...]
    #: ids of the cases in which it is accused
    cases: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    #: decisions about who it is, oldest first
    decisions: tuple[Decision, ...]
    #: names of the actors that ties lead to, by id
    names: Mapping[str, str]
    sealed: bool
    #: incidents that are not looked at, for there are too many
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that the register knows of one legal case."""

    case: Case
    #: names of the accused, by actor
    names: Mapping[str, str]
    #: the actor of each party that is accused
    accused: Mapping[PartyKey, str]
    #: what is said to be the motive, side by side: words and who says so
    motives: tuple[Quoted, ...]
    #: whether a person decided that it is for the work of the accused: "confirmed", "unconfirmed", "no"; by incident
    work_related: Mapping[str, str]


# ---------------------------------------------------------------------------------------------------------
# Lists


def people(
    register: Register,
    query: str | None = None,
    *,
    unnamed: bool = False,
    kind: PartyKind | None = None,
    held: bool = False,
    state: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[Listed, ...]:
    """Actors, those in most incidents first; those of a name, the likeliest first.

    Args:
        register: where they are.
        query: a name in any spelling or script, or a part of one.
        unnamed: those without a name too.
        kind: "person", "group" or "organisation".
        held: only those who are held or missing as far as is known.
        state: only those whose last known state is this one.
        limit: how many at most.
        offset: how many are passed over.
    """
    _fresh(register)
    shelf = register.actors
    named = None if unnamed or held else True
    if query is None or not query.strip():
        cards = shelf.cards(named=named, kind=kind, held=held, state=state, limit=limit, offset=offset)
        return tuple(listed for _, listed in _listed(register, cards))
    keys = {shelf.blind("name", key) for key in comparing.search_keys(query)}
    seen = shelf.seen_as(shelf.profiles_under(keys))
    holders = shelf.holders(k for s in seen for k in s.keys)
    called = shelf.names_of(holders.keys())
    renamed = {d.anchor.text for d in register.decisions() if d.anchor.field == "name" and d.after is not None}
    among = {
        actor
        for key, actor in holders.items()
        if key.text in renamed or any(_answers(query, n) >= ANSWERS for n in called[key])
    }
    cards = shelf.cards(named=None, kind=kind, held=held, state=state, among=among, limit=len(among) or 1)
    found = []
    for forms, listed in _listed(register, cards[:MOST]):
        likely = max((_answers(query, form) for form in forms), default=0.0)
        if likely >= ANSWERS:
            found.append((-likely, listed.card.actor, listed))
    return tuple(row[2] for row in sorted(found, key=lambda r: r[:2])[offset : offset + limit])


def _fresh(register: Register) -> None:
    """Bring actors up to date; in a locked register they are as they were, for nothing can be entered there."""
    if not register.locked:
        renew_actors(register)


def _answers(query: str, name: str) -> float:
    """How well a name answers a query, which may be a part of it."""
    whole = names.compare(query, name).probability
    asked, told = names.parts_of(query), names.parts_of(name)
    if asked and all(any(names.part_alike(a, b) >= names.ALIKE for b in told) for a in asked):
        return max(whole, ANSWERS + 0.1)
    return whole


def count_people(
    register: Register, *, unnamed: bool = False, kind: PartyKind | None = None, held: bool = False,
    state: str | None = None,
) -> int:  # fmt: skip
    """How many actors :func:`people` lists without a query."""
    _fresh(register)
    return register.actors.count(named=None if unnamed or held else True, kind=kind, held=held, state=state)


def _listed(register: Register, cards: Sequence[ActorCard]) -> Iterator[tuple[tuple[str, ...], Listed]]:
    """The cards with what the actors are called, read off the texts."""
    shelf = register.actors
    actors = {a.id: a for a in shelf.fetch(c.actor for c in cards)}
    homes: dict[str, set[str]] = defaultdict(set)
    for actor in actors.values():
        homes[actor.id] = {k.text for k in actor.parties[:NAMED_FROM]}
    seen = shelf.seen_of_texts({t for texts in homes.values() for t in texts})
    incidents: dict[str, set[str]] = defaultdict(set)
    wanted = {k: a.id for a in actors.values() for k in a.parties[:NAMED_FROM]}
    for s in seen:
        for k in s.keys:
            if k in wanted:
                incidents[wanted[k]].add(s.incident)
    dossiers = {d.incident.id: d for d in register.dossiers(sorted({i for some in incidents.values() for i in some}))}
    for card in cards:
        if card.actor not in actors:
            continue
        actor = actors[card.actor]
        here = [dossiers[i] for i in sorted(incidents[actor.id]) if i in dossiers]
        forms, described = _called(actor.parties, here)
        sealed = any(_is_sealed(d, actor.parties) for d in here)
        yield forms, Listed(card, forms[0] if forms else None, described, sealed)


def _called(parties: Iterable[PartyKey], dossiers: Sequence[Dossier]) -> tuple[tuple[str, ...], str | None]:
    """The forms of a name, the most frequent first, and how reports describe its bearer."""
    mine = set(parties)
    forms: dict[str, set[str]] = defaultdict(set)
    described: dict[str, set[str]] = defaultdict(set)
    for dossier in dossiers:
        for account in overlaid(dossier):
            text = account.source.text.id
            for party in account.parties:
                if party.name and PartyKey(text, party.id) in mine:
                    forms[party.name].add(text)
            for s in account.mention.statements:
                if spoken.key_of(account, s.subject.item) in mine and isinstance(s.value, str):
                    if s.field == "name":
                        forms[s.value].add(text)
                    elif s.field == "description":
                        described[s.value].add(text)
    ordered = tuple(sorted(forms, key=lambda n: (-len(forms[n]), -len(n), n)))
    return ordered, min(described, key=lambda d: (-len(described[d]), d), default=None)


def _is_sealed(dossier: Dossier, parties: Iterable[PartyKey]) -> bool:
    sealed = {(s.anchor.text, s.anchor.item) for s in dossier.seals if s.anchor.item}
    return any((k.text, k.party) in sealed for k in map(spoken.stated_key, parties))


# ---------------------------------------------------------------------------------------------------------
# One actor


def person(register: Register, words: str) -> Person:
    """All that is known of one actor.

    Args:
        register: where it is.
        words: its id, an alias, or the beginning of either.

    Raises:
        NotFoundError: none, or several.
    """
    _fresh(register)
    shelf = register.actors
    identity = shelf.resolve(words)
    (actor,) = shelf.fetch([identity])
    (card,) = shelf.cards(among=[identity])
    mine = frozenset(actor.parties)
    seen = [s for s in shelf.seen_of_texts({k.text for k in mine}) if not mine.isdisjoint(s.keys)]
    incidents = sorted({s.incident for s in seen})
    dossiers = list(register.dossiers(incidents[:MOST]))
    by_incident = {s.incident: s for s in seen}
    parts = [
        part_of(d, mine, by_incident[d.incident.id]) for d in dossiers if "victim" in by_incident[d.incident.id].roles
    ]
    fates = course.course(identity, parts)
    accounts = [a for d in dossiers for a in overlaid(d)]
    forms, _ = _called(mine, dossiers)
    holder = shelf.of_texts({a.source.text.id for a in accounts})
    told = ties.ties(mine, accounts, holder, lambda name: _body(register, name))
    others = {end for tie in told for end in (tie.source, tie.target) if end.startswith("a-")} - {identity}
    said = said_of(register)
    group = _group(actor, dossiers, register)
    return Person(
        Actor(identity, actor.kind, actor.parties, forms, actor.aliases),
        card,
        _variants(mine, accounts),
        tuple(_involved(d, mine, tuple(sorted(by_incident[d.incident.id].roles))) for d in dossiers),
        fates,
        course.threats(fates, parts),
        told,
        tuple(sorted(_accused_in(register, mine))),
        tuple(_suggested(register, actor, group, said)),
        tuple(d for d in register.decisions() if spoken.is_about_actors(d) and _concerns(d, mine)),
        {a: n for a in others for n in [_name_of(register, a)] if n},
        any(_is_sealed(d, mine) for d in dossiers),
        max(0, len(incidents) - MOST),
    )


def _concerns(decision: Decision, parties: frozenset[PartyKey]) -> bool:
    left = PartyKey(decision.anchor.text, decision.anchor.item)
    return left in parties or spoken.read_key(decision.after) in parties


def _variants(parties: frozenset[PartyKey], accounts: Sequence[Account]) -> tuple[Variant, ...]:
    found: dict[str, set[Quoted]] = defaultdict(set)
    for account in accounts:
        text = account.source.text
        published = (text.metadata.published or "").split("T", 1)[0] or None
        for s in account.mention.statements:
            if s.field == "name" and isinstance(s.value, str) and spoken.key_of(account, s.subject.item) in parties:
                span = s.spans[0]
                found[s.value].add(Quoted(text.id, span, text.quote(span), text.uri, s.speaker, published))
        for party in account.parties:
            if party.name and PartyKey(text.id, party.id) in parties and party.name not in found:
                span = next((x for x in party.spans if text.quote(x) == party.name), party.spans[0])
                found[party.name].add(Quoted(text.id, span, text.quote(span), text.uri, None, published))
    return tuple(
        Variant(name, tuple(sorted(quotes, key=lambda q: (q.published or "9999", q.text, q.span))))
        for name, quotes in sorted(found.items(), key=lambda t: (-len(t[1]), t[0]))
    )


def _involved(dossier: Dossier, parties: frozenset[PartyKey], roles: tuple[str, ...]) -> Involved:
    standing = dossier.standing

    def words(name: str) -> str | None:
        value = standing.get(name)
        return value.value if value is not None and isinstance(value.value, str) else None

    place = standing.get("place")
    stated: dict[tuple[str, str], None] = {}
    blame: dict[str, None] = {}
    keys = {spoken.stated_key(key) for key in parties}
    for party in standing.parties:
        if not keys.isdisjoint(party.parties):
            for v in party.values:
                if v.field == "status" and party.role == "perpetrator":
                    blame[str(v.value)] = None
                elif v.value is not None and v.field in _SHOWN:
                    stated[v.field, str(v.value)] = None
    return Involved(
        dossier.incident.id, roles, words("type"), words("date"),
        place.value if place is not None and isinstance(place.value, Place) else None,
        tuple(stated), tuple(blame),
    )  # fmt: skip


_SHOWN = (
    "occupation",
    "age",
    "age_group",
    "sex",
    "nationality",
    "status",
    "outcome",
    "outcomes",
    "description",
    WORK_RELATED,
)


def _group(actor: Actor, dossiers: Sequence[Dossier], register: Register) -> resolving.Group:
    """The actor as `resolving` has it, from the incidents that its page looks at."""
    said = said_of(register)
    mine = frozenset(actor.parties)
    here: list[Appearance] = []
    for d in dossiers:
        found = appearing.appearances(d.incident.id, d.standing, overlaid(d), said)
        here += [a for a in found if not mine.isdisjoint(a.keys)]
    return resolving.Group(actor.kind, actor.parties, (), tuple(here))


def _suggested(
    register: Register, actor: Actor, group: resolving.Group, said: spoken.Said, most: int = 10
) -> Iterator[Suggestion]:
    shelf = register.actors
    keys = {shelf.blind("name", key) for a in group.appearances if a.named for key in comparing.keys(a.profile)}
    parties = {k for s in shelf.seen_as(shelf.profiles_under(keys)) for k in s.keys}
    forms = {n for a in group.appearances for n in a.profile.names}
    others = shelf.fetch(sorted(set(shelf.holders(parties).values()) - {actor.id})[:MOST])
    called = shelf.names_of([k for o in others for k in o.parties[:NAMED_FROM]])
    likely: list[tuple[float, str, Actor]] = []
    for other in others:
        told = {n for k in other.parties[:NAMED_FROM] for n in called[k]}
        best = max((names.compare(a, b).probability for a in forms for b in told), default=0.0)
        likely.append((-best, other.id, other))
    candidates: dict[tuple[PartyKey, ...], str] = {}
    groups = []
    for _, _, other in sorted(likely, key=lambda row: row[:2])[:ASKED_ABOUT]:
        mine = frozenset(other.parties[: 2 * LOOKED_AT])
        seen = [s for s in shelf.seen_of_texts({k.text for k in mine}) if not mine.isdisjoint(s.keys)]
        dossiers = list(register.dossiers(sorted({s.incident for s in seen})[:LOOKED_AT]))
        groups.append(_group(other, dossiers, register))
        candidates[other.parties] = other.id
    for probability, like, reasons in resolving.suggestions(group, groups, said)[:most]:
        shown = sorted({n for a in like.appearances for n in a.profile.names}, key=lambda n: (-len(n), n))
        yield Suggestion(candidates[like.parties], shown[0] if shown else None, probability, reasons)


def _body(register: Register, name: str) -> str | None:
    """The body that is called so, where one is and no other."""
    shelf = register.actors
    profile = appearing.Profile("organisation", (name,))
    known = appearing.body_key(name)
    if known.startswith("="):
        keys = {known}
    else:
        keys = set(comparing.keys(profile))
    found = shelf.seen_as(shelf.profiles_under(shelf.blind("name", key) for key in keys))
    holders = set(shelf.holders(k for s in found for k in s.keys).values())
    fitting = []
    for actor in sorted(holders)[:20]:
        told = _name_of(register, actor)
        if told is not None and appearing.body_key(told) == known:
            fitting.append(actor)
    return fitting[0] if len(fitting) == 1 else None


def _name_of(register: Register, actor: str) -> str | None:
    (listed,) = (row for _, row in _listed(register, register.actors.cards(among=[actor])))
    return listed.name or listed.description


def _accused_in(register: Register, parties: frozenset[PartyKey]) -> Iterator[str]:
    shelf = register.actors
    for docket in shelf.dockets(shelf.cases_of({k.text for k in parties})):
        if any(not parties.isdisjoint(u.accused) for u in _units(register, docket)):
            yield docket.id


# ---------------------------------------------------------------------------------------------------------
# Cases


def cases(register: Register, *, limit: int = 100, offset: int = 0) -> tuple[CaseFile, ...]:
    """Legal cases by id."""
    _fresh(register)
    dockets = register.actors.dockets()
    return tuple(_file(register, docket) for docket in dockets[offset : offset + limit])


def case(register: Register, words: str) -> CaseFile:
    """One legal case.

    Args:
        register: where it is.
        words: its id, an alias, or the beginning of either.

    Raises:
        NotFoundError: none, or several.
    """
    _fresh(register)
    (docket,) = register.actors.dockets([register.actors.resolve_case(words)])
    return _file(register, docket)


def _units(register: Register, docket: Docket) -> list[legal.Unit]:
    homes = register.actors.homes(docket.mentions)
    return [
        unit
        for d in register.dossiers(sorted(set(homes.values())))
        for unit in legal.units(d.incident.id, overlaid(d))
        if unit.of_victim == docket.of_victim and not set(docket.mentions).isdisjoint(unit.mentions)
    ]


def _file(register: Register, docket: Docket) -> CaseFile:
    units = _units(register, docket)
    holder = register.actors.holders(p for u in units for p in u.accused)
    told = legal.case(docket.id, units, holder, docket.aliases)
    motives: dict[Quoted, None] = {}
    work: dict[str, str] = {}
    for dossier in register.dossiers(told.incidents):
        for account in overlaid(dossier):
            text = account.source.text
            published = (text.metadata.published or "").split("T", 1)[0] or None
            for claim in account.claims:
                if claim.kind == "motive":
                    words = text.quote(claim.span)
                    motives[Quoted(text.id, claim.span, words, text.uri, claim.speaker, published)] = None
        for party in dossier.standing.parties:
            value = party.get(WORK_RELATED)
            if value is not None and isinstance(value.value, str):
                work[dossier.incident.id] = value.value
    called = {a: n for a in told.accused for n in [_name_of(register, a)] if n}
    return CaseFile(told, called, holder, tuple(motives), work)


# ---------------------------------------------------------------------------------------------------------
# Words, and the way outside


def who_is_who(
    register: Register, left: str, right: str, word: Literal["same", "not-same"], *, by: str, at: datetime, reason: str
) -> Decision:
    """The decision, not taken yet, that two actors are one, or that what is one actor is two.

    Args:
        register: where they are.
        left: an actor's id; or a party as "TEXT/PARTY", the text's id cut short.
        right: another.
        word: "same", or "not-same".
        by: who decides.
        at: when.
        reason: why.

    Raises:
        DecisionError: both are one party, or two actors that are one already are called the same.
        NotFoundError: one of them is not there.
    """
    _fresh(register)
    ours, theirs = (_party(register, words) for words in (left, right))
    if ours == theirs:
        raise DecisionError(left, "is compared with itself")
    holders = register.actors.holders((ours, theirs))
    if word == "same" and holders.get(ours) == holders.get(theirs):
        raise DecisionError(left, f"and {right} are one already")
    return spoken.saying(ours, theirs, same=word == "same", by=by, at=at, reason=reason)


def for_their_work(
    register: Register, words: str, value: str, *, incident: str | None = None, by: str, at: datetime, reason: str
) -> Decision:
    """The decision, not taken yet, whether something was done to somebody because of their work.

    Args:
        register: where they are.
        words: the actor's id.
        value: "confirmed", "unconfirmed" or "no".
        incident: id of the incident; needed where the actor is a victim in several.
        by: who decides.
        at: when.
        reason: why.

    Raises:
        DecisionError: it is no victim there, or the value is no such word, or it is decided so already.
        NotFoundError: no such actor or incident.
    """
    if value not in _WORDS:
        raise DecisionError(value, "is no answer", f"one of: {', '.join(_WORDS)}")
    _fresh(register)
    (actor,) = register.actors.fetch([register.actors.resolve(words)])
    mine = frozenset(actor.parties)
    seen = [s for s in register.actors.seen_of_texts({k.text for k in mine}) if not mine.isdisjoint(s.keys)]
    homes = sorted({s.incident for s in seen if "victim" in s.roles})
    wanted = register.resolve(incident) if incident else None
    if wanted is None and len(homes) != 1:
        told = ", ".join(homes[:5]) or "none"
        raise DecisionError(words, f"is a victim in {len(homes)} incidents", f"say in which: {told}")
    if wanted is not None and wanted not in homes:
        raise DecisionError(words, f"is no victim in {wanted}", f"but in: {', '.join(homes[:5]) or 'none'}")
    for dossier in register.dossiers([wanted or homes[0]]):
        for account in overlaid(dossier):
            for s in account.mention.statements:
                if s.subject.role == "victim" and spoken.key_of(account, s.subject.item) in mine:
                    return _about_work(account, s.subject.item, s.spans, value, by=by, at=at, reason=reason)
    raise DecisionError(words, "is told of by no report there")


#: what can be decided of whether something was done for somebody's work: codebook/terms/work_related.toml
_WORDS = ("confirmed", "unconfirmed", "no")


def _about_work(
    account: Account, item: str, spans: tuple[Span, ...], value: str, *, by: str, at: datetime, reason: str
) -> Decision:
    before = account.mention.first(WORK_RELATED, role="victim", item=item)
    if before == value:
        raise DecisionError(value, "is decided already")
    known = account.mention.said(WORK_RELATED, role="victim", item=item)
    anchor = Anchor(
        account.source.text.id, account.mention.id, "victim", item, WORK_RELATED, known[0].spans if known else spans
    )
    return Decision("", "correct" if known else "add", anchor, by, at, reason, before=before, after=value)


def _party(register: Register, words: str) -> PartyKey:
    if "/" not in words:
        (actor,) = register.actors.fetch([register.actors.resolve(words)])
        return actor.parties[0]
    text, _, party = words.rpartition("/")
    found = register.actors.parties_of_text(text, party)
    if len(found) != 1:
        raise NotFoundError(words, f"{len(found) or 'no'} parties are called so", "`sijill people ID` lists them")
    return found[0]


def short(key: PartyKey) -> str:
    """A party as it is shown and typed: TEXT/PARTY with the text's id cut short."""
    return f"{key.text[: regrouping.SHORT]}/{key.party}"


def actors_of(register: Register) -> Iterator[Actor]:
    """The actors of a register, without names: which parties are one. Brings them up to date first.

    For what leaves: names come from cleared dossiers only, and an actor of whom nothing is left there does not leave.
    """
    _fresh(register)
    yield from register.actors.fetch()
