"""Findings → events: which of them tell of one and the same thing that happened.

Invariant: every finding belongs to one event, or to none where it tells of nothing by itself. Within a sentence
grammar decides (see frames); across sentences two findings are of one event when their act families can be, nothing
told of both contradicts (victims, date, place), and something ties them: a shared victim, a definite mention ("the
blast"), or the same date and place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sijill.statements.coreference import Cast, Entity
from sijill.statements.document import Dated, Document
from sijill.statements.frames import Finding
from sijill.statements.phrases import Phrase
from sijill.statements.setting import Setting, setting_of
from sijill.values.edtf import overlap

#: act families between which two accounts of one event may differ
KIN: dict[str, str] = {
    "killing": "harm", "attempted_killing": "harm", "armed_attack": "harm", "bombing": "harm", "aerial_attack": "harm",
    "shelling": "harm", "assault": "harm",
    "abduction": "liberty", "enforced_disappearance": "liberty",
    "detention": "custody", "legal_action": "law", "release": "release", "torture": "torture",
    "sexual_violence": "sexual", "threat": "threat", "raid": "raid", "property_destruction": "property",
    "displacement": "displacement",
}  # fmt: skip

#: when one event is told with several families, the first of these names it
RANK = (
    "bombing", "aerial_attack", "shelling", "raid", "abduction", "enforced_disappearance", "killing", "armed_attack",
    "attempted_killing", "sexual_violence", "torture", "legal_action", "detention", "assault", "property_destruction",
    "displacement", "release", "threat",
)  # fmt: skip

#: details without date and place of their own follow within so many sentences
REACH_OF_DETAIL = 3

#: a person told of without a name is named within so many sentences
REACH_OF_NAMING = 4

#: those who were hurt besides are told of within so many sentences
REACH_OF_WOUNDED = 2

#: acts that are none without somebody whom they befall
_NEEDS_SOMEBODY = frozenset(
    (
        "detention",
        "legal_action",
        "release",
        "torture",
        "sexual_violence",
        "threat",
        "assault",
        "abduction",
        "displacement",
    )
) | {"enforced_disappearance"}

#: methods that show how somebody found dead died
_DEADLY = frozenset(
    ("shooting", "stabbing", "beating", "ied", "car_bomb", "execution_style", "drone", "air_strike", "rocket")
)

#: a definite mention ("the attack") looks back over this many sentences
REACH_OF_DEFINITE = 25


@dataclass(slots=True)
class Event:
    """What several findings tell of."""

    findings: list[Finding] = field(default_factory=list)
    #: victims, each with the phrase that names it here and what became of it
    victims: list[tuple[Phrase, Entity, str | None]] = field(default_factory=list)
    doers: list[tuple[Phrase, Entity, Finding]] = field(default_factory=list)
    setting: Setting = field(default_factory=Setting)

    @property
    def family(self) -> str:
        """The act family that names the event."""
        return self.naming.frame.family

    @property
    def naming(self) -> Finding:
        """The finding whose act names the event."""
        families = [f for f in self.findings if not f.void]
        pool = families or self.findings
        named = any(entity.name is not None for _, entity, _ in self.victims)
        few = named and not any(p.plural and (p.count is None or (p.count.max or 99) > 4) for p, _, _ in self.victims)

        def rank(finding: Finding) -> tuple[int, int]:
            family = finding.frame.family
            place = RANK.index(family) if family in RANK else len(RANK)
            if family == "armed_attack" and not few:
                place = RANK.index("killing")
                return (place, 0)
            if family == "armed_attack":
                return (RANK.index("attempted_killing"), 2)
            if family == "killing" and finding.frame.weak:
                return (RANK.index("armed_attack"), 1)
            return (place, 1)

        return min(pool, key=rank)

    def named(self) -> set[int]:
        """Indexes of the named victims."""
        return {entity.index for _, entity, _ in self.victims if entity.name is not None and entity.kind == "person"}

    def everyone(self) -> set[int]:
        """Indexes of all victims."""
        return {entity.index for _, entity, _ in self.victims}


def group(document: Document, findings: Sequence[Sequence[Finding]], cast: Cast) -> list[Event]:
    """The events of a text, in the order in which it tells of them.

    Args:
        document: the analysed text.
        findings: the findings of every sentence.
        cast: who is who.
    """
    events: list[Event] = []
    for row in findings:
        local: dict[int, Event] = {}
        fresh: list[Event] = []
        for number, finding in enumerate(row):
            if finding.elliptical and not finding.victims and not finding.targets:
                finding.victims = _told_last(fresh or events)
            if finding.same_as is not None and finding.same_as in local:
                event = local[finding.same_as]
            elif fresh and finding.frame.weak and _only_numbers(finding):
                event = fresh[-1]  # "were attacked; one died and three were injured"
            else:
                joined = next((e for e in fresh if _one_sentence(e, finding, cast)), None)
                event = joined or Event()
                if joined is None:
                    fresh.append(event)
            local[number] = event
            add(event, finding, cast)
        fresh = [single for event in fresh for single in _apart(event, cast)]
        for event in fresh:
            event.setting = setting_of(document, event.findings, [e.findings for e in fresh if e is not event])
        _share_setting(fresh)
        before = list(events)
        for event in fresh:
            earlier = next((e for e in reversed(before) if same(e, event)), None)
            if earlier is not None:
                merge(earlier, event)
            elif not all(f.void or f.negated for f in event.findings):
                events.append(event)
    return [event for event in events if not _hollow(document, event)]


def _told_last(events: Sequence[Event]) -> list[Phrase]:
    """The victims of the event told last."""
    return [phrase for phrase, _, _ in events[-1].victims] if events else []


def _apart(event: Event, cast: Cast) -> list[Event]:
    """ "have killed many of the country's editors - A, B, C": a list of killings is as many events."""
    if len(event.findings) != 1 or not any(p.each for p in event.findings[0].victims):
        return [event]
    finding = event.findings[0]
    parts = [part for phrase in finding.victims for part in phrase.members()]
    events = []
    for part in parts:
        single = Event()
        add(single, replace(finding, victims=[part]), cast)
        events.append(single)
    return events


def _share_setting(fresh: Sequence[Event]) -> None:
    """ "Police beat the man and smashed his camera in Lima on 5 May": what one subject did at one time and place."""
    for event in fresh:
        doers = {e.index for _, e, _ in event.doers}
        for other in fresh:
            same = other is not event and doers & {e.index for _, e, _ in other.doers}
            if not same or other.findings[0].clause != event.findings[0].clause:
                continue
            if event.setting.date is None:
                event.setting.dates.extend(other.setting.dates[:1])
            if event.setting.place is None:
                event.setting.places.extend(other.setting.places[:1])
                event.setting.firm = other.setting.firm


def _only_numbers(finding: Finding) -> bool:
    """Whether its victims are told by number alone: "one", "three others"."""
    parts = [part for phrase in finding.victims for part in phrase.members()]
    return bool(parts) and all(p.kind == "group" and not p.nouned and p.name is None for p in parts)


def add(event: Event, finding: Finding, cast: Cast) -> None:
    """Take a finding into an event, its victims and doers with it."""
    event.findings.append(finding)
    for phrase, entity in cast.resolve(finding.victims):
        _suffer(event, phrase, entity, finding.outcome)
    for phrase, entity in cast.resolve(finding.doers):
        if all(known is not entity for _, known, _ in event.doers):
            event.doers.append((phrase, entity, finding))


def _suffer(event: Event, phrase: Phrase, entity: Entity, outcome: str | None) -> None:
    for number, (known_phrase, known, known_outcome) in enumerate(event.victims):
        if known is entity:
            event.victims[number] = (known_phrase, known, graver(known_outcome, outcome))
            return
    event.victims.append((phrase, entity, outcome))


_GRAVITY = (
    "killed",
    "released",
    "tortured",
    "abducted",
    "detained",
    "sued",
    "injured",
    "displaced",
    "threatened",
    "unharmed",
)


def graver(one: str | None, two: str | None) -> str | None:
    """The outcome that says more of the two; a release says more than the abduction before it."""
    ranked = [o for o in (one, two) if o is not None]
    return min(ranked, key=lambda o: _GRAVITY.index(o) if o in _GRAVITY else 99, default=None)


def kin_of(finding: Finding) -> str:
    """The circle of act families within which accounts of one event differ; an attempt is told as an attempt."""
    frame = finding.frame
    told = frame.outcome == "unharmed" or "attempt" in finding.trigger.lemma or finding.trigger.lemma.startswith("try")
    if frame.family == "attempted_killing" and told:
        return "attempt"
    return KIN.get(frame.family, frame.family)


def _kin(one: Event, two: Finding) -> bool:
    return any(kin_of(f) == kin_of(two) for f in one.findings)


def _one_sentence(event: Event, finding: Finding, cast: Cast) -> bool:
    """Whether a finding tells of an event of the same sentence though grammar does not tie them."""
    last = event.findings[-1]
    if last.clause != finding.clause:
        return False
    if finding.planned != last.planned or finding.void != last.void:
        return False
    victims = {e.index for _, e in cast.resolve(finding.victims)}
    shared = bool(victims & event.everyone())
    families = {f.frame.family for f in event.findings}
    if {finding.frame.family, *families} >= {"raid", "detention"} and len({finding.frame.family, *families}) == 2:
        return True
    if (
        last.trigger.voice == "noun"
        and last.victims
        and finding.trigger.voice != "noun"
        and finding.doers
        and not finding.frame.weak
        and not shared
    ):
        return False  # "in revenge for the killing of X, gunmen attacked …"
    nominal = finding.trigger.voice == last.trigger.voice == "noun"
    if nominal and finding.victims and finding.frame.family != last.frame.family:
        return False
    if not _kin(event, finding):
        pair = families | {finding.frame.family}
        if shared and pair <= {"abduction", "enforced_disappearance", "release"}:
            return True
        if shared and pair == {"legal_action", "detention"}:
            return True  # "was sentenced and taken into custody"
        if (
            shared
            and "killing" in pair
            and finding.frame.family == "detention"
            and (finding.trigger.being or any(f.trigger.being for f in event.findings))
        ):
            return True  # "died after being beaten and detained"
        # "abducted, tortured and killed": one victim, one story told in one breath
        return (
            shared
            and pair
            <= {"abduction", "torture", "killing", "detention", "assault", "enforced_disappearance", "sexual_violence"}
            and (finding.frame.family in ("torture", "killing") and not finding.frame.weak)
        )
    if shared or not victims or not event.everyone():
        named = {e.index for _, e in cast.resolve(finding.victims) if e.name is not None}
        return not (named and event.named() and not named & event.named())
    named = {e.index for _, e in cast.resolve(finding.victims) if e.name is not None}
    if named and event.named() and not named & event.named():
        return False
    return (
        finding.frame.family == last.frame.family
        or finding.frame.neutral
        or last.frame.neutral
        or finding.frame.weak
        or last.frame.weak
    )


def same(earlier: Event, event: Event) -> bool:
    """Whether an event told in a later sentence is one told before."""
    families, others = {f.frame.family for f in earlier.findings}, {f.frame.family for f in event.findings}
    kin = {kin_of(f) for f in earlier.findings} & {kin_of(f) for f in event.findings}
    gap = event.findings[0].sentence.index - earlier.findings[-1].sentence.index
    if not kin:
        if (
            families & {"abduction", "enforced_disappearance"}
            and others == {"release"}
            and event.named() & earlier.named()
        ):
            return True
        return "raid" in families and others == {"detention"} and gap <= 1 and not event.named()
    named, known = event.named(), earlier.named()
    if _killed(event) & _killed(earlier):
        return True  # nobody is killed twice
    if all(f.since for f in event.findings):
        return False
    if _bare(event) and gap <= REACH_OF_DEFINITE:
        # "the attack", "the killing came a week after …": what it is told with need not be its own
        return True
    if (
        gap <= REACH_OF_NAMING
        and any(
            f.definite and f.frame.neutral and f.trigger.voice == "noun" and not f.void and not f.targets
            for f in event.findings
        )
        and not _dates_clash(earlier, event)
    ):
        return True  # "the blast also killed his driver"
    if _total(event):
        return False
    if known and any(
        p.plural and p.count is None and not p.definite and p.kind != "pronoun" for p, _, _ in event.victims
    ):
        return False
    if named and not known and len(named) == 1 and gap <= REACH_OF_NAMING and _unnamed(earlier, event):
        return not _dates_clash(earlier, event)
    if named and known and gap <= REACH_OF_WOUNDED and not named & known and _only_hurt(event):
        return True  # "his driver, Y, was wounded in the arm": another victim of what was told just before
    if named and not known and gap <= REACH_OF_NAMING and _unnamed_group(earlier, event):
        return not _dates_clash(earlier, event)
    if named and known:
        if not named & known:
            return False
        return not _dates_clash(earlier, event) or event.findings[0].definite
    if _dates_clash(earlier, event) or _places_clash(earlier, event):
        return False
    if event.everyone() & earlier.everyone():
        return True
    definite = any(f.definite for f in event.findings) and not named
    if definite and gap <= REACH_OF_DEFINITE:
        return True
    dated, placed = _same_date(earlier, event), _same_place(earlier, event)
    if dated and placed:
        return True
    doers = {e.index for _, e, _ in event.doers} & {e.index for _, e, _ in earlier.doers}
    if gap <= REACH_OF_DETAIL and not earlier.victims and (doers or (named and event.setting.date is None)):
        return True
    if gap > REACH_OF_DETAIL or named:
        return False
    unsettled = event.setting.date is None and event.setting.place is None
    if all(f.frame.weak for f in event.findings) or not event.victims:
        return unsettled or dated or placed
    return (unsettled or dated or placed) and _victims_alike(earlier, event)


def _only_hurt(event: Event) -> bool:
    """ "was wounded in the shoulder": told without date, place and doer, as a detail of something."""
    if event.setting.date is not None or event.doers or (event.setting.place is not None and event.setting.firm):
        return False
    return all(f.frame.weak and f.trigger.voice == "passive" for f in event.findings)


def _total(event: Event) -> bool:
    """ "have been killed since": a total so far belongs to no single event."""
    return (
        bool(event.victims)
        and all(f.trigger.perfect for f in event.findings if not f.void)
        and all(p.plural and not p.definite and p.kind != "pronoun" for p, _, _ in event.victims)
    )


def _killed(event: Event) -> set[int]:
    """Indexes of the named persons told as killed."""
    if all(f.planned or f.void for f in event.findings):
        return set()
    return {e.index for _, e, outcome in event.victims if outcome == "killed" and e.name is not None}


def _bare(event: Event) -> bool:
    """A definite noun alone: a mention of what was told already."""
    return not event.victims and all(f.trigger.voice == "noun" and f.definite and not f.targets for f in event.findings)


def _victims_alike(earlier: Event, event: Event) -> bool:
    """Whether the people told of later can be those told of before: the same noun, or none was told."""
    if not earlier.victims:
        return True
    heads = {noun for p, e, _ in earlier.victims for noun in e.nouns} | {""}
    return all(
        p.definite or p.kind == "pronoun" or p.others or bool(heads & (e.nouns or {""})) for p, e, _ in event.victims
    )


def _unnamed_group(earlier: Event, event: Event) -> bool:
    """ "Two activists were killed": as many as are named now."""
    if len(earlier.victims) != 1:
        return False
    count = earlier.victims[0][0].count
    return count is not None and count.min == count.max == len(event.named()) > 1


def _unnamed(earlier: Event, event: Event) -> bool:
    """ "An activist was shot …": one person without a name, who may be the one named now."""
    if len(earlier.victims) != 1 or len(event.victims) != 1:
        return False
    phrase, entity, _ = earlier.victims[0]
    _, named, _ = event.victims[0]
    one, two = entity.occupation, named.occupation
    return (
        not phrase.plural
        and phrase.kind == "person"
        and (one is None or two is None or one == two)
        and (not entity.sex or not named.sex or entity.sex == named.sex)
    )


def _dates_clash(one: Event, two: Event) -> bool:
    a, b = one.setting.date, two.setting.date
    if a is None or b is None or a.edtf is None or b.edtf is None:
        return False
    return not _overlaps(a, b)


def _overlaps(a: Dated, b: Dated) -> bool:
    if a.edtf is None or b.edtf is None:
        return False
    if a.edtf == b.edtf:
        return True
    try:
        return bool(overlap(a.edtf, b.edtf))
    except ValueError:
        return False


def _same_date(one: Event, two: Event) -> bool:
    a, b = one.setting.date, two.setting.date
    return a is not None and b is not None and _overlaps(a, b)


def _places_clash(one: Event, two: Event) -> bool:
    a, b = one.setting.place, two.setting.place
    if a is None or b is None or not one.setting.firm or not two.setting.firm:
        return False
    p, q = a.place, b.place
    if p.country and q.country and p.country != q.country:
        return True
    if p.city and q.city and p.city != q.city:
        return True
    return bool(p.admin1 and q.admin1 and p.admin1 != q.admin1)


def _same_place(one: Event, two: Event) -> bool:
    a, b = one.setting.place, two.setting.place
    if a is None or b is None:
        return False
    return bool(a.place.city and a.place.city == b.place.city) or bool(
        a.place.admin1 and a.place.admin1 == b.place.admin1
    )


def merge(earlier: Event, event: Event) -> None:
    """Make one event of two: the later account is taken into the earlier."""
    if not earlier.named() and event.named() and _unnamed(earlier, event):
        phrase, entity, outcome = earlier.victims[0]
        named = event.victims[0][1]
        for name in ("occupation", "sex"):
            if getattr(named, name) is None:
                setattr(named, name, getattr(entity, name))
        named.phrases.append(phrase)
        earlier.victims[0] = (phrase, named, outcome)
        for finding in earlier.findings:
            finding.aliases[entity.index] = named
    earlier.findings.extend(event.findings)
    for phrase, entity, outcome in event.victims:
        _suffer(earlier, phrase, entity, outcome)
    for phrase, entity, finding in event.doers:
        if all(known is not entity for _, known, _ in earlier.doers):
            earlier.doers.append((phrase, entity, finding))
    if {f.frame.family for f in event.findings} != {"release"}:
        earlier.setting.join(event.setting)


def _hollow(document: Document, event: Event) -> bool:
    """Nothing by itself: only weak words, or a noun with nobody, no place and no date to it."""
    if all(f.void or f.negated for f in event.findings):
        return True
    if all(f.frame.weak for f in event.findings):
        return not (event.victims or any(f.targets for f in event.findings)) or not _violent(document, event)
    if not event.victims and all(f.frame.family in _NEEDS_SOMEBODY for f in event.findings):
        return True
    if event.family == "property_destruction" and not any(f.targets for f in event.findings):
        return True  # "burned with irons", "destroyed the peace"
    told = event.victims or event.doers or any(f.targets for f in event.findings)
    if told:
        return False
    nominal = all(f.trigger.voice == "noun" for f in event.findings)
    setting = event.setting
    return not nominal or (setting.date is None and setting.place is None)


def _violent(document: Document, event: Event) -> bool:
    """Whether weak words ("found dead", "targeted") stand beside a weapon or a way of killing."""
    if any(f.frame.family not in ("killing", "attempted_killing", "armed_attack", "assault") for f in event.findings):
        return False
    lexicon, lows = document.lexicon, document.lows
    for finding in event.findings:
        left = any(lows[at] in lexicon.phrasing["left_dead"] for at in range(*finding.clause))
        if left and event.named() and finding.trigger.voice == "noun":
            return True  # "the body of X was dumped"
        for at in range(*finding.clause):
            if lexicon.weapons.at(lows, at) is not None:
                return True
            method = lexicon.methods.at(lows, at)
            if method is not None and set(method[1]) & _DEADLY:
                return True
    return False
