"""The page says what the data say, escapes everything and asks nobody for anything."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.dossiers import WHEN, Story, dossier, holds, person, raid
from sijill.publication import page as pages
from sijill.publication.filter import Filter
from sijill.publication.page import Page
from sijill.types import Count, Dossier, Seal

VOID = {"meta", "br", "link", "img", "input"}


class Tree(HTMLParser):
    """Checks that every element is closed in order, and keeps what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(*dossiers: Dossier, seals: tuple[Seal, ...] = (), version: str = "1") -> str:
    page, door = Page(version, WHEN), Filter(seals, audience="public")
    cleared = [door.clear(d) for d in dossiers]
    sections = [page.add(c) for c in cleared if c is not None]
    return page.head() + "".join(sections) + page.foot()


def disputed() -> Dossier:
    story = Story("Four died, says one; six died, says another. قُتل ستة أشخاص.", title="أنباء", language="ar")
    four, six = story.say("killed", Count(4, 4), "Four died"), story.say("killed", Count(6, None), "قُتل ستة أشخاص")
    kind = story.say("type", "bombing", "died")
    values = [holds("type", "bombing", kind), holds("killed", Count(4, 4), four, against=[six], rule="lowest_reported")]
    return dossier([story], values, id="i-2")


def test_the_page_is_well_formed_and_asks_nobody_for_anything() -> None:
    whole, seals = raid()
    html = page_of(whole, disputed(), seals=seals)
    tree = Tree(html)
    assert not {"script", "link", "img", "iframe", "form", "object", "svg"} & {tag for tag, _ in tree.elements}
    assert not re.search(r"url\(|@import|https?://(?!gazette\.example|wire\.example)", html)
    for tag, attributes in tree.elements:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes), tag
        if tag == "a":
            assert re.match(r"#|https?://", attributes["href"] or "")
    policy = next(a["content"] for t, a in tree.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    ids = [a["id"] for _, a in tree.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"] for t, a in tree.elements if t == "a" and (a["href"] or "").startswith("#")}
    assert {f"#{i}" for i in ids} >= targets


def test_a_contradiction_is_shown_side_by_side_with_its_words() -> None:
    html = page_of(disputed())
    side, other = html.index("Behind it"), html.index("Otherwise")
    assert side < html.index("Four died", side) < other < html.index("قُتل ستة أشخاص", other)
    assert "lowest reported" in html and "sources differ" in html and "at least 6" in html
    assert '<q dir="auto">قُتل ستة أشخاص</q>' in html


def test_every_standing_value_shows_its_rule_and_a_quote() -> None:
    whole, seals = raid()
    html = page_of(whole, seals=seals)
    for words in (
        "3 May 2024",
        "Port Selin",
        "1–2",
        "rule: range",
        "“" * 0 + "one man died",
        "Northern Wire",
        "Correct or withdraw",
    ):
        assert words in html
    assert "Nabil Haddad and a person (sealed)" in html
    checked = replace(
        whole, standing=replace(whole.standing, values=(replace(whole.standing.values[0], checked_by=("Rana",)),))
    )
    assert "checked by 1" in page_of(checked, seals=seals) and "Rana" not in page_of(checked, seals=seals)


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;"


def evil(words: str) -> Dossier:
    story = Story(words or "x", title=words, publisher=words, uri=words, url=f"javascript:{words}", language=words)
    item = story.party(words or "x")
    said = [
        story.say(name, words, words or "x", role="victim", item=item, speaker=words)
        for name in ("name", "description")
    ]
    kind = story.say("type", words, words or "x")
    parties = [
        person(
            "victim", [("t1", item)], *(holds(n, words, s) for n, s in zip(("name", "description"), said, strict=True))
        )
    ]
    return dossier([story], [holds("type", words, kind), holds("date", words, kind)], parties, id=words or "x")


def test_nothing_in_a_report_becomes_markup() -> None:
    html = page_of(evil(EVIL), version=EVIL)
    tree = Tree(html)
    assert not {"script", "img"} & {tag for tag, _ in tree.elements}
    assert not any("javascript" in (a.get("href") or "") for _, a in tree.elements)
    assert any(EVIL in w for w in tree.words)


@given(words=st.text(max_size=40))
def test_any_words_give_a_well_formed_page(words: str) -> None:
    html = page_of(evil(words))
    Tree(html)
    html.encode("utf-8")


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2019-10-04", "4 October 2019"), ("2019-10", "October 2019"), ("2019", "2019"), ("2019-10-04~", "about 4 October 2019"),
        ("2019-10/2019-12", "October 2019 to December 2019"), ("2019-10-04/2019-10-06", "4–6 October 2019"),
        ("2003/..", "since 2003"), ("../2003", "until 2003"), ("[2019-10-04,2019-10-05]", "4 or 5 October 2019"),
        ("2019-21", "2019-21"), ("201X", "201X"), ("nonsense", "nonsense"), ("/", "/"), ("2019-99-99", "2019-99-99"),
    ],
)  # fmt: skip
def test_dates_are_told_as_people_do(edtf: str, words: str) -> None:
    assert pages._date_words(edtf) == words


def test_a_large_release_keeps_its_page_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_SECTIONS", 1)
    html = page_of(disputed(), replace(disputed(), incident=replace(disputed().incident, id="i-3")))
    assert html.count("<article") == 1 and html.count("<tr>") == 3 and "the data files have all" in html
    Tree(html)


def test_nothing_published_is_said() -> None:
    assert "Nothing has been published yet" in page_of()


def test_the_style_travels_with_the_package() -> None:
    style = (Path(pages.__file__).parent / "page.css").read_text("utf-8")
    assert style in page_of() and "prefers-color-scheme: dark" in style and "@media print" in style
