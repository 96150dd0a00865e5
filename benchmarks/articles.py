"""Score the reader over annotated articles: run it, hand its readings to a scorer, print the table and the speed.

    python benchmarks/articles.py GOLD.jsonl SCORER.py [scorer options]

GOLD holds one annotated article a line ({"id", "text", "published"?, ..., "incidents"}); SCORER takes GOLD and a
file of readings of the contract. Neither belongs to this repository.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sijill.errors import Failure
from sijill.statements import contract
from sijill.workflow import read


def main() -> None:
    """Read, score, print."""
    gold, scorer, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "readings.jsonl"
        began = time.perf_counter()
        words = 0
        with out.open("w", encoding="utf-8") as file:
            for result in read([gold], input_format="jsonl"):
                if isinstance(result, Failure):
                    print(result.error, file=sys.stderr)
                    continue
                words += len(result.text.content.split())
                file.write(json.dumps(contract.to_json(result.text, result.reading), ensure_ascii=False) + "\n")
        seconds = time.perf_counter() - began
        subprocess.run([sys.executable, scorer, gold, str(out), *options], check=True)
    print(f"{words:,} words in {seconds:.1f} s: {words / seconds:,.0f} words a second, loading included")


if __name__ == "__main__":
    main()
