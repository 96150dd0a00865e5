"""How sure: the network's numbers and the rules' evidence → the share of such mentions that were right.

One idea: a weighted sum through the logistic curve, fitted to passages that the network was not trained on, so that
what it learnt by heart does not count as knowledge. The weights travel with those of the network. Invariant: equal
evidence gives equal confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: evidence of the rules that is not asked for: fitted elsewhere, or of no use beside the network
RULED_OUT = frozenset(("always", "scope out", "scope unclear"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights of the evidence, and from where on something is told."""

    weights: Mapping[str, float] = field(default_factory=dict)
    bias: float = 0.0
    #: below this a mention is not told
    least: float = 0.3
    #: a text tells of something where its surest mention reaches this
    least_of_text: float = 0.5

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Judgement:
        """From the description that travels with the weights."""
        return cls(dict(told["weights"]), told["bias"], told["least"], told["least_of_text"])

    def sure(self, told: Mapping[str, float]) -> float:
        """The share of mentions with such evidence that were right."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in told.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


#: for weights that came without a fitted judgement
UNFITTED = Judgement({"net act": 0.5, "net scope out": -0.3, "net victim": 1.0, "net relevant": 0.3}, -0.5)


def logit(probability: float) -> float:
    """Log odds, within ±6."""
    kept = min(max(probability, 0.0025), 0.9975)
    return math.log(kept / (1.0 - kept))
