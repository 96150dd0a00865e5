"""The one filter: what has not gone through it is not :class:`Cleared`, and nothing else is ever written out.

Formats, the page and releases take ``Cleared`` and only this module makes one, so that the type checker proves that
nothing gets round the filter. Why it works as it does: docs/decisions/0007-filter.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from sijill.errors import SealedError
from sijill.publication.redaction import Sealed, checkers, redact
from sijill.publication.striking import Terms
from sijill.types import Dossier, KeptEntry, KeptGroup, Seal

#: public: what a person decided to publish, nothing sealed. keeper: everything, for those who may read the register.
Audience: TypeAlias = Literal["public", "keeper"]

_PASS: Final = object()


@dataclass(frozen=True, slots=True)
class KeptPart:
    """What is told with one incident of the register as a whole: entries of its log, with their numbers among all that
    are told, and who is who."""

    #: the register's secret, as hex; with the first incident only
    secret: str
    entries: tuple[tuple[int, KeptEntry], ...]
    groups: tuple[KeptGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleared:
    """A dossier that has gone through the filter, and what is needed to write it out. Made by :class:`Filter` only."""

    #: for the public a redacted one, in which decisions and seals are left out
    dossier: Dossier
    audience: Audience
    #: who checked a value of it; counted, never written
    checkers: frozenset[str] = field(repr=False, compare=False)
    #: what kinds of thing are sealed in it ("author", "home", "person"), sorted; not by which rule, and not how many
    seals: tuple[str, ...] = ()
    #: ids of texts out of which words were struck; offsets into them tell of what was there and are not written
    redacted: frozenset[str] = frozenset()
    #: whether ``checked_by`` of its values holds pseudonyms and may be written
    pseudonyms: bool = False
    #: to keepers: what else a copy of the register needs that is told with this incident
    kept: KeptPart | None = field(default=None, repr=False, compare=False)
    #: the words struck out of it, for the last looks; never written
    terms: Terms | None = field(default=None, repr=False, compare=False)
    _pass: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._pass is not _PASS:
            raise SealedError(self.dossier.incident.id, "has not gone through the filter", "make it with Filter.clear")

    @property
    def people(self) -> int:
        """How many people accepted or corrected a value that it tells; 0: all was read by machine."""
        return len(self.checkers)

    @property
    def checked(self) -> int:
        """How many of the values that stand in it a person accepted or corrected."""
        standing = self.dossier.standing
        return sum(1 for v in (*standing.values, *(v for p in standing.parties for v in p.values)) if v.checked_by)

    def guard(self, rendered: str) -> str:
        """The last look at something ready to leave; returns it unchanged.

        Raises:
            SealedError: a sealed name is in it. The message does not repeat it.
        """
        if self.terms is not None and self.terms.leaks(rendered) is not None:
            raise SealedError(self.dossier.incident.id, advice="this is a fault of sijill; please tell its makers")
        return rendered


class Filter:
    """The door through which dossiers leave, for one audience."""

    def __init__(self, seals: Sequence[Seal], *, audience: Audience, staff: Callable[[str], str] | None = None) -> None:
        """A filter.

        Args:
            seals: all seals of the register: their words are struck wherever they stand.
            audience: who will read what passes.
            staff: what those who checked values are called in what passes (a release's pseudonyms); None: they are
                counted and not called anything.
        """
        self.audience: Audience = audience
        self._staff = staff
        self._sealed = Sealed.of(seals)
        #: names of the dead that some dossier was cleared with; a page's heading tells them again
        self._freed: frozenset[str] = frozenset()

    def clear(self, dossier: Dossier, kept: KeptPart | None = None) -> Cleared | None:
        """A dossier as the audience may have it, or None where it may have nothing of it.

        Args:
            dossier: as the register has it.
            kept: what else a copy of the register needs; goes to keepers only.

        Raises:
            SealedError: something sealed is left after striking; a fault of ours.
        """
        if self.audience == "keeper":
            return Cleared(dossier, "keeper", checkers(dossier.standing), kept=kept, _pass=_PASS)
        if not dossier.published:
            return None
        redacted = redact(dossier, self._sealed, self._staff)
        if redacted is None:
            return None
        self._freed |= redacted.freed
        return Cleared(
            redacted.dossier, "public", redacted.checkers, redacted.kinds, redacted.texts,
            self._staff is not None, terms=redacted.terms, _pass=_PASS,
        )  # fmt: skip

    def guard(self, rendered: str, name: str) -> str:
        """The last look at something about no one incident (a manifest, a heading); returns it unchanged.

        Raises:
            SealedError: a sealed name is in it.
        """
        if self.audience == "public" and self._sealed.terms.freeing(self._freed).leaks(rendered) is not None:
            raise SealedError(name, advice="a name that you gave it, a version perhaps, is sealed in this register")
        return rendered


def guard(text: str, seals: Sequence[Seal]) -> None:
    """Look for sealed names in something ready to leave, without a filter at hand.

    Raises:
        SealedError: there is one.
    """
    Filter(seals, audience="public").guard(text, "this text")
