"""Out of the register, through the one filter; and the check that nothing in it was altered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from sijill.publication import release
from sijill.publication.export import export as write_export
from sijill.publication.filter import Filter
from sijill.publication.formats import format_named
from sijill.register import Damage, Register
from sijill.settings import Settings, load
from sijill.types import Release
from sijill.workflow.linking import derive_linkage

Audience = Literal["public", "keeper"]


def export(register: Register, form: str, out: TextIO, *, audience: Audience = "public", by: str = "sijill") -> int:
    """Write incidents through the one filter. Returns how many went out.

    Logged before the first one leaves: an export that breaks off has let something out, too.
    """
    door = Filter(register.seals(), audience=audience)
    format_named(form)
    register.note("export", by=by, payload={"format": form, "audience": audience})
    return write_export(register.dossiers(), form, out, door)


def publish(
    register: Register, directory: Path, *, version: str, by: str = "sijill", created_at: datetime | None = None
) -> Release:
    """Write a release: only what a person decided to publish, nothing sealed. Logged.

    Raises:
        SijillError: a check before the release blocks it; the reasons are told.
    """
    written = release.write_release(
        register.dossiers(), directory, seals=register.seals(), version=version,
        created_at=created_at or datetime.now(UTC),
    )  # fmt: skip
    register.note("publish", by=by, payload={"version": version, "incidents": list(written.incidents)})
    return written


def verify(
    register: Register, *, settings: Settings | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Iterator[Damage]:
    """Re-read every digest, re-find every quotation, walk the log, recompute every derived table.

    Yields:
        What does not hold, each by table, key and what is wrong. Nothing where all holds.
    """
    damaged = False
    for damage in register.verify(progress):
        damaged = True
        yield damage
    if damaged or not register.linkage_is_current():
        return  # what is derived from damaged rows, or not yet derived anew, is not compared
    stored = register.incidents()
    linkage = derive_linkage(register, settings or load(), stored)
    yield from register.compare_linkage(linkage.incidents, linkage.standings)
