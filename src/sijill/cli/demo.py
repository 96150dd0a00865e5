"""The whole way on the sample reports: add, list, show, decide, publish, verify."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation, now
from sijill.errors import Failure, UsageError
from sijill.types import Dossier

if TYPE_CHECKING:
    from sijill.register import Register

#: the table of the demonstration has the incidents that at least so many reports tell of: about a screenful
TOLD_BY = 2


@click.command("demo", short_help="The whole way on the sample reports.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=Path("sijill-demo"))
@click.pass_obj
def command(run: Invocation, directory: Path) -> None:
    """Go the whole way on the sample reports that come with sijill, in DIRECTORY (sijill-demo by default).

    Adds the reports to a new register, prints the table of incidents, shows one on which the sources disagree,
    takes the sample decisions, writes a release, verifies all of it, and says where to look. Contacts nobody.
    Can be repeated: what is there already changes nothing.
    """

    samples = sample_folder()
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(directory), f"cannot be made: {error.strerror}") from error
    file = directory / "demo.sijill"
    with run.open(str(file), create=True) as register:
        failed = _add(run, register, samples, file)
        _list(register, file)
        _show(register, file)
        failed += _decide(run, register, samples, file)
        _publish(register, directory / "release", file)
        failed += _verify(run, register, file)
    _where_to_look(directory, file)
    sys.exit(1 if failed else 0)


def sample_folder() -> Path:
    """Where the sample reports are: inside the installed package, or beside the sources of a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / "reports").is_dir():
            return folder

    raise UsageError(str(package), "the sample reports are not installed", "install sijill again from its wheel")


def _step(number: int, what: str, file: Path, *words: str | Path) -> None:
    click.secho(f"\n{number}. {what}", bold=True, fg="green")
    click.secho(f"   $ {_line(*words, '-r', file)}\n", dim=True)


def _line(*words: str | Path) -> str:
    """A command line that does the same here when it is pasted: the program as it was called, paths from here."""
    program = "sijill" if shutil.which("sijill") or Path(sys.argv[0]).name != "sijill" else sys.argv[0]
    return shlex.join([_from_here(program), *(_from_here(word) for word in words)])


def _from_here(word: str | Path) -> str:
    path = Path(word)
    return str(path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else word)


def _add(run: Invocation, register: Register, samples: Path, file: Path) -> int:
    from sijill.cli._progress import progress
    from sijill.workflow import add

    reports = samples / "reports"
    _step(1, "Keep the reports, read them, bring the reports of one incident together", file, "add", reports)
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


def _list(register: Register, file: Path) -> None:
    from sijill.cli._tables import counted, print_incidents
    from sijill.types import CardQuery

    _step(
        2, "The incidents that most reports tell of (≠ the sources disagree, ⊘ sealed)", file,
        "list", "--reports", str(TOLD_BY),
    )  # fmt: skip
    every = register.count_cards()
    listed = register.cards(CardQuery(reports=TOLD_BY, telling=True), limit=every)
    print_incidents(listed)
    every_one = _line("list", "--all", "-r", file)
    click.echo(f"\n   {len(listed)} of {counted(every, 'incident')}; all of them: {every_one}")


def _show(register: Register, file: Path) -> None:
    from sijill.cli._dossier import print_dossier

    dossier = max(register.dossiers(), key=_disagreement, default=None)
    if dossier is None:
        return
    _step(
        3, "One incident: values with their words, contradictions side by side", file,
        "show", dossier.incident.id, "--brief",
    )  # fmt: skip
    print_dossier(dossier, brief=True)


def _disagreement(dossier: Dossier) -> tuple[bool, int, int, str]:
    """How much there is to see: nobody sealed, then fields on which sources disagree, then reports."""
    contested = sum(1 for v in dossier.standing.values if v.against)
    sealed = {(s.anchor.text, s.anchor.item) for s in dossier.seals if s.anchor.item}
    named = {(key.text, key.party) for party in dossier.standing.parties for key in party.parties}
    return not sealed & named, contested, len(dossier.mentions), dossier.incident.id


def _decide(run: Invocation, register: Register, samples: Path, file: Path) -> int:
    from sijill.incidents.selecting import load
    from sijill.workflow import replay

    decisions = samples / "decisions.toml"
    _step(4, "What a person decided", file, "decide", "replay", decisions)
    failed = 0
    entries = load(decisions)
    for entry, result in zip(entries, replay(register, entries, at=now(), settings=run.settings), strict=True):
        if isinstance(result, Failure):
            failed += 1
            click.echo(f"sijill: {result.error}", err=True)
        else:
            about = f"{entry.field} of {entry.party}" if entry.field else entry.party or entry.undoes
            click.echo(f"   {result.by}: {click.style(f'{result.kind} {about}', bold=True)}. {result.reason}")
    return failed


def _publish(register: Register, directory: Path, file: Path) -> None:
    from sijill.workflow import publish

    _step(5, "A release: only what was decided, nothing sealed", file, "publish", directory)
    release = publish(register, directory, version="demo", created_at=now())
    for written in release.files:
        click.echo(f"   {written.size:>9,} bytes  {written.name}")


def _verify(run: Invocation, register: Register, file: Path) -> int:
    from sijill.workflow import verify

    _step(6, "Proof that nothing was altered", file, "verify")
    damages = list(verify(register, settings=run.settings))
    for damage in damages:
        click.echo(f"   {damage.table} {damage.key}: {damage.what}")
    if not damages:
        click.echo(f"   all holds: {register.summary()}")
    return len(damages)


def _where_to_look(directory: Path, file: Path) -> None:
    places = (
        (str(directory / "release" / "index.html"), "the release, in a browser"),
        (str(directory / "release"), "its data: JSON Lines, CSV, GeoJSON, manifest with checksums"),
        (_line("list", "-r", file), "the register; then: show, search, decide, export, verify"),
    )
    click.secho("\nWhere to look", bold=True, fg="green")
    _columns(places)


def _columns(rows: Iterable[tuple[str, str]]) -> None:
    rows = list(rows)
    wide = max(len(left) for left, _ in rows)
    for left, right in rows:
        click.echo(f"   {left:<{wide}}   {right}")
