"""One workspace for the tests that only look, and one of its own for each test that changes something."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from invented_reports import write_reports
from sijill import Register, add
from sijill.settings import load
from web.serving import Workspace, workspace


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of the invented reports."""
    folder = tmp_path_factory.mktemp("filled")
    reports = write_reports(folder / "reports")
    settings = load({"reader": "baseline"}, environment={}, file=None)
    with Register.open(folder / "r.sijill", create=True) as register:
        list(add(register, [str(reports)], settings=settings))
    return folder / "r.sijill"


@pytest.fixture(scope="session")
def looked_at(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """For tests that change nothing."""
    path = tmp_path_factory.mktemp("looked") / "r.sijill"
    shutil.copy(filled, path)
    with workspace(path) as served:
        yield served


@pytest.fixture
def worked_at(filled: Path, tmp_path: Path) -> Iterator[Workspace]:
    """For tests that change something."""
    shutil.copy(filled, tmp_path / "r.sijill")
    with workspace(tmp_path / "r.sijill") as served:
        yield served
