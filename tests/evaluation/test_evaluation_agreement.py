"""When two values say the same."""

from __future__ import annotations

import pytest

from sijill.evaluation.agreement import date_credit, pairs, plain, same_name, same_party, same_phrase


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nadim Sabbouha", "Sabbouha", True),
        ("Nadim Sabbouha", "Naddim Sabouha", True),
        ("Dr. Nadim al-Sabbouha", "Nadim Sabbouha", True),
        ("Nadim Sabbouha", "Nadim Haddad", False),
        ("Abu Bakr", "Umm Salama", False),
        ("Abu", "Abu", True),
        ("Abu", "Mrs", False),
        ("", "", False),
        ("ندى", "ندى", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


def test_phrases_share_a_telling_word() -> None:
    assert same_phrase("two masked gunmen", "the gunmen")
    assert same_phrase("a protester", "three protesters")
    assert not same_phrase("the three men", "three women")
    assert not same_phrase("a man of the", "the son of a")


def test_parties_by_name_or_by_words() -> None:
    named, other = {"name": "Nadim Sabbouha", "description": "a baker"}, {"name": "Rula Naja", "description": "a baker"}
    assert not same_party(named, other)
    assert same_party(named, {"name": None, "description": "the 52-year-old baker"})
    assert same_party(named, {"name": "Sabbouha", "description": None})
    assert not same_party(named, {"name": None, "description": None})


@pytest.mark.parametrize(
    ("gold", "said", "credit"),
    [
        ("2019-06-10", "2019-06-10", 1.0),
        ("2019-06~", "2019-06", 1.0),
        ("2019-06-10", "2019-06-11", 0.5),
        ("2019-06-10", "2019-06", 0.5),
        ("2019-06-10/2019-06-12", "2019-06", 0.5),
        ("2019", "2019-06", 0.25),
        ("2019-05", "2019-06", 0.0),
        ("2018", "2019", 0.0),
        (None, "2019", 0.0),
    ],
)
def test_dates(gold: str | None, said: str | None, credit: float) -> None:
    assert date_credit(gold, said) == date_credit(said, gold) == credit


def test_each_is_paired_once() -> None:
    assert pairs(["Rula", "Rula"], ["Rula"], same_name) == 1
    assert pairs(["Nadim Sabbouha", "Rula Sabbouha"], ["Sabbouha", "Nadim"], same_name) == 2
    assert pairs([], ["Rula"], same_name) == 0


def test_plain() -> None:
    assert plain("Al-Ḥusayn’s") == "al husayns"
