"""A text in pieces that the network takes: windows of whole sentences with a little of what stands before them.

Each window begins with the title, or the text's first sentence, so that what is far away is not forgotten, and repeats
some of the sentences before it. Invariant: every word of the text belongs to exactly one window as its own (where it
stands farthest from an edge), nothing is cut off, however long; cost is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

#: pieces of a window, the marks at its ends and the context included. Short windows are up to twice as fast as 512
LONGEST = 320
#: pieces of the title or first sentence before every window
CONTEXT = 30
#: pieces of sentences repeated from the window before
OVERLAP = 72
#: pieces of one word that are looked at; the rest of it tells nothing
LONGEST_WORD = 12


class PieceTable(Protocol):
    """Cuts words into pieces."""

    def pieces(self, words: Sequence[str]) -> list[list[int]]:
        """The numbers of the pieces of each word; at least one for each."""
        ...

    #: marks of beginning and end
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of words as the network takes it."""

    #: piece numbers, the marks and the context included
    pieces: list[int]
    #: where in ``pieces`` the first piece of each word stands
    heads: list[int]
    #: first word and one past the last
    first: int
    last: int
    #: words whose answer is taken from this window
    own: tuple[int, int]


def cut(
    words: Sequence[str],
    sentences: Sequence[tuple[int, int]],
    table: PieceTable,
    title: Sequence[str] = (),
    *,
    longest: int = LONGEST,
) -> list[Window]:
    """The windows of a text.

    Args:
        words: the words.
        sentences: first word and one past the last of each sentence, in order, covering all words.
        table: cuts words into pieces.
        title: the words of the title.
        longest: pieces of a window at most.
    """
    if not words:
        return []
    pieces = [row[:LONGEST_WORD] for row in table.pieces(words)]
    sizes = [len(row) for row in pieces]
    lead = title or (words[slice(*sentences[0])] if sentences else ())
    context = [piece for row in table.pieces(list(lead[:CONTEXT])) for piece in row[:LONGEST_WORD]][:CONTEXT]
    room = longest - len(context) - 3
    units = _units(sentences, sizes, room - OVERLAP)
    cuts: list[tuple[int, int, int]] = []  # (first with overlap, first new, last)
    at = 0
    while at < len(units):
        new = units[at][0]
        begin, used = new, 0
        back = at
        while back > 0 and used + sum(sizes[slice(*units[back - 1])]) <= OVERLAP:
            back -= 1
            used += sum(sizes[slice(*units[back])])
            begin = units[back][0]
        last = new
        while at < len(units) and used + sum(sizes[slice(*units[at])]) <= room:
            used += sum(sizes[slice(*units[at])])
            last = units[at][1]
            at += 1
        cuts.append((begin, new, last))
    windows = []
    for number, (begin, new, last) in enumerate(cuts):
        inner = context if title or number else []
        row = [table.begin, *inner, table.end] if inner else [table.begin]
        heads = []
        for word in range(begin, last):
            heads.append(len(row))
            row += pieces[word]
        row.append(table.end)
        own_first = (begin + new) // 2 if number else begin
        own_last = (cuts[number + 1][0] + cuts[number + 1][1]) // 2 if number + 1 < len(cuts) else last
        windows.append(Window(row, heads, begin, last, (own_first, own_last)))
    return windows


def _units(sentences: Sequence[tuple[int, int]], sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Sentences, the overlong ones cut."""
    units: list[tuple[int, int]] = []
    for first, last in sentences:
        begin, used = first, 0
        for word in range(first, last):
            if used + sizes[word] > most:
                units.append((begin, word))
                begin, used = word, 0
            used += sizes[word]
        if last > begin:
            units.append((begin, last))
    return units
