"""List legal cases, or show one: courts, charges, accused, every step with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.cli.people import print_quotes

if TYPE_CHECKING:
    from sijill.workflow.actors import CaseFile


@click.command("cases", short_help="Legal cases: court, charges, accused, steps.")
@click.argument("case", required=False)
@register_option
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most this many.")
@click.pass_obj
def command(run: Invocation, case: str | None, register: str | None, limit: int) -> None:
    """List the legal cases; with the id of one (k-7K3F9Q), all its steps with their words.

    A case is never closed by a verdict: the last step is the latest that any report tells of. What is said of the
    motive stands side by side; whether it was for the victim's work is said by a person (`sijill people
    --work-related`).
    """
    from sijill.cli._tables import counted
    from sijill.workflow import case as one_case
    from sijill.workflow import cases

    with run.open(register) as opened:
        if case:
            _print(one_case(opened, case))
            return
        found = cases(opened, limit=limit)
    for row in found:
        told = row.case
        last = told.steps[-1] if told.steps else None
        parts = [
            ", ".join(row.names.values()) or counted(len(told.accused), "accused person"),
            "; ".join(told.charges) or "no charge told",
            "; ".join(told.courts) or "no court told",
            f"last known step: {last.step}{f', {last.date}' if last.date else ''}" if last else "",
        ]
        click.echo(f"{click.style(told.id, bold=True)}  {' · '.join(p for p in parts if p)}")
    click.echo(counted(len(found), "case") if found else "no case is told of", err=not found)


def _print(found: CaseFile) -> None:
    told = found.case
    sort = "against a victim" if told.of_victim else "about an incident"
    click.secho(f"{told.id}  {', '.join(found.names.values()) or 'unnamed'}  ({sort})", bold=True)
    if told.aliases:
        click.echo(f"also known as {', '.join(told.aliases)}")
    for head, words in (("Courts", told.courts), ("Charges", told.charges), ("Incidents", told.incidents)):
        if words:
            click.echo(f"{head}: {'; '.join(words)}")
    for incident, word in found.work_related.items():
        click.echo(f"Related to the work of the victim, as decided: {word} ({incident})")
    click.secho("\nSteps", bold=True)
    for step in told.steps:
        who = found.names.get(found.accused.get(step.accused, ""))
        click.echo(f"  {step.date or 'no date'}  {step.step}{f': {who}' if who else ''}")
        print_quotes(step.quotes)
    if found.motives:
        click.secho("\nSaid to be the motive", bold=True)
        print_quotes(found.motives, most=20)
