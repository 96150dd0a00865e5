"""Words → numbers of pieces, with the tokenizer that the weights were trained with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

#: so many different words are remembered
REMEMBERED = 60_000


class Pieces:
    """Cuts words into pieces; remembers what it cut.

    Args:
        path: ``tokenizer.json``.
    """

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer  # only who reads pays the import

        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, list[int]] = {}
        self.begin = self._number("[CLS]")
        self.end = self._number("[SEP]")
        self.unknown = self._number("[UNK]")

    def _number(self, mark: str) -> int:
        number: int | None = self._tokenizer.token_to_id(mark)
        if number is None:
            raise ValueError(f"the tokenizer has no mark {mark}")
        return number

    def pieces(self, words: Sequence[str]) -> list[list[int]]:
        """The numbers of the pieces of each word; at least one for each."""
        fresh = list(dict.fromkeys(word for word in words if word not in self._known))
        if fresh:
            if len(self._known) + len(fresh) > REMEMBERED:
                self._known.clear()
                fresh = list(dict.fromkeys(words))
            for word, cut in zip(fresh, self._tokenizer.encode_batch(fresh, add_special_tokens=False), strict=True):
                self._known[word] = list(cut.ids) or [self.unknown]
        return [self._known[word] for word in words]
