"""No test touches the keys of whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def keys_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ("SIJILL_KEYS", "SIJILL_PASSPHRASE_FILE", "XDG_RUNTIME_DIR")}
    os.environ["SIJILL_KEYS"] = str(tmp_path_factory.mktemp("keys"))
    os.environ.pop("SIJILL_PASSPHRASE_FILE", None)
    os.environ.pop("XDG_RUNTIME_DIR", None)
    yield
    for name, value in before.items():
        if value is not None:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)
