"""The parties and things of a whole text by role, without saying of which event: the question that MUC-4 asked.

Each filler is one entity: names that hold one another or stand side by side with an abbreviation are one. Invariant:
every mention is words of the text; the surest first.

MUC-4 (1992), *Proceedings of the Fourth Message Understanding Conference*; the five roles after Du, Rush and Cardie
(2021), *GRIT: Generative Role-filler Transformers*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sijill.statements.neural.decoding import stretches
from sijill.statements.neural.model import Seen

#: role -> layer
ROLE_LAYERS: Mapping[str, str] = {
    "PerpInd": "muc_individual", "PerpOrg": "muc_organisation", "Target": "muc_target", "Victim": "muc_victim",
    "Weapon": "muc_weapon",
}  # fmt: skip

#: so much is taken from the logarithm of *outside*, so that doubtful fillers are seen and weighed
EAGERNESS = 1.5

#: a filler's probability, that of its text included, from which it is told; set on texts kept out of training
LEAST: Mapping[str, float] = {"PerpInd": 0.3, "PerpOrg": 0.3, "Target": 0.3, "Victim": 0.3, "Weapon": 0.3}

_PLAIN = re.compile(r"[^\w\s]")
_LEADING = frozenset(("a", "an", "the"))


@dataclass(slots=True)
class Filler:
    """One entity in a role."""

    #: its mentions as (first, last) word, the surest first
    mentions: list[tuple[int, int]]
    #: the words of each
    words: list[str]
    sure: float


def fillers(
    seen: Seen, words: Sequence[str], sentences: Sequence[tuple[int, int]], least: Mapping[str, float] = LEAST
) -> dict[str, list[Filler]]:
    """The fillers of each role of a text, the surest first."""
    found: dict[str, list[Filler]] = {}
    whole = seen.relevant
    for role, layer in ROLE_LAYERS.items():
        best: dict[str, Filler] = {}
        for told in stretches(seen.layer(layer), sentences, EAGERNESS):
            plain = plainly(" ".join(words[told.first : told.last]))
            if not plain:
                continue
            sure = told.sure * whole**0.5
            filler = best.setdefault(plain, Filler([], [plain], 0.0))
            filler.mentions.append((told.first, told.last))
            filler.sure = max(filler.sure, sure)
        rows = sorted((f for f in best.values() if f.sure >= least[role]), key=lambda f: (-f.sure, f.mentions[0]))
        found[role] = _joined(rows)
    return found


def plainly(words: str) -> str:
    """Lower case without marks and leading articles: how the scorers compare fillers."""
    rows = _PLAIN.sub("", words.lower()).split()
    return " ".join(row for row in rows if row not in _LEADING)


def _joined(rows: Sequence[Filler]) -> list[Filler]:
    kept: list[Filler] = []
    for filler in rows:
        same = next((other for other in kept if _one(other, filler)), None)
        if same is None:
            kept.append(filler)
        else:
            same.mentions += filler.mentions
            same.words += filler.words
    return kept


def _one(known: Filler, other: Filler) -> bool:
    """Whether two fillers are one: one holds the other's words, abbreviates it, or is its plural."""
    for one in known.words:
        for two in other.words:
            short, long = sorted((one.split(), two.split()), key=len)
            if short == long[-len(short) :] or short == long[: len(short)]:
                return True
            if len(short) == 1 and len(long) > 1:
                initials = "".join(word[0] for word in long if len(word) > 2)
                if len(short[0]) > 2 and short[0] == initials:
                    return True
            if one.rstrip("s") == two.rstrip("s"):
                return True
    return any(0 <= b[0] - a[1] <= 1 for a in known.mentions for b in other.mentions if len(other.words[0]) <= 6)
