"""How rare a word is in reports: what two of them tell in the same rare words is one event, in the same common ones
any.

Invariant: the rarity of a word does not depend on which reports are compared, so that another report changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from sijill.errors import DataFileError

_FILE = "rarity.txt"
#: of a word that is not listed, as are most names
UNLISTED = 7.0


@cache
def _table() -> Mapping[str, float]:
    lines = (resources.files("sijill.incidents") / _FILE).read_text("utf-8").splitlines()
    try:
        return {word: float(step) for step, *words in map(str.split, lines) for word in words}
    except ValueError as error:
        raise DataFileError(f"incidents/{_FILE}", advice=f"each line has a number, then words: {error}") from error


def rarity(word: str) -> float:
    """How rare a folded word is: the natural logarithm of "one report in so many", between 0 and UNLISTED.

    Made from the vocabulary of the encoder and the passages of corpus/train (scripts/rarity.py). Words of languages
    that these do not have count as unlisted.
    """
    return _table().get(word, UNLISTED)
