"""What becomes lines and circles: places of a value on a scale, of an interval in a year, of an incident in a country.

Everything here is numbers for the templates; nothing decides what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from sijill.publication.site.mapping import Frame, country_path
from sijill.publication.site.timeline import Bar, within
from sijill.types import Count, Place

#: size of the small picture of a country
LOCATOR_WIDTH, LOCATOR_HEIGHT = 300, 220
#: of a scale of figures: where it begins and how long it is
_BEGIN, _LENGTH = 8.0, 224.0
#: no bar is shorter
_SHORTEST = 8.0
#: size of the timeline; bars stand on the ground and reach up to the top
_WIDE, _GROUND, _TOP = 1000.0, 200.0, 30.0


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One figure that is told, as a bar."""

    x: float
    width: float
    #: whether nobody told an upper bound
    open: bool
    behind: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """Figures that differ, on one scale."""

    rows: tuple[SpreadRow, ...]
    #: (x, width) of the figure that holds
    holds: tuple[float, float] | None
    #: (x, number)
    ticks: tuple[tuple[float, str], ...]


def spread(figures: Sequence[tuple[Count, bool]], holds: Count | None) -> Spread:
    """Figures on one scale that begins with the least; those without an upper bound run to its end."""
    counts = [c for c, _ in figures] + ([holds] if holds else [])
    least = min(c.min for c in counts)
    greatest = max(c.max if c.max is not None else c.min for c in counts)
    if any(c.max is None for c in counts):
        greatest += max(1, (greatest - least) // 4)
    length = max(greatest - least, 1)

    def at(number: int) -> float:
        return round(_BEGIN + _LENGTH * (number - least) / length, 1)

    def bar(count: Count) -> tuple[float, float]:
        begin = at(count.min)
        end = at(count.max) if count.max is not None else _BEGIN + _LENGTH
        return (begin - _SHORTEST / 2 if end - begin < _SHORTEST else begin), max(round(end - begin, 1), _SHORTEST)

    numbers = sorted({c.min for c in counts} | {c.max for c in counts if c.max is not None})
    shown = numbers if len(numbers) <= 5 else [numbers[0], numbers[-1]]
    return Spread(
        tuple(SpreadRow(*bar(c), c.max is None, behind) for c, behind in figures),
        bar(holds) if holds else None,
        tuple((at(n), str(n)) for n in shown),
    )


def strip(year: int, first: str | None, last: str | None) -> Markup:
    """A year as a line, and on it the days on which something may have happened."""
    if not first or not last:
        return Markup()
    begin, end = within(year, first, last)
    width = max((end - begin) * 120, 2.0)
    return Markup(
        '<svg class="strip" viewBox="0 0 120 6" aria-hidden="true"><rect class="year" y="2" width="120" height="2"/>'
        '<rect class="days" x="{}" width="{}" height="6" rx="1"/></svg>'
    ).format(f"{min(begin * 120, 118):.1f}", f"{width:.1f}")


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in its country an incident happened."""

    country: str
    x: float | None
    y: float | None
    r: float
    #: whether it is shown as an area, since no more is known
    area: bool


@lru_cache(512)
def _country(code: str) -> tuple[str, Frame] | None:
    return country_path(code, width=LOCATOR_WIDTH, height=LOCATOR_HEIGHT)


def locator(place: Place | None) -> Locator | None:
    """The small picture of an incident's place; None where its country is not known or has no outline."""
    if place is None or not place.country:
        return None
    found = _country(place.country)
    if found is None:
        return None
    if place.latitude is None or place.longitude is None or place.precision in (None, "country"):
        return Locator(place.country, None, None, 0, False)
    x, y = found[1].at(place.longitude, place.latitude)
    area = place.precision == "admin1"
    r = max(found[1].units(place.radius_km or 0), 6.0) if area else 0.0
    return Locator(place.country, round(x, 1), round(y, 1), round(r, 1), area)


def land(code: str) -> str | None:
    """A country's outline as a picture of its own."""
    found = _country(code)
    if found is None:
        return None
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LOCATOR_WIDTH} {LOCATOR_HEIGHT}">'
        "<style>path{fill:#e4ded1;stroke:#b9b1a1;stroke-linejoin:round}"
        "@media (prefers-color-scheme:dark){path{fill:#37332c;stroke:#5b5549}}</style>"
        f'<path d="{found[0]}"/></svg>\n'
    )


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar of the timeline: how high the certain and the possible reach."""

    period: str
    certain: int
    possible: int
    x: float
    width: float
    step: float
    #: tops of the two
    top: float
    sure: float


@dataclass(frozen=True, slots=True)
class DrawnTime:
    """The timeline as bars."""

    bars: tuple[DrawnBar, ...]
    #: (height, number) of the lines behind
    lines: tuple[tuple[float, int], ...]
    #: (x, label) of the years below
    ticks: tuple[tuple[float, str], ...]


def drawn_time(bars: Sequence[Bar], *, rightward: bool) -> DrawnTime | None:
    """The bars of a timeline on one scale, the earliest first in the direction of reading; None without bars."""
    if not bars:
        return None
    most = max(b.possible for b in bars)
    step = _WIDE / len(bars)
    height = _GROUND - _TOP

    def top(number: int) -> float:
        return round(_GROUND - height * number / max(most, 1), 1)

    def left(n: int) -> float:
        return round(step * (n if rightward else len(bars) - 1 - n), 2)

    drawn = tuple(
        DrawnBar(
            b.period, b.certain, b.possible, round(left(n) + step * 0.1, 2), round(min(step * 0.8, 40), 2),
            round(step, 2), top(b.possible), top(b.certain),
        )
        for n, b in enumerate(bars)
    )  # fmt: skip
    years = [(n, b.period[:4]) for n, b in enumerate(bars) if len(b.period) == 4 or b.period.endswith("-01") or n == 0]
    every = max(1, -(-len(years) // 12))
    ticks = tuple((round(left(n) + step / 2, 1), label) for n, label in years[::every])
    half = most // 2
    lines = tuple((top(n), n) for n in ([half, most] if half and half != most else [most]))
    return DrawnTime(drawn, lines, ticks)
