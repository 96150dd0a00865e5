"""What a register costs as it grows: one report more, one decision, a page of cards, a dossier, a search, a check.

    python benchmarks/register_growth.py [INCIDENTS ...]      default: 1000 3000; keeps nothing
    python benchmarks/register_growth.py --in FOLDER 100000   builds FOLDER/100000.sijill, or measures it where it is

The events are those of linking_growth.py: invented names and places, spelt and dated as differently as reports do.
Three mentions of neighbouring days make a report. Reports go into the register as any other does (``Register.keep``),
with readings that are ready, so that no reader is measured; then everything is linked once, and one thing after the
other is timed: median of several and the slowest on the clock, and the median of the processor's time, which is what
counts where the machine is shared. For each size a column of a table is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from linking_growth import SYLLABLES, accounts

from sijill.register import Register
from sijill.settings import load
from sijill.types import (
    Account,
    Anchor,
    Capture,
    CardQuery,
    Count,
    Decision,
    Mention,
    Metadata,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)
from sijill.workflow import decide, link, link_new, regrouped, verify

#: words between what is told of two events: what stands nearer to one is compared with it
FILLER = 70
#: mentions of an incident on average, and of a report
MENTIONS, TOGETHER = 3, 3
#: how often each thing is timed
TIMES = 9
#: above this size a full check is not made: it takes longer than all the rest
CHECKED = 10_000
READER = ReaderIdentity("invented", "1", None, None)
NOW = datetime(2031, 1, 1, tzinfo=UTC)


def said(value: Value) -> str:
    """The words in which a report says a value."""
    if isinstance(value, Count):
        return str(value.min) if value.max == value.min else f"at least {value.min}"
    if isinstance(value, Place):
        return ", ".join(p for p in (value.city, value.admin1) if p)
    return str(value)


def filler(chance: random.Random) -> str:
    """Words that are nobody's name and tell of nothing: what a report says besides."""
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.choice((2, 3)))) for _ in range(FILLER))


def report(number: int, told: Sequence[Account]) -> tuple[Capture, Text, Reading]:
    """One report of some events: its bytes, its text, and what a reader finds in it."""
    chance = random.Random(number)
    content = f"Report {number}. {filler(chance)}.\n"
    mentions: list[Mention] = []
    parties: list[Party] = []
    for n, account in enumerate(told):
        begin, local = len(content), f"i{n}"
        statements: list[Statement] = []
        people: dict[str, Party] = {}
        for s in account.mention.statements:
            words = said(s.value)
            span = Span(len(content), len(content) + len(words))
            content += f"{words}. "
            item = f"p{n}{s.subject.item}" if s.subject.item else ""
            statements.append(Statement(Subject(local, s.subject.role, item), s.field, s.value, (span,)))
            if item:
                old = people.get(item, Party(item, "person", None, ()))
                name = words if s.field == "name" else old.name
                people[item] = replace(old, name=name, spans=(*old.spans, span))
        mentions.append(Mention(local, (Span(begin, len(content) - 1),), tuple(statements), 0.9))
        parties += people.values()
        content += f"{filler(chance)}.\n"
    taken = content.encode()
    sha256 = hashlib.sha256(taken).hexdigest()
    uri = f"https://courier{number % 40}.example/{number}"
    published = next((a.source.text.metadata.published for a in told), None)
    metadata = Metadata(f"Report {number} of {said(told[0].mention.first('place') or '')}", f"Courier {number % 40}",
                        f"Recorder {number % 200}", "en", published, uri)  # fmt: skip
    text = Text(hashlib.sha256(taken + b"text").hexdigest(), sha256, uri, "invented 1", content, metadata)
    capture = Capture(sha256, taken, uri, "file", NOW, "text/plain", "utf-8")
    return capture, text, Reading(READER, text.id, tuple(mentions), tuple(parties))


def reports(incidents: int, more: int) -> Iterator[tuple[Capture, Text, Reading]]:
    """The reports of so many incidents, and then *more* of the same events, in no order."""
    given, _ = accounts(incidents * MENTIONS + more)
    chance = random.Random(5)
    chance.shuffle(given)
    first, last = sorted(given[more:], key=_day), given[:more]
    grouped = [first[n : n + TOGETHER] for n in range(0, len(first), TOGETHER)]
    chance.shuffle(grouped)
    for number, told in enumerate([*grouped, *([account] for account in last)]):
        yield report(number, told)


def _day(account: Account) -> str:
    return f"{account.source.text.metadata.published} {account.source.text.id}"


def build(path: Path, incidents: int) -> None:
    """Make a register of so many incidents."""
    with Register.open(path, create=True) as register:
        begun, worked = time.perf_counter(), time.process_time()
        every = reports(incidents, TIMES)
        for _ in range(-(-incidents * MENTIONS // TOGETHER)):
            register.keep(*next(every), by="growth")
        kept = time.perf_counter()
        linked = link(register, by="growth")
        done = time.perf_counter()
    print(f"  {incidents} incidents wanted, {linked.incidents} linked of {linked.mentions} mentions; "
          f"kept in {kept - begun:.0f} s, linked in {done - kept:.0f} s, of the processor "
          f"{time.process_time() - worked:.0f} s; "
          f"{path.stat().st_size / 1e6:.0f} MB on disk, "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory at most",
          file=sys.stderr, flush=True)  # fmt: skip


#: milliseconds on the clock and of the processor, each time
Times = list[tuple[float, float]]


def measure(path: Path, incidents: int) -> dict[str, Times]:
    """What is timed -> how long it took."""
    settings = load(environment={})
    found: dict[str, Times] = {}

    def timed(what: str, thing: Callable[..., object], *given: object, unit: float = 1000, **named: object) -> None:
        start, worked = time.perf_counter(), time.process_time()
        thing(*given, **named)
        took = (time.perf_counter() - start) * unit, (time.process_time() - worked) * unit
        found.setdefault(what, []).append(took)

    every = reports(incidents, TIMES)
    for _ in range(-(-incidents * MENTIONS // TOGETHER)):
        next(every)
    with Register.open(path) as register:
        ids = [c.incident for c in register.cards(CardQuery(order="changed"), limit=200)]
        chance = random.Random(1)
        begin = NOW + timedelta(seconds=time.time())
        for n, (capture, text, reading) in enumerate(every):
            timed("keep one report more", register.keep, capture, text, reading, by="growth")
            timed("... and link it", lambda: link_new(register, settings=settings))
            dossier = register.dossier(chance.choice(ids))
            account = dossier.mentions[0]
            date = next(s for s in account.mention.statements if s.field == "type")
            anchor = Anchor(account.key.text, account.key.mention, "mention", "", date.field, date.spans)
            timed(
                "decide about a value",
                decide,
                register,
                Decision("", "accept", anchor, "growth", begin + timedelta(minutes=n), "seen"),
                settings=settings,
            )
            one, other = chance.sample(ids, 2)
            wanted = regrouped(register, "not-same", [register.resolve(one), register.resolve(other)], by="growth",
                               at=begin + timedelta(minutes=n, seconds=30), reason="told so")  # fmt: skip
            timed("decide about the grouping", decide, register, wanted, settings=settings)
            some = chance.choice(ids)
            timed("dossier", register.dossier, some)
            for audience in ("keeper", "reader"):
                timed(f"first page of cards ({audience})", register.cards, limit=50, audience=audience)
            timed("page of cards in the middle", register.cards, limit=50, after=some)
            timed("cards of one act in a country", lambda: register.cards(CardQuery(act="threat", country="CB")))
            timed("how many are killings", lambda: register.count_cards(CardQuery(act="killing")))
            timed("cards by words", register.cards, CardQuery(text=f"city{n}"))
            timed("cards by a name in any spelling", lambda: register.cards(CardQuery(name="Ahmed Karim al-Darwazi")))
            timed("cards on a part of the map", lambda: register.cards(CardQuery(box=(30.0, 40.0, 33.0, 45.0))))
            timed("counts by month", lambda: register.card_counts("month"))
            timed("search the texts", register.search, f"report {n}")
            timed("find an incident's id", register.resolve, some[:-1])
        if incidents <= CHECKED:
            timed(
                "check everything (s)",
                lambda: [print("DAMAGE", d) for d in verify(register, settings=settings)],
                unit=1,
            )
    return found


def main() -> None:
    """Print what was measured."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("incidents", nargs="*", type=int, default=[1000, 3000])
    asked.add_argument("--in", dest="folder", type=Path)
    given = asked.parse_args()
    columns: dict[int, dict[str, Times]] = {}
    with tempfile.TemporaryDirectory() as made:
        for incidents in given.incidents:
            path = (given.folder or Path(made)) / f"{incidents}.sijill"
            if not path.exists():
                build(path, incidents)
            columns[incidents] = measure(path, incidents)
    rows = dict.fromkeys(row for column in columns.values() for row in column)
    print(f"{'ms: median (slowest) / processor':34}" + "".join(f"{n:>26,}" for n in columns))
    for row in rows:
        cells = []
        for column in columns.values():
            wall, worked = zip(*column.get(row, [(0.0, 0.0)]), strict=True)
            cells.append(f"{median(wall):.1f} ({max(wall):.1f}) / {median(worked):.1f}" if row in column else "–")
        print(f"{row:34}" + "".join(f"{cell:>26}" for cell in cells))


if __name__ == "__main__":
    main()
