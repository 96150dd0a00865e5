"""The baseline reader: codebook and language data, no network. It stays as the fallback and as the yardstick.

The steps, each a module: ``document`` (words, dates, numbers, places), ``phrases`` (people and bodies), ``triggers``
(what was done), ``frames`` (who to whom), ``coreference`` (who is who), ``grouping`` (what is one event), then
``setting``, ``manner``, ``tolls``, ``attribution``, ``scope``; in ``telling`` the findings become statements.
Invariant: equal text and identity give an equal reading; no text makes it raise; every statement has its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from sijill import languages
from sijill.codebook import Codebook
from sijill.statements import lexicon as lexicons
from sijill.statements.document import analyse
from sijill.statements.telling import Telling
from sijill.types import ReaderIdentity, Reading, Text

#: raised whenever the rules change what is read
VERSION = "2"

_ENGLISH = frozenset(["the", "of", "and", "in", "to", "was", "were", "said", "by", "for", "that", "on"])


class BaselineReader:
    """Reads by rules and language data.

    Args:
        codebook: what may be said; its digest is part of the reader's identity.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        digests = [codebook.digest]
        digests += [languages.load(code).digest for code in languages.names() if lexicons.readable(code)]
        digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
        self._identity = ReaderIdentity("baseline", VERSION, None, digest)

    @property
    def identity(self) -> ReaderIdentity:
        """Equal for readers that find the same in the same text."""
        return self._identity

    def read(self, text: Text) -> Reading:
        """Everything that the rules find in a text; an empty reading where its language is not known to them."""
        code = language_of(text)
        if code is None or not text.content.strip():
            return Reading(self._identity, text.id)
        document = analyse(text, lexicons.load(code))
        return Telling(document, self._identity, self._codebook).reading()

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """The readings of many texts, in order."""
        return map(self.read, texts)


def language_of(text: Text) -> str | None:
    """The code of a text's language where the rules read it, else None."""
    told = (text.metadata.language or "").split("-")[0].lower()
    if told:
        return told if lexicons.readable(told) else None
    words = text.content[:4000].lower().split()
    return "en" if sum(word in _ENGLISH for word in words) * 12 >= len(words) else None
