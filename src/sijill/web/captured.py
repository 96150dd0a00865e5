"""The bytes of a capture, made fit to be looked at: HTML without anything that acts, fetches or leads away.

What is left by nh3 stands in an answer of its own, which a policy without scripts, styles, pictures and addresses goes
with, and which the page shows in a frame that may do nothing.
"""

from __future__ import annotations

import html

import nh3

from sijill.types import Capture

#: what tells the order of a page and nothing else; no pictures and no links, so that nobody is asked for anything
TAGS = {
    "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "dd", "div", "dl", "dt", "em", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "li", "main", "ol", "p", "pre", "q",
    "s", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
    "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"*": {"dir", "lang"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
#: what goes with all that it holds
GONE = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "form", "title", "head"}

#: of the answer: nothing is loaded, nothing runs, and only our own page may show it in a frame
POLICY = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"


def is_page(capture: Capture) -> bool:
    """Whether the bytes are HTML."""
    start = capture.content[:1000].lstrip().lower()
    return "html" in capture.media_type or start.startswith((b"<!doctype html", b"<html"))


def cleaned(capture: Capture, encoding: str | None = None) -> str:
    """A document that shows what a captured page says, and does nothing.

    Args:
        capture: HTML.
        encoding: of its bytes, where it is known better than the capture tells.
    """
    words = capture.content.decode(_known(encoding or capture.encoding), "replace")
    clean = nh3.clean(words, tags=TAGS, attributes=ATTRIBUTES, clean_content_tags=GONE, url_schemes=set())
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>'
        + html.escape(capture.sha256[:12])
        + '</title><link rel="stylesheet" href="/static/captured.css"></head><body dir="auto">'
        + clean
        + "</body></html>"
    )


def _known(encoding: str | None) -> str:
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        return "utf-8"
    return encoding or "utf-8"
