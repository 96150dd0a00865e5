from __future__ import annotations

import gzip
import hashlib
import time
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import TextError
from sijill.texts import FORMATS, extract
from sijill.types import Capture, Metadata, Text

Captured = Callable[..., Capture]

ARABIC = "قتل مسلحون مجهولون صحفيا أمام منزله في مدينة البصرة مساء الثلاثاء، وقالت الشرطة إنها فتحت تحقيقا في الحادث. "


@pytest.mark.parametrize("name", FORMATS.names())
def test_every_format_keeps_its_promise(name: str) -> None:
    found = FORMATS.get(name)
    assert found.__doc__
    assert isinstance(found.VERSION, str)
    assert found.MEDIA_TYPES
    assert callable(found.recognises)
    assert callable(found.extract)


def test_plain_text_keeps_every_word_and_line(captured: Captured) -> None:
    words = "\n\nThe first line.\r\nThe second\tline; two  spaces.\n\n\n\nA tatweel: قـــتل and vowels: قُتِلَ\n"
    text = extract(captured(words))
    assert text.content == words.replace("\r\n", "\n")
    assert text.extractor == "plain 1"


def test_the_same_bytes_make_the_same_text(captured: Captured) -> None:
    page = (
        "<html><body><article><h1>Two killed</h1><p>Two men were killed in Basra on Monday.</p></article></body></html>"
    )
    first, second = extract(captured(page)), extract(captured(page))
    assert first == second
    assert first.capture == hashlib.sha256(page.encode()).hexdigest()


def test_the_id_depends_on_words_and_declarations_and_not_on_the_name(captured: Captured) -> None:
    ids = {
        extract(captured("Two men were killed.")).id,
        extract(captured("Two men were killed. ")).id,
        extract(captured("Two men were killed.", declared=Metadata(published="2020-07-06"))).id,
    }
    assert len(ids) == 3
    assert extract(captured("Two men were killed.", uri="elsewhere")).id in ids


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF document"),
        (gzip.compress(b"x", mtime=0), "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (bytes(range(256)) * 20, "binary data"),
        (b"\0" * 5000, "binary data"),
        (b"1234 - 5678\n!!", "has no words"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "is XML"),
        ("<html>" + "</p>" * 50, "has no words"),
    ],
)
def test_what_is_no_text_is_named(captured: Captured, content: bytes | str, says: str) -> None:
    with pytest.raises(TextError, match=says) as caught:
        extract(captured(content))
    assert caught.value.subject == "report"


def test_an_office_document_is_named(captured: Captured) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(TextError, match="office document"):
        extract(captured(packed.getvalue()))


def test_a_media_type_that_nobody_reads_is_named(captured: Captured) -> None:
    with pytest.raises(TextError, match="application/json"):
        extract(captured('{"a": "words"}', "application/json"))


def test_a_text_longer_than_the_limit_is_refused(captured: Captured) -> None:
    assert extract(captured("word " * 20), max_characters=100)
    with pytest.raises(TextError, match="has 101 characters; the limit is 100"):
        extract(captured("word " * 20 + "!"), max_characters=100)


def test_a_line_of_millions_is_read_in_time(captured: Captured) -> None:
    begun = time.monotonic()
    text = extract(captured("words without an end " * 200_000))
    assert len(text.content) == 4_200_000
    assert time.monotonic() - begun < 10


# ---------------------------------------------------------------------------------------------------------
# What goes first


def test_the_document_goes_before_its_deliverer_and_both_before_the_caller(captured: Captured) -> None:
    supposed = (("declared.published", "given by the caller"),)
    body = "Gunmen killed a journalist in the city on Monday, police said, and fled."
    header = f"Title: A title\nPublished: 6 July 2020\n\n{body}"
    declared = Metadata(title="Declared", published="2021-01-01", publisher="The Lantern")
    text = extract(captured(header, declared=declared))
    assert text.content == body
    assert text.metadata == Metadata("A title", "The Lantern", None, "en", "2020-07-06", None)
    # what stands in plain sight goes after a deliverer and before a supposition
    dated = f"Journalist killed\n\n6 July 2020\n\n{body}"
    assert extract(captured(dated, declared=declared)).metadata.published == "2021-01-01"
    assert extract(captured(dated, declared=declared, custody=supposed)).metadata.published == "2020-07-06"
    assert extract(captured(body, declared=declared, custody=supposed)).metadata.published == "2021-01-01"
    assert extract(captured(dated)).metadata.title == "Journalist killed"


def test_a_declared_date_that_is_none_is_left_out(captured: Captured) -> None:
    text = extract(captured("Gunmen killed a journalist.", declared=Metadata(published="some time in 03/04/20")))
    assert text.metadata.published is None
    text = extract(captured("Gunmen killed a journalist.", declared=Metadata(published="July 6, 2020")))
    assert text.metadata.published == "2020-07-06"


def test_the_text_of_a_record_is_kept_whole(captured: Captured) -> None:
    words = "Title: x\nDate: 6 July 2020\n\n<p>Gunmen killed a journalist.</p>"
    text = extract(captured(words, "text/plain", kind="jsonl", encoding="utf-8"))
    assert text.content == words


# ---------------------------------------------------------------------------------------------------------
# Whatever comes


PIECES = [
    *("<html>", "<p>", "</p>", "<article>", "words of it ", "<h1>", "<!--", "]]>", "&#0;", "<title>", "&#xd800;"),
    *("<table><tr><td>", "<script>", "<meta charset=", "<time datetime=2020-01-01>", "<svg><p>", "\0", "é", "قتل"),
    *('<script type="application/ld+json">{"@type":', "6 July 2020", "Title: x\n", "\n\n", "a - b - c"),
]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))
    | st.lists(st.sampled_from(PIECES), max_size=40).map(lambda parts: "".join(["<html>", *parts]).encode()),
    st.sampled_from(["text/html", "text/plain", "application/octet-stream", "application/xhtml+xml"]),
    st.sampled_from([None, "utf-8", "windows-1256", "utf-7", "rot13", "no such", "utf-16"]),
)
def test_whatever_comes_is_text_or_a_text_error(content: bytes, media_type: str, encoding: str | None) -> None:
    capture = Capture(
        hashlib.sha256(content).hexdigest(), content, "report", "web", datetime.now(UTC), media_type, encoding
    )
    try:
        text = extract(capture)
    except TextError as error:
        assert str(error).startswith("report: ")
        return
    assert isinstance(text, Text)
    assert unicodedata.is_normalized("NFC", text.content)
    assert any(c.isalpha() for c in text.content)
    for value in (text.content, *(v for v in vars_of(text.metadata) if v)):
        value.encode("utf-8")
        assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in value)
    assert extract(capture) == text


def vars_of(metadata: Metadata) -> list[str | None]:
    return [getattr(metadata, name) for name in Metadata.__dataclass_fields__]
