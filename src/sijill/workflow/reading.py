"""Reports, read: the reader in force, and what it makes of captures. Keeps nothing."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sijill import codebook, sources, texts
from sijill.errors import Failure, ReaderError, SijillError, UsageError
from sijill.settings import Settings, load
from sijill.statements import ManyReader
from sijill.statements.baseline import BaselineReader
from sijill.statements.neural.reader import NeuralReader
from sijill.statements.together import CHUNK, read_all
from sijill.texts.extracting import shared
from sijill.types import Capture, Reading, Text
from sijill.values import edtf

#: arguments that are likely to bring pages: addresses, pages, and folders, whose names have no ending
_PAGES = re.compile(r"^https?:|\.x?html?$|(?:^|[/\\])[^./\\]*$", re.I)


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


def reader_for(settings: Settings, *, on_fallback: Callable[[str], None] | None = None, threads: int = 0) -> ManyReader:
    """The reader in force.

    Args:
        settings: the settings in force; ``reader`` chooses.
        on_fallback: told why rules alone read, where the neural reader would but cannot.
        threads: processor threads of the network; 0 leaves it to the network's library.

    Raises:
        ReaderError: the neural reader is asked for by name and cannot be loaded.
    """
    book, wanted, folder = codebook_of(settings), settings.text("reader"), settings.text("reader_weights")
    if wanted == "baseline":
        return BaselineReader(book)
    try:
        return NeuralReader(book, Path(folder) if folder else None, threads=threads)
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
    processes: int = 1,
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
        processes: how many read where there are many reports; 0: as many as there are processors. Others are started
            afresh, so a script that asks for more than one must be safe to import.

    Yields:
        One result for each report, or the failure of one, in order.
    """
    settings = settings or load()
    begin_extracting(settings, arguments)
    threads = 0 if processes == 1 else 1  # processes that share the processors do not share them among threads, too
    reader = reader_for(settings, on_fallback=on_fallback, threads=threads)
    waiting: deque[tuple[Capture, Text]] = deque()

    def found() -> Iterator[Text | _Aside]:
        for row in _texts(captured(arguments, published, input_format, settings, stdin, on_contact), settings):
            if isinstance(row, Failure):
                yield _Aside(row)
            else:
                waiting.append(row)
                yield row[1]

    make = partial(reader_for, settings, threads=threads)
    for read_ in read_all(reader, found(), make=make, processes=processes, chunk=together(arguments)):
        if isinstance(read_, _Aside):
            yield read_.failure
            continue
        capture, text = waiting.popleft()
        yield read_ if isinstance(read_, Failure) else ReadResult(capture, text, read_)


@dataclass(frozen=True, slots=True)
class _Aside:
    """A capture that no text could be made of: it is told in its place."""

    failure: Failure


def together(arguments: Sequence[str]) -> int:
    """How many texts are read at once: those that are fetched one by one, so that each is told when it is there."""
    return 1 if any(argument.startswith(("http:", "https:")) for argument in arguments) else CHUNK


def _texts(captures: Iterable[Capture | Failure], settings: Settings) -> Iterator[tuple[Capture, Text] | Failure]:
    for capture in captures:
        if isinstance(capture, Failure):
            yield capture
            continue
        text = extracted(capture, settings)
        yield text if isinstance(text, Failure) else (capture, text)


def extracted(capture: Capture, settings: Settings) -> Text | Failure:
    """The text of a capture, made behind walls where the settings do not say otherwise; or the failure of it."""
    most = settings.integer("max_characters")
    try:
        if settings.flag("confined"):
            return shared(most).extract(capture)
        return texts.extract(capture, max_characters=most)
    except SijillError as error:
        return Failure(capture.uri, error)


def begin_extracting(settings: Settings, arguments: Sequence[str]) -> None:
    """Let what extracts texts get ready while the reader is loaded, where pages are likely to come."""
    if settings.flag("confined") and any(_PAGES.search(argument) for argument in arguments):
        shared(settings.integer("max_characters")).start()


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
