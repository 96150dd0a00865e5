"""A text with its quotations marked, cut where marks begin and end, so that they may overlap and nest.

Pure. Joined, the pieces of all paragraphs and what stands between them are the text, code point for code point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sijill.types import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of the text that a value rests on."""

    span: Span
    #: id of the statement
    id: str
    #: what it is about, for its colour: "who", "by", "when", "where", "what", "toll", "said"
    about: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in which the same quotations stand."""

    #: first code point
    start: int
    words: str
    #: ids of the statements whose quotations cover it
    ids: tuple[str, ...] = ()
    #: what these are about, the one that covers least first
    about: tuple[str, ...] = ()
    #: ids of the statements whose quotation begins here
    begins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text."""

    start: int
    pieces: tuple[Piece, ...]
    #: whether it tells how bodies were hurt, and is folded until somebody wants to read it
    graphic: bool = False

    @property
    def words(self) -> str:
        """The line as a whole."""
        return "".join(p.words for p in self.pieces)


_LINE = re.compile(r"[^\n]+")


def paragraphs(text: str, quotations: Iterable[Quotation], graphic: Sequence[Span] = ()) -> list[Paragraph]:
    """The lines of a text that are not blank, each in pieces.

    Args:
        text: the words.
        quotations: where values rest; those outside the text are left aside.
        graphic: stretches that are hard to bear.
    """
    inside = sorted({q for q in quotations if q.span.end <= len(text)}, key=lambda q: (q.span.start, q.span.end, q.id))
    found = []
    first = 0
    for match in _LINE.finditer(text):
        if not match[0].strip():
            continue
        line = Span(match.start(), match.end())
        while first < len(inside) and _over(inside, first, line.start):
            first += 1
        here = [q for q in inside[first:] if q.span.start < line.end and q.span.end > line.start]
        hard = any(g.overlaps(line) for g in graphic)
        found.append(Paragraph(line.start, tuple(_pieces(text, line, here)), hard))
    return found


def _over(quotations: Sequence[Quotation], first: int, at: int) -> bool:
    """Whether a quotation has ended; those behind it may end earlier, but none that is passed over is needed again."""
    return quotations[first].span.end <= at


def _pieces(text: str, line: Span, quotations: Sequence[Quotation]) -> Iterable[Piece]:
    edges = {line.start, line.end}
    for q in quotations:
        edges |= {max(q.span.start, line.start), min(q.span.end, line.end)}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        covering = sorted(
            (q for q in quotations if q.span.start <= start and end <= q.span.end),
            key=lambda q: (q.span.end - q.span.start, q.id),
        )
        yield Piece(
            start,
            text[start:end],
            tuple(dict.fromkeys(q.id for q in covering)),
            tuple(dict.fromkeys(q.about for q in covering)),
            tuple(dict.fromkeys(q.id for q in covering if max(q.span.start, line.start) == start)),
        )


def around(text: str, spans: Sequence[Span], reach: int = 220) -> list[tuple[str, bool]]:
    """The quotations of a value with some words before and after: stretches, and whether each is quoted.

    Args:
        text: the words.
        spans: the quotations.
        reach: code points shown on either side; cut at a blank, marked with an ellipsis.
    """
    told: list[tuple[str, bool]] = []
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    last = 0
    for n, span in enumerate(merged):
        begin = max(last, span.start - reach)
        gap = begin > last
        before = text[begin : span.start]
        if gap:
            cut = before.find(" ")
            before = "… " + (before[cut + 1 :] if 0 <= cut < len(before) - 1 else before)
        told += [(before, False), (text[span.start : span.end], True)]
        following = merged[n + 1].start - reach if n + 1 < len(merged) else len(text)
        last = min(span.end + reach, max(span.end, following))
        after = text[span.end : last]
        if last < len(text):
            cut = after.rfind(" ")
            after, last = (after[:cut], span.end + cut) if cut > 0 else (after, last)
            after += " …" if n + 1 == len(merged) else ""
        told.append((after, False))
    return [(words, quoted) for words, quoted in told if words]
