from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_records import entry, party, place
from sijill.errors import UnknownNameError, UsageError
from sijill.figures import making
from sijill.figures.counting import FEWEST
from sijill.figures.entries import Entry
from sijill.figures.query import Query
from sijill.figures.table import Cell, Figure, as_csv, as_json, as_text
from sijill.types import Count

TODAY = date(2024, 5, 1)


def made(name: str, *entries: Entry, query: Query | None = None) -> Figure:
    return making.make(name, entries, query or Query.of(), TODAY)


def cells(figure: Figure, key: str) -> dict[str, Cell]:
    row = next(r for r in figure.rows if r.key == key)
    return {c.id: v for c, v in zip(figure.columns, row.cells, strict=True)}


def test_minima_and_maxima_are_summed_and_called_extreme_bounds() -> None:
    figure = made("act", entry("i-1", killed=(2, 4)), entry("i-2", killed=(1, 1)), entry("i-3", type="threat"))
    assert cells(figure, "killing")["killed"] == Count(3, 5)
    assert cells(figure, "threat")["killed"] is None
    assert cells(figure, "total")["incidents"] == Count(3, 3)
    assert "extreme bounds" in as_text(figure)
    assert "No figure of killed is told for 1 of 3 incidents" in as_text(figure)


def test_an_open_maximum_keeps_the_sum_open() -> None:
    figure = made("act", entry("i-1", killed=(2, None)), entry("i-2", killed=(1, 1)))
    assert cells(figure, "killing")["killed"] == Count(3, None)


def test_totals_over_many_plans_and_denials_are_no_events() -> None:
    others = [entry("i-2", kind="aggregate", killed=(500, None)), entry("i-3", modality="planned"),
              entry("i-4", modality="denied")]  # fmt: skip
    assert cells(made("total", entry("i-1", killed=(1, 1)), *others), "total")["incidents"] == Count(1, 1)
    assert cells(made("total", entry("i-1", killed=(1, 1)), *others), "total")["killed"] == Count(1, 1)


def test_a_vague_date_is_spread_and_not_dumped_on_the_first_month() -> None:
    figure = made("month", entry("i-1", date="2020-01-17/2020-02-15", killed=(1, 2)), entry("i-2", date="2020-02-03"))
    january, february = cells(figure, "2020-01"), cells(figure, "2020-02")
    assert january["expected"] == pytest.approx(0.5)
    assert february["expected"] == pytest.approx(1.5)
    assert january["incidents"] == Count(0, 1)
    assert february["incidents"] == Count(1, 2)
    assert january["killed"] == Count(0, 2)
    assert cells(figure, "total")["incidents"] == Count(2, 2)


def test_a_season_and_an_open_date() -> None:
    figure = made("month", entry("i-1", date="2020-22"), entry("i-2", date="2003/.."), entry("i-3"))
    assert [r.key for r in figure.rows] == ["2020-06", "2020-07", "2020-08", "", "total"]
    assert cells(figure, "")["incidents"] == Count(2, 2)


def test_empty_months_stand_in_the_series_and_are_condensed_in_reading() -> None:
    figure = made("month", entry("i-1", date="2020-01-01"), entry("i-2", date="2021-01-01"))
    assert sum(r.key.startswith("2020") for r in figure.rows) == 12
    assert "2020-02 … 2020-12" in as_text(figure)


@settings(deadline=None)
@given(st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 900)), max_size=12),
       st.sampled_from(["month", "year"]))  # fmt: skip
def test_the_shares_of_every_incident_add_up_to_one(days: list[tuple[date, int]], name: str) -> None:
    dated = [
        entry(f"i-{n}", date=f"{d.isoformat()}/{date.fromordinal(d.toordinal() + more).isoformat()}")
        for n, (d, more) in enumerate(days)
    ]
    figure = made(name, *dated)
    expected = sum(float(c) for r in figure.rows if isinstance(c := r.cells[1], float))
    assert expected == pytest.approx(len(days), abs=0.001 * (len(figure.rows) + 1))


def test_the_number_of_incidents_with_independent_sources() -> None:
    figure = made("act", entry("i-1", independent=1), entry("i-2", independent=2), entry("i-3", independent=3))
    assert cells(figure, "killing")["independent"] == 2


def test_places_from_the_coarsest_to_the_finest() -> None:
    told = [entry("i-1", place=place()), entry("i-2", place=place("Marsa")), entry("i-3", place={"country": "IQ"})]
    assert cells(made("country", *told), "IQ")["incidents"] == Count(3, 3)
    assert cells(made("place", *told), "Selin, IQ")["incidents"] == Count(2, 2)
    assert cells(made("place", *told), "")["incidents"] == Count(1, 1)
    assert cells(made("city", *told), "Marsa, Selin, IQ")["incidents"] == Count(1, 1)


def test_blame_is_counted_where_it_is_not_denied_and_never_names_individuals() -> None:
    told = [
        entry("i-1", party("perpetrator", name="Karim Barakat", kind="individual", status="alleged")),
        entry(
            "i-2",
            party("perpetrator", name="Sons of the Reed", kind="organisation", status="asserted", category="0202"),
        ),
        entry("i-3", party("perpetrator", kind="organisation", category="010104", status="denied")),
    ]
    figure = made("perpetrator", *told)
    assert cells(figure, "individual")["incidents"] == Count(1, 1)
    assert cells(figure, "0202")["incidents"] == Count(1, 1)
    assert cells(figure, "")["incidents"] == Count(1, 1)
    bodies = made("body", *told)
    assert [r.key for r in bodies.rows] == ["Sons of the Reed", "", "total"]
    assert "Karim" not in as_text(figure) + as_text(bodies)


def test_victims_by_occupation_count_people() -> None:
    told = entry("i-1", party("victim", name="Salim Darwazi", occupation="journalist", outcome="killed"),
                 party("victim", description="three students", count={"min": 3, "max": 3}, occupation="student"))  # fmt: skip
    figure = made("occupation", told)
    assert cells(figure, "student")["victims"] == Count(3, 3)
    assert cells(figure, "journalist")["victims"] == Count(1, 1)


def test_a_victim_with_two_outcomes_stands_under_both() -> None:
    figure = made(
        "outcome", entry("i-1", party("victim", name="Salim Darwazi", outcome="killed", outcomes=["abducted"]))
    )
    assert {r.key for r in figure.rows} == {"killed", "abducted"}


@settings(deadline=None)
@given(st.integers(1, 12))
def test_sealed_people_are_counted_apart_and_few_of_them_not_as_a_number(sealed: int) -> None:
    """What the filter keeps of a sealed person, an occupation for one, must not single them out in a table."""
    told = [
        entry(f"i-{n}", party("victim", sealed=True, occupation="academic", status="civilian", outcome="threatened"))
        for n in range(sealed)
    ]
    for name in ("occupation", "status", "outcome"):
        figure = made(name, *told, entry("i-x", party("victim", name="Salim Darwazi", occupation="lawyer")))
        assert not {"academic", "civilian", "threatened"} & {r.key for r in figure.rows}
        shown = cells(figure, "withheld")["victims"]
        assert shown == (f"fewer than {FEWEST}" if sealed < FEWEST else Count(sealed, sealed))
        assert cells(figure, "withheld")["incidents"] is None


def test_the_query_bounds_what_is_counted_and_stands_in_the_command() -> None:
    told = [entry("i-1", date="2020-03", place=place()), entry("i-2", date="2021-03", place=place("Marsa", "North"))]
    query = Query.of("2020", "2020-12", "port selin", "killing", where=("my release",))
    figure = made("act", *told, query=query)
    assert cells(figure, "total")["incidents"] == Count(1, 1)
    assert figure.query == (
        "sijill figures 'my release' --by act --from 2020-01-01 --to 2020-12-31 --place 'port selin' --act killing"
    )


def test_what_may_have_happened_in_the_period_is_in_it() -> None:
    query = Query.of("2020-02", "2020-02")
    assert query.admits(entry(date="2020-01/2020-03"))
    assert not query.admits(entry(date="2020-03"))
    assert not query.admits(entry())


def test_a_period_that_ends_before_it_begins_and_a_word_that_is_no_date() -> None:
    with pytest.raises(UsageError, match="ends before it begins"):
        Query.of("2021", "2020")
    with pytest.raises(UsageError, match="is not a date"):
        Query.of("yesterday")


def test_an_unknown_figure_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="impunity"):
        made("luck", entry())


@pytest.mark.parametrize("name", making.NAMES)
def test_every_figure_of_nothing_and_of_something_can_be_written(name: str) -> None:
    for entries in (
        [],
        [entry("i-1", party("victim", name="Salim Darwazi", outcome="killed"), date="2020", killed=(1, 1))],
    ):
        figure = made(name, *entries)
        assert figure.name == name
        assert f"--by {name}" in figure.query
        assert all(len(r.cells) == len(figure.columns) for r in figure.rows)
        for words in (figure.title, figure.of, *figure.notes, *(c.title for c in figure.columns)):
            assert words["en"] and words["ar"]
        assert as_text(figure, "ar").startswith(figure.title["ar"])
        assert as_json(figure)["figure"] == name
        assert as_csv(figure).startswith("key,label")


def test_a_csv_holds_no_formula() -> None:
    figure = made("body", entry("i-1", party("perpetrator", name="=cmd()", kind="organisation", status="asserted")))
    assert "'=cmd()" in as_csv(figure)
    assert "\n=cmd()" not in as_csv(figure)
