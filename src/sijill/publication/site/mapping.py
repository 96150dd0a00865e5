"""The map: where incidents happened, as finely as it is known and no finer, drawn without anybody's tiles.

What is known to a city is a dot there, with its neighbours' in one where they would overlap. What is known to a
province is a broken circle as wide as the province; what is known to a country is its land, hatched. Nothing known to
a country or not at all has a point.

Degrees become units of the picture by one factor, with longitudes shortened as they are in the middle of the picture
(equirectangular), so that the page's script needs no projection of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sqrt

from sijill.publication.site.borders import Country, Ring, countries

#: size of the picture in its own units
WIDTH, HEIGHT = 1600.0, 1000.0
#: kilometres in a degree of latitude
DEGREE_KM = 111.2
#: the frame is never less than so many degrees high: one street full of dots would tell where somebody lives
LEAST_DEGREES = 2.5
#: share of incidents on either side of the frame that may lie outside it, if that makes it much smaller
OUTLYING = 0.02
#: how much smaller
MUCH_SMALLER = 3.0
#: outlines are drawn to this many units within the frame and its surroundings, and to so many degrees elsewhere
FINE, COARSE_DEGREES = 1.0, 0.6
#: dots nearer than this to one another are one
APART = 62.0


@dataclass(slots=True)
class Spot:
    """A place that some incidents share."""

    latitude: float
    longitude: float
    #: the event is likely within this many kilometres
    radius_km: float
    #: "site", "district", "city" or "admin1"
    precision: str
    country: str
    admin1: str
    city: str
    incidents: int = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """One or several spots as one dot of the picture."""

    x: float
    y: float
    #: of the circle
    r: float
    incidents: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A province in which something happened, nobody tells where."""

    x: float
    y: float
    r: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class Land:
    """A country as a path of the picture."""

    code: str
    path: str
    #: incidents known to this country and no finer
    incidents: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Which part of the world the picture shows: the north-western corner, and units in a degree of latitude."""

    west: float
    north: float
    scale: float
    #: by how much a degree of longitude is shorter
    shrink: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Units of the picture."""
        return (longitude - self.west) * self.shrink * self.scale, (self.north - latitude) * self.scale

    def units(self, kilometres: float) -> float:
        """A distance in units of the picture."""
        return kilometres / DEGREE_KM * self.scale


@dataclass(slots=True)
class Picture:
    """Counts what happened where, and draws it."""

    #: by country, province, city and precision
    spots: dict[tuple[str, str, str, str], Spot] = field(default_factory=dict)
    #: country -> incidents known no finer
    broad: dict[str, int] = field(default_factory=dict)
    #: incidents of which no place is known that could be shown
    nowhere: int = 0

    def frame(self) -> Frame:
        """The part of the world that shows all spots, or all but a few outliers; the world where there are none."""
        spots = list(self.spots.values())
        codes = set(self.broad)
        points = [(s.longitude, s.latitude, s.incidents) for s in spots]
        if not points:
            rings = [r for c in countries() if c.code in codes for r in c.rings]
            points = [(x, y, 1) for ring in rings for x, y in ring] or [(-170.0, -56.0, 1), (180.0, 78.0, 1)]
        west, east = _extent([(x, n) for x, _, n in points])
        south, north = _extent([(y, n) for _, y, n in points])
        reach = max((s.radius_km / DEGREE_KM for s in spots if s.precision == "admin1"), default=0.0)
        middle = (south + north) / 2
        shrink = max(cos(radians(middle)), 0.2)
        height = max((north - south) * 1.25 + min(reach, 2.0), LEAST_DEGREES)
        width = max(((east - west) * 1.2 + min(reach, 2.0)) * shrink, height * WIDTH / HEIGHT)
        height = max(height, width * HEIGHT / WIDTH)
        scale = HEIGHT / height
        return Frame((west + east) / 2 - WIDTH / scale / shrink / 2, middle + height / 2, scale, shrink)

    def lands(self, frame: Frame) -> list[Land]:
        """The countries, drawn finely in the frame and around it, roughly elsewhere."""
        drawn = ((c, _path(c, frame)) for c in countries())
        return [Land(c.code, path, self.broad.get(c.code, 0)) for c, path in drawn if path]

    def areas(self, frame: Frame) -> list[Area]:
        """The provinces, the widest first, so that none lies under another."""
        found = [
            Area(*frame.at(s.longitude, s.latitude), max(frame.units(s.radius_km), 14.0), s)
            for s in self.spots.values() if s.precision == "admin1"
        ]  # fmt: skip
        return sorted(found, key=lambda a: -a.r)

    def dots(self, frame: Frame) -> list[Dot]:
        """Dots for what is known to a city or finer; those that would overlap are one, where most of it happened."""
        finer = sorted(
            (s for s in self.spots.values() if s.precision != "admin1"),
            key=lambda s: (-s.incidents, s.longitude, s.latitude),
        )
        groups: list[tuple[float, float, list[Spot]]] = []
        for spot in finer:
            x, y = frame.at(spot.longitude, spot.latitude)
            near = next((g for g in groups if abs(g[0] - x) < APART and abs(g[1] - y) < APART), None)
            if near is None:
                groups.append((x, y, [spot]))
            else:
                near[2].append(spot)
        return [
            Dot(x, y, dot_radius(n := sum(s.incidents for s in spots)), n, tuple(spots)) for x, y, spots in groups
        ]  # fmt: skip


def dot_radius(incidents: int) -> float:
    """How wide a dot is: its area grows with the number, within what can be read and told apart."""
    return min(15.0 + 2.6 * sqrt(incidents), 48.0)


def _extent(values: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """The least and greatest; without the outermost few, where these alone make it several times as wide."""
    ordered = sorted(values)
    whole = ordered[0][0], ordered[-1][0]
    total = sum(n for _, n in ordered)
    low, high = _quantile(ordered, total * OUTLYING), _quantile(ordered, total * (1 - OUTLYING))
    narrow = max(high - low, LEAST_DEGREES)
    return (low, high) if (whole[1] - whole[0]) > MUCH_SMALLER * narrow else whole


def _quantile(ordered: Iterable[tuple[float, int]], at: float) -> float:
    told, value = 0, 0.0
    for value, number in ordered:
        told += number
        if told > at:
            return value
    return value


def _path(country: Country, frame: Frame) -> str:
    return "".join(_drawn(ring, frame) for ring in country.rings)


def _drawn(ring: Ring, frame: Frame) -> str:
    """One ring as a path of whole units; nothing where it is too small to be seen."""
    points: list[tuple[int, int]] = []
    coarse = COARSE_DEGREES * frame.scale
    for longitude, latitude in ring:
        x, y = frame.at(longitude, latitude)
        near = -WIDTH / 2 < x < WIDTH * 1.5 and -HEIGHT / 2 < y < HEIGHT * 1.5
        grid = FINE if near else max(coarse, FINE)
        point = round(round(x / grid) * grid), round(round(y / grid) * grid)
        if not points or abs(point[0] - points[-1][0]) + abs(point[1] - points[-1][1]) > (1 if near else 0):
            points.append(point)
    if len(points) < 3:
        return ""
    before = points[0]
    steps: list[str] = []
    for point in points[1:]:
        dx, dy = point[0] - before[0], point[1] - before[1]
        steps.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
        before = point
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z"


def country_path(code: str, *, width: float, height: float) -> tuple[str, Frame] | None:
    """A small picture of one country: its land as a path, and the frame that shows it; None for none of that code."""
    country = next((c for c in countries() if c.code == code), None)
    if country is None:
        return None
    main = max(country.rings, key=_size)
    rings = [r for r in country.rings if _near(r, main)]
    west, east = min(x for r in rings for x, _ in r), max(x for r in rings for x, _ in r)
    south, north = min(y for r in rings for _, y in r), max(y for r in rings for _, y in r)
    shrink = max(cos(radians((south + north) / 2)), 0.2)
    scale = min(width / max((east - west) * shrink, 0.01), height / max(north - south, 0.01)) * 0.92
    frame = Frame(
        (west + east) / 2 - width / scale / shrink / 2, (south + north) / 2 + height / scale / 2, scale, shrink
    )
    return "".join(_drawn(r, frame) for r in rings), frame


def _size(ring: Ring) -> float:
    return (max(x for x, _ in ring) - min(x for x, _ in ring)) * (max(y for _, y in ring) - min(y for _, y in ring))


def _near(ring: Ring, main: Ring) -> bool:
    """Whether an island belongs in the picture of the mainland: it is no farther off than the mainland is wide."""
    reach = max(max(x for x, _ in main) - min(x for x, _ in main), max(y for _, y in main) - min(y for _, y in main))
    x, y = ring[0]
    return (
        min(x for x, _ in main) - reach / 2 <= x <= max(x for x, _ in main) + reach / 2
        and min(y for _, y in main) - reach / 2 <= y <= max(y for _, y in main) + reach / 2
    )


def counted(spots: Mapping[tuple[str, str, str, str], Spot]) -> int:
    """How many incidents stand at some spot."""
    return sum(s.incidents for s in spots.values())
