"""The workspace: where a small team reads, decides and sees, in a browser, on one laptop or a server for ten people.

A page is one module of :mod:`sijill.web.pages` and one template. Pages and the JSON interface ask the same
:class:`~sijill.web.desk.Desk`, which asks :mod:`~sijill.web.access` what a member may.
"""

from sijill.web.app import make_app
from sijill.web.desk import Desk
from sijill.web.sessions import Sessions

__all__ = ["Desk", "Sessions", "make_app"]
