"""When and where: the dates and places that belong to an event.

Invariant: a date or place is taken from the words of the event's own sentences, nearest first; one that belongs to a
word of saying ("officials said on Saturday") or lies nearer to another event is left to it. The publication date is
never an event's date unless words say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sijill.statements.document import Dated, Document, Located
from sijill.statements.frames import Finding

#: words before a place that make it where something happened
_WHERE = frozenset(
    (
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "on",
        "of",
        "around",
        "within",
        "across",
        "to",
        "into",
        "off",
        "from",
        "between",
        "'s",
        "'",
        "the",
        "through",
        "toward",
        "towards",
    )
)

#: a preposition before the place counts as much as this many words of distance
NEARNESS_OF_IN = 8


#: a comma between counts as so many words
DISTANCE_OF_COMMA = 4

#: beyond so many words commas are not counted
FARTHEST = 60

#: a place within a phrase about somebody ("a Basra activist") is taken only where there is no other
NOT_ITS_OWN = 60


@dataclass(slots=True)
class Setting:
    """Date and places of an event; the first is the best."""

    dates: list[Dated] = field(default_factory=list)
    places: list[Located] = field(default_factory=list)
    #: the best place is told as the event's own, not within a phrase about somebody
    firm: bool = False

    @property
    def date(self) -> Dated | None:
        """The date, or None where none is told."""
        return next((d for d in self.dates if d.edtf), self.dates[0] if self.dates else None)

    @property
    def place(self) -> Located | None:
        """The place: the first that names a city, or else the first."""
        fine = next((p for p in self.places if p.place.city), None)
        return fine or (self.places[0] if self.places else None)

    def join(self, other: Setting) -> None:
        """Take up what another account of the event tells besides."""
        if other.firm and not self.firm:
            self.places = [p for p in other.places if p not in self.places] + self.places
            self.firm = True
        self.dates.extend(d for d in other.dates if d not in self.dates)
        self.places.extend(p for p in other.places if p not in self.places)


def setting_of(document: Document, findings: Sequence[Finding], others: Sequence[Sequence[Finding]]) -> Setting:
    """The dates and places of an event told in one sentence.

    Args:
        document: the analysed text.
        findings: the event's findings in the sentence.
        others: those of the sentence's other events; what is nearer to them is theirs.
    """
    sentence = findings[0].sentence
    mine = [f.trigger.first for f in findings]
    rivals = [f for row in others for f in row if not f.negated and not f.void]
    clauses = {f.clause for f in findings}
    low, high = min(c[0] for c in clauses), max(c[1] for c in clauses)
    setting = Setting()
    seen: set[int] = set()
    dates: list[tuple[int, Dated]] = []
    places: list[tuple[int, Located]] = []
    for at in range(sentence.first, sentence.last):
        theirs = [f.trigger.first for f in rivals if f.clause[0] <= at < f.clause[1]]
        dated = document.date_at.get(at)
        if dated is not None and dated.first == at and not _of_saying(document, dated) and low <= at < high:
            if any(document.lows[n] == "since" for n in range(max(sentence.first, at - 12), at)):
                continue
            distance = _distance(document, mine, at)
            if not theirs or distance <= _distance(document, theirs, at) or len(clauses) > 1:
                dates.append((distance + (60 if dated.edtf is None or _open(dated) else 0), dated))
        located = document.place_at.get(at)
        if located is not None and located.first == at and id(located) not in seen and low <= at < high:
            seen.add(id(located))
            if located.demonym or at in document.names:
                continue
            distance = _distance(document, mine, at)
            if theirs and distance > _distance(document, theirs, at):
                continue
            before = document.lows[at - 1] if at > sentence.first else ""
            if before not in _WHERE:
                distance += NEARNESS_OF_IN
            if located.place.city is None:
                distance += 2
            if located.kind == "country" and not _where(document, at):
                continue
            following = document.lows[located.last] if located.last < sentence.last else ""
            owner = following in ("'s", "'") and located.kind == "country"
            named_after = document.lexicon.targets.at(document.lows, located.last) if following else None
            if named_after is not None and before not in ("in", "near", "at", "outside"):
                owner = True  # "the Salam mosque in Quetta"
            if at in document.aside or owner:
                if located.kind == "country":
                    continue
                distance += NOT_ITS_OWN
            places.append((distance, located))
    setting.dates = [dated for _, dated in sorted(dates, key=lambda row: row[0])]
    setting.firm = any(distance < NOT_ITS_OWN for distance, _ in places)
    setting.places = [located for _, located in sorted(places, key=lambda row: row[0])]
    return setting


def _where(document: Document, at: int) -> bool:
    """Whether a country's name stands after a word of place: "in northern X", not "X has said"."""
    before = at - 1
    while before > 0 and at - before < 5:
        low = document.lows[before]
        if low in (
            "in",
            "inside",
            "across",
            "throughout",
            "near",
            "from",
            "of",
            "to",
            "into",
            "on",
            "at",
            "off",
            "within",
            "around",
            "outside",
            ",",
        ):
            return True
        if low in document.lexicon.common and low not in ("the", "and"):
            return False
        if not low[:1].isalpha():
            return False
        before -= 1
    return False


def _open(dated: Dated) -> bool:
    return bool(dated.edtf and (dated.edtf.endswith("/..") or dated.edtf.startswith("../")))


def _distance(document: Document, places: Sequence[int], at: int) -> int:
    """Words between; what stands after the trigger is nearer than what stands before it, a comma puts farther."""
    nearest = 10**6
    for p in places:
        low, high = min(p, at), max(p, at)
        words = high - low if at >= p else int((high - low) * 1.2) + 1
        commas = document.lows[low : min(high, low + FARTHEST)].count(",")
        nearest = min(nearest, words + commas * DISTANCE_OF_COMMA)
    return nearest


def _of_saying(document: Document, dated: Dated) -> bool:
    """ "officials said on Saturday", "told reporters Monday": the date is that of the saying."""
    at = dated.first - 1
    steps = 0
    while at >= 0 and steps < 4:
        low = document.lows[at]
        if low in document.lexicon.saying:
            return True
        if (
            low not in ("on", "in", "late", "early", "reporters", "journalists", "the", "a", "statement")
            and not document.tokens[at].capital
        ):
            return False
        at -= 1
        steps += 1
    return False
