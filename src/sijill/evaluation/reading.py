"""Reading many texts with any reader: in batches where it can, one by one where it cannot.

Invariant: one outcome for each text, in order; a text on which the reader fails costs only itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import cast

from sijill.errors import Failure, ReaderError
from sijill.statements import Reader
from sijill.types import Reading, Text

#: texts handed to a reader at once: enough to sort their windows by length, little enough to show progress
BATCH = 64

_ReadMany = Callable[[Iterable[Text]], Iterable[Reading]]


def read_all(reader: Reader, texts: Iterable[Text], *, batch: int = BATCH) -> Iterator[Reading | Failure]:
    """What a reader makes of texts.

    Args:
        reader: any reader; one with a method ``read_many(texts) -> Iterator[Reading]`` is given many texts at once.
        texts: the texts; taken as they are needed.
        batch: how many at once.

    Yields:
        For each text, in order, its reading or the failure of it.
    """
    many = cast(_ReadMany | None, getattr(reader, "read_many", None))
    waiting = iter(texts)
    while taken := list(islice(waiting, batch if many else 1)):
        found = _at_once(many, taken) if many else None
        if found is not None:
            yield from found
        else:
            yield from (_one(reader, text) for text in taken)


def _at_once(many: _ReadMany, texts: list[Text]) -> list[Reading] | None:
    """The readings of a batch, or None where it failed, or gave another number of them: read those one by one."""
    try:
        found = list(many(texts))
    except Exception:  # any text may be the one; told when it is read alone
        return None
    return found if len(found) == len(texts) else None


def _one(reader: Reader, text: Text) -> Reading | Failure:
    try:
        return reader.read(text)
    except Exception as error:
        problem = f"the reader failed on it ({type(error).__name__})"
        return Failure(text.uri, ReaderError(text.uri, problem, "a fault of sijill: please tell its makers"))
