"""Whether the reader's confidence is a probability: the table of bins, the error, and what a fit would make of it.

    python benchmarks/calibration.py PATH... [--reader NAME] [--fit PATH...]

PATH is what `sijill evaluate` takes (MUC-4 apart, which has no incidents of ours). A prediction is an incident that
the reader tells, right if it is paired with an annotated one. With --fit, two ways to mend confidence are fitted on
those paths and measured on the others, and their parameters printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from sijill import settings, workflow
from sijill.errors import Failure
from sijill.evaluation import evaluating, gold
from sijill.evaluation.calibration import Prediction, Reliability, fit_isotonic, fit_logistic, reliability


def main() -> None:
    """Read, pair, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--reader")
    parser.add_argument("--fit", nargs="+", default=[], metavar="PATH", help="fit on these")
    chosen = parser.parse_args()
    measured = predictions(chosen.paths, chosen.reader)
    show("as told", reliability(measured))
    if chosen.fit:
        known = predictions(chosen.fit, chosen.reader)
        isotonic, logistic = fit_isotonic(known), fit_logistic(known)
        for title, fitted in (("isotonic", isotonic), ("logistic", logistic)):
            show(f"{title}, fitted on {len(known)}", reliability([(fitted(score), right) for score, right in measured]))
            print(json.dumps(asdict(fitted)))


def predictions(paths: Sequence[str], reader: str | None) -> list[Prediction]:
    """Confidence of every incident told, and whether it was right."""
    chosen = settings.load({"reader": reader} if reader else None)
    found: list[Prediction] = []
    for path in paths:
        for outcome in evaluating.outcomes(gold.load(path, chosen), workflow.reader_for(chosen)):
            if isinstance(outcome, Failure):
                print(outcome.error, file=sys.stderr)
            else:
                found += evaluating.predictions(outcome)
    return found


def show(title: str, told: Reliability) -> None:
    """Print the bins and the error."""
    print(f"{title}: error {told.error:.3f} over {told.predictions} predictions")
    print(f"{'scores':>15}{'mean':>8}{'right':>8}{'number':>8}")
    for part in told.bins:
        print(f"{part.lowest:7.3f}-{part.highest:5.3f}{part.confidence:10.3f}{part.accuracy:8.3f}{part.predictions:8}")


if __name__ == "__main__":
    main()
