"""Text → Reading: who did what to whom, when, where, how, according to whom; each value with its words.

``Reader`` is what every reader promises; ``baseline`` reads by rules and language data; ``neural`` by a network and the
rules; ``contract`` writes a reading down as JSON and takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from sijill.types import ReaderIdentity, Reading, Text

__all__ = ["ManyReader", "Reader"]


class Reader(Protocol):
    """Anything that reads: equal identity and equal text give an equal reading, on any machine."""

    @property
    def identity(self) -> ReaderIdentity:
        """Name, version, model and codebook: what must be equal for a second reading to find nothing new."""
        ...

    def read(self, text: Text) -> Reading:
        """Everything that the text reports. No text, however broken, makes it raise."""
        ...


class ManyReader(Reader, Protocol):
    """A reader that reads many texts together, faster than one by one and with the same readings."""

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """The readings of many texts, in order."""
        ...
