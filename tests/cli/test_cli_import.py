"""`sijill import` says what it understood, what it did not, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sijill.cli import cli

ROWS = "event_id_cnty,event_date,sub_event_type,fatalities,location,country\nXS1,2024-05-03,Attack,2,Basra,Iraq\n"


def run(*arguments: str) -> Result:
    # the group's own main turns errors into lines and exit statuses
    return CliRunner().invoke(cli, ["--setting", "reader=baseline", "--setting", "user=Rana", *arguments])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "events.csv").write_text(ROWS, "utf-8")
    return tmp_path / "events.csv"


def test_a_preview_shows_values_with_their_cells_and_writes_nothing(table: Path) -> None:
    shown = run("import", str(table), "--preview")
    assert shown.exit_code == 0 and "events.csv#XS1" in shown.output and "“Attack”" in shown.output
    assert "1 row understood, 0 not; nothing was written" in shown.output
    assert [p.name for p in table.parent.iterdir()] == ["events.csv"]


def test_a_row_that_is_not_understood_is_named_and_the_others_go_on(table: Path) -> None:
    table.write_text(ROWS + "XS2,some day,Attack,1,Basra,Iraq\n", "utf-8")
    register = str(table.parent / "r.sijill")
    done = run("import", str(table), "-r", register)
    assert done.exit_code == 1
    assert "events.csv, row 3, column 'event_date': 'some day' is no date" in done.output
    assert "1 row imported, 0 already there, 1 could not be understood" in done.output
    assert "0 rows imported, 1 already there" in run("import", str(table), "-r", register).output


def test_a_skeleton_names_the_columns(table: Path) -> None:
    printed = run("import", str(table), "--skeleton")
    assert printed.exit_code == 0 and "#   sub_event_type" in printed.output


def test_a_copy_of_a_register(table: Path) -> None:
    folder = table.parent
    run("import", str(table), "-r", str(folder / "r.sijill"))
    out = folder / "all.jsonl"
    wrote = run("export", "-r", str(folder / "r.sijill"), "--audience", "keeper", "--with-captures", "-o", str(out))
    assert wrote.exit_code == 0
    copied = run("import", str(out), "-r", str(folder / "copy.sijill"))
    assert copied.exit_code == 0 and "is a copy of the register" in copied.output
    again = run("import", str(out), "-r", str(folder / "copy.sijill"))
    assert again.exit_code == 1 and "is there already" in again.output
    assert run("import", str(out), "--preview").exit_code == 2
