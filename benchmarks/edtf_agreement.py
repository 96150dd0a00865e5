"""Compare the EDTF reader with the reference implementation ``edtf`` on expressions made by chance, and time both.

    python benchmarks/edtf_agreement.py [NUMBER] [SEED]

Expressions of levels 0, 1 and 2 that both set out to read, and near misses of them (month 13, 30 February). For each,
both must accept or both refuse, and where both accept, the first and the last day must be the same. Exit status 1
where they do not. Left out, because the reference (5.0.2) refuses or breaks off at them, or takes them otherwise:

* unspecified digits and seasons as an end of an interval or a member of a set, a set of one member, consecutive dates
  told differently finely, and the first century;
* intervals that end before they begin, which the reference accepts and we refuse;
* winter (24), which the reference keeps within December, and an interval with an unknown end ("2004/"), which it ends
  ten years later.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from datetime import date
from typing import Any

import edtf as reference

from sijill.values import edtf

_MARKS = ("", "", "", "?", "~", "%")


def expression(chance: random.Random) -> str:
    """One expression, valid or nearly so."""
    kind = chance.random()
    if kind < 0.70:
        return _date(chance)
    if kind < 0.90:
        left, right = sorted(_date(chance, vague=False) for _ in range(2))
        if chance.random() < 0.3:
            left, right = ("..", right) if chance.random() < 0.5 else (left, "..")
        return f"{left}/{right}"
    members = sorted(_date(chance, vague=False, marks=("",)) for _ in range(chance.randint(2, 4)))
    consecutive = len(members) == 2 and len(members[0]) == len(members[1]) and members[0] < members[1]
    joint = ".." if consecutive and chance.random() < 0.3 else ","
    opening, closing = chance.choice([("[", "]"), ("{", "}")])
    return f"{opening}{joint.join(members)}{closing}"


def _date(chance: random.Random, *, vague: bool = True, marks: tuple[str, ...] = _MARKS) -> str:
    year = chance.randint(100, 2999)
    mark = chance.choice(marks)
    shape = chance.random()
    if vague and shape < 0.25:
        return chance.choice(
            [f"{year // 10:03}X", f"{year // 100:02}XX", f"{year // 10:03}X-{chance.randint(1, 12):02}"]
        )
    if vague and shape < 0.35:
        return f"{year:04}-{chance.randint(21, 23)}"
    if vague and shape < 0.5:
        month = chance.randint(1, 13)
        return f"{year:04}-{chance.choice(['XX', f'{month:02}-XX', 'XX-XX'])}"
    month, day = chance.randint(1, 12 + vague), chance.choice([*range(1, 29), *range(1, 31 + vague)])
    return chance.choice([f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}"]) + mark


def ours(text: str) -> tuple[date | None, date | None] | None:
    """First and last day as we read them, or None where we refuse."""
    try:
        return edtf.bounds(text)
    except ValueError:
        return None


def theirs(text: str) -> tuple[date | None, date | None] | str | None:
    """First and last day as the reference reads them, None where it refuses, "fails" where it breaks off."""
    try:
        read = reference.parse_edtf(text)
        return _day(read.lower_strict()), _day(read.upper_strict())
    except (reference.EDTFParseException, ValueError, OverflowError):
        return None
    except (TypeError, AttributeError):
        return "fails"


def _day(moment: Any) -> date | None:
    if isinstance(moment, float) or moment is None:
        return None
    year, month, day = tuple(moment)[:3]
    return date(year, month, day)


def main() -> None:
    """Generate, compare, time."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    texts = list({expression(chance): None for _ in range(3 * number)})[:number]
    began = time.process_time()
    mine = [ours(text) for text in texts]
    seconds = time.process_time() - began
    began = time.process_time()
    reads = [theirs(text) for text in texts]
    reference_seconds = time.process_time() - began
    outcomes: Counter[str] = Counter()
    for text, left, right in zip(texts, mine, reads, strict=True):
        if left == right:
            outcome = "agree"
        elif right == "fails":
            outcome = "the reference fails"
        elif left is not None and right is not None:
            outcome = "differ"
        else:
            outcome = "only we accept" if right is None else "only they accept"
        outcomes[outcome] += 1
        if outcome != "agree" and outcomes[outcome] <= 20:
            print(f"{outcome}: {text}  ours {left}  theirs {right}")
    print(dict(outcomes), f"valid: {sum(m is not None for m in mine)}")
    print(f"ours {len(texts) / seconds:,.0f} a second, the reference {len(texts) / reference_seconds:,.0f}")
    if outcomes["agree"] != len(texts):
        sys.exit(1)


if __name__ == "__main__":
    main()
