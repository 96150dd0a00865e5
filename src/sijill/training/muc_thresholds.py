"""From how sure on a filler of MUC-4 is told: the thresholds that give the best F1 on texts kept out of training."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sijill.evaluation.muc4 import records, scores
from sijill.statements import lexicon
from sijill.statements.document import analyse
from sijill.statements.neural import roles
from sijill.statements.neural.model import Model
from sijill.statements.neural.reader import words_of

GRID = tuple(n / 20 for n in range(2, 19))
#: rounds over the roles, each time the others held
ROUNDS = 2

Told = Mapping[str, list[list[str]]]


def fit(model: Model, path: Path, every: int) -> dict[str, float]:
    """Role -> threshold.

    Args:
        model: the weights.
        path: MUC-4's training texts.
        every: the texts kept out are those whose place among them this divides.
    """
    with path.open(encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for n, line in enumerate(lines) if n % every == 0]
    gold = [records.extracts_of(row) for row in rows]
    texts = [words_of(analyse(records.text_of(row), lexicon.load("en"))) for row in rows]
    seen = model.see(texts)
    told: dict[float, list[Told]] = {}
    for value in GRID:
        least = dict.fromkeys(roles.ROLE_LAYERS, value)
        told[value] = [
            {role: [[filler.words[0]] for filler in row] for role, row in found.items()}
            for found in (roles.fillers(s, t.words, t.sentences, least) for s, t in zip(seen, texts, strict=True))
        ]

    def f1(least: Mapping[str, float]) -> float:
        each = [
            scores.ceaf_ree({role: told[least[role]][n][role] for role in roles.ROLE_LAYERS}, gold[n])
            for n in range(len(rows))
        ]
        return scores.total(each)["all"].f1

    best = dict.fromkeys(roles.ROLE_LAYERS, 0.4)
    for _ in range(ROUNDS):
        for role in roles.ROLE_LAYERS:
            best[role] = max(GRID, key=lambda value: f1(best | {role: value}))
    return best
