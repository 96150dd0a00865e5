"""Count what is published: tables and charts, each with the command that makes it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation, now, register_option
from sijill.errors import UsageError

if TYPE_CHECKING:
    from sijill.workflow import Counted


@click.command("figures", short_help="Count incidents and victims, as tables and charts.")
@click.argument("release", required=False, metavar="[RELEASE]")
@register_option
@click.option(
    "--by", "names", metavar="NAME,…", help="Figures wanted; an unknown name is answered with those there are."
)
@click.option("--from", "since", metavar="DATE", help="Only what may have happened from that day, month or year on.")
@click.option("--to", "until", metavar="DATE", help="Only what may have happened up to that day, month or year.")
@click.option("--place", help="Only in that country (its code), governorate or city.")
@click.option("--act", help="Only that act family or finer act.")
@click.option("--as-of", metavar="DATE", help="Day up to which reports were taken in; that of the release, or today.")
@click.option("--json", "form", flag_value="json", help="One JSON object a line, one line a figure.")
@click.option("--csv", "form", flag_value="csv", help="A table; one figure at a time.")
@click.option("--svg", "form", flag_value="svg", help="A chart; one figure at a time.")
@click.option("--language", type=click.Choice(["en", "ar"]), default="en", show_default=True)
@click.pass_obj
def command(
    run: Invocation, release: str | None, register: str | None, names: str | None, since: str | None,
    until: str | None, place: str | None, act: str | None, as_of: str | None, form: str | None, language: str,
) -> None:  # fmt: skip
    """Count the incidents of a release (its folder or its incidents.jsonl), or the published ones of a register.

    Each figure is a table with what to beware of and the command that makes it again. Counts are ranges: sums of
    killed and injured are extreme bounds, and a vague date is spread over the days it may mean.

    \b
      sijill figures my-release
      sijill figures my-release --by month,act --from 2020 --to 2021-06
      sijill figures -r my.sijill --by impunity --json
      sijill figures my-release --by month --svg > months.svg
    """
    from sijill.figures import making
    from sijill.figures.charts import chart
    from sijill.figures.query import Query, day_of
    from sijill.figures.table import as_csv, as_json_line, as_text

    query = Query.of(
        since, until, place, act, where=(release,) if release else ("-r", register) if register else ("RELEASE",)
    )
    wanted = [n.strip() for n in (names or ",".join(making.FRONT)).split(",") if n.strip()]
    if form in ("csv", "svg") and len(wanted) != 1:
        raise UsageError(f"--{form}", "writes one figure", "name it with --by")
    counted = counted_of(run, release, register)
    until_day = day_of(as_of) if as_of else counted.as_of or now().date()
    for number, name in enumerate(wanted):
        figure = counted.figure(name, query, until_day)
        match form:
            case "json":
                words = as_json_line(figure) + "\n"
            case "csv":
                words = as_csv(figure, language)
            case "svg":
                words = chart(figure, language, standalone=True)
                if not words:
                    raise UsageError(name, "has nothing to draw", "see its table, without --svg")
            case _:
                words = ("\n" if number else "") + as_text(figure, language)
        click.echo(counted.guard(words), nl=False)


def counted_of(run: Invocation, release: str | None, register: str | None) -> Counted:
    """What the arguments name: a release, or the published incidents of a register.

    Raises:
        UsageError: both are named, or neither.
    """
    from sijill.workflow import counted_in_register, counted_in_release

    if release and register:
        raise UsageError("", "a release and a register are two things to count", "give one of them")
    if release and (Path(release).is_dir() or release.endswith(".jsonl")):
        return counted_in_release(Path(release))
    with run.open(release or register) as opened:
        return counted_in_register(opened)
