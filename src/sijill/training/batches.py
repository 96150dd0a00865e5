"""Examples → windows of numbers, laid end to end in batches.

Invariant: which windows stand in which batch of an epoch depends on the seed and the epoch only, so that a training
that was broken off goes on as if it had not been.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from sijill.statements.neural.labels import DISTANCES, LAYERS, MUC_TYPES, PAIRS, QUALITIES
from sijill.statements.neural.windows import PieceTable, Window, cut
from sijill.training.examples import UNSAID, Example, Stretch

#: pieces of a batch, about
BATCH = 1600
#: pairs of one relation of one window that are looked at
MOST_PAIRS = 400
#: share of the texts without incident that an epoch sees
IDLE_SHARE = 0.4
#: a title is left out so often, for texts that come without
WITHOUT_TITLE = 0.3


@dataclass(slots=True)
class Item:
    """One window with its labels."""

    pieces: list[int]
    #: where the first piece of each word stands
    heads: Tensor
    acts: Tensor
    layers: Tensor
    qualities: Tensor
    #: for each relation: words (first and last of both stretches), bucket and label of each pair
    pairs: dict[int, tuple[Tensor, Tensor, Tensor]]
    relevant: int
    muc_types: list[int]


@dataclass(slots=True)
class Batch:
    """Windows laid end to end; every index counts from the batch's first piece."""

    pieces: Tensor
    lengths: list[int]
    heads: Tensor
    acts: Tensor
    layers: Tensor
    qualities: Tensor
    ends: Tensor
    buckets: Tensor
    relations: Tensor
    labels: Tensor
    starts: Tensor
    relevant: Tensor
    muc_types: Tensor


def bucket(first: int, second: int) -> int:
    """The bucket of the distance between two words."""
    return bisect_right(DISTANCES, second - first)


def items(example: Example, table: PieceTable, longest: int, *, title: bool = True) -> list[Item]:
    """The windows of one example."""
    windows = cut(example.words, example.sentences, table, example.title if title else (), longest=longest)
    return [_item(example, window, alone=len(windows) == 1) for window in windows]


def _item(example: Example, window: Window, *, alone: bool) -> Item:
    words = slice(window.first, window.last)
    pairs: dict[int, tuple[Tensor, Tensor, Tensor]] = {}
    for relation, rows in example.pairs.items():
        inside = [row for row in rows if _within(row[0], window) and _within(row[1], window)]
        if not inside:
            continue
        if len(inside) > MOST_PAIRS:
            inside = random.Random(len(inside)).sample(inside, MOST_PAIRS)  # noqa: S311 - which pairs, no secret
        head = window.heads
        ends = [
            (head[a - window.first], head[b - 1 - window.first], head[c - window.first], head[d - 1 - window.first])
            for (a, b), (c, d), _ in inside
        ]
        buckets = [bucket(one[0], two[0]) for one, two, _ in inside]
        pairs[PAIRS.index(relation)] = (
            torch.tensor(ends),
            torch.tensor(buckets),
            torch.tensor([float(label) for *_, label in inside]),
        )
    acts = example.acts[words]
    filled = bool((acts > 0).any()) or any((example.layers[layer][words] > 0).any() for layer in LAYERS[:4])
    relevant = example.relevant if alone or example.relevant != 1 else int(filled)
    types = example.muc_types if alone or not any(example.muc_types) or filled else [0] * len(MUC_TYPES)
    if not alone and filled and any(example.muc_types):
        types = [UNSAID if value else 0 for value in example.muc_types] if sum(example.muc_types) > 1 else types
    return Item(
        window.pieces,
        torch.tensor(window.heads),
        torch.from_numpy(acts.copy()),
        torch.from_numpy(np.stack([example.layers[layer][words] for layer in LAYERS])),
        torch.from_numpy(np.stack([example.qualities[name][words] for name, _ in QUALITIES])),
        pairs,
        relevant,
        types or [UNSAID] * len(MUC_TYPES),
    )


def _within(stretch: Stretch, window: Window) -> bool:
    return window.first <= stretch[0] and stretch[1] <= window.last


def epoch(
    examples: Sequence[tuple[Example, float]], table: PieceTable, longest: int, seed: int, number: int
) -> Iterator[Batch]:
    """The batches of one epoch.

    Args:
        examples: each with how often an epoch sees it (1.5: once or twice).
        table: cuts words into pieces.
        longest: pieces of a window at most.
        seed: of the training.
        number: of the epoch.
    """
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - an order, no secret
    pool: list[Item] = []
    for example, share in examples:
        often = share * (1.0 if example.relevant else IDLE_SHARE) if example.muc_types else share
        times = int(often) + (chance.random() < often % 1)
        for _ in range(times):
            pool += items(example, table, longest, title=chance.random() >= WITHOUT_TITLE)
    chance.shuffle(pool)
    row: list[Item] = []
    used = 0
    for item in pool:
        if row and used + len(item.pieces) > BATCH:
            yield collate(row)
            row, used = [], 0
        row.append(item)
        used += len(item.pieces)
    if row:
        yield collate(row)


def collate(row: Iterable[Item]) -> Batch:
    """Lay windows end to end."""
    row = list(row)
    lengths = [len(item.pieces) for item in row]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).tolist()
    ends, buckets, relations, labels = [], [], [], []
    for item, start in zip(row, starts, strict=True):
        for relation, (where, apart, label) in item.pairs.items():
            ends.append(where + start)
            buckets.append(apart)
            labels.append(label)
            relations.append(torch.full((len(label),), relation))
    empty = torch.zeros((0,), dtype=torch.long)
    return Batch(
        torch.tensor([piece for item in row for piece in item.pieces]),
        lengths,
        torch.cat([item.heads + start for item, start in zip(row, starts, strict=True)]),
        torch.cat([item.acts for item in row]),
        torch.cat([item.layers for item in row], 1),
        torch.cat([item.qualities for item in row], 1),
        torch.cat(ends) if ends else torch.zeros((0, 4), dtype=torch.long),
        torch.cat(buckets) if buckets else empty,
        torch.cat(relations) if relations else empty,
        torch.cat(labels) if labels else torch.zeros((0,)),
        torch.tensor(starts),
        torch.tensor([item.relevant for item in row]),
        torch.tensor([item.muc_types for item in row]),
    )
