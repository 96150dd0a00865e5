"""Records of MUC-4 (NIST, 1992) as processed by GTT: the text to read, and the gold of its benchmarks.

Texts are wires of 1988 to 1992 on Latin America, in upper case with hard line breaks, begun by a dateline
("BOGOTA, 9 JAN 90 (EFE) -- [TEXT] ..."). Invariant: words stand as they were but for their case (rules read names by
their capitals; scorers do not look at case); line breaks within paragraphs become spaces, as the gold's own strings
have it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sijill.types import Metadata, Text
from sijill.values.casing import recased

#: name and version of how texts are made of records
EXTRACTOR = "muc4 2"
#: the roles of the two benchmarks with five roles
ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

#: an entity: the strings that name it
Entity = Sequence[str]
#: role -> its entities; a template has "incident_type" besides
Extracts = Mapping[str, Sequence[Entity]]
Template = Mapping[str, Any]

_DATED = re.compile(r"\b(\d{1,2}) ([A-Z]{3})[A-Z]{0,6}\.? (\d{2})\b", re.I)
#: how far into a text its dateline may stand
_DATELINE = 200


def text_of(record: Mapping[str, Any]) -> Text:
    """The text of a record, published on the day of its dateline.

    Raises:
        ValueError: the record has no text or no name; the message is one clause.
    """
    name, words = record.get("docid"), record.get("text")
    if not isinstance(name, str) or not name or not isinstance(words, str) or not words.strip():
        raise ValueError('has no "docid" or no "text"')
    content = "\n\n".join(" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", words) if part.strip())
    content = recased(content)
    digest = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
    day = day_of(content)
    metadata = Metadata(language="en", published=day.isoformat() if day else None)
    identity = hashlib.sha256(f"{digest}\n{EXTRACTOR}\n{content}".encode("utf-8", "replace")).hexdigest()
    return Text(identity, digest, name, EXTRACTOR, content, metadata)


def day_of(content: str) -> date | None:
    """The day of the dateline, or None where the first words tell none."""
    found = _DATED.search(content[:_DATELINE])
    if not found or found[2].upper() not in MONTHS:
        return None
    try:
        return date(1900 + int(found[3]), MONTHS.index(found[2].upper()) + 1, int(found[1]))
    except ValueError:
        return None


def extracts_of(record: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """The gold of the document-level benchmark (GRIT): role -> entities."""
    told = record.get("grit_extracts") or {}
    return {role: _entities(told.get(role)) for role in ROLES}


def templates_of(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The gold of the template-level benchmark (GTT): the incident's type and its roles."""
    return [
        {"incident_type": str(told.get("incident_type")), **{role: _entities(told.get(role)) for role in ROLES}}
        for told in record.get("gtt_templates") or ()
    ]


def _entities(told: Any) -> list[list[str]]:
    """Entities as lists of strings; the gold has [string, offset] pairs."""
    return [[str(mention[0]) for mention in entity] for entity in told or () if entity]
