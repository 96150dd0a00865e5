"""The estimates of a population beside what is documented, by stratum and over the pairs that may be one person.

Each of a number of draws takes every uncertain pair for one person or two, by its probability; each method runs on each
draw's table, and its interval is that of all draws together. Without uncertain pairs there is one draw.

Invariant: the documented range counts people on lists and nothing else; an estimate is never added to it, nor to
another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sijill.figures.undercount import latent, loglinear, spread
from sijill.figures.undercount.bearing import FAR, refusals, remarks
from sijill.figures.undercount.chao import for_few_lists, lower_bound
from sijill.figures.undercount.spread import Component
from sijill.figures.undercount.tables import Listed, Pair, Table, merged, strata_of, table_of
from sijill.types import Count

Method: TypeAlias = Literal["log-linear", "chao", "latent-classes", "latent-classes-rarer"]

#: what each method gets wrong, told beside its numbers; measured by benchmarks/undercount.py
BIAS: dict[Method, str] = {
    "log-linear": (
        "too low where some people are far easier to find than others for every list, too high where lists reach "
        "different people; its interval then holds the true number too seldom"
    ),
    "chao": (
        "a lower bound where people differ in how easily lists find them, and no estimate; with few lists the usual "
        "formula can lie above the true number (13 % on four independent lists), corrected for their number it hardly "
        "does; lists that copy each other lower both"
    ),
    "latent-classes": (
        "right where people fall into groups within which the lists are independent and each group is fairly well "
        "listed (in simulations its interval held the true number in 95 to 98 %); too low where a group is hard to "
        "find for every list (28 to 60 %), where everybody differs (36 %, 17 % too low), or where some are out of "
        "reach, who are then missing altogether"
    ),
    "latent-classes-rarer": (
        "the same model, expecting lists to find fewer people (90 to 100 % in the simulations with groups), with "
        "intervals twice as wide; where it differs much from the one above, the data leave the answer open"
    ),
}

#: draws over the uncertain pairs
DRAWS = 8
#: sampling where there is one draw, and for each where there are several
_FULL = latent.Effort()
_SHORT = latent.Effort(chains=6, warm=500, kept=700)
_QUANTILES = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one method says of the total; seen and unseen together, never the documented number itself."""

    method: Method
    #: the point: mean over models and draws, or posterior mean
    total: float
    #: 95 % interval of the total
    low: float
    high: float
    #: how it was reached, and what speaks against trusting it
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: what is documented, and what is estimated or why nothing is."""

    #: "" where everybody is in one
    name: str
    #: people identified on the lists: fewest if all uncertain pairs are one person, most if none is
    documented: Count
    #: the table when the pairs that are more likely one person than two are joined
    table: Table
    estimates: tuple[Estimate, ...]
    #: why nothing is estimated, or why a method gives no estimate
    refused: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undercount:
    """The result."""

    lists: tuple[str, ...]
    strata: tuple[Stratum, ...]
    #: uncertain pairs that the draws ran over
    pairs: int
    draws: int
    seed: int


def undercount(
    people: Sequence[Listed],
    lists: Sequence[str],
    *,
    pairs: Sequence[Pair] = (),
    seed: int = 1,
    draws: int = DRAWS,
    effort: latent.Effort | None = None,
    progress: Callable[[str], None] | None = None,
) -> Undercount:
    """Estimate, for each stratum, how many people there were on the lists and off them.

    Args:
        people: identified people, each once as far as is known.
        lists: names of the lists, to which the people's positions refer.
        pairs: entries that are perhaps one person.
        seed: of all chance in it: the same seed and data give the same numbers.
        draws: how often the uncertain pairs are drawn.
        effort: how long the Bayesian sampler runs on each draw.
        progress: told what is being worked on.
    """
    known = {person.id: person.stratum for person in people}
    usable = [p for p in pairs if p.left in known and known.get(p.left) == known.get(p.right) and p.left != p.right]
    found = []
    for name, members in strata_of(people).items():
        about = [p for p in usable if known[p.left] == name]
        # a stratum's numbers do not depend on which others there are
        rng = np.random.default_rng([seed, *name.encode()])
        if progress:
            progress(name or "everybody")
        found.append(_stratum(name, members, lists, about, rng, draws, effort))
    return Undercount(tuple(lists), tuple(found), len(usable), draws if usable else 1, seed)


def _stratum(
    name: str, members: Sequence[Listed], lists: Sequence[str], pairs: Sequence[Pair], rng: np.random.Generator,
    draws: int, effort: latent.Effort | None,
) -> Stratum:  # fmt: skip
    fewest = len(merged(members, [(p.left, p.right) for p in pairs]))
    likely = table_of(merged(members, [(p.left, p.right) for p in pairs if p.probability > 0.5]), lists)
    documented = Count(fewest, len(members))
    tables = [
        table_of(merged(members, [(p.left, p.right) for p in pairs if rng.random() < p.probability]), lists)
        for _ in range(draws if pairs else 1)
    ]
    refused = refusals(likely) or next((r for t in tables if (r := refusals(t))), ())
    if refused:
        return Stratum(name, documented, likely, (), refused, remarks(likely))
    tables = [t.without_empty() for t in tables]
    why: list[str] = []
    estimates = [
        _log_linear(tables, why), _chao(tables), _latent("latent-classes", tables, rng, effort),
        _latent("latent-classes-rarer", tables, rng, effort),
    ]  # fmt: skip
    return Stratum(name, documented, likely, tuple(e for e in estimates if e), tuple(why), remarks(likely))


def _log_linear(tables: Sequence[Table], why: list[str]) -> Estimate | None:
    if any(len(t.lists) > loglinear.MOST_LISTS for t in tables):
        why.append(
            f"log-linear: {max(len(t.lists) for t in tables)} lists are more than the {loglinear.MOST_LISTS} "
            f"that it can "
            "bear; join lists that come from one hand"
        )
        return None
    averages = [loglinear.average(t) for t in tables]
    good = [a for a in averages if a is not None and a.lost_weight <= loglinear.MOST_LOST]
    if len(good) < len(averages):
        why.append(
            "log-linear: the models that fit best have no estimate, the overlaps are too sparse (some lists "
            "share nobody)"
        )
        return None
    best, names = good[0].best, tables[0].lists
    depends = ", ".join(f"{names[i]} and {names[j]}" for i, j in best.terms)
    of_best = f"lets {depends} depend on each other" if depends else "has all lists independent"
    said = [f"{good[0].models} models averaged by BIC; the best {of_best}"]
    lost = max(a.lost for a in good)
    if lost:
        weight = max(a.lost_weight for a in good)
        said.append(
            f"{lost} models without an estimate on so sparse a table were left out ({weight:.0%} of the weight)"
        )
    return _mixture("log-linear", [a.components for a in good], said)


def _chao(tables: Sequence[Table]) -> Estimate:
    corrected = sum(for_few_lists(t) for t in tables) / len(tables)
    said = f"corrected for so few lists ({len(tables[0].lists)}): {corrected:,.0f}"
    return _mixture("chao", [(lower_bound(t),) for t in tables], [said])


def _mixture(method: Method, groups: Sequence[Sequence[Component]], said: Sequence[str]) -> Estimate:
    components = spread.mixed(groups)
    low, high = (spread.quantile(components, q) for q in _QUANTILES)
    total = spread.mean(components)
    return Estimate(method, total, low, high, (*said, *_far(total, components[0].seen)))


def _latent(
    method: Method, tables: Sequence[Table], rng: np.random.Generator, effort: latent.Effort | None
) -> Estimate:
    effort = effort or (_FULL if len(tables) == 1 else _SHORT)
    prior = latent.USUAL if method == "latent-classes" else latent.RARER
    found = [latent.sample(t, rng, effort, prior) for t in tables]
    draws = np.concatenate([p.draws.ravel() for p in found])
    low, high = np.quantile(draws, _QUANTILES)
    worst = max(p.reduction for p in found)
    said = [f"median {np.median(draws):,.0f}; {draws.size:,} draws"]
    if worst > latent.SETTLED:
        said.append(
            f"the chains do not agree (potential scale reduction {worst:.2f}, above {latent.SETTLED}): the data leave "
            "several answers open; do not publish this number"
        )
    total = float(draws.mean())
    return Estimate(method, total, float(low), float(high), (*said, *_far(total, tables[0].seen)))


def _far(total: float, seen: int) -> tuple[str, ...]:
    if total <= FAR * seen:
        return ()
    return (f"more than {FAR} times those seen: it rests on the model more than on the data",)
