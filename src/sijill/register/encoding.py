"""Values ⇄ canonical JSON: one spelling for each value, so that equal things have equal digests.

Invariant: ``decode(encode(x)) == x``. A string is a JSON string, a whole number a JSON number, a
:class:`~sijill.types.Count` an object with exactly ``min`` and ``max``, a :class:`~sijill.types.Place` an object with
the fields that are set, none of which is called so; no tag is needed to tell them apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sijill.types import (
    Anchor,
    Count,
    MentionKey,
    Metadata,
    PartyKey,
    Place,
    Span,
    Standing,
    StandingParty,
    StandingValue,
    Value,
)

_raw = json.JSONDecoder().raw_decode
_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(plain: Any) -> str:
    """The one JSON spelling of plain values: keys sorted, no blanks, characters as they are. NaN is refused."""
    return _dump(plain)


def parse(told: str) -> Any:
    """Plain values from JSON. Raises ValueError."""
    # a register is read by the hundred thousand of these: what was written without blanks needs nobody to look for any
    try:
        plain, end = _raw(told)
    except ValueError:
        return json.loads(told)
    return plain if end == len(told) else json.loads(told)


# -- moments ----------------------------------------------------------------------------------------------


def moment(at: datetime) -> str:
    """A moment as ISO 8601 in UTC; one without a zone is taken as UTC."""
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()


def to_moment(told: str) -> datetime:
    """The moment written by :func:`moment`."""
    return datetime.fromisoformat(told)


# -- values -----------------------------------------------------------------------------------------------


def plain_value(value: Value) -> Any:
    """A value as plain JSON values."""
    if isinstance(value, Count):
        return {"min": value.min, "max": value.max}
    if isinstance(value, Place):
        return _set_fields(value)
    return value


def value(value: Value) -> str:
    """A value as canonical JSON."""
    return canonical(plain_value(value))


def from_plain_value(plain: Any) -> Value:
    """The value behind plain JSON values. Raises ValueError or TypeError where it is none."""
    if isinstance(plain, dict):
        return Count(plain["min"], plain["max"]) if "min" in plain else Place(**plain)
    if isinstance(plain, str | int) and not isinstance(plain, bool):
        return plain
    raise ValueError(f"not a value: {plain!r}")


@lru_cache(maxsize=1 << 14)
def to_value(told: str) -> Value:
    """The value written by :func:`value`."""
    return from_plain_value(parse(told))


def _set_fields(thing: Any) -> dict[str, Any]:
    return {f.name: v for f in fields(thing) if (v := getattr(thing, f.name)) is not None}


# -- spans ------------------------------------------------------------------------------------------------


def spans(given: Iterable[Span]) -> str:
    """Spans as ``[[start,end],...]``, in their order."""
    return "[" + ",".join(f"[{s.start},{s.end}]" for s in given) + "]"


def to_spans(told: str) -> tuple[Span, ...]:
    """The spans written by :func:`spans`."""
    if told == "[]":
        return ()
    return tuple(Span(start, end) for start, end in parse(told))


# -- small records ----------------------------------------------------------------------------------------


def metadata(given: Metadata) -> str:
    """Metadata as an object of what is told."""
    return canonical(_set_fields(given))


def to_metadata(told: str) -> Metadata:
    """The metadata written by :func:`metadata`."""
    return Metadata(**parse(told))


def pairs(given: Iterable[tuple[str, str]]) -> str:
    """Name-value pairs, in their order."""
    return canonical([list(p) for p in given])


def to_pairs(told: str) -> tuple[tuple[str, str], ...]:
    """The pairs written by :func:`pairs`."""
    return tuple((name, given) for name, given in parse(told))


def strings(given: Iterable[str]) -> str:
    """Strings, in their order."""
    return canonical(list(given))


def to_strings(told: str) -> tuple[str, ...]:
    """The strings written by :func:`strings`."""
    return tuple(str(s) for s in parse(told))


def numbers(given: Iterable[int]) -> str:
    """Whole numbers, in their order."""
    return canonical(list(given))


def to_numbers(told: str) -> tuple[int, ...]:
    """The numbers written by :func:`numbers`."""
    return tuple(int(n) for n in parse(told))


def key(given: MentionKey | PartyKey) -> str:
    """A mention or party named from outside its reading."""
    if isinstance(given, MentionKey):
        return canonical({"text": given.text, "mention": given.mention})
    return canonical({"text": given.text, "party": given.party})


def to_key(told: str) -> MentionKey | PartyKey:
    """The key written by :func:`key`."""
    plain = parse(told)
    return MentionKey(**plain) if "mention" in plain else PartyKey(**plain)


def anchor(given: Anchor) -> str:
    """An anchor as an object of the parts that are given."""
    plain: dict[str, Any] = {f.name: v for f in fields(given) if (v := getattr(given, f.name))}
    if given.spans:
        plain["spans"] = [[s.start, s.end] for s in given.spans]
    return canonical(plain)


def to_anchor(told: str) -> Anchor:
    """The anchor written by :func:`anchor`."""
    plain = parse(told)
    plain["spans"] = tuple(Span(start, end) for start, end in plain.get("spans", ()))
    return Anchor(**plain)


# -- standing ---------------------------------------------------------------------------------------------


def _plain_standing_value(given: StandingValue) -> list[Any]:
    told = None if given.value is None else plain_value(given.value)
    return [given.field, told, given.rule, list(given.behind), list(given.against), list(given.checked_by)]


def _to_standing_value(plain: Sequence[Any]) -> StandingValue:
    name, told, rule, behind, against, checked_by = plain
    return StandingValue(
        name, None if told is None else from_plain_value(told), rule, tuple(behind), tuple(against), tuple(checked_by)
    )


def standing(given: Standing) -> str:
    """What holds for an incident."""
    return canonical(
        {
            "incident": given.incident,
            "values": [_plain_standing_value(v) for v in given.values],
            "parties": [
                [p.role, [[k.text, k.party] for k in p.parties], [_plain_standing_value(v) for v in p.values]]
                for p in given.parties
            ],
            "independent": [given.independent.min, given.independent.max],
        }
    )


def to_standing(told: str) -> Standing:
    """The standing written by :func:`standing`."""
    plain = parse(told)
    return Standing(
        plain["incident"],
        tuple(_to_standing_value(v) for v in plain["values"]),
        tuple(
            StandingParty(role, tuple(PartyKey(*k) for k in keys), tuple(_to_standing_value(v) for v in values))
            for role, keys, values in plain["parties"]
        ),
        Count(*plain["independent"]),
    )
