"""Check that nothing in a register was altered."""

from __future__ import annotations

import sys

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.cli._progress import progress


@click.command("verify", short_help="Check that nothing was altered.")
@register_option
@click.pass_obj
def command(run: Invocation, register: str | None) -> None:
    """Check a register: re-read every digest, re-find every quotation, walk the log's hash chain, recompute every
    derived table.

    Exit status 0 only if all holds; 1 otherwise, naming what does not.
    """
    from sijill.workflow import verify

    damages = 0
    with run.open(register) as opened:
        with progress("verifying") as advance:
            for damage in verify(opened, settings=run.settings, progress=advance):
                damages += 1
                click.echo(f"{damage.table} {damage.key}: {damage.what}")
        if damages:
            hold = "thing that does" if damages == 1 else "things that do"
            click.echo(f"{damages} {hold} not hold. Keep this file as it is, and restore a backup beside it.", err=True)
            sys.exit(1)
        stale = "" if opened.linkage_is_current() else "; some reports are not linked yet: run `sijill link`"
        click.echo(f"all holds: {opened.summary()}{stale}")
