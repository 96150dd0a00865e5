"""What a person types becomes the value it means, or is refused with what would be right."""

import pytest

from sijill import codebook
from sijill.errors import DecisionError, UnknownNameError
from sijill.types import Count, Place, Value
from sijill.values.entered import value_of

BOOK = codebook.load()


@pytest.mark.parametrize(
    ("role", "name", "words", "value"),
    [
        ("mention", "date", "2020-07", "2020-07"),
        ("mention", "date", " 2019-10/2019-12 ", "2019-10/2019-12"),
        ("mention", "killed", "25", Count(25, 25)),
        ("mention", "killed", "25-29", Count(25, 29)),
        ("mention", "killed", "25–29", Count(25, 29)),
        ("mention", "killed", "500+", Count(500, None)),
        ("victim", "age", "41", 41),
        ("victim", "outcome", "abducted", "abducted"),
        ("victim", "name", "Farid al-Nouman", "Farid al-Nouman"),
        ("mention", "place", "Nowhereville, Fars, IR", Place("Nowhereville", "Fars", "IR", precision="city")),
        ("mention", "place", "IQ", Place(country="IQ", precision="country")),
    ],
)
def test_a_typed_value(role: str, name: str, words: str, value: Value) -> None:
    assert value_of(BOOK, role, name, words) == value


def test_a_typed_city_gets_its_point() -> None:
    place = value_of(BOOK, "mention", "place", "Mosul, IQ")
    assert isinstance(place, Place)
    assert (place.country, place.precision) == ("IQ", "city")
    assert place.latitude == pytest.approx(36.34, abs=0.1)


@pytest.mark.parametrize(
    ("role", "name", "words", "told"),
    [
        ("mention", "date", "2020-02-31", "EDTF"),
        ("mention", "date", "yesterday", "EDTF"),
        ("mention", "killed", "29-25", "number of people"),
        ("mention", "killed", "many", "number of people"),
        ("mention", "place", "a, b, c, d", "City"),
        ("victim", "age", "-3", "whole number"),
        ("victim", "outcome", "murdered", "killed"),
        ("victim", "name", "  ", "words"),
    ],
)
def test_what_does_not_fit_is_told(role: str, name: str, words: str, told: str) -> None:
    with pytest.raises(DecisionError, match=told):
        value_of(BOOK, role, name, words)


def test_an_unknown_field_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="outcome"):
        value_of(BOOK, "victim", "colour", "red")
