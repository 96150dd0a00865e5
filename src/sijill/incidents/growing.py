"""The grouping of a register that grows: only what a change can reach is grouped anew.

Two mentions bear on one another if the linker finds that they tell of one event, or if a person joined them. What is
connected in this way to a mention that came, went or was spoken of is grouped again; everything else is as it was,
because a grouping never sees beyond what is connected (`clustering`).

Invariant: after any changes, in any order, the groups are those of `linking.group` over all that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sijill.incidents import decided, linking, regrouping
from sijill.incidents.candidates import Index
from sijill.incidents.profile import profile
from sijill.types import Account, Decision, Judgement, MentionKey

_Group = tuple[MentionKey, ...]


@dataclass(frozen=True, slots=True)
class Regroup:
    """What a change came to."""

    #: groups that are no more
    gone: tuple[_Group, ...]
    #: groups in their place, and new ones
    come: tuple[_Group, ...]


class Growing:
    """Mentions and their grouping, kept up to date."""

    def __init__(self) -> None:
        self._index = Index()
        self._accounts: dict[MentionKey, Account] = {}
        self._group: dict[MentionKey, _Group] = {}
        #: what supports a mention, as far as it was asked for: comparing is what costs
        self._support: dict[MentionKey, set[MentionKey]] = {}
        self._judgements: tuple[Judgement, ...] = ()
        self._decisions: tuple[Decision, ...] = ()
        self._words = regrouping.Words()
        #: mentions that people spoke of -> their number in words
        self._numbers: dict[MentionKey, int] = {}

    @classmethod
    def resume(
        cls,
        accounts: Iterable[Account],
        groups: Iterable[_Group],
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
        growing._hear()
        return growing

    @property
    def groups(self) -> tuple[_Group, ...]:
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
        touched = set(gone)
        for key in touched:
            self._accounts.pop(key, None)
        for account in come:
            self._accounts[account.key] = account
            touched.add(account.key)
        if decisions is not None or judgements is not None:
            touched |= self._spoken_of(judgements, decisions)
        reached = self._replaced(touched)
        reached |= self._hear()
        return self._grouped_anew(self._connected(reached))

    def _spoken_of(
        self, judgements: Sequence[Judgement] | None, decisions: Sequence[Decision] | None
    ) -> set[MentionKey]:
        """The mentions about which more, or less, is said than before."""
        told = set(self._judgements if judgements is None else judgements) ^ set(self._judgements)
        found = {key for j in told for key in (j.left, j.right) if isinstance(key, MentionKey)}
        now = tuple(decisions) if decisions is not None else self._decisions
        for decision in set(decided.in_force(now)) ^ set(decided.in_force(self._decisions)):
            anchor = decision.anchor
            if anchor.text and anchor.mention:
                found.add(MentionKey(anchor.text, anchor.mention))
            apart = regrouping.taken_apart(decision)
            if apart is not None:
                found.update(key for side in (apart.left, *apart.others) for key in side)
            elif (other := decided.other_mention(decision)) is not None:
                found.add(other)
        self._judgements = tuple(judgements) if judgements is not None else self._judgements
        self._decisions = now
        return found

    def _replaced(self, touched: Iterable[MentionKey]) -> set[MentionKey]:
        """Put the touched mentions into the index as they are now; those that were connected to them before."""
        reached: set[MentionKey] = set()
        for key in touched:
            reached.add(key)
            reached.update(self._group.get(key, ()))
            if key in self._index:
                # what held on to it may fall apart
                supported = self._supported(key)
                reached |= supported
                for other in supported:
                    if other in self._support:
                        self._support[other].discard(key)
                del self._support[key]
                self._index.drop(key)
            account = self._accounts.get(key)
            standing = None if account is None else decided.apply(account, self._decisions)
            if standing is not None:
                self._index.put(profile(standing))
                if self._support:
                    for other in self._supported(key):
                        if other in self._support:
                            self._support[other].add(key)
        return reached

    def _hear(self) -> set[MentionKey]:
        """What people said, of the mentions that are there; the mentions for which it now comes to something else."""
        before = self._said()
        in_force = decided.in_force(self._decisions)
        named = {key for j in self._judgements for key in (j.left, j.right) if isinstance(key, MentionKey)}
        for decision in in_force:
            apart = regrouping.taken_apart(decision)
            if apart is not None:
                named.update(key for side in (apart.left, *apart.others) for key in side)
        self._numbers = {key: n for n, key in enumerate(sorted(key for key in named if key in self._index))}
        self._words = regrouping.words(self._numbers, self._judgements, in_force)
        return {key for row in before ^ self._said() for key in row if isinstance(key, MentionKey)}

    def _said(self) -> set[tuple[str | MentionKey, ...]]:
        keys, words = list(self._numbers), self._words
        return {
            *(("together", keys[i], keys[j]) for i, j in words.together),
            *(("merged", keys[i], keys[j]) for i, j in words.merged),
            *(("apart", keys[i], keys[j]) for i, j in words.apart),
            *(("moved", keys[i]) for i in words.moved),
        }

    def _supported(self, key: MentionKey) -> set[MentionKey]:
        """The mentions that the linker finds to tell of the event of one."""
        known = self._support.get(key)
        if known is None:
            p = self._index[key]
            known = {other.key for other in self._index.near(p) if (linking.vote(p, other) or 0) > 0}
            self._support[key] = known
        return known

    def _connected(self, reached: set[MentionKey]) -> list[MentionKey]:
        """All that is connected to what was reached, and all that was grouped with it."""
        if sum(key in self._index for key in reached) == len(self._index):
            return sorted(reached.union(self._group))  # there is nothing else: as at the beginning
        keys = list(self._numbers)
        joined: dict[MentionKey, list[MentionKey]] = {}
        for i, j in self._words.edges:
            joined.setdefault(keys[i], []).append(keys[j])
            joined.setdefault(keys[j], []).append(keys[i])
        found: set[MentionKey] = set()
        waiting = list(reached)
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            found.add(key)
            waiting += self._group.get(key, ())
            waiting += joined.get(key, ())
            if key in self._index:
                waiting += self._supported(key) - found
        return sorted(found)

    def _grouped_anew(self, connected: Sequence[MentionKey]) -> Regroup:
        before = {self._group[key] for key in connected if key in self._group}
        there = [key for key in connected if key in self._index]
        numbers = {self._numbers[key]: n for n, key in enumerate(there) if key in self._numbers}
        after = set(linking.grouped([self._index[key] for key in there], self._words.within(numbers)))
        for key in connected:
            self._group.pop(key, None)
        self._group.update((key, group) for group in after for key in group)
        return Regroup(tuple(sorted(before - after)), tuple(sorted(after - before)))
