"""Which candidates are worth comparing: those that could support each other, whatever their fields say.

A bound is what `comparing` can say at most of two profiles, seen from what each of them has: whether both tell a toll,
a target, a perpetrator, and whether any key of a victim's name is common to both. Of candidates that share a city and
a week most are named otherwise, and nothing else that they tell could make up for it.

Invariant: what is left out has log-odds of zero or less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sijill.incidents import comparing
from sijill.incidents.candidates import Pair
from sijill.incidents.profile import Profile

#: what a field can say at most where both have it (`comparing`): a date 4.6 for one day, tolls 2, and so on
_MOST = {
    "date": 4.7, "place": comparing.CITY, "type": 1.5, "killed": 2.0, "injured": 1.0, "target": 2.0,
    "perpetrator": 1.0, "method": 0.7, "description": 2.0, "evidence": comparing.WORDS_SHARED,
}  # fmt: skip
_NAMED = comparing.NAME_KILLED + 2 * comparing.NAME_FURTHER
#: bits of a signature of name keys, in words of 64
_WORDS = 4
#: pairs that are bounded at once
_AT_ONCE = 1_000_000


def hopeful(profiles: Sequence[Profile], first: NDArray[np.int64], second: NDArray[np.int64]) -> Iterator[Pair]:
    """Of pairs of indexes, those that could support each other, in their order."""
    has = {
        "date": np.array([p.dated or p.yearless is not None or p.published is not None for p in profiles], np.bool_),
        "place": np.array([p.level != "none" for p in profiles], np.bool_),
        "type": np.ones(len(profiles), np.bool_),
        "killed": np.array([p.killed is not None for p in profiles], np.bool_),
        "injured": np.array([p.injured is not None for p in profiles], np.bool_),
        "target": np.array([bool(p.targets) for p in profiles], np.bool_),
        "perpetrator": np.array([bool(p.perpetrators) for p in profiles], np.bool_),
        "method": np.array([bool(p.methods) for p in profiles], np.bool_),
        "description": np.array([bool(p.occupations or p.ages) for p in profiles], np.bool_),
        "evidence": np.array([comparing.wordy(p) for p in profiles], np.bool_),
    }
    named = np.array([bool(p.people) for p in profiles], np.bool_)
    # a name without keys may match any
    whole = np.array([p.all_named and all(x.keys for x in p.people) for p in profiles], np.bool_)
    keyless = np.array([not all(x.keys for x in p.people) for p in profiles], np.bool_)
    unsure = np.array([p.confidence < 1.0 for p in profiles], np.bool_)
    signs = _signatures(profiles)
    for start in range(0, len(first), _AT_ONCE):
        i, j = first[start : start + _AT_ONCE], second[start : start + _AT_ONCE]
        most = np.full(len(i), comparing.PRIOR)
        for field, weight in _MOST.items():
            most += weight * (has[field][i] & has[field][j])
        both = named[i] & named[j]
        shared = (signs[i] & signs[j]).any(axis=1) | keyless[i] | keyless[j]
        differ = np.where(
            whole[i] & whole[j], comparing.NAMES_DIFFER,
            np.where(whole[i] | whole[j], comparing.NAMES_DIFFER_PARTLY, comparing.NAMES_DIFFER_OPENLY),
        )  # fmt: skip
        most += np.where(both, np.where(shared, _NAMED, differ), 0.0)
        # of readings that are not sure of themselves less is known
        good = (most > 0) | unsure[i] | unsure[j]
        yield from zip(i[good].tolist(), j[good].tolist(), strict=True)


def _signatures(profiles: Sequence[Profile]) -> NDArray[np.uint64]:
    """A bit for each key of a name: profiles without a bit in common have no key in common."""
    rows = np.zeros((len(profiles), _WORDS), np.uint64)
    numbers: dict[str, int] = {}
    for n, p in enumerate(profiles):
        for person in p.people:
            for key in person.keys:
                word, bit = divmod(numbers.setdefault(key, len(numbers)) % (64 * _WORDS), 64)
                rows[n, word] |= np.uint64(1 << bit)
    return rows
