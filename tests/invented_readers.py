"""Readers for tests: one that makes no mistake, one that fails, one that is silent. Nothing is read by any of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sijill.types import ReaderIdentity, Reading, Text

IDENTITY = ReaderIdentity("invented", "1", None, None)


@dataclass
class Knowing:
    """Gives the readings it was given, by the texts' uri; nothing where it has none; fails where told to."""

    readings: Mapping[str, Reading] = field(default_factory=dict)
    fails: frozenset[str] = frozenset()
    #: texts read one by one
    alone: list[str] = field(default_factory=list)

    @property
    def identity(self) -> ReaderIdentity:
        return IDENTITY

    def read(self, text: Text) -> Reading:
        self.alone.append(text.uri)
        if text.uri in self.fails:
            raise ZeroDivisionError
        known = self.readings.get(text.uri)
        return replace(known, reader=IDENTITY) if known else Reading(IDENTITY, text.id)


@dataclass
class KnowingMany(Knowing):
    """The same, many at once."""

    #: sizes of the batches
    batches: list[int] = field(default_factory=list)

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        taken = list(texts)
        self.batches.append(len(taken))
        for text in taken:
            yield Knowing.read(replace_alone(self), text)


def replace_alone(reader: KnowingMany) -> Knowing:
    """The reader without its notes of what it read alone."""
    return Knowing(reader.readings, reader.fails)
