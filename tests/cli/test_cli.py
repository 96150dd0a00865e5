"""The command line as a person meets it: what it prints, what it answers to mistakes, how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from invented_reports import write_reports


def sijill(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a person would."""
    return subprocess.run(
        [sys.executable, "-c", "from sijill.cli import main; main()", *map(str, arguments)],
        input=stdin, capture_output=True, check=False, timeout=120,
        env={**{k: v for k, v in os.environ.items() if not k.startswith("SIJILL_")}, **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reports(tmp_path_factory.mktemp("cli") / "reports")


@pytest.fixture(scope="module")
def register(reports: Path) -> Path:
    file: Path = reports.parent / "r.sijill"
    done = sijill("add", reports, "-r", file)
    assert done.returncode == 0, done.stderr.decode()
    assert b"4 reports added" in done.stdout
    return file


def test_no_word_leaves_a_traceback() -> None:
    for wrong in (
        ["no-such-command"],
        ["read"],
        ["list"],
        ["show", "i-1", "-r", "absent.sijill"],
        ["--setting", "x", "list"],
    ):
        done = sijill(*wrong)
        assert done.returncode in {1, 2}, wrong
        assert b"Traceback" not in done.stderr, wrong
        assert done.stderr.strip(), wrong


def test_read_prints_the_contract(reports: Path) -> None:
    done = sijill("read", reports / "wire.html", "--format", "json")
    assert done.returncode == 0
    reading = json.loads(done.stdout)
    assert reading["contract"] == "1"
    text = reading["source"]["text"]
    for incident in reading["incidents"]:
        for quote in incident["evidence"]:
            assert text[quote["start"] : quote["end"]] == quote["text"]


def test_read_takes_records_from_standard_input() -> None:
    record = {
        "id": "a1",
        "text": "Gunmen killed two activists in Basra on Monday.",
        "published": "2021-05-05",
        "more": 1,
    }
    done = sijill("read", "-", "--input-format", "jsonl", "--format", "json", stdin=json.dumps(record).encode())
    assert done.returncode == 0, done.stderr
    reading = json.loads(done.stdout)
    assert reading["source"]["uri"] == "a1"
    assert reading["incidents"][0]["date"] == "2021-05-03"


def test_one_bad_report_never_stops_the_others(reports: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    done = sijill("read", tmp_path / "absent.html", empty, reports / "local.txt", "--format", "json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert b"absent.html" in done.stderr
    assert b"empty.txt" in done.stderr


def test_a_publication_date_that_is_none_is_refused(reports: Path) -> None:
    done = sijill("read", reports, "--published", "last Tuesday")
    assert done.returncode == 2
    assert b"2020-07-13" in done.stderr


def test_adding_twice_adds_nothing(register: Path, reports: Path) -> None:
    done = sijill("add", reports, "-r", register)
    assert done.returncode == 0
    assert b"0 reports added" in done.stdout
    assert b"4 already there" in done.stdout


def test_list_show_and_search(register: Path) -> None:
    listed = sijill("list", "-r", register, "--name", "Farid al-Nouman").stdout.decode()
    assert "Mosul" in listed
    incident = next(word for word in listed.split() if word.startswith("i-"))
    shown = sijill("show", incident, "-r", register).stdout.decode()
    assert "“" in shown
    assert "Tigris Wire" in shown
    assert "rule" in shown
    found = sijill("search", "المـوصل", "-r", register).stdout.decode()
    assert "arabic.txt" in found


def test_unknown_names_are_answered_with_the_known_ones(register: Path) -> None:
    done = sijill("export", "-r", register, "--format", "xls")
    assert done.returncode == 2
    assert b"geojson" in done.stderr
    done = sijill("list", "-r", register, "--type", "murder")
    assert done.returncode == 2
    assert b"killing" in done.stderr


def test_what_holds_sealed_names_only_its_owner_may_read(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "everything.jsonl"
    out.write_text("older")
    assert sijill("export", "-r", register, "--audience", "keeper", "-o", out).returncode == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert "Haddadin" in out.read_text("utf-8")


def test_decide_from_the_keyboard(reports: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.sijill"
    sijill("add", reports / "local.txt", "-r", file)
    listed = sijill("list", "-r", file).stdout.decode()
    incident = next(word for word in listed.split() if word.startswith("i-"))
    done = sijill(
        "decide", "publish", incident, "--reason", "the death is public", "-r", file, SIJILL_USER="A. Recorder"
    )
    assert done.returncode == 0, done.stderr.decode()
    decision = done.stdout.decode().split()[-1]
    assert "published" in sijill("show", incident, "-r", file).stdout.decode()
    assert b"Noaman" in sijill("export", "-r", file, "--format", "csv").stdout
    assert sijill("decide", "undo", decision, "--reason", "too early", "-r", file).returncode == 0
    assert b"Noaman" not in sijill("export", "-r", file, "--format", "csv").stdout
    assert sijill("verify", "-r", file).returncode == 0


def test_link_readings_needs_no_register(reports: Path, tmp_path: Path) -> None:
    readings = tmp_path / "readings.jsonl"
    readings.write_bytes(sijill("read", reports, "--format", "json").stdout)
    done = sijill("link", "--readings", readings)
    assert done.returncode == 0, done.stderr.decode()
    groups = [json.loads(line) for line in done.stdout.splitlines()]
    assert any(len({m["source"] for m in g["mentions"]}) == 2 for g in groups)
    readings.write_text('{"contract": "1"}\n')
    done = sijill("link", "--readings", readings)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
