"""What places there are: GeoNames' towns, divisions and countries, and a layer written by hand.

The bundled data (values/data/gazetteer.txt, made by scripts/gazetteer.py) is searched where it lies: the file is mapped
into memory, a name is bisected among every 128th and then found among its neighbours, and a place's line is read when
it is asked for. Nothing is built when it is loaded, and processes share its pages. The layer written by hand
(values/data/places.toml, and files of the user's own) adds usual English names, spellings, demonyms, districts, sites,
and seas, rivers and regions.

Invariant: a name is looked up in the form that :func:`key_of` gives it, and every toponym tells what it stands for.
"""

from __future__ import annotations

import mmap
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from importlib.abc import Traversable
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from sijill.errors import DataFileError
from sijill.types import Place
from sijill.values.forms import tokenise

#: "admin2": a county or district of a first-level division; "feature": a sea, river, region, continent
PlaceKind: TypeAlias = Literal["city", "admin1", "admin2", "country", "district", "site", "feature"]

#: a town's likely extent in km by its population: half the built-up width of towns of that size, rounded up
RADII = ((10_000, 3.0), (100_000, 6.0), (1_000_000, 12.0), (10**12, 25.0))
DISTRICT_RADIUS = 3.0
SITE_RADIUS = 1.0
#: what a country that is one town counts for beside towns of its name: more than any
CITY_STATE_POPULATION = 10_000_000
#: of all places that share a name, so many are considered, the most populous first
MOST_CANDIDATES = 24
#: the Arabic article as GeoNames writes it before divisions, which reports leave out
_ARTICLES = ("al", "el", "ad", "an", "ar", "as", "ash", "at", "az")
_FORMAT = b"sijill gazetteer 2\t"
_PARTS = 6


@dataclass(frozen=True, slots=True)
class Toponym:
    """One place that a name may stand for."""

    kind: PlaceKind
    #: usual English name
    name: str
    #: ISO 3166-1 alpha-2
    country: str
    #: GeoNames' code of the first-level division; "" for a country or where unknown
    division: str
    place: Place
    #: people who live there; of a district or site, in its town; 0 where it does not matter
    population: int
    #: capital of its country
    capital: bool = False
    #: the name is an adjective or a people
    demonym: bool = False
    #: geonameid of the town that a district or site lies in
    town: int | None = None


#: as tokens: folding takes away all but the plain one
_APOSTROPHES = ("", "'", "`")


class Unit(NamedTuple):
    """One word of a name or text, as names are compared."""

    key: str
    start: int
    end: int
    capital: bool
    #: in capitals throughout, and more than one letter: an abbreviation, or a dateline
    shouted: bool
    #: signs between it and the word before: "" for white space, "," …; "¶" where a paragraph begins
    gap: str


def units(text: str) -> list[Unit]:
    """The words of a text with what stands between them.

    Hyphens and apostrophes join (``Ba'quba``, ``Al-Kut``); a possessive ``'s`` is left out; ``U.S.`` is two words.
    """
    found: list[Unit] = []
    gap = ""
    tokens = tokenise(text)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.fresh:
            gap = "¶"
        if token.kind == "other":
            if token.key in _APOSTROPHES and token.glued and found and gap == "" and index + 1 < len(tokens):
                after = tokens[index + 1]
                if after.glued and after.key == "s":
                    gap, index = "'", index + 2
                    continue
                if after.glued and after.kind == "word":
                    last = found[-1]
                    found[-1] = last._replace(key=last.key + after.key, end=after.end)
                    index += 2
                    continue
            if token.key == "." and token.glued and found and len(found[-1].key) == 1 and gap == "":
                # U.S., and the full stop of the last letter
                found[-1] = found[-1]._replace(end=token.end)
            elif token.key != "-" or not token.glued or index + 1 >= len(tokens) or not tokens[index + 1].glued:
                gap += token.key or "'"
            index += 1
            continue
        written = text[token.start : token.end]
        shouted = token.capital and len(written) > 1 and written.isupper()
        found.append(Unit(token.key, token.start, token.end, token.capital, shouted, gap))
        gap = ""
        index += 1
    return found


def key_of(name: str) -> str:
    """The form in which a name is looked up."""
    return " ".join(unit.key for unit in units(name))


class Gazetteer:
    """All places that are known. Get it with :func:`gazetteer`."""

    def __init__(self, data: bytes | mmap.mmap, layers: Iterable[Mapping[str, Any]]) -> None:
        """Take the bundled data and the layers written by hand, later ones over earlier ones.

        Raises:
            ValueError: the data has another form.
        """
        head = data[: data.find(b"\n")]
        lengths = [int(n) for n in head[len(_FORMAT) :].split()] if head.startswith(_FORMAT) else []
        begin = data.find(b"\n", len(head) + 1) + 1
        if len(lengths) != _PARTS or begin + sum(lengths) != len(data):
            raise ValueError("not a gazetteer of this version")
        bounds = []
        for length in lengths:
            bounds.append((begin, begin + length))
            begin += length
        self._data = data
        self._places, self._counties, self._names, divisions, countries, index = bounds
        #: every so many names, and where their lines begin
        self._steps: list[bytes] = []
        self._step_starts: list[int] = []
        for row in data[slice(*index)].splitlines():
            name, at = row.split(b"\t")
            self._steps.append(name + b"\t")
            self._step_starts.append(self._names[0] + int(at))
        self._step_starts.append(self._names[1])
        self._divisions = [row.split("\t") for row in data[slice(*divisions)].decode().splitlines()]
        self._division_names: dict[tuple[str, str], str] = {(d[0], d[1]): d[2] for d in self._divisions}
        self._town_names: dict[int, str] = {}
        #: what is not in the sorted list: countries, divisions, demonyms, districts, sites, further names of towns
        self._own: dict[str, list[Toponym]] = {}
        self._own_towns: dict[str, list[int]] = {}
        self._country_names: dict[str, str] = {}
        self._arabic_country_names: dict[str, str] = {}
        #: countries that are one town, and its name
        self._city_states: dict[str, str] = {}
        self._prefixes: set[str] = set()
        self._abbreviations: dict[str, dict[tuple[str, str], None]] = {}
        layers = list(layers)
        for layer in layers:
            for country, table in layer.get("divisions", {}).items():
                for code, spellings in table.items():
                    self._division_names[country, code] = spellings[0]
            for identifier, spellings in layer.get("towns", {}).items():
                self._town_names[int(identifier)] = spellings[0]
        self._add_countries(data[slice(*countries)].decode().splitlines(), layers)
        self._add_divisions(layers)
        for layer in layers:
            for identifier, spellings in layer.get("towns", {}).items():
                for name in spellings:
                    self._own_towns.setdefault(self._key(name), []).append(int(identifier))
            for part in layer.get("parts", ()):
                self._add_parts(part)
            for settlement in layer.get("settlements", ()):
                self._add_settlements(settlement)
            for counties in layer.get("counties", ()):
                self._add_counties(counties)
            for country, table in layer.get("abbreviations", {}).items():
                for code, spellings in table.items():
                    for name in spellings:
                        self._abbreviations.setdefault(key_of(name), {})[country, code] = None
            for name, told in layer.get("features", {}).items():
                self._add_feature(name, told)

        areas = {key: [t for t in found if t.kind in ("country", "admin1")] for key, found in self._own.items()}
        self._areas = {key: found for key, found in areas.items() if found}
        self._area_beginnings = frozenset(key.split(" ", 1)[0] for key in self._areas)

    def goes_on(self, key: str) -> bool:
        """Whether some name begins with these words and has more."""
        if key in self._prefixes:
            return True
        return self._line(key.encode() + b" ") is not None

    @lru_cache(maxsize=8192)  # noqa: B019 - there is one gazetteer in a process
    def named(self, key: str) -> tuple[Toponym, ...]:
        """All places of a name in the form of :func:`key_of`: those written by hand first, then by population."""
        found = list(self._own.get(key, ()))
        rows = [self._row_of(i) for i in self._own_towns.get(key, ())]
        line = self._line(key.encode() + b"\t")
        counties: list[int] = []
        if line is not None:
            numbers = line[line.index(b"\t") + 1 :].decode().split(",")
            rows += [int(n, 36) for n in numbers[:MOST_CANDIDATES] if n[0] != "~"]
            counties = [int(n[1:], 36) for n in numbers if n[0] == "~"][:MOST_CANDIDATES]
        found += [self._town(row) for row in dict.fromkeys(rows) if row is not None]
        found += [self._county(row) for row in counties]
        return tuple(found)

    def _line(self, start: bytes) -> bytes | None:
        """The first line of the names that starts so."""
        step = bisect_right(self._steps, start)
        # the line may also be the first of the next step, which is greater where *start* ends within a name
        begin = self._step_starts[step - 1] if step else self._names[0]
        end = self._step_starts[min(step + 1, len(self._steps))]
        if self._data[begin : begin + len(start)] == start:
            at = begin
        else:
            at = self._data.find(b"\n" + start, begin, end) + 1
            if not at:
                return None
        return self._data[at : self._data.find(b"\n", at)]

    def is_usual(self, key: str, toponym: Toponym) -> bool:
        """Whether a place is usually called so: by its own name, or one written by hand; not some other language's."""
        identifier = toponym.place.geonameid or 0
        return key == key_of(toponym.name) or identifier in self._own_towns.get(key, ())

    def country_name(self, code: str, language: str = "en") -> str | None:
        """The name of a country by its ISO 3166-1 alpha-2 code: in Arabic ("ar") where it is known, else in English."""
        if language == "ar" and code in self._arabic_country_names:
            return self._arabic_country_names[code]
        return self._country_names.get(code)

    def division_name(self, country: str, code: str) -> str | None:
        """The usual English name of a first-level division."""
        return self._division_names.get((country, code))

    def areas(self, key: str) -> Sequence[Toponym]:
        """The countries and first-level divisions of a name: quicker than :meth:`named`."""
        return self._areas.get(key, ())

    def begins_area(self, word: str) -> bool:
        """Whether the name of some country or first-level division begins with the word."""
        return word in self._area_beginnings

    def abbreviated(self, key: str) -> tuple[tuple[str, str], ...]:
        """Country and code of the divisions that a dateline shortens so: "la" behind "Monroe,"."""
        return tuple(self._abbreviations.get(key, ()))

    # -- reading

    def _key(self, name: str) -> str:
        key = key_of(name)
        words = key.split(" ")
        self._prefixes.update(" ".join(words[:n]) for n in range(1, len(words)))
        return key

    def _row_of(self, identifier: int) -> int | None:
        """Where the line of a place begins, by bisection: the lines are sorted by identifier."""
        first, last = self._places
        while first < last:
            middle = self._data.rfind(b"\n", first, (first + last) // 2) + 1 or first
            end = self._data.find(b"\n", middle) + 1
            number = int(self._data[middle : self._data.find(b"\t", middle)])
            if number == identifier:
                return middle - self._places[0]
            if number < identifier:
                first = end
            else:
                last = middle
        return None

    def _row(self, part: tuple[int, int], offset: int) -> list[str]:
        begin = part[0] + offset
        return self._data[begin : self._data.find(b"\n", begin)].decode().split("\t")

    def _county(self, row: int) -> Toponym:
        name, country, division, latitude, longitude, radius = self._row(self._counties, row)
        code = self._divisions[int(division)][1]
        place = Place(
            admin1=self.division_name(country, code), country=country, latitude=float(latitude),
            longitude=float(longitude), radius_km=float(radius), precision="admin1",
        )  # fmt: skip
        return Toponym("admin2", name, country, code, place, 0)

    def _town(self, row: int) -> Toponym:
        identifier, name, country, division, latitude, longitude, population, capital = self._row(self._places, row)
        number, people = int(identifier), int(population)
        name = self._town_names.get(number, name)
        code = self._divisions[int(division)][1] if division else ""
        radius = next(km for limit, km in RADII if people < limit)
        place = Place(
            city=name, admin1=self.division_name(country, code), country=country, geonameid=number,
            latitude=float(latitude), longitude=float(longitude), radius_km=radius, precision="city",
        )  # fmt: skip
        if country in self._city_states:
            # a town within a country that is one town is a part of it
            place = replace(place, city=self._city_states[country], radius_km=DISTRICT_RADIUS, precision="district")
            return Toponym("district", name, country, code, place, people)
        return Toponym("city", name, country, code, place, people, bool(capital))

    def _add(self, spellings: Iterable[str], toponym: Toponym) -> None:
        for spelling in spellings:
            entries = self._own.setdefault(self._key(spelling), [])
            if toponym not in entries:
                entries.append(toponym)

    def _add_countries(self, rows: Sequence[str], layers: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            code, identifier, name, _, latitude, longitude, radius, arabic = row.split("\t")
            self._country_names[code] = name
            if arabic:
                self._arabic_country_names[code] = arabic
            for layer in layers:
                latitude, longitude = layer.get("countries", {}).get(code, {}).get("point", (latitude, longitude))
            place = Place(
                country=code, geonameid=int(identifier), latitude=float(latitude), longitude=float(longitude),
                radius_km=float(radius), precision="country",
            )  # fmt: skip
            toponym = Toponym("country", name, code, "", place, 0)
            if any(layer.get("countries", {}).get(code, {}).get("is_city") for layer in layers):
                # a country that is one town is told as finely as a town
                self._city_states[code] = name
                place = replace(place, city=name, precision="city")
                toponym = Toponym("city", name, code, "", place, CITY_STATE_POPULATION, capital=True)
            people = Toponym("country", name, code, "", place, 0, demonym=True)
            self._add([n for n in (name, arabic) if n], toponym)
            for layer in layers:
                told = layer.get("countries", {}).get(code, {})
                self._add(told.get("names", ()), toponym)
                self._add(told.get("demonyms", ()), people)

    def _add_divisions(self, layers: Sequence[Mapping[str, Any]]) -> None:
        for country, code, name, latitude, longitude, radius in self._divisions:
            usual = self._division_names[country, code]
            place = Place(
                admin1=usual, country=country, latitude=float(latitude), longitude=float(longitude),
                radius_km=float(radius), precision="admin1",
            )  # fmt: skip
            spellings = [usual, name]
            for layer in layers:
                spellings += layer.get("divisions", {}).get(country, {}).get(code, [])
            split = [n.split(" ", 1) for n in (usual, name) if " " in n]
            spellings += [rest for article, rest in split if article.lower() in _ARTICLES]
            self._add(dict.fromkeys(spellings), Toponym("admin1", usual, country, code, place, 0))

    def _add_feature(self, name: str, told: Mapping[str, Any]) -> None:
        latitude, longitude, radius = told["point"]
        country = told.get("country", "")
        place = Place(
            country=country or None, latitude=float(latitude), longitude=float(longitude), radius_km=float(radius),
            precision="country" if country else None,
        )  # fmt: skip
        self._add([name, *told.get("names", ())], Toponym("feature", name, country, "", place, 0))

    def _add_counties(self, table: Mapping[str, Any]) -> None:
        country, code = table["country"], table["division"]
        for *spellings, latitude, longitude, radius in table["counties"]:
            place = Place(
                admin1=self.division_name(country, code), country=country, latitude=float(latitude),
                longitude=float(longitude), radius_km=float(radius), precision="admin1",
            )  # fmt: skip
            self._add(spellings, Toponym("admin2", spellings[0], country, code, place, 0))

    def _add_settlements(self, table: Mapping[str, Any]) -> None:
        country, code = table["country"], table.get("division", "")
        for *spellings, latitude, longitude in table["towns"]:
            place = Place(
                city=spellings[0], admin1=self.division_name(country, code), country=country, latitude=float(latitude),
                longitude=float(longitude), radius_km=RADII[0][1], precision="city",
            )  # fmt: skip
            self._add(spellings, Toponym("city", spellings[0], country, code, place, 0))

    def _add_parts(self, part: Mapping[str, Any]) -> None:
        row = self._row_of(int(part["town"]))
        if row is None:
            raise ValueError(f"no town with the GeoNames identifier {part['town']}")
        town = self._town(row)
        country, code = part["country"], part["division"]
        kinds: tuple[tuple[PlaceKind, str, float], ...] = (
            ("district", "districts", DISTRICT_RADIUS),
            ("site", "sites", SITE_RADIUS),
        )
        for kind, table, radius in kinds:
            for *spellings, latitude, longitude in part.get(table, ()):
                place = Place(
                    city=town.name, admin1=self.division_name(country, code), country=country,
                    geonameid=town.place.geonameid, latitude=float(latitude), longitude=float(longitude),
                    radius_km=radius, precision="district" if kind == "district" else "site",
                )  # fmt: skip
                self._add(
                    spellings,
                    Toponym(kind, spellings[0], country, code, place, town.population, town=int(part["town"])),
                )


@cache
def gazetteer(extra: tuple[Path, ...] = ()) -> Gazetteer:
    """The gazetteer, loaded when it is first asked for.

    Args:
        extra: files of the user's own, of the form of values/data/places.toml.

    Raises:
        DataFileError: a file cannot be read or has another form.
    """
    data = resources.files("sijill.values") / "data"
    layers: list[Mapping[str, Any]] = []
    for name, read in [("places.toml", (data / "places.toml").read_text), *((str(p), p.read_text) for p in extra)]:
        try:
            layers.append(tomllib.loads(read(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise DataFileError(name, f"cannot be read as places: {error}") from error
    try:
        return Gazetteer(_mapped(data / "gazetteer.txt"), layers)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataFileError("gazetteer", f"cannot be read: {error!r}") from error


def _mapped(file: Traversable) -> bytes | mmap.mmap:
    """The bytes of a file: mapped where it is one of its own, read where the package lies in an archive."""
    if not isinstance(file, Path):
        return file.read_bytes()
    with file.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
