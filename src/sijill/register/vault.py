"""What is sealed, encrypted: values bound to their place, under keys that can be destroyed one by one.

    a keeper's age identity ──opens──▶ the register's key ──opens──▶ data keys ──open──▶ values

Each report has a data key of its own, and so has each incident and the register itself; to destroy one is to erase all
that was written under it. A value is encrypted with AES-256-GCM under a random nonce, and the register, the table, the
row's key and the column are what it is authenticated with: a value moved to any other place does not open there.

Digests that are made before a register is known (``Text.id``, the SHA-256 of captured bytes) are stored through a
permutation under a key of the register's (AES-256 over both halves: a digest is random already, so nothing shows but
that two are equal). Whoever has the file and guesses a text cannot test the guess.

Invariant: nothing here ever puts a plain value or a key into an error, a repr or a log.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sijill.errors import LockedError, RegisterError
from sijill.register import encoding

#: what an encrypted string begins with: SHIFT OUT, which no text of people has; one that has it is encrypted for that
MARK = "\x0e"
#: parts an encrypted string from the key of its row, where a query delivers both
ROW = "\x0f"
#: what encrypted bytes begin with
MAGIC = b"\x0esijill\x01"

#: what stands for a sealed word in an index begins so: no word that anybody types
BLIND = "xkq"

#: bytes of a key, of a nonce (NIST SP 800-38D: 96 bits, random), of a tag
KEY, NONCE, TAG = 32, 12, 16
#: data keys that are fetched at one time, and that are held at most; each takes some 400 bytes
_FETCHED, _HELD = 256, 50_000
#: digests whose stored form is remembered
_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands."""

    table: str
    #: the row's primary key as it is stored, parts parted by a slash
    row: str
    column: str

    def bound_to(self, register: str) -> bytes:
        """What a value of this place is authenticated with: canonical JSON of register, table, row, column."""
        return encoding.canonical([register, self.table, self.row, self.column]).encode()


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as the register keeps it."""

    number: int
    #: what is under it: "register", "report r_…", "incident i-…"
    scope: str
    #: of the register's key that it is wrapped with
    generation: int
    wrapped: str


def encrypt(key: bytes, nonce: bytes, plain: bytes, place: bytes) -> bytes:
    """AES-256-GCM: the nonce, the ciphertext, the tag. A nonce must never be used twice under one key."""
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """What :func:`encrypt` was given. Raises ValueError where key, place or ciphertext are others."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place)
    except InvalidTag:
        raise ValueError("does not open") from None


def new_key() -> bytes:
    """A random key."""
    return secrets.token_bytes(KEY)


class Vault:
    """The keys of one register, as far as they could be opened, and all that is done with them."""

    def __init__(
        self,
        register: str,
        look_up: Callable[[int, int], Iterable[WrappedKey]],
        refresh: Callable[[], None] | None = None,
    ) -> None:
        """A locked vault.

        Args:
            register: the register's id.
            look_up: the wrapped data keys from one number up to another (not included).
            refresh: opens the vault anew, where somebody else has changed the register's key.
        """
        self.register = register
        #: generation of the register's key; 0: none is open
        self.generation = 0
        #: whether what does not open is read as it is stored, and not an error: for verification
        self.lenient = False
        #: numbers of data keys that something is encrypted with and that were not there
        self.missing: set[int] = set()
        self._look_up = look_up
        self._refresh = refresh
        self._key: bytes | None = None
        self._ciphers: dict[int, AESGCM] = {}
        self._covering: _Permutation | None = None
        self._blinding: Callable[[str], str] | None = None

    def __repr__(self) -> str:
        return f"<Vault of {self.register}, {'locked' if self.locked else 'open'}>"

    @property
    def locked(self) -> bool:
        """Whether nothing sealed can be read."""
        return self._key is None

    @property
    def key(self) -> bytes:
        """The register's key. Raises LockedError."""
        if self._key is None:
            raise LockedError(self.register)
        return self._key

    def unlock(self, key: bytes, generation: int) -> None:
        """Takes the register's key."""
        self._key, self.generation = key, generation

    def lock(self) -> None:
        """Forgets all keys. Python cannot promise that no copy is left in memory; the process should end soon."""
        self._key, self.generation, self._covering, self._blinding = None, 0, None, None
        self._ciphers.clear()

    # -- data keys ----------------------------------------------------------------------------------------

    def wrap(self, number: int, scope: str, data_key: bytes) -> WrappedKey:
        """A data key as it is kept; it is held from now on."""
        sealed = encrypt(self.key, secrets.token_bytes(NONCE), data_key, self._wrapping(number, scope, self.generation))
        self._ciphers[number] = AESGCM(data_key)
        return WrappedKey(number, scope, self.generation, base64.b64encode(sealed).decode())

    def unwrap(self, wrapped: WrappedKey) -> bytes:
        """The data key. Raises ValueError where it does not open."""
        place = self._wrapping(wrapped.number, wrapped.scope, wrapped.generation)
        try:
            return decrypt(self.key, base64.b64decode(wrapped.wrapped, validate=True), place)
        except binascii.Error:
            raise ValueError("does not open") from None

    def _wrapping(self, number: int, scope: str, generation: int) -> bytes:
        return encoding.canonical([self.register, "data_key", number, scope, generation]).encode()

    def forget_data_keys(self) -> None:
        """Forgets all data keys: those that are still kept are looked up again."""
        self._ciphers.clear()
        self.missing.clear()

    def _cipher(self, number: int) -> AESGCM:
        found = self._ciphers.get(number)
        if found is not None:
            return found
        if len(self._ciphers) > _HELD:
            self._ciphers.clear()
        first = number - number % _FETCHED
        try:
            rows = list(self._look_up(first, first + _FETCHED))
        except RegisterError:  # a page of others is damaged, and mine perhaps is not
            rows = list(self._look_up(number, number + 1))
        mine = next((w for w in rows if w.number == number), None)
        if mine is None:
            self.missing.add(number)
            raise ValueError("its key is not there")
        if mine.generation != self.generation and self._refresh is not None:
            self._refresh()
        for wrapped in rows:
            try:
                self._ciphers[wrapped.number] = AESGCM(self.unwrap(wrapped))
            except ValueError:
                continue
        try:
            return self._ciphers[number]
        except KeyError:
            raise ValueError("its key does not open") from None

    # -- values -------------------------------------------------------------------------------------------

    def seal(self, number: int, place: Place, plain: str) -> str:
        """A string, encrypted under a data key and bound to its place."""
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + self._cipher(number).encrypt(nonce, plain.encode(), place.bound_to(self.register))
        return f"{MARK}{number}.{base64.b64encode(sealed).decode()}"

    def unseal(self, stored: str, place: Place) -> str:
        """The string that :meth:`seal` was given.

        Raises RegisterError where it is damaged, stands in another place or its key was destroyed.
        """
        try:
            number, _, sealed = stored[1:].partition(".")
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher(int(number)).decrypt(raw[:NONCE], raw[NONCE:], place.bound_to(self.register)).decode()
        except (ValueError, InvalidTag):
            raise _broken(place) from None

    def seal_bytes(self, number: int, place: Place, plain: bytes) -> bytes:
        """Bytes, encrypted under a data key and bound to their place, which is told before them."""
        nonce, row = secrets.token_bytes(NONCE), place.row.encode()
        head = MAGIC + number.to_bytes(6, "big") + len(row).to_bytes(2, "big") + row
        return head + nonce + self._cipher(number).encrypt(nonce, plain, place.bound_to(self.register))

    def unseal_bytes(self, stored: bytes, table: str, column: str) -> bytes:
        """The bytes that :meth:`seal_bytes` was given. The caller compares the row with its own (a digest of them).

        Raises RegisterError where they are damaged, or their key was destroyed.
        """
        at = len(MAGIC)
        number = int.from_bytes(stored[at : at + 6], "big")
        size = int.from_bytes(stored[at + 6 : at + 8], "big")
        row, sealed = stored[at + 8 : at + 8 + size], stored[at + 8 + size :]
        place = Place(table, row.decode("ascii", "replace"), column)
        try:
            return self._cipher(number).decrypt(sealed[:NONCE], sealed[NONCE:], place.bound_to(self.register))
        except (ValueError, InvalidTag):
            raise _broken(place) from None

    # -- digests ------------------------------------------------------------------------------------------

    def cover_digests(self, key: bytes) -> None:
        """From now on digests are stored through the permutation of a key (of 32 bytes)."""
        self._covering = _Permutation(key)

    def blind_words(self, blinding: Callable[[str], str]) -> None:
        """From now on sealed words are indexed as what this makes of them."""
        self._blinding = blinding

    def blinded(self, word: str) -> str | None:
        """What stands for a sealed word in an index; None where the vault is locked."""
        return None if self._blinding is None else BLIND + self._blinding(word)

    def covered(self, digest: str) -> str:
        """A digest (64 hex digits) as it is stored; anything else as it is, and all where the vault is locked."""
        return digest if self._covering is None else self._covering.forth(digest)

    def uncovered(self, stored: str) -> str:
        """The digest behind a stored one."""
        return stored if self._covering is None else self._covering.back(stored)


class _Permutation:
    """Digests under AES-256, half by half, with those met before remembered."""

    def __init__(self, key: bytes) -> None:
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  (what is encrypted is random: a digest)
        self._encrypting, self._decrypting = cipher.encryptor(), cipher.decryptor()
        self._lock = threading.Lock()
        self._forth: dict[str, str] = {}
        self._back: dict[str, str] = {}

    def forth(self, digest: str) -> str:
        found = self._forth.get(digest)
        return found if found is not None else self._passed(digest, self._encrypting.update, self._forth)

    def back(self, stored: str) -> str:
        found = self._back.get(stored)
        return found if found is not None else self._passed(stored, self._decrypting.update, self._back)

    def _passed(self, digest: str, through: Callable[[bytes], bytes], known: dict[str, str]) -> str:
        if len(digest) != 2 * KEY:
            return digest
        try:
            raw = bytes.fromhex(digest)
        except ValueError:
            return digest
        if digest != raw.hex():  # capitals: not what we write
            return digest
        with self._lock:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[digest] = through(raw).hex()
        return found


def _broken(place: Place) -> RegisterError:
    problem = f"what is sealed in {place.column} does not open here: damaged, or its key was destroyed"
    return RegisterError(f"{place.table} {place.row}", problem, "run sijill verify")
