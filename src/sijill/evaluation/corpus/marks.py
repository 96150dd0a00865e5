"""Marked text → words, and where each tag stands in them.

Invariant: the words hold no mark; every stretch lies within them and neither begins nor ends with white space.

A blank line ends a paragraph ("\\n\\n" in the words). Any other line break is a space, unless the next line begins
with a bullet or the line ends with a backslash: then it stays. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sijill.types import Span

#: what the letter of a tag stands for
LETTERS = {
    "e": "incident",
    "p": "person",
    "g": "group without a name",
    "o": "organisation",
    "l": "place",
    "t": "time",
    "w": "weapon",
    "x": "thing attacked",
    "c": "toll",
    "q": "words of a claim or relation",
    "m": "words that make it planned, denied, alleged or a total",
}
#: letters of those who can be victims, perpetrators and speakers
PARTIES = frozenset("pgo")
#: what may stand after the point; a party always has one
PARTS = {
    "p": ("n", "d", "r", "age", "count"),
    "g": ("d", "r", "age", "count"),
    "o": ("n", "d", "r", "age", "count"),
    "l": ("", "d"),
}

_PIECE = re.compile(r"\\(?P<bracket>[\[\]])|\[(?P<tag>[^\s\[\]]*)(?P<space>\s*)|(?P<end>\])|(?P<words>[^\\\[\]]+|\\)")
_TAG = re.compile(r"(?P<letter>[a-z])(?P<number>[1-9][0-9]{0,2})(?:\.(?P<part>[a-z]+))?")
_BULLET = re.compile(r"[-*•–—] ")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch."""

    tag: str
    span: Span
    #: line on which it opens, from 1
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the marks."""

    line: int
    what: str
    remedy: str


def fault_of_tag(tag: str) -> tuple[str, str] | None:
    """What is wrong with a tag in the text and what to do, or None where it is one."""
    match = _TAG.fullmatch(tag)
    if match is None:
        return (
            f"[{tag[:30]} is no tag",
            "a tag is a letter, a number, for parties .n .d .r: [p1.n ...]; write \\[ for a bracket",
        )
    letter, part = match["letter"], match["part"] or ""
    if letter not in LETTERS:
        return f"[{tag}: no tag begins with {letter!r}", f"there are: {', '.join(LETTERS)}"
    known = PARTS.get(letter, ("",))
    if part in known:
        return None
    if letter == "g" and part == "n":
        return f"[{tag}: a g is a group without a name", "a group with a name is an organisation: o"
    if not part:
        return f"[{tag} does not say what the words are", f"write one of {', '.join(f'{tag}.{p}' for p in known)}"
    if known == ("",):
        return f"[{tag}: {letter} takes no part", f"write [{tag.partition('.')[0]} ...]"
    return f"[{tag}: no part {part!r}", f"there are: {', '.join(p for p in known if p)}"


class _Reader:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.length = 0
        self.open: list[tuple[str, int, int]] = []
        #: tag, first code point, one past the last, line
        self.closed: list[tuple[str, int, int, int]] = []
        self.faults: list[Fault] = []

    def add(self, words: str) -> None:
        self.words.append(words)
        self.length += len(words)

    def line(self, text: str, number: int) -> None:
        for piece in _PIECE.finditer(text):
            if piece["bracket"]:
                self.add(piece["bracket"])
            elif piece["words"]:
                self.add(piece["words"])
            elif piece["end"]:
                self.close(number)
            else:
                fault = fault_of_tag(piece["tag"])
                if fault is not None:
                    self.faults.append(Fault(number, *fault))
                self.open.append((piece["tag"], self.length, number))

    def close(self, number: int) -> None:
        if not self.open:
            self.faults.append(Fault(number, "a ] closes nothing", "write \\] for a bracket of the text"))
            return
        tag, start, line = self.open.pop()
        self.closed.append((tag, start, self.length, line))

    def end_paragraph(self) -> None:
        for tag, _start, line in self.open:
            self.faults.append(Fault(line, f"[{tag} is not closed within its paragraph", "close it with ]"))
        self.open.clear()


def unmark(marked: str, first_line: int = 1) -> tuple[str, tuple[Mark, ...], tuple[Fault, ...]]:
    """The words of a marked text, its marks in the order of the text, and what is wrong with them.

    Args:
        marked: the text with its marks.
        first_line: number of its first line in the file.
    """
    reader = _Reader()
    separator = ""
    for number, raw in enumerate(marked.split("\n"), first_line):
        line = raw.strip()
        if not line:
            reader.end_paragraph()
            separator = "\n\n" if reader.length else ""
            continue
        if separator == " " and _BULLET.match(line):
            separator = "\n"
        reader.add(separator)
        stays = line.endswith("\\")
        reader.line(line.removesuffix("\\").rstrip() if stays else line, number)
        separator = "\n" if stays else " "
    reader.end_paragraph()
    words = "".join(reader.words)
    marks = sorted(_trimmed(words, reader), key=lambda mark: (mark.span.start, -mark.span.end))
    return words.rstrip(), tuple(marks), tuple(sorted(reader.faults, key=lambda fault: fault.line))


def _trimmed(words: str, reader: _Reader) -> Iterator[Mark]:
    """The marks without white space at their ends; one that marks nothing else is a fault."""
    # where the white space before and after each place ends: looked up, as marks nest and may share it
    after = [0]
    for at, character in enumerate(words):
        after.append(after[-1] if character.isspace() else at + 1)
    before = [len(words)]
    for at in range(len(words) - 1, -1, -1):
        before.append(before[-1] if words[at].isspace() else at)
    before.reverse()
    for tag, start, end, line in reader.closed:
        first, last = before[start], after[end]
        if first < last:
            yield Mark(tag, Span(first, last), line)
        elif fault_of_tag(tag) is None:
            reader.faults.append(Fault(line, f"[{tag}] marks no words", "put the words between tag and bracket"))
