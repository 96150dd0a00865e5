"""Whether somebody is who they say: passwords by argon2id, a second factor by TOTP, and patience with guessers.

Whoever guesses is slowed down by name and by address; the answer to a wrong name takes as long as to a wrong password.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sijill.errors import UsageError
from sijill.register import Member

#: shortest password. Length is what counts (NIST SP 800-63B asks for 8 at least, 15 where there is no second factor)
SHORTEST = 12
#: longest password: hashing takes time in its length
LONGEST = 200
#: wrong tries that cost nothing; each further one doubles the wait
FREE_TRIES = 5
#: first and longest wait, in seconds
FIRST_WAIT, LONGEST_WAIT = 2.0, 900.0
#: names and addresses that are remembered; beyond it the oldest are forgotten
REMEMBERED = 10_000

_HASHER = PasswordHasher()  # RFC 9106, second recommended option: 64 MiB, 3 passes, 4 lanes


@cache
def _nobody() -> str:
    """Of no password: what a wrong name is compared with."""
    return _HASHER.hash(secrets.token_hex())


def hashed(password: str) -> str:
    """The hash under which a password is kept. Raises UsageError for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError("", "is no password", f"{SHORTEST} to {LONGEST} characters; several words are good")
    return _HASHER.hash(password)


def proves(member: Member | None, password: str, code: str = "", *, used: set[tuple[str, str]] | None = None) -> bool:
    """Whether password and, where one is set, code are the member's.

    Args:
        member: as kept; None for a name that nobody has.
        password: as typed.
        code: the six digits of the second factor.
        used: codes that were taken already; each is taken once.
    """
    known = member is not None and member.active and bool(member.password)
    held = member.password if member is not None and known else _nobody()
    try:
        _HASHER.verify(held, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    if member is None or not known:
        return False
    if not member.totp:
        return True
    digits = "".join(code.split())
    if used is not None and (member.name, digits) in used:
        return False
    right = digits.isascii() and digits.isdigit() and pyotp.TOTP(member.totp).verify(digits, valid_window=1)
    if right and used is not None:
        used.add((member.name, digits))
    return right


def new_factor(name: str) -> tuple[str, str]:
    """A new secret for the second factor, and the address from which an app takes it."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="sijill")


@dataclass(slots=True)
class Throttle:
    """How long somebody must wait before the next try, by name and by address."""

    clock: Callable[[], float]
    _wrong: dict[str, tuple[int, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, *keys: str) -> float:
        """Seconds until the next try is heard; 0 where it is heard now."""
        now = self.clock()
        with self._lock:
            return max((self._until(key) - now for key in keys), default=0.0)

    def wrong(self, *keys: str) -> None:
        """A try was wrong."""
        with self._lock:
            for key in keys:
                tries, _ = self._wrong.pop(key, (0, 0.0))
                self._wrong[key] = tries + 1, self.clock()
            while len(self._wrong) > REMEMBERED:
                del self._wrong[next(iter(self._wrong))]

    def right(self, *keys: str) -> None:
        """A try was right: what was wrong before is forgotten."""
        with self._lock:
            for key in keys:
                self._wrong.pop(key, None)

    def _until(self, key: str) -> float:
        tries, last = self._wrong.get(key, (0, 0.0))
        if tries < FREE_TRIES:
            return 0.0
        return last + float(min(FIRST_WAIT * 2 ** (tries - FREE_TRIES), LONGEST_WAIT))
