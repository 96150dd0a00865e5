"""How it was done: weapons and methods, from the words of an event's sentences.

Invariant: a method is given only where the act family can have it (``[manner.families]``); a weapon is the phrase as
written ("a pistol fitted with a silencer" gives "a pistol").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sijill.statements.document import Document
from sijill.statements.frames import Finding
from sijill.statements.phrases import Stretch

#: words before a weapon noun that belong to the phrase
LONGEST_BEFORE = 4


def clauses(findings: Iterable[Finding]) -> list[Stretch]:
    """The stretches of the text that tell of an event, each once."""
    return sorted(dict.fromkeys(f.clause for f in findings))


def find_weapons(document: Document, findings: Sequence[Finding]) -> list[Stretch]:
    """The weapons of an event, as stretches, each kind once."""
    lexicon, lows = document.lexicon, document.lows
    found: list[Stretch] = []
    kinds: set[str] = set()
    for first, last in clauses(findings):
        at = first
        while at < last:
            hit = lexicon.weapons.at(lows, at)
            if hit is None or at + hit[0] > last:
                at += 1
                continue
            end = at + hit[0]
            after = lows[end] if end < last else ""
            head = lows[end - 1].rstrip("s")
            if after in lexicon.phrasing["named_after"] or (
                document.tokens[at].capital and end < last and document.tokens[end].capital
            ):
                at = end
                continue
            if head not in kinds:
                kinds.add(head)
                found.append((_reach(document, at, first), end))
            at = end
    return found


def _reach(document: Document, at: int, floor: int) -> int:
    lexicon, lows = document.lexicon, document.lows
    first = at
    while first > floor and at - first < LONGEST_BEFORE:
        low = lows[first - 1]
        if low in lexicon.determiners or first - 1 in document.count_at:
            first = document.count_at[first - 1].first if first - 1 in document.count_at else first - 1
            break
        if low == "of" and first - 2 >= floor and lows[first - 2] in lexicon.phrasing["quantities"]:
            first -= 2
            if first - 1 >= floor and lows[first - 1].replace(".", "").isdigit():
                first -= 1
            break
        closed = low in lexicon.prepositions or low in lexicon.conjunctions or low in lexicon.verb_forms
        if (
            closed
            or low in lexicon.subordinators
            or low in lexicon.be
            or not low[:1].isalnum()
            or low in lexicon.possessives
            or low in lexicon.have
        ):
            break
        first -= 1
    return max(first, floor)


def find_methods(document: Document, findings: Sequence[Finding], family: str) -> list[tuple[str, Stretch]]:
    """The methods of an event, each with the words that say it, in the order of the text."""
    lexicon, lows = document.lexicon, document.lows
    allowed = lexicon.allowed_methods.get(family, frozenset())
    found: dict[str, Stretch] = {}
    for finding in findings:
        for method in finding.frame.methods:
            if method in allowed:
                found.setdefault(method, (finding.trigger.first, finding.trigger.last))
    for first, last in clauses(findings):
        for at in range(first, last):
            hit = lexicon.methods.at(lows, at)
            if hit is None or at + hit[0] > last:
                continue
            for method in hit[1]:
                if method in allowed:
                    found.setdefault(method, (at, at + hit[0]))
    if "car_bomb" in found and "ied" in found:
        del found["ied"]
    return sorted(found.items(), key=lambda row: row[1])
