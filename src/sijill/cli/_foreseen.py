"""What a decision would change, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import click

from sijill.cli._tables import counted, shown
from sijill.incidents.foreseeing import Foreseen
from sijill.types import Incident, StandingValue


def print_foreseen(foreseen: Foreseen) -> None:
    """Print the incidents that would be grouped otherwise and the values that would stand otherwise."""
    click.echo(f"{foreseen.decision.kind} would change:")
    for part in foreseen.groups:
        click.echo(f"  {_incidents(part.before) or 'nothing'} → {_incidents(part.after) or 'nothing'}")
    for change in foreseen.values:
        click.echo(f"  {change.incident} {change.field}: {_value(change.before)} → {_value(change.after)}")
    if not foreseen.groups and not foreseen.values:
        click.echo("  nothing in how mentions are grouped, nor in the values that hold")
    click.echo("nothing was recorded")


def _incidents(incidents: Iterable[Incident]) -> str:
    told = []
    for incident in incidents:
        new = incident.id if incident.id else "a new incident"
        also = f", also {', '.join(incident.aliases)}" if incident.aliases else ""
        told.append(f"{new} ({counted(len(incident.mentions), 'mention')}{also})")
    return ", ".join(told)


def _value(value: StandingValue | None) -> str:
    return "–" if value is None else f"{shown(value.value)} ({value.rule}, for {len(value.behind)})"
