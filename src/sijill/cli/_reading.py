"""One reading as a person would like to see it: an incident a paragraph, each value with its words."""

from __future__ import annotations

import click

from sijill.cli._tables import shown
from sijill.types import Mention, Party, Reading, Statement, Text

#: order in which a mention's own fields are told
ORDER = ("type", "act", "kind", "modality", "scope", "date", "place", "killed", "injured", "method")

#: beside a report that does not tell when it was published: "on Monday" stays open
UNDATED = "no publication date (--published gives one)"


def print_reading(text: Text, reading: Reading) -> None:
    """Print a title line for the report and a paragraph for each incident, with what people are quoted as saying."""
    click.secho(text.metadata.title or text.uri, bold=True)
    meta = text.metadata
    told = [meta.publisher, meta.published or UNDATED, meta.language, text.uri if meta.title else None]
    click.echo("  " + " · ".join(t for t in told if t))
    if not reading.mentions:
        click.echo("  no incident read")
    for mention in reading.mentions:
        print_mention(text, mention, reading.parties)
        for claim in reading.claims:
            if claim.mention == mention.id:
                quote = " ".join(text.quote(claim.span).split())
                click.echo(f"    {claim.kind}, {claim.speaker}: " + click.style(f"“{quote}”", dim=True))
    click.echo()


def print_mention(text: Text, mention: Mention, parties: tuple[Party, ...]) -> None:
    """Print what one text says about one event."""
    what = mention.first("act") or mention.first("type")
    click.secho(f"\n  {mention.id}  {what}  (confidence {mention.confidence:.2f})", fg="cyan")
    for name in ORDER:
        for statement in mention.said(name):
            print_statement(text, statement, name)
    known = {p.id: p for p in parties}
    for role in ("victim", "perpetrator", "target", "weapon", "place"):
        for item in mention.items(role):
            said = [s for s in mention.statements if s.subject.role == role and s.subject.item == item]
            party = known.get(item)
            click.echo(f"    {role}: {party.name if party and party.name else ''}".rstrip())
            for statement in said:
                print_statement(text, statement, f"  {statement.field}")


def print_statement(text: Text, statement: Statement, label: str) -> None:
    """Print one value with its words, and who says so where somebody else than the text does."""
    quote = " … ".join(" ".join(text.quote(span).split()) for span in statement.spans)
    by = f", says {statement.speaker}" if statement.speaker else ""
    doubt = f", {statement.modality}" if statement.modality != "asserted" else ""
    click.echo(f"    {label:<14}{shown(statement.value):<28} " + click.style(f"“{quote}”{by}{doubt}", dim=True))
