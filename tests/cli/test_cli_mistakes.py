"""What people do wrong, or their machine: a clear line and an exit status, never a traceback."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from invented_reports import write_reports
from sijill.cli import cli

RUN = [sys.executable, "-c", "import sys; sys.argv[0] = 'sijill'; from sijill.cli import main; main()"]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("SIJILL_")}


def sijill(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would."""
    return subprocess.run(
        [*RUN, *map(str, arguments)],
        capture_output=True, check=False, text=True, encoding="utf-8", timeout=120, env={**CLEAN, **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mistakes")
    file = folder / "r.sijill"
    assert sijill("add", write_reports(folder / "reports"), "-r", file).returncode == 0
    return file


def incident(register: Path) -> str:
    return next(word for word in sijill("list", "-r", register).stdout.split() if word.startswith("i-"))


@pytest.mark.parametrize(("wrong", "meant"), [("lst", "'list'"), ("pubish", "'publish'"), ("xyzzy", "--help")])
def test_a_command_spelt_wrongly_is_answered_with_what_was_meant(wrong: str, meant: str) -> None:
    done = sijill(wrong)
    assert done.returncode == 2
    assert meant in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("command", [["list"], ["export", "--audience", "keeper"], ["verify"], ["search", "Mosul"]])
def test_a_full_disk_is_told_in_one_line(register: Path, command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*RUN, *command, "-r", str(register)], stdout=full, stderr=subprocess.PIPE, check=False, env=CLEAN
        )
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        f"sijill: what is printed: cannot be written or read: {os.strerror(errno.ENOSPC)}"
    ]


def test_whoever_reads_a_pipe_may_stop(register: Path) -> None:
    for command in ("list", "show " + incident(register), "export --audience keeper", "--help"):
        words = command.split() + ([] if command == "--help" else ["-r", str(register)])
        with subprocess.Popen([*RUN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            assert process.stderr.read() == b"", command


def test_ctrl_c_while_adding_keeps_what_was_added_and_says_how_to_go_on(tmp_path: Path) -> None:
    file = tmp_path / "r.sijill"
    reports = write_reports(tmp_path / "reports")
    for n in range(600):
        (reports / f"more-{n}.txt").write_text(f"Gunmen killed the lawyer Omar Example{n} in Basra on 3 May 2021.\n")
    with subprocess.Popen([*RUN, "add", str(reports), "-r", str(file)], stderr=subprocess.PIPE, env=CLEAN) as process:
        while not file.exists() or file.stat().st_size < 200_000:  # the first reports are in it
            assert process.poll() is None, "ended before it was interrupted"
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command does the rest" in told.decode()
    assert "Traceback" not in told.decode()
    assert sijill("verify", "-r", file).returncode == 0


def test_an_interruption_anywhere_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Group, "invoke", interrupted)
    with pytest.raises(SystemExit) as left:
        cli(["list"])
    assert left.value.code == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_decision_without_a_reason_is_not_taken(register: Path) -> None:
    done = sijill("decide", "publish", incident(register), "--reason", "  ", "-r", register)
    assert done.returncode == 2
    assert "reason" in done.stderr
    assert "0 incidents" in sijill("list", "--published", "-r", register).stdout


def test_a_file_without_decisions_is_no_file_of_decisions(register: Path, tmp_path: Path) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text('[[decisions]]\nkind = "publish"\n')
    done = sijill("decide", "replay", file, "-r", register)
    assert done.returncode == 2
    assert "[[decision]]" in done.stderr
    done = sijill("decide", "replay", tmp_path, "-r", register)
    assert done.returncode == 2
    assert "Errno" not in done.stderr


def test_nothing_published_says_what_publishes(register: Path, tmp_path: Path) -> None:
    for command in (["export"], ["export", "-o", tmp_path / "x.jsonl"], ["publish", tmp_path / "release"]):
        done = sijill(*command, "-r", register)
        assert done.returncode == 0, command
        assert "sijill decide publish" in done.stderr, command


def test_numbers_and_files_that_cannot_be_are_refused(register: Path, tmp_path: Path) -> None:
    for wrong in (
        ["search", "--limit", "0", "Mosul"],
        ["list", "--reports", "0"],
        ["link", "--readings", tmp_path],
        ["link", "--readings", tmp_path / "absent"],
    ):
        done = sijill(*wrong, "-r", register)
        assert done.returncode == 2, wrong
        assert "Errno" not in done.stderr, wrong


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = sijill("serve", "-r", tmp_path / "new.sijill", "--port", str(port))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"sijill: 127.0.0.1:{port}: cannot be listened on")
    assert not (tmp_path / "new.sijill").exists()


def test_the_only_keeper_is_told_to_confirm_an_erasure_alone(register: Path) -> None:
    text = next(iter((register.parent / "reports").iterdir()))
    done = sijill("erase", text, "--reason", "the source recants", "-r", register)
    assert done.returncode == 0, done.stderr
    assert "only keeper" in done.stdout
    assert "another keeper" not in done.stdout


def test_the_first_release_is_not_compared_with_one_that_is_not_there(register: Path, tmp_path: Path) -> None:
    first = sijill("publish", tmp_path / "release", "-r", register)
    assert "the first release in this folder" in first.stdout, first.stderr
    again = sijill("publish", tmp_path / "release", "-r", register)
    assert "since the release that was there" in again.stdout, again.stderr


def test_a_dry_run_of_publishing_says_that_it_would_leave(register: Path) -> None:
    done = sijill("decide", "publish", incident(register), "--reason", "public knowledge", "--dry-run", "-r", register)
    assert "into the next release" in done.stdout, done.stderr
