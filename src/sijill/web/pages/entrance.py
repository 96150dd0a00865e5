"""Coming in and going: by name and password, or on one's own machine by the link that was printed at the start."""

from __future__ import annotations

from starlette.responses import Response

from sijill.errors import AccessError
from sijill.web.asking import Ask, inside, route
from sijill.web.passwords import proves
from sijill.web.sessions import COOKIE, LONGEST


def set_cookie(answer: Response, token: str, *, secure: bool) -> None:
    """Gives the browser its session."""
    answer.set_cookie(COOKIE, token, max_age=int(LONGEST), httponly=True, samesite="strict", secure=secure)


def _welcome(ask: Ask, token: str, to: str) -> Response:
    answer = Ask.go(to)
    set_cookie(answer, token, secure=ask.request.app.state.secure)
    return answer


def proven(ask: Ask) -> str:
    """A new session for who proves who they are; what the browser had before ends.

    Raises:
        WaitError: too many tries; `seconds` says how long to wait.
        AccessError: name, password or code is wrong.
    """
    state = ask.request.app.state
    name = ask.text("name").strip()
    keys = (f"name {name}", f"address {ask.request.client.host if ask.request.client else ''}")
    wait = state.throttle.wait(*keys)
    if wait > 0:
        raise WaitError(int(wait) + 1)
    member = next((m for m in ask.desk.register.members() if m.name == name), None)
    if not proves(member, ask.text("password"), ask.text("code"), used=state.used_codes) or member is None:
        state.throttle.wrong(*keys)
        raise AccessError("", "name, password or code is wrong")
    state.throttle.right(*keys)
    state.sessions.end(ask.request.cookies.get(COOKIE))
    token: str = state.sessions.begin(member.name, password=member.password)
    return token


class WaitError(AccessError):
    """Too many wrong tries."""

    def __init__(self, seconds: int) -> None:
        #: how long to wait
        self.seconds = seconds
        super().__init__("", f"too many tries: wait {seconds} seconds")


def entrance(ask: Ask) -> Response:
    """The form, or where there are no accounts a word on how to come in."""
    if ask.somebody is not None:
        return Ask.go(inside(ask.query("next")))
    return ask.page("entrance.html", next=inside(ask.query("next")), wrong=False, wait=0)


def enter(ask: Ask) -> Response:
    """Sign in. The session is a new one whatever the browser sent."""
    to = inside(ask.text("next"))
    try:
        token = proven(ask)
    except WaitError as error:
        return ask.page("entrance.html", status=429, next=to, wrong=True, wait=error.seconds)
    except AccessError:
        return ask.page("entrance.html", status=403, next=to, wrong=True, wait=0)
    return _welcome(ask, token, to)


def by_link(ask: Ask) -> Response:
    """The owner, by the link. It is good once, and only where there are no accounts."""
    state = ask.request.app.state
    if ask.accounts or not state.owner or not state.sessions.use_link(ask.path("link")):
        raise AccessError("", "this link is good no more", "start `sijill serve` again; it prints a new one")
    state.sessions.end(ask.request.cookies.get(COOKIE))
    return _welcome(ask, state.sessions.begin(state.owner, owner=True), "/")


def leave(ask: Ask) -> Response:
    """Sign out: the session ends on the server."""
    ask.request.app.state.sessions.end(ask.request.cookies.get(COOKIE))
    answer = Ask.go("/enter")
    answer.delete_cookie(COOKIE)
    return answer


ROUTES = [
    route("/enter", entrance, everybody=True),
    route("/enter", enter, methods=("POST",), everybody=True),
    route("/enter/{link}", by_link, everybody=True),
    route("/leave", leave, methods=("POST",), everybody=True),
]
