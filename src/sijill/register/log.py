"""The log: what changed, when, by whom, chained so that nothing can be taken out unnoticed.

Each change writes one entry. Its payload lists every row that the change wrote, with a keyed digest, or null where a
row of a derived table was taken out, or any row erased; it lies beside the log, encrypted, and the log holds only a
salted commitment to it. A payload can therefore be erased later without breaking a hash, and shows nothing to whoever
has no key. Digests are of the plain rows: that a row was encrypted later changes none.

Played from the first entry to the last, the payloads tell every row that the register must hold, and no others
(:func:`play`). What a log alone cannot show is that its own tail was cut off together with the rows it tells of and
the head in ``meta``: write :meth:`Register.head <sijill.register.store.Register.head>` down elsewhere, and verify
against it.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from sijill.errors import LockedError
from sijill.register import encoding, schema
from sijill.register.covered import vault_of
from sijill.register.enclosing import FIRST, Enclosure
from sijill.register.keys import Keys
from sijill.register.vault import Place
from sijill.types import LogEntry

#: hash before the first entry
NOTHING = "0" * 64

Row = dict[str, Any]


def key_of(table: Table, row: Mapping[str, Any]) -> str:
    """How a row is called in the log: its primary key, parts parted by a slash."""
    return "/".join(str(row[c.name]) for c in table.primary_key)


def entry_hash(*, seq: int, at: str, by: str, action: str, commitment: str, previous: str) -> str:
    """SHA-256 over all of an entry but its hash: canonical JSON of the arguments in this order."""
    return hashlib.sha256(encoding.canonical([seq, at, by, action, commitment, previous]).encode()).hexdigest()


def commitment_to(salt: bytes, payload: bytes) -> str:
    """The salted commitment to a payload as it is stored."""
    return hashlib.sha256(salt + payload).hexdigest()


def read_head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry, as meta has them."""
    told = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "head")).scalar()
    if told is None:
        return 0, NOTHING
    seq, digest = str(told).split(" ")
    return int(seq), digest


class Change:
    """One change being written: every row goes through here, so that the log knows of all of them."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        if keys.locked:
            raise LockedError("the register", "is locked: nothing can be entered without a key")
        self.connection = connection
        self._keys = keys
        self._vault = vault_of(connection.dialect)
        #: which rows of this change are stored encrypted
        self.enclosure = Enclosure(connection, self._vault)
        #: whether something that was stored in the open was written again or taken out: traces are to be removed after
        self.leaves_traces = False
        self._rows: list[tuple[str, str, str | None]] = []
        self._previous_seq, self._previous = read_head(connection)
        #: what else the payload tells: plain values, nothing that can be sealed
        self.note: dict[str, Any] = {}

    @property
    def entry(self) -> int:
        """The number that this change will have in the log."""
        return self._previous_seq + 1

    @property
    def empty(self) -> bool:
        """Whether nothing has been written so far."""
        return not self._rows and not self.note

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Writes new rows. Every column must be given."""
        if not rows:
            return
        self.connection.execute(insert(table), self.enclosure.stored(table, rows))
        names = [c.name for c in table.columns]
        self._rows += [
            (table.name, key_of(table, row), self._keys.row(table.name, [row[n] for n in names])) for row in rows
        ]

    def remove(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes rows out of a derived table; each row must have the columns of the primary key."""
        if table not in (*schema.DERIVED, *schema.REPLACED):
            raise ValueError(f"{table.name} is append-only")
        self._take_out(table, rows)

    def erase(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes rows out of any table, for good; the log's entry must be of the action "erase"."""
        self.leaves_traces = True
        self._take_out(table, rows)

    def enter_again(self, table: Table, row: Row) -> None:
        """Enters a row of any table that was changed; the log's entry must be of the action "erase"."""
        values = [row[c.name] for c in table.columns]
        self._rows.append((table.name, key_of(table, row), self._keys.row(table.name, values)))

    def _take_out(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self.connection.execute(delete(table).where(and_(*(c == row[c.name] for c in table.primary_key))))
            self._rows.append((table.name, key_of(table, row), None))

    def set_meta(self, name: str, value: str) -> None:
        """Sets a row of meta other than the head."""
        self.connection.execute(delete(schema.meta).where(schema.meta.c.name == name))
        self.insert(schema.meta, [{"name": name, "value": value}])

    def close(self, *, at: datetime, by: str, action: str) -> LogEntry:
        """Appends the log entry for all that was written."""
        told = encoding.canonical({"rows": self._rows, "note": self.note}).encode()
        payload = zlib.compress(told, 6)
        salt = secrets.token_bytes(16)
        sealed = self._vault.seal_bytes(FIRST, Place("log_payload", str(self.entry), "payload"), payload)
        told_of: dict[str, Any] = {
            "seq": self.entry,
            "at": encoding.moment(at),
            "by": by,
            "action": action,
            "commitment": commitment_to(salt, payload),
            "previous": self._previous,
        }
        entry = LogEntry(**{**told_of, "at": at}, hash=entry_hash(**told_of))
        self.connection.execute(insert(schema.log), [{**told_of, "hash": entry.hash}])
        self.connection.execute(insert(schema.log_payload), [{"seq": entry.seq, "salt": salt, "payload": sealed}])
        head = f"{entry.seq} {entry.hash}"
        if self._previous_seq:
            self.connection.execute(update(schema.meta).where(schema.meta.c.name == "head").values(value=head))
        else:
            self.connection.execute(insert(schema.meta), [{"name": "head", "value": head}])
        return entry


def entries(connection: Connection, after: int = 0, limit: int = 1000) -> list[LogEntry]:
    """Entries in order, from the one after a number."""
    rows = connection.execute(select(schema.log).where(schema.log.c.seq > after).order_by("seq").limit(limit))
    return [LogEntry(r.seq, encoding.to_moment(r.at), r.by, r.action, r.commitment, r.previous, r.hash) for r in rows]


def unpack(payload: bytes) -> Mapping[str, Any]:
    """What a stored payload tells. Ask only once its commitment holds. Raises ValueError."""
    try:
        told = encoding.parse(zlib.decompress(payload).decode())
    except zlib.error as error:
        raise ValueError("not a payload") from error
    if not isinstance(told, dict):
        raise ValueError("not a payload")
    return told


@dataclass(slots=True)
class Played:
    """What the log says once it is played through."""

    #: table -> key -> digest of every row that must be there
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    #: (table, key, what) of everything wrong with the log itself
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    #: number and hash of the last entry
    head: tuple[int, str] = (0, NOTHING)


def play(connection: Connection) -> Played:
    """Walks the chain from its first entry and plays the payloads.

    Costs about 200 bytes of memory for each row that the register holds.
    """
    played = Played()
    previous = NOTHING
    expected = 1
    rows = connection.execute(
        select(schema.log, schema.log_payload.c.salt, schema.log_payload.c.payload)
        .outerjoin(schema.log_payload, schema.log.c.seq == schema.log_payload.c.seq)
        .order_by(schema.log.c.seq)
        .execution_options(yield_per=50)
    )
    for r in rows:
        name = str(r.seq)
        for missing in range(expected, min(r.seq, expected + 1000)):
            played.faults.append(("log", str(missing), "the entry is missing"))
        expected = r.seq + 1
        if r.previous != previous:
            played.faults.append(("log", name, "does not follow the entry before it"))
        if r.hash != _hash_of(r):
            played.faults.append(("log", name, "the entry was changed: its hash does not hold"))
        previous = r.hash
        played.head = (r.seq, r.hash)
        _play_payload(played, r)
    orphans = connection.execute(
        select(schema.log_payload.c.seq).where(schema.log_payload.c.seq.not_in(select(schema.log.c.seq)))
    )
    played.faults += [("log_payload", str(seq), "belongs to no entry of the log") for (seq,) in orphans]
    return played


def _hash_of(r: Any) -> str:
    try:
        return entry_hash(seq=r.seq, at=r.at, by=r.by, action=r.action, commitment=r.commitment, previous=r.previous)
    except TypeError:  # bytes where words should be
        return ""


def _play_payload(played: Played, r: Any) -> None:
    name = str(r.seq)
    if r.payload is None or r.salt is None:
        played.faults.append(("log_payload", name, "the payload is missing"))
        return
    if not isinstance(r.payload, bytes) or not isinstance(r.salt, bytes) or (
        commitment_to(r.salt, r.payload) != r.commitment
    ):  # fmt: skip
        played.faults.append(("log_payload", name, "is not what the log's entry is committed to"))
        return
    derived = {t.name for t in (*schema.DERIVED, *schema.REPLACED)}
    for table, key, digest in unpack(r.payload)["rows"]:
        known = played.rows.setdefault(table, {})
        if digest is None and table not in derived and r.action != "erase":
            played.faults.append(("log", name, f"takes {table} {key} out, which only an erasure may"))
        if digest is None:
            known.pop(key, None)
        else:
            if key in known and table not in derived and table != "meta" and r.action != "erase":
                played.faults.append(("log", name, f"enters {table} {key} a second time"))
            known[key] = digest
