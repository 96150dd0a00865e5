"""Places told by others: "near Mosul", "10 km north of Mosul", "the Mosul-Erbil road", "off the coast of Yemen".

A town named so is not where something happened but what it happened near. The words before the name say how near:
the point is moved where they give a distance and a direction, and the radius grows by what they leave open. A place
farther than :data:`DISTANT` from its town is no longer in it, and keeps only the division and country.

Invariant: a bearing never makes a place finer: its radius is never smaller than that of the place it is told by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Literal, TypeAlias

from sijill.languages import Language, load
from sijill.types import Place, Span
from sijill.values.counts import find_counts
from sijill.values.folding import fold
from sijill.values.gazetteer import Unit, units
from sijill.values.places import PlaceExpression

BearingRule: TypeAlias = Literal["near", "outside", "side", "distance", "direction", "between", "off"]

# What the words leave open, in km, beyond the place's own extent. Chosen, not measured: a walk to the next village
# for "near", the first fields for "outside", the horizon from a ship for "off".
NEAR = 15.0
OUTSIDE = 10.0
SIDE = 20.0
OFF = 50.0
#: of a distance, so much to all sides where the direction is one of eight (half of 45 degrees), or none is told
WITH_DIRECTION = 0.4
WITHOUT_DIRECTION = 1.0
#: farther than so many km from a town is not in it
DISTANT = 30.0
#: no report tells of a place by one so far, in km
FARTHEST = 2_000.0
_KM_PER_DEGREE = 111.32
#: code points before a name that are looked at
_REACH = 90
_LONGEST_PHRASE = 4
_DASHES = ("-", "–", "—", "‑")


@dataclass(frozen=True, slots=True)
class Bearing:
    """A place and how it was told."""

    #: the words from the first of the bearing to the end of the name
    span: Span
    place: Place
    rule: BearingRule


@dataclass(frozen=True, slots=True)
class _Words:
    phrases: Mapping[str, BearingRule]
    of: frozenset[str]
    away: frozenset[str]
    kinds: frozenset[str]
    articles: frozenset[str]
    #: degrees from north
    directions: Mapping[str, float]
    #: kilometres
    lengths: Mapping[str, float]
    between: frozenset[str]
    and_: frozenset[str]
    #: "road": two places before or behind it are its ends
    roads: frozenset[str]
    #: "from", "linking": between a road and its ends
    along: frozenset[str]
    #: "to": between the ends of a road
    ends: frozenset[str]
    #: a direction directly before a town tells what lies beside it, as in Arabic
    beside: bool
    #: letters written together with the next word
    clitics: tuple[str, ...]


@lru_cache(maxsize=16)
def _words(language: Language) -> _Words:
    section = language.section("places")
    told = section.get("bearings", {})

    def keys(values: Sequence[str]) -> frozenset[str]:
        return frozenset(" ".join(u.key for u in units(v)) for v in values)

    phrases: dict[str, BearingRule] = {}
    rules: tuple[BearingRule, ...] = ("near", "outside", "off")
    for rule in rules:
        phrases.update(dict.fromkeys(keys(told.get(rule, ())), rule))
    return _Words(
        phrases, keys(told.get("of", ())), keys(told.get("away", ())), keys(section.get("towns", ())),
        keys(section.get("articles", ())), {fold(k): float(v) for k, v in told.get("directions", {}).items()},
        {fold(k): float(v) for k, v in told.get("lengths", {}).items()}, keys(told.get("between", ())),
        keys(told.get("and", ())), keys(told.get("roads", ())), keys(told.get("along", ())), keys(told.get("ends", ())),
        bool(told.get("beside", False)), tuple(section.get("clitics", ())),
    )  # fmt: skip


def bearings(text: str, places: Sequence[PlaceExpression], language: str | Language) -> dict[Span, Bearing]:
    """Those of the places that are only told by, with the place that the words mean.

    Args:
        text: the text.
        places: places that it names, in its order, as :func:`sijill.values.places.find_places` finds them.
        language: BCP 47 code, or the language.

    Returns:
        By the span of a place named, the bearing. Of "between A and B" both have the same. Places without a bearing,
        and those that are no point (nationalities), are left out.

    Raises:
        UnknownNameError: there is no such language.
    """
    known = load(language) if isinstance(language, str) else language
    words = _words(known)
    found: dict[Span, Bearing] = {}
    fine = [p for p in places if not p.demonym and p.place.latitude is not None]
    for index, expression in enumerate(fine):
        if expression.span in found:
            continue
        bearing = None
        if index + 1 < len(fine):
            bearing = _between(text, expression, fine[index + 1], words)
        if bearing is not None:
            found[expression.span] = found[fine[index + 1].span] = bearing
            continue
        bearing = _before(text, expression, words, known)
        if bearing is not None:
            found[expression.span] = bearing
    return found


def _leading(text: str, span: Span) -> list[Unit]:
    """The words before a name, up to the last sign."""
    begin = max(0, span.start - _REACH)
    read = units(text[begin : span.start])
    # the first may be cut
    read = [u._replace(start=u.start + begin, end=u.end + begin) for u in (read[1:] if begin else read)]
    for index in range(len(read) - 1, -1, -1):
        if read[index].gap:
            return read[index:]
    return read


def _between(text: str, a: PlaceExpression, b: PlaceExpression, words: _Words) -> Bearing | None:
    ends = _ends(text, a, b, words)
    if ends is None:
        return None
    first, second = a.place, b.place
    if first.latitude is None or first.longitude is None or second.latitude is None or second.longitude is None:
        return None
    apart = _kilometres(first.latitude, first.longitude, second.latitude, second.longitude)
    if apart > FARTHEST:
        return None
    country = first.country if first.country == second.country else None
    admin1 = first.admin1 if country and first.admin1 == second.admin1 else None
    place = Place(
        admin1=admin1, country=country, latitude=round((first.latitude + second.latitude) / 2, 4),
        longitude=round((first.longitude + second.longitude) / 2, 4),
        radius_km=round(apart / 2 + max(first.radius_km or 0.0, second.radius_km or 0.0), 1),
        precision="admin1" if admin1 else "country" if country else None,
    )  # fmt: skip
    return Bearing(ends, place, "between")


def _ends(text: str, a: PlaceExpression, b: PlaceExpression, words: _Words) -> Span | None:
    """The words of "between A and B", "the A-B road", "the road from A to B", if the two stand so."""
    middle = units(text[a.span.end : b.span.start])
    leading = _leading(text, a.span)
    if not middle and text[a.span.end : b.span.start].strip() in _DASHES:
        following = units(text[b.span.end : b.span.end + _REACH])[:1]
        road = bool(following) and following[0].key in words.roads and not following[0].gap
        if road:
            return Span(a.span.start, b.span.end + following[0].end)
        at = len(leading) - 1
        return Span(leading[at].start, b.span.end) if at >= 0 and leading[at].key in words.roads else None
    # in Arabic the conjunction is joined to the second name
    joined = text[max(0, b.span.start - 1) : b.span.start] in words.and_ and len(middle) <= 1
    plain = len(middle) == 1 and not middle[0].gap
    if not joined and not (plain and middle[0].key in words.and_ | words.ends):
        return None
    while leading and (leading[-1].key in words.articles or leading[-1].key in words.kinds | words.of - words.along):
        leading = leading[:-1]
    if not leading:
        return None
    if leading[-1].key in words.between and (joined or middle[0].key in words.and_):
        return Span(leading[-1].start, b.span.end)
    if leading[-1].key in words.along and len(leading) > 1 and leading[-2].key in words.roads:
        return Span(leading[-2].start, b.span.end)
    return None


def _before(text: str, expression: PlaceExpression, words: _Words, language: Language) -> Bearing | None:
    leading = _leading(text, expression.span)
    end = len(leading)
    # "near the town of Mosul"
    if end >= 2 and leading[end - 1].key in words.of and leading[end - 2].key in words.kinds:
        end -= 2
    elif end and leading[end - 1].key in words.kinds:
        end -= 1
    while end and leading[end - 1].key in words.articles:
        end -= 1
    keys = [u.key for u in leading[:end]]
    if not keys:
        return None

    def told(first: int, place: Place, rule: BearingRule) -> Bearing:
        return Bearing(Span(leading[first].start, expression.span.end), place, rule)

    at = end
    if keys[-1] in words.of or words.phrases.get(keys[-1]) in ("outside", "near") or keys[-1] in words.directions:
        at = end if keys[-1] in words.directions else end - 1
        while at and keys[at - 1] in words.away:
            at -= 1
        direction, at = _direction(keys, at, words)
        length, first = _length(text, leading, at, words, language)
        if length is not None and length <= FARTHEST:
            place = _moved(expression.place, length, direction)
            return told(first, place, "distance" if direction is None else "direction")
        if direction is not None and at < end - (keys[-1] not in words.directions):
            # "in northern Mosul" is within; "north of Mosul" is not
            town = expression.kind in ("city", "district", "site")
            if keys[-1] in words.of or (words.beside and town):
                return told(at, _widened(expression.place, SIDE), "side")
            return None
    for count in range(min(_LONGEST_PHRASE, end), 0, -1):
        rule = words.phrases.get(" ".join(keys[end - count :]))
        if rule is not None:
            wider = {"near": NEAR, "outside": OUTSIDE, "off": OFF}[rule]
            return told(end - count, _widened(expression.place, wider), rule)
    return None


def _direction(keys: Sequence[str], end: int, words: _Words) -> tuple[float | None, int]:
    """The direction that ends there ("north", "north east"), and where it begins."""
    for count in (2, 1):
        if end >= count:
            found = words.directions.get(" ".join(keys[end - count : end]))
            if found is None and count == 1:
                found = next(
                    (words.directions[keys[end - 1][len(c) :]] for c in words.clitics
                     if keys[end - 1].startswith(c) and keys[end - 1][len(c) :] in words.directions), None,
                )  # fmt: skip
            if found is not None:
                start = end - count
                # "to the north of"
                while start and keys[start - 1] in words.articles | words.away:
                    start -= 1
                return found, start
    return None, end


def _length(
    text: str, leading: Sequence[Unit], end: int, words: _Words, language: Language
) -> tuple[float | None, int]:
    """The kilometres that end there ("10 km", "some thirty miles"), and where they begin."""
    if end < 2 or leading[end - 1].key not in words.lengths:
        return None, end
    unit = leading[end - 1]
    begin = leading[max(0, end - 5)].start
    before = text[begin : unit.start].rstrip(" -\u00a0")
    numbers = find_counts(before, language)
    last = next((n for n in reversed(numbers) if n.span.end == len(before)), None)
    if last is None:
        return None, end
    most = last.count.max if last.count.max is not None else last.count.min
    first = next(i for i, u in enumerate(leading) if u.end > begin + last.span.start)
    return (last.count.min + most) / 2 * words.lengths[unit.key], first


def _moved(place: Place, length: float, direction: float | None) -> Place:
    assert place.latitude is not None
    assert place.longitude is not None
    radius = (place.radius_km or 0.0) + length * (WITHOUT_DIRECTION if direction is None else WITH_DIRECTION)
    latitude, longitude = place.latitude, place.longitude
    if direction is not None:
        latitude += length * cos(radians(direction)) / _KM_PER_DEGREE
        longitude += length * sin(radians(direction)) / (_KM_PER_DEGREE * max(0.05, cos(radians(place.latitude))))
        latitude = max(-90.0, min(90.0, latitude))
        longitude = (longitude + 180.0) % 360.0 - 180.0
    moved = replace(place, latitude=round(latitude, 4), longitude=round(longitude, 4), radius_km=round(radius, 1))
    return _apart(moved) if length > DISTANT else moved


def _widened(place: Place, by: float) -> Place:
    return replace(place, radius_km=round((place.radius_km or 0.0) + by, 1))


def _apart(place: Place) -> Place:
    """Without its town."""
    if place.city is None:
        return place
    return replace(place, city=None, geonameid=None, precision="admin1" if place.admin1 else "country")


def _kilometres(a: float, b: float, c: float, d: float) -> float:
    h = sin(radians(c - a) / 2) ** 2 + cos(radians(a)) * cos(radians(c)) * sin(radians(d - b) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(h)))
