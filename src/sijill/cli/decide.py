"""Record a person's decision about a statement, an incident, which mentions are one, or an earlier decision."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sijill.cli._invocation import Invocation, now, register_option
from sijill.errors import Failure, UsageError
from sijill.types import Anchor, Decision, DecisionKind, Value

if TYPE_CHECKING:
    from sijill.workflow import Word

F = TypeVar("F", bound=Callable[..., Any])


#: where the group leaves word for its commands that nothing is to be written
_DRY_RUN = "sijill.cli.decide.dry_run"


@click.group("decide", short_help="Accept, reject, correct, merge, split, publish, seal, undo.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and record nothing.")
@click.pass_context
def command(ctx: click.Context, dry_run: bool) -> None:
    """Record a person's decision. Decisions are appended with who, when and why, and can always be undone.

    \b
      sijill show i-7K3F9Q -r my.sijill              shows the ids that these commands take
      sijill decide accept s_41c0… --reason "read it myself" -r my.sijill
      sijill decide correct s_41c0… --value 2020-07-06 --reason "the family's statement" -r my.sijill
      sijill decide merge i-7K3F9Q i-M2X8RD --reason "the same shooting" -r my.sijill
      sijill decide split i-7K3F9Q 3fa9c2/i412 --reason "that is her brother" -r my.sijill
      sijill decide publish i-7K3F9Q --reason "death is public" -r my.sijill
      sijill decide seal i-7K3F9Q --party "Her Name" --reason "asked for it" -r my.sijill
      sijill decide undo d_9f2… --reason "mistaken" -r my.sijill
    """
    ctx.meta[_DRY_RUN] = dry_run


def _said(_ctx: click.Context, _option: click.Parameter, reason: str) -> str:
    """A reason that says something."""
    if not reason.strip():
        raise click.BadParameter("is empty; whoever reads the decision later must learn why it was taken")
    return reason


def _options(function: F) -> F:
    function = click.option("--dry-run", is_flag=True, expose_value=False, callback=_dry_run,
                            help="Show what would change, and record nothing.")(function)  # fmt: skip
    function = click.option("--reason", required=True, callback=_said, help="Why; kept with the decision.")(function)
    return register_option(function)


def _dry_run(ctx: click.Context, _option: click.Parameter, given: bool) -> None:
    ctx.meta[_DRY_RUN] = given or ctx.meta.get(_DRY_RUN, False)


def _take(run: Invocation, register: str | None, kind: DecisionKind, what: Callable[[Any], tuple[Anchor, Any, Any]],
          reason: str, undoes: str | None = None, whom: str | None = None) -> None:  # fmt: skip

    def wanted(opened: Any) -> Decision:
        anchor, before, after = what(opened)
        return Decision("", kind, anchor, run.user, now(), reason, before, after, undoes)

    _record(run, register, wanted, whom)


def _regroup(run: Invocation, register: str | None, word: Word, things: Sequence[str], reason: str) -> None:
    from sijill.workflow import regrouped

    _record(run, register, lambda r: regrouped(r, word, things, by=run.user, at=now(), reason=reason))


def _record(run: Invocation, register: str | None, wanted: Callable[[Any], Decision], whom: str | None = None) -> None:
    """Take a decision and say so; in a dry run, say what it would change."""
    from sijill.cli._foreseen import print_foreseen
    from sijill.workflow import decide, foresee

    with run.open(register) as opened:
        decision = wanted(opened)
        if click.get_current_context().meta.get(_DRY_RUN):
            print_foreseen(foresee(opened, decision, settings=run.settings))
            return
        taken = decide(opened, decision, settings=run.settings)
    click.echo(f"{taken.kind} {whom or about(taken)}: {taken.id}")


def about(decision: Decision) -> str:
    """What a decision is about, in a few words: the field and its value, or the incident."""
    from sijill.cli._history import regrouped_in_words
    from sijill.cli._tables import shown
    from sijill.incidents.regrouping import regroups

    if decision.kind == "correct":
        return f"{decision.anchor.field} {shown(decision.before)} → {shown(decision.after)}"
    if decision.anchor.field:
        return f"{decision.anchor.field} {shown(decision.before)}"
    if regroups(decision):
        return regrouped_in_words(decision)
    return decision.undoes or decision.anchor.incident or ""


@command.command()
@click.argument("statement")
@_options
@click.pass_obj
def accept(run: Invocation, statement: str, register: str | None, reason: str) -> None:
    """Accept a statement: you have read its words and it says so."""
    from sijill.workflow import find_statement

    _take(run, register, "accept", lambda r: find_statement(r, statement), reason)


@command.command()
@click.argument("statement")
@_options
@click.pass_obj
def reject(run: Invocation, statement: str, register: str | None, reason: str) -> None:
    """Reject a statement: its words do not say so."""
    from sijill.workflow import find_statement

    _take(run, register, "reject", lambda r: find_statement(r, statement), reason)


@command.command()
@click.argument("statement")
@click.option(
    "--value", required=True, help='The value as it should be: 2020-07, "25-29", "500+", killed, "Basra, IQ".'
)
@_options
@click.pass_obj
def correct(run: Invocation, statement: str, value: str, register: str | None, reason: str) -> None:
    """Correct a statement's value. What the machine read stays visible."""
    from sijill.values.entered import value_of
    from sijill.workflow import codebook_of, find_statement

    def corrected(opened: Any) -> tuple[Anchor, Value, Value]:
        anchor, before, _ = find_statement(opened, statement)
        return anchor, before, value_of(codebook_of(run.settings), anchor.role, anchor.field, value)

    _take(run, register, "correct", corrected, reason)


@command.command()
@click.argument("incident")
@_options
@click.pass_obj
def publish(run: Invocation, incident: str, register: str | None, reason: str) -> None:
    """Let an incident into releases. What is sealed in it stays sealed."""
    from sijill.workflow import find_incident

    _take(run, register, "publish", lambda r: find_incident(r, incident), reason)


@command.command()
@click.argument("incident")
@_options
@click.pass_obj
def withdraw(run: Invocation, incident: str, register: str | None, reason: str) -> None:
    """Take an incident out of the releases to come."""
    from sijill.workflow import find_incident

    _take(run, register, "withdraw", lambda r: find_incident(r, incident), reason)


@command.command()
@click.argument("incident")
@click.option("--party", help="Only the person or group of that name in it.")
@_options
@click.pass_obj
def seal(run: Invocation, incident: str, party: str | None, register: str | None, reason: str) -> None:
    """Seal an incident, or a person in it: it leaves through no door."""
    from sijill.workflow import find_incident

    _take(run, register, "seal", lambda r: find_incident(r, incident, party=party), reason, whom=party)


@command.command()
@click.argument("incident")
@click.option("--party", help="Only the person or group of that name in it.")
@_options
@click.pass_obj
def unseal(run: Invocation, incident: str, party: str | None, register: str | None, reason: str) -> None:
    """Unseal an incident, or a person in it whom the policy sealed. Ask first whom it could endanger.

    A living individual is named as perpetrator only once two people have decided so, each with a reason.
    """
    from sijill.workflow import find_incident

    _take(run, register, "unseal", lambda r: find_incident(r, incident, party=party), reason, whom=party)


@command.command()
@click.argument("incidents", nargs=-1, required=True, metavar="INCIDENT INCIDENT...")
@_options
@click.pass_obj
def merge(run: Invocation, incidents: Sequence[str], register: str | None, reason: str) -> None:
    """Make two incidents or more one. The larger keeps its id; the others go on resolving to it.

    Later reports and newer readers respect it. Where a decision in force says that they are not one, it is named, and
    has to be undone first.
    """
    _regroup(run, register, "merge", incidents, reason)


@command.command()
@click.argument("incident")
@click.argument("mentions", nargs=-1, required=True, metavar="MENTION...")
@_options
@click.pass_obj
def split(run: Invocation, incident: str, mentions: Sequence[str], register: str | None, reason: str) -> None:
    """Split mentions off an incident: together they are another one. The larger part keeps the id.

    `sijill decide mentions INCIDENT` lists the mentions. None of them ever comes to those that stay again, unless you
    undo this.
    """
    _regroup(run, register, "split", (incident, *mentions), reason)


@command.command()
@click.argument("mention")
@click.argument("incident")
@_options
@click.pass_obj
def move(run: Invocation, mention: str, incident: str, register: str | None, reason: str) -> None:
    """Move a mention to another incident."""
    _regroup(run, register, "move", (mention, incident), reason)


@command.command()
@click.argument("one")
@click.argument("other")
@_options
@click.pass_obj
def same(run: Invocation, one: str, other: str, register: str | None, reason: str) -> None:
    """Say that two incidents, or two mentions, are the same event, whatever the linker comes to think."""
    _regroup(run, register, "same", (one, other), reason)


@command.command("not-same")
@click.argument("one")
@click.argument("other")
@_options
@click.pass_obj
def not_same(run: Invocation, one: str, other: str, register: str | None, reason: str) -> None:
    """Say that two incidents, or two mentions, are not the same event. No third report brings them together."""
    _regroup(run, register, "not-same", (one, other), reason)


@command.command()
@click.argument("incident")
@register_option
@click.pass_obj
def mentions(run: Invocation, incident: str, register: str | None) -> None:
    """List the mentions of an incident: the ids that split, move, same and not-same take, with the words."""
    from sijill.cli._history import print_mentions

    with run.open(register) as opened:
        print_mentions(opened.dossier(incident))


@command.command()
@click.argument("incident", required=False)
@register_option
@click.pass_obj
def history(run: Invocation, incident: str | None, register: str | None) -> None:
    """List the decisions, oldest first: who, when, what, why, and who undid them. With INCIDENT, those about it."""
    from sijill.cli._history import print_history
    from sijill.workflow import history as decisions_about

    with run.open(register) as opened:
        print_history(decisions_about(opened, incident), opened.undone())


@command.command()
@click.argument("decision")
@_options
@click.pass_obj
def undo(run: Invocation, decision: str, register: str | None, reason: str) -> None:
    """Undo a decision. Both stay in the history; ids, groups and values are as if it had not been taken."""
    from sijill.workflow import find_decision

    def wanted(opened: Any) -> Decision:
        undone = find_decision(opened, decision)
        return Decision("", "undo", Anchor(), run.user, now(), reason, undoes=undone.id)

    _record(run, register, wanted)


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@register_option
@click.pass_obj
def replay(run: Invocation, file: Path, register: str | None) -> None:
    """Take the decisions of a file (TOML), each anchored to what it describes, not to ids.

    Those taken before are left aside, so that it can be repeated.
    """
    from sijill.cli._tables import counted
    from sijill.incidents.selecting import load
    from sijill.workflow import replay as replay_entries

    entries = load(file)
    if not entries:
        raise UsageError(str(file), "holds no decisions", "each begins with a line [[decision]]")
    failed = taken = 0
    with run.open(register) as opened:
        for result in replay_entries(opened, entries, at=now(), settings=run.settings):
            if isinstance(result, Failure):
                failed += 1
                click.echo(f"sijill: {result.error}", err=True)
            else:
                taken += 1
    click.echo(f"{counted(taken, 'decision')} taken or there already, {failed} could not be placed")
    sys.exit(1 if failed else 0)
