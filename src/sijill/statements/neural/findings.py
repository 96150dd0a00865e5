"""What the network sees → findings and events: which words tell of an act, who suffered it, who did it.

The network says which words tell of acts and which stretches stand in which role to them; grammar (the rules of
``frames``) adds voice and clause where it knows the word too. Events are clusters of the words of acts that the
network holds to be one event. Invariant: every act the network is sure of belongs to exactly one event; a party is a
phrase of the rules where they have one, else a phrase made of the network's stretch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sijill.codebook import Codebook
from sijill.statements.document import Document
from sijill.statements.evidence import rate
from sijill.statements.frames import Finding
from sijill.statements.grouping import Event, add, group, same
from sijill.statements.lexicon import Frame, load
from sijill.statements.neural.decoding import Found, runs, stretches
from sijill.statements.neural.judgement import RULED_OUT, UNFITTED, Judgement, logit
from sijill.statements.neural.labels import ACTS, QUALITIES
from sijill.statements.neural.model import Seen
from sijill.statements.phrases import Phrase, Stretch
from sijill.statements.setting import Setting, setting_of
from sijill.statements.telling import Telling
from sijill.statements.triggers import Trigger, Voice
from sijill.types import Modality, ReaderIdentity

Floats = NDArray[np.float32]

#: a word tells of an act where the network gives all acts together this much
LEAST_ACT = 0.3
#: a party stands in a role to an act
LEAST_ROLE = 0.5
#: the same, of a party in another sentence
LEAST_FAR_VICTIM = 0.6
LEAST_FAR_DOER = 0.6
#: the network adds a party of the same sentence to an act of the rules that has no doer
LEAST_MORE_DOER = 0.85
#: a date or place belongs to an act
LEAST_SETTING = 0.35
#: two words tell of one event
LEAST_SAME = 0.5
#: words that no rule knows tell of an event that the rules have already
LEAST_KNOWN = 0.3
#: where the rules are as sure as this, the event is told
CERTAIN = 0.93
#: the same, where the network is as sure that the text tells of violence
LIKELY, RELEVANT = 0.64, 0.98
#: two parties are one
LEAST_PARTY = 0.5
#: a party's outcome or standing is taken from the network
LEAST_JUDGED = 0.5

_PARTIES = ("victim", "perpetrator", "person", "organisation", "described", "pronoun")
_VALUES = dict(QUALITIES)
#: pronouns that the rules read over, and what they tell: sex, many; they stand for somebody told of before
_PRONOUNS: dict[str, tuple[Literal["f", "m"] | None, bool]] = {
    "he": ("m", False), "him": ("m", False), "his": ("m", False), "himself": ("m", False), "she": ("f", False),
    "her": ("f", False), "hers": ("f", False), "herself": ("f", False), "they": (None, True), "them": (None, True),
    "their": (None, True), "theirs": (None, True), "themselves": (None, True),
}  # fmt: skip
#: pronouns that stand for whoever is told of directly before them
_RELATIVES = frozenset(("who", "whom", "whose"))
#: words of one who writes or is spoken to: nobody whom the text tells of
_OWN = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "you", "your", "yours", "it", "its"))
_UNKNOWN = frozenset(("unknown", "unidentified", "masked"))


@dataclass(slots=True)
class Act:
    """A word of an act as the network sees it."""

    first: int
    last: int
    family: str
    #: probability that it tells of an act at all
    sure: float
    finding: Finding
    #: the rules know the word
    ruled: bool = False
    #: parties that the network sees in a role to it, the surest first
    victims: list[Phrase] = field(default_factory=list)
    doers: list[Phrase] = field(default_factory=list)
    targets: list[tuple[Stretch, str]] = field(default_factory=list)


@dataclass(slots=True)
class Candidate:
    """A party's phrase with the network's stretches that lie in it."""

    phrase: Phrase
    sentence: int
    spans: list[Stretch] = field(default_factory=list)


class NeuralTelling(Telling):
    """A reading in the making, whose acts and parties the network finds."""

    def __init__(
        self,
        document: Document,
        identity: ReaderIdentity,
        codebook: Codebook,
        seen: Seen,
        judgement: Judgement | None = None,
    ) -> None:
        self.seen = seen
        self.acts: list[Act] = []
        self.of_trigger: dict[int, int] = {}
        super().__init__(document, identity, codebook)

        fitted = seen.model.told.get("judgement")
        self.judgement = judgement or (Judgement.of(fitted) if fitted else UNFITTED)
        self.least, self.least_of_text = self.judgement.least, self.judgement.least_of_text
        #: what each event was judged by, in the order of the mentions, for fitting
        self.evidence: list[dict[str, float]] = []

    # -- findings

    def find(self) -> list[list[Finding]]:
        """The findings of every sentence: those of the rules, and those of words that no rule knows."""
        rows = super().find()
        sentences = [(s.first, s.last) for s in self.document.sentences]
        layers = {name: stretches(self.seen.layer(name), sentences) for name in (*_PARTIES, "target", "weapon")}
        candidates = self._candidates(layers)
        any_act = 1.0 - self.seen.acts[:, 0]
        for finding in [finding for row in rows for finding in row]:
            first, last = finding.trigger.first, finding.trigger.last
            self._enter(Act(first, last, finding.frame.family, float(any_act[first:last].max()), finding, ruled=True))
        for found in runs(self.seen.acts, LEAST_ACT):
            if self._only_marks(found) or any(found.first < a.last and a.first < found.last for a in self.acts):
                continue
            number = self.document.sentence_of[found.first]
            family = self._family_of(found)
            finding = self._finding(found, family, number)
            self._enter(Act(found.first, found.last, family, found.sure, finding))
            rows[number].append(finding)
        self._link(candidates, layers)
        return rows

    def _enter(self, act: Act) -> None:
        self.of_trigger[act.first] = len(self.acts)
        self.acts.append(act)

    def _only_marks(self, found: Found) -> bool:
        return not any(self.document.lows[n][:1].isalnum() for n in range(found.first, found.last))

    def _family_of(self, found: Found) -> str:
        return ACTS[int(self.seen.acts[found.first : found.last, 1:].sum(axis=0).argmax()) + 1]

    def _quality(self, name: str, first: int, last: int) -> dict[str, float]:
        row = self.seen.quality(name, first, last).mean(axis=0)
        return dict(zip(_VALUES[name], row.tolist(), strict=True))

    def _finding(self, found: Found, family: str, number: int) -> Finding:
        document = self.document
        sentence = document.sentences[number]
        planned = self._quality("modality", found.first, found.last)["planned"] >= LEAST_JUDGED
        frame = _plain_frame(document.lexicon.code, family)
        head = next(n for n in range(found.first, found.last) if document.lows[n][:1].isalnum())
        trigger = Trigger(
            found.first, found.last, self._voice(found), frame, document.lows[head], group=found.first,
            plural=document.lows[found.last - 1].endswith("s"),
        )  # fmt: skip
        clause = (sentence.first, sentence.last)
        return Finding(trigger, frame, sentence, clause, outcome=frame.outcome, planned=planned)

    def _voice(self, found: Found) -> Voice:
        lows, be = self.document.lows, self.document.lexicon.be
        before = lows[found.first - 1] if found.first else ""
        if before in be:
            return "passive"
        if before in self.document.lexicon.determiners or before in ("of", "by", "'s"):
            return "noun"
        return "active"

    # -- parties

    def _candidates(self, layers: dict[str, list[Found]]) -> list[Candidate]:
        """Every party that the network sees, as a phrase."""
        part_at: dict[int, tuple[Phrase, int]] = {}
        for number, row in enumerate(self.phrases):
            for whole in row:
                for part in whole.members():
                    if part.kind in ("person", "group", "body", "pronoun"):
                        for n in range(part.first, part.last):
                            part_at.setdefault(n, (part, number))
        spans = sorted({(f.first, f.last) for name in _PARTIES for f in layers[name]}, key=lambda s: (s[0] - s[1], s))
        people = {n for f in layers["person"] for n in range(f.first, f.last)}
        bodies = {n for f in layers["organisation"] for n in range(f.first, f.last)}
        found: dict[int, Candidate] = {}
        for span in spans:
            parts = [part_at[n] for n in range(*span) if n in part_at]
            if parts:
                phrase, number = max(parts, key=lambda p: sum(q[0] is p[0] for q in parts))
            else:
                number = self.document.sentence_of[span[0]]
                fresh = self._stands_for(span, part_at) or self._phrase(span, people, bodies)
                if fresh is None:
                    continue
                phrase = fresh
                for n in range(*span):
                    part_at.setdefault(n, (phrase, number))
            found.setdefault(id(phrase), Candidate(phrase, number)).spans.append(span)
        return sorted(found.values(), key=lambda c: c.phrase.first)

    def _stands_for(self, span: Stretch, part_at: Mapping[int, tuple[Phrase, int]]) -> Phrase | None:
        """Whom a relative pronoun stands for: the party told of directly before it."""
        first, last = span
        if last - first != 1 or self.document.lows[first] not in _RELATIVES:
            return None
        before = first - 1 if first and self.document.tokens[first - 1].text != "," else first - 2
        return part_at[before][0] if before in part_at else None

    def _phrase(self, span: Stretch, people: set[int], bodies: set[int]) -> Phrase | None:
        """A phrase where the rules have none; None where the words name nobody."""
        document = self.document
        first, last = span
        lows, lexicon = document.lows, document.lexicon
        words = [low for low in lows[first:last] if low[:1].isalnum()]
        if len(words) == 1 and words[0] in _PRONOUNS:
            sex, many = _PRONOUNS[words[0]]
            at = next(n for n in range(first, last) if lows[n] == words[0])
            return Phrase(
                at, at + 1, "pronoun", plural=many, definite=True, sex=sex, sexed=(at, at + 1) if sex else None
            )
        if not words or all(low in _OWN or low in _RELATIVES for low in words):
            return None
        if all(n in document.place_at and not document.place_at[n].demonym for n in range(first, last)):
            return None  # a place suffers nothing: what stands in it does
        named = [n for n in range(first, last) if n in people]
        body = not named and any(n in bodies for n in range(first, last))
        counted = next((document.count_at[n] for n in range(first, last) if n in document.count_at), None)
        plural = (counted is not None and counted.count.min != 1) or (
            not named and not body and lows[last - 1].endswith("s") and not lows[last - 1].endswith("ss")
        )
        phrase = Phrase(first, last, "body" if body else "group" if plural else "person", plural=plural and not body)
        if named or body:
            phrase.name = (named[0], named[-1] + 1) if named else span
        if not named and not body:
            phrase.described, phrase.nouned = span, True
        phrase.definite = lows[first] in ("the", "this", "that", "these", "those")
        phrase.unidentified = not named and any(low in _UNKNOWN for low in lows[first:last])
        if counted is not None and not named:
            phrase.count, phrase.counted = counted.count, (counted.first, counted.last)
        for n in range(first, last):
            kind = lexicon.people.at(lows, n)
            if kind is not None and not named:
                noun = kind[1][0]
                if noun.occupation and phrase.occupation is None:
                    phrase.occupation, phrase.occupied = noun.occupation, (n, n + kind[0])
                if noun.sex and phrase.sex is None:
                    phrase.sex, phrase.sexed = noun.sex, (n, n + kind[0])
        return phrase

    # -- roles

    def _link(self, candidates: Sequence[Candidate], layers: dict[str, list[Found]]) -> None:
        if not self.acts:
            return
        acts = [(act.first, act.last) for act in self.acts]
        spans = [span for c in candidates for span in c.spans]
        owner = [n for n, c in enumerate(candidates) for _ in c.spans]
        suffers, does = np.zeros((2, len(acts), len(candidates)), np.float32)
        for role, scores in (("victim", suffers), ("perpetrator", does)):
            table = self.seen.pairs(role, acts, spans)
            for column, number in enumerate(owner):
                np.maximum(scores[:, number], table[:, column], out=scores[:, number])
        for scores, others, far in ((suffers, does, LEAST_FAR_VICTIM), (does, suffers, LEAST_FAR_DOER)):
            for act, row, other in zip(self.acts, scores, others, strict=True):
                # nobody does to himself what is done to him: the likelier part
                for number in sorted(
                    np.flatnonzero((row >= LEAST_ROLE) & (row >= other)).tolist(), key=lambda n: -row[n]
                ):
                    candidate = candidates[number]
                    near = candidate.sentence == act.finding.sentence.index
                    if near or float(row[number]) >= far:
                        (act.victims if scores is suffers else act.doers).append(candidate.phrase)
        things = [(f.first, f.last) for f in layers["target"]]
        for act, row in zip(self.acts, self.seen.pairs("target", acts, things), strict=True):
            for number in np.flatnonzero(row >= LEAST_ROLE).tolist():
                act.targets.append((things[number], self._kind_of_thing(things[number])))
        for act, row, other in zip(self.acts, does, suffers, strict=True):
            finding = act.finding
            if not act.ruled:
                finding.victims, finding.doers, finding.targets = act.victims, act.doers, act.targets
                continue
            if not finding.doers:
                finding.doers = [
                    c.phrase
                    for c, n, m in zip(candidates, row, other, strict=True)
                    if n >= LEAST_MORE_DOER and n > m and c.sentence == finding.sentence.index
                ]
        self.arms = [(f.first, f.last) for f in layers["weapon"]]
        self.armed = self.seen.pairs("weapon", acts, self.arms)
        self.dated = [d for d in self.document.dates if d.edtf]
        self.timed = self.seen.pairs("time", acts, [(d.first, d.last) for d in self.dated])
        named = self.document.names
        self.located = [p for p in self.document.places if not p.demonym and p.first not in named]
        self.placed = self.seen.pairs("place", acts, [(p.first, p.last) for p in self.located])
        same = self.seen.pairs("same_event", acts, acts)
        self.same = (same + same.T) / 2

    def _kind_of_thing(self, stretch: Stretch) -> str:
        lexicon, lows = self.document.lexicon, self.document.lows
        for at in range(stretch[1] - 1, stretch[0] - 1, -1):
            found = lexicon.targets.at(lows, at)
            if found is not None and at + found[0] <= stretch[1]:
                return found[1][0][0]
        return "site"

    # -- events

    def events(self) -> list[Event]:
        """The events of the rules as they stand, and those that the network alone sees."""
        ruled = [[f for f in row if self.acts[self.of_trigger[f.trigger.first]].ruled] for row in self.findings]
        events = group(self.document, ruled, self.cast)
        known = list(events)
        for cluster in self._clusters([n for n, act in enumerate(self.acts) if not act.ruled]):
            if any(self._tied(event, cluster) >= LEAST_KNOWN for event in known):
                continue  # told of already, in words that a rule knows
            event = Event()
            for number in cluster:
                add(event, self.acts[number].finding, self.cast)
            self._identify(event, cluster)
            self._outcomes(event)
            self._settings(event, cluster)
            at = min(f.trigger.first for f in event.findings)
            if not any(same(e, event) for e in known if min(f.trigger.first for f in e.findings) < at):
                events.append(event)
        return sorted(events, key=lambda e: min(f.trigger.first for f in e.findings))

    def _tied(self, event: Event, rows: Sequence[int]) -> float:
        """How sure the network is that words of acts tell of an event, too."""
        own = [self.of_trigger[f.trigger.first] for f in event.findings if f.trigger.first in self.of_trigger]
        return float(self.same[np.ix_(rows, own)].mean(axis=0).max()) if own and rows else 0.0

    def _rows(self, event: Event) -> list[Act]:
        return [
            self.acts[self.of_trigger[f.trigger.first]] for f in event.findings if f.trigger.first in self.of_trigger
        ]

    def family_of(self, event: Event) -> str:
        """The act family that the network gives the event's words together."""
        rows = self._rows(event)
        if not rows or any(act.ruled for act in rows):
            return super().family_of(event)
        sums = sum((self.seen.acts[a.first : a.last, 1:].max(axis=0) for a in rows), np.zeros(len(ACTS) - 1))
        return ACTS[int(sums.argmax()) + 1]

    def _judged(self, event: Event, quality: str, value: str) -> float:
        rows = [self._quality(quality, a.first, a.last)[value] for a in self._rows(event)]
        return sum(rows) / len(rows) if rows else 0.0

    def kind_of(self, event: Event) -> str:
        """Whether it is one event or a total over many."""
        if any(act.ruled for act in self._rows(event)):
            return super().kind_of(event)
        return "aggregate" if self._judged(event, "kind", "aggregate") >= LEAST_JUDGED else "event"

    def modality_of(self, event: Event) -> Modality:
        """How the text tells it: as done, said, denied or planned."""
        if any(act.ruled for act in self._rows(event)):
            return super().modality_of(event)
        values: tuple[Modality, ...] = ("asserted", "alleged", "denied", "planned")
        return max(values, key=lambda value: self._judged(event, "modality", value))

    def scope_of(self, event: Event, family: str) -> tuple[str, Stretch]:
        """Whether it is violence of the kind that registers keep, and the words that say so."""
        ruled, why = super().scope_of(event, family)
        out = self._judged(event, "scope", "out")
        if out >= LEAST_JUDGED:
            return "out", why
        return ("unclear" if ruled == "out" else ruled), why

    def weapons(self, event: Event) -> list[Stretch]:
        """What it was done with: what the rules know, else what the network sees."""
        known = super().weapons(event)
        if known:
            return known
        rows = [self.of_trigger[f.trigger.first] for f in event.findings if f.trigger.first in self.of_trigger]
        if rows and self.arms:
            scores = self.armed[rows].max(axis=0)
            seen = [self.arms[n] for n in np.flatnonzero(scores >= LEAST_ROLE).tolist()]
            if seen:
                return seen
        return []

    def sure(self, event: Event, told: dict[str, float]) -> float:
        """The probability that the text tells of the event, from the network's numbers and the rules' evidence."""
        rows = self._rows(event)
        numbers = [self.of_trigger[f.trigger.first] for f in event.findings if f.trigger.first in self.of_trigger]
        ruled = any(a.ruled for a in rows)
        by_rules = rate(told) if ruled else 0.0
        told = {name: value for name, value in told.items() if name not in RULED_OUT}
        told["net act"] = logit(max((a.sure for a in rows), default=0.0))
        told["net acts"] = float(np.log(max(1, len(rows))))
        told["net scope out"] = logit(self._judged(event, "scope", "out"))
        told["net aggregate"] = self._judged(event, "kind", "aggregate")
        told["net central"] = self._judged(event, "central", "central")
        told["net planned"] = self._judged(event, "modality", "planned")
        told["net relevant"] = logit(self.seen.relevant)
        told["net timed"] = float(self.timed[numbers].max()) if self.dated and numbers else 0.0
        told["net placed"] = float(self.placed[numbers].max()) if self.located and numbers else 0.0
        spans = {n for phrase, _, _ in event.victims for n in range(phrase.first, phrase.last)}
        suffers = self.seen.layer("victim")[sorted(spans), 1:].sum(axis=1) if spans else np.zeros(1)
        told["net victim"] = float(suffers.max())
        told["net rule"] = float(ruled)
        self.evidence.append(told)
        judged = self.judgement.sure(told)
        # fitted to invented passages, many of them literary, it doubts plain news that the rules are sure of
        certain = by_rules >= CERTAIN or (by_rules >= LIKELY and self.seen.relevant >= RELEVANT)
        return max(judged, self.judgement.least_of_text) if certain else judged

    def _clusters(self, numbers: list[int]) -> list[list[int]]:
        """Words of acts that tell of one event: average linkage, the likeliest pair first."""
        if len(numbers) < 2:
            return [[n] for n in numbers]
        clusters = [[n] for n in numbers]
        scores = self.same[np.ix_(numbers, numbers)].astype(np.float64)
        np.fill_diagonal(scores, -1.0)
        sizes = np.ones(len(clusters))
        while True:
            one, two = divmod(int(scores.argmax()), len(clusters))
            if scores[one, two] < LEAST_SAME:
                return [sorted(cluster) for cluster in clusters if cluster]
            joined = (scores[one] * sizes[one] + scores[two] * sizes[two]) / (sizes[one] + sizes[two])
            scores[one], scores[:, one] = joined, joined
            scores[two], scores[:, two] = -1.0, -1.0
            scores[one, one] = -1.0
            sizes[one] += sizes[two]
            clusters[one] += clusters[two]
            clusters[two] = []

    def _identify(self, event: Event, cluster: Sequence[int]) -> None:
        """Make one of the nameless and the named victim whom the network holds to be one person."""
        named = [row for row in event.victims if row[1].name is not None and row[1].kind == "person"]
        bare = [row for row in event.victims if row[1].name is None and not row[1].plural]
        for phrase, entity, outcome in bare:
            best, score = None, LEAST_PARTY
            for other, known, _ in named:
                one, two = sorted([(phrase.first, phrase.last), (other.first, other.last)])
                tied = float(self.seen.pairs("same_party", [one], [two])[0, 0])
                if tied >= score:
                    best, score = known, tied
            if best is None:
                continue
            for name in ("occupation", "sex"):
                if getattr(best, name) is None:
                    setattr(best, name, getattr(entity, name))
            best.phrases = sorted([*best.phrases, phrase], key=lambda p: p.first)
            event.victims = [row for row in event.victims if row[1] is not entity]
            for number in cluster:
                self.acts[number].finding.aliases[entity.index] = best
            self._suffers(event, best, outcome)

    def _suffers(self, event: Event, entity: object, outcome: str | None) -> None:
        for number, (phrase, known, before) in enumerate(event.victims):
            if known is entity and before is None:
                event.victims[number] = (phrase, known, outcome)

    def _outcomes(self, event: Event) -> None:
        """What became of each victim, where the act itself does not tell."""
        for number, (phrase, entity, outcome) in enumerate(event.victims):
            if outcome is not None:
                continue
            told = self._quality("outcome", phrase.first, phrase.last)
            best = max(told, key=lambda name: told[name])
            if best != "unknown" and told[best] >= LEAST_JUDGED:
                event.victims[number] = (phrase, entity, best)

    def _settings(self, event: Event, cluster: Sequence[int]) -> None:
        """Date and place where the rules have none: those that the network ties to the event's words."""
        setting = event.setting
        rows = list(cluster)
        if setting.date is None and self.dated and rows:
            scores = self.timed[rows].max(axis=0)
            order = sorted(np.flatnonzero(scores >= LEAST_SETTING).tolist(), key=lambda n: -scores[n])
            setting.dates = [self.dated[n] for n in order]
        if setting.place is None and self.located and rows:
            scores = self.placed[rows].max(axis=0)
            order = sorted(np.flatnonzero(scores >= LEAST_SETTING).tolist(), key=lambda n: -scores[n])
            setting.places = [self.located[n] for n in order]
            setting.firm = bool(order)
        if all(not self.acts[n].ruled for n in rows) and (setting.date is None or setting.place is None):
            ruled = Setting()
            for number in sorted({f.sentence.index for f in event.findings}):
                own = [f for f in event.findings if f.sentence.index == number]
                others = [
                    [a.finding] for n, a in enumerate(self.acts) if n not in rows and a.finding.sentence.index == number
                ]
                ruled.join(setting_of(self.document, own, others))
            if setting.date is None:
                setting.dates = ruled.dates
            if setting.place is None:
                setting.places, setting.firm = ruled.places, ruled.firm


@lru_cache(maxsize=256)
def _plain_frame(code: str, family: str) -> Frame:
    """What the first words of a family in the language's table tell."""
    rows = [row.frame for _, payloads in load(code).verbs.rows() for row in payloads]
    for frame in rows:
        if frame.family == family and not frame.weak and not frame.close:
            return Frame(family, None, frame.outcome, (), "any", False, False, frame.neutral, False, frozenset())
    return Frame(family, None, None, (), "any", False, False, False, False, frozenset())
