"""Whatever can be wrong with a register's place is one clear error that says what to do."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from register.databases import rows, run
from register.reports import NOON, READER, invented
from sijill.errors import NewerRegisterError, RegisterError
from sijill.register import Register, migrations
from sijill.register.keyring import Keyring
from sijill.register.vault import MAGIC
from sijill.types import Anchor, Decision, MentionKey


def test_made_once_and_opened_again(address: str) -> None:
    with pytest.raises(RegisterError, match=r"no (such )?register"):
        Register.open(address)
    with Register.open(address, create=True) as register:
        first = register.head()
        assert [e.action for e in register.log()] == ["create"]
    with Register.open(address, create=True) as register:
        assert register.head() == first
    with Register.open(address) as register:
        assert list(register.verify()) == []


def test_a_register_of_a_newer_version(address: str) -> None:
    Register.open(address, create=True).close()
    run(address, "UPDATE meta SET value = '99' WHERE name = 'version'")
    with pytest.raises(NewerRegisterError, match=r"version 99.*upgrade sijill"):
        Register.open(address)


def test_a_step_is_done_once_with_its_note(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Register.open(address, create=True).close()
    done = []

    def second_step(connection: Connection) -> None:
        done.append(1)
        connection.execute(text("CREATE TABLE of_the_second_step (a integer)"))

    def broken_step(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE of_the_broken_step (a integer)"))
        connection.execute(text("SELECT nothing FROM nowhere"))

    known = [(n, step.__name__) for n, step in enumerate(migrations.STEPS, 1)]
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, second_step, broken_step))
    with pytest.raises(RegisterError):
        Register.open(address)
    assert rows(address, "SELECT number, name FROM migration ORDER BY 1") == known
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:-1])
    for _ in range(2):
        Register.open(address).close()
    after = [*known, (len(known) + 1, "second_step")]
    assert rows(address, "SELECT number, name FROM migration ORDER BY 1") == after
    with Register.open(address) as register:
        assert [e.action for e in register.log()] == ["create", "migrate"]
        # the steps' notes are in the log; that the table is new to the schema of these tests is told too
        assert [d.key for d in register.verify()] == ["of_the_second_step"]
    assert len(done) == 2


def test_a_fault_of_the_database_prints_nothing_that_is_kept(tmp_path: Path) -> None:
    """The server's log and a terminal's history are no places for names; what the database was given stays out."""
    address = str(tmp_path / "r.sijill")
    given = invented()
    with Register.open(address, create=True) as register:
        run(address, "CREATE TRIGGER full BEFORE INSERT ON text BEGIN SELECT RAISE(ABORT, 'no room'); END")
        with pytest.raises(RegisterError) as caught:
            register.keep(given.capture, given.text, given.reading, by="A.")
    printed = "".join(traceback.format_exception(caught.value))
    assert "no room" in printed and "SQL parameters hidden" in printed
    assert given.capture.uri not in printed and given.text.content[:20] not in printed


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    with Register.open(path, create=True) as register:
        report = invented()
        register.keep(report.capture, report.text, report.reading, by="A. Recorder")
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_places_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("These are no tables. " * 100)
    (tmp_path / "empty").touch()
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE a (b)")
    other.close()
    places: list[tuple[str | Path, bool, str]] = [
        (tmp_path, True, "is a folder"),
        (tmp_path / "missing" / "a.sijill", True, "folder does not exist.*mkdir -p"),
        (tmp_path / "a.sijill", False, "no such register"),
        (tmp_path / "words.txt", True, "is not a register"),
        (tmp_path / "empty", False, "no register is in it"),
        (tmp_path / "other.db", True, "a database, but no register"),
        ("mysql://u@localhost/x", True, "no database that can hold a register"),
        ("postgresql://:bad:port/x", True, "is not an address"),
        ("postgresql://u:secret@127.0.0.1:1/x", True, "cannot be reached"),
    ]
    for place, create, problem in places:
        with pytest.raises(RegisterError, match=problem) as caught:
            Register.open(place, create=create)
        assert str(place).replace("secret", "***") in str(caught.value)
        assert "secret" not in str(caught.value)
    with Register.open(tmp_path / "empty", create=True) as register:  # as left by a program killed while making it
        assert list(register.verify()) == []


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    with Register.open(path, create=True) as register:
        for n in range(80):
            report = invented(n)
            register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    content = bytearray(path.read_bytes())
    # behind the page with the register's own key, without which it does not open at all
    for page in range(len(content) // 4096 * 3 // 4, len(content) // 4096, 2):
        content[page * 4096 : page * 4096 + 300] = b"\xff" * 300
    path.write_bytes(content)
    with Register.open(path) as register:
        assert {d.table for d in register.verify()} >= {"database"}
        with pytest.raises(RegisterError, match="damaged"):
            list(register.accounts())


def test_one_byte_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    report = invented()
    with Register.open(path, create=True) as register:
        register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    content = path.read_bytes()
    assert report.capture.content not in content  # somebody in it is sealed
    at = content.index(MAGIC) + 60
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    with Register.open(path) as register:
        assert {d.table for d in register.verify()} & {"blob", "text"}


def calls(register: Register) -> list[Callable[[], Any]]:
    """Every method that writes."""
    report = invented(7)
    publish = Decision("", "publish", Anchor(text=report.text.id), "A. Recorder", NOON)
    return [
        lambda: register.keep(report.capture, report.text, report.reading, by="A. Recorder"),
        lambda: register.save_incidents([], [], by="linker 1"),
        lambda: register.decide(publish),
        lambda: register.note("export", by="A. Recorder", payload={"format": "csv"}),
        lambda: list(register.verify()) and register.note("x", by="", payload={}),
    ]


def test_a_locked_register(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    Register.open(path, create=True).close()
    with Register.open(path, patience=0.05) as register:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for call in calls(register):
            with pytest.raises(RegisterError, match="being written by another program"):
                call()
        # who only reads need not wait
        assert list(register.accounts()) == []
        assert not register.has_reading("x", READER)
        assert register.mint_incident(MentionKey("x", "i1"))
        other.execute("ROLLBACK")
        other.close()
        for call in calls(register)[:2]:
            call()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_register_that_may_not_be_written(what: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.sijill"
        keyring = Keyring(Path(folder) / "keys")
        Register.open(path, create=True, keyring=keyring).close()
        if what == "file":
            path.chmod(0o444)
        else:
            path.unlink()
        root = os.geteuid() == 0
        for place in (*Path(folder, "keys").rglob("*"), Path(folder, "keys")) if root else ():
            os.chown(place, 65534, 65534)
        Path(folder).chmod(0o555)
        try:
            if root:  # may write anything: try as nobody
                os.seteuid(65534)
            with pytest.raises(RegisterError, match=r"check (its|the|that)") as caught:
                Register.open(path, create=True, keyring=keyring).note("x", by="x", payload={})
        finally:
            if root:
                os.seteuid(0)
            Path(folder).chmod(0o755)
        assert str(path) in str(caught.value)
