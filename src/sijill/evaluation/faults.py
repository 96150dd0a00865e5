"""What went wrong in one text, each fault in a class that a machine can tell, with the words for a person to judge.

The class says *where* it went wrong, not why: "no candidate" is for whoever makes the reader find more, "merged" for
whoever makes it tell events apart. Invariant: every incident that is missed or made up has exactly one fault, and a
pair has one for each slot of it that is not right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sijill.evaluation import scoring
from sijill.evaluation.agreement import Row
from sijill.evaluation.scoring import SLOTS, Tally, affinity

Class = Literal[
    # an incident that was missed
    "missed: read as out of scope", "missed: merged with another", "missed: wrong type", "missed: wrong details",
    "missed: no candidate",
    # an incident that was made up
    "made up: split off", "made up: wrong type", "made up: the text tells of nothing", "made up: no such incident",
    # a slot of an incident that was found
    "slot: wrong", "slot: missing", "slot: made up",
]  # fmt: skip

#: characters of the text shown on either side
AROUND = 160


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong."""

    kind: Class
    #: name of the slot, or "incident"
    slot: str
    #: the annotated incident, None where it was made up
    gold: Row | None
    #: the predicted incident, or the one that comes nearest; None where there is none
    said: Row | None
    #: the words of the text that it is about
    excerpt: str


def faults(text: str, gold: Sequence[Row], found: Sequence[Row], told: Sequence[str]) -> Iterator[Fault]:
    """All that went wrong in a text.

    Args:
        text: its words.
        gold: its annotated incidents.
        found: all incidents that the reader found, as contract 1 has them.
        told: scopes of those that count.
    """
    said = [incident for incident in found if incident.get("scope") in told]
    aside = [incident for incident in found if incident.get("scope") not in told]
    for part in scoring.parts(gold, said):
        one = None if part.gold is None else gold[part.gold]
        other = None if part.said is None else said[part.said]
        if one is not None and other is not None:
            for name in SLOTS:
                kind = _slot(part.told[name])
                if kind:
                    yield Fault(kind, name, one, other, excerpt(text, one, other))
        elif one is not None:
            missed, nearest = _missed(text, one, said, aside)
            yield Fault(missed, "incident", one, nearest, excerpt(text, one, nearest))
        elif other is not None:
            made_up, nearest = _made_up(other, gold)
            yield Fault(made_up, "incident", nearest, other, excerpt(text, None, other))


def _slot(tally: Tally) -> Class | None:
    if tally.right == max(tally.said, tally.gold):
        return None
    if tally.said and tally.gold:
        return "slot: wrong"
    return "slot: missing" if tally.gold else "slot: made up"


def _missed(text: str, gold: Row, said: Sequence[Row], aside: Sequence[Row]) -> tuple[Class, Row | None]:
    """Why an incident was missed, and what came nearest."""
    if (nearest := _nearest(gold, aside)) is not None:
        return "missed: read as out of scope", nearest
    if (nearest := _nearest(gold, said)) is not None:
        return "missed: merged with another", nearest
    nearest = _nearest(gold, [{**other, "type": gold.get("type")} for other in said], said)
    if nearest is not None:
        return "missed: wrong type", nearest
    place = _place(text, gold)
    nearest = next((other for other in said if place is not None and _covers(other, place)), None)
    return ("missed: wrong details", nearest) if nearest is not None else ("missed: no candidate", None)


def _made_up(said: Row, gold: Sequence[Row]) -> tuple[Class, Row | None]:
    if not gold:
        return "made up: the text tells of nothing", None
    nearest = _nearest(said, gold, turned=True)
    if nearest is not None:
        return "made up: split off", nearest
    nearest = _nearest(said, [{**other, "type": said.get("type")} for other in gold], gold, turned=True)
    return ("made up: wrong type", nearest) if nearest is not None else ("made up: no such incident", None)


def _nearest(
    one: Row, candidates: Sequence[Row], instead: Sequence[Row] | None = None, *, turned: bool = False
) -> Row | None:
    """Of candidates that could be paired with an incident the one worth most, or what stands for it.

    Args:
        turned: whether the candidates are the annotated ones.
    """
    worth = [affinity(other, one) if turned else affinity(one, other) for other in candidates]
    best = max(range(len(worth)), key=worth.__getitem__, default=None)
    return None if best is None or worth[best] <= 0 else (instead or candidates)[best]


def _quotes(incident: Row) -> Iterator[str]:
    """Words of an incident that stand in the text, those that tell it from others first."""
    for party in (*(incident.get("victims") or ()), *(incident.get("perpetrators") or ())):
        yield from (party[name] for name in ("name", "description") if party.get(name))
    quoted: Any = (incident.get("place") or {}).get("quote")
    for words in (incident.get("date_quote"), quoted):
        if isinstance(words, Mapping):
            yield str(words.get("text"))
        elif words:
            yield str(words)


def _place(text: str, incident: Row) -> int | None:
    """Where the text tells of an annotated incident, as far as its words show."""
    return next((at for words in _quotes(incident) if (at := text.find(words)) >= 0), None)


def _covers(said: Row, place: int) -> bool:
    return any(quote["start"] <= place < quote["end"] for quote in said.get("evidence") or ())


def excerpt(text: str, gold: Row | None, said: Row | None) -> str:
    """The words that a fault is about: the predicted incident's evidence, or where the annotated one stands."""
    quotes = (said or {}).get("evidence") or ()
    place = _place(text, gold) if gold is not None else None
    if place is None and quotes:
        place = quotes[0]["start"]
    if place is None:
        return " ".join(text[: 2 * AROUND].split())
    start, end = max(0, place - AROUND), min(len(text), place + AROUND)
    return f"{'…' if start else ''}{' '.join(text[start:end].split())}{'…' if end < len(text) else ''}"
