"""Documents are taken apart behind walls: what takes one over reaches nothing, and costs that document only."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sijill import texts
from sijill.errors import SijillError, TextError
from sijill.texts.confinement import Confined, ConfinementError
from sijill.texts.extracting import Extractor
from sijill.types import Capture, Metadata

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = (
    "<html><head><title>A dyer is shot in Ashtarak</title></head><body><article><p>Gunmen shot the dyer Vahan Melkumyan "
    "on Monday, his brother told the Aragats Courier. 😀 قتل</p></article></body></html>"
)


@pytest.fixture(scope="module")
def walled() -> Iterator[Confined]:
    with Confined("hostile_work:attempt", seconds=20, megabytes=2000, longest=1_000_000) as confined:
        missing = confined.missing
        if sys.platform == "linux":
            assert missing == ()
        elif "files" in missing:
            pytest.skip("this system has no walls against files and network")
        yield confined


def test_it_computes_and_answers(walled: Confined) -> None:
    length, process = walled.ask({"deed": "echo"}, b"abc" * 1_000_000)
    assert length == 3_000_000
    assert process != os.getpid()


@pytest.mark.parametrize("deed", ["read", "write", "remove", "list"])
def test_no_file_is_reached(walled: Confined, tmp_path: Path, deed: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a name")
    target = tmp_path if deed == "list" else secret
    assert str(walled.ask({"deed": deed, "with": str(target)})).startswith("refused")
    assert secret.read_text() == "a name"


def test_no_network_is_reached(walled: Confined) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        assert str(walled.ask({"deed": "connect", "with": server.getsockname()[1]})).startswith("refused")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("deed", [{"deed": "run", "with": [sys.executable, "-c", ""]}, {"deed": "fork"}])
def test_no_program_is_started(walled: Confined, deed: dict[str, object]) -> None:
    assert str(walled.ask(deed)).startswith("refused")


def test_no_other_process_is_reached(walled: Confined) -> None:
    assert str(walled.ask({"deed": "signal", "with": os.getpid()})).startswith("refused")


def test_what_takes_hold_of_one_request_is_gone_before_the_next(walled: Confined) -> None:
    assert [walled.ask({"deed": "linger"}) for _ in range(3)] == [1, 1, 1]


def test_nothing_of_the_environment_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_PASSPHRASE", "a secret")
    with Confined("hostile_work:attempt", seconds=20, megabytes=2000, longest=100_000) as confined:
        known = confined.ask({"deed": "environment"})
    assert "PYTHONPATH" in known and "SIJILL_PASSPHRASE" not in known


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("hog", "memory"),
        ("die", "died"),
        ("gabble", "nonsense|died"),
        ("lengthen", "too long"),
        ("fail", "ZeroDivisionError"),
    ],
)
def test_what_harms_its_process_costs_one_request(walled: Confined, deed: str, why: str) -> None:
    with pytest.raises(ConfinementError, match=why):
        walled.ask({"deed": deed})
    assert walled.ask({"deed": "echo"}, b"12")[0] == 2


@pytest.mark.parametrize("deed", ["stall", "spin"])
def test_time_is_limited(deed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.texts.confinement._GRACE", 2.0)
    with Confined("hostile_work:attempt", seconds=1, megabytes=2000, longest=1_000) as confined:
        with pytest.raises(ConfinementError, match=r"longer than 1 seconds|processor time"):
            confined.ask({"deed": deed})
        assert confined.ask({"deed": "echo"})[0] == 0


def test_errors_told_on_purpose_come_through(walled: Confined) -> None:
    with pytest.raises(SijillError) as caught:
        walled.ask({"deed": "refuse"})
    assert str(caught.value) == "page.html: has no words (look again)"


def test_what_cannot_start_says_so() -> None:
    confined = Confined("no_such_module:work", seconds=1, megabytes=500, longest=10)
    with confined, pytest.raises(ConfinementError, match="does not start"):
        confined.ask({})


def capture(content: bytes, media_type: str = "text/html", name: str = "page.html") -> Capture:
    told = Metadata(publisher="Aragats Courier", published="2026-01-01")
    return Capture(hashlib.sha256(content).hexdigest(), content, name, "file", NOW, media_type, None, told)


def test_texts_are_the_same_as_without_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.texts.extracting.SHORT", -1)
    with Extractor(max_characters=100_000) as extractor:
        for content, kind in (
            (PAGE.encode(), "text/html"),
            (b"Gunmen shot a dyer in Ashtarak on Monday.\n\nHis brother said so.", "text/plain"),
            ("قتل رجل في البصرة يوم الاثنين".encode(), "text/plain"),
            (PAGE.encode("utf-16"), "text/html"),
        ):
            assert extractor.extract(capture(content, kind)) == texts.extract(capture(content, kind))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 100, b"%PDF-1.4 ...", b"<?xml version='1.0'?><rss/>", b"a " * 200_000]
)
def test_the_same_errors_as_without_walls(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.texts.extracting.SHORT", -1)
    kind = "text/plain" if content[:1] != b"%" else "application/pdf"
    with pytest.raises(TextError) as expected:
        texts.extract(capture(content, kind), max_characters=100_000)
    with Extractor(max_characters=100_000) as extractor, pytest.raises(TextError) as caught:
        extractor.extract(capture(content, kind))
    assert str(caught.value) == str(expected.value)


def test_entities_that_swell_cost_their_page_only() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{lines}]><html><body><p>&l11; and words.</p></body></html>'
    file = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><article><p>Words &x; here.</p></article></body></html>'
    with Extractor(max_characters=100_000) as extractor:
        for content in (bomb, file):
            try:
                text = extractor.extract(capture(content.encode()))
            except TextError:
                continue
            assert "root:" not in text.content
            assert len(text.content) < 10_000
        assert "dyer" in extractor.extract(capture(PAGE.encode())).content


def test_plain_words_need_no_walls_and_pages_do() -> None:
    extractor = Extractor(max_characters=100_000)
    extractor.extract(capture(b"Gunmen shot a dyer in Ashtarak on Monday.", "text/plain", "note.txt"))
    assert not vars(extractor._confined)["_process"]
    extractor.extract(capture(PAGE.encode(), "text/plain", "page"))  # whatever it is said to be
    assert vars(extractor._confined)["_process"]
    extractor.close()
