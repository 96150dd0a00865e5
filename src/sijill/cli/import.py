"""Import a spreadsheet, each row a report; or a keeper's export, whole."""  # noqa: N999 - the command is called so

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.cli._progress import progress
from sijill.errors import Failure, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sijill.workflow.importing import ImportedRow

#: rows that a preview shows
SHOWN = 5


@click.command("import", short_help="Take in a spreadsheet, or another register whole.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@register_option
@click.option("--mapping", metavar="NAME_OR_FILE",
              help="What the columns mean: acled, cpj, ucdp or a .toml of yours; else what fits.")  # fmt: skip
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook; the first by default.")
@click.option("--note", is_flag=True, help="The rows are what you know yourselves: sealed, as notes are.")
@click.option("--preview", is_flag=True, help=f"Write nothing: show what the first {SHOWN} rows are understood as.")
@click.option("--dry-run", is_flag=True, help="Write nothing: read all rows and name those that cannot be understood.")
@click.option("--skeleton", is_flag=True, help="Print a mapping to begin with, with the columns of FILE.")
@click.pass_obj
def command(
    run: Invocation, file: Path, register: str | None, mapping: str | None, sheet: str | None,
    note: bool, preview: bool, dry_run: bool, skeleton: bool,
) -> None:  # fmt: skip
    """Keep each row of FILE (.csv, .tsv, .xlsx) as a report in a register, which is made if it is not there yet.

    A keeper's export (.jsonl) becomes a new register, without loss.

    A row's text is the row as it is written, and every value quotes its cell. A row that cannot be understood is named
    with its column and what would do; the others go on, and the exit status is 1. Safe to repeat.

    \b
      sijill import killed.xlsx --skeleton > killed.toml
      sijill import killed.xlsx --mapping killed.toml --preview
      sijill import killed.xlsx --mapping killed.toml -r my.sijill
      sijill import everything.jsonl -r copy.sijill
    """
    from sijill.cli._tables import counted
    from sijill.sources.tables import read_table
    from sijill.workflow import Table, import_register, import_table
    from sijill.workflow import skeleton as mapping_skeleton

    if file.suffix.lower() in (".jsonl", ".json"):
        if mapping or sheet or note or preview or dry_run or skeleton:
            raise UsageError(str(file), "is a keeper's export, which is taken in whole", "give --register and no more")
        where = register or run.settings.text("register")
        if not where:
            raise UsageError("", "no register is named", "give --register FILE, of a register that is not there yet")
        entries = import_register(where, file, by=run.user, settings=run.settings)
        click.echo(f"entries of the log taken in: {entries:,}; {where} is a copy of the register")
        return
    if skeleton:
        columns, _ = read_table(file, max_bytes=run.settings.integer("max_bytes"), sheet=sheet)
        click.echo(mapping_skeleton(columns), nl=False)
        return
    table = Table(file, mapping, settings=run.settings, sheet=sheet)
    if preview or dry_run:
        _try(table.rows(), most=SHOWN if preview else None, label=table.mapping.label)
        return
    new = known = failed = 0
    with run.open(register, create=True) as opened, progress("importing") as advance:
        for result in import_table(
            opened, table, by=run.user, kind="note" if note else "article", settings=run.settings
        ):  # fmt: skip
            if isinstance(result, Failure):
                failed += 1
                click.echo(f"sijill: {result.error}", err=True)
            else:
                new += result.new
                known += not result.new
            advance("", new + known + failed, 0)
    click.echo(f"{counted(new, 'row')} imported, {known} already there, {failed} could not be understood")
    sys.exit(1 if failed else 0)


def _try(rows: Iterator[ImportedRow | Failure], *, most: int | None, label: str) -> None:
    """Tell what rows are understood as, or only which are not; exit status 1 where one is not."""
    from sijill.cli._tables import counted

    good = bad = 0
    for row in islice(rows, most):
        if isinstance(row, Failure):
            bad += 1
            click.echo(f"sijill: {row.error}", err=True)
            continue
        good += 1
        if most is not None:
            _show(row)
    click.echo(f"{label}: {counted(good, 'row')} understood, {bad} not; nothing was written")
    sys.exit(1 if bad else 0)


def _show(row: ImportedRow) -> None:
    from sijill.cli._tables import shown

    click.echo(f"row {row.number}: {row.capture.uri}")
    for mention in row.reading.mentions:
        for said in mention.statements:
            name = said.field if said.subject.role == "mention" else f"{said.subject.role}.{said.field}"
            quoted = " … ".join(row.text.quote(s) for s in said.spans)
            click.echo(f"  {name:<22}{shown(said.value)}   “{quoted}”")
