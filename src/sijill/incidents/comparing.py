"""Whether two accounts tell of one event: one comparison for each field, each with its weight and its words.

The weights are logarithms of odds (natural): how much likelier is what is seen if the two are one event than if they
are two (Fellegi and Sunter 1969). They are set by reasoning about how reports err, not learnt from a collection, and
are added to the odds that any two candidates start with. Invariant: `compare(a, b)` equals `compare(b, a)`; what is
not stated weighs nothing.

A name weighs what it means: one is killed once, but may be threatened often. Two accounts are never compared into
one where the acts are of another nature (a threat and the killing after it), or where one is a total over many events.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from sijill.incidents.profile import LETHAL, NAMED, Person, Profile, near, rarity_of
from sijill.types import Count
from sijill.values import names

#: log-odds with which two candidates start: about 1 in 150 pairs that share a place and a month, or a name's key,
#: tell of one event
PRIOR = -5.0

#: a full name in common: one is killed once, abducted seldom, arrested or sued or threatened more often
NAME_KILLED, NAME_TAKEN, NAME_OTHER = 8.0, 6.0, 4.5
#: a single part of a name in common
NAME_PART_KILLED, NAME_PART_OTHER = 4.0, 3.0
#: each further name in common, at most two count
NAME_FURTHER = 2.0
#: both name all their victims and no name is common; only one does; neither does
NAMES_DIFFER, NAMES_DIFFER_PARTLY, NAMES_DIFFER_OPENLY = -8.0, -2.0, -0.5
#: least probability of `names.compare` that counts for, and the greatest that counts against
NAME_SAME, NAME_OTHER_PERSON = 0.5, 0.3
#: what `names.compare` gives at most where one of the names is a single part: the least that counts, the full weight
PART_SAME, PART_FULL = 0.3, 0.6
#: where one killed victim is named alike, a wrong date or place contradicts no more than this: one of them is forgiven,
#: both together are not, for then it is a namesake
FORGIVEN = -2.0

#: what the same day weighs at most where no place finer than a country is shared
DATE_ALONE = 3.0

#: the same city is named; the same first-level division; the same country
CITY, ADMIN1, COUNTRY = 2.5, 1.3, 0.5
#: one of the cities may stand for the division, whose name it bears
CITY_OR_ADMIN1 = 0.3
#: another city of the same division, of another, another division, another country
CITY_DIFFERS, FAR_CITY_DIFFERS, ADMIN1_DIFFERS, COUNTRY_DIFFERS = -1.5, -4.0, -3.0, -5.0
#: points closer than this, in km, are one place to reporters
SAME_PLACE_KM, NEARBY_KM = 12.0, 40.0

#: what a name or an age counts among words; least size of what is compared, in words
PROPER_WEIGHT, FEW_WORDS = 3, 6
#: share of words in common from which on it speaks for one event
OVERLAP = 0.12
#: the greatest weights of words
WORDS_SHARED, WORDS_DIFFER = 4.5, -0.9
#: A reading that is not sure of a mention is not sure of its values either: in 1,700 news reports of shootings, date,
#: place and names of victims of mentions found with 0.7 to 0.95 deserved a fifth to a third of their weights (logistic
#: regression on 1,098 pairs of one shooting among 19,000 of two within weeks); in reports of political violence, which
#: the reader was made for, discounting them so much lost one pair in five. Weights are taken times the product of both
#: confidences to this power, and no less than two fifths
RELIABLE, LEAST_RELIABLE = 3, 0.4
#: What two readings that are not sure have instead: what the share of names, ages and numbers adds (its root and
#: itself), what their number adds, and what is taken off, by the same regression; the greatest weights
SHARE_ROOT, SHARE, SHARED, SHARED_NONE = 3.0, 3.0, 1.4, 1.5
UNSURE_SHARED, UNSURE_DIFFER = 9.0, -2.5
#: what a week between the days of publication takes off, and more than a month
WEEK_APART, MONTH_APART = -2.5, -1.5
#: two reports of one story are foremost about one event: weights if both mentions are the surest of their texts, and if
#: one is; share of names from which on two reports are one story
LEADS, LEADS_ASIDE, ONE_STORY = 1.0, -7.0, 0.3
#: from this weight on a contradiction is worth a vote when clusters are compared
CONTRADICTION = -1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field says about two accounts being one."""

    field: str
    left: str
    right: str
    #: added to the log-odds; above zero speaks for one event
    weight: float
    #: what was compared, in words fit to show
    explanation: str

    def __str__(self) -> str:
        return f"{self.field} {self.weight:+.1f}: {self.left} / {self.right} ({self.explanation})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How likely two accounts tell of one event, and why."""

    #: 0.0 where they cannot be one
    probability: float
    #: natural logarithm of the odds; -inf where they cannot be one
    log_odds: float
    reasons: tuple[Reason, ...]

    @property
    def contradicted(self) -> bool:
        """Whether a field speaks clearly against: a pair without that and without support is merely silent."""
        return any(r.weight <= CONTRADICTION for r in self.reasons)


def bars(a: Profile, b: Profile) -> str | None:
    """Why two accounts can never be one event whatever else they say, or None."""
    if a.aggregate or b.aggregate:
        return "a total over many events is no event"
    if not near(a.group, b.group):
        return f"{a.family} and {b.family} are events of their own, even to one victim"
    return None


@lru_cache(maxsize=400_000)
def _same_name(a: str, b: str) -> float:
    return 1.0 if a == b else names.compare(a, b).probability


def _probability(a: str, b: str) -> float:
    return _same_name(a, b) if a <= b else _same_name(b, a)


def _matches(a: Profile, b: Profile) -> list[tuple[float, int, int]]:
    """Names in common, best first, each name in at most one."""
    pairs = sorted(
        (
            (-p, i, j)
            for i, x in enumerate(a.people)
            for j, y in enumerate(b.people)
            if _may_match(x, y)
            if (p := _probability(x.name, y.name)) >= (NAME_SAME if x.full and y.full else PART_SAME)
        ),
        key=lambda t: (t[0], min(t[1], t[2]), max(t[1], t[2])),
    )
    left: set[int] = set()
    right: set[int] = set()
    found = []
    for p, i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            found.append((-p, i, j))
    return found


def _victims(a: Profile, b: Profile) -> float | None:
    """the names of the victims"""
    if not a.people or not b.people:
        return None
    found = _matches(a, b)
    if found:
        return max(_name_weight(a, b, match) for match in found) + NAME_FURTHER * min(len(found) - 1, 2)
    if a.all_named and b.all_named:
        weight = NAMES_DIFFER
    elif a.all_named or b.all_named:
        weight = NAMES_DIFFER_PARTLY
    else:
        weight = NAMES_DIFFER_OPENLY
    # between "another person" and "the same" lies doubt, which weighs less
    closest = max((_probability(x.name, y.name) for x in a.people for y in b.people if _may_match(x, y)), default=0.0)
    doubt = max(0.0, closest - NAME_OTHER_PERSON) / (NAME_SAME - NAME_OTHER_PERSON)
    return weight * (1 - min(1.0, doubt))


def _may_match(x: Person, y: Person) -> bool:
    return bool(x.keys & y.keys) or not (x.keys and y.keys)


def _name_weight(a: Profile, b: Profile, match: tuple[float, int, int]) -> float:
    p, i, j = match
    x, y = a.people[i], b.people[j]
    killed = x.killed and y.killed and _lethal(a, b)
    # a name that is only likely the same weighs the less the less likely it is
    if x.full and y.full:
        weight = NAME_KILLED if killed else NAME_TAKEN if a.group == b.group == "liberty" else NAME_OTHER
        return weight * (p - NAME_SAME) / (1 - NAME_SAME)
    return (NAME_PART_KILLED if killed else NAME_PART_OTHER) * min(1.0, p / PART_FULL)


def _lethal(a: Profile, b: Profile) -> bool:
    return a.group in LETHAL and b.group in LETHAL


def _shown_victims(a: Profile, b: Profile) -> tuple[str, str]:
    found = _matches(a, b)
    if not found:
        return _listed(a), _listed(b)
    _, i, j = max(found, key=lambda match: _name_weight(a, b, match))
    return a.people[i].name, b.people[j].name


def _listed(a: Profile) -> str:
    named = ", ".join(p.name for p in a.people[:3])
    return f"{named}, …" if len(a.people) > 3 else named


def _dates(a: Profile, b: Profile) -> float | None:
    """the days on which it can have happened"""
    if a.yearless or b.yearless:
        return _yearless(a, b)
    if a.dated and b.dated:
        gap = _gap(a, b)
        if gap <= 0:
            open_days = max(a.length or 3650, b.length or 3650)
            # 4.6 for one and the same day, 2.2 for the same month, 0.5 for the same year
            return max(0.0, 0.7 * math.log(730 / open_days))
        if (a.length or 99) <= 3 and (b.length or 99) <= 3:
            # reports are a day off for the night, the time zone, the day of publication
            weight = 1.5 if gap <= 1 else 0.0 if gap <= 2 else -1.0 if gap <= 3 else -2.5 if gap <= 7 else -4.5
        else:
            # a month or season told from memory is often its neighbour
            weight = -1.5 if gap <= 31 else -3.5
        return min(weight, -6.0) if gap > 366 else min(weight, -5.0) if gap > 62 else weight
    return _news(a, b)


def _news(a: Profile, b: Profile) -> float | None:
    # one of the two is undated: what it tells was over when it was published, and news tells of news
    if a.dated or b.dated:
        dated, other = (a, b) if a.dated else (b, a)
        first = dated.days[0] or dated.days[1]
        if other.published is None or first is None:
            return None
        after = (other.published - first).days
        return -5.0 if after < -1 else 1.0 if after <= 7 else None
    if a.published and b.published and abs((a.published - b.published).days) <= 3:
        return 1.0
    return None


def _shown_days(a: Profile) -> str:
    if a.yearless:
        month, day = a.yearless
        return f"month {month}, day {day or '?'}, no year"
    if not a.dated:
        return f"no date, published {a.published or '?'}"
    first, last = a.days
    return f"{first}" if first == last else f"{first or '..'}/{last or '..'}"


def _gap(a: Profile, b: Profile) -> int:
    """Days between the end of one and the beginning of the other; 0 or less where they overlap."""
    (a1, a2), (b1, b2) = a.days, b.days
    return max(
        (b1 - a2).days if b1 and a2 else 0,
        (a1 - b2).days if a1 and b2 else 0,
    )


def _yearless(a: Profile, b: Profile) -> float | None:
    # compare in a leap year, round the turn of the year
    spans = []
    for x in (a, b):
        if x.yearless:
            month, day = x.yearless
            try:
                first = date(2000, month, day or 1)
            except ValueError:
                return None
            spans.append((first.timetuple().tm_yday, 1 if day else 31))
        elif x.dated and x.length is not None and x.length <= 62 and x.days[0]:
            spans.append((x.days[0].replace(year=2000).timetuple().tm_yday, x.length))
        else:
            return None
    (s, m), (t, n) = spans
    gap = min(max(t + k - (s + m - 1), s - (t + k + n - 1)) for k in (-366, 0, 366))
    if gap <= 0:
        return 3.0 if max(m, n) <= 3 else 1.2
    return 0.8 if gap == 1 and max(m, n) <= 3 else -1.0 if gap <= 31 and max(m, n) > 3 else -3.0


def _places(a: Profile, b: Profile) -> float | None:
    """the place, as finely as both tell it"""
    if a.country and b.country and a.country != b.country:
        return COUNTRY_DIFFERS
    if a.city and b.city:
        if a.city == b.city or fuzz.ratio(a.city, b.city) >= 85:
            return CITY
        if a.admin1 and a.admin1 == b.admin1 and a.admin1 in (a.city, b.city):
            return CITY_OR_ADMIN1
        distance = _kilometres(a, b)
        if distance is not None:
            if distance <= SAME_PLACE_KM:
                return CITY - 0.5
            return 0.3 if distance <= NEARBY_KM else CITY_DIFFERS if distance <= 2 * NEARBY_KM else FAR_CITY_DIFFERS
        return CITY_DIFFERS if a.admin1 and a.admin1 == b.admin1 else FAR_CITY_DIFFERS
    if a.admin1 and b.admin1:
        return ADMIN1 if fuzz.ratio(a.admin1, b.admin1) >= 85 else ADMIN1_DIFFERS
    if a.country and b.country:
        return COUNTRY
    return None


def _shown_place(a: Profile) -> str:
    return ", ".join(part for part in (a.city, a.admin1, a.country) if part) or "no place"


def _kilometres(a: Profile, b: Profile) -> float | None:
    if not (a.point and b.point):
        return None
    (y1, x1), (y2, x2) = a.point, b.point
    y1, x1, y2, x2 = map(math.radians, (y1, x1, y2, x2))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def _families(a: Profile, b: Profile) -> float | None:
    """what was done"""
    weight = 1.0 if a.family == b.family else 0.4 if a.group == b.group else -0.7
    if a.act and b.act and a.family == b.family:
        weight += 0.5 if a.act == b.act else -0.4
    return weight


def _toll(x: Count | None, y: Count | None) -> float | None:
    if x is None or y is None:
        return None
    low, high = (x, y) if (x.min, x.max or 0) <= (y.min, y.max or 0) else (y, x)
    if high.min == 0:
        return 0.0
    top = low.min if low.max is None else low.max
    if top >= high.min:
        # the more people, the less likely that two events cost as many
        return min(2.0, 0.3 + 0.5 * math.log(max(1, min(high.min, top))))
    if low.max is None and low.min:
        # "at least fourteen" does not contradict twenty-five, but speaks for it the less the more it is outrun
        return max(-2.0, 0.5 - 0.8 * math.log(high.min / low.min))
    if top == 0:
        return -2.0
    ratio = high.min / top
    # tolls rise by a half in the first day or two
    return 0.5 if ratio <= 1.5 and high.min >= 3 else -0.3 if ratio <= 2 else max(-4.0, -1.2 * math.log(ratio))


def _killed(a: Profile, b: Profile) -> float | None:
    """how many were killed"""
    if a.killed and b.killed:
        return _toll(a.killed, b.killed)
    # who tells of one victim may leave the others out: that tolls differ then says less, that they agree says nothing
    weight = _toll(a.killed or a.dead, b.killed or b.dead)
    return 0.6 * weight if weight is not None and weight < 0 else None


def _injured(a: Profile, b: Profile) -> float | None:
    """how many were injured"""
    weight = _toll(a.injured, b.injured)
    return None if weight is None else 0.5 * weight


def _shown(count: Count | None) -> str:
    if count is None:
        return "?"
    return str(count.min) if count.min == count.max else f"{count.min} to {'?' if count.max is None else count.max}"


def _targets(a: Profile, b: Profile) -> float | None:
    """what was hit"""
    if not a.targets or not b.targets:
        return None
    best = max(len(x & y) / min(len(x), len(y)) for x in a.targets for y in b.targets)
    return 2.0 * best if best else -0.5


def _words(words: Iterable[str]) -> str:
    return " ".join(sorted(words)[:6])


def _perpetrators(a: Profile, b: Profile) -> float | None:
    """the named perpetrators"""
    if not a.perpetrators or not b.perpetrators:
        return None
    same = any(_probability(x, y) >= 0.7 for x in a.perpetrators[:10] for y in b.perpetrators[:10])
    # blame differs from report to report: that alone is no contradiction
    return 1.0 if same else -0.3


def _methods(a: Profile, b: Profile) -> float | None:
    """how it was done"""
    if not a.methods or not b.methods:
        return None
    return 0.7 if a.methods & b.methods else -0.4


def _who(a: Profile, b: Profile) -> float | None:
    """occupation, age and sex of the victims"""
    weight = 0.0
    if a.occupations and b.occupations:
        weight += 0.5 if a.occupations & b.occupations else -0.5
    if a.harmed == 1 and b.harmed == 1:
        if a.ages and b.ages:
            apart = min(abs(x - y) for x in a.ages for y in b.ages)
            weight += 1.5 if apart == 0 else 0.3 if apart <= 1 else -1.5
        if a.sexes and b.sexes and a.sexes.isdisjoint(b.sexes):
            weight -= 2.0
    return weight or None


def _shown_who(a: Profile) -> str:
    return " ".join([*sorted(a.occupations), *map(str, sorted(a.ages)), *sorted(a.sexes)]) or "?"


def _evidence(a: Profile, b: Profile) -> float | None:
    """the telling words, names, ages and numbers of the sentences and around them"""
    trust = reliability(a, b)
    weight = _overlapping(a, b) if a.language == b.language else None
    if trust == 1.0 or len(a.proper) < NAMED or len(b.proper) < NAMED:
        return weight
    shared, share = _in_common(a, b)
    unsure = SHARE_ROOT * math.sqrt(share) + SHARE * share + SHARED * math.log1p(shared) - SHARED_NONE
    return trust * (weight or 0.0) + (1 - trust) * max(UNSURE_DIFFER, min(UNSURE_SHARED, unsure))


def wordy(a: Profile) -> bool:
    """Whether enough words are told to compare them."""
    return _extent(a) >= FEW_WORDS


def _extent(a: Profile) -> int:
    return len(a.words) + PROPER_WEIGHT * len(a.proper)


def _overlapping(a: Profile, b: Profile) -> float | None:
    if not wordy(a) or not wordy(b):
        return None
    sizes = [_extent(x) for x in (a, b)]
    shared = len(a.words & b.words) + PROPER_WEIGHT * len(a.proper & b.proper)
    overlap = shared / math.sqrt(sizes[0] * sizes[1])
    if overlap >= OVERLAP:
        return min(WORDS_SHARED, 0.3 + 35 * (overlap - OVERLAP))
    # a text that only recalls the event has words of its own around it: that little is shared says little
    return max(WORDS_DIFFER, 14 * (overlap - OVERLAP)) if min(sizes) >= 3 * FEW_WORDS else None


def reliability(a: Profile, b: Profile) -> float:
    """What share of its weight a field has, between LEAST_RELIABLE and 1, 1 where both readings are certain."""
    return max(LEAST_RELIABLE, (a.confidence * b.confidence) ** RELIABLE)


def _lead(a: Profile, b: Profile) -> float | None:
    """whether both texts are foremost about it"""
    trust = reliability(a, b)
    # where both name victims, the names say which event it is
    if trust == 1.0 or a.lead is None or b.lead is None or not (a.lead or b.lead) or (a.people and b.people):
        return None
    story = min(1.0, _in_common(a, b)[1] / ONE_STORY)
    return (1 - trust) * story * (LEADS if a.lead and b.lead else LEADS_ASIDE)


def _in_common(a: Profile, b: Profile) -> tuple[float, float]:
    """How much the names, ages and numbers in common are, and what share of all: the cosine, weighted by rarity."""
    shared = sum(rarity_of(word) ** 2 for word in a.proper & b.proper)
    return shared, shared / (a.told * b.told) if shared else 0.0


def _publication(a: Profile, b: Profile) -> float | None:
    """the days between the publications of two readings that are not sure"""
    trust = reliability(a, b)
    if trust == 1.0 or a.published is None or b.published is None:
        return None
    apart = abs((a.published - b.published).days)
    return (1 - trust) * (WEEK_APART * min(apart, 7) / 7 + (MONTH_APART if apart > 30 else 0.0))


#: every comparison but that of the names, by the name of the field it is about; its docstring is the explanation that
#: people see
FIELDS: dict[str, Callable[[Profile, Profile], float | None]] = {
    "date": _dates,
    "place": _places,
    "type": _families,
    "killed": _killed,
    "injured": _injured,
    "target": _targets,
    "perpetrator": _perpetrators,
    "method": _methods,
    "description": _who,
    "evidence": _evidence,
    "published": _publication,
    "lead": _lead,
}
#: what is not weighed by how sure the readings are of themselves
_TEXTUAL = frozenset({"evidence", "published", "lead"})

#: what is shown of the field on one side, where the other side does not matter
_SHOWN: dict[str, Callable[[Profile], str]] = {
    "date": _shown_days,
    "place": _shown_place,
    "type": lambda a: a.act or a.family,
    "killed": lambda a: _shown(a.killed or a.dead),
    "injured": lambda a: _shown(a.injured),
    "target": lambda a: "; ".join(map(_words, a.targets[:2])),
    "perpetrator": lambda a: ", ".join(a.perpetrators[:2]),
    "method": lambda a: _words(a.methods),
    "description": _shown_who,
    "published": lambda a: str(a.published or "?"),
    "lead": lambda a: "foremost" if a.lead else "besides",
}


def log_odds(a: Profile, b: Profile) -> tuple[float, bool]:
    """The log-odds that two accounts are one event, and whether a field speaks clearly against: `compare`, bare.

    Names, which are dear to compare, are left out where even the same name could not make one event of two.
    """
    if bars(a, b):
        return -math.inf, True
    weights = _others(a, b)
    if a.people and b.people:
        best = NAME_KILLED if _lethal(a, b) else NAME_TAKEN
        best += NAME_FURTHER * min(2, len(a.people) - 1, len(b.people) - 1)
        best *= reliability(a, b)
        if PRIOR + best + sum(_forgiven(weights, best, a, b).values()) > 0:
            weights = _with_names(weights, a, b)
    return PRIOR + sum(weights.values()), any(w <= CONTRADICTION for w in weights.values())


def _others(a: Profile, b: Profile) -> dict[str, float]:
    weights = {field: weight for field, weigh in FIELDS.items() if (weight := weigh(a, b)) is not None}
    # on one day much happens in a country
    if weights.get("date", 0.0) > DATE_ALONE and 0.0 <= weights.get("place", 0.0) <= COUNTRY:
        weights["date"] = DATE_ALONE
    trust = reliability(a, b)
    if trust < 1.0:
        weights = {field: weight if field in _TEXTUAL else trust * weight for field, weight in weights.items()}
    return weights


def _with_names(weights: dict[str, float], a: Profile, b: Profile) -> dict[str, float]:
    named = _victims(a, b)
    if named is None:
        return weights
    named *= reliability(a, b)
    return {**_forgiven(weights, named, a, b), "victim": named}


def _forgiven(weights: dict[str, float], named: float, a: Profile, b: Profile) -> dict[str, float]:
    """One is killed once: who bears the same full name was killed by the same act, whatever date the report has."""
    if named <= NAME_OTHER or not _lethal(a, b):
        return weights
    return {f: max(w, FORGIVEN) if f in ("date", "place") else w for f, w in weights.items()}


def compare(a: Profile, b: Profile) -> Comparison:
    """How likely two accounts tell of one event, with the reasons, weightiest first."""
    why = bars(a, b)
    if why:
        return Comparison(0.0, -math.inf, (Reason("type", a.family, b.family, -math.inf, why),))
    weights = _with_names(_others(a, b), a, b)
    reasons = [_reason(field, weight, a, b) for field, weight in weights.items()]
    total = PRIOR + sum(weights.values())
    return Comparison(
        1 / (1 + math.exp(-total)), total, tuple(sorted(reasons, key=lambda r: (-abs(r.weight), r.field)))
    )


def _shared(a: Profile, b: Profile) -> str:
    names_told = sorted(a.proper & b.proper, key=lambda word: (-rarity_of(word), word))
    return " ".join([*names_told[:6], _words(a.words & b.words)]).strip() or "no word"


def _reason(field: str, weight: float, a: Profile, b: Profile) -> Reason:
    if field == "victim":
        left, right = _shown_victims(a, b)
        explanation = _victims.__doc__
    else:
        explanation = FIELDS[field].__doc__
        left, right = (_SHOWN[field](a), _SHOWN[field](b)) if field in _SHOWN else (_shared(a, b), _shared(a, b))
    return Reason(field, left, right, round(weight, 3), explanation or field)
