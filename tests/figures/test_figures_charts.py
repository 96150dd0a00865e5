from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_records import entry, party
from sijill.figures import making
from sijill.figures.charts import MOST_BARS, WIDTH, chart
from sijill.figures.query import Query
from sijill.figures.table import Column, Figure, Row
from sijill.types import Count

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*cells: Count | int | float | None, timed: bool = False, label: str = "row") -> Figure:
    column = Column("n", {"en": "incidents", "ar": "حوادث"}, "incidents")
    rows = tuple(Row(f"{n:04d}", {"en": f"{label} {n}"}, (c,)) for n, c in enumerate(cells))
    return Figure("f", {"en": "Title", "ar": "عنوان"}, {"en": "row"}, (column,), rows, (), "q", "n", timed)


def rects(svg: str, kind: str) -> list[dict[str, str]]:
    return [dict(r.attrib) for r in ET.fromstring(svg).iter(f"{SVG}rect") if r.get("class") == kind]


def test_a_bar_is_solid_to_the_least_and_pale_to_the_most() -> None:
    svg = chart(drawn(Count(2, 4), Count(4, 4)))
    sure, possible = rects(svg, "sure"), rects(svg, "possible")
    assert len(sure) == 2
    assert float(sure[0]["width"]) == pytest.approx(float(sure[1]["width"]) / 2, abs=0.2)
    assert float(possible[0]["width"]) == pytest.approx(float(sure[0]["width"]), abs=0.2)


def test_no_upper_bound_is_an_arrow() -> None:
    assert "<polygon" in chart(drawn(Count(2, None)))
    assert "<polygon" not in chart(drawn(Count(2, 2)))


def test_in_arabic_it_is_mirrored() -> None:
    left = rects(chart(drawn(Count(1, 1), Count(4, 4))), "sure")
    right = rects(chart(drawn(Count(1, 1), Count(4, 4)), "ar"), "sure")
    for one, other in zip(left, right, strict=True):
        assert float(one["x"]) + float(one["width"]) + float(other["x"]) == pytest.approx(WIDTH, abs=0.3)
    assert 'text-anchor="end">\u2067' in chart(drawn(Count(1, 1)), "ar")


def test_time_runs_as_the_language_is_read() -> None:
    figure = drawn(1, 2, 3, timed=True)
    forward, back = (rects(chart(figure, language), "sure") for language in ("en", "ar"))
    assert float(forward[0]["x"]) < float(forward[2]["x"])
    assert float(back[0]["x"]) > float(back[2]["x"])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", making.NAMES)
def test_every_chart_is_xml_with_a_title_and_a_description(name: str, language: str) -> None:
    told = [
        entry(f"i-{n}", party("victim", outcome="killed", occupation="lawyer"), party("perpetrator", kind="individual"),
              date=f"20{n:02d}-05/20{n:02d}-06", killed=(1, n + 1), method="shooting", place={"country": "IQ", "admin1": "Selin"})
        for n in range(3)
    ]  # fmt: skip
    figure = making.make(name, told, Query.of(), date(2024, 5, 1))
    svg = chart(figure, language, standalone=True)
    if not svg:
        assert not figure.drawn or not figure.rows or name in ("claimed", "body", "city", "status")
        return
    root = ET.fromstring(svg.encode())
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == figure.title[language]
    assert description is not None and description.text
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=40),
)
def test_no_word_and_no_number_breaks_it(label: str, numbers: list[int]) -> None:
    for timed in (False, True):
        for language in ("en", "ar"):
            svg = chart(drawn(*numbers, timed=timed, label=label), language)
            root = ET.fromstring(svg)
            for rect in root.iter(f"{SVG}rect"):
                assert float(rect.get("x", "")) >= -0.1
                assert float(rect.get("x", "")) + float(rect.get("width", "")) <= WIDTH + 0.1


def test_many_bars_are_cut_and_it_is_said() -> None:
    svg = chart(drawn(*range(1, 60)))
    assert len(rects(svg, "sure")) == MOST_BARS
    assert f"{59 - MOST_BARS} more are in the table" in svg


def test_nothing_to_draw_draws_nothing() -> None:
    assert chart(drawn()) == ""
    assert chart(drawn(None)) == ""


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert chart(drawn(1, 2)) == chart(drawn(1, 2))
