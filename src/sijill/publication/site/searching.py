"""Searching without a server: an index in small files, of which a page loads those that a question needs.

Words are folded as everywhere (:mod:`sijill.values.folding`), so that case, accents, Arabic letter forms and digits
make no difference; an Arabic word is also found without its article. Each word stands in the file of its first two
characters, with the numbers of the incidents that have it, as differences in base 36; ``!`` marks those that have it in
a name or place rather than in a sentence. Incidents are numbered in the order in which results are shown.

The files are scripts, each of which hands over what it holds: a page from a memory stick may load a script beside it
and may not read a file.

Invariant: a word of an incident that :func:`words_of` gives is found by each beginning of it of two characters or more.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from sijill.values.folding import fold

#: a word is known by its first two characters; shorter ones are not searched for
SHARD = 2
#: longer words are cut
LONGEST = 24
#: incidents in one file of what results show
CHUNK = 200

_WORD = re.compile(r"[^\W_]+")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ARTICLE = "ال"


def words_of(text: str) -> list[str]:
    """The words of a text as the index has them, in order."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if len(word) >= SHARD:
            found.append(word[:LONGEST])
        bare = word.removeprefix(_ARTICLE)
        if bare != word and len(bare) >= SHARD:
            found.append(bare[:LONGEST])
    return found


class Index:
    """Which words stand in which incidents."""

    def __init__(self) -> None:
        #: word -> twice the number of an incident, and one more where it stands in a name or place
        self._found: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, number: int, names: Iterable[str], sentences: Iterable[str]) -> None:
        """The words of one incident.

        Args:
            number: of the incident; each number once.
            names: names, places, and what was done.
            sentences: anything else that it should be found by.
        """
        strong = {word for text in names for word in words_of(text)}
        weak = {word for text in sentences for word in words_of(text)} - strong
        for word in strong:
            self._found[word].append(number * 2 + 1)
        for word in weak:
            self._found[word].append(number * 2)

    def write(self, folder: Path, order: Sequence[int]) -> int:
        """Write the files of words.

        Args:
            folder: where to; it is made.
            order: the numbers of all incidents in the order in which results are shown.

        Returns:
            How many files were written.
        """
        place = array("I", bytes(4 * len(order)))
        for rank, number in enumerate(order):
            place[number] = rank
        shards: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._found:
            shards[shard_of(word)].append(word)
        folder.mkdir(parents=True, exist_ok=True)
        for shard, words in shards.items():
            told = {word: _postings(self._found[word], place) for word in sorted(words)}
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            (folder / f"{shard}.js").write_text(f'sijill.words("{shard}",{text})\n', "utf-8", newline="")
        return len(shards)


def shard_of(word: str) -> str:
    """The name of the file that a word stands in: the code points of its beginning."""
    return "-".join(f"{ord(c):x}" for c in word[:SHARD])


def _postings(found: array[int], place: array[int]) -> str:
    ranked = sorted((place[entry >> 1], entry & 1) for entry in found)
    out: list[str] = []
    before = -1
    for rank, strong in ranked:
        out.append(_base36(rank - before - 1) + ("!" if strong else ""))
        before = rank
    return " ".join(out)


def _base36(number: int) -> str:
    if number < 36:
        return _DIGITS[number]
    digits: list[str] = []
    while number:
        number, rest = divmod(number, 36)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits))


def write_results(folder: Path, language: str, results: Iterable[Sequence[str]]) -> int:
    """Write what results show, in their order: (address below the language's folder, heading, line below it).

    Returns:
        How many files were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chunk: list[Sequence[str]] = []
    written = 0
    for result in results:
        chunk.append(result)
        if len(chunk) == CHUNK:
            written = _chunk(folder, language, written, chunk)
            chunk = []
    return _chunk(folder, language, written, chunk) if chunk else written


def _chunk(folder: Path, language: str, number: int, chunk: Sequence[Sequence[str]]) -> int:
    # lone surrogates cannot be written, and the line separators of Unicode end a line of older scripts
    text = json.dumps(chunk, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode("utf-8", "replace").decode("utf-8")
    (folder / f"{language}-{number}.js").write_text(
        f'sijill.results("{language}",{number},{text})\n', "utf-8", newline=""
    )
    return number + 1
