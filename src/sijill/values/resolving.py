"""Which place of a name is meant, for names that somebody else has found in a text.

All names of a text are resolved together. Every name brings the places that are called so; each place gathers
evidence, in orders of magnitude of population: how many people live there, what the words beside the name say
("X County", "X, La."), which countries and divisions the text names, and how near it lies to the places that the
other names stand for (of several Springfields the one near the text's other towns). As that depends on what the
others stand for, it is done again until nothing changes, at most :data:`ROUNDS` times. A name means one place
throughout a text, unless words beside it say otherwise.

A name that no gazetteer has lies where the text's other places do, and the radius tells how little that is to know.

Method: population, containment, co-mention and geographic minimality as in Leidner, "Toponym Resolution in Text"
(2007); one sense per discourse as in Gale, Church and Yarowsky (1992).

Invariant: one answer for each name, in their order; the answer never depends on anything but the arguments and the
gazetteer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import asin, cos, log10, radians, sin, sqrt

from sijill.languages import Language, load
from sijill.types import Place, Span
from sijill.values.folding import fold
from sijill.values.gazetteer import Gazetteer, PlaceKind, Toponym, Unit, gazetteer, units

#: rounds of looking at the others: one gives 1.2 points less on local news, five the same as three
ROUNDS = 3
#: of the places of one name, so many are weighed: those of most people
CONSIDERED = 24
#: names of one text that are weighed against one another; of more, each against the first so many
MOST_COMPARED = 60
#: a place counts as near within so many kilometres: the reach of a local newspaper
NEAR = 100.0
#: what a name lies within that no gazetteer has, where only the neighbours tell
UNKNOWN_RADIUS = 161.0
#: by so much a town outweighs the division of its name
SEAT_FIRST = 1.0
#: a town that is only part of the given name ("downtown Cairo") has so many people
LEAST_WITHIN = 50_000
#: words that the name of a country or division has at most, where it is looked for in the whole text
AREA_WORDS = 3
#: words behind a comma that may name what a place lies in
CONTAINER_WORDS = 4


_WIDE = ("country", "feature", "admin1")


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a place, in orders of magnitude of population.

    Tuned by coordinate search on the development parts of three corpora of news: LGL (local, mostly American),
    GeoVirus and GeoWebNews (literal toponyms). Accuracy within 161 km is 0.85, 0.92 and 0.89 there; tuned on two thirds
    of the texts and tried on the third 0.84, 0.91 and 0.88; with round numbers chosen before tuning 0.83, 0.90, 0.89.
    """

    population: float = 0.5
    country: float = 9.0
    division: float = 6.0
    county: float = 3.0
    #: "Norfolk", where that is all of a county's name
    county_bare: float = 6.0
    county_in_full: float = 8.0
    feature: float = 9.75
    part: float = 2.0
    #: taken from a division that has the name of a country, where its own country is told
    division_as_country: float = 2.0
    capital: float = 1.5
    usual_name: float = 1.7
    #: the words beside tell its kind
    head: float = 4.0
    #: the words beside tell what it lies in
    container: float = 4.0
    container_division: float = 7.0
    #: its country is the one given
    hint: float = 2.5
    #: its country is named in the text, by name or by large towns
    country_told: float = 1.5
    #: its country, division stands anywhere in the text
    country_anywhere: float = 0.5
    division_anywhere: float = 0.25
    #: times the share of the text's other places that lie in its country, division
    country_share: float = 3.0
    division_share: float = 0.12
    #: its division is named in the text
    division_told: float = 0.25
    #: times how many of the text's other places are near, as a share
    near: float = 3.0
    #: any other place is near at all
    some_near: float = 1.0


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name stands for."""

    #: None where neither the gazetteer nor the rest of the text knows
    place: Place | None
    kind: PlaceKind | None
    #: what decided: "only", "country", "container", "kind", "text", "size", "neighbours", "unknown"
    rule: str


@dataclass(slots=True)
class _Name:
    """All occurrences of a name in a text that say the same beside it."""

    key: str
    options: tuple[Toponym, ...]
    #: evidence that does not depend on the other names
    own: list[float]
    rule: str
    #: how often it stands in the text
    times: int = 0
    chosen: int = 0
    #: latitude and longitude in radians of each option
    points: list[tuple[float, float] | None] = field(default_factory=list)


def resolve(
    toponyms: Sequence[Span],
    text: str,
    language: str | Language,
    *,
    country: str | None = None,
    context: str | None = None,
    weights: Weights = WEIGHTS,
    read: Sequence[Unit] | None = None,
) -> list[Resolution]:
    """The places that the names in a text stand for.

    Args:
        toponyms: where the names stand, in the order of the text.
        text: the text.
        language: BCP 47 code, or the language.
        country: ISO 3166-1 alpha-2 of the country of publication, if known.
        context: further words that tell where the text is from: its title, the outlet's name and address.
        weights: what speaks for a place; for those who tune.
        read: the text's words as :func:`sijill.values.gazetteer.units` gives them, if they are read already.

    Returns:
        One answer for each name.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: the gazetteer cannot be read.
    """
    known = gazetteer()
    words = _words(load(language) if isinstance(language, str) else language)
    resolver = _Resolver(known, words, units(text) if read is None else read, country, weights)
    return resolver.resolve(toponyms, text, context)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language says beside places."""

    capitals: bool
    heads: dict[str, PlaceKind]
    of: frozenset[str]
    #: words that may stand within the given name and are none of it: "the", "northern"
    loose: frozenset[str]
    #: words and personal names that are towns somewhere
    ambiguous: frozenset[str]
    clitics: tuple[str, ...]
    #: "St." is "Saint"
    spellings: dict[str, str]


@lru_cache(maxsize=16)
def _words(language: Language) -> _Words:
    section = language.section("places")

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(w) for w in section.get(key, ()))

    heads: dict[str, PlaceKind] = {}
    for kind, words in (
        ("district", "parts"), ("city", "towns"), ("admin2", "counties"), ("admin1", "divisions"),
    ):  # fmt: skip
        heads.update(dict.fromkeys(folded(words), kind))  # type: ignore[arg-type]
    return _Words(
        bool(section.get("capitals", False)), heads, folded("of"), folded("modifiers") | folded("articles"),
        folded("ambiguous") | folded("modifiers") | folded("starters"),
        tuple(section.get("clitics", ())), {fold(k): fold(v) for k, v in section.get("spellings", {}).items()},
    )  # fmt: skip


class _Resolver:
    def __init__(
        self, known: Gazetteer, words: _Words, read: Sequence[Unit], hint: str | None, weights: Weights
    ) -> None:
        self._known = known
        self._words = words
        self._units = read
        self._starts = [u.start for u in read]
        self._hint = hint
        self._weights = weights
        self._told_countries, self._told_divisions = self._areas(read)

    def _areas(self, read: Sequence[Unit]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """Countries and divisions that stand anywhere in the text, in names of bodies too ("Ohio State University")."""
        countries: set[str] = set()
        divisions: set[tuple[str, str]] = set()
        for at, unit in enumerate(read):
            if self._words.capitals and not unit.capital:
                continue
            if unit.gap == ",":
                divisions.update(self._known.abbreviated(unit.key))
            key = unit.key
            if not self._known.begins_area(key):
                continue
            for last in range(at + 1, at + AREA_WORDS + 1):
                areas = self._known.areas(key)
                countries.update(t.country for t in areas if t.kind == "country")
                # of a name that divisions share, none is told
                found = {(t.country, t.division) for t in areas if t.kind == "admin1"}
                if len(found) == 1 and not any(t.kind == "country" for t in areas):
                    divisions |= found
                if last >= len(read) or read[last].gap not in ("", "'"):
                    break
                key = f"{key} {read[last].key}"
        return frozenset(countries), frozenset(divisions)

    def resolve(self, toponyms: Sequence[Span], text: str, context: str | None) -> list[Resolution]:
        if context:
            countries, divisions = self._areas(units(context))
            self._told_countries |= countries
            self._told_divisions |= divisions
        names: dict[tuple[str, str, str], _Name] = {}
        order = []
        for span in toponyms:
            name = self._name(span, text, names)
            name.times += 1
            order.append(name)
        listed = list(names.values())
        self._decide(listed)
        middle = _middle(listed)
        return [self._resolution(name, middle) for name in order]

    # -- one name by itself

    def _name(self, span: Span, text: str, names: dict[tuple[str, str, str], _Name]) -> _Name:
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        inside = self._units[first:last]
        if not inside or inside[0].start != span.start or inside[-1].end > span.end + 1:
            # the name is only part of a word
            inside = units(text[span.start : span.end])
        key, options = self._options([u.key for u in inside])
        head = self._head(first, last, inside)
        # whatever is named in full needs no word beside it: "Orange", "County"
        if head is not None and inside and inside[-1].key not in self._words.heads and last < len(self._units):
            joined = f"{key} {self._units[last].key}"
            full = [t for t in self._known.named(joined) if t.kind == head]
            if full:
                options = tuple(dict.fromkeys((*full, *options)))
        # "Fla.", "LA": the signs say that it is cut short
        written = text[span.start : span.end]
        if written.endswith(".") or text[span.end : span.end + 1] == "." or written.isupper():
            options = self._abbreviated(key) or options
        containers = self._containers(last)
        marks = (key, head or "", " ".join(sorted({f"{c} {d}" for c, d in containers})))
        if marks in names:
            return names[marks]
        options = options[:CONSIDERED]
        containers = _not_listed(options, containers)
        own = [self._score(t, key, head, containers) for t in options]
        self._seat(own, options, key, head)
        rule = "unknown"
        if len(options) == 1:
            rule = "only"
        elif containers and any(_lies_in(t, containers) for t in options):
            rule = "container"
        elif head is not None and any(t.kind == head for t in options):
            rule = "kind"
        elif options:
            rule = "text"
        chosen = max(range(len(own)), key=own.__getitem__) if own else 0
        names[marks] = _Name(key, options, own, rule, 0, chosen, [_point(t.place) for t in options])
        return names[marks]

    def _seat(self, own: list[float], options: Sequence[Toponym], key: str, head: PlaceKind | None) -> None:
        """Where a division is called as its seat, put the seat first: Basra is the town unless words say province.

        New York is no such name: that of its town is longer.
        """
        for index, division in enumerate(options):
            if division.kind not in ("admin1", "admin2") or head == division.kind:
                continue
            seats = [
                score
                for town, score in zip(options, own, strict=True)
                if town.kind == "city"
                and (town.country, town.division) == (division.country, division.division)
                and (_key(town.name) in (key, _key(division.name)) or not key.isascii())
            ]
            own[index] = min([own[index], *(score - SEAT_FIRST for score in seats)])

    def _options(self, words: list[str]) -> tuple[str, tuple[Toponym, ...]]:
        """The places that the words name; of the words without what is none of the name, if there are none."""
        tried: set[str] = set()
        for number, variant in enumerate(self._variants(words)):
            key = " ".join(variant)
            if not variant or key in tried:
                continue
            tried.add(key)
            found = self._known.named(key)
            if number > 1 and self._words.capitals:
                # "West Prince" is not some town called Prince, "northern Iraq" is Iraq
                found = tuple(t for t in found if t.kind != "city" or t.population >= LEAST_WITHIN)
            if found:
                return key, found
            if divisions := self._abbreviated(key):
                return key, divisions
        return " ".join(words), self._within(words)

    def _within(self, words: list[str]) -> tuple[Toponym, ...]:
        """What a longer name is named for: "University of California"; the longest part, the first of equals."""
        for length in range(min(len(words) - 1, AREA_WORDS), 0, -1):
            for first in range(len(words) - length + 1):
                key = " ".join(words[first : first + length])
                found = () if key in self._words.ambiguous else self._known.named(key)
                large = tuple(
                    t
                    for t in found
                    if t.kind in ("country", "admin1", "feature") or (t.kind == "city" and t.population >= LEAST_WITHIN)
                )
                if large:
                    return large
        return ()

    def _abbreviated(self, key: str) -> tuple[Toponym, ...]:
        return tuple(
            t
            for country, code in self._known.abbreviated(key)
            for t in self._known.named(_key(self._known.division_name(country, code) or ""))
            if t.kind == "admin1" and (t.country, t.division) == (country, code)
        )

    def _variants(self, words: list[str]) -> list[list[str]]:
        found = [words, [self._words.spellings.get(w, w) for w in words]]
        bare = list(words)
        while len(bare) > 1 and (bare[0] in self._words.loose or bare[0] in self._words.of):
            bare = bare[1:]
            found.append(bare)
        for base in (words, bare):
            if len(base) > 1 and base[-1] in self._words.heads:
                found.append(base[:-1])
            if len(base) > 2 and base[0] in self._words.heads and base[1] in self._words.of:
                found.append(base[2:])
            if len(base) > 1 and base[0] in self._words.heads:
                found.append(base[1:])
        if words:
            first = words[0]
            for clitic in self._words.clitics:
                if first.startswith(clitic) and len(first) - len(clitic) >= 3:
                    found.append([first[len(clitic) :], *words[1:]])
            if self._words.clitics and first.startswith("لل") and len(first) >= 5:
                found.append([f"ال{first[2:]}", *words[1:]])
        return found

    def _head(self, first: int, last: int, inside: Sequence[Unit]) -> PlaceKind | None:
        """The kind that a word in or beside the name tells: "X County", "the city of X"."""
        heads, of = self._words.heads, self._words.of
        if len(inside) > 1 and inside[-1].key in heads:
            return heads[inside[-1].key]
        if self._words.capitals and last < len(self._units) and self._units[last].gap in ("", "'"):
            after = self._units[last]
            if after.key in heads:
                return heads[after.key]
        if first > 0 and first < len(self._units) and not self._units[first].gap:
            before = self._units[first - 1].key
            if before in of and first > 1:
                return heads.get(self._units[first - 2].key)
            if not self._words.capitals:
                return heads.get(before)
        return None

    def _containers(self, last: int) -> frozenset[tuple[str, str]]:
        """Countries and divisions ("" for a whole country) named directly behind: "X, La.", "X, in Texas"."""
        if last >= len(self._units) or self._units[last].gap not in (",", "(", "،"):
            return frozenset()
        at = last
        while at < len(self._units) and at < last + 2 and self._units[at].key in ("in", "the"):
            at += 1
        key = ""
        found: frozenset[tuple[str, str]] = frozenset()
        for end in range(at, min(at + CONTAINER_WORDS, len(self._units))):
            unit = self._units[end]
            if end > at and unit.gap not in ("", "'"):
                break
            key = f"{key} {unit.key}".strip()
            if self._words.capitals and not unit.capital and end == at:
                break
            told = {
                (t.country, t.division)
                for t in self._known.named(key)
                if t.kind in ("country", "admin1") and not t.demonym
            }
            told.update(self._known.abbreviated(key))
            # a county or large town behind a town: "Brooklyn, New York"
            told.update((t.country, t.division) for t in self._known.named(key) if t.kind == "admin2")
            if told:
                found = frozenset(told)
        return found

    def _score(
        self, toponym: Toponym, key: str, head: PlaceKind | None, containers: frozenset[tuple[str, str]]
    ) -> float:
        w = self._weights
        match toponym.kind:
            case "country":
                score = w.country
            case "admin1":
                score = w.division
            case "admin2":
                score = w.county
                if key == _key(toponym.name):
                    score = w.county_in_full if " " in key else w.county_bare
            case "feature":
                score = w.feature
            case "city":
                score = w.population * log10(toponym.population + 100)
            case _:
                score = w.part + w.population * log10(toponym.population + 100) / 3
        score += w.capital * toponym.capital
        score += w.usual_name * (toponym.kind == "city" and key == _key(toponym.name))
        score += w.head * (head == toponym.kind or (head == "district" and toponym.kind in ("site", "admin2")))
        score += w.hint * (toponym.country == self._hint)
        if toponym.kind != "country":
            score += w.country_anywhere * (toponym.country in self._told_countries)
            if toponym.kind != "admin1":
                score += w.division_anywhere * ((toponym.country, toponym.division) in self._told_divisions)
        if _lies_in(toponym, containers):
            exact = (toponym.country, toponym.division) in containers
            score += w.container_division if exact else w.container
        return score

    # -- all together

    def _decide(self, names: list[_Name]) -> None:
        known = [n for n in names if n.options][:MOST_COMPARED]
        w = self._weights
        for _ in range(ROUNDS):
            countries: Counter[str] = Counter()
            divisions: Counter[tuple[str, str]] = Counter()
            told: set[str] = set()
            divisions_told: set[tuple[str, str]] = set()
            for name in known:
                chosen = name.options[name.chosen]
                if chosen.country:
                    countries[chosen.country] += 1
                if chosen.kind == "country":
                    told.add(chosen.country)
                if chosen.division:
                    divisions[chosen.country, chosen.division] += 1
                if chosen.kind == "admin1":
                    divisions_told.add((chosen.country, chosen.division))
            fine = [
                (n, n.points[n.chosen])
                for n in known
                if n.options[n.chosen].kind not in ("country", "feature") and n.points[n.chosen] is not None
            ]
            changed = False
            for name in known:
                if len(name.options) < 2:
                    continue
                current = name.options[name.chosen]
                others = max(1, countries.total() - 1)
                others_divided = max(1, divisions.total() - (1 if current.division else 0))
                best, best_score = name.chosen, float("-inf")
                # a town with the name of a country or state ("Mexico") is not meant because other towns are near
                towns_apart = any(o.kind in ("country", "admin1") and not o.demonym for o in name.options)
                for index, option in enumerate(name.options):
                    score = name.own[index]
                    same = option.country == current.country
                    # "Niger" beside "Nigeria" is still the country
                    if option.kind == "admin1" and towns_apart and any(o.kind == "country" for o in name.options):
                        score -= w.division_as_country * (option.country in told)
                    score += w.country_told * (option.country in told and not (same and current.kind == "country"))
                    score += w.country_share * (countries[option.country] - same) / others
                    if option.division:
                        place = (option.country, option.division)
                        mine = place == (current.country, current.division)
                        score += w.division_share * (divisions[place] - mine) / others_divided
                        told_here = place in divisions_told and not (mine and current.kind == "admin1")
                        score += w.division_told * told_here
                    point = name.points[index]
                    # only what is small is near anything
                    if point is not None and option.kind not in _WIDE and not towns_apart:
                        near = sum(_closeness(point, p) for n, p in fine if n is not name and p is not None)
                        score += w.near * near / max(1, len(fine) - 1) + w.some_near * min(1.0, near)
                    if score > best_score:
                        best, best_score = index, score
                if best != name.chosen:
                    name.chosen, changed = best, True
            if not changed:
                break

    def _resolution(self, name: _Name, middle: Toponym | None) -> Resolution:
        if name.options:
            chosen = name.options[name.chosen]
            rule = name.rule
            if rule == "text" and name.chosen == max(range(len(name.own)), key=name.own.__getitem__):
                rule = "size"
            return Resolution(chosen.place, chosen.kind, rule)
        if middle is None:
            return Resolution(None, None, "unknown")
        place = replace(
            middle.place, city=None, geonameid=None, radius_km=UNKNOWN_RADIUS,
            precision="admin1" if middle.place.admin1 else "country",
        )  # fmt: skip
        return Resolution(place, None, "neighbours")


def _middle(names: Sequence[_Name]) -> Toponym | None:
    """The place that lies nearest to all places of a text: where what nobody knows is looked for."""
    fine: list[_Name] = []
    for coarse in (("country", "feature", "admin1"), ("country", "feature")):
        fine = fine or [n for n in names if n.options and n.options[n.chosen].kind not in coarse][:MOST_COMPARED]
    if not fine:
        areas = Counter(n.options[n.chosen] for n in names if n.options)
        return areas.most_common(1)[0][0] if areas else None
    scores: dict[int, float] = defaultdict(float)
    for i, name in enumerate(fine):
        point = name.points[name.chosen]
        for other in fine:
            there = other.points[other.chosen]
            if point is not None and there is not None:
                scores[i] += other.times * _closeness(point, there)
    best = max(scores, key=lambda i: scores[i], default=0)
    return fine[best].options[fine[best].chosen]


def _not_listed(options: Sequence[Toponym], containers: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """What is left of the containers where the name may rather be one of a list: "Iraq, Iran", "California, Brazil"."""
    if any(t.kind == "country" and not t.demonym for t in options):
        return frozenset(c for c in containers if c[1])
    divisions = [t for t in options if t.kind == "admin1"]
    inside = [t for t in options if _lies_in(t, containers)]
    if divisions and all(t.kind == "city" and t.population < LEAST_WITHIN for t in inside):
        return frozenset(c for c in containers if c[1])
    return containers


def _lies_in(toponym: Toponym, containers: frozenset[tuple[str, str]]) -> bool:
    if not containers or toponym.kind == "country" or not toponym.country:
        return False
    return (toponym.country, "") in containers or (
        toponym.kind != "admin1" and (toponym.country, toponym.division) in containers
    )


def _point(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return radians(place.latitude), radians(place.longitude)


def _closeness(a: tuple[float, float], b: tuple[float, float]) -> float:
    """1 at the same spot, a half at :data:`NEAR` kilometres, then falling with the square."""
    if abs(a[0] - b[0]) > 0.2:  # farther than 1,270 km: nothing left that would count
        return 0.0
    h = sin((a[0] - b[0]) / 2) ** 2 + cos(a[0]) * cos(b[0]) * sin((a[1] - b[1]) / 2) ** 2
    ratio = 2 * 6371.0 * asin(min(1.0, sqrt(h))) / NEAR
    return 1.0 / (1.0 + ratio * ratio)


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    return " ".join(unit.key for unit in units(name))
