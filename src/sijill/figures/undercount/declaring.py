"""Lists as a person declares them, in a file or by columns, and the people of a table of rows on them.

Lists are declared, never guessed, because what a list is (who kept it, from what, whether from another list) decides
whether an estimate means anything. News outlets are refused unless the declaration says why they may stand: what an
outlet reports follows how big and how visible an event was, and outlets copy each other, so that their overlap says
little of how many were missed.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sijill.errors import DataFileError, UnknownNameError, UsageError
from sijill.figures.undercount.tables import UNTOLD, Listed, Pair

#: who can keep a list
KINDS = (
    "families", "survey", "documentation", "registry", "hospital", "cemetery", "court", "official", "armed-group",
    "exhumation", "news", "other",
)  # fmt: skip
#: what nobody may say of news without a reason
WHY_NOT_NEWS = (
    "is declared as news: outlets report what is large and visible and copy each other, so that their overlap does not "
    "tell how many were missed"
)
#: what a cell of a column holds where somebody is not on the list
_NO = frozenset({"", "0", "no", "false", "n", "na", "nan", "none"})
_YES = frozenset({"1", "yes", "true", "y", "x"})
#: largest number of lists that anybody declares
_MOST = 64


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared list."""

    name: str
    #: who keeps it, one of KINDS; "" where only a column was named
    kind: str = ""
    #: column that has 1 for whoever is on it
    column: str = ""
    #: names or addresses of the publishers whose reports are the list
    sources: tuple[str, ...] = ()
    #: why a list of news may stand
    because: str = ""


def readable_lists(text: str, name: str) -> tuple[Declared, ...]:
    """The lists declared in a TOML file: tables [[list]] with name, kind, and column or sources.

    Raises:
        DataFileError: it is not TOML, or a list lacks something.
        UsageError: a list of news without a reason.
    """
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise DataFileError(name, f"is not TOML: {error}") from error
    rows = data.get("list")
    if not isinstance(rows, list) or not rows or not all(isinstance(r, dict) for r in rows):
        raise DataFileError(name, "declares no lists", "write a table [[list]] for each")
    found = [_declared(row, name) for row in rows]
    return _checked(found, name)


def of_columns(names: Sequence[str]) -> tuple[Declared, ...]:
    """Lists named by their columns alone; nothing is known of who keeps them."""
    return _checked([Declared(name, column=name) for name in names], "--lists")


def _declared(row: Mapping[str, Any], where: str) -> Declared:
    unknown = set(row) - {"name", "kind", "column", "sources", "because"}
    if unknown:
        raise DataFileError(
            where, f"a list has no {', '.join(sorted(unknown))}", "it has name, kind, column, sources, because"
        )
    words = {key: row.get(key, "") for key in ("name", "kind", "column", "because")}
    sources = row.get("sources", [])
    if not all(isinstance(w, str) for w in words.values()) or not isinstance(sources, list):
        raise DataFileError(where, "a list is told in words, its sources as a list of words")
    if not all(isinstance(s, str) and s.strip() for s in sources):
        raise DataFileError(where, "the sources of a list are words")
    name = words["name"].strip()
    if not name:
        raise DataFileError(where, "a list has no name")
    if not words["kind"]:
        raise DataFileError(where, f"the list {name!r} does not say who keeps it", f"kind = one of {', '.join(KINDS)}")
    if words["kind"] not in KINDS:
        raise UnknownNameError("kind of list", words["kind"], KINDS)
    if bool(words["column"]) == bool(sources):
        raise DataFileError(where, f"the list {name!r} needs either a column or sources")
    return Declared(name, words["kind"], words["column"], tuple(s.strip() for s in sources), words["because"].strip())


def _checked(lists: Sequence[Declared], where: str) -> tuple[Declared, ...]:
    if len(lists) > _MOST:
        raise UsageError(where, f"declares {len(lists)} lists, {_MOST} are the most")
    names = [declared.name for declared in lists]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise UsageError(where, f"declares {', '.join(twice)} twice")
    for declared in lists:
        if declared.kind == "news" and not declared.because:
            raise UsageError(
                declared.name, WHY_NOT_NEWS, 'if it is no such list, say so in its declaration: because = "…"'
            )
    return tuple(lists)


def declared_in(lists: Sequence[Declared]) -> tuple[str, ...]:
    """What must be said of the declaration beside any number made with it."""
    said = [f"{d.name} is a list of news, admitted because: {d.because}" for d in lists if d.kind == "news"]
    unknown = [d.name for d in lists if not d.kind]
    if unknown:
        said.append(
            f"who keeps these lists was not declared, so that nobody asked whether they copy each other: "
            f"{', '.join(unknown)}"
        )
    return tuple(said)


# ------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Rows:
    """People read from a table of rows."""

    people: tuple[Listed, ...]
    #: rows left out: nobody is identified in them
    unidentified: int
    #: rows left out: on none of the lists
    off: int


def listed_in_columns(
    text: str, name: str, lists: Sequence[Declared], *, stratum: Sequence[str] = (), identity: str = "", named: str = ""
) -> Rows:
    """The people of a CSV, one row each, with a column of 0 and 1 for each list.

    Args:
        text: the CSV with a heading.
        name: what to call it in errors.
        lists: the lists, by their columns.
        stratum: columns that together are the stratum.
        identity: column of the id that uncertain pairs refer to; the number of the row where none is given.
        named: column of the name; rows without a name are left out: only identified victims are counted.

    Raises:
        UsageError: a column is missing, or holds something else than yes and no.
    """
    rows = _rows(text, name, [*(d.column for d in lists), *stratum, *filter(None, (identity, named))])
    people: list[Listed] = []
    unidentified = off = 0
    ids: set[str] = set()
    for number, row in rows:
        if named and not row[named].strip():
            unidentified += 1
            continue
        on = frozenset(n for n, d in enumerate(lists) if _on(row[d.column], name, number, d.column))
        if not on:
            off += 1
            continue
        key = row[identity].strip() if identity else str(number)
        if key in ids:
            raise UsageError(f"{name}, row {number}", f"the id {key!r} stands there twice")
        ids.add(key)
        people.append(Listed(key, on, " / ".join(row[s].strip() or UNTOLD for s in stratum)))
    if not people:
        raise UsageError(name, "has nobody on any of the lists")
    return Rows(tuple(people), unidentified, off)


def pairs_in(text: str, name: str) -> tuple[Pair, ...]:
    """Uncertain pairs from a CSV with the columns left, right, probability.

    Raises:
        UsageError: a column is missing, or a probability is none.
    """
    found = []
    for number, row in _rows(text, name, ["left", "right", "probability"]):
        try:
            probability = float(row["probability"])
        except ValueError:
            probability = -1.0
        if not 0 <= probability <= 1:
            raise UsageError(f"{name}, row {number}", f"{row['probability'][:40]!r} is no probability")
        found.append(Pair(row["left"].strip(), row["right"].strip(), probability))
    return tuple(found)


def _rows(text: str, name: str, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restval="")
    try:
        heads = list(reader.fieldnames or [])
        for column in columns:
            if column not in heads:
                raise UnknownNameError(f"column in {name}", column, heads)
        for number, row in enumerate(reader, 1):
            yield number, {key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
    except csv.Error as error:
        raise UsageError(name, f"cannot be read as CSV: {error}") from error


def _on(cell: str, name: str, number: int, column: str) -> bool:
    word = cell.strip().casefold()
    if word in _NO:
        return False
    if word in _YES:
        return True
    raise UsageError(
        f"{name}, row {number}", f"{column} holds {cell[:40]!r}, which is neither yes nor no", "give 1 or 0"
    )
