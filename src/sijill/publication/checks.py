"""What must be true of an incident before it goes into a release; each failure blocks and says why.

The checks look at what has gone through the filter, which is what would leave. They are few, and each is one function
whose docstring is the reason given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sijill.errors import ReleaseError, SealedError
from sijill.publication.filter import Cleared
from sijill.publication.redaction import SEALED_RULE, assert_clean
from sijill.types import Count, Place, StandingValue

#: how many problems an error tells before it only counts them
TOLD = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one incident cannot be in a release."""

    incident: str
    #: name of the check
    check: str
    #: what is wrong, one clause
    what: str
    #: what to do
    advice: str

    def __str__(self) -> str:
        return f"{self.incident}: {self.what} ({self.advice})"


class BlockedError(ReleaseError):
    """A release is not made because checks failed; all problems are in ``problems``."""

    default = "the release is blocked"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        told = "; ".join(str(p) for p in self.problems[:TOLD])
        more = f"; and {len(self.problems) - TOLD} more" if len(self.problems) > TOLD else ""
        super().__init__("release", f"{len(self.problems)} checks failed: {told}{more}", "nothing was written")


def problems(cleared: Cleared) -> tuple[Problem, ...]:
    """Everything that keeps an incident out of a release; empty where it may go."""
    return tuple(p for check in (_decided, _evidence, _tolls, _mapped, _sealed) for p in check(cleared))


def _decided(cleared: Cleared) -> Iterator[Problem]:
    """Nothing enters a release without a person's decision to publish it, nor by the keeper's door."""
    if not cleared.dossier.published:
        yield _problem(cleared, "decided", "nobody has decided to publish it", "decide with: sijill decide publish")
    if cleared.audience != "public":
        yield _problem(cleared, "decided", "was cleared for its keepers, not for the public", "clear it for the public")


def _values(cleared: Cleared) -> Iterator[tuple[str, StandingValue]]:
    standing = cleared.dossier.standing
    yield from (("", v) for v in standing.values)
    yield from ((f"{p.role}.", v) for p in standing.parties for v in p.values)


def _evidence(cleared: Cleared) -> Iterator[Problem]:
    """Every value that stands rests on a statement of a report that the release cites."""
    known = {i for a in cleared.dossier.mentions for i in a.statement_ids}
    known |= {f"{a.source.text.id}/{c.id}" for a in cleared.dossier.mentions for c in a.claims if c.count is not None}
    for where, value in _values(cleared):
        if value.value is None or value.rule == SEALED_RULE:
            continue
        if not value.behind:
            yield _problem(cleared, "evidence", f"{where}{value.field} stands without evidence", "add the report")
        elif not known.intersection(value.behind):
            yield _problem(
                cleared, "evidence", f"the evidence for {where}{value.field} is in none of its reports", "link again"
            )
    if not any(a.mention.evidence for a in cleared.dossier.mentions):
        yield _problem(cleared, "evidence", "no sentence tells of it", "reject it, or add the report that tells of it")


def _tolls(cleared: Cleared) -> Iterator[Problem]:
    """Tolls agree with themselves: no more people are named as killed than were killed."""
    for name in ("killed", "injured"):
        value = cleared.dossier.standing.get(name)
        count = value.value if value is not None else None
        if not isinstance(count, Count) or count.max is None:
            continue
        told = sum(1 for p in cleared.dossier.standing.parties if p.role == "victim" and _suffered(p.values, name))
        if told > count.max:
            yield _problem(
                cleared, "tolls", f"{told} victims are told of as {name}, but {count.max} at most stand as {name}",
                f"correct {name}, or the outcome of a victim",
            )  # fmt: skip


def _suffered(values: Iterable[StandingValue], outcome: str) -> bool:
    """Whether somebody with a name suffered it. The unnamed may be counted among the named of another report."""
    found = {v.field: v.value for v in values if v.field in ("outcome", "name")}
    return "name" in found and any(v.field == "outcome" and v.value == outcome for v in values)


def _mapped(cleared: Cleared) -> Iterator[Problem]:
    """A total over many events ("200 since 2003") is no event: it has no point on a map."""
    standing = cleared.dossier.standing
    kind, place = standing.get("kind"), standing.get("place")
    if kind is None or kind.value != "aggregate" or place is None or not isinstance(place.value, Place):
        return
    if place.value.latitude is not None and place.value.precision in ("site", "district", "city"):
        yield _problem(
            cleared, "mapped", "is a total over many events, and yet stands at one point",
            "withdraw it, or correct its kind or place",
        )  # fmt: skip


def _sealed(cleared: Cleared) -> Iterator[Problem]:
    """Nothing sealed is in it, looked for once more."""
    if cleared.terms is None:
        return
    try:
        assert_clean(cleared.dossier, cleared.terms)
    except SealedError:
        yield _problem(cleared, "sealed", "something sealed is in it", "this is a fault of sijill; tell its makers")


def _problem(cleared: Cleared, check: str, what: str, advice: str) -> Problem:
    return Problem(cleared.dossier.incident.id, check, what, advice)
