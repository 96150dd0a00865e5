"""Seal something: it leaves through no door, and is kept encrypted."""

from __future__ import annotations

import click

from sijill.cli._invocation import Invocation, now, register_option


@click.command("seal", short_help="Seal a person, words, a text or an incident.")
@click.argument("what")
@click.option("--party", help="Only the person or group of that name in the incident.")
@click.option("--words", help="Only these words of the text, as they stand there.")
@click.option("--author", "part", flag_value="author", help="Only the byline of the text.")
@click.option("--title", "part", flag_value="title", help="Only the title of the text.")
@click.option("--lift", is_flag=True, help="Lift the seal instead. Ask first whom it could endanger.")
@click.option("--reason", required=True, help="Why; kept with the decision.")
@register_option
@click.pass_obj
def command(
    run: Invocation, what: str, party: str | None, words: str | None, part: str | None, lift: bool, reason: str,
    register: str | None,
) -> None:  # fmt: skip
    """Seal WHAT: an incident (i-…), a statement (s_…), or a text or report by its id or address.

    A decision like others: it has a name and a reason, and `sijill decide undo` undoes it. What is sealed leaves
    through no door, is not found by who has no key, and its report is encrypted whole. A sealed name of several parts
    is looked for in all reports. Lifting a seal lets it leave; encrypted it stays.

    \b
      sijill seal i-7K3F9Q --party "Her Name" --reason "she asked for it" -r my.sijill
      sijill seal report.html --words "the house with the blue gate" --reason "people live there" -r my.sijill
      sijill seal i-7K3F9Q --party "Her Name" --lift --reason "she asked to be named" -r my.sijill
    """
    from sijill.types import Decision
    from sijill.workflow import decide, sealing_of

    if not reason.strip():
        raise click.BadParameter("is empty; whoever reads the decision later must learn why it was taken")
    with run.open(register) as opened:
        anchor = sealing_of(opened, what, party=party, words=words, part=part or "")  # type: ignore[arg-type]
        decision = Decision("", "unseal" if lift else "seal", anchor, run.user, now(), reason)
        taken = decide(opened, decision, settings=run.settings)
    click.echo(f"{taken.kind}: {taken.id}")
