from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.texts.language import language_of

EN = "Gunmen on motorcycles shot dead a radio presenter outside her home in Basra on Monday evening, police said. "
AR = "قتل مسلحون مجهولون صحفيا أمام منزله في مدينة البصرة مساء الثلاثاء، وقالت الشرطة إنها فتحت تحقيقا في الحادث. "
FR = "Des hommes armés ont abattu une journaliste devant son domicile lundi soir, a annoncé la police de la ville. "
FA = "افراد مسلح ناشناس شب گذشته یک خبرنگار را در مقابل خانه‌اش به ضرب گلوله کشتند و پلیس تحقیقات را آغاز کرده است. "
CKB = "چەکدارانی نەناسراو دوێنێ شەو ڕۆژنامەنووسێکیان لەبەردەم ماڵەکەی خۆی کوشت و پۆلیس لێکۆڵینەوەی دەستپێکردووە. "
TR = "Kimliği belirsiz silahlı kişiler dün gece bir gazeteciyi evinin önünde öldürdü, polis soruşturma başlattı. "
RU = "Неизвестные вооружённые люди застрелили журналиста возле его дома, полиция начала расследование. "
HE = "אלמונים חמושים ירו למוות בעיתונאי ליד ביתו ביום שני בערב, והמשטרה פתחה בחקירה. "


@pytest.mark.parametrize(
    ("text", "language"),
    [(EN, "en"), (AR, "ar"), (FR, "fr"), (FA, "fa"), (CKB, "ckb"), (TR, "tr"), (RU, "ru"), (HE, "he")],
)
def test_languages_are_told(text: str, language: str) -> None:
    assert language_of(text * 3) == language


def test_a_declared_language_is_kept_where_it_fits() -> None:
    assert language_of(EN, "en-GB") == "en-GB"
    assert language_of(AR, "ar_IQ") == "ar-IQ"
    assert language_of(CKB, "ku") == "ku"
    assert language_of(CKB * 3, "ku") == "ckb"
    assert language_of("Basra", "AR-iq") == "ar-IQ"
    # too short to contradict: names alone look like any language
    assert language_of("Amal Darwish, Rima Saad and Nadim Hatem", "en") == "en"


def test_a_declared_language_that_does_not_fit_is_not() -> None:
    assert language_of(AR, "en-US") == "ar"
    assert language_of(EN, "ar") == "en"
    assert language_of(FR * 3, "en") == "fr"


def test_names_in_another_script_do_not_change_it() -> None:
    assert language_of(AR + " (Basra Today, The Lantern, Radio Amal) " + AR, None) == "ar"
    assert language_of(EN + " (صوت البصرة)", None) == "en"


@pytest.mark.parametrize("declared", [None, "", "und", "english", "x" * 500, "en;q=0.5", "<script>", "123"])
def test_what_is_no_language_is_not_kept(declared: str | None) -> None:
    assert language_of("12 345", declared) is None


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=12) | st.none())
def test_any_text_has_a_language_or_none(text: str, declared: str | None) -> None:
    found = language_of(text, declared)
    assert found is None or found.replace("-", "").isalnum()
