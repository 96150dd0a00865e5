"""Show one incident: every value with its words, the rule that chose it, and what the sources disagree on."""

from __future__ import annotations

import click

from sijill.cli._invocation import Invocation, register_option


@click.command("show", short_help="One incident, every value with its words.")
@click.argument("incident")
@register_option
@click.option("--brief", is_flag=True, help="Only when, where, how many, and what the sources disagree on.")
@click.pass_obj
def command(run: Invocation, incident: str, register: str | None, brief: bool) -> None:
    """Show one incident. INCIDENT is its id or the beginning of it.

    Each field shows the value that holds, the rule that chose it, and every statement for (+) and against (−) it
    with its words, source and id. The id is what `sijill decide` takes.
    """
    from sijill.cli._dossier import print_dossier

    with run.open(register) as opened:
        print_dossier(opened.dossier(incident), brief=brief)
