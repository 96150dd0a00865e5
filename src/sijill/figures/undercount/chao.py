"""Chao's lower bound: at least so many there must have been, if people differ in how easily lists find them.

Source: A. Chao, Biometrics 43 (1987) 783-791: seen + f1²/(2 f2), with f1 and f2 the people on exactly one and exactly
two lists; where f2 is 0, seen + f1(f1-1)/2. The interval takes the unseen as log-normal, as she does there.
"""

from __future__ import annotations

import math

from sijill.figures.undercount.spread import Component
from sijill.figures.undercount.tables import Table


def lower_bound(table: Table) -> Component:
    """The lower bound of a table, with its sampling spread."""
    once, twice = table.times(1), table.times(2)
    if not twice:
        unseen = once * (once - 1) / 2
        variance = max(once * (once - 1) / 2 + once * (2 * once - 1) ** 2 / 4 - _quotient(once**4, 4 * table.seen), 0.0)
    else:
        unseen = once**2 / (2 * twice)
        ratio = once / twice
        variance = twice * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)
    if unseen <= 0:
        return Component(table.seen, -math.inf, 0.0, 1.0)
    return Component(table.seen, math.log(unseen), math.sqrt(math.log(1 + variance / unseen**2)), 1.0)


def for_few_lists(table: Table) -> float:
    """The bound with the factor (k-1)/k for k lists, without which it can lie well above the truth where lists are few.

    Source: A. Chao, Biometrics 45 (1989) 427-438.
    """
    lists = len(table.lists)
    return table.seen + (lower_bound(table).total - table.seen) * (lists - 1) / lists


def _quotient(a: float, b: float) -> float:
    return a / b if b else 0.0
