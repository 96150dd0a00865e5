"""Check the corpus: ``python -m sijill.evaluation.corpus FOLDER``. Exit status 1 where something is wrong with it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sijill import codebook
from sijill.errors import CorpusError
from sijill.evaluation.corpus.census import census
from sijill.evaluation.corpus.checks import check
from sijill.evaluation.corpus.files import files, parse_file
from sijill.evaluation.corpus.likeness import moulds, namesakes, shared, twins
from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Problem


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a folder, print what is wrong and what is in it; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sijill.evaluation.corpus", description=__doc__.split(":")[0])
    parser.add_argument("folder", nargs="+", type=Path, help="a folder of passages, or one file")
    parser.add_argument("-q", "--quiet", action="store_true", help="no warnings, no counts")
    options = parser.parse_args(arguments)
    passages: list[Passage] = []
    problems: list[Problem] = []
    try:
        for path in dict.fromkeys(path for folder in options.folder for path in files(folder)):
            passage, wrong = parse_file(path)
            problems += wrong
            if passage is not None:
                passages.append(passage)
                problems += check(passage)
    except CorpusError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    problems += [*twins(passages), *shared(passages), *moulds(passages), *namesakes(passages)]
    for problem in problems:
        if not (options.quiet and problem.warning):
            sys.stdout.write(f"{problem}\n")
    if passages and not options.quiet:
        sys.stdout.writelines(f"{line}\n" for line in census(passages, codebook.load()))
    failed = [problem for problem in problems if not problem.warning]
    sys.stdout.write(f"{len(passages)} passages read, {len(failed)} problems\n")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # "| head": nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
