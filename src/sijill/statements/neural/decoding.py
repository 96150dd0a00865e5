"""Numbers → stretches: the likeliest tagging of each layer, and the words of acts.

A stretch that begins nowhere is impossible, so layers are decoded by Viterbi's algorithm over the three labels; a
stretch never crosses a sentence's end. Invariant: stretches of one layer are in order and do not overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Stretch = tuple[int, int]

#: what an outside label is worth less, so that more is found; set on texts kept out of training
EAGERNESS = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of one layer and how sure it is."""

    first: int
    last: int
    sure: float


def stretches(probabilities: Floats, sentences: Sequence[Stretch], eagerness: float = EAGERNESS) -> list[Found]:
    """The stretches of one layer.

    Args:
        probabilities: of outside, begins, inside, (words, 3).
        sentences: first word and one past the last.
        eagerness: taken from the logarithm of *outside*.
    """
    found: list[Found] = []
    for first, last in sentences:
        rows = probabilities[first:last]
        if not len(rows) or float(rows[:, 1].max()) < 0.02:
            continue
        scores = np.log(rows + 1e-9)
        scores[:, 0] -= eagerness
        labels = _best(scores.tolist())
        at = 0
        while at < len(labels):
            if labels[at] == 0:
                at += 1
                continue
            end = at + 1
            while end < len(labels) and labels[end] == 2:
                end += 1
            sure = float(np.exp(scores[np.arange(at, end), labels[at:end]].mean()))
            found.append(Found(first + at, first + end, min(1.0, sure)))
            at = end
    return found


def _best(scores: list[list[float]]) -> list[int]:
    outside, begins, inside = scores[0][0], scores[0][1], -1e9
    back: list[tuple[int, int]] = []
    for row in scores[1:]:
        before = max((outside, 0), (begins, 1), (inside, 2))
        within = max((begins, 1), (inside, 2))
        back.append((before[1], within[1]))
        outside, begins, inside = before[0] + row[0], before[0] + row[1], within[0] + row[2]
    at = max((outside, 0), (begins, 1), (inside, 2))[1]
    labels = [at]
    for any_before, within_before in reversed(back):
        at = within_before if at == 2 else any_before
        labels.append(at)
    return labels[::-1]


def runs(acts: Floats, least: float) -> list[Found]:
    """Words of acts: runs of words that tell of one with probability ``least``, cut where the family changes."""
    told = 1.0 - acts[:, 0]
    kinds = acts[:, 1:].argmax(axis=1) + 1
    found: list[Found] = []
    at = 0
    while at < len(told):
        if told[at] < least:
            at += 1
            continue
        end = at + 1
        while end < len(told) and told[end] >= least and kinds[end] == kinds[at]:
            end += 1
        found.append(Found(at, end, float(told[at:end].max())))
        at = end
    return found
