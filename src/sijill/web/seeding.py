"""Errors shown on purpose, to learn how many of the machine's errors a reviewer would wave through.

Now and then a value in the queue is not the one that was read but a wrong one of the same kind, beside the same words.
What a reviewer answers to it changes nothing in the register; it is told at once, and counted. Which values these are
is chance that nobody can foresee, and nobody is shown the same one twice.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sijill.codebook import Codebook
from sijill.evaluation.intervals import of_share
from sijill.register import Register, Slip
from sijill.web.statement_view import StatementView

#: of 10 000, for the draw
_PARTS = 10_000
#: fields that are asked about last and in which a wrong value would teach nothing
_NOT = frozenset({"kind", "scope", "modality", "sex"})
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")


def drawn(chance: str, member: str, statement: str, rate: float) -> bool:
    """Whether a statement is shown wrong to a member, by chance."""
    if rate <= 0:
        return False
    told = hmac.digest(chance.encode(), f"{member}\x1f{statement}".encode(), "sha256")
    return int.from_bytes(told[:4], "big") % _PARTS < rate * _PARTS


def wrong_value(book: Codebook, statement: StatementView) -> str | None:
    """A value of the same field that the words do not say, as it is typed; None where none comes to mind."""
    name = "outcome" if statement.field == "outcomes" else statement.field
    field = book.fields.get((statement.role, name))
    if field is None or name in _NOT or statement.state != "machine":
        return None
    typed = statement.typed
    match field.kind:
        case "edtf":
            return _other_date(typed)
        case "count":
            return _other_count(typed)
        case "integer":
            return str(int(typed) + 7) if typed.isdecimal() else None
        case "enum" | "code" if len(field.values) > 1 and typed in field.values:
            return field.values[(field.values.index(typed) + 1) % len(field.values)]
    return None


def _other_date(typed: str) -> str | None:
    day = _DAY.fullmatch(typed)
    if day:
        return f"{day[1]}-{int(day[2]) % 12 + 1:02}-{min(int(day[3]), 28):02}"
    month = _MONTH.fullmatch(typed)
    if month and 1 <= int(month[2]) <= 12:
        return f"{month[1]}-{int(month[2]) % 12 + 1:02}"
    return f"{int(typed) - 1}" if re.fullmatch(r"[12]\d{3}", typed) else None


def _other_count(typed: str) -> str | None:
    if typed.isdecimal():
        return str(int(typed) * 2 + 1)
    return None


@dataclass(frozen=True, slots=True)
class Measure:
    """How one member, or all of them, review."""

    #: "" for all
    member: str
    #: wrong values that were shown, and how many of them were accepted
    shown: int
    accepted: int
    #: least and most of the rate of wrongly accepted values (Wilson, 95 %), in percent
    least: int
    most: int
    #: texts said to be read to their end, and values that somebody found in them afterwards
    finished: int
    missed: int


def measures(register: Register) -> list[Measure]:
    """How each member reviews, and first all of them together."""
    seeds, done, missed = (register.slips(kind) for kind in ("seed", "done", "missed"))
    names = sorted({s.by for s in (*seeds, *done, *missed)})
    return [_measure("", seeds, done, missed)] + [
        _measure(n, *([s for s in some if s.by == n] for some in (seeds, done, missed))) for n in names
    ]


def _measure(member: str, seeds: Iterable[Slip], done: Iterable[Slip], missed: Iterable[Slip]) -> Measure:
    answers = [str(s.body.get("answer")) for s in seeds]
    accepted = answers.count("accept")
    found = of_share(accepted, len(answers))
    least, most = (found.low, found.high) if found is not None else (0.0, 1.0)
    return Measure(
        member, len(answers), accepted, round(least * 100), round(most * 100), len({s.subject for s in done}),
        len(list(missed)),
    )  # fmt: skip
