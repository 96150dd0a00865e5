"""How many were killed, when reports differ: who says how many as of when, and the named rules by which figures stand.

A *chain* is one origin's telling over time: a speaker wherever he is quoted, an agency wherever its dispatch is
printed, an outlet in its own words. Its later figure replaces its earlier one ("five killed", police said on Monday
and "seven" on Tuesday); figures of different chains never replace each other. The rules are those of the field: the
range, the majority view, the priority source and the team's decision of Every Casualty's Standards, the lowest
reported figure as ACLED takes it, the most recent, and what officials say.

Invariant: every figure that a rule is given is behind the value that stands or against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeAlias

from sijill.errors import UnknownNameError, UsageError
from sijill.incidents.decided import Decided
from sijill.incidents.independence import bylined
from sijill.incidents.profile import days
from sijill.incidents.rules import Told, parted
from sijill.incidents.wording import pattern, says
from sijill.types import Account, Claim, Count, Decision, StandingValue, Statement, Subject
from sijill.values.folding import fold

#: fields of a mention that are figures of people
FIELDS = ("killed", "injured")

FigureRule: TypeAlias = Callable[[str, Sequence[Told]], StandingValue]

# ---------------------------------------------------------------------------------------------------------
# Who says how many


@dataclass(frozen=True, slots=True)
class Chain:
    """One origin's figures for one field."""

    #: the kind of origin and its name: "speaker police", "agency afp", "outlet the crier", "text …"
    name: str
    #: what it says now
    latest: tuple[Told, ...]
    #: what it said before, oldest first
    replaced: tuple[Told, ...]


def told_by(account: Account, found: Decided, claims: Sequence[Claim] = ()) -> Told:
    """A statement with who answers for it and when.

    Args:
        account: whose statement it is.
        found: the statement as people decided it.
        claims: those of the account; a claim that gives this figure in these words names its speaker.
    """
    statement = found.statement
    speaker = statement.speaker or next((c.speaker for c in claims if _gives(c, statement)), None)
    return _told(account, statement, found.id, speaker, found.decision)


def claimed(account: Account, found: Sequence[Decided]) -> list[Told]:
    """The figures that only somebody's claim gives ("at least nine died, the ministry said", told as a claim).

    They enter as their speaker's toll under the id "TEXT/CLAIM". A claim whose figure the mention states itself
    adds nothing, nor does one of which a person rejected the statement.
    """
    stated = [d.statement for d in found]
    told = []
    for claim in account.claims:
        if (
            claim.kind != "figure" or claim.field not in FIELDS or claim.count is None
            or claim.mention not in (None, account.mention.id)
            or any(_gives(claim, s) for s in (*stated, *account.mention.statements))
        ):  # fmt: skip
            continue
        statement = Statement(
            Subject(account.mention.id), claim.field, claim.count, (claim.span,), "asserted", claim.speaker,
            claim.speaker_spans,
        )  # fmt: skip
        told.append(_told(account, statement, claim_id(account, claim), claim.speaker))
    return told


def claim_id(account: Account, claim: Claim) -> str:
    """The id under which a claim's figure is behind a value or against it."""
    return f"{account.source.text.id}/{claim.id}"


def _gives(claim: Claim, statement: Statement) -> bool:
    return (
        claim.kind == "figure" and claim.field == statement.field and claim.count == statement.value
        and any(span.overlaps(claim.span) for span in statement.spans)
    )  # fmt: skip


def _told(
    account: Account, statement: Statement, told_id: str, speaker: str | None, decision: Decision | None = None
) -> Told:
    text = account.source.text
    published = text.metadata.published or ""
    when = statement.as_of or published.split("T", 1)[0] or None
    names = {_plain(speaker)} if speaker else {_plain(text.metadata.publisher or "")}
    agency = bylined(text)
    if agency:
        names.add(agency)
    official = _official(speaker) if speaker else _official(text.metadata.publisher or "")
    return Told(
        statement, told_id, account.key, _chain(account, speaker, agency), days(when)[1],
        decision,
        moment=_moment(published), voices=frozenset(names - {""}), official=official,
    )  # fmt: skip


def _chain(account: Account, speaker: str | None, agency: str | None) -> str:
    text = account.source.text
    outlet = _plain(text.metadata.publisher or "")
    carrier = f"agency {agency}" if agency else f"outlet {outlet}" if outlet else f"text {text.id}"
    if not speaker:
        return carrier
    who = _plain(speaker)
    # "witnesses" of one paper are not those of another
    return f"speaker {who}, {carrier}" if indefinite(speaker) else f"speaker {who}"


def _plain(name: str) -> str:
    folded = " ".join(fold(name).split())
    return folded.removeprefix("the ")


def indefinite(speaker: str) -> bool:
    """Whether the words name somebody who cannot be told from others: "witnesses", "a security official"."""
    words = _plain(speaker)
    first = words.split(" ", 1)[0]
    found = pattern("indefinite")
    return found.fullmatch(words) is not None or found.fullmatch(first) is not None


def _official(speaker: str) -> bool:
    return says("official", speaker) and not says("unofficial", speaker)


def _moment(published: str) -> datetime | None:
    if "T" not in published:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def chains(told: Sequence[Told]) -> tuple[Chain, ...]:
    """The figures by who says them, each chain's latest apart from what that replaced; by name.

    Later is what was told for a later day, of one day what was published later. A figure for which no day is known
    replaces nothing and is replaced by nothing.
    """
    by_name: dict[str, list[Told]] = defaultdict(list)
    for t in told:
        by_name[t.chain].append(t)
    found = []
    for name, members in sorted(by_name.items()):
        day = max((t.on for t in members if t.on), default=None)
        moment = max((t.moment for t in members if t.on == day and t.moment), default=None)
        latest = [t for t in members if t.on is None or (t.on == day and (t.moment in (None, moment)))]
        kept = {id(t) for t in latest}
        replaced = [t for t in members if id(t) not in kept]
        found.append(Chain(name, tuple(latest), tuple(sorted(replaced, key=_age))))
    return tuple(found)


def _age(told: Told) -> tuple[date, datetime, str]:
    return told.on or date.min, told.moment or datetime.min.replace(tzinfo=UTC), told.id


def current(told: Sequence[Told]) -> list[Told]:
    """What nobody has replaced: of each chain its latest figures, in the order given."""
    latest = {id(t) for chain in chains(told) for t in chain.latest}
    return [t for t in told if id(t) in latest]


# ---------------------------------------------------------------------------------------------------------
# Rules


def _counts(told: Sequence[Told]) -> list[tuple[Told, Count]]:
    return [(t, t.value) for t in told if isinstance(t.value, Count)]


def spanning(counts: Iterable[Count]) -> Count:
    """The range from the least to the greatest; open above if one of them is.

    Of figures that are open above the greatest gives the least: "several" and "at least 14" do not contradict each
    other, and the second says more.
    """
    all_counts = list(counts)
    closed = [c for c in all_counts if c.max is not None]
    open_above = [c.min for c in all_counts if c.max is None]
    least = min([c.min for c in closed] + ([max(open_above)] if open_above else []))
    return Count(least, None if open_above else max(c.max or 0 for c in closed))


def _range(field: str, rule: str, told: Sequence[Told], chosen: Sequence[Told]) -> StandingValue:
    """The range over the chosen figures, under the name of *rule*; all others are against it."""
    counts = _counts(chosen)
    ids = {t.id for t, _ in counts}
    return parted(field, spanning(c for _, c in counts) if counts else None, rule, told, lambda t: t.id in ids)


def range_of(field: str, told: Sequence[Told]) -> StandingValue:
    """From the least to the greatest figure that nobody has replaced."""
    return _range(field, "range", told, current(told))


def _height(count: Count) -> tuple[int, float]:
    return count.min, float("inf") if count.max is None else count.max


def lowest_reported(field: str, told: Sequence[Told]) -> StandingValue:
    """The lowest figure that nobody has replaced."""
    kept = _counts(current(told))
    value = min((c for _, c in kept), key=_height, default=None)
    ids = {t.id for t, c in kept if c == value}
    return parted(field, value, "lowest_reported", told, lambda t: t.id in ids)


def majority(field: str, told: Sequence[Told]) -> StandingValue:
    """The figure that most tell, one vote a chain; between figures that as many tell, their range."""
    kept = _counts(current(told))
    votes: dict[Count, set[str]] = defaultdict(set)
    for t, c in kept:
        votes[c].add(t.chain)
    most = max((len(v) for v in votes.values()), default=0)
    best = {c for c, v in votes.items() if len(v) == most}
    return _range(field, "majority" if len(best) == 1 else "range", told, [t for t, c in kept if c in best])


def most_recent(field: str, told: Sequence[Told]) -> StandingValue:
    """The figure told for the latest day; of several chains for that day, their range."""
    kept = current(told)
    latest = max((t.on for t in kept if t.on), default=None)
    return _range(field, "most_recent", told, [t for t in kept if t.on == latest])


def official(field: str, told: Sequence[Told]) -> StandingValue:
    """What officials say; where they differ their range, and where none is quoted the range of all."""
    said = [t for t in current(told) if t.official]
    return _range(field, "official", told, said) if said else range_of(field, told)


def team_decision(field: str, told: Sequence[Told]) -> StandingValue:
    """Nothing stands until a person has decided; a decision goes before every rule."""
    return parted(field, None, "team_decision", told, lambda _: False)


def priority_source(names: Sequence[str]) -> FigureRule:
    """The figure of the first of *names* (speakers, agencies or outlets) that gives one; if none does, the range."""
    wanted = [_plain(name) for name in names]

    def choose(field: str, told: Sequence[Told]) -> StandingValue:
        kept = current(told)
        for name in wanted:
            said = [t for t in kept if name in t.voices]
            if _counts(said):
                return _range(field, "priority_source", told, said)
        return range_of(field, told)

    return choose


#: rules for figures by name; "priority_source" is made from the names of the sources
FIGURES: dict[str, FigureRule] = {
    "range": range_of,
    "lowest_reported": lowest_reported,
    "majority": majority,
    "most_recent": most_recent,
    "official": official,
    "team_decision": team_decision,
}
#: names of all of them
RULES = (*FIGURES, "priority_source")


def figure_rule(name: str, priority: Sequence[str] = ()) -> FigureRule:
    """A rule for figures.

    Args:
        name: one of RULES.
        priority: names of sources in order of trust, for "priority_source".

    Raises:
        UnknownNameError: no such rule.
        UsageError: "priority_source" without sources.
    """
    if name == "priority_source":
        if not priority:
            raise UsageError(name, "needs the sources to go by", "name them in the setting priority_sources")
        return _whole_figures(priority_source(priority))
    try:
        return _whole_figures(FIGURES[name])
    except KeyError:
        raise UnknownNameError("counting rule", name, RULES) from None


def _whole_figures(rule: FigureRule) -> FigureRule:
    """The same rule, deaf to figures that count a part only (one man's later death): these stand behind, unheard."""

    def choose(field: str, told: Sequence[Told]) -> StandingValue:
        whole = [t for t in told if not t.partial]
        if not whole:
            return rule(field, told)
        found = rule(field, whole)
        return replace(found, behind=(*found.behind, *(t.id for t in told if t.partial)))

    return choose
