"""Plain text: the words as they stand; a header block ("Title: …", "Published: …", then a blank line) is metadata."""

from __future__ import annotations

import re

from sijill.errors import TextError
from sijill.texts.characters import settle
from sijill.texts.drafts import Draft
from sijill.texts.encoding import decode
from sijill.texts.visible import header_block, in_sight
from sijill.types import Capture

VERSION = "1"

#: text/html is what many servers say of everything; the html format has looked for markup before
MEDIA_TYPES = ("text/plain", "text/markdown", "application/octet-stream", "text/html")

#: XML that is no page: a feed, a map, a drawing
_XML = re.compile(r"\s{0,99}(?:<\?xml[^>]{0,200}\?>|<(?:rss|feed|svg|urlset)\b)", re.I)
#: share of U+FFFD above which the bytes were no text at all
_BROKEN_ABOVE = 0.3


def recognises(capture: Capture) -> bool:
    """Bytes that are said to be plain text, or of which nothing is known."""
    return capture.media_type in MEDIA_TYPES


def extract(capture: Capture) -> Draft:
    """The words as they stand, but for the header block. Raises TextError for XML and for bytes that are no text."""
    decoded, _ = decode(capture.content, capture.encoding)
    if decoded.count("\ufffd") > _BROKEN_ABOVE * len(decoded):
        raise TextError(capture.uri, "is no text in any encoding that is known here", "save it as UTF-8")
    if _XML.match(decoded):
        raise TextError(capture.uri, "is XML and not a report", "give the page itself, as HTML or text")
    text = settle(decoded)
    # the text of a record is the report and nothing else: what there is to say of it stands beside it
    header = None if capture.kind == "jsonl" else header_block(text)
    if header is None:
        return Draft(text, seen=in_sight(text))
    text = text[header.end :]
    return Draft(text, header.metadata, in_sight(text))
