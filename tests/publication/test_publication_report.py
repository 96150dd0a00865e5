from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from invented_records import entry, party, place
from publication.test_publication_leaks import leaked, planted
from sijill.errors import ReleaseError
from sijill.figures import making
from sijill.figures.charts import chart
from sijill.figures.entries import Entry
from sijill.figures.query import Query
from sijill.figures.table import as_csv, as_json_line, as_text
from sijill.publication.report import About, html_of, pdf_of
from sijill.publication.report.printing import _refuse
from sijill.publication.report.writing import MOST_LISTED, _words
from sijill.types import Dossier, Seal
from sijill.workflow.figures import counted_among

TODAY = date(2024, 5, 1)
html5lib = pytest.importorskip("html5lib")


def about(language: str = "en") -> About:
    return About(language, TODAY, TODAY, "a-release")


def some() -> list[Entry]:
    return [
        entry("i-1", party("victim", name="Salim <Darwazi>", outcome="killed", occupation="lawyer"),
              party("perpetrator", name="Karim Barakat", kind="individual", status="alleged"),
              date="2020-03", killed=(1, 3), place=place(), method="shooting"),
        entry("i-2", party("victim", name="Rana Khalil", outcome="injured"), date="2021-05-03", type="bombing",
              publisher="Northern & Wire", place=place("Marsa")),
        entry("i-3", kind="aggregate", killed=(500, None), date="2019/2021", place={"country": "IQ"}),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_is_valid_html_with_all_its_parts(language: str) -> None:
    page = html_of(some(), Query.of(), about(language))
    html5lib.HTMLParser(strict=True).parse(page)
    words = _words(language)
    for part in ("figures", "incidents", "sources", "methods", "gaps"):
        assert f'id="{part}"' in page
        assert words[part] in page
    assert f'dir="{words["direction"]}"' in page
    assert "Salim &lt;Darwazi&gt;" in page
    assert "Northern &amp; Wire" in page
    assert "sijill figures RELEASE --by month" in page
    assert not re.search(r"{\w+}", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_both_languages_have_the_same_phrases_with_the_same_parts() -> None:
    english, arabic = _words("en"), _words("ar")
    assert english.keys() == arabic.keys()
    for key in english:
        assert set(re.findall(r"{\w+}", english[key])) == set(re.findall(r"{\w+}", arabic[key])), key


def test_it_tells_the_period_and_place_and_nothing_outside_them() -> None:
    page = html_of(some(), Query.of("2020", "2020-12", "Port Selin"), about())
    assert "Port Selin" in page
    assert "Salim" in page
    assert "Rana Khalil" not in page
    assert "Northern" not in page


def test_individuals_who_are_blamed_are_not_named() -> None:
    assert "Barakat" not in html_of(some(), Query.of(), about())


def test_a_report_on_nothing_says_so() -> None:
    page = html_of(some(), Query.of("1990", "1991"), about())
    html5lib.HTMLParser(strict=True).parse(page)
    assert _words("en")["nothing"] in page


def test_what_is_too_much_to_print_is_cut_and_it_is_said() -> None:
    many = [entry(f"i-{n}", date="2020-03") for n in range(MOST_LISTED + 7)]
    page = html_of(many, Query.of(), about())
    assert "7 more are in the data of the release" in page
    assert page.count("<code>i-") == MOST_LISTED


def test_it_fetches_nothing() -> None:
    page = html_of(some(), Query.of(), about())
    assert not re.search(r"<(link|script|img|iframe|object)\b|@import|url\(", page)
    with pytest.raises(ReleaseError, match="may ask for nothing"):
        _refuse("https://elsewhere.example/font")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_prints(language: str, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))  # type: ignore[arg-type]
    printed = pdf_of(html_of(some(), Query.of(), about(language)))
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 10_000


@settings(max_examples=40, deadline=None)
@given(case=planted())
def test_nothing_sealed_is_in_any_figure_chart_or_report(
    case: tuple[list[Dossier], tuple[Seal, ...], list[str]],
) -> None:
    dossiers, seals, tells = case
    counted = counted_among(dossiers, seals)
    written = []
    for language in ("en", "ar"):
        written.append(counted.guard(html_of(counted.entries, Query.of(), about(language))))
        for name in making.NAMES:
            figure = counted.figure(name, Query.of(), TODAY)
            written += [
                as_text(figure, language),
                as_csv(figure, language),
                as_json_line(figure),
                chart(figure, language),
            ]
    for content in written:
        for tell in tells:
            assert not leaked(content, tell), (tell, content[:300])
