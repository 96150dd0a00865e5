"""The export formats: one module each, and the name of the file is the name of the format.

A format says what it is in its docstring and its constants, and turns one cleared dossier into text. What stands
before, between and after the records is constant, so that a file of any length is written as it comes.
"""

from __future__ import annotations

from typing import BinaryIO, Protocol, cast

from sijill.extensions import Modules
from sijill.publication.filter import Cleared

FORMATS = Modules("sijill.publication.formats", "export format")


class Format(Protocol):
    """The promise that a module of this package keeps; its docstring is its help."""

    #: what it is called in a list
    TITLE: str
    #: how the names of its files in a release begin and end: "victims", ".csv"
    STEM: str
    SUFFIX: str
    #: media type
    MEDIA_TYPE: str
    #: what stands before the first record, between two, and after the last
    HEAD: str
    SEPARATOR: str
    TAIL: str

    def record(self, cleared: Cleared, told: set[str]) -> str:
        """One incident as text.

        Args:
            cleared: what has gone through the filter.
            told: what earlier records of the same file have told in full and later ones only name; added to.
        """
        ...


class Packer(Protocol):
    """Takes the records of a file that is no text, or that begins with what only all records tell, and writes it."""

    def add(self, record: str) -> None:
        """One record, as the format made it and the guard let it pass."""
        ...

    def end(self) -> None:
        """Write what is left."""
        ...


class Packed(Format, Protocol):
    """A format whose files are not its records one after the other; they are text, so that the guard can read them."""

    def packer(self, out: BinaryIO) -> Packer:
        """What makes a file of records. Raises UsageError where a library that it needs is not installed."""
        ...


def packed(form: Format) -> Packed | None:
    """The format, if its files are made by a packer."""
    return cast(Packed, form) if hasattr(form, "packer") else None


def format_named(name: str) -> Format:
    """The format of that name. Raises UnknownNameError, which tells those there are."""
    return cast(Format, FORMATS.get(name))


def file_name(form: Format) -> str:
    """What the file of a format is called in a release."""
    return f"{form.STEM}{form.SUFFIX}"
