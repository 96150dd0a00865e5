from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable

import pytest

from sijill.errors import TextError
from sijill.texts import extract
from sijill.types import Capture, Metadata

Captured = Callable[..., Capture]

PARAGRAPHS = [
    "Gunmen on motorcycles shot dead a radio presenter outside her home in Basra on Monday evening, police said.",
    "The presenter, Amal Darwish, 34, had been threatened by telephone three times since May, her brother said.",
    "Nobody has claimed the killing. A spokesman for the interior ministry said an inquiry had been opened.",
]


def page(head: str = "", body: str = "", *, lang: str = "") -> str:
    article = body or "<article><h1>Radio presenter shot dead in Basra</h1>" + paragraphs() + "</article>"
    return f"""<!DOCTYPE html><html{lang}><head>{head}</head><body>
      <nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport today</a></li></ul></nav>
      {article}
      <aside><h2>Most read</h2><p>A cat climbed a tree and stayed there for a very long time indeed.</p></aside>
      <footer><p>Copyright The Lantern. All rights reserved. Contact us.</p></footer></body></html>"""


def paragraphs() -> str:
    return "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


def test_the_article_under_its_headline_and_nothing_else(captured: Captured) -> None:
    text = extract(captured(page(), "text/html"))
    assert text.content.split("\n\n") == ["Radio presenter shot dead in Basra", *PARAGRAPHS]
    assert text.extractor == "html 1"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_short_reports_keep_their_paragraphs(captured: Captured, count: int) -> None:
    body = "<div id=content>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:count]) + "</div>"
    text = extract(captured(page("<title>Presenter shot</title>", body), "text/html"))
    assert text.content.split("\n\n") == ["Presenter shot", *PARAGRAPHS[:count]]


def test_lines_lists_tables_and_quotations_are_kept_apart(captured: Captured) -> None:
    body = f"""<article><h1>Attacks of the week</h1>{paragraphs()}
      <p>First line<br>second line of it</p>
      <ul><li>Two men killed in Basra</li><li>One woman abducted in Amara</li></ul>
      <table><tr><th>City</th><th>Killed</th></tr><tr><td>Basra</td><td>2</td></tr></table>
      <blockquote><p>We shall not be silent, said the union.</p></blockquote></article>"""
    content = extract(captured(page(body=body), "text/html")).content
    for part in ("First line\nsecond line of it", "Two men killed in Basra\nOne woman abducted in Amara",
                 "City\tKilled\nBasra\t2", "\n\nWe shall not be silent, said the union."):  # fmt: skip
        assert part in content


def test_what_is_hidden_or_a_program_is_not_read(captured: Captured) -> None:
    body = f"""<div>{paragraphs()}<p style="display: none">Nobody was killed at all.</p>
      <script>document.write("Ten were killed")</script><!-- Twelve were killed --><p hidden>Hidden words</p></div>"""
    content = extract(captured(page(body=body), "text/html")).content
    for words in ("Nobody was killed at all", "Ten were", "Twelve were", "Hidden words"):
        assert words not in content


def test_a_page_cut_off_is_read_as_far_as_it_goes(captured: Captured) -> None:
    whole = page("<title>Presenter shot</title>", lang=" lang=en")
    cut = whole[: whole.index("three times") + 5]
    content = extract(captured(cut, "text/html")).content
    assert PARAGRAPHS[0] in content
    assert content.endswith("by telephone three")


def test_an_arabic_page_in_windows_1256(captured: Captured) -> None:
    words = (
        "قتل مسلحون مجهولون صحفيا أمام منزله في مدينة البصرة مساء الثلاثاء، وقالت الشرطة إنها فتحت تحقيقا في الحادث."
    )
    html = f'<html dir="rtl"><head><title>مقتل صحفي في البصرة</title></head><body><p>{words}</p></body></html>'
    for raw in (html.encode("cp1256"), html.encode("iso8859-6"), html.encode()):
        text = extract(captured(raw, "text/html"))
        assert text.content == f"مقتل صحفي في البصرة\n\n{words}"
        assert text.metadata.language == "ar"


def test_markup_is_known_by_its_looks(captured: Captured) -> None:
    assert extract(captured(page(), "application/octet-stream")).extractor == "html 1"
    assert extract(captured("<?xml version='1.0'?>\n" + page(), "text/plain")).extractor == "html 1"
    assert extract(captured("Fewer than 3 < 5 people were killed.", "text/html")).extractor == "plain 1"
    assert extract(captured("Fewer than 3 < 5 people were killed.", "text/plain")).content.endswith("killed.")


def test_an_old_page_without_metadata(captured: Captured) -> None:
    html = f"""<html><head><title>Harbour News - Local News - The Lantern</title></head><body><table><tr><td>
       <font size=2>Harbour News - Local News - The Lantern</font><br><br>
       <b>A list of names that nobody wants to be on</b><br><br>{"<br><br>".join(PARAGRAPHS)}</td></tr></table></body></html>"""
    text = extract(captured(html, "text/html"))
    assert text.metadata.publisher == "The Lantern"
    assert all(p in text.content for p in PARAGRAPHS)
    assert text.metadata.published is None


# ---------------------------------------------------------------------------------------------------------
# What the page says of itself


def metadata(captured: Captured, head: str = "", body: str = "", *, lang: str = "", **rest: object) -> Metadata:
    return extract(captured(page(head, body, lang=lang), "text/html", **rest)).metadata


def ld(*things: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{t if isinstance(t, str) else json.dumps(t)}</script>' for t in things
    )


def test_json_ld(captured: Captured) -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "@id": "#site", "name": "The Lantern"},
            {"@type": ["Organization"], "@id": "#publisher", "name": "The Lantern"},
            {"@type": "Person", "@id": "#a", "name": "Rima Saad"},
            {
                "@type": ["NewsArticle"], "headline": "Presenter killed", "datePublished": "2020-07-06T21:40:00+03:00",
                "dateModified": "2020-07-08T10:00:00+03:00", "inLanguage": "en-GB", "publisher": {"@id": "#publisher"},
                "author": [{"@id": "#a"}, {"@type": "Person", "name": "Nadim Hatem"}, {"@id": "#nobody"}],
                "mainEntityOfPage": {"@id": "https://lantern.example/2020/presenter"},
            },
        ],
    }  # fmt: skip
    assert metadata(captured, ld(graph)) == Metadata(
        "Presenter killed", "The Lantern", "Rima Saad, Nadim Hatem", "en-GB",
        "2020-07-06T21:40:00+03:00", "https://lantern.example/2020/presenter",
    )  # fmt: skip


@pytest.mark.parametrize(
    "script",
    ["{", "[1, 2", "null", "[]", '{"@type": 5}', '{"@type": "NewsArticle"}', '{"@type": "NewsArticle", "headline": {}}',
     '{"@type": "NewsArticle", "datePublished": ["2020"], "author": 5, "publisher": [[]], "inLanguage": []}',
     "[" * 5000, "{" + '"a":' * 5000, '{"@graph": "x"}', "9" * 5000],
)  # fmt: skip
def test_json_ld_that_is_broken_is_passed_over(captured: Captured, script: str) -> None:
    found = metadata(captured, ld(script) + '<meta property="article:published_time" content="2020-07-06">')
    assert found.published == "2020-07-06"
    assert found.title == "Radio presenter shot dead in Basra"


def test_json_ld_with_line_feeds_and_comments_is_read(captured: Captured) -> None:
    script = '<!--\n{"@type": "NewsArticle", "headline": "Presenter\nkilled", "datePublished": "2020-07-06"};\n-->'
    found = metadata(captured, f'<script type="application/ld+json">{script}</script>')
    assert (found.title, found.published) == ("Presenter killed", "2020-07-06")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2020-07-06T18:40:00Z">', "2020-07-06T18:40:00Z"),
        ('<meta property="article:modified_time" content="2020-07-06T18:40:00Z">', None),
        ('<meta name="DC.date.issued" content="2020-07-06">', "2020-07-06"),
        ('<meta name="DCTERMS.issued" content="2020-07">', "2020-07"),
        ('<meta name="parsely-pub-date" content="2020-07-06T21:40:00+0300">', "2020-07-06T21:40:00+03:00"),
        ('<meta itemprop="datePublished" content="2020-07-06">', "2020-07-06"),
        ('<meta name="date" content="Mon, 06 Jul 2020 18:40:00 GMT">', "2020-07-06T18:40:00Z"),
        ('<meta name="date" content="06/07/2020">', None),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', None),
        ('<meta name="copyright" content="2020">', None),
        # a later place only adds the time to the same day
        (ld({"@type": "NewsArticle", "datePublished": "2020-07-06"})
         + '<meta property="article:published_time" content="2020-07-06T21:40:00+03:00">', "2020-07-06T21:40:00+03:00"),
        (ld({"@type": "NewsArticle", "datePublished": "2020-07-06"})
         + '<meta property="article:published_time" content="2020-07-07T21:40:00+03:00">', "2020-07-06"),
        # teasers are not the page's own article
        (ld([{"@type": "NewsArticle", "headline": "Other"}, {"@type": "NewsArticle", "datePublished": "2020-07-06"}]),
         "2020-07-06"),
        (ld({"@type": "VideoObject", "datePublished": "2011-01-01"}), None),
    ],
)  # fmt: skip
def test_dates_of_publication(captured: Captured, head: str, published: str | None) -> None:
    assert metadata(captured, head).published == published


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ('<time datetime="2020-07-06T21:40:00+03:00">Monday</time>', "2020-07-06T21:40:00+03:00"),
        ('<time datetime="2020-07-06">x</time><time datetime="2019-01-01">y</time>', "2020-07-06"),
        ('<time class="updated" datetime="2021-01-01">x</time><time class="entry-date" datetime="2020-07-06">y</time>',
         "2020-07-06"),
        ('<time class="updated" datetime="2021-01-01">x</time>', None),
        ("<aside><time datetime='2021-01-01'>x</time></aside>", None),
        ("<p>Published: 6 July 2020</p>", "2020-07-06"),
        ("<p>By Rima Saad | July 6, 2020 9:40 pm</p>", "2020-07-06T21:40:00"),
        ("<p>نشر في: 6 تموز 2020</p>", "2020-07-06"),
        ("<p>In July 2020 he was threatened.</p>", None),
        ("<p>2020</p>", None),
    ],
)  # fmt: skip
def test_dates_in_the_article(captured: Captured, body: str, published: str | None) -> None:
    article = f"<article><h1>Radio presenter shot dead in Basra</h1>{body}{paragraphs()}</article>"
    assert metadata(captured, body=article).published == published


def test_times_of_other_stories_are_not_taken(captured: Captured) -> None:
    body = "".join(f"<div><h2>Story {n}</h2><time datetime='2020-07-0{n}'>x</time></div>" for n in range(1, 5))
    assert metadata(captured, body=f"<div>{paragraphs()}</div>{body}").published is None


def test_words_escaped_once_too_often_are_unescaped(captured: Captured) -> None:
    head = ld(
        {
            "@type": "NewsArticle",
            "headline": "Basra&#8217;s presenter &amp; her brother",
            "publisher": "The &quot;L&quot;",
        }
    )
    found = metadata(captured, head)
    assert (found.title, found.publisher) == ("Basra’s presenter & her brother", 'The "L"')


def test_a_headline_set_in_other_quotation_marks_is_not_doubled(captured: Captured) -> None:
    body = f"<article><h1>Basra’s “voice” shot</h1>{paragraphs()}</article>"
    head = '<meta property="og:title" content="Basra\'s &quot;voice&quot; shot">'
    content = extract(captured(page(head, body), "text/html")).content
    assert content.lower().count("basra") == 2
    assert content.split("\n\n")[0] == "Basra’s “voice” shot"


def test_open_graph_and_the_name_of_the_outlet(captured: Captured) -> None:
    head = """<title>Presenter killed | The Lantern</title>
      <meta property="og:title" content="Presenter killed | The Lantern">
      <meta property="og:site_name" content="The Lantern"><meta name="author" content="Rima Saad">
      <meta property="article:author" content="https://social.example/rima"><meta property="og:url" content="/2020/a">"""
    assert metadata(
        captured, head, lang=' lang="en-us"', declared=Metadata(url="https://lantern.example/x")
    ) == Metadata("Presenter killed", "The Lantern", "Rima Saad", "en-US", None, "https://lantern.example/2020/a")


def test_dublin_core(captured: Captured) -> None:
    head = """<meta name="DC.title" content="Presenter killed"><meta name="DC.creator" content="Rima Saad">
      <meta name="DC.publisher" content="The Lantern"><meta name="DC.language" content="en">
      <meta name="dcterms.issued" content="2020-07-06">"""
    assert metadata(captured, head) == Metadata(
        "Presenter killed", "The Lantern", "Rima Saad", "en", "2020-07-06", None
    )


def test_the_outlet_after_the_headline_in_the_title(captured: Captured) -> None:
    found = metadata(captured, "<title>Radio presenter shot dead in Basra - The Lantern</title>")
    assert (found.title, found.publisher) == ("Radio presenter shot dead in Basra", "The Lantern")
    # a title that only has a dash in it names no outlet
    assert metadata(captured, "<title>Attack - ten dead in the port city of Basra</title>").publisher is None


def test_the_outlet_in_the_title_of_a_page_without_a_heading(captured: Captured) -> None:
    body = f"<p><b>Radio presenter shot dead</b></p>{paragraphs()}"
    found = metadata(captured, "<title>Radio presenter shot dead - The Lantern</title>", body)
    assert (found.title, found.publisher) == ("Radio presenter shot dead", "The Lantern")
    found = metadata(captured, "<title>Ten dead - Basra in mourning</title>", paragraphs())
    assert (found.title, found.publisher) == ("Ten dead - Basra in mourning", None)


def test_the_canonical_address(captured: Captured) -> None:
    assert (
        metadata(captured, '<link rel="canonical" href="https://lantern.example/a?b=1">').url
        == "https://lantern.example/a?b=1"
    )
    for bad in ("https://lantern.example/", "javascript:alert(1)", "http://[bad", "", "file:///x/y"):
        assert metadata(captured, f'<link rel="canonical" href="{bad}">').url is None


# ---------------------------------------------------------------------------------------------------------
# Hostile pages


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "Gunmen killed a man in Basra." + "</div>" * 100_000,
        "<html>" + "<b><i><a>" * 30_000 + "Gunmen killed a man in Basra.",
        "<html><p>Gunmen killed a man in Basra.</p>" + "<table><tr><td>" * 3000,
        "<html><p>Gunmen killed a man in Basra.</p>" + "<" * 300_000,
        "<html><p>Gunmen killed a man in Basra.</p>" + "<!--" * 100_000,
        "<html><p>Gunmen killed a man in Basra.</p>" + "&" * 300_000,
        "<html><head><title>" + "a - " * 50_000 + "</title></head><p>Gunmen killed a man in Basra.</p>",
        "<html><p>Gunmen killed a man in Basra.</p>" + "<p a" + " b=c" * 100_000 + ">x",
        "<html><p>Gunmen killed a man in Basra.</p>" + "<li>x" * 50_000,
        "<html><p>Gunmen killed a man in Basra. " + " " * 500_000 + "x</p>",
        "<html><p>Gunmen killed a man in Basra.</p><script type='application/ld+json'>" + '{"a":[' * 50_000,
        "<html><p>Gunmen killed a man in Basra.</p>" + "<time>x" * 20_000 + "<h1>" * 20_000,
    ],
    ids=lambda html: html[:12] + "…" + html[-12:],
)
def test_hostile_pages_are_read_in_time(captured: Captured, html: str) -> None:
    begun = time.monotonic()
    with contextlib.suppress(TextError):
        extract(captured(html, "text/html"))
    assert time.monotonic() - begun < 10
