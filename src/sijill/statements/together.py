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
from itertools import islice
from typing import Generic, Self, TypeAlias, TypeVar

from sijill.errors import Failure, ReaderError
from sijill.statements import ManyReader, Reader
from sijill.types import Reading, Text

Outcome: TypeAlias = Reading | Failure
Other = TypeVar("Other")
Make: TypeAlias = Callable[[], ManyReader]

#: texts that are handed to a process at once
CHUNK = 8
#: so many texts are read by this process alone before it calls others: starting one takes as long
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
    reader: Reader, texts: Iterable[Text | Other], *, make: Make | None = None, processes: int = 1, chunk: int = CHUNK
) -> Iterator[Outcome | Other]:
    """What a reader makes of texts.

    Args:
        reader: reads in this process.
        texts: the texts, taken as they are needed, some ahead; what is no text among them comes out as it is.
        make: makes the same reader in another process; must be picklable. None: this process reads alone.
        processes: how many read, this one among them; 0: as many as there are processors.
        chunk: texts that a reader is handed at once.

    Yields:
        For each text, in order, its reading or the failure of it; in their places, the things that are no texts.
    """
    processes = 1 if make is None else processes or processors()
    chunks = _chunks(texts, chunk)
    alone = 0
    for some in chunks:
        yield from read_chunk(reader, some)
        alone += sum(isinstance(item, Text) for item in some)
        if alone >= FEW and processes > 1:
            break
    if make is None:
        return
    for some in chunks:  # there is more: it is worth while to call others
        with _Crew[Other](reader, make, processes - 1) as crew:
            yield from crew.enter(some)
            for more in chunks:
                yield from crew.enter(more)
            yield from crew.rest()


def _chunks(texts: Iterable[Text | Other], size: int) -> Iterator[list[Text | Other]]:
    rest = iter(texts)
    while chunk := list(islice(rest, size)):
        yield chunk


def read_chunk(reader: Reader, chunk: Sequence[Text | Other]) -> list[Outcome | Other]:
    """What a reader makes of some texts; where it fails on one, or cannot read many, they are read one by one."""
    texts = [item for item in chunk if isinstance(item, Text)]
    many: Callable[[Iterable[Text]], Iterable[Reading]] | None = getattr(reader, "read_many", None)
    found: list[Outcome] = []
    if many is not None and texts:
        with suppress(Exception):  # any text may be the one
            found += many(texts)
    if len(found) != len(texts):
        found = [read_one(reader, text) for text in texts]
    outcomes = iter(found)
    return [next(outcomes) if isinstance(item, Text) else item for item in chunk]


@dataclass(slots=True)
class _Task(Generic[Other]):
    chunk: list[Text | Other]
    #: another process reads it
    future: Future[list[Outcome | Other]] | None = None
    #: this one has read it
    found: list[Outcome | Other] | None = None
    #: it was with a process that died, perhaps of it
    suspect: bool = False

    @property
    def free(self) -> bool:
        """Whether nobody has taken it yet."""
        return self.future is None and self.found is None and not self.suspect

    @property
    def done(self) -> bool:
        return self.found is not None or self.suspect or (self.future is not None and self.future.done())


class _Crew(Generic[Other]):
    """This process and others; a chunk goes to whoever is free."""

    def __init__(self, reader: Reader, make: Make, others: int) -> None:
        self._reader = reader
        self._make = make
        self._others = others
        self._pool = _pool(make, others)
        self._tasks: deque[_Task[Other]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def enter(self, chunk: list[Text | Other]) -> Iterator[Outcome | Other]:
        """Take in a chunk; what is read by now."""
        self._tasks.append(_Task(chunk))
        self._hand_out()
        while len(self._tasks) > WAITING * (self._others + 1):
            yield from self._next()

    def rest(self) -> Iterator[Outcome | Other]:
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

    def _next(self) -> list[Outcome | Other]:
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

    def _one_by_one(self, chunk: Sequence[Text | Other]) -> list[Outcome | Other]:
        """Texts of which one may have killed its reader, each read where that does no harm."""
        found: list[Outcome | Other] = []
        for text in chunk:
            if not isinstance(text, Text):
                found.append(text)
                continue
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


def _read(chunk: Sequence[Text | Other]) -> list[Outcome | Other]:
    return read_chunk(_own[0], chunk)
