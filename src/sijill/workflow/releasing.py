"""Out of the register, through the one filter; and the check that nothing in it was altered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from sijill.incidents.grading import grade
from sijill.publication import manifest, release, site
from sijill.publication.checks import Problem
from sijill.publication.export import export as write_export
from sijill.publication.filter import Cleared, Filter
from sijill.publication.formats import format_named
from sijill.publication.release import DEFAULT_FORMATS
from sijill.register import Damage, Register
from sijill.settings import Settings, load
from sijill.types import Release
from sijill.workflow.carding import Carder
from sijill.workflow.copying import kept_beside, write_without_incidents
from sijill.workflow.linking import derive_linkage
from sijill.workflow.renewing import derive_actors
from sijill.workflow.updating import linked_with

__all__ = ["DEFAULT_FORMATS", "Audience", "export", "faults", "publish", "verify"]

Audience = Literal["public", "keeper"]


def export(
    register: Register,
    form: str,
    out: TextIO,
    *,
    audience: Audience = "public",
    by: str = "sijill",
    with_captures: bool = False,
) -> int:
    """Write incidents through the one filter. Returns how many went out.

    Logged before the first one leaves: an export that breaks off has let something out, too.

    Args:
        register: what is exported.
        form: name of the format. The keeper's ``incidents-jsonl`` tells all that is kept.
        out: where to.
        audience: who will read it.
        by: who exports.
        with_captures: with the keeper's ``incidents-jsonl`` the captured bytes, too.
    """
    door = Filter(register.seals(), audience=audience)
    format_named(form)
    register.note("export", by=by, payload={"format": form, "audience": audience})
    if audience != "keeper" or form != "incidents-jsonl":
        return write_export(register.dossiers(), form, out, door)
    beside = kept_beside(register, with_captures=with_captures)
    count = write_export(register.dossiers(), form, out, door, beside)
    if not count:
        write_without_incidents(register, out, with_captures=with_captures)
    return count


#: grades that pass where at least such a one is asked for; contested is attested, and told as contested
_PASSING = {
    "": frozenset({"confirmed", "fair", "weak", "contested", "discounted"}),
    "weak": frozenset({"confirmed", "fair", "weak", "contested"}),
    "fair": frozenset({"confirmed", "fair", "contested"}),
    "confirmed": frozenset({"confirmed"}),
}


def publish(
    register: Register,
    directory: Path,
    *,
    version: str,
    by: str = "sijill",
    created_at: datetime | None = None,
    settings: Settings | None = None,
    formats: Sequence[str] = DEFAULT_FORMATS,
    errata: Sequence[str] = (),
    withdrawals_alone: bool = False,
) -> Release:
    """Write a release: only what a person decided to publish, nothing sealed. Logged.

    Args:
        register: what is published.
        directory: the folder of the release, new or with the release before in it.
        version: what the release is called.
        by: who publishes.
        created_at: when; now by default.
        settings: the settings in force: ``release_grade``, ``release_licence``, ``site_file``; loaded where not given.
        formats: names of export formats.
        errata: what was wrong in earlier releases, in sentences.
        withdrawals_alone: take incidents out even where little else changes.

    Raises:
        SijillError: a check before the release blocks it; the reasons are told.
    """
    settings = settings or load()
    written = release.write_release(
        register.dossiers(), directory, seals=register.seals(), version=version, formats=formats, errata=errata,
        created_at=created_at or datetime.now(UTC), licence=settings.text("release_licence") or release.LICENCE,
        checks=[_graded(settings.text("release_grade"))], withdrawals_alone=withdrawals_alone, grade=grade,
        about=site.load_about(Path(named)) if (named := settings.text("site_file")) else None,
    )  # fmt: skip
    register.note("publish", by=by, payload={"version": version, "incidents": list(written.incidents)})
    return written


def _graded(least: str) -> release.Check:
    """The check that an incident is attested well enough."""

    def check(cleared: Cleared) -> Iterator[Problem]:
        found = grade(cleared.dossier.standing)
        if found.name not in _PASSING[least]:
            yield Problem(
                cleared.dossier.incident.id, "grade", f"is graded {found.name}: {found.why}",
                f"withdraw it, add a report, or ask for less than {least} (setting release_grade)",
            )  # fmt: skip

    return check


def faults(directory: Path) -> Iterator[str]:
    """Everything in a release's folder that is not as its manifest says. Raises ReleaseError where it is none."""
    return manifest.faults(directory)


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
    settings = settings or load()
    if damaged or not register.linkage_is_current(linked_with(settings)):
        return  # what is derived from damaged rows, or not yet derived anew, is not compared
    stored = register.incidents()
    linkage = derive_linkage(register, settings, stored)
    yield from register.compare_linkage(linkage.incidents, linkage.standings, Carder.of(register), linkage.keyed())
    if register.actors.is_current():
        yield from register.actors.differing(derive_actors(register))
