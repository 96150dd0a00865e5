"""Forget your keys now: those that were open for a while, and the passphrase."""

from __future__ import annotations

import click

from sijill.cli._invocation import Invocation


@click.command("lock", short_help="Forget your opened keys now.")
@click.pass_obj
def command(run: Invocation) -> None:
    """Forget your keys now: those that `sijill keys unlock` holds open.

    A key without a passphrase lies in its file and is not forgotten by this: `sijill keys protect` gives it one.
    """
    ring = run.keyring()
    count = ring.lock()
    bare = [key for key in ring.held() if key.register and not key.protected]
    click.echo(f"{count} opened {'key was' if count == 1 else 'keys were'} forgotten")
    if bare:
        these = "1 key has" if len(bare) == 1 else f"{len(bare)} keys have"
        click.secho(f"{these} no passphrase, and whoever has this computer has them: sijill keys protect",
                    fg="yellow", err=True)  # fmt: skip
