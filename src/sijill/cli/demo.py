"""The whole way on the sample reports: add, list, show, decide, publish, verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation, now

if TYPE_CHECKING:
    from sijill.register import Register
    from sijill.types import Dossier


@click.command("demo", short_help="The whole way on the sample reports.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=Path("sijill-demo"))
@click.pass_obj
def command(run: Invocation, directory: Path) -> None:
    """Go the whole way on the sample reports that come with sijill, in DIRECTORY (sijill-demo by default).

    Adds the reports to a new register, prints the table of incidents, shows one on which the sources disagree,
    takes the sample decisions, writes a release, verifies all of it, and says where to look. Contacts nobody.
    Can be repeated: what is there already changes nothing.
    """
    from sijill.errors import UsageError

    samples = sample_folder()
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(directory), f"cannot be made: {error.strerror}") from error
    file = directory / "demo.sijill"
    with run.open(str(file), create=True) as register:
        failed = _add(run, register, samples)
        _list(register)
        _show(register)
        failed += _decide(run, register, samples)
        _publish(register, directory / "release")
        failed += _verify(run, register)
    _where_to_look(directory, file)
    sys.exit(1 if failed else 0)


def sample_folder() -> Path:
    """Where the sample reports are: inside the installed package, or beside the sources of a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / "reports").is_dir():
            return folder
    from sijill.errors import UsageError

    raise UsageError(str(package), "the sample reports are not installed", "install sijill again from its wheel")


def _step(number: int, what: str, command_line: str) -> None:
    click.secho(f"\n{number}. {what}", bold=True, fg="green")
    click.secho(f"   $ {command_line}", dim=True)


def _add(run: Invocation, register: Register, samples: Path) -> int:
    from sijill.cli._progress import progress
    from sijill.errors import Failure
    from sijill.workflow import add

    reports = samples / "reports"
    _step(1, "Keep the reports, read them, bring the reports of one incident together", f"sijill add {reports}")
    total = sum(1 for p in reports.iterdir() if p.is_file())
    new = known = failed = 0
    with progress("reading") as advance:
        for result in add(register, [str(reports)], by=run.user, settings=run.settings):
            if isinstance(result, Failure):
                failed += 1
                click.echo(f"sijill: {result.error}", err=True)
            else:
                new, known = new + result.new, known + (not result.new)
                advance(result.uri, new + known, total)
    click.echo(f"   {new} reports added, {known} already there, {failed} could not be read")
    return failed


def _list(register: Register) -> None:
    from sijill.cli._tables import HEADS, incident_rows, print_table
    from sijill.incidents.listing import in_order

    _step(2, "The incidents (≠ the sources disagree, ⊘ sealed)", "sijill list")
    print_table(HEADS, incident_rows(in_order(register.dossiers())))


def _show(register: Register) -> None:
    from sijill.cli._dossier import print_dossier

    dossier = max(register.dossiers(), key=_disagreement, default=None)
    if dossier is None:
        return
    _step(
        3, "One incident: every value with its words, contradictions side by side", f"sijill show {dossier.incident.id}"
    )
    print_dossier(dossier)


def _disagreement(dossier: Dossier) -> tuple[int, int, str]:
    """How much there is to see: fields on which sources disagree, then reports."""
    contested = sum(1 for v in dossier.standing.values if v.against)
    return (contested, len(dossier.mentions), dossier.incident.id) if len(dossier.mentions) < 8 else (0, 0, "")


def _decide(run: Invocation, register: Register, samples: Path) -> int:
    from sijill.errors import Failure
    from sijill.incidents.selecting import load
    from sijill.workflow import replay

    file = samples / "decisions.toml"
    _step(4, "What a person decided", f"sijill decide replay {file}")
    failed = 0
    for result in replay(register, load(file), at=now(), settings=run.settings):
        if isinstance(result, Failure):
            failed += 1
            click.echo(f"sijill: {result.error}", err=True)
        else:
            click.echo(f"   {result.by}: {result.kind}. {result.reason}")
    return failed


def _publish(register: Register, directory: Path) -> None:
    from sijill.workflow import publish

    _step(5, "A release: only what was decided, nothing sealed", f"sijill publish {directory}")
    release = publish(register, directory, version="demo", created_at=now())
    for file in release.files:
        click.echo(f"   {file.size:>9,} bytes  {file.name}")


def _verify(run: Invocation, register: Register) -> int:
    from sijill.workflow import verify

    _step(6, "Proof that nothing was altered", "sijill verify")
    damages = list(verify(register, settings=run.settings))
    for damage in damages:
        click.echo(f"   {damage.table} {damage.key}: {damage.what}")
    if not damages:
        click.echo(f"   all holds: {register.summary()}")
    return len(damages)


def _where_to_look(directory: Path, file: Path) -> None:
    click.secho("\nWhere to look", bold=True, fg="green")
    click.echo(f"  {directory / 'release' / 'index.html'}   the release, in a browser")
    click.echo(f"  {directory / 'release'}              its data: JSON Lines, CSV, GeoJSON, manifest with checksums")
    click.echo(f"  sijill list -r {file}        the register; then: show, search, decide, export, verify")
