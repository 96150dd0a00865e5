"""Coming in and going: by name and password, or on one's own machine by the link that was printed at the start."""

from __future__ import annotations

from starlette.responses import Response

from sijill.errors import AccessError
from sijill.web.asking import Ask, inside, route
from sijill.web.passwords import proves
from sijill.web.sessions import COOKIE, LONGEST


def _welcome(ask: Ask, token: str, to: str) -> Response:
    answer = Ask.go(to)
    answer.set_cookie(
        COOKIE, token, max_age=int(LONGEST), httponly=True, samesite="strict", secure=ask.request.app.state.secure
    )  # fmt: skip
    return answer


def entrance(ask: Ask) -> Response:
    """The form, or where there are no accounts a word on how to come in."""
    if ask.somebody is not None:
        return Ask.go(inside(ask.query("next")))
    return ask.page("entrance.html", next=inside(ask.query("next")), wrong=False, wait=0)


def enter(ask: Ask) -> Response:
    """Sign in. The session is a new one whatever the browser sent."""
    state = ask.request.app.state
    name, password = ask.text("name").strip(), ask.text("password")
    client = ask.request.client.host if ask.request.client else ""
    keys = (f"name {name}", f"address {client}")
    to = inside(ask.text("next"))
    wait = state.throttle.wait(*keys)
    if wait > 0:
        return ask.page("entrance.html", status=429, next=to, wrong=True, wait=int(wait) + 1)
    member = next((m for m in ask.desk.register.members() if m.name == name), None)
    if not proves(member, password, ask.text("code"), used=state.used_codes) or member is None:
        state.throttle.wrong(*keys)
        return ask.page("entrance.html", status=403, next=to, wrong=True, wait=0)
    state.throttle.right(*keys)
    state.sessions.end(ask.request.cookies.get(COOKIE))
    return _welcome(ask, state.sessions.begin(member.name, password=member.password), to)


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
