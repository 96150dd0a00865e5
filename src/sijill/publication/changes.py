"""What changed from one release to the next, told so that nobody learns who asked to be taken out.

``changes.jsonl`` has a line for each incident that is new, changed or gone; ``deletions.jsonl`` every id that ever went
and is not back. Neither has a reason or a date of its own: an incident that was withdrawn, one that was sealed and one
that fell to a correction leave the same lines. A release that did nothing but take incidents out would announce them
all the same; :meth:`Changes.stand_out` tells so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sijill.errors import ReleaseError
from sijill.types import Release

#: name and version of the manifest's shape
FORMAT = "sijill release 1"
MANIFEST = "manifest.json"
CHANGES = "changes.jsonl"
DELETIONS = "deletions.jsonl"

#: this many other changes must go with each incident that is taken out, so that it is one among others
ROUTINE = 1


@dataclass(frozen=True, slots=True)
class Last:
    """The release before, as far as the next one needs it."""

    version: str = ""
    #: address of its manifest; "" where it has none
    id: str = ""
    #: incident -> digest of its record; "" where only the id is known
    digests: Mapping[str, str] = field(default_factory=dict)
    #: lines of deletions.jsonl
    deletions: tuple[Mapping[str, Any], ...] = ()
    #: errata of all releases so far
    errata: tuple[Mapping[str, str], ...] = ()

    def change_of(self, incident: str, digest: str) -> Literal["new", "changed"] | None:
        """What is new of an incident with the digest that its record has now; None where nothing is."""
        before = self.digests.get(incident)
        return None if before == digest else "changed" if before is not None else "new"


def last_release(directory: Path, previous: Release | None) -> Last:
    """The release before: the one in the folder, or else the one given.

    Raises:
        ReleaseError: the folder holds something else.
    """
    if directory.exists() and not directory.is_dir():
        raise ReleaseError(str(directory), "is a file", "name a folder")
    try:
        if not directory.is_dir() or not any(directory.iterdir()):
            digests = dict.fromkeys(previous.incidents, "") if previous else {}
            return Last(previous.version if previous else "", "", digests)
        manifest = json.loads((directory / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError(manifest["format"])
        lines = (directory / DELETIONS).read_text("utf-8").splitlines()
        return Last(
            manifest["version"], manifest.get("id", ""), dict(manifest["incidents"]),
            tuple(json.loads(line) for line in lines), tuple(manifest.get("errata", ())),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            str(directory), "holds files that are no release of sijill", "name a new folder, or empty this one"
        ) from error


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release changes."""

    #: lines of changes.jsonl, by incident
    lines: tuple[Mapping[str, Any], ...]
    #: lines of deletions.jsonl, by incident
    deletions: tuple[Mapping[str, Any], ...]
    #: incidents that go and live on in no other
    gone: int

    @classmethod
    def between(cls, last: Last, digests: Mapping[str, str], aliases: Mapping[str, str], version: str) -> Changes:
        """What changes.

        Args:
            last: the release before.
            digests: incident -> digest of its record, of the release now.
            aliases: other ids of these incidents -> the incident.
            version: what the release now is called.
        """
        changes: list[dict[str, Any]] = []
        for incident in sorted({*digests, *last.digests}):
            before, now = last.digests.get(incident), digests.get(incident)
            if now is None:
                changes.append({"incident": incident, "change": "deleted"})
            elif before is None:
                changes.append({"incident": incident, "change": "new", "sha256": now})
            elif before != now:
                changes.append({"incident": incident, "change": "changed", "sha256": now})
        went = [c["incident"] for c in changes if c["change"] == "deleted"]
        gone = {str(d.get("incident")): str(d.get("release")) for d in last.deletions}
        gone.update(dict.fromkeys(went, version))
        deletions = tuple(
            {"incident": i, "release": gone[i], **({"now": aliases[i]} if i in aliases else {})}
            for i in sorted(gone.keys() - digests.keys())
        )
        return cls(tuple(changes), deletions, sum(1 for i in went if i not in aliases))

    @property
    def stand_out(self) -> bool:
        """Whether incidents go with so few other changes that whoever compares two releases sees them at once."""
        return self.gone > 0 and len(self.lines) - self.gone < ROUTINE * self.gone

    @property
    def by_kind(self) -> dict[str, tuple[str, ...]]:
        """Ids that are new, changed, deleted."""
        kinds: dict[str, list[str]] = {"new": [], "changed": [], "deleted": []}
        for line in self.lines:
            kinds[line["change"]].append(line["incident"])
        return {kind: tuple(ids) for kind, ids in kinds.items()}
