"""Ctrl-C between two reports and not in the middle of one: the first asks to stop soon, the second stops at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """A function that says whether Ctrl-C was pressed; pressed a second time, it interrupts as ever."""
    asked = False

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        click.echo("\nstopping after this report; Ctrl-C again stops at once", err=True)

    try:
        before = signal.signal(signal.SIGINT, handle)
    except ValueError:  # not in the main thread, where no Ctrl-C arrives either
        yield lambda: False
        return
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
