"""Whether a confidence is a probability, and what makes it one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.evaluation.calibration import Prediction, fit_isotonic, fit_logistic, reliability

PREDICTIONS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def drawn(power: float, size: int = 4000, seed: int = 3) -> list[Prediction]:
    """Scores s that are right with probability s ** power."""
    chance = random.Random(seed)
    scores = [chance.random() for _ in range(size)]
    return [(score, chance.random() < score**power) for score in scores]


def test_probabilities_are_calibrated_and_others_not() -> None:
    assert reliability(drawn(1)).error < 0.03
    # the mean distance of s and s³ over 0..1 is 1/2 - 1/4
    assert reliability(drawn(3)).error == pytest.approx(0.25, abs=0.03)


def test_bins_are_of_equal_mass_and_told() -> None:
    told = reliability([(n / 25, n > 12) for n in range(25)], bins=10)
    assert sum(b.predictions for b in told.bins) == told.predictions == 25
    assert {b.predictions for b in told.bins} == {2, 3}
    assert [b.lowest for b in told.bins] == sorted(b.lowest for b in told.bins)
    assert told.bins[0].accuracy == 0.0 and told.bins[-1].accuracy == 1.0


def test_by_hand() -> None:
    told = reliability([(0.2, False), (0.4, True), (0.9, True), (0.9, True)], bins=2)
    assert told.error == pytest.approx(0.5 * abs(0.3 - 0.5) + 0.5 * abs(0.9 - 1.0))
    assert reliability([]).error == 0.0
    assert len(reliability([(0.5, True)]).bins) == 1


@given(PREDICTIONS)
def test_the_error_is_a_distance(predictions: list[Prediction]) -> None:
    told = reliability(predictions)
    assert 0 <= told.error <= 1
    assert sum(b.predictions for b in told.bins) == len(predictions)
    assert told == reliability(predictions[::-1])


def test_both_recover_the_truth_on_new_data() -> None:
    known, new = drawn(3), drawn(3, seed=4)
    isotonic, logistic = fit_isotonic(known), fit_logistic(known)
    assert reliability([(isotonic(score), right) for score, right in new]).error < 0.04
    assert reliability([(logistic(score), right) for score, right in new]).error < 0.06


def test_the_logistic_finds_its_own_parameters() -> None:
    chance = random.Random(5)
    scores = [chance.uniform(0.02, 0.98) for _ in range(20000)]
    known = [(s, chance.random() < 1 / (1 + ((1 - s) / s) ** 2 * 2.718281828**0.5)) for s in scores]
    fitted = fit_logistic(known)
    assert fitted.slope == pytest.approx(2.0, abs=0.1)
    assert fitted.bias == pytest.approx(-0.5, abs=0.08)


def test_pooling_by_hand() -> None:
    fitted = fit_isotonic([(0.1, False), (0.2, True), (0.3, False), (0.4, True)])
    assert fitted.scores == pytest.approx((0.1, 0.25, 0.4))
    assert fitted.probabilities == pytest.approx((0.0, 0.5, 1.0))
    assert fitted(0.0) == 0.0 and fitted(0.175) == pytest.approx(0.25) and fitted(1.0) == 1.0


@given(PREDICTIONS, st.floats(0, 1), st.floats(0, 1))
def test_no_ranking_is_turned_round(predictions: list[Prediction], one: float, other: float) -> None:
    low, high = sorted((one, other))
    for fitted in (fit_isotonic(predictions), fit_logistic(predictions)):
        assert 0 <= fitted(low) <= fitted(high) <= 1


@given(PREDICTIONS)
def test_knots_rise(predictions: list[Prediction]) -> None:
    fitted = fit_isotonic(predictions)
    assert list(fitted.scores) == sorted(fitted.scores)
    assert list(fitted.probabilities) == sorted(fitted.probabilities)
    assert len(fitted.scores) == len(fitted.probabilities) <= len({score for score, _ in predictions})


def test_all_right_or_a_score_that_misleads() -> None:
    assert 0.5 < fit_logistic([(0.6, True)] * 30)(0.6) < 1.0
    misleading = fit_logistic([(s, not right) for s, right in drawn(1, 500)])
    assert misleading.slope == 0.0
    assert misleading(0.1) == misleading(0.9) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("fit", [fit_isotonic, fit_logistic])
def test_nothing_to_fit(fit: object) -> None:
    assert callable(fit)
    with pytest.raises(ValueError, match="nothing"):
        fit([])
