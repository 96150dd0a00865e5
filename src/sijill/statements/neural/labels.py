"""What the network says of words and of pairs of words: the names behind its numbers.

Shared by training and reading, so that a column means one thing. Invariant: the order here is the order of the
columns of the network's output; changing it makes older weights unreadable, which their description tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: act families, the first column: none
ACTS: Final = (
    "", "killing", "attempted_killing", "armed_attack", "bombing", "aerial_attack", "shelling", "abduction",
    "enforced_disappearance", "detention", "torture", "sexual_violence", "assault", "threat", "raid",
    "property_destruction", "displacement", "legal_action", "release",
)  # fmt: skip

OUTSIDE, BEGINS, INSIDE = 0, 1, 2

#: layers of stretches, each tagged outside, begins, inside; layers may overlap one another
LAYERS: Final = (
    "victim", "perpetrator", "target", "weapon",  # parties and things of incidents in scope
    "speaker",  # according to whom
    "person", "organisation", "location",  # names
    "described", "pronoun",  # other words for people and bodies
    "muc_individual", "muc_organisation", "muc_target", "muc_victim", "muc_weapon",  # MUC-4's five roles
)  # fmt: skip

#: types of MUC-4's incidents
MUC_TYPES: Final = ("attack", "bombing", "kidnapping", "arson", "robbery", "forced work stoppage")

#: what is told of each word of an act, a victim, a perpetrator, a filler of MUC-4: (name, values)
QUALITIES: Final = (
    ("modality", ("asserted", "alleged", "denied", "planned")),
    ("kind", ("event", "aggregate")),
    ("scope", ("in", "out")),
    ("central", ("recalled", "central")),
    (
        "outcome",
        (
            "unknown", "killed", "injured", "abducted", "detained", "tortured", "threatened", "displaced", "sued",
            "released", "unharmed",
        ),
    ),
    ("status", ("asserted", "alleged", "claimed", "denied", "unidentified", "convicted")),
    ("muc_type", MUC_TYPES),
)  # fmt: skip

#: pairs that begin at a word of an act ...
ROLES: Final = ("victim", "perpetrator", "target", "weapon", "time", "place", "speaker", "same_event")
#: ... and pairs of stretches: one person or body under two names; fillers of one MUC template
TIES: Final = ("same_party", "same_template")
PAIRS: Final = ROLES + TIES

#: how far apart (in words, counted from the first) a pair is: bucket ``n`` from ``DISTANCES[n]``
DISTANCES: Final = (-400, -120, -60, -30, -15, -8, -4, -2, 0, 1, 3, 5, 9, 16, 31, 61, 121)


def _columns() -> dict[str, tuple[int, int]]:
    at = 0
    found: dict[str, tuple[int, int]] = {}
    for name, width in (
        ("act", len(ACTS)),
        *((layer, 3) for layer in LAYERS),
        *((name, len(values)) for name, values in QUALITIES),
    ):
        found[name] = (at, at + width)
        at += width
    return found


#: the columns of the network's output: name -> (first, last)
COLUMNS: Final[Mapping[str, tuple[int, int]]] = _columns()
#: columns for each word
WIDTH: Final = sum(last - first for first, last in COLUMNS.values())
#: columns for each window: whether anything in scope is told, then MUC-4's types
WINDOW_WIDTH: Final = 1 + len(MUC_TYPES)
