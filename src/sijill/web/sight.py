"""What a member sees of an incident or a source: all of it, or what is left once the sealed is struck out.

The one place where something on its way to a page is looked at with the seals in hand. What a member may not see is not
there: the id of what is wholly sealed is answered like an id that nobody has.

Invariant: for whoever may not see what is sealed, every string comes out of :mod:`sijill.publication.redaction`, which
releases go through too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sijill.publication.redaction import Sealed, redact, whole_text
from sijill.register import Member
from sijill.types import Account, Decision, Dossier, Incident, Place, Source, Standing, Value
from sijill.web.access import may_see_sealed


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A text with its mentions as a member sees it."""

    source: Source
    accounts: tuple[Account, ...]
    #: whether words were struck out: offsets into it are not those of the text that is kept
    struck: bool


class Sight:
    """What one member sees, with the seals as they are now."""

    def __init__(self, member: Member, sealed: Callable[[], Sealed]) -> None:
        """What a member sees.

        Args:
            member: who looks.
            sealed: gives all seals of the register, for whoever may not see what is sealed.
        """
        self.whole = may_see_sealed(member)
        self._sealed = None if self.whole else sealed()

    def dossier(self, dossier: Dossier) -> Dossier | None:
        """An incident as the member sees it, or None where nothing of it may be seen."""
        if self._sealed is None:
            return dossier
        redacted = redact(dossier, self._sealed)
        return None if redacted is None else redacted.dossier

    def source(self, source: Source, accounts: Sequence[Account]) -> SeenSource | None:
        """A text as the member sees it, or None where nothing of it may be seen.

        Args:
            source: the text.
            accounts: all its mentions; may be none.
        """
        if self._sealed is None:
            return SeenSource(source, tuple(accounts), struck=False)
        here = self._sealed.by_text.get(source.text.id, ())
        if source.report.kind == "note" or any(whole_text(seal) for seal in here):
            return None
        if not accounts:
            return self._unread(source)
        # an incident of all that the text tells: nobody in it is let stand because of what other reports tell
        all_of_it = Incident(source.report.id, tuple(a.key for a in accounts))
        redacted = redact(
            Dossier(all_of_it, tuple(accounts), Standing(all_of_it.id, ()), seals=tuple(here)), self._sealed
        )
        if redacted is None:
            return None
        told = redacted.dossier.mentions
        shown = told[0].source if told else source
        if not told:
            return self._unread(source)
        return SeenSource(shown, told, struck=bool(redacted.texts))

    def words(self, words: str) -> str:
        """Words of a person, a reason or a file name, without names that are sealed."""
        return words if self._sealed is None else self._sealed.terms.strike(words)

    def decision(self, decision: Decision) -> Decision:
        """A decision about a statement that the member sees: what was read before it, too, without what is sealed."""
        if self._sealed is None:
            return decision
        before, after = self._value(decision.before), self._value(decision.after)
        return replace(decision, before=before, after=after, reason=self.words(decision.reason))

    def _value(self, value: Value | None) -> Value | None:
        if isinstance(value, str):
            return self.words(value)
        # where in a town it was is told by the value that holds, where it may be told
        return replace(value, detail=None) if isinstance(value, Place) else value

    def _unread(self, source: Source) -> SeenSource:
        """A text in which nobody found anything: the names that are sealed everywhere are struck."""
        sealed = self._sealed
        if sealed is None:
            return SeenSource(source, (), struck=False)
        text, strike = source.text, sealed.terms.strike
        told = text.metadata
        content = strike(text.content)
        clean = replace(
            text,
            content=content,
            uri=sealed.terms.address(text.uri),
            metadata=replace(
                told,
                title=told.title and strike(told.title),
                author=None,
                publisher=told.publisher and strike(told.publisher),
                url=told.url and sealed.terms.address(told.url),
            ),
        )
        report = replace(source.report, uri=sealed.terms.address(source.report.uri))
        return SeenSource(Source(report, clean, source.captured_at), (), struck=content != text.content)
