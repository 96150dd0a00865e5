"""One incident on a terminal: what holds, by which rule, for which words, against which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import click

from sijill.cli._tables import DISAGREE, SEALED, counted, named, parties, shown
from sijill.incidents import reconciling, tolls
from sijill.incidents.grading import grade
from sijill.incidents.independence import Independence, Tie, independence
from sijill.incidents.listing import is_total, reports_of
from sijill.incidents.rules import Told
from sijill.incidents.standing import gather
from sijill.types import Account, Dossier, StandingParty, StandingValue, Statement

#: how much of an id is shown; enough to be unique among the statements of one incident
SHORT = 10
#: fields of an incident that are told in brief even where the sources agree
BRIEF = frozenset({"date", "place", "killed", "injured"})
#: how what was taken back is told
TAKEN_BACK = {
    "edited": "the page no longer says so",
    "corrected": "corrected",
    "withdrawn": "the report was withdrawn",
    "found_alive": "the victim was found alive",
}
#: why two reports are one source
TIES = {
    "copy": "one copies the other",
    "outlet": "one outlet, {}",
    "report": "captures of one report",
    "byline": "both are dispatches of {}",
    "agency": "both credit {}",
    "speaker": "both rest on {}",
    "quotation": "both quote “{}”",
    "citation": "one cites {}",
}
#: codes of kinds of victims that are no words
KINDS = {"f": "female", "m": "male"}
#: words of a quotation that are shown
QUOTED = 60


def print_dossier(dossier: Dossier, *, brief: bool = False) -> None:
    """Print what is kept about one incident: all of it, or in brief when, where, how many and what is contested."""
    gathered = gather(dossier.incident, dossier.mentions, dossier.decisions)
    said = {
        statement_id: (account, statement)
        for account in dossier.mentions
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True)
    }
    by_key = {account.key: account for account in dossier.mentions}
    # a figure that only a claim gives has no statement of its own among those of the mention
    said |= {
        t.id: (by_key[t.mention], t.statement) for some in gathered.told.values() for t in some if t.id not in said
    }
    _head(dossier)
    click.secho("\nWhat holds", bold=True)
    holding = [v for v in dossier.standing.values if v.field != "retracted"]
    told = [v for v in holding if not brief or v.field in BRIEF or v.against]
    for value in told:
        _standing_value(value, said)
        if value.field in tolls.FIELDS:
            _chains(gathered.told.get(("mention", value.field), ()))
            _counted(value.field, dossier)
    left_out = len(holding) - len(told)
    for role in ("victim", "perpetrator"):
        for party in dossier.standing.parties:
            if party.role == role:
                values = [v for v in party.values if v.field != "retracted" and (not brief or v.against)]
                _standing_party(party, values, dossier, said)
                left_out += sum(v.field != "retracted" for v in party.values) - len(values)
    _taken_back(dossier, said)
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
    if not is_total(dossier):
        given = grade(standing)
        made_of = ", ".join(f"{name} {value}" for name, value in given.inputs)
        click.echo(f"grade: {given.name}, {given.why}" + click.style(f"  ({made_of})", dim=True))


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
    date = dossier.standing.get("date")
    steps = reconciling.course(party, dossier.mentions, date.value if date and isinstance(date.value, str) else None)
    if steps:
        click.echo(f"  course: {', then '.join(_step(step) for step in steps)}")


def _step(step: reconciling.Step) -> str:
    if step.when:
        return f"{step.outcome} {step.when}"
    return f"{step.outcome} by {step.told.isoformat()}" if step.told else step.outcome


def _chains(told: Sequence[Told]) -> None:
    """Who says how many as of when, and what each said before."""
    found = tolls.chains(told)
    if len(found) < 2 and not any(chain.replaced for chain in found):
        return
    for chain in found:
        now = ", ".join(dict.fromkeys(_figure(t) for t in chain.latest))
        before = "; ".join(dict.fromkeys(_figure(t) for t in reversed(chain.replaced)))
        click.echo(f"    {chain.name}: {now}" + (click.style(f", before: {before}", dim=True) if before else ""))


def _figure(told: Told) -> str:
    marks = [told.on.isoformat()] if told.on else []
    if told.retracted:
        marks.append("taken back")
    if told.statement.modality != "asserted":
        marks.append(told.statement.modality)
    return shown(told.statement.value) + (f" ({', '.join(marks)})" if marks else "")


def _counted(field: str, dossier: Dossier) -> None:
    """How many of a toll the reports name, and how many of each kind they tell of."""
    counted_once = reconciling.tally(field, dossier.standing.parties, dossier.mentions)
    if counted_once is None:
        return
    parts = [f"{counted_once.named} by name"] if counted_once.named else []
    kinds = reconciling.categories(dossier.standing.parties, dossier.mentions, (field,))
    parts += [f"{KINDS.get(c.value, c.value.replace('_', ' '))} {shown(c.count)}" for c in kinds]
    if parts:
        click.echo(f"    told of among them: {', '.join(parts)}")


def _taken_back(dossier: Dossier, said: Mapping[str, tuple[Account, Statement]]) -> None:
    of_parties = [(f"{named(p)}, ", v) for p in dossier.standing.parties for v in p.values if v.field == "retracted"]
    rows = [("", v) for v in dossier.standing.values if v.field == "retracted"] + of_parties
    if rows:
        click.secho("\nTaken back", bold=True)
    for whose, value in rows:
        click.echo(f"  {whose}{value.value}: {TAKEN_BACK.get(value.rule, value.rule)}")
        for statement_id in value.against:
            if statement_id in said:
                _statement("−", statement_id, *said[statement_id], indent="    ")


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
    if not brief and reports_of(dossier) > 1:
        date = dossier.standing.get("date")
        _independence(
            independence(dossier.mentions, date.value if date and isinstance(date.value, str) else None),
            {account.source.text.id: outlet(account) for account in dossier.mentions},
        )


def _independence(found: Independence, outlets: Mapping[str, str]) -> None:
    """Why so many sources at least and at most."""
    click.echo(f"  independent: {shown(found.count)}" + _because(found))
    for tie in found.ties:
        surely = "one source" if tie.certain else "perhaps one source"
        click.echo(f"    {outlets[tie.left]} and {outlets[tie.right]}: {surely}, {_tie(tie)}")
    for text in found.recalling:
        click.echo(f"    {outlets[text]}: recalls it long after, and adds nothing")
    for text in found.unknown:
        click.echo(f"    {outlets[text]}: nobody knows whose it is; it counts in the most only")


def _because(found: Independence) -> str:
    return "" if found.ties or found.recalling or found.unknown else ", nothing ties them together"


def _tie(tie: Tie) -> str:
    over = tie.over if len(tie.over) <= QUOTED else tie.over[:QUOTED].rsplit(" ", 1)[0] + " …"
    return TIES[tie.kind].format(over)


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
