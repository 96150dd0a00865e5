"""A register of before there were keys becomes one that has them; nothing is lost, and nothing sealed stays readable."""

from __future__ import annotations

import lzma
import stat
from pathlib import Path

import pytest

from register.databases import rows
from register.reports import NEWER, invented
from sijill.errors import RegisterError
from sijill.register import Register
from sijill.register.keyring import Keyring

#: made by the sources of November 2026, before version 2 of the tables, with the reports of register.reports
STORED = Path(__file__).with_name("version-1.sijill.xz")

SEALED = (
    b"Marwan fled",
    b"Omar Tariq",
    b"omar tariq",
    b"mother called",
    b"Nadia",
    b"Xanthe",
    b"xanthe",
    b"checked with",
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.sijill"
    path.write_bytes(lzma.decompress(STORED.read_bytes()))
    return path


def test_it_is_as_it_was(old: Path) -> None:
    content = old.read_bytes()
    assert all(word in content for word in SEALED)


def test_everything_is_there_and_what_is_sealed_is_encrypted(old: Path, tmp_path: Path) -> None:
    ((head,),) = rows(str(old), "SELECT value FROM meta WHERE name = 'head'")
    seq, digest = str(head).split(" ")
    with Register.open(old) as register:
        assert register.made_key is not None
        assert stat.S_IMODE(register.made_key.stat().st_mode) == 0o600
        assert list(register.verify(head=(int(seq), digest))) == []  # the log goes on from where it was
        assert [e.action for e in register.log()][-1] == "migrate"
        report = invented(1, outcome="injured")
        assert register.text(report.text.id) == report.text
        assert register.reading(report.text.id) == report.reading
        assert register.reading(invented(0).text.id).reader == NEWER  # type: ignore[union-attr]
        assert register.has(report.capture.sha256, report.capture.uri)
        assert {c.content for c in register.captures()} >= {report.capture.content}
        assert {d.reason for d in register.decisions()} == {"checked with Nadia", "asked"}
        assert [j.reason for j in register.judgements()] == ["same river"]
        assert len(register.incidents()) == len(register.standings()) == 2
        assert [h.uri for h in register.search("xanthe")] == ["shop.txt"]
        assert register.search("xanthe", sealed=False) == []
        assert not register.linkage_is_current()  # cards are made with the next linking
        for path in tmp_path.glob("old.sijill*"):
            content = path.read_bytes()
            assert not [word for word in SEALED if word in content], path
            assert report.text.id.encode() not in content
    content = old.read_bytes()
    assert not [word for word in SEALED if word in content]
    assert b"A bomb went off in Basra" in content
    with Register.open(old) as register:
        assert register.made_key is None
        assert list(register.verify()) == []


def test_where_no_key_can_be_made_it_stays_as_it_was(old: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    before = old.read_bytes()
    with pytest.raises(Exception, match="give another folder"):
        Register.open(old, keyring=Keyring(tmp_path / "a file" / "keys"))
    assert rows(str(old), "SELECT value FROM meta WHERE name = 'version'") == [("1",)]
    assert [w for w in SEALED if w in before] == [w for w in SEALED if w in old.read_bytes()]


def test_a_broken_step_takes_the_key_away_again(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RegisterError("x", "went wrong")

    monkeypatch.setattr("sijill.register.upgrading.enclose", broken)
    keyring = Keyring(tmp_path / "keys")
    with pytest.raises(RegisterError, match="went wrong"):
        Register.open(old, keyring=keyring)
    assert keyring.held() == []
    monkeypatch.undo()
    with Register.open(old, keyring=keyring) as register:
        assert list(register.verify()) == []
