"""A workspace to be asked: a register of invented reports, members of every role, a client that is in."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from sijill import Register, add
from sijill.register import ROLES, Member
from sijill.settings import load
from sijill.web import Desk, Sessions, make_app
from sijill.web.sessions import COOKIE

#: cheap to check, and used by tests only
PASSWORD = "a long enough password"


@dataclass
class Clock:
    """Time that passes when a test says so; each question a second later, so that decisions have an order."""

    now: datetime = datetime(2021, 5, 1, 12, 0, tzinfo=UTC)
    ticks: float = 0.0

    def moment(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def seconds(self) -> float:
        return self.ticks


@dataclass
class Workspace:
    """A workspace and those who are in it."""

    app: Starlette
    desk: Desk
    sessions: Sessions
    clock: Clock
    port: int = 0
    _clients: dict[str, Any] = field(default_factory=dict)

    @property
    def register(self) -> Register:
        return self.desk.register

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, role: str) -> str:
        """A session of the member of a role."""
        member = next(m for m in self.register.members() if m.role == role and m.active)
        return self.sessions.begin(member.name, password=member.password)

    def client(self, role: str | None = None) -> httpx.Client:
        """A client that is in as the member of a role, as a browser of our own page asks."""
        cookies = {COOKIE: self.token(role)} if role else {}
        return httpx.Client(
            base_url=self.address, cookies=cookies, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30
        )  # fmt: skip

    def report(self, part: str) -> str:
        """Id of the report whose name has these words in it."""
        return next(r.id for r in self.register.reports() if part in r.uri)

    def incident(self, part: str) -> str:
        """Id of an incident that a report tells of."""
        source = self.register.sources(self.report(part))[0]
        account = self.register.accounts_of(source.text.id)[0]
        found = self.register.incident_of(account.key)
        assert found
        return found

    def member(self, role: str) -> Member:
        return next(m for m in self.register.members() if m.role == role)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def workspace(path: Path, *, reports: Path | None = None, members: bool = True, **settings: Any) -> Iterator[Workspace]:
    """A workspace that listens on this machine."""
    clock = Clock()
    chosen = load({"reader": "baseline", "seeded_errors": 0.0, **settings}, environment={}, file=None)
    with Register.open(path, create=True, clock=clock.moment) as register:
        if reports is not None:
            list(add(register, [str(reports)], settings=chosen))
        if members:
            for role in ROLES:
                # no hash: whoever is tested here is in by a session
                register.admit(Member(f"{role.capitalize()} One", role, f"hash of {role}"), by="A. Keeper")
        sessions = Sessions(clock.seconds)
        desk = Desk(register, chosen, clock.moment, chance="chance")
        app = make_app(desk, sessions, owner="" if members else "A. Recorder", hosts=("127.0.0.1", "localhost"))
        port = free_port()
        server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", lifespan="off", access_log=False)
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield Workspace(app, desk, sessions, clock, port)
        finally:
            server.should_exit = True
            thread.join(5)
