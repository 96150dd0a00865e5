"""The world → captures: whatever is named on a command line becomes bytes with a known origin.

Invariant: sources come out in the order in which they were named, one at a time, and a source that cannot be read
is a :class:`~sijill.errors.Failure` in its place; it never stops those that follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sijill.errors import Failure, SijillError, SourceError
from sijill.extensions import Modules
from sijill.sources.making import printable
from sijill.sources.options import SourceOptions
from sijill.types import Capture

__all__ = ["KINDS", "SourceOptions", "capture"]

#: the kinds of source. Each module has a docstring (its help), ``recognises(argument, options) -> bool``, which is
#: true for at most one of them, and ``captures(argument, options) -> Iterator[Capture | Failure]``.
KINDS = Modules("sijill.sources.kinds", "kind of source")


def capture(arguments: Sequence[str], options: SourceOptions) -> Iterator[Capture | Failure]:
    """Everything that the arguments name, in order and lazily.

    Args:
        arguments: files, folders, patterns, addresses, or "-" for standard input.
        options: how to read them, with the settings, the clock and standard input.

    Yields:
        For each report a Capture, or a Failure that names what could not be read and why.
    """
    for argument in arguments:
        kind = next((k for k in KINDS if k.recognises(argument, options)), None)
        if kind is None:
            advice = "give a file, a folder, an address that begins with https://, or - for standard input"
            error = SourceError(printable(argument) or "''", "names nothing that can be read", advice)
            yield Failure(printable(argument), error)
            continue
        try:
            yield from kind.captures(argument, options)
        except SijillError as error:
            yield Failure(printable(argument), error)
