"""Characters as they are kept: one form for line ends, spaces and accents, and nothing that cannot be seen.

Every span counts the code points of what comes out here. Invariants: the result is in Unicode's form NFC; it has no
control characters but line feed and tab, no lone surrogates and no marks that turn the direction of other text; it is
stable (doing it again changes nothing). Tatweel and vowel signs stay: they are what was written.
"""

from __future__ import annotations

import re
import unicodedata

#: most combining marks that are kept on one letter (UAX 15, Stream-Safe Text Format); more are an attack on whoever
#: sorts or draws them
_MOST_MARKS = 30

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")

#: spaces of a fixed width, which no reader can tell from a space
_SPACES = dict.fromkeys((0xA0, 0x2007, 0x202F), " ")

#: controls; soft hyphen, zero-width space, word joiner, byte order mark; embeddings, overrides and isolates of
#: direction; surrogates; noncharacters. Joiners (U+200C, U+200D) stay: Persian and Kurdish spell with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def settle(text: str) -> str:
    """The text in the form in which it is kept. Linear in its length, whatever it holds."""
    text = _LINE_ENDS.sub("\n", text)
    text = _UNSEEN.sub("", text).translate(_SPACES)
    return unicodedata.normalize("NFC", _few_marks(text))


def _few_marks(text: str) -> str:
    """At most so many combining marks in a row: normalising takes time that grows with the square of their number."""
    marks = "".join(re.escape(c) for c in sorted(set(text)) if unicodedata.combining(c))
    if not marks:
        return text
    return re.sub(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+", r"\1", text)
