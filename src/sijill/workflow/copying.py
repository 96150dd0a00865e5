"""A register out through the keeper's export, and into a new register without loss.

Every entry of the log that brought something in is told with one incident: the first, in the order of the export, that
rests on its texts; what belongs to none is spread over all. Read back, the entries are taken in one after the other as
they came, and the incidents are linked again under the ids that they had.

Invariant: exported, imported and exported again, a register gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from sijill.errors import ContractError, RegisterError
from sijill.publication.filter import KeptPart
from sijill.publication.formats.incidents_jsonl import line_of
from sijill.publication.kept import entry_json, entry_of, group_of
from sijill.publication.record import FORMAT
from sijill.register import Register
from sijill.settings import Settings, load
from sijill.types import Dossier, Incident, KeptEntry, KeptGroup, MentionKey
from sijill.workflow.linking import link

#: lines of a file that are held parsed: an entry is told some lines from the one before
_HELD = 256
#: hex digits of a register's secret: with a shorter one, ids and digests could be guessed
_SECRET = 64
#: what a file raises that is not what it says it is, or whose parts do not fit together
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


def kept_beside(register: Register, *, with_captures: bool) -> Callable[[Dossier], KeptPart | None]:
    """What is told with each incident so that a copy of the register can be made.

    Args:
        register: what is exported.
        with_captures: whether with the captured bytes.
    """
    heads = register.copying.heads()
    ranks = {head.number: rank for rank, head in enumerate(heads, start=1)}
    incidents = sorted(incident.id for incident in register.incidents())
    home: dict[str, str] = {}
    for incident in sorted(register.incidents(), key=lambda i: i.id):
        for key in incident.mentions:
            home.setdefault(key.text, incident.id)
    told: dict[str, list[int]] = {i: [] for i in incidents}
    homeless = []
    for head in heads:
        found = min((home[t] for t in head.texts if t in home), default=None)
        if found is None:
            homeless.append(head.number)
        else:
            told[found].append(head.number)
    for position, number in enumerate(homeless):
        if incidents:
            told[incidents[position * len(incidents) // len(homeless)]].append(number)
    first = incidents[0] if incidents else ""
    groups: dict[str, list[KeptGroup]] = {}
    for group in register.copying.groups():
        groups.setdefault(min((home[t] for t, _ in group.members if t in home), default=first), []).append(group)

    def beside(dossier: Dossier) -> KeptPart:
        numbers = sorted(told.get(dossier.incident.id, ()))
        entries = register.copying.entries(numbers, with_bytes=with_captures)
        secret = register.copying.secret() if dossier.incident.id == first else ""
        ranked = tuple(zip((ranks[n] for n in numbers), entries, strict=True))
        return KeptPart(secret, ranked, tuple(groups.get(dossier.incident.id, ())))

    return beside


def write_without_incidents(register: Register, out: TextIO, *, with_captures: bool) -> None:
    """One line for a register that has reports and not one incident, so that they are not lost."""
    heads = register.copying.heads()
    if not heads:
        return
    entries = register.copying.entries([head.number for head in heads], with_bytes=with_captures)
    told = [{"number": n, **entry_json(entry, ())} for n, entry in enumerate(entries, start=1)]
    kept = {"secret": register.copying.secret(), "entries": told}
    out.write(line_of({"format": FORMAT, "audience": "keeper", "incident": None, "mentions": [], "kept": kept}))


def import_register(
    address: str | Path,
    file: Path,
    *,
    by: str = "sijill",
    settings: Settings | None = None,
    on_open: Callable[[Register], None] | None = None,
) -> int:
    """Make a new register out of a keeper's export; how many entries were taken in.

    Args:
        address: of the register, which must not be there yet.
        file: the keeper's ``incidents-jsonl``.
        by: who imports.
        settings: the settings in force; loaded where not given.
        on_open: told the new register, before anything is in it.

    Raises:
        ContractError: the file is no keeper's export, or is broken; the line is named.
        RegisterError: the register is there already.
    """
    told = _Told(file)
    if "://" not in str(address) and Path(address).exists():
        raise RegisterError(str(address), "is there already", "a copy can only be a new register: give another file")
    with Register.open(address, create=True, secret=told.secret) as register:
        if register.copying.secret() != told.secret:
            raise RegisterError(str(address), "is a register already", "a copy can only be a new register")
        if on_open is not None:
            on_open(register)
        try:
            taken = register.copying.restore(told.entries())
            now = datetime.now(UTC)
            register.copying.restore_groups(told.groups(), by=by, at=now)
            register.note("import", by=by, payload={"entries": taken})
            link(register, by=by, settings=settings or load(), previous=tuple(told.incidents()))
        except _BROKEN as error:
            problem = f"does not fit together: {type(error).__name__}"
            raise ContractError(str(file), problem, f"remove {address}, and export it again") from error
    return taken


class _Told:
    """A keeper's export, read line by line; twice, so that it need not be held."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.secret = ""
        #: (number of the entry, where its line begins, its place in the line)
        self._places: list[tuple[int, int, int]] = []
        self._incidents: list[Incident] = []
        self._groups: list[KeptGroup] = []
        try:
            with file.open("rb") as lines:
                at = 0
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        self._look(line, number, at)
                    at += len(line)
        except OSError as error:
            raise ContractError(str(file), f"cannot be read: {error.strerror}") from error
        if not self.secret:
            raise self._error(1, "does not tell what a copy needs", "export it with --audience keeper")
        self._places.sort()
        if [place[0] for place in self._places] != list(range(1, len(self._places) + 1)):
            raise self._error(1, "is not whole: entries are missing", "export it again")

    def _error(self, number: int, problem: str, advice: str = "export it again") -> ContractError:
        return ContractError(f"{self._file}:{number}", problem, advice)

    def _look(self, line: bytes, number: int, at: int) -> None:
        try:
            record = json.loads(line)
            if record.get("format") != FORMAT or record.get("audience") != "keeper":
                raise self._error(number, f"is no keeper's record of {FORMAT}", "export it with --audience keeper")
            kept = record.get("kept")
            if kept is None:
                raise self._error(number, "does not tell what a copy needs", "export it again with this version")
            self.secret = self.secret or bytes.fromhex(kept["secret"]).hex()
            if self.secret and len(self.secret) != _SECRET:
                raise self._error(number, "has a secret too short to keep anything")
            self._groups += [group_of(g) for g in kept.get("groups", ())]
            for place, told in enumerate(kept["entries"]):
                _entry(record, place)  # broken ones are found before anything is written
                self._places.append((int(told["number"]), at, place))
            if record["incident"] is not None:
                keys = tuple(MentionKey(str(k["text"]), str(k["mention"])) for k in record["grouping"])
                self._incidents.append(Incident(str(record["incident"]), keys, tuple(map(str, record["aliases"]))))
        except _BROKEN as error:
            raise self._error(number, f"is broken: {type(error).__name__} {error}") from error

    def incidents(self) -> Iterator[Incident]:
        """The incidents as they were called and grouped."""
        return iter(self._incidents)

    def groups(self) -> Iterator[KeptGroup]:
        """Who was who."""
        return iter(self._groups)

    def entries(self) -> Iterator[KeptEntry]:
        """What came in, in the order in which it came."""
        with self._file.open("rb") as lines:

            @lru_cache(maxsize=_HELD)
            def parsed(at: int) -> Mapping[str, Any]:
                lines.seek(at)
                record: Mapping[str, Any] = json.loads(lines.readline())
                return record

            for _, at, place in self._places:
                yield _entry(parsed(at), place)


def _entry(record: Mapping[str, Any], place: int) -> KeptEntry:
    """An entry of a line. Raises ContractError."""
    words = {i: t["content"] for i, t in record.get("texts", {}).items()}
    told = {k: v for k, v in record["kept"]["entries"][place].items() if k != "number"}
    return entry_of(told, words)
