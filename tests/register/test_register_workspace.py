"""Who may use the workspace, and what they pin to things: kept, never lost, in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from register.reports import invented
from sijill.errors import NotFoundError, UnknownNameError, UsageError
from sijill.register import Member, Register


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.open(tmp_path / "r.sijill", create=True)


def test_the_newest_row_of_a_name_holds(register: Register) -> None:
    register.admit(Member("Amal", "recorder", "hash 1"), by="Amal")
    register.admit(Member("Zaid", "reader"), by="Amal")
    register.admit(Member("Amal", "keeper", "hash 2", "TOTP"), by="Zaid")
    assert register.members() == (Member("Amal", "keeper", "hash 2", "TOTP"), Member("Zaid", "reader"))
    register.admit(Member("Amal", "keeper", active=False), by="Zaid")
    assert [m.active for m in register.members()] == [False, True]
    assert list(register.verify()) == []
    assert [e.action for e in register.log()].count("admit") == 4


@pytest.mark.parametrize("name", ["", " Amal", "a\nb", "x" * 81, "a\x00b"])
def test_names_that_are_none(register: Register, name: str) -> None:
    with pytest.raises(UsageError):
        register.admit(Member(name, "keeper"), by="A")


def test_roles_that_are_none(register: Register) -> None:
    with pytest.raises(UnknownNameError, match="keeper"):
        register.admit(Member("A", "god"), by="A")  # type: ignore[arg-type]


def test_slips_are_found_by_kind_and_subject(register: Register) -> None:
    first = register.pin("done", "t1", by="A. Recorder", body={"missed": 0, "words": "ما"})
    register.pin("done", "t2", by="A. Recorder")
    register.pin("comment", "t1", by="B. Recorder")
    assert register.slips("done", "t1") == (first,)
    assert [s.subject for s in register.slips("done")] == ["t1", "t2"]
    assert [s.kind for s in register.slips(subject="t1")] == ["done", "comment"]
    assert first.body == {"missed": 0, "words": "ما"}
    assert register.linkage_is_current(), "a slip is no reason to link anew"
    assert list(register.verify()) == []


def test_many_threads_at_once(register: Register) -> None:
    """More threads than a pool holds: no connection is closed under another's hands."""

    def work(n: int) -> int:
        register.pin("comment", f"t{n % 3}", by=f"R{n}")
        return len(register.slips("comment"))

    with ThreadPoolExecutor(12) as threads:
        assert max(threads.map(work, range(60))) == 60
    assert list(register.verify()) == []


def test_the_texts_of_a_report_and_what_is_read_in_them(register: Register) -> None:
    first = invented()
    register.keep(first.capture, first.text, None, by="A. Recorder")
    report = next(register.reports()).id
    (source,) = register.sources(report)
    assert (source.text, source.report.id) == (first.text, report)
    assert register.accounts_of(first.text.id) == ()
    register.keep_reading(first.reading, by="A. Recorder")
    assert [a.mention for a in register.accounts_of(first.text.id)] == list(first.reading.mentions)
    assert register.captures_of(report) == (first.capture,)
    assert register.captures_of("r_none") == ()
    with pytest.raises(NotFoundError):
        register.sources("r_none")
