"""The shadow of a text that search and comparison use: what is written differently but read alike becomes alike.

Folding works code point by code point, so that every folded character knows where it came from, and folding
twice is folding once. The steps, in order, for each code point:

1. case is folded (``ẞ`` → ``ss``);
2. compatibility forms are resolved (NFKD: presentation forms, full width, ligatures), and with them accents, hamza
   and madda come off their letters (``é`` → ``e``, ``أ`` → ``ا``, ``ؤ`` → ``و``, ``ئ`` → ``ي``);
3. combining marks go: Latin diacritics, Hebrew points, Arabic tashkeel, dagger alef, Koranic signs;
4. letters that are variants in practice become one: ``ى`` and Persian ``ی`` → ``ي``, ``ة`` → ``ه``, ``ک`` → ``ك``,
   ``ٱ`` → ``ا``, ``ø`` → ``o``, ``ł`` → ``l``, dotless ``ı`` → ``i``;
5. tatweel, invisible characters (direction marks, zero-width joiners, soft hyphens) and all apostrophes, including the
   signs for ʿayn and hamza, go: ``Ba'quba``, ``Baʿqūba`` and ``Baquba`` are one;
6. dashes become ``-``, double quotation marks ``"``, white space a space, decimal digits of any script ASCII digits.

Nothing is dropped that makes words: the standing hamza stays, and so do the vowel signs of Indic scripts.
"""

from __future__ import annotations

import unicodedata

_APOSTROPHES = "'’‘‛ʼʻʹʽʾʿˈ`´′＇ꞌ"
_DASHES = "‐‑‒–—―−﹘﹣－"
_DOUBLE_QUOTES = "“”„‟«»″＂"

_VARIANTS: dict[str, str] = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ک": "ك", "ٱ": "ا",
    "٬": ",", "،": ",", "٫": ".", "؛": ";", "؟": "?", "٪": "%",
    "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e",
    "ـ": "", "…": "...",
    **dict.fromkeys(_APOSTROPHES, ""), **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_DOUBLE_QUOTES, '"'),
}  # fmt: skip


def fold(text: str) -> str:
    """The folded shadow of a text.

    Args:
        text: any string, lone surrogates included.

    Returns:
        The shadow; often shorter than the text, and sometimes longer. ``fold(fold(x)) == fold(x)``.
    """
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """The folded shadow and where each of its characters came from.

    Returns:
        ``(shadow, offsets)``: ``offsets[i]`` is the index in *text* of the code point that became ``shadow[i]``;
        one more entry at the end holds ``len(text)``. A find ``shadow[a:b]`` (b > a) is quoted by
        ``text[offsets[a] : offsets[b - 1] + 1]``, so that a mark that was dropped behind it is not part of the quote.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    table = _TABLE
    for index, character in enumerate(text):
        piece = table[ord(character)]
        pieces.append(piece)
        if len(piece) == 1:
            offsets.append(index)
        else:
            offsets.extend([index] * len(piece))
    offsets.append(len(text))
    return "".join(pieces), tuple(offsets)


class _Table(dict[int, str]):
    """Code point to its folded string, worked out when first asked for."""

    def __missing__(self, code: int) -> str:
        folded = _settled(chr(code))
        # bounded by the number of code points; only what texts really hold is ever entered
        self[code] = folded
        return folded


_TABLE = _Table()


def _settled(character: str) -> str:
    """The steps above, repeated until nothing changes: what makes folding idempotent."""
    before = character
    for _ in range(4):
        after = "".join(_step(c) for c in before)
        if after == before:
            break
        before = after
    return before


def _step(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    kept = "".join(c for c in decomposed if not _is_mark(c))
    # put Hangul together again, which NFKD takes apart; accents are gone by now
    return "".join(_variant(c) for c in unicodedata.normalize("NFC", kept))


def _is_mark(character: str) -> bool:
    # combining class below 10: nuktas and viramas, which make words in Indic scripts; 0: their vowel signs
    return unicodedata.combining(character) >= 10 or (
        unicodedata.category(character) == "Mn" and "\u0590" <= character <= "\u08ff"
    )


def _variant(character: str) -> str:
    if character in _VARIANTS:
        return _VARIANTS[character]
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    return character
