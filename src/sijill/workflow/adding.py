"""Reports, kept: captured, read and entered into a register, one transaction each, then linked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sijill.errors import Failure, RegisterError
from sijill.register import Register
from sijill.settings import Settings, load
from sijill.statements import Reader
from sijill.statements.rows import is_mapped
from sijill.statements.together import read_one
from sijill.types import Capture
from sijill.workflow.by_hand import carried_over
from sijill.workflow.linking import link_new
from sijill.workflow.reading import begin_extracting, captured, extracted, reader_for


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
) -> Iterator[Added | Failure]:
    """Capture, read and keep reports, one transaction each, then link. Safe to repeat and to interrupt.

    What is killed half-way has kept whole reports only; the same call again does the rest. Bytes without a
    readable text are kept as well, so that evidence is not lost, and told as a failure.

    Yields:
        What became of each report. Linking is done when the iterator is exhausted.
    """
    settings = settings or load()
    begin_extracting(settings, arguments)
    reader = reader_for(settings, on_fallback=on_fallback)
    for capture in captured(arguments, published, input_format, settings, stdin, on_contact):
        yield capture if isinstance(capture, Failure) else _add_one(register, capture, reader, settings, by)
    link_new(register, by=by, settings=settings)


def _add_one(register: Register, capture: Capture, reader: Reader, settings: Settings, by: str) -> Added | Failure:
    if register.was_erased(capture):
        told = RegisterError(capture.uri, "was erased from this register, and is not taken in again")
        return Failure(capture.uri, told)
    text = extracted(capture, settings)
    if isinstance(text, Failure):
        register.keep(capture, None, None, by=by)
        return text
    if register.has_reading(text.id, reader.identity) and register.has_capture(capture):
        return Added(capture.uri, new=False, mentions=0)
    reading = read_one(reader, text)
    if isinstance(reading, Failure):
        register.keep(capture, text, None, by=by)
        return reading
    kept = register.keep(capture, text, reading, by=by)
    return Added(capture.uri, new=kept.anything, mentions=len(reading.mentions))


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
