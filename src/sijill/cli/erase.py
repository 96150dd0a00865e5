"""Erase a report for good: two keepers, and no way back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import UsageError


@click.command("erase", short_help="Erase a report for good; takes two keepers.")
@click.argument("report")
@click.option("--reason", default="", help="Why; kept with the log.")
@click.option("--confirm", is_flag=True, help="Another keeper has asked: erase it now.")
@click.option("--second-key", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER",
              help="Folder with the keys of the second keeper, who is here.")  # fmt: skip
@click.option("--second", help="Name of the second keeper, with --second-key.")
@register_option
@click.pass_obj
def command(
    run: Invocation, report: str, reason: str, confirm: bool, second_key: Path | None, second: str | None,
    register: str | None,
) -> None:  # fmt: skip
    """Erase a report (by its id, its address or the id of its text): bytes, text, what was read and decided about it.

    For a court's order, or a source who recants. It takes two keepers: one asks and another confirms with a key of
    theirs, or both are here. Its keys are destroyed, and the keys of those who erase are replaced, so that an older
    backup does not bring it back; the other keepers' when they next open the register. What was copied with an older
    key, printed or published is out of reach. Nothing undoes it.

    \b
      sijill erase https://example.org/report.html --reason "the source recants" -r my.sijill
      sijill erase https://example.org/report.html --confirm -r my.sijill
    """
    from sijill.workflow import confirm_erasure, erase_together, request_erasure

    if not confirm and not reason.strip():
        raise UsageError("--reason", "is missing: whoever reads the log later must learn why")
    with run.open(register) as opened:
        if second_key is not None:
            if not second:
                raise UsageError("--second", "is missing: who is the second keeper?")
            ring = run.keyring(second_key)
            gone = erase_together(opened, report, ring, by=(run.user, second), reason=reason, settings=run.settings)
        elif confirm:
            gone = confirm_erasure(opened, report, by=run.user, reason=reason, settings=run.settings)
        else:
            asked = request_erasure(opened, report, by=run.user, reason=reason)
            alone = len([keeper for keeper in opened.keys.keepers() if not keeper.shares]) == 1
            who = "you are its only keeper and confirm it yourself" if alone else "another keeper runs"
            click.echo(f"{asked.id} is to be erased; {who}: sijill erase {asked.id} --confirm")
            return
        stale = [keeper.name for keeper in opened.keys.keepers() if keeper.stale]
    click.echo(f"{gone.id} is erased")
    click.echo("printed recovery shares open nothing any more: destroy them, and print new ones", err=True)
    if stale:
        click.echo(
            f"older backups can be read with the keys of {', '.join(stale)} until they open the register", err=True
        )
    sys.exit(0)
