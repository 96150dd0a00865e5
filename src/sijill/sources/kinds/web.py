"""Addresses: https://… or http://… is fetched, once, because it was named; nothing that the page refers to is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sijill.errors import Failure, FetchError
from sijill.sources.fetch import fetch
from sijill.sources.making import make, printable
from sijill.sources.options import SourceOptions
from sijill.types import Capture, Metadata

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def recognises(argument: str, options: SourceOptions) -> bool:  # noqa: ARG001 (the promise of a kind)
    """Whatever has a scheme; other schemes than http and https are then refused by name."""
    return argument != "-" and "://" in argument


def captures(argument: str, options: SourceOptions) -> Iterator[Capture | Failure]:
    """The page at the address, with the chain of custody of its fetching."""
    name = printable(argument)
    if not _ADDRESS.match(argument):
        raise FetchError(name, "is neither a file nor an address", "an address begins with https://")
    if not options.fetch:
        raise FetchError(name, "addresses are not fetched here", "save the page to a file and give that")
    if options.input_format == "jsonl":
        raise FetchError(name, "records are not read from the web", "download the file and give its name")
    page = fetch(name, options.settings, clock=options.clock, on_contact=options.on_contact)
    yield make(
        page.content,
        options,
        uri=name,
        kind="web",
        media_type=page.media_type,
        encoding=page.encoding,
        declared=Metadata(url=page.url),
        custody=page.custody,
    )
