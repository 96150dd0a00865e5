"""Your keys to a register, and who else may read what is sealed in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import LockedError, UsageError

if TYPE_CHECKING:
    from sijill.register import Register

#: hours for which `unlock` keeps keys open, where it is not told
HOURS = 8.0


@click.group("keys", short_help="Your keys, and who may read what is sealed.", invoke_without_command=True)
@register_option
@click.pass_context
def command(ctx: click.Context, register: str | None) -> None:
    """Your keys to a register, and who else may read what is sealed in it.

    What is sealed is encrypted. A register is made with one key, yours, in a file of your configuration folder:
    whoever loses all keys loses what is sealed. So let a second person in, or print recovery shares.

    \b
      sijill keys -r my.sijill                    your keys, and who may read
      sijill keys new                             a key for a register of somebody else's: give them its public part
      sijill keys add age1… --name Nadia -r …     let somebody in
      sijill keys revoke Nadia -r …               take somebody out; the register's key is changed
      sijill keys share -r …                      print recovery shares, two of which bring a key back
      sijill keys recover -r …                    type two of them
      sijill keys protect -r …                    protect your key with a passphrase
    """
    if ctx.invoked_subcommand is None:
        _show(ctx.obj, register)


def _show(run: Invocation, register: str | None) -> None:
    if not (register or run.settings.text("register")):
        ring = run.keyring()
        click.echo(f"your keys, in {ring.folder}:")
        for key in ring.held():
            where = f"to register {key.register}" if key.register else "to no register yet"
            click.echo(f"  {key.recipient}  {where}{', with a passphrase' if key.protected else ''}")
        return
    with run.open(register) as opened:
        mine = opened.keys.mine
        if mine is None:
            click.echo(f"none of your keys in {run.keyring().folder} opens it; what is sealed shows as sealed")
        else:
            click.echo(f"your key: {mine.path}{', with a passphrase' if mine.protected else ', without a passphrase'}")
        click.echo("who may read what is sealed:")
        for keeper in opened.keys.keepers():
            stale = "; their own key is from before an erasure, until they next open it" if keeper.stale else ""
            click.echo(f"  {keeper.name}  {keeper.recipient}{stale}")
        _warn_of_one(opened)


def _warn_of_one(opened: Register) -> None:
    if len(opened.keys.keepers()) == 1:
        click.secho(
            "only one key opens it: whoever loses that loses what is sealed. `sijill keys share` prints recovery "
            "shares, `sijill keys add` lets a second person in.", fg="yellow", err=True,
        )  # fmt: skip


@contextmanager
def _opened(run: Invocation, register: str | None) -> Iterator[Register]:
    with run.open(register) as opened:
        if opened.locked:
            raise LockedError(register or run.settings.text("register"))
        yield opened


@command.command()
@click.pass_obj
def new(run: Invocation) -> None:
    """Make a key for a register of somebody else's. Its public part, which is printed, is what they add."""
    key = run.keyring().make()
    click.echo(key.recipient)
    click.echo(f"the key is in {key.path}; give its public part, above, to a keeper of the register", err=True)


@command.command()
@click.argument("recipient")
@click.option("--name", required=True, help="Whose key it is.")
@register_option
@click.pass_obj
def add(run: Invocation, recipient: str, name: str, register: str | None) -> None:
    """Let somebody read what is sealed, by the public part of their key (age1…). Make sure that it is theirs."""
    with _opened(run, register) as opened:
        opened.keys.add(recipient, name, by=run.user)
        click.echo(f"{name} may read what is sealed")


@command.command()
@click.argument("keeper")
@register_option
@click.pass_obj
def revoke(run: Invocation, keeper: str, register: str | None) -> None:
    """Take somebody out, by name or the beginning of their public key. The register's key is changed.

    What they have copied they have: seal nothing later that they know already.
    """
    with _opened(run, register) as opened:
        gone = opened.keys.revoke(keeper, by=run.user)
        click.echo(f"{gone.name} may read no more of what is sealed")
        _warn_of_one(opened)


@command.command()
@register_option
@click.pass_obj
def share(run: Invocation, register: str | None) -> None:
    """Print three recovery shares, of which any two bring a key back; those printed before become worthless.

    Keep them apart from one another, on paper, in places where nobody looks for them.
    """
    with _opened(run, register) as opened:
        for number, words in enumerate(opened.keys.share(by=run.user), 1):
            click.echo(f"share {number} of 3, two are needed (register {opened.keys.register}):\n  {words}\n")


@command.command()
@register_option
@click.pass_obj
def recover(run: Invocation, register: str | None) -> None:
    """Type two recovery shares and get a key of your own. You are asked for them, one line each."""
    with run.open(register) as opened:
        words = [click.prompt(f"share {n}", type=str, hide_input=True) for n in ("one", "two")]
        key = opened.keys.recover(words, by=run.user)
    click.echo(f"your key: {key.path}")


@command.command()
@register_option
@click.pass_obj
def protect(run: Invocation, register: str | None) -> None:
    """Protect your key with a passphrase; an empty one takes it off. SIJILL_PASSPHRASE_FILE may hold it later."""
    with _opened(run, register) as opened:
        mine = opened.keys.mine
        if mine is None:
            raise LockedError(register or "")
        told = click.prompt("passphrase", default="", hide_input=True, confirmation_prompt=True, show_default=False)
        key = run.keyring().protect(mine, told)
    click.echo(f"{key.path} {'has a passphrase' if key.protected else 'has no passphrase any more'}")


@command.command()
@click.option("--hours", type=float, default=HOURS, show_default=True, help="For how long.")
@click.pass_obj
def unlock(run: Invocation, hours: float) -> None:
    """Keep your protected keys open for a while, in memory, so that the passphrase is asked for once.

    `sijill lock` forgets them at once.
    """
    if hours <= 0:
        raise UsageError(f"--hours {hours}", "is no time")
    count = run.keyring().unlock(hours * 3600)
    click.echo(f"{count} of your keys {'is' if count == 1 else 'are'} open for {hours:g} hours")


@command.command()
@register_option
@click.pass_obj
def scrub(run: Invocation, register: str | None) -> None:
    """Write the register's file anew, so that no trace is left of what was sealed or erased.

    Done by itself after sealing and erasing; needed only where others were using the register at that moment.
    """
    with _opened(run, register) as opened:
        opened.keys.scrub()
    click.echo("written anew; backups of before still have what they had")


@command.command()
@register_option
@click.pass_obj
def check(run: Invocation, register: str | None) -> None:
    """Check that your key opens the register, that every key in it opens, and who else may read."""
    with _opened(run, register) as opened:
        for damage in opened.keys.damage():
            raise UsageError(f"{damage[0]} {damage[1]}", damage[2], "run sijill verify")
        click.echo(f"your key opens register {opened.keys.register}, and every key in it opens")
        _warn_of_one(opened)
