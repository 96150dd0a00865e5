"""What a release says of itself: its address, its files with their digests, its rules, its known gaps, its errata.

A release is addressed by its content: ``id`` is the SHA-256 of the manifest without it (canonical JSON), the manifest
has the SHA-256 of every file and of every incident's record, and names the release before by its ``id``. Whoever cites
the id cites every byte. ``SHA256SUMS`` says the same for ``sha256sum --check``.

Invariant: :func:`faults` finds nothing in what was written, and something wherever a byte was changed, added or lost.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sijill.codebook.derive import RULES_VERSION
from sijill.errors import ReleaseError
from sijill.publication.changes import FORMAT, MANIFEST, Last
from sijill.publication.filter import Cleared
from sijill.publication.formats import Format, file_name
from sijill.publication.record import record_of
from sijill.publication.summary import checked_words, summarise
from sijill.types import ReleaseFile

SUMS = "SHA256SUMS"
#: the pages of the site, which have a list of their own: there are several to each incident
SITE, SITE_SUMS = "site", "site.sha256"


def canonical(value: Any) -> str:
    """The one JSON spelling that digests are made of: keys sorted, no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text, lower-case hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_record(record: Mapping[str, Any]) -> str:
    """The digest by which an incident's record is known to have changed: without pseudonyms, which always change."""
    return digest(canonical(_without_staff(record)))


def _without_staff(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_staff(part) for name, part in value.items() if name != "checked_by"}
    return [_without_staff(part) for part in value] if isinstance(value, list) else value


@dataclass(slots=True)
class Tally:
    """What is counted while the incidents go by."""

    #: incident -> digest of its public record
    digests: dict[str, str] = field(default_factory=dict)
    #: other ids -> the incident they are now
    aliases: dict[str, str] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
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
        """Count one incident."""
        self.people.update(cleared.checkers)
        self.checked += cleared.checked
        dossier = cleared.dossier
        incident = dossier.incident.id
        self.digests[incident] = digest_of_record(record_of(cleared, set()))
        self.aliases.update(dict.fromkeys(dossier.incident.aliases, incident))
        for reader in {account.reader for account in dossier.mentions}:
            self.readers.add(f"{reader.name} {reader.version}")
            self.models.update([reader.model] if reader.model else [])
            self.codebooks.update([reader.codebook] if reader.codebook else [])
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

    @property
    def checked_words(self) -> str:
        """By whom the values were checked, in a clause."""
        return f"read by machine; each {checked_words(self.checked, len(self.people), published=True)}"

    @property
    def known_gaps(self) -> list[str]:
        """What is missing from the release, in sentences."""
        known = [
            "What no report in the register tells is not in it: this is a register of reports, not of all that "
            "happened.",
            "Reports are read by machine; what nobody has checked is marked so.",
        ]
        if self.seals:
            known.append("Names and details of people at risk are sealed, and with them some values and quotes.")
        counted = (f"Incidents {name}: {count} of {len(self.digests)}." for name, count in sorted(self.gaps.items()))
        return [*known, *counted]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a release is told to say of itself."""

    version: str
    #: when it is made, in UTC
    made: datetime
    #: what others may do with it
    licence: str
    #: what was wrong in earlier releases, in sentences
    errata: tuple[str, ...] = ()


def manifest_of(
    terms: Terms, tally: Tally, files: Sequence[ReleaseFile], last: Last, *, formats: Iterable[str]
) -> dict[str, Any]:
    """The manifest, with its own address as ``id``."""
    told = {
        "format": FORMAT,
        "version": terms.version,
        "created": terms.made.isoformat(),
        "previous": {"version": last.version, "id": last.id} if last.version else None,
        "licence": terms.licence,
        "checked": tally.checked_words,
        "formats": sorted(formats),
        "readers": sorted(tally.readers),
        "models": sorted(tally.models),
        "codebooks": sorted(tally.codebooks),
        "rules": {
            "standing": sorted(tally.rules),
            "sealed": sorted(tally.seals),
            "codes": RULES_VERSION,  # by which other schemes' codes are derived
        },
        "known_gaps": tally.known_gaps,
        "errata": errata(terms, last),
        "files": [{"name": f.name, "sha256": f.sha256, "size": f.size} for f in files],
        "incidents": dict(sorted(tally.digests.items())),
    }
    return {"id": digest(canonical(told)), **told}


def errata(terms: Terms, last: Last) -> list[dict[str, str]]:
    """What was wrong in earlier releases: what those said of it, and what this one adds."""
    return [*(dict(e) for e in last.errata), *({"release": terms.version, "what": e} for e in terms.errata)]


def readme(terms: Terms, tally: Tally, last: Last, chosen: Mapping[str, Format]) -> str:
    """README.txt: how to read a release, for whoever has nothing but it."""
    data = "".join(f"  {file_name(form):<21}{form.TITLE}\n" for form in chosen.values())
    gaps = "".join(f"- {gap}\n" for gap in tally.known_gaps)
    wrong = "".join(f"- {e['what']} (told with release {e['release']})\n" for e in errata(terms, last))
    return f"""A register of political violence: release {terms.version}
{terms.made:%Y-%m-%d}; licence: {terms.licence}
{len(tally.digests)} incident{"" if len(tally.digests) == 1 else "s"}, {tally.checked_words}.

To read it, open index.html in a browser. It needs no connection and asks for none.

  index.html           for people: figures, map, timeline, and from there to every incident (English, Arabic)
  site/                the pages themselves: every incident, every value with the words that say so
{data}  changes.jsonl        what is new or changed since the release before
  deletions.jsonl      what was withdrawn, in this release or an earlier one; no reasons are given
  datapackage.json     the columns of the tables, for programs (Frictionless Data Package)
  manifest.json        version, rules, known gaps, and the SHA-256 of every file and every incident's record
  SHA256SUMS           the same digests for sha256sum
  site.sha256          the digests of the pages in site/

How to read a value
  Each value is what holds by a named rule over what reports state ("range": the least and the most stated;
  "decision": a person decided). The statements behind it and against it are given with it, with their quotes.
  A date is an interval in EDTF (2019-10 is some day of that month). A count has a least and a most.
  What is not stated is left empty; it is never 0. █████ stands where something is sealed; its length tells nothing.
  Those who checked values have a name by chance, which is another one in every release.

What is missing
{gaps}{f"{chr(10)}What was wrong before{chr(10)}{wrong}" if wrong else ""}
To correct or withdraw something, write to whoever gave you this release and name the incident's id. Who asks for
their own name or that of a relative to be taken out need not say why.

To check the files:  sha256sum --check SHA256SUMS site.sha256     or     sijill publish --check FOLDER
To cite the release, give the "id" in manifest.json: it is a digest of the manifest, and so of every file.
"""


def file_of(folder: Path, path: Path) -> ReleaseFile:
    """A file of a release, named from its folder, with its digest."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return ReleaseFile(path.relative_to(folder).as_posix(), found.hexdigest(), path.stat().st_size)


def files_of(folder: Path) -> tuple[ReleaseFile, ...]:
    """All files of a folder and the folders in it, by name; without the pages of the site, which their list has."""
    found = (p for top in sorted(folder.iterdir()) if top.name != SITE for p in (top, *sorted(top.rglob("*"))))
    return tuple(file_of(folder, path) for path in found if path.is_file())


def sums(files: Iterable[ReleaseFile]) -> str:
    """The lines of SHA256SUMS."""
    return "".join(f"{f.sha256}  {f.name}\n" for f in files)


# --------------------------------------------------------------------------------------------------------- checking


def faults(folder: Path) -> Iterator[str]:
    """Everything that is not as the manifest of a release says; nothing where all holds.

    Raises:
        ReleaseError: it is no release.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        told = {str(f["name"]): (str(f["sha256"]), int(f["size"])) for f in manifest["files"]}
        incidents = dict(manifest["incidents"])
        if manifest["format"] != FORMAT:
            raise ValueError(manifest["format"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            str(folder), "is no release of sijill", "name the folder that has its manifest.json"
        ) from error
    bare = {name: part for name, part in manifest.items() if name != "id"}
    if manifest.get("id") != digest(canonical(bare)):
        yield f"{MANIFEST}: its id is not the digest of what it says"
    there = {f.name: f for f in files_of(folder)}
    yield from _wrong_sums(folder, there)
    for name, (sha256, size) in told.items():
        found = there.get(name) if PurePosixPath(name).parts[:1] != ("..",) else None
        if found is None:
            yield f"{name}: is missing"
        elif (found.sha256, found.size) != (sha256, size):
            yield f"{name}: was changed"
    yield from (f"{name}: is no file of the release" for name in sorted(there.keys() - told.keys() - {MANIFEST, SUMS}))
    yield from _wrong_pages(folder)
    records = folder / "incidents.jsonl"
    if "incidents.jsonl" in told and records.is_file():
        yield from _wrong_records(records, incidents)


def _wrong_sums(folder: Path, there: Mapping[str, ReleaseFile]) -> Iterator[str]:
    try:
        written = (folder / SUMS).read_text("utf-8")
    except (OSError, ValueError):
        yield f"{SUMS}: is missing"
        return
    if written != sums(f for name, f in there.items() if name != SUMS):
        yield f"{SUMS}: is not that of the files"


def _wrong_pages(folder: Path) -> Iterator[str]:
    """Pages of the site that are not as their list says, which is itself a file of the manifest."""
    try:
        lines = (folder / SITE_SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return
    left = {p.relative_to(folder).as_posix(): p for p in (folder / SITE).rglob("*") if p.is_file()}
    for line in lines:
        sha256, _, name = line.partition("  ")
        path = left.pop(name, None)
        if path is None:
            yield f"{name}: is missing"
        elif file_of(folder, path).sha256 != sha256:
            yield f"{name}: was changed"
    yield from (f"{name}: is no file of the release" for name in sorted(left))


def _wrong_records(path: Path, digests: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                incident = str(record["incident"])
            except (ValueError, KeyError, TypeError):
                yield f"{path.name}:{number}: is no record"
                continue
            seen.add(incident)
            if digests.get(incident) != digest_of_record(record):
                yield f"{incident}: its record is not that of the manifest"
    yield from (f"{incident}: its record is missing" for incident in sorted(digests.keys() - seen))
