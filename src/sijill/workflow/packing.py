"""Evidence packages: incidents with the captured pages behind them, through the one filter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sijill.publication.evidence import Package, Wanted, may_leave, wanted
from sijill.publication.export import Writer
from sijill.publication.filter import Filter
from sijill.publication.formats import format_named
from sijill.register import Register


def pack_evidence(
    register: Register,
    directory: Path,
    *,
    audience: Literal["public", "keeper"] = "public",
    by: str = "sijill",
    created_at: datetime | None = None,
) -> tuple[int, int]:
    """Write incidents and the captures behind them into a new folder; logged before the first one leaves.

    Args:
        register: what is packed.
        directory: a folder that is not there yet or is empty.
        audience: public: what a person decided to publish, and captures with nothing sealed in them. keeper: all.
        by: who packs.
        created_at: when; now by default.

    Returns:
        How many incidents and how many captures.

    Raises:
        ReleaseError: the folder holds something, or cannot be written.
        SealedError: something sealed would have left.
    """
    door = Filter(register.seals(), audience=audience)
    package = Package(directory, title="A register of political violence", created_at=created_at or datetime.now(UTC))
    register.note("export", by=by, payload={"format": "evidence", "audience": audience})
    withheld = frozenset() if audience == "keeper" else frozenset(_unpublished(register))
    found: dict[str, list[Wanted]] = {}
    with package.records.open("w", encoding="utf-8", newline="") as out:
        writer = Writer(format_named("incidents-jsonl"), out)
        for dossier in register.dossiers():
            cleared = door.clear(dossier)
            if cleared is None:
                continue
            writer.write(cleared)
            for sha256, one in wanted(cleared, withheld):
                found.setdefault(sha256, []).append(one)
        writer.end()
    for capture in register.captures():
        asking = found.get(capture.sha256, [])
        if asking and all(may_leave(capture, one) for one in asking):
            package.add(capture, asking[0])
    package.end()
    return writer.count, package.captures


def _unpublished(register: Register) -> Iterator[str]:
    """Ids of the texts that tell of something which nobody has decided to publish."""
    told: dict[str, set[str]] = {}
    for dossier in register.dossiers():
        if dossier.published:
            for key in dossier.incident.mentions:
                told.setdefault(key.text, set()).add(key.mention)
    for account in register.accounts():
        text = account.source.text.id
        if account.mention.id not in told.get(text, ()):
            yield text
