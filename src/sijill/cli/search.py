"""Find words in the reports of a register."""

from __future__ import annotations

import sys

import click

from sijill.cli._invocation import Invocation, register_option


@click.command("search", short_help="Find words in the reports, English and Arabic.")
@click.argument("words", nargs=-1, required=True)
@register_option
@click.option("--limit", default=20, show_default=True, help="At most this many reports.")
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
            text = opened.text(hit.text)
            click.secho(hit.title or hit.uri, bold=True)
            click.echo(f"  {hit.uri}")
            if hit.span:
                click.echo(f"  … {_line(text.content, hit.span.start, hit.span.end)} …")
    if not hits:
        click.echo("nothing found", err=True)
    sys.exit(0)


def _line(text: str, start: int, end: int) -> str:
    context = 60
    return " ".join(text[max(0, start - context) : end + context].split())
