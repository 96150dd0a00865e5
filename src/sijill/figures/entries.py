"""What figures are counted from: one incident, flat, read off its record in a release and from nothing else.

Because the public record is all that is used, whoever has only ``incidents.jsonl`` of a release counts the same as
whoever has the register; and what the filter struck out cannot be counted.

Invariant: :func:`entry_of` of a record depends on nothing but that record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sijill.errors import ContractError
from sijill.types import Count
from sijill.values import edtf

#: name and version of the records that are read
FORMAT = "sijill incident 1"
#: name of the rule by which a sealed person's description stands
_SEALED = "sealed"
#: steps of justice that are a charge or come after one
CHARGED = frozenset({"charged", "tried", "convicted", "acquitted", "overturned"})
#: longest line of a release that is read, in characters
_LONGEST_LINE = 100_000_000


@dataclass(frozen=True, slots=True)
class Victim:
    """A victim, or a group of them."""

    name: str | None
    #: how many they are; one where nothing is said
    count: Count
    #: what became of them, the gravest first; empty: not told
    outcomes: tuple[str, ...]
    occupation: str | None
    status: str | None
    #: who they are is sealed
    sealed: bool
    #: reports that tell of them, by text
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody on whom the blame is put."""

    #: the name of a group or body; None for individuals and the unnamed
    body: str | None
    #: HURIDOCS type, or None
    category: str | None
    kind: str | None
    #: how the blame is put
    status: str | None
    #: steps of justice that reports tell of
    proceedings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A report that tells of an incident."""

    #: id of the text
    text: str
    publisher: str
    #: where it is found
    address: str
    title: str
    #: EDTF, "" where not told
    published: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident in the facts that figures are made of; None or empty: not told."""

    id: str
    family: str | None
    act: str | None
    #: "event" or "aggregate"
    kind: str | None
    modality: str | None
    #: EDTF, and the first and last day that it may mean
    dated: str | None
    first: date | None
    last: date | None
    country: str | None
    admin1: str | None
    city: str | None
    #: degrees north and east; None where the place is a division or a country, or has no point
    point: tuple[float, float] | None
    killed: Count | None
    injured: Count | None
    methods: tuple[str, ...]
    victims: tuple[Victim, ...]
    doers: tuple[Doer, ...]
    #: whether a report says that a threat came before it
    threatened: bool
    #: least and most independent origins
    independent: Count
    #: the reports that tell of it
    reports: tuple[Cited, ...]
    #: values that a person accepted or corrected
    checked: int
    #: whether the reports contradict each other on a value that stands
    disagree: bool

    @property
    def event(self) -> bool:
        """Whether it is one event that is told to have happened; totals, plans and denials are none."""
        return self.kind != "aggregate" and self.modality not in ("denied", "planned")


def read_records(lines: Iterable[str], name: str) -> Iterator[Mapping[str, Any]]:
    """The records of an ``incidents.jsonl``, one a line.

    Raises:
        ContractError: a line is no record of an incident; its number is told.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        if len(line) > _LONGEST_LINE:
            raise ContractError(where, "is too long to be read")
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ContractError(where, f"is not JSON: {error}") from error
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            raise ContractError(where, f"is not a record of {FORMAT}", "give incidents.jsonl of a release")
        yield record


def entry_of(record: Mapping[str, Any]) -> Entry:
    """The entry of one record.

    Raises:
        ContractError: the record is broken.
    """
    name = str(record.get("incident", "a record"))
    try:
        return _entry(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContractError(name, f"is broken: {type(error).__name__} {error}") from error


def _entry(record: Mapping[str, Any]) -> Entry:
    standing = record["standing"]
    values: dict[str, list[Any]] = {}
    for v in standing["values"]:
        if v["value"] is not None:
            values.setdefault(v["field"], []).append(v["value"])
    day = _word(values, "date")
    first, last = _bounds(day) if day else (None, None)
    place = values.get("place", [{}])[0]
    exact = place.get("precision") in ("site", "district", "city") and place.get("latitude") is not None
    texts = {m["text"]: m for m in record["mentions"]}
    return Entry(
        id=record["incident"],
        family=_word(values, "type"),
        act=_word(values, "act"),
        kind=_word(values, "kind"),
        modality=_word(values, "modality"),
        dated=day,
        first=first,
        last=last,
        country=place.get("country"),
        admin1=place.get("admin1"),
        city=place.get("city"),
        point=(float(place["latitude"]), float(place["longitude"])) if exact else None,
        killed=_count(values, "killed"),
        injured=_count(values, "injured"),
        methods=tuple(dict.fromkeys(str(m) for m in values.get("method", ()))),
        victims=tuple(_victim(p) for p in standing["parties"] if p["role"] == "victim"),
        doers=tuple(_doer(p) for p in standing["parties"] if p["role"] == "perpetrator"),
        threatened=any(
            r["kind"] == "follows_threat" and r["from"] == f"i:{m['mention']}"
            for m in record["mentions"] for r in m["relations"]
        ),
        independent=_as_count(standing["independent"]),
        reports=tuple(
            Cited(
                text, m["source"]["publisher"] or "", m["source"]["url"] or m["report"]["uri"],
                m["source"].get("title") or "", m["source"].get("published") or "",
            )
            for text, m in texts.items()
        ),
        checked=int(record["checked"]["values"]),
        disagree=any(v["against"] for v in standing["values"])
        or any(v["against"] for p in standing["parties"] for v in p["values"]),
    )  # fmt: skip


def _fields(party: Mapping[str, Any]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for v in party["values"]:
        if v["value"] is not None:
            values.setdefault(v["field"], []).append(v["value"])
    return values


def _victim(party: Mapping[str, Any]) -> Victim:
    values = _fields(party)
    outcomes = [*values.get("outcome", ()), *values.get("outcomes", ())]
    return Victim(
        name=_word(values, "name"),
        count=_count(values, "count") or Count(1, 1),
        outcomes=tuple(dict.fromkeys(str(o) for o in outcomes)),
        occupation=_word(values, "occupation"),
        status=_word(values, "status"),
        sealed=any(v["rule"] == _SEALED for v in party["values"]),
        texts=tuple(dict.fromkeys(k["text"] for k in party["parties"])),
    )


def _doer(party: Mapping[str, Any]) -> Doer:
    values = _fields(party)
    kind = _word(values, "kind")
    named = _word(values, "name")
    return Doer(
        body=named if kind in ("organisation", "group") else None,
        category=_word(values, "category"),
        kind=kind,
        status=_word(values, "status"),
        proceedings=tuple(dict.fromkeys(str(p) for p in values.get("proceedings", ()))),
    )


def _word(values: Mapping[str, list[Any]], name: str) -> str | None:
    found = values.get(name)
    return found[0] if found and isinstance(found[0], str) else None


def _count(values: Mapping[str, list[Any]], name: str) -> Count | None:
    found = values.get(name)
    return _as_count(found[0]) if found else None


def _as_count(value: Any) -> Count:
    if isinstance(value, int) and not isinstance(value, bool):
        return Count(value, value)
    return Count(int(value["min"]), None if value["max"] is None else int(value["max"]))


@lru_cache(maxsize=20_000)
def _bounds(day: str) -> tuple[date | None, date | None]:
    try:
        return edtf.bounds(day)
    except ValueError:
        return None, None
