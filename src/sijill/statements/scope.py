"""Whether a text shows political violence or a violation of rights: by roles, doer, setting; else ordinary crime.

Invariant: an act that is political by its nature (a bombing, torture, a threat to a reporter) is never out; where the
words show neither politics nor ordinary crime the scope is unclear and a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from sijill.statements.coreference import Entity
from sijill.statements.document import Document
from sijill.statements.frames import Finding
from sijill.statements.lexicon import Phrases
from sijill.statements.phrases import Phrase, Stretch

#: occupations whose bearers are attacked for what they do
AT_RISK = frozenset(
    [
        "journalist",
        "activist",
        "protester",
        "politician",
        "official",
        "lawyer",
        "judge",
        "academic",
        "writer",
        "cleric",
        "medic",
        "aid_worker",
        "prisoner",
        "refugee",
        "armed_group",
        "security_forces",
    ]
)
#: acts that are political by their nature
POLITICAL_ACTS = frozenset(
    ["bombing", "aerial_attack", "shelling", "enforced_disappearance", "torture", "displacement"]
)


def hits(document: Document, table: Phrases[bool], first: int, last: int) -> list[Stretch]:
    """Where words of a table stand in a stretch."""
    return table.within(document.lows, first, last)


def scope_of(
    document: Document,
    family: str,
    findings: Sequence[Finding],
    victims: Sequence[tuple[Phrase, Entity, str | None]],
    doers: Sequence[tuple[Phrase, Entity, Finding]],
) -> tuple[str, Stretch]:
    """The scope of an event and the words that show it."""
    trigger = (findings[0].trigger.first, findings[0].trigger.last)
    for phrase, entity, _ in victims:
        if entity.occupation in AT_RISK:
            where = next((p.occupied for p in entity.phrases if p.occupied), phrase.occupied)
            return "in", where or trigger
    tables = document.lexicon.scope
    sentences = sorted({f.sentence.index for f in findings})
    near = [document.sentences[n] for n in sentences]
    ordinary = [h for s in near for h in hits(document, tables["ordinary"], s.first, s.last)]
    accident = [h for s in near for h in hits(document, tables["accident"], s.first, s.last)]
    sport = [h for s in near for h in hits(document, tables["sport"], s.first, s.last)]
    political = [h for s in near for h in hits(document, tables["political"], s.first, s.last)]
    against = ordinary or accident or sport
    if family in POLITICAL_ACTS and not accident:
        return "in", trigger
    for phrase, _, _ in doers:
        if phrase.code and phrase.code[:4] in ("0101", "0201") and not against:
            return "in", (phrase.first, phrase.last)
        if phrase.kind == "body" and not against:
            return "in", (phrase.first, phrase.last)
    if against and len(political) < 2:
        return "out", against[0]
    if political:
        return "in", political[0]
    whole = (0, min(len(document.tokens), 400))
    crowd = [hit for name in ("accident", "sport", "ordinary") for hit in hits(document, tables[name], *whole)]
    around = hits(document, tables["political"], *whole)
    if len(crowd) > len(around):
        return "out", crowd[0]
    return ("in", around[0]) if around else ("unclear", trigger)
