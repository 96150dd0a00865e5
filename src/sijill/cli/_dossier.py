"""One incident on a terminal: what holds, by which rule, for which words, against which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from sijill.cli._tables import DISAGREE, SEALED, counted, named, parties, shown
from sijill.incidents.listing import is_total, reports_of
from sijill.types import Account, Dossier, StandingParty, StandingValue, Statement

#: how much of an id is shown; enough to be unique among the statements of one incident
SHORT = 10
#: fields of an incident that are told in brief even where the sources agree
BRIEF = frozenset({"date", "place", "killed", "injured"})


def print_dossier(dossier: Dossier, *, brief: bool = False) -> None:
    """Print what is kept about one incident: all of it, or in brief when, where, how many and what is contested."""
    said = {
        statement_id: (account, statement)
        for account in dossier.mentions
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True)
    }
    _head(dossier)
    click.secho("\nWhat holds", bold=True)
    told = [v for v in dossier.standing.values if not brief or v.field in BRIEF or v.against]
    for value in told:
        _standing_value(value, said)
    left_out = len(dossier.standing.values) - len(told)
    for role in ("victim", "perpetrator"):
        for party in dossier.standing.parties:
            if party.role == role:
                values = [v for v in party.values if not brief or v.against]
                _standing_party(party, values, dossier, said)
                left_out += len(party.values) - len(values)
    _claims(dossier)
    _sources(dossier, brief=brief)
    _decisions(dossier)
    if left_out:
        click.secho(f"\n{counted(left_out, 'more value')}, on which the sources agree: show without --brief", dim=True)


def _head(dossier: Dossier) -> None:
    standing = dossier.standing
    what = standing.get("type")
    victims = parties(dossier, "victim")
    click.secho(
        f"{dossier.incident.id}  {shown(what.value) if what else 'incident'}{': ' if victims else ''}{victims}",
        bold=True,
    )
    if is_total(dossier):
        click.echo("a total over many events, and no incident")
    if dossier.incident.aliases:
        click.echo(f"also known as {', '.join(dossier.incident.aliases)}")
    independent = shown(standing.independent)
    reports = reports_of(dossier)
    apart = f", {independent} of them independent" if reports > 1 else ""
    click.echo(f"{counted(reports, 'report')}{apart}; {'published' if dossier.published else 'not published'}")


def _standing_value(value: StandingValue, said: Mapping[str, tuple[Account, Statement]], indent: str = "  ") -> None:
    checked = f", checked by {len(value.checked_by)}" if value.checked_by else ", read by machine"
    mark = f" {DISAGREE}" if value.against else ""
    click.echo(
        f"{indent}{value.field}: "
        + click.style(shown(value.value), bold=True)
        + f"{mark}  (rule {value.rule}{checked})"
    )
    for sign, ids in (("+", value.behind), ("−", value.against)):
        for statement_id in ids:
            if statement_id in said:
                _statement(sign, statement_id, *said[statement_id], indent=indent + "  ")


def _statement(sign: str, statement_id: str, account: Account, statement: Statement, *, indent: str) -> None:
    text = account.source.text
    quote = " … ".join(" ".join(text.quote(span).split()) for span in statement.spans)
    by = f", says {statement.speaker}" if statement.speaker else ""
    doubt = f", {statement.modality}" if statement.modality != "asserted" else ""
    click.echo(
        f"{indent}{sign} {shown(statement.value)}  “{quote}”{by}{doubt}"
        + click.style(f"  [{outlet(account)}] {statement_id[:SHORT]}", dim=True)
    )


def outlet(account: Account) -> str:
    """How a source is called in one line: who published it and when."""
    metadata = account.source.text.metadata
    return ", ".join(t for t in (metadata.publisher or account.source.text.uri, (metadata.published or "")[:10]) if t)


def _standing_party(
    party: StandingParty,
    values: Iterable[StandingValue],
    dossier: Dossier,
    said: Mapping[str, tuple[Account, Statement]],
) -> None:
    keys = {(k.text, k.party) for k in party.parties}
    rules = sorted({s.rule for s in dossier.seals if (s.anchor.text, s.anchor.item) in keys})
    sealed = f"  {SEALED} sealed ({', '.join(rules)})" if rules else ""
    click.secho(f"\n{party.role.capitalize()}: {named(party)}{sealed}", bold=True)
    for value in values:
        _standing_value(value, said)


def _claims(dossier: Dossier) -> None:
    claims = [(account, claim) for account in dossier.mentions for claim in account.claims]
    if claims:
        click.secho("\nWhat is said about it", bold=True)
    for account, claim in claims:
        quote = " ".join(account.source.text.quote(claim.span).split())
        click.echo(f"  {claim.kind}, {claim.speaker}: “{quote}”" + click.style(f"  [{outlet(account)}]", dim=True))


def _sources(dossier: Dossier, *, brief: bool) -> None:
    click.secho("\nSources", bold=True)
    for account in _one_each(dossier.mentions):
        text = account.source.text
        click.echo(f"  {outlet(account)}: {text.metadata.title or ''}")
        if not brief:
            click.echo(click.style(f"    {text.uri}  sha256 {text.capture[:16]}…", dim=True))


def _one_each(accounts: Iterable[Account]) -> list[Account]:
    return list({account.source.text.id: account for account in accounts}.values())


def _decisions(dossier: Dossier) -> None:
    if dossier.decisions:
        click.secho("\nDecisions", bold=True)
    for d in dossier.decisions:
        about = f" {d.anchor.field}" if d.anchor.field else ""
        change = f": {shown(d.before)} → {shown(d.after)}" if d.kind == "correct" else ""
        undoes = f" of {d.undoes[:SHORT]}" if d.undoes else ""
        click.echo(
            f"  {d.at:%Y-%m-%d %H:%M} {d.by}: {d.kind}{undoes}{about}{change}. {d.reason}"
            + click.style(f"  {d.id[:SHORT]}", dim=True)
        )
