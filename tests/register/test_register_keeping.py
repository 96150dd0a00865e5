"""Twice is once; what is kept comes back equal; a newer reading supersedes and nothing is deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from register.reports import NEWER, READER, Teller, capture, invented, text_of
from sijill.errors import NotFoundError, RegisterError
from sijill.register import Kept, Register
from sijill.types import Metadata


def entries(register: Register) -> int:
    return register.counts()["entries"]


def test_everything_comes_back(register: Register) -> None:
    report = invented()
    assert register.keep(report.capture, report.text, report.reading, by="A. Recorder") == Kept(True, True, True)
    assert list(register.captures()) == [report.capture]
    assert register.capture_bytes(report.capture.sha256) == report.capture.content
    assert list(register.texts()) == [register.text(report.text.id)] == [report.text]
    assert register.reading(report.text.id) == report.reading
    (account,) = register.accounts()
    assert account.mention == report.reading.mentions[0]
    assert account.source.captured_at == report.capture.captured_at
    assert account.source.report.uri == report.capture.uri
    assert account.claims == report.reading.claims
    assert {p.id for p in account.parties} == {"p12", "p150", "p180"}
    assert account.relations == report.reading.relations
    assert account.reader == READER
    for name, said in zip(account.statement_ids, account.mention.statements, strict=True):
        assert register.statement(name[:8]).statement == said


def test_twice_is_once(register: Register) -> None:
    report = invented()
    register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    before = entries(register)
    assert register.keep(report.capture, report.text, report.reading, by="B. Recorder") == Kept()
    assert entries(register) == before
    assert register.has_capture(report.capture)
    assert register.has_reading(report.text.id, READER)
    assert not register.has(report.capture.sha256, "elsewhere.txt")


def test_a_newer_reader_supersedes_and_deletes_nothing(register: Register) -> None:
    report = invented()
    register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    assert [t.id for t in register.unread_texts(NEWER)] == [report.text.id]
    assert list(register.unread_texts(READER)) == []
    shorter = Teller(report.text).say("type", "killing", "shot").reading(NEWER)
    assert register.keep_reading(shorter, by="A. Recorder")
    assert not register.keep_reading(shorter, by="A. Recorder")
    (account,) = register.accounts()
    assert account.mention == shorter.mentions[0]
    assert register.counts()["readings"] == 2
    # a statement that both found is one statement
    assert register.counts()["statements"] == len(report.reading.mentions[0].statements)
    # the older reader has nothing new to say
    assert not register.keep(report.capture, report.text, report.reading, by="A. Recorder").anything
    assert [a.reader for a in register.accounts()] == [NEWER]


@pytest.mark.parametrize("change", [{"model": "abc"}, {"codebook": "other"}, {"name": "neural"}, {"version": "9"}])
def test_whatever_differs_in_a_reader_makes_another_reading(register: Register, change: dict[str, str]) -> None:
    report = invented()
    register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    other = replace(READER, **change)
    assert not register.has_reading(report.text.id, other)
    assert register.keep_reading(replace(report.reading, reader=other), by="A. Recorder")
    assert len(list(register.accounts())) == 1


def test_what_cannot_be_read_is_kept_as_evidence(register: Register) -> None:
    taken = capture(b"\x00\xffnot a text\x00", "scan.pdf")
    assert register.keep(taken, None, None, by="A. Recorder") == Kept(True, False, False)
    assert register.keep(taken, None, None, by="A. Recorder") == Kept()
    assert list(register.captures(unread=True)) == [taken]
    assert register.counts()["unread"] == 1
    assert list(register.accounts()) == []
    assert list(register.verify()) == []


def test_a_text_found_later_for_kept_bytes(register: Register) -> None:
    report = invented()
    register.keep(report.capture, None, None, by="A. Recorder")
    assert register.keep(report.capture, report.text, report.reading, by="A. Recorder") == Kept(False, True, True)
    assert list(register.captures(unread=True)) == []


def test_a_newer_extractor_supersedes_the_text(register: Register) -> None:
    report = invented()
    register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    newer = text_of(report.capture, extractor="plain 2")
    register.keep(report.capture, newer, None, by="A. Recorder")
    assert list(register.texts()) == [newer]
    assert register.text(report.text.id) == report.text
    assert list(register.accounts()) == []
    assert [h.text for h in register.search("Mosul")] == [newer.id]


def test_an_edited_page_is_a_second_capture_of_one_report(register: Register) -> None:
    first, second = invented(1, uri="https://courier.example/1"), invented(2, uri="https://courier.example/1")
    for report in (first, second):
        register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    assert len(list(register.reports())) == 1
    assert len({a.source.report.id for a in register.accounts()}) == 1
    assert len(list(register.accounts())) == 2


def test_the_same_bytes_at_two_places_are_one_report(register: Register) -> None:
    first, copy = invented(1, uri="a.txt"), invented(1, uri="copy.txt")
    register.keep(first.capture, first.text, first.reading, by="A. Recorder")
    assert register.keep(copy.capture, copy.text, copy.reading, by="A. Recorder") == Kept(True, False, False)
    assert [r.uri for r in register.reports()] == ["a.txt"]
    assert len(list(register.captures())) == 2
    assert len(list(register.accounts())) == 1


def test_a_large_capture(register: Register) -> None:
    taken = capture(b"0123456789abcdef" * 500_000, "film.bin")
    register.keep(taken, None, None, by="A. Recorder")
    assert register.capture_bytes(taken.sha256) == taken.content


def test_a_long_text_is_kept_and_found(register: Register) -> None:
    taken = capture(("word " * 100_000 + "kingfisher").encode(), "long.txt")
    text = text_of(taken, Metadata())
    register.keep(taken, text, None, by="A. Recorder")
    assert [h.text for h in register.search("kingfisher word")] == [text.id]


def test_bytes_that_are_not_theirs_are_refused(register: Register) -> None:
    taken = replace(capture(b"abc"), sha256="0" * 64)
    with pytest.raises(RegisterError, match="its bytes are not those"):
        register.keep(taken, None, None, by="A. Recorder")
    assert list(register.captures()) == []


def test_parts_that_do_not_belong_together_are_refused(register: Register) -> None:
    one, other = invented(1), invented(2)
    with pytest.raises(RegisterError, match="text is of other bytes"):
        register.keep(one.capture, other.text, None, by="A. Recorder")
    with pytest.raises(RegisterError, match="reading is of another text"):
        register.keep(one.capture, one.text, other.reading, by="A. Recorder")
    with pytest.raises(NotFoundError):
        register.keep_reading(one.reading, by="A. Recorder")
    with pytest.raises(NotFoundError):
        register.text("nothing")
    with pytest.raises(NotFoundError):
        register.capture_bytes("nothing")
    assert entries(register) == 1


def test_half_a_character_is_refused_and_the_rest_goes_on(register: Register) -> None:
    taken = capture(b"abc", "caf\udce9.txt")
    with pytest.raises(RegisterError, match="surrogate"):
        register.keep(taken, None, None, by="A. Recorder")
    fine = capture(b"abc", "cafe.txt")
    assert register.keep(fine, None, None, by="A. Recorder").capture
    assert list(register.verify()) == []
