"""Lists for estimates of the undercount, in the shape of HRDAG's verdata: one row a killed person who is named.

A column ``in_NAME`` for each publisher says whether a report of theirs tells of the person (1 or 0). Whether a
publisher's reports *are* a list is for you to say: newspapers copy one another and go where the story is, and are none.
Lists of your own come in as spreadsheets (``sijill import``), each under the name of who made it. Only people with a
name are in it, since nobody else can be found in two lists. ``replicate`` is 1: no value was imputed.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from sijill.publication.cells import row, writable
from sijill.publication.filter import Cleared
from sijill.publication.formats import Packer
from sijill.publication.involved import involved
from sijill.publication.striking import MARKER
from sijill.publication.summary import summarise

TITLE = "lists by person, for estimates of the undercount"
STEM = "lists"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
HEAD = ""
SEPARATOR = ""
TAIL = ""
COLUMNS = (
    "recordid", "incident", "replicate", "yy_hecho", "date_start", "date_end", "admin1", "country", "sex", "age_min",
    "age_max", "age_group", "occupation",
)  # fmt: skip
#: what the name of a list's column begins with
_PREFIX = "in_"


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - each person is told in full
    """The named dead of one incident, a line of JSON each, the keys of which become columns."""
    s = summarise(cleared)
    if s.kind == "aggregate" or s.modality in ("denied", "planned"):
        return ""
    publishers = {a.source.report.id: a.source.text.metadata.publisher for a in cleared.dossier.mentions}
    lines: list[str] = []
    for who in involved(cleared):
        if who.role != "victim" or not who.name or who.sealed or "killed" not in who.outcomes or who.kind != "person":
            continue
        lists = sorted({p for r in who.reports if (p := publishers.get(r)) and MARKER not in p})
        if not lists:
            continue
        year = s.date_start[:4] if s.date_start and s.date_end and s.date_start[:4] == s.date_end[:4] else None
        age = who.age
        person: dict[str, Any] = {
            "recordid": who.id, "incident": s.id, "replicate": 1, "yy_hecho": year, "date_start": s.date_start,
            "date_end": s.date_end, "admin1": s.place.admin1 if s.place else None,
            "country": s.place.country if s.place else None, "sex": who.words("sex"),
            "age_min": age.min if age else None, "age_max": age.max if age else None,
            "age_group": who.words("age_group"), "occupation": who.words("occupation"),
            "lists": lists,
        }  # fmt: skip
        lines.append(writable(json.dumps(person, ensure_ascii=False)) + "\n")
    return "".join(lines)


def packer(out: BinaryIO) -> Packer:
    """What makes the table, whose columns are known once all people are."""
    return _Packer(out)


class _Packer:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        #: a line of JSON each, which is a tenth of what the objects would take
        self._people: list[str] = []
        self._lists: set[str] = set()

    def add(self, record: str) -> None:
        """The people of one incident."""
        for line in filter(None, record.split("\n")):
            self._people.append(line)
            self._lists.update(json.loads(line)["lists"])

    def end(self) -> None:
        """The table."""
        lists = sorted(self._lists)
        self._out.write(row((*COLUMNS, *(_PREFIX + name for name in lists))).encode("utf-8"))
        for line in self._people:
            person = json.loads(line)
            held = set(person["lists"])
            cells = (*(person[c] for c in COLUMNS), *(int(name in held) for name in lists))
            self._out.write(row(cells).encode("utf-8"))
