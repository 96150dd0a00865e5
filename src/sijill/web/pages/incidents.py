"""The incidents: looked for by words, names, acts, places and days, in a list that is a link."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response

from sijill.types import Card
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.web.looking import Looked, audience_of, called, choices, country_name, how_many, looked_for, shown
from sijill.web.sight import Sight
from sijill.web.wording import Wording

#: incidents on a page
PAGE = 50
#: names of victims in a row
NAMED = 3


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident in the list."""

    incident: str
    act: str
    victims: tuple[str, ...]
    #: how many victims are not named in the row
    further: int
    perpetrators: tuple[str, ...]
    date: str
    place: str
    killed: str
    injured: str
    reports: int
    #: contradictions that nobody has decided
    open: int
    state: str
    sealed: bool


def line(card: Card, t: Wording, sight: Sight) -> IncidentLine:
    """A card as a row, for whoever has this sight."""
    act = next(iter((*card.acts, *card.families)), "")
    place = card.place
    if place is not None:
        place = replace(place, detail=None, country=place.country and country_name(place.country, t.language))
    return IncidentLine(
        card.incident,
        t.act(act) if act else t("incident.incident"),
        tuple(called(v, sight) or t("who.somebody") for v in card.victims[:NAMED]),
        max(0, len(card.victims) - NAMED),
        tuple(name for p in card.perpetrators[:NAMED] if (name := called(p, sight))),
        t.date(card.date) if card.date else "",
        t.place(place) if place is not None else "",
        t.count(card.killed) if card.killed is not None else "",
        t.count(card.injured) if card.injured is not None else "",
        card.reports,
        card.open,
        card.state,
        card.sealed,
    )


def incidents(ask: Ask) -> Response:
    """The list, the form above it."""
    ask.desk.require(access.may_read(ask.member), "reading")
    asked = looked_for(ask.desk, ask.member, ask.request.query_params)
    begin = ask.query("begin", "0")
    number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 10 else 0
    query = asked.query()
    cards = ask.desk.register.cards(query, limit=PAGE + 1, offset=number, audience=audience_of(ask.member))
    sight = ask.desk.sight(ask.member)
    lines = [line(card, ask.t, sight) for card in cards[:PAGE] if shown(card, ask.member)]
    return ask.page(
        "incidents.html", lines=lines, asked=asked, number=how_many(ask.desk, ask.member, query),
        choices=choices(ask.desk, ask.member, ask.t),
        before=_at(asked, max(0, number - PAGE)) if number else "",
        after=_at(asked, number + PAGE) if len(cards) > PAGE else "",
    )  # fmt: skip


def _at(asked: Looked, number: int) -> str:
    address = asked.address("/incidents")
    return f"{address}{'&' if '?' in address else '?'}begin={number}" if number else address


NAVIGATION = (12, "nav.incidents", "/incidents", access.may_read)
ROUTES = [route("/incidents", incidents)]
