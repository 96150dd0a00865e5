"""List people, groups and bodies, or show one: names, what became of them, ties, cases, who might be the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sijill.cli._invocation import Invocation, now, register_option
from sijill.errors import UsageError

if TYPE_CHECKING:
    from sijill.types import Fate, PartyKind, Quoted
    from sijill.workflow.actors import Listed, Person

#: words of a quotation that are shown
QUOTED = 110
#: states in words
STATES = {
    "body_found": "body found", "died_of_wounds": "died of wounds", "found_alive": "found alive",
    "held": "still held", "missing": "whereabouts unknown",
}  # fmt: skip


@click.command("people", short_help="People, groups and bodies across incidents; one of them in full.")
@click.argument("query", required=False)
@register_option
@click.option("--all", "unnamed", is_flag=True, help="Those without a name, too: groups, unknown attackers.")
@click.option("--kind", type=click.Choice(["person", "group", "organisation"]), help="Only one kind.")
@click.option("--held", is_flag=True, help="Only those who are held or missing as far as is known.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most this many.")
@click.option("--same", metavar="OTHER", help="Record that the one shown and OTHER are the same.")
@click.option("--not-same", "different", metavar="OTHER", help="Record that they are not.")
@click.option(
    "--work-related",
    "work",
    type=click.Choice(["confirmed", "unconfirmed", "no"]),
    help="Record whether it was done because of the victim's work.",
)
@click.option("--in", "incident", metavar="INCIDENT", help="In which incident, for --work-related.")
@click.option("--reason", help="Why; kept with the decision.")
@click.pass_obj
def command(
    run: Invocation,
    query: str | None,
    register: str | None,
    unnamed: bool,
    kind: PartyKind | None,
    held: bool,
    limit: int,
    same: str | None,
    different: str | None,
    work: str | None,
    incident: str | None,
    reason: str | None,
) -> None:
    """List who appears in the incidents; with a name as QUERY, in any spelling or script, those of that name; with an
    id (a-7K3F9Q), everything that is known of one.

    People of one name are one only where something else agrees as well: place, body, trade, age, time. What a person
    says with --same or --not-same outranks that, is kept with its reason, and is undone by `sijill decide undo`.
    OTHER is an id, or a party as the page of one shows it (3fa9c2…/p88).

    For you as the keeper: names are shown whether they are sealed (⊘) or not.

    \b
      sijill people -r my.sijill
      sijill people "Salim Darwish" -r my.sijill
      sijill people a-7K3F9Q -r my.sijill
      sijill people a-7K3F9Q --not-same a-M2X8RD --reason "cousins" -r my.sijill
      sijill people a-7K3F9Q --work-related confirmed --reason "the editor's letter" -r my.sijill
    """
    from sijill.workflow import count_people, decide, people, person, who_is_who
    from sijill.workflow.actors import for_their_work

    with run.open(register) as opened:
        if same or different or work:
            if not query or sum(word is not None for word in (same, different, work)) > 1:
                raise UsageError("people", "needs one person, and one of --same, --not-same and --work-related")
            if not (reason or "").strip():
                raise UsageError("people", "no reason is given", "say why with --reason TEXT")
            told: dict[str, Any] = {"by": run.user, "at": now(), "reason": reason}
            if work:
                word = for_their_work(opened, query, work, incident=incident, **told)
                said = f"because of the work of {query}: {work}"
            else:
                word = who_is_who(opened, query, same or different or "", "same" if same else "not-same", **told)
                said = f"{'the same' if same else 'not the same'}: {query} and {same or different}"
            taken = decide(opened, word, settings=run.settings)
            click.echo(f"{said}: {taken.id}")
            return
        if query and query.lower().startswith("a-"):
            print_person(person(opened, query))
            return
        found = people(opened, query, unnamed=unnamed, kind=kind, held=held, limit=limit)
        print_people(found)
        if not found:
            click.echo("nobody found", err=True)
        elif not query:
            total = count_people(opened, unnamed=unnamed, kind=kind, held=held)
            if total > len(found):
                click.echo(f"\n{total - len(found):,} more: --limit {total}")


def print_people(found: Sequence[Listed]) -> None:
    """One line each: id, name, in how many incidents and as what, what became of them."""
    from sijill.cli._tables import SEALED, counted, shown

    for row in found:
        card = row.card
        name = row.name or row.description or ("a group" if card.kind == "group" else "somebody")
        told = [counted(card.incidents, "incident")]
        told += [f"victim in {card.as_victim}"] * bool(card.as_victim)
        told += [f"blamed in {card.as_perpetrator}"] * bool(card.as_perpetrator)
        if card.count is not None and card.kind == "group":
            told.insert(0, f"{shown(card.count)} people")
        if card.state:
            day = f" ({card.as_of})" if card.as_of and card.held is None else ""
            told.append(f"{STATES.get(card.state, card.state)}{day}")
        if card.held is not None:
            many = "" if card.kind == "person" else f"{shown(card.held)} "
            told.append(f"{many}held as far as known{f' on {card.as_of}' if card.as_of else ''}")
        mark = f" {SEALED}" if row.sealed else ""
        click.echo(f"{click.style(card.actor, bold=True)}  {name}{mark}  {' · '.join(told)}")


def print_person(found: Person) -> None:
    """Everything that is known of one."""
    from sijill.cli._tables import SEALED, shown
    from sijill.workflow.actors import short

    actor = found.actor
    name = actor.names[0] if actor.names else f"unnamed {actor.kind}"
    click.secho(f"{actor.id}  {name}{f' {SEALED}' if found.sealed else ''}  ({actor.kind})", bold=True)
    if actor.aliases:
        click.echo(f"also known as {', '.join(actor.aliases)}")
    if found.variants:
        click.secho("\nNames", bold=True)
        for variant in found.variants:
            places = ", ".join(dict.fromkeys(q.uri for q in variant.quotes))
            click.echo(f"  {variant.name}  ({places})")
    if found.fates:
        click.secho("\nWhat became of them" if actor.kind == "group" else "\nWhat became of the person", bold=True)
        for number, fate in enumerate(found.fates):
            _fate(number, fate)
        if found.card.held is not None:
            of = f"{shown(found.card.held)} " if actor.kind == "group" else ""
            click.echo(f"  {of}held as far as known{f' on {found.card.as_of}' if found.card.as_of else ''}")
    if found.threats:
        click.secho("\nThreats", bold=True)
        for threat in found.threats:
            by = f" by {', '.join(threat.authors)}" if threat.authors else ""
            how = f" ({', '.join(threat.channels)})" if threat.channels else ""
            after = ", ".join(str(n + 1) for n in threat.followed_by)
            followed = f"; followed by {after}" if after else ""
            click.echo(f"  {threat.date or 'no date'}{by}{how}  {threat.incident}{followed}")
    click.secho("\nIncidents", bold=True)
    for part in found.involved:
        stated = ", ".join(dict.fromkeys(v for _, v in part.stated))
        blame = f" [{', '.join(part.blame)}]" if part.blame else ""
        click.echo(
            f"  {part.incident}  {part.date or '–'}  {part.family or '–'}, {shown(part.place)}  as "
            f"{', '.join(part.roles)}{blame}{f': {stated}' if stated else ''}"
        )
    if found.left_out:
        click.echo(f"  {found.left_out:,} more")
    if found.ties:
        click.secho("\nTies", bold=True)
        for tie in found.ties:
            ends = [found.names.get(end, name if end == actor.id else end) for end in (tie.source, tie.target)]
            days = "" if tie.last is None else f"  (as of {tie.last})"
            click.echo(f"  {ends[0]} {tie.kind.replace('_', ' ')} {ends[1]}{days}")
            print_quotes(tie.quotes)
    if found.cases:
        click.secho("\nCases", bold=True)
        for case in found.cases:
            click.echo(f"  {case}")
    if found.suggestions:
        click.secho("\nThe same?", bold=True)
        for one in found.suggestions:
            click.echo(f"  {one.actor}  {one.name or '–'}  {one.probability:.2f}: {'; '.join(one.reasons)}")
    if found.decisions:
        click.secho("\nDecisions", bold=True)
        for d in found.decisions:
            click.echo(f"  {d.id}  {'the same' if d.kind == 'merge' else 'not the same'}, {d.by}: {d.reason}")
    click.secho("\nParties", bold=True)
    for key in actor.parties[:20]:
        click.echo(f"  {short(key)}")
    if len(actor.parties) > 20:
        click.echo(f"  {len(actor.parties) - 20:,} more")


def _fate(number: int, fate: Fate) -> None:
    from sijill.cli._tables import DISAGREE, shown

    many = f"{shown(fate.count)} " if fate.count is not None else ""
    state = STATES.get(fate.state, fate.state)
    told = "" if fate.modality == "asserted" else f" [{fate.modality}]"
    until = f" (as of {fate.as_of})" if fate.as_of and fate.as_of != fate.date else ""
    against = f"  {DISAGREE} {', '.join(str(n + 1) for n in fate.against)}" if fate.against else ""
    click.echo(f"  {number + 1}. {fate.date or 'no date'}  {many}{state}{told}{until}  {fate.incident}{against}")
    print_quotes(fate.quotes)


def print_quotes(quotes: Sequence[Quoted], most: int = 3) -> None:
    """The first words that say so, each with its report and speaker."""
    for quote in quotes[:most]:
        words = " ".join(quote.words.split())
        words = words if len(words) <= QUOTED else f"{words[:QUOTED]}…"
        who = f", {quote.speaker}" if quote.speaker else ""
        click.secho(f"       “{words}” {quote.uri}{who}", dim=True)
    if len(quotes) > most:
        click.secho(f"       and {len(quotes) - most} more", dim=True)
