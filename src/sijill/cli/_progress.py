"""A progress bar on standard error for work that may last: shown on a terminal only, and only after two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: seconds before a bar appears: shorter work should not flicker
PATIENCE = 2.0

Advance = Callable[[str, int, int], None]


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """A function to call with (what is being done, how many are done, how many there are; 0 for unknown)."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task = bar.add_task(what, total=None)
    began = time.monotonic()
    started = False

    def advance(label: str, done: int, total: int) -> None:
        nonlocal started
        if not started and time.monotonic() - began > PATIENCE:
            bar.start()
            started = True
        bar.update(task, description=f"{what}: {label[-48:]}" if label else what, completed=done, total=total or None)

    try:
        yield advance
    finally:
        if started:
            bar.stop()
