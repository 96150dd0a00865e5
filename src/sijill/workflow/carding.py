"""The two cards of an incident: the keeper's as it is, the reader's from a dossier that has gone through the filter.

The filter reads all words of all texts; a card needs few of them. So the filter is given the dossier with the rest of
its texts blanked out, and of the register's seals those that can have a say: the incident's own, and of those that hold
everywhere (a person's decision, a child, a victim of sexual violence) the ones whose words may stand on the card.

Invariant: both cards follow from the dossier and the seals that hold everywhere, in whatever order reports came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sijill.errors import SealedError
from sijill.incidents.carding import card
from sijill.publication.filter import Filter
from sijill.register import Register, standing_on
from sijill.types import Account, Card, Dossier, Seal, Span

#: what stands for a character of a text that no value rests on: parts words, and is in no name
_BLANK = "|"


class Carder:
    """Makes the cards of dossiers of one register, as `Register.save_incidents` takes it."""

    def __init__(self, everywhere: Iterable[Seal]) -> None:
        """With the seals that hold everywhere: :meth:`Register.far_seals`."""
        self._everywhere = tuple(everywhere)

    @classmethod
    def of(cls, register: Register) -> Carder:
        """As a register's seals are now."""
        return cls(register.far_seals())

    def __call__(self, dossier: Dossier) -> tuple[Card, Card | None]:
        """The keeper's and the reader's card; None where nothing of the incident may be told to a reader."""
        keeper = card(dossier)
        seals = dict.fromkeys((*dossier.seals, *standing_on(keeper, self._everywhere)))
        door = Filter(tuple(seals), audience="public")
        try:
            cleared = door.clear(replace(bare(dossier), seals=tuple(seals), decisions=(), published=True))
        except SealedError:
            return keeper, None  # the door stays shut
        if cleared is None:
            return keeper, None
        reader = card(replace(cleared.dossier, published=dossier.published), state=keeper.state)
        telling = reader.telling or bool(dossier.decisions)
        return keeper, replace(reader, telling=telling, sealed=bool(cleared.seals))


def bare(dossier: Dossier) -> Dossier:
    """A dossier without relations and claims that give no figure, and with no words but those that something rests on.

    What is left stands where it stood.
    """
    kept: dict[str, list[Span]] = {}
    for account in dossier.mentions:
        kept.setdefault(account.source.text.id, []).extend(_spans(account))
    for seal in dossier.seals:
        if seal.anchor.text in kept:
            kept[seal.anchor.text] += seal.anchor.spans
    blanked: dict[str, str] = {}
    accounts = []
    for account in dossier.mentions:
        text = account.source.text
        if text.id not in blanked:
            blanked[text.id] = _blanked(text.content, kept[text.id])
        source = replace(account.source, text=replace(text, content=blanked[text.id]))
        claims = tuple(c for c in account.claims if c.count is not None)
        accounts.append(replace(account, source=source, claims=claims, relations=()))
    return replace(dossier, mentions=tuple(accounts))


def _spans(account: Account) -> Iterable[Span]:
    for statement in account.mention.statements:
        yield from statement.spans
        yield from statement.speaker_spans
    for party in account.parties:
        yield from party.spans
    yield from (c.span for c in account.claims if c.count is not None)


def _blanked(content: str, kept: Iterable[Span]) -> str:
    pieces: list[str] = []
    at = 0
    for span in sorted(kept):
        if span.end > at:
            start = max(span.start, at)
            pieces += [_BLANK * (start - at), content[start : span.end]]
            at = min(span.end, len(content))
    return "".join([*pieces, _BLANK * (len(content) - at)])
