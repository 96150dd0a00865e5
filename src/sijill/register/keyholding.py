"""The keys of an opened register: who may read what is sealed, asked for and changed.

Invariant: every change of who may read is entered in the log under the name of who made it, and nobody can leave the
register without a keeper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from sijill.errors import KeysError, LockedError
from sijill.register import keepers, keyring, shares
from sijill.register.database import Database
from sijill.register.keepers import SHARES, Keeper
from sijill.register.keyring import Identity, Key, Keyring
from sijill.register.log import Change
from sijill.register.unlocking import Opened

Changing = Callable[[str, str], AbstractContextManager[Change]]


class KeyShelf:
    """The keys of one register."""

    def __init__(self, database: Database, opened: Opened, ring: Keyring, change: Changing) -> None:
        """Not for callers: :attr:`Register.keys` is one."""
        self._database = database
        self._opened = opened
        self._ring = ring
        self._change = change

    @property
    def register(self) -> str:
        """The register's id, under which its keys lie in the person's folder."""
        if self._opened.vault is None:
            raise LockedError(self._database.name)
        return self._opened.vault.register

    @property
    def mine(self) -> Key | None:
        """The person's key that opened the register; None where it is locked."""
        return self._opened.with_key

    def keepers(self) -> tuple[Keeper, ...]:
        """Everybody who may read what is sealed, by name; printed recovery shares as one of that name."""
        with self._database.reading() as connection:
            return keepers.fetch(connection)

    def find(self, words: str) -> Keeper:
        """The keeper of a name, or whose recipient begins so. Raises KeysError for none or several."""
        everybody = self.keepers()
        found = [k for k in everybody if words in (k.name, k.recipient)] or [
            k for k in everybody if len(words) > len("age1") and k.recipient.startswith(words)
        ]
        if len(found) != 1:
            names = ", ".join(f"{k.name} ({k.recipient[:12]}…)" for k in everybody)
            raise KeysError(words, f"{len(found) or 'no'} keepers are called so", f"there are: {names}")
        return found[0]

    def add(self, recipient: str, name: str, *, by: str) -> Keeper:
        """Lets somebody read what is sealed. Raises KeysError where it is no recipient, or a keeper's already."""
        with self._change("keys", by) as change:
            change.note["let in"] = name
            return keepers.admit(change, self._opened.need(), recipient, name)

    def revoke(self, words: str, *, by: str) -> Keeper:
        """Takes somebody out and changes the register's key. What they copied before, they have.

        Raises KeysError where nobody would be left, or nobody is meant.
        """
        keeper = self.find(words)
        with self._change("keys", by) as change:
            change.note["taken out"] = keeper.name
            keepers.expel(change, self._opened.need(), keeper)
        return keeper

    def share(self, *, by: str) -> list[str]:
        """Makes recovery shares, to be printed and kept apart; those made before bring nothing back any more."""
        identity = keyring.generate()
        with self._change("keys", by) as change:
            vault = self._opened.need()
            for old in (k for k in keepers.fetch(change.connection) if k.shares):
                keepers.expel(change, vault, old)
            change.note["let in"] = SHARES
            keepers.admit(change, vault, identity.recipient, SHARES)
        return shares.split(identity)

    def recover(self, words: Iterable[str], *, by: str) -> Key:
        """Opens a locked register with recovery shares and makes a key for the person at the keyboard.

        Raises KeysError where the shares are not this register's.
        """
        return self.enter_with(shares.join(words), by=by)

    def enter_with(self, identity: Identity, *, by: str) -> Key:
        """Opens a locked register with an identity from elsewhere and makes a key for the person at the keyboard.

        Raises KeysError where it is no keeper's.
        """
        vault = self._opened.vault
        keeper = next((k for k in self.keepers() if k.recipient == identity.recipient), None)
        if vault is None or keeper is None or not keepers.open_with(vault, keeper, identity):
            raise KeysError(
                "the shares" if keeper is None or keeper.shares else keeper.name, "do not open this register"
            )
        self._opened.enter()
        made = self._ring.make(vault.register)
        with self._change("keys", by) as change:
            change.note["recovered"] = by
            keepers.admit(change, vault, made.recipient, by)
        self._opened.with_key = made
        return made

    def damage(self) -> list[tuple[str, str, str]]:
        """(table, key, what) of every key in the register that does not open, and every keeper who is not proved."""
        with self._database.reading() as connection:
            return list(keepers.damage(connection, self._opened.need()))

    def scrub(self) -> None:
        """Writes the register's file anew, so that no trace is left of what was sealed or erased. Raises
        RegisterError where others use it."""
        self._database.scrub()

    def renew_if_stale(self, *, by: str) -> bool:
        """Replaces the person's key where it is from before an erasure, and destroys it; whether it was."""
        mine = self.mine
        if mine is None or not any(k.recipient == mine.recipient and k.stale for k in self.keepers()):
            return False
        made = self._ring.replace(mine, self.register)
        try:
            with self._change("keys", by) as change:
                change.note["renewed"] = by
                keepers.replace(change, self._opened.need(), mine.recipient, made.recipient)
        except BaseException:
            self._ring.destroy(made)
            raise
        self._ring.destroy(mine)
        self._opened.with_key = made
        return True

    def lock(self) -> None:
        """Forgets the keys of this process and what the person's folder has open for a while."""
        self._ring.lock()
        if self._opened.vault is not None:
            self._opened.vault.lock()
        self._opened.forget()
