"""The map: where incidents happened, as finely as it is known and no finer, on the outlines that the program carries.

It takes the words of the list (:mod:`sijill.web.looking`), and each mark leads to the list of what it stands for.
Drawn by :mod:`sijill.publication.site.mapping`: dots for towns, broken circles for provinces, hatching for countries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from sijill.publication.site.mapping import Area, Dot, Land, Picture, Spot
from sijill.types import Card, Place
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.web.looking import Looked, audience_of, choices, country_name, how_many, looked_for, shown
from sijill.web.wording import Wording

#: incidents that are drawn at most, the last changed first; a page of so many takes about a second to read
MOST = 10_000
#: drawings that are kept, each some hundred kilobytes
KEPT = 16
#: cards that are read at one time
_AT_ONCE = 1_000
#: degrees around the spots of a dot: its list must hold those on its edge, which are written with four decimals
_EDGE = 0.001


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for a question."""

    picture: Picture
    lands: list[Land]
    areas: list[Area]
    dots: list[Dot]
    #: whether there was more than is drawn
    cut: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot or the circle of a province, and where it leads."""

    x: float
    y: float
    r: float
    incidents: int
    label: str
    to: str


def add_card(picture: Picture, card: Card) -> None:
    """Counts an incident where it is known to have happened."""
    place = card.place
    if place is None or not place.country:
        picture.nowhere += 1
    elif place.latitude is None or place.longitude is None or place.precision in (None, "country"):
        picture.broad[place.country] = picture.broad.get(place.country, 0) + 1
    else:
        where = _key(place)
        spot = picture.spots.get(where)
        if spot is None:
            spot = picture.spots[where] = Spot(
                place.latitude, place.longitude, place.radius_km or 0.0, where[3], where[0], where[1], where[2]
            )
        spot.incidents += 1


def _key(place: Place) -> tuple[str, str, str, str]:
    finer = place.precision in ("site", "district")
    city = f"{place.latitude:.2f} {place.longitude:.2f}" if finer and not place.city else place.city or ""
    return place.country or "", place.admin1 or "", city, place.precision or ""


def drawn(ask: Ask, asked: Looked) -> tuple[Picture, bool]:
    """The picture of what a member is shown for a question, and whether there was more than is drawn."""
    picture, query, audience = Picture(), asked.query(), audience_of(ask.member)
    after = None
    for _ in range(MOST // _AT_ONCE):
        cards = ask.desk.register.cards(query, limit=_AT_ONCE, after=after, audience=audience)
        for card in cards:
            if shown(card, ask.member):
                add_card(picture, card)
        if len(cards) < _AT_ONCE:
            return picture, False
        after = cards[-1].incident
    return picture, bool(ask.desk.register.cards(query, limit=1, after=after, audience=audience))


def pictured(ask: Ask, asked: Looked) -> Drawn:
    """The drawing of a question: the one that was made for the register as it is now, else a new one."""
    shelf = _shelf(ask)
    entry, _ = ask.desk.register.head()
    key = (entry, ask.desk.register.locked, audience_of(ask.member), access.may_see_threats(ask.member), asked)
    made = shelf.get(key)
    if made is None:
        picture, cut = drawn(ask, asked)
        frame = picture.frame()
        made = Drawn(picture, picture.lands(frame), picture.areas(frame), picture.dots(frame), cut)
        shelf[key] = made
        for old in list(shelf)[:-KEPT]:
            shelf.pop(old, None)
    return made


def _shelf(ask: Ask) -> dict[tuple[object, ...], Drawn]:
    """The drawings made last, of this workspace; the oldest goes first."""
    state = ask.request.app.state
    if not hasattr(state, "maps"):
        state.maps = {}
    kept: dict[tuple[object, ...], Drawn] = state.maps
    return kept


def world(ask: Ask) -> Response:
    """The page."""
    ask.desk.require(access.may_read(ask.member), "reading")
    asked = looked_for(ask.desk, ask.member, ask.request.query_params)
    made, t = pictured(ask, asked), ask.t
    areas = [Mark(a.x, a.y, a.r, a.spot.incidents, _label([a.spot], t), _list(asked, a.spot)) for a in made.areas]
    dots = [Mark(d.x, d.y, d.r, d.incidents, _label(d.spots, t), _to(asked, d)) for d in made.dots]
    broad = sorted(made.picture.broad.items(), key=lambda item: (-item[1], item[0]))
    return ask.page(
        "map.html", asked=asked, choices=choices(ask.desk, ask.member, t), lands=made.lands, areas=areas,
        dots=dots, nowhere=made.picture.nowhere, cut=made.cut, most=f"{MOST:,}",
        number=how_many(ask.desk, ask.member, asked.query()),
        broad=[(country_name(c, t.language), asked.address("/incidents", country=c), n) for c, n in broad],
    )  # fmt: skip


def _to(asked: Looked, dot: Dot) -> str:
    """The list of what a dot stands for: one town, or the part of the world in which its towns lie."""
    if len(dot.spots) == 1 and dot.spots[0].precision == "city":
        return _list(asked, dot.spots[0])
    south, north = min(s.latitude for s in dot.spots), max(s.latitude for s in dot.spots)
    west, east = min(s.longitude for s in dot.spots), max(s.longitude for s in dot.spots)
    box = (max(south - _EDGE, -90), max(west - _EDGE, -180), min(north + _EDGE, 90), min(east + _EDGE, 180))
    return asked.address("/incidents", box=",".join(f"{n:.4f}" for n in box))


def _list(asked: Looked, spot: Spot) -> str:
    return asked.address("/incidents", country=spot.country, admin1=spot.admin1, city=spot.city)


def _label(spots: Iterable[Spot], t: Wording) -> str:
    """What a mark stands for, in words: the first places by name, and how many incidents."""
    told = list(spots)
    names = list(dict.fromkeys(s.city if s.precision == "city" else s.admin1 or s.country for s in told))
    first = t("base.comma").join(n for n in names[:3] if n)
    more = f" + {t.counted('count.more', len(names) - 3)}" if len(names) > 3 else ""
    return f"{first}{more}: {t.counted('count.incidents', sum(s.incidents for s in told))}"


NAVIGATION = (14, "nav.map", "/map", access.may_read)
ROUTES = [route("/map", world)]
