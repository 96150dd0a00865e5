"""Temporal expressions: a table of phrases with type and TIMEX3 value, and what holds of any text."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.types import Span
from sijill.values import edtf
from sijill.values.dates import find_dates, find_timexes
from sijill.values.timex import Timex, clock, duration, recurring, week, written

#: a Monday
PUBLISHED = "2020-07-13"


def timexes(text: str, language: str = "en", published: str | None = PUBLISHED) -> list[Timex]:
    return find_timexes(text, language, published=published)


# phrase; type and value of what is found in it
PHRASES = [
    # how long
    ("held for three weeks", [("DURATION", "P3W")]),
    ("a two-year sentence", [("DURATION", "P2Y")]),
    ("a few hours of calm", [("DURATION", "PTXH")]),
    ("months of siege", [("DURATION", "PXM")]),
    ("half an hour", [("DURATION", "PT0.5H")]),
    ("two and a half years", [("DURATION", "P2.5Y")]),
    ("twenty-four hours", [("DURATION", "PT24H")]),
    ("one hundred days of fighting", [("DURATION", "P100D")]),
    ("a month-long curfew", [("DURATION", "PXM"), ("DURATION", "P1M")][1:]),
    ("two to three weeks", [("DURATION", "PXW")]),
    ("over the past decade", [("DURATION", "P1DE")]),
    ("in the next two months", [("DURATION", "P2M")]),
    ("the last three days", [("DURATION", "P3D")]),
    ("the coming weeks", [("DURATION", "PXW")]),
    ("in recent years", [("DURATION", "PXY")]),
    ("the first nine months of 2019", [("DURATION", "P9M")]),
    # how often
    ("every Monday", [("SET", "XXXX-WXX-1")]),
    ("on Friday nights", [("SET", "XXXX-WXX-5TNI")]),
    ("on Tuesdays they met", [("SET", "XXXX-WXX-2")]),
    ("each July", [("SET", "XXXX-07")]),
    ("daily and annually", [("SET", "XXXX-XX-XX"), ("SET", "XXXX")]),
    ("every two weeks", [("SET", "P2W")]),
    ("twice a week", [("SET", "P1W")]),
    ("every day", [("SET", "XXXX-XX-XX")]),
    ("every winter", [("SET", "XXXX-WI")]),
    # now, once, some day
    ("he is now held and currently ill", [("DATE", "PRESENT_REF"), ("DATE", "PRESENT_REF")]),
    ("she was recently freed", [("DATE", "PAST_REF")]),
    ("in the future", [("DATE", "FUTURE_REF")]),
    # times of day
    ("at 9:30 p.m. on Wednesday", [("TIME", "2020-07-08T21:30")]),
    ("at noon on Thursday", [("TIME", "2020-07-09T12:00")]),
    ("on Sunday at 3 a.m.", [("TIME", "2020-07-12T03:00")]),
    ("on Saturday night", [("TIME", "2020-07-11TNI")]),
    ("last night", [("TIME", "2020-07-12TNI")]),
    ("this morning", [("TIME", "2020-07-13TMO")]),
    ("on the evening of 6 July", [("TIME", "2020-07-06TEV")]),
    ("overnight", [("TIME", "2020-07-12TNI")]),
    ("at 12 a.m. GMT, 5 July 2020", [("TIME", "2020-07-05T00:00")]),
    # coarser dates
    ("the third quarter of 2019", [("DATE", "2019-Q3")]),
    ("Q3 2019", [("DATE", "2019-Q3")]),
    ("last year's fourth quarter", [("DATE", "2019-Q4")]),
    ("in the first quarter", [("DATE", "2020-Q1")]),
    ("in the fourth quarter", [("DATE", "2019-Q4")]),
    ("the second half of 2018", [("DATE", "2018-H2")]),
    ("the first half of March 2018", [("DATE", "2018-03")]),
    ("the 1990s and the late 1980s", [("DATE", "199"), ("DATE", "198")]),
    ("the '80s and the nineties", [("DATE", "198"), ("DATE", "199")]),
    ("the nineteenth century", [("DATE", "18")]),
    ("in 480 BC", [("DATE", "BC0480")]),
    ("summer of 2020", [("DATE", "2020-SU")]),
    ("early 2019", [("DATE", "2019")]),
    ("late October 2018", [("DATE", "2018-10")]),
    ("last week", [("DATE", "2020-W28")]),
    ("last weekend", [("DATE", "2020-W28-WE")]),
    ("two weeks ago", [("DATE", "2020-W27")]),
    ("nineteen ninety-six", [("DATE", "1996")]),
    ("the year two thousand and five", [("DATE", "2005")]),
    ("Christmas Eve 2018", [("DATE", "2018-12-24")]),
    ("Easter Sunday 2019", [("DATE", "2019-04-21")]),
    ("last Christmas", [("DATE", "2019-12-25")]),
    # more of them, and parts of a month
    ("in May and June 2019", [("DATE", "2019-05"), ("DATE", "2019-06")]),
    ("the first week of May 2019", [("DURATION", "P1W")]),
    ("the week of 3 May", [("DATE", "2020-W18")]),
    ("a fortnight ago", [("DATE", "2020-W27")]),
    ("the year before last", [("DATE", "2018")]),
    ("at the weekend", [("DATE", "2020-W28-WE")]),
    ("10 Ramadan 1441", [("DATE", "2020-05-03")]),
    # the two ends of a range
    ("between 3 and 5 May 2019", [("DATE", "2019-05-03"), ("DATE", "2019-05-05")]),
    ("from May 2018 to July 2019", [("DATE", "2018-05"), ("DATE", "2019-07")]),
    ("2014-2017", [("DATE", "2014"), ("DATE", "2017")]),
    # a word such as since is no part of it
    ("since 2003", [("DATE", "2003")]),
    # to come
    ("The verdict is to be given by 2 August", [("DATE", "2020-08-02")]),
    ("payable on 10 October", [("DATE", "2020-10-10")]),
    ("He died by drowning on 10 October", [("DATE", "2019-10-10")]),
    # the story
    ("On 3 May 2019 they met. The following June he fled.", [("DATE", "2019-05-03"), ("DATE", "2019-06")]),
    ("On 3 May 2019 they met. The previous April he fled.", [("DATE", "2019-05-03"), ("DATE", "2019-04")]),
    ("On 3 May 2019 they met. That night he fled.", [("DATE", "2019-05-03"), ("TIME", "2019-05-03TNI")]),
    # comparisons keep the quarter
    ("In the first quarter ten fell, against two a year earlier.", [("DATE", "2020-Q1"), ("DATE", "2019-Q1")]),
    # traps
    ("January Jones met Easter Island officials", []),
    ("the third quarter of an hour", [("DURATION", "PT1H")]),
    ("In May second reports came", [("DATE", "2020-05")]),
    ("He stood next to the mosque on 25 November.", [("DATE", "2019-11-25")]),
    ("His next court appearance is on 25 November.", [("DATE", "2020-11-25")]),
    ("at 2300 GMT on Friday", [("TIME", "2020-07-10T23:00")]),
    ("He now has three quarters of the town and 10 houses", [("DATE", "PRESENT_REF")]),
    ("the fall of the city and a spring in his step", [("DATE", "2020-SP")]),
    ("two thousand five hundred families", []),
    ("He may march and second it", []),
    ("after the Sunday Times of the Friday Mosque Movement", []),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "expected"), PHRASES, ids=[p for p, _ in PHRASES])
def test_phrase(phrase: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.type, t.value) for t in timexes(phrase)] == expected


ARABIC = [
    ("استمر الحصار ثلاثة أشهر", [("DURATION", "P3M")]),
    ("دام يومين", [("DURATION", "P2D")]),
    ("خلال الأيام الثلاثة الماضية", [("DURATION", "P3D")]),
    ("في الأسابيع المقبلة", [("DURATION", "PXW")]),
    ("بعد نصف ساعة", [("DURATION", "PT0.5H")]),
    ("كل يوم جمعة", [("SET", "XXXX-WXX-5")]),
    ("يوميا", [("SET", "XXXX-XX-XX")]),
    ("الآن", [("DATE", "PRESENT_REF")]),
    ("مؤخراً", [("DATE", "PAST_REF")]),
    ("الساعة الثامنة مساء يوم الأحد", [("TIME", "2020-07-12T20:00")]),
    ("عند الساعة 9:30 صباحا", [("TIME", "XXXX-XX-XXT09:30")]),
    ("أمس عند الساعة الثانية ليلا", [("DATE", "2020-07-12"), ("TIME", "2020-07-12T02:00")]),
    ("في 10 رمضان 1441 هـ", [("DATE", "2020-05-03")]),
    ("الربع الأول من عام 2019", [("DATE", "2019-Q1")]),
    ("النصف الثاني من عام 2018", [("DATE", "2018-H2")]),
    ("تسعينيات القرن الماضي", [("DATE", "199")]),
    ("القرن التاسع عشر", [("DATE", "18")]),
    ("عام 480 قبل الميلاد", [("DATE", "BC0480")]),
    ("نهاية العام الماضي", [("DATE", "2019")]),
    ("قبل خمسة وعشرين يوما", [("DATE", "2020-06-18")]),
    ("بين عامي 2014 و 2017", [("DATE", "2014"), ("DATE", "2017")]),
]


@pytest.mark.parametrize(("phrase", "expected"), ARABIC, ids=[p for p, _ in ARABIC])
def test_arabic_phrase(phrase: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.type, t.value) for t in timexes(phrase, "ar")] == expected


def test_a_time_and_its_day_are_one_expression_that_quotes_both() -> None:
    text = "shot at 9:30 p.m. on Wednesday, near home"
    (found,) = timexes(text)
    assert text[found.span.start : found.span.end] == "9:30 p.m. on Wednesday"
    assert found.edtf == "2020-07-08"
    assert found.anchor == "published 2020-07-13"


def test_an_age_bounds_the_birth() -> None:
    (found,) = timexes("a 34-year-old teacher")
    assert (found.rule, found.value, found.edtf) == ("age", "P34Y", "1985-07-14/1986-07-13")
    (found,) = timexes("a 34-year-old teacher", published=None)
    assert found.edtf is None
    assert found.reason


def test_a_figure_given_for_a_day_says_so() -> None:
    (found,) = find_dates("as of Tuesday, 12 were dead", "en", published=PUBLISHED)
    assert (found.edtf, found.rule) == ("2020-07-07", "as-of")


DATED = [
    ("the first week of May 2019", "2019-05-01/2019-05-07"),
    ("the last week of March", "2020-03-25/2020-03-31"),
    ("the last ten days of June", "2020-06-21/2020-06-30"),
    ("in May and June 2019", "{2019-05,2019-06}"),
    ("in March and October last year", "{2019-03,2019-10}"),
    ("on 3, 4 and 7 May 2019", "{2019-05-03,2019-05-04,2019-05-07}"),
    ("the week of 3 May", "2020-04-27/2020-05-03"),
    ("at the weekend", "2020-07-11/2020-07-12"),
    ("in the last 24 hours", "2020-07-12/2020-07-13"),
    ("in early-to-mid 2019", "2019-01/2019-08"),
    ("a fortnight ago", "2020-06-26/2020-07-02"),
    ("on 28/29 July 2019", "2019-07-28/2019-07-29"),
    ("Muharram 1440", "2018-09-12~/2018-10-11~"),
    ("the second half of 2018", "2018-41"),
    ("the third quarter of 2019", "2019-35"),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "expected"), DATED, ids=[p for p, _ in DATED])
def test_what_dates_an_event(phrase: str, expected: str) -> None:
    (found,) = find_dates(phrase, "en", published=PUBLISHED)
    assert found.edtf == expected


@pytest.mark.parametrize(
    "phrase", ["a Christmas tree", "in the 30s", "for three weeks", "every Monday", "a 6-year-old"]
)
def test_what_dates_no_event(phrase: str) -> None:
    assert timexes(phrase)
    assert find_dates(phrase, "en", published=PUBLISHED) == []


def test_the_same_period_last_year() -> None:
    found = find_dates("Between May and June ten fell, two in the same period last year.", "en", published=PUBLISHED)
    assert [d.edtf for d in found] == ["2020-05/2020-06", "2019-05/2019-06"]


def test_the_quarter_of_a_town_is_no_time() -> None:
    assert timexes("They entered the quarter by night.")[0].rule == "part"


def test_during_the_year_of_a_country_report() -> None:
    (found,) = find_dates("During the year he was held", "en", published="2021-03-30", period="2020")
    assert (found.edtf, found.rule) == ("2020", "period")


def test_ramadan_is_told_about() -> None:
    (found,) = timexes("during Ramadan 2020")
    assert found.edtf == "2020-04-24~/2020-05-23~"
    assert found.value is None


@pytest.mark.parametrize(
    "phrase",
    ["on Monday", "last night", "the past two weeks", "next month", "a year ago", "in the first quarter", "last summer",
     "the nineties", "last Christmas"],
)  # fmt: skip
def test_nothing_is_counted_from_a_publication_that_is_not_known(phrase: str) -> None:
    (found,) = timexes(phrase, published=None)
    assert found.edtf is None
    assert found.reason


@pytest.mark.parametrize(
    "phrase",
    ["at 99:99", "at 13 p.m.", "31 February 2020", "the fifth quarter of 2019", "the third half of 2018", "aged 400"],
)
def test_the_impossible_has_a_reason_and_no_value(phrase: str) -> None:
    (found,) = timexes(phrase)
    assert found.edtf is None
    assert found.reason


HISTORY = (
    "The war began in 1912. It spread in 1913. On 3 March 1914 the fort fell. "
    "In November the siege began. On 5 December the town burned. In January the army fled."
)


def test_a_text_that_tells_history_goes_by_its_own_dates() -> None:
    assert [t.value for t in timexes(HISTORY)] == ["1912", "1913", "1914-03-03", "1914-11", "1914-12-05", "1915-01"]


def test_years_before_christ_carry_on() -> None:
    found = timexes("By 499 BC and 494 BC towns rose. In 490 BC they landed. In August they fought, and in 480 again.")
    assert [t.value for t in found] == ["BC0499", "BC0494", "BC0490", "BC0490-08", "BC0480"]
    assert [t.edtf for t in found][2:] == ["-0489", "-0489-08", "-0479"]


def test_a_town_founded_before_christ_does_not_make_a_report_ancient() -> None:
    found = timexes("The town was founded in 480 BC. In June it was shelled.")
    assert [t.value for t in found] == ["BC0480", "2020-06"]


BENCH = Path(os.environ.get("SIJILL_BENCH") or "absent") / "timex"


# What was reached when the floor was set; only a person lowers it.
@pytest.mark.skipif(not BENCH.is_dir(), reason="SIJILL_BENCH names no folder with annotated texts")
@pytest.mark.parametrize(("name", "found", "right"), [("timebank", 0.93, 0.81), ("wikiwars_timex2", 0.94, 0.81)])
def test_floor_on_annotated_texts(name: str, found: float, right: float) -> None:
    told = said = overlapping = same = 0
    for line in (BENCH / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        free = timexes(document["text"], published=document["dct"])
        told, said = told + len(document["timexes"]), said + len(free)
        for gold in document["timexes"]:
            span = Span(gold["start"], gold["end"])
            one = next((t for t in free if t.span.overlaps(span)), None)
            if one is not None:
                free.remove(one)
                overlapping += 1
                same += (one.value or "") == (gold["value"] or "")
    assert 2 * overlapping / (told + said) >= found
    assert 2 * same / (told + said) >= right


WORDS = st.sampled_from(
    """on in at the last next every of a Monday May March 6 31 99 2019 9:30 24:61 p.m. noon July , . - and between
    from to since early night day days two several half ago later quarter third century BC now recently fiscal
    year-old aged 34 Easter Ramadan nineties 480 ' s the\u00a0 years hundred thousand twenty nineteen
    أمس الأحد يوم قبل ثلاثة أيام عام أيار الساعة الثامنة مساء ليلا القرن ربع كل رمضان عيد الفطر ونصف""".split()  # noqa: SIM905
)
PUBLICATIONS = st.sampled_from([None, PUBLISHED, "0001-01-01", "9999-12-31", "2020-07", "2020", "never"])


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(), PUBLICATIONS)
@settings(deadline=None, max_examples=150)
def test_any_text(text: str, published: str | None) -> None:
    for language in ("en", "ar"):
        found = timexes(text, language, published=published)
        end = 0
        for timex in found:
            assert end <= timex.span.start < timex.span.end <= len(text)
            end = timex.span.end
            assert timex.value != ""
            if timex.edtf is not None:
                edtf.parse(timex.edtf)
            assert timex.edtf is not None or timex.value is not None or timex.reason
        for dated in find_dates(text, language, published=published):
            assert any(t.span.overlaps(dated.span) for t in found)


@given(st.dates())
def test_a_day_and_its_week_are_written_as_the_calendar_has_them(day: date) -> None:
    assert written(str(day)) == str(day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2020-22~", "2020-SU"), ("2020-07-06/2020-07-12", "2020-W28"), ("2020-07-06/2020-07-11", None), ("19XX", "19"),
     ("2003/..", "2003"), ("../2003-05", "2003-05"), ("[2019,2020]", None), ("XXXX-12-06", "XXXX-12-06"),
     ("-0479-08", "BC0480-08"), ("2019-40", "2019-H1")],
)  # fmt: skip
def test_written(text: str, expected: str | None) -> None:
    assert written(text) == expected


def test_units() -> None:
    assert week(date(2021, 1, 3)) == "2020-W53"
    assert (duration(1, 1, "minute"), duration(2, 5, "month")) == ("PT1M", "PXM")
    assert (recurring("week"), recurring("hour")) == ("XXXX-WXX", "PT1H")
    assert clock("2020-07-06", 9, None) == "2020-07-06T09:00"
