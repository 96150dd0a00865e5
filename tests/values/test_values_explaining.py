"""What words say as a value, and why where they say none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import UsageError
from sijill.values.explaining import KINDS, MAX_CHARACTERS, Explanation, explain


def _values(found: Explanation) -> list[object]:
    return [dict(v.parts)["value"] for v in found.values]


def test_a_date_has_bounds_granularity_anchor_and_rule() -> None:
    (told,) = explain("date", "on Monday evening", "en", published="2020-07-10").values
    parts = dict(told.parts)
    assert (parts["value"], parts["earliest"], parts["latest"]) == ("2020-07-06", "2020-07-06", "2020-07-06")
    assert (parts["granularity"], parts["counted from"], told.rule) == ("day", "published 2020-07-10", "weekday")


def test_durations_are_told_too() -> None:
    assert _values(explain("date", "for three days", "en")) == ["P3D"]


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        ("date", "31 February 2020", "month 2 has no day 31"),
        ("date", "the 45th of May 2020", "month 5 has no day 45"),
        ("date", "99:99", "no such time of day"),
        ("date", "Monday", "no publication date"),
        ("date", "hello", "tells when"),
        ("place", "Xyzville", "no place called"),
        ("count", "minus three people", "fewer than nobody"),
        ("count", "Article 19", "names, prices or numbers"),
        ("count", "hello", "tells how many"),
        ("name", "123", "no letters"),
        *((kind, " \n", "no words") for kind in KINDS),
    ],
)
def test_where_there_is_no_value_there_is_a_reason(kind: str, words: str, reason: str) -> None:
    found = explain(kind, words, "en")
    assert not found.values
    assert reason in (found.reason or "")


def test_several_values_are_all_told_and_what_is_none_is_named() -> None:
    words = "killing five, among them a medic, and wounding at least 30; Article 19"
    found = explain("count", words, "en")
    assert [(dict(v.parts)["least"], dict(v.parts)["most"], dict(v.parts)["befell"]) for v in found.values] == [
        (5, 5, "killed"), (30, None, "injured"),
    ]  # fmt: skip
    assert [words[r.span.start : r.span.end] for r in found.refused] == ["19"]
    assert found.reason is None


def test_a_sum_is_told_once() -> None:
    found = explain("count", "two brothers and their father were killed", "en")
    assert [(dict(v.parts)["least"], v.rule) for v in found.values] == [(3, "sum")]


def test_a_name_is_taken_apart() -> None:
    found = explain("name", "Dr. Salim Abd al-Karim al-Jabouri, a 45-year-old lawyer", "en", published="2020-05-05")
    parts = {(dict(v.parts)["part"], dict(v.parts)["value"]) for v in found.values}
    assert {("honorific", "Dr."), ("given", "Salim"), ("occupation", "lawyer"), ("age", "45")} <= parts


def test_a_place_has_precision_and_radius() -> None:
    (told,) = explain("place", "10 km north of Mosul", "en").values
    parts = dict(told.parts)
    assert (parts["city"], parts["country"], parts["precision"]) == ("Mosul", "IQ", "city")
    assert isinstance(parts["radius (km)"], float)


@pytest.mark.parametrize(
    ("kind", "words", "published", "match"),
    [
        ("colour", "red", None, "there are: date, place, count, name"),
        ("date", "Monday", "last year", "no date in EDTF"),
        ("count", "12 " * MAX_CHARACTERS, None, "a report, not a few words"),
    ],
)
def test_wrong_use_is_told(kind: str, words: str, published: str | None, match: str) -> None:
    with pytest.raises(UsageError, match=match):
        explain(kind, words, "en", published=published)


@given(st.sampled_from([*KINDS]), st.text(max_size=200), st.sampled_from(["en", "ar"]))
@settings(deadline=None)
def test_values_or_a_reason_never_neither(kind: str, words: str, language: str) -> None:
    found = explain(kind, words, language, published="2020-07-10")
    assert bool(found.values) is (found.reason is None)
    for span in (*(v.span for v in found.values), *(r.span for r in found.refused)):
        assert 0 <= span.start < span.end <= len(words)
