"""What stands before every page: who may ask from where, and what a browser may do with the answer.

Invariants: nothing that another site sent changes anything (Sec-Fetch-Site, else Origin); an answer runs no script but
ours, loads nothing from elsewhere, stands in no frame, and tells no other site where it was; a request for another
host's name is refused, so that no foreign name can be pointed at this machine (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

#: scripts, styles and pictures of our own; forms go to us; no frames, no plugins, no base address
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
#: methods that change nothing
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Next = Callable[[Request], Awaitable[Response]]


def refused(request: Request, hosts: Sequence[str]) -> str | None:
    """Why a request is not heard, or None.

    Args:
        request: as it came.
        hosts: names under which this server is asked, without ports; empty: any.
    """
    host = _name(request.headers.get("host", ""))
    if hosts and host not in hosts:
        return "this server is not asked under that name"
    if request.method in SAFE:
        return None
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return None if site == "same-origin" else "another site sent this"
    origin = request.headers.get("origin")
    if origin is None:
        # no browser: every browser of these years sends one of the two with what changes something
        # JSON is no form's: another site's page would have to ask first, and is not answered
        json = request.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"
        return None if json or not request.headers.get("cookie") else "a browser must say where this comes from"
    parts = urlsplit(origin)
    return None if parts.netloc == request.headers.get("host") else "another site sent this"


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def armoured(response: Response) -> Response:
    """The answer with the headers that tell a browser what it may do with it; those that it has stay."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "cache-control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def guarding(hosts: Sequence[str]) -> Callable[[Request, Next], Awaitable[Response]]:
    """The guard, for a server that is asked under some names."""

    async def guard(request: Request, call_next: Next) -> Response:
        why = refused(request, hosts)
        if why is not None:
            return armoured(PlainTextResponse(f"refused: {why}\n", 403))
        return armoured(await call_next(request))

    return guard
