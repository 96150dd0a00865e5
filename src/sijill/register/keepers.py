"""Who may read what is sealed: the register's key, wrapped for each keeper, and the data keys, wrapped with it.

The register keeps its key only as age has encrypted it for each keeper's recipient. The key has a generation: whenever
somebody is taken out, and whenever something is erased, a new key takes its place and all data keys are wrapped anew,
so that the old one opens nothing that is stored from then on.

After an erasure that is not enough: a backup from before holds the old wrapped key, and a keeper's key of today would
open it. So each keeper's own key is replaced as well and the old one destroyed: at once for those who erase, for the
others when they next open the register (``stale`` marks them until then).

Invariant: a keeper's row is proved by the register's key; one that was planted or altered is not wrapped for.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from sijill.errors import KeysError, RegisterError
from sijill.register import encoding, schema
from sijill.register.enclosing import FIRST, REGISTER, key_row, to_wrapped
from sijill.register.keyring import Identity, Key, Keyring, encrypt_to
from sijill.register.log import Change
from sijill.register.vault import NONCE, Vault, WrappedKey, decrypt, encrypt, new_key

#: name of the keeper that printed recovery shares stand for
SHARES = "recovery shares"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who may read what is sealed."""

    #: age recipient
    recipient: str
    name: str
    #: generation of the register's key that is wrapped for them
    generation: int
    #: whether their key is from before an erasure, and opens older backups until they next open the register
    stale: bool
    wrapped: str
    proof: str

    @property
    def shares(self) -> bool:
        """Whether it is no person but printed recovery shares."""
        return self.name == SHARES


def fetch(connection: Connection) -> tuple[Keeper, ...]:
    """All keepers, by name."""
    rows = connection.execute(select(schema.keeper).order_by("name", "recipient"))
    return tuple(Keeper(r.recipient, r.name, r.generation, bool(r.stale), r.wrapped, r.proof) for r in rows)


def wrapped_keys(connection: Connection, first: int, behind: int) -> list[WrappedKey]:
    """The wrapped data keys from a number up to another."""
    chosen = select(schema.data_key).where(schema.data_key.c.n >= first, schema.data_key.c.n < behind)
    return [to_wrapped(r) for r in connection.execute(chosen)]


# ---------------------------------------------------------------------------------------------------------
# Opening


def unlock(connection: Connection, vault: Vault, keyring: Keyring) -> Key | None:
    """Opens a vault with the first of a person's keys that fits; which one it was, or None.

    A key that needs a passphrase is asked for only if a keeper's row is for it.

    Raises KeysError where a key that would fit cannot be opened.
    """
    keepers = {k.recipient: k for k in fetch(connection)}
    for key in keyring.held(vault.register):
        keeper = keepers.get(key.recipient)
        if keeper is not None and open_with(vault, keeper, keyring.open(key)):
            return key
    return None


def open_with(vault: Vault, keeper: Keeper, identity: Identity) -> bool:
    """Opens a vault with one identity; whether it could."""
    try:
        told = identity.decrypt(base64.b64decode(keeper.wrapped, validate=True))
    except binascii.Error:
        return False
    if told is None:
        return False
    try:
        plain = encoding.parse(told.decode())
        if plain["register"] != vault.register:
            return False
        key = base64.b64decode(plain["key"])
        generation = int(plain["generation"])
    except (ValueError, KeyError, TypeError):
        return False
    if not _proved(key, vault.register, keeper):
        return False
    vault.unlock(key, generation)
    return True


# ---------------------------------------------------------------------------------------------------------
# Giving and taking


def begin(connection: Connection, vault: Vault) -> None:
    """Makes the register's first key and the data key of the register itself."""
    vault.unlock(new_key(), 1)
    connection.execute(insert(schema.data_key), [key_row(vault.wrap(FIRST, REGISTER, new_key()))])


def admit(change: Change, vault: Vault, recipient: str, name: str, *, stale: bool = False) -> Keeper:
    """Lets somebody in: wraps the register's key for their recipient. Raises KeysError where it is none."""
    recipient = recipient.strip()
    if not name.strip():
        raise KeysError(recipient, "nobody is named as its owner", "give a name")
    if any(k.recipient == recipient for k in fetch(change.connection)):
        raise KeysError(recipient, "is a keeper's already")
    made = _wrapped_for(vault, recipient, name.strip(), stale=stale)
    change.insert(schema.keeper, [_row(made)])
    return made


def expel(change: Change, vault: Vault, keeper: Keeper) -> None:
    """Takes somebody out and changes the register's key, so that theirs opens nothing from now on.

    Raises KeysError where nobody would be left.
    """
    left = [k for k in fetch(change.connection) if k.recipient != keeper.recipient]
    if not [k for k in left if not k.shares]:
        raise KeysError(keeper.name, "is the last keeper: what is sealed could be read by nobody any more",
                        "let somebody else in first: sijill keys add")  # fmt: skip
    change.remove(schema.keeper, [{"recipient": keeper.recipient}])
    change_key(change, vault)


def change_key(change: Change, vault: Vault, *, stale_but: Sequence[str] | None = None) -> None:
    """Puts a new register's key in the place of the old, wraps all data keys and wraps it for all keepers.

    Args:
        change: to write through.
        vault: open with the old key; afterwards with the new one.
        stale_but: where given, everybody's own key but those of these recipients is from now on to be replaced.
    """
    connection = change.connection
    keepers = fetch(connection)
    proved = [k for k in keepers if _proved(vault.key, vault.register, k)]
    opened = [(w, vault.unwrap(w)) for w in _all_wrapped(connection)]
    vault.unlock(new_key(), vault.generation + 1)
    rows = [key_row(vault.wrap(w.number, w.scope, plain)) for w, plain in opened]
    data_key = schema.data_key
    if rows:
        changed = update(data_key).where(data_key.c.n == bindparam("number"))
        connection.execute(
            changed.values(generation=bindparam("generation"), wrapped=bindparam("wrapped")),
            [{"number": r["n"], "generation": r["generation"], "wrapped": r["wrapped"]} for r in rows],
        )
    change.remove(schema.keeper, [{"recipient": k.recipient} for k in keepers])
    change.insert(
        schema.keeper,
        [
            _row(_wrapped_for(vault, k.recipient, k.name, stale=k.stale or (
                stale_but is not None and k.recipient not in stale_but
            )))
            for k in proved
        ],
    )  # fmt: skip


def dismiss_shares(change: Change) -> None:
    """Lets recovery shares open nothing any more. The register's key must be changed after."""
    change.remove(schema.keeper, [{"recipient": k.recipient} for k in fetch(change.connection) if k.shares])


def _all_wrapped(connection: Connection) -> Iterable[WrappedKey]:
    return [to_wrapped(r) for r in connection.execute(select(schema.data_key).order_by("n"))]


def replace(change: Change, vault: Vault, old: str, new: str) -> Keeper:
    """Puts a keeper's new recipient in the place of the old one."""
    keeper = next(k for k in fetch(change.connection) if k.recipient == old)
    change.remove(schema.keeper, [{"recipient": old}])
    made = _wrapped_for(vault, new, keeper.name, stale=False)
    change.insert(schema.keeper, [_row(made)])
    return made


def damage(connection: Connection, vault: Vault) -> Iterable[tuple[str, str, str]]:
    """(table, key, what) of every wrapped key that does not open and every keeper who is not proved."""
    for wrapped in _all_wrapped(connection):
        try:
            if wrapped.generation != vault.generation:
                raise ValueError("of another generation")
            vault.unwrap(wrapped)
        except ValueError:
            yield "data_key", str(wrapped.number), "does not open with the register's key"
    for keeper in fetch(connection):
        if not _proved(vault.key, vault.register, keeper):
            yield "keeper", keeper.recipient, "was not let in with the register's key"


# ---------------------------------------------------------------------------------------------------------
# Rows


def _wrapped_for(vault: Vault, recipient: str, name: str, *, stale: bool) -> Keeper:
    plain = encoding.canonical({
        "register": vault.register, "generation": vault.generation, "key": base64.b64encode(vault.key).decode(),
    }).encode()  # fmt: skip
    wrapped = base64.b64encode(encrypt_to(recipient, plain)).decode()
    told = _told(vault.register, recipient, name, vault.generation, stale)
    proof = base64.b64encode(encrypt(vault.key, secrets.token_bytes(NONCE), b"", told)).decode()
    return Keeper(recipient, name, vault.generation, stale, wrapped, proof)


def _told(register: str, recipient: str, name: str, generation: int, stale: bool) -> bytes:
    return encoding.canonical([register, "keeper", recipient, name, generation, stale]).encode()


def _proved(key: bytes, register: str, keeper: Keeper) -> bool:
    told = _told(register, keeper.recipient, keeper.name, keeper.generation, keeper.stale)
    try:
        return decrypt(key, base64.b64decode(keeper.proof, validate=True), told) == b""
    except (ValueError, RegisterError):
        return False


def _row(keeper: Keeper) -> dict[str, Any]:
    return {
        "recipient": keeper.recipient, "name": keeper.name, "generation": keeper.generation,
        "stale": int(keeper.stale), "wrapped": keeper.wrapped, "proof": keeper.proof,
    }  # fmt: skip
