"""How much of what annotated articles tell a reader found, slot by slot, and how much it made up.

Incidents are aligned one to one within an article, by the assignment that makes the sum of agreeing slots greatest,
as MUC-4 aligned templates (Chinchor, "MUC-4 evaluation metrics", 1992). Two can be aligned only where their act
families belong together and something told agrees: date, city, a victim, a toll, a perpetrator or a weapon. Each
slot of an aligned pair is then right, made up or missing; an incident without partner is made up or missing whole.

* A date counts for what it tells (:func:`~sijill.evaluation.agreement.date_credit`); a toll half where only its lower
  bound agrees.
* Predicted incidents of scope "out" (ordinary crime, accidents) are left aside, as are aggregates that match nothing.
* Incidents marked optional, and with ``central`` those told in the background, are neither required nor punished.

Articles and predictions are mappings: ``{"id", "text", "incidents": [...]}`` with the fields of contract 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from random import Random
from typing import Any

from sijill.evaluation.agreement import Row, date_credit, pairs, plain, same_name, same_party, same_phrase
from sijill.evaluation.assignment import assign
from sijill.evaluation.intervals import Interval, draws, middle

#: act families that tell of the same thing
_GROUPS = {
    "killing": "kill", "attempted_killing": "kill",
    "armed_attack": "attack", "bombing": "attack", "aerial_attack": "attack", "shelling": "attack",
    "abduction": "liberty", "enforced_disappearance": "liberty", "detention": "liberty",
    "torture": "hurt", "assault": "hurt", "sexual_violence": "hurt",
    "property_destruction": "property", "legal_action": "law",
}  # fmt: skip
#: groups between which careful people choose differently: aligned, without credit for the type
_NEAR = frozenset(
    frozenset(pair)
    for pair in (
        ("kill", "attack"), ("hurt", "kill"), ("hurt", "liberty"), ("raid", "liberty"), ("raid", "attack"),
        ("law", "liberty"), ("property", "attack"), ("hurt", "attack"),
    )
)  # fmt: skip

#: what is scored of an incident, in the order of the table
SLOTS = (
    "type", "date", "city", "country", "victim_name", "victim", "outcome", "victim_age", "victim_sex", "killed",
    "injured", "perpetrator", "perpetrator_name", "according_to", "weapon",
)  # fmt: skip
#: one of these must agree where any of them is told
_TELLING = ("date", "city", "victim", "killed", "injured", "perpetrator", "weapon")
#: worth of a pair whose families are of one group, in slots
SAME_GROUP = 0.5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values were right, how many were said and how many there are."""

    right: float = 0.0
    said: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.said + other.said, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of what was said that is right; 0 where nothing was said."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 where there is nothing."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Tallies = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Part:
    """One incident of an article, told or found or both, and what its slots are worth."""

    #: which annotated incident; None: made up
    gold: int | None
    #: which predicted one; None: missed
    said: int | None
    #: "incident" and each of SLOTS
    told: Tallies


def micro(told: Tallies) -> Tally:
    """All slots together."""
    return sum((told[name] for name in SLOTS), Tally())


# ---------------------------------------------------------------------------------------------------------
# Slots of one pair


def slots(gold: Row, said: Row) -> dict[str, Tally]:
    """Each slot of two aligned incidents."""
    told: dict[str, Tally] = {"type": Tally(float(said.get("type") in _types(gold)), 1, 1)}
    told["date"] = _one(gold.get("date"), said.get("date"), date_credit)
    here, there = gold.get("place") or {}, said.get("place") or {}
    told["city"] = _one(here.get("city"), there.get("city"), _same_city)
    told["country"] = _one(here.get("country"), there.get("country"), lambda a, b: float(plain(a) == plain(b)))
    victims = gold.get("victims") or [], said.get("victims") or []
    told["victim_name"] = _several(*_with("name", *victims), _same_names)
    told["victim"] = _several(*victims, same_party)
    told["outcome"] = _several(*victims, _and("outcome"))
    for name in ("age", "sex"):
        told[f"victim_{name}"] = _several(*_with(name, *victims), _and(name))
    for name in ("killed", "injured"):
        told[name] = _one(_toll(gold.get(name)), _toll(said.get(name)), _toll_credit)
    blamed = _with(("name", "description"), gold.get("perpetrators") or [], said.get("perpetrators") or [])
    told["perpetrator"] = _several(*blamed, same_party)
    told["perpetrator_name"] = _several(*_with("name", *blamed), _same_names)
    told["according_to"] = _several(*_with("according_to", *blamed), _same_accuser)
    told["weapon"] = _several(_weapons(gold), _weapons(said), same_phrase)
    return told


def _one(gold: Any, said: Any, credit: Callable[[Any, Any], float]) -> Tally:
    return Tally(credit(gold, said) if gold and said else 0.0, float(bool(said)), float(bool(gold)))


def _several(gold: Sequence[Any], said: Sequence[Any], same: Callable[[Any, Any], bool]) -> Tally:
    return Tally(pairs(gold, said, same), len(said), len(gold))


def _with(names: str | tuple[str, ...], gold: Sequence[Row], said: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The entries of both lists that tell one of the named values."""
    wanted = (names,) if isinstance(names, str) else names

    def told(rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if any(row.get(name) for name in wanted)]

    return told(gold), told(said)


def _types(gold: Row) -> list[Any]:
    """The family annotated, and the others that careful people would accept."""
    return [gold.get("type"), *(gold.get("type_alt") or ())]


def _same_city(gold: str, said: str) -> float:
    return float(plain(gold) == plain(said) or same_name(gold, said))


def _same_names(gold: Row, said: Row) -> bool:
    return same_name(gold["name"], said["name"])


def _and(name: str) -> Callable[[Row, Row], bool]:
    return lambda gold, said: same_party(gold, said) and gold.get(name) == said.get(name)


def _same_accuser(gold: Row, said: Row) -> bool:
    return same_party(gold, said) and same_phrase(gold["according_to"], said["according_to"])


def _weapons(incident: Row) -> list[str]:
    return [w["text"] if isinstance(w, Mapping) else w for w in incident.get("weapons") or ()]


def _toll(told: Row | None) -> tuple[int | None, int | None] | None:
    """The bounds of a toll; none and zero are no toll."""
    least, most = (told or {}).get("min"), (told or {}).get("max")
    return (least, most) if least or most else None


def _toll_credit(gold: tuple[int, int | None], said: tuple[int, int | None]) -> float:
    return 0.5 * (gold[0] == said[0]) + 0.5 * (gold == said)


# ---------------------------------------------------------------------------------------------------------
# Alignment


def affinity(gold: Row, said: Row) -> float:
    """What two incidents are worth as a pair; below 0: they cannot be the same."""
    group = _GROUPS.get(str(said.get("type")), said.get("type"))
    groups = {_GROUPS.get(str(name), name) for name in _types(gold)}
    if group not in groups and not any(frozenset((other, group)) in _NEAR for other in groups):
        return -1.0
    told = slots(gold, said)
    if not any(told[name].right for name in _TELLING):
        # nothing agrees: only a gold incident that tells no more than a country may be meant
        bare = not any(told[name].gold for name in _TELLING)
        if not (bare and told["country"].right):
            return -1.0
    return SAME_GROUP * (group in groups) + sum(tally.right for tally in told.values())


def align(gold: Sequence[Row], said: Sequence[Row]) -> list[tuple[int, int]]:
    """Which annotated incident (first) is which predicted one (second)."""
    worth = [[affinity(one, other) for other in said] for one in gold]
    return [(row, column) for row, column in assign(worth) if worth[row][column] > 0]


# ---------------------------------------------------------------------------------------------------------
# Articles


def parts(gold: Sequence[Row], said: Sequence[Row], *, central: bool = False) -> list[Part]:
    """One article, incident by incident: the pairs, then what is missing, then what is made up.

    Args:
        gold: its annotated incidents.
        said: what a reader found, without what it holds to be out of scope.
        central: whether incidents told in the background are left aside.

    Returns:
        What counts; incidents that are neither required nor punished are not among them.
    """

    def spared(incident: Row) -> bool:
        return bool(incident.get("optional")) or (central and not incident.get("central", True))

    found = align(gold, said)
    paired_gold, paired_said = {row for row, _ in found}, {column for _, column in found}
    told = [
        Part(row, column, {"incident": Tally(1, 1, 1), **slots(gold[row], said[column])})
        for row, column in found
        if not spared(gold[row])
    ]
    for number, missing in enumerate(gold):
        if number not in paired_gold and not spared(missing):
            whole = {name: Tally(gold=value.gold) for name, value in slots(missing, {}).items()}
            told.append(Part(number, None, {"incident": Tally(gold=1), **whole}))
    for number, extra in enumerate(said):
        if number not in paired_said and extra.get("kind") != "aggregate":
            whole = {name: Tally(said=value.said) for name, value in slots({}, extra).items()}
            told.append(Part(None, number, {"incident": Tally(said=1), **whole}))
    return told


def tally(gold: Sequence[Row], said: Sequence[Row], *, central: bool = False) -> dict[str, Tally]:
    """One article: "incident" and each slot; arguments as of :func:`parts`."""
    return total(part.told for part in parts(gold, said, central=central))


def total(each: Iterable[Tallies]) -> dict[str, Tally]:
    """The sum of several: "incident" and each slot."""
    summed = dict.fromkeys(("incident", *SLOTS), Tally())
    for told in each:
        for name, value in told.items():
            summed[name] += value
    return summed


def intervals(each: Sequence[Tallies], times: int, chance: Random | None = None) -> dict[str, Interval]:
    """Intervals of the F1 of "incident", of each slot and of "all", over articles.

    Args:
        each: every article's tallies.
        times: how often the articles are drawn anew; 0: no intervals.
        chance: where the draws come from; a fixed seed if left out.
    """
    if not each or not times:
        return {}
    columns = {name: [told[name] for told in each] for name in ("incident", *SLOTS)}
    columns["all"] = [micro(told) for told in each]
    # plain columns of numbers: thousands of sums, each over all articles
    numbers = {name: [[t.right for t in c], [t.said for t in c], [t.gold for t in c]] for name, c in columns.items()}
    values: dict[str, list[float]] = {name: [] for name in columns}
    for weights in draws(len(each), times, chance):
        for name, column in numbers.items():
            values[name].append(Tally(*(sumprod(weights, part) for part in column)).f1)
    return {name: middle(drawn) for name, drawn in values.items()}


def sumprod(weights: Sequence[int], values: Sequence[float]) -> float:
    """The sum of values, each as often as its weight says (:func:`math.sumprod` comes with Python 3.12)."""
    return float(sum(map(mul, weights, values)))
