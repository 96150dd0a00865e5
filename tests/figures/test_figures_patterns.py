from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from invented_records import entry, party, place
from sijill.figures import making
from sijill.figures.entries import Entry
from sijill.figures.patterns import NEAR_DAYS
from sijill.figures.query import Query
from sijill.figures.table import Cell, Figure, as_text
from sijill.types import Count

TODAY = date(2024, 5, 1)


def made(name: str, *entries: Entry) -> Figure:
    return making.make(name, entries, Query.of(), TODAY)


def first(figure: Figure, key: str) -> Cell:
    return next(r for r in figure.rows if r.key == key).cells[0]


def killing(identifier: str, name: str = "Salim Darwazi", **given: Any) -> Entry:
    return entry(identifier, party("victim", name=name, outcome="killed"), **given)


def test_impunity_is_what_was_reported_to_us_by_a_day() -> None:
    def tried(identifier: str, *steps: str) -> Entry:
        return entry(identifier, party("victim", outcome="killed"), party("perpetrator", proceedings=list(steps)))

    figure = made(
        "impunity", killing("i-1"), tried("i-2", "arrested"), tried("i-3", "arrested", "charged"),
        tried("i-4", "charged", "convicted"), tried("i-5", "convicted", "overturned"), entry("i-6", type="threat"),
    )  # fmt: skip
    assert [first(figure, k) for k in ("none", "sought", "charged", "acquitted", "convicted", "total")] == [
        1,
        1,
        1,
        1,
        1,
        5,
    ]
    text = as_text(figure)
    assert "no charge reported to us by 2024-05-01" in text
    assert "is not called unpunished" in text
    assert figure.query.endswith("--by impunity --as-of 2024-05-01")


def test_threats_before_killings_as_reports_say_and_by_the_same_name() -> None:
    relation = {"kind": "follows_threat", "from": "i:i0", "to": "i:i1"}
    other = {"kind": "follows_threat", "from": "i:i7", "to": "i:i0"}
    figure = made(
        "threats",
        killing("i-1", relations=[relation]),
        killing("i-2", "Nabil Haddad", relations=[other], date="2020-05"),
        entry("i-3", party("victim", name="Nabil Haddad", outcome="threatened"), type="threat", date="2020-03-01"),
        killing("i-4", "Rana Khalil", date="2020-01"),
        entry("i-5", party("victim", name="Rana Khalil", outcome="threatened"), type="threat", date="2020-03-01"),
    )
    assert [first(figure, k) for k in ("said", "earlier", "either", "total")] == [1, 1, 2, 3]
    assert "A least share" in as_text(figure)


def alike(
    number: int,
    day: date,
    at: tuple[float, float] = (31.0, 47.0),
    methods: tuple[str, ...] = ("motorcycle", "silencer"),
) -> Entry:
    return entry(f"i-{number}", date=day.isoformat(), place=place(at=at), method=list(methods))


def test_a_series_shares_method_place_and_time() -> None:
    start = date(2020, 1, 1)
    series = [alike(n, start + timedelta(days=20 * n)) for n in range(3)]
    others = [
        alike(10, start, at=(36.0, 44.0)),
        alike(11, start + timedelta(days=500)),
        alike(12, start, methods=("shooting",)),
        *(alike(20 + n, start + timedelta(days=n), methods=("shooting", "home")) for n in range(2)),
    ]
    fillers = [alike(30 + n, start, methods=("shooting",)) for n in range(8)]
    figure = made("series", *others, *series, *fillers)
    assert len(figure.rows) == 1
    row = dict(zip([c.id for c in figure.columns], figure.rows[0].cells, strict=True))
    assert row["ids"] == "i-0 i-1 i-2"
    assert row["methods"] == "motorcycle, silencer"
    assert "likeness is not proof" in as_text(figure)


def test_what_nearly_every_incident_has_makes_no_series() -> None:
    start = date(2020, 1, 1)
    common = [alike(n, start + timedelta(days=n), methods=("shooting", "vehicle")) for n in range(12)]
    assert not made("series", *common).rows


def test_a_series_reaches_from_one_to_the_next_and_no_farther() -> None:
    start = date(2020, 1, 1)
    chain = [alike(n, start + timedelta(days=NEAR_DAYS * n)) for n in range(3)]
    assert len(made("series", *chain).rows) == 1
    broken = [alike(n, start + timedelta(days=(NEAR_DAYS + 1) * n)) for n in range(3)]
    assert not made("series", *broken).rows


def test_documented_here_of_what_is_claimed() -> None:
    figure = made(
        "claimed",
        entry("i-total", kind="aggregate", killed=(500, None), date="2019-10/2019-12", place={"country": "IQ"}),
        killing("i-1", killed=(2, 3), date="2019-10-04", place=place()),
        killing("i-2", killed=(1, 1), date="2019-12/2020-01", place=place()),
        killing("i-3", killed=(7, 7), date="2020-03", place=place()),
        killing("i-4", killed=(9, 9), date="2019-11", place=place(country="LB")),
    )
    assert figure.rows[0].cells == (Count(2, 4), Count(500, None), 2)
    assert "Neither number corrects the other" in as_text(figure)
