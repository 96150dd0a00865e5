"""Estimate how many there were whom no list names, on lists that you declare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sijill.cli._invocation import Invocation
from sijill.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sijill.figures.undercount import Declared, Listed, Pair

#: a table of people larger than this is no table of people
_LARGEST = 500_000_000


@click.command("estimate", short_help="Estimate the undercount, on lists that you declare.")
@click.argument("data", metavar="DATA")
@click.option("--lists", "declared", required=True, metavar="FILE.toml|COLUMN,…",
              help="Declaration of the lists; or the columns of a CSV, at least three.")  # fmt: skip
@click.option(
    "--stratum",
    metavar="NAME,…",
    help="Estimate for each value: columns of a CSV; year, country, place, city or occupation of a register.",
)
@click.option("--id", "identity", metavar="COLUMN", help="Column of the CSV with each person's id.")
@click.option("--name", "named", metavar="COLUMN", help="Column with the name: who has none is not counted.")
@click.option("--pairs", "pairs_file", metavar="FILE.csv", type=click.Path(path_type=Path),
              help="Uncertain pairs: left, right, probability.")  # fmt: skip
@click.option("--from", "since", metavar="DATE", help="Of a register or release: from that day, month or year on.")
@click.option("--to", "until", metavar="DATE", help="Of a register or release: up to that day, month or year.")
@click.option("--place", help="Of a register or release: only in that country, governorate or city.")
@click.option("--outcome", default="killed", show_default=True, help="Of a register or release: what became of them.")
@click.option("--seed", default=1, show_default=True, help="Of chance: the same seed and data give the same numbers.")
@click.option("--json", "as_json", is_flag=True, help="The whole result as JSON.")
@click.pass_obj
def command(
    run: Invocation, data: str, declared: str, stratum: str | None, identity: str | None, named: str | None,
    pairs_file: Path | None, since: str | None, until: str | None, place: str | None, outcome: str, seed: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Estimate how many there were, on the lists and off them, by multiple systems estimation.

    DATA is a CSV with a row for each person and a column of 1 and 0 for each list; or a register, or a release (its
    folder or incidents.jsonl), whose named victims are put on the lists that you declare by their sources:

    \b
      [[list]]
      name = "Committee of Families"
      kind = "families"            # who keeps it; a list of news is refused
      sources = ["Committee of Families of Port Selin"]    # or: column = "families"

    Three methods answer side by side, each with its interval and its known bias. Nothing is estimated where the data
    cannot bear it: with fewer than three lists, or too little overlap. What is documented and what is estimated never
    stand in one number.

    \b
      sijill estimate people.csv --lists families,hospital,court --name name
      sijill estimate my-release --lists lists.toml --stratum year
    """
    from sijill.figures.undercount import declared_in, telling, undercount

    lists = _lists(declared)
    strata = [s.strip() for s in (stratum or "").split(",") if s.strip()]
    if data.casefold().endswith(".csv"):
        people, pairs, left_out = _from_csv(Path(data), lists, strata, identity, named, pairs_file)
    else:
        if identity or named or pairs_file:
            raise UsageError("--id, --name and --pairs", "are for a CSV")
        people, pairs, left_out = _from_records(run, data, lists, strata, (since, until, place), outcome)
    result = undercount(
        people, [d.name for d in lists], pairs=pairs, seed=seed,
        progress=lambda what: click.echo(f"estimating: {what}", err=True),
    )  # fmt: skip
    remarks = (*declared_in(lists), *left_out)
    if as_json:
        click.echo(json.dumps(telling.as_json(result, remarks), ensure_ascii=False, indent=2))
    else:
        click.echo(telling.as_text(result, remarks), nl=False)


def _lists(declared: str) -> tuple[Declared, ...]:
    from sijill.figures.undercount import of_columns, readable_lists

    if declared.casefold().endswith(".toml"):
        return readable_lists(_read(Path(declared)), declared)
    return of_columns([c.strip() for c in declared.split(",") if c.strip()])


def _from_csv(
    file: Path, lists: Sequence[Declared], strata: Sequence[str], identity: str | None, named: str | None,
    pairs_file: Path | None,
) -> tuple[Sequence[Listed], Sequence[Pair], Sequence[str]]:  # fmt: skip
    from sijill.figures.undercount import listed_in_columns, pairs_in

    if pairs_file and not identity:
        raise UsageError("--pairs", "refers to people by id", "name the column with --id")
    rows = listed_in_columns(_read(file), str(file), lists, stratum=strata, identity=identity or "", named=named or "")
    pairs = pairs_in(_read(pairs_file), str(pairs_file)) if pairs_file else ()
    return rows.people, pairs, _left_out(rows.unidentified, rows.off)


def _from_records(
    run: Invocation, data: str, lists: Sequence[Declared], strata: Sequence[str],
    bounds: tuple[str | None, str | None, str | None], outcome: str,
) -> tuple[Sequence[Listed], Sequence[Pair], Sequence[str]]:  # fmt: skip
    from sijill.errors import UnknownNameError
    from sijill.figures.query import Query
    from sijill.figures.undercount import STRATA, named_on_lists
    from sijill.workflow import counted_in_register, counted_in_release

    if len(strata) > 1:
        raise UsageError("--stratum", "of a register or release is one", f"there are: {', '.join(STRATA)}")
    if strata and strata[0] not in STRATA:
        raise UnknownNameError("stratum", strata[0], STRATA)
    if Path(data).is_dir() or data.endswith(".jsonl"):
        counted = counted_in_release(Path(data))
    else:
        with run.open(data) as opened:
            counted = counted_in_register(opened)
    found = named_on_lists(
        counted.entries, lists, Query.of(*bounds), outcome=outcome, stratum=strata[0] if strata else ""
    )
    if not found.people:
        raise UsageError(
            data, "names nobody on any of the lists", "compare the sources declared with those of the reports"
        )
    return found.people, found.pairs, _left_out(found.unidentified, found.off)


def _left_out(unidentified: int, off: int) -> list[str]:
    said = []
    if unidentified:
        said.append(
            f"{unidentified:,} left out: nobody is identified by name, and only identified people can be matched"
        )
    if off:
        said.append(f"{off:,} left out: on none of the lists")
    return said


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise UsageError(str(file), "is too large to be a table of people")
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(str(file), "is not UTF-8", "save it as CSV in UTF-8") from error
    except OSError as error:
        raise UsageError(str(file), f"cannot be read: {error.strerror}") from error
