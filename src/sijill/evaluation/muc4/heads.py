"""The answer to MUC-4 of a reader that has learnt its very question, and of any other.

A neural reader's network knows MUC-4's roles and types beside our own; its fillers are brought together by
:mod:`~sijill.evaluation.muc4.grouping` and completed with dates, places and stages from its reading. Of another
reader there is the reading alone. Invariant: of one text, one answer, whatever else is read with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sijill.errors import Failure
from sijill.evaluation.muc4.filling import Filled, fill
from sijill.evaluation.muc4.grouping import Entity, completed, group
from sijill.statements import Reader, lexicon
from sijill.statements.document import Document, analyse
from sijill.statements.neural.labels import MUC_TYPES
from sijill.statements.neural.model import Seen
from sijill.statements.neural.reader import NeuralReader, words_of
from sijill.statements.neural.roles import LEAST, Filler, fillers
from sijill.statements.together import read_all
from sijill.types import Reading, Span, Text

#: types that are told of; of the sixth, forced work stoppage, the training texts have six incidents among 1,114
_TYPES = MUC_TYPES[:5]


def answers(reader: Reader, texts: Iterable[Text]) -> Iterator[tuple[Reading, list[Filled]] | Failure]:
    """Read wires and answer.

    Args:
        reader: any reader.
        texts: the wires, from :func:`~sijill.evaluation.muc4.records.text_of`.

    Yields:
        For each text, in order, its reading and the incidents that MUC-4 is told of, or the failure of it.
    """
    known = tuple(texts)
    for text, reading in zip(known, read_all(reader, known), strict=True):
        yield reading if isinstance(reading, Failure) else (reading, answer(reader, text, reading))


def answer(reader: Reader, text: Text, reading: Reading) -> list[Filled]:
    """The incidents of one text that MUC-4 is told of."""
    read = fill(text, reading)
    if not isinstance(reader, NeuralReader):
        return read
    document = analyse(text, lexicon.load("en"))
    asked = words_of(document)
    (seen,) = reader.model.see([asked])
    least = {**LEAST, **reader.model.told.get("muc_least", {})}
    found = fillers(seen, asked.words, asked.sentences, least)
    entities = {role: [_entity(document, filler) for filler in told] for role, told in found.items()}
    return [completed(incident, read) for incident in group(text.content, entities, _types(seen))]


def _entity(document: Document, filler: Filler) -> Entity:
    """A filler with its surest words as they stand in the text."""
    tokens = document.tokens
    spans = [Span(tokens[first].start, tokens[last - 1].end) for first, last in filler.mentions]
    return Entity(" ".join(document.text.quote(spans[0]).split()), tuple(spans))


def _types(seen: Seen) -> dict[str, float]:
    return {name: float(value) for name, value in zip(_TYPES, seen.muc_types, strict=False)}
