"""Write a report to print: figures, incidents, sources, methods and gaps for a period and place."""

from __future__ import annotations

from pathlib import Path

import click

from sijill.cli._invocation import Invocation, now, register_option
from sijill.errors import UsageError


@click.command("report", short_help="Write a report to print, as HTML or PDF.")
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.html|OUT.pdf")
@click.option("--release", metavar="FOLDER", help="A release, or its incidents.jsonl, instead of a register.")
@register_option
@click.option("--from", "since", metavar="DATE", help="From that day, month or year on.")
@click.option("--to", "until", metavar="DATE", help="Up to that day, month or year.")
@click.option("--place", help="Only that country (its code), governorate or city.")
@click.option("--act", help="Only that act family or finer act.")
@click.option("--as-of", metavar="DATE", help="Day up to which reports were taken in; that of the release, or today.")
@click.option("--title", default="", help="A title of your own.")
@click.option("--language", type=click.Choice(["en", "ar"]), default="en", show_default=True)
@click.pass_obj
def command(
    run: Invocation, output: Path, release: str | None, register: str | None, since: str | None, until: str | None,
    place: str | None, act: str | None, as_of: str | None, title: str, language: str,
) -> None:  # fmt: skip
    """Write a report on what is published for a period and a place, to read and to print.

    It has figures with charts, tables and the command that makes each again, the incidents, their sources, the methods
    and the known gaps; of what is sealed or not published it has nothing. The ending of OUT says what is written;
    PDF needs the extra: pip install 'sijill[pdf]'.

    \b
      sijill report 2020.html -r my.sijill --from 2020 --to 2020
      sijill report port-selin.pdf --release my-release --place "Port Selin" --language ar
    """
    from sijill.cli.figures import counted_of
    from sijill.figures.query import Query, day_of
    from sijill.publication.report import About, html_of, pdf_of

    kind = output.suffix.casefold()
    if kind not in (".html", ".pdf"):
        raise UsageError(str(output), "ends neither in .html nor in .pdf")
    where = (release,) if release else ("-r", register) if register else ("RELEASE",)
    query = Query.of(since, until, place, act, where=where)
    counted = counted_of(run, release, register)
    until_day = day_of(as_of) if as_of else counted.as_of or now().date()
    about = About(language, now().date(), until_day, Path(release or register or "a register").name, title)
    page = counted.guard(html_of(counted.entries, query, about))
    try:
        output.write_bytes(pdf_of(page) if kind == ".pdf" else page.encode("utf-8"))
    except OSError as error:
        raise UsageError(str(output), f"cannot be written: {error.strerror}") from error
    click.echo(f"written: {output}", err=True)
