"""How fast the reader of the settings reads: text in, JSON out; and how much memory that takes.

    python benchmarks/throughput.py ARTICLES.jsonl [--texts 2000] [--reader NAME] [--rounds 3]

ARTICLES holds {"id" or "doc_id", "text", ...} a line. Words are what white space divides, tokens words and marks. The
first round warms up and is told apart; of the others the median counts, since a shared machine differs from run to run.
Where the reader has a network, it alone runs over the same words in the same rounds: pieces in, numbers out, sorted by
length and in batches as the reader has them. The share of its speed that reading reaches is told.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from sijill import settings, sources, texts, workflow
from sijill.errors import Failure, SijillError
from sijill.evaluation.reading import read_all
from sijill.statements import Reader, contract, lexicon
from sijill.statements.baseline import language_of
from sijill.statements.document import analyse
from sijill.statements.neural.reader import KNOWN, NeuralReader, words_of
from sijill.statements.sentences import tokenise
from sijill.types import Text


def main() -> None:
    """Load, read, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--reader")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    began = time.perf_counter()
    options = settings.load({"reader": chosen.reader} if chosen.reader else None)
    reader = workflow.reader_for(options)
    read = load(chosen.articles, chosen.texts, options)
    if not read:
        sys.exit(f"{chosen.articles}: has no texts")
    words = sum(len(text.content.split()) for text in read)
    tokens = sum(len(tokenise(text.content)) for text in read)
    print(f"{len(read)} texts, {words:,} words, {tokens:,} tokens; loaded in {time.perf_counter() - began:.1f} s")
    print(f"reader {reader.identity.name} {reader.identity.version}")
    cold = seconds(lambda: write_all(reader, read[:1]))
    print(f"first text: {cold:.2f} s")
    rounds = [seconds(lambda: write_all(reader, read))]
    print(f"peak memory {peak():,.0f} MB")  # before the network is loaded a second time
    network = bare(reader, read) if isinstance(reader, NeuralReader) else None
    alone: list[float] = [seconds(network)] if network else []
    for _ in range(chosen.rounds - 1):
        rounds.append(seconds(lambda: write_all(reader, read)))
        if network:
            alone.append(seconds(network))
    tell("reading, text in, JSON out", rounds, words, tokens, len(read))
    if network:
        tell("the network alone", alone, words, tokens, len(read))
        print(f"reading reaches {middle(alone) / middle(rounds):.2f} of the speed of the network alone")


def load(path: str, most: int, options: settings.Settings) -> list[Text]:
    """The first texts of a file of records, as `sijill read` makes them. Names of keys differ from set to set."""
    lines: list[str] = []
    with Path(path).open(encoding="utf-8") as file:
        for line in islice(filter(str.strip, file), most):
            told = json.loads(line)
            record = {"id": told.get("id") or told.get("doc_id"), "text": told.get("text"), "title": told.get("title")}
            lines.append(json.dumps({**record, "published": told.get("published") or told.get("dct")}))
    stream = BytesIO("\n".join(lines).encode())
    given = sources.SourceOptions(settings=options, input_format="jsonl", stdin=stream)
    found: list[Text] = []
    for capture in sources.capture(["-"], given):
        try:
            if isinstance(capture, Failure):
                raise capture.error
            found.append(texts.extract(capture, max_characters=options.integer("max_characters")))
        except SijillError as error:
            print(error, file=sys.stderr)
    return found


def write_all(reader: Reader, read: Sequence[Text]) -> int:
    """Read all and write what was read as JSON; the characters written."""
    written = 0
    for text, reading in zip(read, read_all(reader, read), strict=True):
        if isinstance(reading, Failure):
            print(reading.error, file=sys.stderr)
        else:
            written += len(json.dumps(contract.to_json(text, reading), ensure_ascii=False))
    return written


def bare(reader: NeuralReader, read: Sequence[Text]) -> Callable[[], None]:
    """The network alone over the windows of texts; cutting them is not counted."""
    windows = [
        window.pieces
        for text in read
        if language_of(text) in KNOWN
        for window in reader.model.windows(words_of(analyse(text, lexicon.load("en"))))
    ]
    windows.sort(key=len, reverse=True)
    batches: list[dict[str, np.ndarray[Any, Any]]] = []
    at = 0
    while at < len(windows):
        row = windows[at : at + 1]
        at += len(row)
        pieces, mask = (np.zeros((len(row), len(row[0])), np.int64) for _ in range(2))
        for number, window in enumerate(row):
            pieces[number, : len(window)], mask[number, : len(window)] = window, 1
        batches.append({"pieces": pieces, "mask": mask})
    session = onnxruntime.InferenceSession(str(reader.model.folder / "reader.onnx"), providers=["CPUExecutionProvider"])

    def run() -> None:
        for batch in batches:
            session.run(None, batch)

    return run


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def tell(what: str, rounds: Sequence[float], words: int, tokens: int, number: int) -> None:
    """Print the rounds and the median's speed."""
    took = middle(rounds)
    print(f"{what}: {' '.join(f'{each:.1f}' for each in rounds)} s; median of all but the first {took:.1f} s:")
    print(f"  {words / took:,.0f} words, {tokens / took:,.0f} tokens, {number / took:.1f} texts a second")


def middle(rounds: Sequence[float]) -> float:
    """The median, without the first."""
    return statistics.median(rounds[1:] or rounds)


def peak() -> float:
    """The most memory this process ever had, in MB. Linux tells kilobytes, macOS bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
