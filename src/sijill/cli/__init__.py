"""The command line: one module for each command; it parses and prints, nothing else.

The name of a module is the name of its command, its docstring the help. A command's own imports of ours stand
inside its function, so that ``sijill --help`` starts no library; errors of ours become one line and an exit
status here: 0 done, 1 done with something that could not be, 2 wrong use.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, cast

import click

from sijill import __version__
from sijill.cli._invocation import INTERRUPTED, Invocation
from sijill.errors import SijillError, UsageError
from sijill.extensions import Modules

COMMANDS = Modules("sijill.cli", "command")

EPILOG = """\b
Start here:
  sijill demo                            the whole way on the sample reports
  sijill read report.html                what one report says happened
  sijill add reports/ -r my.sijill       keep, read and link reports
  sijill list -r my.sijill               the incidents
  sijill show ID -r my.sijill            one incident, every value with its words

Each command has its own --help."""


class Commands(click.Group):
    """A group that asks the folder what is in it, and turns our errors into lines and exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """The names of all commands."""
        return [*COMMANDS.names()]  # the command module "list", once loaded, hides the builtin here

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, or None."""
        if cmd_name not in COMMANDS.names():
            return None
        return cast(click.Command, COMMANDS.get(cmd_name).command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; one that is not there is answered with those spelt like it."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS.names():
            near = get_close_matches(args[0], COMMANDS.names())
            meant = f"Did you mean {' or '.join(map(repr, near))}?" if near else "`sijill --help` lists them."
            ctx.fail(f"No such command {args[0]!r}. {meant}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and leave with an exit status; no traceback for anything a user can cause."""
        try:
            status = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.stdout.flush()  # here and not at the end of the process, where a full disk makes a traceback
        except SijillError as error:
            click.echo(f"sijill: {error}", err=True)
            sys.exit(2 if isinstance(error, UsageError) else 1)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("sijill: interrupted", err=True)
            sys.exit(INTERRUPTED)
        except OSError as error:
            _write_no_more()
            if error.errno != errno.EPIPE:  # whoever reads a pipe may stop: `sijill list | head`
                what = error.filename or "what is printed"
                click.echo(f"sijill: {what}: cannot be written or read: {error.strerror}", err=True)
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)


def _write_no_more() -> None:
    """Let what is still in the buffer go nowhere: the end of the process would try to write it once more."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sijill")
@click.option("--setting", "overrides", multiple=True, metavar="NAME=VALUE", help="Give a setting for this run.")
@click.pass_context
def cli(ctx: click.Context, overrides: Sequence[str]) -> None:
    """A register of political violence in which every value points to the words that say so."""
    if os.environ.get("NO_COLOR"):  # no-color.org
        ctx.color = False
    ctx.obj = Invocation.of(overrides)


def main() -> None:
    """The program ``sijill``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # words in any script go out as they are, whatever the locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()
