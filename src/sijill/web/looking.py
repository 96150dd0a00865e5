"""Which incidents somebody looks at: what stands after the question mark of an address, as a question to the register.

The list and the map take the same words, so that a link keeps what was asked and each leads to the other. What a member
may see is decided here for both: whoever may not see what is sealed gets the cards that went through the filter, and no
list of the threatened.

Invariant: :meth:`Looked.address` gives an address from which :func:`looked` reads the same again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import get_args
from urllib.parse import urlencode

from sijill.codebook import Codebook
from sijill.errors import UsageError
from sijill.register import Member
from sijill.types import Card, CardAudience, CardFacet, CardOrder, CardParty, CardQuery, CardState
from sijill.values.folding import fold
from sijill.values.gazetteer import gazetteer
from sijill.web import access
from sijill.web.desk import Desk
from sijill.web.sight import Sight
from sijill.web.wording import Wording

#: longest words that are looked for, in code points
LONGEST = 200
STATES: tuple[CardState, ...] = get_args(CardState)
ORDERS: tuple[CardOrder, ...] = get_args(CardOrder)
#: the order where none is asked for
USUAL: CardOrder = "changed"
_THREAT = "threat"
_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Looked:
    """What is asked for, as it stands in the address; "" where it does not matter."""

    #: words of names, places and titles
    text: str = ""
    #: somebody's name, in any spelling
    name: str = ""
    act: str = ""
    #: ISO 3166-1 alpha-2
    country: str = ""
    admin1: str = ""
    city: str = ""
    #: days, ISO 8601
    since: str = ""
    until: str = ""
    state: str = ""
    #: "1": only with a contradiction that nobody has decided
    contradictory: str = ""
    #: "south,west,north,east" in degrees
    box: str = ""
    order: str = USUAL

    def address(self, path: str, **changes: str) -> str:
        """The page at a path for the same question, some of it changed."""
        wanted = replace(self, **changes)
        told = [(f.name, getattr(wanted, f.name)) for f in fields(wanted)]
        parts = urlencode([(k, v) for k, v in told if v and (k, v) != ("order", USUAL)])
        return f"{path}?{parts}" if parts else path

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return self != Looked(order=self.order)

    def query(self) -> CardQuery:
        """The question, as the register takes it."""
        box = tuple(float(n) for n in self.box.split(",")) if self.box else None
        return CardQuery(
            text=self.text, name=self.name, act=self.act or None, country=self.country or None,
            admin1=self.admin1 or None, city=self.city or None, since=self.since or None, until=self.until or None,
            states=tuple(s for s in STATES if s == self.state), contradictory=bool(self.contradictory),
            box=box if box is None else (box[0], box[1], box[2], box[3]),
            order=next(o for o in ORDERS if o == self.order),
        )  # fmt: skip


def looked(told: Mapping[str, str], member: Member, book: Codebook) -> Looked:
    """Reads the question off an address.

    Args:
        told: what stands after the question mark; what is none of ours is passed over.
        member: who asks.
        book: the acts that there are.

    Raises:
        AccessError: threats are listed for keepers only.
        UsageError: something is no act, country, day, state, order or box, or is too long.
    """
    given = {f.name: " ".join(told.get(f.name, "").split()) for f in fields(Looked)}
    for words in given.values():
        if len(words) > LONGEST or not words.isprintable():
            raise UsageError(words[:20], "is nothing to look for", f"{LONGEST} characters at most")
    asked = Looked(
        **{**given, "order": given["order"] or USUAL, "contradictory": "1" if given["contradictory"] else ""}
    )
    for day in (asked.since, asked.until):
        if day and not _is_day(day):
            raise UsageError(day[:20], "is no day", "write it as 2021-05-03")
    acts = {*book.families, *book.acts}
    for words, known in ((asked.act, acts), (asked.state, STATES), (asked.order, ORDERS)):
        if words and words not in known:
            raise UsageError(words[:20], "is nothing to look for", "choose from the list")
    if asked.country and not _COUNTRY.fullmatch(asked.country):
        raise UsageError(asked.country[:20], "is no country", "two letters, as in ISO 3166-1")
    if asked.box and not _is_box(asked.box):
        raise UsageError(asked.box[:20], "is no part of the world", "south,west,north,east in degrees")
    if asked.act.split(".")[0] == _THREAT and not access.may_see_threats(member):
        Desk.require(False, "the threats")
    return asked


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _is_box(words: str) -> bool:
    try:
        south, west, north, east = (float(n) for n in words.split(","))
    except ValueError:
        return False
    return -90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180


def looked_for(desk: Desk, member: Member, told: Mapping[str, str]) -> Looked:
    """The question of an address, its town and province as the register writes them: "tikrit" asks for Tikrīt.

    Raises as :func:`looked` does.
    """
    asked = looked(told, member, desk.book)
    where: list[tuple[CardFacet, str]] = [("city", asked.city), ("admin1", asked.admin1)]
    written: dict[str, str] = {}
    for name, typed in where:
        if typed:
            known = desk.register.card_counts(
                name, CardQuery(country=asked.country or None), audience=audience_of(member)
            )
            like = [place for place in known if fold(place) == fold(typed)]
            written[name] = typed if typed in like or not like else max(like, key=lambda place: known[place])
    return replace(asked, **written)


def audience_of(member: Member) -> CardAudience:
    """Whose cards a member is shown."""
    return "keeper" if access.may_see_sealed(member) else "reader"


def called(party: CardParty, sight: Sight) -> str | None:
    """What a party of a card is called in a member's lists.

    A reader's card is made with the seals of its own texts and those that hold everywhere; whom another report's policy
    seals can still stand in a description. The dead are named, as on the page of the incident.
    """
    if party.called is None or (party.named and party.outcome == "killed"):
        return party.called
    return sight.words(party.called)


def shown(card: Card, member: Member) -> bool:
    """Whether a card stands in the lists of a member: the threatened stand in keepers' only."""
    return _THREAT not in card.families or access.may_see_threats(member)


def how_many(desk: Desk, member: Member, query: CardQuery) -> int:
    """How many incidents a member is shown for a question."""
    audience = audience_of(member)
    found = desk.register.count_cards(query, audience=audience)
    if not found or access.may_see_threats(member):
        return found
    return found - desk.register.card_counts("act", query, audience=audience).get(_THREAT, 0)


def country_name(code: str, language: str) -> str:
    """What a country is called; its code where that has no name."""
    return gazetteer().country_name(code, language) or code


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: codes and their words."""

    acts: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, str], ...]


def choices(desk: Desk, member: Member, t: Wording) -> Choices:
    """What can be asked for: the families of acts, and the countries in which the register has something."""
    families = [f for f in desk.book.families if f != _THREAT or access.may_see_threats(member)]
    codes = desk.register.card_counts("country", audience=audience_of(member))
    return Choices(
        tuple(sorted(((f, t.act(f)) for f in families), key=lambda pair: pair[1])),
        tuple(sorted(((c, country_name(c, t.language)) for c in codes if c), key=lambda pair: pair[1])),
        tuple((s, t(f"card_state.{s}")) for s in STATES),
        tuple((o, t(f"card_order.{o}")) for o in ORDERS),
    )
