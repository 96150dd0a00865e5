"""How long the site of a release takes, how much memory and disk, and how fast searching is in the browser.

    python benchmarks/site.py [INCIDENTS] [--search]

Incidents are invented, with two reports and three people each (benchmarks/formats.py), one of them named; they spread
over twenty years and some thirty cities. Two times are told: what the filter takes, through which all must go, and what
the site takes beyond it. --search opens the site in Chromium and measures from a key to the results.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import formats

from sijill.publication.filter import Filter
from sijill.publication.site import About, Site
from sijill.types import Dossier, Place, StandingParty, StandingValue, Value

INCIDENTS = 2_000
#: so many of three victims are named; the others are told of without a name
NAMED_EVERY = 3
FIRST_DAY = date(2004, 1, 1)
DAYS = 7_300
#: (city, division, country, latitude, longitude), around which incidents spread
CITIES = [
    (f"City {n}", f"Province {n % 12}", ("IQ", "SY", "LB", "JO")[n % 4], 31.0 + n % 7 * 0.9, 36.0 + n % 9 * 1.2)
    for n in range(31)
]


def dossiers(count: int) -> Iterator[Dossier]:
    """So many incidents, one at a time."""
    for number, dossier in enumerate(formats.dossiers(count)):
        day = FIRST_DAY + timedelta(days=number * 7919 % DAYS)
        told = day.isoformat() if number % 4 else f"{day:%Y-%m}"
        city, division, country, north, east = CITIES[number * 31 % 97 % len(CITIES)]
        place = Place(city, division, country, None, None, north, east, 6.0, "city")
        values = tuple(_other(v, {"date": told, "place": place}) for v in dossier.standing.values)
        parties = tuple(
            p if (number + n) % NAMED_EVERY == 0 else _nameless(p) for n, p in enumerate(dossier.standing.parties)
        )
        yield replace(dossier, standing=replace(dossier.standing, values=values, parties=parties))


def _other(value: StandingValue, instead: dict[str, Value]) -> StandingValue:
    return replace(value, value=instead.get(value.field, value.value))


def _nameless(party: StandingParty) -> StandingParty:
    return replace(party, values=tuple(v for v in party.values if v.field != "name"))


def measure(count: int, folder: Path) -> None:
    """Write a site and print what it took."""
    door = Filter(formats.seals(count), audience="public")
    filtering = 0.0
    began = time.perf_counter()
    with Site(
        folder, About(), door, version="1", made=datetime(2024, 1, 1, tzinfo=UTC), licence="CC0-1.0"
    ) as site:  # fmt: skip
        for dossier in dossiers(count):
            before = time.perf_counter()
            cleared = door.clear(dossier)
            filtering += time.perf_counter() - before
            if cleared is not None:
                site.add(cleared)
        added = time.perf_counter()
        site.finish()
    ended = time.perf_counter()
    files = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    own, front = ended - began - filtering, (folder / "index.html").stat().st_size
    print(f"{count} incidents: {own:.1f} s beyond the filter's {filtering:.1f} s; {ended - added:.1f} s at the end")
    print(f"the processor was busy for {time.process_time():.1f} s in all; {memory:.0f} MB of memory")
    print(f"{len(files)} files, {sum(files) / 1e6:.0f} MB; front page {front / 1e3:.0f} kB")


def search(folder: Path) -> None:
    """Print how long the front page and some questions take in the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto((folder / "index.html").as_uri())
        painted = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
        loaded = tab.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
        print(f"front page: first view after {painted} ms, all there after {loaded} ms")
        tab.goto((folder / "site" / "en" / "search.html").as_uri())
        for query in ("city 7", "killing", "mir", "witnesses said", "kakaka"):
            taken = tab.evaluate(
                """async (query) => {
                  const list = document.getElementById("results"), input = document.getElementById("q");
                  delete list.dataset.done;
                  input.value = query;
                  const began = performance.now();
                  input.form.requestSubmit();
                  while (!list.dataset.done) await new Promise((go) => setTimeout(go, 1));
                  return performance.now() - began;
                }""",
                query,
            )
            print(f"searching for {query!r}: {taken:.0f} ms, {tab.text_content('#found')}")
        browser.close()


def main() -> None:
    """Measure with the number of incidents asked for."""
    asked = [a for a in sys.argv[1:] if not a.startswith("-")]
    with tempfile.TemporaryDirectory() as folder:
        measure(int(asked[0]) if asked else INCIDENTS, Path(folder))
        if "--search" in sys.argv:
            search(Path(folder))


if __name__ == "__main__":
    main()
