"""Who is in. Sessions live in the memory of the server and nowhere else: whoever steals the disk steals none.

A session's name is chance and is known to the browser only; the server keeps its SHA-256. Who signs in gets a new one,
so that nobody can hand out a session in advance.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

#: seconds without a request after which a session ends, and after which it ends in any case
IDLE, LONGEST = 8 * 3600.0, 24 * 3600.0
#: sessions at one time; beyond it the oldest ends
MOST = 1000
#: name of the cookie
COOKIE = "sijill_session"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(slots=True)
class Session:
    """One browser that is in."""

    #: name of the member
    name: str
    #: hash of the password with which it was begun: a new password ends the sessions of the old one
    password: str
    begun: float
    seen: float
    #: whether it came by the link printed at the start, and is the owner's on this machine
    owner: bool = False


@dataclass(slots=True)
class Sessions:
    """All sessions, and the one link that lets the owner in where there are no accounts."""

    clock: Callable[[], float]
    _sessions: dict[str, Session] = field(default_factory=dict)
    _link: str = ""
    _lock: Lock = field(default_factory=Lock)

    def begin(self, name: str, *, password: str = "", owner: bool = False) -> str:
        """A new session; the token for the cookie."""
        token = secrets.token_urlsafe(32)
        now = self.clock()
        with self._lock:
            self._sessions[_digest(token)] = Session(name, password, now, now, owner)
            while len(self._sessions) > MOST:
                del self._sessions[next(iter(self._sessions))]
        return token

    def find(self, token: str | None) -> Session | None:
        """The session of a token, or None where there is none or it has ended."""
        if not token:
            return None
        now = self.clock()
        with self._lock:
            key = _digest(token)
            session = self._sessions.get(key)
            if session is None:
                return None
            if now - session.seen > IDLE or now - session.begun > LONGEST:
                del self._sessions[key]
                return None
            session.seen = now
            return session

    def end(self, token: str | None) -> None:
        """Ends a session."""
        if token:
            with self._lock:
                self._sessions.pop(_digest(token), None)

    def print_link(self) -> str:
        """A new link for the owner, good for one use; a link given before is good no more."""
        link = secrets.token_urlsafe(24)
        with self._lock:
            self._link = _digest(link)
        return link

    def use_link(self, link: str) -> bool:
        """Whether this is the owner's link; it is good once."""
        with self._lock:
            good = bool(self._link) and secrets.compare_digest(self._link, _digest(link))
            if good:
                self._link = ""
        return good
