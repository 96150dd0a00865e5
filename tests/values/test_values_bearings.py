"""Bearings: places told by others."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values.bearings import Bearing, bearings
from sijill.values.places import find_places


def only(text: str, language: str = "en") -> Bearing | None:
    """The bearing of the first place of a text."""
    places = find_places(text, language)
    assert places
    return bearings(text, places, language).get(places[0].span)


def point(text: str, language: str = "en") -> tuple[float, float, float]:
    """Latitude, longitude and radius of the first place of a text, as it is named."""
    place = find_places(text, language)[0].place
    assert place.latitude is not None
    assert place.longitude is not None
    assert place.radius_km is not None
    return place.latitude, place.longitude, place.radius_km


#: phrase, its rule, the words, whether still in town
CASES: list[tuple[str, str, str, str, bool]] = [
    ("en", "He was shot near Mosul.", "near", "near Mosul", True),
    ("en", "close to the town of Tikrit", "near", "close to the town of Tikrit", True),
    ("en", "just outside Basra", "outside", "just outside Basra", True),
    ("en", "on the outskirts of Kirkuk", "outside", "on the outskirts of Kirkuk", True),
    ("en", "about 10 km north of Mosul", "direction", "about 10 km north of Mosul", True),
    ("en", "a base 60km east of Raqqa", "direction", "60km east of Raqqa", False),
    ("en", "fifty miles from Basra", "distance", "fifty miles from Basra", False),
    ("en", "a road north of Baghdad", "side", "north of Baghdad", True),
    ("en", "off the coast of Yemen", "off", "off the coast of Yemen", False),
    ("ar", "قرب الموصل", "near", "قرب الموصل", True),
    ("ar", "على بعد 10 كم شمال الموصل", "direction", "10 كم شمال الموصل", True),
]


@pytest.mark.parametrize(("language", "text", "rule", "words", "in_town"), CASES, ids=[c[1] for c in CASES])
def test_case(language: str, text: str, rule: str, words: str, in_town: bool) -> None:
    found = only(text, language)
    assert found is not None
    assert (found.rule, text[found.span.start : found.span.end]) == (rule, words)
    assert (found.place.city is not None) == in_town
    assert found.place.radius_km is not None
    assert found.place.radius_km > point(text, language)[2]


@pytest.mark.parametrize(
    "text", ["in Mosul", "in northern Mosul", "Mosul", "10 km of road in Mosul", "from Mosul", "25 miles in Mosul"]
)
def test_a_place_itself_has_no_bearing(text: str) -> None:
    assert only(text) is None


@pytest.mark.parametrize(
    ("direction", "north", "east"), [("north", 1, 0), ("south", -1, 0), ("east", 0, 1), ("southwest", -1, -1)]
)
def test_the_point_moves_by_distance_and_direction(direction: str, north: int, east: int) -> None:
    text = f"20 km {direction} of Mosul"
    found = only(text)
    assert found is not None
    assert found.place.latitude is not None
    assert found.place.longitude is not None
    latitude, longitude, _ = point(text)
    up = (found.place.latitude - latitude) * 111.32
    right = (found.place.longitude - longitude) * 111.32 * math.cos(math.radians(latitude))
    length = 20 / math.hypot(north, east)
    assert up == pytest.approx(north * length, abs=0.1)
    assert right == pytest.approx(east * length, abs=0.1)


def test_between_two_towns_is_in_neither() -> None:
    text = "on the road between Mosul and Tikrit"
    places = find_places(text, "en")
    found = bearings(text, places, "en")
    assert len({id(b) for b in found.values()}) == 1
    (bearing,) = {found[p.span] for p in places}
    assert (bearing.rule, bearing.place.city, bearing.place.country) == ("between", None, "IQ")
    latitudes = sorted(p.place.latitude or 0 for p in places)
    assert bearing.place.latitude is not None
    assert latitudes[0] < bearing.place.latitude < latitudes[1]


WORDS = st.sampled_from(
    "near between and 10 km miles north south of from Mosul Basra Yemen outside the town , . off coast thirty 99999999".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=16).map(" ".join))
@settings(deadline=None, max_examples=100)
def test_never_finer_and_always_a_point(text: str) -> None:
    places = find_places(text, "en")
    for expression in places:
        bearing = bearings(text, places, "en").get(expression.span)
        if bearing is not None:
            place = bearing.place
            assert place.latitude is not None
            assert place.longitude is not None
            assert -90 <= place.latitude <= 90
            assert -180 <= place.longitude <= 180
            assert (place.radius_km or 0) >= (expression.place.radius_km or 0)
            assert 0 <= bearing.span.start < bearing.span.end <= len(text)
