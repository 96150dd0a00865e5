"""JSON Lines, complete: one line an incident, with every statement, its quotes, and the rule behind each value.

The keeper's lines can be read back without loss; the words of each text stand once, in the first line that cites it.
Beside the incidents they tell under ``kept`` all else that a copy of the register needs; `sijill import` makes one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sijill.publication.filter import Cleared
from sijill.publication.kept import entry_json, group_json
from sijill.publication.record import record_of

TITLE = "JSON Lines, complete"
STEM = "incidents"
SUFFIX = ".jsonl"
MEDIA_TYPE = "application/jsonl"
HEAD = ""
SEPARATOR = ""
TAIL = ""

#: what JSON may hold as it is, but line readers take for the end of a line, or UTF-8 cannot write
_UNSAFE = re.compile("[\u2028\u2029\u0085\ud800-\udfff]")


def record(cleared: Cleared, told: set[str]) -> str:
    """One incident as one line of JSON."""
    return line_of(record_of(cleared, told) | kept_json(cleared))


def kept_json(cleared: Cleared) -> dict[str, Any]:
    """What else a copy of the register needs, beside the record of an incident; nothing for the public."""
    if cleared.kept is None or cleared.audience != "keeper":
        return {}
    words = {a.source.text.id for a in cleared.dossier.mentions}
    entries = [{"number": number, **entry_json(entry, words)} for number, entry in cleared.kept.entries]
    groups = [group_json(group) for group in cleared.kept.groups]
    return {"kept": {"secret": cleared.kept.secret, "entries": entries, "groups": groups}}


def line_of(record: Mapping[str, Any]) -> str:
    """A record as one line."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", line) + "\n"
