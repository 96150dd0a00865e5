"""Why mentions are one incident or are not: field by field, and by whose decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sijill.incidents import decided, linking, regrouping
from sijill.register import Register
from sijill.types import Account, Decision, MentionKey
from sijill.workflow.finding import side_of


@dataclass(frozen=True, slots=True)
class Explained:
    """Why two mentions or incidents are one, or are not."""

    left: regrouping.Side
    right: regrouping.Side
    #: the incident in which they are together, or None
    together: str | None
    #: mentions of the one against mentions of the other, what speaks loudest for one event first
    pairs: tuple[linking.Compared, ...]
    #: decisions in force that join or part them
    decisions: tuple[Decision, ...]


#: pairs of mentions that are compared at most to explain two incidents
EXPLAINED = 2_000


def explain(register: Register, one: str, other: str) -> Explained:
    """Why two mentions or incidents are one, or are not: field by field, and by whose decision.

    Args:
        register: where they are.
        one: an incident's id, or a mention as `find_mention` takes it.
        other: likewise. The same incident as *one*: how its mentions hold together.

    Raises:
        NotFoundError: one is not there.
    """
    left, right = side_of(register, one), side_of(register, other)
    ours, theirs = regrouping.mentions(left), regrouping.mentions(right)
    decisions = register.decisions()
    homes = {register.incident_of(key) for key in (*ours, *theirs)}
    accounts = _accounts_of(register, homes, decisions)
    chosen = islice(dict.fromkeys((min(a, b), max(a, b)) for a in ours for b in theirs if a != b), EXPLAINED)
    pairs = [linking.compared(accounts[a], accounts[b]) for a, b in chosen if a in accounts and b in accounts]
    named = []
    for decision in decided.in_force(decisions):
        apart = regrouping.taken_apart(decision)
        across = {key for side in apart.others for key in side} if apart else set()
        if apart and any(
            not across.isdisjoint(x) and not set(apart.left).isdisjoint(y) for x, y in ((ours, theirs), (theirs, ours))
        ):
            named.append(decision)
    return Explained(
        left,
        right,
        together=homes.pop() if len(homes) == 1 else None,
        pairs=tuple(sorted(pairs, key=lambda p: (-p.comparison.log_odds, p.left, p.right))),
        decisions=tuple(named),
    )


def _accounts_of(
    register: Register, incidents: Iterable[str | None], decisions: Sequence[Decision]
) -> dict[MentionKey, Account]:
    """The accounts of some incidents as people have decided them."""
    found = (account for name in incidents if name for account in register.dossier(name).mentions)
    return {a.key: a for account in found if (a := decided.apply(account, decisions)) is not None}
