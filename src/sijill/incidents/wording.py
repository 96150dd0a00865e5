"""The words by which reports speak of speakers and of other reports: data, found as whole words in folded text.

Invariant: looking for words takes time in proportion to the text, whatever the text is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from sijill.errors import DataFileError
from sijill.values.folding import fold

_FILE = "wordings.toml"


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    try:
        lists = tomllib.loads((resources.files("sijill.incidents") / _FILE).read_text("utf-8"))
        return {name: tuple(fold(str(words)) for words in told) for name, told in lists.items()}
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise DataFileError(f"incidents/{_FILE}", advice=f"each name has a list of words: {error}") from error


@cache
def pattern(name: str) -> re.Pattern[str]:
    """What finds the words of one list in folded text, the longest first.

    Raises:
        DataFileError: there is no such list.
    """
    try:
        words = sorted(set(_lists()[name]), key=lambda w: (-len(w), w))
    except KeyError:
        raise DataFileError(f"incidents/{_FILE}", advice=f"there is no list {name!r}") from None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def says(name: str, words: str) -> bool:
    """Whether any of a list's words stands in *words*, folded or not."""
    return pattern(name).search(fold(words)) is not None
