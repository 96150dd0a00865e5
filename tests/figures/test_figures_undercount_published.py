"""Against tables that others published and a reference implementation, where SIJILL_BENCH names the folder with them."""

from __future__ import annotations

import importlib.util
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sijill.figures.undercount import Table, latent, loglinear
from sijill.figures.undercount.chao import lower_bound

BENCH = Path(os.environ.get("SIJILL_BENCH", ""))
pytestmark = pytest.mark.skipif(not (BENCH / "mse" / "tables.json").is_file(), reason="SIJILL_BENCH is not set")
#: relative
CLOSE = 0.005


@cache
def published() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((BENCH / "mse" / "tables.json").read_text("utf-8"))
    return tables


@cache
def reference() -> Any:
    spec = importlib.util.spec_from_file_location("mse", BENCH / "score" / "mse.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(told: dict[str, Any]) -> Table:
    return Table(tuple(told["lists"]), tuple(sorted((c["pattern"], c["count"]) for c in told["cells"] if c["count"])))


def test_log_linear_models_and_chao_agree_with_the_reference_on_every_table() -> None:
    assert len(published()) == 13
    for name, told in published().items():
        ours, size = table(told), len(told["lists"])
        assert lower_bound(ours).total == pytest.approx(reference().chao(told["cells"], size), rel=CLOSE), name
        if size > loglinear.MOST_LISTS:
            continue
        theirs = reference().loglinear(told["cells"], size)
        assert loglinear.fit(ours).total == pytest.approx(theirs["N"], rel=CLOSE), name
        assert loglinear.fit(ours).interval() == pytest.approx(theirs["ci95"], rel=CLOSE), name
        if size > 6:
            continue
        for criterion in ("aic", "bic"):
            step = loglinear.stepwise(ours, "aic" if criterion == "aic" else "bic")
            assert step.total == pytest.approx(reference().stepwise(told["cells"], size, criterion)["N"], rel=CLOSE), (
                name
            )


@pytest.mark.long
def test_latent_classes_agree_with_the_published_posterior_of_colombia() -> None:
    """The mean within a tenth of 2,066, the interval overlapping 1,396 to 3,082."""
    told = table(published()["colombia_recruitment_men_1999_R1"])
    found = latent.sample(told, np.random.default_rng(1))
    low, high = found.interval()
    assert found.mean == pytest.approx(2066, rel=0.1)
    assert low < 3082
    assert high > 1396
