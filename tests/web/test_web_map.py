"""The map: what is known to a town is a dot, to a province an area, to a country no point; each leads to its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from sijill import add
from sijill.register import ROLES
from web.browsing import Tab, browser, needs_browser
from web.serving import Workspace, workspace
from web.test_web_looking import found, seen_by_everybody

REPORTS = {
    "basra": "Gunmen shot dead the baker Sinan Odeh in Basra on 3 May 2021, the mayor said.",
    "kirkuk": "Gunmen shot dead the journalist Karam Hadid in Kirkuk on 9 May 2021, police said.",
    "anbar": "Gunmen shot dead the lawyer Ramzi Kanaan in Anbar province on 12 May 2021, police said.",
    "syria": "Gunmen shot dead the singer Lamis Tayfour in Syria on 14 May 2021, police said.",
    "nowhere": "Gunmen shot dead the poet Nadim Fadel on 16 May 2021, police said.",
    "threat": "The teacher Rawand Tayfour received a death threat in Mosul on 7 May 2021, his brother said.",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("map")
    for name, words in REPORTS.items():
        (folder / f"{name}.txt").write_text(f"Title: {name}\nPublished: 2021-05-20\nLanguage: en\n\n{words}\n", "utf-8")
    with workspace(folder / "r.sijill") as served:
        list(add(served.register, [str(folder / f"{n}.txt") for n in REPORTS], settings=served.desk.settings))
        yield served


def marks(served: Workspace, path: str, role: str = "keeper") -> dict[str, list[tuple[str, str]]]:
    """Class of marks -> label and address of each."""
    with served.client(role) as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text[:400]
    links = re.compile(r'<a href="([^"]+)" aria-label="([^"]+)"><circle')
    return {
        kind: [(unescape(label), unescape(to)) for to, label in links.findall(part)]
        for kind, part in re.findall(r'<g class="(areas|dots)">(.*?)</g>', answer.text, re.S)
    }


def test_each_thing_on_the_map_leads_to_the_list_of_what_it_stands_for(told: Workspace) -> None:
    on_it = marks(told, "/map?act=killing")
    listed = {i for kind in on_it.values() for _, to in kind for i in found(told, to)}
    assert {told.incident(n) for n in ("basra", "kirkuk", "anbar")} <= listed
    for kind in on_it.values():
        for label, to in kind:
            number = re.search(r"(\d+) incident", label)
            assert number and len(found(told, to)) == int(number[1]), (label, to)
            assert "act=killing" in to, "the list keeps what was asked"


def test_what_is_known_to_a_province_or_country_is_no_point(told: Workspace) -> None:
    on_it = marks(told, "/map")
    assert len(on_it["areas"]) == 1 and told.incident("anbar") in found(told, on_it["areas"][0][1])
    dots = {i for _, to in on_it["dots"] for i in found(told, to)}
    assert told.incident("anbar") not in dots and told.incident("syria") not in dots
    with told.client("keeper") as client:
        page = client.get("/map").text
    assert re.search(r'country=SY"><bdi>Syria</bdi></a> 1', page) and "Without a known place: 1" in page


def test_whoever_may_not_see_it_finds_it_on_no_map(told: Workspace) -> None:
    """Neither the threatened nor what is sealed; bad questions are refused."""
    for role in ROLES:
        dots = {i for _, to in marks(told, "/map", role)["dots"] for i in found(told, to, role)}
        assert (told.incident("threat") in dots) is (role == "keeper")
    decision = told.desk.seal(told.member("keeper"), told.incident("basra"), None, lift=False, reason="asked for")
    assert not any("Basra" in label for label, _ in marks(told, "/map", "reviewer")["dots"])
    assert any("Basra" in label for label, _ in marks(told, "/map")["dots"])
    told.desk.undo(told.member("keeper"), decision.id)
    with told.client("reader") as client:
        assert client.get("/map?act=threat").status_code == 403
        assert client.get("/map?since=x").status_code == 400
        assert client.get("/map?country=XX").status_code == 200


def test_a_drawing_is_kept_until_something_changes(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the same question of the same sight only, and a few at a time."""
    monkeypatch.setattr("sijill.web.pages.map.KEPT", 2)
    told.app.state.maps = {}
    for asked in ("", "?city=Basra", "?city=Kirkuk"):
        marks(told, f"/map{asked}")
    made = told.app.state.maps
    assert len(made) == 2
    before = dict(made)
    marks(told, "/map?city=Kirkuk")
    assert all(made[key] is before[key] for key in before)
    marks(told, "/map?city=Kirkuk", "reader")
    assert len(made) == 2 and any(key not in before for key in made), "a reader has a drawing of their own"


def test_more_than_can_be_drawn_is_said(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.web.pages.map.MOST", 4)
    monkeypatch.setattr("sijill.web.pages.map._AT_ONCE", 2)
    told.app.state.maps = {}
    with told.client("keeper") as client:
        assert "Only the last 4" in client.get("/map").text
        assert "Only the last" not in client.get("/map?city=Basra").text
    told.app.state.maps = {}


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as driver:
        yield driver


@needs_browser
def test_a_dot_opens_its_list(opened: Any, told: Workspace) -> None:
    tab = Tab(opened, told)
    tab.page.goto("/map?since=2021-05-08")
    tab.page.locator(".dots a", has_text="Kirkuk").click()
    tab.page.wait_for_url(re.compile("/incidents"))
    assert tab.page.locator("[data-row]").count() == 1 and "Karam Hadid" in tab.page.inner_text("main")
    assert tab.wrong == []
    tab.close()
    seen_by_everybody(opened, told, "/map")
