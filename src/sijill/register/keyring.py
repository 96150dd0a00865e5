"""A person's keys to registers: files in a folder of theirs, each an age identity for one register.

    keys/<register's id>/<age recipient>.key     a key to that register
    keys/new/<age recipient>.key                 one that no register knows yet

A file can be read by its owner only. It is what `age-keygen` writes, or the same encrypted with a passphrase as
`age -p` does, so that the age program can open it. A key serves one register, so that it can be destroyed when
something there is erased. Where a passphrase was given for a while (:meth:`Keyring.unlock`), opened keys lie in the
folder for runtime files, which the system keeps in memory.

Invariant: no key is ever part of an error, a repr or a log.
"""

from __future__ import annotations

import getpass
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from platformdirs import user_config_path
from pyrage import passphrase as age_passphrase
from pyrage import x25519

from sijill.errors import KeysError
from sijill.settings import Settings, load

#: folder of the keys that no register knows yet
NEW = "new"

_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  (how a line with a secret key begins, in every such file)
_PROTECTED = b"age-encryption.org/v1"
_HEAD = "# a key of sijill; whoever has it can read what is sealed\n# public key: {}\n{}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a person, as its file tells without being opened."""

    #: age recipient, the public part: "age1…"
    recipient: str
    #: id of the register that it is for; "" for one that no register knows yet
    register: str
    path: Path
    #: whether a passphrase is needed
    protected: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """A key, opened."""

    recipient: str
    secret: str = field(repr=False)

    def decrypt(self, sealed: bytes) -> bytes | None:
        """What was encrypted for it, or None where it was for others."""
        try:
            return bytes(pyrage.decrypt(sealed, [x25519.Identity.from_str(self.secret)]))
        except (pyrage.DecryptError, pyrage.IdentityError):
            return None


def generate() -> Identity:
    """A new identity, kept nowhere yet."""
    made = x25519.Identity.generate()
    return Identity(str(made.to_public()), str(made))


def encrypt_to(recipient: str, plain: bytes) -> bytes:
    """Encrypts for a recipient (age, X25519). Raises KeysError where it is none."""
    try:
        return bytes(pyrage.encrypt(plain, [x25519.Recipient.from_str(recipient.strip())]))
    except (pyrage.RecipientError, ValueError):
        raise KeysError(recipient, "is no age recipient", "it begins with age1; `sijill keys new` prints one") from None


def login_name() -> str:
    """The name of the account at the keyboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in a container
        return "somebody"


class Keyring:
    """The keys of the person at the keyboard."""

    def __init__(
        self,
        folder: Path,
        *,
        passphrase: Callable[[], str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """The keys in a folder, which need not be there yet.

        Args:
            folder: where they are.
            passphrase: asks for the passphrase of the protected ones; without it, SIJILL_PASSPHRASE_FILE is read.
            environment: the environment variables; the process's own by default.
        """
        self.folder = folder
        self._ask = passphrase
        self._environment = os.environ if environment is None else environment
        self._passphrase: str | None = None

    @classmethod
    def of(cls, settings: Settings | None = None, *, passphrase: Callable[[], str] | None = None) -> Keyring:
        """The user's: in the folder that the setting ``keys`` names, or in their configuration folder."""
        told = os.environ.get("SIJILL_KEYS", "") if settings is None else settings.text("keys")
        told = told or (load() if settings is None else settings).text("keys")
        folder = Path(told) if told else user_config_path("sijill", appauthor=False) / "keys"
        return cls(folder, passphrase=passphrase)

    # -- what is there ------------------------------------------------------------------------------------

    def held(self, register: str | None = None) -> list[Key]:
        """All keys by register, or those to one register and those that no register knows yet."""
        places = (register, NEW) if register is not None else self._places()
        return [key for place in places for key in self._in(place)]

    def _places(self) -> tuple[str, ...]:
        try:
            return tuple(sorted(p.name for p in self.folder.iterdir() if p.is_dir()))
        except OSError:
            return ()

    def _in(self, place: str) -> Iterator[Key]:
        try:
            paths = sorted((self.folder / place).glob("age1*.key"))
        except OSError:
            return
        for path in paths:
            try:
                with path.open("rb") as file:
                    protected = file.read(len(_PROTECTED)) == _PROTECTED
            except OSError as error:
                raise KeysError(str(path), f"cannot be read: {error.strerror}") from error
            yield Key(path.stem, "" if place == NEW else place, path, protected)

    def open(self, key: Key) -> Identity:
        """A key, opened; asks for the passphrase where it has one.

        Raises KeysError where the passphrase is wrong or not to be had, or the file holds no key.
        """
        remembered = self._session_file(key)
        try:
            content = key.path.read_bytes()
            if remembered is not None and key.protected and remembered.exists():
                content = b"" if remembered.stat().st_mtime < time.time() else remembered.read_bytes()
                if not content:
                    _shred(remembered)
                    content = key.path.read_bytes()
        except OSError as error:
            raise KeysError(str(key.path), f"cannot be read: {error.strerror}") from error
        if content.startswith(_PROTECTED):
            content = self._unprotected(key, content)
        secret = next(
            (line for line in content.decode("utf-8", "replace").splitlines() if line.startswith(_SECRET)), ""
        )
        try:
            recipient = str(x25519.Identity.from_str(secret).to_public())
        except (pyrage.IdentityError, ValueError):
            recipient = ""
        if recipient != key.recipient:
            raise KeysError(str(key.path), "holds no key, or another one than its name says")
        return Identity(recipient, secret)

    def _unprotected(self, key: Key, content: bytes) -> bytes:
        try:
            return bytes(age_passphrase.decrypt(content, self._told_passphrase(key)))
        except pyrage.DecryptError:
            self._passphrase = None
            raise KeysError(str(key.path), "does not open with that passphrase") from None

    def _told_passphrase(self, key: Key) -> str:
        if self._passphrase is None:
            told = self._environment.get("SIJILL_PASSPHRASE_FILE")
            if told:
                try:
                    self._passphrase = Path(told).read_text("utf-8").rstrip("\r\n")
                except (OSError, UnicodeDecodeError) as error:
                    raise KeysError(told, "cannot be read as the passphrase's file") from error
            elif self._ask is not None:
                self._passphrase = self._ask()
            else:
                raise KeysError(str(key.path), "needs its passphrase", "set SIJILL_PASSPHRASE_FILE, or use a terminal")
        return self._passphrase

    # -- keeping ------------------------------------------------------------------------------------------

    def make(self, register: str | None = None, *, protect: str | None = None) -> Key:
        """Makes a key, to a register or to one that will be told of it. Raises KeysError."""
        return self.keep(generate(), register, protect=protect)

    def keep(self, identity: Identity, register: str | None, *, protect: str | None = None) -> Key:
        """Writes an identity into its file, protected by a passphrase where one is given. Raises KeysError."""
        place = register or NEW
        path = self.folder / place / f"{identity.recipient}.key"
        content = _HEAD.format(identity.recipient, identity.secret).encode()
        if protect:
            content = bytes(age_passphrase.encrypt(content, protect))
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_private(path, content)
        except OSError as error:
            raise KeysError(str(path), f"cannot be written: {error.strerror}",
                            "give another folder: SIJILL_KEYS") from error  # fmt: skip
        return Key(identity.recipient, register or "", path, bool(protect))

    def assign(self, key: Key, register: str) -> Key:
        """Notes that a key that no register knew is one to a register. Raises KeysError."""
        if key.register == register:
            return key
        path = self.folder / register / key.path.name
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            key.path.rename(path)
        except OSError as error:
            raise KeysError(str(path), f"cannot be written: {error.strerror}") from error
        return Key(key.recipient, register, path, key.protected)

    def protect(self, key: Key, passphrase: str) -> Key:
        """Encrypts a key's file with a passphrase (age's scrypt); an empty one takes it off. Raises KeysError."""
        return self.keep(self.open(key), key.register or None, protect=passphrase or None)

    def replace(self, key: Key, register: str) -> Key:
        """A new key in the place of one, protected alike where the passphrase is known; the old one stays."""
        return self.make(register, protect=self._told_passphrase(key) if key.protected else None)

    def destroy(self, key: Key) -> None:
        """Overwrites a key's file and removes it. Raises KeysError.

        A disk that writes elsewhere than it is told (flash, copy-on-write) may keep the old blocks for a while.
        """
        try:
            remembered = self._session_file(key)
            for path in (key.path, remembered):
                if path is not None:
                    _shred(path)
        except OSError as error:
            raise KeysError(str(key.path), f"cannot be destroyed: {error.strerror}",
                            "destroy it by hand: with it an older backup can be read") from error  # fmt: skip

    # -- for a while --------------------------------------------------------------------------------------

    def unlock(self, seconds: float) -> int:
        """Keeps the protected keys open for a while, in memory; how many there are.

        Raises KeysError where the system has no folder for that.
        """
        protected = [key for key in self.held() if key.protected]
        for key in protected:
            path = self._session_file(key)
            if path is None:
                raise KeysError("XDG_RUNTIME_DIR", "is not set: the system has no folder that it keeps in memory",
                                "set SIJILL_PASSPHRASE_FILE, or type the passphrase each time")  # fmt: skip
            opened = self.open(key)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_private(path, _HEAD.format(opened.recipient, opened.secret).encode())
            until = time.time() + seconds
            os.utime(path, (until, until))
        return len(protected)

    def lock(self) -> int:
        """Forgets the passphrase and all keys that were open for a while; how many there were."""
        self._passphrase = None
        folder = self._session()
        found = sorted(folder.glob("age1*.key")) if folder is not None and folder.is_dir() else []
        for path in found:
            _shred(path)
        return len(found)

    def _session(self) -> Path | None:
        told = self._environment.get("XDG_RUNTIME_DIR")
        return Path(told) / "sijill" if told else None

    def _session_file(self, key: Key) -> Path | None:
        folder = self._session()
        return None if folder is None else folder / key.path.name


def _write_private(path: Path, content: bytes) -> None:
    """Writes a file that only its owner may read, whole or not at all."""
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _shred(path: Path) -> None:
    """Overwrites a file and removes it; nothing where there is none."""
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()
