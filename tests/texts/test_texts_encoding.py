from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.texts.characters import settle
from sijill.texts.encoding import binary_kind, decode

ARABIC = "قتل مسلحون مجهولون صحفيا أمام منزله في مدينة البصرة مساء الثلاثاء، وقالت الشرطة إنها فتحت تحقيقا في الحادث."
FRENCH = "Deux hommes armés ont tué un journaliste près de son domicile, à l’aube, a annoncé la préfecture de police."


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "iso8859-6"])
@pytest.mark.parametrize(
    "words", [ARABIC, ARABIC.split("،")[0], "<p>صحفي عراقي</p>", "Basra: " + ARABIC + " (The Lantern)"]
)
def test_arabic_is_told_by_its_letters(words: str, encoding: str) -> None:
    assert decode(words.encode(encoding)) == (words, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_latin_is_told_by_its_letters(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == (FRENCH, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_a_mark_and_without(encoding: str) -> None:
    words = "<html><p>" + ARABIC + "</p>"
    assert decode(words.encode(encoding)) == (words, encoding)
    assert decode(("\ufeff" + words).encode(encoding)) == (words, encoding)
    assert binary_kind(words.encode(encoding)) is None


def test_a_mark_goes_before_all_else() -> None:
    assert decode(b"\xef\xbb\xbf" + ARABIC.encode(), "windows-1256") == (ARABIC, "utf-8")


def test_what_is_told_is_used_where_it_fits() -> None:
    words = "Тихо падал снег на город"
    assert decode(words.encode("koi8-r"), "KOI8-R") == (words, "koi8-r")
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>{words}</p>'
    assert decode(page.encode("cp1251")) == (page, "cp1251")
    page = f'<?xml version="1.0" encoding="iso-8859-5"?><p>{words}</p>'
    assert decode(page.encode("iso8859-5")) == (page, "iso8859-5")
    # Latin 1 means windows-1252 on the web, whose quotation marks Latin 1 has not
    assert decode("“é”".encode("cp1252"), "ISO-8859-1") == ("“é”", "cp1252")


def test_what_is_told_wrongly_is_passed_over() -> None:
    page = f'<meta charset="windows-1252"><p>{ARABIC}</p>'
    assert decode(page.encode(), "iso-8859-1") == (page, "utf-8")
    page = f'<meta charset="utf-8"><p>{ARABIC}</p>'
    assert decode(page.encode("cp1256"), "utf-8") == (page, "cp1256")


@pytest.mark.parametrize(
    "trick", ["utf-7", "unicode_escape", "rot13", "idna", "punycode", "zlib", "no such", "\0", "x" * 999]
)
def test_encodings_that_are_tricks_are_not_used(trick: str) -> None:
    words = "+ADw-script+AD4- \\u0041 é"
    assert decode(words.encode(), trick) == (words, "utf-8")
    assert decode(words.encode("cp1252"), trick) == (words, "cp1252")


def test_broken_sequences_are_replaced_and_the_rest_is_kept() -> None:
    words = ARABIC * 5
    broken = words.encode()[:-1] + b"\xff" + words.encode()
    text, encoding = decode(broken)
    assert encoding == "utf-8"
    assert text.startswith(words[:-1])
    assert text.endswith(words)
    assert "\ufffd" in text


@settings(deadline=None)
@given(st.binary(), st.text(max_size=20) | st.none())
def test_any_bytes_can_be_decoded(content: bytes, told: str | None) -> None:
    text, encoding = decode(content, told)
    assert isinstance(text, str)
    assert encoding


# ---------------------------------------------------------------------------------------------------------
# Characters


def test_characters_are_settled() -> None:
    assert settle("a\r\nb\rc\x85d\u2028e") == "a\nb\nc\nd\ne"
    assert settle("x\0y\x07z\ufeff\u200b\xad\ud800w") == "xyzw"
    assert settle("10\xa0000\u202fmen") == "10 000 men"
    assert settle("e\u0301") == "\xe9"
    assert settle("قـــتل قُتِلَ می\u200cخواهم") == "قـــتل قُتِلَ می\u200cخواهم"
    assert settle("safe\u202etxt.exe\u2069") == "safetxt.exe"


@settings(deadline=None)
@given(st.text(st.characters()))
def test_settling_again_changes_nothing(text: str) -> None:
    settled = settle(text)
    assert settle(settled) == settled
    assert unicodedata.is_normalized("NFC", settled)


def test_a_tower_of_accents_takes_no_time() -> None:
    begun = time.monotonic()
    settled = settle("e" + "\u0301\u0327" * 500_000 + " end")
    assert settled.endswith(" end")
    assert len(settled) < 50
    assert time.monotonic() - begun < 3
