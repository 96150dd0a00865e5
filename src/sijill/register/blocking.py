"""Which mentions may tell of one event, found by keys that they share: how one more report finds its like among many.

The keys are the linker's words (names, places, weeks); what is stored of them is a few bits of a digest under the
register's secret, so that a thief can confirm no guess. Two words may share a digest: the linker looks again anyway.

Invariant: a mention has its keys here if it stood when incidents were last saved, and the table of keys follows from
the row of the mention.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from sijill.register import schema
from sijill.register.keys import Keys
from sijill.register.log import Change
from sijill.register.readings import chunks
from sijill.types import MentionKey

_AT_ONCE = 500


def put(change: Change, keys: Keys, told: Mapping[MentionKey, Iterable[str] | None]) -> None:
    """Makes these the keys of some mentions; None: the mention stands no more. Writes only what differs."""
    connection = change.connection
    new = {key: _packed(keys, words) for key, words in told.items() if words is not None}
    gone: list[Mapping[str, Any]] = []
    for row in _rows(connection, told):
        key = MentionKey(row["text"], row["mention"])
        if new.get(key) == bytes(row["keys"]):
            del new[key]
        else:
            gone.append(row)
    for some in chunks([r["n"] for r in gone], _AT_ONCE):
        connection.execute(delete(schema.mention_key).where(_of_rows(gone, some)))
    change.remove(schema.linked_mention, gone)
    table = schema.linked_mention
    n: int = connection.execute(select(func.coalesce(func.max(table.c.n), 0))).scalar_one()
    numbered = [(n + i, key, packed) for i, (key, packed) in enumerate(sorted(new.items()), 1)]
    change.insert(table, [{"n": i, "text": k.text, "mention": k.mention, "keys": packed} for i, k, packed in numbered])
    found = [{"key": key, "n": i} for i, _, packed in numbered for key in _unpacked(packed)]
    if found:
        connection.execute(insert(schema.mention_key), found)


def _of_rows(rows: Iterable[Mapping[str, Any]], numbers: Iterable[int]) -> Any:
    """The rows of mention_key of some mentions, by its primary key."""
    wanted = set(numbers)
    pairs = [(key, r["n"]) for r in rows if r["n"] in wanted for key in _unpacked(bytes(r["keys"]))]
    return tuple_(schema.mention_key.c.key, schema.mention_key.c.n).in_(pairs)


def _rows(connection: Connection, wanted: Iterable[MentionKey]) -> Iterator[Mapping[str, Any]]:
    table, told = schema.linked_mention, set(wanted)
    for some in chunks(sorted({key.text for key in told}), _AT_ONCE):
        for row in connection.execute(select(table).where(table.c.text.in_(some))).mappings():
            if MentionKey(row["text"], row["mention"]) in told:
                yield dict(row)


def keep_only(change: Change, wanted: Iterable[MentionKey]) -> None:
    """Takes away the keys of all other mentions."""
    kept, table = set(wanted), schema.linked_mention
    stored = change.connection.execute(select(table.c.text, table.c.mention)).all()
    gone = [key for r in stored if (key := MentionKey(r.text, r.mention)) not in kept]
    for some in chunks(gone, _AT_ONCE):
        rows = list(_rows(change.connection, some))
        change.connection.execute(delete(schema.mention_key).where(_of_rows(rows, (r["n"] for r in rows))))
        change.remove(table, rows)


def standing(connection: Connection, wanted: Iterable[MentionKey]) -> set[MentionKey]:
    """Those of some mentions that have keys."""
    table, told = schema.linked_mention, set(wanted)
    found: set[MentionKey] = set()
    for some in chunks(sorted({key.text for key in told}), _AT_ONCE):
        rows = connection.execute(select(table.c.text, table.c.mention).where(table.c.text.in_(some)))
        found.update(MentionKey(r.text, r.mention) for r in rows)
    return found & told


def sharing(connection: Connection, keys: Keys, words: Iterable[str]) -> set[MentionKey]:
    """The mentions that have one of some keys."""
    table, mention = schema.mention_key, schema.linked_mention
    numbers: set[int] = set()
    for some in chunks(sorted(set(_unpacked(_packed(keys, words)))), _AT_ONCE):
        numbers.update(n for (n,) in connection.execute(select(table.c.n).where(table.c.key.in_(some))))
    found: set[MentionKey] = set()
    for few in chunks(sorted(numbers), _AT_ONCE):
        rows = connection.execute(select(mention.c.text, mention.c.mention).where(mention.c.n.in_(few)))
        found.update(MentionKey(r.text, r.mention) for r in rows)
    return found


def _packed(keys: Keys, words: Iterable[str]) -> bytes:
    """The digests of keys, ascending: 32 bits of each, which the 17 million keys of 300,000 mentions seldom share."""
    digests = sorted({keys.block(word) for word in words})
    return struct.pack(f">{len(digests)}i", *digests)


def _unpacked(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(packed) // 4}i", packed)


def stored(connection: Connection) -> dict[str, bytes]:
    """ "TEXT/MENTION" -> the keys that it has."""
    table = schema.linked_mention
    rows = connection.execute(select(table.c.text, table.c.mention, table.c["keys"]))
    return {f"{text}/{mention}": bytes(packed) for text, mention, packed in rows}


def wanted(keys: Keys, told: Iterable[tuple[MentionKey, Iterable[str]]]) -> dict[str, bytes]:
    """The keys that mentions must have, as :func:`stored` gives those that they have."""
    return {f"{key.text}/{key.mention}": _packed(keys, words) for key, words in told}


def damage(connection: Connection) -> Iterator[tuple[str, str]]:
    """(key, what) of every mention whose rows of keys do not follow from it."""
    stored: dict[int, set[int]] = {}
    for r in connection.execute(select(schema.mention_key).execution_options(yield_per=1000)):
        stored.setdefault(r.n, set()).add(r.key)
    # closed even where a row cannot be read: a cursor on the server would outlive its transaction
    with connection.execute(select(schema.linked_mention).execution_options(yield_per=1000)) as rows:
        for r in rows:
            if stored.pop(r.n, set()) != set(_unpacked(bytes(r._mapping["keys"]))):
                yield str(r.n), "are not the keys of the mention"
    yield from ((str(n), "are keys of no mention") for n in sorted(stored))
