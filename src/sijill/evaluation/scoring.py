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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sijill.evaluation.agreement import Row, date_credit, pairs, plain, same_name, same_party, same_phrase
from sijill.evaluation.assignment import assign

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
class Interval:
    """The middle 95 % of what resampled articles give."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What came out."""

    #: "incident" and each of SLOTS
    slots: Tallies
    #: number of articles
    articles: int
    #: articles without incident
    negatives: int
    #: of them, those in which the reader found none
    quiet: int
    #: intervals of the F1 of incidents and of all slots; None where nothing was resampled
    incident_interval: Interval | None = None
    micro_interval: Interval | None = None

    @property
    def micro(self) -> Tally:
        """All slots together."""
        return _micro(self.slots)


def _micro(slots: Tallies) -> Tally:
    return sum((slots[name] for name in SLOTS), Tally())


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


def tally(gold: Sequence[Row], said: Sequence[Row], *, central: bool = False) -> dict[str, Tally]:
    """One article: "incident" and each slot.

    Args:
        gold: its annotated incidents.
        said: what a reader found, without what it holds to be out of scope.
        central: whether incidents told in the background are left aside.
    """

    def spared(incident: Row) -> bool:
        return bool(incident.get("optional")) or (central and not incident.get("central", True))

    found = align(gold, said)
    total = dict.fromkeys(("incident", *SLOTS), Tally())

    def count(told: Tallies) -> None:
        for name, value in told.items():
            total[name] += value

    for row, column in found:
        if not spared(gold[row]):
            count({"incident": Tally(1, 1, 1), **slots(gold[row], said[column])})
    paired_gold, paired_said = {row for row, _ in found}, {column for _, column in found}
    for number, missing in enumerate(gold):
        if number not in paired_gold and not spared(missing):
            whole = slots(missing, {})
            count({"incident": Tally(gold=1), **{name: Tally(gold=value.gold) for name, value in whole.items()}})
    for number, extra in enumerate(said):
        if number not in paired_said and extra.get("kind") != "aggregate":
            whole = slots({}, extra)
            count({"incident": Tally(said=1), **{name: Tally(said=value.said) for name, value in whole.items()}})
    return total


def predictions(lines: Iterable[Row]) -> dict[str, list[Row]]:
    """What a reader found in each article, by the article's id.

    Args:
        lines: ``{"id", "incidents"}``, or readings of contract 1, whose ``source.uri`` is the id.
    """
    found: dict[str, list[Row]] = {}
    for line in lines:
        name = line.get("id") or (line.get("source") or {}).get("uri")
        found[str(name)] = [i for i in line.get("incidents") or () if i.get("scope") != "out"]
    return found


def score(
    articles: Sequence[Row],
    found: Mapping[str, Sequence[Row]],
    *,
    central: bool = False,
    resamplings: int = 0,
    chance: Random | None = None,
) -> Scores:
    """A reader's findings against annotated articles.

    Args:
        articles: the annotated articles.
        found: what the reader found, from :func:`predictions`; an article that it does not have counts as read in
            silence.
        central: score only the incidents that articles are about.
        resamplings: how often the articles are drawn anew for the intervals (percentile bootstrap, Efron 1979).
        chance: where the draws come from; a fixed seed if left out.
    """
    each = [tally(a.get("incidents") or (), found.get(str(a["id"])) or (), central=central) for a in articles]
    negative = [article for article in articles if not article.get("incidents")]
    intervals = _bootstrap(each, resamplings, chance or Random(1)) if resamplings and each else (None, None)  # noqa: S311 - no secret
    return Scores(
        slots=_sum(each),
        articles=len(articles),
        negatives=len(negative),
        quiet=sum(not found.get(str(article["id"])) for article in negative),
        incident_interval=intervals[0],
        micro_interval=intervals[1],
    )


def _sum(each: Iterable[Tallies]) -> dict[str, Tally]:
    total = dict.fromkeys(("incident", *SLOTS), Tally())
    for told in each:
        for name, value in told.items():
            total[name] += value
    return total


def _bootstrap(each: Sequence[Tallies], times: int, chance: Random) -> tuple[Interval, Interval]:
    """Intervals of the F1 of incidents and of all slots."""
    pooled = [(told["incident"], _micro(told)) for told in each]
    incidents, micros = [], []
    for _ in range(times):
        drawn = chance.choices(pooled, k=len(pooled))
        incidents.append(sum((one for one, _ in drawn), Tally()).f1)
        micros.append(sum((two for _, two in drawn), Tally()).f1)
    return _middle(incidents), _middle(micros)


def _middle(values: list[float]) -> Interval:
    ordered = sorted(values)
    last = len(ordered) - 1

    def at(share: float) -> float:
        place = share * last
        low = int(place)
        high = min(low + 1, last)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return Interval(at(0.025), at(0.975))


def table(scores: Scores) -> Iterator[str]:
    """The scores as lines to show."""
    yield f"{scores.articles} articles, {scores.negatives} without incident ({scores.quiet} left quiet)"
    yield f"{'slot':18}{'P':>7}{'R':>7}{'F1':>7}{'right':>8}{'said':>8}{'gold':>8}"
    for name, value in scores.slots.items():
        figures = f"{value.precision:7.3f}{value.recall:7.3f}{value.f1:7.3f}"
        yield f"{name:18}{figures}{value.right:8.1f}{value.said:8.0f}{value.gold:8.0f}"
    micro = scores.micro
    yield f"{'all slots (micro)':18}{micro.precision:7.3f}{micro.recall:7.3f}{micro.f1:7.3f}"
    if scores.incident_interval and scores.micro_interval:
        one, two = scores.incident_interval, scores.micro_interval
        yield (f"95 % interval: incident F1 {one.low:.3f}-{one.high:.3f}, all slots F1 {two.low:.3f}-{two.high:.3f}")
