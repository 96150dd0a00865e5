"""How each language says it: one TOML file a language, its name the BCP 47 code.

A file is data with its reasons in comments. Its sections are read by the part that needs them: ``[dates]``,
``[counts]``, ``[names]``, ``[places]`` by the values, the rest by the reader. A language without a file can be
stored, searched and quoted, but is not read.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from sijill.errors import DataFileError, UnknownNameError
from sijill.extensions import data_names


@dataclass(frozen=True, slots=True)
class Language:
    """One language's data."""

    #: BCP 47 code
    code: str
    #: English name
    name: str
    #: "ltr" or "rtl"
    direction: str
    #: SHA-256 of the file, part of a reader's identity
    digest: str
    _data: Mapping[str, Any] = field(repr=False, hash=False, compare=False)

    def section(self, name: str) -> Mapping[str, Any]:
        """A section of the file; empty where the language does not have it."""
        section = self._data.get(name, {})
        if not isinstance(section, Mapping):
            raise DataFileError(f"languages/{self.code}.toml", f"[{name}] is not a table")
        return section


def names() -> tuple[str, ...]:
    """The codes of all languages with a file."""
    return data_names("sijill.languages", ".toml")


@cache
def load(code: str) -> Language:
    """The language of a BCP 47 code.

    Raises:
        UnknownNameError: there is no file for it.
        DataFileError: the file is broken.
    """
    if code not in names():
        raise UnknownNameError("language", code, names())
    raw = (resources.files("sijill.languages") / f"{code.replace('-', '_')}.toml").read_bytes()
    try:
        data = tomllib.loads(raw.decode("utf-8"))
        return Language(code, data["name"], data["direction"], hashlib.sha256(raw).hexdigest(), data)
    except (ValueError, KeyError) as error:
        raise DataFileError(f"languages/{code}.toml", f"cannot be read: {error}") from error
