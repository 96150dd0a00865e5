"""The demonstration goes the whole way on the samples, and only what was decided leaves."""

import csv
import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `sijill demo` as a person would, in a folder."""
    return subprocess.run(
        [sys.executable, "-c", "from sijill.cli import main; main()", "demo", str(folder)],
        capture_output=True, check=False, text=True, encoding="utf-8", timeout=240,
        env={k: v for k, v in os.environ.items() if not k.startswith("SIJILL_") or k == "SIJILL_KEYS"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, demo(folder)


def test_it_ends_well_and_takes_every_decision(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = shown
    assert done.returncode == 0, done.stderr
    number = len(list((EXAMPLES / "reports").iterdir()))
    assert f"{number} reports added, 0 already there, 0 could not be read" in done.stdout
    for decision in tomllib.loads((EXAMPLES / "decisions.toml").read_text("utf-8"))["decision"]:
        assert decision["reason"] in done.stdout, decision["id"]
    assert "all holds" in done.stdout


def test_the_release_has_what_was_decided_and_nothing_else(
    shown: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    release = shown[0] / "release"
    decisions = tomllib.loads((EXAMPLES / "decisions.toml").read_text("utf-8"))["decision"]
    undone = {d.get("undoes") for d in decisions}
    published = [d for d in decisions if d["kind"] == "publish" and d["id"] not in undone]
    with (release / "incidents.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(published)
    records = [json.loads(line) for line in (release / "incidents.jsonl").read_text("utf-8").splitlines()]
    said = json.dumps(records, ensure_ascii=False)
    for decision in published:
        assert decision["victim"] in said, decision["id"]


def test_nobody_sealed_stands_in_any_file_of_the_release(
    shown: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    # people whom the reader finds and the policy seals, and one whom a decision seals
    sealed = ("Helfi", "Tamimi", "Khafaji", "Shamari", "Sumaida", "Mounis", "Ayyash")
    for file in (path for path in (shown[0] / "release").rglob("*") if path.is_file()):
        words = file.read_text("utf-8")
        assert not [name for name in sealed if name in words], file.name


def test_a_second_time_changes_nothing(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = shown
    again = demo(folder)
    assert again.returncode == 0, again.stderr
    assert "0 reports added" in again.stdout
    assert "all holds" in again.stdout
    assert (folder / "release" / "manifest.json").exists()
    assert again.stdout.count("\n   A. Recorder: ") == first.stdout.count("\n   A. Recorder: ") > 0


def test_its_command_lines_work_as_they_stand(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    lines = [line.split("$ ", 1)[1] for line in shown[1].stdout.splitlines() if line.startswith("   $ sijill ")]
    assert [line.split()[1] for line in lines] == ["add", "list", "show", "decide", "publish", "verify"]
    again = next(line for line in lines if line.startswith("sijill show "))
    done = subprocess.run(
        [sys.executable, "-c", "from sijill.cli import main; main()", *shlex.split(again)[1:]],
        capture_output=True, check=False, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] in shown[1].stdout
    assert len(shown[1].stdout.splitlines()) < 190  # to be read, and not scrolled past
