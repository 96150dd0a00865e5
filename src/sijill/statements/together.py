"""Many texts read together: by this process and, where there are many, by others beside it.

Invariant: one outcome for each text, in order, the same as if they were read one by one; a text on which the reader
fails, or which kills the process that reads it, costs itself only.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from sijill.errors import Failure, ReaderError
from sijill.statements import ManyReader, Reader
from sijill.types import Reading, Text

Outcome = Reading | Failure
Make = Callable[[], ManyReader]

#: texts that are handed to a process at once
CHUNK = 8
#: so many texts are read by this process alone: starting another takes as long
FEW = 48
#: chunks that wait for each process, so that none is ever idle
WAITING = 2
#: processes at most, unless somebody asks for more: each takes a quarter of a gigabyte
MOST = 8


def processors() -> int:
    """The processors that this process may use, as many as reading makes use of."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(known, MOST)


def read_one(reader: Reader, text: Text) -> Outcome:
    """The reading of a text, or the failure of it."""
    try:
        return reader.read(text)
    except Exception as error:  # whatever goes wrong in a reader costs this text only
        problem = f"the reader failed on it ({type(error).__name__})"
        return Failure(text.uri, ReaderError(text.uri, problem, "a fault of sijill: please tell its makers"))


def read_all(
    reader: Reader, texts: Iterable[Text], *, make: Make | None = None, processes: int = 1, chunk: int = CHUNK
) -> Iterator[Outcome]:
    """What a reader makes of texts.

    Args:
        reader: reads in this process.
        texts: the texts; taken as they are needed, some ahead.
        make: makes the same reader in another process; must be picklable. None: this process reads alone.
        processes: how many read, this one among them; 0: as many as there are processors.
        chunk: texts that a reader is handed at once.

    Yields:
        For each text, in order, its reading or the failure of it.
    """
    waiting = iter(texts)
    processes = processes or processors()
    first = list(islice(waiting, FEW)) if make is not None and processes > 1 else []
    if make is None or len(first) < FEW:
        for some in _chunks(chain(first, waiting), chunk):
            yield from read_chunk(reader, some)
        return
    with _Crew(reader, make, processes - 1) as crew:
        for some in _chunks(chain(first, waiting), chunk):
            yield from crew.enter(some)
        yield from crew.rest()


def _chunks(texts: Iterable[Text], size: int) -> Iterator[list[Text]]:
    rest = iter(texts)
    while chunk := list(islice(rest, size)):
        yield chunk


def read_chunk(reader: Reader, chunk: Sequence[Text]) -> list[Outcome]:
    """What a reader makes of some texts; where it fails on one, or cannot read many, they are read one by one."""
    many: Callable[[Iterable[Text]], Iterable[Reading]] | None = getattr(reader, "read_many", None)
    found: list[Outcome] = []
    if many is not None:
        with suppress(Exception):  # any text may be the one
            found += many(chunk)
    return found if len(found) == len(chunk) else [read_one(reader, text) for text in chunk]


@dataclass(slots=True)
class _Task:
    chunk: list[Text]
    #: another process reads it
    future: Future[list[Outcome]] | None = None
    #: this one has read it
    found: list[Outcome] | None = None
    #: it was with a process that died, perhaps of it
    suspect: bool = False

    @property
    def free(self) -> bool:
        """Whether nobody has taken it yet."""
        return self.future is None and self.found is None and not self.suspect

    @property
    def done(self) -> bool:
        return self.found is not None or self.suspect or (self.future is not None and self.future.done())


class _Crew:
    """This process and others; a chunk goes to whoever is free."""

    def __init__(self, reader: Reader, make: Make, others: int) -> None:
        self._reader = reader
        self._make = make
        self._others = others
        self._pool = _pool(make, others)
        self._tasks: deque[_Task] = deque()

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def enter(self, chunk: list[Text]) -> Iterator[Outcome]:
        """Take in a chunk; what is read by now."""
        self._tasks.append(_Task(chunk))
        self._hand_out()
        while len(self._tasks) > WAITING * (self._others + 1):
            yield from self._next()

    def rest(self) -> Iterator[Outcome]:
        """What is left."""
        while self._tasks:
            yield from self._next()

    def _hand_out(self) -> None:
        busy = sum(task.future is not None and not task.future.done() for task in self._tasks)
        for task in self._tasks:
            if busy >= WAITING * self._others:
                return
            if task.free:
                try:
                    task.future = self._pool.submit(_read, task.chunk)
                except BrokenProcessPool:
                    return  # whose death it is, is told when the outcome of what it read is asked for
                busy += 1

    def _next(self) -> list[Outcome]:
        """The outcomes of the first chunk; while others are at it, this process reads a later one."""
        while not self._tasks[0].done:
            self._hand_out()
            free = next((task for task in self._tasks if task.free), None)
            if free is None:
                break
            free.found = read_chunk(self._reader, free.chunk)
        task = self._tasks.popleft()
        if task.found is not None:
            return task.found
        if task.future is not None:
            try:
                return task.future.result()
            except BrokenProcessPool:
                self._begin_again()
        return self._one_by_one(task.chunk)

    def _begin_again(self) -> None:
        """A process died, and the others with it."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for task in self._tasks:
            if task.future is not None and not (task.future.done() and task.future.exception() is None):
                task.future, task.suspect = None, True
        self._pool = _pool(self._make, self._others)

    def _one_by_one(self, chunk: Sequence[Text]) -> list[Outcome]:
        """Texts of which one may have killed its reader, each read where that does no harm."""
        found: list[Outcome] = []
        for text in chunk:
            with _pool(self._make, 1) as lone:
                try:
                    found += lone.submit(_read, [text]).result()
                except BrokenProcessPool:
                    problem = "the process that read it was killed: it may need more memory than there is"
                    found.append(Failure(text.uri, ReaderError(text.uri, problem, "cut it into parts")))
        return found


def _pool(make: Make, number: int) -> ProcessPoolExecutor:
    # "spawn": a process that has threads must not be copied
    return ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(make,))


#: in a process beside the first: its reader
_own: list[ManyReader] = []


def _begin(make: Make) -> None:
    _own[:] = [make()]


def _read(chunk: Sequence[Text]) -> list[Outcome]:
    return read_chunk(_own[0], chunk)
