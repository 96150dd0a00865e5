"""The codebook's files, read and checked as one whole: every id that is named somewhere must exist.

Layout of the shipped folder, and of a user's own as far as ``acts/`` goes::

    acts/FAMILY.toml     one family, and [acts.NAME] for each finer act below it
    terms/LIST.toml      one list of terms: [TERM] for each
    fields.toml          [ROLE.FIELD] for each field of a statement
    schemes.toml         [SCHEME]: the codes that crosswalks may use

A user's file is either a family of its own or, where its name is that of a family that exists, further acts below
that one. It can add and never redefine: what a word means in a register must not depend on whose laptop it is on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, get_args

from sijill.codebook.book import (
    ACTS,
    COUNTRIES,
    FAMILIES,
    KINDS,
    SENSITIVITIES,
    Act,
    Codebook,
    Exclusion,
    Family,
    Field,
    Scheme,
    Term,
)
from sijill.codebook.table import ID, Table, parse
from sijill.errors import DataFileError
from sijill.types import Role

_PACKAGE: Final = "sijill.codebook"
_ID_REMEDY: Final = "use small letters a to z, words joined by one underscore"


def load(extra: Sequence[Path] = ()) -> Codebook:
    """The codebook, with a user's own families and acts.

    Args:
        extra: folders of a user's own, each with an ``acts/`` of TOML files, read in this order.

    Raises:
        DataFileError: a file is broken; it names the file, the key and the remedy.
    """
    return _read(tuple(extra)) if extra else _shipped()


@cache
def _shipped() -> Codebook:
    return _read(())


def _read(extra: tuple[Path, ...]) -> Codebook:
    root = resources.files(_PACKAGE)
    contents: dict[str, Mapping[str, Any]] = {}

    def content(name: str, file: Traversable | Path) -> Mapping[str, Any]:
        try:
            raw = file.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise DataFileError(name, f"cannot be read: {reason}", "check the path and its permissions") from error
        contents[name] = parse(name, raw)
        return contents[name]

    schemes = _schemes(Table("schemes.toml", content("schemes.toml", root / "schemes.toml")))
    terms: dict[str, tuple[Term, ...]] = {}
    for name, file in _toml_files(root / "terms"):
        terms[name] = _terms(Table(f"terms/{name}.toml", content(f"terms/{name}.toml", file)), schemes)
    outcomes = tuple(t.id for t in terms["outcomes"])

    families: dict[str, Family] = {}
    pointers: list[tuple[Table, str]] = []
    for name, file in _toml_files(root / "acts"):
        table = Table(f"acts/{name}.toml", content(f"acts/{name}.toml", file))
        families[name] = _family(name, table, schemes, outcomes, pointers, own=False)
    for number, folder in enumerate(extra):
        for name, file in _user_files(folder):
            raw = content(str(file), file)
            # the digest must not depend on where a user keeps the folder
            contents[f"own {number} acts/{name}.toml"] = contents.pop(str(file))
            table = Table(str(file), raw)
            if name in families:
                families[name] = _extended(families[name], table, schemes, outcomes)
            else:
                families[name] = _family(name, table, schemes, outcomes, pointers, own=True)

    acts = {a.id: a for f in families.values() for a in f.acts}
    for table, see in pointers:
        if see not in families and see not in acts:
            raise table.error("see", f"points to {see!r}, which is no family or act", f"one of: {', '.join(families)}")
    fields = _fields(Table("fields.toml", content("fields.toml", root / "fields.toml")), terms, families, acts)
    return Codebook(
        families=families,
        acts=acts,
        fields=fields,
        schemes=schemes,
        digest=_digest(contents),
        _terms=terms,
    )


def _toml_files(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """The TOML files of a folder by name, sorted: an order that no file system decides."""
    files = {f.name.removesuffix(".toml"): f for f in folder.iterdir() if f.name.endswith(".toml")}
    yield from sorted(files.items())


def _user_files(folder: Path) -> Iterator[tuple[str, Path]]:
    acts = folder / "acts"
    if not acts.is_dir():
        raise DataFileError(str(folder), "has no folder acts/", "put one TOML file a family into acts/ in it")
    try:
        files = sorted(f for f in acts.iterdir() if f.suffix == ".toml" and f.is_file())
    except OSError as error:
        raise DataFileError(str(acts), f"cannot be read: {error.strerror}", "check its permissions") from error
    for file in files:
        if not ID.fullmatch(file.stem):
            raise DataFileError(str(file), "has a name that cannot be a family's", _ID_REMEDY)
        if file.stem.startswith("x_"):
            raise DataFileError(str(file), "begins with x_, which readings put before it", "rename it without x_")
        yield file.stem, file


def _family(
    name: str,
    table: Table,
    schemes: Mapping[str, Scheme],
    outcomes: Sequence[str],
    pointers: list[tuple[Table, str]],
    *,
    own: bool,
) -> Family:
    excludes = []
    for entry in table.tables("excludes"):
        see = entry.text("see", "")
        excludes.append(Exclusion(entry.text("what"), see or None))
        entry.done()
        if see:
            pointers.append((entry, see))
    outcome = table.one_of("outcome", outcomes, "unknown")
    family = Family(
        id=name,
        label=_label(table),
        definition=table.text("definition"),
        includes=table.strings("includes"),
        excludes=tuple(excludes),
        outcome=outcome,
        crosswalk=_crosswalk(table, schemes),
        acts=_acts(name, table, schemes, outcomes, outcome),
        own=own,
    )
    table.done()
    return family


def _extended(family: Family, table: Table, schemes: Mapping[str, Scheme], outcomes: Sequence[str]) -> Family:
    """A family with the further acts of a user's file."""
    for key in table.names():
        if key != "acts":
            raise table.error(
                key,
                f"would redefine the family {family.id!r}",
                "leave only [acts.…] tables, or give the file another name for a family of your own",
            )
    added = _acts(family.id, table, schemes, outcomes, family.outcome)
    known = {a.id for a in family.acts}
    for act in added:
        if act.id in known:
            key = act.id.removeprefix(f"{family.id}.")
            raise table.error(f"acts.{key}", f"would redefine {act.id!r}", "give your act another name")
    return Family(
        family.id,
        family.label,
        family.definition,
        family.includes,
        family.excludes,
        family.outcome,
        family.crosswalk,
        family.acts + added,
        family.own,
    )


def _acts(
    family: str, table: Table, schemes: Mapping[str, Scheme], outcomes: Sequence[str], outcome: str
) -> tuple[Act, ...]:
    acts = []
    for name, entry in table.table("acts").members():
        if not ID.fullmatch(name):
            raise entry.error("", "is not an act's name", _ID_REMEDY)
        acts.append(
            Act(
                id=f"{family}.{name}",
                family=family,
                label=_label(entry),
                definition=entry.text("definition"),
                outcome=entry.one_of("outcome", outcomes, outcome),
                crosswalk=_crosswalk(entry, schemes),
            )
        )
        entry.done()
    return tuple(acts)


def _label(table: Table) -> Mapping[str, str]:
    label = table.table("label")
    if not label.has("en"):
        raise label.error("en", "is missing", 'add label = { en = "…", ar = "…" }; English is required')
    return {language: label.text(language) for language in label.names()}


def _crosswalk(table: Table, schemes: Mapping[str, Scheme]) -> Mapping[str, tuple[str, ...]]:
    entry = table.table("crosswalk")
    crosswalk = {}
    for name in entry.names():
        if name not in schemes:
            raise entry.error(name, "is an unknown scheme", f"there are: {', '.join(schemes)}")
        crosswalk[name] = entry.strings(name)
        for code in crosswalk[name]:
            if code not in schemes[name].codes:
                raise entry.error(name, f"has {code!r}, which is no code of {schemes[name].label}", "see schemes.toml")
    return crosswalk


def _schemes(table: Table) -> dict[str, Scheme]:
    schemes = {}
    for name, entry in table.members():
        codes = entry.table("codes")
        terms = {code: codes.text(code) for code in codes.names()}
        schemes[name] = Scheme(name, entry.text("label"), entry.text("source"), terms)
        entry.done()
    return schemes


def _terms(table: Table, schemes: Mapping[str, Scheme]) -> tuple[Term, ...]:
    terms = []
    for name, entry in table.members():
        if not ID.fullmatch(name) and not name.isdigit():
            raise entry.error("", "is not a term's name", _ID_REMEDY)
        terms.append(
            Term(name, _label(entry), entry.text("definition"), _crosswalk(entry, schemes), entry.integer("gravity"))
        )
        entry.done()
    return tuple(terms)


def _fields(
    table: Table,
    terms: Mapping[str, tuple[Term, ...]],
    families: Mapping[str, Family],
    acts: Mapping[str, Act],
) -> dict[tuple[str, str], Field]:
    lists: dict[str, tuple[str, ...]] = {name: tuple(t.id for t in entries) for name, entries in terms.items()}
    lists |= {FAMILIES: tuple(families), ACTS: tuple(acts), COUNTRIES: ()}
    roles: Mapping[str, Role] = {role: role for role in get_args(Role)}
    fields = {}
    for role, entries in table.members():
        if role not in roles:
            raise entries.error("", "is not what a statement can be about", f"one of: {', '.join(roles)}")
        for name, entry in entries.members():
            kind = entry.one_of("kind", tuple(KINDS))
            of = entry.one_of("of", tuple(lists)) if kind in ("enum", "code") else ""
            fields[role, name] = Field(
                role=roles[role],
                name=name,
                kind=kind,
                of=of,
                values=lists.get(of, ()),
                many=entry.flag("many"),
                label=_label(entry),
                says=entry.text("says"),
                sensitivity=entry.one_of("sensitivity", SENSITIVITIES),
                contract=entry.text("contract", ""),
            )
            entry.done()
    return fields


def _digest(contents: Mapping[str, Mapping[str, Any]]) -> str:
    # sort_keys would hide a change of order, and order is content: first code is the most fitting, and so on
    canonical = json.dumps(sorted(contents.items()), ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
