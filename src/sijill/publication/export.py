"""Dossiers out through the filter, in one format, as they come.

Invariant: every record passes the guard before a character of it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, TextIO, cast

from sijill.errors import UsageError
from sijill.publication.filter import Cleared, Filter, KeptPart
from sijill.publication.formats import Format, format_named, packed
from sijill.types import Dossier


class Writer:
    """Writes cleared dossiers to one file in one format."""

    def __init__(self, form: Format, out: TextIO) -> None:
        self._form = form
        self._out = out
        self._told: set[str] = set()
        binary = packed(form)
        self._packer = binary.packer(_bytes_of(out, form)) if binary else None
        #: how many incidents were written; one that a format has no place for counts, too
        self.count = 0
        self._begun = False
        if not self._packer:
            out.write(form.HEAD)

    def write(self, cleared: Cleared) -> None:
        """Write one record. Raises SealedError, and writes nothing, if something sealed is in it."""
        record = cleared.guard(self._form.record(cleared, self._told))
        if self._packer:
            self._packer.add(record)
        elif record:
            self._out.write((self._form.SEPARATOR if self._begun else "") + record)
            self._begun = True
        self.count += 1

    def end(self) -> None:
        """Write what comes after the last record."""
        if self._packer:
            self._packer.end()
        else:
            self._out.write(self._form.TAIL)


class _Decoding:
    """Lets a packer whose files are text write to what takes text only."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, some: bytes) -> int:
        return self._out.write(some.decode("utf-8"))


def _bytes_of(out: TextIO, form: Format) -> BinaryIO:
    """Where the bytes of a text file go."""
    binary = getattr(out, "buffer", None)
    if form.MEDIA_TYPE.startswith("text/") and binary is None:
        return cast(BinaryIO, _Decoding(out))
    if binary is None or (out.isatty() and not form.MEDIA_TYPE.startswith("text/")):
        raise UsageError(form.TITLE, "is no text and cannot be printed", "write it to a file with --output")
    return cast(BinaryIO, binary)


def export(
    dossiers: Iterable[Dossier],
    format_name: str,
    out: TextIO,
    door: Filter,
    kept: Callable[[Dossier], KeptPart | None] = lambda _: None,
) -> int:
    """Write dossiers in a format; the filter says which, and what of them.

    Args:
        dossiers: in the order in which they are to be written.
        format_name: name of an export format.
        out: where to, opened for text with newlines left as they are.
        door: the filter for the audience.
        kept: what else a copy of the register needs that is told with an incident; goes to keepers only.

    Returns:
        How many incidents were written.

    Raises:
        UnknownNameError: no such format.
        SealedError: something sealed would have left.
        UsageError: the format is no text and *out* takes nothing else, or needs a library that is not installed.
    """
    writer = Writer(format_named(format_name), out)
    for dossier in dossiers:
        cleared = door.clear(dossier, kept(dossier))
        if cleared is not None:
            writer.write(cleared)
    writer.end()
    return writer.count
