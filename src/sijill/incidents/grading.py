"""A grade of how well an incident is attested, after Airwars' grades of civilian harm, with all that it was made of.

The grades are those that Airwars publishes with its method; the rules are ours and use nothing but the standing: the
least number of independent origins, how blame stands, whom the victims were. A grade is worked out whenever it is
asked for and never kept.

Invariant: the same standing has the same grade, and every grade names its inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sijill.types import Standing, StandingParty
from sijill.values.folding import fold

GradeName: TypeAlias = Literal["confirmed", "fair", "weak", "contested", "discounted"]

#: independent origins from which on a report is more than one source's claim
TWO = 2
#: stances by which somebody is said to have done it
BLAMED = frozenset({"asserted", "alleged", "convicted", "claimed"})
#: statuses of victims that are no civilians
FIGHTING = frozenset({"combatant"})


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and its inputs."""

    name: GradeName
    #: why, in one clause
    why: str
    #: what it was made of: ("independent origins, at least", "2"), ("blamed", "…"), …
    inputs: tuple[tuple[str, str], ...]


def grade(standing: Standing) -> Grade:
    """Grade an incident.

    In this order: *discounted* where all victims of whom a status is told were combatants; *contested* where more than
    one named perpetrator is blamed or more than one claims it, each without the other being blamed too by the same
    reports; *confirmed* where a perpetrator claimed it or was convicted; *fair* with two or more independent origins;
    else *weak*.

    Args:
        standing: as it stands, or as the filter let it pass.
    """
    victims = [p for p in standing.parties if p.role == "victim"]
    perpetrators = [p for p in standing.parties if p.role == "perpetrator"]
    statuses = [s for p in victims if (s := _word(p, "status"))]
    blamed = {_called(p): p for p in perpetrators if _called(p) and _word(p, "status") in BLAMED}
    accepting = [name for name, p in blamed.items() if _word(p, "status") in ("claimed", "convicted")]
    denying = [_called(p) for p in perpetrators if "denied" in _stances(p)]
    reviewed = sum(bool(v.checked_by) for v in standing.values)
    reviewed += sum(bool(v.checked_by) for p in standing.parties for v in p.values)
    least = standing.independent.min
    inputs = (
        ("independent origins, at least", str(least)),
        ("blamed", "; ".join(sorted(blamed)) or "nobody by name"),
        ("claimed or convicted", "; ".join(sorted(accepting)) or "nobody"),
        ("denied by or for", "; ".join(sorted(d for d in denying if d)) or "nobody"),
        ("victims' statuses", "; ".join(sorted(set(statuses))) or "none told"),
        ("values checked by a person", str(reviewed)),
    )
    if statuses and set(statuses) <= FIGHTING and len(statuses) == len(victims):
        return Grade("discounted", "all victims stand as combatants", inputs)
    if len(accepting) > 1 or (len(blamed) > 1 and not accepting and _apart(list(blamed.values()))):
        return Grade("contested", "more than one is said to have done it", inputs)
    if accepting:
        return Grade("confirmed", "who did it claimed it or was convicted", inputs)
    if least >= TWO:
        return Grade("fair", f"{least} independent origins or more", inputs)
    return Grade("weak", "one independent origin for certain", inputs)


def _apart(parties: list[StandingParty]) -> bool:
    """Whether some two are blamed by different reports only: one report may blame two who acted together."""
    texts = [{k.text for k in p.parties} for p in parties]
    return any(not a & b for n, a in enumerate(texts) for b in texts[:n])


def _word(party: StandingParty, field: str) -> str | None:
    found = party.get(field)
    return found.value if found is not None and isinstance(found.value, str) else None


def _stances(party: StandingParty) -> set[str]:
    return {v.value for v in party.values if v.field == "status" and isinstance(v.value, str)}


def _called(party: StandingParty) -> str:
    name = _word(party, "name")
    return " ".join(name.split()) if name and fold(name).strip() else ""
