"""Bring the mentions of one incident together, in a register or in readings without one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import ContractError, Failure, UsageError


@click.command("link", short_help="Bring the mentions of one incident together.")
@register_option
@click.option(
    "--readings",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Readings of contract 1, one a line; no register.",
)
@click.option(
    "--explain",
    nargs=2,
    metavar="A B",
    help="Say why two incidents or mentions are one or are not, field by field; links nothing.",
)
@click.option("--read-again", is_flag=True, help="First read the texts that the present reader has not read.")
@click.pass_obj
def command(
    run: Invocation, register: str | None, readings: Path | None, explain: tuple[str, str] | None, read_again: bool
) -> None:
    """Bring the mentions of one incident together and work out what holds for each.

    `sijill add` does this by itself; call it after an update of sijill, with --read-again if the reader is newer.
    With --readings FILE it needs no register and prints one JSON line for each incident.

    --explain takes ids of incidents, or of mentions as `sijill decide mentions INCIDENT` lists them. The weights are
    natural logarithms of odds and are added up: above zero speaks for one event.
    """
    from sijill.cli._tables import counted
    from sijill.workflow import explain as explained
    from sijill.workflow import link, link_readings
    from sijill.workflow import read_again as read_texts_again

    if readings:
        for group in link_readings(_objects(readings)):
            click.echo(json.dumps(group, ensure_ascii=False))
        return
    if explain:
        from sijill.cli._explained import print_explained

        with run.open(register) as opened:
            print_explained(explained(opened, *explain))
        return
    failed = 0
    with run.open(register) as opened:
        if read_again:
            count = 0
            for done in read_texts_again(opened, by=run.user, settings=run.settings):
                if isinstance(done, Failure):
                    failed += 1
                    click.echo(f"sijill: {done.error}", err=True)
                else:
                    count += 1
            click.echo(f"{counted(count, 'text')} read again")
        result = link(opened, by=run.user, settings=run.settings)
    click.echo(
        f"{counted(result.mentions, 'mention')} in {counted(result.incidents, 'incident')}"
        f"{'' if result.changed else ', as before'}"
    )
    sys.exit(1 if failed else 0)


def _objects(path: Path) -> list[dict[str, object]]:

    try:
        lines = path.read_text("utf-8").split("\n")  # not splitlines: U+2028 may stand in a string
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    objects = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                objects.append(json.loads(line))
            except ValueError as error:
                raise ContractError(f"{path}:{number}", f"is not JSON: {error}") from error
    return objects
