"""Measure the reader on annotated texts."""

from __future__ import annotations

import json
import sys

import click

from sijill.cli._invocation import Invocation
from sijill.cli._progress import progress
from sijill.errors import Failure, SijillError
from sijill.settings import load


@click.command("evaluate", short_help="Measure the reader on annotated texts.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--reader", metavar="NAME", help="The reader to measure, as the setting of that name.")
@click.option(
    "--bootstrap", "resamplings", type=click.IntRange(0, 100_000), default=400, show_default=True, metavar="N",
    help="Draw the texts anew so often for the intervals.",
)  # fmt: skip
@click.option(
    "--by", multiple=True, type=click.Choice(["type", "style", "slot", "region"]), default=["slot", "type", "style"],
    show_default=True, help="What to break down; may be given several times.",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help="json: one object a line for each PATH.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress.")
@click.pass_obj
def command(
    run: Invocation,
    paths: tuple[str, ...],
    reader: str | None,
    resamplings: int,
    by: tuple[str, ...],
    form: str,
    quiet: bool,
) -> None:
    """Read annotated texts and print how much of what they tell was found, and how much was made up.

    PATH is a folder of corpus passages (corpus/FORMAT.md), a file of annotated articles ({"id", "text",
    "incidents"} a line), or one of MUC-4 texts with their templates. Printed are incidents, the slots of those
    found, the recall of the incidents that texts are about, texts without incident that were left quiet, and how far
    `confidence` is from a probability; with 95 % intervals over texts. What cannot be read is named on standard
    error and counts as read in silence, the others go on, and the exit status is 1.

    \b
      sijill evaluate corpus/held_out
      sijill evaluate articles.jsonl muc4-dev.jsonl --reader baseline --format json
    """
    from sijill.evaluation import evaluating, gold
    from sijill.workflow import reader_for

    settings = load({**run.settings.values, "reader": reader}) if reader else run.settings
    chosen = reader_for(settings)
    told = [scope.strip() for scope in settings.text("scope").split(",")]
    failures: list[Failure] = []
    for number, path in enumerate(paths):
        try:
            texts = gold.load(path, settings)
        except SijillError as error:
            failures.append(Failure(path, error))
            click.echo(f"sijill: {error}", err=True)
            continue
        with progress("reading") as advance:
            evaluation = evaluating.evaluate(
                texts, chosen, told=told, resamplings=resamplings, advance=None if quiet else advance
            )
        failures += evaluation.failures
        for failure in evaluation.failures:
            click.echo(f"sijill: {failure.error}", err=True)
        if form == "json":
            click.echo(json.dumps(evaluating.to_json(evaluation), ensure_ascii=False))
            continue
        if number:
            click.echo()
        for line in evaluating.table(evaluation, by):
            click.echo(line.rstrip())
    sys.exit(1 if failures else 0)
