"""The corpus that stands in this repository keeps its own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from sijill.evaluation.corpus.census import is_trap
from sijill.evaluation.corpus.checks import check
from sijill.evaluation.corpus.files import REGIONS, STYLES, files, parse, parse_file
from sijill.evaluation.corpus.likeness import moulds, shared, twins
from sijill.evaluation.corpus.marks import LETTERS
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


def test_the_example_of_the_format_is_in_the_format() -> None:
    page = (FOLDER / "FORMAT.md").read_text("utf-8")
    passage, problems = parse("example.txt", page.split("```")[1].removeprefix("\n"))
    assert passage is not None, problems
    # it is shorter than a passage
    assert [p.what for p in check(passage) if "words" not in p.what] == []


def test_the_format_tells_every_tag_style_and_region() -> None:
    page = (FOLDER / "FORMAT.md").read_text("utf-8")
    for name in (*STYLES, *REGIONS, *(f"`{letter}`" for letter in LETTERS)):
        assert name in page, name
