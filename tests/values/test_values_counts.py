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
    # more of each
    ("seven", [(7, 7, "exact")]),
    ("twelve men", [(12, 12, "exact")]),
    ("ninety-nine", [(99, 99, "exact")]),
    ("three hundred", [(300, 300, "exact")]),
    ("a thousand", [(1000, 1000, "exact")]),
    ("two hundred and one", [(201, 201, "exact")]),
    ("one thousand two hundred and fifty", [(1250, 1250, "exact")]),
    ("twenty thousand", [(20000, 20000, "exact")]),
    ("10,000", [(10000, 10000, "exact")]),
    ("1,234,567", [(1234567, 1234567, "exact")]),
    ("1.5 million", [(1500000, 1500000, "exact")]),
    ("zero casualties", [(0, 0, "exact")]),
    ("six of the eight", [(6, 6, "exact"), (8, 8, "exact")]),
    ("two policemen and one soldier", [(2, 2, "exact"), (1, 1, "exact")]),
    ("killing 16 and wounding 40", [(16, 16, "exact"), (40, 40, "exact")]),
    ("14 people at least", [(14, None, "at-least")]),
    ("no less than 50", [(50, None, "at-least")]),
    ("well over 100", [(100, None, "at-least")]),
    ("in excess of 1,000", [(1000, None, "at-least")]),
    ("a minimum of 12", [(12, None, "at-least")]),
    ("at least one hundred", [(100, None, "at-least")]),
    ("at least dozens", [(24, None, "at-least")]),
    ("more than a hundred", [(100, None, "at-least")]),
    ("more than half a dozen", [(6, None, "at-least")]),
    ("under 50", [(0, 50, "up-to")]),
    ("at most 12", [(0, 12, "up-to")]),
    ("a maximum of 9", [(0, 9, "up-to")]),
    ("less than a hundred", [(0, 100, "up-to")]),
    ("around 60", [(60, 60, "about")]),
    ("approximately 1,500", [(1500, 1500, "about")]),
    ("almost 90", [(90, 90, "about")]),
    ("close to 40", [(40, 40, "about")]),
    ("20 or so", [(20, 20, "about")]),
    ("between two and four", [(2, 4, "range")]),
    ("from 20 to 30", [(20, 30, "range")]),
    ("10 or 12", [(10, 12, "range")]),
    ("1,000 to 1,500", [(1000, 1500, "range")]),
    ("twenty to thirty", [(20, 30, "range")]),
    ("20 and 30", [(20, 20, "exact"), (30, 30, "exact")]),
    ("they won 30-25", []),
    ("three dozen", [(36, None, "vague")]),
    ("several dozen", [(36, None, "vague")]),
    ("a few hundred", [(300, None, "vague")]),
    ("several thousand", [(3000, None, "vague")]),
    ("a handful of men", [(3, None, "vague")]),
    ("dozens more", [(24, None, "vague")]),
    ("millions", [(2000000, None, "vague")]),
    ("nobody", [(0, 0, "none")]),
    ("no deaths", [(0, 0, "none")]),
    ("no reported casualties", [(0, 0, "none")]),
    ("an additional six", [(6, 6, "further")]),
    ("12 other people", [(12, 12, "further")]),
    ("ten others", [(10, 10, "further")]),
    # no counts
    ("500 dollars and 30 km and 12 metres", []),
    ("a two-day strike and a 12-hour curfew", []),
    ("the 14th brigade", []),
    ("page 12, chapter three, room 101", []),
    ("Flight 752, Boeing 737", []),
    ("G20, B-52, F-16", []),
    ("tel. 12345678901", []),
    ("at ages 12", []),
    ("no evidence", []),
    ("Rami Lutfi, 49, was shot", []),
    ("Rami Lutfi (49)", []),
    ("both police and soldiers", []),
    ("0040 UTC", []),
    ("In Basra, 12 were hurt", [(12, 12, "exact")]),
    ("every one, each one, that one", []),
    ("one-third of them", []),
    ("https://news.example/2019/07/14", []),
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


ARABIC: list[tuple[str, list[Found]]] = [
    ("مقتل 14 شخصا", [(14, 14, "exact")]),
    ("مقتل 14 شخصا على الأقل", [(14, None, "at-least")]),
    ("ما لا يقل عن خمسة وعشرين قتيلا", [(25, None, "at-least")]),
    ("ثلاثة قتلى وعشرات الجرحى", [(3, 3, "exact"), (20, None, "vague")]),
    ("مئة وخمسة وعشرون", [(125, 125, "exact")]),
    ("أكثر من ٥٠٠ متظاهر", [(500, None, "at-least")]),
    ("بين 20 و 30 جريحا", [(20, 30, "range")]),
    ("بين 20 و30 جريحا", [(20, 30, "range")]),
    ("آلاف المتظاهرين", [(2000, None, "vague")]),
    ("ثلاثة آلاف", [(3000, 3000, "exact")]),
    ("أحد عشر قتيلا", [(11, 11, "exact")]),
    ("نحو 200 شخص", [(200, 200, "about")]),
    ("إصابة خمسة آخرين", [(5, 5, "further")]),
    ("يبلغ من العمر 22 عاما", []),
    ("500 دولار و40 كيلومترا", []),
]


@pytest.mark.parametrize(("phrase", "expected"), ARABIC, ids=[p for p, _ in ARABIC])
def test_arabic_phrase(phrase: str, expected: list[Found]) -> None:
    assert [(c.count.min, c.count.max, c.rule) for c in find_counts(phrase, "ar")] == expected


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
