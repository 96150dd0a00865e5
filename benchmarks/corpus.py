"""Score the reader on a part of the corpus: the table of slots with intervals, and how many negatives it leaves quiet.

python benchmarks/corpus.py corpus/held_out
"""

from __future__ import annotations

import random
import sys
from typing import Any

from sijill import codebook
from sijill.evaluation import corpus, scoring
from sijill.statements import contract
from sijill.statements.baseline import BaselineReader


def main() -> None:
    """Read, score, print."""
    reader = BaselineReader(codebook.load())
    for folder in sys.argv[1:]:
        gold: list[dict[str, Any]] = []
        found: dict[str, list[Any]] = {}
        for passage in corpus.passages(folder):
            text, article = passage.text_object(), passage.article()
            gold.append(article)
            reading = contract.to_json(text, reader.read(text))
            found[article["id"]] = [i for i in reading["incidents"] if i["scope"] != "out"]
        print(f"{folder}: {len(gold)} passages")
        print(*scoring.table(scoring.score(gold, found, resamplings=400, chance=random.Random(1))), sep="\n")


if __name__ == "__main__":
    main()
