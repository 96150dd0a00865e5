"""Write a release: what was decided, unsealed, with checksums and what changed since the last."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sijill.cli._invocation import Invocation, now, register_option


@click.command("publish", short_help="Write a release that others can check.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@register_option
@click.option("--version", "version", metavar="VERSION", help="Name of the release; this minute by default.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT",
              help="A format that it holds, given several times; by default all that need no library.")  # fmt: skip
@click.option("--erratum", "errata", multiple=True, metavar="SENTENCE",
              help="What was wrong in earlier releases; later ones tell it again.")  # fmt: skip
@click.option("--withdrawals-alone", is_flag=True,
              help="Take incidents out even where so little else changes that everybody sees which.")  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing: check a release against its manifest. Needs no register.")
@click.pass_obj
def command(
    run: Invocation, directory: Path, register: str | None, version: str | None, formats: tuple[str, ...],
    errata: tuple[str, ...], withdrawals_alone: bool, check: bool,
) -> None:  # fmt: skip
    """Write a release into DIRECTORY: only incidents that a person decided to publish, nothing sealed.

    Checks come first and block, each with its reason: evidence for every value, tolls that agree with themselves,
    nothing sealed, the grade asked for (setting release_grade). The release holds a site to read, the data in every
    format, a manifest with checksums, and what changed since the last release in the same folder. What is taken out is
    told without a reason, and together with other changes: a release that would do nothing else is refused.

    \b
      sijill publish public/ -r my.sijill --version 2024-07
      sijill publish public/ --check
    """
    from sijill.cli._tables import counted
    from sijill.workflow import faults, publish
    from sijill.workflow.releasing import DEFAULT_FORMATS

    if check:
        found = list(faults(directory))
        for fault in found:
            click.echo(f"sijill: {fault}", err=True)
        click.echo("every file is as the manifest says" if not found else f"{counted(len(found), 'fault')} found")
        sys.exit(1 if found else 0)
    follows = (directory / "manifest.json").exists()
    with run.open(register) as opened:
        release = publish(
            opened, directory, version=version or f"{now():%Y-%m-%dT%H%MZ}", by=run.user, settings=run.settings,
            formats=formats or DEFAULT_FORMATS, errata=errata, withdrawals_alone=withdrawals_alone,
        )  # fmt: skip
    click.echo(f"release {release.version}: {counted(len(release.incidents), 'incident')} in {directory}")
    changes = ", ".join(f"{len(ids)} {kind}" for kind, ids in release.changes.items() if ids)
    if follows:
        click.echo(f"  since the release that was there: {changes or 'nothing new'}")
    else:
        click.echo("  the first release in this folder")
    for file in release.files:
        click.echo(f"  {file.sha256[:16]}…  {file.size:>9,}  {file.name}")
    if not release.incidents:
        click.echo("nothing is published yet (`sijill decide publish` lets an incident out)", err=True)
