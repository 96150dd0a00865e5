"""Names in bulk: of all pairs of two lists, those that may be one name, each with its probability.

What :func:`sijill.values.names.compare` gives one half or more, it gives only where each part of the shorter name is
alike to a part of the longer, or where the whole names sound alike though divided otherwise. Hence parts are compared
once for all names that have them, and only where a count of their consonants allows it; the names are then joined by
those parts. What is left is scored as any pair is.

Invariant: the pairs told are exactly those to which ``compare`` gives at least *least*, with its probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sijill.values.names import ALIKE, SLACK, Part, compare_parts, part_alike, parts_of, variants
from sijill.values.sounds import (
    CHEAPEST_CHANGE,
    TRANSPOSED,
    all_sounds,
    consonants,
    drop_costs,
    most_cost,
    swap_cost,
)

#: rows of a table that are bounded at once: 64 MiB at most for a list of 100,000 names
_CHUNK = 32
#: edit distances that are worked out at once: about 40 MiB
_AT_ONCE = 200_000
#: single precision
_ROUNDING = 1e-4


def matching(
    left: Sequence[str], right: Sequence[str] | None = None, *, least: float = ALIKE
) -> list[tuple[int, int, float]]:
    """All pairs of names that may be one.

    Args:
        left: names as written.
        right: other names; None: the pairs within *left*, each once, the smaller index first.
        least: least probability told; one half or more, for below that every pair has one.

    Returns:
        (index in left, index in right, probability), sorted.

    Raises:
        ValueError: *least* is below one half.
    """
    if least < ALIKE:
        raise ValueError(f"every pair of names has a probability below {ALIKE}: ask for more than {least}")
    inner = right is None
    ours = [parts_of(name) for name in left]
    theirs = ours if inner else [parts_of(name) for name in right or ()]
    found = []
    for i, j in sorted(_candidates(ours, theirs)):
        if inner and i >= j:
            continue
        probability = compare_parts(ours[i], theirs[j]).probability
        if probability >= least:
            found.append((i, j, probability))
    return found


_Names = Sequence[tuple[Part, ...]]


def _candidates(ours: _Names, theirs: _Names) -> set[tuple[int, int]]:
    """Pairs of indexes that can reach one half."""
    left = _vocabulary(ours)
    right = left if ours is theirs else _vocabulary(theirs)
    parts = list(left.values())
    alike: dict[str, set[str]] = {text: set() for text in left}
    back: dict[str, set[str]] = {text: set() for text in right}
    for a, b in _alike_parts(parts, parts if right is left else list(right.values())):
        alike[a.text].add(b.text)
        back[b.text].add(a.text)
    found = set(_joined(ours, theirs, alike))
    found.update((i, j) for j, i in _joined(theirs, ours, back))
    found.update(_undivided(ours, theirs))
    return found


def _vocabulary(names: _Names) -> dict[str, Part]:
    return {part.text: part for parts in names for part in parts}


def _joined(shorter: _Names, longer: _Names, alike: dict[str, set[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of which each part of the one is alike to a part of the other, which has as many or more."""
    postings: dict[str, set[int]] = {}
    for j, parts in enumerate(longer):
        for part in parts:
            postings.setdefault(part.text, set()).add(j)
    having = {text: set().union(*(postings.get(t, ()) for t in others)) for text, others in alike.items()}
    for i, parts in enumerate(shorter):
        if parts:
            sets = sorted((having[part.text] for part in parts), key=len)
            for j in sets[0].intersection(*sets[1:]):
                if len(longer[j]) >= len(parts):
                    yield i, j


def _undivided(ours: _Names, theirs: _Names) -> Iterator[tuple[int, int]]:
    """Pairs of names of unlike numbers of parts whose sounds, taken together, are alike."""
    left, right = ([tuple(s for part in parts for s in part.sounds) for parts in names] for names in (ours, theirs))
    scripts, others = ([any(part.abjad for part in parts) for parts in names] for names in (ours, theirs))
    numbers = [np.array([len(parts) for parts in names], np.int16) for names in (ours, theirs)]
    yield from _alike_pairs(left, right, scripts, others, _bounded(left, right, numbers))


def _alike_parts(left: Sequence[Part], right: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    """Pairs of parts that are alike."""
    forms = [(i, sounds) for i, part in enumerate(left) for sounds in variants(part)]
    others = forms if left is right else [(i, sounds) for i, part in enumerate(right) for sounds in variants(part)]
    sounds = [s for _, s in forms]
    other_sounds = sounds if left is right else [s for _, s in others]
    scripts, other_scripts = [left[i].abjad for i, _ in forms], [right[i].abjad for i, _ in others]
    near = {(forms[a][0], others[b][0]) for a, b in _alike_sounds(sounds, other_sounds, scripts, other_scripts)}
    # an initial stands for any part that begins so
    for i, part in enumerate(left):
        if len(part.text) == 1:
            near.update((i, j) for j in range(len(right)))
    for j, part in enumerate(right):
        if len(part.text) == 1:
            near.update((i, j) for i in range(len(left)))
    yield from ((left[i], right[j]) for i, j in near if part_alike(left[i], right[j]) >= ALIKE)


# ---------------------------------------------------------------------------------------------------------
# Many edit distances at once

_Sounds = Sequence[tuple[str, ...]]
_Matrix = NDArray[np.float32]


class _Group(NamedTuple):
    """Sequences of one length as arrays, one row each."""

    #: a number for each sound
    codes: NDArray[np.intp]
    #: what it costs to leave each out, not mixed and mixed
    drops: tuple[_Matrix, _Matrix]

    def rows(self, chosen: Any) -> _Group:
        """Some of the rows."""
        return _Group(self.codes[chosen], (self.drops[0][chosen], self.drops[1][chosen]))


def _group(sequences: _Sounds, codes: dict[str, int]) -> _Group:
    return _Group(
        np.array([[codes.setdefault(s, len(codes)) for s in sounds] for sounds in sequences], np.intp),
        (
            np.array([drop_costs(sounds, False) for sounds in sequences], np.float32),
            np.array([drop_costs(sounds, True) for sounds in sequences], np.float32),
        ),
    )


def _by_form(sequences: _Sounds, scripts: Sequence[bool]) -> dict[tuple[int, bool], list[int]]:
    forms: dict[tuple[int, bool], list[int]] = {}
    for index, sounds in enumerate(sequences):
        if sounds:
            forms.setdefault((len(sounds), scripts[index]), []).append(index)
    return forms


def _alike_sounds(
    left: _Sounds, right: _Sounds, left_scripts: Sequence[bool], right_scripts: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """Pairs whose cost (sounds.cost) allows that they are alike. Where *left* is *right*, both ways round.

    Sequences of one length and script are taken together: one table of costs then serves them all.
    """
    codes = dict(_tables()[0])
    one = left is right
    sides = [_by_form(left, left_scripts), _by_form(right, right_scripts)]
    groups = [
        {form: _group([side[i] for i in members], codes) for form, members in forms.items()}
        for side, forms in zip((left, right), sides, strict=True)
    ]
    for form, rows in sides[0].items():
        for other, columns in sides[1].items():
            if (one and other < form) or abs(form[0] - other[0]) > max(4, form[0], other[0]) * 0.6 + 1:
                continue
            most = most_cost(min(form[0], other[0]), ALIKE) + _ROUNDING
            step = max(1, _AT_ONCE // len(columns))
            for start in range(0, len(rows), step):
                chunk = groups[0][form].rows(slice(start, start + step))
                costs = _costs(chunk, groups[1][other], form[1] != other[1], crossed=True)
                for a, b in np.argwhere(costs <= most).tolist():
                    yield rows[start + a], columns[b]
                    if one and other != form:
                        yield columns[b], rows[start + a]


def _alike_pairs(
    left: _Sounds, right: _Sounds, left_scripts: Sequence[bool], right_scripts: Sequence[bool],
    pairs: Iterable[tuple[int, int]],
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """Of the pairs given, those whose cost allows that they are alike."""
    codes = dict(_tables()[0])
    grouped: dict[tuple[int, int, bool], list[tuple[int, int]]] = {}
    for i, j in pairs:
        if left[i] and right[j]:
            grouped.setdefault((len(left[i]), len(right[j]), left_scripts[i] != right_scripts[j]), []).append((i, j))
    for (long_a, long_b, mixed), some in grouped.items():
        most = most_cost(min(long_a, long_b), ALIKE) + _ROUNDING
        for start in range(0, len(some), _AT_ONCE):
            part = some[start : start + _AT_ONCE]
            ours, theirs = _group([left[i] for i, _ in part], codes), _group([right[j] for _, j in part], codes)
            costs = _costs(ours, theirs, mixed, crossed=False)
            yield from (part[n] for n in np.flatnonzero(costs <= most).tolist())


def _costs(left: _Group, right: _Group, mixed: bool, *, crossed: bool) -> _Matrix:
    """sounds.cost of many pairs: of each with each where *crossed*, else of the nth with the nth."""
    known, tables = _tables()
    size = len(known) + 1
    a, b = left.codes, right.codes
    drops_a, drops_b = left.drops[mixed], right.drops[mixed]
    if crossed:
        a, drops_a, b, drops_b = a[:, None, :], drops_a[:, None, :], b[None, :, :], drops_b[None, :, :]
    long_a, long_b = a.shape[-1], b.shape[-1]
    strange = bool(max(a.max(), b.max()) >= size - 1)
    row_of, column_of = np.minimum(a, size - 1) * size, np.minimum(b, size - 1)
    # two neighbours as one number, and the other way round; -1 where they are the same sound
    base = int(max(a.max(), b.max())) + 1
    twos = np.where(a[..., 1:] == a[..., :-1], -1, a[..., :-1] * base + a[..., 1:])
    turned_twos = b[..., 1:] * base + b[..., :-1]
    shape = np.broadcast_shapes(a.shape[:-1], b.shape[:-1])
    above: list[_Matrix] = []
    row: list[_Matrix] = [np.zeros(shape, np.float32)]
    for j in range(long_b):
        row.append(row[-1] + drops_b[..., j])
    for i in range(long_a):
        before, above, row = above, row, [row[0] + drops_a[..., i]]
        for j in range(long_b):
            table = tables[i == j == 0, i == long_a - 1 and j == long_b - 1].ravel()
            best = table.take(row_of[..., i] + column_of[..., j])
            if strange:
                best = np.where(a[..., i] == b[..., j], np.float32(0), best)
            best += above[j]
            np.minimum(best, above[j + 1] + drops_a[..., i], out=best)
            np.minimum(best, row[j] + drops_b[..., j], out=best)
            if i and j:
                turned = twos[..., i - 1] == turned_twos[..., j - 1]
                if turned.any():
                    np.minimum(best, before[j - 1] + np.float32(TRANSPOSED), out=best, where=turned)
            row.append(best)
    return row[-1]


@cache
def _tables() -> tuple[Mapping[str, int], Mapping[tuple[bool, bool], _Matrix]]:
    """A number for each sound that is known, and what each costs for each other: (both first, both last) -> table.

    The last row and column are for every sound of a script that is not known: its own costs nothing, all others one.
    """
    known = all_sounds()
    tables = {}
    for first in (False, True):
        for last in (False, True):
            table = np.ones((len(known) + 1, len(known) + 1), np.float32)
            table[:-1, :-1] = [[swap_cost(x, y, first, last) for y in known] for x in known]
            tables[first, last] = table
    return {sound: code for code, sound in enumerate(known)}, tables


def _bounded(left: _Sounds, right: _Sounds, numbers: Sequence[NDArray[np.int16]]) -> Iterator[tuple[int, int]]:
    """Pairs of names of unlike numbers of parts, nearly one length and consonants that differ by few.

    Every operation of the edit distance changes the counts by one on either side at most, and costs at least
    CHEAPEST_CHANGE where it changes any (sounds.consonants leaves out and merges what is cheaper).
    """
    if not left or not right:
        return
    rows, columns = _counts(left), _counts(right)
    long_rows, long_columns = (np.array([len(s) for s in side], np.int16) for side in (left, right))
    for start in range(0, len(left), _CHUNK):
        chunk, lengths = rows[start : start + _CHUNK, None, :], long_rows[start : start + _CHUNK, None]
        surplus = np.maximum(
            np.maximum(chunk - columns, 0).sum(2, dtype=np.int16), np.maximum(columns - chunk, 0).sum(2, dtype=np.int16)
        )
        fits = surplus * CHEAPEST_CHANGE <= most_cost(np.minimum(lengths, long_columns), ALIKE) + _ROUNDING
        fits &= np.abs(lengths - long_columns) <= SLACK
        fits &= numbers[0][start : start + _CHUNK, None] != numbers[1]
        yield from ((start + int(i), int(j)) for i, j in np.argwhere(fits))


def _counts(sequences: Iterable[tuple[str, ...]]) -> NDArray[np.int8]:
    """How often each sequence has each class of consonants."""
    classes = consonants()
    size = max(classes.values()) + 1
    counted = []
    for sounds in sequences:
        row = [0] * size
        for sound in sounds:
            place = classes.get(sound)
            if place is not None:
                row[place] += 1
        counted.append(row)
    return np.array(counted, np.int8)
