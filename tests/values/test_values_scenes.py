"""Scenes: where an event happened, of all places that a text names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.types import Span
from sijill.values.places import find_places
from sijill.values.scenes import Scene, place_of


def scene(marked: str, language: str = "en", country: str | None = None) -> Scene | None:
    """The scene of the event whose [triggers], {victims} and <others> are marked."""
    text = ""
    found: dict[str, list[Span]] = {"[": [], "{": [], "<": []}
    opened: tuple[str, int] | None = None
    for part in re.split(r"([\[\]{}<>])", marked):
        if part in found:
            opened = (part, len(text))
        elif opened is not None and part in ("]", "}", ">"):
            found[opened[0]].append(Span(opened[1], len(text)))
            opened = None
        else:
            text += part
    return place_of(
        text, find_places(text, language), language,
        triggers=found["["], victims=found["{"], others=found["<"], country=country,
    )  # fmt: skip


CASES: list[tuple[str, str | None, str | None]] = [
    # the place of the event, not of the speaker, the dateline or the victim's home
    ("BEIRUT (Agency) - Gunmen [killed] {two teachers} in Mosul on Monday.", "Mosul", "IQ"),
    ("Beirut — Gunmen [killed] {two teachers} in Mosul on Monday.", "Mosul", "IQ"),
    ("A spokesman told reporters in Amman that gunmen [killed] {two teachers} in Mosul.", "Mosul", "IQ"),
    ("{Salma Darwan}, a teacher from Tikrit, was [shot] dead in Mosul.", "Mosul", "IQ"),
    ("The Beirut-based group said {two teachers} were [killed] in Mosul.", "Mosul", "IQ"),
    ("Iran said that {two teachers} were [killed] in Mosul.", "Mosul", "IQ"),
    # each event has its own
    ("{Salma Darwan} was [shot] in Basra. Rami Kess was <abducted> in Kirkuk.", "Basra", "IQ"),
    ("Rami Kess was <abducted> in Kirkuk. {Salma Darwan} was [shot] in Basra.", "Basra", "IQ"),
    ("{Salma Darwan} was [shot] in Basra and Rami Kess <abducted> in Kirkuk.", "Basra", "IQ"),
    # the sentence before tells
    ("Protesters gathered in Nasiriyah. {Three of them} were [killed].", "Nasiriyah", "IQ"),
    # nothing finer than what is told
    ("{Three people} were [killed] in Anbar province.", None, "IQ"),
    ("{Three people} were [killed] in northern Syria.", None, "SY"),
    # where no town is near, the country that the text is about
    (
        "Iraqi police spoke in Baghdad about prices. It rained. It was cold. Nobody came. It was late. No bus went. The night fell. {A man} was [shot].",
        None,
        "IQ",
    ),
]


@pytest.mark.parametrize(("marked", "city", "country"), CASES, ids=[c[0] for c in CASES])
def test_case(marked: str, city: str | None, country: str | None) -> None:
    found = scene(marked)
    assert found is not None
    assert (found.place.city, found.place.country) == (city, country)


def test_arabic() -> None:
    found = scene("بيروت - [قتل] {صحفي} في الموصل يوم الاثنين", "ar")
    assert found is not None
    assert found.place.city == "Mosul"


def test_words_in_a_victims_name_are_no_place() -> None:
    found = scene("{Sami Basra} was [shot] in Mosul.")
    assert found is not None
    assert found.place.city == "Mosul"


def test_a_threat_takes_no_town_from_the_sentence_before() -> None:
    text = "The wounded lay in Mosul, in Iraq. He was threatened by telephone."
    trigger = Span(text.index("threatened"), text.index("threatened") + 10)
    places = find_places(text, "en")
    attack = place_of(text, places, "en", triggers=[trigger])
    threat = place_of(text, places, "en", triggers=[trigger], own=True)
    assert attack is None or attack.place.country == "IQ"
    assert threat is not None
    assert (threat.place.city, threat.place.country) == (None, "IQ")


def test_a_grocers_home_is_less_than_where_he_was_shot() -> None:
    found = scene("{A grocer from Tikrit} was [shot] in Mosul.")
    assert found is not None
    assert found.place.city == "Mosul"


def test_without_places_there_is_no_scene() -> None:
    assert scene("{A man} was [shot].") is None


WORDS = st.sampled_from(
    ["in", "Basra", "Mosul", "Iraq", "said", "[shot]", "{Ali}", "<held>", ".", "\n", "—", "from", "Iraqi", ",", "(AP)"]
)


@given(st.lists(WORDS, max_size=20).map(" ".join))
@settings(deadline=None, max_examples=80)
def test_the_answer_rests_on_places_of_the_text(marked: str) -> None:
    found = scene(marked)
    text = re.sub(r"[\[\]{}<>]", "", marked)
    places = find_places(text, "en")
    if found is not None:
        assert set(found.spans) <= {p.span for p in places}
        assert found.place.city is None or found.place.city in {p.place.city for p in places}
