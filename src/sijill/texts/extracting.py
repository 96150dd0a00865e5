"""Captures → texts behind walls: documents are taken apart where they can do no harm.

Invariant: what :func:`~sijill.texts.extract` makes of a capture, or its TextError; a document that kills, stalls or
bloats its parser costs itself only.
"""

from __future__ import annotations

import atexit
import codecs
import encodings.aliases
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from types import ModuleType, TracebackType
from typing import Any, Self

from sijill import texts
from sijill.errors import SijillError, TextError
from sijill.texts import language
from sijill.texts.confinement import Confined, ConfinementError
from sijill.types import Capture, Metadata, Text

#: time for one document, in seconds: the slowest page met took 6
SECONDS = 60.0
#: memory of the process, address space included, in megabytes: a page of 50 MB takes 1,300
MEGABYTES = 3000
#: kinds of captures whose words are given as words: there is no document to take apart
PLAIN = ("jsonl", "note", "pasted")
#: bytes of a plain text up to which it is taken as it is: decoding it is all there is to do, in bounded time
SHORT = 1_000_000
#: bytes of an answer for each character allowed: JSON writes one in six bytes, or in twelve
_WIDEST = 12


class Extractor:
    """Makes texts in a process behind walls. Close it, or use it in ``with``.

    Args:
        max_characters: longest text that is made, in code points.
        seconds: time for one document.
        megabytes: memory of the process.
    """

    def __init__(self, *, max_characters: int, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._most = max_characters
        longest = _WIDEST * max_characters + 1_000_000
        self._confined = Confined(
            "sijill.texts.extracting:taken_apart", seconds=seconds, megabytes=megabytes, longest=longest
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, so that it gets ready while something else is done; asked for a text, it starts anyway."""
        self._confined.start()

    def close(self) -> None:
        """End the process."""
        self._confined.close()

    @property
    def missing(self) -> tuple[str, ...]:
        """The walls that this system does not have: "memory", "time", "files", "network"."""
        return self._confined.missing

    def extract(self, capture: Capture) -> Text:
        """The text of a capture, as :func:`sijill.texts.extract` makes it.

        Raises:
            TextError: no text can be made of it, or it kills or stalls whoever tries.
        """
        if capture.kind in PLAIN or (len(capture.content) <= SHORT and texts.recognised(capture) in _of_words()):
            return texts.extract(capture, max_characters=self._most)
        header = {
            "sha256": capture.sha256, "uri": capture.uri, "kind": capture.kind, "media_type": capture.media_type,
            "encoding": capture.encoding, "declared": asdict(capture.declared), "custody": capture.custody,
            "most": self._most,
        }  # fmt: skip
        try:
            told = self._confined.ask(header, capture.content)
            text = _text(capture, told)
        except ConfinementError as error:
            raise TextError(capture.uri, str(error), "it may be made to do harm: look at it with care") from None
        except SijillError as error:
            raise TextError(error.subject, error.problem, error.advice) from None
        except (TypeError, KeyError, ValueError):
            raise TextError(capture.uri, "the process that read it answered nonsense") from None
        return text


@cache
def shared(max_characters: int) -> Extractor:
    """One for the whole program, ended with it: every document has a process of its own all the same."""
    extractor = Extractor(max_characters=max_characters)
    atexit.register(extractor.close)
    return extractor


@cache
def _of_words() -> tuple[ModuleType, ...]:
    """Formats that are words and nothing else."""
    return (texts.FORMATS.get("plain"),)


def _text(capture: Capture, told: Mapping[str, Any]) -> Text:
    """The text as it was told, each part of the kind that it should be. Raises TypeError, KeyError or ValueError."""
    metadata = Metadata(**{name: None if value is None else str(value) for name, value in told["metadata"].items()})
    content, extractor = str(told["content"]), str(told["extractor"])
    identity = texts.identity(capture, extractor, content, metadata)
    return Text(identity, capture.sha256, capture.uri, extractor, content, metadata)


# ---------------------------------------------------------------------------------------------------------
# Behind the walls


def prepare() -> None:
    """Load all that any format needs, while files can still be opened."""
    page = b"<html><head><title>t</title></head><body><article><p>The words of a page.</p></article></body></html>"
    for media_type, content in (("text/html", page), ("text/plain", b"The words of a text.")):
        capture = Capture("0" * 64, content, "prepare", "file", datetime.fromtimestamp(0, UTC), media_type)
        texts.extract(capture)
    language.prepare()
    for name in sorted({*encodings.aliases.aliases.values(), "utf_8_sig", "idna", "punycode"}):
        with suppress(LookupError):  # some are of other systems
            codecs.lookup(name)


def taken_apart(header: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """The text of a capture, as JSON. Raises TextError."""
    capture = Capture(
        header["sha256"], content, header["uri"], header["kind"], datetime.fromtimestamp(0, UTC), header["media_type"],
        header["encoding"], Metadata(**header["declared"]), tuple((a, b) for a, b in header["custody"]),
    )  # fmt: skip
    text = texts.extract(capture, max_characters=header["most"])
    return {"content": text.content, "extractor": text.extractor, "metadata": asdict(text.metadata)}
