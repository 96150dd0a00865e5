"""What one more report costs the linker of a large register, on the invented events of linking_growth.py.

    python benchmarks/linking_incremental.py [MENTIONS] [REPORTS]      default: 10000 200

MENTIONS are linked at once, then REPORTS of the same collection are added one by one, so that they tell of
events that are there as well as of new ones. Printed: seconds for all at once, then the milliseconds that one report
takes (median, 99th percentile, longest), and how many groups it touches. Up to 20,000 mentions the outcome is compared
with grouping everything from scratch; above, the linker goes on from groups that are the true events, as it does from
those that a register has kept.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from statistics import median

from linking_growth import accounts

from sijill.incidents.growing import Growing
from sijill.incidents.linking import group
from sijill.types import MentionKey

#: up to so many mentions all are grouped once more, for comparison
COMPARED = 20_000


def main() -> None:
    """Print what was measured."""
    size, reports = ([int(a) for a in sys.argv[1:3]] + [10_000, 200][len(sys.argv) - 1 :])[:2]
    told = list(zip(*accounts(size + reports), strict=True))
    random.Random(3).shuffle(told)
    given = [account for account, _ in told]
    start = time.perf_counter()
    if size <= COMPARED:
        growing = Growing()
        growing.change(given[:size])
    else:
        events: dict[int, list[MentionKey]] = defaultdict(list)
        for account, event in told[:size]:
            events[event].append(account.key)
        growing = Growing.resume(given[:size], [tuple(sorted(keys)) for keys in events.values()])
    how = "at once" if size <= COMPARED else "taken up"
    print(f"{size} mentions {how}: {time.perf_counter() - start:.1f} s, {len(growing.groups)} groups", flush=True)
    taken, touched = [], []
    for account in given[size:]:
        start = time.perf_counter()
        change = growing.change([account])
        taken.append((time.perf_counter() - start) * 1000)
        touched.append(len(change.gone))
    taken.sort()
    print(
        f"one report more: median {median(taken):.1f} ms, 99 % within {taken[int(0.99 * (len(taken) - 1))]:.1f} ms, "
        f"longest {taken[-1]:.1f} ms; groups that it changes: {sum(touched) / len(touched):.2f} on average, "
        f"{max(touched)} at most"
    )
    if size <= COMPARED:
        same = growing.groups == group(given)
        print("as from scratch" if same else "NOT as from scratch")
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
