"""All mentions, grouped into the events that they tell of.

The order of the steps: lay decisions over the accounts, profile them, find candidates, compare, cluster, and unite
what people merged. What people say outranks the comparison: of several words on one pair the latest holds, and no group
ever holds two mentions whose latest word is "no".

Invariant: the same accounts, judgements and decisions give the same groups, in whatever order they come, and a report
about something else changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sijill.incidents import bounding, decided, pairing, regrouping
from sijill.incidents.candidates import Pair
from sijill.incidents.clustering import COMPLETE, Constraints, cluster, components
from sijill.incidents.comparing import Comparison, bars, compare, log_odds
from sijill.incidents.profile import Profile, profile
from sijill.types import Account, Decision, Judgement, MentionKey

#: name and version; judgements by a linker are not a person's word
LINKER = "linker 2"


def explain(a: Account, b: Account) -> Comparison:
    """How likely two accounts tell of one event, with what each field adds, for people to read."""
    return compare(profile(a), profile(b))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two mentions, compared for people to read."""

    left: MentionKey
    right: MentionKey
    comparison: Comparison
    #: whether the linker looks at the two at all: they share a name's key, a target, or a place and a time
    met: bool


def compared(a: Account, b: Account) -> Compared:
    """Compare two accounts, and say whether the linker would."""
    one, other = profile(a), profile(b)
    return Compared(a.key, b.key, compare(one, other), bool(pairing.pairs([one, other])))


def group(
    accounts: Sequence[Account],
    judgements: Sequence[Judgement] = (),
    decisions: Sequence[Decision] = (),
) -> tuple[tuple[MentionKey, ...], ...]:
    """Group mentions into incidents.

    Args:
        accounts: every mention, as read.
        judgements: words on pairs of mentions; a linker's own are left aside, as they are worked out anew.
        decisions: those that reject a mention leave it out, those that correct a statement are heeded, and so are
            merge (the groups become one), split (the mentions are parted) and move (the mention goes where the other
            is): see `regrouping`.

    Returns:
        The mentions of each incident in ascending order, the groups by their first mention. Two mentions of one text
        are in one group only where a person said so.
    """
    standing = {
        a.key: a for account in sorted(accounts, key=_by_reader) if (a := decided.apply(account, decisions)) is not None
    }
    keys = sorted(standing)
    index = {key: n for n, key in enumerate(keys)}
    words = regrouping.words(index, judgements, decided.in_force(decisions))
    return grouped([profile(standing[key]) for key in keys], words)


def group_once(accounts: Iterable[Account]) -> tuple[tuple[MentionKey, ...], ...]:
    """The groups of mentions of which nobody has said anything, as :func:`group` makes them.

    Args:
        accounts: one for each mention; each is looked at once and not kept, so that a million fit into memory.
    """
    profiles = sorted(map(profile, accounts), key=lambda p: p.key)
    return grouped(profiles, regrouping.Words())


def _by_reader(account: Account) -> tuple[MentionKey, str, str]:
    return account.key, account.reader.name, account.reader.version


def grouped(profiles: Sequence[Profile], words: regrouping.Words) -> tuple[tuple[MentionKey, ...], ...]:
    """The groups of profiles, which stand in the order of their mentions, with what people said of them by position."""
    joined = words.joined

    def free(i: int, j: int) -> bool:
        """Whether the linker may speak on a pair."""
        return not (i in words.moved or j in words.moved) and profiles[i].key.text != profiles[j].key.text

    def barred(i: int, j: int) -> bool:
        if i in words.moved or j in words.moved:
            return False
        a, b = profiles[i], profiles[j]
        if a.key.text == b.key.text:
            return True
        # what a person joined to an act of another nature may be joined by either
        return not (i in joined or j in joined) and bars(a, b) is not None

    def heard(i: int, j: int) -> float | None:
        return vote(profiles[i], profiles[j]) if free(i, j) else None

    constraints = Constraints(words.together, set(words.apart))
    votes = _votes(profiles, heard, words.together)
    groups = cluster(len(profiles), votes, heard, barred, constraints)
    return tuple(tuple(profiles[i].key for i in members) for members in words.unite(groups))


def _votes(
    profiles: Sequence[Profile], heard: Callable[[int, int], float | None], together: Collection[Pair]
) -> dict[Pair, float]:
    """What is said of the candidates, as far as it bears on the grouping.

    Most candidates cannot support each other, which is seen without comparing them (`bounding`). What speaks against
    counts only within a component, where the clustering asks for it itself unless the component is large.
    """
    size = len(profiles)
    found = pairing.codes(profiles)
    votes: dict[Pair, float] = {}
    for i, j in bounding.hopeful(profiles, *pairing.split(found, size)):
        weight = heard(i, j)
        if weight is not None:
            votes[i, j] = weight
    parts = components(size, [*(pair for pair, weight in votes.items() if weight > 0), *together])
    large = np.full(size, -1, np.int64)
    for n, members in enumerate(parts):
        if len(members) > COMPLETE:
            large[members] = n
    if (large >= 0).any():
        first, second = pairing.split(found, size)
        inside = (large[first] >= 0) & (large[first] == large[second])
        for i, j in zip(first[inside].tolist(), second[inside].tolist(), strict=True):
            if (i, j) not in votes and (weight := heard(i, j)) is not None:
                votes[i, j] = weight
    return votes


def vote(a: Profile, b: Profile) -> float | None:
    """The log-odds that two candidates are one event; None where neither speaks loud enough to count."""
    weight, contradicted = log_odds(a, b)
    return weight if weight > 0 or (contradicted and weight > float("-inf")) else None
