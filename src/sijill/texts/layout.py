"""A tree of markup → lines of text: paragraphs stand apart, lines and rows below one another, all else flows.

Invariant: words come out in the order of the document, none twice, none invented; only white space is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

#: elements that make a paragraph of their own, in HTML and in trafilatura's XML
_PARAGRAPHS = frozenset(
    {"p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
    | {"ul", "ol", "dl", "table", "figure", "figcaption", "address", "center", "fieldset", "hr", "body", "html", "form"}
    | {"nav", "footer", "aside", "option", "label", "audio", "video", "iframe", "object"}
    | {"head", "list", "quote", "code", "details", "summary", "caption"}
)
#: elements that make a line of their own within a paragraph
_LINES = frozenset({"li", "dt", "dd", "tr", "item", "row"})
_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"td", "th", "cell"})

#: elements of a page that are not read: programs, menus, forms, what stands around a report
_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "nav", "footer", "aside", "svg", "math", "iframe", "object", "embed"}
    | {"button", "select", "option", "input", "textarea", "label", "canvas", "audio", "video", "map", "title", "meta"}
)
#: shortest block, in characters, that is suspected of being several paragraphs run together, and most that are looked
#: for in the page: each that is not found costs one pass over it
_LONG_BLOCK = 200
_LOOKS = 300
#: some pages hide everything until their scripts have run
_NEVER_HIDDEN = frozenset({"html", "body", "article", "main"})
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.I)


#: what comes along in a flow: words, or how far apart the next words stand
_WORDS, _LINE, _PARAGRAPH, _BREAK = 0, 1, 2, 3


def lines_of(root: etree._Element, *, whole: bool = False) -> str:
    """The words of an element, paragraphs parted by a blank line. Two <br> in a row part paragraphs as well.

    Args:
        root: the element; HTML's ``body`` or trafilatura's.
        whole: whether menus, asides and what is hidden are read too.
    """
    pieces: list[str] = []
    apart = breaks = 0
    for kind, words in _flow(root, whole=whole):
        if kind == _BREAK:
            breaks += 1
            apart = max(apart, min(breaks, _PARAGRAPH))
        elif kind != _WORDS:
            apart = max(apart, kind)
        elif words and (words.strip() or not (apart or not pieces)):
            if apart and pieces:
                pieces.append("\n" * apart)
            apart = breaks = 0
            pieces.append(words)
    text = re.sub(r"[ \t]*\t[ \t]*", "\t", re.sub(r" {2,}", " ", "".join(pieces)))
    return re.sub(r"[ \t]*\n[ \t]*", "\n", text).strip()


def laid_out_as(text: str, model: str) -> str:
    """The text with the line ends that the same words have in another text.

    Args:
        text: words whose paragraphs may have been run together.
        model: words among which these stand, in the same order, with all line ends.
    """
    # where each character of the model stands once all white space is a single space
    flat: list[str] = []
    places: list[int] = []
    for match in re.finditer(r"\s+|\S+", model):
        words = " " if match[0].isspace() else match[0]
        flat.append(words)
        places.extend(range(match.start(), match.start() + len(words)))
    flattened = "".join(flat)
    blocks, position, looks = text.split("\n\n"), 0, 0
    for number, block in enumerate(blocks):
        if len(block) < _LONG_BLOCK or looks == _LOOKS:
            continue
        looks += 1
        words = " ".join(block.split())
        found = flattened.find(words, position)
        if found >= 0:
            position = found + len(words)
            blocks[number] = model[places[found] : places[position - 1] + 1]
    return "\n\n".join(blocks)


def _flow(root: etree._Element, *, whole: bool) -> Iterator[tuple[int, str]]:
    """Words and what parts them, in the order of the document; without recursion."""
    skipping: etree._Element | None = None
    preformatted = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping is None and element is not root and _unread(element, tag, whole=whole):
                skipping = element
            preformatted += tag == "pre"
            if skipping is None:
                if tag in _BREAKS:
                    yield _BREAK, ""
                elif tag in _CELLS and element.getprevious() is not None:
                    yield _WORDS, "\t"
                yield _apart(tag), ""
                yield from _said(element.text, preformatted)
            continue
        if event == "end":
            preformatted -= tag == "pre"
            if skipping is element:
                skipping = None
            if skipping is None:
                yield _apart(tag), ""
        if skipping is None and element is not root:
            yield from _said(element.tail, preformatted)


def _apart(tag: str) -> int:
    return _PARAGRAPH if tag in _PARAGRAPHS else _LINE if tag in _LINES else _WORDS


def _said(words: str | None, preformatted: int) -> Iterator[tuple[int, str]]:
    """Words with single spaces; within <pre> the ends of lines are ends of lines."""
    for number, line in enumerate((words or "").split("\n") if preformatted else [words or ""]):
        if number:
            yield _BREAK, ""
        yield _WORDS, re.sub(r"\s+", " ", line)


def _unread(element: etree._Element, tag: str, *, whole: bool) -> bool:
    if tag in {"script", "style", "noscript", "template"}:
        return True
    return not whole and (tag in _UNREAD or _is_hidden(element))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search((element.get("style") or "")[:500]))


def without_hidden(tree: HtmlElement) -> HtmlElement:
    """The tree itself, after the elements that a page hides from its readers were taken out of it."""
    for element in [e for e in tree.iter() if e.tag not in _NEVER_HIDDEN and _is_hidden(e)]:
        if element.getparent() is not None:
            element.drop_tree()
    return tree
