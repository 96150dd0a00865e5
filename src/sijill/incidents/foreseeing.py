"""What a decision would change, and which decisions stand against it. Pure: two linkages are compared, none is made.

A decision about the grouping is taken only where it comes to be, and where no other one in force loses its effect by
it: whoever wants to contradict an earlier word undoes that word first. So no person's word is ever voided silently.
One exception: a mention that was moved can be moved again.

Invariant: of two linkages that are the same, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sijill.errors import DecisionError
from sijill.incidents import regrouping
from sijill.incidents.clustering import ordered
from sijill.incidents.decided import in_force
from sijill.incidents.regrouping import Regrouping, Words
from sijill.types import Decision, Incident, Judgement, MentionKey, Standing, StandingValue

#: decisions that are named where several stand against one
TOLD = 3


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Incidents that share mentions, before and after."""

    before: tuple[Incident, ...]
    after: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Revalued:
    """An incident of which something else holds."""

    before: Standing
    after: Standing

    @property
    def fields(self) -> tuple[tuple[str, StandingValue | None, StandingValue | None], ...]:
        """The fields that stand otherwise, by value, rule or what is behind or against: name, before, after."""
        names = dict.fromkeys(v.field for v in (*self.before.values, *self.after.values))
        return tuple(
            (name, self.before.get(name), self.after.get(name))
            for name in names
            if self.before.get(name) != self.after.get(name)
        )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a decision would change."""

    decision: Decision
    groups: tuple[Regrouped, ...]
    values: tuple[Revalued, ...]


def regrouped(before: Sequence[Incident], after: Sequence[Incident]) -> tuple[Regrouped, ...]:
    """The incidents whose mentions, ids or aliases differ, each with those that it shares mentions with."""
    same = set(before) & set(after)
    old = [i for i in before if i not in same]
    new = [i for i in after if i not in same]
    holder = {key: n for n, incident in enumerate(old) for key in incident.mentions}
    parts: list[tuple[set[int], list[Incident]]] = []
    for incident in new:
        touched = {holder[key] for key in incident.mentions if key in holder}
        joined = [incident]
        apart = []
        for part in parts:
            if part[0] & touched:
                touched |= part[0]
                joined += part[1]
            else:
                apart.append(part)
        parts = [*apart, (touched, joined)]
    found = [
        Regrouped(tuple(old[n] for n in sorted(touched)), tuple(sorted(joined, key=lambda i: i.mentions)))
        for touched, joined in parts
    ]
    met = {n for touched, _ in parts for n in touched}
    found += [Regrouped((incident,), ()) for n, incident in enumerate(old) if n not in met]
    return tuple(sorted(found, key=lambda r: (*r.before, *r.after)[0].mentions))


def revalued(before: Iterable[Standing], after: Iterable[Standing]) -> tuple[Revalued, ...]:
    """The incidents that are there before and after and of which something else holds."""
    old = {s.incident: s for s in before}
    return tuple(Revalued(old[now.incident], now) for now in after if now.incident in old and old[now.incident] != now)


class Held:
    """Decisions about the grouping, beside the grouping that came of them."""

    def __init__(
        self, incidents: Iterable[Incident], judgements: Iterable[Judgement], decisions: Iterable[Decision]
    ) -> None:
        """Of these incidents, with these judgements and decisions (all of them, undone ones too)."""
        groups = [incident.mentions for incident in incidents]
        self._home = {key: n for n, group in enumerate(groups) for key in group}
        self._groups = groups
        keys = sorted(self._home)
        self._keys = keys
        self._index = {key: n for n, key in enumerate(keys)}
        self.words: Words = regrouping.words(self._index, judgements, in_force(decisions))
        self.decisions = {r.decision.id: r for r in self.words.decisions}

    def effective(self, decision: Regrouping) -> bool:
        """Whether the grouping is as the decision says."""
        if decision.decision.kind == "split":
            rest = {self._home[key] for side in decision.others for key in side if key in self._home}
            left = {self._home[key] for key in decision.left if key in self._home}
            return bool(rest and left) and not rest & left
        pairs = self.words.joins.get(decision.decision.id, [])
        return len(pairs) == len(decision.others) and all(
            self._home[self._keys[i]] == self._home[self._keys[j]] for i, j in pairs
        )

    def against(self, decision: Regrouping) -> tuple[str, ...]:
        """Who says that the two sides of a merge or move are not one: ids of decisions, judgements in words."""
        left = [decision.left[0]] if decision.decision.kind == "move" else self._with(decision.left)
        found: dict[str, None] = {}
        for side in decision.others:
            for i in (self._index[key] for key in left if key in self._index):
                for j in (self._index[key] for key in self._with(side)):
                    who = self.words.apart.get(ordered(i, j)) if i != j else None
                    if who is not None:
                        found[who] = None
        return tuple(found)

    def joining(self, decision: Regrouping) -> tuple[str, ...]:
        """Ids of the decisions that hold together what a split parts."""
        rest = {self._home[key] for side in decision.others for key in side if key in self._home}
        both = rest & {self._home[key] for key in decision.left if key in self._home}
        return tuple(
            name for name, pairs in self.words.joins.items() if any(self._home[self._keys[i]] in both for i, _ in pairs)
        )

    def _with(self, side: Iterable[MentionKey]) -> list[MentionKey]:
        return [k for n in sorted({self._home[key] for key in side if key in self._home}) for k in self._groups[n]]


def check(before: Held, after: Held) -> None:
    """Let a decision pass, or its undoing.

    Args:
        before: the linkage without it.
        after: the linkage with it.

    Raises:
        DecisionError: it does not come to be, or a decision in force loses its effect by it; those are named.
    """
    new = [r for name, r in after.decisions.items() if name not in before.decisions]
    for decision in new:
        if not after.effective(decision):
            who = after.joining(decision) if decision.decision.kind == "split" else before.against(decision)
            raise DecisionError(
                decision.decision.kind,
                "cannot be: " + (_told(who, before) if who else "another word of a person stands against it"),
                _undo(who) or "`sijill decide history` lists what was decided",
            )
    moved = {r.left[0] for r in new if r.places}
    voided = tuple(
        name
        for name, decision in before.decisions.items()
        if name in after.decisions
        and before.effective(decision)
        and not after.effective(decision)
        and not (decision.decision.kind == "move" and decision.left[0] in moved)
    )
    if voided:
        raise DecisionError(
            new[0].decision.kind if new else "undo", f"cannot be: {_told(voided, before)}", _undo(voided)
        )


def _told(who: Sequence[str], held: Held) -> str:
    rows = []
    for name in who[:TOLD]:
        if name in held.decisions:
            d = held.decisions[name].decision
            rows.append(f"{name}, the {d.kind} by {d.by} of {d.at:%Y-%m-%d} ({d.reason or 'no reason told'})")
        else:
            rows.append(name)
    more = f" and {len(who) - TOLD} more" if len(who) > TOLD else ""
    return f"{'; '.join(rows)}{more} {'stands' if len(who) == 1 else 'stand'} against it"


def _undo(who: Sequence[str]) -> str:
    decisions = [name for name in who[:TOLD] if name.startswith("d")]
    return "; ".join(f"`sijill decide undo {name}` takes it back" for name in decisions)
