"""What entries of a register brought in, as plain JSON values and back: the keeper's export carries it with incidents.

An object has the fields of the type of the same name (:mod:`sijill.types`); those that are at their default are left
out. The words of a text that stand in the same line already are not told twice; captured bytes are told in base64 where
they are asked for.

Invariant: ``entry_of(entry_json(entry, told), texts) == entry`` for every entry and every set of texts told.
"""

from __future__ import annotations

import base64
import binascii
import types
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from sijill.errors import ContractError
from sijill.publication.record import value_json, value_of
from sijill.types import Count, KeptEntry, KeptGroup, Place, Text, Value

#: largest number that is read back: whole ones are exact up to here, and databases can hold them
LARGEST = 2**53


def entry_json(entry: KeptEntry, told: Collection[str]) -> dict[str, Any]:
    """An entry as JSON values.

    Args:
        entry: what came in.
        told: ids of texts whose words stand beside it.
    """
    shortened = tuple(replace(t, content="") if t.id in told else t for t in entry.texts)
    return cast(dict[str, Any], _plain(replace(entry, texts=shortened)))


def group_json(group: KeptGroup) -> dict[str, Any]:
    """Which parties are one actor, or which mentions one case, as JSON values."""
    return cast(dict[str, Any], _plain(group))


def group_of(json: Mapping[str, Any]) -> KeptGroup:
    """What :func:`group_json` wrote. Raises ContractError."""
    try:
        group: KeptGroup = _object(KeptGroup, json)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ContractError("a group", f"is broken: {type(error).__name__} {error}", "export it again") from error
    return group


def entry_of(json: Mapping[str, Any], texts: Mapping[str, str]) -> KeptEntry:
    """The entry that :func:`entry_json` wrote.

    Args:
        json: as it was read.
        texts: words of the texts that stood beside it, by id.

    Raises:
        ContractError: it is no entry, or is broken.
    """
    try:
        entry: KeptEntry = _object(KeptEntry, json)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, binascii.Error) as error:
        raise ContractError("an entry", f"is broken: {type(error).__name__} {error}", "export it again") from error
    whole = tuple(_with_words(t, texts) for t in entry.texts)
    return replace(entry, texts=whole)


def _with_words(text: Text, texts: Mapping[str, str]) -> Text:
    return replace(text, content=texts[text.id]) if text.id in texts and not text.content else text


# ---------------------------------------------------------------------------------------------------------- writing


def _plain(thing: Any) -> Any:
    if isinstance(thing, Count | Place):
        return value_json(thing)
    if isinstance(thing, datetime):
        return thing.isoformat()
    if isinstance(thing, bytes):
        return base64.b64encode(thing).decode("ascii")
    if isinstance(thing, tuple):
        return [_plain(part) for part in thing]
    if is_dataclass(thing) and not isinstance(thing, type):
        return {
            f.name: _plain(getattr(thing, f.name))
            for f in fields(thing)
            if f.default is MISSING or getattr(thing, f.name) != f.default
        }
    return thing


# ---------------------------------------------------------------------------------------------------------- reading


@cache
def _hints(of: type) -> Mapping[str, Any]:
    return get_type_hints(of)


def _object(of: Any, json: Mapping[str, Any]) -> Any:
    known = _hints(of)
    unknown = json.keys() - known.keys()
    if unknown:
        raise ValueError(f"{of.__name__} has no {sorted(unknown)[0]}")
    return of(**{name: _thing(known[name], part) for name, part in json.items()})


def _thing(of: Any, json: Any) -> Any:
    """The value of a type that JSON values tell; refused where they are of another."""
    if of in (Value, Value | None):
        return _value(json, empty=of != Value)
    origin = get_origin(of)
    if origin in (Union, types.UnionType):
        if json is None and type(None) in get_args(of):
            return None
        return _first_of([a for a in get_args(of) if a is not type(None)], json)
    if origin is Literal:
        if json not in get_args(of):
            raise ValueError(f"{json!r} is none of {', '.join(map(str, get_args(of)))}")
        return json
    if origin is tuple:
        inner = get_args(of)
        if not isinstance(json, list):
            raise TypeError("no list")
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_thing(inner[0], part) for part in json)
        return tuple(_thing(a, part) for a, part in zip(inner, json, strict=True))
    if of is datetime:
        return datetime.fromisoformat(json)
    if of is bytes:
        return base64.b64decode(json, validate=True)
    if of is float and isinstance(json, int) and not isinstance(json, bool):
        return _thing(float, float(json))
    if isinstance(of, type) and is_dataclass(of):
        return _object(of, json)
    if not isinstance(json, of) or (isinstance(json, bool) and of is not bool):
        raise TypeError(f"{json!r} is no {of.__name__}")
    if isinstance(json, int | float) and not abs(json) <= LARGEST:  # what is no number is not either
        raise ValueError(f"{json!r} is too large")
    return json


def _value(json: Any, *, empty: bool) -> Value | None:
    """A value, its parts of the types that they must have."""
    if isinstance(json, dict):
        told: Value = _object(Count if "min" in json else Place, json)
        return told
    if isinstance(json, bool) or (json is None and not empty):
        raise TypeError(f"{json!r} is no value")
    return value_of(json)


def _first_of(kinds: list[Any], json: Any) -> Any:
    """The first of several types that fits: a mention's key or a party's."""
    for number, kind in enumerate(kinds, start=1):
        try:
            return _thing(kind, json)
        except (TypeError, ValueError):
            if number == len(kinds):
                raise
    raise TypeError("of no type")
