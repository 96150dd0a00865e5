from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from sijill.types import Capture, Metadata

Captured = Callable[..., Capture]


@pytest.fixture
def captured() -> Captured:
    """A capture of bytes or characters, as a file unless something else is said."""

    def make(content: bytes | str, media_type: str = "application/octet-stream", **rest: object) -> Capture:
        raw = content.encode() if isinstance(content, str) else content
        values: dict[str, object] = {
            "uri": "report", "kind": "file", "declared": Metadata(), "encoding": None, "custody": (), **rest,
        }  # fmt: skip
        return Capture(
            sha256=hashlib.sha256(raw).hexdigest(), content=raw, media_type=media_type,
            captured_at=datetime(2021, 3, 4, tzinfo=UTC), **values,  # type: ignore[arg-type]
        )  # fmt: skip

    return make
