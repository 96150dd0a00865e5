"""What a corpus holds, counted: styles, regions, acts, traps, names. It describes and judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median

from sijill.codebook import Codebook
from sijill.evaluation.corpus.files import REGIONS, STYLES
from sijill.evaluation.corpus.likeness import full_names
from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Incident
from sijill.values.names import normalise

#: so many of the most frequent are told
TOLD = 8


def is_trap(passage: Passage) -> bool:
    """Whether a passage tries to mislead, or tells of no incident in scope."""
    return bool(passage.traps) or all(incident.scope == "out" for incident in passage.incidents)


def census(passages: Sequence[Passage], book: Codebook) -> Iterator[str]:
    """Lines that tell what there is."""
    lengths = [len(passage.text.split()) for passage in passages]
    told = [incident for passage in passages for incident in passage.incidents]
    within = [incident for incident in told if incident.scope != "out"]
    several = sum(sum(i.scope != "out" for i in passage.incidents) > 1 for passage in passages)
    traps = sum(map(is_trap, passages))
    negatives = sum(all(i.scope == "out" for i in passage.incidents) for passage in passages)
    yield f"{len(passages)} passages of {min(lengths)} to {max(lengths)} words, half over {median(lengths):g}"
    yield f"{len(told)} incidents; passages with several: {several}"
    yield f"traps or negatives: {traps} ({traps / len(passages):.0%}), of them without incident in scope: {negatives}"
    yield _listed("style", Counter(passage.style for passage in passages), STYLES)
    yield _listed("region", Counter(passage.region for passage in passages), REGIONS)
    yield _listed("language", Counter(passage.language for passage in passages))
    yield _listed("trap", Counter(trap for passage in passages for trap in passage.traps))
    yield f"without publication date: {sum(passage.published is None for passage in passages)}"
    yield _listed("family", Counter(incident.type for incident in within), tuple(book.families))
    acts = Counter(incident.act for incident in within if incident.act)
    missing = [act for act in book.acts if not acts[act]]
    yield f"finer acts: {len(book.acts) - len(missing)} of {len(book.acts)}"
    if missing:
        yield f"  none of: {', '.join(missing)}"
    for name, of in _KINDS:
        yield _listed(name, Counter(value for incident in told for value in of(incident)))
    yield _listed("claim", Counter(claim.kind for passage in passages for claim in passage.claims))
    yield _listed("relation", Counter(relation.kind for passage in passages for relation in passage.relations))
    yield from _names(passages)


_KINDS: tuple[tuple[str, Callable[[Incident], Iterable[str]]], ...] = (
    ("modality", lambda incident: (incident.modality,)),
    ("kind", lambda incident: (incident.kind,)),
    ("scope", lambda incident: (incident.scope,)),
    ("central", lambda incident: ("yes" if incident.central else "no",)),
    ("outcome", lambda incident: (victim.outcome for victim in incident.victims)),
    ("occupation", lambda incident: (victim.occupation for victim in incident.victims if victim.occupation)),
    ("blame", lambda incident: (perpetrator.status for perpetrator in incident.perpetrators)),
    ("method", lambda incident: incident.methods),
)


def _names(passages: Sequence[Passage]) -> Iterator[str]:
    names = [normalise(name).split() for passage in passages for name in full_names(passage)]
    first = Counter(name[0] for name in names if len(name) > 1)
    last = Counter(name[-1] for name in names if len(name) > 1)
    yield f"people with a name: {len(names)}; different first words {len(first)}, last words {len(last)}"
    yield f"  most used first: {_most(first)}; last: {_most(last)}"
    outlets = Counter(passage.publisher for passage in passages if passage.publisher)
    yield f"outlets: {len(outlets)}; most used: {_most(outlets)}"


def _most(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(TOLD)) or "none"


def _listed(name: str, counts: Counter[str], order: Sequence[str] = ()) -> str:
    """One line of counts: a list's own order with its zeros, otherwise the most frequent first."""
    names = order or [value for value, _ in counts.most_common()]
    return f"{name}: {', '.join(f'{value} {counts[value]}' for value in names) or 'none'}"
