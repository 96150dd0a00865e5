"""An undercount in words and as JSON: what is documented first, the estimates after it, each with its bias."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sijill.figures.table import shown
from sijill.figures.undercount.estimating import BIAS, Estimate, Method, Stratum, Undercount

#: what a method is called
NAMES: dict[Method, str] = {
    "log-linear": "log-linear models",
    "chao": "Chao's lower bound",
    "latent-classes": "latent classes (Bayesian)",
    "latent-classes-rarer": "latent classes, rarer finds",
}
#: what holds of every method
ALWAYS = (
    "The documented number is people identified on the lists. An estimate is of all there were, seen and unseen; the "
    "two are never added. Nothing here counts people whom no list could have reached."
)


def as_text(result: Undercount, remarks: Sequence[str] = ()) -> str:
    """The result for a terminal.

    Args:
        result: what was estimated.
        remarks: what else must be said, of the declaration and of what was left out.
    """
    lines = [f"Lists: {', '.join(result.lists)}"]
    lines += [f"· {remark}" for remark in remarks]
    for stratum in result.strata:
        lines += ["", *_stratum(stratum)]
    if any(s.estimates for s in result.strata):
        used = [method for method in NAMES if any(e.method == method for s in result.strata for e in s.estimates)]
        lines += ["", *(f"{NAMES[method]}: {BIAS[method]}." for method in used)]
    over = (
        f"{result.draws} draws over {result.pairs} uncertain pairs of names" if result.pairs else "no uncertain pairs"
    )
    return "\n".join([*lines, ALWAYS, f"Seed {result.seed}; {over}.", ""])


def _stratum(stratum: Stratum) -> list[str]:
    head = f"{stratum.name}: " if stratum.name else ""
    documented = shown(stratum.documented).strip("\u2066\u2069")
    lines = [f"{head}documented by name: {documented} people"]
    if stratum.estimates:
        lines.append(f"  {'':28}{'estimated in all':>17}   95 % interval")
    for estimate in stratum.estimates:
        interval = f"{estimate.low:,.0f} to {estimate.high:,.0f}"
        lines.append(f"  {NAMES[estimate.method]:28}{estimate.total:>17,.0f}   {interval}")
        lines += [f"      {remark}" for remark in estimate.remarks]
    lines += [f"  not estimated: {reason}" for reason in stratum.refused]
    lines += [f"  · {remark}" for remark in stratum.remarks]
    return lines


def as_json(result: Undercount, remarks: Sequence[str] = ()) -> dict[str, Any]:
    """The result as JSON values."""
    return {
        "lists": list(result.lists),
        "remarks": [*remarks, ALWAYS],
        "seed": result.seed,
        "uncertain_pairs": result.pairs,
        "draws": result.draws,
        "strata": [
            {
                "stratum": s.name,
                "documented": {"min": s.documented.min, "max": s.documented.max},
                "cells": [{"pattern": pattern, "people": people} for pattern, people in s.table.cells],
                "estimates": [_estimate(e) for e in s.estimates],
                "not_estimated": list(s.refused),
                "remarks": list(s.remarks),
            }
            for s in result.strata
        ],
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "method": estimate.method,
        "total": round(estimate.total, 1),
        "interval_95": [round(estimate.low, 1), round(estimate.high, 1)],
        "bias": BIAS[estimate.method],
        "remarks": list(estimate.remarks),
    }
