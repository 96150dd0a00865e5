"""`sijill evaluate` as a person meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from invented_passages import file_of


def sijill(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sijill.cli import main; main()", *map(str, arguments)],
        capture_output=True, check=False, timeout=120, encoding="utf-8",
        env={k: v for k, v in os.environ.items() if not k.startswith("SIJILL_")},
    )  # fmt: skip


@pytest.fixture(scope="module")
def passages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate") / "passages"
    folder.mkdir()
    (folder / "me-001.txt").write_text(file_of(), "utf-8")
    return folder


def test_a_table_for_each_path(passages: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text(json.dumps({"id": "a", "text": "The bakers met on Monday.", "incidents": []}), "utf-8")
    done = sijill("evaluate", passages, articles, "--bootstrap", "10", "--by", "slot")
    assert done.returncode == 0, done.stderr
    assert f"{passages}: 1 texts (corpus)" in done.stdout and f"{articles}: 1 texts (articles)" in done.stdout
    assert "victim_name" in done.stdout and "by type" not in done.stdout
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())


def test_json_has_a_line_for_each_path(passages: Path) -> None:
    done = sijill("evaluate", passages, passages / "me-001.txt", "--format", "json", "--bootstrap", "0")
    one, two = (json.loads(line) for line in done.stdout.splitlines())
    assert one["figures"] == two["figures"] and one["figures"][0]["gold"] == 2
    assert one["figures"][0]["interval"] is None


def test_one_bad_path_never_stops_the_others(passages: Path, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}", "utf-8")
    done = sijill("evaluate", tmp_path / "absent", tmp_path / "x.jsonl", passages, "--bootstrap", "0")
    assert done.returncode == 1
    assert "absent: cannot be read" in done.stderr and "x.jsonl: holds no annotated texts" in done.stderr
    assert "1 texts (corpus)" in done.stdout and "Traceback" not in done.stderr


def test_an_unknown_reader_is_told(passages: Path) -> None:
    done = sijill("evaluate", passages, "--reader", "crystal-ball")
    assert done.returncode == 2
    assert "reader" in done.stderr and "Traceback" not in done.stderr


def test_the_reader_named_is_the_one_measured(passages: Path) -> None:
    done = sijill("evaluate", passages, "--reader", "baseline", "--bootstrap", "0", "--by", "region")
    assert done.returncode == 0, done.stderr
    assert "reader baseline" in done.stdout and "by region" in done.stdout
