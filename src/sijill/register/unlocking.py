"""A register's secret, read with one of its keepers' keys; or not, and then the register is open but locked.

Locked, it shows what is not sealed and takes nothing in: ids, digests and the log need the secret.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Connection, select

from sijill.errors import KeysError, LockedError, RegisterError
from sijill.register import keepers, schema
from sijill.register.database import Database
from sijill.register.keyring import Key, Keyring
from sijill.register.keys import Keys
from sijill.register.vault import Vault, WrappedKey


def register_id(connection: Connection) -> str | None:
    """The register's id, or None for one of before it had keys."""
    told = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "register")).scalar()
    return None if told is None else str(told)


def vault_for(database: Database, register: str, refresh: Callable[[], None] | None = None) -> Vault:
    """A locked vault whose data keys come from the database."""

    def look_up(first: int, behind: int) -> list[WrappedKey]:
        with database.reading() as connection:
            return keepers.wrapped_keys(connection, first, behind)

    vault = Vault(register, look_up, refresh)
    database.give_vault(vault)
    return vault


def use_secret(vault: Vault, keys: Keys) -> None:
    """Lets a vault store digests and index sealed words under keys that follow from the secret."""
    vault.cover_digests(keys.derived("digests"))
    vault.blind_words(lambda word: keys.blind("sealed word", word))


def read_secret(connection: Connection) -> bytes:
    """The register's secret. Raises RegisterError where it is missing or no hex."""
    told = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "secret")).scalar()
    try:
        return bytes.fromhex(str(told))
    except ValueError:
        raise RegisterError("the register", "its secret is damaged", "go back to a backup") from None


class Opened:
    """What was opened of a register: its vault, its keys, and with which key of whom."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self.keys = Keys(None)
        #: the person's key that opened it; None: it is locked
        self.with_key: Key | None = None
        #: the key that was made because the register is new, or was made before there were keys
        self.made: Key | None = None
        self.vault: Vault | None = None

    def unlock(self) -> None:
        """Opens with the first of the person's keys that fits; where none does, it stays locked.

        Raises:
            KeysError: a key that would fit cannot be opened: its passphrase is wrong, or not to be had.
            RegisterError: the secret is damaged.
        """
        with self._database.reading() as connection:
            register = register_id(connection)
            if register is None:
                return
            self.vault = vault_for(self._database, register, self.renew)
            self.with_key = keepers.unlock(connection, self.vault, self._keyring)
        if self.with_key is None:
            return
        if not self.with_key.register:
            with suppress(KeysError):  # in a folder that cannot be written it stays where it is
                self.with_key = self._keyring.assign(self.with_key, register)
        self.enter()

    def enter(self) -> None:
        """Reads the secret with a vault that is open now. Raises RegisterError where it is damaged."""
        with self._database.reading() as connection:
            self.keys.take(read_secret(connection))
        use_secret(self.need(), self.keys)

    def forget(self) -> None:
        """Forgets the secret."""
        self.keys.take(None)

    def renew(self) -> None:
        """Takes the register's key of today, after somebody else has changed it."""
        if self.vault is None:
            return
        with self._database.reading() as connection:
            if keepers.unlock(connection, self.vault, self._keyring) is None:
                raise LockedError(self._database.name, "cannot be read any more: your key was taken out")

    def need(self) -> Vault:
        """The vault, open. Raises LockedError."""
        if self.vault is None or self.vault.locked:
            raise LockedError(self._database.name)
        return self.vault
