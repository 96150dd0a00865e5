"""List the incidents of a register."""

from __future__ import annotations

from dataclasses import replace

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import UnknownNameError


@click.command("list", short_help="The table of incidents.")
@register_option
@click.option("--type", "family", metavar="FAMILY", help="Only this act family: killing, abduction, …")
@click.option("--name", metavar="NAME", help="Only incidents with a party of that name, in any spelling.")
@click.option("--published", is_flag=True, help="Only what was decided to be published.")
@click.option(
    "--reports", type=click.IntRange(min=1), default=1, metavar="N", help="Only what at least N reports tell of."
)
@click.option("--all", "everything", is_flag=True, help="Totals, and incidents without name, date and place, too.")
@click.pass_obj
def command(
    run: Invocation,
    register: str | None,
    family: str | None,
    name: str | None,
    published: bool,
    reports: int,
    everything: bool,
) -> None:
    """List the incidents: when, where, what, to whom, how many reports.

    ≠ marks a field on which the sources disagree, ⊘ a name that is sealed: it is shown to you and leaves through
    no door.

    Left out and counted below the table are totals over many events ("200 journalists since 2003") and incidents
    without any of: a date, a victim's name, a place finer than a country. --all shows them. What a person has
    decided about is always shown.
    """
    from sijill.cli._tables import counted, print_incidents
    from sijill.types import CardQuery
    from sijill.workflow import codebook_of

    families = [f.contract_type for f in codebook_of(run.settings).families.values()]
    family = family.casefold() if family else None
    if family is not None and family not in families:
        raise UnknownNameError("act family", family, families)
    asked = CardQuery(
        act=family, name=name or "", states=("published",) if published else (), reports=reports,
        telling=not everything and name is None,
    )  # fmt: skip
    with run.open(register) as opened:
        found = opened.count_cards(replace(asked, telling=False))
        listed = opened.cards(asked, limit=found)
        linked = opened.linkage_is_current()
    print_incidents(listed)
    if listed:
        click.echo()
    click.echo(counted(len(listed), "incident") + left_out(found - len(listed)))
    if not linked:
        click.echo("some reports are not linked yet: run `sijill link`", err=True)


def left_out(number: int) -> str:
    """What is said of the incidents that the table leaves out; nothing where it leaves out none."""
    return (
        f"; {number:,} more are totals, or without name, date and place finer than a country: --all" if number else ""
    )
