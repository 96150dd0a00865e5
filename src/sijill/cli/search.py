"""Find words in the reports of a register."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.types import Span


@click.command("search", short_help="Find words in the reports, English and Arabic.")
@click.argument("words", nargs=-1, required=True)
@register_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most this many reports.")
@click.pass_obj
def command(run: Invocation, words: tuple[str, ...], register: str | None, limit: int) -> None:
    """Find reports that have all the words. Case, accents, Arabic letter forms and digits do not matter; a word
    that ends in * matches what begins so; "words in quotes" stand together.

    \b
      sijill search Amara lawyer -r my.sijill
      sijill search 'كربلاء' -r my.sijill
    """
    with run.open(register) as opened:
        hits = opened.search(" ".join(words), limit=limit)
        for hit in hits:
            click.secho(hit.title or hit.uri, bold=True)
            click.echo(f"  {hit.uri}")
            if hit.snippet:
                click.echo(f"  … {_marked(opened.text(hit.text).content, hit.snippet, hit.found)} …")
    if not hits:
        click.echo("nothing found", err=True)


def _marked(text: str, snippet: Span, found: Sequence[Span]) -> str:
    """The snippet on one line, with the words that were found in bold."""
    parts, at = [], snippet.start
    for span in found:
        parts += [text[at : span.start], click.style(text[span.start : span.end], bold=True)]
        at = span.end
    return " ".join("".join([*parts, text[at : snippet.end]]).split())
