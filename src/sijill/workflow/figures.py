"""Figures of a release or a register: the records, through the filter where they come from a register, counted.

Invariant: from a register as from its release the same figures come, for a register's incidents go through the same
filter and become the same records before anything is counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sijill.errors import ContractError, UsageError
from sijill.figures import making
from sijill.figures.entries import Entry, entry_of, read_records
from sijill.figures.query import Query
from sijill.figures.table import Figure
from sijill.publication.filter import Filter
from sijill.publication.record import record_of
from sijill.register import Register
from sijill.types import Dossier, Seal

#: the complete records of a release
RECORDS = "incidents.jsonl"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Counted:
    """What figures are made of."""

    entries: tuple[Entry, ...]
    #: the day up to which reports were taken in, where the release tells it
    as_of: date | None
    #: the last look at words ready to leave
    guard: Callable[[str], str]

    def figure(self, name: str, query: Query, as_of: date) -> Figure:
        """One figure by its name. Raises UnknownNameError."""
        return making.make(name, self.entries, query, as_of)


def counted_in_release(path: Path) -> Counted:
    """The incidents of a release: its folder, or its ``incidents.jsonl`` alone.

    Raises:
        UsageError: there is no such file.
        ContractError: a line is no record.
    """
    folder = path if path.is_dir() else path.parent
    file = path / RECORDS if path.is_dir() else path
    try:
        with file.open(encoding="utf-8") as lines:
            entries = tuple(map(entry_of, read_records(lines, file.name)))
    except UnicodeDecodeError as error:
        raise ContractError(str(file), "is not UTF-8") from error
    except OSError as error:
        raise UsageError(str(file), f"cannot be read: {error.strerror}", "give the folder of a release") from error
    return Counted(entries, _made(folder / _MANIFEST), lambda words: words)


def counted_in_register(register: Register) -> Counted:
    """The published incidents of a register, as they stand in a release."""
    return counted_among(register.dossiers(), register.seals())


def counted_among(dossiers: Iterable[Dossier], seals: Sequence[Seal]) -> Counted:
    """The published incidents among some dossiers, with nothing that is sealed."""
    door = Filter(seals, audience="public")
    cleared = (c for d in dossiers if (c := door.clear(d)) is not None)
    entries = tuple(entry_of(record_of(c, set())) for c in cleared)
    return Counted(entries, None, lambda words: door.guard(words, "a figure"))


def _made(manifest: Path) -> date | None:
    try:
        told = json.loads(manifest.read_text("utf-8"))
        return date.fromisoformat(str(told["created"])[:10])
    except (OSError, ValueError, KeyError, TypeError):
        return None
