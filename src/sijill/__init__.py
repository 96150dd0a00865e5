"""sijill: a register of political violence in which every value points to the words that say so.

    from sijill import Register, add, read, link, publish

The verbs are the same on the command line. Names are loaded when first asked for, so that importing the package
costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Register", "add", "link", "publish", "read"]

if TYPE_CHECKING:
    from sijill.register import Register
    from sijill.workflow import add, link, publish, read

_HOMES = {"Register": "register", "add": "workflow", "link": "workflow", "publish": "workflow", "read": "workflow"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"sijill.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'sijill' has no attribute {name!r}")
