"""The types refuse what must not be."""

from typing import Any

import pytest

from sijill.types import Count, Mention, Span, Statement, Subject, Text


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 4)])
def test_a_span_holds_at_least_one_code_point(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@pytest.mark.parametrize(("least", "most"), [(-1, None), (3, 2)])
def test_a_count_goes_from_least_to_most(least: int, most: int | None) -> None:
    with pytest.raises(ValueError, match="not a count"):
        Count(least, most)


def test_no_value_without_a_quotation() -> None:
    with pytest.raises(ValueError, match="without a quotation"):
        Statement(Subject("i0"), "date", "2020", ())


def test_a_quote_is_what_the_text_has_there() -> None:
    text = Text(id="t", capture="c", uri="u", extractor="plain 1", content="😀 قُتل Ali")
    assert text.quote(Span(2, 6)) == "قُتل"
    with pytest.raises(ValueError, match="outside"):
        text.quote(Span(5, 99))


def test_a_mention_is_asked_by_field_and_role() -> None:
    def said(name: str, value: Any, role: Any = "mention", item: str = "") -> Statement:
        return Statement(Subject("i0", role, item), name, value, (Span(0, 1),))

    mention = Mention("i0", (Span(0, 1),), (
        said("killed", Count(2, 2)), said("name", "A", "victim", "p1"), said("name", "B", "victim", "p2"),
    ))  # fmt: skip
    assert mention.first("killed") == Count(2, 2)
    assert mention.first("date") is None
    assert mention.items("victim") == ("p1", "p2")
    assert mention.first("name", role="victim", item="p2") == "B"
