"""Tolls: the table of phrases (count_phrases.tsv), and what no sentence may do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from count_phrases import rows
from sijill.types import Count
from sijill.values.tolls import TollExpression, find_befallings, find_tolls, sentence_starts


def _told(found: list[TollExpression]) -> str:
    bounds = (f"{t.outcome} {t.count.min}..{'' if t.count.max is None else t.count.max} {t.rule}" for t in found)
    return "; ".join(bounds) or "no toll"


@pytest.mark.parametrize(("language", "phrase", "told"), rows(counts=False))
def test_phrase(language: str, phrase: str, told: str) -> None:
    assert _told(find_tolls(phrase, language)) == told


def test_the_span_holds_those_counted_and_the_marker_what_befell_them() -> None:
    text = "Two brothers and their father were killed near Basra."
    (toll,) = find_tolls(text, "en")
    assert text[toll.span.start : toll.span.end] == "Two brothers and their father"
    assert text[toll.marker.start : toll.marker.end] == "killed"


def test_an_arabic_particle_is_no_part_of_the_number() -> None:
    text = "عشرات القتلى ومئات الجرحى"
    assert [text[t.span.start : t.span.end] for t in find_tolls(text, "ar")] == ["عشرات", "مئات"]


def test_parts_names_and_those_besides_are_told() -> None:
    text = "Omar Bello and two others were killed. Three others, among them a medic, were hurt."
    first, second = find_tolls(text, "en")
    assert [text[n.start : n.end] for n in first.names] == ["Omar Bello"]
    assert (first.count, first.besides) == (Count(3, 3), False)
    assert second.besides
    assert [text[p.start : p.end] for p in second.parts] == [", among them a medic,"]


def test_a_person_told_of_before_counts_only_where_asked_for() -> None:
    text = "The cleric was killed. Omar Bello was wounded."
    assert not find_tolls(text, "en")
    assert [(t.outcome, t.rule) for t in find_tolls(text, "en", references=True)] == [
        ("killed", "reference"), ("injured", "reference"),
    ]  # fmt: skip


def test_vague_words_follow_the_rule_asked_for() -> None:
    assert [t.count.min for t in find_tolls("dozens were killed", "en", vague="acled")] == [12]


def test_what_befell_is_told_without_a_number_and_what_is_denied_is_not_real() -> None:
    text = "Omar Bello died. The guards did not hurt his son, who was taken to hospital."
    assert [(b.outcome, b.real, b.sign) for b in find_befallings(text, "en")] == [
        ("killed", True, False), ("injured", False, False), ("injured", True, True),
    ]  # fmt: skip


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Dr. Salim was shot. He died. أصيب ثلاثة."
    assert [text[a:][:2] for a in sentence_starts(text, "en")] == ["Dr", "He", "أص"]


WORDS = st.sampled_from(
    """a the no one two 12 1,000 dozens at least between and or , . ; : ( ) - killed wounded dead died killing wounding people
    soldiers Omar Bello his driver among them including three of them toll to rose were have not would others more children
    missing arrested with family of five in market وقتل مقتل ثلاثة و إصابة شخصين جرحى بينهم""".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text())
@settings(deadline=None)
def test_any_text(text: str) -> None:
    for language in ("en", "ar"):
        for toll in find_tolls(text, language, references=True):
            assert 0 <= toll.span.start < toll.span.end <= len(text)
            assert 0 <= toll.marker.start < toll.marker.end <= len(text)
            assert all(p.end <= len(text) for p in (*toll.parts, *toll.names))
        starts = sentence_starts(text, language)
        assert starts == sorted(set(starts))
        assert starts[0] == 0
