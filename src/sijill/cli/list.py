"""List the incidents of a register."""

from __future__ import annotations

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
    from sijill.incidents.listing import in_order, reports_of, telling, with_name
    from sijill.workflow import codebook_of

    families = [f.contract_type for f in codebook_of(run.settings).families.values()]
    family = family.casefold() if family else None
    if family is not None and family not in families:
        raise UnknownNameError("act family", family, families)
    with run.open(register) as opened:
        found = [
            d
            for d in in_order(opened.dossiers())
            if (not published or d.published)
            and reports_of(d) >= reports
            and (family is None or any(m.mention.first("type") == family for m in d.mentions))
            and (name is None or with_name(d, name))
        ]
        linked = opened.linkage_is_current()
    listed = [d for d in found if everything or name is not None or telling(d)]
    print_incidents(listed)
    if listed:
        click.echo()
    click.echo(counted(len(listed), "incident") + left_out(len(found) - len(listed)))
    if not linked:
        click.echo("some reports are not linked yet: run `sijill link`", err=True)


def left_out(number: int) -> str:
    """What is said of the incidents that the table leaves out; nothing where it leaves out none."""
    return (
        f"; {number:,} more are totals, or without name, date and place finer than a country: --all" if number else ""
    )
