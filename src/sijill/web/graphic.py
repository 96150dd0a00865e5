"""Passages that are hard to bear, to be folded until somebody wants to read them.

By words that tell what was done to a body (graphic.toml), in whole words of the folded text. A mercy for people who
read such texts all day, and no judgement on the passage: what is folded counts, is quoted and can be decided as ever.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from sijill.types import Span
from sijill.values.folding import fold, fold_with_offsets


@cache
def _pattern() -> re.Pattern[str]:
    told = tomllib.loads(resources.files("sijill.web").joinpath("graphic.toml").read_text("utf-8"))
    words = sorted({fold(word).strip() for some in told.values() for word in some}, key=len, reverse=True)
    # Arabic joins "and", "with", "the" to the word
    return re.compile(r"(?<!\w)(?:و|ف|ب|ال|وال|بال)?(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


def passages(text: str) -> list[Span]:
    """Where such words stand in a text."""
    folded, offsets = fold_with_offsets(text)
    found = []
    for match in _pattern().finditer(folded):
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        if start < end:
            found.append(Span(start, end))
    return found
