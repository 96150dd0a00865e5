"""What the columns of somebody's table mean: a data file that says which field each column gives, and in which form.

``mappings/NAME.toml`` is the mapping ``NAME``; people write theirs in the same form (docs/guide/import.md). A mapping
is checked when it is loaded: every field must be one of the codebook, every code one of its values.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal, cast

from sijill.codebook import Codebook
from sijill.errors import DataFileError, UnknownNameError
from sijill.extensions import data_names
from sijill.types import PartyKind, Role

_PACKAGE = "sijill.statements.mappings"
_ROLES = ("mention", "victim", "perpetrator")
_KINDS = ("person", "group", "organisation")
#: what is written where nothing is known
_MISSING = ("", "-", "–", "—", "?", "n/a", "N/A", "NA", "NULL", "null", "None", "nan")

FieldKey = tuple[Role, str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """How one field is given."""

    role: Role
    field: str
    #: whose it is, where a row tells of several: "", "2", ...
    party: str
    #: the column with the value; None for what every row means, which rests on the heading
    column: str | None
    #: the column with the other end: the last day, the highest figure
    until: str | None
    #: what holds for every row
    value: str | None
    #: what a cell says -> the value that it means, or "" for none
    codes: Mapping[str, str]
    #: whether a cell that is not among the codes is left out; otherwise the row is refused
    leave_others: bool
    #: forms of dates as :func:`datetime.strptime` has them, tried in order after ISO 8601 and EDTF
    forms: tuple[str, ...]
    #: the column that tells how exact a date is, and its codes -> day, week, month, year
    exact: tuple[str, Mapping[str, str]] | None
    #: parts of a place -> columns: city, admin1, country, detail, latitude, longitude
    place: Mapping[str, str]
    #: whether 0 says that nothing is known
    zero_is_unknown: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it looks at."""
        exact = (self.exact[0],) if self.exact else ()
        return tuple(c for c in (self.column, self.until, *exact, *self.place.values()) if c)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What the columns of a table mean."""

    name: str
    label: str
    #: first line of every row's text, in words that are true of every row: what it is a table of
    heading: str
    #: who made the table: words, or the column that says so
    publisher: str | None
    publisher_column: str | None
    #: columns: what tells a row from all others, address, title, publication date of the report
    id: str | None
    url: str | None
    title: str | None
    published: str | None
    given: tuple[Given, ...]
    #: party -> kind
    kinds: Mapping[tuple[Role, str], PartyKind]
    #: columns by which a table is known to be one of these
    recognise: tuple[str, ...]
    missing: frozenset[str]
    #: SHA-256 of the file
    digest: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it looks at, each once."""
        own = (self.publisher_column, self.id, self.url, self.title, self.published)
        return tuple(dict.fromkeys(c for c in (*own, *(c for g in self.given for c in g.columns)) if c))


def names() -> tuple[str, ...]:
    """The mappings that come with the program."""
    return data_names(_PACKAGE, ".toml")


def load(name: str, book: Codebook) -> TableMapping:
    """A mapping of the program by its name, or one of a person's own by the path of its file.

    Raises:
        DataFileError: the file is broken, or names what the codebook does not have.
        UnknownNameError: no such mapping.
    """
    if name in names():
        content = resources.files(_PACKAGE).joinpath(name.replace("-", "_") + ".toml").read_bytes()
        return parse(content, name, book)
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise UnknownNameError("mapping", name, names())
    try:
        return parse(path.read_bytes(), path.stem, book)
    except OSError as error:
        raise DataFileError(name, f"cannot be read: {error.strerror}") from error


def recognised(columns: Iterable[str], book: Codebook) -> TableMapping | None:
    """The mapping of the program whose tables have such columns, or None."""
    there = set(columns)
    for name in names():
        mapping = load(name, book)
        if mapping.recognise and there.issuperset(mapping.recognise):
            return mapping
    return None


def parse(content: bytes, name: str, book: Codebook) -> TableMapping:
    """A mapping from the bytes of its file. Raises DataFileError, which says where it is broken."""
    try:
        told = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(name, f"is no mapping: {error}") from error
    _only(told, name, "label", "heading", "publisher", "publisher_column", "id", "url", "title", "published",
          "recognise", "missing", "fields", "kinds")  # fmt: skip
    fields = told.get("fields")
    if not isinstance(fields, list) or not fields or not all(isinstance(f, dict) for f in fields):
        raise DataFileError(name, "says of no column what it means", "write [[fields]]")
    given = tuple(_given(f, f"{name}, [[fields]] {n}", book) for n, f in enumerate(fields, start=1))
    if not any((g.role, g.field) == ("mention", "type") for g in given):
        raise DataFileError(name, "does not say what happened", 'give the field "type", with a column or a value')
    heading = _words(told, "heading", name)
    if not heading or "\n" in heading:
        raise DataFileError(name, "has no heading", "say on one line what each row of the table is")
    return TableMapping(
        name, _words(told, "label", name) or name, " ".join(heading.split()), _words(told, "publisher", name),
        _words(told, "publisher_column", name), _words(told, "id", name), _words(told, "url", name),
        _words(told, "title", name), _words(told, "published", name), given, _kinds(told.get("kinds", {}), name),
        tuple(told.get("recognise", ())), frozenset((*_MISSING, *told.get("missing", ()))),
        hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def _given(told: Mapping[str, Any], where: str, book: Codebook) -> Given:
    _only(told, where, "role", "field", "party", "column", "until", "value", "codes", "others", "forms", "exact",
          "place", "zero")  # fmt: skip
    role, field = told.get("role", "mention"), told.get("field")
    if role not in _ROLES or not isinstance(field, str):
        raise DataFileError(where, "names no field", f"a role is one of {', '.join(_ROLES)}")
    try:
        known = book.field(role, field)
    except UnknownNameError as error:
        raise DataFileError(where, str(error)) from error
    codes = {str(k): str(v) for k, v in told.get("codes", {}).items()}
    value = _words(told, "value", where)
    for word in (*codes.values(), *([value] if value else [])):
        if word and known.of and not known.accepts(word):
            raise DataFileError(where, f"{word!r} is no value of {field}", f"there are: {', '.join(known.values)}")
    column, place = _words(told, "column", where), dict(told.get("place", {}))
    if (column is None) == (value is None) and not place:
        raise DataFileError(where, "has neither a column nor a value, or both", "give one of them")
    exact = told.get("exact")
    return Given(
        cast(Role, role), field, str(told.get("party", "")), column, _words(told, "until", where), value, codes,
        told.get("others") == "leave", tuple(told.get("forms", ())),
        (str(exact["column"]), {str(k): str(v) for k, v in exact["codes"].items()}) if exact else None,
        {str(k): str(v) for k, v in place.items()}, told.get("zero") == "unknown",
    )  # fmt: skip


def _kinds(told: Mapping[str, Any], where: str) -> dict[tuple[Role, str], PartyKind]:
    found: dict[tuple[Role, str], PartyKind] = {}
    for key, kind in told.items():
        match = re.fullmatch(r"(victim|perpetrator)(\w*)", str(key))
        if match is None or kind not in _KINDS:
            raise DataFileError(where, f"{key} = {kind!r} is no kind of party", f"one of {', '.join(_KINDS)}")
        found[cast(Role, match[1]), match[2]] = cast(Literal["person", "group", "organisation"], kind)
    return found


def _words(told: Mapping[str, Any], name: str, where: str) -> str | None:
    value = told.get(name)
    if value is not None and not isinstance(value, str):
        raise DataFileError(where, f"{name} is not words", f'write {name} = "…"')
    return value or None


def _only(told: Mapping[str, Any], where: str, *known: str) -> None:
    for name in told:
        if name not in known:
            raise DataFileError(where, f"{name!r} means nothing here", f"there are: {', '.join(known)}")
