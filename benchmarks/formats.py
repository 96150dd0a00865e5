"""How long each export format takes, and how much memory, over invented incidents.

    python benchmarks/formats.py [INCIDENTS] [FORMAT ...]

Each format runs in a process of its own, so that the memory told is its own. Incidents have two reports, three
people, one of whom is sealed in every fifth, and go through the filter for the public as they do in an export. Seconds
are the processor's: what else the machine does meanwhile does not count. What is loaded once is loaded before.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.formats import FORMATS, file_name, format_named
from sijill.types import (
    Account,
    Anchor,
    Count,
    Dossier,
    Incident,
    Mention,
    MentionKey,
    Metadata,
    Party,
    PartyKey,
    Place,
    ReaderIdentity,
    Report,
    Role,
    Seal,
    Source,
    Span,
    Standing,
    StandingParty,
    StandingValue,
    Statement,
    Subject,
    Text,
    Value,
)

INCIDENTS = 2_000
#: every so many incidents have somebody sealed
SEALED_EVERY = 5
WHEN = datetime(2024, 1, 1, tzinfo=UTC)
READER = ReaderIdentity("benchmark", "1", None, None)
SYLLABLES = ("ka", "lo", "mir", "san", "tu", "bel", "dor", "ni", "fa", "ze", "qu", "hal")


def name(number: int) -> str:
    """An invented name that few others have."""
    parts = [SYLLABLES[number // 12**i % 12] for i in range(6)]
    return "".join(parts[:3]).title() + " " + "".join(parts[3:]).title()


def dossier(number: int) -> Dossier:
    """One incident as two reports tell of it."""
    people = [name(number * 3 + i) for i in range(3)]
    accounts = tuple(account(number, report, people) for report in range(2))
    first = accounts[0]
    behind = dict(zip((s.field for s in first.mention.statements), first.statement_ids, strict=True))

    def holds(field: str, value: Value) -> StandingValue:
        return StandingValue(field, value, "majority", (behind[field],))

    values = tuple(
        holds(s.field, s.value) for s in first.mention.statements if s.subject.role == "mention"
    )  # fmt: skip
    parties = tuple(
        StandingParty(
            "victim", tuple(PartyKey(a.source.text.id, f"p{i}") for a in accounts),
            (holds("name", people[i]), holds("outcome", "killed")),
        )
        for i in range(3)
    )  # fmt: skip
    incident = f"i-{number:07}"
    keys = tuple(MentionKey(a.source.text.id, "i0") for a in accounts)
    return Dossier(
        Incident(incident, keys), accounts, Standing(incident, values, parties, Count(1, 2)), published=True
    )  # fmt: skip


def account(number: int, report: int, people: list[str]) -> Account:
    """One report's account."""
    text_id = f"t{number}-{report}"
    opening = f"{people[0]}, {people[1]} and {people[2]} were shot dead in Basra on 3 May 2024, witnesses said. "
    content = opening + "The road was closed for hours and shops stayed shut, a resident of the quarter told us. " * 12

    def said(field: str, value: Value, words: str, role: Role = "mention", item: str = "") -> Statement:
        at = content.index(words)
        return Statement(Subject("i0", role, item), field, value, (Span(at, at + len(words)),))

    basra = Place("Basra", "Basra", "IQ", None, 99532, 30.5, 47.78, 5.0, "city")
    statements = [
        said("type", "killing", "shot dead"), said("date", "2024-05-03", "3 May 2024"), said("place", basra, "Basra"),
        said("killed", Count(3, 3), people[0]), said("method", "shooting", "shot"),
    ]  # fmt: skip
    for i, person in enumerate(people):
        statements += [
            said("name", person, person, "victim", f"p{i}"), said("outcome", "killed", "shot dead", "victim", f"p{i}")
        ]  # fmt: skip
    where = f"https://wire.example/{number}/{report}"
    text = Text(
        text_id, "0" * 64, where, "plain 1", content, Metadata("A report", "Harbour Wire", None, "en", "2024-05-04")
    )
    parties = tuple(
        Party(f"p{i}", "person", person, (Span(content.index(person), content.index(person) + len(person)),))
        for i, person in enumerate(people)
    )
    return Account(
        Source(Report(f"r{number}-{report}", where, "article"), text, WHEN),
        Mention("i0", (Span(0, len(opening)),), tuple(statements)), parties, (), (),
        tuple(f"s{number}-{report}-{i}" for i in range(len(statements))), READER,
    )  # fmt: skip


def dossiers(count: int) -> Iterator[Dossier]:
    """So many incidents, one at a time."""
    return (dossier(n) for n in range(count))


def seals(count: int) -> list[Seal]:
    """Somebody in every so many of them."""
    return [
        Seal(Anchor(text=f"t{n}-0", mention="i0", role="victim", item="p0"), (name(n * 3),), "living_victim")
        for n in range(0, count, SEALED_EVERY)
    ]


def measure(form: str, count: int) -> None:
    """Print seconds, memory and size of one format."""
    door = Filter(seals(count), audience="public")
    with Path(os.devnull).open("w", encoding="utf-8", newline="") as nowhere:
        export(dossiers(min(count, 20)), form, nowhere, door)
    before = time.process_time()
    for each in dossiers(count):
        door.clear(each)
    clearing = time.process_time() - before
    path = Path(tempfile.mkdtemp()) / file_name(format_named(form))
    before = time.process_time()
    with path.open("w", encoding="utf-8", newline="") as out:
        export(dossiers(count), form, out, door)
    seconds = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / count / 1024
    path.unlink()
    print(
        f"{form:<16} {seconds:7.1f} s, of which {clearing:6.1f} s the filter; {memory:6.0f} MB;"
        f" {size:5.1f} KB an incident; {seconds / count * 100_000:6.0f} s for 100,000"
    )


def main() -> None:
    """Measure the formats named, or all."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    named = sys.argv[2:]
    if len(named) == 1:
        measure(named[0], count)
        return
    for form in named or FORMATS.names():
        subprocess.run([sys.executable, __file__, str(count), form], check=True, env=os.environ)


if __name__ == "__main__":
    main()
