"""A release: files that others can check, written whole or not at all.

Everything is written into a new folder beside the target, and the folder is put in its place when all is there.
The bytes depend on nothing but the dossiers, the seals, the version, the time given, the release before, and the chance
by which staff get their pseudonyms.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from sijill.errors import ReleaseError, UsageError
from sijill.publication.changes import CHANGES, DELETIONS, MANIFEST, Changes, last_release
from sijill.publication.checks import BlockedError, Problem, problems
from sijill.publication.datapackage import NAME as DATAPACKAGE
from sijill.publication.datapackage import datapackage
from sijill.publication.export import Writer
from sijill.publication.filter import Cleared, Filter
from sijill.publication.formats import file_name, format_named
from sijill.publication.manifest import SUMS, Tally, Terms, canonical, files_of, manifest_of, readme, sums
from sijill.publication.pseudonyms import Pseudonyms
from sijill.publication.site import About, Graded, Site
from sijill.types import Dossier, Release, Seal, Standing

#: all that need no further library
DEFAULT_FORMATS = (
    "incidents-jsonl", "csv", "csv-victims", "csv-statements", "geojson", "acled-csv", "ucdp-csv", "hxl-csv",
    "followthemoney", "jsonld",
)  # fmt: skip
#: what others may do with it is for the register's owners to say, and nobody else
LICENCE = "not stated: ask those who made it"

_LONGEST_VERSION = 100
_LONGEST_ERRATUM = 1000

#: a further check of what would leave
Check = Callable[[Cleared], Iterable[Problem]]


def write_release(
    dossiers: Iterable[Dossier],
    directory: Path,
    *,
    seals: Sequence[Seal],
    version: str,
    created_at: datetime,
    previous: Release | None = None,
    formats: Sequence[str] = DEFAULT_FORMATS,
    licence: str = LICENCE,
    errata: Sequence[str] = (),
    checks: Sequence[Check] = (),
    withdrawals_alone: bool = False,
    chance: Random | None = None,
    about: About | None = None,
    grade: Callable[[Standing], Graded] | None = None,
) -> Release:
    """Write a release into a folder, which is made, or holds the release before and is replaced.

    Args:
        dossiers: of all incidents; the filter leaves out what nobody decided to publish and what is sealed.
        directory: the folder of the release.
        seals: all seals of the register.
        version: what the release is called; it stands in the manifest, on the site and in the table of deletions.
        created_at: when it is made; written in UTC.
        previous: the last release, where its folder is not *directory*.
        formats: names of export formats.
        licence: what others may do with it, best as an SPDX name.
        errata: what was wrong in earlier releases, in sentences; those told before are told again.
        checks: further checks that block, beside those that always do.
        withdrawals_alone: take incidents out even where so little else changes that everybody will see which.
        chance: by which staff get their pseudonyms; the system's by default.
        about: what its makers say of it on the site.
        grade: how well an incident is attested, for the site; None: it does not tell.

    Returns:
        What was written.

    Raises:
        BlockedError: a check failed; all problems are told and nothing is written.
        ReleaseError: the folder holds something else, cannot be written, or withdrawals would stand out.
        UnknownNameError: no such format.
        SealedError: something sealed would have left.
    """
    if not version.strip() or len(version) > _LONGEST_VERSION or not version.isprintable():
        raise UsageError(repr(version[:_LONGEST_VERSION]), "is not a version", "give a short name, such as 2024-07")
    for sentence in errata:
        if not sentence.strip() or len(sentence) > _LONGEST_ERRATUM or not sentence.isprintable():
            raise UsageError(repr(sentence[:_LONGEST_VERSION]), "is not an erratum", "give a sentence on one line")
    chosen = {name: format_named(name) for name in dict.fromkeys(formats)}
    door = Filter(seals, audience="public", staff=Pseudonyms(chance or SystemRandom()))
    terms = Terms(version, created_at.astimezone(UTC).replace(microsecond=0), licence, tuple(errata))
    last = last_release(directory, previous)
    tally = Tally()
    with _in_place_of(directory) as folder:
        blocking: list[Problem] = []
        with ExitStack() as stack:
            site = stack.enter_context(
                Site(
                    folder, about or About(), door, version=version, made=terms.made, licence=licence, grade=grade,
                    previous=bool(last.version),
                )
            )  # fmt: skip
            writers = [
                Writer(
                    form,
                    stack.enter_context((folder / file_name(form)).open("w", encoding="utf-8", newline="")),
                )
                for form in chosen.values()
            ]
            for dossier in dossiers:
                cleared = door.clear(dossier)
                if cleared is None:
                    continue
                blocking += problems(cleared)
                blocking += (problem for check in checks for problem in check(cleared))
                if blocking:
                    continue
                for writer in writers:
                    writer.write(cleared)
                tally.add(cleared)
                incident = cleared.dossier.incident.id
                site.add(cleared, last.change_of(incident, tally.digests[incident]))
            if blocking:
                raise BlockedError(blocking)
            for writer in writers:
                writer.end()
            site.finish(
                deleted=sorted(last.digests.keys() - tally.digests.keys()),
                files=[(file_name(form), form.TITLE) for form in chosen.values()],
            )
        changes = Changes.between(last, tally.digests, tally.aliases, version)
        if changes.stand_out and not withdrawals_alone:
            raise ReleaseError(
                "release",
                f"it would take {changes.gone} out and change little else: whoever compares it with the one before "
                "sees for whom somebody asked",
                "publish it together with routine changes, or give --withdrawals-alone where it cannot wait",
            )
        _write(folder, CHANGES, _lines(changes.lines), door)
        _write(folder, DELETIONS, _lines(changes.deletions), door)
        _write(folder, "README.txt", readme(terms, tally, last, chosen), door)
        tables = datapackage(version, terms.made.isoformat(), licence, chosen.values(), files_of(folder))
        _write(folder, DATAPACKAGE, _indented(tables), door)
        manifest = manifest_of(terms, tally, files_of(folder), last, formats=chosen)
        _write(folder, MANIFEST, _indented(manifest), door)
        _write(folder, SUMS, sums(files_of(folder)), door)
        files = files_of(folder)
    return Release(version, terms.made, files, tuple(tally.digests), changes.by_kind)


# ------------------------------------------------------------------------------------------------------ the files


def _indented(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(canonical(row) + "\n" for row in rows)


def _write(folder: Path, name: str, text: str, door: Filter) -> None:
    (folder / name).write_text(door.guard(text, name), "utf-8", newline="")


# ------------------------------------------------------------------------------------------------ all or nothing


@contextmanager
def _in_place_of(directory: Path) -> Iterator[Path]:
    """A new folder that takes the place of another when all has gone well, and vanishes when not."""
    parent = directory.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".sijill-release-", dir=parent))
    except OSError as error:
        raise ReleaseError(str(directory), f"cannot be written: {error.strerror}", "choose another place") from error
    old = folder.with_name(folder.name + "-old")
    try:
        yield folder
        folder.chmod(0o755)
        if directory.exists():
            directory.rename(old)
        try:
            folder.rename(directory)
        except OSError:
            if old.exists():
                old.rename(directory)
            raise
    except OSError as error:
        raise ReleaseError(str(directory), f"cannot be written: {error.strerror}", "choose another place") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
