"""What to look at next, and why: incidents with a reason each, and the values of one of them that nobody has checked.

The list asks the register for cards and costs what it shows. What is to be checked stands in the order in which it
matters: first what sources differ on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from sijill.errors import NotFoundError, UsageError
from sijill.register import Member
from sijill.types import Card, CardAudience, CardQuery
from sijill.values.entered import value_of
from sijill.web import access
from sijill.web.desk import Desk
from sijill.web.incident_view import IncidentView, incident_view
from sijill.web.looking import called
from sijill.web.seeding import drawn, wrong_value
from sijill.web.sight import Sight
from sijill.web.statement_view import StatementView
from sijill.web.wording import Wording

Why: TypeAlias = Literal["open", "begun", "contradictory", "uncertain", "duplicates", "threats", "waiting", "all"]

WHYS: tuple[Why, ...] = get_args(Why)
#: incidents on one page of the list
PAGE = 25
#: a mention less sure than this is worth a look; where the calibrated probability crosses even odds
UNSURE = 0.5
#: pages of cards that are looked through for what only a look at the card tells
_LOOKED_THROUGH = 8


@dataclass(frozen=True, slots=True)
class QueueLine:
    """An incident in the list."""

    incident: str
    act: str
    victims: tuple[str, ...]
    date: str
    place: str
    killed: str
    #: why it is there, in words
    reasons: tuple[str, ...]
    checked: int
    values: int


@dataclass(frozen=True, slots=True)
class QueueView:
    """The list, and the incident that is being looked at."""

    why: Why
    lines: tuple[QueueLine, ...]
    #: where the list goes on, or None
    more: int | None
    begin: int
    incident: IncidentView | None
    #: what nobody has checked in it, what sources differ on first; some may be shown wrong on purpose
    todo: tuple[StatementView, ...]
    #: ids of the statements that sources differ on
    disputed: frozenset[str]
    #: the incident before and the one after in the list, or ""
    previous: str
    following: str


def queue_view(desk: Desk, member: Member, why: str, wording: Wording, *, at: str = "", begin: int = 0) -> QueueView:
    """The queue.

    Args:
        desk: the register.
        member: who asks.
        why: for which reason: one of Why.
        wording: the language of the interface.
        at: the incident that is being looked at; the first of the list where none is given.
        begin: how many of the list are passed over.

    Raises:
        AccessError: threats are seen by keepers only.
        UsageError: no such reason.
    """
    reason = _why(why)
    if reason == "threats":
        desk.require(access.may_see_threats(member), "the threats")
    cards, more = _cards(desk, member, reason, begin)
    twins = _twins(cards)
    sight = desk.sight(member)
    lines = tuple(_line(card, wording, twins, sight) for card in cards)
    ids = [line.incident for line in lines]
    chosen = at or (ids[0] if ids else "")
    view = None
    if chosen:
        try:
            view = incident_view(desk, member, chosen, wording)
        except NotFoundError:
            view = None
    place = ids.index(view.id) if view is not None and view.id in ids else -1
    todo, disputed = _todo(desk, member, view, wording) if view is not None else ((), frozenset())
    return QueueView(
        reason, lines, more, begin, view, todo, disputed,
        ids[place - 1] if place > 0 else "",
        ids[place + 1] if -1 <= place < len(ids) - 1 and ids[place + 1 :] else "",
    )  # fmt: skip


def _why(words: str) -> Why:
    for known in WHYS:
        if known == words:
            return known
    raise UsageError(words[:20], "is no reason to look", f"there are: {', '.join(WHYS)}")


def _cards(desk: Desk, member: Member, why: Why, begin: int) -> tuple[list[Card], int | None]:
    """A page of the list and where it goes on."""
    audience: CardAudience = "keeper" if access.may_see_sealed(member) else "reader"
    query = _QUERIES.get(why, CardQuery())
    if why == "waiting":
        query = replace(query, ids=_waiting(desk))
    found: list[Card] = []
    for _ in range(_LOOKED_THROUGH):
        some = desk.register.cards(query, limit=PAGE, offset=begin, audience=audience)
        twins = _twins(some)
        for n, card in enumerate(some):
            if _belongs(card, why, member, twins):
                found.append(card)
            if len(found) == PAGE:
                rest = n + 1 < len(some) or len(some) == PAGE
                return found, begin + n + 1 if rest else None
        if len(some) < PAGE:
            return found, None
        begin += PAGE
    return found, begin


#: what is asked for each reason
_QUERIES: Mapping[str, CardQuery] = {
    "open": CardQuery(states=("new",), order="changed"),
    "begun": CardQuery(states=("reviewed",), order="changed"),
    "contradictory": CardQuery(contradictory=True, order="changed"),
    "uncertain": CardQuery(states=("new",), order="uncertainty"),
    "duplicates": CardQuery(order="date"),
    "threats": CardQuery(act="threat", order="changed"),
    "all": CardQuery(order="date"),
}


def _belongs(card: Card, why: Why, member: Member, twins: Mapping[str, str]) -> bool:
    if "threat" in card.families and not access.may_see_threats(member):
        return False
    if why == "begun":
        return card.checked < card.values
    if why == "uncertain":
        return card.confidence < UNSURE
    if why == "duplicates":
        return card.incident in twins
    return why == "all" or card.kind != "aggregate"


def _twins(cards: list[Card]) -> dict[str, str]:
    """Cards side by side in the order of days that tell of one day, one city and one act: perhaps one incident."""
    twins: dict[str, str] = {}
    by: dict[tuple[str, str, str], str] = {}
    for card in cards:
        if card.first is None or card.place is None or not card.place.city or not card.families:
            continue
        key = (card.first, card.place.city, card.families[0])
        if key in by:
            twins[card.incident] = by[key]
            twins.setdefault(by[key], card.incident)
        by.setdefault(key, card.incident)
    return twins


def _waiting(desk: Desk) -> tuple[str, ...]:
    """Incidents whose publication waits for a second person."""
    waiting: dict[str, bool] = {}
    for slip in sorted((*desk.register.slips("proposed"), *desk.register.slips("answered")), key=lambda s: s.entry):
        waiting[slip.subject] = slip.kind == "proposed"
    return tuple(incident for incident, open_ in waiting.items() if open_)


def _line(card: Card, t: Wording, twins: Mapping[str, str], sight: Sight) -> QueueLine:
    reasons = []
    if card.open:
        reasons.append(t.counted("count.contradictions", card.open))
    if card.incident in twins:
        reasons.append(t("queue.twin", id=twins[card.incident]))
    if card.confidence < UNSURE:
        reasons.append(t("queue.unsure", n=round(card.confidence * 100)))
    if card.checked == 0:
        reasons.append(t("queue.unchecked"))
    act = next(iter((*card.acts, *card.families)), "")
    return QueueLine(
        card.incident,
        t.act(act) if act else t("incident.incident"),
        tuple(called(v, sight) or t("who.somebody") for v in card.victims[:3]),
        t.date(card.date) if card.date else "",
        t.place(replace(card.place, detail=None)) if card.place is not None else "",
        t.count(card.killed) if card.killed is not None else "",
        tuple(reasons),
        card.checked,
        card.values,
    )


def _todo(
    desk: Desk, member: Member, view: IncidentView, t: Wording
) -> tuple[tuple[StatementView, ...], frozenset[str]]:
    """What nobody has checked, what sources differ on first; and which that is."""
    every = (*view.values, *(v for p in view.parties for v in p.values), *view.aside)
    disputed = frozenset(s.id for v in every if v.against for s in (*v.against, *v.behind))
    open_ = [s for s in view.statements() if s.state == "machine" and s.proof]
    open_.sort(key=lambda s: s.id not in disputed)
    return tuple(_shown(desk, member, s, t) for s in open_), disputed


def _shown(desk: Desk, member: Member, statement: StatementView, t: Wording) -> StatementView:
    """A statement as the queue shows it: now and then with a wrong value on purpose."""
    wrong = seeded(desk, member, statement)
    if wrong is None:
        return statement
    value = t.value(statement.role, statement.field, value_of(desk.book, statement.role, statement.field, wrong))
    return replace(statement, value=value, typed=wrong)


def seeded(desk: Desk, member: Member, statement: StatementView) -> str | None:
    """The wrong value that a member is shown for a statement, as it is typed, or None."""
    rate = desk.settings.number("seeded_errors")
    if not access.may_decide(member) or not drawn(desk.chance, member.name, statement.id, rate):
        return None
    if any(s.by == member.name for s in desk.register.slips("seed", statement.id)):
        return None
    return wrong_value(desk.book, statement)
