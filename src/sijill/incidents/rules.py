"""The named rules by which one value stands where reports say several things.

A rule takes what was told of one field and gives the value that holds, what is behind it and what says otherwise. What
it does not follow is kept beside it: a rule chooses and never forgets. A person's word outranks every rule; what was
taken back and what is denied stay visible against the value and move no rule. The rules for figures are in
:mod:`sijill.incidents.tolls`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rapidfuzz import fuzz

from sijill.incidents.profile import days
from sijill.types import Decision, MentionKey, Place, StandingValue, Statement, Value
from sijill.values import edtf
from sijill.values.folding import fold

#: ties between act families: the gravest harm that is told first
FAMILIES = (
    "killing", "bombing", "aerial_attack", "shelling", "armed_attack", "attempted_killing", "enforced_disappearance",
    "abduction", "torture", "sexual_violence", "detention", "assault", "raid", "displacement", "property_destruction",
    "threat", "legal_action", "release",
)  # fmt: skip
#: victims' outcomes, the gravest first
OUTCOMES = (
    "killed", "tortured", "abducted", "injured", "detained", "displaced", "sued", "threatened", "released",
    "unharmed", "unknown",
)  # fmt: skip
#: how blame is put, the firmest first
STANCES = ("convicted", "claimed", "asserted", "alleged", "unidentified", "denied")
MODALITIES = ("asserted", "alleged", "planned", "denied")
SCOPES = ("in", "unclear", "out")

#: fields of which several values hold side by side
MANY = frozenset({"method", "target", "weapon", "proceedings", "place_role", "description", "according_to"})

#: fields that the counting rule is about
FIGURE_FIELDS = frozenset({"killed", "injured", "count"})

#: fields that hold nothing once all that was told is denied or taken back
EMPTIED = FIGURE_FIELDS | {"outcome"}

#: likeness of two folded place names, of 100, from which on they are one spelt differently
SPELLING = 85

_PLAIN = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Told:
    """One statement on its way to standing: who told it, when, and what a person said of it."""

    statement: Statement
    id: str
    mention: MentionKey
    #: who answers for it: the speaker, the outlet, or the text by itself
    chain: str
    #: day for which it was told: its own "as of", else the day of publication
    on: date | None
    decision: Decision | None = None
    #: when it was published, where the hour is known
    moment: datetime | None = None
    #: folded names of who answers for it: speaker or outlet, and the agency
    voices: frozenset[str] = frozenset()
    #: whether an official of the state says so
    official: bool = False
    #: how it was taken back: "edited", "corrected", "withdrawn", "found_alive"; "": it was not
    retracted: str = ""
    #: a figure brought up to date by what befell one of those it counts; None: as it was told
    updated: Value | None = None
    #: whether it is a figure of some of the victims only
    partial: bool = False

    @property
    def value(self) -> Value:
        """What is said, brought up to date."""
        return self.statement.value if self.updated is None else self.updated


def order(values: Sequence[str]) -> Callable[[Value], tuple[int, str]]:
    """A sort key by a list, with what is not on it behind, by name."""
    rank = {value: n for n, value in enumerate(values)}
    return lambda value: (rank.get(str(value), len(rank)), str(value))


def settle(field: str, told: Sequence[Told], rule: Callable[[str, Sequence[Told]], StandingValue]) -> StandingValue:
    """The value of one field: a person's latest word if there is one, else what the rule says of what is neither
    denied nor taken back."""
    spoken = [t for t in told if t.decision is not None and t.decision.kind in ("accept", "correct", "add")]
    if spoken:
        latest = max(spoken, key=lambda t: (t.decision.at, t.decision.id, t.id) if t.decision else ())
        found = parted(field, latest.value, "decision", told, lambda t: t.value == latest.value)
    else:
        kept = [t for t in told if not t.retracted]
        undenied = [t for t in kept if t.statement.modality != "denied" or field == "modality"]
        if not undenied and field in EMPTIED:
            return StandingValue(field, None, "denied" if kept else "retracted", (), tuple(t.id for t in told))
        # of an event that is denied or taken back altogether the rest still says which event it is
        heard = undenied or kept or told
        found = rule(field, heard)
        unheard = {id(t) for t in told}.difference(id(t) for t in heard)
        found = replace(found, against=(*found.against, *(t.id for t in told if id(t) in unheard)))
        if not kept:
            found = replace(found, rule="retracted")
    behind = set(found.behind)
    people = {t.decision.by for t in spoken if t.decision is not None and t.id in behind}
    return replace(found, checked_by=tuple(sorted(people)))


def parted(
    field: str, value: Value | None, rule: str, told: Iterable[Told], behind: Callable[[Told], bool]
) -> StandingValue:
    """A value with the statements that are behind it, as *behind* tells, and those that are against it."""
    sides: tuple[list[str], list[str]] = ([], [])
    for t in told:
        sides[not behind(t)].append(t.id)
    return StandingValue(field, value, rule, tuple(sides[0]), tuple(sides[1]))


# ---------------------------------------------------------------------------------------------------------
# Words


def _votes(told: Sequence[Told]) -> dict[Value, int]:
    voters: dict[Value, set[Hashable]] = defaultdict(set)
    for t in told:
        voters[t.value].add(t.mention.text)
    return {value: len(texts) for value, texts in voters.items()}


def majority(priority: Sequence[str] = ()) -> Callable[[str, Sequence[Told]], StandingValue]:
    """The value that most texts tell; between values that as many tell, the first of *priority*."""
    rank = order(priority)

    def choose(field: str, told: Sequence[Told]) -> StandingValue:
        votes = _votes(told)
        value = min(votes, key=lambda v: (-votes[v], rank(v)))
        return parted(field, value, "majority", told, lambda t: t.value == value)

    return choose


def foremost(rule: str, priority: Sequence[str]) -> Callable[[str, Sequence[Told]], StandingValue]:
    """The value that stands first in *priority*, under the name of *rule*, however many tell it."""
    rank = order(priority)

    def choose(field: str, told: Sequence[Told]) -> StandingValue:
        value = min((t.value for t in told), key=rank)
        return parted(field, value, rule, told, lambda t: t.value == value)

    return choose


def most_frequent(field: str, told: Sequence[Told]) -> StandingValue:
    """The form that most texts use; between equals the longest, which tells most."""
    votes = _votes(told)
    value = min(votes, key=lambda v: (-votes[v], -len(str(v)), str(v)))
    return parted(field, value, "most_frequent", told, lambda t: t.value == value)


def each(field: str, told: Sequence[Told]) -> list[StandingValue]:
    """Every value by itself, those that fold alike as one: what most texts tell first, then the longest."""
    alike: dict[Hashable, list[Told]] = defaultdict(list)
    for t in told:
        alike[fold(t.value) if isinstance(t.value, str) else t.value].append(t)
    found = [(len({t.mention.text for t in group}), settle(field, group, _side_by_side)) for group in alike.values()]
    return [value for _, value in sorted(found, key=lambda f: (-f[0], -len(str(f[1].value)), str(f[1].value)))]


def _side_by_side(field: str, told: Sequence[Told]) -> StandingValue:
    return StandingValue(field, told[0].value, "all", tuple(t.id for t in told))


def victim_status(field: str, told: Sequence[Told]) -> StandingValue:
    """What most tell; but where one says civilian and another combatant it is disputed, and stays so."""
    values = {t.value for t in told}
    if "civilian" in values and values & {"combatant", "security_forces"}:
        return StandingValue(field, "disputed", "disputed", tuple(t.id for t in told))
    return majority()(field, told)


# ---------------------------------------------------------------------------------------------------------
# Dates and places


def _agree(a: str, b: str) -> bool:
    try:
        return edtf.overlap(a, b) is not False
    except ValueError:
        return a == b


def _openness(value: str) -> int:
    """Days that a date leaves open; the more the vaguer."""
    first, last = days(value)
    # a day of an unknown year is vaguer than a year
    return 40_000 if first is None or last is None else (last - first).days


def most_precise_date(field: str, told: Sequence[Told]) -> StandingValue:
    """The most precise date that no other contradicts. Where dates contradict each other all of them stand as "one of
    these"; behind are the statements that agree with the best supported one, against it the others."""
    votes = {str(v): n for v, n in _votes(told).items()}
    by_precision = sorted(votes, key=lambda v: (_openness(v), -votes[v], v))
    for value in by_precision:
        if all(_agree(value, other) for other in votes):
            return parted(field, value, "most_precise", told, lambda _: True)
    support = {v: sum(n for w, n in votes.items() if _agree(v, w)) for v in votes}
    chosen: list[str] = []
    for value in sorted(by_precision, key=lambda v: (-support[v], _openness(v), v)):
        if not any(_agree(value, other) for other in chosen):
            chosen.append(value)
    best = chosen[0]
    return parted(field, _one_of(chosen), "range", told, lambda t: _agree(str(t.value), best))


def _one_of(dates: Sequence[str]) -> str:
    if len(dates) == 1:
        return dates[0]
    if all(_PLAIN.fullmatch(d) for d in dates):
        return f"[{','.join(sorted(dates))}]"
    ends = [days(d) for d in dates]
    lows, highs = [a for a, _ in ends if a], [b for _, b in ends if b]
    if len(lows) < len(ends) and len(highs) < len(ends):
        return dates[0]  # open on both sides, the interval would say nothing
    return edtf.interval(
        min(lows).isoformat() if len(lows) == len(ends) else None,
        max(highs).isoformat() if len(highs) == len(ends) else None,
    )


def _named_alike(a: str | None, b: str | None) -> bool:
    return a is None or b is None or fuzz.ratio(fold(a), fold(b)) >= SPELLING


def places_agree(a: Place, b: Place) -> bool:
    """Whether two places can be one, told more or less finely."""
    if a.country and b.country and a.country != b.country:
        return False
    return _named_alike(a.admin1, b.admin1) and _named_alike(a.city, b.city)


def _fineness(place: Place) -> int:
    parts = (place.country, place.admin1, place.city)
    return 4 * sum(p is not None for p in parts) + 2 * (place.latitude is not None) + (place.detail is not None)


def most_precise_place(field: str, told: Sequence[Told]) -> StandingValue:
    """The most precise place that no other contradicts; where places contradict each other, the one that most texts
    agree with."""
    votes = {v: n for v, n in _votes(told).items() if isinstance(v, Place)}
    if not votes:
        return StandingValue(field, None, "most_precise", (), tuple(t.id for t in told))
    support = {v: sum(n for w, n in votes.items() if places_agree(v, w)) for v in votes}
    best = min(votes, key=lambda v: (-support[v], -_fineness(v), -votes[v], repr(v)))
    contradicted = any(not places_agree(v, w) for v in votes for w in votes)
    return parted(
        field, best, "majority" if contradicted else "most_precise", told,
        lambda t: isinstance(t.value, Place) and places_agree(t.value, best),
    )  # fmt: skip
