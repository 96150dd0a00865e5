"""Which place of a name is meant, for names that somebody else has found in a text.

All names of a text are resolved together. Every name brings the places that are called so; each place gathers
evidence, in orders of magnitude of population: how many people live there, what the words beside the name say
("X County", "X, La."), which countries and divisions the text names, and how near it lies to the places that the
other names stand for (of several Springfields the one near the text's other towns). As that depends on what the
others stand for, it is done again until nothing changes, at most :data:`ROUNDS` times. A name means one place
throughout a text, unless words beside it say otherwise.

Names in a list ("Utah, Washington and Idaho") rather stand for places of one kind, and none lies in the next.

A name that no gazetteer has lies where the places beside it in the text do, and the radius tells how little that is
to know. So does one that only holds the name of a town ("Windsor Castle"), or is an everyday word ("the Valley"),
where nothing else in the text lies near that town.

Method: population, containment, co-mention and geographic minimality as in Leidner, "Toponym Resolution in Text"
(2007); one sense per discourse as in Gale, Church and Yarowsky (1992).

Invariant: one answer for each name, in their order; the answer never depends on anything but the arguments and the
gazetteer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
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
#: a county ends at so many times the radius that it is given
COUNTY_REACH = 2.0
#: names joined by commas and "and" or "or" that are a list
LEAST_LISTED = 3
#: names joined by commas alone that are a list: three may be a town, its division and its country
LEAST_LISTED_BY_COMMAS = 4
#: of what stands beside an unknown name, so many names to each side are asked
BESIDE = 8
#: at so many code points a place beside an unknown name counts half
BESIDE_REACH = 80.0
#: what stands directly behind, but for so many code points ("the Dar Qasm prison in Cairo"), counts so much more
ATTACHED, ATTACHED_REACH = 3.0, 4
#: what a place that stands anywhere in the text counts
ANYWHERE = 0.1
#: a doubtful town is believed where another place of the text is as close to it (see _closeness): within 150 km
BELIEVED = 0.3


_WIDE = ("country", "feature", "admin1")


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a place, in orders of magnitude of population.

    Tuned by coordinate search on the development parts of three corpora of news: LGL (local, mostly American),
    GeoVirus and GeoWebNews (literal toponyms). Accuracy within 161 km was 0.85, 0.92 and 0.89 there; tuned on two
    thirds of the texts and tried on the third 0.84, 0.91 and 0.88; with round numbers chosen before tuning 0.83, 0.90
    and 0.89. What was added since (lists, doubtful towns, what stands beside) has round numbers and was not searched
    for: 0.86, 0.93, 0.94.
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
    #: besides, where it is a county and the place lies near its middle
    container_county: float = 2.0
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
    #: times the share of the names beside it in a list that stand for places of its kind
    listed: float = 2.5


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
    #: the options have only part of the name, lie elsewhere than the words behind it tell, or are small towns called by
    #: an everyday word
    doubtful: bool = False
    #: where it stands
    spans: list[Span] = field(default_factory=list)
    #: the countries, divisions and counties that the words directly behind it may name
    areas: tuple[Toponym, ...] = ()
    #: the names beside it in a list
    listed: list[_Name] = field(default_factory=list)

    @property
    def kind_chosen(self) -> PlaceKind | None:
        """The kind of what it stands for by now."""
        return self.options[self.chosen].kind if self.options else None


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
    #: further words that are towns somewhere
    everyday: frozenset[str]
    #: "and", "or"
    joining: frozenset[str]
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
        folded("ambiguous") | folded("modifiers") | folded("starters"), folded("everyday"), folded("joining"),
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
        lists = self._lists(toponyms)
        in_list = {index for found in lists for index in found}
        for index, span in enumerate(toponyms):
            name = self._name(span, text, names, listed=index in in_list)
            name.times += 1
            name.spans.append(span)
            order.append(name)
        for found in lists:
            for index in found:
                order[index].listed += [order[other] for other in found if order[other] is not order[index]]
        every = list(names.values())
        self._decide(every)
        placed = _Placed(order, toponyms, self._is_known)
        return [self._resolution(name, placed) for name in order]

    def _lists(self, toponyms: Sequence[Span]) -> list[list[int]]:
        """The names, by their index, that stand in one list: joined by commas, and the last by "and"."""
        found: list[list[int]] = []
        run: list[int] = []
        joined = False
        for index, span in enumerate(toponyms):
            first = bisect_left(self._starts, span.start)
            link = None
            if run and first < len(self._units):
                last = bisect_left(self._starts, toponyms[index - 1].end)
                between = self._units[last:first]
                if not between and self._units[first].gap in (",", "،"):
                    link = "comma"
                elif len(between) == 1 and between[0].key in self._words.joining and not self._units[first].gap:
                    link = "and"
            if link is None:
                if len(run) >= (LEAST_LISTED if joined else LEAST_LISTED_BY_COMMAS):
                    found.append(run)
                run, joined = [], False
            joined = joined or link == "and"
            run.append(index)
        if len(run) >= (LEAST_LISTED if joined else LEAST_LISTED_BY_COMMAS):
            found.append(run)
        return found

    def _is_known(self, name: _Name, near: Sequence[tuple[float, float]]) -> bool:
        """Whether what was chosen for a name is more than a guess."""
        if not name.options:
            return False
        chosen, point = name.options[name.chosen], name.points[name.chosen]
        if not name.doubtful or chosen.kind in ("country", "feature", "admin1") or point is None:
            return True
        return any(_closeness(point, other) >= BELIEVED for other in near)

    # -- one name by itself

    def _name(self, span: Span, text: str, names: dict[tuple[str, str, str], _Name], *, listed: bool) -> _Name:
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        inside = self._units[first:last]
        if not inside or inside[0].start != span.start or inside[-1].end > span.end + 1:
            # the name is only part of a word
            inside = units(text[span.start : span.end])
        key, options, doubtful = self._options([u.key for u in inside])
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
        areas = self._behind(last)
        containers = frozenset((t.country, t.division) for t in areas)
        marks = (key, head or "", " ".join(sorted({f"{c} {d}" for c, d in containers})))
        if marks in names:
            return names[marks]
        options = options[:CONSIDERED]
        containers = self._not_listed(key, options, containers, listed=listed)
        areas = tuple(t for t in areas if (t.country, t.division) in containers)
        own = [self._score(t, key, head, areas) for t in options]
        self._seat(own, options, key, head)
        rule = "unknown"
        if len(options) == 1:
            rule = "only"
        elif any(_lies_within(t, a) for t in options for a in areas):
            rule = "container"
        elif head is not None and any(t.kind == head for t in options):
            rule = "kind"
        elif options:
            rule = "text"
        chosen = max(range(len(own)), key=own.__getitem__) if own else 0
        points = [_point(t.place) for t in options]
        lies_in = any(_lies_within(t, a) for t in options for a in areas)
        small = all(t.population < LEAST_WITHIN for t in options if t.kind == "city")
        word = key in self._words.everyday or key in self._words.ambiguous
        told_elsewhere = bool(areas) and not listed
        doubtful = not lies_in and (doubtful or (small and (word or told_elsewhere)))
        names[marks] = _Name(key, options, own, rule, 0, chosen, points, doubtful, areas=() if listed else areas)
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

    def _options(self, words: list[str]) -> tuple[str, tuple[Toponym, ...], bool]:
        """The places that the words name; of the words without what is none of the name, if there are none.

        With the form in which they were found, and whether they only have part of the name.
        """
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
                return key, found, False
            if divisions := self._abbreviated(key):
                return key, divisions, False
        return " ".join(words), self._within(words), True

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
            # but "the Nineveh town of Sinjar"
            of_another = last + 1 < len(self._units) and self._units[last + 1].key in of
            if after.key in heads and not of_another:
                return heads[after.key]
        if first > 0 and first < len(self._units) and not self._units[first].gap:
            before = self._units[first - 1].key
            if before in of and first > 1:
                return heads.get(self._units[first - 2].key)
            if not self._words.capitals:
                return heads.get(before)
        return None

    def _behind(self, last: int) -> tuple[Toponym, ...]:
        """The countries, divisions and counties named directly behind: "X, La.", "X, in Texas", "X, Fife"."""
        if last >= len(self._units) or self._units[last].gap not in (",", "(", "،"):
            return ()
        at = last
        while at < len(self._units) and at < last + 2 and self._units[at].key in ("in", "the"):
            at += 1
        key = ""
        found: tuple[Toponym, ...] = ()
        for end in range(at, min(at + CONTAINER_WORDS, len(self._units))):
            unit = self._units[end]
            if end > at and unit.gap not in ("", "'"):
                break
            key = f"{key} {unit.key}".strip()
            if self._words.capitals and not unit.capital and end == at:
                break
            named = self._known.named(key)
            told = [t for t in named if t.kind in ("country", "admin1", "admin2") and not t.demonym]
            told += self._abbreviated(key)
            # "Headington, Oxford" is not Oxford County; "Solon, King Nut Companies" not King County
            goes_on = end + 1 < len(self._units) and not self._units[end + 1].gap and self._units[end + 1].capital
            if goes_on or any(t.kind == "city" and t.population >= LEAST_WITHIN for t in named):
                told = [t for t in told if t.kind != "admin2"]
            if told:
                found = tuple(dict.fromkeys(told))
        return found

    def _score(self, toponym: Toponym, key: str, head: PlaceKind | None, areas: Sequence[Toponym]) -> float:
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
        usual = key == _key(toponym.name) or (toponym.capital and self._known.is_usual(key, toponym))
        score += w.usual_name * (toponym.kind == "city" and usual)
        score += w.head * (head == toponym.kind or (head == "district" and toponym.kind in ("site", "admin2")))
        score += w.hint * (toponym.country == self._hint)
        if toponym.kind != "country":
            score += w.country_anywhere * (toponym.country in self._told_countries)
            if toponym.kind != "admin1":
                score += w.division_anywhere * ((toponym.country, toponym.division) in self._told_divisions)
        inside = [a for a in areas if _lies_within(toponym, a)]
        if inside:
            score += w.container_division if any(a.kind != "country" for a in inside) else w.container
            score += w.container_county * any(a.kind == "admin2" for a in inside)
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
                towns_apart = any(o.kind in ("country", "admin1", "feature") and not o.demonym for o in name.options)
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
                    if name.listed:
                        alike = sum(o.kind_chosen == option.kind for o in name.listed)
                        score += w.listed * alike / len(name.listed)
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

    def _not_listed(
        self, key: str, options: Sequence[Toponym], containers: frozenset[tuple[str, str]], *, listed: bool
    ) -> frozenset[tuple[str, str]]:
        """What is left of the containers where the name may rather be one of a list: "Iraq, Iran", "Utah, Brazil"."""
        if any(t.kind == "country" and not t.demonym for t in options):
            return frozenset(c for c in containers if c[1])
        inside = [t for t in options if _lies_in(t, containers)]
        hardly = all(t.kind in ("city", "admin2") and t.population < LEAST_WITHIN for t in inside)
        # "Washington, New York and Boston", though a town in New York was called so once
        if listed and hardly:
            return frozenset()
        if not inside:
            return containers
        if hardly and not any(self._known.is_usual(key, t) for t in inside):
            return frozenset()
        if hardly and any(t.kind == "admin1" for t in options):
            return frozenset(c for c in containers if c[1])
        return containers

    def _resolution(self, name: _Name, placed: _Placed) -> Resolution:
        if placed.known(name):
            chosen = name.options[name.chosen]
            rule = name.rule
            if rule == "text" and name.chosen == max(range(len(name.own)), key=name.own.__getitem__):
                rule = "size"
            return Resolution(chosen.place, chosen.kind, rule)
        beside = placed.beside(name)
        if beside is None:
            if name.options:
                chosen = name.options[name.chosen]
                return Resolution(chosen.place, chosen.kind, name.rule)
            return Resolution(None, None, "unknown")
        place = replace(
            beside.place, city=None, geonameid=None, radius_km=UNKNOWN_RADIUS,
            precision="admin1" if beside.place.admin1 else "country",
        )  # fmt: skip
        return Resolution(place, None, "neighbours")


class _Placed:
    """The names of a text whose places are known, to be asked what stands beside one that is not."""

    def __init__(
        self,
        order: Sequence[_Name],
        toponyms: Sequence[Span],
        is_known: Callable[[_Name, Sequence[tuple[float, float]]], bool],
    ) -> None:
        points = {id(n): n.points[n.chosen] for n in order if n.options and not n.doubtful}
        near = [p for n in order[:MOST_COMPARED] if (p := points.get(id(n))) is not None and n.kind_chosen not in _WIDE]
        self._known = {id(n): is_known(n, near) for n in order}
        told = sorted(
            ((span, name) for span, name in zip(toponyms, order, strict=True) if self._known[id(name)]),
            key=lambda row: row[0],
        )
        #: the finest that are told at all
        fine: list[tuple[Span, _Name]] = []
        for coarse in (_WIDE, ("country", "feature"), ()):
            fine = fine or [(span, name) for span, name in told if name.kind_chosen not in coarse]
        self._told = fine
        self._found: dict[int, Toponym | None] = {}

    def known(self, name: _Name) -> bool:
        """Whether the name's own place is believed."""
        return self._known[id(name)]

    def beside(self, name: _Name) -> Toponym | None:
        """The place nearest to the places that stand beside the name, those that stand close counting most."""
        if id(name) not in self._found:
            self._found[id(name)] = self._beside(name)
        return self._found[id(name)]

    def _beside(self, name: _Name) -> Toponym | None:
        if name.areas:
            told = Counter(known.options[known.chosen].country for _, known in self._told)
            return max(name.areas, key=lambda a: (told[a.country], a.kind != "country"))
        weights: dict[int, float] = defaultdict(float)
        names: dict[int, _Name] = {}
        starts = [span for span, _ in self._told]
        for _, known in self._told[:MOST_COMPARED]:
            weights[id(known)] += ANYWHERE
            names[id(known)] = known
        for span in name.spans[:BESIDE]:
            at = bisect_left(starts, span)
            for other, known in self._told[max(0, at - BESIDE) : at + BESIDE]:
                apart = max(0, other.start - span.end, span.start - other.end)
                if 0 < other.start - span.end <= ATTACHED_REACH:
                    weights[id(known)] += ATTACHED
                weights[id(known)] += 1.0 / (1.0 + apart / BESIDE_REACH)
                names[id(known)] = known
        points = {key: known.points[known.chosen] for key, known in names.items()}
        best, best_score = None, -1.0
        for key, known in names.items():
            here = points[key]
            if here is None:
                continue
            score = sum(weights[o] * _closeness(here, there) for o, there in points.items() if there is not None)
            if score > best_score:
                best, best_score = known.options[known.chosen], score
        return best


def _lies_in(toponym: Toponym, containers: frozenset[tuple[str, str]]) -> bool:
    if not containers or toponym.kind == "country" or not toponym.country:
        return False
    return (toponym.country, "") in containers or (
        toponym.kind != "admin1" and (toponym.country, toponym.division) in containers
    )


def _lies_within(toponym: Toponym, area: Toponym) -> bool:
    """Whether a place may lie in a country, division or county; in the last as far as its middle and radius tell."""
    if toponym.kind == "country" or not toponym.country or toponym.country != area.country:
        return False
    if area.kind == "country":
        return True
    if toponym.kind == "admin1" or toponym.division != area.division:
        return False
    here, middle = _point(toponym.place), _point(area.place)
    if area.kind == "admin1" or here is None or middle is None:
        return True
    return toponym is not area and _kilometres(here, middle) <= COUNTY_REACH * (area.place.radius_km or 0.0)


def _point(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return radians(place.latitude), radians(place.longitude)


def _closeness(a: tuple[float, float], b: tuple[float, float]) -> float:
    """1 at the same spot, a half at :data:`NEAR` kilometres, then falling with the square."""
    if abs(a[0] - b[0]) > 0.2:  # farther than 1,270 km: nothing left that would count
        return 0.0
    ratio = _kilometres(a, b) / NEAR
    return 1.0 / (1.0 + ratio * ratio)


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    h = sin((a[0] - b[0]) / 2) ** 2 + cos(a[0]) * cos(b[0]) * sin((a[1] - b[1]) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(h)))


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    return " ".join(unit.key for unit in units(name))
