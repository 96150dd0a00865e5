"""The workspace in a browser: by keys, by selecting, in two scripts and on a phone; and what must never run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sijill import add
from sijill.register import Register
from web.browsing import Tab, browser, needs_browser
from web.serving import Workspace, workspace

pytestmark = needs_browser

#: emoji of one and of several code points, Arabic with marks, letters beyond the first plane: all count otherwise in UTF-16
ODD = """Title: Baker shot dead in Tikrit
Published: 2021-05-04
Publisher: Tikrit Observer
Language: en

😡😡 Gunmen shot dead the baker Sinan Odeh 👨‍👩‍👧 in Tikrit on 3 May 2021, the mayor said. قُتِلَ الخبّاز سنان عودة 𝔘𝔙 in front of his shop.

A second man, Karam Hadid, was wounded 🇮🇶 and later released by doctors.
"""

#: what people who want to harm would have the workspace run
EVIL = [
    "<script>window.ran=1</script>", "<img src=x onerror='window.ran=1'>", "\"><svg onload=window.ran=1>",
    "javascript:window.ran=1", "{{ 7*7 }}{% raw %}", "<a hx-get='/leave' hx-trigger='load'>x</a>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>", "<math><mtext><img src=x onerror=window.ran=1>",
    "' autofocus onfocus='window.ran=1", "<details open ontoggle=window.ran=1>", "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>", "<style>*{display:none}</style>",
    "</textarea><script>window.ran=1</script>", "<!--><script>window.ran=1</script>", "\u202e<b>x", "<form action=/leave>",
    "data:text/html,<script>window.ran=1</script>", "<link rel=stylesheet href=//evil.example/x.css>", "${window.ran=1}",
]  # fmt: skip


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as driver:
        yield driver


@pytest.fixture
def odd(filled: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a report of odd characters."""
    shutil.copy(filled, tmp_path / "r.sijill")
    (tmp_path / "odd.txt").write_text(ODD, "utf-8")
    with workspace(tmp_path / "r.sijill") as served:
        list(add(served.register, [str(tmp_path / "odd.txt")], settings=served.desk.settings))
        yield served


SELECT = """([words, nth]) => {
  const pieces = [...document.querySelectorAll("#text [data-at]")];
  let all = "", starts = [];
  for (const p of pieces) { starts.push(all.length); all += p.textContent; }
  let from = -1;
  for (let i = 0; i <= nth; i++) from = all.indexOf(words, from + 1);
  const at = (offset, end) => {
    let i = starts.length - 1;
    while (starts[i] > offset || (end && starts[i] === offset && i > 0)) i--;
    return [pieces[i].firstChild, offset - starts[i]];
  };
  const range = document.createRange();
  range.setStart(...at(from, false));
  range.setEnd(...at(from + words.length, true));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


def test_two_keys_make_a_statement_of_selected_words(opened: Any, odd: Workspace) -> None:
    """A letter and Enter; the words are those that were selected, whatever UTF-16 makes of what stands before them."""
    tab, report = Tab(opened, odd), odd.report("odd")
    text = odd.register.sources(report)[0].text.content
    tab.page.goto(f"/source/{report}")
    for words, key in (("Karam Hadid", "n"), ("قُتِلَ الخبّاز", "v"), ("𝔘𝔙", "v"), ("👨‍👩‍👧 in Tikrit", "v")):
        tab.page.evaluate(SELECT, [words, 0])
        tab.page.wait_for_selector("#pick:not([hidden])")
        with tab.page.expect_response(lambda r: "suggestion" in r.url):
            tab.page.keyboard.press(key)
        tab.page.wait_for_selector("#make[open]")
        assert tab.page.input_value("#make [name=words]") == words
        tab.page.wait_for_timeout(100)
        with tab.page.expect_navigation():
            tab.page.keyboard.press("Enter")
        decision = odd.register.decisions()[-1]
        span = decision.anchor.spans[0]
        assert (decision.kind, decision.after, text[span.start : span.end]) == ("add", words, words)
    assert tab.wrong == []
    tab.close()


@pytest.mark.parametrize("words", ["a😡b", "👨‍👩‍👧", "قُتِلَ", "𝔘𝔙", "", "🇮🇶x"])
def test_code_points_and_utf16(opened: Any, looked_at: Workspace, words: str) -> None:
    tab = Tab(opened, looked_at)
    tab.page.goto("/reports")
    told = tab.page.evaluate(
        """async (words) => { const m = await import("/static/offsets.js"), rows = [];
        for (let n = 0; n <= [...words].length; n++) rows.push([n, m.units(words, n), m.points(words, m.units(words, n))]);
        return rows; }""",
        words,
    )
    assert told == [[n, len(words[:n].encode("utf-16-le")) // 2, n] for n in range(len(words) + 1)]
    tab.close()


def test_a_value_shows_its_words_and_words_their_values(opened: Any, looked_at: Workspace) -> None:
    tab = Tab(opened, looked_at)
    tab.page.goto(f"/source/{looked_at.report('wire')}")
    tab.page.keyboard.press("j")
    tab.page.keyboard.press("j")
    current = tab.page.get_attribute(".statement.current", "id")
    assert current and tab.page.locator("#text mark.lit").count() >= 1
    lit = tab.page.locator("#text mark.lit").first
    assert current in (lit.get_attribute("data-ids") or "")
    mark = tab.page.locator("#text mark", has_text="Sunday").first
    mark.click()
    assert tab.page.get_attribute(".statement.current", "id") in (mark.get_attribute("data-ids") or "")
    assert tab.wrong == []
    tab.close()


def test_the_queue_by_keys_alone(opened: Any, worked_at: Workspace) -> None:
    """j, a, x, c, u and ]: what is decided is what stood there, and one goes on from where one was."""
    tab, incident = (
        Tab(opened, worked_at, "reviewer", viewport={"width": 1280, "height": 900}),
        worked_at.incident("wire"),
    )
    page = tab.page
    page.goto(f"/queue?why=all&at={incident}")
    todo = [e.get_attribute("id") for e in page.locator("[data-statement]").all()]

    def press(key: str, decisions: int, gone: str | None = None) -> None:
        page.keyboard.press(key)
        for _ in range(200):
            page.wait_for_timeout(50)
            if len(worked_at.register.decisions()) == decisions and (not gone or page.locator(f"#{gone}").count() == 0):
                break
        page.wait_for_timeout(200)

    press("a", 1, todo[0])
    first = worked_at.register.decisions()[-1]
    assert first.kind == "accept" and page.locator(f"#{todo[0]}").count() == 0
    assert page.get_attribute(".current", "id") == todo[1], "one stands on what follows"
    page.keyboard.press("j")
    assert page.get_attribute(".current", "id") == todo[2]
    page.keyboard.press("k")
    assert page.get_attribute(".current", "id") == todo[1]

    def stand_on(label: str) -> str:
        card = page.locator("[data-statement]", has=page.locator(".label", has_text=re.compile(label))).first
        card.click(position={"x": 5, "y": 5})
        return str(card.get_attribute("id"))

    age = stand_on("age$")
    press("x", 2, age)
    assert worked_at.register.decisions()[-1].kind == "reject"
    left = [e.get_attribute("id") for e in page.locator("[data-statement]").all()]
    assert set(left) == set(todo) - {todo[0], age}
    press("u", 3)
    assert worked_at.register.decisions()[-1].undoes == worked_at.register.decisions()[1].id
    page.goto(f"/queue?why=all&at={incident}")
    stand_on("^injured$")
    page.keyboard.press("c")
    page.keyboard.type("2-3")
    press("Enter", 4)
    assert worked_at.register.decisions()[-1].kind == "correct"
    page.keyboard.press("Escape")
    page.locator("h1").first.click(position={"x": 1, "y": 1}, trial=True)
    before = page.url
    page.keyboard.press("]")
    page.wait_for_url(lambda url: url != before)
    assert tab.wrong == []
    tab.close()


def test_accepting_wants_the_words_in_view(opened: Any, worked_at: Workspace) -> None:
    tab = Tab(opened, worked_at, "reviewer", viewport={"width": 900, "height": 420})
    tab.page.goto(f"/queue?why=all&at={worked_at.incident('wire')}")
    tab.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.page.keyboard.press("a")
    tab.page.wait_for_timeout(300)
    assert worked_at.register.decisions() == (), "the first a only brings the words into view"
    tab.page.wait_for_selector("#told.shown")
    tab.page.keyboard.press("a")
    tab.page.wait_for_timeout(600)
    assert [d.kind for d in worked_at.register.decisions()] == ["accept"]
    tab.close()


def test_keys_that_are_typed_into_a_field_decide_nothing(opened: Any, worked_at: Workspace) -> None:
    tab = Tab(opened, worked_at, "reviewer")
    tab.page.goto(f"/queue?why=all&at={worked_at.incident('wire')}")
    tab.page.keyboard.press("c")
    tab.page.keyboard.type("axu")
    tab.page.keyboard.press("Control+a")
    tab.page.keyboard.press("?")
    assert worked_at.register.decisions() == () and tab.page.locator("#keys[open]").count() == 0
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("?")
    assert tab.page.locator("#keys[open]").count() == 1
    tab.close()


def pages(served: Workspace) -> list[str]:
    return [
        "/queue?why=all", f"/incident/{served.incident('wire')}", f"/source/{served.report('wire')}", "/add", "/reports",
        "/team", "/mine", "/measures", f"/source/{served.report('wire')}/page/0",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("en", 320), ("ar", 390), ("en", 1280)])
def test_pages_fit_and_load_nothing_from_elsewhere(
    opened: Any, looked_at: Workspace, language: str, width: int
) -> None:
    tab = Tab(opened, looked_at, locale=language, viewport={"width": width, "height": 800})
    for path in pages(looked_at):
        tab.page.goto(path)
        assert tab.page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, (path, "scrolls sideways")
        assert tab.page.evaluate("getComputedStyle(document.querySelector('main')).display") == "block"
    assert all(url.startswith((looked_at.address, "data:")) for url in tab.asked)
    assert tab.wrong == []
    tab.close()


def test_pages_can_be_read_without_scripts(opened: Any, looked_at: Workspace) -> None:
    tab = Tab(opened, looked_at, java_script_enabled=False)
    for path in pages(looked_at)[:5]:
        tab.page.goto(path)
        assert "Nouman" in tab.page.inner_text("main") or path in ("/add", "/reports")
    tab.page.goto(f"/source/{looked_at.report('wire')}")
    assert tab.page.locator(".statement .acts").first.is_visible(), "what needs no script is there"
    tab.close()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_everybody_can_use_them(opened: Any, looked_at: Workspace, language: str, scheme: str) -> None:
    """axe-core finds nothing serious on any page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab = Tab(opened, looked_at, locale=language, color_scheme=scheme, bypass_csp=True)
    for path in pages(looked_at)[:8]:
        tab.page.goto(path)
        found = axe.Axe().run(tab.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        serious = [
            (v["id"], [n["html"][:160] for n in v["nodes"]][:3])
            for v in found.response["violations"] if v["impact"] in ("serious", "critical")
        ]  # fmt: skip
        assert serious == [], path
    tab.close()


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Workspace]:
    """A register in which everything that others write tries to run."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(0, len(EVIL), 4):
        title, outlet, said, seen = (EVIL[(n + k) % len(EVIL)] for k in range(4))
        body = f"Gunmen shot dead the teacher Rawand Tayfour {said} in Kirkuk on {n + 1} May 2021, {seen} said."
        page = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{outlet} shot dead</h1><p>{body}</p></article></body></html>"
        (folder / f"page {n}.html").write_text(page, "utf-8")
        told = f"Title: {said}\nPublisher: {title}\nAuthor: {seen}\nPublished: 2021-05-{n + 1:02}\n\n{body} {outlet}\n"
        (folder / f"text {n}.txt").write_text(told, "utf-8")
    (folder / "<img src=x onerror=window.ran=1>.txt").write_text("Gunmen shot dead Omar Tayfour in Kirkuk.", "utf-8")
    with workspace(tmp_path / "r.sijill") as served:
        list(add(served.register, [str(folder)], settings=served.desk.settings))
        incident = served.register.incidents()[0].id
        with served.client("keeper") as client:
            for n in (0, 7, 14):
                words = " ".join(EVIL[n : n + 7])
                client.post(
                    "/add/note", data={"words": f"{words} Omar Tayfour was abducted.", "title": EVIL[n], "how": words}
                )
                client.post(
                    "/add/files",
                    files=[("file", (f"{EVIL[n]}.html", f"<p>{words} Omar Tayfour was shot dead.</p>", "text/html"))],
                )
                client.post(
                    f"/incident/{incident}/attach",
                    files=[("file", (EVIL[n + 1], EVIL[n].encode(), "image/png"))],
                    data={"note": EVIL[n]},
                )
            client.post(f"/incident/{incident}/publish", data={"reason": EVIL[1]})
        yield served


def test_what_others_wrote_never_runs(opened: Any, hostile: Workspace) -> None:
    """Reports, names, file names, addresses, reasons: shown as words on every page that shows them."""
    register: Register = hostile.register
    tab = Tab(opened, hostile)
    paths = ["/queue?why=all", "/reports", "/queue?why=duplicates"]
    paths += [f"/incident/{i.id}" for i in register.incidents()[:10]]
    reports = [r.id for r in register.reports()]
    paths += [f"/source/{r}" for r in reports]
    paths += [f"/source/{r}/page/0" for r in reports[:12]]
    paths += [
        "/queue?why=" + EVIL[0],
        "/incident/" + EVIL[1],
        "/enter?next=javascript:alert(1)",
        "/queue?told=seed_missed&truth=" + EVIL[1],
    ]
    for path in paths:
        tab.page.goto(path, wait_until="load")
        assert tab.page.evaluate("window.ran") is None, path
        assert (
            tab.page.evaluate(
                "document.querySelectorAll('main script, main iframe:not([sandbox]), main object').length"
            )
            == 0
        )
        assert tab.page.url.startswith(hostile.address)
        for frame in tab.page.frames[1:]:
            assert frame.url.startswith(hostile.address), frame.url
    assert all(url.startswith((hostile.address, "data:")) for url in tab.asked), "nobody else was asked"
    assert not [w for w in tab.wrong if "Content Security Policy" in w and "frame" not in w and "sandbox" not in w]
    assert not [w for w in tab.wrong if w.startswith("dialog")]
    tab.close()


def test_the_workspace_stands_in_no_frame(opened: Any, looked_at: Workspace, tmp_path: Path) -> None:
    page = tmp_path / "frame.html"
    page.write_text(f"<iframe src='{looked_at.address}/enter'></iframe>", "utf-8")
    tab = Tab(opened, looked_at)
    tab.page.goto(page.as_uri())
    tab.page.wait_for_timeout(400)
    assert not any("sijill" in f.content() for f in tab.page.frames[1:] if f.url.startswith("http"))
    tab.close()


def test_from_a_pasted_article_to_a_checked_value(opened: Any, tmp_path: Path) -> None:
    """An empty register, the link, one pasted article, the first value accepted: by somebody who knows nothing of it."""
    with workspace(tmp_path / "r.sijill", members=False) as served:
        context = opened.new_context(base_url=served.address, locale="en")
        page = context.new_page()
        page.goto(f"/enter/{served.sessions.print_link()}")
        page.wait_for_url("**/add")
        page.keyboard.type("Gunmen shot dead the teacher Rawand Tayfour in Kirkuk on 3 May 2021, police said.")
        page.click("text=Keep and read")
        page.wait_for_url("**/source/**")
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.wait_for_selector(".state.accepted")
        assert [d.kind for d in served.register.decisions()] == ["accept"]
        context.close()
