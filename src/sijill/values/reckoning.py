"""How many one event killed and injured, of all the numbers that a text tells.

The victims of the event are known by their words; what befell each is told by the marker that takes them
(:mod:`sijill.values.tolls`) or, where none does, by what kind of act it was. Numbers beside them are the event's where
they stand in its sentences: "others" are added to those who are named, a number that can hold them all stands for
all, and numbers that differ make a range.

Invariant: nobody is counted twice, nobody is counted whom neither the victims' words nor a number beside them tell of;
not stated is None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate

from sijill.languages import Language, load
from sijill.types import Count, Span
from sijill.values.counts import CountExpression, find_counts
from sijill.values.folding import fold
from sijill.values.stretches import Covered
from sijill.values.tolls import Befalling, TollExpression, find_befallings, find_tolls, sentence_starts

#: acts aimed at those who are named: other numbers of the text are not theirs
_AIMED = frozenset(["killing", "attempted_killing"])
#: acts in which a number of dead or hurt beside no victim's words is still theirs
#: acts that kill nobody: whoever died is another's victim, unless he is told of as this one's
_SPARING = frozenset(["attempted_killing", "assault", "sexual_violence"])
#: acts that hurt by their name
_FATES = frozenset(["killed", "injured", "unharmed"])
_HURTING = frozenset(["assault", "sexual_violence"])
_VIOLENT = frozenset(
    [
        "armed_attack",
        "bombing",
        "aerial_attack",
        "shelling",
        "killing",
        "assault",
        "sexual_violence",
        "attempted_killing",
        "raid",
    ]
)
#: code points between somebody's words and the word that says what befell him, at most
FARTHEST = 160
#: markers among somebody's own words that are weighed, at most
MOST_BESIDE = 8
#: victims of one event, at most: more are a list
MOST_VICTIMS = 500
#: "civilians" are two at least
LEAST_PLURAL = 2
#: code points in which the word before an act is looked for
LONGEST_WORD = 12
#: code points of "of the wounded" behind a number, at most
LONGEST_OF = 20
#: where the event's own sentences give no number, those so many sentences before and behind may; more of them where
#: they tell of such an act
REACH, REACH_TELLING = 1, 3
#: numbers of one event differ by no more than this factor (a toll rises; sources differ)
SEVERAL = 3
#: a text is about the event whose victims it names in one of its first sentences
LEAD = 2


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


@dataclass(frozen=True, slots=True)
class _Text:
    """What is found in one text, whatever event is asked about; all in the order of the text."""

    starts: Sequence[int]
    tolls: Sequence[TollExpression]
    #: for each of the tolls how far it and those before it reach
    reach: Sequence[int]
    #: by the code point at which they end
    counts: Mapping[int, CountExpression]
    #: by the number of their sentence: all markers, and those that are no mere signs
    befallings: Mapping[int, Sequence[Befalling]]
    markers: Mapping[int, Sequence[Befalling]]
    #: by sentence and outcome
    told: Mapping[tuple[int, str], Sequence[TollExpression]]

    def sentence(self, span: Span) -> int:
        """The number of the sentence in which a stretch begins."""
        return bisect_right(self.starts, span.start) - 1

    def holding(self, span: Span) -> Iterator[TollExpression]:
        """The tolls that share a code point with a stretch, the last first."""
        at = bisect_left(self.tolls, span.end, key=lambda t: t.span.start) - 1
        while at >= 0 and self.reach[at] > span.start:
            if self.tolls[at].span.overlaps(span):
                yield self.tolls[at]
            at -= 1


@lru_cache(maxsize=4)
def _read(text: str, language: Language) -> _Text:
    """A text, read once for all its events."""
    starts = tuple(sentence_starts(text, language))
    befallings: dict[int, list[Befalling]] = {}
    for befalling in find_befallings(text, language):
        befallings.setdefault(bisect_right(starts, befalling.span.start) - 1, []).append(befalling)
    tolls = tuple(find_tolls(text, language, references=True))
    told: dict[tuple[int, str], list[TollExpression]] = {}
    for toll in tolls:
        told.setdefault((bisect_right(starts, toll.span.start) - 1, toll.outcome), []).append(toll)
    return _Text(
        starts, tolls, tuple(accumulate((t.span.end for t in tolls), max)),
        {c.span.end: c for c in find_counts(text, language)}, befallings,
        {n: [b for b in row if not b.sign] for n, row in befallings.items()}, told,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Words:
    """Lists of ``[counts.tolls]``, folded, explained there."""

    definite: frozenset[str]
    stops: frozenset[str]
    plurals: frozenset[str]
    several: frozenset[str]
    generic: frozenset[str]
    subjects: frozenset[str]
    of_those: frozenset[str]


@lru_cache(maxsize=16)
def _words(language: Language) -> _Words:
    section = language.section("counts").get("tolls", {})
    return _Words(**{f.name: frozenset(fold(w) for w in section.get(f.name, ())) for f in fields(_Words)})


@dataclass(slots=True, eq=False)
class _Person:
    """One victim, and what the text says befell him."""

    victim: Victim
    #: the tolls that count him, in the order of the text
    held: tuple[TollExpression, ...]
    #: what those and his own words say befell him
    told: set[str]
    #: what the markers nearest to his words say
    near: set[str]
    outcome: str | None = None


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
        self._read = _read(text, language)
        self._words = _words(language)
        sentence = self._read.sentence
        self._telling = {sentence(s) for s in triggers}
        #: sentences about "the attack", one that was told of
        self._definite = {sentence(s) for s in triggers if self._before(s) in self._words.definite}
        victims = victims[:MOST_VICTIMS]
        self._spans = Covered(s for v in victims for s in v.spans)
        self._naming = {sentence(s) for v in victims for s in v.spans}
        self._elsewhere = {sentence(s) for s in others}
        self._anchors = sorted(self._naming or self._telling)
        self._people = [self._person(v) for v in victims]
        for person in self._people:
            person.outcome = self._outcome(person)
        #: of each outcome, what those without a name amount to, and the sentences that say so; once it was asked
        self._stated: dict[str, tuple[Figure | None, frozenset[int]]] = {}

    def _before(self, span: Span) -> str:
        """The folded word before some words."""
        words = fold(self._text[max(0, span.start - LONGEST_WORD) : span.start]).split()
        return words[-1] if words else ""

    def toll(self) -> EventToll:
        return EventToll(self._figure("killed"), self._figure("injured"))

    # -- what befell each victim

    def _person(self, victim: Victim) -> _Person:
        held = {t for s in victim.spans for t in self._read.holding(s)}
        own = {
            b.outcome
            for s in victim.spans
            for b in self._read.markers.get(self._read.sentence(s), ())
            if b.span.within(s)
        }
        ordered = tuple(sorted(held, key=lambda t: (t.span, t.outcome)))
        return _Person(victim, ordered, own | {t.outcome for t in held}, self._nearest(victim))

    def _outcome(self, person: _Person) -> str | None:
        """What befell somebody: as his own words say, the marker that takes him, the nearest one, or the act."""
        victim, found, near = person.victim, person.told, person.near
        if self._family == "attempted_killing":
            if not victim.named and "killed" in found | near and len(self._people) > 1:
                return "killed"  # "his bodyguard was killed"
            return "injured" if {"injured", "struck"} & (found | self._nearest(victim, signs=True)) else None
        if self._family == "killing":
            told = found if found & _FATES else near
            another = any("killed" in p.told | p.near for p in self._people if p is not person)
            spared = "struck" in told | found and another
            return next((o for o in ("killed", "unharmed", "injured") if o in told), "injured" if spared else "killed")
        if self._family in _HURTING:
            return None if "unharmed" in (found if found & _FATES else near) else "injured"
        if self._family in _VIOLENT:
            told = found if found & _FATES else near | self._nearest(victim, signs=True)
            return next((o for o in ("killed", "injured") if o in told), "injured" if "struck" in told else None)
        if victim.named:
            return None  # whom a threat or an arrest befell may have been killed at another time
        return next((o for o in ("killed", "injured") if o in found), "injured" if "struck" in found else None)

    def _nearest(self, victim: Victim, *, signs: bool = False) -> set[str]:
        """What the markers nearest to somebody's words say, one for each sentence that has both."""
        found = set()
        for span in victim.spans:
            sentence = self._read.sentence(span)
            near = self._befalling(sentence, span, signs) or self._goes_on(sentence + 1, signs)
            if near is None:
                continue
            if near.real:
                found.add(near.outcome)
            elif near.outcome == "injured":
                found.add("unharmed")  # "did not harm his daughter"
        return found

    def _befalling(self, sentence: int, span: Span, signs: bool) -> Befalling | None:
        """The marker of a sentence that is nearest to somebody's words."""
        told = (self._read.befallings if signs else self._read.markers).get(sentence, ())
        at = bisect_right(told, span.start, key=lambda b: b.span.start)
        beside = told[max(0, at - 1) : bisect_left(told, span.end, lo=at, key=lambda b: b.span.start) + 1]
        near = min(beside[:MOST_BESIDE], key=lambda b: _apart(b.span, span), default=None)
        return near if near is not None and _apart(near.span, span) <= FARTHEST else None

    def _goes_on(self, sentence: int, signs: bool) -> Befalling | None:
        """The first marker of the next sentence, where it goes on about the same person: "She lost a leg"."""
        if sentence >= len(self._read.starts) or sentence in self._naming:
            return None
        start = self._read.starts[sentence]
        words = fold(self._text[start : start + LONGEST_WORD]).split()
        if not words or words[0] not in self._words.subjects:
            return None
        told = (self._read.befallings if signs else self._read.markers).get(sentence, ())
        return told[0] if told else None

    # -- the figures

    def _figure(self, outcome: str) -> Figure | None:
        mine = [p for p in self._people if p.outcome == outcome]
        own = _held(mine, outcome)
        base = self._known(mine, outcome)
        if base is not None and self._family in _AIMED and all(p.victim.named for p in mine):
            return base
        if outcome == "killed" and base is None and self._family in _SPARING:
            return None
        named = sum(p.victim.named for p in mine)
        totals: list[tuple[Count, TollExpression]] = []
        for figure in self._relevant(outcome, base):
            if figure in own and base is not None and not figure.inclusive:
                continue
            count = figure.count
            if figure.besides and figure not in own:
                count = Count(count.min + named, None if count.max is None else count.max + named)
            if base is None or (count.max is None or count.max >= base.count.min):
                totals.append((count, figure))
        totals = [row for row in totals if row[0].max != 0] or (totals if base is None else [])
        totals = [row for row in totals if row[1].rule not in ("plural", "vague")] or (totals if base is None else [])
        if not totals:
            return base
        counts = {c for c, _ in totals}
        spans = {f.span for _, f in totals}
        if base is not None:
            spans.update(base.spans)
            if self._is_stated(mine, own) and not any(f.inclusive or f.besides for _, f in totals):
                counts.add(base.count)
        low = min(c.min for c in counts)
        high = None if any(c.max is None for c in counts) else max(c.max or 0 for c in counts)
        return Figure(Count(low, high), tuple(sorted(spans)), "figure" if len(counts) == 1 else "range")

    def _is_stated(self, mine: Sequence[_Person], own: Iterable[TollExpression]) -> bool:
        """Whether the victims' own words give a number that can differ from another one, and is no part of it."""
        stated = any(t.rule not in ("reference", "one", "plural") for t in own)
        return stated and not any(p.victim.named for p in mine)

    def _known(self, mine: Sequence[_Person], outcome: str) -> Figure | None:
        """What the victims amount to, nobody counted twice; None where they tell no number."""
        units = self._units(mine, outcome)
        told = [u for u in units if u.told] or units
        groups = [u for u in told if u.many and not u.besides]
        free = {id(g): g.count.min for g in groups}
        kept: list[_Unit] = []
        for unit in told:
            # "nine students were killed. Brice Salem, 21, ...": told after a number, he is one of them; a number told
            # after "four people" is a part of them as well
            holding = next((g for g in groups if free[id(g)] >= unit.count.min and self._is_within(unit, g)), None)
            if holding is None:
                kept.append(unit)
            else:
                free[id(holding)] -= unit.count.min
        if not kept:
            return None
        most = None if any(u.count.max is None for u in kept) else sum(u.count.max or 0 for u in kept)
        spans = tuple(sorted({u.span for u in kept if u.span is not None}))
        return Figure(Count(sum(u.count.min for u in kept), most), spans, "victims")

    def _is_within(self, unit: _Unit, group: _Unit) -> bool:
        """Whether those told of later are among a group."""
        if unit is group or group.start >= unit.start or group.rule == "sum" or unit.rule == "sum" or unit.besides:
            return False
        if not unit.many:
            return True
        words = fold(self._text[group.span.start : group.span.end]).split() if group.span is not None else []
        return bool(words) and words[-1] in self._words.generic

    def _units(self, mine: Sequence[_Person], outcome: str) -> list[_Unit]:
        """The victims as what each adds; parts of others and those in a number that is there already left out."""
        own = _held(mine, outcome)
        parts = Covered(span for t in own for span in t.parts)
        units: list[_Unit] = []
        counted: set[Span] = set()
        for person in mine:
            victim = person.victim
            holding = [t for t in person.held if t.outcome == outcome]
            inside = bool(victim.spans) and all(parts.hold(s) for s in victim.spans)
            if not victim.named and (inside or any(t.inclusive for t in holding)):
                continue
            beside = bool(units) or (len(mine) == 1 and self._family not in _AIMED)
            if not victim.named and beside and self._is_part(victim):
                continue
            first = min((s.start for s in victim.spans), default=0)
            sums = [t for t in holding if t.rule == "sum"]
            if any(t.span in counted for t in sums):
                continue
            if sums and own[sums[0]] > 1:
                counted.update(t.span for t in sums)
                units.append(_Unit(sums[0].count, sums[0].span, first, "sum"))
            elif victim.named:
                span = holding[0].span if holding else next(iter(victim.spans), None)
                units.append(_Unit(Count(1, 1), span, first, "one"))
            else:
                units.append(self._unit(victim, holding, first))
        return units

    def _unit(self, victim: Victim, holding: Sequence[TollExpression], first: int) -> _Unit:
        """Those who have no name: the figure that holds them, or that of their own words."""
        for toll in holding:
            if toll.rule not in ("reference", "total", "shared"):
                return _Unit(toll.count, toll.span, first, toll.rule, toll.besides)
        for span in victim.spans:
            for found in find_counts(self._text[span.start : span.end], self._language, articles=True):
                return _Unit(found.count, span, first, found.rule, found.rule == "further")
            before = self._read.counts.get(span.start) or self._read.counts.get(span.start - 1)
            if before is not None:  # "four | prisoners"
                return _Unit(before.count, Span(before.span.start, span.end), first, before.rule)
        own = next(iter(victim.spans), None)
        if own is None or self._is_plural(self._text[own.start : own.end]):
            return _Unit(Count(1, None), own, first, "untold", told=False)
        return _Unit(Count(1, 1), own, first, "one")

    def _is_plural(self, words: str) -> bool:
        """Whether words are told of several people without a number: "prisoners", "those who lay there"."""
        head: list[str] = []
        for word in words.split():
            key = fold(word).strip(".,;:()'’\"")
            if head and key in self._words.stops:
                break
            head.append(key)
        last = head[-1] if head else ""
        return (
            (bool(head) and head[0] in self._words.several)
            or last in self._words.plurals
            or (last.endswith("s") and not last.endswith("ss"))
        )

    def _is_part(self, victim: Victim) -> bool:
        """ "five of them", "three of the dead": a part of those told of before."""
        for span in victim.spans:
            words = self._text[span.start : span.end + LONGEST_OF]
            for count in find_counts(words, self._language)[:1]:
                rest = fold(words[count.span.end :]).strip()
                if any(rest.startswith(of) for of in self._words.of_those):
                    return True
        return False

    def _relevant(self, outcome: str, base: Figure | None) -> list[TollExpression]:
        """The figures of an outcome in the sentences that tell of the event.

        Those where its victims are told of go first. Where nothing is known of the outcome, others may tell: those
        nearest by; or, where the text is about the event, those of its first sentence and about "the attack".
        """
        if self._family not in _VIOLENT:
            return []
        rows = [
            (self._read.sentence(t.span), t) for t in self._read.tolls
            if t.outcome == outcome and t.rule != "reference" and not self._is_foreign(t)
        ]  # fmt: skip
        here = [t for sentence, t in rows if sentence in self._naming]
        if base is not None and (base.count.max is not None or base.count.min > LEAST_PLURAL):
            return here + [t for sentence, t in rows if t.besides and self._distance(sentence) == 1]
        if here or (self._family in _AIMED and any(p.victim.named for p in self._people)):
            return here
        near = [
            (distance, t) for sentence, t in rows
            if (distance := self._distance(sentence)) is not None and not self._contradicts(sentence, outcome)
        ]  # fmt: skip
        if near:
            least = min(distance for distance, _ in near)
            return [t for distance, t in near if distance == least]
        about = self._telling if 0 in self._telling else set()
        about = about if min(self._naming, default=0) <= LEAD else about & {0}
        about = about & ({0} | self._definite) - self._elsewhere
        return [t for sentence, t in rows if sentence in about and not self._contradicts(sentence, outcome)]

    def _distance(self, sentence: int) -> int | None:
        """How many sentences away from those of the victims a sentence is; None for too many, or for another event."""
        if sentence in self._elsewhere:
            return None
        at = bisect_right(self._anchors, sentence)
        apart = min((abs(sentence - n) for n in self._anchors[max(0, at - 1) : at + 1]), default=None)
        reach = REACH_TELLING if sentence in self._telling else REACH
        return apart if apart is not None and apart <= reach else None

    def _contradicts(self, sentence: int, outcome: str) -> bool:
        """Whether a sentence gives another number for what is known already, and so tells of another event."""
        for other in ("killed", "injured"):
            known, sentences = self._unnamed(other)
            if other == outcome or known is None or sentence in sentences:
                continue
            for toll in self._read.told.get((sentence, other), ()):
                if toll.rule not in ("reference", "one", "plural", "vague") and not _agree(known.count, toll.count):
                    return True
        return False

    def _unnamed(self, outcome: str) -> tuple[Figure | None, frozenset[int]]:
        """What the victims without a name amount to where a number says so, and the sentences that tell it."""
        if outcome not in self._stated:
            mine = [p for p in self._people if p.outcome == outcome and not p.victim.named]
            own = _held(mine, outcome)
            stated = any(t.rule not in ("reference", "one", "plural", "shared") for t in own)
            sentences = frozenset(self._read.sentence(t.span) for t in own)
            self._stated[outcome] = (self._known(mine, outcome) if stated else None, sentences)
        return self._stated[outcome]

    def _is_foreign(self, toll: TollExpression) -> bool:
        """Whether it counts somebody named who is no victim of this event."""
        return any(not self._spans.overlap(name) for name in toll.names)


def _held(people: Iterable[_Person], outcome: str) -> Counter[TollExpression]:
    """The tolls of an outcome that count some people, and how many of them each does."""
    return Counter(t for p in people for t in p.held if t.outcome == outcome)


@dataclass(frozen=True, slots=True)
class _Unit:
    """What one victim, or several told of in one number, add to a toll."""

    count: Count
    span: Span | None
    #: where they are told of first
    start: int
    rule: str
    #: "others": besides those told of before
    besides: bool = False
    #: their words or a marker give the number
    told: bool = True

    @property
    def many(self) -> bool:
        """More than one person."""
        return self.count != Count(1, 1)


def _agree(known: Count, told: Count) -> bool:
    """Whether two numbers may be told of one event: neither is several times the other."""
    low, high = sorted((max(1, known.max or known.min), max(1, told.max or told.min)))
    return high < SEVERAL * low


def _apart(a: Span, b: Span) -> int:
    """Code points between two stretches."""
    return max(0, max(a.start, b.start) - min(a.end, b.end))
