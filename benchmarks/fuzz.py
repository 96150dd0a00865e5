"""Feed the readers of values with hostile words: never a crash, never a broken invariant, never slower than linear.

    python benchmarks/fuzz.py [--seconds 120] [--seed 1] [date|place|count|name|edtf ...]

What is made and what must hold stands in tests/fuzzing.py. Every so often one text is repeated to two lengths, and the
time for each character of the long one is held against the short one's. What fails is printed with the seed that makes
it again; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from fuzzing import KINDS, check, make

#: every so many texts the time is taken
TIMED = 50
#: the two lengths in characters
SHORT, LONG = 2_000, 16_000
#: the long one may take so many times as long for each character: caches and clocks are coarse
SLACK = 4.0
#: what takes less altogether is not measured, in seconds
LEAST = 0.05
#: failures printed before giving up
MOST_FAILURES = 5


def main() -> None:
    """Make, check, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all where none is given")
    parser.add_argument("--seconds", type=float, default=120, help="for each kind")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if unknown := [k for k in arguments.kinds if k not in KINDS]:
        parser.error(f"no kind {unknown[0]!r}; there are: {', '.join(KINDS)}")
    failures = [_run(kind, arguments.seconds, arguments.seed) for kind in arguments.kinds or KINDS]
    sys.exit(1 if any(failures) else 0)


def _run(kind: str, seconds: float, seed: int) -> int:
    began = time.monotonic()
    made = failures = 0
    worst = 0.0
    while time.monotonic() - began < seconds and failures < MOST_FAILURES:
        words = make(kind, Random(f"{seed} {made}"))
        try:
            check(kind, words)
            if made % TIMED == 0 and kind != "edtf" and words.strip():
                worst = max(worst, _slower(kind, words))
                assert worst <= SLACK, f"{worst:.1f} times as long for each character of a text eight times as long"
        except Exception:
            failures += 1
            print(f"{kind}, seed {seed}, text {made}: {words!r}")
            traceback.print_exc(file=sys.stdout)
            worst = 0.0
        made += 1
    took = time.monotonic() - began
    print(f"{kind}: {made:,} texts in {took:.0f} s, {failures} failures; long texts at most {worst:.1f} times slower")
    return failures


def _slower(kind: str, words: str) -> float:
    """How many times as long a character takes in a long text made of these words as in a short one."""
    short = _time(kind, _repeated(words, SHORT))
    long = _time(kind, _repeated(words, LONG))
    if long < LEAST:
        return 0.0
    return (long / LONG) / max(short / SHORT, 1e-9)


def _repeated(words: str, length: int) -> str:
    return (words + " ") * (length // (len(words) + 1) + 1)


def _time(kind: str, words: str) -> float:
    began = time.process_time()
    check(kind, words)
    return time.process_time() - began


if __name__ == "__main__":
    main()
