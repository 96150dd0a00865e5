"""People, groups and bodies, and the legal cases against them: what each is called, what befell them, who may be one.

For keepers only: names stand here whether they are sealed or not, each marked where it is, as
:mod:`sijill.workflow.actors` gives them. Whether two are one is decided here, by a person and with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from starlette.responses import Response

from sijill.errors import NotFoundError, UsageError
from sijill.types import Count, PartyKind, Place, Quoted
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.web.looking import LONGEST, country_name
from sijill.web.statement_view import outlet
from sijill.web.wording import Wording
from sijill.workflow import case, cases, count_people, decide, people, person, who_is_who
from sijill.workflow.actors import Involved, Listed
from sijill.workflow.renewing import renew_actors

#: people, and cases, on a page
PAGE = 25
#: quotations that are shown of one thing; the first tell most, for they are ordered by day
QUOTES = 3
KINDS: tuple[PartyKind, ...] = ("person", "group", "organisation")
#: states that are no outcomes of the codebook
_STATES = ("body_found", "died_of_wounds", "found_alive", "held", "missing", "prosecuted")
#: parts in an incident, the one under which it is listed first
_PARTS = ("victim", "perpetrator", "speaker", "tied")
_WORDS = ("same", "not-same")


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of a report, and the way to it."""

    words: str
    report: str
    outlet: str
    speaker: str
    published: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """The first words that say so, and how many more there are."""

    first: tuple[QuoteView, ...]
    more: int


def _ready(ask: Ask) -> None:
    """Lets nobody in but keepers, and brings actors up to date, one change at a time."""
    ask.desk.require(access.may_see_sealed(ask.member), "people across incidents")
    with ask.desk.writing() as register:
        if not register.locked:
            renew_actors(register)


def _quoting(ask: Ask) -> Callable[[Iterable[Quoted]], Quotes]:
    """Shows quotations; each report is looked up once."""
    register = ask.desk.register

    @cache
    def home(text: str) -> tuple[str, str]:
        return register.report_of(text).id, outlet(register.text(text))

    def shown(quotes: Iterable[Quoted]) -> Quotes:
        told = tuple(dict.fromkeys(quotes))
        return Quotes(
            tuple(
                QuoteView(q.words, *home(q.text), q.speaker or "", ask.t.date(q.published) if q.published else "")
                for q in told[:QUOTES]
            ),
            max(0, len(told) - QUOTES),
        )

    return shown


def state_words(code: str, t: Wording) -> str:
    """What is known of somebody last, in words."""
    return t(f"fate.{code}") if code in _STATES else t.value("victim", "outcome", code)


def listing(ask: Ask) -> Response:
    """The list: those in most incidents first, or those of a name, the likeliest first."""
    _ready(ask)
    name = " ".join(ask.query("name").split())
    kind = next((k for k in KINDS if k == ask.query("kind")), None)
    held, unnamed = bool(ask.query("held")), bool(ask.query("unnamed"))
    if len(name) > LONGEST or not name.isprintable():
        raise UsageError(name[:20], "is no name to look for", f"{LONGEST} characters at most")
    begin = ask.query("begin", "0")
    number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 10 else 0
    register = ask.desk.register
    found = people(register, name or None, unnamed=unnamed, kind=kind, held=held, limit=PAGE + 1, offset=number)
    total = None if name else count_people(register, unnamed=unnamed, kind=kind, held=held)
    return ask.page(
        "people.html", rows=[_row(listed, ask.t) for listed in found[:PAGE]], total=total, name=name, kind=kind,
        kinds=KINDS, held=held, unnamed=unnamed, begin=number, before=max(0, number - PAGE) if number else None,
        after=number + PAGE if len(found) > PAGE else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One of the list."""

    actor: str
    name: str
    described: str
    kind: str
    people: str
    sealed: bool
    incidents: int
    victim: int
    blamed: int
    first: str
    last: str
    state: str
    as_of: str
    held: bool


def _row(listed: Listed, t: Wording) -> PersonLine:
    card = listed.card
    return PersonLine(
        card.actor, listed.name or listed.description or t(f"people.some_{card.kind}"),
        (listed.description or "") if listed.name else "", t(f"people.{card.kind}"),
        t.count(card.count) if card.count is not None and card.kind == "group" else "", listed.sealed,
        card.incidents, card.as_victim, card.as_perpetrator, _day(card.first, t), _day(card.last, t),
        state_words(card.state, t) if card.state else "", _day(card.as_of, t), card.held is not None,
    )  # fmt: skip


def _day(edtf: str | None, t: Wording) -> str:
    return t.date(edtf) if edtf else ""


def one(ask: Ask) -> Response:
    """All that is known of one."""
    _ready(ask)
    found = person(ask.desk.register, ask.path("id"))
    undone = {d.undoes for d in ask.desk.register.decisions() if d.undoes}
    t = ask.t
    return ask.page(
        "person.html", p=found, name=_name(found.actor.names, found.actor.kind, t), quoted=_quoting(ask),
        state=lambda code: state_words(code, t), day=lambda edtf: _day(edtf, t), undone=undone,
        parts=_parts(found.involved), place=lambda where: _place(where, t),
        number=lambda told: t.count(told) if isinstance(told, Count) else "",
    )  # fmt: skip


def _parts(involved: Iterable[Involved]) -> list[tuple[str, list[Involved]]]:
    """Incidents by the weightiest part that somebody has in them."""
    by: dict[str, list[Involved]] = {part: [] for part in _PARTS}
    for one_of in involved:
        by[next((part for part in _PARTS if part in one_of.roles), "tied")].append(one_of)
    return [(part, those) for part, those in by.items() if those]


def _place(where: Place | None, t: Wording) -> str:
    if where is None:
        return ""
    return t.place(replace(where, detail=None, country=where.country and country_name(where.country, t.language)))


def _name(names: tuple[str, ...], kind: PartyKind, t: Wording) -> str:
    return names[0] if names else t(f"people.some_{kind}")


def decided(ask: Ask) -> Response:
    """That two are one, or that they are not."""
    word, actor = ask.path("word"), ask.path("id")
    if word not in _WORDS:
        raise NotFoundError(word[:20], "nothing is decided so")
    ask.desk.require(access.may_see_sealed(ask.member) and access.may_decide(ask.member), "who is who")
    reason = ask.desk.reason(word, ask.text("reason"))
    with ask.desk.writing() as register:
        said = who_is_who(
            register, actor, ask.text("other").strip(), "same" if word == "same" else "not-same",
            by=ask.member.name, at=ask.desk.clock(), reason=reason,
        )  # fmt: skip
        decide(register, said, settings=ask.desk.settings)
        kept = person(register, actor).actor.id
    return Ask.go(f"/people/{kept}")


def docket(ask: Ask) -> Response:
    """The legal cases."""
    _ready(ask)
    begin = ask.query("begin", "0")
    number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 10 else 0
    found = cases(ask.desk.register, limit=PAGE + 1, offset=number)
    return ask.page("cases.html", files=found[:PAGE], day=lambda edtf: _day(edtf, ask.t), begin=number,
                    before=max(0, number - PAGE) if number else None,
                    after=number + PAGE if len(found) > PAGE else None)  # fmt: skip


def one_case(ask: Ask) -> Response:
    """One legal case."""
    _ready(ask)
    found = case(ask.desk.register, ask.path("id"))
    return ask.page("case.html", f=found, quoted=_quoting(ask), day=lambda edtf: _day(edtf, ask.t))


NAVIGATION = (13, "nav.people", "/people", access.may_see_sealed)
ROUTES = [
    route("/people", listing),
    route("/people/cases", docket),
    route("/people/cases/{id}", one_case),
    route("/people/{id}", one),
    route("/people/{id}/{word}", decided, methods=("POST",)),
]
