"""Killed at any moment, two at once: nothing that was told as kept is lost, nothing is doubled, the chain holds."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from register.reports import invented
from sijill.register import Register

_ROOT = Path(__file__).parents[2]


def adding(address: str, first: int, count: int) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(_ROOT / "src"), str(_ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-m", "register.adding", address, str(first), str(count)],
        stdout=subprocess.PIPE, text=True, cwd=_ROOT, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip


def killed(address: str, count: int, chance: random.Random) -> set[str]:
    """Adds, and is killed after some reports and a moment more; the texts that were told as kept."""
    process = adding(address, 0, count)
    assert process.stdout is not None
    told = []
    for _ in range(chance.randrange(1, count)):
        line = process.stdout.readline().strip()
        if not line:
            break
        told.append(line)
    time.sleep(chance.uniform(0, 0.01))
    process.kill()
    told += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return {t for t in told if len(t) == 64}


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(s, marks=pytest.mark.long) for s in range(5, 30))])
def test_killed_and_repeated(tmp_path: Path, seed: int) -> None:
    address = str(tmp_path / "test.sijill")
    chance = random.Random(seed)
    count = 25
    for _ in range(2):
        told = killed(address, count, chance)
        with Register.open(address) as register:
            assert list(register.verify()) == []
            assert told <= {t.id for t in register.texts()}
    process = adding(address, 0, count)
    assert process.communicate()[0].count("\n") == count + 1
    with Register.open(address) as register:
        assert list(register.verify()) == []
        assert [t.id for t in register.texts()] == [invented(n).text.id for n in range(count)]
        assert register.counts()["captures"] == register.counts()["readings"] == count
        assert len(register.incidents()) == count


def test_two_at_once_add_one_after_the_other(address: str) -> None:
    count = 12
    processes = [adding(address, first, count) for first in (0, 6)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with Register.open(address) as register:
        assert list(register.verify()) == []
        assert {t.id for t in register.texts()} == {invented(n).text.id for n in range(6 + count)}
        assert [e.seq for e in register.log()] == list(range(1, register.head()[0] + 1))
        # twice is once: the six that both had are entered by one of them
        assert sum(e.action == "add" for e in register.log()) == 6 + count
