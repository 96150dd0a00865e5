"""Which incidents may be the same as one, and why: suggestions for a person, side by side, and never a decision.

Looked for among incidents of the same days and country and of the same names; compared as the linker compares, which
left them apart because it was not sure enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sijill.errors import NotFoundError
from sijill.incidents.decided import in_force
from sijill.incidents.linking import Compared, compared
from sijill.incidents.listing import is_total
from sijill.incidents.regrouping import taken_apart
from sijill.register import Member
from sijill.types import CardAudience, CardQuery, Dossier, Place
from sijill.values import edtf
from sijill.web import access
from sijill.web.desk import Desk, laid_over
from sijill.web.incident_view import evidence
from sijill.web.statement_view import outlet
from sijill.web.wording import Wording

#: days around the date in which another report may have put the same event
AROUND = timedelta(days=3)
#: a date less exact than so many days is no reason to look
EXACT = timedelta(days=31)
#: incidents that are compared, names that are looked for, suggestions that are shown
COMPARED, NAMES, SHOWN = 12, 3, 4
#: mentions of each that are compared
MENTIONS = 4
#: least probability that is shown: what is surer than the linker's threshold was joined already
LEAST = 0.02


@dataclass(frozen=True, slots=True)
class ReasonView:
    """What one field says."""

    field: str
    left: str
    right: str
    #: above zero speaks for one event; None: they can never be one
    weight: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Alike:
    """An incident that may be the same."""

    incident: str
    act: str
    date: str
    place: str
    victims: tuple[str, ...]
    #: in percent
    probability: int
    reasons: tuple[ReasonView, ...]
    #: the words of both, and who says them
    left: str
    left_outlet: str
    right: str
    right_outlet: str


def alike(desk: Desk, member: Member, dossier: Dossier, wording: Wording) -> list[Alike]:
    """The incidents that may be the same as one, the likeliest first.

    Args:
        desk: the register.
        member: who asks; of what they may not see nothing is suggested.
        dossier: the incident as they see it.
        wording: the language of the interface.
    """
    if is_total(dossier):
        return []
    sight = desk.sight(member)
    ours = desk.open(member, dossier.incident.id).kept
    found = []
    for other in _candidates(desk, member, dossier):
        try:
            opened = desk.open(member, other)
        except NotFoundError:
            continue
        seen, theirs = opened.seen, opened.kept
        if not seen.mentions or _parted(ours, theirs):
            continue
        # for whoever may not see what is sealed not even how like two are tells of it
        pair = _closest(ours, theirs) if sight.whole else _closest(dossier, seen)
        if pair.comparison.probability < LEAST:
            continue
        left, right = dossier.mentions[0], seen.mentions[0]
        standing = seen.standing
        date, place, act = standing.get("date"), standing.get("place"), standing.get("act") or standing.get("type")
        names = [p.get("name") or p.get("description") for p in standing.parties if p.role == "victim"]
        found.append(
            Alike(
                seen.incident.id,
                wording.act(str(act.value)) if act is not None and act.value else wording("incident.incident"),
                wording.value("mention", "date", date.value) if date is not None and date.value else "",
                wording.value("mention", "place", place.value) if place is not None and place.value else "",
                tuple(str(n.value) for n in names if n is not None and n.value is not None)[:3],
                round(pair.comparison.probability * 100),
                tuple(
                    ReasonView(r.field, sight.words(r.left), sight.words(r.right),
                        None if math.isinf(r.weight) else round(r.weight, 2), r.explanation)
                    for r in pair.comparison.reasons
                ),
                evidence(left), outlet(left.source.text), evidence(right), outlet(right.source.text),
            )
        )  # fmt: skip
    return sorted(found, key=lambda a: (-a.probability, a.incident))[:SHOWN]


def _closest(ours: Dossier, theirs: Dossier) -> Compared:
    """The mention of one and the mention of the other that speak loudest for one event."""
    pairs = (
        compared(a, b) for a in laid_over(ours).mentions[:MENTIONS] for b in laid_over(theirs).mentions[:MENTIONS]
    )  # fmt: skip
    return max(pairs, key=lambda p: p.comparison.log_odds)


def _parted(ours: Dossier, theirs: Dossier) -> bool:
    """Whether a person said of the two that they are not one."""
    here, there = set(ours.incident.mentions), set(theirs.incident.mentions)
    for decision in in_force((*ours.decisions, *theirs.decisions)):
        apart = taken_apart(decision) if decision.kind == "split" else None
        if apart is None:
            continue
        left, right = set(apart.left), {key for side in apart.others for key in side}
        if (left & here and right & there) or (left & there and right & here):
            return True
    return False


def _candidates(desk: Desk, member: Member, dossier: Dossier) -> list[str]:
    """Ids of incidents that it is worth comparing."""
    audience: CardAudience = "keeper" if access.may_see_sealed(member) else "reader"
    found: dict[str, None] = {}
    for query in _queries(dossier):
        for card in desk.register.cards(query, limit=COMPARED, audience=audience):
            if card.incident != dossier.incident.id and card.kind != "aggregate":
                found[card.incident] = None
    return list(found)[:COMPARED]


def _queries(dossier: Dossier) -> Iterator[CardQuery]:
    names = [p.get("name") for p in dossier.standing.parties if p.role == "victim"]
    for name in [n.value for n in names if n is not None and isinstance(n.value, str)][:NAMES]:
        yield CardQuery(name=name)
    date, place = dossier.standing.get("date"), dossier.standing.get("place")
    country = place.value.country if place is not None and isinstance(place.value, Place) else None
    if date is None or not isinstance(date.value, str):
        return
    first, last = edtf.bounds(date.value)
    if first is not None and last is not None and last - first <= EXACT:
        yield CardQuery(
            since=(first - AROUND).isoformat(), until=(last + AROUND).isoformat(), country=country
        )  # fmt: skip
