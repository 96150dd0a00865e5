"""Whether two appearances in different incidents are one person or one body, with reasons.

A name alone is never enough: the world has many Ahmed Hassans. Besides a name that may be one, something else must
agree: the place, a body, a trade, the time, the age. The commoner the name, the more of it. Weights are log-odds.

Invariant: the comparison is symmetric and depends on the two profiles only, so that the outcome for a growing
register is that for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import exp, log

from sijill import languages
from sijill.actors.appearing import CROWDS, Profile
from sijill.values import names
from sijill.values.folding import fold
from sijill.values.sounds import skeleton, sounds_of

#: probability from which on two names may be one person's across incidents; what `names.compare` calls the same
SAME_NAME = 0.5
#: ... and one body's, of two parts or more: the table of organisations asks for as much (values/organisations.py)
SAME_BODY = 0.93
#: log-odds that two bearers of a name are one, before anything else is known, by how many parts of the name agree that
#: few bear: none ("Ahmed Hassan"), one, two. So set that a common name asks for two agreeing facts and a rare one for
#: one; tests/actors/dossiers.toml holds the cases.
NAMESAKES = (-7.5, -3.5, -2.5)
CITY, ADMIN1, COUNTRY, OTHER_CITY, OTHER_COUNTRY = 2.5, 1.2, 0.5, -1.0, -4.0
BODY, TRADE, OTHER_TRADE, AGE = 3.0, 1.5, -1.0, 2.5
MONTH, YEAR, LONG_AGO = 1.5, 0.8, -0.7
OTHER_NATIONALITY = -2.0
#: what a pair is worth at most to which nothing but the name speaks: it is shown as a question and never joined
NAME_ONLY = 0.45
#: two who are quoted in public on one country, under a name that few bear, and of whom nothing more is told
BOTH_SPEAK = 1.5
#: no name says more than this
SURE_NAME = 0.98
#: years between two years of birth that are told by rounded ages
SLIP = 1
#: days between two dates of one death
DEATH_SLIP = 3
MAX_KEYS = 24


@dataclass(frozen=True, slots=True)
class Comparison:
    """How likely two appearances are one, and why."""

    probability: float
    reasons: tuple[str, ...]
    #: what makes it impossible; None: nothing does
    barred: str | None = None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Skeletons of given names that half the world bears."""
    told = (w for code in languages.names() for w in languages.load(code).section("names").get("common", ()))
    return frozenset(skeleton(sounds_of(fold(str(w)))) for w in told)


@lru_cache(maxsize=65536)
def name_keys(name: str) -> frozenset[str]:
    """Keys under which another form of a name is found: each two of its parts together.

    Names that agree in two parts share a key, whatever stands between or is left out. A name of one part has its own.
    """
    parts = [p.skeleton for p in names.parts_of(name) if p.skeleton]
    if len(parts) < 2:
        return frozenset(f"1:{p}" for p in parts)
    return frozenset(sorted(".".join(sorted(pair)) for pair in combinations(parts, 2))[:MAX_KEYS])


def keys(profile: Profile) -> frozenset[str]:
    """Keys of all names of a profile, for blocking: appearances that can be joined share one."""
    if profile.organisation is not None:
        return frozenset((f"={profile.organisation}",))
    letter = "p" if profile.kind == "person" else "o"
    return frozenset(f"{letter}:{key}" for name in profile.names for key in name_keys(name))


def search_keys(words: str) -> frozenset[str]:
    """The keys under which somebody looked for by name is found, with one part of the name or more."""
    parts = [p.skeleton for p in names.parts_of(words) if p.skeleton]
    if len(parts) == 1:
        return frozenset((f"s:{parts[0]}",))
    return frozenset(f"{letter}:{key}" for letter in "po" for key in name_keys(words))


def part_keys(profile: Profile) -> frozenset[str]:
    """The keys under which each single part of a name is found."""
    return frozenset(f"s:{p.skeleton}" for name in profile.names for p in names.parts_of(name) if p.skeleton)


#: pairs of parts that were compared before: few parts make up many names
_ALIKE: dict[tuple[str, str], bool] = {}
_MOST_ALIKE = 2_000_000


def _part_alike(a: names.Part, b: names.Part) -> bool:
    if a.text == b.text:
        return True
    key = (a.text, b.text) if a.text < b.text else (b.text, a.text)
    known = _ALIKE.get(key)
    if known is None:
        if len(_ALIKE) >= _MOST_ALIKE:
            _ALIKE.clear()
        known = _ALIKE[key] = names.part_alike(a, b) >= names.ALIKE
    return known


def possible(left: str, right: str) -> bool:
    """Whether two names may reach :data:`SAME_NAME`: a look at their parts that loses none and costs little.

    Of two names of as many parts, `names.compare` gives one half or more only where each part has one like it.
    """
    ours, theirs = names.parts_of(left), names.parts_of(right)
    if len(ours) != len(theirs):
        return True
    return all(any(_part_alike(a, b) for b in theirs) for a in ours)


def may_be_one(left: Profile, right: Profile) -> bool:
    """Whether any names of two profiles may be one's: to be asked before :func:`compare` where there are many."""
    return any(possible(a, b) for a, b in product(left.names, right.names))


@lru_cache(maxsize=262144)
def compare(left: Profile, right: Profile) -> Comparison:
    """How likely two appearances are one. Unnamed ones never are."""
    if not left.names or not right.names:
        return Comparison(0.0, ("one of them has no name",))
    if (left.kind == "person") != (right.kind == "person"):
        return Comparison(0.0, ("a person and a body",), "a person and a body")
    if left.kind != "person":
        return _bodies(left, right)
    barred = contradiction(left, right)
    told = max(
        (names.compare(a, b) for a, b in product(left.names, right.names)), key=lambda c: (c.probability, c.reasons)
    )
    if told.probability < SAME_NAME or any(_parts(p) < 2 for p in (left, right)):
        lone = () if told.probability < SAME_NAME else ("many bear a single name",)
        return Comparison(min(NAME_ONLY, told.probability), (*told.reasons, *lone), barred)
    likely = min(told.probability, SURE_NAME)
    weight = log(likely / (1 - likely))
    rare = min(2, _rare(left, right))
    weight += NAMESAKES[rare]
    reasons = [f"names alike: {', '.join(told.reasons)}"]
    if not rare:
        reasons.append("a name that many bear")
    agreed = False
    for value, reason, tells in _evidence(left, right):
        weight += value
        reasons.append(reason)
        agreed |= tells
    probability = 1 / (1 + exp(-weight))
    if not agreed:
        reasons.append("nothing but the name agrees")
        probability = min(probability, NAME_ONLY)
    if barred:
        return Comparison(min(probability, NAME_ONLY), (*reasons, barred), barred)
    return Comparison(round(probability, 4), tuple(reasons))


def contradiction(left: Profile, right: Profile) -> str | None:
    """Why two people cannot be one; None: nothing speaks against it."""
    if left.sex and right.sex and left.sex != right.sex:
        return "a woman and a man"
    if left.born and right.born and (left.born[0] > right.born[1] + SLIP or right.born[0] > left.born[1] + SLIP):
        return f"born about {left.born[1]} and about {right.born[1]}"
    for dead, other in ((left, right), (right, left)):
        if dead.killed and dead.days and other.days:
            gap = (other.days[0] - dead.days[1]).days
            if gap > DEATH_SLIP:
                return "killed before"
            if other.killed and (dead.days[0] - other.days[1]).days > DEATH_SLIP:
                return "killed twice"
    return None


def compatible(left: Profile, right: Profile) -> bool:
    """Whether two profiles can be in one actor: nothing contradicts, and no name is another person's."""
    if (left.kind == "person") != (right.kind == "person"):
        return False
    if left.kind == "person" and contradiction(left, right):
        return False
    if left.organisation and right.organisation:
        return left.organisation == right.organisation
    forms = (_fullest(side.names) for side in (left, right))
    return all(names.compare(a, b).probability >= SAME_NAME / 2 for a, b in product(*forms))


def _fullest(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a name of two parts or more; "Vellanor" says nothing beside "Tarek Vellanor"."""
    return tuple(form for form in forms if len(names.parts_of(form)) > 1) or forms


def _parts(profile: Profile) -> int:
    return max(len(names.parts_of(name)) for name in profile.names)


def _rare(left: Profile, right: Profile) -> int:
    """How many parts of the two names agree that few bear."""
    ours, theirs = ({p.skeleton for n in side.names for p in names.parts_of(n)} for side in (left, right))
    return len((ours & theirs) - _common())


def _evidence(left: Profile, right: Profile) -> list[tuple[float, str, bool]]:
    """What else speaks for or against: weight, reason, whether it is something that agrees."""
    found: list[tuple[float, str, bool]] = []
    if left.country and right.country:
        if left.country != right.country:
            found.append((OTHER_COUNTRY, f"{left.country} and {right.country}", False))
        else:
            found.append((COUNTRY, f"the same country, {left.country}", False))
            if left.city and right.city:
                same = left.city == right.city
                found.append((CITY if same else OTHER_CITY, f"{'' if same else 'not '}the same place", same))
            if left.admin1 and left.admin1 == right.admin1 and not (left.city and left.city == right.city):
                found.append((ADMIN1, "the same province", True))
            if left.speaks and right.speaks and _rare(left, right):
                found.append((BOTH_SPEAK, "both speak in public there", True))
    if left.bodies & right.bodies:
        found.append((BODY, f"both of {sorted(left.bodies & right.bodies)[0].lstrip('=')}", True))
    ours, theirs = left.occupations - CROWDS, right.occupations - CROWDS
    if ours & theirs:
        found.append((TRADE, f"both {sorted(ours & theirs)[0]}", True))
    elif ours and theirs:
        found.append((OTHER_TRADE, f"{sorted(ours)[0]} and {sorted(theirs)[0]}", False))
    if left.born and right.born and not contradiction(left, right):
        found.append((AGE, "the ages fit", True))
    if left.nationalities and right.nationalities and not left.nationalities & right.nationalities:
        found.append((OTHER_NATIONALITY, "another nationality", False))
    if left.days and right.days:
        gap = max(0, (right.days[0] - left.days[1]).days, (left.days[0] - right.days[1]).days)
        length = max((p.days[1] - p.days[0]).days for p in (left, right) if p.days)
        # two of one name in two cities in one month may well be two, unless few bear the name
        there = not (left.city and right.city and left.city != right.city) or _rare(left, right) > 1
        if gap <= 31 and length <= 62:
            found.append((MONTH, "within a month", there))
        elif gap <= 366 and length <= 731:
            found.append((YEAR, "within a year", there))
        elif gap > 3650:
            found.append((LONG_AGO, "ten years or more between", False))
    return found


def _bodies(left: Profile, right: Profile) -> Comparison:
    if left.organisation and right.organisation:
        same = left.organisation == right.organisation
        return Comparison(0.99 if same else 0.0, (f"both are {left.organisation}" if same else "two known bodies",),
                          None if same else "two known bodies")  # fmt: skip
    if left.country and right.country and left.country != right.country:
        return Comparison(0.1, (f"of {left.country} and of {right.country}",))
    told = max(
        (names.compare(a, b) for a, b in product(left.names, right.names)), key=lambda c: (c.probability, c.reasons)
    )
    forms = [{" ".join(fold(n).replace("-", " ").split()) for n in side.names} for side in (left, right)]
    if forms[0] & forms[1] or (told.probability >= SAME_BODY and min(_parts(left), _parts(right)) > 1):
        return Comparison(max(told.probability, 0.9), ("names alike", *told.reasons))
    return Comparison(min(NAME_ONLY, told.probability), told.reasons)
