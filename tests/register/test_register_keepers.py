"""Who may read what is sealed: let in, taken out, recovered; and erasing, after which no key of today opens a backup."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from register.reports import NOON, capture, incident, invented
from sijill.errors import KeysError, LockedError, RegisterError, TracesError
from sijill.register import Register
from sijill.register.keyring import Keyring, generate
from sijill.register.shares import join, split
from sijill.types import Anchor, Decision, Judgement


def ring(folder: Path, name: str) -> Keyring:
    return Keyring(folder / name, environment={})


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A register of A's with three reports, two of which are one incident."""
    path = tmp_path / "r" / "test.sijill"
    path.parent.mkdir()
    with Register.open(path, create=True, keyring=ring(tmp_path, "a"), user="A. Recorder") as register:
        reports = [invented(n, outcome="injured") for n in range(3)]
        for report in reports:
            register.keep(report.capture, report.text, report.reading, by="A. Recorder")
        ids = [register.mint_incident(reports[0].key), register.mint_incident(reports[2].key)]
        linked = [incident(ids[0], reports[:2]), incident(ids[1], reports[2:])]
        register.save_incidents([i for i, _ in linked], [s for _, s in linked], by="linker 1")
        anchor = Anchor(reports[0].text.id, reports[0].reading.mentions[0].id, incident=ids[0])
        accepted = register.decide(Decision("", "publish", anchor, "A. Recorder", NOON, "asked by the family"))
        register.decide(Decision("", "undo", Anchor(), "A. Recorder", NOON, "too early", undoes=accepted.id))
        register.judge(Judgement(reports[0].key, reports[1].key, "yes", "A. Recorder", NOON, None, "one river"))
        register.pin("comment", reports[0].text.id, by="A. Recorder", body={"words": "look again"})
    return path


def readable(path: Path, *rings: Keyring) -> list[bool]:
    """Whether the first report's victim can be read with each keyring."""
    told = []
    for some in rings:
        with Register.open(path, keyring=some) as register:
            told.append(not register.locked and "Layla" in register.text(invented(0).text.id).content)
    return told


def test_a_new_register_has_one_keeper_whose_key_only_its_owner_can_read(kept: Path, tmp_path: Path) -> None:
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        assert [k.name for k in register.keys.keepers()] == ["A. Recorder"]
        mine = register.keys.mine
    assert mine is not None
    assert stat.S_IMODE(mine.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(mine.path.parent.stat().st_mode) == 0o700
    assert readable(kept, ring(tmp_path, "a"), ring(tmp_path, "nobody")) == [True, False]


def test_let_in_and_taken_out(kept: Path, tmp_path: Path) -> None:
    theirs = ring(tmp_path, "b").make()
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        register.keys.add(theirs.recipient, "B. Editor", by="A. Recorder")
        with pytest.raises(KeysError, match="keeper's already"):
            register.keys.add(theirs.recipient, "B. Editor", by="A. Recorder")
        with pytest.raises(KeysError, match="no age recipient"):
            register.keys.add("age1nothing", "C", by="A. Recorder")
        assert list(register.verify()) == []
        with Register.open(kept, keyring=ring(tmp_path, "b")) as second:  # open while the key changes
            register.keys.revoke("A. Recorder", by="B. Editor")
            assert "Layla" in second.text(invented(0).text.id).content
        with pytest.raises(KeysError, match="last keeper"):
            register.keys.revoke("B. Editor", by="B. Editor")
    assert readable(kept, ring(tmp_path, "a"), ring(tmp_path, "b")) == [False, True]
    with Register.open(kept, keyring=ring(tmp_path, "b")) as register:
        assert list(register.verify()) == []
        assert [e.action for e in register.log()].count("keys") == 2


def test_a_planted_keeper_is_let_in_by_nobody(kept: Path, tmp_path: Path) -> None:
    theirs = ring(tmp_path, "thief").make()
    raw = sqlite3.connect(kept)
    row = raw.execute("SELECT name, generation, stale, wrapped, proof FROM keeper").fetchone()
    raw.execute("INSERT INTO keeper VALUES (?, ?, ?, ?, ?, ?)", (theirs.recipient, *row))
    raw.commit()
    raw.close()
    other = ring(tmp_path, "b").make()
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        assert theirs.recipient in {d.key for d in register.verify()}
        register.keys.add(other.recipient, "B", by="A. Recorder")
        register.keys.revoke(other.recipient, by="A. Recorder")
        assert theirs.recipient not in {k.recipient for k in register.keys.keepers()}
    assert readable(kept, ring(tmp_path, "thief")) == [False]


def test_recovery_shares(kept: Path, tmp_path: Path) -> None:
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        worthless = register.keys.share(by="A. Recorder")
        shares = register.keys.share(by="A. Recorder")
    shutil.rmtree(tmp_path / "a")
    for wrong in (worthless[:2], shares[:1], [shares[0], shares[0]], [shares[0], worthless[1]], ["abandon"], []):
        with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
            assert register.locked
            with pytest.raises(KeysError, match="the shares"):
                register.keys.recover(wrong, by="A. Recorder")
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        register.keys.recover([shares[2].upper(), f" {shares[0]} "], by="A. Recorder")
        assert not register.locked
        assert "Layla" in register.text(invented(0).text.id).content
    assert readable(kept, ring(tmp_path, "a")) == [True]


def test_shares_bring_back_the_very_key() -> None:
    identity = generate()
    told = split(identity)
    assert all(join(some) == identity for some in (told[:2], told[1:], [told[0], told[2]]))


def test_a_passphrase(kept: Path, tmp_path: Path) -> None:
    mine = ring(tmp_path, "a").held()[0]
    ring(tmp_path, "a").protect(mine, "correct horse")
    assert b"AGE-SECRET" not in mine.path.read_bytes()
    with pytest.raises(KeysError, match="needs its passphrase"):
        Register.open(kept, keyring=ring(tmp_path, "a"))
    (tmp_path / "told").write_text("correct horse\n")
    memory = {"SIJILL_PASSPHRASE_FILE": str(tmp_path / "told"), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    asking = Keyring(tmp_path / "a", environment=memory)
    assert readable(kept, asking) == [True]
    (tmp_path / "run").mkdir()
    assert asking.unlock(60) == 1
    remembering = Keyring(tmp_path / "a", environment={"XDG_RUNTIME_DIR": str(tmp_path / "run")})
    assert readable(kept, remembering) == [True]
    assert remembering.lock() == 1
    assert not list((tmp_path / "run").rglob("*.key"))
    with pytest.raises(KeysError, match="needs its passphrase"):
        Register.open(kept, keyring=remembering)


def test_locked_at_once(kept: Path, tmp_path: Path) -> None:
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        register.keys.lock()
        assert register.locked
        assert not any("Layla" in t.content for t in register.texts())
        with pytest.raises(LockedError):
            register.note("x", by="x", payload={})


# -- erasing ----------------------------------------------------------------------------------------------


def erase(path: Path, keyring: Keyring, **more: Keyring) -> None:
    with Register.open(path, keyring=keyring) as register:
        report = register.report_of(invented(0).capture.uri)
        register.erase(report.id, by=("A. Recorder", "B. Editor"), reason="a court's order", **more)


def test_what_is_erased_is_gone_and_the_rest_is_whole(kept: Path, tmp_path: Path) -> None:
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        before = register.counts()
        stayed = register.text(invented(1).text.id)
    erase(kept, ring(tmp_path, "a"))
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        assert list(register.verify()) == []
        counts = register.counts()
        assert (counts["reports"], counts["texts"], counts["captures"]) == (2, 2, 2)
        assert counts["decisions"] == counts["judgements"] == 0
        assert counts["entries"] == before["entries"] + 1
        assert register.slips() == ()
        with pytest.raises(Exception, match="no text has that id"):
            register.text(invented(0).text.id)
        assert register.text(stayed.id) == stayed
        assert len(register.incidents()) == 2  # the one that lost a report is there with the other
        assert register.search("day 0") == [] or all("day 0" not in t.content for t in register.texts())
        last = list(register.log())[-1]
        assert (last.action, last.by) == ("erase", "A. Recorder and B. Editor")
        report = invented(0, outcome="injured")
        assert register.was_erased(report.capture)
        with pytest.raises(RegisterError, match="was erased"):
            register.keep(report.capture, report.text, report.reading, by="A. Recorder")
        elsewhere = capture(report.capture.content, "https://example.org/a-copy")
        with pytest.raises(RegisterError, match="was erased"):
            register.keep(elsewhere, None, None, by="A. Recorder")
        fresh = invented(7, outcome="injured")
        register.keep(fresh.capture, fresh.text, fresh.reading, by="A. Recorder")
        assert list(register.verify()) == []


def test_a_backup_of_before_cannot_be_read_with_keys_of_after(kept: Path, tmp_path: Path) -> None:
    second = ring(tmp_path, "b").make()
    third = ring(tmp_path, "c").make()
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        register.keys.add(second.recipient, "B. Editor", by="A. Recorder")
        register.keys.add(third.recipient, "C. Reader", by="A. Recorder")
        shares = register.keys.share(by="A. Recorder")
    backup = tmp_path / "backup.sijill"
    shutil.copy(kept, backup)
    assert readable(backup, *(ring(tmp_path, n) for n in "abc")) == [True, True, True]
    erase(kept, ring(tmp_path, "a"), second=ring(tmp_path, "b"))
    # those who were there can read the register, and the backup no more; who was not there can until they open it
    assert readable(backup, *(ring(tmp_path, n) for n in "abc")) == [False, False, True]
    for name in "abc":
        with Register.open(kept, keyring=ring(tmp_path, name)) as register:
            assert "Layla" in register.text(invented(1).text.id).content
            assert list(register.verify()) == []
    assert readable(backup, *(ring(tmp_path, n) for n in "abc")) == [False, False, False]
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        assert not any(k.stale or k.shares for k in register.keys.keepers())
    with Register.open(kept, keyring=ring(tmp_path, "d")) as register, pytest.raises(KeysError):
        register.keys.recover(shares[:2], by="D")


def test_an_erasure_that_leaves_traces_loses_no_key(kept: Path, tmp_path: Path) -> None:
    other = sqlite3.connect(kept, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT content FROM text").fetchall()
    with Register.open(kept, keyring=ring(tmp_path, "a"), patience=0.2) as register:
        report = register.report_of(invented(0).capture.uri)
        with pytest.raises(TracesError, match="sijill keys scrub"):
            register.erase(report.id, by=("A. Recorder", "B. Editor"), reason="a court's order")
    other.close()
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        assert not register.locked
        register.keys.scrub()
        assert register.counts()["reports"] == 2
        assert list(register.verify()) == []


def test_the_keys_of_what_was_erased_do_not_come_back(kept: Path, tmp_path: Path) -> None:
    def wrapped(path: Path) -> Sequence[tuple[int, str, int, str]]:
        raw = sqlite3.connect(path)
        try:
            return raw.execute("SELECT n, scope, generation, wrapped FROM data_key").fetchall()
        finally:
            raw.close()

    before = wrapped(kept)
    erase(kept, ring(tmp_path, "a"))
    after = wrapped(kept)
    assert not {w for *_, w in before} & {w for *_, w in after}
    gone = [row for row in before if row[1] not in {s for _, s, *_ in after}]
    assert len([s for _, s, *_ in gone if s.startswith("report ")]) == 1
    raw = sqlite3.connect(kept)
    raw.executemany("INSERT INTO data_key VALUES (?, ?, ?, ?)", gone)  # as somebody with the backup would try
    raw.commit()
    raw.close()
    with Register.open(kept, keyring=ring(tmp_path, "a")) as register:
        assert {(d.table, d.key) for d in register.verify()} == {("data_key", str(n)) for n, *_ in gone}
