"""Who may do what: every right is a question, and all of them stand here.

Four roles, each of which may what the one before may: a *reader* sees what is not sealed; a *recorder* enters reports,
notes and statements; a *reviewer* decides about them; a *keeper* sees what is sealed and says who may come in.

Invariant: somebody who is not active may nothing.
"""

from __future__ import annotations

from sijill.register import ROLES, Member, MemberRole
from sijill.types import Decision


def _at_least(member: Member, role: MemberRole) -> bool:
    return member.active and ROLES.index(member.role) >= ROLES.index(role)


def may_read(member: Member) -> bool:
    """See incidents and sources, without what is sealed."""
    return _at_least(member, "reader")


def may_see_sealed(member: Member) -> bool:
    """See what is sealed: people at risk, notes, bylines; the bytes of a page too, for they have all of it."""
    return _at_least(member, "keeper")


def may_see_threats(member: Member) -> bool:
    """See the threats among what is to be done: the list of the threatened is nobody's but the keepers'."""
    return _at_least(member, "keeper")


def may_record(member: Member) -> bool:
    """Add reports and notes, make statements, attach files, say that a text is read to its end."""
    return _at_least(member, "recorder")


def may_seal(member: Member) -> bool:
    """Seal an incident or a person in it. To keep silent is never wrong, so whoever records may."""
    return _at_least(member, "recorder")


def may_decide(member: Member) -> bool:
    """Accept, reject and correct statements; merge, split and move."""
    return _at_least(member, "reviewer")


def may_publish(member: Member) -> bool:
    """Propose an incident for releases, or withdraw it."""
    return _at_least(member, "reviewer")


def may_second(member: Member, proposed_by: str) -> bool:
    """Be the second person to a publication that somebody else proposed."""
    return may_publish(member) and member.name != proposed_by


def may_unseal(member: Member) -> bool:
    """Lift a seal."""
    return _at_least(member, "keeper")


def may_undo(member: Member, decision: Decision) -> bool:
    """Undo a decision: reviewers any but a seal, keepers any, recorders their own additions and seals."""
    if decision.kind in ("seal", "unseal"):
        return may_unseal(member)
    if may_decide(member):
        return True
    return may_record(member) and decision.by == member.name and decision.kind == "add"


def may_intervene(member: Member) -> bool:
    """Enter and see interventions: who was told, what was done. They are always sealed."""
    return _at_least(member, "keeper")


def may_manage(member: Member) -> bool:
    """Say who may come in, and in which role."""
    return _at_least(member, "keeper")
