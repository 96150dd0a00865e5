"""The queue: what to look at next and why, gone through by keys, each value beside its words."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from sijill.errors import DecisionError, NotFoundError
from sijill.web import access
from sijill.web.asking import Ask, inside, route
from sijill.web.incident_view import incident_view
from sijill.web.pages.source import choices
from sijill.web.queue_view import WHYS, queue_view, seeded
from sijill.web.seeding import Measure
from sijill.web.seeding import measures as measured


def queue(ask: Ask) -> Response:
    """The list on one side, what is to be checked of one incident on the other."""
    begin = ask.query("begin", "0")
    number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 10 else 0
    view = queue_view(ask.desk, ask.member, ask.query("why", "open"), ask.t, at=ask.query("at"), begin=number)
    whys = [w for w in WHYS if w != "threats" or access.may_see_threats(ask.member)]
    at = view.incident.id if view.incident is not None else ""
    where = f"/queue?why={view.why}&begin={number}&at={at}"
    return ask.page(
        "queue.html", v=view, whys=whys, where=where, choices=choices(ask.t), told=ask.query("told"),
        truth=ask.query("truth"), empty=not any(True for _ in ask.desk.register.cards(limit=1)),
    )  # fmt: skip


def judge(ask: Ask) -> Response:
    """Accept, reject or correct what the queue shows. What was wrong on purpose is told and decides nothing."""
    kind, identity, incident = ask.path("kind"), ask.path("statement"), ask.text("incident")
    if kind not in ("accept", "reject", "correct"):
        raise NotFoundError(kind[:20], "nothing is decided so")
    ask.desk.require(access.may_decide(ask.member), kind)
    back = inside(ask.text("next"), "/queue")
    view = incident_view(ask.desk, ask.member, incident, ask.t)
    statement = next((s for s in view.statements() if s.id == identity), None)
    wrong = seeded(ask.desk, ask.member, statement) if statement is not None else None
    if statement is None or wrong is None:
        ask.desk.judge(
            ask.member, identity, kind,  # type: ignore[arg-type]
            value=ask.text("value"), reason=ask.text("reason"), proof=ask.text("proof"), seen=ask.text("seen"),
        )  # fmt: skip
        return Ask.go(back)
    if kind == "accept" and ask.text("proof") != ask.desk.proof(identity):
        raise DecisionError(identity, "was not in view", "its words must be before whoever accepts it")
    with ask.desk.writing() as register:
        register.pin("seed", identity, by=ask.member.name, body={"answer": kind, "field": statement.field})
    told = "seed_missed" if kind == "accept" else "seed_caught"
    truth = quote(statement.value, safe="")
    return Ask.go(f"{back}&told={told}&truth={truth}" if "?" in back else back)


def measured_for(ask: Ask) -> list[Measure]:
    """How well values are checked: all together and one's own; for who manages the team each member's."""
    ask.desk.require(access.may_decide(ask.member), "how well we review")
    rows = measured(ask.desk.register)
    return rows if access.may_manage(ask.member) else [r for r in rows if r.member in ("", ask.member.name)]


def measures(ask: Ask) -> Response:
    """How well values are checked: those wrongly accepted, and those missed."""
    return ask.page("measures.html", rows=measured_for(ask), rate=ask.desk.settings.number("seeded_errors"))


def front(ask: Ask) -> Response:
    """What there is to do; in an empty register how to begin."""
    if access.may_record(ask.member) and not ask.desk.register.cards(limit=1):
        return Ask.go("/add")
    return Ask.go("/queue")


NAVIGATION = (10, "nav.queue", "/queue", access.may_read)
ROUTES = [
    route("/", front),
    route("/queue", queue),
    route("/queue/{statement}/{kind}", judge, methods=("POST",)),
    route("/measures", measures),
]
