from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.texts.publication_dates import finer, moment

ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
LEVANTINE = ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني",
             "كانون الأول"]  # fmt: skip
GREGORIAN = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

days = st.dates(min_value=date(1971, 1, 1), max_value=date(2100, 1, 1))


@settings(deadline=None)
@given(days, st.integers(0, 5))
def test_every_day_is_read_however_it_is_written(day: date, form: int) -> None:
    forms = [
        day.isoformat(),
        f"{day.day} {ENGLISH[day.month - 1]} {day.year}",
        f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
        f"{day.day} {LEVANTINE[day.month - 1]} {day.year}".translate(ARABIC_DIGITS),
        f"{day.day} {GREGORIAN[day.month - 1]}، {day.year}",
        f"{day.day} {LEVANTINE[day.month - 1]}/{GREGORIAN[day.month - 1]} {day.year}",
    ]
    assert moment(forms[form]) == day.isoformat()


@settings(deadline=None)
@given(
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001 (zones come next)
    st.sampled_from([None, *(timezone(timedelta(minutes=m)) for m in (0, 180, 210, -300, 345))]),
)
def test_every_moment_is_read_with_its_zone(told: datetime, zone: timezone | None) -> None:
    told = told.replace(tzinfo=zone)
    expected = told.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    assert moment(told.isoformat()) == expected
    assert moment(told.isoformat(" ")) == expected


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("2020-07-06T21:40:00.000+0300", "2020-07-06T21:40:00+03:00"),
        ("2020-07-06T21:40Z", "2020-07-06T21:40:00Z"),
        ("Mon, 06 Jul 2020 18:40:00 GMT", "2020-07-06T18:40:00Z"),
        ("Mon, 06 Jul 2020 18:40:00 +0300", "2020-07-06T18:40:00+03:00"),
        ("Tuesday, July 7th, 2020 9:40 p.m.", "2020-07-07T21:40:00"),
        ("July 7, 2020 12:05 AM", "2020-07-07T00:05:00"),
        ("الثلاثاء 7 تموز 2020 - 21:40", "2020-07-07T21:40:00"),
        ("7-Jul-2020", "2020-07-07"),
        ("20200707", "2020-07-07"),
        ("2020/7/6", "2020-07-06"),
        ("2020-07", "2020-07"),
        ("2020", "2020"),
    ],
)
def test_what_is_told_is_all_that_is_written(words: str, edtf: str) -> None:
    assert moment(words) == edtf


@pytest.mark.parametrize(
    "words",
    ["", "yesterday", "03/04/2020", "3.4.2020", "7 July", "July 2020 and after", "2020-13-01", "2020-02-30", "31 June 2020",
     "0001-01-01T00:00:00Z", "1970-01-01", "1970-01-01T00:00:00+00:00", "Published 7 July 2020 by X", "1594068000",
     "7 July 20", "2020-07-06" + " " * 100 + "x", "٢٠٢٠-١٣-٠١", "May 2020s"],
)  # fmt: skip
def test_what_is_no_date_or_two_is_none(words: str) -> None:
    assert moment(words) is None


@settings(deadline=None)
@given(st.text(max_size=120) | st.from_regex(r"[0-9T:+ Z-]{4,40}", fullmatch=True))
def test_what_comes_out_is_a_date(words: str) -> None:
    found = moment(words)
    if found is not None and len(found) >= 10:
        datetime.fromisoformat(found)


def test_a_finer_moment_of_the_same_day_is_taken() -> None:
    assert finer("2020-07-06", "2020-07-06T21:40:00Z") == "2020-07-06T21:40:00Z"
    assert finer("2020-07-06", "2020-07-07T21:40:00Z") == "2020-07-06"
    assert finer("2020-07-06T21:40:00Z", "2020-07-06") == "2020-07-06T21:40:00Z"
    assert finer(None, None) is None
