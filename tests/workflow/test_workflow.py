"""The whole way on invented reports: add, link, decide, export, publish, verify."""

import io
import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from invented_reports import write_reports
from sijill import Register, add, link, publish, read
from sijill.errors import Failure
from sijill.settings import load
from sijill.statements.neural.reader import NeuralReader
from sijill.types import Decision, Dossier, Reading, Text
from sijill.workflow import Added, decide, export, find_incident, find_statement, read_again, verify

AT = datetime(2021, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports and a register of them; tests copy it."""
    folder = tmp_path_factory.mktemp("added")
    write_reports(folder / "reports")
    with Register.open(folder / "r.sijill", create=True) as register:
        results = list(add(register, [str(folder / "reports")], settings=load(environment={})))
        assert all(isinstance(r, Added) and r.new for r in results), results
    return folder


@pytest.fixture
def folder(added: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(added, tmp_path / "copy"))


def killing(register: Register) -> Dossier:
    """The incident of which two English reports tell."""
    return max(register.dossiers(), key=lambda d: len({m.source.report.id for m in d.mentions}))


def test_read_needs_no_register(folder: Path) -> None:
    results = [r for r in read([str(folder / "reports")]) if not isinstance(r, Failure)]
    assert len(results) == 4
    wire = next(r for r in results if r.text.uri.endswith("wire.html"))
    assert wire.text.metadata.published == "2021-03-15T18:20:00+03:00"
    assert any(m.first("type") == "killing" for m in wire.reading.mentions)


def test_two_spellings_become_one_incident_and_their_dates_agree(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        dossier = killing(register)
        assert len({m.source.report.id for m in dossier.mentions}) == 2
        date = dossier.standing.get("date")
        assert date is not None
        assert date.value == "2021-03-14"
        names = {p.name for m in dossier.mentions for p in m.parties}
        assert {"Farid al-Nouman", "Fareed Al-Noaman"} <= names


def test_twice_is_once(added: Path) -> None:
    with Register.open(added / "r.sijill") as register:
        before = list(register.log())
        results = list(add(register, [str(added / "reports")], settings=load(environment={})))
        assert all(isinstance(r, Added) and not r.new for r in results)
        assert list(register.log()) == before
        assert not link(register).changed


def test_verify_finds_nothing_and_then_a_changed_row(folder: Path) -> None:
    file = folder / "r.sijill"
    with Register.open(file) as register:
        assert list(verify(register)) == []
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE statement SET field = 'injured' WHERE field = 'killed'")
    with Register.open(file) as register:
        assert any(d.table == "statement" for d in verify(register))


def test_nothing_is_exported_before_a_person_decides(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        out = io.StringIO()
        assert export(register, "incidents-jsonl", out) == 0
        anchor, _, _ = find_incident(register, killing(register).incident.id)
        decide(register, Decision("", "publish", anchor, "A. Recorder", AT, "the death is public"))
        out = io.StringIO()
        assert export(register, "incidents-jsonl", out) == 1
        record = json.loads(out.getvalue())
        assert "Nouman" in out.getvalue()
        assert "Haddadin" not in out.getvalue()
        assert record["incident"] == killing(register).incident.id
        assert list(verify(register)) == []


def test_the_keeper_sees_all_and_it_is_logged(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        out = io.StringIO()
        export(register, "incidents-jsonl", out, audience="keeper", by="keeper")
        assert "Haddadin" in out.getvalue()
        last = list(register.log())[-1]
        assert (last.action, last.by) == ("export", "keeper")


def test_an_export_that_breaks_off_is_logged(folder: Path) -> None:
    class Full(io.StringIO):
        def write(self, words: str) -> int:
            raise OSError(28, "No space left on device")

    with Register.open(folder / "r.sijill") as register:
        with pytest.raises(OSError, match="No space"):
            export(register, "csv", Full(), audience="keeper", by="keeper")
        last = list(register.log())[-1]
        assert (last.action, last.by) == ("export", "keeper")


def test_a_correction_stands_and_can_be_undone(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        dossier = killing(register)
        date = dossier.standing.get("date")
        assert date is not None
        anchor, before, _ = find_statement(register, date.behind[0])
        taken = decide(
            register, Decision("", "correct", anchor, "A. Recorder", AT, "family says so", before, "2021-03-13")
        )
        corrected = killing(register).standing.get("date")
        assert corrected is not None
        assert (corrected.value, corrected.rule) == ("2021-03-13", "decision")
        assert corrected.checked_by == ("A. Recorder",)
        decide(register, Decision("", "undo", type(anchor)(), "A. Recorder", AT, "mistaken", undoes=taken.id))
        restored = killing(register).standing.get("date")
        assert restored == date
        assert list(verify(register)) == []


def test_a_release_holds_what_was_decided_and_nothing_sealed(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        for dossier in list(register.dossiers()):
            anchor, _, _ = find_incident(register, dossier.incident.id)
            decide(register, Decision("", "publish", anchor, "A. Recorder", AT, "test"))
        release = publish(register, folder / "release", version="1", created_at=AT)
        assert release.incidents
        everything = "".join(p.read_text("utf-8") for p in (folder / "release").rglob("*") if p.is_file())
        assert "Haddadin" not in everything
        assert "A. Recorder" not in everything


def test_the_arabic_report_is_kept_and_found(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        hits = register.search("النعمان")
        assert [Path(h.uri).name for h in hits] == ["arabic.txt"]
        assert hits[0].snippet is not None
        assert "النعمان" in register.text(hits[0].text).quote(hits[0].snippet)


def test_a_fault_of_the_reader_costs_one_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes and the text are kept, the others are read, and a mended reader reads it later."""
    folder = write_reports(tmp_path / "reports")
    settings = load(environment={})

    def fail_on_the_threat(self: NeuralReader, text: Text) -> Reading:
        if text.uri.endswith("threat.txt"):
            raise AssertionError("a fault")
        return next(read_as_it_is(self, [text]))

    read_as_it_is = NeuralReader.read_many
    with Register.open(tmp_path / "r.sijill", create=True) as register:
        with monkeypatch.context() as patch:
            patch.setattr(NeuralReader, "read", fail_on_the_threat)
            patch.setattr(NeuralReader, "read_many", lambda self, texts: (fail_on_the_threat(self, t) for t in texts))
            results = list(add(register, [str(folder)], settings=settings))
        failures = [r for r in results if isinstance(r, Failure)]
        assert [Path(f.source).name for f in failures] == ["threat.txt"]
        assert "AssertionError" in str(failures[0].error)
        assert len(results) == 4
        assert list(verify(register)) == []
        assert [Path(r.uri).name for r in read_again(register, settings=settings) if isinstance(r, Added)] == [
            "threat.txt"
        ]
        assert list(read_again(register, settings=settings)) == []
        assert list(verify(register)) == []
