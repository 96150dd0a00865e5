"""HTML pages: the article without what stands around it, under its headline, and what the page says of itself."""

from __future__ import annotations

import copy
import logging
import re
from configparser import ConfigParser
from dataclasses import replace
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from sijill.errors import TextError
from sijill.texts.characters import settle
from sijill.texts.drafts import Draft
from sijill.texts.encoding import decode
from sijill.texts.layout import laid_out_as, lines_of, without_hidden
from sijill.texts.metadata import letters, outlet_after, read_metadata
from sijill.texts.visible import date_in_sight, in_sight
from sijill.types import Capture, Metadata

VERSION = "1"

MEDIA_TYPES = ("text/html", "application/xhtml+xml")

#: how far into the bytes markup is looked for
_HEAD = 4096
_BEGINS = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--[^>]{0,1000}-->\s*){0,5}<(?:!doctype\s+html|html|head|body|article|main|section|meta|title|div|p|h1|table|center|font)\b",
    re.I,
)
_TAG = re.compile(rb"<(?:!doctype|/?[a-z][a-z0-9]{0,15}[\s>/])", re.I)

#: elements of a page above which trafilatura does not compare its article with that of jusText, whose time grows with
#: the square of the paragraphs (5,400 nested ones: 2 s; 20,000: 25 s), and above which the article is not looked for
#: at all and every word is taken, in linear time. Pages of news outlets have 500 to 6,000.
_COMPARED = 6_000
_SEARCHED = 40_000
#: longest page for which the article is looked for, in characters
_LONGEST = 3_000_000
#: deepest nesting for which the article is looked for: trafilatura and lxml copy trees by recursion
_DEEPEST = 200
#: least that trafilatura's article has to have, in characters; with less, the page's own paragraphs are taken. Its
#: default of 250 makes it run the paragraphs of short reports together.
_SHORTEST = 25
#: blocks of text that show that one block of trafilatura's has run paragraphs together
_BLOCKS = 3

#: how much of a text is looked at for its title, in characters
_TITLE = 400


@lru_cache(maxsize=1)
def _config() -> ConfigParser:
    from trafilatura.settings import DEFAULT_CONFIG  # a quarter of a second: only who meets a page pays it

    config = copy.deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST))
    return config


# it tells of every page that it finds odd, on standard error; we tell in our own words
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("trafilatura").propagate = False


def recognises(capture: Capture) -> bool:
    """Bytes that begin like a page, or are said to be one and have a tag in them."""
    head = capture.content[:_HEAD].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")
    if capture.kind == "jsonl" or capture.media_type == "text/markdown":
        return False
    return bool(_BEGINS.match(head) or (capture.media_type in MEDIA_TYPES and _TAG.search(head)))


def extract(capture: Capture) -> Draft:
    """The headline and the article, or all that a person would see where no article is found.

    Raises TextError where the page has no words.
    """
    page, _ = decode(capture.content, capture.encoding)
    tree = _parsed(page, capture.uri)
    told = read_metadata(tree, capture.declared.url or (capture.uri if capture.kind == "web" else None))
    body = settle(_article(tree, len(page)))
    if not body.strip():
        raise TextError(
            capture.uri, "has no words that can be read", "look whether the page needs scripts to show them"
        )
    seen = in_sight(body)
    seen = replace(seen, published=seen.published or _date_in_header(tree))
    told = _titled(told, seen, " ".join((tree.findtext(".//title") or "").split())[:_TITLE], body[:_TITLE])
    title = told.title or seen.title
    content = body if title is None or _shown(title, body) else f"{title}\n\n{body}"
    return Draft(content, told, seen)


def _titled(told: Metadata, seen: Metadata, page_title: str, beginning: str) -> Metadata:
    """What the page tells, with what its <title> and the beginning of its text tell together.

    The title of an old page may be its headline and the outlet, or only the way to it ("Iraq News - Local News - X"),
    which is its title only where there is no better.
    """
    made = outlet_after(told.title or page_title, beginning)
    if made and (told.publisher or seen.publisher) is None:
        return replace(told, title=made[0], publisher=made[1])
    if (told.title or seen.title) is None and page_title:
        return replace(told, title=settle(page_title))
    return told


def _parsed(page: str, uri: str) -> HtmlElement:
    # an XML declaration in a str makes lxml refuse it, so it is given bytes whose encoding is known
    parser = HTMLParser(encoding="utf-8", remove_comments=False, huge_tree=False)
    try:
        return document_fromstring(settle(page).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise TextError(uri, "has no words that can be read", "look whether it is a page at all") from error


def _article(tree: HtmlElement, length: int) -> str:
    own = lines_of(_main(tree))
    elements, depth = _extent(tree)
    if length <= _LONGEST and depth <= _DEEPEST and elements <= _SEARCHED:
        text = _found(tree, fast=elements > _COMPARED)
        together = "\n" not in text and own.count("\n\n") >= _BLOCKS - 1
        if len(text) >= _SHORTEST and not together:
            return laid_out_as(text, lines_of(tree, whole=True))
    return own or lines_of(tree, whole=True)


def _found(tree: HtmlElement, *, fast: bool) -> str:
    """trafilatura's article, or "" where it finds none."""
    import trafilatura  # see _config

    try:
        found = trafilatura.bare_extraction(
            without_hidden(copy.deepcopy(tree)),
            fast=fast,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
            config=_config(),
        )
    except Exception:
        # it is made for ordinary pages; what a broken one makes it raise has no base in common
        return ""
    extracted = getattr(found, "body", None)
    return "" if extracted is None else lines_of(extracted, whole=True)


def _main(tree: HtmlElement) -> HtmlElement:
    """The only <article> or <main> of a page; otherwise all of it."""
    for tag in ("article", "main"):
        found = list(tree.iter(tag))
        if len(found) == 1 and len("".join(found[0].itertext()).strip()) >= _SHORTEST:
            return found[0]
    body = tree.find(".//body")
    return tree if body is None else body


def _extent(tree: HtmlElement) -> tuple[int, int]:
    """How many elements a page has, and how deeply they are nested."""
    elements = depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        elements += event == "start"
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return elements, deepest


def _shown(title: str, body: str) -> bool:
    """Whether the text begins with its title already, however its quotation marks and dashes are set."""
    return letters(title) in letters(body[: 4 * len(title) + _TITLE])


def _date_in_header(tree: HtmlElement) -> str | None:
    """The date that stands alone on a line right below the headline, which the article's own words may lack."""
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        return None
    after = headings[0].getparent()
    return None if after is None else date_in_sight(lines_of(after)[:2000])
