"""What a parser that is taken over would try, for tests of the walls around it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sijill.errors import TextError


def attempt(header: Mapping[str, Any], content: bytes) -> Any:
    """Do what the header says; the name of the error where that is refused."""
    try:
        return _DEEDS[header["deed"]](header.get("with"), content)
    except OSError as error:
        return f"refused: {type(error).__name__}"


#: what a document leaves behind for the next
_LEFT: list[int] = []


def _echo(_: Any, content: bytes) -> Any:
    return [len(content), os.getpid()]


def _read(path: Any, _: bytes) -> Any:
    return Path(path).read_text()


def _write(path: Any, _: bytes) -> Any:
    Path(path).write_text("harm")
    return "written"


def _remove(path: Any, _: bytes) -> Any:
    Path(path).unlink()
    return "removed"


def _list(path: Any, _: bytes) -> Any:
    return [entry.name for entry in Path(path).iterdir()]


def _connect(port: Any, _: bytes) -> Any:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.connect(("127.0.0.1", port))
        return "connected"


def _run(command: Any, _: bytes) -> Any:
    return subprocess.run(command, check=True, capture_output=True).returncode


def _fork(_: Any, __: bytes) -> Any:
    if os.fork() == 0:
        os._exit(0)
    return "forked"


def _signal(process: Any, _: bytes) -> Any:
    os.kill(process, 0)
    return "reached"


def _environment(_: Any, __: bytes) -> Any:
    return sorted(os.environ)


def _linger(_: Any, __: bytes) -> Any:
    _LEFT.append(1)
    return len(_LEFT)


def _hog(_: Any, __: bytes) -> Any:
    return len(bytearray(4 << 30))


def _stall(_: Any, __: bytes) -> Any:
    time.sleep(60)


def _spin(_: Any, __: bytes) -> Any:
    while True:
        pass


def _die(_: Any, __: bytes) -> Any:
    os._exit(3)


def _gabble(_: Any, __: bytes) -> Any:
    sys.stdout.buffer.write(b"\x00\x00\x00\x00\x00\x00\x00\x04nope")
    sys.stdout.buffer.flush()
    return "gabbled"


def _lengthen(_: Any, __: bytes) -> Any:
    return "x" * 2_000_000


def _refuse(_: Any, __: bytes) -> Any:
    raise TextError("page.html", "has no words", "look again")


def _fail(_: Any, __: bytes) -> Any:
    raise ZeroDivisionError


_DEEDS = {
    name.__name__[1:]: name
    for name in (
        _echo, _read, _write, _remove, _list, _connect, _run, _fork, _signal, _environment, _linger, _hog, _stall, _spin, _die, _gabble,
        _lengthen, _refuse, _fail,
    )
}  # fmt: skip
