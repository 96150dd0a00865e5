from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import UsageError
from sijill.figures.undercount import Listed, Pair, Table, latent, loglinear, spread, table_of, undercount
from sijill.figures.undercount.bearing import FEWEST_SHARED, refusals, remarks
from sijill.figures.undercount.chao import for_few_lists, lower_bound
from sijill.figures.undercount.spread import Component
from sijill.figures.undercount.tables import merged
from sijill.figures.undercount.telling import as_json, as_text
from sijill.types import Count

QUICK = latent.Effort(chains=3, warm=200, kept=250, steps=8)
NAMES = ("court", "hospital", "families", "survey", "cemetery")


def table(**cells: int) -> Table:
    """A table from cells written as p101=5."""
    given = tuple(sorted((pattern.lstrip("p"), count) for pattern, count in cells.items()))
    return Table(NAMES[: len(given[0][0])], given)


#: Sekar and Deming's question with three lists: closed forms are known for every one of its models
THREE = table(p100=60, p010=49, p110=4, p001=247, p101=112, p011=142, p111=12)


def drawn(size: int, chances: list[list[float]], shares: list[float], seed: int) -> list[Listed]:
    rng = np.random.default_rng(seed)
    of = rng.choice(len(shares), p=shares, size=size)
    rows = rng.random((size, len(chances[0]))) < np.array(chances)[of]
    return [Listed(str(n), frozenset(np.flatnonzero(row).tolist())) for n, row in enumerate(rows) if row.any()]


# --------------------------------------------------------------------------------------------- tables


def test_a_table_counts_everybody_once() -> None:
    people = [Listed("a", frozenset({0})), Listed("b", frozenset({0, 2})), Listed("c", frozenset({0, 2}))]
    found = table_of(people, NAMES[:3])
    assert found.cells == (("100", 1), ("101", 2))
    assert (found.seen, found.on(0), found.on(1), found.shared(0, 2), found.times(2)) == (3, 3, 0, 2, 2)
    assert found.without_empty().lists == ("court", "families")
    assert found.linked() == (frozenset({0, 2}), frozenset({1}))


@pytest.mark.parametrize("cell", [("00", 3), ("1", 3), ("1x", 3), ("10", 0)])
def test_what_is_no_cell(cell: tuple[str, int]) -> None:
    with pytest.raises(UsageError, match="is no cell"):
        Table(NAMES[:2], (cell,))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_joining_pairs_loses_nobody_and_no_list(same: list[tuple[int, int]]) -> None:
    people = [Listed(str(n), frozenset({n % 3})) for n in range(10)]
    joined = merged(people, [(str(a), str(b)) for a, b in same])
    groups = [{n} for n in range(10)]
    for a, b in same:
        both = next(g for g in groups if a in g) | next(g for g in groups if b in g)
        groups = [g for g in groups if not g & both] + [both]
    assert sorted(sorted(p.lists) for p in joined) == sorted(sorted({n % 3 for n in g}) for g in groups)


# --------------------------------------------------------------------------------------------- log-linear


def test_two_lists_independent_is_lincoln_and_petersen() -> None:
    assert loglinear.fit(table(p10=30, p01=20, p11=10)).total == pytest.approx(40 * 30 / 10)


def test_three_lists_with_all_interactions_have_a_closed_form() -> None:
    fitted = loglinear.fit(THREE, [(0, 1), (0, 2), (1, 2)])
    assert fitted.unseen == pytest.approx(12 * 60 * 49 * 247 / (4 * 112 * 142))


def test_one_list_independent_of_two_that_depend_has_a_closed_form() -> None:
    """With the first two dependent, whoever is on either is one list against the third (Fienberg 1972)."""
    fitted = loglinear.fit(THREE, [(0, 1)])
    assert fitted.unseen == pytest.approx(247 * (60 + 49 + 4) / (112 + 142 + 12))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(3, 400), min_size=15, max_size=15), st.integers(0, 63))
def test_a_fit_reproduces_the_margins_of_its_terms(counts: list[int], chosen: int) -> None:
    """What makes a maximum: fitted and observed numbers agree on every list and on every pair that may depend."""
    patterns = [f"{n:04b}" for n in range(1, 16)]
    given_table = Table(NAMES[:4], tuple(zip(patterns, counts, strict=True)))
    pairs = [p for n, p in enumerate(combinations(range(4), 2)) if chosen >> n & 1]
    fitted = loglinear.fit(given_table, pairs)
    nudged = [loglinear.fit(Table(NAMES[:4], tuple((p, c * 2) for p, c in given_table.cells)), pairs)]
    assert nudged[0].unseen == pytest.approx(2 * fitted.unseen, rel=1e-4)
    assert fitted.aic == pytest.approx(-2 * fitted.loglik + 2 * (5 + len(pairs)))


def test_every_model_of_three_lists_is_weighed_by_bic() -> None:
    average = loglinear.average(THREE)
    assert average is not None
    assert (average.models, average.lost) == (8, 0)
    assert sum(c.weight for c in average.components) == pytest.approx(1)
    fits = [loglinear.fit(THREE, terms) for n in range(4) for terms in combinations([(0, 1), (0, 2), (1, 2)], n)]
    weights = [math.exp(-f.bic / 2 + fits[0].bic / 2) for f in fits]
    expected = sum(w * f.total for w, f in zip(weights, fits, strict=True)) / sum(weights)
    assert spread.mean(average.components) == pytest.approx(expected)


def test_stepwise_ends_where_no_step_is_better() -> None:
    for criterion in ("aic", "bic"):
        best = loglinear.stepwise(THREE, "aic" if criterion == "aic" else "bic")
        others = [
            loglinear.fit(THREE, (*best.terms, pair)) for pair in combinations(range(3), 2) if pair not in best.terms
        ]
        assert all(getattr(f, criterion) >= getattr(best, criterion) - 1e-6 for f in others)


def test_lists_that_share_nobody_have_models_without_an_estimate() -> None:
    average = loglinear.average(table(p100=40, p010=30, p001=20, p110=6))
    assert average is not None
    assert average.lost > 0
    assert all(c.sigma <= loglinear.RUN_OFF for c in average.components)


def test_more_than_eight_lists_are_refused() -> None:
    with pytest.raises(UsageError, match="9 lists: are more than the 8"):
        loglinear.fit(Table(tuple("abcdefghi"), (("1" * 9, 3), ("1" + "0" * 8, 4))))


# --------------------------------------------------------------------------------------------- Chao, mixtures


def test_chao_by_hand() -> None:
    found = lower_bound(table(p10=30, p01=20, p11=10))
    assert found.total == pytest.approx(60 + 50**2 / 20)
    assert lower_bound(table(p100=30, p010=20)).total == pytest.approx(50 + 50 * 49 / 2)
    assert lower_bound(table(p11=20)).total == 20


def test_the_bound_corrected_for_few_lists_is_near_the_truth_on_independent_lists_and_the_usual_one_above() -> None:
    truth = 1000
    found = [table_of(drawn(truth, [[0.3, 0.25, 0.2, 0.15]], [1.0], seed), NAMES[:4]) for seed in range(20)]
    assert np.mean([for_few_lists(t) for t in found]) == pytest.approx(truth, rel=0.03)
    assert np.mean([lower_bound(t).total for t in found]) > 1.08 * truth


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.floats(-3, 12), st.floats(0, 2), st.floats(0.01, 1)), min_size=1, max_size=5
    )
)
def test_quantiles_of_a_mixture_are_in_order_and_never_below_those_seen(
    parts: list[tuple[int, float, float, float]],
) -> None:
    mixture = [Component(*p) for p in parts]
    found = [spread.quantile(mixture, q) for q in (0.025, 0.5, 0.975)]
    assert found == sorted(found)
    assert found[0] >= min(c.seen for c in mixture)
    if all(c.sigma > 0.01 for c in mixture):
        weight = sum(c.weight for c in mixture)
        assert sum(c.weight * c.below(found[1]) for c in mixture) / weight == pytest.approx(0.5, abs=1e-3)


# --------------------------------------------------------------------------------------------- latent classes


def test_the_sampler_finds_a_population_that_we_made() -> None:
    truth = 1200
    chances = [[0.5, 0.45, 0.4, 0.35], [0.15, 0.2, 0.15, 0.25]]
    inside = 0
    for seed in range(3):
        found = latent.sample(
            table_of(drawn(truth, chances, [0.5, 0.5], seed), NAMES[:4]), np.random.default_rng(seed), QUICK
        )
        low, high = found.interval()
        inside += low <= truth <= high
        assert low < found.mean < high
    assert inside >= 2


def test_one_class_and_one_list_have_a_known_posterior() -> None:
    """With everybody on all lists hardly anybody can be unseen."""
    found = latent.sample(table(p111=200, p110=2, p011=2), np.random.default_rng(1), QUICK)
    assert found.mean < 208


def test_the_prior_of_the_sampler_is_invariant_to_the_order_of_lists() -> None:
    turned = Table(THREE.lists, tuple(sorted((p[::-1], c) for p, c in THREE.cells)))
    effort = latent.Effort(chains=6, warm=250, kept=450, steps=10)
    one, other = (latent.sample(t, np.random.default_rng(2), effort) for t in (THREE, turned))
    assert one.mean == pytest.approx(other.mean, rel=0.06)


def test_chains_that_disagree_are_told() -> None:
    rng = np.random.default_rng(1)
    same = rng.normal(size=(400, 4))
    assert latent.reduction(same) < 1.02
    assert latent.reduction(same + np.arange(4)) > 1.5
    assert latent.reduction(np.ones((10, 2))) == 1.0


def test_the_slope_is_that_of_the_density() -> None:
    """Finite differences of the log density, at a random state."""
    chains = latent._Chains(THREE, np.random.default_rng(3), latent.Effort(chains=2))
    value, up, along = chains._slope(chains.logit, chains.stick)
    step = 1e-5
    for c, k, j in ((0, 0, 0), (1, 3, 2)):
        moved = chains.logit.copy()
        moved[c, k, j] += step
        assert (chains._slope(moved, chains.stick)[0][c] - value[c]) / step == pytest.approx(
            up[c, k, j], rel=1e-3, abs=1e-3
        )
        stick = chains.stick.copy()
        stick[c, k] += step
        assert (chains._slope(chains.logit, stick)[0][c] - value[c]) / step == pytest.approx(
            along[c, k], rel=1e-3, abs=1e-3
        )


# --------------------------------------------------------------------------------------------- bearing


def test_fewer_than_three_lists_are_refused_with_the_reason() -> None:
    assert "at least 3 are needed" in refusals(table(p10=30, p01=20, p11=10))[0]
    assert "at least 3 are needed" in refusals(table(p100=30, p010=20, p110=10))[0]


def test_too_little_overlap_is_refused_with_the_reason() -> None:
    few = FEWEST_SHARED - 1
    assert any("too little overlap" in r for r in refusals(table(p100=30, p010=20, p001=9, p111=few)))
    assert not refusals(table(p100=30, p010=20, p001=9, p111=FEWEST_SHARED))
    assert "families shares nobody" in refusals(table(p100=40, p010=30, p001=20, p110=60))[0]


def test_sparse_tables_and_lists_apart_are_told() -> None:
    told = " ".join(remarks(table(p10000=9, p01000=9, p00100=9, p11000=9, p01100=9, p10100=9, p00010=9)))
    assert "survey" in told
    assert "cemetery" in told
    assert "sparse" in told


# --------------------------------------------------------------------------------------------- all of it


def people_of(found: Table) -> list[Listed]:
    return [
        Listed(f"{pattern}/{n}", frozenset(i for i, c in enumerate(pattern) if c == "1"))
        for pattern, count in found.cells
        for n in range(count)
    ]


def test_documented_and_estimated_never_stand_in_one_number() -> None:
    result = undercount(people_of(THREE), THREE.lists, effort=QUICK)
    stratum = result.strata[0]
    assert stratum.documented == Count(626, 626)
    assert [e.method for e in stratum.estimates] == [
        "log-linear", "chao", "latent-classes", "latent-classes-rarer",
    ]  # fmt: skip
    assert all(e.low <= e.total <= e.high and e.low >= 626 for e in stratum.estimates)
    text = as_text(result)
    assert "documented by name: 626 people" in text
    assert "never added" in text
    assert as_json(result)["strata"][0]["documented"] == {"min": 626, "max": 626}


def test_the_same_seed_gives_the_same_numbers_whatever_other_strata_there_are() -> None:
    alone = [Listed(p.id, p.lists, "2019") for p in people_of(THREE)]
    more = [Listed(f"x{p.id}", p.lists, "2020") for p in people_of(THREE)]
    one = undercount(alone, THREE.lists, effort=QUICK)
    both = undercount([*more, *alone], THREE.lists, effort=QUICK)
    assert one.strata[0] == both.strata[0]
    assert [s.name for s in both.strata] == ["2019", "2020"]


def test_uncertain_pairs_widen_what_is_documented_and_what_is_estimated() -> None:
    people = people_of(THREE)
    rng = np.random.default_rng(1)
    pairs = [Pair(people[a].id, people[b].id, 0.5) for a, b in rng.integers(0, len(people), (120, 2)) if a != b]
    certain = undercount(people, THREE.lists, effort=QUICK).strata[0]
    result = undercount(people, THREE.lists, pairs=pairs, draws=4, effort=QUICK)
    stratum = result.strata[0]
    assert result.draws == 4
    assert stratum.documented.max == 626
    assert stratum.documented.min < 626 - 80
    for sure, unsure in zip(certain.estimates[:2], stratum.estimates[:2], strict=True):
        assert (unsure.high - unsure.low) / unsure.total > (sure.high - sure.low) / sure.total


def test_a_refused_stratum_says_why_and_gives_no_number() -> None:
    people = [Listed(str(n), frozenset({n % 2}), "Marsa") for n in range(50)]
    stratum = undercount(people, NAMES[:3]).strata[0]
    assert not stratum.estimates
    assert stratum.refused
    assert "Marsa: documented by name: 50 people" in as_text(undercount(people, NAMES[:3]))
