"""Victims counted once: the named among the counted, the parts among the whole, and who died of wounds no longer hurt.

"14 killed" and three names are fourteen people, unless the words set them apart ("Salim and 13 others"). Who was
injured on Monday and died of it on Friday is one of the killed as of Friday and one of the injured as of Monday; every
figure told in between is brought up to date by one.

A *body* is a group of people without names. It *contains* others of the same text or another where its words leave
room for them: surely if nothing is said of it but its number or if both are of a kind, perhaps if only it is described,
never if the words add them up or the kinds exclude each other. What is sure narrows the count at both ends, what
may be lowers the least and leaves the most.

Invariants: nobody is counted twice for certain; the least is at least the number of names; least <= most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from sijill.incidents.profile import days
from sijill.incidents.retraction import around, dies
from sijill.incidents.rules import Told
from sijill.incidents.wording import pattern, says
from sijill.types import Account, Count, MentionKey, PartyKey, Span, StandingParty, Text
from sijill.values import edtf
from sijill.values.folding import fold

#: fields that say of which kind somebody is; two values of one of them exclude each other
KINDS = ("status", "age_group", "sex", "occupation", "nationality")
#: statuses that may be one man's: a policeman off duty is a civilian to some
_OPEN_KINDS = frozenset({"disputed", "other", "unknown"})
#: code points between two people who are told of side by side
MAX_BETWEEN = 200
#: bodies and people that are fitted into one another; what is beyond is counted by itself in the most
MAX_FITTED = 2000

Contained: TypeAlias = Literal["yes", "maybe", "no"]

# ---------------------------------------------------------------------------------------------------------
# How many they are


@dataclass(frozen=True, slots=True)
class Tally:
    """How many victims of one outcome the parties of an incident make up."""

    outcome: str
    #: how many they are together
    total: Count
    #: how many of them have a name
    named: int
    #: ids of the statements that it rests on
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """How many victims of one outcome are of one kind, as far as the parties tell: "injured, age_group child"."""

    outcome: str
    #: the field that tells the kind and its value
    field: str
    value: str
    count: Count
    #: ids of the statements that it rests on
    behind: tuple[str, ...]


def tally(outcome: str, parties: Sequence[StandingParty], accounts: Sequence[Account]) -> Tally | None:
    """Count the victims of one outcome, each once.

    Args:
        outcome: "killed" or "injured"; who was both is counted as killed.
        parties: the standing parties of an incident.
        accounts: its accounts: their words tell who is counted besides whom.

    Returns:
        None where no victim has that outcome.
    """
    members = _members(outcome, parties)
    if not members:
        return None
    return Tally(
        outcome, _together(members, _Words(accounts)), sum(_named(p) for p in members),
        _behind(members, ("outcome", "count", "name")),
    )  # fmt: skip


def categories(
    parties: Sequence[StandingParty], accounts: Sequence[Account] = (), outcomes: Sequence[str] = ("killed", "injured")
) -> tuple[Category, ...]:
    """How many of the killed and injured are civilians, children, women, journalists …: each kind that is told of."""
    words = _Words(accounts)
    found = []
    for outcome in outcomes:
        members = _members(outcome, parties)
        for field in KINDS:
            by_value: dict[str, list[StandingParty]] = defaultdict(list)
            for party in members:
                kind = _kind(party, field)
                if kind is not None:
                    by_value[kind].append(party)
            found += [
                Category(outcome, field, value, _together(some, words), _behind(some, (field, "count")))
                for value, some in sorted(by_value.items())
            ]
    return tuple(found)


def _members(outcome: str, parties: Sequence[StandingParty]) -> list[StandingParty]:
    return [p for p in parties if p.role == "victim" and (v := p.get("outcome")) is not None and v.value == outcome]


def _behind(parties: Iterable[StandingParty], fields: Sequence[str]) -> tuple[str, ...]:
    ids = [i for p in parties for f in fields if (v := p.get(f)) is not None for i in v.behind]
    return tuple(dict.fromkeys(ids))


def _named(party: StandingParty) -> bool:
    return party.get("name") is not None


def size(party: StandingParty) -> Count:
    """How many people a party is: one with a name is one."""
    found = party.get("count")
    return found.value if not _named(party) and found and isinstance(found.value, Count) else Count(1, 1)


def _texts(party: StandingParty) -> set[str]:
    return {k.text for k in party.parties}


def _kind(party: StandingParty, field: str) -> str | None:
    found = party.get(field)
    return found.value if found is not None and isinstance(found.value, str) and found.value else None


def _together(parties: Sequence[StandingParty], words: _Words) -> Count:
    """How many people some parties are together."""
    texts: dict[str, list[StandingParty]] = defaultdict(list)
    for party in parties:
        for text in {k.text for k in party.parties}:
            texts[text].append(party)
    # what one text tells apart is apart; across texts two bodies may be one
    least = max(_least(some, words) for some in texts.values()) if texts else 0
    least = max(least, sum(_named(p) for p in parties))
    most = _most(parties, words)
    return Count(least, None if most is None else max(least, most))


def _least(parties: Sequence[StandingParty], words: _Words) -> int:
    return sum(c.min for c in _fitted(parties, words, sure=False))


def _most(parties: Sequence[StandingParty], words: _Words) -> int | None:
    counts = _fitted(parties, words, sure=True)
    return None if any(c.max is None for c in counts) else sum(c.max or 0 for c in counts)


def _fitted(parties: Sequence[StandingParty], words: _Words, *, sure: bool) -> list[Count]:
    """The counts of what is contained in nothing else, each with what it contains."""
    # the smallest first, so that each goes into the smallest body with room for it; names before the unnamed
    order = sorted(range(len(parties)), key=lambda n: (_height(size(parties[n])), not _named(parties[n]), n))
    bodies = [n for n in order if _height(size(parties[n])) > (1, 1)]
    rank = {n: place for place, n in enumerate(order)}
    inside: dict[int, list[int]] = defaultdict(list)
    top = []
    accepted = ("yes",) if sure else ("yes", "maybe")
    for place, n in enumerate(order):
        home = None
        if place < MAX_FITTED:
            home = next(
                (
                    b
                    for b in bodies
                    if _room(parties, rank, n, b) and words.contained(parties[n], parties[b]) in accepted
                ),
                None,
            )
        if home is None:
            top.append(n)
        else:
            inside[home].append(n)

    filled: dict[int, Count] = {}
    for n in order:  # what is inside is smaller, and so is filled before
        own, parts = size(parties[n]), [filled[m] for m in inside[n]]
        least = max(own.min, sum(p.min for p in parts))
        limits = [p.max for p in parts]
        within = None if None in limits else sum(m or 0 for m in limits)
        if own.max is None or within is None:
            filled[n] = Count(least, None)
        else:
            filled[n] = Count(least, max(own.max, within, least))
    return [filled[n] for n in top]


def _room(parties: Sequence[StandingParty], rank: Mapping[int, int], one: int, body: int) -> bool:
    """Whether a body is large enough to count another: larger, or of two texts as large."""
    if rank[body] <= rank[one]:
        return False
    larger = _height(size(parties[body])) > _height(size(parties[one]))
    return larger or not _texts(parties[body]) & _texts(parties[one])


def _height(count: Count) -> tuple[float, float]:
    return (float("inf") if count.max is None else count.max), count.min


class _Words:
    """What the words of the texts say of people told of side by side."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._texts: dict[str, Text] = {}
        self._spans: dict[PartyKey, tuple[Span, ...]] = {}
        self._victims: dict[str, list[Span]] = defaultdict(list)
        self._described: dict[PartyKey, list[str]] = defaultdict(list)
        self._answers: dict[tuple[PartyKey, PartyKey], Contained] = {}
        for account in accounts:
            text = account.source.text
            self._texts[text.id] = text
            victims = set(account.mention.items("victim"))
            for party in account.parties:
                self._spans[PartyKey(text.id, party.id)] = party.spans
                if party.id in victims:
                    self._victims[text.id] += party.spans
            for s in account.mention.statements:
                if s.subject.role == "victim" and s.field in ("description", "count"):
                    key = PartyKey(text.id, s.subject.item)
                    words = s.value if isinstance(s.value, str) else " ".join(text.quote(x) for x in s.spans)
                    self._described[key].append(words)

    def contained(self, one: StandingParty, body: StandingParty) -> Contained:
        """Whether *body* counts *one* too."""
        # asked for each text that tells of both
        pair = one.parties[0], body.parties[0]
        if pair not in self._answers:
            self._answers[pair] = self._contained(one, body)
        return self._answers[pair]

    def _contained(self, one: StandingParty, body: StandingParty) -> Contained:
        shared = _texts(one) & _texts(body)
        if any(self._besides(body, text) or self._side_by_side(one, body, text) for text in shared):
            return "no"
        sure = True
        for field in KINDS:
            kind, other = _kind(body, field), _kind(one, field)
            if kind is None or kind in _OPEN_KINDS:
                continue
            if other is None or other in _OPEN_KINDS:
                sure = False
            elif other != kind:
                return "no"
        return "yes" if sure else "maybe"

    def _besides(self, body: StandingParty, text: str) -> bool:
        """Whether a text tells of a body as others than those it tells of before: "two others"."""
        told = (words for k in body.parties if k.text == text for words in self._described.get(k, ()))
        return any(says("besides", fold(words).replace("more than", "")) for words in told)

    def _side_by_side(self, one: StandingParty, body: StandingParty, text: str) -> bool:
        """Whether the words add the two up: "Salim and two guards", "two guards and Salim"."""
        for left in self._of(one, text):
            for right in self._of(body, text):
                first, second = sorted((left, right))
                if not first.end <= second.start <= first.end + MAX_BETWEEN:
                    continue
                # names behind a number explain it ("three bakers, X, Y and Z") unless they are joined to it at once
                listed = first == left
                between = self._between(text, first.end, second.start, without_victims=listed)
                if pattern("joining").fullmatch(between):
                    return True
        return False

    def _of(self, party: StandingParty, text: str) -> list[Span]:
        return [span for k in party.parties if k.text == text for span in self._spans.get(k, ())]

    def _between(self, text: str, start: int, end: int, *, without_victims: bool) -> str:
        """What stands between two people, without commas and, where wanted, without other victims."""
        content = self._texts[text].content
        kept = []
        at = start
        for span in sorted(s for s in self._victims[text] if start <= s.start and s.end <= end):
            if without_victims and span.start >= at:
                kept.append(content[at : span.start])
                at = span.end
        kept.append(content[at:end])
        return " ".join(fold(" ".join(kept)).replace(",", " ").split())


# ---------------------------------------------------------------------------------------------------------
# Died of wounds later


@dataclass(frozen=True, slots=True)
class Death:
    """Somebody who was injured in the event and died of it later: one victim, two dates."""

    #: last day on which a report tells of the victim as alive; None: no day is told
    injured: date | None
    #: first day on which a report tells of the death
    told: date | None
    #: when the victim died, EDTF, where a report says so
    died: str | None
    #: texts that tell of the victim as injured and not as dead
    alive_in: frozenset[str]
    #: texts that tell of the death
    dead_in: frozenset[str]
    #: ids of the statements that say so, those of the injury first
    statements: tuple[str, ...]


def death(told: Sequence[Told], texts: Mapping[str, Text]) -> Death | None:
    """The later death of one victim, or None.

    Args:
        told: what all texts tell of the victim, without what was taken back.
        texts: the texts by their ids.

    The words must say so ("died of his wounds", "متأثراً بجراحه"): that one report tells of somebody injured and
    another of the same man killed is a contradiction, and no second event.
    """
    fates = [t for t in told if t.statement.field == "outcome" and not t.retracted]
    hurt = [t for t in fates if t.statement.value == "injured" and t.statement.modality != "denied"]
    dead = [t for t in fates if dies(t)]
    later = [t for t in dead if says("died_of_wounds", around(texts[t.mention.text], t.statement.spans))]
    if not later or not hurt:
        return None
    dead_in = frozenset(t.mention.text for t in dead)
    alive = [t for t in hurt if t.mention.text not in dead_in]
    return Death(
        max((t.on for t in alive if t.on), default=None),
        min((t.on for t in later if t.on), default=None),
        next((t.statement.as_of for t in later if t.statement.as_of), None),
        frozenset(t.mention.text for t in alive),
        dead_in,
        tuple(t.id for t in (*hurt, *later)),
    )


def updated(field: str, told: Sequence[Told], deaths: Sequence[Death], dead: Mapping[str, int]) -> list[Told]:
    """Figures brought up to date by later deaths.

    Args:
        field: "killed" or "injured".
        told: the figures of that field.
        deaths: of people injured first.
        dead: how many victims each text tells of as killed.

    Returns:
        The same figures. One told while the victim lived counts one more killed and one less injured; one told at a
        time of which that is not known may; one told by a text that knows of the death stays. A figure of killed
        that counts nobody but who died later is partial.
    """
    found = []
    for t in told:
        count = t.value
        if not isinstance(count, Count) or t.decision is not None:
            found.append(t)
            continue
        least, most = count.min, count.max
        for d in deaths:
            before = _before(t, d)
            if before is False:
                continue
            step = 1 if field == "killed" else -1
            if before or step < 0:
                least = max(0, least + step)
            if most is not None and (before or step > 0):
                most = max(0, most + step)
        own = sum(t.mention.text in d.dead_in for d in deaths)
        partial = field == "killed" and own > 0 and count == Count(own, own) and dead.get(t.mention.text, 0) <= own
        changed = Count(least, most)
        found.append(replace(t, partial=t.partial or partial, updated=changed if changed != count else t.updated))
    return found


def _before(t: Told, d: Death) -> bool | None:
    """Whether a figure was told before a death was known: True, False, or None where nothing says."""
    if t.mention.text in d.dead_in:
        return False
    if t.mention.text in d.alive_in:
        return True
    died = days(d.died)[0] if d.died else None
    if t.on is None:
        return None
    if died is not None:
        return t.on < died
    if d.told is not None and t.on >= d.told:
        return False
    return True if d.injured is not None and t.on <= d.injured else None


def of_the_named(field: str, told: Sequence[Told], accounts: Iterable[Account]) -> list[Told]:
    """The figures with those marked partial that only count whom their text names.

    A report that tells of one victim by name says that at least so many were killed; beside a report that counts
    fourteen it is no toll of one.

    Args:
        field: "killed" or "injured".
        told: the figures of that field.
        accounts: the accounts that tell them.
    """
    named: dict[MentionKey, list[Span]] = {}
    number: dict[MentionKey, int] = {}
    for account in accounts:
        mention = account.mention
        hurt = {s.subject.item for s in mention.statements if s.field == "outcome" and s.value == field}
        victims = [p for p in account.parties if p.name and p.id in hurt]
        named[account.key] = [span for p in victims for span in p.spans]
        number[account.key] = len(victims)

    def counts_names(t: Told) -> bool:
        spans = named.get(t.mention, [])
        return (
            isinstance(t.value, Count) and t.value.max is not None and 0 < t.value.max <= number.get(t.mention, 0)
            and all(any(s.overlaps(n) for n in spans) for s in t.statement.spans)
        )  # fmt: skip

    few = {id(t) for t in told if t.decision is None and counts_names(t)}
    stated = [t.value.min for t in told if id(t) not in few and not t.retracted and isinstance(t.value, Count)]
    return [
        replace(t, partial=True)
        if id(t) in few and isinstance(t.value, Count) and any(least > (t.value.max or 0) for least in stated)
        else t
        for t in told
    ]


def without(told: Sequence[Told], alive_on: date | None, dead_in: Collection[str]) -> list[Told]:
    """Figures of killed without somebody who was found alive.

    Args:
        told: figures of killed.
        alive_on: day on which it was told that the victim lives.
        dead_in: the texts that told of the victim as killed.

    Returns:
        The same figures: those of the texts that told of the death count one less, and where nobody is left they are
        marked as taken back; those of other texts told before may.
    """
    found = []
    for t in told:
        count = t.value
        if not isinstance(count, Count) or t.decision is not None:
            found.append(t)
            continue
        if t.mention.text in dead_in:
            if count.max == 1:
                found.append(replace(t, retracted=t.retracted or "found_alive"))
            else:
                most = None if count.max is None else count.max - 1
                found.append(replace(t, updated=Count(max(0, count.min - 1), most)))
        elif t.on is not None and alive_on is not None and t.on < alive_on and count.min > 0:
            found.append(replace(t, updated=Count(count.min - 1, count.max)))
        else:
            found.append(t)
    return found


# ---------------------------------------------------------------------------------------------------------
# What became of a victim


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that befell a victim: "injured 2031-03-01", "killed 2031-03-04"."""

    outcome: str
    #: when, EDTF, where it is told; else None
    when: str | None
    #: first day on which a report tells of it
    told: date | None
    statements: tuple[str, ...]


def course(party: StandingParty, accounts: Sequence[Account], event: str | None) -> tuple[Step, ...]:
    """What befell a victim, in order of time: the gravest last where no day tells.

    Args:
        party: a standing victim.
        accounts: the accounts of the incident.
        event: the date of the incident as it stands: that of what has no date of its own, save of a later death.

    Returns:
        Nothing where one thing befell the victim, and else a step for each outcome that holds.
    """
    held = {v.value for v in party.values if v.field in ("outcome", "outcomes")}
    if len(held) < 2:
        return ()
    keys = set(party.parties)
    rows: dict[str, list[tuple[date | None, str | None, bool, str]]] = defaultdict(list)
    for account in accounts:
        text = account.source.text
        published = (text.metadata.published or "").split("T", 1)[0] or None
        for statement_id, s in zip(account.statement_ids, account.mention.statements, strict=True):
            if s.field == "outcome" and PartyKey(text.id, s.subject.item) in keys and s.value in held:
                later = s.value == "killed" and says("died_of_wounds", around(text, s.spans))
                rows[str(s.value)].append((days(s.as_of or published)[1], s.as_of, later, statement_id))
    steps = []
    for outcome, told in rows.items():
        own = next((as_of for _, as_of, _, _ in told if as_of), None)
        own = own or (None if any(later for _, _, later, _ in told) else event)
        first = min((day for day, _, _, _ in told if day), default=None)
        steps.append(Step(outcome, own, first, tuple(i for _, _, _, i in told)))
    return tuple(sorted(steps, key=lambda s: (s.outcome == "killed", _day(s) or date.max, s.outcome)))


def _day(step: Step) -> date | None:
    try:
        return (edtf.bounds(step.when)[0] if step.when else None) or step.told
    except ValueError:
        return step.told
