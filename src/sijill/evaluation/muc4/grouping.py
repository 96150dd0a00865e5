"""Who and what of a whole text, by role → incidents: which of them belong to one event.

For readers that answer MUC-4's own question, who or what fills a role anywhere in the text. One incident for each
type that the text tells of; an entity goes to the types whose words stand nearest to it; people and things attacked
that stand far apart are attacked in several incidents. Measured on the 1,300 training texts with the gold's entities
and types: .81 template F1, where all of one type in one incident, without mistake, would be .86; every entity in every
type .79; one incident a text .75. Invariant: every entity given is in at least one incident.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sijill.evaluation.muc4 import kinds
from sijill.evaluation.muc4.filling import (
    BOMBS,
    Filled,
    Human,
    Organisation,
    Thing,
    country_of,
    folded,
    written,
)
from sijill.evaluation.muc4.records import ROLES, day_of
from sijill.types import Span

#: share of the votes of the words beside the entities from which a text tells of a type: swept .2 to .4
LEAST_VOTE = 0.25
#: weight of what a reader says of the types beside those votes, and from where on the two tell of one: on 100 training
#: texts kept from a trial network template F1 .40, as for weights .5 to .8 and .4 to .6; votes alone .39, network .36
TRUST, LEAST_TYPE = 0.5, 0.4
#: people or things attacked this many characters apart belong to two incidents: swept 300 to 2,000
FAR_APART = 500
#: share of the votes for its best type from which an entity is in another type too; swept over 0, .3, .5, .7, 1:
#: organisations do all that a text tells of, a thing is attacked once
SHARED: Mapping[str, float] = {"PerpInd": 0.3, "PerpOrg": 0.0, "Target": 1.0, "Victim": 0.7, "Weapon": 0.9}
#: a word counts half as much at this many characters' distance, a quarter outside of the sentence, none further off
_HALF, _REACH = 40, 150
#: most places of one entity that are looked at
_PLACES = 6

_WORDS = {
    "kidnapping": r"kidnap\w*|abduct\w*|hostages?|held captive|captors?|ransom|disappear\w*|released|freed",
    "bombing": r"bomb\w*|explo\w*|dynamit\w*|blew|blown|detonat\w*|blast\w*|grenades?|mined?|charges?",
    "arson": r"burn\w*|arson\w*|set on fire|set (?:\w+ ){1,4}?(?:on fire|ablaze|afire)|torch\w*|fires?|molotov|"
    r"incendiary|gasoline",
    "robbery": r"robb\w*|loot\w*|stole\w*|steal\w*|theft|plunder\w*|sack\w*",
    "attack": r"kill\w*|murder\w*|assassin\w*|massacr\w*|attack\w*|shot|shoot\w*|gunned|machinegun\w*|ambush\w*|died|"
    r"deaths?|dead|slain|wound\w*|injur\w*|execut\w*|tortur\w*|fired|firing|threat\w*|straf\w*|sabotag\w*|"
    r"destroy\w*|damag\w*|raid\w*|clash\w*",
}
_SIGNS = {name: re.compile(rf"\b(?:{words})\b", re.I) for name, words in _WORDS.items()}
_SENTENCE_END = re.compile(r"[.?!][\"”]?\s+")


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that fills a role: the string that names it best, and where it stands."""

    words: str
    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where it stands first."""
        return min((span.start for span in self.spans), default=0)


Fillers = Mapping[str, Sequence[Entity]]
#: where a word stands, and the type it speaks for
_Sign = tuple[tuple[int, int], str]


def group(content: str, fillers: Fillers, types: Mapping[str, float] | None = None) -> list[Filled]:
    """The incidents of a text that tells of some.

    Args:
        content: the text.
        fillers: role ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon") -> its entities.
        types: how likely the text tells of each type of incident, weighed beside the words next to the entities;
            None: these alone.

    Returns:
        Incidents with their roles, on or before the dateline, in the country that the text speaks of most; none where
        nobody and nothing fills a role.
    """
    entities = [(role, entity) for role in ROLES for entity in fillers.get(role, ())]
    if not entities:
        return []
    signs = [(found.span(), name) for name, sign in _SIGNS.items() for found in sign.finditer(content)]
    ends = [found.end() for found in _SENTENCE_END.finditer(content)]
    votes = [_votes(role, entity, signs, ends) for role, entity in entities]
    told = _types(votes, types)
    parts: dict[str, list[tuple[str, Entity]]] = {name: [] for name in told}
    for (role, entity), vote in zip(entities, votes, strict=True):
        best = max(vote.get(name, 0.0) for name in told)
        for name in told:
            if (vote.get(name, 0.0) >= SHARED[role] * best and best > 0) or (best <= 0 and name == told[0]):
                parts[name].append((role, entity))
    dateline = day_of(content)
    date = f"- {written(dateline)}" if dateline else None
    country = country_of(content)
    return [_incident(name, part, date, country) for name in told for part in _apart(parts[name]) if part]


def _votes(role: str, entity: Entity, signs: Sequence[_Sign], ends: Sequence[int]) -> dict[str, float]:
    """How strongly the words beside an entity speak for each type."""
    votes = dict.fromkeys(_WORDS, 0.0)
    for span in entity.spans[:_PLACES]:
        number = bisect_right(ends, span.start)
        for (start, end), name in signs:
            apart = max(0, start - span.end, span.start - end)
            same = bisect_right(ends, start) == number
            if same or apart < _REACH:
                votes[name] += (1.0 if same else 0.25) / (1 + apart / _HALF)
    if role == "Weapon":
        votes["bombing"] += 2.5 if kinds.instrument(entity.words) in BOMBS else -1.5
    if role == "Target":  # nothing is kidnapped
        votes["kidnapping"] = min(votes["kidnapping"], 0.0) - 1.0
    return votes


def _types(votes: Sequence[Mapping[str, float]], types: Mapping[str, float] | None) -> list[str]:
    """The types that a text tells of, the likeliest first."""
    shares = dict.fromkeys(_WORDS, 0.0)
    for vote in votes:
        whole = sum(value for value in vote.values() if value > 0)
        for name, value in vote.items():
            shares[name] += max(value, 0.0) / whole / len(votes) if whole else 0.0
    likely, least = shares, LEAST_VOTE
    if types is not None:
        likely = {
            name: TRUST * types.get(name, 0.0) + (1 - TRUST) * shares.get(name, 0.0) for name in {**shares, **types}
        }
        least = LEAST_TYPE
    ordered = sorted(likely, key=lambda name: (-likely[name], name != "attack", name))
    return ordered[:1] + [name for name in ordered[1:] if likely[name] >= least]


def _apart(entities: Sequence[tuple[str, Entity]]) -> list[list[tuple[str, Entity]]]:
    """One type's entities by incident: as many as there are clusters of people and things attacked."""
    attacked = sorted((e for e in entities if e[0] in ("Victim", "Target")), key=lambda e: e[1].start)
    clusters: list[list[tuple[str, Entity]]] = []
    for role, entity in attacked:
        if clusters and entity.start - clusters[-1][-1][1].start < FAR_APART:
            clusters[-1].append((role, entity))
        else:
            clusters.append([(role, entity)])
    if len(clusters) < 2:
        return [list(entities)]
    centres = [[entity.start for _, entity in cluster] for cluster in clusters]
    for role, entity in entities:
        if role == "PerpOrg":
            chosen = set(range(len(clusters)))
        elif role in ("PerpInd", "Weapon"):
            chosen = {_nearest(span.start, centres) for span in entity.spans[:_PLACES]} or {0}
        else:
            continue
        for number in sorted(chosen):
            clusters[number].append((role, entity))
    return clusters


def _nearest(place: int, centres: Sequence[Sequence[int]]) -> int:
    return min(range(len(centres)), key=lambda number: min(abs(place - centre) for centre in centres[number]))


def _incident(name: str, entities: Sequence[tuple[str, Entity]], date: str | None, country: str | None) -> Filled:
    def words(role: str) -> list[str]:
        # as they stand: a reader that has learnt the gold's strings says neither more nor less than they do
        return [" ".join(entity.words.lower().split()) for own, entity in entities if own == role]

    return Filled(
        type=name,
        stage="ACCOMPLISHED",
        date=date,
        location=country,
        humans=tuple(Human(name, None, None, None) for name in words("Victim")),
        targets=tuple(map(Thing, words("Target"))),
        weapons=tuple(map(Thing, words("Weapon"))),
        individuals=tuple(words("PerpInd")),
        organisations=tuple(Organisation(name, "REPORTED AS FACT") for name in words("PerpOrg")),
        start=min(entity.start for _, entity in entities),
    )


def completed(incident: Filled, read: Sequence[Filled]) -> Filled:
    """An incident with what a reading says of the same event: its date, place, stage, and who people are.

    Args:
        incident: from :func:`group`.
        read: the incidents of the reading of the same text.

    Returns:
        The incident; as it was where the reading tells of nothing like it.
    """
    own = _strings(incident)
    like = [
        (len(own & _strings(other)), other.type == incident.type, -abs(other.start - incident.start), other)
        for other in read
    ]
    if not like:
        return incident
    shared, same, _, best = max(like, key=lambda item: item[:3])
    if not shared and not same:
        return incident  # another event of the same text
    described = {folded(human.name): human for human in best.humans if human.name}
    humans = [
        replace(human, description=known.description, count=known.count, effect=known.effect, nation=known.nation)
        if (known := described.get(folded(human.name or ""))) else human
        for human in incident.humans
    ]  # fmt: skip
    humans += [human for human in best.humans if not human.name]
    effects = {folded(thing.words): thing.effect for thing in best.targets}
    confidence = {folded(o.name): o.confidence for o in best.organisations}
    return replace(
        incident,
        stage=best.stage,
        date=best.date,
        location=best.location,
        humans=tuple(humans),
        targets=tuple(Thing(t.words, effects.get(folded(t.words), t.effect)) for t in incident.targets),
        organisations=tuple(
            Organisation(o.name, confidence.get(folded(o.name), o.confidence)) for o in incident.organisations
        ),
        shot=best.shot,
    )


def _strings(incident: Filled) -> set[str]:
    """The strings of an incident that tell it from others."""
    named = [human.called for human in incident.humans]
    things = [thing.words for thing in (*incident.targets, *incident.weapons)]
    return {folded(words) for words in (*named, *things, *incident.individuals) if words}
