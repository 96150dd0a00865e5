"""Who may use the workspace. A change of somebody's role or password is a new row; the newest one of a name holds.

Passwords come here as the hashes that they are kept as; nothing here checks one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from sqlalchemy import Connection, select

from sijill.errors import UnknownNameError, UsageError
from sijill.register import schema
from sijill.register.log import Change

#: what a member may do, from the least; what each role may is asked where it matters
MemberRole: TypeAlias = Literal["reader", "recorder", "reviewer", "keeper"]
ROLES: tuple[MemberRole, ...] = get_args(MemberRole)
#: longest name of a member, in code points
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may use the workspace."""

    #: under which they sign in and sign decisions
    name: str
    role: MemberRole
    #: argon2id hash, or "" where nobody can sign in with a password
    password: str = ""
    #: secret of the second factor in base32, or ""
    totp: str = ""
    #: whether they may come in
    active: bool = True


def check(member: Member) -> None:
    """Raises UsageError for a name or role that cannot be."""
    if member.role not in ROLES:
        raise UnknownNameError("role", member.role, ROLES)
    name = member.name
    if name != name.strip() or not name or len(name) > LONGEST or not name.isprintable():
        raise UsageError(name[:LONGEST], "is not a name", f"1 to {LONGEST} printable characters, no blanks around them")


def enter(change: Change, member: Member) -> None:
    """Writes the row that holds for a name from now on."""
    check(member)
    change.insert(
        schema.member,
        [
            {
                "entry": change.entry,
                "name": member.name,
                "role": member.role,
                "password": member.password,
                "totp": member.totp,
                "active": int(member.active),
            }
        ],
    )


def fetch(connection: Connection) -> tuple[Member, ...]:
    """All members as they are now, those who may not come in too, by name."""
    newest = {
        r.name: Member(r.name, r.role, r.password, r.totp, bool(r.active))
        for r in connection.execute(select(schema.member).order_by("entry"))
    }
    return tuple(newest[name] for name in sorted(newest))
