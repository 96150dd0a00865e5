"""sijill people and sijill cases, as a keeper types them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sijill.cli import cli

REPORTS = [
    {
        "id": "one", "published": "2031-05-02", "language": "en",
        "text": "Police in Basra arrested 14 protesters on 1 May, among them the student Salim Darwish. All but one were "
                "freed the next day.",
    },
    {
        "id": "two", "published": "2031-09-10", "language": "en",
        "text": "A criminal court in Basra on Sunday sentenced the student Salim Darwish to three years in prison on "
                "charges of defamation. He was charged in June.",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    source = folder / "reports.jsonl"
    source.write_text("\n".join(map(json.dumps, REPORTS)), "utf-8")
    path = folder / "t.sijill"
    ran = CliRunner().invoke(
        cli,
        ["--setting", "reader=baseline", "add", str(source), "--input-format", "jsonl", "-r", str(path)],
    )
    assert ran.exit_code == 0, ran.output
    return path


def run(register: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "-r", str(register)])


def ids(told: str, letter: str) -> list[str]:
    return re.findall(rf"^{letter}-[0-9A-Z]{{6}}", told, re.MULTILINE)


def test_a_name_in_another_spelling_finds_the_person(register: Path) -> None:
    ran = run(register, "people", "Saleem Darweesh")
    assert ran.exit_code == 0, ran.output
    assert len(ids(ran.output, "a")) == 1
    assert "Salim Darwish" in ran.output
    page = run(register, "people", ids(ran.output, "a")[0]).output
    assert "prosecuted" in page
    assert "“" in page  # the words that say so
    assert ids(page.replace("  k-", "\nk-"), "k")


def test_the_list_shows_the_named_and_all_shows_groups(register: Path) -> None:
    named, everyone = run(register, "people"), run(register, "people", "--all")
    assert set(ids(named.output, "a")) < set(ids(everyone.output, "a"))
    held = run(register, "people", "--held")
    assert "1 held as far as known on 2031-05-02" in held.output


def test_cases_and_their_steps(register: Path) -> None:
    ran = run(register, "cases")
    assert "defamation" in ran.output
    page = run(register, "cases", ids(ran.output, "k")[0]).output
    assert "sentenced: Salim Darwish" in page
    assert "charged: Salim Darwish" in page


def test_mistakes_are_told_and_change_nothing(register: Path) -> None:
    before = run(register, "people", "--all").output
    (one,) = ids(run(register, "people", "Salim Darwish").output, "a")
    for words, status in (
        (["people", "a-000000"], 1),
        (["cases", "k-000000"], 1),
        (["people", one, "--same", one, "--reason", "x"], 1),
        (["people", one, "--same", "a-000000"], 2),
        (["people", "--same", one, "--reason", "x"], 2),
        (["people", one, "--same", one, "--work-related", "no", "--reason", "x"], 2),
        (["people", one, "--work-related", "no", "--in", "i-000000", "--reason", "x"], 1),
    ):
        ran = run(register, *words)
        assert ran.exit_code == status, (words, ran.output)
        assert "Traceback" not in ran.output
    assert run(register, "people", "--all").output == before


def test_what_a_person_says_and_takes_back(register: Path) -> None:
    (one,) = ids(run(register, "people", "Salim Darwish").output, "a")
    other = next(a for a in ids(run(register, "people", "--all").output, "a") if a != one)
    before = run(register, "people", "--all").output
    ran = run(register, "people", one, "--same", other, "--reason", "he was one of them")
    assert ran.exit_code == 0, ran.output
    assert run(register, "people", "--all").output != before
    decision = re.findall(r"d_[0-9a-f]+", ran.output)[-1]
    ran = run(register, "decide", "undo", decision, "--reason", "mistaken")
    assert ran.exit_code == 0, ran.output
    now = run(register, "people", "--all").output
    assert sorted(now.splitlines()) == sorted(before.splitlines())
