"""The values that hold for an incident, each with the rule that chose it and every statement behind and against it.

The order of the work: what each account states as people decided it; what was taken back since; who is who among the
victims, and who of them was found alive or died later; the figures brought up to date by that; then one rule for each
field, and the toll reconciled with the victims.

Invariants: every statement of an undecided field is behind or against its value; a value rests on statements or on a
person's decision about one; parties of one text that its reader tells apart are never brought together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sijill.incidents import decided, reconciling, retraction, rules, tolls
from sijill.incidents.bringing import Part, bring_together
from sijill.incidents.independence import independence
from sijill.incidents.reconciling import Death
from sijill.incidents.retraction import Retraction
from sijill.incidents.rules import Told
from sijill.types import (
    Account,
    Count,
    Decision,
    Incident,
    PartyKey,
    Role,
    Standing,
    StandingParty,
    StandingValue,
    Text,
)

#: fields of a mention in the order in which they stand
FIELDS = ("type", "act", "kind", "modality", "scope", "date", "place", "killed", "injured", "method")
#: fields of a party in the order in which they stand; others follow by name
PARTY_FIELDS = (
    "name", "description", "kind", "category", "count", "outcome", "status", "according_to", "occupation", "age",
    "age_group", "sex", "nationality", "proceedings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the accounts of one incident tell, before any rule chooses."""

    #: by role and field
    told: Mapping[tuple[Role, str], Sequence[Told]]
    #: by role, text and item
    parts: Mapping[tuple[Role, str, str], Sequence[Told]]
    #: the accounts that people let stand, by their keys
    accounts: tuple[Account, ...]
    #: what was taken back by edits, corrections and withdrawals; what is told is marked so already
    retractions: tuple[Retraction, ...]

    def texts(self) -> dict[str, Text]:
        """The texts by their ids."""
        return {a.source.text.id: a.source.text for a in self.accounts}


@dataclass(frozen=True, slots=True)
class _Victim:
    """The parts that are one victim, and what changed for it after the first reports."""

    parts: tuple[Part, ...]
    #: everything told of it, with deaths that were taken back marked so
    told: tuple[Told, ...]
    #: the deaths taken back because the victim lives
    alive: tuple[Retraction, ...]
    #: a death that followed later
    death: Death | None


def stand(
    incident: Incident,
    accounts: Sequence[Account],
    decisions: Sequence[Decision] = (),
    rule: str = "range",
    *,
    priority: Sequence[str] = (),
) -> Standing:
    """Work out the standing values of an incident.

    Args:
        incident: the incident; accounts of mentions that are not in it are left aside.
        accounts: with or without the decisions laid over them.
        decisions: all that may concern it; those undone do not count.
        rule: how differing figures stand: one of `tolls.RULES`.
        priority: names of sources in order of trust, for the rule "priority_source".

    Returns:
        The values in the order of FIELDS, then targets and weapons, then what was taken back; then victims and
        perpetrators.

    Raises:
        UnknownNameError: no such rule.
        UsageError: "priority_source" without sources.
    """
    figures = tolls.figure_rule(rule, priority)
    gathered = gather(incident, accounts, decisions)
    victims = _victims(gathered)
    told: dict[tuple[Role, str], Sequence[Told]] = dict(gathered.told)
    later: dict[str, tuple[str, ...]] = {}
    taken_back = list(gathered.retractions)
    for field in tolls.FIELDS:
        figures_told, later[field], retracted = _up_to_date(field, told.get(("mention", field), ()), victims, gathered)
        if figures_told:
            told["mention", field] = figures_told
            taken_back += retracted

    values: list[StandingValue] = []
    chosen: dict[str, StandingValue] = {}
    for field in FIELDS:
        about = told.get(("mention", field), ())
        if field == "act":
            # a finer act below another family belongs to another reading of the event
            family = chosen["type"].value if "type" in chosen else None
            about = [t for t in about if str(t.value).split(".")[0] == family]
        if not about:
            continue
        for value in _values(field, about, figures, role="mention"):
            more = tuple(i for i in later.get(field, ()) if i not in value.behind and value.behind)
            values.append(replace(value, behind=(*value.behind, *more)))
            chosen.setdefault(field, value)
    values += rules.each("target", told.get(("target", "text"), ()))
    values += rules.each("weapon", told.get(("weapon", "text"), ()))

    doers = [(tuple(group), _all_told(group)) for group in bring_together(_parts("perpetrator", gathered))]
    groups: dict[Role, list[tuple[Sequence[Part], Sequence[Told], Sequence[Retraction]]]] = {
        "victim": [(v.parts, v.told, (*taken_back, *v.alive)) for v in victims],
        "perpetrator": [(parts, some, taken_back) for parts, some in doers],
    }
    # of whom all that was told is taken back leaves the standing; the values that say so stay with the incident
    gone = [t for some in groups.values() for _, about, _ in some if _gone(about) for t in about]
    aside = [t for (role, _), some in told.items() if role not in groups for t in some]
    values += retraction.standing_values(taken_back, (*aside, *gone))
    parties = tuple(
        party
        for role, some in groups.items()
        for party in sorted(
            (_party(role, parts, about, taken, figures) for parts, about, taken in some if not _gone(about)), key=_first
        )
    )
    values = _with_victims(values, parties, gathered.accounts, rule)
    event = chosen["date"].value if "date" in chosen else None
    return Standing(
        incident.id,
        tuple(values),
        parties,
        independence(gathered.accounts, event if isinstance(event, str) else None).count,
    )


def gather(incident: Incident, accounts: Sequence[Account], decisions: Sequence[Decision] = ()) -> Gathered:
    """What the accounts of an incident tell, as people decided it, with what was taken back marked so.

    Args:
        incident: the incident; accounts of mentions that are not in it are left aside.
        accounts: with or without the decisions laid over them.
        decisions: all that may concern it; those undone do not count.
    """
    belonging = set(incident.mentions)
    standing: list[Account] = []
    rows: list[tuple[Account, Told]] = []
    for account in sorted((a for a in accounts if a.key in belonging), key=lambda a: a.key):
        found = decided.decide(account, decisions)
        if found is None:
            continue
        standing.append(account)
        rows += [(account, tolls.told_by(account, d, account.claims)) for d in found]
        rows += [(account, t) for t in tolls.claimed(account, found)]
    by_text: dict[str, list[Told]] = defaultdict(list)
    for account, t in rows:
        by_text[account.source.text.id].append(t)
    retractions = retraction.retractions(standing, by_text)
    told: dict[tuple[Role, str], list[Told]] = defaultdict(list)
    parts: dict[tuple[Role, str, str], list[Told]] = defaultdict(list)
    for t in retraction.marked((t for _, t in rows), retractions):
        subject = t.statement.subject
        told[subject.role, t.statement.field].append(t)
        parts[subject.role, t.mention.text, subject.item].append(t)
    return Gathered(told, parts, tuple(standing), retractions)


# ---------------------------------------------------------------------------------------------------------
# Victims, and the figures brought up to date by what befell them


def _parts(role: Role, gathered: Gathered) -> list[Part]:
    names = {(a.key.text, p.id): p.name for a in gathered.accounts for p in a.parties if p.name}
    return [
        Part.of(PartyKey(text, item), role, told, names.get((text, item)))
        for (of, text, item), told in sorted(gathered.parts.items(), key=lambda t: t[0])
        if of == role and item
    ]


def _all_told(parts: Iterable[Part]) -> tuple[Told, ...]:
    return tuple(t for part in parts for t in part.told)


def _victims(gathered: Gathered) -> list[_Victim]:
    texts = gathered.texts()
    found = []
    for group in bring_together(_parts("victim", gathered)):
        told = _all_told(group)
        alive = retraction.found_alive(told, texts)
        told = tuple(retraction.marked(told, alive))
        found.append(_Victim(tuple(group), told, alive, reconciling.death(told, texts)))
    return found


def _up_to_date(
    field: str, told: Sequence[Told], victims: Sequence[_Victim], gathered: Gathered
) -> tuple[list[Told], tuple[str, ...], list[Retraction]]:
    """The figures of a field brought up to date, the statements that did so, and the figures that were taken back."""
    told = reconciling.of_the_named(field, told, gathered.accounts)
    deaths = [v.death for v in victims if v.death is not None]
    living = [v for v in victims if v.alive] if field == "killed" else []
    if not told or not (deaths or living):
        return list(told), (), []
    dead = Counter(
        text
        for (role, text, _), some in gathered.parts.items()
        if role == "victim" and any(retraction.dies(t) and not t.retracted for t in some)
    )
    figures = reconciling.updated(field, told, deaths, dead)
    retracted: list[Retraction] = []
    for victim in living:
        before = {t.id for t in figures if t.retracted}
        by = tuple(dict.fromkeys(i for r in victim.alive for i in r.by))
        days_alive = [t.on for t in victim.told if t.id in by and t.on]
        takes = {r.statement for r in victim.alive}
        denied = {t.mention.text for t in victim.told if t.id in takes}
        figures = reconciling.without(figures, max(days_alive, default=None), denied)
        retracted += [
            Retraction(t.id, t.retracted, by) for t in figures if t.retracted == "found_alive" and t.id not in before
        ]
    changed = any(t.updated is not None for t in figures)
    more = [i for d in deaths for i in d.statements] if changed else []
    return figures, tuple(dict.fromkeys(more)), retracted


#: fields that stand behind the figures
_BEHIND_FIGURES = ("target", "weapon", "retracted")

_Rule = Callable[[str, Sequence[Told]], StandingValue]


def _rule(field: str, role: str, figures: _Rule) -> _Rule:
    match role, field:
        case _, "killed" | "injured" | "count":
            return figures
        case "mention", "type":
            return rules.majority(rules.FAMILIES)
        case "mention", "date":
            return rules.most_precise_date
        case _, "place":
            return rules.most_precise_place
        case "mention", "modality":
            return rules.majority(rules.MODALITIES)
        case "mention", "scope":
            return rules.majority(rules.SCOPES)
        case "victim", "outcome":
            return rules.foremost("gravest", rules.OUTCOMES)
        case "victim", "status":
            return rules.victim_status
        case "perpetrator", "status":
            return rules.foremost("firmest", rules.STANCES)
        case _, "name":
            return rules.most_frequent
        case _:
            return rules.majority()


def _values(field: str, told: Sequence[Told], figures: _Rule, role: str) -> list[StandingValue]:
    if field in rules.MANY:
        return rules.each(field, told)
    first = rules.settle(field, told, _rule(field, role, figures))
    if role == "victim" and field == "outcome":
        # who was abducted, tortured and killed suffered all three; only "unharmed" contradicts harm
        others = [
            t for t in told
            if t.value not in (first.value, "unharmed", "unknown")
            and not t.retracted and t.statement.modality != "denied"
        ]  # fmt: skip
        contradicting = tuple(t.id for t in told if t.id in first.against and t not in others)
        return [replace(first, against=contradicting), *rules.each("outcomes", others)]
    return [first]


def _party(
    role: Role, parts: Sequence[Part], told: Sequence[Told], taken_back: Sequence[Retraction], figures: _Rule
) -> StandingParty:
    by_field: dict[str, list[Told]] = defaultdict(list)
    for t in told:
        by_field[t.statement.field].append(t)
    fields = [*(f for f in PARTY_FIELDS if f in by_field), *sorted(set(by_field).difference(PARTY_FIELDS))]
    values = [value for f in fields for value in _values(f, by_field[f], figures, role)]
    values += retraction.standing_values(taken_back, told, of_party=True)
    keys = tuple(sorted(part.key for part in parts))
    return StandingParty("victim" if role == "victim" else "perpetrator", keys, tuple(values))


def _gone(told: Sequence[Told]) -> bool:
    return all(t.retracted and t.retracted != "found_alive" for t in told)


def _first(party: StandingParty) -> tuple[PartyKey, ...]:
    return party.parties


def _with_victims(
    values: list[StandingValue], parties: Sequence[StandingParty], accounts: Sequence[Account], rule: str
) -> list[StandingValue]:
    """Reconcile the tolls with the victims: three names among fourteen killed are three of the fourteen.

    A toll that nobody states is the number of victims who are said to have suffered it; a range of tolls is widened
    where more people are named dead than it allows.
    """
    for field, after in (("killed", ("injured", "method")), ("injured", ("method",))):
        counted = reconciling.tally(field, parties, accounts)
        if counted is None:
            continue
        at = next((n for n, v in enumerate(values) if v.field == field), None)
        if at is None:
            toll = StandingValue(field, counted.total, "victims", counted.behind)
            later = next((n for n, v in enumerate(values) if v.field in (*after, *_BEHIND_FIGURES)), len(values))
            values = [*values[:later], toll, *values[later:]]
            continue
        toll = values[at]
        stated = toll.value
        if (
            rule == "range" and toll.rule == "range" and isinstance(stated, Count)
            and stated.max is not None and counted.named > stated.max
        ):  # fmt: skip
            named = reconciling.tally(field, [p for p in parties if p.get("name")], accounts)
            more = [i for i in (named.behind if named else ()) if i not in toll.behind]
            widened = replace(toll, value=Count(stated.min, counted.named), behind=(*toll.behind, *more))
            values = [*values[:at], widened, *values[at + 1 :]]
    return values
