"""Reports, kept: captured, read and entered into a register, one transaction each, then linked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from sijill.errors import Failure
from sijill.register import Register
from sijill.settings import Settings, load
from sijill.statements.rows import is_mapped
from sijill.statements.together import read_all, read_one
from sijill.types import Capture, Text
from sijill.workflow.by_hand import carried_over
from sijill.workflow.linking import link_new
from sijill.workflow.reading import begin_extracting, captured, extracted, reader_for, together


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one report that was added."""

    uri: str
    #: whether bytes, text or reading were new to the register
    new: bool
    #: mentions in its reading
    mentions: int


def add(
    register: Register,
    arguments: Sequence[str],
    *,
    by: str = "sijill",
    published: str | None = None,
    input_format: str = "auto",
    settings: Settings | None = None,
    stdin: BinaryIO | None = None,
    on_contact: Callable[[str], None] | None = None,
    on_fallback: Callable[[str], None] | None = None,
    processes: int = 1,
) -> Iterator[Added | Failure]:
    """Capture, read and keep reports, one transaction each, then link. Safe to repeat and to interrupt.

    What is killed half-way has kept whole reports only; the same call again does the rest. Bytes without a
    readable text are kept as well, so that evidence is not lost, and told as a failure. The arguments are those of
    :func:`~sijill.workflow.reading.read`.

    Yields:
        What became of each report. Linking is done when the iterator is exhausted.
    """
    settings = settings or load()
    begin_extracting(settings, arguments)
    threads = 0 if processes == 1 else 1
    reader = reader_for(settings, on_fallback=on_fallback, threads=threads)
    waiting: deque[tuple[Capture, Text]] = deque()

    def unread() -> Iterator[Text | _Aside]:
        for capture in captured(arguments, published, input_format, settings, stdin, on_contact):
            text = capture if isinstance(capture, Failure) else extracted(capture, settings)
            if isinstance(capture, Failure):
                yield _Aside(capture)
            elif isinstance(text, Failure):
                register.keep(capture, None, None, by=by)
                yield _Aside(text)
            elif register.has_reading(text.id, reader.identity) and register.has_capture(capture):
                yield _Aside(Added(capture.uri, new=False, mentions=0))
            else:
                waiting.append((capture, text))
                yield text

    make = partial(reader_for, settings, threads=threads)
    for read in read_all(reader, unread(), make=make, processes=processes, chunk=together(arguments)):
        if isinstance(read, _Aside):
            yield read.told
            continue
        capture, text = waiting.popleft()
        reading = None if isinstance(read, Failure) else read
        kept = register.keep(capture, text, reading, by=by)
        if isinstance(read, Failure):
            yield read
        else:
            yield Added(capture.uri, new=kept.anything, mentions=len(read.mentions))
    link_new(register, by=by, settings=settings)


@dataclass(frozen=True, slots=True)
class _Aside:
    """What became of a report that need not be read, or cannot be."""

    told: Added | Failure


def read_again(
    register: Register, *, by: str = "sijill", settings: Settings | None = None
) -> Iterator[Added | Failure]:
    """Read every kept text that the reader in force has not read; add the readings and link.

    A newer reader supersedes, never deletes: decisions carry over by the words they are anchored to.
    """
    settings = settings or load()
    reader = reader_for(settings)
    for text in register.unread_texts(reader.identity):
        held = register.reading(text.id)
        if held is not None and is_mapped(held.reader):
            continue
        reading = read_one(reader, text)
        if isinstance(reading, Failure):
            yield reading
            continue
        register.keep_reading(carried_over(held, reading), by=by)
        yield Added(text.uri, new=True, mentions=len(reading.mentions))
    link_new(register, by=by, settings=settings)
