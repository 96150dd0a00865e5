"""Annotated texts as the network learns from them: a label for each word and layer, and pairs of stretches.

Invariant: a label of -1 is *not said*: a set that does not annotate something teaches nothing about it. Sources differ
in what they say: our own passages say everything, MUC-4 who and what but not by which words, re3d names only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sijill import languages
from sijill.evaluation.corpus import Passage, passages
from sijill.evaluation.muc4.records import text_of
from sijill.statements.neural.labels import ACTS, BEGINS, INSIDE, LAYERS, MUC_TYPES, PAIRS, QUALITIES
from sijill.statements.sentences import split, tokenise
from sijill.types import Span

#: nobody says
UNSAID = -1
#: of one MUC filler so many places are paired
PLACES_PAIRED = 3

_MUC_LAYERS = {
    "PerpInd": "muc_individual", "PerpOrg": "muc_organisation", "Target": "muc_target", "Victim": "muc_victim",
    "Weapon": "muc_weapon",
}  # fmt: skip
#: slots of MUC-4's full templates that say the same as layers of our own
_MUC_SLOTS = {
    "perp_individual_id": "perpetrator", "perp_organization_id": "perpetrator", "phys_tgt_id": "target",
    "hum_tgt_name": "victim", "hum_tgt_description": "victim", "instrument_id": "weapon",
}  # fmt: skip
#: re3d's entity types that are names of ours
_RE3D_NAMES = {"Person": "person", "Organisation": "organisation", "Location": "location"}
#: re3d's texts that may not end up in shipped weights
_RE3D_EXCLUDED = ("bbc",)

#: effects on people in MUC-4, as outcomes of ours
_MUC_EFFECTS = {"DEATH": "killed", "INJURY": "injured", "NO INJURY OR DEATH": "unharmed", "NO INJURY": "unharmed"}

_VALUES = dict(QUALITIES)

Stretch = tuple[int, int]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Example:
    """One text, labelled."""

    name: str
    words: list[str]
    #: first word and one past the last of each sentence
    sentences: list[Stretch]
    title: list[str]
    #: act family of each word, or UNSAID
    acts: Ints
    #: layer -> outside, begins, inside or UNSAID for each word
    layers: dict[str, Ints]
    #: quality -> index of its value for each word of an act, else UNSAID
    qualities: dict[str, Ints]
    #: relation -> (first stretch, second stretch, 0 or 1)
    pairs: dict[str, list[tuple[Stretch, Stretch, int]]]
    #: whether it tells of anything in scope, or UNSAID
    relevant: int = UNSAID
    #: MUC-4 types, each 0 or 1, or empty where not said; and where the type's fillers stand is not said
    muc_types: list[int] = field(default_factory=list)


def _blank(name: str, text: str, title: str | None) -> tuple[Example, list[Span]]:
    tokens = tokenise(text)
    abbreviations = frozenset(languages.load("en").section("sentences")["abbreviations"])
    sentences = [(s.first, s.last) for s in split(text, tokens, abbreviations)]
    size = len(tokens)
    example = Example(
        name,
        [token.text for token in tokens],
        sentences,
        [token.text for token in tokenise(title or "")],
        np.full(size, UNSAID, np.int64),
        {layer: np.full(size, UNSAID, np.int64) for layer in LAYERS},
        {quality: np.full(size, UNSAID, np.int64) for quality, _ in QUALITIES},
        {relation: [] for relation in PAIRS},
    )
    return example, [Span(token.start, token.end) for token in tokens]


def _stretch(spans: Sequence[Span], span: Span) -> Stretch | None:
    """The words that a stretch of characters covers."""
    inside = [n for n, word in enumerate(spans) if word.start < span.end and span.start < word.end]
    return (inside[0], inside[-1] + 1) if inside else None


def _tag(labels: Ints, stretch: Stretch) -> None:
    first, last = stretch
    if (labels[first:last] > 0).any():  # the longer of two stretches that overlap was entered first
        return
    labels[first] = BEGINS
    labels[first + 1 : last] = INSIDE


def _judge(example: Example, quality: str, stretch: Stretch, value: str) -> None:
    example.qualities[quality][slice(*stretch)] = _VALUES[quality].index(value)


# -- our own passages


def of_passage(passage: Passage) -> Example:
    """All that a passage says."""
    example, spans = _blank(passage.id, passage.text, passage.title)
    example.acts[:] = 0
    own = [layer for layer in LAYERS if not layer.startswith("muc_")]
    for layer in own:
        example.layers[layer][:] = 0
    where = [(mark.tag, s) for mark in passage.marks if (s := _stretch(spans, mark.span)) is not None]
    where.sort(key=lambda item: (item[1][0] - item[1][1], item[1]))
    stretches: dict[str, list[Stretch]] = {}
    for tag, stretch in where:
        stretches.setdefault(tag, []).append(stretch)

    def of_party(tag: str) -> list[Stretch]:
        return [s for part in ("n", "d", "r") for s in stretches.get(f"{tag}.{part}", ())]

    said = {incident.id: incident for incident in passage.incidents}
    parties = sorted({tag.partition(".")[0] for tag in stretches if tag[0] in "pgo"})
    speakers = {claim.speaker for claim in passage.claims}
    for incident in passage.incidents:
        speakers.update(filter(None, (incident.according_to, *(p.according_to for p in incident.perpetrators))))
        for stretch in stretches.get(incident.id, ()):
            example.acts[slice(*stretch)] = ACTS.index(incident.type)
            values = {
                "modality": incident.modality,
                "kind": incident.kind,
                "scope": "out" if incident.scope == "out" else "in",
                "central": "central" if incident.central else "recalled",
            }
            for quality, value in values.items():
                _judge(example, quality, stretch, value)
    told = [incident for incident in passage.incidents if incident.scope != "out"]
    example.relevant = int(any(incident.scope == "in" for incident in told))
    taken: dict[str, list[Stretch]] = {layer: [] for layer in own}
    for incident in told:
        for victim in incident.victims:
            for stretch in of_party(victim.party):
                _judge(example, "outcome", stretch, victim.outcome)
        for perpetrator in incident.perpetrators:
            for stretch in of_party(perpetrator.party):
                _judge(example, "status", stretch, perpetrator.status)
        taken["victim"] += [s for v in incident.victims for s in of_party(v.party)]
        taken["perpetrator"] += [s for p in incident.perpetrators for s in of_party(p.party)]
        taken["weapon"] += [s for w in incident.weapons for s in stretches.get(w, ())]
        taken["target"] += [s for t in incident.targets for w in t.words for s in stretches.get(w, ())]
    taken["speaker"] = [s for tag in speakers for s in of_party(tag)]
    for tag in parties:
        names = stretches.get(f"{tag}.n", [])
        taken["person" if tag[0] == "p" else "organisation"] += names
        taken["described"] += stretches.get(f"{tag}.d", [])
        taken["pronoun"] += stretches.get(f"{tag}.r", [])
    taken["location"] = [s for tag, row in stretches.items() if tag[0] == "l" and "." not in tag for s in row]
    for layer, row in taken.items():
        for stretch in sorted(set(row), key=lambda s: (s[0] - s[1], s)):
            _tag(example.layers[layer], stretch)
    _pair(example, said, stretches, of_party, parties)
    return example


def _pair(
    example: Example,
    said: Mapping[str, Any],
    stretches: Mapping[str, list[Stretch]],
    of_party: Any,
    parties: Sequence[str],
) -> None:
    acts = [(tag, s) for tag in said for s in stretches.get(tag, ())]
    things = {letter: [tag for tag in stretches if tag[0] == letter and "." not in tag] for letter in "tlwx"}
    for tag, act in acts:
        incident = said[tag]
        roles = {
            "victim": {v.party for v in incident.victims},
            "perpetrator": {p.party for p in incident.perpetrators},
            "speaker": {
                s for s in (incident.according_to, *(p.according_to for p in incident.perpetrators)) if s is not None
            },
        }
        for role, chosen in roles.items():
            for party in parties:
                example.pairs[role] += [(act, s, int(party in chosen)) for s in of_party(party)]
        targets = {w for t in incident.targets for w in t.words}
        for role, letter, picked in (
            ("time", "t", set(incident.date_words)),
            ("place", "l", set(incident.place_words)),
            ("weapon", "w", set(incident.weapons)),
            ("target", "x", targets),
        ):
            for thing in things[letter]:
                example.pairs[role] += [(act, s, int(thing in picked)) for s in stretches[thing]]
        example.pairs["same_event"] += [(act, s, int(other == tag)) for other, s in acts if s != act]
    rows = [(tag, s) for tag in parties for s in of_party(tag)]
    for number, (tag, one) in enumerate(rows):
        for other, two in rows[:number]:
            if one != two and max(one[0], two[0]) >= min(one[1], two[1]):
                example.pairs["same_party"].append((min(one, two), max(one, two), int(tag == other)))


def own(folder: Path) -> Iterator[Example]:
    """The passages of a folder."""
    for passage in passages(folder):
        yield of_passage(passage)


# -- MUC-4


def muc4(path: Path) -> Iterator[Example]:
    """MUC-4's texts: fillers of five roles wherever their words stand, which share a template, and its types."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield _of_muc(json.loads(line))


def _of_muc(data: Mapping[str, Any]) -> Example:
    example, _ = _blank(data["docid"], text_of(data).content, None)
    lows = [word.lower() for word in example.words]
    for layer in (*_MUC_LAYERS.values(), *set(_MUC_SLOTS.values())):
        example.layers[layer][:] = 0
    templates = data["gtt_templates"]
    example.relevant = int(bool(data["templates"]))
    types = {t for template in templates for t in template["incident_type"].split(" / ")}
    example.muc_types = [int(name in types) for name in MUC_TYPES]
    rows: list[tuple[str, Stretch, frozenset[int]]] = []
    fillers: dict[tuple[str, str], set[int]] = {}
    for number, template in enumerate(templates):
        for role in _MUC_LAYERS:
            for entity in template[role]:
                for mention, _ in entity:
                    fillers.setdefault((role, mention), set()).add(number)
    for (role, mention), numbers in sorted(fillers.items(), key=lambda item: (-len(item[0][1]), item[0])):
        places = _places(lows, mention)
        kinds = {templates[number]["incident_type"].split(" / ")[0] for number in numbers}
        for place in places:
            _tag(example.layers[_MUC_LAYERS[role]], place)
            if len(kinds) == 1:
                _judge(example, "muc_type", place, next(iter(kinds)))
        rows += [(role, place, frozenset(numbers)) for place in places[:PLACES_PAIRED]]
    for template in data["templates"]:
        for slot, layer in _MUC_SLOTS.items():
            fills = template["slots"].get(slot)
            for fill in fills if isinstance(fills, list) else ():
                for alternative in fill["alts"]:
                    for place in _places(lows, alternative.lower()):
                        _tag(example.layers[layer], place)
        effects = template["slots"].get("hum_tgt_effect")
        for fill in effects if isinstance(effects, list) else ():
            outcome = next((_MUC_EFFECTS[name] for name in fill["alts"] if name in _MUC_EFFECTS), None)
            for name in fill.get("ref") or () if outcome else ():
                for place in _places(lows, name.lower()):
                    _judge(example, "outcome", place, str(outcome))
    for at, (_, one, those) in enumerate(rows):
        for _, two, these in rows[:at]:
            if one != two:
                example.pairs["same_template"].append((min(one, two), max(one, two), int(bool(those & these))))
    return example


def _places(lows: Sequence[str], mention: str) -> list[Stretch]:
    wanted = [token.text.lower() for token in tokenise(mention)]
    if not wanted:
        return []
    size = len(wanted)
    return [(n, n + size) for n, low in enumerate(lows) if low == wanted[0] and list(lows[n : n + size]) == wanted]


# -- names


def re3d(path: Path) -> Iterator[Example]:
    """The names of re3d's texts, those of the BBC left out."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            data = json.loads(line)
            if any(word in data["source"].lower() for word in _RE3D_EXCLUDED):
                continue
            example, spans = _blank(data["doc_id"], data["text"], data.get("title"))
            for layer in _RE3D_NAMES.values():
                example.layers[layer][:] = 0
            for start, end, kind, *_ in sorted(data["entities"], key=lambda entity: entity[0] - entity[1]):
                layer = _RE3D_NAMES.get(kind, "")
                stretch = _stretch(spans, Span(start, end)) if layer else None
                if stretch is not None and example.words[stretch[0]][:1].isupper():
                    _tag(example.layers[layer], stretch)
            yield example
