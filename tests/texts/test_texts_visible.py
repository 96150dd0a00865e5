from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.settings import load
from sijill.sources import SourceOptions, capture
from sijill.texts import extract
from sijill.texts.visible import breadcrumb, date_in_sight, header_block, in_sight
from sijill.types import Capture, Metadata

Captured = Callable[..., Capture]

BODY = "Gunmen on motorcycles shot dead a radio presenter outside her home in Basra on Monday evening, police said."


def test_a_header_block_is_metadata_and_not_text(captured: Captured) -> None:
    text = extract(captured(f"""
Title: Presenter killed: what is known
Published: 6 July 2020
Publisher: The Lantern
Author: Rima Saad
Language: en
URL: https://lantern.example/1

{BODY}

Second: a paragraph.
"""))  # fmt: skip
    assert text.content == f"{BODY}\n\nSecond: a paragraph.\n"
    assert text.metadata == Metadata(
        "Presenter killed: what is known", "The Lantern", "Rima Saad", "en", "2020-07-06", "https://lantern.example/1"
    )


def test_an_arabic_header_block() -> None:
    found = header_block(f"العنوان: مقتل صحفي\nتاريخ النشر: ٦ تموز ٢٠٢٠\nالمصدر: الفنار\n\n{BODY}")
    assert found is not None
    assert found.metadata == Metadata(title="مقتل صحفي", publisher="الفنار", published="2020-07-06")


@pytest.mark.parametrize(
    "text",
    [
        f"Title: one line is not enough\n\n{BODY}",
        f"Title: a\nColour: blue\n\n{BODY}",
        "Title: a\nPublished: 6 July 2020",  # nothing after it
        f"Killed: two\nWounded: three\n\n{BODY}",
        BODY,
        "",
    ],
)
def test_what_is_no_header_block_stays_text(text: str) -> None:
    assert header_block(text) is None


def test_the_line_above_the_headline_of_an_old_page() -> None:
    page = f"\nHarbour News - Local News - The Lantern\n\nA list that nobody wants to be on\n\n{BODY}\n"
    assert in_sight(page) == Metadata(title="A list that nobody wants to be on", publisher="The Lantern")


@pytest.mark.parametrize("separator", [" - ", " | ", " » ", " :: ", " – "])
def test_lines_of_short_parts(separator: str) -> None:
    assert breadcrumb(separator.join(["Home", "Local News", "The Lantern"])) == ("Home", "Local News", "The Lantern")


@pytest.mark.parametrize(
    "line",
    [
        "Basra",
        "Attack - ten people were killed in the port city of Basra",
        "A well-known man",
        "One - two.",
        "a - b\nc",
        "",
    ],
)
def test_lines_that_are_no_way_to_a_page(line: str) -> None:
    assert breadcrumb(line) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Radio presenter shot dead\n\n{BODY}", "Radio presenter shot dead"),
        (f"{BODY}\n\n{BODY}", None),
        (f"Radio presenter shot dead.\n\n{BODY}", None),
        (f"Radio presenter shot dead\n{BODY}", None),
        (f"6 July 2020\n\n{BODY}", None),
        ("Radio presenter shot dead", None),
        (f"Basra\n\n{BODY}", None),
    ],
)
def test_titles_in_sight(text: str, title: str | None) -> None:
    assert in_sight(text).title == title


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Published: 7 July 2020", "2020-07-07"),
        ("Published on July 7, 2020", "2020-07-07"),
        ("Posted: Tuesday, 7 July 2020, 21:40", "2020-07-07T21:40:00"),
        ("July 7, 2020", "2020-07-07"),
        ("By Rima Saad | July 7, 2020", "2020-07-07"),
        ("البصرة - 7 تموز 2020", "2020-07-07"),
        ("نُشر في: 7 يوليو 2020", "2020-07-07"),
        ("2020-07-07", "2020-07-07"),
        ("Updated: 8 July 2020", None),
        ("On 7 July 2020 gunmen came.", None),
        ("Published: 07/06/2020", None),
        ("July 2020", None),
        ("20200707", None),
        ("Case 4711 - 2020", None),
    ],
)
def test_dates_in_sight(line: str, published: str | None) -> None:
    assert date_in_sight(f"A headline of the report\n{line}\n\n{BODY}") == published


def test_a_date_far_below_is_not_the_date_of_the_report() -> None:
    assert date_in_sight("\n".join([BODY] * 20 + ["7 July 2020"])) is None


def test_the_callers_date_from_the_command_line_to_the_text(tmp_path: object) -> None:
    # sources marks the date and texts reads the mark: two rooms that do not know one another
    from pathlib import Path

    settings = load(environment={"SIJILL_SETTINGS": "/dev/null"})
    dated, undated = Path(str(tmp_path), "dated.txt"), Path(str(tmp_path), "undated.txt")
    dated.write_text(f"Radio presenter shot dead\n\n7 July 2020\n\n{BODY}")
    undated.write_text(BODY)
    found = capture([str(dated), str(undated)], SourceOptions(settings=settings, published="2021-01-01"))
    dates = [extract(c).metadata.published for c in found if isinstance(c, Capture)]
    assert dates == ["2020-07-07", "2021-01-01"]


@settings(deadline=None)
@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["Title: x", "\n", "\n\n", "7 July 2020", " - ", BODY])).map("".join)
)
def test_any_text_can_be_looked_at(text: str) -> None:
    in_sight(text)
    found = header_block(text)
    if found is not None:
        assert 0 < found.end <= len(text)
