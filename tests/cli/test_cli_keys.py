"""Keys, sealing, erasing and packing from the keyboard; what is sealed shows in no output, no other file, no error."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sijill.cli import cli

#: in the report below the policy seals the neighbour, and a person the witness
NEIGHBOUR, WITNESS = "Omar Velmari", "Xanthe Zubeidi"
REPORT = (
    "Gunmen shot dead the journalist Karim Orlani in Mosul on Monday. "
    "His neighbour Omar Velmari said that three men came in a white car. "
    "The gate of Xanthe Zubeidi was hit by a bullet."
)
OTHER = "A bomb killed 3 people in the market of Basra on Tuesday. Nobody claimed it."


class Desk:
    """One person's computer: their keys, the folder for temporary files, the shared register."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.folder = folder
        self.file = folder / "shared" / "r.sijill"
        (folder / name / "tmp").mkdir(parents=True)
        self.said: list[str] = []

    def run(self, *arguments: str | Path, typed: str | None = None) -> Result:
        here = self.folder / self.name
        environment = {
            "SIJILL_READER": "baseline", "SIJILL_USER": self.name, "SIJILL_KEYS": str(here / "keys"),
            "SIJILL_REGISTER": str(self.file), "TMPDIR": str(here / "tmp"), "SQLITE_TMPDIR": str(here / "tmp"),
        }  # fmt: skip
        done = CliRunner().invoke(cli, [*map(str, arguments)], env=environment, input=typed)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    def ok(self, *arguments: str | Path, typed: str | None = None) -> str:
        done = self.run(*arguments, typed=typed)
        assert done.exit_code == 0, done.output
        self.said.append(done.output)
        return done.output

    def refused(self, *arguments: str | Path, typed: str | None = None) -> str:
        done = self.run(*arguments, typed=typed)
        assert done.exit_code != 0, done.output
        self.said.append(done.output)
        return done.output


@pytest.fixture
def noor(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, "noor")
    desk.file.parent.mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(REPORT)
    (tmp_path / "in" / "two.txt").write_text(OTHER)
    told = desk.ok("add", tmp_path / "in")
    assert "your key is" in told
    assert "the only one" in told
    return desk


def in_files(desk: Desk, *words: str) -> set[str]:
    """The files beside the reports and keys in which one of some words stands."""
    found = set()
    for place in (desk.file.parent, desk.folder / desk.name / "tmp", desk.folder / "out"):
        for file in place.rglob("*") if place.exists() else ():
            if file.is_file() and any(w.lower().encode() in file.read_bytes().lower() for w in words):
                found.add(file.name)
    return found


def test_let_in_taken_out_recovered(noor: Desk, tmp_path: Path) -> None:
    assert "only one key opens it" in noor.ok("keys")
    sami = Desk(tmp_path, "sami")
    recipient = sami.ok("keys", "new").split()[0]
    assert "to no register yet" in CliRunner().invoke(
        cli, ["keys"], env={"SIJILL_KEYS": str(tmp_path / "sami" / "keys"), "SIJILL_REGISTER": ""}
    ).output  # fmt: skip
    assert "none of your keys in" in sami.ok("keys")
    assert "shows as sealed" in sami.ok("list")
    assert "is locked" in sami.refused("keys", "add", recipient, "--name", "sami")
    assert "sami may read" in noor.ok("keys", "add", recipient, "--name", "sami")
    assert "your key:" in sami.ok("keys")
    assert "every key in it opens" in sami.ok("keys", "check")
    shares = [line.strip() for line in noor.ok("keys", "share").splitlines() if line.startswith("  ")]
    assert len(shares) == 3
    noor.ok("keys", "revoke", "sami")
    assert "is locked" in sami.refused("verify")
    typed = f"{shares[0]}\n{shares[2]}\n"
    assert "your key:" in sami.ok("keys", "recover", typed=typed)
    assert "all holds" in sami.ok("verify")
    assert "last keeper" not in noor.ok("keys", "revoke", "sami")
    assert "1 keepers" not in noor.refused("keys", "revoke", "nobody")
    assert not any(s in told for s in shares for told in (*sami.said, noor.said[-1]))


def test_a_passphrase_and_the_lock(noor: Desk) -> None:
    assert "has a passphrase" in noor.ok("keys", "protect", typed="a b c\na b c\n")
    told = noor.refused("list")
    assert "needs its passphrase" in told
    assert "SIJILL_PASSPHRASE_FILE" in told
    assert "0 opened keys" in noor.ok("lock")


def test_sealed_by_hand_it_shows_nowhere_but_to_the_keeper(noor: Desk, tmp_path: Path) -> None:
    assert in_files(noor, "neighbour Omar", NEIGHBOUR) == set()
    report = str(tmp_path / "in" / "one.txt")
    assert "seal: d_" in noor.ok("seal", report, "--words", WITNESS, "--reason", "she asked for it")
    assert "does not stand so" in noor.refused("seal", report, "--words", "Nobody at all", "--reason", "x")
    assert "no report" in noor.refused("seal", "r_nothing", "--reason", "x")
    assert in_files(noor, NEIGHBOUR, WITNESS, "she asked for it") == set()
    assert "1 text" in (found := noor.ok("search", f'"{WITNESS}"')) or WITNESS in found
    incident = next(w for w in noor.ok("list").split() if w.startswith("i-"))
    noor.ok("decide", "publish", incident, "--reason", "public")
    (tmp_path / "out").mkdir()
    noor.ok("pack", tmp_path / "out" / "all.jsonl")
    noor.ok("export", "-o", tmp_path / "out" / "public.jsonl")
    assert in_files(noor, NEIGHBOUR, WITNESS) == set()
    told = [json.loads(line) for line in (tmp_path / "out" / "all.jsonl").read_text().splitlines()]
    assert len(told) == 2
    assert "Orlani" in json.dumps(told)
    sami = Desk(tmp_path, "sami")
    for command in (["list"], ["search", WITNESS], ["search", "Velmari"], ["show", incident], ["keys"]):
        sami.ok(*command)
    for command in (["export"], ["pack", str(tmp_path / "out" / "x")], ["verify"], ["link"], ["keys", "share"]):
        assert "is locked" in sami.refused(*command)
    assert not [w for told in sami.said for w in (NEIGHBOUR, WITNESS, "she asked") if w in told]
    noor.ok("seal", report, "--words", WITNESS, "--lift", "--reason", "she wants to be named")
    assert in_files(noor, NEIGHBOUR, f"The gate of {WITNESS}") == set()  # enclosed the report stays
    assert "all holds" in noor.ok("verify")


def test_erased_by_two(noor: Desk, tmp_path: Path) -> None:
    sami = Desk(tmp_path, "sami")
    noor.ok("keys", "add", sami.ok("keys", "new").split()[0], "--name", "sami")
    report = str(tmp_path / "in" / "one.txt")
    assert "--reason" in noor.refused("erase", report)
    assert "nobody has asked" in sami.refused("erase", report, "--confirm")
    identity = noor.ok("erase", report, "--reason", "the source recants").split()[0]
    assert "same key" in noor.refused("erase", identity, "--confirm")
    told = sami.ok("erase", identity, "--confirm")
    assert f"{identity} is erased" in told
    assert "keys of noor" in told
    assert "0 keys of" not in noor.ok("keys")
    assert "all holds" in noor.ok("verify")
    assert "Orlani" not in noor.ok("list")
    again = noor.run("add", tmp_path / "in")
    assert again.exit_code == 1
    assert "was erased from this register" in again.output
    raw = sqlite3.connect(noor.file)
    assert raw.execute("SELECT count(*) FROM report").fetchone() == (1,)
    raw.close()


def test_erased_by_two_at_one_desk(noor: Desk, tmp_path: Path) -> None:
    sami = Desk(tmp_path, "sami")
    noor.ok("keys", "add", sami.ok("keys", "new").split()[0], "--name", "sami")
    report, theirs = str(tmp_path / "in" / "two.txt"), tmp_path / "sami" / "keys"
    assert "--second" in noor.refused("erase", report, "--reason", "x", "--second-key", theirs)
    mine = tmp_path / "noor" / "keys"
    assert "no key of a second keeper" in noor.refused(
        "erase", report, "--reason", "x", "--second-key", mine, "--second", "noor"
    )
    told = noor.ok("erase", report, "--reason", "a court", "--second-key", theirs, "--second", "sami")
    assert "older backups" not in told  # both had their keys with them
    assert "all holds" in sami.ok("verify")
