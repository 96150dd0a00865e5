"""Write incidents out in a format, through the one filter."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import UsageError


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner may read: it holds sealed names."""
    descriptor = os.open(path, flags, 0o600)
    if hasattr(os, "fchmod"):  # also where the file was there before
        os.fchmod(descriptor, 0o600)
    return descriptor


_OPENERS = {"public": None, "keeper": _private}


@click.command("export", short_help="Write incidents as JSON Lines, tables, maps and more.")
@register_option
@click.option("--format", "form", default="incidents-jsonl", show_default=True, metavar="FORMAT",
              help="Name of the format; an unknown one is answered with those there are.")  # fmt: skip
@click.option("--audience", type=click.Choice(["public", "keeper"]), default="public", show_default=True,
              help="public: decided and unsealed only. keeper: everything; logged.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else printed.")
@click.option("--with-captures", is_flag=True, help="With the keeper's incidents-jsonl: the captured bytes, too.")
@click.option("--evidence", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Instead: incidents and the captured pages behind them, as a bag with a web archive.")  # fmt: skip
@click.pass_obj
def command(
    run: Invocation, register: str | None, form: str, audience: str, output: Path | None, with_captures: bool,
    evidence: Path | None,
) -> None:  # fmt: skip
    """Write incidents out in a format.

    The default, --audience public, writes only what a person has decided to publish, and nothing sealed.
    --audience keeper writes all that is kept, sealed names and the register's secret too: look after that file. As
    incidents-jsonl, `sijill import` makes a copy of the register of it. Every export is logged.

    --evidence writes a folder after BagIt with the incidents and, as WACZ, the pages that were captured. To the public
    goes no page with anything sealed in it, nor one that tells of an incident which is not published.

    \b
      sijill export -r my.sijill --format csv -o incidents.csv
      sijill export -r my.sijill --audience keeper > everything.jsonl
      sijill export -r my.sijill --evidence evidence/
    """
    from sijill.cli._tables import counted
    from sijill.workflow import export, pack_evidence

    with run.open(register) as opened:
        if evidence is not None:
            count, captures = pack_evidence(opened, evidence, audience=audience, by=run.user)  # type: ignore[arg-type]
            told = f"{counted(count, 'incident')} and {counted(captures, 'captured page')} written to {evidence}"
            click.echo(told if count else _why_empty(audience), err=True)
            return
        if output is None:
            count = export(opened, form, sys.stdout, audience=audience, by=run.user, with_captures=with_captures)  # type: ignore[arg-type]
            if not count:
                click.echo(_why_empty(audience), err=True)
            return
        try:
            with open(output, "w", encoding="utf-8", newline="", opener=_OPENERS[audience]) as out:
                count = export(opened, form, out, audience=audience, by=run.user, with_captures=with_captures)  # type: ignore[arg-type]
        except OSError as error:
            raise UsageError(str(output), f"cannot be written: {error.strerror}") from error
    click.echo(f"{counted(count, 'incident')} written to {output}" if count else _why_empty(audience), err=True)


def _why_empty(audience: str) -> str:
    """Why nothing goes out, and what to do."""
    if audience == "public":
        return "0 incidents: nothing is published yet (`sijill decide publish` lets an incident out)"
    return "0 incidents: the register has none yet (`sijill add` keeps and reads reports)"
