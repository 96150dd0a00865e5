"""How values look on a terminal: counts as ranges, dates as they are, sealed things marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sijill.types import Count, Dossier, Place, Standing, StandingParty, Value

#: beside a value that leaves through no door
SEALED = "⊘"
#: beside a field on which the sources disagree
DISAGREE = "≠"


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


def field(standing: Standing, name: str) -> str:
    """The standing value of a field, marked where the sources disagree."""
    value = standing.get(name)
    if value is None:
        return "–"
    return f"{shown(value.value)}{' ' + DISAGREE if value.against else ''}"


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


def incident_rows(dossiers: Iterable[Dossier]) -> list[tuple[str, ...]]:
    """One row an incident: id, date, place, what, victims, killed, injured, reports, state."""
    rows: list[tuple[str, ...]] = []
    for d in dossiers:
        reports = len({m.source.report.id for m in d.mentions})
        rows.append((
            d.incident.id, field(d.standing, "date"), field(d.standing, "place"), field(d.standing, "type"),
            parties(d, "victim"), field(d.standing, "killed"), field(d.standing, "injured"), str(reports),
            "published" if d.published else "",
        ))  # fmt: skip
    return rows


HEADS = ("id", "date", "place", "what", "victims", "killed", "injured", "reports", "")


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that fits the terminal."""
    import shutil
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head == "id")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: brackets in reports are words, not markup
    width = shutil.get_terminal_size((120, 40)).columns if sys.stdout.isatty() else 160
    Console(width=width).print(table)
