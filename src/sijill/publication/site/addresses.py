"""Where each page stands: addresses made of what is published and of nothing else, so that they last and tell nothing.

No name stands in an address. An incident, a person and a report are found by their ids, an outlet, an organisation
and a place by a digest of what they are called. Pages of one kind are spread over folders of two hexadecimal digits,
since file systems of memory sticks hold no more than some ten thousand files in one.

Invariant: an address has nothing but letters, digits, hyphens and full stops, and two things that differ only in case
have different addresses.
"""

from __future__ import annotations

import hashlib
import re

from sijill.values import organisations
from sijill.values.folding import fold

#: an incident's id, and that of somebody with a part in it (publication.involved); one case, so that none is another's
_MINTED = re.compile(r"i-[A-Z0-9]{1,40}(?:-[vp]-[0-9a-f]{16})?")
#: digits of a digest that make an address
_DIGITS = 16


def incident(identifier: str) -> str:
    """The page of an incident."""
    return f"incidents/{_folder(identifier)}/{_name(identifier)}.html"


def person(identifier: str) -> str:
    """The page of a person, by the id under which the data files have them."""
    return f"people/{_folder(identifier)}/{_name(identifier)}.html"


def organisation(name: str) -> str:
    """The page of an organisation; all names of one that the table of organisations knows lead to the same."""
    known = organisations.resolve(name)
    return f"organisations/{_digest(f'id {known.id}' if known else f'name {_plain(name)}')}.html"


def outlet(name: str) -> str:
    """The page of an outlet, with its reports."""
    return f"sources/{_digest(_plain(name))}.html"


def country(code: str) -> str:
    """The page of a country."""
    return f"places/{code.lower() if re.fullmatch('[A-Za-z]{2}', code) else _digest(code)}.html"


def province(code: str, name: str) -> str:
    """The page of a province, or of what a country has no province for."""
    return f"places/{_digest(f'{code} {_plain(name)}')}.html"


def year(number: int) -> str:
    """The page of a year."""
    return f"years/{number:04d}.html"


def page(address: str, number: int) -> str:
    """A further page of a long list: the first one has the address itself."""
    return address if number == 1 else f"{address.removesuffix('.html')}-{number}.html"


def anchor(identifier: str) -> str:
    """What marks a place within a page."""
    return f"r-{_name(identifier)}"


def _name(identifier: str) -> str:
    """An id as this program mints them, or else a digest: others may hold anything, or differ in case only."""
    return identifier if _MINTED.fullmatch(identifier) else f"x{_digest(identifier)}"


def _folder(identifier: str) -> str:
    return _digest(identifier)[:2]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _plain(name: str) -> str:
    """A name as the eye takes it: no case, accents or spaces that do not matter."""
    return " ".join(fold(name).split())
