"""Counts: a table of phrases, and what no phrase may do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values.counts import find_counts

Found = tuple[int, int | None, str]

PHRASES: list[tuple[str, list[Found]]] = [
    # exact
    ("14 people were killed", [(14, 14, "exact")]),
    ("fourteen people were killed", [(14, 14, "exact")]),
    ("1,400 protesters", [(1400, 1400, "exact")]),
    ("1400 protesters", [(1400, 1400, "exact")]),
    ("twenty-one men and forty two women", [(21, 21, "exact"), (42, 42, "exact")]),
    ("one hundred and twenty-five detainees", [(125, 125, "exact")]),
    ("two thousand five hundred families", [(2500, 2500, "exact")]),
    ("a hundred men", [(100, 100, "exact")]),
    ("2.5 million refugees", [(2_500_000, 2_500_000, "exact")]),
    ("15 thousand displaced", [(15000, 15000, "exact")]),
    ("killed 3, wounded 5, and arrested 120", [(3, 3, "exact"), (5, 5, "exact"), (120, 120, "exact")]),
    ("one of them died", [(1, 1, "exact")]),
    ("both brothers", [(2, 2, "exact")]),
    ("thirteen of the fourteen men", [(13, 13, "exact"), (14, 14, "exact")]),
    # bounds
    ("at least 14 people", [(14, None, "at-least")]),
    ("more than 100", [(100, None, "at-least")]),
    ("over 30 wounded", [(30, None, "at-least")]),
    ("upwards of 500", [(500, None, "at-least")]),
    ("no fewer than six", [(6, None, "at-least")]),
    ("50 or more", [(50, None, "at-least")]),
    ("50+ arrests", [(50, None, "at-least")]),
    ("12 at least", [(12, None, "at-least")]),
    ("up to 20 people", [(0, 20, "up-to")]),
    ("as many as 30", [(0, 30, "up-to")]),
    ("fewer than ten", [(0, 10, "up-to")]),
    ("no more than 5", [(0, 5, "up-to")]),
    ("about 200 people", [(200, 200, "about")]),
    ("nearly 300", [(300, 300, "about")]),
    ("some 40 men", [(40, 40, "about")]),
    ("an estimated 1,000", [(1000, 1000, "about")]),
    # ranges
    ("between 25 and 30 detainees", [(25, 30, "range")]),
    ("25-30 wounded", [(25, 30, "range")]),
    ("25–30 wounded", [(25, 30, "range")]),
    ("25 to 30 wounded", [(25, 30, "range")]),
    ("two or three gunmen", [(2, 3, "range")]),
    # vague
    ("dozens of people", [(24, None, "vague")]),
    ("a dozen men", [(12, None, "vague")]),
    ("two dozen", [(24, None, "vague")]),
    ("more than two dozen", [(24, None, "at-least")]),
    ("half a dozen", [(6, None, "vague")]),
    ("several houses", [(3, None, "vague")]),
    ("a few men", [(3, None, "vague")]),
    ("several hundred", [(300, None, "vague")]),
    ("scores of villagers", [(40, None, "vague")]),
    ("hundreds fled", [(200, None, "vague")]),
    ("thousands fled", [(2000, None, "vague")]),
    ("tens of thousands", [(20000, None, "vague")]),
    ("hundreds of thousands", [(200_000, None, "vague")]),
    ("a couple of men", [(2, None, "vague")]),
    # none
    ("no one was hurt", [(0, 0, "none")]),
    ("none of them", [(0, 0, "none")]),
    ("there were no casualties", [(0, 0, "none")]),
    ("no further injuries", [(0, 0, "none")]),
    # beside a number before
    ("another 12 people", [(12, 12, "further")]),
    ("a further three", [(3, 3, "further")]),
    ("three more", [(3, 3, "further")]),
    ("five others", [(5, 5, "further")]),
    # no counts
    ("a 22-year-old man, aged 22", []),
    ("a man of 31 years", []),
    ("$500, 40%, 40 percent, €3", []),
    ("12 hours, three days, two-week siege", []),
    ("the 3rd man, a 9mm pistol, 7.62 mm rounds, 5km away", []),
    ("Article 19, Resolution 1701, Channel 4, No. 7", []),
    ("AK-47, M16, COVID-19", []),
    ("at 11:30 p.m., 9 pm, at 9", []),
    ("6 July 2020, in 2019, three days ago, two days later", []),
    ("a five-storey building, two-thirds of it", []),
    ("all but one were released", []),
    ("one day, this one, one another", []),
    ("no comment", []),
    ("minus three people", []),
    ("call 0123456789012345678901234567890", []),
]


@pytest.mark.parametrize(("phrase", "expected"), PHRASES, ids=[p for p, _ in PHRASES])
def test_phrase(phrase: str, expected: list[Found]) -> None:
    assert [(c.count.min, c.count.max, c.rule) for c in find_counts(phrase, "en")] == expected


def test_the_span_holds_the_qualifier_and_not_the_head() -> None:
    text = "Police say at least 14 people died, between 25 and 30 were hurt."
    assert [text[c.span.start : c.span.end] for c in find_counts(text, "en")] == ["at least 14", "between 25 and 30"]


def test_articles_count_only_where_asked_for() -> None:
    assert not find_counts("a man and an officer", "en")
    assert [c.rule for c in find_counts("a man and an officer", "en", articles=True)] == ["article", "article"]


WORDS = st.sampled_from(
    """a no one two twenty hundred thousand million dozen several and - to or between at least more than 3 14 1,000 2.5
    % , . p.m. year old ثلاثة و وعشرون مئة آلاف أكثر من""".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text())
@settings(deadline=None)
def test_any_text(text: str) -> None:
    for language in ("en", "ar"):
        end = 0
        for found in find_counts(text, language, articles=True):
            assert end <= found.span.start < found.span.end <= len(text)
            end = found.span.end
