"""The network at work: texts in, numbers for every word out, by onnxruntime on the processor.

Invariant: what comes out for a text does not depend on the texts it is run with; equal files give equal numbers on one
machine. Windows are therefore run one by one, which costs little: a window fills the processor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from sijill.errors import ReaderError
from sijill.statements.neural.labels import ACTS, COLUMNS, DISTANCES, LAYERS, PAIRS, QUALITIES
from sijill.statements.neural.pieces import Pieces
from sijill.statements.neural.windows import Window, cut

#: files of this form can be read
FORMAT = 1

Floats = NDArray[np.float32]
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked about: the words of one text, its sentences and its title."""

    words: Sequence[str]
    #: first word and one past the last of each sentence
    sentences: Sequence[Stretch]
    title: Sequence[str] = ()


@dataclass(frozen=True)
class Seen:
    """What the network says of one text."""

    model: Model
    #: the encoder's numbers for each word, (words, width)
    hidden: Floats
    #: scores of each word's columns, (words, columns)
    columns: Floats
    #: for each window: where it begins, where it ends, and its scores
    windows: tuple[tuple[int, int, Floats], ...]

    @cached_property
    def acts(self) -> Floats:
        """Probability of each act family for each word; the first column: none."""
        return _softmax(self.columns[:, slice(*COLUMNS["act"])])

    def layer(self, name: str) -> Floats:
        """Probabilities of outside, begins, inside for each word in one layer."""
        return _softmax(self.columns[:, slice(*COLUMNS[name])])

    def quality(self, name: str, first: int, last: int) -> Floats:
        """Probabilities of a quality's values for some words, from the first to before the last."""
        return _softmax(self.columns[first:last, slice(*COLUMNS[name])])

    @property
    def relevant(self) -> float:
        """Probability that anything in scope is told: that of the surest window."""
        return max((float(_sigmoid(scores[:1])[0]) for _, _, scores in self.windows), default=0.0)

    @property
    def muc_types(self) -> Floats:
        """Probability of each of MUC-4's types: that of the surest window."""
        rows: Floats = np.stack([_sigmoid(scores[1:]) for _, _, scores in self.windows])
        best: Floats = rows.max(axis=0)
        return best

    def pairs(self, relation: str, one: Sequence[Stretch], two: Sequence[Stretch]) -> Floats:
        """Probability that each stretch of ``two`` stands in a relation to each of ``one``, (ones, twos)."""
        return self.model.pairs(self.hidden, relation, one, two)


class Model:
    """The weights of the neural reader, loaded.

    Args:
        folder: with ``reader.onnx``, ``pairs.npz``, ``tokenizer.json`` and ``reader.json``.
        threads: processor threads; 0 leaves it to onnxruntime.

    Raises:
        ReaderError: a file is missing, broken or of another version.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self.folder = folder
        try:
            told = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            self.told: dict[str, Any] = told
            self._check(told)
            import onnxruntime  # a third of a second: only who reads pays it

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._arithmetic = ThreadpoolController().select(user_api="blas")
            self._pieces = Pieces(folder / "tokenizer.json")
            with np.load(folder / "pairs.npz", allow_pickle=False) as arrays:
                self._parts = {name: arrays[name].astype(np.float32) for name in arrays.files}
        except ReaderError:
            raise
        except Exception as error:  # what onnxruntime and tokenizers raise is not theirs to promise
            raise ReaderError(
                str(folder), f"the reader's weights cannot be loaded: {error}", "install sijill again"
            ) from error

    def _check(self, told: dict[str, Any]) -> None:
        mine = {
            "format": FORMAT, "acts": list(ACTS), "layers": list(LAYERS), "pairs": list(PAIRS),
            "qualities": [[name, list(values)] for name, values in QUALITIES], "distances": list(DISTANCES),
        }  # fmt: skip
        other = [name for name, value in mine.items() if told.get(name) != value]
        if other:
            raise ReaderError(
                str(self.folder),
                f"the reader's weights are of another version ({', '.join(other)} differ)",
                "install sijill again, or train the weights anew with this version",
            )

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all files: what tells these weights from any others."""
        whole = hashlib.sha256()
        for name in ("reader.onnx", "pairs.npz", "tokenizer.json", "reader.json"):
            whole.update(hashlib.sha256((self.folder / name).read_bytes()).digest())
        return whole.hexdigest()

    def windows(self, text: Words) -> list[Window]:
        """The windows of a text as they will be run."""
        return cut(text.words, text.sentences, self._pieces, text.title, longest=self.told["longest"])

    def see(self, texts: Sequence[Words]) -> list[Seen]:
        """What the network says of some texts."""
        cuts = [self.windows(text) for text in texts]
        # one by one: 8-bit arithmetic scales by all numbers of a run, so what a text gives must not depend on others
        found = {(n, m): self._run(window) for n, row in enumerate(cuts) for m, window in enumerate(row)}
        return [self._whole(text, row, n, found) for n, (text, row) in enumerate(zip(texts, cuts, strict=True))]

    def _run(self, window: Window) -> tuple[Floats, Floats, Floats]:
        pieces = np.array([window.pieces], np.int64)
        hidden, columns, whole = self._session.run(None, {"pieces": pieces, "mask": np.ones_like(pieces)})
        return hidden[0, window.heads], columns[0, window.heads], whole[0]

    def _whole(
        self,
        text: Words,
        windows: Sequence[Window],
        number: int,
        found: dict[tuple[int, int], tuple[Floats, Floats, Floats]],
    ) -> Seen:
        hidden = np.zeros((len(text.words), self.told["width"]), np.float32)
        columns = np.zeros((len(text.words), max(last for _, last in COLUMNS.values())), np.float32)
        spans = []
        for place, window in enumerate(windows):
            numbers, scores, whole = found[number, place]
            first, last = window.own
            inside = slice(first - window.first, last - window.first)
            hidden[first:last], columns[first:last] = numbers[inside], scores[inside]
            spans.append((window.first, window.last, whole))
        return Seen(self, hidden, columns, tuple(spans))

    def pairs(self, hidden: Floats, relation: str, one: Sequence[Stretch], two: Sequence[Stretch]) -> Floats:
        """See :meth:`Seen.pairs`."""
        if not one or not two:
            return np.zeros((len(one), len(two)), np.float32)
        size, at = self.told["pair_size"], PAIRS.index(relation)
        rows = slice(at * size, (at + 1) * size)
        parts = self._parts
        with self._arithmetic.limit(limits=1):  # threads that wait for each other cost more than such small sums
            q = _ends(hidden, one) @ parts["before"][rows].T + parts["before_bias"][rows]
            k = _ends(hidden, two) @ parts["after"][rows].T + parts["after_bias"][rows]
        apart = np.array([b[0] for b in two])[None, :] - np.array([a[0] for a in one])[:, None]
        buckets = np.searchsorted(DISTANCES, apart, side="right")
        return _sigmoid(q @ k.T * size**-0.5 + parts["distance"][at][buckets])


def _ends(hidden: Floats, stretches: Sequence[Stretch]) -> Floats:
    first, last = [s[0] for s in stretches], [s[1] - 1 for s in stretches]
    return np.concatenate([hidden[first], hidden[last]], axis=1)


def _softmax(scores: NDArray[Any]) -> Floats:
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = grown / grown.sum(axis=-1, keepdims=True)
    return result


def _sigmoid(scores: NDArray[Any]) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))
    return result
