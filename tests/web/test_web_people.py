"""People and cases: for keepers only, with every form of a name and its words; who is one is decided by a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sijill import add
from sijill.register import ROLES
from sijill.workflow import cases, people
from web.browsing import Tab, browser, needs_browser
from web.serving import Workspace, workspace
from web.test_web_looking import seen_by_everybody

REPORTS = {
    "first": "Gunmen shot dead the journalist Ramzi Kanaan in Tikrit on 3 May 2021, the mayor said.",
    "second": "A bomb wounded the lawyer Ramzi Kanaan in Basra on 9 June 2018, police said.",
    "court": "The journalist Nasrin Fadel was arrested in Erbil on 5 March 2021. On 20 April 2021 a court in Erbil "
    "sentenced the journalist Nasrin Fadel to three years in prison on charges of spying.",
}


def told(folder: Path) -> list[str]:
    for name, words in REPORTS.items():
        (folder / f"{name}.txt").write_text(f"Title: {name}\nPublished: 2021-06-01\nLanguage: en\n\n{words}\n", "utf-8")
    return [str(folder / f"{name}.txt") for name in REPORTS]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path / "r.sijill") as opened:
        list(add(opened.register, told(tmp_path), settings=opened.desk.settings))
        yield opened


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """For tests that change nothing."""
    folder = tmp_path_factory.mktemp("still")
    with workspace(folder / "r.sijill") as opened:
        list(add(opened.register, told(folder), settings=opened.desk.settings))
        yield opened


def actors(served: Workspace, name: str) -> list[str]:
    return [row.card.actor for row in people(served.register, name)]


def test_people_are_for_keepers_only(still: Workspace) -> None:
    (journalist,) = actors(still, "Nasrin Fadel")
    paths = ["/people", "/people/cases", f"/people/{journalist}", "/people/cases/k-NONE", "/people/a-NONE"]
    for role in ROLES:
        with still.client(role) as client:
            for path in paths:
                answer = client.get(path)
                if role != "keeper":
                    assert answer.status_code == 403 and "Nasrin" not in answer.text, (role, path)
                else:
                    assert answer.status_code == (404 if "NONE" in path else 200), path
            assert (client.post(f"/people/{journalist}/same").status_code == 403) is (role != "keeper")
            assert ('href="/people"' in client.get("/reports").text) is (role == "keeper")


def test_one_page_says_all_that_is_known(still: Workspace) -> None:
    (journalist,) = actors(still, "Nasrin Fadel")
    with still.client("keeper") as client:
        listed = client.get("/people?name=Nasreen+Fadel").text
        page = client.get(f"/people/{journalist}").text
        assert journalist in listed and "Kanaan" not in listed
        assert client.get("/people?name=%00").status_code == 400
        assert client.get("/people?kind=organisation&held=1&unnamed=1&begin=x").status_code == 200
    for words in ("<h1><bdi>Nasrin Fadel</bdi></h1>", "arrested", "5 March 2021", still.report("court")):
        assert words in page, words


def test_a_case_has_its_steps_and_who_is_accused(still: Workspace) -> None:
    (journalist,) = actors(still, "Nasrin Fadel")
    (file,) = [f for f in cases(still.register) if journalist in f.case.accused]
    with still.client("keeper") as client:
        assert file.case.id in client.get("/people/cases").text
        page = client.get(f"/people/cases/{file.case.id}").text
        assert f"/people/cases/{file.case.id}" in client.get(f"/people/{journalist}").text
    assert f'href="/people/{journalist}"' in page and "sentenced" in page and "20 April 2021" in page


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as driver:
        yield driver


@needs_browser
def test_two_are_made_one_and_two_again(opened: Any, served: Workspace) -> None:
    """The suggestion is there; with a reason they are one; undone they are two."""
    both = actors(served, "Ramzi Kanaan")
    assert len(both) == 2
    tab = Tab(opened, served)
    page = tab.page
    page.goto(f"/people/{both[0]}")
    box = page.locator(".alike")
    assert both[1] in (box.locator("a").first.get_attribute("href") or "")
    box.locator("summary").first.click()
    box.locator("form button").first.click()
    assert not served.register.decisions(), "not without a reason"
    box.locator("[name=reason]").first.fill("the same man, his sister says")
    with page.expect_navigation():
        box.locator("form button").first.click()
    (decision,) = served.register.decisions()
    assert (decision.by, decision.reason) == ("Keeper One", "the same man, his sister says")
    assert len(actors(served, "Ramzi Kanaan")) == 1
    assert page.locator("#main [data-row]").count() == 2, "both incidents are the one's"
    with page.expect_navigation():
        page.locator(".history button").first.click()
    assert len(actors(served, "Ramzi Kanaan")) == 2
    assert tab.wrong == []
    tab.close()


@needs_browser
def test_pages_of_people_are_for_everybody(opened: Any, still: Workspace) -> None:
    (journalist,) = actors(still, "Nasrin Fadel")
    kept = cases(still.register)[0].case.id
    for path in ("/people", f"/people/{journalist}", "/people/cases", f"/people/cases/{kept}"):
        seen_by_everybody(opened, still, path)
