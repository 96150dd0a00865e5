"""Captures → texts: what a person would read, and what the report says of itself.

Invariants: the same bytes, with the same declarations, make the same text with the same id; ``content`` has some
letter in it and is in the form of :mod:`sijill.texts.characters`; a capture of which no text can be made raises
:class:`~sijill.errors.TextError`, whatever is in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from types import ModuleType

from sijill.errors import TextError
from sijill.extensions import Modules
from sijill.texts.characters import settle
from sijill.texts.drafts import Draft, merged
from sijill.texts.encoding import binary_kind
from sijill.texts.language import language_of
from sijill.texts.publication_dates import moment
from sijill.types import Capture, Metadata, Text

__all__ = ["FORMATS", "extract", "identity", "recognised"]

#: the formats of documents. Each module has a docstring (its help), ``VERSION`` and ``MEDIA_TYPES``,
#: ``recognises(capture) -> bool``, and ``extract(capture) -> Draft``, which raises TextError. The first one that
#: recognises a capture takes it, in the order of their names.
FORMATS = Modules("sijill.texts.formats", "document format")

#: mark in a capture's custody that the publication date is what the caller supposes, and goes last
_PUBLISHED_BY_CALLER = "declared.published"


def extract(capture: Capture, *, max_characters: int = 5_000_000) -> Text:
    """The text of a capture.

    Args:
        capture: bytes of a report, of whatever kind.
        max_characters: longest text that is made, in code points.

    Raises:
        TextError: the capture is empty, binary, in no known format, without any words, or too long.
    """
    if not capture.content.strip():
        raise TextError(capture.uri, "is empty")
    kind = binary_kind(capture.content)
    if kind is not None:
        raise TextError(capture.uri, f"is {kind}, which this version cannot read", "save it as text or HTML")
    found = recognised(capture)
    if found is None:
        raise TextError(capture.uri, f"is {capture.media_type}, which this version cannot read",
                        "save it as text or HTML")  # fmt: skip
    draft: Draft = found.extract(capture)
    if not any(character.isalpha() for character in draft.content):
        raise TextError(capture.uri, "has no words", "look whether the page needs scripts to show its text")
    if len(draft.content) > max_characters:
        raise TextError(capture.uri, f"has {len(draft.content):,} characters; the limit is {max_characters:,}",
                        f"to read it all the same: --setting max_characters={len(draft.content)}")  # fmt: skip
    name = f"{found.__name__.rpartition('.')[2].replace('_', '-')} {found.VERSION}"
    metadata = _metadata(capture, draft)
    return Text(
        id=identity(capture, name, draft.content, metadata),
        capture=capture.sha256,
        uri=capture.uri,
        extractor=name,
        content=draft.content,
        metadata=metadata,
    )


def recognised(capture: Capture) -> ModuleType | None:
    """The format that takes a capture, or None. Looks at its media type and its first bytes only."""
    return next((f for f in FORMATS if f.recognises(capture)), None)


def _metadata(capture: Capture, draft: Draft) -> Metadata:
    """What the document tells, then what its deliverer declares, then what its first lines show, then suppositions."""
    supposed = any(name == _PUBLISHED_BY_CALLER for name, _ in capture.custody)
    told = {name: settle(value).strip() or None for name, value in asdict(capture.declared).items() if value}
    if told.get("published"):
        told["published"] = moment(str(told["published"]))
    declared = Metadata(**told)
    certain = replace(declared, published=None) if supposed else declared
    metadata = merged(draft.told, certain, draft.seen, declared)
    return replace(metadata, language=language_of(draft.content, metadata.language))


def identity(capture: Capture, extractor: str, content: str, metadata: Metadata) -> str:
    """The id of a text: SHA-256 over what makes it this text."""
    parts = [capture.sha256, extractor, content, asdict(metadata)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
