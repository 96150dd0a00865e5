"""The scores of the two MUC-4 benchmarks with five roles, as their makers define them.

* :func:`ceaf_ree`: role-filler entities of a document (GRIT; Du, Rush & Cardie, "GRIT: generative role-filler
  transformers for document-level event entity extraction", EACL 2021). Entities are assigned one to one so that most
  agree; a predicted entity is right if all its strings name the same gold entity.
* :func:`templates`: templates (GTT; Du, Rush & Cardie, "Template filling with generative transformers", NAACL 2021).
  Templates are mapped one to one, only where the incident's type agrees, so that the document's F1 is greatest; the
  type counts as one more filler.

Strings are compared without case, punctuation and articles.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sijill.evaluation.assignment import assign
from sijill.evaluation.muc4.records import ROLES, Entity, Extracts, Template

#: most mappings of templates that are tried; beyond, mapped by what each pair is worth
MOST_MAPPINGS = 20_000

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class Fillers:
    """Fillers said and how many of them are right, fillers there are and how many of them were found."""

    right: float = 0.0
    said: float = 0.0
    found: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Fillers) -> Fillers:
        return Fillers(
            self.right + other.right, self.said + other.said, self.found + other.found, self.gold + other.gold
        )

    @property
    def precision(self) -> float:
        """Share of what was said that is right."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def folded(words: str) -> str:
    """A string as it is compared: without case, punctuation and articles."""
    return " ".join(_ARTICLES.sub(" ", words.lower().translate(_PUNCTUATION)).split())


def _entities(told: Iterable[Entity]) -> list[list[str]]:
    return [[folded(mention) for mention in entity] for entity in told if entity]


def _same(gold: Entity, said: Entity) -> bool:
    return all(mention in gold for mention in said)


def ceaf_ree(said: Extracts, gold: Extracts) -> dict[str, Fillers]:
    """One document: each role of it. Sum documents, then take F1; "all" is the sum over roles."""
    scored: dict[str, Fillers] = {}
    for role in ROLES:
        there, found = _entities(gold.get(role, ())), _entities(said.get(role, ()))
        worth = [[float(_same(one, other)) for other in found] for one in there]
        right = sum(worth[row][column] for row, column in assign(worth))
        scored[role] = Fillers(right, len(found), right, len(there))
    return scored


def templates(said: Sequence[Template], gold: Sequence[Template]) -> dict[str, Fillers]:
    """One document: "incident_type" and each role of its templates. Gold templates that are alike count once."""
    there: list[dict[str, list[list[str]]]] = []
    types: list[str] = []
    for template in gold:
        roles = _roles(template)
        if (template["incident_type"], roles) not in zip(types, there, strict=True):
            types.append(str(template["incident_type"]))
            there.append(roles)
    found = [_roles(template) for template in said]
    pairs = [
        [
            _pair(roles, other) if str(template["incident_type"]) in kind else None
            for kind, other in zip(types, there, strict=True)
        ]
        for template, roles in zip(said, found, strict=True)
    ]
    size_said = sum(1 + sum(map(len, roles.values())) for roles in found)
    size_gold = sum(1 + sum(map(len, roles.values())) for roles in there)
    told = {
        "incident_type": Fillers(said=len(found), gold=len(there)),
        **{
            role: Fillers(
                said=sum(len(roles[role]) for roles in found), gold=sum(len(roles[role]) for roles in there)
            )
            for role in ROLES
        },
    }  # fmt: skip
    for row, column in _mapping(pairs, size_said, size_gold):
        for name, fillers in (pairs[row][column] or {}).items():
            told[name] += fillers
    return told


def _roles(template: Template) -> dict[str, list[list[str]]]:
    return {role: _entities(template.get(role, ())) for role in ROLES}


def _pair(said: Mapping[str, list[list[str]]], gold: Mapping[str, list[list[str]]]) -> dict[str, Fillers]:
    """What is right in two mapped templates whose types agree."""
    told = {"incident_type": Fillers(right=1, found=1)}
    for role in ROLES:
        right = sum(any(_same(one, other) for one in gold[role]) for other in said[role])
        found = sum(any(_same(one, other) for other in said[role]) for one in gold[role])
        told[role] = Fillers(right=right, found=found)
    return told


def _mapping(
    pairs: Sequence[Sequence[Mapping[str, Fillers] | None]], size_said: int, size_gold: int
) -> list[tuple[int, int]]:
    """Which said template is which gold one: the mapping with the greatest F1 of the document."""
    if not pairs or not pairs[0]:
        return []
    worth = [
        [None if pair is None else (sum(f.right for f in pair.values()), sum(f.found for f in pair.values()))
         for pair in row]
        for row in pairs
    ]  # fmt: skip
    best: tuple[float, list[tuple[int, int]]] = (-1.0, [])
    tried = 0

    def extend(row: int, right: float, found: float, mapped: list[tuple[int, int]]) -> None:
        nonlocal best, tried
        tried += 1
        if tried > MOST_MAPPINGS:
            return
        if row == len(worth):
            f1 = Fillers(right, size_said, found, size_gold).f1
            if f1 > best[0]:
                best = f1, list(mapped)
            return
        taken = {column for _, column in mapped}
        for column, value in enumerate(worth[row]):
            if value is not None and column not in taken:
                extend(row + 1, right + value[0], found + value[1], [*mapped, (row, column)])
        extend(row + 1, right, found, mapped)

    extend(0, 0.0, 0.0, [])
    if tried <= MOST_MAPPINGS:
        return best[1]
    # very many templates: by what a pair adds to precision and recall
    share = [[0.0 if v is None else v[0] / size_said + v[1] / size_gold for v in row] for row in worth]
    mapped = [(row, column) for row, column in assign(share) if worth[row][column] is not None]
    right = sum((worth[row][column] or (0, 0))[0] for row, column in mapped)
    found = sum((worth[row][column] or (0, 0))[1] for row, column in mapped)
    return mapped if Fillers(right, size_said, found, size_gold).f1 > best[0] else best[1]


def total(each: Iterable[Mapping[str, Fillers]]) -> dict[str, Fillers]:
    """The sum over documents, with "all": every filler together."""
    summed: dict[str, Fillers] = {}
    for told in each:
        for name, value in told.items():
            summed[name] = summed.get(name, Fillers()) + value
    summed["all"] = sum(summed.values(), Fillers())
    return summed
