"""EDTF: bounds, what is refused, and agreement with the reference implementation."""

from __future__ import annotations

from datetime import date, timedelta

import edtf as reference_edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values import edtf

D = date
BOUNDS = [
    ("2020-07-06", D(2020, 7, 6), D(2020, 7, 6), "day"),
    ("2020-07-06T21:40:00+03:00", D(2020, 7, 6), D(2020, 7, 6), "day"),
    ("2020-02", D(2020, 2, 1), D(2020, 2, 29), "month"),
    ("2020?", D(2020, 1, 1), D(2020, 12, 31), "year"),
    ("201X", D(2010, 1, 1), D(2019, 12, 31), "decade"),
    ("19XX", D(1900, 1, 1), D(1999, 12, 31), "century"),
    ("2020-XX-06", D(2020, 1, 6), D(2020, 12, 6), "year"),
    ("2020-02-XX", D(2020, 2, 1), D(2020, 2, 29), "month"),
    ("2019-22", D(2019, 6, 1), D(2019, 8, 31), "season"),
    ("2019-24", D(2019, 12, 1), D(2020, 2, 29), "season"),
    ("2020-2X", D(2020, 3, 1), D(2021, 2, 28), "season"),
    ("2003/..", D(2003, 1, 1), None, "interval"),
    ("../2020-05~", None, D(2020, 5, 31), "interval"),
    ("2019-10/2019-12", D(2019, 10, 1), D(2019, 12, 31), "interval"),
    ("[2019-01,2019-03]", D(2019, 1, 1), D(2019, 3, 31), "set"),
    ("{2019..2020}", D(2019, 1, 1), D(2020, 12, 31), "set"),
    ("XXXX-12-06", None, None, "unknown"),
    ("-0044-03-15", None, None, "year"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lower", "upper", "granularity"), BOUNDS)
def test_bounds(text: str, lower: date | None, upper: date | None, granularity: str) -> None:
    assert edtf.bounds(text) == (lower, upper)
    assert edtf.granularity(text) == granularity


@pytest.mark.parametrize(
    "text",
    ["", "x", "2020-02-30", "2019-02-29", "2020-13", "2020-7-6", "2020/2019", "../..", "/", "XXXX-02-30", "2019-14-01", "202X-13",
     "[", "[]", "٢٠٢٠", "2020-07-06 ", "20200706", "9" * 5000],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        edtf.parse(text)


@pytest.mark.parametrize(
    ("left", "right", "overlap", "distance"),
    [
        ("2019-12-06", "2019-12", True, 0),
        ("2019-01", "2019-02-05", False, 5),
        ("2003/..", "2019", True, 0),
        ("../2003", "2019", False, 5480),
        ("XXXX-12-06", "2019-12-06", True, 0),
        ("XXXX-12-06", "2019-12-07", False, None),
        ("XXXX-12-06", "2019", None, None),
    ],
)
def test_two_dates(left: str, right: str, overlap: bool | None, distance: int | None) -> None:
    assert edtf.overlap(left, right) is edtf.overlap(right, left) is overlap
    assert edtf.distance_days(left, right) == edtf.distance_days(right, left) == distance


@given(
    st.integers(1000, 2999), st.integers(1, 12), st.integers(1, 28), st.sampled_from(["", "?", "~", "%"]),
    st.sampled_from(["{y}", "{y}-{m:02}", "{y}-{m:02}-{d:02}", "{y}-XX", "{y}-{m:02}-XX", "{c}X", "{y}/..", "../{y}-{m:02}",
                     "{y}-{m:02}/{z}"]),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_agrees_with_the_reference(year: int, month: int, day: int, mark: str, form: str) -> None:
    text = form.format(y=year, m=month, d=day, c=year // 10, z=year + 1)
    text += mark if "." not in text and "/" not in text and "X" not in text else ""
    reference = reference_edtf.parse_edtf(text)
    lower, upper = edtf.bounds(text)
    if lower is not None:
        assert reference.lower_strict()[:3] == lower.timetuple()[:3]
    if upper is not None:
        assert reference.upper_strict()[:3] == upper.timetuple()[:3]
    assert (lower is None, upper is None) == (text.startswith(".."), text.endswith(".."))


def test_marks() -> None:
    assert edtf.parse("2014~").approximate
    assert not edtf.parse("2014~").uncertain
    assert edtf.parse("2014%").uncertain


@given(st.dates(), st.dates())
def test_a_day_is_itself_and_an_interval_its_ends(a: date, b: date) -> None:
    assert edtf.bounds(a.isoformat()) == (a, a)
    low, high = sorted([a, b])
    assert edtf.bounds(f"{low.isoformat()}/{high.isoformat()}") == (low, high)


@given(st.text("0123456789X-/.~?%[]{},TZ:Y", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        lower, upper = edtf.bounds(text)
    except ValueError:
        return
    assert lower is None or upper is None or lower <= upper


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 110))
def test_who_was_born_within_the_bounds_is_of_that_age(on: date, age: int) -> None:
    def completed(birth: date) -> int:
        return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))

    lower, upper = edtf.bounds(edtf.born(age, on.isoformat()))
    assert lower is not None
    assert upper is not None
    if (on.month, on.day) not in ((2, 28), (2, 29)):  # whose 29 February falls in a common year, is another question
        assert completed(lower) == completed(upper) == age
        assert completed(lower - timedelta(days=1)) == age + 1
        assert completed(upper + timedelta(days=1)) == age - 1


@pytest.mark.parametrize(("age", "on"), [(-1, "2020"), (200, "2020"), (30, "2020/.."), (30, "x")])
def test_no_birth(age: int, on: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        edtf.born(age, on)


def test_ages_between_two_bounds() -> None:
    assert edtf.born(20, "2020-07-13", 29) == "1990-07-14/2000-07-13"
