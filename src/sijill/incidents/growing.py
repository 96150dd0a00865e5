"""The grouping of a register that grows: only what a change can reach is grouped anew.

Two mentions bear on one another if the linker finds that they tell of one event, or if a person joined them. What is
connected in this way to a mention that came, went or was spoken of is grouped again; everything else is as it was,
because a grouping never sees beyond what is connected (`clustering`).

What the change does not touch is asked for through :class:`Known`, so that it may lie in memory (:class:`Growing`) or
in a register.

Invariant: after any changes, in any order, the groups are those of `linking.group` over all that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sijill.incidents import decided, linking, regrouping
from sijill.incidents.candidates import Index
from sijill.incidents.profile import Profile, profile
from sijill.types import Account, Decision, Judgement, MentionKey

Group: TypeAlias = tuple[MentionKey, ...]


@dataclass(frozen=True, slots=True)
class Regroup:
    """What a change came to."""

    #: groups that are no more
    gone: tuple[Group, ...]
    #: groups in their place, and new ones
    come: tuple[Group, ...]


class Known(Protocol):
    """The mentions that a change does not touch, as people decided them."""

    def standing(self, keys: Iterable[MentionKey]) -> AbstractSet[MentionKey]:
        """Those of some mentions that are there and that people let stand."""
        ...

    def profiles(self, keys: Iterable[MentionKey]) -> Mapping[MentionKey, Profile]:
        """The profiles of those of some mentions that stand."""
        ...

    def near(self, asking: Sequence[Profile]) -> Sequence[Sequence[Profile]]:
        """For each profile, its candidates."""
        ...

    def groups(self, keys: Iterable[MentionKey]) -> Mapping[MentionKey, Group]:
        """The group that each of some mentions, touched or not, was in before the change."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of the grouping."""

    judgements: Sequence[Judgement] = ()
    #: those in force
    decisions: Sequence[Decision] = ()

    def named(self) -> set[MentionKey]:
        """The mentions that somebody spoke of."""
        found = {key for j in self.judgements for key in (j.left, j.right) if isinstance(key, MentionKey)}
        for decision in self.decisions:
            apart = regrouping.taken_apart(decision)
            if apart is not None:
                found.update(key for side in (apart.left, *apart.others) for key in side)
        return found


def regroup(
    known: Known, old: Mapping[MentionKey, Profile], new: Mapping[MentionKey, Profile], before: Said, after: Said
) -> Regroup:
    """Group anew what a change reaches.

    Args:
        known: what is not touched.
        old: the touched mentions that stood before, as they were.
        new: the touched mentions that stand now, as they are.
        before: what people had said.
        after: what they have said now.

    Returns:
        The groups that differ.
    """
    return _Regrouping(known, old, new, before, after).result()


class _Regrouping:
    def __init__(
        self,
        known: Known,
        old: Mapping[MentionKey, Profile],
        new: Mapping[MentionKey, Profile],
        before: Said,
        after: Said,
    ) -> None:
        self._known = known
        self._old, self._new = old, new
        self._touched = old.keys() | new.keys()
        self._fresh = Index()
        for p in new.values():
            self._fresh.put(p)
        named = before.named() | after.named()
        untouched = known.standing(named - self._touched)
        self._numbers, self._words = self._heard(named, untouched | (named & new.keys()), after)
        earlier = self._heard(named, untouched | (named & old.keys()), before)
        #: mentions for which what people said now comes to something else
        self._spoken = {
            key
            for row in _rows(*earlier) ^ _rows(self._numbers, self._words)
            for key in row
            if not isinstance(key, str)
        }
        #: profiles of what was reached, as they stand now
        self._profiles: dict[MentionKey, Profile] = dict(new)
        self._groups: dict[MentionKey, Group] = {}

    @staticmethod
    def _heard(
        named: set[MentionKey], standing: AbstractSet[MentionKey], said: Said
    ) -> tuple[dict[MentionKey, int], regrouping.Words]:
        numbers = {key: n for n, key in enumerate(sorted(named & standing))}
        return numbers, regrouping.words(numbers, said.judgements, said.decisions)

    def result(self) -> Regroup:
        reached = {key for key in self._touched if self._old.get(key) != self._new.get(key)} | self._spoken
        # what held on to one that changed may fall apart
        changed = [p for key, p in self._old.items() if key in reached]
        for p, others in zip(changed, self._known.near(changed), strict=True):
            reached |= {other.key for other in others if (linking.vote(p, other) or 0) > 0}
        connected = self._connected(reached)
        before = {self._groups[key] for key in connected if key in self._groups}
        there = [key for key in connected if key in self._profiles]
        numbers = {self._numbers[key]: n for n, key in enumerate(there) if key in self._numbers}
        after = set(linking.grouped([self._profiles[key] for key in there], self._words.within(numbers)))
        return Regroup(tuple(sorted(before - after)), tuple(sorted(after - before)))

    def _connected(self, reached: set[MentionKey]) -> list[MentionKey]:
        """All that is connected to what was reached, and all that was grouped with it; in order."""
        keys = list(self._numbers)
        joined: dict[MentionKey, list[MentionKey]] = {}
        for i, j in self._words.edges:
            joined.setdefault(keys[i], []).append(keys[j])
            joined.setdefault(keys[j], []).append(keys[i])
        found: set[MentionKey] = set()
        waiting = set(reached)
        while waiting:
            found |= waiting
            self._groups.update(self._known.groups(waiting))
            self._profiles.update(self._known.profiles(waiting - self._touched))
            fresh = {mate for key in waiting for mate in self._groups.get(key, ())}
            fresh.update(other for key in waiting for other in joined.get(key, ()))
            asking = [self._profiles[key] for key in sorted(waiting) if key in self._profiles]
            for p, others in zip(asking, self._known.near(asking), strict=True):
                for other in (*others, *self._fresh.near(p)):
                    if other.key not in found and (linking.vote(p, other) or 0) > 0:
                        fresh.add(other.key)
            waiting = fresh - found
        return sorted(found)


def _rows(numbers: Mapping[MentionKey, int], words: regrouping.Words) -> set[tuple[str | MentionKey, ...]]:
    keys = list(numbers)
    return {
        *(("together", keys[i], keys[j]) for i, j in words.together),
        *(("merged", keys[i], keys[j]) for i, j in words.merged),
        *(("apart", keys[i], keys[j]) for i, j in words.apart),
        *(("moved", keys[i]) for i in words.moved),
    }


class Growing:
    """Mentions and their grouping in memory, kept up to date."""

    def __init__(self) -> None:
        self._index = Index()
        self._accounts: dict[MentionKey, Account] = {}
        self._group: dict[MentionKey, Group] = {}
        self._judgements: tuple[Judgement, ...] = ()
        self._decisions: tuple[Decision, ...] = ()

    @classmethod
    def resume(
        cls,
        accounts: Iterable[Account],
        groups: Iterable[Group],
        judgements: Sequence[Judgement] = (),
        decisions: Sequence[Decision] = (),
    ) -> Growing:
        """Go on where linking ended.

        Args:
            accounts: every mention, as read.
            groups: what `linking.group` made of them with these judgements and decisions.
            judgements: all of them.
            decisions: all of them.
        """
        growing = cls()
        growing._judgements, growing._decisions = tuple(judgements), tuple(decisions)
        overlay = decided.Overlay(decisions)
        for account in accounts:
            growing._accounts[account.key] = account
            standing = overlay.apply(account)
            if standing is not None:
                growing._index.put(profile(standing))
        growing._group = {key: group for group in groups for key in group}
        return growing

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups, by their first mentions."""
        return tuple(sorted(set(self._group.values())))

    def change(
        self,
        come: Iterable[Account] = (),
        gone: Iterable[MentionKey] = (),
        judgements: Sequence[Judgement] | None = None,
        decisions: Sequence[Decision] | None = None,
    ) -> Regroup:
        """Take in a change.

        Args:
            come: mentions that are new, or read anew.
            gone: mentions that are no more.
            judgements: all of them, where there are new ones.
            decisions: all of them, where there are new ones.

        Returns:
            The groups that differ.
        """
        before = self._said()
        touched = set(gone)
        for key in touched:
            self._accounts.pop(key, None)
        for account in come:
            self._accounts[account.key] = account
            touched.add(account.key)
        if decisions is not None:
            touched |= _decided_about(self._decisions, decisions)
            self._decisions = tuple(decisions)
        if judgements is not None:
            self._judgements = tuple(judgements)
        old = {key: self._index[key] for key in touched if key in self._index}
        new = {}
        for key in touched:
            self._index.drop(key)
            account_now = self._accounts.get(key)
            standing = None if account_now is None else decided.apply(account_now, self._decisions)
            if standing is not None:
                new[key] = profile(standing)
        changed = regroup(_InMemory(self._index, self._group), old, new, before, self._said())
        for p in new.values():
            self._index.put(p)
        for group in changed.gone:
            for key in group:
                self._group.pop(key, None)
        self._group.update((key, group) for group in changed.come for key in group)
        return changed

    def _said(self) -> Said:
        return Said(self._judgements, decided.in_force(self._decisions))


def _decided_about(before: Sequence[Decision], after: Sequence[Decision]) -> set[MentionKey]:
    """The mentions of whose statements more, or less, is decided than before."""
    found: set[MentionKey] = set()
    for decision in set(decided.in_force(after)) ^ set(decided.in_force(before)):
        anchor = decision.anchor
        if decision.kind not in decided.OF_STATEMENTS or regrouping.regroups(decision) or not anchor.mention:
            continue
        found.add(MentionKey(anchor.text, anchor.mention))
        if decision.kind == "move" and (other := decided.other_mention(decision)) is not None:
            found.add(other)
    return found


class _InMemory:
    """An index and the groups beside it."""

    def __init__(self, index: Index, group: Mapping[MentionKey, Group]) -> None:
        self._index = index
        self._group = group

    def standing(self, keys: Iterable[MentionKey]) -> set[MentionKey]:
        return {key for key in keys if key in self._index}

    def profiles(self, keys: Iterable[MentionKey]) -> dict[MentionKey, Profile]:
        return {key: self._index[key] for key in keys if key in self._index}

    def near(self, asking: Sequence[Profile]) -> list[list[Profile]]:
        return [self._index.near(p) for p in asking]

    def groups(self, keys: Iterable[MentionKey]) -> dict[MentionKey, Group]:
        return {key: self._group[key] for key in keys if key in self._group}
