from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from sijill.texts import extract
from sijill.texts.layout import laid_out_as, lines_of, without_hidden
from sijill.types import Capture

PARAGRAPHS = [
    "Gunmen on motorcycles shot dead a radio presenter outside her home in Basra on Monday evening, police said.",
    "The presenter, Amal Darwish, 34, had been threatened by telephone three times since May, her brother said.",
    "Nobody has claimed the killing. A spokesman for the interior ministry said an inquiry had been opened.",
]


def lines(markup: str, *, whole: bool = False) -> str:
    body = document_fromstring(f"<html><body>{markup}</body></html>").find(".//body")
    assert body is not None
    return lines_of(body, whole=whole)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/><br>three<br> <br>\n<br>four", "One\ntwo\n\nthree\n\nfour"),
        ("<div>One <b>bold</b>\n  word<div>Two</div>three</div>", "One bold word\n\nTwo\n\nthree"),
        ("<ul><li>One</li><li>Two <i>and</i> more</li></ul>after", "One\nTwo and more\n\nafter"),
        ("<table><tr><td>a</td><td> b </td></tr><tr><th>c<td>d</table>", "a\tb\nc\td"),
        ("<pre>One\n  two\n\nthree</pre>", "One\ntwo\n\nthree"),
        ("a<!-- no -->b<script>no</script>c<?no no?>d", "abcd"),
        ("<nav>menu</nav>words<footer>foot</footer>", "words"),
        ("one<aside>no</aside>two", "one\n\ntwo"),
        ("<p>  </p><p></p>words<p> </p>", "words"),
        ("a<span style='Display : none'>b</span>c", "ac"),
        ("", ""),
    ],
)
def test_what_stands_apart_and_what_flows(markup: str, text: str) -> None:
    assert lines(markup) == text


def test_the_whole_page_has_its_menus_and_what_is_hidden() -> None:
    assert lines("<nav>menu</nav>words<p hidden>more</p><script>no</script>", whole=True) == "menu\n\nwords\n\nmore"


def test_words_after_what_is_hidden_stay() -> None:
    tree = without_hidden(document_fromstring("<p>one <b hidden>no <i hidden>no</i> no</b>two</p>"))
    assert tree.text_content() == "one two"


tags = st.sampled_from(["p", "div", "b", "li", "ul", "td", "table", "br", "pre", "h1", "blockquote", "a", "span"])
markup = st.recursive(
    st.from_regex(r"[a-z\n ]{0,12}", fullmatch=True),
    lambda inner: st.tuples(tags, st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    max_leaves=30,
)


@settings(deadline=None)
@given(markup)
def test_all_words_come_out_once_and_in_order(source: str) -> None:
    body = document_fromstring(f"<html><body>{source}x</body></html>").find(".//body")
    assert body is not None
    text = lines_of(body, whole=True)
    assert "".join(text.split()) == "".join("".join(str(words) for words in body.itertext()).split())
    assert not re.search(r"\n{3}|^\s|\s$| \n|\n |  ", text)


@settings(deadline=None)
@given(st.text(max_size=300), st.lists(st.sampled_from(["a", "b", " ", "\n\n", "\n", "word " * 60])).map("".join))
def test_laying_out_changes_white_space_only(text: str, model: str) -> None:
    for words in (text, model, " ".join(model.split()), text + model):
        assert "".join(laid_out_as(words, model).split()) == "".join(words.split())


def test_paragraphs_run_together_are_parted_as_in_the_page() -> None:
    page = "Home\n\n" + "\n\n".join(PARAGRAPHS) + "\n\nback"
    assert laid_out_as(" ".join(PARAGRAPHS), page) == "\n\n".join(PARAGRAPHS)
    assert laid_out_as(" ".join(PARAGRAPHS[::-1]), page) == " ".join(PARAGRAPHS[::-1])  # words that are not there


@pytest.mark.parametrize(
    "body",
    [
        "<br><br>".join(PARAGRAPHS),
        "<p><font>" + "<p>".join(PARAGRAPHS) + "</font>",
        "<pre>" + "\n\n".join(PARAGRAPHS) + "</pre>",
        "".join(f"<div>{p}</div>" for p in PARAGRAPHS),
        "<table><tr><td><a href=1>Home</a></td><td>" + "<br><br>".join(PARAGRAPHS) + "</td></tr></table>",
    ],
)
def test_old_pages_keep_their_paragraphs(captured: Callable[..., Capture], body: str) -> None:
    content = extract(captured(f"<html><head><title>Presenter shot</title></head><body>{body}</body></html>")).content
    assert "\n\n".join(PARAGRAPHS) in content


def test_laying_out_takes_no_time_for_words_that_are_not_there() -> None:
    begun = time.monotonic()
    laid_out_as("\n\n".join(f"{n} " * 200 for n in range(3000)), "other words " * 200_000)
    assert time.monotonic() - begun < 8
