"""Whether a confidence is a probability, and what makes a score into one.

A prediction is a pair: the score in 0..1 that a reader gave, and whether it was right. *Calibrated* means: of those
with confidence .7, seven in ten are right. The error is that of bins of equal mass (Nixon et al., "Measuring
calibration in deep learning", CVPR workshops 2019): bins of equal width would be empty where a reader is sure.

Two ways to mend a score, both monotone, so that no ranking changes for the worse: :func:`fit_isotonic` (pool adjacent
violators; Zadrozny & Elkan, KDD 2002), which needs some hundred predictions, and :func:`fit_logistic` (Platt, 1999,
with the safer targets and Newton steps of Lin, Lin & Weng, Machine Learning 68, 2007), which needs some dozens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, log

#: (score, whether it was right)
Prediction = tuple[float, bool]

BINS = 10
#: scores are kept this far from 0 and 1 before their odds are taken
_EDGE = 1e-6
#: Newton steps at most; a dozen are the rule
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of like score."""

    predictions: int
    lowest: float
    highest: float
    #: mean score
    confidence: float
    #: share that is right
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far scores are from probabilities."""

    predictions: int
    #: mean distance of score and share right over bins, weighted by their predictions; 0 is best
    error: float
    bins: tuple[Bin, ...]


def reliability(predictions: Sequence[Prediction], *, bins: int = BINS) -> Reliability:
    """The calibration error and the bins that it comes from.

    Args:
        predictions: scores and whether they were right.
        bins: how many bins, each with as many predictions; equal scores may fall into two.
    """
    ordered = sorted(predictions)
    size = len(ordered)
    cuts = [size * number // bins for number in range(bins + 1)]
    found = tuple(_bin(ordered[low:high]) for low, high in pairwise(cuts) if low < high)
    error = sum(b.predictions * abs(b.confidence - b.accuracy) for b in found) / size if size else 0.0
    return Reliability(size, error, found)


def _bin(ordered: Sequence[Prediction]) -> Bin:
    scores = [score for score, _ in ordered]
    size = len(ordered)
    return Bin(size, scores[0], scores[-1], sum(scores) / size, sum(right for _, right in ordered) / size)


@dataclass(frozen=True, slots=True)
class Isotonic:
    """A rising line through knots: ``scores`` rise, ``probabilities`` never fall; flat outside."""

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __call__(self, score: float) -> float:
        """The probability of a score."""
        place = bisect_left(self.scores, score)
        if place == 0:
            return self.probabilities[0]
        if place == len(self.scores):
            return self.probabilities[-1]
        low, high = self.scores[place - 1], self.scores[place]
        share = (score - low) / (high - low)
        return self.probabilities[place - 1] + share * (self.probabilities[place] - self.probabilities[place - 1])


@dataclass(frozen=True, slots=True)
class Logistic:
    """Odds that are a power of the score's odds, times a factor: 1 / (1 + exp(-(slope · logit(score) + bias)))."""

    slope: float
    bias: float

    def __call__(self, score: float) -> float:
        """The probability of a score."""
        return _expit(self.slope * _logit(score) + self.bias)


def fit_isotonic(predictions: Sequence[Prediction]) -> Isotonic:
    """The rising step function that is nearest to what was right, as a line through the middles of its steps.

    Raises:
        ValueError: there are no predictions.
    """
    if not predictions:
        raise ValueError("nothing to fit")
    #: blocks: sum of scores, sum of right ones, number
    blocks: list[tuple[float, float, int]] = []
    previous: float | None = None
    for score, right in sorted(predictions):
        if score == previous:  # equal scores are one point
            total, good, size = blocks.pop()
            blocks.append((total + score, good + right, size + 1))
        else:
            blocks.append((score, float(right), 1))
        previous = score
    pooled: list[tuple[float, float, int]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last, before = pooled.pop(), pooled.pop()
            pooled.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return Isotonic(tuple(t / n for t, _, n in pooled), tuple(g / n for _, g, n in pooled))


def fit_logistic(predictions: Sequence[Prediction]) -> Logistic:
    """The most likely :class:`Logistic`, never falling.

    Raises:
        ValueError: there are no predictions.
    """
    if not predictions:
        raise ValueError("nothing to fit")
    positive = sum(right for _, right in predictions)
    negative = len(predictions) - positive
    # as if one more of either kind had been seen: finite parameters even where all are right
    hit, miss = (positive + 1) / (positive + 2), 1 / (negative + 2)
    points = [(_logit(score), hit if right else miss) for score, right in predictions]
    slope, bias = 0.0, log((positive + 1) / (negative + 1))
    loss = _loss(points, slope, bias)
    for _ in range(_STEPS):
        step = _newton(points, slope, bias)
        scale = 1.0
        while scale > 1e-10:
            tried = slope + scale * step[0], bias + scale * step[1]
            lower = _loss(points, *tried)
            if lower < loss:
                break
            scale /= 2
        else:
            break
        done = loss - lower < 1e-12
        (slope, bias), loss = tried, lower
        if done:
            break
    if slope < 0:  # a score that says the opposite says nothing
        return Logistic(0.0, _logit(positive / len(predictions)))
    return Logistic(slope, bias)


def _newton(points: Sequence[tuple[float, float]], slope: float, bias: float) -> tuple[float, float]:
    """The step to the lowest point of the parabola that touches the loss here."""
    g_slope = g_bias = h_ss = h_sb = h_bb = 0.0
    for x, target in points:
        p = _expit(slope * x + bias)
        off, weight = target - p, p * (1 - p)
        g_slope += off * x
        g_bias += off
        h_ss += weight * x * x
        h_sb += weight * x
        h_bb += weight
    h_ss, h_bb = h_ss + 1e-9, h_bb + 1e-9  # all scores equal: still one answer
    determinant = h_ss * h_bb - h_sb * h_sb
    step = (h_bb * g_slope - h_sb * g_bias) / determinant, (h_ss * g_bias - h_sb * g_slope) / determinant
    return step if all(map(isfinite, step)) else (0.0, 0.0)


def _loss(points: Sequence[tuple[float, float]], slope: float, bias: float) -> float:
    """Cross entropy."""
    total = 0.0
    for x, target in points:
        z = slope * x + bias
        # log(1 + exp(-z)) and log(1 + exp(z)) without overflow
        soft = log(1 + exp(-abs(z)))
        total += target * (soft + max(-z, 0.0)) + (1 - target) * (soft + max(z, 0.0))
    return total


def _logit(score: float) -> float:
    inside = min(max(score, _EDGE), 1 - _EDGE)
    return log(inside / (1 - inside))


def _expit(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))
