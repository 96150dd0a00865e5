"""The application: guard, who is in, pages by the folder they are in, the JSON interface, files of our own.

Nothing stands here that a page could know itself: a module of pages/ says its routes, and its place in the navigation.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sijill.errors import NotFoundError, SijillError, UsageError
from sijill.extensions import Modules
from sijill.register import Member
from sijill.web import api
from sijill.web.asking import ask_of, failed, status_of
from sijill.web.desk import Desk
from sijill.web.guard import armoured, guarding
from sijill.web.passwords import Throttle
from sijill.web.sessions import COOKIE, Sessions

#: each module has ``ROUTES``; one that has a place in the navigation has ``NAVIGATION``: (order, key of its words,
#: path, the right that opens it)
PAGES = Modules("sijill.web.pages", "page")

#: bytes of a request beyond the largest source: the fields around it
ROOM = 1_000_000


class Limit:
    """Ends a request whose body is larger than anything that is taken in, before it fills the memory."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > self.most:
            await armoured(PlainTextResponse("refused: too large\n", 413))(scope, receive, send)
            return
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most:
                raise HTTPException(413, "too large")
            return message

        await self.app(scope, limited, send)


def make_app(
    desk: Desk, sessions: Sessions, *, owner: str = "", hosts: Sequence[str] = (), secure: bool = False
) -> Starlette:
    """The workspace of one register.

    Args:
        desk: the register, opened.
        sessions: who is in.
        owner: name under which whoever has the printed link decides; "" where only members with accounts come in.
        hosts: names under which the server is asked, without ports; empty: any.
        secure: whether browsers come by HTTPS, so that the cookie never travels otherwise.
    """
    routes: list[BaseRoute] = []
    navigation = []
    for module in PAGES:
        routes += module.ROUTES
        if hasattr(module, "NAVIGATION"):
            navigation.append(module.NAVIGATION)
    routes += api.routes()
    with resources.as_file(resources.files("sijill.web")) as folder:
        static = StaticFiles(directory=Path(folder) / "static")
    routes.append(Mount("/static", static, name="static"))

    async def who(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.member = None
        request.state.accounts = False
        if not request.url.path.startswith("/static/"):
            await run_in_threadpool(_recognise, request)
        answer = await call_next(request)
        if request.url.path.startswith("/static/"):
            answer.headers["Cache-Control"] = "no-cache"
            # a captured page is shown in a frame that belongs to nobody, and takes its style from here
            answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    def _recognise(request: Request) -> None:
        request.state.member, request.state.accounts = recognised(desk, sessions, request, owner)

    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Limit, most=desk.settings.integer("max_bytes") + ROOM),
            Middleware(BaseHTTPMiddleware, dispatch=guarding(tuple(hosts))),
            Middleware(BaseHTTPMiddleware, dispatch=who),
        ],
        exception_handlers={HTTPException: _http, SijillError: _ours, ClientDisconnect: _gone, Exception: _fault},
    )
    app.state.desk = desk
    app.state.sessions = sessions
    app.state.owner = owner
    app.state.secure = secure
    app.state.throttle = Throttle(sessions.clock)
    app.state.used_codes = set()
    app.state.navigation = tuple((key, path, right) for _, key, path, right in sorted(navigation, key=lambda n: n[0]))
    return app


def recognised(desk: Desk, sessions: Sessions, request: Request, owner: str) -> tuple[Member | None, bool]:
    """Who asks, as they are now, and whether there are accounts at all."""
    members = {m.name: m for m in desk.register.members()}
    session = sessions.find(request.cookies.get(COOKIE))
    if session is None:
        return None, bool(members)
    if session.owner:
        # accounts that were made since end the time of the owner without one
        return (Member(owner, "keeper"), False) if owner and not members else (None, bool(members))
    member = members.get(session.name)
    if member is None or not member.active or member.password != session.password:
        return None, True
    return member, True


def _told(request: Request, error: SijillError, status: int) -> Response:
    if request.url.path.startswith("/api"):
        return armoured(JSONResponse({"error": str(error)}, status))
    if not hasattr(request.state, "member"):
        return armoured(PlainTextResponse(f"{error}\n", status))
    return armoured(failed(ask_of(request, {}), error, status))


async def _ours(request: Request, error: Exception) -> Response:
    known = error if isinstance(error, SijillError) else SijillError("", str(error))
    return await run_in_threadpool(_told, request, known, status_of(known))


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    wording: dict[int, SijillError] = {
        404: NotFoundError(request.url.path, "no such page"),
        405: UsageError(request.url.path, "is not asked for so"),
        413: UsageError("", "is too large", "the setting max_bytes says how large a source may be"),
    }
    known = wording.get(status) or UsageError("", "cannot be understood")
    return await run_in_threadpool(_told, request, known, status)


async def _gone(request: Request, error: Exception) -> Response:  # noqa: ARG001  (Starlette's signature)
    return armoured(PlainTextResponse("the browser went away\n", 400))


async def _fault(request: Request, error: Exception) -> Response:  # noqa: ARG001  (Starlette's signature)
    """A fault of ours: nothing of it is told, since it could hold what is sealed; it is in the server's own output."""
    problem: Any = SijillError("", "a fault of sijill", "what the server printed tells its makers more")
    return await run_in_threadpool(_told, request, problem, 500)
