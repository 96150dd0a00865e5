"""Files, folders and patterns: a path, a folder with all that is below it, or a pattern such as reports/*.html.

A file named *.jsonl is read as JSON Lines records. In folders, hidden files, files about the folder (LICENSE, README),
parts of programs and what belongs to a saved page (page_files/) are left out; every other file is captured, and told
if it cannot be read: a PDF or a picture may be a report.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from sijill.errors import Failure, SourceError
from sijill.sources.local import is_pattern, matches, open_regular, read_regular, walk
from sijill.sources.making import make, printable
from sijill.sources.options import SourceOptions
from sijill.sources.records import read_records
from sijill.types import Capture

#: media types by suffix, for files only a hint: texts looks into the content. Not the system's table, which differs
#: from computer to computer.
_MEDIA_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".shtml": "text/html",
    ".txt": "text/plain", ".text": "text/plain", ".md": "text/plain",
    ".pdf": "application/pdf", ".json": "application/json", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".xml": "application/xml", ".rss": "application/rss+xml", ".atom": "application/atom+xml",
    ".doc": "application/msword", ".rtf": "application/rtf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def recognises(argument: str, options: SourceOptions) -> bool:  # noqa: ARG001 (the promise of a kind)
    """Whatever is not standard input and not an address."""
    return bool(argument) and argument != "-" and "://" not in argument


def captures(argument: str, options: SourceOptions) -> Iterator[Capture | Failure]:
    """The file, the files of the folder, or those that the pattern stands for."""
    if os.path.lexists(argument) or not is_pattern(argument):
        paths = [argument]
    else:
        paths = matches(argument)
        if not paths:
            name = printable(argument)
            yield Failure(name, SourceError(name, "no file is called so", "check the pattern"))
    for path in paths:
        if not Path(path).is_dir():
            yield from _captured(path, options)
            continue
        empty = True
        for found in walk(path):
            empty = False
            if isinstance(found, Failure):
                yield found
            else:
                yield from _captured(found, options)
        if empty:
            name = printable(path)
            yield Failure(name, SourceError(name, "is a folder without reports", "hidden files are left out"))


def _captured(path: str, options: SourceOptions) -> Iterator[Capture | Failure]:
    name = printable(os.path.normpath(path))
    suffix = PurePath(path).suffix.lower()
    try:
        if options.input_format == "jsonl" or suffix in {".jsonl", ".ndjson"}:
            # a file of records may be larger than any report: it is read line by line
            with open_regular(path, 0) as stream:
                yield from read_records(stream, name, options)
            return
        content = read_regular(path, options.settings.integer("max_bytes"))
    except SourceError as error:
        yield Failure(name, error)
        return
    media_type = _MEDIA_TYPES.get(suffix, "application/octet-stream")
    yield make(content, options, uri=name, kind="file", media_type=media_type)
