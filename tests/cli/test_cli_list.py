"""The table of incidents: what crowds it is counted and not dropped, and it fits where it is printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from invented_reports import write_reports

THIN = "Two lawyers were shot dead in Iraq, a rights group said. More than 200 lawyers have been killed since 2003.\n"


def sijill(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would."""
    return subprocess.run(
        [sys.executable, "-c", "from sijill.cli import main; main()", *map(str, arguments)],
        capture_output=True, check=False, text=True, encoding="utf-8", timeout=120,
        env={**{k: v for k, v in os.environ.items() if not k.startswith("SIJILL_")}, **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("list")
    reports = write_reports(folder / "reports")
    (reports / "thin.txt").write_text(THIN)
    file = folder / "r.sijill"
    assert sijill("add", reports, "-r", file).returncode == 0
    return file


def rows(printed: str) -> set[str]:
    return set(re.findall(r"^\s*(i-\w+)", printed, re.MULTILINE))


def test_totals_and_what_says_too_little_are_counted_and_shown_on_demand(register: Path) -> None:
    listed, everything = sijill("list", "-r", register).stdout, sijill("list", "--all", "-r", register).stdout
    assert "(total)" in everything
    assert "(total)" not in listed
    assert rows(listed) < rows(everything)
    told = re.search(r"(\d+) incidents?; (\d+) more are totals", listed)
    assert told
    assert int(told[1]) == len(rows(listed))
    assert int(told[2]) == len(rows(everything) - rows(listed))
    assert "--all" in listed
    assert "more are" not in everything


def test_what_a_person_decided_about_is_always_shown(tmp_path: Path) -> None:
    file, report = tmp_path / "r.sijill", tmp_path / "thin.txt"
    report.write_text(THIN)
    sijill("add", report, "-r", file)
    left_out = rows(sijill("list", "--all", "-r", file).stdout) - rows(sijill("list", "-r", file).stdout)
    assert left_out
    decided = min(left_out)
    assert sijill("decide", "publish", decided, "--reason", "looked into it", "-r", file).returncode == 0
    assert decided in sijill("list", "-r", file).stdout


def test_a_total_is_called_one_where_it_is_shown(register: Path) -> None:
    printed = sijill("list", "--all", "-r", register, COLUMNS="300").stdout
    line = next(line for line in printed.splitlines() if "(total)" in line)
    shown = sijill("show", line.split()[0], "-r", register).stdout
    assert "a total over many events" in shown
    assert "1 report;" in shown


def test_only_what_several_reports_tell_of(register: Path) -> None:
    printed = sijill("list", "--reports", "2", "-r", register).stdout
    assert "Mosul" in printed
    assert "Haddadin" not in printed


def test_a_family_is_known_in_any_case(register: Path) -> None:
    assert rows(sijill("list", "--type", "Threat", "-r", register).stdout)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_the_width_and_no_line_ends_in_blanks(register: Path, columns: int) -> None:
    printed = sijill("list", "-r", register, COLUMNS=str(columns)).stdout
    assert len(rows(printed)) == len(rows(sijill("list", "-r", register).stdout))
    table = printed.rpartition("\n\n")[0].splitlines()
    identity_line = re.compile(r"i-\w+  \S+( ≠)?  \S+( ≠)?$")  # never broken, however narrow
    assert [line for line in table if len(line) > columns and not identity_line.match(line)] == []
    assert [line for line in printed.splitlines() if line != line.rstrip()] == []


def test_an_empty_register_has_no_table(tmp_path: Path) -> None:
    empty = tmp_path / "nothing.txt"
    empty.write_text("The market opened on Monday. Bread was sold.\n")
    sijill("add", empty, "-r", tmp_path / "r.sijill")
    assert sijill("list", "-r", tmp_path / "r.sijill").stdout == "0 incidents\n"


def test_in_brief_is_shorter_and_keeps_what_is_contested(register: Path) -> None:
    (identity,) = rows(sijill("list", "--name", "Farid al-Nouman", "-r", register).stdout)
    full, brief = (sijill("show", identity, *more, "-r", register).stdout for more in ((), ("--brief",)))
    assert len(brief.splitlines()) < len(full.splitlines())
    contested = [line for line in full.splitlines() if "≠" in line]
    assert contested
    assert [line for line in contested if line not in brief.splitlines()] == []
    assert "show without --brief" in brief


def test_reading_says_what_is_not_known_and_who_says_what(register: Path, tmp_path: Path) -> None:
    undated = tmp_path / "undated.txt"
    undated.write_text("Gunmen killed the lawyer Omar Example in Basra on Monday, police said.\n")
    printed = sijill("read", undated).stdout
    assert "no publication date (--published gives one)" in printed
    assert "police: “" in printed.replace("Police", "police")
    assert "\n\n\n" not in printed
    assert "no publication date" not in sijill("read", undated, "--published", "2021-05-05").stdout
