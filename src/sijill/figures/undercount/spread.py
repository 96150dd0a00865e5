"""An estimate's uncertainty as a mixture: for each model and each way of joining the uncertain pairs one log-normal.

Invariant: no quantile of the total is below the least number of people seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: bisections of a quantile on the logarithmic scale: to 2^-60 of the range
_BISECTIONS = 60
#: half-width of the range in which a quantile is looked for, in standard deviations
_REACH = 8.0


@dataclass(frozen=True, slots=True)
class Component:
    """So many seen, and the unseen log-normal."""

    seen: int
    #: logarithm of the median of the unseen; -inf: nobody is unseen
    log_unseen: float
    #: standard deviation of that logarithm
    sigma: float
    #: weight in the mixture
    weight: float

    @property
    def total(self) -> float:
        """The point estimate: seen and unseen together."""
        return self.seen + math.exp(self.log_unseen)

    def below(self, total: float) -> float:
        """Probability that the true total is at most so many."""
        if total < self.seen:
            return 0.0
        if self.log_unseen == -math.inf:
            return 1.0
        unseen = total - self.seen
        if unseen <= 0:
            return 0.0
        if self.sigma <= 0:
            return float(math.log(unseen) >= self.log_unseen)
        return 0.5 * math.erfc((self.log_unseen - math.log(unseen)) / (self.sigma * math.sqrt(2)))


def mean(components: Sequence[Component]) -> float:
    """The weighted mean of the point estimates."""
    return sum(c.weight * c.total for c in components) / sum(c.weight for c in components)


def quantile(components: Sequence[Component], share: float) -> float:
    """The total below which that share of the mixture lies."""
    weight = sum(c.weight for c in components)
    least = float(min(c.seen for c in components))
    most = max(c.seen + math.exp(min(c.log_unseen + _REACH * c.sigma, 690.0)) for c in components)
    if sum(c.weight * c.below(least) for c in components) >= share * weight:
        return least
    low, high = -20.0, math.log(max(most - least, 1e-8))
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if sum(c.weight * c.below(least + math.exp(middle)) for c in components) < share * weight:
            low = middle
        else:
            high = middle
    return least + math.exp(high)


def mixed(groups: Sequence[Sequence[Component]]) -> tuple[Component, ...]:
    """Several mixtures as one in which each weighs the same."""
    return tuple(
        replace(c, weight=c.weight / sum(o.weight for o in group) / len(groups)) for group in groups for c in group
    )
