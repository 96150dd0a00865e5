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
import os
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime

from sijill import settings, sources, texts, workflow
from sijill.errors import Failure, SijillError
from sijill.statements import contract, lexicon
from sijill.statements.baseline import language_of
from sijill.statements.document import analyse
from sijill.statements.neural.reader import KNOWN, NeuralReader, words_of
from sijill.statements.sentences import tokenise
from sijill.statements.together import processors, read_all
from sijill.types import Reading, Text


def main() -> None:
    """Load, read, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--reader")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=0, help="0: as many as there are processors")
    chosen = parser.parse_args()
    began = time.perf_counter()
    options = settings.load({"reader": chosen.reader} if chosen.reader else None)
    processes = chosen.processes or processors()
    reader = workflow.reader_for(options, threads=0 if processes == 1 else 1)
    make = partial(workflow.reader_for, options, threads=1)
    read = load(chosen.articles, chosen.texts, options)
    if not read:
        sys.exit(f"{chosen.articles}: has no texts")
    words = sum(len(text.content.split()) for text in read)
    tokens = sum(len(tokenise(text.content)) for text in read)
    print(f"{len(read)} texts, {words:,} words, {tokens:,} tokens; loaded in {time.perf_counter() - began:.1f} s")
    print(f"reader {reader.identity.name} {reader.identity.version}")
    print(f"{processes} processes")

    def write(some: Sequence[Text]) -> int:
        return write_all(read_all(reader, some, make=make, processes=processes), some)

    cold = seconds(lambda: write(read[:1]))
    print(f"first text: {cold:.2f} s")
    with Peak() as peak:
        rounds = [seconds(lambda: write(read))]
    print(f"peak memory {peak.most / 1e6:,.0f} MB")  # before the network is loaded a second time
    network = bare(reader, read) if isinstance(reader, NeuralReader) else None
    alone: list[float] = [seconds(network)] if network else []
    for _ in range(chosen.rounds - 1):
        rounds.append(seconds(lambda: write(read)))
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


def write_all(readings: Iterable[Reading | Failure], read: Sequence[Text]) -> int:
    """Write what was read as JSON; the characters written."""
    written = 0
    for text, reading in zip(read, readings, strict=True):
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


class Peak:
    """The most memory that this process and those it started had at one time, in bytes.

    On Linux what processes share counts once (proportional set size), looked at ten times a second; elsewhere the most
    that this process alone ever had.
    """

    def __init__(self) -> None:
        self.most = 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watch.join()

    def _look(self) -> None:
        if not Path("/proc/self/smaps_rollup").exists():
            self._done.wait()
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            self.most = most if sys.platform == "darwin" else most * 1024
            return
        while not self._done.wait(0.1):
            self.most = max(self.most, sum(map(_proportional, [os.getpid(), *_children(os.getpid())])))


def _children(parent: int) -> list[int]:
    found: list[int] = []
    for told in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, told.read_text().split()):
                found += [child, *_children(child)]
    return found


def _proportional(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
