"""Every setting in one table: name, default, one line of help. File < environment < argument.

The file is ``sijill.toml`` in the user's configuration folder, or the one that SIJILL_SETTINGS names; the
environment variable of ``max_bytes`` is SIJILL_MAX_BYTES. Documentation is generated from :data:`TABLE`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sijill.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    default: str | int | float | bool
    #: one line for the user
    help: str
    #: the only values that it can have; empty where any will do
    choices: tuple[str, ...] = ()


TABLE: tuple[Setting, ...] = (
    Setting("register", "", "register to use where --register is not given: a file, or postgresql://…"),
    Setting("user", "", "name under which decisions are recorded; empty: the login name"),
    Setting("keys", "", "folder with your keys to registers; empty: keys/ in the user's configuration folder"),
    Setting("max_bytes", 50_000_000, "largest source that is taken in, in bytes"),
    Setting("max_characters", 5_000_000, "longest text that is read, in code points"),
    Setting("confined", True, "whether documents are taken apart in a process that reaches no file or network"),
    Setting("fetch_timeout", 30.0, "seconds after which a fetch is given up"),
    Setting("fetch_redirects", 5, "redirects followed at most; each one is checked"),
    Setting("fetch_user_agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "what a web server is told; the default does not give sijill away"),
    Setting("fetch_proxy", "", "proxy for fetching: http://…, socks5h://127.0.0.1:9050 for Tor"),
    Setting("fetch_private", False, "whether private and loopback addresses may be fetched"),
    Setting("codebook_dir", "", "folder with further codebook files of your own (acts/*.toml)"),
    Setting("reader", "auto", "who reads: neural, baseline (rules alone), auto (neural where its weights are there)",
            choices=("auto", "neural", "baseline")),
    Setting("reader_weights", "", "folder with weights of your own for the neural reader; empty: those of the package"),
    Setting("scope", "in,unclear", "scopes that enter the register's table of incidents: in, unclear, out"),
    Setting("counting_rule", "range",
            "rule by which differing figures stand: range, lowest_reported, majority, most_recent, official, "
            "priority_source, team_decision",
            choices=("range", "lowest_reported", "majority", "most_recent", "official", "priority_source",
                     "team_decision")),
    Setting("priority_sources", "",
            "whose figures the rule priority_source takes: outlets, agencies, speakers, the first first; by commas"),
    Setting("release_grade", "", "least grade of an incident in a release (weak, fair, confirmed); empty: any",
            choices=("", "weak", "fair", "confirmed")),
    Setting("release_licence", "", "what others may do with a release, best as an SPDX name: CC-BY-4.0"),
    Setting("site_file", "", "file (TOML) with what a release's site says of itself: title, contact, memorial"),
    Setting("second_person", False, "workspace: whether publishing a death takes a second person"),
    Setting("seeded_errors", 0.02,
            "workspace: share of the values in the queue that are shown wrong on purpose, to measure the reviewing"),
)  # fmt: skip

_BY_NAME = {s.name: s for s in TABLE}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force. Ask with :meth:`text`, :meth:`integer`, :meth:`number`, :meth:`flag`."""

    values: Mapping[str, str | int | float | bool]

    def text(self, name: str) -> str:
        """A setting that is words."""
        return str(self._value(name))

    def integer(self, name: str) -> int:
        """A setting that is a whole number."""
        return int(self._value(name))

    def number(self, name: str) -> float:
        """A setting that is a number."""
        return float(self._value(name))

    def flag(self, name: str) -> bool:
        """A setting that is yes or no."""
        return bool(self._value(name))

    def _value(self, name: str) -> str | int | float | bool:
        return self.values[_known(name).name]


def _known(name: str) -> Setting:
    try:
        return _BY_NAME[name]
    except KeyError:
        raise SettingError(name, advice=f"there are: {', '.join(sorted(_BY_NAME))}") from None


def _converted(name: str, value: Any, where: str) -> str | int | float | bool:
    default, choices = _known(name).default, _known(name).choices
    try:
        if isinstance(default, bool):
            if isinstance(value, bool):
                return value
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[str(value).lower()]
        if isinstance(default, int):
            return int(value)
        if isinstance(default, float):
            return float(value)
        if choices and value not in choices:
            raise ValueError
        return str(value)
    except (KeyError, ValueError, TypeError):
        takes = f"it takes {', '.join(choices)}" if choices else f"the default is {default!r}"
        raise SettingError(f"{name} = {value!r}", f"is not a value that {where} can give it", takes) from None


def load(
    overrides: Mapping[str, Any] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """The settings in force.

    Args:
        overrides: values given as arguments; None values are left aside.
        environment: the environment variables; the process's own by default.
        file: the settings file; by default the one SIJILL_SETTINGS names or the user's.

    Raises:
        SettingError: unknown name, or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, str | int | float | bool] = {s.name: s.default for s in TABLE}
    for name, value in _from_file(environment, file).items():
        values[name] = _converted(name, value, "the settings file")
    for setting in TABLE:
        key = f"SIJILL_{setting.name.upper()}"
        if key in environment:
            values[setting.name] = _converted(setting.name, environment[key], key)
    for name, value in (overrides or {}).items():
        if value is not None:
            values[name] = _converted(name, value, "an argument")
    return Settings(values)


def _from_file(environment: Mapping[str, str], file: Path | None) -> Mapping[str, Any]:
    named = file or (Path(environment["SIJILL_SETTINGS"]) if environment.get("SIJILL_SETTINGS") else None)
    path = named or _user_file()
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if named:
            raise SettingError(str(named), "no such settings file") from None
        return {}
    except (OSError, ValueError) as error:
        raise SettingError(str(path), f"cannot be read as settings: {error}") from error


def _user_file() -> Path:
    from platformdirs import user_config_path  # imported late: costs more than everything else here

    return user_config_path("sijill", appauthor=False) / "sijill.toml"
