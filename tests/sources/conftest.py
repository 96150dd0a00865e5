from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from sijill.settings import load
from sijill.sources import SourceOptions

NOON = datetime(2021, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def options() -> Callable[..., SourceOptions]:
    """Options with a clock that stands still; settings are given by name, all else as in SourceOptions."""

    def make(settings: dict[str, object] | None = None, **rest: object) -> SourceOptions:
        in_force = load(settings or {}, environment={"SIJILL_SETTINGS": "/dev/null"})
        return SourceOptions(settings=in_force, clock=lambda: NOON, **rest)  # type: ignore[arg-type]

    return make
