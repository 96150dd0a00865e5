"""What people decided about which mentions are one incident, taken apart and made into constraints on the grouping.

Three kinds of decision regroup. *Merge*: these incidents, or these mentions, are one. *Split*: these mentions are not
those. *Move*: this mention belongs where those are. Each is written down by the mentions that it is about, so that it
outlives ids and newer readings:

* the anchor is the first mention on the one side; where it names an incident, all of that incident as ``before`` has
  it is meant, less what stands on another side;
* ``after`` holds the other sides: mentions as ``TEXT/ID``, with ", " between mentions and "; " between sides;
* ``before`` holds the incidents that the decision changes, as they were: ``ID ALIAS…: MENTIONS; …``. It gives the names
  back when the decision is undone.

A side of a merge or move that has several mentions is held by the first of them that is still there and that nobody
took elsewhere since: the linker may regroup the others as it learns more. A split parts every mention of the one side
from every one of the other, for ever.

Invariant: of several words on one pair of mentions the latest holds, and where words contradict one another through
third mentions, "no" wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sijill.errors import DecisionError
from sijill.incidents.candidates import Pair
from sijill.incidents.clustering import ordered
from sijill.types import Anchor, Decision, Incident, Judgement, MentionKey, Value

#: kinds of decision that are about the grouping of mentions; a move is, if its anchor names no field
OF_GROUPING = frozenset({"merge", "split", "move"})


def regroups(decision: Decision) -> bool:
    """Whether a decision is about which mentions are one incident."""
    return decision.kind in OF_GROUPING and not decision.anchor.field


# ---------------------------------------------------------------------------------------------------------
# How it is written down


def read_key(words: str) -> MentionKey | None:
    """A mention as decisions name it ("TEXT/ID"), or None."""
    text, slash, mention = words.strip().rpartition("/")
    return MentionKey(text, mention) if slash and text and mention else None


def write_keys(keys: Iterable[MentionKey]) -> str:
    """Mentions as decisions name them: "TEXT/ID, TEXT/ID"."""
    return ", ".join(f"{key.text}/{key.mention}" for key in keys)


def _read_keys(words: str) -> tuple[MentionKey, ...]:
    return tuple(key for part in words.split(", ") if (key := read_key(part)) is not None)


def write_incidents(incidents: Iterable[Incident]) -> str:
    """Incidents as they are, for ``Decision.before``."""
    return "; ".join(f"{' '.join((i.id, *i.aliases))}: {write_keys(i.mentions)}" for i in incidents)


def read_incidents(before: Value | None) -> tuple[Incident, ...]:
    """The incidents that a decision changed, as they were; none where it does not tell."""
    found = []
    for part in before.split("; ") if isinstance(before, str) else ():
        names, colon, keys = part.partition(": ")
        if colon and names:
            first, *aliases = names.split(" ")
            found.append(Incident(first, _read_keys(keys), tuple(aliases)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Regrouping:
    """A decision about the grouping, taken apart."""

    decision: Decision
    #: the mentions on the side of the anchor, the anchor first
    left: tuple[MentionKey, ...]
    #: the mentions on each other side
    others: tuple[tuple[MentionKey, ...], ...]

    @property
    def places(self) -> bool:
        """Whether it takes the mentions on its left out of the incident in which they were."""
        if self.decision.kind == "move":
            return True
        if self.decision.kind != "split" or not self.others or not self.others[0]:
            return False
        return any(
            self.left[0] in incident.mentions and self.others[0][0] in incident.mentions
            for incident in read_incidents(self.decision.before)
        )


def taken_apart(decision: Decision) -> Regrouping | None:
    """The sides of a decision about the grouping; None for any other decision."""
    anchor = decision.anchor
    if not regroups(decision) or not (anchor.text and anchor.mention):
        return None
    sides = tuple(
        keys for part in str(decision.after or "").split("; ") if (keys := _read_keys(part))
    )  # what names no mention is no side
    first = MentionKey(anchor.text, anchor.mention)
    whole = next((i.mentions for i in read_incidents(decision.before) if i.id == anchor.incident), ())
    elsewhere = {key for side in sides for key in side}
    rest = (key for key in whole if key != first and key not in elsewhere)
    return Regrouping(decision, (first, *rest), sides)


# ---------------------------------------------------------------------------------------------------------
# Making one

#: what a decision can be about: a whole incident or one mention
Side = Incident | MentionKey


def mentions(side: Side) -> tuple[MentionKey, ...]:
    """All mentions of a side."""
    return side.mentions if isinstance(side, Incident) else (side,)


def _anchor(side: Side) -> Anchor:
    first = mentions(side)[0]
    return Anchor(first.text, first.mention, incident=side.id if isinstance(side, Incident) else "")


def shown(side: Side) -> str:
    """An incident by its id, a mention as TEXT/ID with the text's id cut short."""
    return side.id if isinstance(side, Incident) else f"{side.text[:SHORT]}/{side.mention}"


#: characters of a text's id that are shown; enough to be unique within any register
SHORT = 12


def merging(incidents: Sequence[Incident]) -> tuple[Anchor, str]:
    """Anchor and ``after`` of the decision that incidents are one.

    Raises:
        DecisionError: fewer than two, or one of them twice.
    """
    if len(incidents) < 2:
        raise DecisionError("merge", "needs two incidents or more")
    seen: set[str] = set()
    for incident in incidents:
        if incident.id in seen:
            raise DecisionError(incident.id, "is named twice, and is one incident already",
                                "a merged id means what it was merged into")  # fmt: skip
        seen.add(incident.id)
    return _anchor(incidents[0]), "; ".join(write_keys(i.mentions) for i in incidents[1:])


def splitting(incident: Incident, chosen: Sequence[MentionKey]) -> tuple[Anchor, str]:
    """Anchor and ``after`` of the decision that some mentions of an incident are another one.

    Raises:
        DecisionError: none is chosen, all are, or one is not in the incident.
    """
    wanted = list(dict.fromkeys(chosen))
    if not wanted:
        raise DecisionError(incident.id, "no mention is named that is to be split off")
    for key in wanted:
        if key not in incident.mentions:
            raise DecisionError(shown(key), f"is no mention of {incident.id}",
                                f"`sijill decide mentions {incident.id}` lists them")  # fmt: skip
    rest = [key for key in incident.mentions if key not in wanted]
    if not rest:
        raise DecisionError(incident.id, "would be split from nothing: all its mentions are named",
                            "leave out those that are to stay")  # fmt: skip
    return Anchor(wanted[0].text, wanted[0].mention, incident=incident.id), write_keys(rest)


def moving(mention: MentionKey, target: Incident) -> tuple[Anchor, str]:
    """Anchor and ``after`` of the decision that a mention belongs to an incident.

    Raises:
        DecisionError: it is there already.
    """
    if mention in target.mentions:
        raise DecisionError(shown(mention), f"is in {target.id} already")
    return _anchor(mention), write_keys(target.mentions)


def judging(left: Side, right: Side) -> tuple[Anchor, str]:
    """Anchor and ``after`` of the decision that two are the same (a merge), or are not (a split).

    Raises:
        DecisionError: the two are one thing, or one is part of the other.
    """
    common = set(mentions(left)) & set(mentions(right))
    if common:
        both = isinstance(left, Incident) == isinstance(right, Incident)
        raise DecisionError(
            shown(left), "is compared with itself" if both else f"is compared with {shown(right)}, of which it is part",
            "give two incidents, or two mentions (`sijill decide mentions INCIDENT` lists them)",
        )  # fmt: skip
    return _anchor(left), write_keys(mentions(right))


# ---------------------------------------------------------------------------------------------------------
# Constraints


@dataclass(slots=True)
class Words:
    """What people said of the grouping, by the mentions' indexes."""

    together: set[Pair] = field(default_factory=set)
    #: pairs that are never in one group, with who says so: the id of a decision, or a judgement in words
    apart: dict[Pair, str] = field(default_factory=dict)
    #: pairs whose groups are to be one, oldest first
    merged: list[Pair] = field(default_factory=list)
    #: mentions put where another one is: the linker has no say on them
    moved: set[int] = field(default_factory=set)
    #: decision in force -> the pairs by which it joins; fewer than it has sides to join where it has lost its hold
    joins: dict[str, list[Pair]] = field(default_factory=dict)
    #: decisions in force, oldest first
    decisions: list[Regrouping] = field(default_factory=list)

    @property
    def joined(self) -> set[int]:
        """Mentions that a person put together with another one."""
        return {i for pair in self.together for i in pair}

    @property
    def edges(self) -> list[Pair]:
        """Pairs whose groups bear on one another because a person joined them."""
        return [*self.together, *self.merged]

    def within(self, numbers: Mapping[int, int]) -> Words:
        """What is said of some of the mentions, numbered anew. Decisions and what they rest on are left out."""

        def renumbered(pairs: Iterable[Pair]) -> list[Pair]:
            return [ordered(numbers[i], numbers[j]) for i, j in pairs if i in numbers and j in numbers]

        return Words(
            together=set(renumbered(self.together)),
            apart=dict(
                zip(renumbered(self.apart), (w for p, w in self.apart.items() if {*p} <= numbers.keys()), strict=True)
            ),
            merged=renumbered(self.merged),
            moved={numbers[i] for i in self.moved if i in numbers},
        )

    def unite(self, groups: Iterable[Sequence[int]]) -> list[list[int]]:
        """The groups after merging, none of them crossing a "no"."""
        home: dict[int, list[int]] = {i: list(members) for members in groups for i in members}
        barred: dict[int, set[int]] = {}
        for i, j in self.apart:
            barred.setdefault(i, set()).add(j)
            barred.setdefault(j, set()).add(i)
        for i, j in self.merged:
            a, b = home[i], home[j]
            if j in a or any(not barred[x].isdisjoint(b) for x in a if x in barred):
                continue
            whole = sorted([*a, *b])
            for x in whole:
                home[x] = whole
        return sorted({members[0]: members for members in home.values()}.values())


_Said = Judgement | Regrouping


def words(index: Mapping[MentionKey, int], judgements: Iterable[Judgement], in_force: Iterable[Decision]) -> Words:
    """The latest word on each pair and on each mention.

    Args:
        index: the mentions that there are, numbered; words on others are left aside.
        judgements: on pairs of mentions; a linker's own are no person's word.
        in_force: decisions that nobody has undone.
    """
    said = _in_order(judgements, in_force)
    hearing = _Hearing(index)
    for when, event in enumerate(said):
        hearing.hear(when, event)
    for when, event in enumerate(said):
        if isinstance(event, Regrouping):
            hearing.join(when, event)
    found = hearing.found
    found.decisions = [event for event in said if isinstance(event, Regrouping)]
    found.together.update(pair for pair, (_, what, _) in hearing.latest.items() if what == "yes")
    found.apart = {pair: who for pair, (_, what, who) in hearing.latest.items() if what == "no"}
    return found


def _in_order(judgements: Iterable[Judgement], in_force: Iterable[Decision]) -> list[_Said]:
    """What was said, oldest first; what was said at one moment in an order that follows from it alone."""
    rows: list[tuple[datetime, str, MentionKey, MentionKey, _Said]] = []
    for word in judgements:
        left, right = word.left, word.right
        if isinstance(left, MentionKey) and isinstance(right, MentionKey) and not word.by.startswith("linker"):
            rows.append((word.at, f"{word.by} {word.answer}", min(left, right), max(left, right), word))
    for decision in in_force:
        regrouping = taken_apart(decision)
        if regrouping is not None:
            rows.append((decision.at, decision.id, regrouping.left[0], regrouping.left[0], regrouping))
    return [row[4] for row in sorted(rows, key=lambda row: row[:4])]


class _Hearing:
    """What was said, gathered word by word."""

    def __init__(self, index: Mapping[MentionKey, int]) -> None:
        self.index = index
        self.found = Words()
        #: pair -> when, what, who
        self.latest: dict[Pair, tuple[int, str, str]] = {}
        #: mention -> when a person last took it out of an incident
        self.placed: dict[int, int] = {}

    def hear(self, when: int, event: _Said) -> None:
        """Take in one word; later ones come after."""
        if isinstance(event, Judgement):
            i, j = (self.index.get(k) if isinstance(k, MentionKey) else None for k in (event.left, event.right))
            if i is not None and j is not None and i != j:
                who = f"a judgement by {event.by} of {event.at:%Y-%m-%d}"
                self.latest[ordered(i, j)] = (when, event.answer, who)
            return
        lefts = self._there(event.left)
        if event.decision.kind == "split":
            for j in self._there(key for side in event.others for key in side):
                for i in lefts:
                    if i != j:
                        self.latest[ordered(i, j)] = (when, "no", event.decision.id)
        if event.places:
            self.placed.update(dict.fromkeys(lefts, when))

    def join(self, when: int, event: Regrouping) -> None:
        """What a decision holds together, once all is heard."""
        if event.decision.kind == "split":
            # what is split off together stays together
            lefts = [i for i in self._there(event.left) if self.placed.get(i) == when]
            self.found.together.update(
                p for i, j in pairwise(lefts) if self._unspoken(p := ordered(i, j), when)
            )  # fmt: skip
            return
        left = self._hold(event.left, when)
        pairs = self.found.joins[event.decision.id] = []
        for side in event.others:
            right = self._hold(side, when)
            if left is None or right is None or left == right:
                continue
            pair = ordered(left, right)
            if not self._unspoken(pair, when):
                continue
            self.latest.pop(pair, None)  # what was said on it before no longer holds
            pairs.append(pair)
            if event.decision.kind == "merge":
                self.found.merged.append(pair)
            else:
                self.found.together.add(pair)
                self.found.moved.add(left)

    def _there(self, keys: Iterable[MentionKey]) -> list[int]:
        return [self.index[key] for key in keys if key in self.index]

    def _hold(self, side: Iterable[MentionKey], when: int) -> int | None:
        """The first mention of a side that is there and that nobody took elsewhere since."""
        return next((i for i in self._there(side) if self.placed.get(i, -1) <= when), None)

    def _unspoken(self, pair: Pair, when: int) -> bool:
        """Whether nobody took back later what is said of the very pair."""
        later = self.latest.get(pair)
        return later is None or later[0] <= when or later[1] == "yes"
