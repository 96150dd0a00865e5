"""The reference is what the code says: no page is stale, and each thing is on its page."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sijill import codebook, settings, sources, texts
from sijill.cli import COMMANDS
from sijill.publication.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "reference.py"
PAGES = ROOT / "docs" / "reference"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = script()


def written(name: str) -> str:
    return (PAGES / f"{name}.md").read_text("utf-8")


def test_no_page_is_stale() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "40"}
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False, env=environment
    )
    assert run.returncode == 0, run.stderr


def test_a_stale_or_missing_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(REFERENCE, "FOLDER", tmp_path)
    assert REFERENCE.main(["--check"]) == 1
    assert REFERENCE.main([]) == 0
    assert REFERENCE.main(["--check"]) == 0
    assert sorted(p.stem for p in tmp_path.iterdir()) == sorted(REFERENCE.PAGES)
    (tmp_path / "settings.md").write_text((tmp_path / "settings.md").read_text("utf-8").replace("bytes", "bites"))
    capsys.readouterr()
    assert REFERENCE.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "settings.md is stale" in told
    assert "codebook.md" not in told


def test_wrong_use_is_told() -> None:
    assert REFERENCE.main(["--chekc"]) == 2


def test_every_page_in_the_folder_is_made_here() -> None:
    assert {p.stem for p in PAGES.glob("*.md")} == set(REFERENCE.PAGES)


def test_each_family_act_field_and_term_is_on_the_page() -> None:
    page, book = written("codebook"), codebook.load()
    names = {*book.families, *book.acts, *(name for _, name in book.fields), *book.schemes}
    names |= {term.id for terms in book.term_lists for term in book.terms(terms)}
    assert [n for n in names if f"`{n}`" not in page] == []


def test_each_setting_format_kind_and_command_is_on_its_page() -> None:
    assert [s.name for s in settings.TABLE if f"`{s.name}`" not in written("settings")] == []
    assert [n for n in FORMATS.names() if f"### {n}\n" not in written("formats")] == []
    kinds = (*sources.KINDS.names(), *texts.FORMATS.names())
    assert [n for n in kinds if f"### {n}\n" not in written("sources")] == []
    assert [n for n in COMMANDS.names() if f"## sijill {n}\n" not in written("commands")] == []


@pytest.mark.parametrize("name", REFERENCE.PAGES)
def test_every_link_within_a_page_leads_somewhere(name: str) -> None:
    page = written(name)
    # an anchor is made of a heading by taking what is neither word nor space away
    heads = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", page, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= heads


@pytest.mark.parametrize("name", REFERENCE.PAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    width = 0
    for line in written(name).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not width or not cells or cells == width, line
        width = cells


def test_the_examples_of_acts_of_your_own_are_acts(tmp_path: Path) -> None:
    """The two files on the page, under the names that they give themselves, make a codebook."""
    blocks = re.findall(r"```toml\n(# (acts/\w+\.toml).*?)```", written("codebook"), re.S)
    assert len(blocks) == 2
    for text, path in blocks:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    book = codebook.load([tmp_path])
    assert book.families["forced_marriage"].contract_type == "x_forced_marriage"
    assert book.family_of("threat.funeral_wreath").id == "threat"


def test_no_page_tells_of_the_machine_that_made_it() -> None:
    for name in REFERENCE.PAGES:
        assert str(ROOT) not in written(name)
        assert str(Path.home()) + "/" not in written(name)
