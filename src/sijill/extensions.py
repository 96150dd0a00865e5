"""The one way to extend: the name of a file is the name of the thing.

``publication/formats/incidents_jsonl.py`` is the export format ``incidents-jsonl``; ``languages/ar.toml`` is
Arabic. There is no list elsewhere to keep in step: a folder is asked what is in it. An underscore in a file's
name is a hyphen in the thing's name; a file whose name begins with an underscore is not an extension.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from types import ModuleType

from sijill.errors import UnknownNameError


class Modules:
    """A family of modules that keep the same promise: the modules of one package."""

    def __init__(self, package: str, kind: str) -> None:
        #: dotted name of the package whose modules are the family
        self.package = package
        #: what one of them is called in an error: "export format"
        self.kind = kind

    def names(self) -> tuple[str, ...]:
        """The names of all members, sorted. Loads none of them."""
        return data_names(self.package, ".py")

    def get(self, name: str) -> ModuleType:
        """The member of that name. Raises UnknownNameError, which tells the known ones."""
        if name not in self.names():
            raise UnknownNameError(self.kind, name, self.names())
        return importlib.import_module(f"{self.package}.{name.replace('-', '_')}")

    def __iter__(self) -> Iterator[ModuleType]:
        return (self.get(name) for name in self.names())


@cache
def data_names(package: str, suffix: str) -> tuple[str, ...]:
    """The names of a package's files with a suffix (".toml", ".py"), sorted, without it."""
    files = (f.name for f in resources.files(package).iterdir())
    return tuple(sorted(f.removesuffix(suffix).replace("_", "-") for f in files if f.endswith(suffix) and f[0] != "_"))
