"""Feasts: days that calendars print, and that every rule in the data can be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.languages import load
from sijill.values.feasts import easter, feast, islamic


# Easter Sundays as almanacs list them
@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1818, 3, 22), (1943, 4, 25), (1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2019, 4, 21), (2024, 3, 31), (2038, 4, 25)],
)  # fmt: skip
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


# the tabular calendar's beginnings of months
@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [(1, 1, 1, date(622, 7, 19)), (1445, 9, 1, date(2024, 3, 11)), (1441, 10, 1, date(2020, 5, 24))],
)  # fmt: skip
def test_islamic(year: int, month: int, day: int, expected: date) -> None:
    assert islamic(year, month, day) == expected


@given(st.integers(1, 1500), st.integers(1, 12))
def test_islamic_months_have_29_or_30_days(year: int, month: int) -> None:
    after = islamic(year + (month == 12), month % 12 + 1, 1)
    assert (after - islamic(year, month, 1)).days in (29, 30)


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_in_its_season(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_feast_of_the_data_is_in_its_year(language: str) -> None:
    section = load(language).section("dates")
    rules = {**section["feasts"], **section.get("months_of_fasting", {})}
    for name, rule in rules.items():
        for year in (2018, 2019, 2020, 2021):
            told = feast(rule, year)
            assert told is not None, name
            first, last, about = told
            assert first.year == year
            assert first <= last
            assert about == rule.startswith("islamic")


def test_a_year_of_another_calendar_may_have_no_such_feast() -> None:
    assert feast("islamic 9", 1965) is not None
    assert any(feast("islamic 12-10", year) is None for year in range(1900, 2100)) is False


def test_the_nth_weekday() -> None:
    assert feast("11-3#4", 2023) == (date(2023, 11, 23), date(2023, 11, 23), False)
