"""Reports, read: the reader in force, and what it makes of captures. Keeps nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sijill import codebook, sources, texts
from sijill.errors import Failure, ReaderError, SijillError, UsageError
from sijill.settings import Settings, load
from sijill.statements import ManyReader, Reader
from sijill.statements.baseline import BaselineReader
from sijill.statements.neural.reader import NeuralReader
from sijill.types import Capture, Reading, Text
from sijill.values import edtf

#: reports that are read together: a network takes many at once faster than one by one
TOGETHER = 32


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One report, read."""

    capture: Capture
    text: Text
    reading: Reading


def codebook_of(settings: Settings) -> codebook.Codebook:
    """The codebook in force: the shipped one, and the user's own files over it."""
    folder = settings.text("codebook_dir")
    return codebook.load((Path(folder),) if folder else ())


def reader_for(settings: Settings, *, on_fallback: Callable[[str], None] | None = None) -> ManyReader:
    """The reader in force.

    Args:
        settings: the settings in force; ``reader`` chooses.
        on_fallback: told why rules alone read, where the neural reader would but cannot.

    Raises:
        ReaderError: the neural reader is asked for by name and cannot be loaded.
    """
    book, wanted, folder = codebook_of(settings), settings.text("reader"), settings.text("reader_weights")
    if wanted == "baseline":
        return BaselineReader(book)
    try:
        return NeuralReader(book, Path(folder) if folder else None)
    except ReaderError as error:
        if wanted == "neural" or folder:
            raise
        if on_fallback is not None:
            on_fallback(str(error))
        return BaselineReader(book)


def read(
    arguments: Sequence[str],
    *,
    published: str | None = None,
    input_format: str = "auto",
    settings: Settings | None = None,
    stdin: BinaryIO | None = None,
    on_contact: Callable[[str], None] | None = None,
    on_fallback: Callable[[str], None] | None = None,
) -> Iterator[ReadResult | Failure]:
    """Read reports; keep nothing.

    Args:
        arguments: files, folders, globs, "-" or web addresses.
        published: publication date (EDTF) of sources that do not tell it.
        input_format: "auto", or "jsonl" for records of the JSON Lines input.
        settings: the settings in force; loaded where not given.
        stdin: what "-" reads; the process's own by default.
        on_contact: told the name of each host before it is contacted.
        on_fallback: told why rules alone read, where they stand in for the neural reader.

    Yields:
        One result for each report, or the failure of one, in order.
    """
    settings = settings or load()
    reader = reader_for(settings, on_fallback=on_fallback)
    found = _texts(captured(arguments, published, input_format, settings, stdin, on_contact), settings)
    while batch := list(islice(found, TOGETHER)):
        known = [row for row in batch if not isinstance(row, Failure)]
        readings = iter(_together(reader, [text for _, text in known]))
        for row in batch:
            if isinstance(row, Failure):
                yield row
                continue
            reading = next(readings)
            yield reading if isinstance(reading, Failure) else ReadResult(*row, reading)


def _texts(captures: Iterable[Capture | Failure], settings: Settings) -> Iterator[tuple[Capture, Text] | Failure]:
    for capture in captures:
        if isinstance(capture, Failure):
            yield capture
            continue
        try:
            yield capture, texts.extract(capture, max_characters=settings.integer("max_characters"))
        except SijillError as error:
            yield Failure(capture.uri, error)


def _together(reader: ManyReader, found: Sequence[Text]) -> list[Reading | Failure]:
    """The readings of some texts; a text that the reader fails on costs itself only."""
    try:
        return list(reader.read_many(found))
    except Exception:  # one of them: which, is found by reading them one by one
        rows: list[Reading | Failure] = []
        for text in found:
            try:
                rows.append(read_text(reader, text))
            except SijillError as error:
                rows.append(Failure(text.uri, error))
        return rows


def captured(
    arguments: Sequence[str],
    published: str | None,
    input_format: str,
    settings: Settings,
    stdin: BinaryIO | None,
    on_contact: Callable[[str], None] | None,
) -> Iterator[Capture | Failure]:
    """The captures of what is given, in order, or the failure of one. Arguments as for :func:`read`."""
    if published is not None:
        try:
            edtf.bounds(published)
        except ValueError:
            raise UsageError(published, "is not a publication date", "give it as 2020-07-13, 2020-07 or 2020") from None
    options = sources.SourceOptions(
        settings=settings,
        input_format=input_format,
        published=published,
        stdin=stdin or sys.stdin.buffer,
        on_contact=on_contact,
        clock=lambda: datetime.now(UTC),
    )
    return sources.capture(arguments, options)


def read_text(reader: Reader, text: Text) -> Reading:
    """What the reader makes of a text. Whatever goes wrong in it costs this report only."""
    try:
        return reader.read(text)
    except Exception as error:
        raise ReaderError(
            text.uri, f"the reader failed on it ({type(error).__name__})", "a fault of sijill: please tell its makers"
        ) from error
