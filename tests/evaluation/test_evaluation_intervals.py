"""Intervals."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.evaluation.intervals import Interval, bootstrap, draws, middle, of_share


def test_a_draw_has_as_many_texts_as_there_are() -> None:
    for weights in draws(13, 50):
        assert sum(weights) == 13 == len(weights)


def test_draws_repeat() -> None:
    assert list(draws(5, 9)) == list(draws(5, 9)) != list(draws(5, 9, random.Random(2)))


def test_the_middle_is_interpolated() -> None:
    assert middle(list(range(101))) == Interval(2.5, 97.5)
    assert middle([3.0]) == Interval(3.0, 3.0)


def test_no_resampling_no_interval() -> None:
    assert bootstrap(0, sum, 10) is None
    assert bootstrap(10, sum, 0) is None


def test_the_bootstrap_finds_the_standard_error_of_a_mean() -> None:
    chance = random.Random(7)
    values = [chance.gauss(0, 1) for _ in range(400)]

    def mean(weights: object) -> float:
        assert isinstance(weights, list)
        return float(sum(w * v for w, v in zip(weights, values, strict=True)) / 400)

    interval = bootstrap(400, mean, 500)
    assert interval
    # 1.96 standard errors of 1/20 on either side
    assert interval.high - interval.low == pytest.approx(2 * 1.96 / 20, rel=0.15)


def test_wilson_as_published() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20
    for right, among, low, high in ((81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611)):
        interval = of_share(right, among)
        assert interval
        assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)
    assert of_share(0, 0) is None


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_share_lies_in_its_interval(right: int, more: int) -> None:
    among = right + more
    interval = of_share(right, among)
    assert interval
    assert 0 <= interval.low <= right / among <= interval.high <= 1
