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
#: some pages hide everything until their scripts have run
_NEVER_HIDDEN = frozenset({"html", "body", "article", "main"})
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.I)


def lines_of(root: etree._Element, *, whole: bool = False) -> str:
    """The words of an element, paragraphs parted by a blank line.

    Args:
        root: the element; HTML's ``body`` or trafilatura's.
        whole: whether menus, asides and what is hidden are read too.
    """
    # a break of 2 is a paragraph, of 1 a line
    pieces: list[str] = []
    waiting = 0
    for kind, words in _flow(root, whole=whole):
        if kind == 0:
            if not words:
                continue
            if not words.strip() and (waiting or not pieces):
                continue
            if waiting:
                pieces.append("\n" * waiting if pieces else "")
                waiting = 0
            pieces.append(words)
        else:
            waiting = max(waiting, kind)
    text = "".join(pieces)
    return re.sub(r" *\n *", "\n", re.sub(r"[ \t]*\t[ \t]*", "\t", re.sub(r" {2,}", " ", text))).strip()


def _flow(root: etree._Element, *, whole: bool) -> Iterator[tuple[int, str]]:
    """Words (0, words) and breaks (1 or 2, "") in the order of the document; without recursion."""
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            if skipping is None:
                yield 0, _spaced(element.tail)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping is None and _unread(element, tag, whole=whole) and element is not root:
                skipping = element
            if skipping is None:
                if tag in _BREAKS:
                    yield 1, ""
                elif tag in _CELLS and element.getprevious() is not None:
                    yield 0, "\t"
                yield _break(tag), ""
                yield 0, _spaced(element.text)
            continue
        if skipping is None:
            yield _break(tag), ""
        elif skipping is element:
            skipping = None
        if skipping is None and element is not root:
            yield 0, _spaced(element.tail)


def _break(tag: str) -> int:
    return 2 if tag in _PARAGRAPHS else 1 if tag in _LINES else 0


def _spaced(words: str | None) -> str:
    return re.sub(r"\s+", " ", words) if words else ""


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
