"""Bring the mentions of one incident together, in a register or in readings without one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sijill.cli._invocation import Invocation, register_option


@click.command("link", short_help="Bring the mentions of one incident together.")
@register_option
@click.option("--readings", type=click.Path(path_type=Path), help="Readings of contract 1, one a line; no register.")
@click.option("--read-again", is_flag=True, help="First read the texts that the present reader has not read.")
@click.pass_obj
def command(run: Invocation, register: str | None, readings: Path | None, read_again: bool) -> None:
    """Bring the mentions of one incident together and work out what holds for each.

    `sijill add` does this by itself; call it after an update of sijill, with --read-again if the reader is newer.
    With --readings FILE it needs no register and prints one JSON line for each incident.
    """
    from sijill.workflow import link, link_readings
    from sijill.workflow import read_again as read_texts_again

    if readings:
        for group in link_readings(_objects(readings)):
            click.echo(json.dumps(group, ensure_ascii=False))
        return
    with run.open(register) as opened:
        if read_again:
            count = sum(1 for _ in read_texts_again(opened, by=run.user, settings=run.settings))
            click.echo(f"{count} texts read again")
        result = link(opened, by=run.user, settings=run.settings)
    click.echo(f"{result.mentions} mentions in {result.incidents} incidents{'' if result.changed else ', as before'}")


def _objects(path: Path) -> list[dict[str, object]]:
    from sijill.errors import ContractError, UsageError

    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(path), f"cannot be read: {error}") from error
    objects = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                objects.append(json.loads(line))
            except ValueError as error:
                raise ContractError(f"{path}:{number}", f"is not JSON: {error}") from error
    return objects
