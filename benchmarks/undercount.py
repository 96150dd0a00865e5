"""How well the undercount is estimated: against published tables, and on populations whose true size we made.

    python benchmarks/undercount.py tables                 # needs SIJILL_BENCH, the folder with mse/tables.json
    python benchmarks/undercount.py simulate [--runs 100]  # coverage of the 95 % intervals, and the bias
    python benchmarks/undercount.py speed                  # five lists, 10,000 people

Populations where the latent-class model holds: people fall into two or three groups that lists find with different
chances, so that people differ and lists depend on each other. Where it does not hold: everybody differs (normal on the
logit scale), a third that no list could reach, a list that copied from another.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sijill.figures.undercount import Listed, Table, latent, loglinear, spread, table_of, undercount
from sijill.figures.undercount.bearing import refusals
from sijill.figures.undercount.chao import lower_bound

#: shorter than what a user gets, for hundreds of runs
EFFORT = latent.Effort(chains=4, warm=350, kept=400, steps=10)

Lists = NDArray[np.bool_]
Population = Callable[[np.random.Generator, int], Lists]


def groups(chances: list[list[float]], shares: list[float]) -> Population:
    """Groups with their own chance for each list."""

    def draw(rng: np.random.Generator, size: int) -> Lists:
        of = rng.choice(len(shares), p=shares, size=size)
        drawn: Lists = rng.random((size, len(chances[0]))) < np.array(chances)[of]
        return drawn

    return draw


def everybody_differs(deviation: float, chance: float, lists: int) -> Population:
    """Everybody has an ease of being found, normal on the logit scale, the same for all lists."""

    def draw(rng: np.random.Generator, size: int) -> Lists:
        logit = np.log(chance / (1 - chance)) + deviation * rng.standard_normal((size, 1))
        drawn: Lists = rng.random((size, lists)) < 1 / (1 + np.exp(-logit))
        return drawn

    return draw


def copied(chances: list[float], copied_share: float) -> Population:
    """Independent lists, of which the last has copied a share of the first."""

    def draw(rng: np.random.Generator, size: int) -> Lists:
        drawn: Lists = rng.random((size, len(chances))) < np.array(chances)
        drawn[:, -1] |= drawn[:, 0] & (rng.random(size) < copied_share)
        return drawn

    return draw


#: name -> (whether the latent-class model holds, population, true size)
POPULATIONS: Mapping[str, tuple[bool, Population, int]] = {
    "independent, 4 lists": (True, groups([[0.3, 0.25, 0.2, 0.15]], [1.0]), 1000),
    "two groups, 5 lists": (True, groups([[0.6, 0.5, 0.5, 0.4, 0.3], [0.2, 0.25, 0.2, 0.3, 0.25]], [0.4, 0.6]), 1500),
    "two groups, one hard to find, 5 lists": (
        True, groups([[0.5, 0.45, 0.4, 0.35, 0.3], [0.1, 0.15, 0.1, 0.2, 0.1]], [0.4, 0.6]), 1500),
    "two groups, opposed, 4 lists": (True, groups([[0.5, 0.5, 0.15, 0.15], [0.1, 0.15, 0.4, 0.45]], [0.5, 0.5]), 1500),
    "three groups, 5 lists": (
        True,
        groups([[0.6, 0.1, 0.5, 0.2, 0.4], [0.1, 0.5, 0.15, 0.4, 0.2], [0.15, 0.15, 0.15, 0.1, 0.15]], [0.3, 0.3, 0.4]),
        2000,
    ),
    "everybody differs, 4 lists": (False, everybody_differs(1.0, 0.2, 4), 1500),
    "a third out of reach, 5 lists": (
        False, groups([[0.35, 0.3, 0.3, 0.25, 0.2], [0.002] * 5], [0.67, 0.33]), 1500),
    "one list copied half of another": (False, copied([0.3, 0.25, 0.2, 0.1], 0.5), 1500),
}  # fmt: skip


def one_run(name: str, seed: int) -> dict[str, tuple[float, float, float]] | None:
    """Draw a population and estimate it: method -> point, low, high. None where the data are refused."""
    _, population, size = POPULATIONS[name]
    rng = np.random.default_rng([seed, *name.encode()])
    drawn = population(rng, size)
    people = [Listed(str(n), frozenset(np.flatnonzero(row).tolist())) for n, row in enumerate(drawn) if row.any()]
    table = table_of(people, [f"list {n + 1}" for n in range(drawn.shape[1])])
    if refusals(table):
        return None
    posterior = latent.sample(table, rng, EFFORT)
    rarer = latent.sample(table, rng, EFFORT, latent.RARER)
    found = {
        "latent classes": (posterior.mean, *posterior.interval()),
        "rarer finds": (rarer.mean, *rarer.interval()),
    }
    average = loglinear.average(table)
    if average is not None:
        parts = average.components
        found["log-linear"] = (spread.mean(parts), spread.quantile(parts, 0.025), spread.quantile(parts, 0.975))
    bound = [lower_bound(table)]
    found["Chao"] = (bound[0].total, spread.quantile(bound, 0.025), spread.quantile(bound, 0.975))
    return found


def simulate(runs: int, workers: int, only: str) -> None:
    """Print coverage and bias for each population."""
    for name, (holds, _, size) in POPULATIONS.items():
        if only not in name:
            continue
        with ProcessPoolExecutor(workers) as pool:
            results = [r for r in pool.map(one_run, [name] * runs, range(runs)) if r]
        print(f"{name}  (N = {size}, model {'holds' if holds else 'does not hold'}, {len(results)} runs)")
        for method in ("latent classes", "rarer finds", "log-linear", "Chao"):
            found = np.array([r[method] for r in results if method in r])
            cover = np.mean((found[:, 1] <= size) & (size <= found[:, 2]))
            bias = found[:, 0].mean() / size - 1
            width = np.median((found[:, 2] - found[:, 1]) / size)
            print(f"  {method:15s} coverage {cover:6.1%}  mean/true-1 {bias:+6.1%}  median width {width:5.1%} of N")


def tables(folder: Path) -> None:
    """Print the estimates of the published tables."""
    for name, told in json.loads((folder / "mse" / "tables.json").read_text("utf-8")).items():
        cells = tuple(sorted((c["pattern"], c["count"]) for c in told["cells"] if c["count"]))
        table = Table(tuple(told["lists"]), cells)
        line = f"{name:34s} seen {table.seen:5d}  Chao {lower_bound(table).total:8.0f}"
        if len(table.lists) <= loglinear.MOST_LISTS:
            line += f"  independent {loglinear.fit(table).total:8.0f}"
            for criterion in ("aic", "bic"):
                step = loglinear.stepwise(table, "aic" if criterion == "aic" else "bic")
                line += f"  {criterion} {step.total:8.0f}{'' if step.exists else ' (none exists)'}"
            average = loglinear.average(table)
            line += f"  averaged {spread.mean(average.components):8.0f}" if average else "  averaged: none"
        begun = time.perf_counter()
        posterior = latent.sample(table, np.random.default_rng(1))
        low, high = posterior.interval()
        print(f"{line}  latent {posterior.mean:8.0f} ({low:.0f}-{high:.0f}, reduction {posterior.reduction:.2f}, "
              f"{time.perf_counter() - begun:.0f} s)", flush=True)  # fmt: skip


def speed() -> None:
    """Time one estimate by all methods: five lists, 10,000 people."""
    _, population, _ = POPULATIONS["two groups, one hard to find, 5 lists"]
    drawn = population(np.random.default_rng(1), 16_000)
    people = [Listed(str(n), frozenset(np.flatnonzero(row).tolist())) for n, row in enumerate(drawn) if row.any()]
    people = people[:10_000]
    begun = time.perf_counter()
    result = undercount(people, [f"list {n + 1}" for n in range(5)])
    print(f"{len(people)} people on 5 lists: {time.perf_counter() - begun:.1f} s")
    for estimate in result.strata[0].estimates:
        print(f"  {estimate.method:15s} {estimate.total:8.0f} ({estimate.low:.0f}-{estimate.high:.0f})")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tables", "simulate", "speed"])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="", help="populations with these words in their name")
    given = parser.parse_args()
    if given.what == "tables":
        tables(Path(os.environ["SIJILL_BENCH"]))
    elif given.what == "simulate":
        simulate(given.runs, given.workers, given.only)
    else:
        speed()


if __name__ == "__main__":
    main()
