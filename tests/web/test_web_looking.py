"""The list of incidents: what is asked stands in the address, and nobody is shown more than they may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill import add, codebook
from sijill.errors import AccessError, UsageError
from sijill.register import Member
from sijill.web.looking import ORDERS, STATES, Looked, looked
from web.browsing import Tab, browser, needs_browser
from web.serving import Workspace, workspace

BOOK = codebook.load()
KEEPER, READER = Member("K", "keeper"), Member("R", "reader")
REPORTS = {
    "baker": "Gunmen shot dead the baker Sinan Odeh in Tikrit on 3 May 2021, the mayor said.",
    "tailor": "Gunmen shot dead the teacher Karam Hadid in Basra on 9 May 2021, police said.",
    "teacher": "The teacher Rawand Tayfour received a death threat in Kirkuk on 7 May 2021, his brother said.",
}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("told")
    for name, words in REPORTS.items():
        (folder / f"{name}.txt").write_text(f"Title: {name}\nPublished: 2021-05-10\nLanguage: en\n\n{words}\n", "utf-8")
    with workspace(folder / "r.sijill") as served:
        list(add(served.register, [str(folder / f"{n}.txt") for n in REPORTS], settings=served.desk.settings))
        yield served


def found(served: Workspace, path: str, role: str = "keeper") -> list[str]:
    with served.client(role) as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return re.findall(r'id="row-(i-\w+)"', answer.text)


def test_a_question_finds_what_it_asks_for(three: Workspace) -> None:
    baker, tailor, threat = (three.incident(name) for name in REPORTS)
    for asked, wanted in {
        "": {baker, tailor, threat},
        "text=Odeh": {baker},
        "name=Karam+Hadeed": {tailor},
        "name=كرم+حديد": {tailor},
        "act=killing": {baker, tailor},
        "act=threat": {threat},
        "country=IQ": {baker, tailor, threat},
        "country=SY": set(),
        "city=Basra": {tailor},
        "city=TIKRIT": {baker},
        "since=2021-05-08": {tailor},
        "until=2021-05-04": {baker},
        "state=new": {baker, tailor, threat},
        "state=published": set(),
        "contradictory=1": set(),
        "box=30,47,31,48.5": {tailor},
        "act=killing&city=Tikrit&since=2021-05-03&until=2021-05-03": {baker},
    }.items():
        assert set(found(three, f"/incidents?{asked}")) == wanted, asked
    assert found(three, "/incidents?order=date") == [baker, threat, tailor]


def test_pages_of_the_list_leave_nothing_out(three: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.web.pages.incidents.PAGE", 2)
    first = found(three, "/incidents?order=date")
    second = found(three, "/incidents?order=date&begin=2")
    assert (len(first), len(second)) == (2, 1) and {*first, *second} == {three.incident(n) for n in REPORTS}
    with three.client("keeper") as client:
        assert "begin=2" in client.get("/incidents").text
        assert "begin=4" not in client.get("/incidents?begin=2").text


def test_the_threatened_are_listed_for_keepers_only(three: Workspace) -> None:
    """Neither as rows nor in the number."""
    for role in ("reader", "recorder", "reviewer"):
        assert three.incident("teacher") not in found(three, "/incidents", role)
        with three.client(role) as client:
            assert client.get("/incidents?act=threat").status_code == 403
            page = client.get("/incidents").text
            assert "2 incidents" in page and 'value="threat"' not in page
    with three.client("keeper") as client:
        assert "3 incidents" in client.get("/incidents").text


def test_lists_name_nobody_whom_the_page_does_not(tmp_path: Path) -> None:
    """Whom the policy seals in one report, another can name in telling who somebody else was."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "threat.txt").write_text(
        "The lawyer Salma Haddadin received death threats in Basra on 2 May 2024, she said.", "utf-8"
    )
    (folder / "driver.txt").write_text(
        "Gunmen shot dead three supporters of Salma Haddadin in Mosul on 6 July 2023, police said.", "utf-8"
    )
    with workspace(tmp_path / "r.sijill", reports=folder) as served:
        cards = served.register.cards(audience="reader")
        assert any("Haddadin" in (v.called or "") for card in cards for v in card.victims)
        for role in ("reader", "reviewer"):
            with served.client(role) as client:
                for path in ("/incidents", "/queue", "/queue?why=all", "/api/incidents", "/api/queue?why=all"):
                    assert "Haddadin" not in client.get(path).text, (role, path)
        with served.client("keeper") as client:
            assert "Haddadin" in client.get("/incidents").text


def test_what_is_sealed_is_found_by_keepers_only(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(REPORTS["baker"], "utf-8")
    with workspace(tmp_path / "r.sijill") as served:
        list(add(served.register, [str(tmp_path / "r.txt")], settings=served.desk.settings))
        incident = served.incident("r.txt")
        assert found(served, "/incidents?text=Odeh", "reader") == [incident]
        served.desk.seal(served.member("keeper"), incident, None, lift=False, reason="asked for by the family")
        assert found(served, "/incidents?text=Odeh") == [incident]
        for asked in ("", "?text=Odeh", "?name=Sinan+Odeh", "?city=Tikrit"):
            assert found(served, f"/incidents{asked}", "reviewer") == []
            with served.client("reader") as client:
                page = client.get(f"/incidents{asked}").text
                assert "0 incidents" in page and incident not in page


def test_bad_questions_are_refused_in_words(three: Workspace) -> None:
    with three.client("keeper") as client:
        for asked in (
            "since=yesterday", "until=2021-13-01", "since=20210503", "act=nonsense", "state=x", "order=x",
            "country=Iraq", "box=1,2,3", "box=9,9,1,1", "box=nan,0,1,1", "text=" + "a" * 201, "name=%00",
        ):  # fmt: skip
            assert client.get(f"/incidents?{asked}").status_code == 400, asked
        for asked in ('text="', "text=*", "text=a+AND+(", "name=''", "begin=-1", "begin=%D9%A3", "text=%3Cscript%3E"):
            answer = client.get(f"/incidents?{asked}")
            assert answer.status_code == 200 and "<script>" not in answer.text, asked


_WORDS = st.text(st.characters(blacklist_categories=("C", "Z")), max_size=30)


@given(
    st.builds(
        Looked,
        text=_WORDS,
        name=_WORDS,
        city=_WORDS,
        act=st.sampled_from(["", "killing"]),
        state=st.sampled_from(["", *STATES]),
        order=st.sampled_from(ORDERS),
        since=st.dates().map(str),
        contradictory=st.sampled_from(["", "1"]),
        box=st.sampled_from(["", "1.5,2,3,4"]),
    )
)
def test_an_address_is_read_as_it_was_written(asked: Looked) -> None:
    told = dict(parse_qsl(urlsplit(asked.address("/incidents")).query))
    assert looked(told, KEEPER, BOOK) == asked
    asked.query()


def test_the_right_to_ask_for_threats() -> None:
    assert looked({"act": "threat"}, KEEPER, BOOK).act == "threat"
    with pytest.raises(AccessError):
        looked({"act": "threat"}, READER, BOOK)
    with pytest.raises(UsageError):
        looked({"act": "threat.none"}, KEEPER, BOOK)


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as driver:
        yield driver


@needs_browser
def test_the_list_by_keys_and_by_link(opened: Any, three: Workspace) -> None:
    """The form makes an address; j and Enter open what one stands on; the address finds the same for somebody else."""
    tab = Tab(opened, three)
    page = tab.page
    page.goto("/incidents")
    page.locator(".asking summary").click()
    page.select_option("[name=act]", "killing")
    page.select_option("[name=order]", "date")
    page.locator(".looking button.main").click()
    page.wait_for_url(re.compile("act=killing"))
    address = page.url
    assert page.locator("[data-row]").count() == 2
    page.keyboard.press("j")
    assert page.get_attribute(".current", "id") == f"row-{three.incident('baker')}"
    page.keyboard.press("j")
    assert page.get_attribute(".current", "id") == f"row-{three.incident('tailor')}"
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incident/{three.incident('tailor')}")
    other = Tab(opened, three, "reader")
    other.page.goto(address)
    assert other.page.locator("[data-row]").count() == 2 and other.page.input_value("[name=act]") == "killing"
    assert tab.wrong == other.wrong == []
    tab.close()
    other.close()


def seen_by_everybody(opened: Any, served: Workspace, path: str) -> None:
    """Fits a phone and a desk in both scripts, loads nothing from elsewhere, and axe-core finds nothing serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for language, width, scheme in (
        ("en", 320, "light"),
        ("ar", 390, "dark"),
        ("ar", 1280, "light"),
        ("en", 1280, "dark"),
    ):
        tab = Tab(
            opened,
            served,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
            bypass_csp=True,
        )
        tab.page.goto(path)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, (path, language, width)
        assert tab.wrong == [] and all(a.startswith(served.address) for a in tab.asked)
        told = axe.Axe().run(tab.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert [
            (v["id"], [n["html"][:160] for n in v["nodes"]][:3])
            for v in told.response["violations"] if v["impact"] in ("serious", "critical")
        ] == []  # fmt: skip
        tab.close()


@needs_browser
def test_the_list_is_for_everybody(opened: Any, three: Workspace) -> None:
    seen_by_everybody(opened, three, "/incidents?country=IQ")
