"""Write src/sijill/values/data/written_small.txt: what the passages of corpus/train write small more often than not.

python scripts/written_small.py
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sijill.evaluation.corpus.files import files, parse_file

ROOT = Path(__file__).resolve().parent.parent
_SENTENCE = re.compile(r"(?<=[.?!:\"”])\s+|\n+")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


def main() -> None:
    """Count and write."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for file in files(ROOT / "corpus" / "train"):
        passage, _ = parse_file(file)
        for sentence in _SENTENCE.split(passage.text) if passage else ():
            for number, word in enumerate(_WORD.findall(sentence)):
                if word.islower():
                    small[word] += 1
                elif number:  # the first word of a sentence has its capital from there
                    large[word.lower()] += 1
    found = sorted(word for word, times in small.items() if times > large[word] and len(word) > 1)
    out = ROOT / "src" / "sijill" / "values" / "data" / "written_small.txt"
    out.write_text("\n".join(found) + "\n", "utf-8")
    print(f"{len(found):,} words")


if __name__ == "__main__":
    main()
