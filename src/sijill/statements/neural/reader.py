"""The neural reader: the network finds, rules decide the values and write the reading.

Invariant: equal text and identity give an equal reading on one machine; a language that the weights do not know is
read by nobody here (an empty reading); no text makes it raise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from sijill import languages
from sijill.codebook import Codebook
from sijill.statements import lexicon as lexicons
from sijill.statements.baseline import VERSION as RULES
from sijill.statements.baseline import language_of
from sijill.statements.document import Document, analyse
from sijill.statements.neural.findings import NeuralTelling
from sijill.statements.neural.model import Model, Seen, Words
from sijill.statements.sentences import tokenise
from sijill.types import ReaderIdentity, Reading, Text

#: raised whenever the way from the network's numbers to a reading changes
VERSION = "2"

#: the weights that the package carries
SHIPPED = Path(__file__).parent / "weights"

#: texts that are run through the network together
TOGETHER = 4

#: languages that the weights know
KNOWN = ("en",)


class NeuralReader:
    """Reads by the network and the rules.

    Args:
        codebook: what may be said; its digest is part of the reader's identity.
        folder: the weights; those that the package carries by default.
        threads: processor threads of the network; 0 leaves it to onnxruntime.

    Raises:
        ReaderError: the weights are missing, broken or of another version.
    """

    def __init__(self, codebook: Codebook, folder: Path | None = None, *, threads: int = 0) -> None:
        self._codebook = codebook
        self._model = Model(folder or SHIPPED, threads=threads)
        digests = [codebook.digest]
        digests += [languages.load(code).digest for code in languages.names() if lexicons.readable(code)]
        digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
        self._identity = ReaderIdentity("neural", f"{VERSION}.{RULES}", self._model.digest, digest)

    @property
    def identity(self) -> ReaderIdentity:
        """Equal for readers that find the same in the same text."""
        return self._identity

    @property
    def model(self) -> Model:
        """The network."""
        return self._model

    def read(self, text: Text) -> Reading:
        """Everything that the reader finds in a text; an empty reading where its language is not known to it."""
        return next(self.read_many([text]))

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """The readings of many texts, in order; faster than one by one."""
        rest = iter(texts)
        with ThreadPoolExecutor(1) as network:
            ahead: Future[list[Seen]] | None = None
            pending: list[tuple[Text, Document | None]] = []
            while pending or ahead is None:
                batch = [(text, document_of(text)) for text in islice(rest, TOGETHER)]
                # the network sees the next texts while the rules write the readings of these
                known = [words_of(document) for _, document in batch if document is not None]
                following = network.submit(self._model.see, known)
                if ahead is not None:
                    yield from self._tell(pending, ahead.result())
                pending, ahead = batch, following

    def _tell(self, batch: Sequence[tuple[Text, Document | None]], found: Sequence[Seen]) -> Iterator[Reading]:
        seen = iter(found)
        for text, document in batch:
            if document is None:
                yield Reading(self._identity, text.id)
            else:
                yield NeuralTelling(document, self._identity, self._codebook, next(seen)).reading()


def document_of(text: Text) -> Document | None:
    """A text with its words and values; None where it is empty or its language not known to the weights."""
    code = language_of(text)
    if code not in KNOWN or not text.content.strip():
        return None
    return analyse(text, lexicons.load(code))


def words_of(document: Document) -> Words:
    """A document as the network takes it."""
    title = [token.text for token in tokenise(document.text.metadata.title or "")]
    return Words([token.text for token in document.tokens], [(s.first, s.last) for s in document.sentences], title)
