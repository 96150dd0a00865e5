"""Bytes → capture: the one place where a capture is made, so that all kinds make it alike.

Invariant: ``capture.sha256`` is the digest of ``capture.content``, and every string in a capture can be written as
UTF-8, whatever bytes a file name had.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from sijill.errors import SourceError
from sijill.sources.options import SourceOptions
from sijill.types import Capture, Metadata

#: mark in the custody of a capture whose publication date was not told by the source but by whoever read it in
PUBLISHED_BY_CALLER = ("declared.published", "given by the caller")


def printable(name: str) -> str:
    """A file name or argument in characters that can be printed and stored: odd bytes become ``\\xNN``."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("utf-8", "backslashreplace")
    return name


def too_large(subject: str, size: int | None, limit: int) -> SourceError:
    """The error for a source above the limit; size and limit in bytes, size None where only "more" is known."""
    found = f"is larger than {limit:,} bytes" if size is None else f"has {size:,} bytes; the limit is {limit:,}"
    enough = limit * 2 if size is None else size
    return SourceError(subject, found, f"to take it in all the same: --setting max_bytes={enough}")


def make(
    content: bytes,
    options: SourceOptions,
    *,
    uri: str,
    kind: str,
    media_type: str,
    encoding: str | None = None,
    declared: Metadata | None = None,
    custody: Iterable[tuple[str, str]] = (),
) -> Capture:
    """A capture of bytes, taken now.

    Args:
        content: the bytes as they came.
        options: gives the clock, and the publication date for sources that declare none.
        uri, kind, media_type, encoding, declared, custody: as in :class:`~sijill.types.Capture`.
    """
    declared = declared or Metadata()
    pairs = list(custody)
    if declared.published is None and options.published is not None:
        declared = Metadata(
            declared.title, declared.publisher, declared.author, declared.language, options.published, declared.url
        )
        pairs.append(PUBLISHED_BY_CALLER)
    return Capture(
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uri=uri,
        kind=kind,
        captured_at=options.clock(),
        media_type=media_type,
        encoding=encoding,
        declared=declared,
        custody=tuple(sorted(pairs)),
    )
