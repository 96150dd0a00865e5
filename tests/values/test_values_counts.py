"""Counts: the table of phrases (count_phrases.tsv), and what no phrase may do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from count_phrases import rows
from sijill.errors import UnknownNameError
from sijill.values.counts import CountExpression, find_counts, refused_counts, vague_rules


def _told(found: list[CountExpression]) -> str:
    bounds = (f"count {c.count.min}..{'' if c.count.max is None else c.count.max} {c.rule}" for c in found)
    return "; ".join(bounds) or "no count"


@pytest.mark.parametrize(("language", "phrase", "told"), rows(counts=True))
def test_phrase(language: str, phrase: str, told: str) -> None:
    assert _told(find_counts(phrase, language)) == told


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(rows(counts=True)) + len(rows(counts=False)) >= 400
    assert sum(language == "ar" for language, _, _ in rows(counts=True) + rows(counts=False)) >= 45


def test_the_span_holds_the_qualifier_and_not_the_head() -> None:
    text = "Police say at least 14 people died, between 25 and 30 were hurt."
    assert [text[c.span.start : c.span.end] for c in find_counts(text, "en")] == ["at least 14", "between 25 and 30"]


def test_all_but_one_quotes_the_whole() -> None:
    text = "On Monday all but one of the 14 men were freed."
    assert [text[c.span.start : c.span.end] for c in find_counts(text, "en")] == ["all but one of the 14"]


def test_articles_count_only_where_asked_for() -> None:
    assert not find_counts("a man and an officer", "en")
    assert [c.rule for c in find_counts("a man and an officer", "en", articles=True)] == ["article", "article"]


@pytest.mark.parametrize(
    ("language", "phrase", "literal", "acled"),
    [
        ("en", "dozens of people", 24, 12),
        ("en", "hundreds of men", 200, 100),
        ("en", "tens of people", 20, 10),
        ("en", "several men", 3, 3),
        ("en", "thousands", 2000, 2000),  # ACLED's rule does not tell it
        ("ar", "عشرات القتلى", 20, 10),
    ],
)
def test_vague_words_have_their_least_by_the_rule_asked_for(
    language: str, phrase: str, literal: int, acled: int
) -> None:
    assert [c.count.min for c in find_counts(phrase, language)] == [literal]
    assert [c.count.min for c in find_counts(phrase, language, vague="acled")] == [acled]


def test_an_unknown_rule_for_vague_words_is_answered_with_the_known_ones() -> None:
    assert vague_rules("en") == ("acled", "literal")
    with pytest.raises(UnknownNameError, match="acled, literal"):
        find_counts("dozens", "en", vague="guess")


@pytest.mark.parametrize(
    ("phrase", "quote", "reason"),
    [
        ("minus three people", "three", "fewer than nobody"),
        ("Article 19", "19", "names, prices or numbers"),
        ("12 percent", "12", "counts time, money, a measure"),
        ("Rami Lutfi, 49, was shot", "49", "how old"),
        ("all but one were freed", "one", "a whole that is not told"),
        ("99999999999999 people", "99999999999999", "nobody counts so many"),
        ("at 11:30", "11:30", "when"),
        ("3.5.1.2 came out", "3.5", "not written as a number of people"),
    ],
)
def test_a_number_that_is_no_count_is_refused_with_the_reason(phrase: str, quote: str, reason: str) -> None:
    assert not find_counts(phrase, "en")
    refused = refused_counts(phrase, "en")
    assert any(phrase[r.span.start : r.span.end] == quote and reason in r.reason for r in refused), refused


WORDS = st.sampled_from(
    """a no one two twenty hundred thousand million dozen several and - to or between at least more than 3 14 1,000 2.5
    % , . p.m. year old all but of the half minus couple ثلاثة و وعشرون مئة آلاف أكثر من""".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text())
@settings(deadline=None)
def test_any_text(text: str) -> None:
    for language in ("en", "ar"):
        end = 0
        found = find_counts(text, language, articles=True)
        for count in found:
            assert end <= count.span.start < count.span.end <= len(text)
            end = count.span.end
        counts = find_counts(text, language)
        for refused in refused_counts(text, language):
            assert refused.reason
            assert not any(refused.span.overlaps(c.span) for c in counts)
