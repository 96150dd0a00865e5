"""An HTML page → what it says of itself: title, publisher, author, language, publication date, address.

Where several places say it, the first of these goes, and a later one only adds a time to the same day:

1. JSON-LD of an article (schema.org ``NewsArticle`` and its kin),
2. OpenGraph and ``article:*``,
3. microdata (``itemprop="datePublished"``),
4. Dublin Core (``DC.date.issued``, ``dcterms.issued``),
5. other ``<meta>`` names in use (parsely, sailthru, citation, ``date``),
6. for dates ``<time>``, for titles ``<h1>`` and ``<title>``.

Invariant: nothing is guessed. A date that is not told is None, and dates of change are no dates of publication.
Malformed JSON and markup are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from sijill.texts.characters import settle
from sijill.texts.publication_dates import finer, moment
from sijill.texts.visible import breadcrumb
from sijill.types import Metadata

#: schema.org's types of a report
_ARTICLES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle"}
    | {"BackgroundNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting", "Report"}
    | {"SocialMediaPosting", "DiscussionForumPosting", "ScholarlyArticle", "TechArticle", "AdvertiserContentArticle"}
)
#: longest script of JSON-LD that is read, and most objects in it that are looked at
_JSON_LENGTH = 500_000
_JSON_OBJECTS = 2000
#: words that the name of an outlet has at most
_NAME_WORDS = 5
#: longest value of a field
_LONGEST = 500

_DATES = (
    ("article:published_time", "og:article:published_time", "og:published_time", "og:pubdate"),
    ("dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "dcterms.created", "dc.date.created", "dc.created"),
    ("parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime",
     "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate", "date_published",
     "datepublished", "article_date_original", "originalpublicationdate", "article.published", "date"),
)  # fmt: skip
_TITLES = ("og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title", "sailthru.title",
           "citation_title", "title")  # fmt: skip
_PUBLISHERS = ("og:site_name", "article:publisher", "dc.publisher", "dcterms.publisher", "citation_publisher",
               "publisher", "application-name", "apple-mobile-web-app-title")  # fmt: skip
_AUTHORS = ("article:author", "author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
            "citation_author", "byl")  # fmt: skip
_SEPARATORS = re.compile(r"\s+(?:[-–—|»›]|::|//)\s+|\s*(?:::|»|›|\|)\s*")


def read_metadata(tree: HtmlElement, address: str | None = None) -> Metadata:
    """What the page says of itself.

    Args:
        tree: the page, as parsed.
        address: where it came from, against which relative addresses are resolved.
    """
    metas = _metas(tree)
    article = next(_articles(tree), {})
    heading = _heading(tree)
    page_title = _words(tree.findtext(".//title"))
    publisher = _name(article.get("publisher")) or _first(metas, _PUBLISHERS, plain=True)
    title = _words(article.get("headline")) or _first(metas, _TITLES) or _words(article.get("name"))
    if title is None and heading:
        title = heading
    crumbs = breadcrumb(page_title) if page_title else None
    if title is None and page_title and not (crumbs and publisher is None):
        title = page_title
    if publisher is None:
        publisher = _publisher_of(page_title, heading or title)
    return Metadata(
        title=without_outlet(title, publisher),
        publisher=publisher,
        author=_authors(article.get("author")) or _first(metas, _AUTHORS, plain=True),
        language=_language(tree, metas, article),
        published=_published(tree, metas, article),
        url=_address(tree, metas, article, address),
    )


def without_outlet(title: str | None, publisher: str | None) -> str | None:
    """The title without the outlet's name at its end: "Journalist killed | The Outlet"."""
    if not title or not publisher:
        return title
    cuts = list(_SEPARATORS.finditer(title))
    for cut in cuts:
        if _folded(title[cut.end() :]) == _folded(publisher) and title[: cut.start()].strip():
            return title[: cut.start()].strip()
    return title


def outlet_after(page_title: str, headline: str) -> tuple[str, str] | None:
    """Headline and outlet of a page's title such as "Journalist killed - The Outlet"; None where it is not so made.

    Args:
        page_title: what <title> says.
        headline: words that are known to begin with the headline: its heading, or how the text begins.
    """
    shown = letters(headline)
    for cut in _SEPARATORS.finditer(page_title):
        before, name = page_title[: cut.start()].strip(), page_title[cut.end() :].strip()
        if name and len(name.split()) <= _NAME_WORDS and letters(before) and shown.startswith(letters(before)):
            return before, name
    return None


def letters(words: str) -> str:
    """The letters and digits of some words, by which headlines are compared however their marks are set."""
    return "".join(c for c in words.casefold() if c.isalnum())


def _publisher_of(page_title: str | None, headline: str | None) -> str | None:
    """The outlet, where the page's title is the headline and then one name more, or a line of short parts only."""
    if not page_title or not headline:
        return None
    made = outlet_after(page_title, headline)
    if made:
        return made[1] if letters(made[0]) == letters(headline) else None
    crumbs = breadcrumb(page_title)
    if crumbs and letters(headline) not in {letters(c) for c in crumbs} and len(headline.split()) > 3:
        return crumbs[-1]
    return None


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


# ---------------------------------------------------------------------------------------------------------
# <meta>, <time>, <h1>


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = _words(meta.get("content"))
        if content:
            for key in ("property", "name", "http-equiv", "itemprop"):
                name = (meta.get(key) or "").strip().lower()
                if name:
                    found.setdefault(f"itemprop:{name}" if key == "itemprop" else name, []).append(content)
    return found


def _first(metas: dict[str, list[str]], names: Iterable[str], *, plain: bool = False) -> str | None:
    """The first value; ``plain``: one that is no address or handle (article:author often is)."""
    values = (value for name in names for value in metas.get(name, ()))
    return next((v for v in values if not (plain and ("://" in v or v.startswith("@")))), None)


def _heading(tree: HtmlElement) -> str | None:
    """The words of the page's one <h1>; with several, of the one in the article."""
    headings = list(tree.iter("h1"))
    if len(headings) > 1:
        headings = [h for h in headings if any(a.tag in {"article", "main"} for a in h.iterancestors())] or headings
    named = [words for h in headings if (words := _words(" ".join(h.itertext())))]
    return named[0] if len(named) == 1 else None


def _published(tree: HtmlElement, metas: dict[str, list[str]], article: dict[str, Any]) -> str | None:
    told: list[str] = []

    def tell(words: Any) -> None:
        if isinstance(words, str) and (found := moment(words.strip())):
            told.append(found)

    tell(article.get("datePublished"))
    for name in _DATES[0]:
        for value in metas.get(name, ()):
            tell(value)
    for element in _with_itemprop(tree, "datepublished"):
        tell(element.get("content") or element.get("datetime") or " ".join(element.itertext()))
    for names in _DATES[1:]:
        for name in names:
            for value in metas.get(name, ()):
                tell(value)
    for element in _times(tree):
        tell(element.get("datetime") or " ".join(element.itertext()))
    tell(article.get("dateCreated"))
    first = told[0] if told else None
    for other in told[1:]:
        first = finer(first, other)
    return first


def _with_itemprop(tree: HtmlElement, name: str) -> Iterator[HtmlElement]:
    return (e for e in tree.iter() if isinstance(e.tag, str) and name in (e.get("itemprop") or "").lower().split())


def _times(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The <time> elements that tell of the article itself: marked as such, or the first one of its only article.

    A <time> in a list of other stories, in an aside or a comment tells of something else.
    """
    times = list(tree.iter("time"))
    for element in times:
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if element.get("pubdate") is not None or "entry-date" in marks or "published" in marks:
            yield element
    articles = list(tree.iter("article"))
    scope = articles[0] if len(articles) == 1 else (tree if not articles and len(times) == 1 else None)
    if scope is not None:
        for element in scope.iter("time"):
            outside = {"aside", "nav", "footer", "li", "blockquote"}
            changed = re.search(r"modif|updat", f"{element.get('class') or ''} {element.get('itemprop') or ''}", re.I)
            if not changed and not any(a.tag in outside for a in element.iterancestors()):
                yield element
                return


def _language(tree: HtmlElement, metas: dict[str, list[str]], article: dict[str, Any]) -> str | None:
    root = tree.getroottree().getroot()
    told = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    in_language = article.get("inLanguage")
    if isinstance(in_language, dict):
        in_language = in_language.get("alternateName") or in_language.get("name")
    return (
        _words(in_language if isinstance(in_language, str) else None)
        or _words(told)
        or _first(metas, ("content-language", "dc.language", "dcterms.language", "og:locale", "language"))
    )


def _address(
    tree: HtmlElement, metas: dict[str, list[str]], article: dict[str, Any], address: str | None
) -> str | None:
    links = [e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    page = article.get("mainEntityOfPage")
    told = (*links, *metas.get("og:url", ()), article.get("url"), page.get("@id") if isinstance(page, dict) else page)
    for candidate in told:
        if isinstance(candidate, str) and len(candidate) < 4 * _LONGEST:
            try:
                joined = urljoin(address or "", candidate.strip())
                parts = urlsplit(joined)
            except ValueError:
                continue
            # the front page is what a careless template names for every page
            if parts.scheme in {"http", "https"} and parts.netloc and (parts.path.strip("/") or parts.query):
                return joined
    return None


# ---------------------------------------------------------------------------------------------------------
# JSON-LD


def _articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that are articles, with publishers and authors named by @id filled in."""
    objects: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            objects += _objects(script.text or "")
    by_id = {o["@id"]: o for o in objects if isinstance(o.get("@id"), str) and "name" in o}
    found = [o for o in objects if _types(o) & _ARTICLES]
    # the article that has a date is the page's own rather than a teaser
    found.sort(key=lambda o: "datePublished" not in o)
    for article in found:
        yield {key: _filled(value, by_id) for key, value in article.items()}


def _filled(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_filled(v, by_id) for v in value[:20]]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _types(thing: dict[str, Any]) -> set[str]:
    told = thing.get("@type")
    names = told if isinstance(told, list) else [told]
    return {name.rpartition("/")[2] for name in names if isinstance(name, str)}


def _objects(script: str) -> list[dict[str, Any]]:
    """All objects in a script, the outer ones first; none where it is no JSON even after the usual repairs."""
    if len(script) > _JSON_LENGTH:
        return []
    script = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", script).strip().rstrip(";")
    try:
        # strict=False: line feeds within strings, which many pages have
        parsed = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    pending: list[Any] = [parsed]
    for thing in pending:
        if len(pending) > _JSON_OBJECTS:
            break
        if isinstance(thing, dict):
            found.append(thing)
            pending += [v for v in thing.values() if isinstance(v, dict | list)]
        elif isinstance(thing, list):
            pending += [v for v in thing if isinstance(v, dict | list)]
    return found


def _name(thing: Any) -> str | None:
    if isinstance(thing, list):
        return next((name for t in thing if (name := _name(t))), None)
    if isinstance(thing, dict):
        return _name(thing.get("name"))
    words = _words(thing)
    return None if words is None or "://" in words else words


def _authors(things: Any) -> str | None:
    names = [name for t in (things if isinstance(things, list) else [things]) if (name := _name(t))]
    return ", ".join(dict.fromkeys(names))[:_LONGEST] or None


def _words(value: Any) -> str | None:
    """A value as words on one line; None where it is none or too long to be one."""
    if not isinstance(value, str) or len(value) > 20 * _LONGEST:
        return None
    # many systems escape twice, and in JSON-LD once too often: "Iraq&#8217;s"
    words = " ".join(settle(unescape(value)).split())
    return words[:_LONGEST].strip() or None
