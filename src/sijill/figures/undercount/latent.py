"""A Bayesian latent-class model: people fall into unknown groups, and within a group the lists are independent.

The model is Manrique-Vallier's (Biometrics 72 (2016) 1246-1254): a Dirichlet process of classes by stick-breaking,
cut at K; each list has its own chance of having somebody of a class, uniform a priori (:data:`USUAL`); concentration
Gamma(1/4, 1/4); prior of the total 1/N. The sampler is ours. Each sweep is his Gibbs sweep over class memberships,
the unseen, list chances, sticks and concentration, run on the cells of the table and not on single people; before it
come a Hamiltonian step in the list chances and sticks with memberships and the unseen integrated out (Neal, Handbook
of MCMC (2011) ch. 5), because the Gibbs sweep alone creeps along the ridge on which rarer capture and more unseen say
the same (on the Kosovo table potential scale reduction 1.6 after 4,000 sweeps without it, 1.01 after 1,500 with it),
and swaps of labels, because stick-breaking orders classes by size (Papaspiliopoulos & Roberts, Biometrika 95 (2008)
169-186).

Chains run side by side as one array, each started with every pattern of lists in a class of its own choosing: chains
started at random chances of capture stay for long where classes are too few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sijill.figures.undercount.tables import Table

#: classes at most; with few lists fewer can be told apart than there are patterns
MOST_CLASSES = 15
FEW_LISTS_CLASSES = 10
FEW_LISTS = 8
#: potential scale reduction above which chains disagree (Vehtari et al. 2021 would have 1.01 for tails; the mean of
#: 15,000 draws from ten chains is settled enough well before)
SETTLED = 1.1

#: sweeps at the start that are Gibbs alone: they bring the classes apart
_GIBBS_FIRST = 200
#: acceptance that the step of the Hamiltonian move is brought to while warming up
_ACCEPTANCE = 0.8
_SWAPS = 10
#: bounds of logits of a chance of capture (1e-12) and of a stick
_LOGIT, _STICK = 27.6, 600.0

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected before the data."""

    #: Beta of each list's chance of having somebody of a class
    on: float
    off: float
    #: Gamma of the concentration of classes: shape and rate
    shape: float
    rate: float


#: Manrique-Vallier's own (2016, section 4): every chance of capture as likely as any other
USUAL = Prior(1.0, 1.0, 0.25, 0.25)
#: small chances of capture likelier than large ones. In hard-to-reach groups the usual prior expects too much of the
#: lists and the total comes out too low; by how much the two differ tells how far the data leave it open. Chosen of
#: three by coverage on four kinds of simulated population, 20 each (benchmarks/undercount.py): 90, 100, 100, 100 %;
#: Beta(1/2, 1) had 88 % on one of them, Beta(1/2, 2) 85 %, the usual one 28 and 60 %
RARER = Prior(0.4, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to sample."""

    chains: int = 10
    #: sweeps thrown away, those of Gibbs alone among them
    warm: int = 700
    #: sweeps kept
    kept: int = 1500
    #: steps of a Hamiltonian move on average
    steps: int = 14


@dataclass(frozen=True, eq=False, slots=True)
class Posterior:
    """Draws of the total."""

    #: sweeps by chains
    draws: NDArray[np.int64]
    #: potential scale reduction of the logarithm of the total over split chains; 1 where they agree
    reduction: float

    @property
    def settled(self) -> bool:
        """Whether the chains agree."""
        return self.reduction <= SETTLED

    @property
    def mean(self) -> float:
        """Posterior mean of the total."""
        return float(self.draws.mean())

    def interval(self, share: float = 0.95) -> tuple[float, float]:
        """The central interval of the total."""
        rest = (1 - share) / 2
        low, high = np.quantile(self.draws, [rest, 1 - rest])
        return float(low), float(high)


def sample(table: Table, rng: np.random.Generator, effort: Effort | None = None, prior: Prior = USUAL) -> Posterior:
    """Draw from the posterior of the total.

    Args:
        table: the people by pattern of lists; lists on which nobody is are left out.
        rng: chance.
        effort: how long to sample.
        prior: what is expected before the data.
    """
    effort = effort or Effort()
    chains = _Chains(table.without_empty(), rng, effort, prior)
    draws = np.zeros((effort.kept, effort.chains), np.int64)
    for sweep in range(effort.warm + effort.kept):
        if sweep >= min(_GIBBS_FIRST, effort.warm):
            chains.move(warming=sweep < effort.warm)
            chains.swap()
        total = chains.gibbs()
        if sweep >= effort.warm:
            draws[sweep - effort.warm] = total
    return Posterior(draws, reduction(np.log(draws)))


def reduction(values: _Array) -> float:
    """Potential scale reduction of sweeps by chains, each chain split in two (Gelman & Rubin 1992; Gelman et al.
    2013)."""
    half = len(values) // 2
    split = np.concatenate([values[:half], values[half : 2 * half]], axis=1)
    within = float(split.var(axis=0, ddof=1).mean())
    between = float(split.mean(axis=0).var(ddof=1))
    if within <= 0:
        return 1.0 if between <= 0 else float("inf")
    return float(np.sqrt(1 + between / within))


class _Chains:
    """The state of all chains: C chains, K classes, J lists, P patterns.

    ``logit`` (C, K, J): logit of each list's chance of having somebody of a class. ``stick`` (C, K-1): logit of the
    share that a class breaks off what is left. ``concentration`` (C,).
    """

    def __init__(self, table: Table, rng: np.random.Generator, effort: Effort, prior: Prior = USUAL) -> None:
        self._rng = rng
        self._prior = prior
        self._effort = effort
        self._x = table.patterns
        self._xt = np.ascontiguousarray(self._x.T)
        self._counts = table.counts
        self._seen = table.seen
        patterns, lists = self._x.shape
        most = FEW_LISTS_CLASSES if lists <= FEW_LISTS else MOST_CLASSES
        self._classes = classes = min(most, 2**lists - 1)
        self._each = np.arange(effort.chains)
        self._step = 0.05
        self._tuned = 0
        self.concentration = np.ones(effort.chains)
        of = rng.integers(classes, size=(effort.chains, patterns))
        members = np.zeros((effort.chains, patterns, classes))
        members[self._each[:, None], np.arange(patterns)[None], of] = self._counts
        size = members.sum(axis=1)
        self.logit = self._chances(members.transpose(0, 2, 1) @ self._x, size)
        # classes of one size: the share of each in what is left is 1/K, 1/(K-1), ...
        self.stick = np.tile(-np.log(np.arange(classes - 1, 0, -1.0)), (effort.chains, 1))

    # -------------------------------------------------------------------------------------------- Gibbs

    def gibbs(self) -> NDArray[np.int64]:
        """One Gibbs sweep; the total that it draws."""
        rng = self._rng
        none, shares, weights, sums, seen, _ = self._parts(self.logit, self.stick)
        members = rng.multinomial(self._counts[None, :], (weights / sums[:, None]).transpose(0, 2, 1))
        missed = np.exp(shares + none)
        unseen = rng.negative_binomial(self._seen, np.clip(seen, 1e-9, 1.0))
        size = members.sum(axis=1) + rng.multinomial(unseen, missed / missed.sum(axis=1, keepdims=True))
        self.logit = self._chances(members.transpose(0, 2, 1) @ self._x, size)
        after = np.cumsum(size[:, ::-1], axis=1)[:, ::-1][:, 1:]
        # a stick is Beta(1 + size, concentration + after): of two gammas on the logarithmic scale, for the second
        # one's shape may be tiny, and its logarithm is that of Gamma(shape + 1) and of a uniform to the power 1/shape
        shape = self.concentration[:, None] + after
        first = np.log(rng.gamma(1.0 + size[:, :-1]))
        second = np.log(rng.gamma(shape + 1)) + np.log(rng.random(shape.shape)) / shape
        self.stick = np.clip(first - second, -_STICK, _STICK)
        rate = self._prior.rate + _softplus(self.stick).sum(axis=1)
        self.concentration = np.maximum(rng.gamma(self._prior.shape + self._classes - 1, 1 / rate), 1e-8)
        total: NDArray[np.int64] = self._seen + unseen
        return total

    def _chances(self, on: _Array, size: _Array) -> _Array:
        chance = self._rng.beta(self._prior.on + on, self._prior.off + size[:, :, None] - on)
        chance = np.clip(chance, 1e-12, 1 - 1e-12)
        logit: _Array = np.log(chance) - np.log1p(-chance)
        return logit

    # -------------------------------------------------------------------------------------------- Hamiltonian

    def move(self, *, warming: bool) -> None:
        """One Hamiltonian step in all list chances and sticks."""
        rng, chains = self._rng, self._effort.chains
        step = self._step * rng.uniform(0.7, 1.3, (chains, 1))
        count = int(rng.integers(max(self._effort.steps // 2, 1), self._effort.steps * 3 // 2 + 1))
        force, pull = rng.standard_normal(self.logit.shape), rng.standard_normal(self.stick.shape)
        value, up, along = self._slope(self.logit, self.stick)
        before = value - _energy(force, pull)
        logit, stick = self.logit, self.stick
        for _ in range(count):
            force, pull = force + 0.5 * step[:, :, None] * up, pull + 0.5 * step * along
            logit = np.clip(logit + step[:, :, None] * force, -_LOGIT, _LOGIT)
            stick = np.clip(stick + step * pull, -_STICK, _STICK)
            value, up, along = self._slope(logit, stick)
            force, pull = force + 0.5 * step[:, :, None] * up, pull + 0.5 * step * along
        ratio = np.nan_to_num(value - _energy(force, pull) - before, nan=-np.inf)
        chance = np.exp(np.minimum(ratio, 0.0))
        # where a bound was met the way back is another one, and the move is not taken
        inside = (np.abs(logit).max(axis=(1, 2)) < _LOGIT) & (np.abs(stick).max(axis=1) < _STICK)
        taken = (rng.random(chains) < chance) & inside
        self.logit = np.where(taken[:, None, None], logit, self.logit)
        self.stick = np.where(taken[:, None], stick, self.stick)
        if warming:
            self._tuned += 1
            self._step *= float(np.exp((chance.mean() - _ACCEPTANCE) / np.sqrt(self._tuned)))

    def _parts(self, logit: _Array, stick: _Array) -> tuple[_Array, _Array, _Array, _Array, _Array, _Array]:
        """(C, K) log chance to be on no list; (C, K) log shares; (C, K, P) weights of classes in patterns, relative to
        the largest; (C, P) their sums; (C,) chance to be seen; (C,) log-likelihood given that one is seen."""
        none = -_softplus(logit).sum(axis=2)
        shares = _shares(stick)
        logs = logit @ self._xt + (none + shares)[:, :, None]
        top = logs.max(axis=1)
        weights = np.exp(logs - top[:, None])
        sums = weights.sum(axis=1)
        seen = np.maximum((np.exp(shares) * -np.expm1(none)).sum(axis=1), 1e-300)
        return (
            none,
            shares,
            weights,
            sums,
            seen,
            (self._counts * (top + np.log(sums))).sum(axis=1) - (self._seen * np.log(seen)),
        )

    def _slope(self, logit: _Array, stick: _Array) -> tuple[_Array, _Array, _Array]:
        """Log density of chances and sticks, memberships and the unseen integrated out, and its slopes."""
        none, shares, weights, sums, seen, likelihood = self._parts(logit, stick)
        members = weights * (self._counts / sums)[:, None]
        size = members.sum(axis=2) + self._seen * np.exp(shares + none) / seen[:, None]
        on, off = self._prior.on, self._prior.off
        up = members @ self._x + on - (size + on + off)[:, :, None] * _logistic(logit)
        after = np.cumsum(size[:, ::-1], axis=1)[:, ::-1][:, 1:]
        broken = _logistic(stick)
        along = (size[:, :-1] + 1) * (1 - broken) - (after + self.concentration[:, None]) * broken
        prior = -(off * _softplus(logit) + on * _softplus(-logit)).sum(axis=(1, 2))
        prior -= (_softplus(-stick) + self.concentration[:, None] * _softplus(stick)).sum(axis=1)
        return likelihood + prior, up, along

    # -------------------------------------------------------------------------------------------- labels

    def swap(self) -> None:
        """Metropolis swaps of the labels of two classes: only the prior of the shares changes."""
        rng, each, classes = self._rng, self._each, self._classes
        shares = _shares(self.stick)
        order = np.tile(np.arange(classes), (self._effort.chains, 1))
        now = self._prior_of(shares)
        for number in range(_SWAPS):
            one = rng.integers(classes, size=self._effort.chains)
            other = np.minimum(one + 1, classes - 1) if number % 2 else rng.integers(classes, size=one.size)
            tried = shares.copy()
            tried[each, one], tried[each, other] = shares[each, other], shares[each, one]
            then = self._prior_of(tried)
            taken = np.log(rng.random(one.size)) < then - now
            shares = np.where(taken[:, None], tried, shares)
            now = np.where(taken, then, now)
            first, second = order[each, one].copy(), order[each, other].copy()
            order[each, one], order[each, other] = np.where(taken, second, first), np.where(taken, first, second)
        self.logit = np.take_along_axis(self.logit, order[:, :, None], axis=1)
        left = np.logaddexp.accumulate(shares[:, ::-1], axis=1)[:, ::-1]
        self.stick = np.clip(shares[:, :-1] - left[:, 1:], -_STICK, _STICK)

    def _prior_of(self, shares: _Array) -> _Array:
        """Log prior density of the shares, up to a constant."""
        left = np.logaddexp.accumulate(shares[:, ::-1], axis=1)[:, ::-1]
        density: _Array = (self.concentration[:, None] - 1) * (left[:, 1:] - left[:, :-1]) - left[:, :-1]
        total: _Array = density.sum(axis=1)
        return total


def _shares(stick: _Array) -> _Array:
    """Log shares of the classes from the logits of their sticks."""
    shares = np.zeros((stick.shape[0], stick.shape[1] + 1))
    shares[:, :-1] = -_softplus(-stick)
    shares[:, 1:] -= np.cumsum(_softplus(stick), axis=1)
    return shares


def _softplus(x: _Array) -> _Array:
    result: _Array = np.logaddexp(0.0, x)
    return result


def _logistic(x: _Array) -> _Array:
    result: _Array = np.exp(-np.logaddexp(0.0, -x))
    return result


def _energy(force: _Array, pull: _Array) -> _Array:
    result: _Array = 0.5 * ((force**2).sum(axis=(1, 2)) + (pull**2).sum(axis=1))
    return result
