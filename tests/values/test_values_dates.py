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
    # more explicit ones
    ("on 6 JULY 2020", ["2020-07-06"]),
    ("6 Jul 2020", ["2020-07-06"]),
    ("July 6th, 2020", ["2020-07-06"]),
    ("the 1st of May 2018", ["2018-05-01"]),
    ("Sept. 11, 2001", ["2001-09-11"]),
    ("Monday, July 6, 2020", ["2020-07-06"]),
    ("Mon., 6 July 2020", ["2020-07-06"]),
    ("Monday (July 6)", ["2020-07-06"]),
    ("on the evening of December 11, 2018", ["2018-12-11"]),
    ("late on 11 December 2018", ["2018-12-11"]),
    ("early on Thursday, 9 July 2020", ["2020-07-09"]),
    ("May 2015 and June 2016", ["2015-05", "2016-06"]),
    ("August of 2014", ["2014-08"]),
    ("(2014)", ["2014"]),
    ("the 2016 killing", ["2016"]),
    ("In 1898 the town was founded", ["1898"]),
    ("2018-01", ["2018-01"]), ("the 2018-19 season", ["2018/2019"]), ("2018-45", [None]),
    ("10.12.2019", [None]),
    ("13.12.2019", ["2019-12-13"]),
    ("2019/12/13", ["2019-12-13"]),
    # and more that count from the publication
    ("Monday evening", ["2020-07-13"]),
    ("on Sunday morning", ["2020-07-12"]),
    ("Thursday night", ["2020-07-09"]),
    ("the night of Thursday", ["2020-07-09"]),
    ("this Monday", ["2020-07-13"]),
    ("next Monday", ["2020-07-20"]),
    ("Wednesday last week", ["2020-07-08"]),
    ("earlier today", ["2020-07-13"]),
    ("late yesterday", ["2020-07-12"]),
    ("the day before yesterday", ["2020-07-11"]),
    ("tomorrow", ["2020-07-14"]),
    ("this week", ["2020-07-13/2020-07-19"]),
    ("earlier this month", ["2020-07"]),
    ("late last year", ["2019-09/2019-12"]),
    ("early this year", ["2020-01/2020-04"]),
    ("last weekend", ["2020-07-11/2020-07-12"]),
    ("next year", ["2021"]),
    ("in March last year", ["2019-03"]),
    ("last March", ["2020-03"]),
    ("last summer", ["2020-22"]),
    ("a week ago", ["2020-07-03/2020-07-09"]),
    ("two weeks ago", ["2020-06-26/2020-07-02"]),
    ("several months ago", ["2019-12/2020-04"]),
    ("more than a year ago", ["2019"]),
    ("a decade ago", ["2010"]),
    ("in the last three months", ["2020-04/2020-07"]),
    ("over the past ten days", ["2020-07-03/2020-07-13"]),
    ("on 18 July", ["2020-07-18"]),
    ("on 25 July", ["2019-07-25"]),
    ("The trial will open on 25 July", ["2020-07-25"]),
    ("A hearing is scheduled for Wednesday", ["2020-07-15"]),
    ("An election is expected in October", ["2020-10"]),
    # and more from the story
    ("On 3 May 2019 they met. The following week they were shot at.", ["2019-05-03", "2019-05-06/2019-05-12"]),
    ("On 3 May 2019 they met. That night he fled.", ["2019-05-03", "2019-05-03"]),
    ("On 3 May 2019 they met. The day before, one had fled.", ["2019-05-03", "2019-05-02"]),
    ("In 2014 he fled. The following year he returned.", ["2014", "2015"]),
    ("In 2014 he fled. In December of that year he returned.", ["2014", "2014-12"]),
    ("On 3 May 2019 they met. Three months later they fled.", ["2019-05-03", "2019-08"]),
    ("On 30 December 2019 they met, and on 2 January they fled.", ["2019-12-30", "2020-01-02"]),
    ("Founded in 1921, razed in 1948 and again in July 1967. On 9 August it fell.", ["1921", "1948", "1967-07", "1967-08-09"]),
    ("On 3 May 2019 they met. Two days after the raid he fled.", ["2019-05-03", None]),
    ("On 3 May 2019 they met. Two days after, he fled.", ["2019-05-03", "2019-05-05"]),
    ("On 3 May 2019 they met. The day before his wedding he fled.", ["2019-05-03", None]),
    # and more ranges

    ("from 3 to 5 May 2019", ["2019-05-03/2019-05-05"]),
    ("May 3-5, 2019", ["2019-05-03/2019-05-05"]),
    ("3–5 May 2019", ["2019-05-03/2019-05-05"]),
    ("from 28 April to 2 May 2019", ["2019-04-28/2019-05-02"]),
    ("between April 28 and May 2, 2019", ["2019-04-28/2019-05-02"]),
    ("from 28 December 2018 to 2 January 2019", ["2018-12-28/2019-01-02"]),
    ("between May and July 2019", ["2019-05/2019-07"]),
    ("from May 2018 to July 2019", ["2018-05/2019-07"]),
    ("between 2014 and 2017", ["2014/2017"]),
    ("2014-2017", ["2014/2017"]),
    ("from Friday to Sunday", ["2020-07-10/2020-07-12"]),
    ("since Monday", ["2020-07-13/.."]),
    ("since 5 May 2019", ["2019-05-05/.."]),
    ("until 2017", ["../2017"]),
    ("the first two months of 2020", ["2020-01/2020-02"]),
    ("the last ten days of 2019", ["2019-12-22/2019-12-31"]),
    ("mid-2018", ["2018-05/2018-08"]),
    ("the beginning of March 2018", ["2018-03-01/2018-03-10"]),
    ("the end of 2018", ["2018-09/2018-12"]),
    ("in the early 1980s", ["1980/1983"]),
    ("winter 2018", ["2018-24"]),
    # impossible
    ("31 April", [None]),
    ("on 31 June 2019", [None]),
    ("0 May 2019", [None]),
    ("2019-02-30", [None]),
    ("31/31/2019", [None]),
    ("from 31 April to 2 May 2019", [None]),
    ("31 February 2020", [None]),
    ("29 February 2019", [None]),
    # traps
    ("450 people, 1400 protesters, 2000 protesters and $2010", []),
    ("They march and may second the motion of the Sunday Times", []),
    ("Article 19, Resolution 1701", []),
    ("the March 14 Alliance met near the July 14 Bridge", []),
    ("a 22-year-old man, 35, with 1,500 others", []),
    ("every Friday and each Monday", []),
    ("Black Friday sales and Bloody Sunday", []),
    ("a Sunday Herald reporter", []),
    ("Unit 1991, room 2019, page 1999", []),
    ("He may march; the sun sat on the mar", []),
    ("2,000 people and 2000 people and 1950 dollars", []),
    ("at 20:19 and 19.99", []),
    ("+964 2019 and 0700 2011", []),
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


ARABIC = [
    ("في 6 ديسمبر 2019", ["2019-12-06"]),
    ("في ٦ تموز ٢٠٢٠", ["2020-07-06"]),
    ("الخميس 4 شباط/فبراير 2021", ["2021-02-04"]),
    ("الخميس 4 نوفمبر/شباط 2021", [None]),
    ("في كانون الأول 2019", ["2019-12"]),
    ("في تشرين الثاني", ["2019-11"]),
    ("خلال شهر آذار", ["2020-03"]),
    ("مطلع تشرين الأول الماضي", ["2019-10-01/2019-10-10"]),
    ("عام 2018", ["2018"]),
    ("منذ عام 2003", ["2003/.."]),
    ("يوم الأحد الماضي", ["2020-07-12"]),
    ("صباح الاثنين", ["2020-07-13"]),
    ("مساء أمس الأحد", ["2020-07-12"]),
    ("فجر اليوم الاثنين", ["2020-07-13"]),
    ("وأمس", ["2020-07-12"]),
    ("الليلة الماضية", ["2020-07-12"]),
    ("الشهر الماضي", ["2020-06"]),
    ("العام الماضي", ["2019"]),
    ("قبل ثلاثة أيام", ["2020-07-10"]),
    ("قبل يومين", ["2020-07-11"]),
    ("في 6 تموز. وفي اليوم التالي", ["2020-07-06", "2020-07-07"]),
    ("بين 1 و 5 أكتوبر 2019", ["2019-10-01/2019-10-05"]),
    ("من أكتوبر إلى ديسمبر 2019", ["2019-10/2019-12"]),
    ("31 شباط 2020", [None]),
    ("بعد الظهر", []),
]


@pytest.mark.parametrize(("phrase", "expected"), ARABIC, ids=[p for p, _ in ARABIC])
def test_arabic_phrase(phrase: str, expected: list[str | None]) -> None:
    assert [d.edtf for d in dates(phrase, "ar")] == expected


def test_a_date_that_contradicts_its_weekday_says_so() -> None:
    (found,) = dates("on Monday, 7 July 2020")
    assert found.edtf == "2020-07-07"
    assert found.reason


def test_days_are_counted_on_though_the_year_is_not_known() -> None:
    found = dates("Seized on 17 November and freed a day later. The next day he fled.", published=None)
    assert [d.edtf for d in found] == ["XXXX-11-17", "XXXX-11-18", "XXXX-11-19"]
    assert dates("Seized on 27 February and freed three days later.", published=None)[1].edtf is None
    assert dates("Seized on 29 February and freed three days later.", published=None)[1].edtf is None


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
