"""Who may come in, and in which role; and each one's own password and second factor."""

from __future__ import annotations

import hmac
from dataclasses import replace

import pyotp
from starlette.responses import Response

from sijill.errors import AccessError, UsageError
from sijill.register import ROLES, Member
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.web.passwords import hashed, new_factor, proves
from sijill.web.sessions import COOKIE


def team(ask: Ask) -> Response:
    """The members."""
    ask.desk.require(access.may_manage(ask.member), "managing the team")
    return ask.page("team.html", members=ask.desk.register.members(), roles=ROLES)


def admit(ask: Ask) -> Response:
    """Let somebody in, change their role, or let them in no more."""
    ask.desk.require(access.may_manage(ask.member), "managing the team")
    name, role = " ".join(ask.text("name").split()), ask.text("role")
    with ask.desk.writing() as register:
        members = {m.name: m for m in register.members()}
        known = members.get(name)
        if role not in ROLES:
            raise UsageError(role[:40], "is no role", f"there are: {', '.join(ROLES)}")
        if not members and role != "keeper":
            raise UsageError(name, "cannot be the first", "the first account must be a keeper's, who lets in others")
        password = hashed(ask.text("password")) if ask.text("password") else known.password if known else ""
        if not password:
            raise UsageError(name, "has no password", "give one; they can change it once they are in")
        new = Member(
            name, role, password,
            known.totp if known and not ask.text("forget_factor") else "", active=ask.text("active", "1") == "1",
        )  # fmt: skip
        others = [m for m in members.values() if m.name != name and m.active and m.role == "keeper"]
        if not others and not (new.active and new.role == "keeper"):
            raise UsageError(name, "is the last keeper", "make somebody else a keeper first")
        if new != known:
            register.admit(new, by=ask.member.name)
    return Ask.go("/team")


def mine(ask: Ask) -> Response:
    """One's own account."""
    return ask.page("mine.html", factor=None)


def my_password(ask: Ask) -> Response:
    """A new password; every other session of the old one ends."""
    member = _proven(ask)
    with ask.desk.writing() as register:
        new = replace(member, password=hashed(ask.text("new")))
        register.admit(new, by=member.name)
    return _again(ask, new)


def begin_factor(ask: Ask) -> Response:
    """Show a secret for the second factor; it is kept once a code of it was given back."""
    member = _proven(ask)
    factor = new_factor(member.name)
    return ask.page("mine.html", factor=factor, begun=_begun(ask, factor[0]))


def my_factor(ask: Ask) -> Response:
    """Keep the second factor, or let it go."""
    member = ask.member
    secret, code = ask.text("secret"), "".join(ask.text("code").split())
    if secret and not hmac.compare_digest(ask.text("begun").encode(), _begun(ask, secret).encode()):
        raise AccessError("", "this secret was not shown to who gave the password", "begin again")
    if secret and not pyotp.TOTP(secret).verify(code, valid_window=1):
        raise UsageError("", "is not the code of that secret", "look at the clock of your phone, and try again")
    if not secret:
        member = _proven(ask)
    with ask.desk.writing() as register:
        register.admit(replace(member, totp=secret), by=member.name)
    return Ask.go("/mine")


def _begun(ask: Ask, secret: str) -> str:
    """What tells that a secret was made for this member, once they had given their password."""
    return ask.desk.proof(f"factor {ask.member.name} {ask.member.password} {secret}")


def _proven(ask: Ask) -> Member:
    """The member, once the password was given again: an open browser is not enough."""
    if not ask.accounts:
        raise UsageError("", "there are no accounts", "make one on the page of the team")
    if not proves(replace(ask.member, totp=""), ask.text("password")):
        raise AccessError("", "this is not your password")
    return ask.member


def _again(ask: Ask, member: Member) -> Response:
    sessions = ask.request.app.state.sessions
    sessions.end(ask.request.cookies.get(COOKIE))
    answer = Ask.go("/mine")
    answer.set_cookie(
        COOKIE, sessions.begin(member.name, password=member.password), httponly=True, samesite="strict",
        secure=ask.request.app.state.secure,
    )  # fmt: skip
    return answer


NAVIGATION = (90, "nav.team", "/team", access.may_manage)
ROUTES = [
    route("/team", team),
    route("/team", admit, methods=("POST",)),
    route("/mine", mine),
    route("/mine/password", my_password, methods=("POST",)),
    route("/mine/factor", begin_factor, methods=("POST",)),
    route("/mine/factor/keep", my_factor, methods=("POST",)),
]
