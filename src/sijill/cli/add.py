"""Add reports to a register: capture, read, keep, link."""

from __future__ import annotations

import sys

import click

from sijill.cli._interruption import asked_to_stop
from sijill.cli._invocation import (
    INTERRUPTED,
    Invocation,
    register_option,
    source_arguments,
    tell_contact,
    tell_fallback,
)
from sijill.cli._progress import progress
from sijill.errors import Failure


@click.command("add", short_help="Keep reports, read them and link them.")
@source_arguments
@register_option
@click.pass_obj
def command(
    run: Invocation, sources: tuple[str, ...], input_format: str, published: str | None, register: str | None
) -> None:
    """Add reports to a register, which is made if it is not there yet.

    Bytes are kept with their SHA-256, the text is read, and the mentions of one incident are brought together.
    Safe to repeat (what is there already changes nothing), to interrupt (Ctrl-C) and to resume. A report that
    cannot be read is named on standard error; the others go on, and the exit status is 1.

    \b
      sijill add reports/ -r my.sijill
      sijill add https://example.org/report.html -r my.sijill
    """
    from sijill.cli._tables import counted
    from sijill.workflow import add

    new = known = failed = mentions = 0
    with run.open(register, create=True) as opened, progress("adding") as advance, asked_to_stop() as stopping:
        for result in add(
            opened, sources, by=run.user, published=published, input_format=input_format, settings=run.settings,
            on_contact=tell_contact, on_fallback=tell_fallback, processes=0,
        ):  # fmt: skip
            if isinstance(result, Failure):
                failed += 1
                click.echo(f"sijill: {result.error}", err=True)
            else:
                new += result.new
                known += not result.new
                mentions += result.mentions if result.new else 0
            advance("" if isinstance(result, Failure) else result.uri, new + known + failed, 0)
            if stopping():
                kept = f"{counted(new, 'report')} added and not linked yet" if new else "nothing was added"
                click.echo(f"sijill: interrupted: {kept}; the same command does the rest", err=True)
                sys.exit(INTERRUPTED)
        incidents = opened.count_cards()
    click.echo(
        f"{counted(new, 'report')} added ({counted(mentions, 'mention')}), {known} already there, "
        f"{failed} could not be read; the register has {counted(incidents, 'incident')}"
    )
    sys.exit(1 if failed else 0)
