"""One run of the program: the settings in force, who is at the keyboard, the options that commands share."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sijill.errors import SettingError, UsageError
from sijill.settings import Settings, load

if TYPE_CHECKING:
    from sijill.register import Register
    from sijill.register.keyring import Keyring

#: exit status after Ctrl-C, as shells have it
INTERRUPTED = 130

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the program: its settings, its user, its clock."""

    settings: Settings

    @classmethod
    def of(cls, overrides: Sequence[str]) -> Invocation:
        """From the NAME=VALUE pairs of the command line."""
        pairs = {}
        for pair in overrides:
            name, equals, value = pair.partition("=")
            if not equals:
                raise SettingError(pair, "is not NAME=VALUE")
            pairs[name.strip()] = value
        return cls(load(pairs))

    @property
    def user(self) -> str:
        """Who is at the keyboard: the setting ``user``, or the login name."""
        if self.settings.text("user"):
            return self.settings.text("user")
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # a user id without a name, as in a container
            return "somebody"

    def open(self, address: str | None, *, create: bool = False) -> Register:
        """The register given as argument or setting."""
        from sijill.register import Register

        where = address or self.settings.text("register")
        if not where:
            raise UsageError("", "no register is named", "give --register FILE, or set SIJILL_REGISTER")
        opened = Register.open(where, create=create, clock=now, keyring=self.keyring(), user=self.user)
        if opened.made_key is not None:
            click.echo(
                f"sijill: what is sealed in {where} is encrypted; your key is {opened.made_key}. It is the only one: "
                "without it what is sealed is lost (`sijill keys` makes a second)", err=True,
            )  # fmt: skip
        elif opened.locked:
            click.echo(
                f"sijill: none of your keys opens {where}: what is sealed shows as sealed (sijill keys)", err=True
            )
        return opened

    def keyring(self, folder: Path | None = None) -> Keyring:
        """The user's keys, or those in a folder; a passphrase is asked for on the terminal."""
        from sijill.register.keyring import Keyring

        ask = _asked_passphrase if sys.stdin.isatty() else None
        return Keyring(folder, passphrase=ask) if folder else Keyring.of(self.settings, passphrase=ask)


def _asked_passphrase() -> str:
    return str(click.prompt("passphrase of your key", hide_input=True, err=True))


def now() -> datetime:
    """The clock: this moment in UTC."""
    return datetime.now(UTC)


def register_option(function: F) -> F:
    """The option --register."""
    return click.option(
        "--register", "-r", metavar="FILE", help="The register: a file, or postgresql://… (or SIJILL_REGISTER)."
    )(function)


def source_arguments(function: F) -> F:
    """The arguments and options that name sources."""
    for decorate in (
        click.option("--published", metavar="DATE", help="Publication date of sources that do not tell it."),
        click.option(
            "--input-format",
            type=click.Choice(["auto", "jsonl"]),
            default="auto",
            show_default=True,
            help='jsonl: records {"id", "text", "title"?, "published"?, …}, one a line.',
        ),
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
    ):
        function = decorate(function)
    return function


def tell_fallback(why: str) -> None:
    """Say that the rules read alone, and why."""
    click.echo(f"sijill: the neural reader is missing, the rules read alone and find less: {why}", err=True)


def tell_contact(host: str) -> None:
    """Say which host will be contacted, before it is."""
    click.echo(f"contacting {host}", err=True)
