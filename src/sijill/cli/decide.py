"""Record a person's decision about a statement, an incident or an earlier decision."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sijill.cli._invocation import Invocation, now, register_option

if TYPE_CHECKING:
    from sijill.types import Anchor, Decision, DecisionKind, Value

F = TypeVar("F", bound=Callable[..., Any])


@click.group("decide", short_help="Accept, reject, correct, publish, seal, undo.")
def command() -> None:
    """Record a person's decision. Decisions are appended with who, when and why, and can always be undone.

    \b
      sijill show i-7K3F9Q -r my.sijill              shows the ids that these commands take
      sijill decide accept s_41c0… --reason "read it myself" -r my.sijill
      sijill decide correct s_41c0… --value 2020-07-06 --reason "the family's statement" -r my.sijill
      sijill decide publish i-7K3F9Q --reason "death is public" -r my.sijill
      sijill decide seal i-7K3F9Q --party "Her Name" --reason "asked for it" -r my.sijill
      sijill decide undo d_9f2… --reason "mistaken" -r my.sijill
    """


def _said(_ctx: click.Context, _option: click.Parameter, reason: str) -> str:
    """A reason that says something."""
    if not reason.strip():
        raise click.BadParameter("is empty; whoever reads the decision later must learn why it was taken")
    return reason


def _options(function: F) -> F:
    function = click.option("--reason", required=True, callback=_said, help="Why; kept with the decision.")(function)
    return register_option(function)


def _take(run: Invocation, register: str | None, kind: DecisionKind, what: Callable[[Any], tuple[Anchor, Any, Any]],
          reason: str, undoes: str | None = None, whom: str | None = None) -> None:  # fmt: skip
    from sijill.types import Decision
    from sijill.workflow import decide

    with run.open(register) as opened:
        anchor, before, after = what(opened)
        taken = decide(opened, Decision("", kind, anchor, run.user, now(), reason, before, after, undoes),
                       settings=run.settings)  # fmt: skip
    click.echo(f"{taken.kind} {whom or about(taken)}: {taken.id}")


def about(decision: Decision) -> str:
    """What a decision is about, in a few words: the field and its value, or the incident."""
    from sijill.cli._tables import shown

    if decision.kind == "correct":
        return f"{decision.anchor.field} {shown(decision.before)} → {shown(decision.after)}"
    if decision.anchor.field:
        return f"{decision.anchor.field} {shown(decision.before)}"
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
    """Unseal an incident, or a person in it whom the policy sealed. Ask first whom it could endanger."""
    from sijill.workflow import find_incident

    _take(run, register, "unseal", lambda r: find_incident(r, incident, party=party), reason, whom=party)


@command.command()
@click.argument("decision")
@_options
@click.pass_obj
def undo(run: Invocation, decision: str, register: str | None, reason: str) -> None:
    """Undo a decision. Both stay in the history."""
    from sijill.types import Anchor
    from sijill.workflow import find_decision

    with run.open(register) as opened:
        decision_id = find_decision(opened, decision).id
    _take(run, register, "undo", lambda _: (Anchor(), None, None), reason, undoes=decision_id)


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@register_option
@click.pass_obj
def replay(run: Invocation, file: Path, register: str | None) -> None:
    """Take the decisions of a file (TOML), each anchored to what it describes, not to ids.

    Those taken before are left aside, so that it can be repeated.
    """
    from sijill.cli._tables import counted
    from sijill.errors import Failure, UsageError
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
