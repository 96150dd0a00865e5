"""What somebody who asks is told: places with their rule, or a reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import UnknownNameError
from sijill.values.whereabouts import explain


@pytest.mark.parametrize("words", ["Mosul", "mosul", "MOSUL", "mosul, iraq", "tyre, Lebanon"])
def test_a_name_is_found_however_it_is_written(words: str) -> None:
    (told,) = explain(words).places
    assert told.place.city in ("Mosul", "Tyre")
    assert words[told.span.start : told.span.end] == words
    assert told.rule.startswith("city")


def test_a_phrase_is_the_place_that_it_means_and_says_how() -> None:
    words = "10 km north of Mosul"
    (told,) = explain(words).places
    (mosul,) = explain("Mosul").places
    assert told.rule == "direction from city by name"
    assert words[told.span.start : told.span.end] == words
    assert told.place.latitude is not None
    assert mosul.place.latitude is not None
    assert told.place.latitude - mosul.place.latitude == pytest.approx(10 / 111.32, abs=0.001)


def test_between_two_towns_is_one_place() -> None:
    (told,) = explain("between Mosul and Erbil").places
    assert told.place.city is None
    assert told.place.country == "IQ"


def test_all_places_of_a_sentence_are_told_in_its_order() -> None:
    told = explain("They drove from Basra to Mosul.")
    assert [w.place.city for w in told.places] == ["Basra", "Mosul"]
    assert told.reason is None


def test_other_places_of_the_name_are_told() -> None:
    (told,) = explain("Springfield", country="US").places
    assert len(told.others) > 1
    assert told.place not in told.others


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "no words"),
        (" \n", "no words"),
        ("12345", "number"),
        ("Qwertyville", "'Qwertyville'"),
        ("31 February", "no place called"),
        ("Monday", "'Monday'"),
        ("minus three people", "no place called"),
        ("in the mountains", "no place called"),
        ("Lebanese", "a people"),
        ("Red Cross", "no place, or wider"),
    ],
)
def test_words_that_name_no_place_are_told_why(words: str, why: str) -> None:
    told = explain(words)
    assert told.places == ()
    assert told.reason is not None
    assert why in told.reason


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownNameError):
        explain("Mosul", "xx")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "ar"]))
def test_whatever_the_words_there_are_places_or_a_reason(words: str, language: str) -> None:
    told = explain(words, language)
    assert bool(told.places) != bool(told.reason)
    assert all(w.span.end <= len(words) for w in told.places)
