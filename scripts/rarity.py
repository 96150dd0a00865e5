"""Write src/sijill/incidents/rarity.txt: how little a word tells of which event a report is about.

python scripts/rarity.py

Two lists go together; the one in which a word is the more common counts. The vocabulary of the encoder
(src/sijill/statements/neural/weights/tokenizer.json, that of BERT, Apache 2.0) stands in order of frequency in
encyclopaedia and books: by Zipf's law the word of rank r stands in one of r / 30 texts of 300 words. The passages of
corpus/train tell how many reports of violence have a word. Written is the natural logarithm of "one text in so many",
in halves; a word that is not listed is rarer.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

from sijill.evaluation.corpus.files import files, parse_file
from sijill.values.folding import fold

ROOT = Path(__file__).resolve().parent.parent
TOKENIZER = ROOT / "src" / "sijill" / "statements" / "neural" / "weights" / "tokenizer.json"
#: rank of a word that stands in every text of 300 words
EVERYWHERE = 30
#: passages that must have a word before they tell how common it is
SEEN = 3
#: what is rarer is not listed
MOST = 6.5
_WORD = re.compile(r"[^\W\d_]{3,}")


def main() -> None:
    """Count and write."""
    vocabulary = json.loads(TOKENIZER.read_text("utf-8"))["model"]["vocab"]
    whole = [w for w, _ in sorted(vocabulary.items(), key=lambda item: item[1]) if _WORD.fullmatch(w)]
    rarity = {fold(word): math.log(max(1.0, rank / EVERYWHERE)) for rank, word in reversed(list(enumerate(whole, 1)))}
    texts: Counter[str] = Counter()
    passages = 0
    for file in files(ROOT / "corpus" / "train"):
        passage, _ = parse_file(file)
        if passage:
            passages += 1
            texts.update(set(_WORD.findall(fold(passage.text))))
    for word, number in texts.items():
        if number >= SEEN:
            rarity[word] = min(rarity.get(word, math.inf), math.log(passages / number))
    steps: dict[float, list[str]] = defaultdict(list)
    for word, found in rarity.items():
        if found <= MOST:
            steps[round(2 * found) / 2].append(word)
    lines = [f"{step} {' '.join(sorted(words))}\n" for step, words in sorted(steps.items())]
    (ROOT / "src" / "sijill" / "incidents" / "rarity.txt").write_text("".join(lines), "utf-8")
    print(f"{sum(map(len, steps.values())):,} words of {passages} passages and {len(whole):,} of the vocabulary")


if __name__ == "__main__":
    main()
