from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sijill.statements.neural.judgement import Judgement, logit

NAMES = st.sampled_from(("net act", "date", "text game"))


@given(st.dictionaries(NAMES, st.floats(-50, 50)), st.dictionaries(NAMES, st.floats(-50, 50)))
def test_confidence_is_a_probability(weights: dict[str, float], evidence: dict[str, float]) -> None:
    assert 0.0 < Judgement(weights).sure(evidence) < 1.0


def test_more_evidence_for_it_makes_surer() -> None:
    judgement = Judgement({"net act": 1.0, "text game": -2.0}, -0.5)
    assert judgement.sure({"net act": 2.0}) > judgement.sure({"net act": 1.0})
    assert judgement.sure({"net act": 2.0, "text game": 1.0}) < judgement.sure({"net act": 2.0})
    assert judgement.sure({"what nobody weighs": 9.0}) == judgement.sure({})


def test_it_comes_back_from_the_description_of_the_weights() -> None:
    told = {"weights": {"date": 0.5}, "bias": -1.0, "least": 0.3, "least_of_text": 0.6}
    assert Judgement.of(told) == Judgement({"date": 0.5}, -1.0, 0.3, 0.6)


def test_odds_stay_within_bounds() -> None:
    assert logit(0.5) == 0.0
    assert -6.0 < logit(0.0) < -5.0
    assert 5.0 < logit(1.0) < 6.0
