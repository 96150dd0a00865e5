"""One request on its way to a page: who asks, in which language, what they sent; and the answers that pages give.

A page is a function of an :class:`Ask`. It runs in a thread, may wait for the register, and raises our own errors,
which become a status here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sijill import __version__
from sijill.errors import (
    AccessError,
    ConflictError,
    DecisionError,
    FetchError,
    NotFoundError,
    RegisterError,
    SealedError,
    SijillError,
    SourceError,
    TextError,
    UsageError,
)
from sijill.register import Member
from sijill.web import access
from sijill.web.desk import Desk
from sijill.web.wording import Wording, names, preferred

#: name of the cookie that holds the language of the interface
LANGUAGE = "sijill_language"
#: most fields and files of one form
MOST_FIELDS, MOST_FILES = 400, 50
#: longest field of a form that is no file, in bytes: a pasted text
LONGEST_FIELD = 20_000_000

#: our errors and the status that answers them; the first that fits
_STATUS: tuple[tuple[type[SijillError], int], ...] = (
    (AccessError, 403), (NotFoundError, 404), (ConflictError, 409), (DecisionError, 409), (SealedError, 500),
    (RegisterError, 503), (FetchError, 422), (SourceError, 422), (TextError, 422), (UsageError, 400),
    (SijillError, 400),
)  # fmt: skip


def status_of(error: SijillError) -> int:
    """The status that answers an error of ours."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sijill.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(version=__version__)
    return environment


@dataclass(slots=True)
class Ask:
    """A request."""

    request: Request
    desk: Desk
    #: who asks; None on the few pages that are open to everybody
    somebody: Member | None
    t: Wording
    #: pages in the navigation, those that this member may open
    pages: tuple[tuple[str, str], ...] = ()
    #: whether there are accounts: without them the one who is in is the owner
    accounts: bool = False
    form: Mapping[str, Any] = field(default_factory=dict)

    @property
    def member(self) -> Member:
        """Who asks. Raises AccessError where nobody is in."""
        if self.somebody is None:
            raise AccessError("", "nobody is in", "sign in")
        return self.somebody

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str, default: str = "") -> str:
        """What stands after the question mark."""
        return self.request.query_params.get(name, default)

    def text(self, name: str, default: str = "") -> str:
        """A field of the form that is words."""
        value = self.form.get(name, default)
        return value if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """All fields of that name that are words."""
        form = self.form
        told = form.getlist(name) if isinstance(form, FormData) else []
        return [value for value in told if isinstance(value, str)]

    def files(self, name: str) -> list[UploadFile]:
        """The files of the form that are not empty."""
        form = self.form
        told = form.getlist(name) if isinstance(form, FormData) else []
        return [value for value in told if isinstance(value, UploadFile) and value.filename]

    def page(self, template: str, *, status: int = 200, **parts: Any) -> Response:
        """A page."""
        return HTMLResponse(self.render(template, **parts), status)

    def render(self, template: str, **parts: Any) -> str:
        """A template, filled in."""
        path = self.request.url.path
        return (
            _templates()
            .get_template(template)
            .render(
                t=self.t, me=self.somebody, may=access, path=path, pages=self.pages, query=self.request.query_params,
                accounts=self.accounts, languages=[(n, n == self.t.language) for n in names()],
                here=path + (f"?{self.request.url.query}" if self.request.url.query else ""), **parts,
            )
        )  # fmt: skip

    @staticmethod
    def go(address: str) -> Response:
        """On to another page of ours."""
        return RedirectResponse(inside(address), 303)


def inside(address: str, otherwise: str = "/") -> str:
    """An address if it leads to this server, else another one: no link sends anybody elsewhere."""
    parts = urlsplit(address)
    good = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if good and address.isprintable() and "\\" not in address else otherwise


Page = Callable[[Ask], Response]


def route(path: str, page: Page, *, methods: tuple[str, ...] = ("GET",), everybody: bool = False) -> Route:
    """A page at a path.

    Args:
        path: as Starlette writes it: "/incident/{id}".
        page: the function.
        methods: GET, POST.
        everybody: whether it is open to who is not in.
    """

    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(_answer, request, page, {}, everybody)
        sent = request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD)
        async with sent as form:
            return await run_in_threadpool(_answer, request, page, form, everybody)

    return Route(path, endpoint, methods=list(methods), name=f"{page.__module__}.{page.__name__}")


def ask_of(request: Request, form: Mapping[str, Any]) -> Ask:
    """The request as pages see it; who asks was worked out by the app."""
    desk: Desk = request.app.state.desk
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE) or ""
    language = chosen if chosen in names() else preferred(request.headers.get("accept-language", ""))
    somebody: Member | None = request.state.member
    nav: tuple[tuple[str, str, Callable[[Member], bool]], ...] = request.app.state.navigation
    pages = tuple((key, path) for key, path, right in nav if somebody is not None and right(somebody))
    return Ask(
        request, desk, somebody, Wording.of(language, desk.book), pages, bool(request.state.accounts), form
    )  # fmt: skip


def _answer(request: Request, page: Page, form: Mapping[str, Any], everybody: bool) -> Response:
    ask = ask_of(request, form)
    if ask.somebody is None and not everybody:
        if request.method != "GET":
            return failed(ask, AccessError("", "you are not signed in", "sign in, then do it again"), 401)
        return Ask.go(f"/enter?next={inside(ask.request.url.path)}")
    try:
        answer = page(ask)
    except SijillError as error:
        return failed(ask, error, status_of(error))
    chosen = request.query_params.get("lang")
    if chosen in names():
        answer.set_cookie(LANGUAGE, str(chosen), max_age=31_536_000, httponly=True, samesite="strict")
    return answer


def failed(ask: Ask, error: SijillError, status: int) -> Response:
    """The page for an error of ours: what, which input, what to do next; a conflict with the way back."""
    back = inside(ask.text("next") or ask.query("next") or "/")
    return ask.page("failed.html", status=status, error=error, code=status, back=back)
