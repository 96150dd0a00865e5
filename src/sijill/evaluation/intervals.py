"""How far a figure can be trusted: 95 % intervals.

Texts are what is drawn, never incidents: those of one text are found or missed together. The percentile bootstrap
(Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7(1), 1979) for scores, Wilson's
interval (JASA 22, 1927) for shares of texts, which stays honest where all or none of them are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

#: standard deviations that hold the middle 95 % of a normal distribution
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 %."""

    low: float
    high: float


def draws(size: int, times: int, chance: Random | None = None) -> Iterator[list[int]]:
    """How often each of ``size`` texts is drawn, in each of ``times`` resamplings with replacement.

    Args:
        chance: where the draws come from; a fixed seed if left out, so that a figure can be had again.
    """
    chance = chance or Random(1)  # noqa: S311 - no secret
    for _ in range(times):
        weights = [0] * size
        for drawn in chance.choices(range(size), k=size):
            weights[drawn] += 1
        yield weights


def bootstrap(
    size: int, figure: Callable[[Sequence[int]], float], times: int, chance: Random | None = None
) -> Interval | None:
    """The interval of a figure over texts.

    Args:
        size: how many texts there are.
        figure: the figure, given how often each text counts.
        times: resamplings; 0 for none.

    Returns:
        The interval, or None where nothing was drawn.
    """
    if not size or not times:
        return None
    return middle([figure(weights) for weights in draws(size, times, chance)])


def middle(values: Sequence[float]) -> Interval:
    """The middle 95 % of values, interpolated between neighbours."""
    ordered = sorted(values)
    last = len(ordered) - 1

    def at(share: float) -> float:
        place = share * last
        low = int(place)
        high = min(low + 1, last)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return Interval(at(0.025), at(0.975))


def of_share(right: int, among: int) -> Interval | None:
    """Wilson's interval of a share; None where there is nothing to have a share of."""
    if not among:
        return None
    share, squared = right / among, _Z * _Z
    centre = share + squared / (2 * among)
    spread = _Z * sqrt(share * (1 - share) / among + squared / (4 * among * among))
    whole = 1 + squared / among
    # the exact bounds at the ends, which rounding misses
    low = max(0.0, (centre - spread) / whole) if right else 0.0
    return Interval(low, min(1.0, (centre + spread) / whole) if right < among else 1.0)
