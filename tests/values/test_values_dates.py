"""Dates: a table of phrases, and what no phrase may do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values import edtf
from sijill.values.dates import DateExpression, find_dates

#: a Monday
PUBLISHED = "2020-07-13T21:40:00+03:00"


def dates(
    text: str, language: str = "en", published: str | None = PUBLISHED, period: str | None = None
) -> list[DateExpression]:
    return find_dates(text, language, published=published, period=period)


# phrase, what is found in it (None: no value can be told)
PHRASES = [
    # explicit
    ("He was shot on 6 July 2020 near his home.", ["2020-07-06"]),
    ("He was shot on July 6, 2020, near his home.", ["2020-07-06"]),
    ("on the 6th of July, 2020", ["2020-07-06"]),
    ("dated 2020-07-06 and 2020-07-08T10:00:00Z", ["2020-07-06", "2020-07-08"]),
    ("on 25/7/2019 and 7/25/2019", ["2019-07-25", "2019-07-25"]),
    ("on 7/7/2019", ["2019-07-07"]),
    ("on 6/7/2019", [None]),
    ("in February 2019", ["2019-02"]),
    ("in 2019 there were", ["2019"]),
    ("Thursday, 4 February 2021", ["2021-02-04"]),
    ("on Jan. 5, 2018", ["2018-01-05"]),
    # no year
    ("on July 6", ["2020-07-06"]),
    ("on December 6", ["2019-12-06"]),
    ("in March", ["2020-03"]),
    ("in October", ["2019-10"]),
    ("January this year", ["2020-01"]),
    ("last October", ["2019-10"]),
    ("arrested on 3 March 2011 and released on 5 May", ["2011-03-03", "2011-05-05"]),
    ("arrested on 3 December 2011 and released on 5 May", ["2011-12-03", "2012-05-05"]),
    # from the publication
    ("on Monday", ["2020-07-13"]),
    ("on Tuesday evening", ["2020-07-07"]),
    ("last Monday", ["2020-07-06"]),
    ("last Friday", ["2020-07-10"]),
    ("early on Sunday", ["2020-07-12"]),
    ("dawn on Sunday", ["2020-07-12"]),
    ("yesterday evening", ["2020-07-12"]),
    ("tonight", ["2020-07-13"]),
    ("this morning", ["2020-07-13"]),
    ("last night", ["2020-07-12"]),
    ("overnight", ["2020-07-12/2020-07-13"]),
    ("last week", ["2020-07-06/2020-07-12"]),
    ("last month", ["2020-06"]),
    ("last year", ["2019"]),
    ("three days ago", ["2020-07-10"]),
    ("a month ago", ["2020-06"]),
    ("two years ago", ["2018"]),
    ("the past week", ["2020-07-06/2020-07-13"]),
    # narrative
    ("On July 1 he was shot. The next day he died.", ["2020-07-01", "2020-07-02"]),
    ("On July 1 he was shot. Two days later she was too.", ["2020-07-01", "2020-07-03"]),
    ("On July 1 he was shot. Ten days earlier he had fled.", ["2020-07-01", "2020-06-21"]),
    ("In June 2014 the town fell. That same month they fled.", ["2014-06", "2014-06"]),
    # ranges, parts, seasons
    ("between 1 and 5 October 2019", ["2019-10-01/2019-10-05"]),
    ("October to December 2019", ["2019-10/2019-12"]),
    ("from October to February 2020", ["2019-10/2020-02"]),
    ("the last three months of 2019", ["2019-10/2019-12"]),
    ("since 2003", ["2003/.."]),
    ("until June 2014", ["../2014-06"]),
    ("the night of 6-7 December 2019", ["2019-12-06/2019-12-07"]),
    ("early 2019", ["2019-01/2019-04"]),
    ("late October 2018", ["2018-10-21/2018-10-31"]),
    ("in the summer of 2020", ["2020-22"]),
    ("around 2014", ["2014~"]),
    ("in the 1990s", ["199X"]),
    # impossible
    ("31 February 2020", [None]),
    ("29 February 2019", [None]),
    # traps
    ("450 people, 1400 protesters, 2000 protesters and $2010", []),
    ("They march and may second the motion of the Sunday Times", []),
    ("Article 19, Resolution 1701", []),
    ("the March 14 Alliance met near the July 14 Bridge", []),
    ("a 22-year-old man, 35, with 1,500 others", []),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "expected"), PHRASES, ids=[p for p, _ in PHRASES])
def test_phrase(phrase: str, expected: list[str | None]) -> None:
    assert [d.edtf for d in dates(phrase)] == expected


@pytest.mark.parametrize("phrase", ["on Monday", "yesterday", "last month", "three days ago", "two days later"])
def test_nothing_relative_without_a_publication_date(phrase: str) -> None:
    (found,) = dates(phrase, published=None)
    assert found.edtf is None
    assert found.reason


def test_day_and_month_without_any_year() -> None:
    assert [d.edtf for d in dates("on 6 December", published=None)] == ["XXXX-12-06"]


def test_a_country_report_means_its_period() -> None:
    found = dates("In February, and on August 10", published="2021-03-30", period="2020")
    assert [d.edtf for d in found] == ["2020-02", "2020-08-10"]
    assert {d.anchor for d in found} == {"period 2020"}


def test_an_unreadable_publication_date_is_none() -> None:
    assert dates("on Monday", published="last Tuesday")[0].edtf is None


WORDS = st.sampled_from(
    """on in the last next of Monday May March 6 31 99 2019 July , . - and between from to since early
    night day days two later ago \u0660 أمس الأحد يوم قبل ثلاثة أيام عام أيار""".split()  # noqa: SIM905
)
PUBLICATIONS = st.sampled_from([None, PUBLISHED, "0001-01-01", "9999-12-31", "2020-07", "2020"])


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(), PUBLICATIONS)
@settings(deadline=None)
def test_any_text(text: str, published: str | None) -> None:
    for language in ("en", "ar"):
        found = dates(text, language, published=published)
        ends = 0
        for expression in found:
            assert ends <= expression.span.start < expression.span.end <= len(text)
            ends = expression.span.end
            if expression.edtf is None:
                assert expression.reason
            else:
                edtf.parse(expression.edtf)
