"""How values look on a terminal: counts as ranges, dates as they are, sealed things marked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence

import click

from sijill.types import Card, CardParty, Count, Dossier, Place, StandingParty, Value

#: beside a value that leaves through no door
SEALED = "⊘"
#: beside a field on which the sources disagree
DISAGREE = "≠"
#: width of what goes into a pipe or a file, where COLUMNS does not say otherwise
PIPED = 160
#: a terminal narrower than this has no room for nine columns: an incident is then a few lines
NARROW = 100


def shown(value: Value | None) -> str:
    """A value as one short line; "–" where nothing holds."""
    if value is None:
        return "–"
    if isinstance(value, Count):
        if value.max is None:
            return f"{value.min} or more"
        return str(value.min) if value.min == value.max else f"{value.min}–{value.max}"
    if isinstance(value, Place):
        parts = [value.city, value.admin1 if value.admin1 != value.city else None, value.country]
        return ", ".join(p for p in parts if p) or value.detail or "–"
    return str(value)


def named(party: StandingParty) -> str:
    """A party's name, or else how it is described."""
    for name in ("name", "description"):
        value = party.get(name)
        if value is not None and value.value is not None:
            return shown(value.value)
    count = party.get("count")
    return f"{shown(count.value)} people" if count else "somebody"


def parties(dossier: Dossier, role: str, *, most: int = 3) -> str:
    """The parties of a role in one line."""
    sealed = {(s.anchor.text, s.anchor.item) for s in dossier.seals if s.anchor.item}
    names = [
        named(p) + (f" {SEALED}" if any((k.text, k.party) in sealed for k in p.parties) else "")
        for p in dossier.standing.parties
        if p.role == role
    ]
    rest = len(names) - most
    return "; ".join(names[:most]) + (f"; {rest} more" if rest > 0 else "")


def counted(number: int, what: str) -> str:
    """A number and what is counted: "1 incident", "1,200 incidents"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def card_parties(parties: Sequence[CardParty], *, most: int = 3) -> str:
    """Parties at a glance in one line."""
    names = [
        (p.called or (f"{shown(p.count)} people" if p.count else "somebody")) + (f" {SEALED}" if p.sealed else "")
        for p in parties
    ]
    rest = len(names) - most
    return "; ".join(names[:most]) + (f"; {rest} more" if rest > 0 else "")


def card_rows(cards: Iterable[Card]) -> list[tuple[str, ...]]:
    """One row an incident: id, date, place, what, victims, killed, injured, reports, state."""

    def marked(card: Card, field: str, value: Value | None) -> str:
        return shown(value) + (f" {DISAGREE}" if field in card.contradictions else "")

    return [
        (
            c.incident, marked(c, "date", c.date), marked(c, "place", c.place),
            marked(c, "type", c.families[0] if c.families else None) + (" (total)" if c.kind == "aggregate" else ""),
            card_parties(c.victims) or "–", marked(c, "killed", c.killed), marked(c, "injured", c.injured),
            str(c.reports), "published" if c.state == "published" else "",
        )
        for c in cards
    ]  # fmt: skip


HEADS = ("id", "date", "place", "what", "victims", "killed", "injured", "reports", "")


def print_incidents(cards: Iterable[Card]) -> None:
    """Print the table of incidents as wide as the terminal is; where that is too narrow, a few lines for each."""
    rows = card_rows(cards)
    if not rows:
        return
    width = shutil.get_terminal_size((PIPED, 40)).columns
    if width < NARROW:
        _print_blocks(rows, width)
    else:
        _print_table(HEADS, rows, width)


def _print_blocks(rows: Iterable[Sequence[str]], width: int) -> None:
    """Each incident as a line of id, date and act, and below it, indented, who, where and how many."""
    for identity, date, place, what, victims, killed, injured, reports, state in rows:
        figures = [f"killed {killed}"] * (killed != "–") + [f"injured {injured}"] * (injured != "–")
        told = [victims, place, *figures, counted(int(reports), "report"), *([state] if state else [])]
        click.echo(f"{click.style(identity, bold=True)}  {date}  {what}")
        click.echo(click.wrap_text(" · ".join(told), width, "  ", "  "))


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> None:
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head in {"id", "killed", "injured", "reports"})
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: brackets in reports are words, not markup
    console = Console(width=width)
    if sys.stdout.isatty():
        console.print(table)
        return
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():  # no blanks at the ends of lines for whoever cuts or compares them
        click.echo(line.rstrip())
