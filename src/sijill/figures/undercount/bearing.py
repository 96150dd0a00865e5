"""Whether a table can bear an estimate at all, and what must be said of it if it can.

An estimate is made of overlaps. Where there are hardly any, or a list shares nobody with the others, a formula still
gives a number; the number then tells of the formula. Such tables are refused, each with its reason.
"""

from __future__ import annotations

from itertools import combinations

from sijill.figures.undercount.tables import Table

#: with two lists whether they depend on each other cannot be told from the data
FEWEST_LISTS = 3
#: people on two lists or more below which nothing is estimated. On 400 simulated populations of 1,000 with five
#: independent lists the interval of the right model ended, in the median, at 10.7 times its beginning with fewer than
#: five, at 3.8 times with five to nine, at 2.7 times with ten to fourteen
FEWEST_SHARED = 10
#: share of pairs of lists without anybody in common from which on a table is called sparse
SPARSE = 0.25
#: estimates above so many times those who are seen are told to rest on the model more than on the data
FAR = 10


def refusals(table: Table) -> tuple[str, ...]:
    """Why nothing is estimated from a table; empty where it can bear an estimate."""
    reasons = []
    full = [n for n in range(len(table.lists)) if table.on(n)]
    if len(full) < FEWEST_LISTS:
        reasons.append(
            f"{len(full)} {'list has' if len(full) == 1 else 'lists have'} people on it, at least {FEWEST_LISTS} are "
            "needed: with fewer, lists that copy each other cannot be told from lists that found the same people"
        )
        return tuple(reasons)
    shared = table.seen - table.times(1)
    if shared < FEWEST_SHARED:
        reasons.append(
            f"too little overlap: {shared} {'person is' if shared == 1 else 'people are'} on two lists or more, at "
            f"least {FEWEST_SHARED} are needed"
        )
    linked = table.linked()[0]
    if len(linked) < FEWEST_LISTS:
        alone = [table.lists[n] for n in full if n not in linked]
        reasons.append(
            f"too little overlap: at least {FEWEST_LISTS} lists must share people with each other; "
            f"{', '.join(alone)} {'shares' if len(alone) == 1 else 'share'} nobody with the rest"
        )
    return tuple(reasons)


def remarks(table: Table) -> tuple[str, ...]:
    """What must be said beside an estimate from a table that can bear one."""
    said = []
    empty = [name for n, name in enumerate(table.lists) if not table.on(n)]
    if empty:
        said.append(f"left out, with nobody on them: {', '.join(empty)}")
    groups = table.without_empty()
    alone = [groups.lists[n] for group in groups.linked()[1:] for n in sorted(group)]
    if alone:
        said.append(f"share nobody with the other lists and tell little: {', '.join(alone)}")
    pairs = list(combinations(range(len(groups.lists)), 2))
    apart = sum(1 for one, other in pairs if not groups.shared(one, other))
    if pairs and apart / len(pairs) >= SPARSE:
        said.append(f"sparse: {apart} of {len(pairs)} pairs of lists share nobody")
    return tuple(said)
