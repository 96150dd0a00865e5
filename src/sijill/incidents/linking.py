"""All mentions, grouped into the events that they tell of.

The order of the steps: lay decisions over the accounts, profile them, find candidates, compare, cluster, and unite
what people merged. What people say outranks the comparison: of several words on one pair the latest holds, and no group
ever holds two mentions whose latest word is "no".

Invariant: the same accounts, judgements and decisions give the same groups, in whatever order they come, and a report
about something else changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sijill.incidents import decided
from sijill.incidents.candidates import Pair, candidates
from sijill.incidents.clustering import Constraints, cluster, ordered
from sijill.incidents.comparing import Comparison, bars, compare, log_odds
from sijill.incidents.profile import Profile, profile
from sijill.types import Account, Decision, Judgement, MentionKey

#: name and version; judgements by a linker are not a person's word
LINKER = "linker 1"


def explain(a: Account, b: Account) -> Comparison:
    """How likely two accounts tell of one event, with what each field adds, for people to read."""
    return compare(profile(a), profile(b))


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
            merge (the two groups become one), split (the two mentions are parted; without another mention named: the
            mention stands alone) and move (the mention goes where the other is).

    Returns:
        The mentions of each incident in ascending order, the groups by their first mention. Two mentions of one text
        are in one group only where a person said so.
    """
    standing = {
        a.key: a
        for account in sorted(accounts, key=lambda it: (it.key, it.reader.name, it.reader.version))
        if (a := decided.apply(account, decisions)) is not None
    }
    keys = sorted(standing)
    profiles = [profile(standing[key]) for key in keys]
    words = _words(keys, judgements, decisions)
    joined = words.joined

    def free(i: int, j: int) -> bool:
        """Whether the linker may speak on a pair."""
        return not (words.placed(i) or words.placed(j)) and profiles[i].key.text != profiles[j].key.text

    def barred(i: int, j: int) -> bool:
        if i in words.alone or j in words.alone:
            return True
        if i in words.moved or j in words.moved:
            return False
        a, b = profiles[i], profiles[j]
        if a.key.text == b.key.text:
            return True
        # what a person joined to an act of another nature may be joined by either
        return not (i in joined or j in joined) and bars(a, b) is not None

    def vote(i: int, j: int) -> float | None:
        return _vote(profiles[i], profiles[j]) if free(i, j) else None

    votes: dict[Pair, float] = {}
    for i, j in candidates(profiles):
        weight = vote(i, j)
        if weight is not None:
            votes[i, j] = weight
    constraints = Constraints(words.together, words.apart)
    groups = cluster(len(keys), votes, vote, barred, constraints)
    return tuple(tuple(keys[i] for i in members) for members in words.unite(groups))


def _vote(a: Profile, b: Profile) -> float | None:
    weight, contradicted = log_odds(a, b)
    return weight if weight > 0 or (contradicted and weight > float("-inf")) else None


@dataclass(slots=True)
class _Words:
    """What people said of the grouping, by index."""

    together: set[Pair] = field(default_factory=set)
    apart: set[Pair] = field(default_factory=set)
    #: pairs whose groups are to be one, oldest first
    merged: list[Pair] = field(default_factory=list)
    #: mentions taken out of their incident
    alone: set[int] = field(default_factory=set)
    #: mentions put where another one is
    moved: set[int] = field(default_factory=set)

    @property
    def joined(self) -> set[int]:
        """Mentions that a person put together with another one."""
        return {i for pair in self.together for i in pair}

    def placed(self, i: int) -> bool:
        """Whether a person, and not the linker, says where a mention belongs."""
        return i in self.alone or i in self.moved

    def unite(self, groups: list[list[int]]) -> list[list[int]]:
        """The groups after merging, none of them crossing a "no"."""
        home = {i: members for members in groups for i in members}
        for i, j in self.merged:
            a, b = home[i], home[j]
            if a is b or any(ordered(x, y) in self.apart for x in a for y in b):
                continue
            whole = sorted([*a, *b])
            for x in whole:
                home[x] = whole
        return sorted({members[0]: members for members in home.values()}.values())


def _words(keys: Sequence[MentionKey], judgements: Sequence[Judgement], decisions: Sequence[Decision]) -> _Words:
    """The latest word on each pair and on each mention."""
    index = {key: n for n, key in enumerate(keys)}
    # when, a name that breaks ties, what, the one, the other
    events: list[tuple[datetime, str, str, MentionKey, MentionKey | None]] = []
    for word in judgements:
        one, other = word.left, word.right
        if isinstance(one, MentionKey) and isinstance(other, MentionKey) and not word.by.startswith("linker"):
            events.append((word.at, f"{word.by} {word.answer}", word.answer, min(one, other), max(one, other)))
    for d in decided.in_force(decisions):
        if decided.regroups(d) and d.anchor.mention:
            events.append((d.at, d.id, d.kind, MentionKey(d.anchor.text, d.anchor.mention), decided.other_mention(d)))

    pairs: dict[Pair, str] = {}
    alone: set[int] = set()
    moved: dict[int, int] = {}
    merged: dict[Pair, None] = {}
    for _, _, what, left, right in sorted(events, key=lambda e: (*e[:4], e[4] or e[3])):
        i = index.get(left)
        if i is None:
            continue
        if right is None:
            if what == "split":
                alone.add(i)
                moved.pop(i, None)
            continue
        j = index.get(right)
        if j is None or i == j:
            continue
        pair = ordered(i, j)
        pairs[pair] = what
        merged.pop(pair, None)
        if what in ("yes", "merge"):
            alone -= {i, j}
        if what == "merge":
            merged[pair] = None
        elif what == "move":
            alone.discard(i)
            moved[i] = j
        elif what in ("split", "no"):
            if moved.get(i) == j:
                del moved[i]
            if moved.get(j) == i:
                del moved[j]
    together = {p for p, what in pairs.items() if what == "yes"}
    together |= {ordered(i, j) for i, j in moved.items() if pairs[ordered(i, j)] == "move"}
    apart = {p for p, what in pairs.items() if what in ("no", "split")}
    return _Words(together, apart, list(merged), alone, set(moved))
