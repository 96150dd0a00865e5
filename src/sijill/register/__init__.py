"""Everything kept. The only package with SQL; SQLite and PostgreSQL alike.

>>> with Register.open("cases.sijill", create=True) as register:  # doctest: +SKIP
...     register.keep(capture, text, reading, by="A. Recorder")
"""

from sijill.register.cards import Carding, standing_on
from sijill.register.linkage import Delta, Pending
from sijill.register.links import LinkView
from sijill.register.members import ROLES, Member, MemberRole
from sijill.register.search import Hit
from sijill.register.slips import Slip
from sijill.register.store import Kept, Register, Stated
from sijill.register.verification import Damage

__all__ = [
    "ROLES",
    "Carding",
    "Damage",
    "Delta",
    "Hit",
    "Kept",
    "LinkView",
    "Member",
    "MemberRole",
    "Pending",
    "Register",
    "Slip",
    "Stated",
    "standing_on",
]
