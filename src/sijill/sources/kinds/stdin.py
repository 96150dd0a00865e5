"""Standard input: - reads one report, or JSON Lines records with --input-format jsonl."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sijill.errors import Failure, SourceError
from sijill.sources.local import read_at_most
from sijill.sources.making import make
from sijill.sources.options import SourceOptions
from sijill.sources.records import read_records
from sijill.types import Capture

#: what errors call it
_NAME = "standard input"


def recognises(argument: str, options: SourceOptions) -> bool:  # noqa: ARG001 (the promise of a kind)
    """The argument "-"."""
    return argument == "-"


def captures(argument: str, options: SourceOptions) -> Iterator[Capture | Failure]:  # noqa: ARG001
    """What is piped in. A report's uri has the beginning of its digest, so that two are not taken for one."""
    if options.stdin is None:
        raise SourceError(_NAME, "is not connected", "pipe a report in: cat report.txt | sijill read -")
    if options.input_format == "jsonl":
        yield from read_records(options.stdin, _NAME, options)
        return
    content = read_at_most(options.stdin, options.settings.integer("max_bytes"), _NAME)
    uri = f"stdin:{hashlib.sha256(content).hexdigest()[:16]}"
    yield make(content, options, uri=uri, kind="stdin", media_type="application/octet-stream")
