"""JSON Lines → captures: one record on each line, ``{"id", "text", "title"?, "published"?, "language"?, ...}``.

Invariants: a line that is no record is a Failure naming file and line, and the rest goes on; never more than one
line is held in memory, and no line longer than the limit. Other keys of a record are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sijill.errors import Failure, SourceError
from sijill.sources.making import make, too_large
from sijill.sources.options import SourceOptions
from sijill.types import Capture, Metadata

#: keys of a record that are carried into the capture's declared metadata
_METADATA = ("title", "publisher", "author", "language", "published", "url")

#: what JSON's escapes and the keys of a record may add to max_bytes of text: \\uXXXX is six bytes for one of two
_LINE_FACTOR = 3
_LINE_ROOM = 65_536


def read_records(stream: BinaryIO, name: str, options: SourceOptions) -> Iterator[Capture | Failure]:
    """The records of a stream, in order. ``name`` is what errors call it; lines are counted from 1."""
    limit = options.settings.integer("max_bytes")
    longest = limit * _LINE_FACTOR + _LINE_ROOM
    number = 0
    while True:
        try:
            line = stream.readline(longest + 1)
        except OSError as error:
            yield Failure(name, SourceError(name, f"cannot be read: {error.strerror or error}"))
            return
        if not line:
            if number == 0:
                yield Failure(name, SourceError(name, "is empty", "it must have one JSON record on each line"))
            return
        number += 1
        where = f"{name}:{number}"
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            yield Failure(where, too_large(where, None, longest))
        elif line.strip():
            try:
                yield _capture(line, where, limit, options)
            except SourceError as error:
                yield Failure(where, error)


def _capture(line: bytes, where: str, limit: int, options: SourceOptions) -> Capture:
    record = _parse(line, where)
    text = record.get("text")
    if not isinstance(text, str):
        raise SourceError(where, 'has no "text"', 'a record is {"id": ..., "text": ...}')
    identifier = record.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or identifier == "":
        raise SourceError(where, 'has no "id"', 'a record is {"id": ..., "text": ...}')
    content = _storable(text).encode("utf-8")
    if len(content) > limit:
        raise too_large(where, len(content), limit)
    told = {key: _storable(value) for key in _METADATA if isinstance(value := record.get(key), str) and value.strip()}
    return make(
        content,
        options,
        uri=_storable(str(identifier)),
        kind="jsonl",
        media_type="text/plain",
        encoding="utf-8",
        declared=Metadata(**told),
        custody=(("record", where),),
    )


def _parse(line: bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(where, f"is not UTF-8 (byte {error.start + 1})", "JSON Lines must be UTF-8") from error
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply or out of range"
        raise SourceError(where, f"is not JSON: {reason}", "one JSON record must stand on each line") from error
    if not isinstance(record, dict):
        raise SourceError(where, "is JSON but not a record", 'a record is {"id": ..., "text": ...}')
    return record


def _storable(words: str) -> str:
    """The words without lone surrogates, which JSON can spell and UTF-8 cannot: each becomes U+FFFD."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
