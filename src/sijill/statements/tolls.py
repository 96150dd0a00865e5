"""How many: killed and injured, from the victims of an event and never beyond what the words bear.

Invariant: a sum is made only of people told as different ("X, his driver and two others"); figures given apart
("eight", later "twelve") stay apart, each a statement of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sijill.statements.coreference import Cast
from sijill.statements.document import Document
from sijill.statements.frames import Finding
from sijill.statements.phrases import Phrase
from sijill.types import Count, Span


@dataclass(frozen=True, slots=True)
class Toll:
    """One figure and the words that give it."""

    count: Count
    spans: tuple[Span, ...]
    finding: Finding


def count_of(phrase: Phrase) -> Count | None:
    """How many a phrase stands for; a bare plural is at least two."""
    if phrase.count is not None:
        return phrase.count
    if phrase.kind in ("person", "thing", "pronoun") and not phrase.plural:
        return Count(1, 1)
    return Count(2, None) if phrase.plural and phrase.kind == "group" else None


def _singles(findings: Sequence[Finding], cast: Cast, outcome: str) -> frozenset[int]:
    """The single people whom an event's findings give an outcome, by their index in the cast."""
    return frozenset(
        finding.aliases.get(met.index, met).index
        for finding in findings
        if finding.outcome == outcome and not finding.negated and not finding.planned
        for phrase, met in cast.resolve(finding.victims)
        if not phrase.plural
    )


def tolls(document: Document, findings: Sequence[Finding], cast: Cast, outcome: str) -> list[Toll]:
    """The figures that an event's findings give for one outcome ("killed", "injured")."""
    dead = _singles(findings, cast, "killed") if outcome == "injured" else frozenset()
    people: dict[int, Span] = {}
    rows: list[tuple[Finding, list[Phrase], set[int]]] = []
    for finding in findings:
        if finding.outcome != outcome or finding.negated or finding.planned:
            continue
        groups: list[Phrase] = []
        singles: set[int] = set()
        for phrase, met in cast.resolve(finding.victims):
            entity = finding.aliases.get(met.index, met)
            if entity.plural or phrase.plural:
                if phrase.kind != "pronoun":
                    groups.append(phrase)
            elif entity.index not in dead:  # shot, and dead of it: he is no injured person besides
                singles.add(entity.index)
                people.setdefault(entity.index, document.span(phrase.first, phrase.last))
        rows.append((finding, groups, singles))
    found: list[Toll] = []
    for finding, groups, singles in rows:
        counted = [(g, count_of(g)) for g in groups]
        known = [(g, c) for g, c in counted if c is not None]
        if not known:
            continue
        others = [
            g for g in groups if g.others and any(s.start < document.tokens[g.first].start for s in people.values())
        ]
        besides = set(people) if others else set() if finding.inclusive else singles
        if not others and len(known) == 1 and known[0][1] == Count(len(people), len(people)):
            besides = set()  # "two activists were shot": those named elsewhere
        least = sum(c.min for _, c in known) + len(besides)
        uppers = [c.max for _, c in known if c.max is not None]
        most = sum(uppers) + len(besides) if len(uppers) == len(known) else None
        spans = [document.span(g.first, g.last) for g, _ in known] + [people[n] for n in besides]
        toll = Toll(Count(least, most), tuple(sorted(dict.fromkeys(spans))), finding)
        if all(t.count != toll.count for t in found):
            found.append(toll)
    stated = [t for t in found if t.count.max is not None or t.count.min > 2]
    found = stated or found
    if not found and people:
        last = next(f for f, _, singles in rows if singles)
        spans = sorted(dict.fromkeys(people.values()))
        found.append(Toll(Count(len(people), len(people)), tuple(spans), last))
    return found
