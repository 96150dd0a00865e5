"""JSON Lines, complete: one line an incident, with every statement, its quotes, and the rule behind each value.

The keeper's lines can be read back without loss; the words of each text stand once, in the first line that cites it.
"""

from __future__ import annotations

import json
import re

from sijill.publication.filter import Cleared
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
    line = json.dumps(record_of(cleared, told), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", line) + "\n"
