"""The annotated corpus: invented reports with what they say marked word by word (corpus/FORMAT.md).

    from sijill.evaluation import corpus

    passage = corpus.load(Path("corpus/train/af-001.txt"))
    passage.words["e1"]          # where the text tells of the first incident
    passage.reading()            # what a reader that makes no mistake would say
    passage.article()            # the same, flat, as the scorer of readings takes it

``python -m sijill.evaluation.corpus corpus`` checks all passages of a folder.
"""

from __future__ import annotations

from sijill.evaluation.corpus.files import load, parse, passages
from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Claim, Incident, Perpetrator, Problem, Relation, Target, Victim

__all__ = [
    "Claim",
    "Incident",
    "Passage",
    "Perpetrator",
    "Problem",
    "Relation",
    "Target",
    "Victim",
    "load",
    "parse",
    "passages",
]
