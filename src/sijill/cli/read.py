"""Read reports and print what they say happened."""

from __future__ import annotations

import json
import sys

import click

from sijill.cli._invocation import Invocation, source_arguments, tell_contact, tell_fallback
from sijill.errors import Failure


@click.command("read", short_help="Print what reports say happened; needs no register.")
@source_arguments
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="json: one object a line, contract 1.",
)  # fmt: skip
@click.pass_obj
def command(run: Invocation, sources: tuple[str, ...], input_format: str, published: str | None, form: str) -> None:
    """Read reports and print what they say happened: who did what to whom, when, where, according to whom.

    SOURCE is a file, a folder, a glob, "-" for standard input, or a web address (the only case in which anything
    is contacted). Nothing is kept. A report that cannot be read is named on standard error, the others go on,
    and the exit status is 1.

    \b
      sijill read report.html
      sijill read report.txt --published 2020-07-13 --format json
      sijill read --input-format jsonl articles.jsonl --format json > readings.jsonl
    """
    from sijill.cli._reading import print_reading
    from sijill.statements import contract
    from sijill.workflow import read

    failed = 0
    for result in read(
        sources,
        published=published,
        input_format=input_format,
        settings=run.settings,
        on_contact=tell_contact,
        on_fallback=tell_fallback,
        processes=0,
    ):
        if isinstance(result, Failure):
            failed += 1
            click.echo(f"sijill: {result.error}", err=True)
        elif form == "json":
            click.echo(json.dumps(contract.to_json(result.text, result.reading), ensure_ascii=False))
        else:
            print_reading(result.text, result.reading)
    sys.exit(1 if failed else 0)
