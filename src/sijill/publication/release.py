"""A release: files that others can check, written whole or not at all.

Everything is written into a new folder beside the target, and the folder is put in its place when all is there.
The bytes depend on nothing but the dossiers, the seals, the version, the time given and the release before.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, TextIO

from sijill.codebook.derive import RULES_VERSION
from sijill.errors import ReleaseError, UsageError
from sijill.publication.checks import BlockedError, Problem, problems
from sijill.publication.export import Writer
from sijill.publication.filter import Cleared, Filter
from sijill.publication.formats import file_name, format_named
from sijill.publication.page import Page
from sijill.publication.record import record_of
from sijill.publication.summary import checked_words, summarise
from sijill.types import Dossier, Release, ReleaseFile, Seal

#: name and version of the manifest's shape
FORMAT = "sijill release 1"
MANIFEST = "manifest.json"
#: all that need no further library
DEFAULT_FORMATS = (
    "incidents-jsonl", "csv", "csv-victims", "csv-statements", "geojson", "acled-csv", "ucdp-csv", "hxl-csv",
    "followthemoney", "jsonld",
)  # fmt: skip
#: what others may do with it is for the register's owners to say, and nobody else
LICENCE = "not stated: ask those who made it"

_LONGEST_VERSION = 100


@dataclass(slots=True)
class _Tally:
    """What is counted while the incidents go by."""

    #: incident -> digest of its public record
    digests: dict[str, str] = field(default_factory=dict)
    #: other ids -> the incident they are now
    aliases: dict[str, str] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)
    codebooks: set[str] = field(default_factory=set)
    rules: Counter[str] = field(default_factory=Counter)
    #: kinds of thing that are sealed
    seals: set[str] = field(default_factory=set)
    gaps: Counter[str] = field(default_factory=Counter)
    #: values that people checked
    checked: int = 0
    #: who checked a value; counted, never written
    people: set[str] = field(default_factory=set)

    def add(self, cleared: Cleared) -> None:
        self.people.update(cleared.checkers)
        self.checked += cleared.checked
        dossier = cleared.dossier
        incident = dossier.incident.id
        self.digests[incident] = _digest(_canonical(record_of(cleared, set())))
        self.aliases.update(dict.fromkeys(dossier.incident.aliases, incident))
        for account in dossier.mentions:
            self.readers.add(f"{account.reader.name} {account.reader.version}")
            if account.reader.codebook:
                self.codebooks.add(account.reader.codebook)
        self.rules.update(v.rule for v in dossier.standing.values)
        self.rules.update(v.rule for p in dossier.standing.parties for v in p.values)
        self.seals.update(cleared.seals)
        s = summarise(cleared)
        self.gaps.update(
            name for name, missing in {
                "without a date": s.date is None,
                "without a place": s.place is None,
                "without a point on the map": s.coordinates is None,
                "resting on one independent source": s.independent.min <= 1,
                "on which sources disagree": bool(s.contradictions),
            }.items() if missing
        )  # fmt: skip


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
) -> Release:
    """Write a release into a folder, which is made, or holds the release before and is replaced.

    Args:
        dossiers: of all incidents; the filter leaves out what nobody decided to publish and what is sealed.
        directory: the folder of the release.
        seals: all seals of the register.
        version: what the release is called; it stands in the manifest, the page and the table of deletions.
        created_at: when it is made; written in UTC.
        previous: the last release, where its folder is not *directory*.
        formats: names of export formats.
        licence: what others may do with it, best as an SPDX name.

    Returns:
        What was written.

    Raises:
        BlockedError: a check failed; all problems are told and nothing is written.
        ReleaseError: the folder holds something else, or cannot be written.
        UnknownNameError: no such format.
        SealedError: something sealed would have left.
    """
    if not version.strip() or len(version) > _LONGEST_VERSION or not version.isprintable():
        raise UsageError(repr(version[:_LONGEST_VERSION]), "is not a version", "give a short name, such as 2024-07")
    chosen = {name: format_named(name) for name in dict.fromkeys(formats)}
    door = Filter(seals, audience="public")
    made = created_at.astimezone(UTC).replace(microsecond=0)
    last = _last(directory, previous)
    tally = _Tally()
    with _in_place_of(directory) as folder:
        page = Page(version, made)
        blocking: list[Problem] = []
        with ExitStack() as stack:
            writers = [
                Writer(
                    form,
                    stack.enter_context((folder / file_name(form)).open("w", encoding="utf-8", newline="")),
                )
                for form in chosen.values()
            ]
            sections = stack.enter_context(tempfile.TemporaryFile())
            lengths: list[int] = []
            for dossier in dossiers:
                cleared = door.clear(dossier)
                if cleared is None:
                    continue
                found = problems(cleared)
                blocking += found
                if blocking:
                    continue
                for writer in writers:
                    writer.write(cleared)
                tally.add(cleared)
                lengths.append(sections.write(cleared.guard(page.add(cleared)).encode("utf-8")))
            if blocking:
                raise BlockedError(blocking)
            for writer in writers:
                writer.end()
            starts = [0, *accumulate(lengths)]
            with _opened(folder / "index.html") as out:
                out.write(door.guard(page.head(), "index.html"))
                for number in page.order():
                    sections.seek(starts[number])
                    out.write(sections.read(lengths[number]).decode("utf-8"))
                out.write(door.guard(page.foot(), "index.html"))
        changes, deletions = _changes(tally, last, version)
        _write(folder, "changes.jsonl", _lines(changes), door)
        _write(folder, "deletions.jsonl", _lines(deletions), door)
        _write(folder, "README.txt", _readme(version, made, tally, chosen, licence), door)
        files = tuple(_file(path) for path in sorted(folder.iterdir()))
        manifest = _manifest(version, made, tally, files, licence=licence, formats=chosen)
        _write(folder, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", door)
        files = (*files, _file(folder / MANIFEST))
    return Release(version, made, files, tuple(tally.digests), _by_kind(changes))


# ----------------------------------------------------------------------------------------------- what was before


@dataclass(frozen=True, slots=True)
class _Last:
    version: str
    #: incident -> digest; "" where only the id is known
    digests: Mapping[str, str]
    #: lines of deletions.jsonl
    deletions: tuple[Mapping[str, Any], ...]


def _last(directory: Path, previous: Release | None) -> _Last:
    """The release before: the one in the folder, or the one given."""
    if directory.exists() and not directory.is_dir():
        raise ReleaseError(str(directory), "is a file", "name a folder")
    try:
        if not directory.is_dir() or not any(directory.iterdir()):
            digests = dict.fromkeys(previous.incidents, "") if previous else {}
            return _Last(previous.version if previous else "", digests, ())
        manifest = json.loads((directory / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError(manifest["format"])
        lines = (directory / "deletions.jsonl").read_text("utf-8").splitlines()
        return _Last(manifest["version"], dict(manifest["incidents"]), tuple(json.loads(line) for line in lines))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            str(directory), "holds files that are no release of sijill", "name a new folder, or empty this one"
        ) from error


def _changes(tally: _Tally, last: _Last, version: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What changed since the last release, and everything ever withdrawn that is not back.

    A deletion carries no reason and no date of its own: it must not announce who is newly in danger.
    """
    changes: list[dict[str, Any]] = []
    for incident in sorted({*tally.digests, *last.digests}):
        before, now = last.digests.get(incident), tally.digests.get(incident)
        if now is None:
            changes.append({"incident": incident, "change": "deleted"})
        elif before is None:
            changes.append({"incident": incident, "change": "new", "sha256": now})
        elif before != now:
            changes.append({"incident": incident, "change": "changed", "sha256": now})
    gone = {str(d.get("incident")): str(d.get("release")) for d in last.deletions}
    gone.update({c["incident"]: version for c in changes if c["change"] == "deleted"})
    deletions: list[dict[str, Any]] = []
    for incident in sorted(gone.keys() - tally.digests.keys()):
        now_in = tally.aliases.get(incident)
        deletions.append({"incident": incident, "release": gone[incident], **({"now": now_in} if now_in else {})})
    return changes, deletions


def _by_kind(changes: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    kinds: dict[str, list[str]] = {"new": [], "changed": [], "deleted": []}
    for change in changes:
        kinds[change["change"]].append(change["incident"])
    return {kind: tuple(ids) for kind, ids in kinds.items()}


# ------------------------------------------------------------------------------------------------------ the files


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(_canonical(row) + "\n" for row in rows)


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _write(folder: Path, name: str, text: str, door: Filter) -> None:
    (folder / name).write_text(door.guard(text, name), "utf-8", newline="")


def _file(path: Path) -> ReleaseFile:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return ReleaseFile(path.name, digest.hexdigest(), path.stat().st_size)


def _checked(tally: _Tally) -> str:
    return f"read by machine; each {checked_words(tally.checked, len(tally.people), published=True)}"


def _gaps(tally: _Tally) -> list[str]:
    known = [
        "What no report in the register tells is not in it: this is a register of reports, not of all that happened.",
        "Reports are read by machine; what nobody has checked is marked so.",
    ]
    if tally.seals:
        known.append("Names and details of people at risk are sealed, and with them some values and quotes.")
    return known + [f"Incidents {name}: {count} of {len(tally.digests)}." for name, count in sorted(tally.gaps.items())]


def _manifest(
    version: str, made: datetime, tally: _Tally, files: Sequence[ReleaseFile], *, licence: str, formats: Iterable[str]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": version,
        "created": made.isoformat(),
        "licence": licence,
        "checked": _checked(tally),
        "formats": sorted(formats),
        "readers": sorted(tally.readers),
        "codebooks": sorted(tally.codebooks),
        "rules": {
            "standing": sorted(tally.rules),
            "sealed": sorted(tally.seals),
            "codes": RULES_VERSION,  # by which other schemes' codes are derived
        },
        "known_gaps": _gaps(tally),
        "files": [{"name": f.name, "sha256": f.sha256, "size": f.size} for f in files],
        "incidents": dict(sorted(tally.digests.items())),
    }


def _readme(version: str, made: datetime, tally: _Tally, chosen: Mapping[str, Any], licence: str) -> str:
    data = "".join(f"  {file_name(form):<21}{form.TITLE}\n" for form in chosen.values())
    gaps = "".join(f"- {gap}\n" for gap in _gaps(tally))
    return f"""A register of political violence: release {version}
{made:%Y-%m-%d}; licence: {licence}
{len(tally.digests)} incident{"" if len(tally.digests) == 1 else "s"}, {_checked(tally)}.

To read it, open index.html in a browser. It needs no connection and asks for none.

  index.html           for people: every incident, every value with the words that say so
{data}  changes.jsonl        what is new or changed since the release before
  deletions.jsonl      what was withdrawn, in this release or an earlier one; no reasons are given
  manifest.json        version, rules, known gaps, and the SHA-256 of every file

How to read a value
  Each value is what holds by a named rule over what reports state ("range": the least and the most stated;
  "decision": a person decided). The statements behind it and against it are given with it, with their quotes.
  A date is an interval in EDTF (2019-10 is some day of that month). A count has a least and a most.
  What is not stated is left empty; it is never 0. █████ stands where something is sealed; its length tells nothing.

What is missing
{gaps}
To correct or withdraw something, write to whoever gave you this release and name the incident's id. Who asks for
their own name or that of a relative to be taken out need not say why.

To check the files:  sha256sum and the list in manifest.json
"""


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
