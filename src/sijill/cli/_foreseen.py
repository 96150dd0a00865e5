"""What a decision would change, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from sijill.cli._tables import counted, named, shown
from sijill.incidents.foreseeing import Foreseen
from sijill.types import Incident, Standing, StandingValue

#: what a decision changes that changes neither groups nor values
_LEAVING: Mapping[str, str] = {
    "publish": "it would go into exports for the public and into the next release",
    "withdraw": "it would leave exports for the public and the next release",
}


def print_foreseen(foreseen: Foreseen) -> None:
    """Print the incidents that would be grouped otherwise and the values that would stand otherwise."""
    click.echo(f"{foreseen.decision.kind} would change:")
    for part in foreseen.groups:
        click.echo(f"  {_incidents(part.before) or 'nothing'} → {_incidents(part.after) or 'nothing'}")
    for change in foreseen.values:
        name = change.after.incident
        for field, before, after in change.fields:
            click.echo(f"  {name} {field}: {_value(before)} → {_value(after)}")
        for role in ("victim", "perpetrator"):
            had, has = _parties(change.before, role), _parties(change.after, role)
            if had != has:
                click.echo(f"  {name} {role}s: {had} → {has}")
        if change.before.independent != change.after.independent:
            had, has = shown(change.before.independent), shown(change.after.independent)
            click.echo(f"  {name} independent reports: {had} → {has}")
    if not foreseen.groups and not foreseen.values:
        click.echo("  nothing in how mentions are grouped, nor in the values that hold")
        if foreseen.decision.kind in _LEAVING:
            click.echo(f"  {_LEAVING[foreseen.decision.kind]}")
    click.echo("nothing was recorded")


def _incidents(incidents: Iterable[Incident]) -> str:
    told = []
    for incident in incidents:
        new = incident.id if incident.id else "a new incident"
        also = f", also {', '.join(incident.aliases)}" if incident.aliases else ""
        told.append(f"{new} ({counted(len(incident.mentions), 'mention')}{also})")
    return ", ".join(told)


def _value(value: StandingValue | None) -> str:
    if value is None:
        return "–"
    against = f", {len(value.against)} against" if value.against else ""
    return f"{shown(value.value)} ({value.rule}, {len(value.behind)} for{against})"


def _parties(standing: Standing, role: str) -> str:
    return "; ".join(named(party) for party in standing.parties if party.role == role) or "nobody"
