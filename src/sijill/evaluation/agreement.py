"""When an annotated value and a predicted one say the same: names, descriptions, dates.

Lenient where careful people write differently (spelling, titles, how much of a name), strict where they do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, TypeVar

from sijill.evaluation.assignment import assign

#: likeness from which two words of names are spellings of one; of descriptions, where short common words abound, more
SAME_WORD_OF_NAME, SAME_WORD_OF_PHRASE = 0.8, 0.88

#: words that two descriptions may share by chance, and titles and particles of names
_EMPTY = frozenset(
    {
        *("the", "a", "an", "of", "in", "at", "on", "by", "to", "for", "and", "or", "his", "her", "their", "its"),
        *("two", "three", "four", "five", "six", "several", "some", "many", "other", "who", "with", "from"),
        *("al", "el", "bin", "ibn", "abu", "mr", "mrs", "dr"),
    }
)

Row = Mapping[str, Any]
_Item = TypeVar("_Item")


@lru_cache(maxsize=65536)
def plain(words: str) -> str:
    """Words without case, diacritics, apostrophes and punctuation."""
    decomposed = unicodedata.normalize("NFKD", words)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return re.sub(r"[^\w\s]", " ", letters.replace("’", "'").replace("'", ""))


def _telling(words: str) -> list[str]:
    return [word for word in plain(words).split() if word not in _EMPTY]


@lru_cache(maxsize=262144)
def _alike(left: str, right: str, bar: float) -> bool:
    return left == right or SequenceMatcher(None, left, right).ratio() >= bar


def same_name(left: str, right: str) -> bool:
    """Whether the shorter name's words all have a close word in the longer: "Warsame" and "Farah Warsameh"."""
    shorter, longer = sorted((_telling(left), _telling(right)), key=len)
    if not shorter:
        return plain(left).strip() == plain(right).strip() != ""
    return all(any(_alike(word, other, SAME_WORD_OF_NAME) for other in longer) for word in shorter)


def same_phrase(left: str, right: str) -> bool:
    """Whether two descriptions share a telling word, singular or plural."""
    one, two = ({_singular(word) for word in _telling(words)} for words in (left, right))
    return any(_alike(word, other, SAME_WORD_OF_PHRASE) for word in one for other in two)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def same_party(gold: Row, said: Row) -> bool:
    """Whether two victims or perpetrators are the same: by their names, or by any words that both have."""
    if gold.get("name") and said.get("name"):
        return same_name(gold["name"], said["name"])
    told = [[row.get(part) or "" for part in ("name", "description")] for row in (gold, said)]
    return any(same_phrase(one, two) for one in told[0] for two in told[1] if one and two)


def date_credit(gold: str | None, said: str | None) -> float:
    """How right a date is: 1 the same (marks of doubt aside), ½ the same month, ¼ the same year where one of them
    tells no more."""
    if not gold or not said:
        return 0.0
    gold, said = (re.sub(r"[~?%]", "", date) for date in (gold, said))
    if gold == said:
        return 1.0
    first, other = gold.split("/")[0], said.split("/")[0]
    if len(first) >= 7 and first[:7] == other[:7]:
        return 0.5
    if first[:4] == other[:4] and 4 in (len(first), len(other)):
        return 0.25
    return 0.0


def pairs(gold: Sequence[_Item], said: Sequence[_Item], same: Callable[[_Item, _Item], bool]) -> int:
    """How many can be paired one to one so that each pair is the same."""
    found = assign([[float(same(one, other)) for other in said] for one in gold])
    return sum(same(gold[row], said[column]) for row, column in found)
