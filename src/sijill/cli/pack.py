"""Take the incidents along without anything that is sealed."""

from __future__ import annotations

from pathlib import Path

import click

from sijill.cli._invocation import Invocation, register_option
from sijill.errors import UsageError


@click.command("pack", short_help="Take the incidents along without what is sealed.")
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "form", default="incidents-jsonl", show_default=True, metavar="FORMAT",
              help="Name of the export format.")  # fmt: skip
@register_option
@click.pass_obj
def command(run: Invocation, output: Path, form: str, register: str | None) -> None:
    """Write all incidents, published or not, into OUTPUT with nothing that is sealed: to carry over a border.

    Leave the register and your keys behind. What is in the file is not fit to be published: nobody has decided that.
    """
    from sijill.cli._tables import counted
    from sijill.workflow import pack

    with run.open(register) as opened:
        try:
            with output.open("w", encoding="utf-8", newline="") as out:
                count = pack(opened, form, out, by=run.user)
        except OSError as error:
            raise UsageError(str(output), f"cannot be written: {error.strerror}") from error
    click.echo(f"{counted(count, 'incident')} written to {output}, with nothing that is sealed", err=True)
