"""One TOML table, read strictly: each key is asked for by the kind of value it must have, and none is left over.

A broken file is the work of a person who will mend it, so every error names the file, the key and the remedy.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sijill.errors import DataFileError

#: larger files are not read; the largest that is shipped has 20 kB
MAX_BYTES: Final = 1_000_000

#: what a family, a finer act or a term is called in a file
ID: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")


def parse(name: str, raw: bytes) -> Mapping[str, Any]:
    """The content of a TOML file. Raises DataFileError where it is none, or too large."""
    if len(raw) > MAX_BYTES:
        raise DataFileError(name, f"is larger than {MAX_BYTES} bytes", "split it into several files")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataFileError(name, "is not UTF-8", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(name, f"is not TOML: {error}", "mend that place") from error
    except RecursionError as error:
        raise DataFileError(name, "is nested too deeply", "flatten it") from error


class Table:
    """A table of a file. Ask for every key that may stand in it, then call :meth:`done`."""

    def __init__(self, file: str, data: Mapping[str, Any], path: str = "") -> None:
        self.file = file
        self.path = path
        self._data = data
        self._asked: list[str] = []

    def error(self, key: str, problem: str, advice: str) -> DataFileError:
        """An error about a key of this table."""
        where = ".".join(p for p in (self.path, key) if p)
        return DataFileError(self.file, f"{where} {problem}" if where else problem, advice)

    def has(self, key: str) -> bool:
        """Whether the key stands in the table."""
        return key in self._data

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not blank; required where no default is given."""
        value = self._get(key, default, required=default is None)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.error(key, "is not text", f'write {key} = "…"')
        return value

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """A string from a list."""
        value = self.text(key, default)
        if value not in known and value != default:
            raise self.error(key, f"is {value!r}, which is not known", f"one of: {', '.join(known)}")
        return value

    def integer(self, key: str) -> int | None:
        """A whole number, or None where the key is not there."""
        value = self._get(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(key, "is not a whole number", f"write {key} = 10")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where the key is not there."""
        value = self._get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, "is neither true nor false", f"write {key} = true or leave it out")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where the key is not there."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.error(key, "is not a list of texts", f'write {key} = ["…", "…"]')
        return tuple(value)

    def table(self, key: str) -> Table:
        """A table within; empty where the key is not there."""
        value = self._get(key, {})
        if not isinstance(value, Mapping):
            raise self.error(key, "is not a table", f"write [{key}] and its keys below")
        return Table(self.file, value, f"{self.path}.{key}" if self.path else key)

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables; empty where the key is not there."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            raise self.error(key, "is not a list of tables", f"write {key} = [{{ … }}, {{ … }}]")
        path = f"{self.path}.{key}" if self.path else key
        return tuple(Table(self.file, v, f"{path}[{n}]") for n, v in enumerate(value))

    def members(self) -> tuple[tuple[str, Table], ...]:
        """Every key as a table of its own, in the order of the file."""
        return tuple((key, self.table(key)) for key in self._data)

    def names(self) -> tuple[str, ...]:
        """Every key, in the order of the file."""
        return tuple(self._data)

    def done(self) -> None:
        """Nothing else is asked for. Raises DataFileError where a key is left over: most often it is misspelt."""
        for key in self._data:
            if key not in self._asked:
                raise self.error(key, "is an unknown key", f"there are: {', '.join(sorted(set(self._asked)))}")

    def _get(self, key: str, default: Any, *, required: bool = False) -> Any:
        self._asked.append(key)
        if key in self._data:
            return self._data[key]
        if required:
            misspelt = difflib.get_close_matches(key, self._data, n=1)
            advice = f"rename {misspelt[0]} to {key}" if misspelt else f'add {key} = "…"'
            raise self.error(key, "is missing", advice)
        return default
