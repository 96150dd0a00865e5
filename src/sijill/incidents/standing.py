"""The values that hold for an incident, each with the rule that chose it and every statement behind and against it.

Invariants: every statement of an undecided field is behind or against its value; a value rests on statements or on a
person's decision about one; parties of one text that its reader tells apart are never brought together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from sijill.incidents import decided, rules
from sijill.incidents.bringing import Part, bring_together
from sijill.incidents.independence import independence
from sijill.incidents.profile import days
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
)
from sijill.values.folding import fold

#: fields of a mention in the order in which they stand
FIELDS = ("type", "act", "kind", "modality", "scope", "date", "place", "killed", "injured", "method")
#: fields of a party in the order in which they stand; others follow by name
PARTY_FIELDS = (
    "name", "description", "kind", "category", "count", "outcome", "status", "according_to", "occupation", "age",
    "age_group", "sex", "nationality", "proceedings",
)  # fmt: skip


def stand(
    incident: Incident, accounts: Sequence[Account], decisions: Sequence[Decision] = (), rule: str = "range"
) -> Standing:
    """Work out the standing values of an incident.

    Args:
        incident: the incident; accounts of mentions that are not in it are left aside.
        accounts: with or without the decisions laid over them.
        decisions: all that may concern it; those undone do not count.
        rule: how differing figures stand: range, lowest_reported, majority or most_recent.

    Returns:
        The values in the order of FIELDS, then targets and weapons; then victims and perpetrators.

    Raises:
        UnknownNameError: no such rule.
    """
    figures = rules.figure_rule(rule)
    belonging = set(incident.mentions)
    own = sorted((a for a in accounts if a.key in belonging), key=lambda a: a.key)
    told: dict[tuple[Role, str], list[Told]] = defaultdict(list)
    parts: dict[tuple[Role, str, str], list[Told]] = defaultdict(list)
    standing_accounts: list[Account] = []
    for account in own:
        found = decided.decide(account, decisions)
        if found is None:
            continue
        standing_accounts.append(account)
        for d in found:
            t = _told(account, d)
            subject = d.statement.subject
            told[subject.role, d.statement.field].append(t)
            parts[subject.role, account.key.text, subject.item].append(t)

    values: list[StandingValue] = []
    chosen: dict[str, StandingValue] = {}
    for field in FIELDS:
        about = told.get(("mention", field), [])
        if field == "act":
            # a finer act below another family belongs to another reading of the event
            family = chosen["type"].value if "type" in chosen else None
            about = [t for t in about if str(t.value).split(".")[0] == family]
        if not about:
            continue
        for value in _values(field, about, figures, role="mention"):
            values.append(value)
            chosen.setdefault(field, value)
    values += rules.each("target", told.get(("target", "text"), []))
    values += rules.each("weapon", told.get(("weapon", "text"), []))

    parties = (
        *_parties("victim", parts, standing_accounts, figures),
        *_parties("perpetrator", parts, standing_accounts, figures),
    )
    values = _with_victims(values, parties, rule)
    event = chosen["date"].value if "date" in chosen else None
    return Standing(
        incident.id,
        tuple(values),
        parties,
        independence(standing_accounts, event if isinstance(event, str) else None).count,
    )


def _told(account: Account, d: decided.Decided) -> Told:
    text = account.source.text
    # figures of one speaker replace each other wherever they are quoted; else those of one outlet
    voice = f"speaker {fold(d.statement.speaker)}" if d.statement.speaker else None
    outlet = f"outlet {fold(text.metadata.publisher)}" if text.metadata.publisher else f"text {text.id}"
    when = d.statement.as_of or (text.metadata.published or "").split("T", 1)[0] or None
    return Told(d.statement, d.id, account.key, voice or outlet, days(when)[1], d.decision)


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
        others = [t for t in told if t.value not in (first.value, "unharmed", "unknown")]
        contradicting = tuple(t.id for t in told if t.id in first.against and t not in others)
        return [replace(first, against=contradicting), *rules.each("outcomes", others)]
    return [first]


def _parties(
    role: Role,
    parts: dict[tuple[Role, str, str], list[Told]],
    accounts: Sequence[Account],
    figures: _Rule,
) -> list[StandingParty]:
    names = {(a.key.text, p.id): p.name for a in accounts for p in a.parties if p.name}
    mine = [
        Part.of(PartyKey(text, item), role, told, names.get((text, item)))
        for (of, text, item), told in sorted(parts.items(), key=lambda t: t[0])
        if of == role and item
    ]
    found = []
    for group in bring_together(mine):
        by_field: dict[str, list[Told]] = defaultdict(list)
        for part in group:
            for t in part.told:
                by_field[t.statement.field].append(t)
        fields = [*(f for f in PARTY_FIELDS if f in by_field), *sorted(set(by_field).difference(PARTY_FIELDS))]
        values = tuple(value for f in fields for value in _values(f, by_field[f], figures, role))
        keys = tuple(sorted(part.key for part in group))
        found.append(StandingParty("victim" if role == "victim" else "perpetrator", keys, values))
    return sorted(found, key=lambda p: p.parties)


def _with_victims(values: list[StandingValue], parties: Sequence[StandingParty], rule: str) -> list[StandingValue]:
    """Reconcile the toll with the victims: three names among fourteen killed are three of the fourteen.

    A toll that nobody states is the number of victims who are said to have been killed; a range of tolls is widened
    where more people are named dead than it allows.
    """
    dead = [p for p in parties if p.role == "victim" and _outcome(p) == "killed"]
    if not dead:
        return values
    named = [p for p in dead if p.get("name")]
    at = next((n for n, v in enumerate(values) if v.field == "killed"), None)
    behind = partial(_behind_all, fields=("outcome", "count", "name"))
    if at is None:
        sizes = [_size(p) for p in dead]
        total = Count(
            sum(s.min for s in sizes),
            None if any(s.max is None for s in sizes) else sum(s.max or 0 for s in sizes),
        )
        toll = StandingValue("killed", total, "victims", behind(dead))
        position = next((n for n, v in enumerate(values) if v.field in ("injured", "method")), len(values))
        return [*values[:position], toll, *values[position:]]
    toll = values[at]
    stated = toll.value
    if (
        rule == "range" and toll.rule == "range" and isinstance(stated, Count)
        and stated.max is not None and len(named) > stated.max
    ):  # fmt: skip
        widened = Count(stated.min, len(named))
        values[at] = replace(toll, value=widened, behind=(*toll.behind, *behind(named)))
    return values


def _behind_all(parties: Sequence[StandingParty], fields: Sequence[str]) -> tuple[str, ...]:
    ids = [i for p in parties for f in fields if (v := p.get(f)) is not None for i in v.behind]
    return tuple(dict.fromkeys(ids))


def _outcome(party: StandingParty) -> object:
    found = party.get("outcome")
    return found.value if found else None


def _size(party: StandingParty) -> Count:
    if party.get("name"):
        return Count(1, 1)
    found = party.get("count")
    return found.value if found and isinstance(found.value, Count) else Count(1, 1)
