"""The corpus that stands in this repository keeps its own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from sijill.evaluation.corpus.census import is_trap
from sijill.evaluation.corpus.checks import check
from sijill.evaluation.corpus.files import files, parse_file
from sijill.evaluation.corpus.likeness import moulds, shared, twins
from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Problem

FOLDER = Path(__file__).parents[2] / "corpus"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpus is not part of this archive")


def test_no_problem_stands() -> None:
    problems: list[Problem] = []
    passages: list[Passage] = []
    for path in files(FOLDER):
        passage, found = parse_file(path)
        problems += found
        if passage is not None:
            passages.append(passage)
            problems += [problem for problem in check(passage) if not problem.warning]
    problems += [*twins(passages), *shared(passages), *moulds(passages)]
    assert not problems, "\n".join(map(str, problems))
    traps = sum(map(is_trap, passages))
    assert traps >= len(passages) / 3, f"{traps} of {len(passages)} passages are traps or negatives"
