"""Write a release: what was decided, unsealed, with checksums and what changed since the last."""

from __future__ import annotations

from pathlib import Path

import click

from sijill.cli._invocation import Invocation, now, register_option


@click.command("publish", short_help="Write a release that others can check.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@register_option
@click.option("--version", "version", metavar="VERSION", help="Name of the release; this minute by default.")
@click.pass_obj
def command(run: Invocation, directory: Path, register: str | None, version: str | None) -> None:
    """Write a release into DIRECTORY: only incidents that a person decided to publish, nothing sealed.

    Checks come first and block: evidence for every value, tolls that agree with themselves, nothing sealed. The
    release holds a page to read, the data in every format, a manifest with checksums, and what changed since the
    last release in the same folder.
    """
    from sijill.cli._tables import counted
    from sijill.workflow import publish

    with run.open(register) as opened:
        release = publish(opened, directory, version=version or f"{now():%Y-%m-%dT%H%MZ}", by=run.user)
    click.echo(f"release {release.version}: {counted(len(release.incidents), 'incident')} in {directory}")
    changes = ", ".join(f"{len(ids)} {kind}" for kind, ids in release.changes.items() if ids)
    click.echo(f"  since the release that was there: {changes or 'nothing new'}")
    for file in release.files:
        click.echo(f"  {file.sha256[:16]}…  {file.size:>9,}  {file.name}")
    if not release.incidents:
        click.echo("nothing is published yet (`sijill decide publish` lets an incident out)", err=True)
