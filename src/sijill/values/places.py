"""Where: words of a text to places, as finely as the words allow.

A name is looked up in the gazetteer, the longest first; whether it is meant as a place at all is told by how it is
written (a capital, "in", "near", "X province", "X, Y") and by how large and how ambiguous it is; which place of that
name, by the region named behind it, or else by all that the text names (:mod:`sijill.values.resolving`).

Places of the *event* are chosen by the reader: here stands every place that is named. What is finer than the
gazetteer ("near his home") stays in the words.

Invariant: expressions never overlap and stand in the order of the text; a name that could be a person's, a group's or
any other word is no place unless the words around it say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log10
from typing import Any

from sijill.languages import Language, load
from sijill.types import Place, Span
from sijill.values.folding import fold
from sijill.values.gazetteer import Gazetteer, PlaceKind, Toponym, Unit, gazetteer, key_of, units
from sijill.values.resolving import Resolution, resolve

__all__ = ["Gazetteer", "PlaceExpression", "find_places", "gazetteer", "is_no_place"]

#: words that a name has at most
LONGEST = 5
#: a town of so many is known by its name alone; a smaller one needs a word that says it is a place
KNOWN_POPULATION = 100_000

#: a town of so many speaks for its country, if it is so many times larger than the next of its name
_LARGE = 300_000
_DOUBTLESS = 20

#: a town of no larger radius has fewer than 100,000 people (gazetteer.RADII)
SMALL_RADIUS = 6.0

#: kinds that a town which no gazetteer has may lie in: within a city it would be a part of that
_CONTAINERS = ("admin1", "admin2", "country")
#: words that its name has at most
LONGEST_UNLISTED = 3
#: it lies within so many km of what tells it, or farther
UNLISTED_RADIUS = 30.0

#: NATO, HIV: in capitals and no longer than this, a name is an abbreviation
_LONGEST_ABBREVIATION = 5

#: kinds between which the other names of a text decide
_CHOSEN_TOGETHER = ("city", "admin1", "admin2")
#: what the language data of dates calls the names of days and months
_DATES = ("months", "month_abbreviations", "weekdays", "weekday_abbreviations")
_HYPHENS = ("-", "‐", "‑", "–")

# What speaks for one of several places of a name, in orders of magnitude of population. Tuned on towns that share
# their name with a larger one elsewhere: a country in the text outweighs a hundredfold population, a region behind
# the name everything.
_REGION = 8.0
_HEAD = 5.0
_HINT = 2.5
_COUNTRY_IN_TEXT = 2.5
_DIVISION_IN_TEXT = 1.5
_TOWN_IN_TEXT = 3.0
_CAPITAL = 1.0
_USUAL_NAME = 0.7
_COUNTRY_BASE = 9.5
_DIVISION_BASE = 5.0
_PART_BASE = 2.0


@dataclass(frozen=True, slots=True)
class PlaceExpression:
    """Words that name a place."""

    #: where they stand, with the region named behind: "Tyre, Lebanon"
    span: Span
    #: which place; ``detail`` is left to the reader
    place: Place
    #: how it was told: kind and what decided ("city by region", "city by text", "city by size", "country")
    rule: str
    kind: PlaceKind
    #: an adjective or a people ("Lebanese"): tells a country, but not where anything happened
    demonym: bool = False


def find_places(text: str, language: str | Language, *, country: str | None = None) -> list[PlaceExpression]:
    """All places that a text names.

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language.
        country: ISO 3166-1 alpha-2 of the country that the text is likely about, if known.

    Returns:
        The expressions in the order of the text.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: the gazetteer cannot be read.
    """
    known = load(language) if isinstance(language, str) else language
    read = units(text)
    candidates = _Found(gazetteer(), _words(known), text, read, country)
    found = _together(candidates.expressions(len(text.strip())), text, known, read, country)
    # towns that are known by the words beside them tell the country in which others are looked for
    if candidates.learn(found):
        found = _together(candidates.expressions(len(text.strip())), text, known, read, country)
    unlisted = list(candidates.unlisted(found))
    kept = [p for p in found if not any(p.span.overlaps(u.span) for u in unlisted)]
    return sorted([*kept, *unlisted], key=lambda p: p.span)


def is_no_place(words: str, language: Language) -> bool:
    """Whether all of the words are known to name no place, or one wider than any country: "Red Cross", "Asia"."""
    return key_of(words) in _words(language).others


def _together(
    found: list[PlaceExpression], text: str, language: Language, read: Sequence[Unit], country: str | None
) -> list[PlaceExpression]:
    """The expressions with their towns and divisions chosen by what all of the text's names stand for."""
    named = [i for i, p in enumerate(found) if not p.demonym and p.kind not in ("district", "site")]
    told = resolve([found[i].span for i in named], text, language, country=country, read=read)
    for index, resolution in zip(named, told, strict=True):
        expression = found[index]
        free = expression.kind in _CHOSEN_TOGETHER and not expression.rule.endswith("by region")
        if free and resolution.kind in _CHOSEN_TOGETHER and resolution.place is not None:
            if expression.kind == "city" and resolution.kind == "admin1" and _same_division(expression, resolution):
                # New York is rather the town where something happened than the state
                continue
            if expression.kind == "city" and resolution.kind == "admin2" and not _is_small(expression):
                continue
            if expression.kind != resolution.kind and expression.rule.endswith("by kind"):
                continue
            rule = f"{resolution.kind} by {'name' if resolution.rule == 'only' else resolution.rule}"
            found[index] = replace(expression, place=resolution.place, kind=resolution.kind, rule=rule)
    return found


def _is_small(expression: PlaceExpression) -> bool:
    """Whether a town has so few people that a county of its name is rather meant."""
    return (expression.place.radius_km or 0.0) <= SMALL_RADIUS


def _same_division(expression: PlaceExpression, resolution: Resolution) -> bool:
    place, other = expression.place, resolution.place
    return other is not None and (place.country, place.admin1) == (other.country, other.admin1)


# ---------------------------------------------------------------------------------------------------------
# Language data


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language says around places."""

    #: names are written with a capital
    capitals: bool
    #: "in", "near": what follows is a place
    before: frozenset[str]
    #: "town", "village": with "of", or in Arabic directly before the name
    towns: frozenset[str]
    #: "province", "governorate"
    divisions: frozenset[str]
    #: "county", "parish"
    counties: frozenset[str]
    #: "district", "square", "street", "camp"
    parts: frozenset[str]
    #: "mayor", "market", "outskirts": with "of" before a place
    placed: frozenset[str]
    #: "road", "prison", "airport": behind a place
    sited: frozenset[str]
    #: "embassy", "troops": behind a country's name, which tells whose they are
    held: frozenset[str]
    #: "in", "of", "the", "northern": between a town and what it lies in
    between: frozenset[str]
    #: "to", "from": before somebody as well as before a place
    goals: frozenset[str]
    #: months and weekdays
    dates: frozenset[str]
    #: "northern", "greater": may stand before a name
    modifiers: frozenset[str]
    #: "of"
    of: frozenset[str]
    #: words and personal names that are towns somewhere
    ambiguous: frozenset[str]
    #: the article of Arabic names
    joined: frozenset[str]
    #: function words that carry a capital at the start of a sentence
    starters: frozenset[str]
    #: "the", "a": before them stands no small town
    articles: frozenset[str]
    #: particles inside names, which need no capital
    particles: frozenset[str]
    #: behind a name: it is no town
    not_before: frozenset[str]
    #: names of what is no place, looked up like places
    others: frozenset[str]
    #: letters written together with the next word
    clitics: tuple[str, ...]


def _strings(listed: Iterable[Any]) -> Iterator[str]:
    """The strings of a list that may hold lists."""
    for item in listed:
        if isinstance(item, str):
            yield item
        else:
            yield from _strings(item)


@lru_cache(maxsize=16)
def _words(language: Language) -> _Words:
    section, names = language.section("places"), language.section("names")
    given = [name for names_of_a_sex in language.section("given").values() for name in names_of_a_sex]

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(w) for w in section.get(key, ()))

    return _Words(
        bool(section.get("capitals", False)), folded("before"), folded("towns"), folded("divisions"),
        folded("counties"), folded("parts"),
        folded("placed") | folded("sides") | folded("parts") | folded("towns") | folded("divisions"),
        folded("sited"), folded("held"),
        frozenset(fold(w) for w in section.get("containing", ())) | folded("articles") | folded("modifiers"),
        folded("origins") | folded("directions"),
        frozenset(fold(w) for key in _DATES for w in _strings(language.section("dates").get(key, ()))),
        folded("modifiers"), folded("of"),
        folded("ambiguous") | folded("everyday") | frozenset(fold(w) for w in (*names.get("common", ()), *given)),
        folded("joined_articles"),
        folded("starters"), folded("articles"), folded("particles"), folded("not_before"),
        frozenset(key_of(w) for w in section.get("others", ())), tuple(section.get("clitics", ())),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------------
# Finding


@dataclass(slots=True)
class _Candidate:
    """A stretch of words that some place is called."""

    first: int
    #: one past its last word
    last: int
    toponyms: tuple[Toponym, ...]
    #: the name as it was found in the gazetteer
    key: str
    #: letters of the first word that do not belong to the name
    prefix: int = 0


class _Found:
    def __init__(self, known: Gazetteer, words: _Words, text: str, read: Sequence[Unit], hint: str | None) -> None:
        self._known = known
        self._text = text
        self._words = words
        self._units = read
        self._hint = hint
        #: the words with which names that are no place begin
        self._other_beginnings = _beginnings(words.others)
        self._candidates = self._all()
        self._by_first = {c.first: c for c in self._candidates}
        self._by_last = {c.last: c for c in self._candidates}

        self._persons, self._plain = self._other_uses()

        self._countries, self._divisions, self._towns = self._context()

    # -- looking up

    def _all(self) -> list[_Candidate]:
        found = []
        index = 0
        while index < len(self._units):
            candidate = self._at(index)
            if candidate is None:
                index += 1
            else:
                found.append(candidate)
                index = candidate.last
        return found

    def _at(self, index: int) -> _Candidate | None:
        unit = self._units[index]
        if self._words.capitals and not unit.capital and unit.key not in self._words.particles:
            return None
        kinds = self._words.towns | self._words.divisions | self._words.parts
        for key, prefix in self._variants(unit.key):
            best: _Candidate | None = None
            words = key
            for last in range(index + 1, min(index + LONGEST, len(self._units)) + 1):
                if last > index + 1:
                    following = self._units[last - 1]
                    goes_on = self._known.goes_on(words) or words in self._other_beginnings
                    if following.gap not in ("", "'") or not goes_on:
                        break
                    words = f"{words} {following.key}"
                if words in self._words.others:
                    best = _Candidate(index, last, (), words, prefix)
                    continue
                toponyms = self._toponyms(words)

                # "the province" and "مدينة" say what follows and name nothing, though some town is called so
                alone = last == index + 1 and (key in kinds or unit.key in kinds)
                # "Baghdad airport": what is written by hand may end in small words
                part = unit.capital and any(t.kind in ("district", "site") for t in toponyms)
                if toponyms and not alone and (part or self._is_written_as_name(index, last)):
                    best = _Candidate(index, last, toponyms, words, prefix)
            if best is not None:
                return best
        return self._with_other_article(index)

    def _with_other_article(self, index: int) -> _Candidate | None:
        """ "al-Raqqah", where the gazetteer has "Ar-Raqqah": the article as it is spoken before the letter."""
        unit, last = self._units[index], index + 2
        hyphen = self._text[unit.end : unit.end + 1] in _HYPHENS
        if unit.key not in self._words.joined or last > len(self._units) or not hyphen:
            return None
        name = self._units[index + 1]
        for article in (f"a{name.key[:1]}", f"a{name.key[:2]}", "al", "el"):
            key = f"{article} {name.key}"
            if article in self._words.joined and name.capital and (toponyms := self._toponyms(key)):
                return _Candidate(index, last, toponyms, key)
        return None

    def _toponyms(self, words: str) -> tuple[Toponym, ...]:
        """What the words may stand for here: no sea or region, and a county only where it is called so."""
        found = self._known.named(words)
        if all(t.kind in ("city", "country", "district", "site") for t in found):
            return found
        if len(found) == 1 and found[0].kind == "admin2":
            return found
        # "the Sinai town of Rafah" is not about Sinaí in Ecuador
        feature = any(t.kind == "feature" for t in found)
        split = words.split(" ")
        county = len(split) > 1 and (split[0] in self._words.counties or split[-1] in self._words.counties)
        # "North" and "Northeast" are divisions somewhere; alone they are a direction
        direction = all(w in self._words.modifiers for w in split)
        return tuple(
            t
            for t in found
            if not (
                t.kind == "feature"
                or (feature and t.kind == "city" and t.population < KNOWN_POPULATION)
                or (t.kind == "admin2" and not county)
                or (t.kind == "admin1" and direction and t.country != self._hint)
            )
        )

    def _variants(self, key: str) -> list[tuple[str, int]]:
        """The word, and in Arabic without what is written together with it; and how many letters that is."""
        found = [(key, 0)]
        for clitic in self._words.clitics:
            if key.startswith(clitic) and len(key) - len(clitic) >= 3:
                found.append((key[len(clitic) :], len(clitic)))
                if key[len(clitic) :].startswith("ال") and len(key) - len(clitic) >= 5:
                    found.append((key[len(clitic) + 2 :], len(clitic)))
        if self._words.clitics and key.startswith("ال") and len(key) >= 5:
            found.append((key[2:], 0))
        if self._words.clitics and key.startswith("لل") and len(key) >= 5:
            found.append((f"ال{key[2:]}", 1))
        return found

    def _is_written_as_name(self, first: int, last: int) -> bool:
        if not self._words.capitals:
            return True
        stretch = self._units[first:last]
        return any(u.capital for u in stretch) and all(
            u.capital or u.key in self._words.particles or (i and u.key in self._words.parts)
            or (i and "suburb" in u.key) or (i and u.key in self._words.modifiers | self._words.of)
            for i, u in enumerate(stretch)
        )  # fmt: skip

    def _other_uses(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names that the text gives to persons ("Tom Allen"), and words that it writes small."""
        if not self._words.capitals:
            return frozenset(), frozenset()
        plain = frozenset(u.key for u in self._units if not u.capital)
        singles = [c for c in self._candidates if c.last - c.first == 1 and c.toponyms]
        return frozenset(c.key for c in singles if self._is_name_before(c)), plain

    # -- what the text is about

    def _context(self) -> tuple[Counter[str], set[tuple[str, str]], set[int]]:
        countries: Counter[str] = Counter()
        divisions: set[tuple[str, str]] = set()
        towns: set[int] = set()
        for candidate in self._candidates:
            kinds = {t.kind for t in candidate.toponyms}
            if "country" in kinds and not ("admin1" in kinds and self._is_ambiguous(candidate)):
                countries.update({t.country for t in candidate.toponyms if t.kind == "country"})
            known = self._known_town(candidate)
            if known is not None:
                towns.add(known.place.geonameid or 0)
                countries[known.country] += 1
            own = [t for t in candidate.toponyms if t.kind == "admin1"]
            named = "city" not in kinds or self._head(candidate) == "admin1"
            if len(own) == 1 and named and not self._is_ambiguous(candidate):
                divisions.add((own[0].country, own[0].division))
        return countries, divisions, towns

    def _known_town(self, candidate: _Candidate) -> Toponym | None:
        """The large town that a name stands for beyond doubt: no other of that name is nearly as large."""
        towns = sorted((t for t in candidate.toponyms if t.kind == "city"), key=lambda t: -t.population)
        if not towns or not (towns[0].population >= _LARGE or towns[0].capital) or self._is_ambiguous(candidate):
            return None
        first = towns[0]
        rivals = [t for t in towns if t.country != first.country and t.population * _DOUBTLESS > first.population]
        return None if rivals else first

    def _is_ambiguous(self, candidate: _Candidate) -> bool:
        return candidate.key in self._words.ambiguous

    def learn(self, found: Sequence[PlaceExpression]) -> bool:
        """Take the countries of the towns found as told by the text; whether that tells anything new."""
        told = Counter(p.place.country for p in found if p.kind in ("city", "admin1") and p.place.country)
        before = dict(self._countries)
        for country, times in told.items():
            self._countries[country] = max(self._countries[country], times)
        return dict(self._countries) != before

    def unlisted(self, found: Sequence[PlaceExpression]) -> Iterator[PlaceExpression]:
        """Towns that no gazetteer has, told by what they lie in.

        "in Addar, Sidon province", "Addar, a small village in Sidon", "the Addar village in Sidon", "the village of
        Addar in Sidon".
        """
        if not self._words.capitals:
            return
        at = {u.start: i for i, u in enumerate(self._units)}
        for area in found:
            first = at.get(area.span.start)
            if first is None or area.demonym or self._is_owner(area):
                continue
            last = self._end_of_unlisted(first, area)
            start = last
            while start and last - start < LONGEST_UNLISTED and self._is_of_name(start - 1):
                start -= 1
                if self._units[start].gap:
                    break
            if start == last or not self._is_told_as_place(start, last, called=last != first):
                continue
            span = Span(self._units[start].start, self._units[last - 1].end)
            if all(self._is_elsewhere(p, span, area) for p in found if span.overlaps(p.span)):
                place = replace(
                    area.place, city=self._text[span.start : span.end], geonameid=None, precision="city",
                    radius_km=max(area.place.radius_km or 0.0, UNLISTED_RADIUS),
                )  # fmt: skip
                yield PlaceExpression(span, place, "city by what it lies in", "city")

    @staticmethod
    def _is_elsewhere(expression: PlaceExpression, span: Span, area: PlaceExpression) -> bool:
        """Whether a small town was taken for one that is told to lie in another country."""
        small = expression.kind == "city" and _is_small(expression) and expression.span.within(span)
        return small and expression.place.country != area.place.country

    def _end_of_unlisted(self, first: int, area: PlaceExpression) -> int:
        """Where a town's name ends that is told before what it lies in; 0 if none can be."""
        units, words = self._units, self._words
        begin = first
        while begin and units[begin - 1].key in words.between and not units[begin].gap:
            begin -= 1
        placed = begin < first and units[begin].key not in words.of
        if placed and begin and units[begin - 1].key in words.towns and not units[begin].gap:
            # "Addar village in", or ", a small village in"
            begin -= 1
            article = begin
            while (
                article and begin - article < LONGEST_UNLISTED and not units[article].gap and not units[article].capital
            ):
                article -= 1
            return article if units[article].gap == "," else begin
        if begin > 1 and begin < first and not units[begin].gap:
            # "the village of Addar in"
            start = begin
            while start and begin - start < LONGEST_UNLISTED and self._is_of_name(start - 1) and not units[start].gap:
                start -= 1
            called = start > 1 and units[start - 1].key in words.of and units[start - 2].key in words.towns
            return begin if called else 0
        after = next((u.key for u in units[first : first + LONGEST] if u.start >= area.span.end), "")
        inside = area.kind in _CONTAINERS or after in words.divisions
        return begin if inside and units[begin].gap == "," else 0

    def _is_of_name(self, index: int) -> bool:
        unit = self._units[index]
        words = self._words
        return unit.capital and not (
            unit.shouted or unit.key in words.ambiguous or unit.key in words.dates or unit.key in words.starters
        )

    def _is_told_as_place(self, first: int, last: int, *, called: bool) -> bool:
        """Whether "in", "near", "west of" stands directly before; or it is called a town."""
        if any(u.gap for u in self._units[first + 1 : last]):
            return False
        if called and last < len(self._units) and self._units[last].key in self._words.towns:
            return True
        if not first or self._units[first].gap:
            return False
        if self._units[first - 1].key in self._words.of and self._units[max(0, first - 2)].key in self._words.towns:
            return True
        return self._is_located(_Candidate(first, last, (), "")) and self._units[first - 1].key not in self._words.goals

    def _is_owner(self, expression: PlaceExpression) -> bool:
        return self._text[expression.span.end : expression.span.end + 2] in ("'s", "’s")

    # -- choosing

    def expressions(self, length: int) -> list[PlaceExpression]:
        """All places, regions taken together with the towns before them."""
        found: list[PlaceExpression] = []
        index = 0
        while index < len(self._candidates):
            candidate = self._candidates[index]
            joined = self._joined(index)
            if joined is not None:
                toponym, last = joined
                found.append(self._expression(candidate, self._candidates[last], toponym, "region"))
                index = last + 1
                continue
            chosen = self._chosen(candidate, length)
            if chosen is not None:
                found.append(self._expression(candidate, candidate, *chosen))
            index += 1
        return found

    def _joined(self, index: int) -> tuple[Toponym, int] | None:
        """A town (or division) with the region that is named directly behind it: "Tyre, Lebanon"."""
        candidate = self._candidates[index]
        last = index
        options: Sequence[Toponym] = [t for t in candidate.toponyms if t.kind != "country"]
        while last + 1 < len(self._candidates) and options:
            following = self._candidates[last + 1]
            first = following.first
            # "Mosul, in Nineveh province" and "Karachi (Sindh)" too
            between = self._units[self._candidates[last].last : first]
            if len(between) > 1 or any(u.key not in ("the", "in") for u in between):
                break
            gap = "".join(u.gap for u in (*between, self._units[first]))
            if gap not in (",", "(", "،"):
                break
            agreeing = [t for t in options if any(self._lies_in(t, r) for r in following.toponyms)]
            if not agreeing:
                break
            options, last = agreeing, last + 1
        if last == index:
            return None
        return max(options, key=lambda t: self._score(t, candidate)), last

    @staticmethod
    def _lies_in(inner: Toponym, outer: Toponym) -> bool:
        if outer.demonym or inner is outer or inner.country != outer.country:
            return False
        if outer.kind == "country":
            return True
        if outer.kind == "admin1":
            return inner.kind != "admin1" and inner.division == outer.division
        return outer.kind == "city" and inner.town is not None and inner.town == outer.place.geonameid

    def _chosen(self, candidate: _Candidate, length: int) -> tuple[Toponym, str] | None:
        scored = sorted(
            ((self._score(t, candidate), -i) for i, t in enumerate(candidate.toponyms)), reverse=True
        )  # fmt: skip
        whole = self._units[candidate.first].start == 0 and self._units[candidate.last - 1].end >= length
        for _, negative in scored[:3]:
            toponym = candidate.toponyms[-negative]
            if whole or self._is_meant(toponym, candidate):
                return toponym, self._reason(toponym, candidate)
        return None

    def _score(self, toponym: Toponym, candidate: _Candidate) -> float:
        match toponym.kind:
            case "country":
                score = _COUNTRY_BASE
            case "admin1":
                score = _DIVISION_BASE
                # "Georgia" in a text on the United States
                elsewhere = {t.country for t in candidate.toponyms if t.kind == "country"}
                told = toponym.country in self._countries and not elsewhere & set(self._countries)
                score += _COUNTRY_BASE - _DIVISION_BASE if elsewhere and told else 0.0

            case "city":
                score = log10(toponym.population + 100)
            case _:
                score = _PART_BASE + log10(toponym.population + 100) / 3
        score += _CAPITAL * toponym.capital
        score += _USUAL_NAME * (toponym.kind == "city" and candidate.key == " ".join(_key(toponym.name)))
        score += _HINT * (toponym.country == self._hint)
        if self._countries:
            score += _COUNTRY_IN_TEXT * (toponym.country in self._countries)
            score += 0.5 * self._countries[toponym.country] / self._countries.total()
        score += _DIVISION_IN_TEXT * ((toponym.country, toponym.division) in self._divisions)
        score += _TOWN_IN_TEXT * (toponym.town is not None and toponym.town in self._towns)
        head = self._head(candidate)
        if head is not None:
            score += _HEAD * (head == toponym.kind or (head == "district" and toponym.kind == "site"))
        return score

    def _reason(self, toponym: Toponym, candidate: _Candidate) -> str:
        if len(candidate.toponyms) == 1:
            return "name"
        if self._head(candidate) == toponym.kind:
            return "kind"
        if toponym.town in self._towns or toponym.country in self._countries:
            return "text"
        return "hint" if toponym.country == self._hint else "size"

    # -- what is meant as a place

    def _head(self, candidate: _Candidate) -> PlaceKind | None:
        """The kind that a word beside the name tells: "Basra province", "the city of Tyre"."""
        after = self._after(candidate)
        before = self._before(candidate)
        if before in self._words.of and candidate.first > 1:
            before = self._units[candidate.first - 2].key
        elif self._words.capitals:
            before = None
        kinds: tuple[tuple[frozenset[str], PlaceKind], ...] = (
            (self._words.divisions, "admin1"),
            (self._words.towns, "city"),
            (self._words.parts, "district"),
        )
        # "the Nineveh town of Sinjar"
        if candidate.last + 1 < len(self._units) and self._units[candidate.last + 1].key in self._words.of:
            after = None
        apposed = self._apposed(candidate)
        for words, kind in kinds:
            if (self._words.capitals and after in words) or before in words or apposed in words:
                return kind
        return None

    def _apposed(self, candidate: _Candidate) -> str | None:
        """What the words behind a comma call it: "Dohuk, a northern province"."""
        last = candidate.last
        if not self._words.capitals or last + 1 >= len(self._units) or self._units[last].gap != ",":
            return None
        if self._units[last].key not in self._words.articles:
            return None
        for unit in self._units[last + 1 : last + 1 + LONGEST_UNLISTED]:
            if unit.gap or (unit.capital and unit.key not in self._words.modifiers):
                return None
            if unit.key in self._words.divisions | self._words.towns:
                return unit.key
        return None

    def _before(self, candidate: _Candidate) -> str | None:
        """The word directly before, if nothing stands between."""
        if not candidate.first or self._units[candidate.first].gap:
            return None
        return self._units[candidate.first - 1].key

    def _is_located(self, candidate: _Candidate) -> bool:
        """Whether the words beside say that it is a place: "in", "west of", "the market of", "the X road"."""
        before, after = self._before(candidate), self._after(candidate)
        if before in self._words.before or (after in self._words.sited and not self._is_name_before(candidate)):
            return True
        of = before in self._words.of and candidate.first > 1 and not self._units[candidate.first - 1].gap
        return of and self._units[candidate.first - 2].key in self._words.placed

    def _is_heading(self, candidate: _Candidate) -> bool:
        """Whether it stands by itself behind a date or before one: "3 March. Ajaccio. ...", "* Hinche, Monday: ..."."""
        if candidate.last >= len(self._units) or not self._units[candidate.last].gap:
            return False
        first, following = self._units[candidate.first], self._units[candidate.last]
        if not candidate.first or first.gap.startswith("¶"):
            return ":" in following.gap or self._is_dated(following)
        return bool(first.gap) and self._is_dated(self._units[candidate.first - 1])

    def _is_dated(self, unit: Unit) -> bool:
        return unit.key.isdigit() or unit.key in self._words.dates

    def _after(self, candidate: _Candidate) -> str | None:
        if candidate.last >= len(self._units) or self._units[candidate.last].gap not in ("", "'"):
            return None
        return self._units[candidate.last].key

    def _is_meant(self, toponym: Toponym, candidate: _Candidate) -> bool:
        if not self._words.capitals:
            return self._is_meant_without_capitals(toponym, candidate)
        head, before = self._head(candidate), self._before(candidate)
        located = self._is_located(candidate)
        ambiguous = self._is_ambiguous(candidate)
        name_before, name_after = self._is_name_before(candidate), self._is_name_after(candidate)
        several = candidate.last - candidate.first > 1
        if toponym.demonym:
            return not (ambiguous and (name_before or name_after))
        small = toponym.kind == "city" and toponym.population < KNOWN_POPULATION
        if head == toponym.kind and not ((ambiguous or small) and name_before):
            return True
        if toponym.kind == "country":
            return not ambiguous or located or not (name_before or name_after)
        start = self._units[candidate.first].start
        # "Abd al-Quddus" is a person; "in al-Raqqah" is not
        joined = before in self._words.joined and self._text[start - 1 : start] in _HYPHENS
        if joined and self._is_name_at(candidate.first - 2, candidate.first - 1):
            return False
        if ambiguous:
            itself = toponym.kind != "city" or self._known.is_usual(candidate.key, toponym)
            large = toponym.kind == "admin1" or (toponym.population >= KNOWN_POPULATION and itself)
            return located and large and not name_after and not name_before
        unit = self._units[candidate.first]
        if toponym.kind == "city" and not located and not several:
            dateline = not candidate.first or unit.gap == "¶"
            if unit.shouted and len(unit.key) <= _LONGEST_ABBREVIATION and not dateline:
                return False
            if candidate.key in self._persons or (candidate.key in self._plain and not toponym.capital):
                return False
        if not toponym.capital and self._after(candidate) in self._words.not_before:
            return False
        county = candidate.key.split(" ")
        if toponym.kind == "admin1" or county[0] in self._words.counties or county[-1] in self._words.counties:
            return not name_before or located
        if toponym.kind == "admin2":
            return located and not name_before and not name_after
        if toponym.kind in ("district", "site"):
            known = toponym.town in self._towns or toponym.country in self._countries or toponym.country == self._hint
            long = candidate.last - candidate.first > 2
            only = located and len(candidate.toponyms) == 1
            return (known or long or only or (toponym.kind == "site" and several)) and not name_before
        if name_before:
            return False
        large = toponym.capital or toponym.population >= KNOWN_POPULATION
        # "Bala Baluk" is not Basel, which some language calls Bala
        if large and (not name_after or self._known.is_usual(candidate.key, toponym)):
            return True
        if name_after:
            return False
        here = toponym.country in self._countries or toponym.country == self._hint
        if located or (several and here) or (self._is_heading(candidate) and (here or several)):
            return True
        # a small town that stands alone: only in the country that the text is most about, and not where any word
        # would have a capital
        most = max(self._countries, key=lambda c: self._countries[c], default=self._hint)
        first = self._units[candidate.first]
        starts = candidate.first == 0 or any(c in '.!?:¶"' for c in first.gap)
        beside = candidate.first in self._by_last and not first.gap
        return (
            toponym.country in (most, self._hint) and not starts and not beside and before not in self._words.articles
        )

    def _is_meant_without_capitals(self, toponym: Toponym, candidate: _Candidate) -> bool:
        """In a script without capitals: large, or with a word that says so."""
        located = self._before(candidate) in self._words.before or candidate.prefix > 0
        head = self._head(candidate)
        ambiguous = self._is_ambiguous(candidate)
        if head == toponym.kind:
            return True
        if toponym.demonym and self._is_surname(candidate):
            return False
        if toponym.kind == "country":
            return not ambiguous or located
        several = candidate.last - candidate.first > 1
        known = toponym.town in self._towns or toponym.country in self._countries or toponym.country == self._hint
        if toponym.kind == "admin1":
            return (located or several or known) and not ambiguous
        if toponym.kind in ("district", "site"):
            return known and (several or located) and not ambiguous
        if ambiguous:
            return False
        if toponym.capital or toponym.population >= KNOWN_POPULATION:
            return known or located or toponym.capital
        return located and known

    def _is_surname(self, candidate: _Candidate) -> bool:
        """Whether an Arabic adjective with the article follows a word without one (محمد السوداني)."""
        unit = self._units[candidate.first]
        if not unit.key.startswith("ال") or not candidate.first or unit.gap:
            return False
        before = self._units[candidate.first - 1].key
        definite = before.startswith(("ال", "لل")) or any(
            before.startswith(f"{clitic}ال") for clitic in self._words.clitics
        )
        return not definite and not self._is_known(self._by_last.get(candidate.first))

    def _is_name_before(self, candidate: _Candidate) -> bool:
        """Whether a capitalised word that is no place stands directly before: "Rami Tyre"."""
        return self._is_name_at(candidate.first - 1, candidate.first)

    def _is_name_at(self, index: int, first: int) -> bool:
        """Whether the word of that index, directly before another, is capitalised and no place."""
        if index < 0 or self._units[first].gap:
            return False
        before = self._units[index]
        if not before.capital or before.key.isdigit():
            return False
        known = self._words
        if (
            before.key
            in known.before | known.modifiers | known.of | known.towns | known.divisions | known.parts | known.starters
        ):
            return False
        return not self._is_known(self._by_last.get(first))

    def _is_known(self, candidate: _Candidate | None) -> bool:
        """Whether a name is a place by itself: a country, a division, a large town."""
        return (
            candidate is not None
            and not self._is_ambiguous(candidate)
            and any(
                t.kind in ("country", "admin1")
                or (t.population >= KNOWN_POPULATION and self._known.is_usual(candidate.key, t))
                for t in candidate.toponyms
            )
        )

    def _is_name_after(self, candidate: _Candidate) -> bool:
        last = candidate.last
        if last >= len(self._units) or self._units[last].gap:
            return False
        after = self._units[last]
        if not after.capital or after.key.isdigit():
            return False
        known = self._words
        if after.key in known.towns | known.divisions | known.parts | known.modifiers:
            return False
        return not self._is_known(self._by_first.get(last))

    def _expression(self, first: _Candidate, last: _Candidate, toponym: Toponym, reason: str) -> PlaceExpression:
        start = self._units[first.first].start + first.prefix
        span = Span(start, self._units[last.last - 1].end)
        # "the US embassy in Baghdad"
        held = toponym.kind == "country" and self._after(last) in self._words.held and not self._is_located(first)
        demonym = toponym.demonym or held
        rule = "demonym" if demonym else f"{toponym.kind} by {reason}"
        return PlaceExpression(span, toponym.place, rule, toponym.kind, demonym)


@lru_cache(maxsize=16)
def _beginnings(names: frozenset[str]) -> frozenset[str]:
    split = [name.split(" ") for name in names]
    return frozenset(" ".join(words[:n]) for words in split for n in range(1, len(words)))


@lru_cache(maxsize=8192)
def _key(name: str) -> tuple[str, ...]:
    return tuple(unit.key for unit in units(name))
