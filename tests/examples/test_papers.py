"""The papers keep step with the program: links lead somewhere, tables name what there is, versions agree."""

import re
import tomllib
from pathlib import Path

import pytest

from sijill import __version__, settings
from sijill.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md"), ROOT / "examples/README.md"]
)
#: [words](target) and ![words](target), without titles
LINK = re.compile(r"\]\(([^()\s]+)\)")
GUIDE = (ROOT / "docs/guide.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def anchors(paper: Path) -> set[str]:
    """The anchors of a paper's headings, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", paper.read_text("utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(paper: Path) -> None:
    for target in LINK.findall(paper.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        there = (paper.parent / path) if path else paper
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_library_that_is_needed_is_named_with_its_licence_and_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    notices = (ROOT / "THIRD-PARTY.md").read_text("utf-8").lower()
    reasons = (ROOT / "docs/decisions/0002-libraries.md").read_text("utf-8").lower()
    for requirement in needed:
        name = re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0].lower()
        assert f"| {name}" in notices, name
        assert f"| {name}" in reasons, name


def test_the_notices_give_the_versions_that_are_pinned() -> None:
    pins = dict(
        line.lower().replace("_", "-").split("==")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    )
    rows = re.findall(r"^\| ([\w.-]+)[^|]*\| ([\d.]+) \|", (ROOT / "THIRD-PARTY.md").read_text("utf-8"), flags=re.M)
    assert len(rows) > 30
    for name, version in rows:
        assert pins.get(name.lower().replace("_", "-")) == version, name


def test_the_guide_has_every_setting_and_no_other() -> None:
    table = GUIDE.partition("## Settings")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, flags=re.M) == [s.name for s in settings.TABLE]


def test_the_tour_shows_every_command_and_no_other() -> None:
    tour = README.partition("## A quick tour")[2].partition("\n## ")[0]
    assert set(re.findall(r"^sijill (\w+)", tour, flags=re.M)) == set(COMMANDS.names())


def test_versions_agree() -> None:
    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_licence_is_whole() -> None:
    words = (ROOT / "LICENSE").read_text("utf-8").split()
    assert words[:2] == ["Apache", "License"]
    assert words[-4:] == ["limitations", "under", "the", "License."]
    assert len(words) == 1581
