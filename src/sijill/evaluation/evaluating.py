"""A reader on annotated texts → every figure that tells how well it reads, each with its interval.

``evaluate`` reads and scores one set of texts; ``table`` and ``to_json`` show what came out. Invariants: texts that
cannot be read count as read in silence and are told; an interval is over texts; what is annotated and what is found
are compared by :mod:`~sijill.evaluation.scoring`, or for MUC-4 by the scores of its benchmarks.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sijill.errors import Failure
from sijill.evaluation import scoring
from sijill.evaluation.agreement import Row
from sijill.evaluation.calibration import Prediction, reliability
from sijill.evaluation.gold import NOT_TOLD, Annotated, Gold
from sijill.evaluation.intervals import Interval, bootstrap, of_share
from sijill.evaluation.muc4 import heads, records, scores, templates
from sijill.evaluation.scoring import SLOTS, Part, Tally
from sijill.statements import Reader, contract
from sijill.statements.together import read_all
from sijill.types import Reading

#: scopes of incidents that count as told, as by the setting ``scope``
TOLD = ("in", "unclear")

Advance = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    precision: float
    recall: float
    f1: float
    #: of the F1; None where nothing was resampled
    interval: Interval | None = None
    right: float = 0.0
    said: float = 0.0
    gold: float = 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    right: int
    among: int

    @property
    def share(self) -> float:
        """Right ones among all; 0 where there are none."""
        return self.right / self.among if self.among else 0.0

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval (Wilson)."""
        return of_share(self.right, self.among)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence is from a probability."""

    error: float
    predictions: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out on one set of texts."""

    name: str
    kind: str
    reader: str
    texts: int
    words: int
    seconds: float
    failures: tuple[Failure, ...]
    #: texts without incident that were left quiet
    quiet: Share
    #: the table: "incident", "all slots", each slot; for MUC-4 the roles of its benchmarks
    figures: tuple[Figure, ...]
    #: of the incidents that texts are about; None for MUC-4
    central: Figure | None = None
    calibration: Calibration | None = None
    #: incidents by "type", "style" and "region", where texts tell them; all slots as well for the latter two
    groups: Mapping[str, tuple[Figure, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One text, what it tells and what the reader found."""

    text: Annotated
    #: None: the reader failed
    reading: Reading | None
    #: incidents found that count as told, as the contract has them
    said: tuple[Row, ...]


def outcomes(
    gold: Gold, reader: Reader, *, told: Collection[str] = TOLD, advance: Advance | None = None
) -> Iterator[Outcome | Failure]:
    """Read annotated texts.

    Args:
        gold: the texts.
        reader: any reader.
        told: scopes of the incidents that count.
        advance: called with (name, texts done, texts in all).

    Yields:
        For each text its outcome; after that of a text on which the reader failed, the failure.
    """
    readings = read_all(reader, (annotated.text for annotated in gold.texts))
    for number, (annotated, reading) in enumerate(zip(gold.texts, readings, strict=True), start=1):
        if isinstance(reading, Failure):
            yield Outcome(annotated, None, ())
            yield reading
        else:
            incidents = contract.to_json(annotated.text, reading)["incidents"]
            yield Outcome(annotated, reading, tuple(i for i in incidents if i["scope"] in told))
        if advance:
            advance(gold.name, number, len(gold.texts))


def evaluate(
    gold: Gold,
    reader: Reader,
    *,
    told: Collection[str] = TOLD,
    resamplings: int = 0,
    advance: Advance | None = None,
) -> Evaluation:
    """Read a set of annotated texts and score what was found.

    Args:
        gold: the texts.
        reader: any reader.
        told: scopes of the incidents that count.
        resamplings: how often texts are drawn anew for the intervals; 0: no intervals but those of shares.
        advance: called with (name, texts done, texts in all).
    """
    began = time.perf_counter()
    found: list[Outcome] = []
    failures = list(gold.failures)
    for outcome in outcomes(gold, reader, told=told, advance=advance):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            found.append(outcome)
    blank = Evaluation(
        name=gold.name,
        kind=gold.kind,
        reader=f"{reader.identity.name} {reader.identity.version}",
        texts=len(found),
        words=sum(len(outcome.text.text.content.split()) for outcome in found),
        seconds=time.perf_counter() - began,
        failures=tuple(failures),
        quiet=Share(0, 0),
        figures=(),
    )
    if gold.kind == "muc4":
        return _muc4(blank, reader, found, resamplings)
    return _articles(blank, found, resamplings)


# ---------------------------------------------------------------------------------------------------------
# Articles and corpus passages


def _articles(blank: Evaluation, found: Sequence[Outcome], times: int) -> Evaluation:
    parts = [scoring.parts(_gold(outcome), outcome.said) for outcome in found]
    central = [scoring.parts(_gold(outcome), outcome.said, central=True) for outcome in found]
    silent = [outcome for outcome in found if not _gold(outcome)]
    return replace(
        blank,
        quiet=Share(sum(not outcome.said for outcome in silent), len(silent)),
        figures=_slots([scoring.total(part.told for part in each) for each in parts], times),
        central=_central(central, times),
        calibration=_calibration([_predictions(o, each) for o, each in zip(found, parts, strict=True)], times),
        groups={
            "type": _by_type(found, parts),
            "style": _by([outcome.text.style for outcome in found], parts, times),
            "region": _by([outcome.text.region for outcome in found], parts, times),
        },
    )


def _gold(outcome: Outcome) -> Sequence[Row]:
    return outcome.text.told.get("incidents") or ()


def _figure(name: str, tally: Tally, interval: Interval | None = None) -> Figure:
    return Figure(
        name, tally.precision, tally.recall, tally.f1, interval, tally.right, tally.said, tally.gold
    )  # fmt: skip


def _slots(each: Sequence[scoring.Tallies], times: int) -> tuple[Figure, ...]:
    total = scoring.total(each)
    intervals = scoring.intervals(each, times)
    return (
        _figure("incident", total["incident"], intervals.get("incident")),
        _figure("all slots", scoring.micro(total), intervals.get("all")),
        *(_figure(name, total[name], intervals.get(name)) for name in SLOTS),
    )


def _central(central: Sequence[Sequence[Part]], times: int) -> Figure:
    """The incidents that texts are about; the interval is that of the recall."""
    each = [scoring.total(part.told for part in parts)["incident"] for parts in central]

    def recall(weights: Sequence[int]) -> float:
        there = scoring.sumprod(weights, [tally.gold for tally in each])
        return scoring.sumprod(weights, [tally.right for tally in each]) / there if there else 0.0

    return _figure("central", sum(each, Tally()), bootstrap(len(each), recall, times))


def _by_type(found: Sequence[Outcome], parts: Sequence[Sequence[Part]]) -> tuple[Figure, ...]:
    """Incidents by the type annotated, those made up by the type said."""
    groups: dict[str, list[scoring.Tallies]] = defaultdict(list)
    for outcome, each in zip(found, parts, strict=True):
        for part in each:
            row = outcome.said[part.said or 0] if part.gold is None else _gold(outcome)[part.gold]
            groups[str(row.get("type"))].append(part.told)
    figures = [_figure(name, scoring.total(told)["incident"]) for name, told in groups.items()]
    return tuple(sorted(figures, key=lambda figure: (-figure.gold, figure.name)))


def _by(names: Sequence[str], parts: Sequence[Sequence[Part]], times: int) -> tuple[Figure, ...]:
    """Incidents and all slots of each group of texts; nothing where no text tells its group."""
    figures: list[Figure] = []
    for name in sorted(set(names) - {NOT_TOLD}):
        each = [
            scoring.total(part.told for part in told)
            for group, told in zip(names, parts, strict=True)
            if group == name
        ]  # fmt: skip
        incident, slots, *_ = _slots(each, times)
        figures += (replace(incident, name=name), replace(slots, name=f"{name}: all slots"))
    return tuple(figures)


def predictions(outcome: Outcome) -> list[Prediction]:
    """Confidence and rightness of the incidents found; neither those spared nor totals that match nothing."""
    return _predictions(outcome, scoring.parts(_gold(outcome), outcome.said))


def _predictions(outcome: Outcome, parts: Iterable[Part]) -> list[Prediction]:
    """Confidence and rightness of the incidents found; neither those spared nor totals that match nothing."""
    return [
        (float(outcome.said[part.said]["confidence"]), part.gold is not None) for part in parts if part.said is not None
    ]


def _calibration(each: Sequence[list[Prediction]], times: int) -> Calibration | None:
    every = [prediction for predictions in each for prediction in predictions]
    if not every:
        return None

    def error(weights: Sequence[int]) -> float:
        drawn = [p for weight, predictions in zip(weights, each, strict=True) for p in predictions * weight]
        return reliability(drawn).error

    told = reliability(every)
    return Calibration(told.error, told.predictions, bootstrap(len(each), error, times))


# ---------------------------------------------------------------------------------------------------------
# MUC-4


def _muc4(blank: Evaluation, reader: Reader, found: Sequence[Outcome], times: int) -> Evaluation:
    entities: list[Mapping[str, scores.Fillers]] = []
    templated: list[Mapping[str, scores.Fillers]] = []
    for outcome in found:
        filled = heads.answer(reader, outcome.text.text, outcome.reading) if outcome.reading else []
        answer = [templates.roles(incident) for incident in filled]
        record = outcome.text.told
        entities.append(scores.ceaf_ree(templates.extracts(answer), records.extracts_of(record)))
        templated.append(scores.templates(answer, records.templates_of(record)))
    silent = [outcome for outcome in found if not records.templates_of(outcome.text.told)]
    return replace(
        blank,
        quiet=Share(sum(not outcome.said for outcome in silent), len(silent)),
        figures=(*_roles("CEAF-REE", entities, times), *_roles("templates", templated, times)),
    )


def _roles(title: str, each: Sequence[Mapping[str, scores.Fillers]], times: int) -> list[Figure]:
    """A benchmark's roles and all of them together, first."""
    totals = scores.total(each)

    def f1(weights: Sequence[int]) -> float:
        drawn = (told for weight, told in zip(weights, each, strict=True) for _ in range(weight))
        return scores.total(drawn)["all"].f1

    interval = bootstrap(len(each), f1, times)
    return [
        Figure(f"{title}: {name}", told.precision, told.recall, told.f1, interval if name == "all" else None,
               told.right, told.said, told.gold)
        for name, told in sorted(totals.items(), key=lambda item: item[0] != "all")
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------------------
# Showing


def table(evaluation: Evaluation, by: Collection[str] = ("slot", "type", "style")) -> Iterator[str]:
    """An evaluation as lines to show.

    Args:
        by: what is broken down: "slot", "type", "style", "region".
    """
    told = evaluation
    speed = f"{told.words / told.seconds:,.0f} words a second" if told.seconds else ""
    yield f"{told.name}: {told.texts} texts ({told.kind}), reader {told.reader}, {speed}"
    yield f"{'':26}{'P':>7}{'R':>7}{'F1':>7}  {'95 %':11}{'right':>9}{'said':>7}{'gold':>7}"
    brief = ("incident", "all slots")
    for figure in told.figures:
        if "slot" in by or figure.name in brief or figure.name.endswith(": all"):
            yield _line(figure)
    if told.central:
        yield f"{'central incidents':26}{'':7}{told.central.recall:7.3f}{'':7}  {_between(told.central.interval)}"
    for name in ("type", "style", "region"):
        figures = (told.groups or {}).get(name, ())
        if name in by and figures:
            yield f"by {name}"
            yield from (_line(replace(figure, name=f"  {figure.name}")) for figure in figures)
    quiet = told.quiet
    if quiet.among:
        yield (f"{'left quiet':26}{quiet.right} of {quiet.among} texts without incident"
               f" ({quiet.share:.0%}, {_between(quiet.interval)})")  # fmt: skip
    if told.calibration:
        error = told.calibration
        yield (f"{'calibration error':26}{error.error:7.3f}  {_between(error.interval):11}"
               f"  of {error.predictions} predictions")  # fmt: skip


def _line(figure: Figure) -> str:
    return (
        f"{figure.name:26}{figure.precision:7.3f}{figure.recall:7.3f}{figure.f1:7.3f}  {_between(figure.interval):11}"
        f"{figure.right:9.1f}{figure.said:7.0f}{figure.gold:7.0f}"
    )


def _between(interval: Interval | None) -> str:
    return f"{interval.low:.3f}-{interval.high:.3f}" if interval else ""


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as one JSON object; failures as lines."""
    told = asdict(replace(evaluation, failures=()))
    told["failures"] = [str(failure.error) for failure in evaluation.failures]
    quiet = evaluation.quiet
    told["quiet"] |= {"share": quiet.share, "interval": asdict(quiet.interval) if quiet.interval else None}
    return told
