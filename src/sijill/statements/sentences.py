"""Text → words and sentences, with their places in the text.

Invariant: every token is ``text[token.start:token.end]``; sentences hold their tokens in order and do not overlap.
Everything here runs in time linear in the length of the text.

A word keeps its hyphens and inner apostrophes (``al-Hashimi``, ``Kata'ib``, ``22-year-old``); a possessive ``'s`` is
a token of its own. A blank line always ends a sentence; a single line break does unless the line looks wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sijill.types import Span

#: a line at least this long that ends without a full stop is taken for wrapped by an editor or a mail program
WRAPPED_FROM = 55

#: sentences are cut here, so that a text without full stops costs no more than any other
LONGEST_SENTENCE = 220

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\w+(?:[-'’ʼ‘`&]\w+|[.,:/]\d+)*"  # words, numbers, dates
    r"|\.\.\.|\S"
)  # fmt: skip
#: "al-Hashimi", "an-Nahar", "d'Ivoire": a name though it begins with a small letter
_ARTICLE = re.compile(r"(?:al|el|ul|an|ar|as|ash|at|az|ad|ed|es|ol)[-‑][^\W\d_a-z]|[dl]['’][^\W\d_a-z]")
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")
_BREAK = re.compile(r"\n[ \t\r\f\v\u00a0\u200e\u200f]*\n|\n")
_ENDS = frozenset((".", "!", "?", "...", "…"))
_CLOSERS = frozenset(("”", "’", '"', "'", ")", "]", "»"))


@dataclass(slots=True)
class Token:
    """A word, number or mark."""

    #: code points within the text
    start: int
    end: int
    #: as written
    text: str
    #: lower case, straight apostrophes
    low: str
    #: begins with a capital letter
    capital: bool


@dataclass(slots=True)
class Sentence:
    """A sentence: a stretch of the token list and of the text."""

    #: place among the sentences
    index: int
    #: first token and one past the last
    first: int
    last: int
    #: place of its paragraph among the paragraphs
    paragraph: int
    span: Span


def tokenise(text: str) -> list[Token]:
    """All words and marks of a text, in order."""
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        possessive = _POSSESSIVE.search(word) if end - start > 2 else None
        if possessive:
            cut = start + possessive.start()
            tokens.append(_token(text, start, cut))
            tokens.append(_token(text, cut, end))
        else:
            tokens.append(_token(text, start, end))
    return tokens


def _token(text: str, start: int, end: int) -> Token:
    word = text[start:end]
    low = word.lower().replace("’", "'").replace("ʼ", "'").replace("‘", "'").replace("`", "'")
    capital = word[:1].isupper() or _ARTICLE.match(word) is not None
    return Token(start, end, word, low, capital)


def split(text: str, tokens: Sequence[Token], abbreviations: Collection[str]) -> list[Sentence]:
    """The sentences of a text.

    Args:
        text: the text.
        tokens: its tokens, from :func:`tokenise`.
        abbreviations: lower-case words after which a full stop ends nothing.
    """
    breaks = _breaks(text)
    sentences: list[Sentence] = []
    first = paragraph = at = 0
    for place, token in enumerate(tokens):
        while at < len(breaks) and breaks[at][0] <= token.start:
            if place > first:
                _close(sentences, tokens, first, place, paragraph)
                first = place
            paragraph += breaks[at][1]
            at += 1
        if place + 1 - first >= LONGEST_SENTENCE or (place + 1 > first and _ends(tokens, place, first, abbreviations)):
            _close(sentences, tokens, first, place + 1, paragraph)
            first = place + 1
    if first < len(tokens):
        _close(sentences, tokens, first, len(tokens), paragraph)
    return sentences


def _close(sentences: list[Sentence], tokens: Sequence[Token], first: int, last: int, paragraph: int) -> None:
    span = Span(tokens[first].start, tokens[last - 1].end)
    sentences.append(Sentence(len(sentences), first, last, paragraph, span))


def _breaks(text: str) -> list[tuple[int, bool]]:
    """Where lines end a sentence, and whether they end a paragraph too."""
    breaks: list[tuple[int, bool]] = []
    line_start = 0
    for match in _BREAK.finditer(text):
        line = text[line_start : match.start()].rstrip()
        blank = match.group().count("\n") > 1
        following = text[match.end() : match.end() + 40].lstrip(" \t\r")
        wrapped = (
            len(line) >= WRAPPED_FROM
            and line[-1:] not in ".!?:;\"”'’"
            and not following[:1].isspace()
            and following[:1] not in "•-*–—"
        )
        if blank or not wrapped:
            breaks.append((match.end(), True))
        line_start = match.end()
    return breaks


def _ends(tokens: Sequence[Token], place: int, first: int, abbreviations: Collection[str]) -> bool:
    token = tokens[place]
    if token.text in _CLOSERS and place > first and tokens[place - 1].text in _ENDS:
        place -= 1
        token = tokens[place]
        following = tokens[place + 2] if place + 2 < len(tokens) else None
        gap = following.start - tokens[place + 1].end if following else 1
    elif token.text in _ENDS:
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if following is not None and following.text in _CLOSERS and following.start == token.end:
            return False
        gap = following.start - token.end if following else 1
    elif token.text.endswith(".") and len(token.text) > 2 and place + 1 < len(tokens):
        # "the U.S. The army": an abbreviation may end a sentence too where a common opener follows
        after = tokens[place + 1]
        return after.text in ("The", "A", "An", "In", "On", "He", "She", "It", "They", "But", "This") and not (
            place > first and tokens[place - 1].low == "the" and after.text == "A"
        )
    else:
        return False
    if following is None:
        return True
    if gap == 0:
        return False
    if token.text == ".":
        before = tokens[place - 1] if place > first else None
        if before is not None and before.end == token.start:
            if before.low in abbreviations and not (before.low == "no" and following.capital):
                return False
            if len(before.text) == 1 and before.capital and following.capital:
                return False  # an initial: "Samuel T. Okoye"
    return following.capital or following.text[:1].isdigit() or not following.text[:1].isalpha()
