"""People whom nobody has decided to publish: named only by reports that came after the decision about their incident.

A published incident goes on growing: a further report joins it, and may name somebody of whom nobody thought when it
was decided to publish. A decision to publish therefore tells of which texts the incident consisted (``before``), and
whom only other texts name is withheld like somebody sealed until it is decided again.

Invariant: a decision that does not tell its texts (one of an older register) covers what is there.
"""

from __future__ import annotations

from sijill.publication.accused import effective
from sijill.types import Dossier, PartyKey


def texts_then(texts: object) -> frozenset[str] | None:
    """The ids of the texts that a decision to publish covers, from its ``before``; None: whatever there is."""
    return frozenset(texts.split()) if isinstance(texts, str) and texts else None


def undecided(dossier: Dossier) -> frozenset[PartyKey]:
    """The parties of those whom only texts name that no decision to publish in force covers.

    Args:
        dossier: as the register has it, with its decisions.
    """
    covered: set[str] = set()
    for decision in effective(dossier.decisions):
        if decision.kind != "publish":
            continue
        texts = texts_then(decision.before)
        if texts is None:
            return frozenset()
        covered |= texts
    if not covered:
        return frozenset()
    found: set[PartyKey] = set()
    for party in dossier.standing.parties:
        if all(key.text not in covered for key in party.parties):
            found |= set(party.parties)
    return frozenset(found)
