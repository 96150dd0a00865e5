"""Print what words say as a value, and the rule that made it."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import click

from sijill.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sijill.values.explaining import Explanation, Told

#: the kinds of value, as :data:`sijill.values.explaining.KINDS` has them; a test holds the two together
KINDS = ("date", "place", "count", "name")


@click.command("parse", short_help="Print the dates, places, counts or names in words, and why.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("words")
@click.option("--published", metavar="DATE", help='Date of publication (EDTF): "yesterday" counts from it.')
@click.option("--country", metavar="CC", help="Country that the words are likely about, as two letters: IQ.")
@click.option("--language", metavar="CODE", help="Language of the words; by their letters where it is not told.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="json: one object on one line.",
)  # fmt: skip
def command(kind: str, words: str, published: str | None, country: str | None, language: str | None, form: str) -> None:
    """Print every value of a KIND that WORDS tell, with its bounds and the rule that made it; "-" reads the words from
    standard input. What looks like a value and is none is named with the reason; where there is no value at all, the
    exit status is 1.

    \b
      sijill parse date "on the night of 6-7 December" --published 2019-12-10
      sijill parse place "10 km north of Mosul"
      sijill parse count "killing five, among them a medic, and wounding at least 30"
      sijill parse name "Dr. Salim Abd al-Karim al-Jabouri (Abu Ali), 45"
    """
    from sijill.values.explaining import MAX_CHARACTERS, explain

    if country is not None and not re.fullmatch(r"[A-Za-z]{2}", country):
        raise UsageError(country, "is no country code", "two letters of ISO 3166-1, such as IQ")
    if words == "-":
        # what is more than can be explained need not be read to its end
        words = sys.stdin.read(MAX_CHARACTERS + 1)
    words = words.encode("utf-8", "replace").decode()  # what came in broken is shown as such
    told = explain(
        kind, words, language or _language(words), published=published, country=country.upper() if country else None
    )
    if form == "json":
        click.echo(json.dumps(_object(kind, words, told), ensure_ascii=False))
    else:
        _print(words, told)
    sys.exit(0 if told.values else 1)


def _language(words: str) -> str:
    """Arabic where most letters are, else English."""
    arabic = len(re.findall(r"[\u0600-\u06ff]", words))
    return "ar" if arabic * 2 > sum(c.isalpha() for c in words) else "en"


def _object(kind: str, words: str, told: Explanation) -> dict[str, object]:
    def quoted(start: int, end: int) -> dict[str, object]:
        return {"quote": words[start:end], "start": start, "end": end}

    return {
        "kind": kind,
        "values": [{**quoted(v.span.start, v.span.end), "rule": v.rule, **dict(v.parts)} for v in told.values],
        "refused": [{**quoted(r.span.start, r.span.end), "reason": r.reason} for r in told.refused],
        "reason": told.reason,
    }


def _print(words: str, told: Explanation) -> None:
    """A table of the values on standard output; what is refused, and why, on standard error."""
    if told.values:
        _print_values(words, told.values)
    for refused in told.refused:
        click.echo(f"no value: {_shown(words[refused.span.start : refused.span.end])}: {refused.reason}", err=True)
    if not told.values and not told.refused:
        click.echo(f"no value: {told.reason}", err=True)


def _print_values(words: str, values: Sequence[Told]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from sijill.cli._tables import PIPED

    names = [name for name, _ in values[0].parts]
    # a column that says nothing of any value is left out
    shown = [n for n in names if any(dict(v.parts)[n] is not None for v in values)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("words", *shown, "rule"):
        table.add_column(head, overflow="fold")
    for value in values:
        parts = dict(value.parts)
        cells = [_shown(words[value.span.start : value.span.end]), *(_cell(parts[n]) for n in shown), value.rule]
        table.add_row(*(Text(cell) for cell in cells))
    console = Console() if sys.stdout.isatty() else Console(width=PIPED)
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        click.echo(line.rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _shown(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())
