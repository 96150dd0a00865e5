"""What people decided: which decisions count, and what they say about an incident. Pure.

Invariant: nothing is taken away. A decision that was undone stays, is told, and counts for nothing; undoing the undoing
brings it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sijill.errors import DecisionError
from sijill.types import Anchor, Decision, Incident, MentionKey


def undone(decisions: Sequence[Decision]) -> frozenset[str]:
    """Ids of the decisions that count for nothing because a later one, itself not undone, undoes them.

    Args:
        decisions: all of them, oldest first.
    """
    gone: set[str] = set()
    for decision in reversed(decisions):
        if decision.kind == "undo" and decision.undoes and decision.id not in gone:
            gone.add(decision.undoes)
    return frozenset(gone)


def effective(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that count, oldest first: without those undone and without the undoing ones."""
    gone = undone(decisions)
    return tuple(d for d in decisions if d.kind != "undo" and d.id not in gone)


def check(decision: Decision) -> None:
    """Raises DecisionError where a decision lacks what its kind needs."""
    anchor = decision.anchor
    if not decision.by.strip():
        raise DecisionError(decision.kind, "nobody is named as deciding", "say who decides: --by NAME")
    if decision.kind == "undo":
        if not decision.undoes:
            raise DecisionError("undo", "does not say which decision", "give the decision's id")
        return
    if decision.undoes:
        raise DecisionError(decision.kind, "only undo can undo a decision")
    if not (anchor.text or anchor.incident):
        raise DecisionError(decision.kind, "is about nothing", "give an incident, a text or a statement")
    if decision.kind in ("accept", "reject", "correct", "add", "move") and not anchor.text:
        raise DecisionError(decision.kind, "is about a statement and names no text", "give the statement's id")
    if decision.kind in ("correct", "add", "move") and decision.after is None:
        raise DecisionError(decision.kind, "does not say what holds instead", "give the new value")
    if decision.kind in ("correct", "add") and not anchor.field:
        raise DecisionError(decision.kind, "does not say which field", "give the statement's id or the field's name")
    if decision.kind in ("merge", "split") and not isinstance(decision.after, str):
        raise DecisionError(decision.kind, "does not say with or from which", "give the other mention as TEXT/ID")


def incident_of(
    anchor: Anchor, holder: Callable[[MentionKey], str | None], resolved: Callable[[str], str | None]
) -> str | None:
    """The incident that an anchor means now: the one that holds its mention, else the one its id resolves to."""
    if anchor.text and anchor.mention:
        held = holder(MentionKey(anchor.text, anchor.mention))
        if held is not None:
            return held
    return resolved(anchor.incident) if anchor.incident else None


def about(
    incident: Incident, decisions: Iterable[Decision], incident_meant: Callable[[Anchor], str | None]
) -> tuple[Decision, ...]:
    """The decisions about an incident or anything in it, with those that undo them; in their order."""
    mentions = set(incident.mentions)
    texts = {k.text for k in incident.mentions}
    chosen: list[Decision] = []
    ids: set[str] = set()
    for decision in decisions:
        anchor = decision.anchor
        mine = (
            decision.undoes in ids
            or incident_meant(anchor) == incident.id
            or (anchor.text in texts and not anchor.mention)
            or (bool(anchor.mention) and MentionKey(anchor.text, anchor.mention) in mentions)
        )
        if mine:
            chosen.append(decision)
            ids.add(decision.id)
    return tuple(chosen)


def published(
    incident: Incident, decisions: Sequence[Decision], incident_meant: Callable[[Anchor], str | None]
) -> bool:
    """Whether the last word on publishing the incident that counts is yes.

    Args:
        incident: the incident as it is now.
        decisions: all decisions, oldest first.
        incident_meant: the incident that an anchor means now.
    """
    said = [
        d.kind == "publish"
        for d in effective(decisions)
        if d.kind in ("publish", "withdraw") and incident_meant(d.anchor) == incident.id
    ]
    return bool(said) and said[-1]
