"""Folding: alike becomes alike, offsets lead back, twice is once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.values.folding import fold, fold_with_offsets

ARABIC = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ba'quba", "Baʿqūba"),
        ("Al-Ḥamdānīya", "al-hamdaniya"),
        ("أحمد", "احمد"),
        ("إبراهيم", "ابراهيم"),
        ("آمال", "امال"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("مُحَمَّد", "محمد"),
        ("مـحـمـد", "محمد"),
        ("مؤيد", "مويد"),
        ("فائز", "فايز"),
        ("کریم", "كريم"),
        ("٢٠٢٠", "2020"),
        ("۲۰۲۰", "2020"),
        ("٦\u200f/٧", "6/7"),
        ("STRASSE", "straße"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("Łódź", "lodz"),
        ("Diyarbakır", "diyarbakir"),
        ("6–7", "6-7"),
        ("“so”", '"so"'),
        ("a\u00a0b", "a b"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"), [("علاء", "علا"), ("قلب", "كلب"), ("कि", "क"), ("한", "하"), ("ten", "tan")]
)
def test_unlike(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_offsets_lead_back_to_the_words() -> None:
    text = "قال مُحَمَّد إنّ"
    shadow, offsets = fold_with_offsets(text)
    start = shadow.index("محمد")
    quote = text[offsets[start] : offsets[start + 3] + 1]
    assert fold(quote) == "محمد"
    assert text.startswith(quote, text.index("مُ"))


@given(st.text() | ARABIC)
def test_twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text() | ARABIC)
def test_offsets(text: str) -> None:
    shadow, offsets = fold_with_offsets(text)
    assert shadow == fold(text)
    assert len(offsets) == len(shadow) + 1
    assert offsets[-1] == len(text)
    assert all(a <= b for a, b in pairwise(offsets))
    assert all(fold(text[o]) and c in fold(text[o]) for c, o in zip(shadow, offsets, strict=False))


@given(st.text(), st.text())
def test_folding_a_whole_is_folding_its_parts(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)
