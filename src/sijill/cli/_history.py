"""Who decided what, and what was undone, on a terminal; the mentions that decisions name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import click

from sijill.cli._dossier import outlet
from sijill.cli._tables import counted, shown
from sijill.incidents.regrouping import read_incidents, taken_apart
from sijill.incidents.regrouping import shown as side_shown
from sijill.types import Decision, Dossier, MentionKey

#: code points of the words that tell of an event
_QUOTED = 90


def regrouped_in_words(decision: Decision) -> str:
    """What a decision about the grouping says: "i-7K3F9Q with i-M2X8RD", "2 mentions from i-7K3F9Q"."""
    apart = taken_apart(decision)
    if apart is None:
        return ""
    was = {key: incident.id for incident in read_incidents(decision.before) for key in incident.mentions}
    whole = {incident.id: set(incident.mentions) for incident in read_incidents(decision.before)}

    def called(side: tuple[MentionKey, ...]) -> str:
        name = was.get(side[0], "") if side else ""
        if name and (set(side) == whole[name] or len(side) > 1):
            return name
        return side_shown(side[0]) if side else "nothing"

    if decision.kind == "move":
        origin = was.get(apart.left[0])
        return f"{side_shown(apart.left[0])}{f' from {origin}' if origin else ''} to {called(apart.others[0])}"
    if decision.kind == "split" and apart.places:
        return f"{counted(len(apart.left), 'mention')} from {was.get(apart.left[0], '')}"
    left = decision.anchor.incident or side_shown(apart.left[0])
    return f"{left} {'with' if decision.kind == 'merge' else 'from'} {', '.join(map(called, apart.others))}"


def print_history(decisions: Iterable[Decision], undone: Collection[str]) -> None:
    """Print decisions, oldest first, one a line; those that count for nothing say so."""
    some = False
    for d in decisions:
        some = True
        what = regrouped_in_words(d) or d.anchor.field or d.anchor.incident
        what = f"of {d.undoes}" if d.undoes else what
        change = f": {shown(d.before)} → {shown(d.after)}" if d.kind == "correct" else ""
        mark = click.style("  undone", dim=True) if d.id in undone else ""
        click.echo(
            f"{d.at:%Y-%m-%d %H:%M} {d.by}: {d.kind}{' ' + what if what else ''}{change}. {d.reason}  {d.id}{mark}"
        )
    if not some:
        click.echo("nothing was decided")


def print_mentions(dossier: Dossier) -> None:
    """Print the mentions of an incident: id, source, and the words that tell of the event."""
    for account in dossier.mentions:
        text = account.source.text
        words = " ".join(" ".join(text.quote(span) for span in account.mention.evidence).split())
        words = words if len(words) <= _QUOTED else words[: _QUOTED - 1] + "…"
        click.echo(f"{click.style(side_shown(account.key), bold=True)}  [{outlet(account)}]  “{words}”")
