"""The incident page: who did what to whom, when, where and how, each value with the words for it and against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from starlette.responses import Response

from sijill.errors import NotFoundError, UsageError
from sijill.incidents.foreseeing import Foreseen
from sijill.register import Slip
from sijill.types import Incident, PartyKey
from sijill.web import access
from sijill.web.asking import Ask, inside, route
from sijill.web.incident_view import IncidentView, incident_view
from sijill.web.likeness import alike
from sijill.web.pages.source import choices
from sijill.workflow import Word

WORDS: tuple[Word, ...] = get_args(Word)
#: fields of a standing that are told before and after a change
_MOST = 40


def incident(ask: Ask) -> Response:
    """The page."""
    view = incident_view(ask.desk, ask.member, ask.path("id"), ask.t)
    if view.id != ask.path("id"):
        return Ask.go(f"/incident/{view.id}")
    dossier = ask.desk.dossier(ask.member, view.id)
    needs = ask.desk.needs_second(dossier) and not view.published
    return ask.page(
        "incident.html", v=view, choices=choices(ask.t), attached=_attached(ask, view),
        needs_second=needs, interventions=_interventions(ask, view),
    )  # fmt: skip


def similar(ask: Ask) -> Response:
    """What may be the same; asked for once the page is there, since it takes a while."""
    ask.desk.require(access.may_decide(ask.member), "what may be the same")
    dossier = ask.desk.dossier(ask.member, ask.path("id"))
    return ask.page(
        "alike.html", id=dossier.incident.id, similar=alike(ask.desk, ask.member, dossier, ask.t)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttachedView:
    """A file that was attached."""

    report: str
    name: str
    sha256: str
    size: int
    note: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class InterventionView:
    """What was done for somebody in danger."""

    report: str
    by: str
    at: str
    following: str


def _pinned(ask: Ask, kind: str, view: IncidentView) -> list[Slip]:
    """What was pinned to an incident, or to one that was merged into it."""
    return [s for name in (view.id, *view.aliases) for s in ask.desk.register.slips(kind, name)]


def _attached(ask: Ask, view: IncidentView) -> list[AttachedView]:
    """The files of an incident, for who may see what is sealed."""
    if not access.may_see_sealed(ask.member):
        return []
    found = []
    for slip in _pinned(ask, "attached", view):
        digest = str(slip.body.get("sha256", ""))
        report = ask.desk.register.report_with(digest)
        if report is None:
            continue
        note = next((c.declared.title for c in ask.desk.register.captures_of(report.id) if c.sha256 == digest), None)
        found.append(
            AttachedView(
                report.id, report.uri.partition("/")[2], digest, int(slip.body.get("size", 0)), note or "", slip.by,
                ask.t.moment(slip.at),
            )
        )  # fmt: skip
    return found


def _interventions(ask: Ask, view: IncidentView) -> list[InterventionView]:
    """What was done for those in danger, for keepers."""
    if not access.may_intervene(ask.member):
        return []
    return [
        InterventionView(
            str(s.body.get("report", "")), s.by, ask.t.moment(s.at),
            ask.t.date(str(s.body["next"])) if s.body.get("next") else "",
        )
        for s in _pinned(ask, "intervention", view)
    ]  # fmt: skip


def publish(ask: Ask) -> Response:
    """Publish, or propose, or second what somebody else proposed."""
    ask.desk.publish(ask.member, ask.path("id"), ask.text("reason"))
    return _back(ask)


def withdraw(ask: Ask) -> Response:
    """Take it out of the releases to come, or take the proposal back."""
    ask.desk.withdraw(ask.member, ask.path("id"), ask.text("reason"))
    return _back(ask)


def _back(ask: Ask) -> Response:
    return Ask.go(inside(ask.text("next"), f"/incident/{ask.path('id')}"))


def seal(ask: Ask) -> Response:
    """Seal the incident or a party in it."""
    return _sealed(ask, lift=False)


def unseal(ask: Ask) -> Response:
    """Lift a seal."""
    return _sealed(ask, lift=True)


def _sealed(ask: Ask, *, lift: bool) -> Response:
    identity, item = ask.path("id"), ask.text("party")
    key = None
    if item:
        # of what a member may not see nothing is told, not even that it is there
        kept = ask.desk.open(ask.member, identity).kept
        home = next((k for p in kept.standing.parties for k in p.parties if k.party == item), None)
        if home is None:
            raise NotFoundError(item[:20], "nobody in this incident is called so")
        key = PartyKey(home.text, home.party)
    ask.desk.seal(ask.member, identity, key, lift=lift, reason=ask.text("reason"))
    return _back(ask)


# ---------------------------------------------------------------------------------------------------------
# Merging, splitting, moving: what it would change is shown first


@dataclass(frozen=True, slots=True)
class GroupView:
    """Incidents that share mentions, before and after."""

    before: tuple[tuple[str, int], ...]
    after: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A value that would stand otherwise."""

    incident: str
    label: str
    before: str
    after: str


def _word(words: str) -> Word:
    for known in WORDS:
        if known == words:
            return known
    raise UsageError(words[:20], "is nothing that can be said of incidents", f"there are: {', '.join(WORDS)}")


def _things(ask: Ask) -> list[str]:
    given = ask.texts("thing") if ask.request.method == "POST" else ask.request.query_params.getlist("thing")
    return [t.strip() for t in given if t.strip()]


def preview(ask: Ask) -> Response:
    """What a word about the grouping would change, to be confirmed."""
    word, things = _word(ask.query("word")), _things(ask)
    foreseen = ask.desk.foresee(ask.member, word, things)
    groups = [GroupView(_sizes(g.before), _sizes(g.after)) for g in foreseen.groups]
    return ask.page(
        "regroup.html", word=word, things=things, groups=groups, changes=_changes(ask, foreseen),
        back=inside(ask.query("next")),
    )  # fmt: skip


def _sizes(incidents: tuple[Incident, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((i.id, len(i.mentions)) for i in incidents)


def _changes(ask: Ask, foreseen: Foreseen) -> list[ChangeView]:
    """The values that would stand otherwise; for who may not see what is sealed only which."""
    whole = access.may_see_sealed(ask.member)
    found = []
    for change in foreseen.values:
        for name, before, after in change.fields:
            old = ask.t.value("mention", name, before.value) if before is not None else "–"
            new = ask.t.value("mention", name, after.value) if after is not None else "–"
            if old != new:
                label = ask.t.field("mention", name)
                found.append(ChangeView(change.after.incident, label, *((old, new) if whole else ("", ""))))
    return found[:_MOST]


def regroup(ask: Ask) -> Response:
    """Merge, split, move, same, not the same."""
    things = _things(ask)
    decision = ask.desk.regroup(ask.member, _word(ask.text("word")), things, ask.text("reason"))
    to = inside(ask.text("next"), "")
    if not to:
        named = decision.anchor.incident or next((t for t in things if t.startswith("i-")), "")
        to = f"/incident/{named}" if named else "/"
    return Ask.go(to)


ROUTES = [
    route("/incident/{id}", incident),
    route("/incident/{id}/alike", similar),
    route("/incident/{id}/publish", publish, methods=("POST",)),
    route("/incident/{id}/withdraw", withdraw, methods=("POST",)),
    route("/incident/{id}/seal", seal, methods=("POST",)),
    route("/incident/{id}/unseal", unseal, methods=("POST",)),
    route("/regroup", preview),
    route("/regroup", regroup, methods=("POST",)),
]
