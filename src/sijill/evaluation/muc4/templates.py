"""Incidents filled as MUC-4 tells them → the answers that its scorers take: 24 slots, five roles, or only entities.

Invariant: a string in an answer stands in one of the incidents; the 24-slot answer is upper case, the others lower.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sijill.evaluation.muc4 import kinds
from sijill.evaluation.muc4.filling import Filled, Human, folded
from sijill.evaluation.muc4.records import ROLES
from sijill.types import Count

#: what became of things where it is not told: so of 393 bombed in the training texts 189 (72 were destroyed), of 50
#: burnt 43
SUPPOSED = {"bombing": "SOME DAMAGE", "arson": "SOME DAMAGE"}

#: one value of a slot: {"alts": [value], "ref": [string it is told of]}
Fill = dict[str, Any]


def roles(incident: Filled) -> dict[str, Any]:
    """The answer of the template-level benchmark (GTT): {"incident_type", role: [[string], ...]}."""
    told = {
        "PerpInd": incident.individuals,
        "PerpOrg": tuple(organisation.name for organisation in incident.organisations),
        "Target": tuple(thing.words for thing in incident.targets),
        "Victim": tuple(human.name for human in incident.humans if human.name),
        "Weapon": tuple(thing.words for thing in incident.weapons),
    }
    return {"incident_type": incident.type, **{role: [[words] for words in told[role]] for role in ROLES}}


def extracts(templates: Iterable[dict[str, Any]]) -> dict[str, list[list[str]]]:
    """The answer of the document-level benchmark (GRIT): the roles of all templates, nothing named twice."""
    merged: dict[str, dict[str, list[str]]] = {role: {} for role in ROLES}
    for template in templates:
        for role in ROLES:
            for entity in template[role]:
                merged[role].setdefault(folded(entity[0]), entity)
    return {role: list(entities.values()) for role, entities in merged.items()}


def slots(incident: Filled) -> dict[str, Any]:
    """The answer of MUC-4 itself: {"optional": False, "slots": {name: fills or "*"}}."""
    named = [o.name for o in incident.organisations]
    instruments = [(thing.words, kinds.instrument(thing.words)) for thing in incident.weapons]
    told: dict[str, Sequence[Fill] | str] = {
        "incident_date": _plain(incident.date),
        "incident_location": _plain(incident.location),
        "incident_type": _plain(incident.type),
        "incident_stage": _plain(incident.stage),
        "instrument_id": [_fill(words) for words, _ in instruments],
        "instrument_type": [_fill(kind, words) for words, kind in instruments if kind]
        or ([_fill("GUN")] if incident.shot else []),
        "perp_category": [_fill(_category(incident))],
        "perp_individual_id": [_fill(words) for words in incident.individuals],
        "perp_organization_id": [_fill(name) for name in named],
        "perp_org_confidence": [_fill(o.confidence, o.name) for o in incident.organisations],
        "phys_tgt_id": [_fill(thing.words) for thing in incident.targets],
        "phys_tgt_type": [_fill(kinds.target(thing.words), thing.words) for thing in incident.targets],
        "phys_tgt_number": [_fill(kinds.number(thing.words), thing.words) for thing in incident.targets],
        "phys_tgt_effect": [
            _fill(effect, thing.words)
            for thing in incident.targets
            if (effect := thing.effect or SUPPOSED.get(incident.type))
        ],
        "hum_tgt_name": [_fill(human.name) for human in incident.humans if human.name],
        "hum_tgt_description": [
            _fill(human.description, human.name) for human in incident.humans if human.description
        ],
        "hum_tgt_type": [_fill(kinds.person(h.description or ""), h.called) for h in incident.humans],
        "hum_tgt_number": [_fill(_number(human), human.called) for human in incident.humans],
        "hum_tgt_foreign_nation": [_fill(h.nation, h.called) for h in incident.humans if _foreign(h, incident)],
        "hum_tgt_effect": [_fill(human.effect, human.called) for human in incident.humans if human.effect],
    }  # fmt: skip
    return {"optional": False, "slots": told}


def _fill(value: str | None, of: str | None = None) -> Fill:
    return {"alts": [(value or "").upper()], "ref": [of.upper()] if of else [], "opt": False}


def _plain(value: str | None) -> list[Fill]:
    return [_fill(value)] if value else []


def _category(incident: Filled) -> str:
    """Of the state or not; where nothing shows it, not (858 of 1,023 in the training texts)."""
    blamed = [*(o.name for o in incident.organisations), *incident.individuals]
    return next((kind for words in blamed if (kind := kinds.sponsor(words))), "TERRORIST ACT")


def _number(human: Human) -> str:
    """How many: "1", "12", "12-" (at least), "PLURAL"."""
    count = human.count
    if count is None:
        return "1" if human.name else kinds.number(human.description or "")
    if count == Count(2, None):
        return "PLURAL"
    return str(count.min) if count.max is not None else f"{count.min}-"


def _foreign(human: Human, incident: Filled) -> bool:
    """Whether somebody is of another nation than the one where it was."""
    return human.nation is not None and not (incident.location or "").startswith(human.nation)
