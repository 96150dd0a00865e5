"""An incident at a glance: the card that lists, maps and timelines are made of.

Invariant: a card is a pure function of its dossier, so that the card of a dossier that has gone through the filter
tells nothing that the filter kept back.
"""

from __future__ import annotations

from collections.abc import Iterable

from sijill.incidents.grading import grade
from sijill.incidents.listing import reports_of, telling
from sijill.types import (
    Account,
    Card,
    CardParty,
    CardState,
    Count,
    Decision,
    Dossier,
    Place,
    Standing,
    StandingParty,
    StandingValue,
)
from sijill.values import edtf

#: titles, names and parties that a card has at most: a list of a thousand dead is not read at a glance
TITLES, NAMES, PARTIES = 5, 200, 60
#: code points that a title or name has at most
LONGEST = 300
#: decisions that do not make an incident a reviewed one: they say who may know of it and not what it was
_OF_DOORS = frozenset({"seal", "unseal", "undo"})


def card(dossier: Dossier, *, state: CardState | None = None) -> Card:
    """The card of an incident.

    Args:
        dossier: as the register has it, or as the filter let it pass.
        state: how far people are with it, where the dossier does not tell because its decisions were left out.
    """
    standing = dossier.standing
    date = _words(standing, "date")
    first, last = _days(date)
    place = standing.get("place")
    disputed = tuple(_disputed(standing))
    values = [v for v in _all_values(standing) if v.value is not None]
    sealed = {(s.anchor.text, s.anchor.item) for s in dossier.seals if s.anchor.item}
    return Card(
        incident=dossier.incident.id,
        first=first,
        last=last,
        date=date,
        place=place.value if place is not None and isinstance(place.value, Place) else None,
        families=_told(dossier, "type"),
        acts=_told(dossier, "act"),
        killed=_count(standing, "killed"),
        injured=_count(standing, "injured"),
        kind=_words(standing, "kind"),
        modality=_words(standing, "modality"),
        scope=_words(standing, "scope"),
        reports=reports_of(dossier),
        independent=standing.independent,
        grade=grade(standing).name,
        confidence=max((a.mention.confidence for a in dossier.mentions), default=0.0),
        contradictions=tuple(dict.fromkeys(name for name, _ in disputed)),
        open=len({name for name, v in disputed if not _decided(v)}),
        checked=sum(bool(v.checked_by) for v in values),
        values=len(values),
        state=state_of(dossier) if state is None else state,
        sealed=bool(dossier.seals),
        telling=telling(dossier),
        titles=_first(TITLES, (a.source.text.metadata.title for a in dossier.mentions)),
        victims=_parties(standing, "victim", sealed),
        perpetrators=_parties(standing, "perpetrator", sealed),
        names=_first(NAMES, _names(dossier.mentions)),
    )


def state_of(dossier: Dossier) -> CardState:
    """How far people are with an incident.

    Published where that is the last word; rejected where the last word is to withdraw it; reviewed where a person has
    decided anything else about it that nobody undid; new otherwise.
    """
    if dossier.published:
        return "published"
    counting = _in_force(dossier.decisions)
    on_publishing = [d.kind for d in counting if d.kind in ("publish", "withdraw")]
    if on_publishing and on_publishing[-1] == "withdraw":
        return "rejected"
    return "reviewed" if any(d.kind not in _OF_DOORS for d in counting) else "new"


def _in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that count, in the order of the register, in which they stand in a dossier."""
    undone: set[str] = set()
    told = list(decisions)
    for decision in reversed(told):
        if decision.kind == "undo" and decision.undoes and decision.id not in undone:
            undone.add(decision.undoes)
    return [d for d in told if d.kind != "undo" and d.id not in undone]


def _words(standing: Standing, field: str) -> str | None:
    found = standing.get(field)
    return found.value if found is not None and isinstance(found.value, str) else None


def _count(standing: Standing, field: str) -> Count | None:
    found = standing.get(field)
    return found.value if found is not None and isinstance(found.value, Count) else None


def _days(date: str | None) -> tuple[str | None, str | None]:
    """The days between which a date lies, in ISO 8601."""
    if date is None:
        return None, None
    try:
        first, last = edtf.bounds(date)
    except ValueError:
        return None, None
    return (first.isoformat() if first else None), (last.isoformat() if last else None)


def _told(dossier: Dossier, field: str) -> tuple[str, ...]:
    """What stands for a field first, then what single mentions tell."""
    standing = (v.value for v in dossier.standing.values if v.field == field)
    mentions = (s.value for a in dossier.mentions for s in a.mention.said(field))
    return tuple(dict.fromkeys(v for v in (*standing, *mentions) if isinstance(v, str)))


def _all_values(standing: Standing) -> list[StandingValue]:
    return [*standing.values, *(v for p in standing.parties for v in p.values)]


def _decided(value: StandingValue) -> bool:
    return value.rule == "decision" or bool(value.checked_by)


def _disputed(standing: Standing) -> Iterable[tuple[str, StandingValue]]:
    yield from ((v.field, v) for v in standing.values if v.against)
    for party in standing.parties:
        yield from ((f"{party.role}.{v.field}", v) for v in party.values if v.against)


def _parties(standing: Standing, role: str, sealed: set[tuple[str, str]]) -> tuple[CardParty, ...]:
    return tuple(_party(p, sealed) for p in standing.parties if p.role == role)[:PARTIES]


def _party(party: StandingParty, sealed: set[tuple[str, str]]) -> CardParty:
    def word(field: str) -> str | None:
        found = party.get(field)
        return found.value[:LONGEST] if found is not None and isinstance(found.value, str) else None

    count = party.get("count")
    name = word("name")
    return CardParty(
        called=name or word("description"),
        named=name is not None,
        count=count.value if count is not None and isinstance(count.value, Count) else None,
        outcome=word("outcome"),
        status=word("status"),
        occupation=word("occupation"),
        sealed=any((k.text, k.party) in sealed for k in party.parties),
    )


def _names(accounts: Iterable[Account]) -> Iterable[str | None]:
    """The names in which somebody is told of: of parties, and as people corrected them."""
    for account in accounts:
        yield from (p.name for p in account.parties)
        yield from (
            s.value for s in account.mention.statements
            if s.field == "name" and s.modality != "denied" and isinstance(s.value, str)
        )  # fmt: skip


def _first(most: int, told: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(t[:LONGEST] for t in told if t))[:most])
