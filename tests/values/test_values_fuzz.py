"""Hostile words for every kind of value (tests/fuzzing.py); benchmarks/fuzz.py runs the same for minutes."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import KINDS, LANGUAGES, check, impossible_date, make
from sijill.values.counts import find_counts
from sijill.values.explaining import explain


@pytest.mark.parametrize("kind", KINDS)
@given(chance=st.integers(min_value=0))
@settings(deadline=None, max_examples=60)
def test_nothing_breaks(kind: str, chance: int) -> None:
    check(kind, make(kind, Random(chance)))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@given(chance=st.integers(min_value=0))
@settings(deadline=None, max_examples=2000)
def test_nothing_breaks_for_long(kind: str, chance: int) -> None:
    check(kind, make(kind, Random(chance)))


@given(chance=st.integers(min_value=0))
@settings(deadline=None)
def test_an_impossible_date_has_no_value_and_a_reason(chance: int) -> None:
    words = impossible_date(Random(chance))
    found = explain("date", words, "en", published="2020-07-10")
    assert not found.values, (words, found)
    assert found.reason


@given(number=st.integers(1, 10**9), language=st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_fewer_than_nobody_is_no_count(number: int, language: str) -> None:
    words = {"en": f"minus {number} people were killed", "ar": f"مقتل ناقص {number} شخصا"}[language]
    assert not find_counts(words, language)
    assert not explain("count", words, language).values
