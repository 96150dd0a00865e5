"""The site in a browser, from the disk: it fits, asks nobody, finds what is looked for, and shuts nobody out.

Needs Debian's chromium; where it is not there: apt-get install chromium.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from invented_reports import write_reports
from publication.dossiers import raid
from publication.site_pages import ACCUSED, disputed, site_of, small
from sijill import Register, add, publish
from sijill.settings import load
from sijill.types import Decision
from sijill.values.folding import fold
from sijill.workflow import decide, find_incident

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AT = datetime(2021, 5, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium")
sync = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    with Register.open(folder / "r.sijill", create=True) as register:
        reports = write_reports(folder / "reports")
        (reports / "accused.txt").write_text(ACCUSED, "utf-8")
        list(add(register, [str(reports)], settings=load({"reader": "baseline"}, environment={})))
        for dossier in list(register.dossiers()):
            anchor, _, _ = find_incident(register, dossier.incident.id)
            decide(register, Decision("", "publish", anchor, "A. Recorder", AT, "test"))
        publish(register, folder / "release", version="1", created_at=AT)
    return folder / "release"


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    whole, seals = raid()
    site_of(folder, whole, disputed(), small("i-3"), seals=seals)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield opened
        opened.close()


def pages(release: Path) -> list[Path]:
    """One of each kind of page, in both languages."""
    found = [release / "index.html", release / "site" / "ar" / "index.html"]
    for language in ("en", "ar"):
        top = release / "site" / language
        found += sorted(top.glob("*.html"))
        for kind in ("incidents", "people", "organisations", "sources", "places", "years"):
            found += sorted((top / kind).rglob("*.html"), key=lambda p: (-p.stat().st_size, p.name))[:1]
    return list(dict.fromkeys(found))


def opened(browser: Any, page: Path, *, width: int = 1280, query: str = "", **context: Any) -> tuple[Any, list[str]]:
    """A page and what it complained of or asked of anybody."""
    faults: list[str] = []
    tab = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    tab.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    tab.goto(page.as_uri() + query)
    return tab, faults


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_each_page_fits_and_asks_nobody(release: Path, browser: Any, width: int) -> None:
    tab, faults = opened(browser, release / "index.html", width=width)
    for page in pages(release):
        tab.goto(page.as_uri())
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page} must not scroll sideways"
        assert not faults, page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(release: Path, browser: Any, scheme: str) -> None:
    # but for its colours, a page is the same in the dark
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    tab, _ = opened(browser, release / "index.html", color_scheme=scheme, bypass_csp=True)
    for page in pages(release):
        tab.goto(page.as_uri())
        found = axe.Axe().run(tab, options={"resultTypes": ["violations"], **options})
        assert not found.response["violations"], f"{page}: {found.generate_report()}"


def test_everything_is_read_without_scripts(release: Path, browser: Any) -> None:
    incident = next(p for p in (release / "site" / "en" / "incidents").rglob("*.html") if "Nouman" in p.read_text())
    tab, faults = opened(browser, incident, java_script_enabled=False)
    text = tab.inner_text("main")
    assert "Nouman" in text and "police said" in tab.content() and not faults
    tab.goto((release / "site" / "en" / "search.html").as_uri())
    assert tab.get_by_role("link", name="By year").is_visible()


@pytest.mark.parametrize(
    ("language", "query", "finds"),
    [("en", "nabil", 1), ("en", "PORT selin", 2), ("en", "hadd nab", 1), ("en", "haddad bulletin", 0),
     ("ar", "قتل", 3), ("ar", "أشخاص", 1), ("ar", "الاشخاص", 0), ("en", "سته", 1), ("en", "killing", 2), ("ar", "bombing", 1),
     ("en", "samir", 0), ("en", "zzz", 0), ("en", "-", 0)],
)  # fmt: skip
def test_words_and_their_beginnings_are_found(
    found_in: Path, browser: Any, language: str, query: str, finds: int
) -> None:
    page = found_in / "site" / language / "search.html"
    tab, faults = opened(browser, page, query=f"?q={query}")
    tab.wait_for_function("document.getElementById('found').textContent !== ''", timeout=5000, polling=50)
    tab.wait_for_timeout(200)
    assert tab.locator("#results li").count() == finds
    if finds:
        tab.locator("#results a").first.click()
        assert "/incidents/" in tab.url and tab.title()
    assert [f for f in faults if "ERR_FILE_NOT_FOUND" not in f] == []


def test_the_page_folds_as_the_index_does(release: Path, browser: Any) -> None:
    tab, _ = opened(browser, release / "site" / "en" / "search.html")
    scripts = [(0x20, 0x250), (0x370, 0x530), (0x590, 0x700), (0x900, 0x980), (0x1E00, 0x2000), (0xFB50, 0xFEFD)]
    letters = [chr(c) for a, b in scripts for c in range(a, b) if unicodedata.category(chr(c))[0] in "LNM"]
    words = (
        letters + [f"a{c}b" for c in letters] + ["Ba'quba", "Baʿqūba", "ISTANBUL", "İstanbul", "Straße", "مُحَمَّد", "٢٠٢١"]
    )
    folded = tab.evaluate("(words) => words.map((word) => sijill.fold(word))", words)
    different = [(w, fold(w), f) for w, f in zip(words, folded, strict=True) if fold(w) != f]
    assert not different, different[:20]


def test_the_map_moves_and_its_dots_lead_to_incidents(release: Path, browser: Any) -> None:
    tab, faults = opened(browser, release / "index.html")
    before = tab.get_attribute(".map svg", "viewBox")
    tab.get_by_role("button", name="Closer").click()
    assert tab.get_attribute(".map svg", "viewBox") != before
    tab.get_by_role("button", name="Whole map").click()
    assert tab.get_attribute(".map svg", "viewBox") == before
    dot = tab.locator(".dots a").first
    href = dot.get_attribute("href")
    assert (release / href).is_file()
    dot.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/places/**")
    assert tab.locator("table.incidents a").count() and not faults
