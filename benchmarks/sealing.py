"""What sealing costs: opening a register, adding a report, a dossier with many sealed values, and taking a key out.

    python benchmarks/sealing.py [--reports 300]

Invented reports: some in which nobody is sealed, some with many sealed people each. Prints milliseconds; of what is
repeated the median. A page with 50 sealed values is to cost under 20 ms more than one that is read in the open.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sijill.register import Register
from sijill.register.keyring import Keyring
from sijill.types import (
    Capture,
    Incident,
    Mention,
    MentionKey,
    Metadata,
    Party,
    ReaderIdentity,
    Reading,
    Span,
    Standing,
    Statement,
    Subject,
    Text,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
READER = ReaderIdentity("invented", "1", None, None)
#: people of a report: with ten mentions' worth of values each page has 50 sealed names
PEOPLE = 50


def told(number: int, outcome: str) -> tuple[Capture, Text, Reading]:
    """A report of fifty people; they are sealed where they were injured, and not where they were killed."""
    names = [f"Ona{number}x{n} Velm{number}x{n}" for n in range(PEOPLE)]
    words = f"Report {number}. " + " ".join(f"{name} was hit in the square." for name in names)
    content = words.encode()
    digest = hashlib.sha256(content).hexdigest()
    capture = Capture(digest, content, f"report-{number}", "file", NOON, "text/plain")
    identity = hashlib.sha256(f"{digest} {words}".encode()).hexdigest()
    text = Text(identity, digest, capture.uri, "plain 1", words, Metadata("A report", "The Invented Courier"))
    parties, statements = [], [Statement(Subject("i0"), "type", "attack", (Span(0, 6),))]
    for name in names:
        span = Span(words.index(name), words.index(name) + len(name))
        parties.append(Party(f"p{span.start}", "person", name, (span,)))
        subject = Subject("i0", "victim", f"p{span.start}")
        statements += [
            Statement(subject, "name", name, (span,)),
            Statement(subject, "outcome", outcome, (Span(span.end + 1, span.end + 8),)),
        ]
    return capture, text, Reading(READER, identity, (Mention("i0", (Span(0, 6),), tuple(statements)),), tuple(parties))


def milliseconds(what: Callable[[], object], times: int = 1) -> float:
    """The median time of a call."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=300, help="reports of each sort")
    count = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as folder:
        path, keyring = Path(folder) / "a.sijill", Keyring(Path(folder) / "keys")
        sorts = {"open": "killed", "sealed": "injured"}
        incidents: dict[str, str] = {}
        with Register.open(path, create=True, keyring=keyring) as register:
            linked = []
            for offset, (sort, outcome) in enumerate(sorts.items()):
                reports = [told(offset * count + n, outcome) for n in range(count)]
                spent = [milliseconds(partial(register.keep, *r, by="bench")) for r in reports]
                print(f"keep a report of {PEOPLE} people, {sort}: {statistics.median(spent):.1f}")
                keys = [MentionKey(text.id, "i0") for _, text, _ in reports]
                linked += [Incident(register.mint_incident(key), (key,)) for key in keys]
                incidents[sort] = linked[-1].id
            register.save_incidents(linked, [Standing(i.id, ()) for i in linked], by="bench")
            for sort, incident in incidents.items():
                page = partial(register.dossier, incident)
                print(f"dossier, {PEOPLE} values {sort}: {milliseconds(page, 30):.1f}")
            print(f"search, a sealed name: {milliseconds(lambda: register.search(f'Ona{count}x1'), 10):.1f}")
            print(f"verify: {milliseconds(lambda: list(register.verify())):.0f}")
        print(f"open: {milliseconds(lambda: Register.open(path, keyring=keyring).close(), 30):.1f}")
        nobody = Keyring(Path(folder) / "nobody")
        print(f"open, locked: {milliseconds(lambda: Register.open(path, keyring=nobody).close(), 30):.1f}")

        def cold() -> None:
            with Register.open(path, keyring=keyring) as again:
                again.dossier(incidents["sealed"])

        print(f"open and the first dossier: {milliseconds(cold, 10):.1f}")
        with Register.open(path, keyring=keyring) as register:
            other = Keyring(Path(folder) / "other").make()
            register.keys.add(other.recipient, "other", by="bench")
            print(f"take a keeper out ({count} data keys): "
                  f"{milliseconds(lambda: register.keys.revoke(other.recipient, by='bench')):.0f}")  # fmt: skip
            print(f"erase a report: {milliseconds(lambda: _erase(register, f'report-{count}')):.0f}")
        print(f"file: {path.stat().st_size / 1e6:.1f} MB")


def _erase(register: Register, uri: str) -> None:
    register.erase(register.report_of(uri).id, by=("a", "b"), reason="bench")


if __name__ == "__main__":
    main()
