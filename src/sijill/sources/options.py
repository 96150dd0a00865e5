"""How sources are to be read: what travels together from the command line to every kind of source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from sijill.errors import UnknownNameError
from sijill.settings import Settings, load

#: what a source can be said to hold. "jsonl": files and standard input hold JSON Lines records; "auto": those named
#: *.jsonl do, all else is one report each
INPUT_FORMATS = ("auto", "jsonl")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """The choices that hold for all sources of one call. Nothing is contacted, and no clock read, except through it."""

    settings: Settings
    #: one of INPUT_FORMATS
    input_format: str = "auto"
    #: publication date for sources that have none of their own, EDTF
    published: str | None = None
    #: tells the time of capture, in UTC
    clock: Callable[[], datetime] = _now
    #: standard input, or None where there is none
    stdin: BinaryIO | None = None
    #: told the name of each host before it is contacted
    on_contact: Callable[[str], None] | None = None
    #: whether addresses may be fetched at all; they are only ever fetched where they are named
    fetch: bool = True

    def __post_init__(self) -> None:
        if self.input_format not in INPUT_FORMATS:
            raise UnknownNameError("input format", self.input_format, INPUT_FORMATS)

    @classmethod
    def default(cls) -> SourceOptions:
        """Options with the settings in force and everything else as it stands here."""
        return cls(settings=load())
