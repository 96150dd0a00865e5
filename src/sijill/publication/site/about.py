"""What those who publish a release say of it on its site: title, introduction, whom to write to, and the memorial.

All of it is optional and comes from one TOML file (setting ``site_file``)::

    contact = "corrections@register.example"
    citation = "Harbour Watch: Register of violence in Port Selin"

    [title]
    en = "Violence in Port Selin"
    ar = "العنف في بورت سيلين"

    [introduction]
    en = "…"

    [memorial]
    show = true                      # false: no page of names
    leave_out = ["Nabil Haddad"]     # names, or ids of incidents: they stand elsewhere and not on that page

Words given for one language only stand on the pages of both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sijill.errors import SettingError
from sijill.publication.site.words import LANGUAGES
from sijill.values.names import normalise

_KNOWN = {"title": dict, "introduction": dict, "contact": str, "citation": str, "memorial": dict}
#: longest text of one entry, in characters
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class About:
    """What a site says of itself besides what is so of every site."""

    #: language -> words; empty: the site's own
    title: Mapping[str, str] = field(default_factory=dict)
    #: language -> one or several paragraphs
    introduction: Mapping[str, str] = field(default_factory=dict)
    #: whom to write to for corrections: an address of whatever kind, as it is to be shown; empty: nobody is named
    contact: str = ""
    #: how the release is to be cited, without its version; empty: its title
    citation: str = ""
    #: whether there is a page with the names of those who were killed
    memorial: bool = True
    #: names, folded, and ids of incidents that are not on that page
    leave_out: frozenset[str] = frozenset()

    def in_memorial(self, name: str, incident: str) -> bool:
        """Whether somebody stands on the memorial page."""
        return self.memorial and incident not in self.leave_out and normalise(name) not in self.leave_out


def load(path: Path) -> About:
    """Read the file.

    Raises:
        SettingError: it cannot be read, or has an entry that it cannot have.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingError(str(path), f"cannot be read: {error}", "see the guide, “The site of a release”") from error
    for name, value in told.items():
        if name not in _KNOWN:
            raise SettingError(f"{path}: {name}", "no such entry", f"there are: {', '.join(sorted(_KNOWN))}")
        if not isinstance(value, _KNOWN[name]):
            raise SettingError(f"{path}: {name}", "has not the form it should have")
    memorial = told.get("memorial", {})
    shown, left_out = memorial.get("show", True), memorial.get("leave_out", [])
    if not isinstance(shown, bool) or not isinstance(left_out, list) or any(not isinstance(n, str) for n in left_out):
        raise SettingError(f"{path}: memorial", "has not the form it should have", "show = true, leave_out = [names]")
    return About(
        title=_by_language(path, "title", told),
        introduction=_by_language(path, "introduction", told),
        contact=_short(path, "contact", told.get("contact", "")),
        citation=_short(path, "citation", told.get("citation", "")),
        memorial=shown,
        leave_out=frozenset({*left_out, *(normalise(name) for name in left_out)} - {""}),
    )


def _by_language(path: Path, name: str, told: Mapping[str, Any]) -> dict[str, str]:
    words = told.get(name, {})
    for language, text in words.items():
        if language not in LANGUAGES or not isinstance(text, str):
            raise SettingError(f"{path}: {name}.{language}", "no such entry", f"there are: {', '.join(LANGUAGES)}")
        _short(path, name, text)
    if not words:
        return {}
    anything = next(iter(words.values()))
    return {language: words.get(language, anything) for language in LANGUAGES}


def _short(path: Path, name: str, text: str) -> str:
    if len(text) > _LONGEST:
        raise SettingError(f"{path}: {name}", f"is longer than {_LONGEST} characters")
    return text.strip()
