"""Why two mentions or incidents are one, or are not, on a terminal."""

from __future__ import annotations

import math

import click

from sijill.cli._history import regrouped_in_words
from sijill.cli._tables import counted
from sijill.incidents.comparing import PRIOR
from sijill.incidents.linking import Compared
from sijill.incidents.regrouping import shown
from sijill.workflow import Explained

#: pairs of mentions that are printed: the one that speaks loudest for one event, and those that follow
MOST = 3


def print_explained(explained: Explained) -> None:
    """Print whether the two are one, by whose decision, and what each field says."""
    left, right = shown(explained.left), shown(explained.right)
    one = f"one incident, {explained.together}" if explained.together else "not one incident"
    click.secho(f"{left} and {right}: {one}", bold=True)
    for d in explained.decisions:
        click.echo(f"  by {d.id}: {d.kind} {regrouped_in_words(d)}, {d.by} {d.at:%Y-%m-%d}. {d.reason}")
    for pair in explained.pairs[:MOST]:
        _pair(pair)
    rest = len(explained.pairs) - MOST
    if rest > 0:
        click.secho(f"{counted(rest, 'further pair')} of mentions, which speak less for one event", dim=True)


def _pair(pair: Compared) -> None:
    found = pair.comparison
    click.echo(f"{shown(pair.left)} and {shown(pair.right)}: one event with a probability of {found.probability:.2f}")
    if pair.left.text == pair.right.text:
        click.echo("  they stand in one text: the linker keeps them apart unless a person joins them")
    elif not pair.met:
        click.echo("  the linker does not compare them: no name, target, place and time in common")
    if not math.isinf(found.log_odds):
        click.echo(f"  {PRIOR:>+6.1f}  any two that the linker compares")
    for reason in found.reasons:
        weight = "never" if math.isinf(reason.weight) else f"{reason.weight:+.1f}"
        click.echo(f"  {weight:>6}  {reason.explanation}: {reason.left} / {reason.right}")
