"""List the incidents of a register."""

from __future__ import annotations

import click

from sijill.cli._invocation import Invocation, register_option


@click.command("list", short_help="The table of incidents.")
@register_option
@click.option("--type", "family", metavar="FAMILY", help="Only this act family: killing, abduction, …")
@click.option("--name", metavar="NAME", help="Only incidents with a party of that name, in any spelling.")
@click.option("--published", is_flag=True, help="Only what was decided to be published.")
@click.pass_obj
def command(run: Invocation, register: str | None, family: str | None, name: str | None, published: bool) -> None:
    """List the incidents: when, where, what, to whom, how many reports.

    ≠ marks a field on which the sources disagree, ⊘ a name that is sealed: it is shown to you and leaves through
    no door.
    """
    from sijill.cli._tables import HEADS, incident_rows, print_table
    from sijill.errors import UnknownNameError
    from sijill.incidents.listing import in_order, with_name
    from sijill.workflow import codebook_of

    families = [f.contract_type for f in codebook_of(run.settings).families.values()]
    if family is not None and family not in families:
        raise UnknownNameError("act family", family, families)
    with run.open(register) as opened:
        dossiers = [
            d
            for d in in_order(opened.dossiers())
            if (not published or d.published)
            and (family is None or any(m.mention.first("type") == family for m in d.mentions))
            and (name is None or with_name(d, name))
        ]
    print_table(HEADS, incident_rows(dossiers))
    click.echo(f"{len(dossiers)} incidents")
