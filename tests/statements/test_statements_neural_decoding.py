from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sijill.statements.neural.decoding import runs, stretches
from sijill.statements.neural.labels import ACTS, COLUMNS, LAYERS, QUALITIES, WIDTH

ROW = st.tuples(*[st.floats(0.01, 1.0)] * 3).map(lambda row: [value / sum(row) for value in row])


def _impossible(labels: tuple[int, ...]) -> bool:
    return any(label == 2 and (n == 0 or labels[n - 1] == 0) for n, label in enumerate(labels))


@given(st.lists(ROW, min_size=1, max_size=6))
def test_the_likeliest_possible_tagging_is_found(rows: list[list[float]]) -> None:
    table = np.array(rows, np.float32)
    possible = [labels for labels in product(range(3), repeat=len(rows)) if not _impossible(labels)]
    worth = {labels: sum(np.log(table[n][label] + 1e-9) for n, label in enumerate(labels)) for labels in possible}
    found = stretches(table, [(0, len(rows))])
    labels = [0] * len(rows)
    for one in found:
        labels[one.first : one.last] = [1] + [2] * (one.last - one.first - 1)
    if float(table[:, 1].max()) >= 0.02:
        assert worth[tuple(labels)] >= max(worth.values()) - 1e-4


def test_a_stretch_ends_with_its_sentence() -> None:
    table = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.9, 0.1, 0.0]], np.float32)
    found = stretches(table, [(0, 2), (2, 4)])
    assert [(one.first, one.last) for one in found] == [(0, 2), (2, 3)]


def test_eagerness_finds_what_is_doubtful() -> None:
    table = np.array([[0.7, 0.3, 0.0], [0.9, 0.05, 0.05]], np.float32)
    assert stretches(table, [(0, 2)]) == []
    (found,) = stretches(table, [(0, 2)], eagerness=1.5)
    assert (found.first, found.last) == (0, 1)
    assert 0.0 < found.sure <= 1.0


def test_words_of_acts_are_cut_where_the_family_changes() -> None:
    acts = np.zeros((5, len(ACTS)), np.float32)
    acts[:, 0] = (1.0, 0.1, 0.2, 0.3, 0.9)
    acts[1:3, ACTS.index("killing")] = 0.8
    acts[3, ACTS.index("abduction")] = 0.7
    acts[4, ACTS.index("threat")] = 0.1
    assert [(one.first, one.last) for one in runs(acts, 0.5)] == [(1, 3), (3, 4)]


def test_columns_lie_side_by_side() -> None:
    at = 0
    for first, last in COLUMNS.values():
        assert first == at
        at = last
    assert at == WIDTH
    assert set(COLUMNS) == {"act", *LAYERS, *(name for name, _ in QUALITIES)}
