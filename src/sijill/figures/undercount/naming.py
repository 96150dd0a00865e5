"""The people of a register or a release on declared lists: each named victim, and which lists' reports name them.

Two named victims of different incidents whose names may be one, and whose days and countries allow it, are an uncertain
pair with the probability that the comparison of names gives, the same that linking uses.

Invariant: only identified people are listed: named, unsealed, one person each, with the outcome that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sijill.errors import UsageError
from sijill.figures.entries import Cited, Entry
from sijill.figures.query import Query
from sijill.figures.undercount.declaring import Declared
from sijill.figures.undercount.tables import UNTOLD, Listed, Pair
from sijill.types import Count
from sijill.values.folding import fold
from sijill.values.name_pairs import matching

#: by what a register's people can be parted
STRATA = ("year", "country", "place", "city", "occupation")
#: names that are this surely one are still a pair and not one person: two can be called the same
_SUREST = 0.99
#: shortest beginning of an address that names a source: a host's name and the sign before it
_ADDRESS = 8


@dataclass(frozen=True, slots=True)
class Named:
    """The people who are named, and what was left out."""

    people: tuple[Listed, ...]
    pairs: tuple[Pair, ...]
    #: victims who are not identified
    unidentified: int
    #: identified victims whom no declared list names
    off: int


def named_on_lists(
    entries: Iterable[Entry], lists: Sequence[Declared], query: Query, *, outcome: str = "killed", stratum: str = ""
) -> Named:
    """The identified victims of some incidents on the lists.

    Args:
        entries: the incidents.
        lists: declared by the sources whose reports they are.
        query: which incidents.
        outcome: what became of the victims.
        stratum: one of STRATA, or "" for none.

    Raises:
        UsageError: a list has no sources.
    """
    for declared in lists:
        if not declared.sources:
            raise UsageError(
                declared.name, "names a column, but there are no columns in a register", "name its sources"
            )
    found: list[tuple[Listed, str, Entry]] = []
    unidentified = off = 0
    for entry in entries:
        if not entry.event or not query.admits(entry):
            continue
        of_text = {cited.text: _lists_of(cited, lists) for cited in entry.reports}
        for number, victim in enumerate(entry.victims):
            if outcome not in victim.outcomes:
                continue
            if not victim.name or victim.sealed or victim.count != Count(1, 1):
                unidentified += 1
                continue
            on = frozenset().union(*(of_text.get(text, frozenset()) for text in victim.texts))
            if not on:
                off += 1
                continue
            part = _stratum(entry, victim.occupation, stratum)
            found.append((Listed(f"{entry.id}/{number}", on, part), victim.name, entry))
    return Named(tuple(listed for listed, _, _ in found), tuple(_pairs(found)), unidentified, off)


def _lists_of(cited: Cited, lists: Sequence[Declared]) -> frozenset[int]:
    called = fold(cited.publisher)
    return frozenset(
        n
        for n, declared in enumerate(lists)
        if any(
            (called and fold(source) == called) or (len(source) >= _ADDRESS and cited.address.startswith(source))
            for source in declared.sources
        )
    )


def _stratum(entry: Entry, occupation: str | None, by: str) -> str:
    match by:
        case "":
            return ""
        case "year":
            same = entry.first is not None and entry.last is not None and entry.first.year == entry.last.year
            return str(entry.first.year) if same and entry.first else UNTOLD
        case "country":
            return entry.country or UNTOLD
        case "place":
            return entry.admin1 or UNTOLD
        case "city":
            return entry.city or UNTOLD
        case _:
            return occupation or UNTOLD


def _pairs(found: Sequence[tuple[Listed, str, Entry]]) -> Iterable[Pair]:
    for left, right, probability in matching([name for _, name, _ in found]):
        (one, _, here), (other, _, there) = found[left], found[right]
        if here.id == there.id or not _can_be_one(here, there):
            continue
        yield Pair(one.id, other.id, min(probability, _SUREST))


def _can_be_one(one: Entry, other: Entry) -> bool:
    """Whether somebody can have been the victim of both: one dies once, on one day and in one country."""
    if one.country and other.country and one.country != other.country:
        return False
    if one.first and other.last and one.first > other.last:
        return False
    return not (other.first and one.last and other.first > one.last)
