"""Merge, split and undo from the keyboard, on a register in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from invented_reports import write_reports
from sijill import Register
from sijill.cli import cli


def sijill(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)], env={"SIJILL_READER": "baseline", "SIJILL_USER": "Noor"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "r.sijill"
    done = sijill("add", write_reports(tmp_path / "reports"), "-r", file)
    assert done.exit_code == 0, done.output
    return file


def kept(file: Path) -> tuple[object, ...]:
    with Register.open(file) as register:
        return {i.id: i.mentions for i in register.incidents()}, dict(register.standings())


def test_merge_split_and_undo_restore_and_verify(file: Path) -> None:
    before = kept(file)
    with Register.open(file) as register:
        incidents = sorted(register.incidents(), key=lambda i: -len(i.mentions))
    large, small = incidents[0].id, incidents[1].id
    foreseen = sijill("decide", "merge", large, small, "--reason", "one", "--dry-run", "-r", file)
    assert f"→ {large} (3 mentions, also {small})" in foreseen.output
    assert sijill("decide", "--dry-run", "merge", large, small, "--reason", "one", "-r", file).output == foreseen.output
    assert kept(file) == before
    merged = sijill("decide", "merge", large, small, "--reason", "one", "-r", file)
    assert merged.exit_code == 0, merged.output
    assert f"merge {large} with {small}: d_" in merged.output
    refused = sijill("decide", "not-same", large, small, "--reason", "two", "-r", file)
    assert refused.exit_code == 1
    decision = merged.output.split()[-1]
    listed = sijill("decide", "mentions", small, "-r", file).output.splitlines()
    assert len(listed) == 3
    mention = next(line.split()[0] for line in listed if "Farid al-Nou" in line)
    against = sijill("decide", "split", large, mention, "--reason", "another man", "-r", file)
    assert against.exit_code == 0, against.output
    assert f"split 1 mention from {large}" in against.output
    assert "all holds" in sijill("verify", "-r", file).output
    for taken in (against.output.split()[-1], decision):
        assert sijill("decide", "undo", taken, "--reason", "mistaken", "-r", file).exit_code == 0
    assert kept(file) == before
    assert "all holds" in sijill("verify", "-r", file).output
    told = sijill("decide", "history", large, "-r", file).output.splitlines()
    assert [line.split()[3] for line in told] == ["merge", "split", "undo", "undo"]
    assert [line.endswith("undone") for line in told] == [True, True, False, False]
    assert all("Noor" in line for line in told)


def test_explain_tells_the_fields_and_links_nothing(file: Path) -> None:
    with Register.open(file) as register:
        incident = max(register.incidents(), key=lambda i: len(i.mentions)).id
        head = register.head()
    told = sijill("link", "--explain", incident, incident, "-r", file)
    assert told.exit_code == 0, told.output
    assert f"one incident, {incident}" in told.output
    assert "the names of the victims: Fareed Al-Noaman / Farid al-Nouman" in told.output
    with Register.open(file) as register:
        assert register.head() == head
    assert sijill("link", "--explain", incident, "i-zz", "-r", file).exit_code == 1


def test_a_register_of_its_decisions_exports_what_was_merged_as_one(file: Path) -> None:
    with Register.open(file) as register:
        first, second, *_ = (i.id for i in register.incidents())
    assert sijill("decide", "same", first, second, "--reason", "one", "-r", file).exit_code == 0
    lines = sijill("export", "-r", file, "--audience", "keeper").output.splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 2
