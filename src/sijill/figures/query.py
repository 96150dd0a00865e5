"""Which incidents a figure counts, and the command line that says so.

Invariant: ``Query.command`` names everything that :meth:`Query.admits` looks at, so that the printed command makes the
same figure.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sijill.errors import UsageError
from sijill.figures.entries import Entry
from sijill.values import edtf
from sijill.values.folding import fold

#: what the printed command calls the release
RELEASE = "RELEASE"


@dataclass(frozen=True, slots=True)
class Query:
    """Bounds on what is counted; None: no bound."""

    #: first and last day
    since: date | None = None
    until: date | None = None
    #: a country's code, or the name of a division or city as the records have it
    place: str | None = None
    #: an act family or finer act
    act: str | None = None
    #: how the release or register is named in the printed command
    where: tuple[str, ...] = (RELEASE,)

    @classmethod
    def of(
        cls, since: str | None = None, until: str | None = None, place: str | None = None, act: str | None = None,
        where: Sequence[str] = (RELEASE,),
    ) -> Query:  # fmt: skip
        """A query from what a person types; dates as EDTF: "2020" means from its first or to its last day.

        Raises:
            UsageError: a date is none, or the period ends before it begins.
        """
        first, last = _end(since, 0), _end(until, 1)
        if first and last and last < first:
            raise UsageError(f"{since} to {until}", "ends before it begins")
        return cls(first, last, place, act, tuple(where))

    def admits(self, entry: Entry) -> bool:
        """Whether an incident is within the bounds. What may have happened within the period is."""
        if self.since or self.until:
            if entry.first is None and entry.last is None:
                return False
            if self.since and entry.last and entry.last < self.since:
                return False
            if self.until and entry.first and entry.first > self.until:
                return False
        if self.place is not None:
            asked = fold(self.place)
            if not any(part and fold(part) == asked for part in (entry.country, entry.admin1, entry.city)):
                return False
        return self.act is None or self.act in (entry.family, entry.act)

    def select(self, entries: Iterable[Entry]) -> list[Entry]:
        """The incidents within the bounds."""
        return [e for e in entries if self.admits(e)]

    def command(self, by: str, *more: str) -> str:
        """The command line that makes a figure of a release."""
        words = ["sijill", "figures", *self.where, "--by", by]
        for option, value in (
            ("--from", self.since and self.since.isoformat()), ("--to", self.until and self.until.isoformat()),
            ("--place", self.place), ("--act", self.act),
        ):  # fmt: skip
            if value:
                words += [option, value]
        return shlex.join([*words, *more])


def day_of(day: str) -> date:
    """The last day that a date as a person types it can mean. Raises UsageError where it is none."""
    found = _end(day, 1)
    if found is None:
        raise UsageError(repr(day), "is not a date")
    return found


def _end(day: str | None, which: int) -> date | None:
    if not day:
        return None
    try:
        found = edtf.bounds(day)[which]
    except ValueError:
        found = None
    if found is None:
        raise UsageError(day, "is not a date", "write 2020, 2020-03 or 2020-03-01")
    return found
