"""How many one event killed and injured, of all the numbers that a text tells.

The victims of the event are known by their words; what befell each is told by the marker that takes them
(:mod:`sijill.values.tolls`) or, where none does, by what kind of act it was. Numbers beside them are the event's where
they stand in its sentences: "others" are added to those who are named, a number that can hold them all stands for
all, and numbers that differ make a range.

Invariant: nobody is counted twice, nobody is counted whom neither the victims' words nor a number beside them tell of;
not stated is None.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sijill.languages import Language, load
from sijill.types import Count, Span
from sijill.values.counts import find_counts
from sijill.values.tolls import Befalling, TollExpression, find_befallings, find_tolls, sentence_starts

#: acts aimed at those who are named: other numbers of the text are not theirs
_AIMED = frozenset(["killing", "attempted_killing"])
#: acts in which a number of dead or hurt beside no victim's words is still theirs
_VIOLENT = frozenset(["armed_attack", "bombing", "aerial_attack", "shelling", "killing", "assault", "attempted_killing", "raid"])
#: code points between somebody's words and the word that says what befell him, at most
FARTHEST = 160


@dataclass(frozen=True, slots=True)
class Victim:
    """Whom an event befell: one person, or a group told of by its number."""

    #: where the text names or describes them
    spans: tuple[Span, ...]
    #: a person with a name, who counts one whatever else the words are
    named: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people and the words that give it."""

    count: Count
    spans: tuple[Span, ...]
    #: "victims" (those known, one by one), "figure" (a number of the text), "sum" (victims and others), "range" (of
    #: figures that differ)
    rule: str


@dataclass(frozen=True, slots=True)
class EventToll:
    """How many an event killed and injured; None where the text does not tell."""

    killed: Figure | None
    injured: Figure | None


def toll_of(
    text: str,
    language: str | Language,
    *,
    family: str,
    victims: Sequence[Victim] = (),
    triggers: Sequence[Span] = (),
    others: Sequence[Span] = (),
) -> EventToll:
    """How many people the event that some words of a text tell of killed and injured.

    Args:
        text: the text.
        language: BCP 47 code, or the language; one without data for tolls tells of its named victims only.
        family: the act family of the event: "killing", "bombing", ...
        victims: those whom it befell, as far as they are known.
        triggers: the words that say what was done.
        others: the words that say what else was done, in other events.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
    """
    known = load(language) if isinstance(language, str) else language
    return _Reckoning(text, known, family, victims, triggers, others).toll()


class _Reckoning:
    def __init__(
        self,
        text: str,
        language: Language,
        family: str,
        victims: Sequence[Victim],
        triggers: Sequence[Span],
        others: Sequence[Span],
    ) -> None:
        self._text = text
        self._language = language
        self._family = family
        self._victims = victims
        self._starts = sentence_starts(text, language)
        self._tolls = find_tolls(text, language, references=True)
        self._befallings: dict[int, list[Befalling]] = {}
        for befalling in find_befallings(text, language):
            if befalling.real:
                self._befallings.setdefault(self._sentence(befalling.span), []).append(befalling)
        self._telling = {self._sentence(s) for s in triggers}
        self._naming = {self._sentence(s) for v in victims for s in v.spans}
        self._elsewhere = {self._sentence(s) for s in others}
        self._outcomes = [self._outcome(v) for v in victims]

    def _sentence(self, span: Span) -> int:
        return bisect_right(self._starts, span.start) - 1

    def toll(self) -> EventToll:
        return EventToll(self._figure("killed"), self._figure("injured"))

    # -- what befell each victim

    def _outcome(self, victim: Victim) -> str | None:
        """What befell somebody: as a marker that takes him says, or the nearest in his sentences, or the act."""
        found = {t.outcome for t in self._tolls if self._holds(t, victim)}
        near = self._nearest(victim)
        if self._family == "attempted_killing":
            return "injured" if {"injured", "struck"} & (found | near) else None
        if self._family == "killing":
            return next((o for o in ("killed", "unharmed", "injured") if o in found), None) or (
                "killed" if "killed" in near or not near & {"unharmed", "injured", "struck"} else
                "injured" if near & {"injured", "struck"} else None
            )
        if self._family in _VIOLENT:
            told = found or near
            return next((o for o in ("killed", "injured") if o in told), "injured" if "struck" in told else None)
        if victim.named:
            return None  # whom a threat or an arrest befell may have been killed at another time
        return next((o for o in ("killed", "injured") if o in found), "injured" if "struck" in found else None)

    def _holds(self, toll: TollExpression, victim: Victim) -> bool:
        return any(toll.span.overlaps(s) for s in victim.spans)

    def _nearest(self, victim: Victim) -> set[str]:
        """What the markers nearest to somebody's words say, one for each sentence that has both."""
        found = set()
        for span in victim.spans:
            told = self._befallings.get(self._sentence(span), ())
            near = min(told, key=lambda b: _apart(b.span, span), default=None)
            if near is not None and _apart(near.span, span) <= FARTHEST:
                found.add(near.outcome)
        return found

    # -- the figures

    def _figure(self, outcome: str) -> Figure | None:
        mine = [v for v, befell in zip(self._victims, self._outcomes, strict=True) if befell == outcome]
        own = [t for t in self._tolls if t.outcome == outcome and any(self._holds(t, v) for v in mine)]
        least, most, spans = self._known(mine, own)
        figures = [t for t in self._relevant(outcome) if t not in own and t.rule != "reference"]
        base = Figure(Count(least, most), spans, "victims") if mine else None
        named = sum(v.named for v in mine)
        alone = bool(mine) and all(v.named for v in mine)
        if not figures or (alone and self._family in _AIMED):
            return base
        totals = []
        for figure in figures:
            count = figure.count
            if figure.besides:
                count = Count(count.min + named, None if count.max is None else count.max + named)
            if (count.max or count.min) >= least:
                totals.append((count, figure))
        exact = [row for row in totals if row[1].rule not in ("plural", "vague")]
        totals = exact or totals
        if not totals:
            return base
        counts = {c for c, _ in totals} | ({base.count} if base is not None and self._stated(mine, own) else set())
        low = min(c.min for c in counts)
        high = None if any(c.max is None for c in counts) else max(c.max or 0 for c in counts)
        return Figure(
            Count(low, high), tuple(sorted({*spans, *(f.span for _, f in totals)})), "figure" if len(counts) == 1 else "range"
        )

    def _stated(self, mine: Sequence[Victim], own: Sequence[TollExpression]) -> bool:
        """Whether the victims' own words give a number, which differs rather than being a part."""
        return bool(own) and not any(v.named for v in mine) and any(t.rule not in ("reference", "one", "plural") for t in own)

    def _known(self, mine: Sequence[Victim], own: Sequence[TollExpression]) -> tuple[int, int | None, tuple[Span, ...]]:
        """What the victims amount to, nobody counted twice."""
        least, most = 0, 0
        open_end = False
        spans: list[Span] = []
        counted: set[Span] = set()
        for victim in mine:
            holding = [t for t in own if self._holds(t, victim)]
            sums = [t for t in holding if t.rule == "sum"]
            if any(t.span in counted for t in sums):
                continue
            if sums and sum(self._holds(sums[0], v) for v in mine) > 1:
                count, span = sums[0].count, sums[0].span
                counted.update(t.span for t in sums)
            elif victim.named:
                count, span = Count(1, 1), holding[0].span if holding else next(iter(victim.spans), None)
            else:
                count, span = self._counted(victim, holding)
            least += count.min
            most += count.max or 0
            open_end = open_end or count.max is None
            if span is not None:
                spans.append(span)
        return least, None if open_end else most, tuple(sorted(set(spans)))

    def _counted(self, victim: Victim, holding: Sequence[TollExpression]) -> tuple[Count, Span | None]:
        """The number of those who have no name: the figure that holds them, or that of their own words."""
        for toll in holding:
            if toll.rule not in ("reference", "total"):
                return toll.count, toll.span
        for span in victim.spans:
            for found in find_counts(self._text[span.start : span.end], self._language, articles=True):
                return found.count, span
        return Count(1, 1), next(iter(victim.spans), None)

    def _relevant(self, outcome: str) -> list[TollExpression]:
        """The figures of an outcome in the sentences that tell of the event."""
        if self._family not in _VIOLENT:
            return []
        return [
            toll for toll in self._tolls
            if toll.outcome == outcome and self._is_told_here(self._sentence(toll.span))
        ]  # fmt: skip

    def _is_told_here(self, sentence: int) -> bool:
        return sentence in self._naming or (sentence in self._telling and sentence not in self._elsewhere)


def _apart(a: Span, b: Span) -> int:
    """Code points between two stretches."""
    return max(0, max(a.start, b.start) - min(a.end, b.end))
