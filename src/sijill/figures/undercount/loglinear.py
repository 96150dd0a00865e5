"""Poisson log-linear models of a table of lists, with two lists depending on each other or not, averaged by BIC.

With up to five lists every model with main effects and any set of two-list interactions is fitted (1,024 for five);
with six to eight, those met in stepwise selection from independence. Each model's weight is exp(-BIC/2). Models whose
estimate does not exist on sparse tables (the unseen run off to infinity) take no part; how much of the weight they
would have had is told.

Sources: Fienberg, Biometrika 59 (1972) 591-603; Bishop, Fienberg & Holland, Discrete Multivariate Analysis (1975) ch.
6; interval of the unseen as log-normal: Burnham in Rexstad & Burnham (1991); extended maximum likelihood and its
failures on sparse tables: Chan, Silverman & Vincent, JASA 116 (2021) 1297-1306.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sijill.errors import UsageError
from sijill.figures.undercount.spread import Component
from sijill.figures.undercount.tables import Table

#: pairs of positions of lists that depend on each other
Terms: TypeAlias = tuple[tuple[int, int], ...]
Criterion: TypeAlias = Literal["aic", "bic"]

#: up to here every model is fitted
ALL_MODELS = 5
#: up to here there are models at all: 255 cells, 28 interactions
MOST_LISTS = 8
#: standard deviation of the logarithm of the unseen beyond which a fit has run off: an interval wider than a factor of
#: 2,500. On eleven published tables (up to six lists) finite fits stay below 0.9, those that have run off are above 4
RUN_OFF = 2.0
#: as much of the BIC weight on models without an estimate, and the average would tell of what is left over
MOST_LOST = 0.5

_ITERATIONS = 200
_TOLERANCE = 1e-9
#: keeps the normal equations solvable where an interaction goes to minus infinity
_RIDGE = 1e-9
_LARGEST = 30.0
#: gain in the criterion below which a step is none
_GAIN = 1e-6

_Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """One fitted model."""

    terms: Terms
    #: people seen
    seen: int
    #: estimated people on no list
    unseen: float
    #: standard error of the unseen
    error: float
    loglik: float
    aic: float
    bic: float

    @property
    def total(self) -> float:
        """Seen and unseen together."""
        return self.seen + self.unseen

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of the unseen."""
        return math.sqrt(math.log1p((self.error / self.unseen) ** 2)) if self.unseen > 0 else math.inf

    @property
    def exists(self) -> bool:
        """Whether the data give this model an estimate."""
        return math.isfinite(self.unseen) and self.sigma <= RUN_OFF

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the total."""
        reach = math.exp(1.96 * self.sigma)
        return self.seen + self.unseen / reach, self.seen + self.unseen * reach


@dataclass(frozen=True, slots=True)
class Average:
    """Models averaged by BIC."""

    components: tuple[Component, ...]
    #: the model that weighs most, of those with an estimate
    best: Fit
    models: int
    #: models without an estimate
    lost: int
    #: the weight that those would have had
    lost_weight: float


def fit(table: Table, terms: Sequence[tuple[int, int]] = ()) -> Fit:
    """Fit one model; with no terms the lists are taken to be independent.

    Raises:
        UsageError: more than eight lists.
    """
    return _fits(table, [tuple(terms)])[0]


def stepwise(table: Table, criterion: Criterion = "bic") -> Fit:
    """The model that stepwise selection from independence ends with, whether or not it has an estimate."""
    return _steps(table, criterion)[0]


def average(table: Table) -> Average | None:
    """The models of a table averaged by BIC, or None where none has an estimate.

    Raises:
        UsageError: more than eight lists.
    """
    size = len(table.lists)
    if size <= ALL_MODELS:
        pairs = list(combinations(range(size), 2))
        fits = _fits(table, [*chain.from_iterable(combinations(pairs, n) for n in range(len(pairs) + 1))])
    else:
        fits = _steps(table, "bic")[1]
    least = min(f.bic for f in fits)
    weights = {f.terms: math.exp((least - f.bic) / 2) for f in fits}
    good = [f for f in fits if f.exists]
    if not good:
        return None
    every = sum(weights.values())
    kept = sum(weights[f.terms] for f in good)
    return Average(
        tuple(Component(f.seen, math.log(f.unseen), f.sigma, weights[f.terms] / kept) for f in good if kept),
        min(good, key=lambda f: f.bic),
        len(fits),
        len(fits) - len(good),
        1 - kept / every,
    )


def _steps(table: Table, criterion: Criterion) -> tuple[Fit, list[Fit]]:
    """Stepwise selection: the last model, and all that were fitted on the way."""
    pairs = list(combinations(range(len(table.lists)), 2))
    best = fit(table)
    fitted = [best]
    while True:
        tried = _fits(table, [(*best.terms, pair) for pair in pairs if pair not in best.terms])
        fitted += tried
        better = [f for f in tried if getattr(f, criterion) < getattr(best, criterion) - _GAIN]
        if not better:
            return best, _each(fitted)
        best = min(better, key=lambda f: float(getattr(f, criterion)))


def _each(fits: Sequence[Fit]) -> list[Fit]:
    """Each model once, whatever the order of its terms."""
    return list({frozenset(f.terms): f for f in fits}.values())


def _fits(table: Table, models: Sequence[Terms]) -> list[Fit]:
    """Fit many models at once by iteratively reweighted least squares on the observed cells.

    Models by cells by parameters; a parameter that a model has not is fixed at zero. A model stops when no parameter
    moves any more.
    """
    size = len(table.lists)
    if size > MOST_LISTS:
        raise UsageError(
            f"{size} lists", f"are more than the {MOST_LISTS} that log-linear models can bear",
            "join lists that come from one hand",
        )  # fmt: skip
    if not models:
        return []
    given = dict(table.cells)
    patterns = sorted("".join(p) for p in product("01", repeat=size) if "1" in p)
    y = np.array([given.get(p, 0) for p in patterns], float)
    pairs = list(combinations(range(size), 2))
    member = np.array([[c == "1" for c in p] for p in patterns], float)
    together = [member[:, [i]] * member[:, [j]] for i, j in pairs]
    design = np.concatenate([np.ones((len(patterns), 1)), member, *together], axis=1)
    width = design.shape[1]
    used = np.zeros((len(models), width), bool)
    used[:, : size + 1] = True
    for row, terms in enumerate(models):
        for i, j in terms:
            used[row, size + 1 + pairs.index((min(i, j), max(i, j)))] = True
    outer = (design[:, :, None] * design[:, None, :]).reshape(len(patterns), width * width)
    mu = np.tile(y + 0.5, (len(models), 1))
    beta = np.full((len(models), width), np.inf)
    going = np.arange(len(models))
    for _ in range(_ITERATIONS):
        weights = mu[going]
        eta = np.log(weights)
        z = eta + (y - weights) / weights
        new = _solve(weights, (weights * z) @ design, outer, used[going])
        moved = np.max(np.abs(new - beta[going]), axis=1)
        beta[going] = new
        mu[going] = np.exp(np.clip(new @ design.T, -_LARGEST, _LARGEST))
        going = going[moved >= _TOLERANCE]
        if not going.size:
            break
    covariance = np.linalg.inv(_normal(mu, outer, used))[:, 0, 0]
    logfact = sum(math.lgamma(v + 1) for v in y)
    found = []
    for row, terms in enumerate(models):
        unseen = math.exp(min(beta[row, 0], 690.0))
        variance = unseen + unseen**2 * float(covariance[row])
        loglik = float(np.sum(y * np.log(mu[row]) - mu[row])) - logfact
        parameters = int(used[row].sum())
        found.append(
            Fit(
                tuple(terms), table.seen, unseen, math.sqrt(max(variance, 0.0)), loglik,
                -2 * loglik + 2 * parameters, -2 * loglik + parameters * math.log(max(table.seen, 1)),
            )
        )  # fmt: skip
    return found


def _normal(mu: _Array, outer: _Array, used: NDArray[np.bool_]) -> _Array:
    width = used.shape[1]
    matrix = (mu @ outer).reshape(-1, width, width) + _RIDGE * np.eye(width, dtype=np.float64)
    both = used[:, :, None] & used[:, None, :]
    normal: _Array = np.where(both, matrix, np.eye(width))
    return normal


def _solve(mu: _Array, right: _Array, outer: _Array, used: NDArray[np.bool_]) -> _Array:
    known = np.where(used, right, 0.0)[:, :, None]
    solved: _Array = np.linalg.solve(_normal(mu, outer, used), known)[:, :, 0].astype(np.float64, copy=False)
    return solved
