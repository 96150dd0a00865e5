from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import Failure
from sijill.settings import load
from sijill.sources import SourceOptions, capture
from sijill.types import Capture, Metadata

Make = Callable[..., SourceOptions]


def test_a_record_becomes_a_capture(options: Make, tmp_path: Path) -> None:
    record = {
        "id": "r-1", "text": "Two men were killed.", "title": "Two killed", "published": "2020-07-06",
        "language": "en", "publisher": "The Lantern", "url": "https://lantern.example/1",
        "incidents": [1, 2], "text_status": "x",
    }  # fmt: skip
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(record) + "\n\n" + json.dumps({"id": 7, "text": "قُتل رجلان."}, ensure_ascii=False))
    first, second = capture([str(file)], options(published="2021-01-01"))
    assert isinstance(first, Capture)
    assert isinstance(second, Capture)
    assert first.content == b"Two men were killed."
    assert (first.uri, first.kind, first.media_type, first.encoding) == ("r-1", "jsonl", "text/plain", "utf-8")
    assert first.declared == Metadata(
        "Two killed", "The Lantern", None, "en", "2020-07-06", "https://lantern.example/1"
    )  # fmt: skip
    assert first.custody == (("record", f"{file}:1"),)
    assert second.uri == "7"
    assert second.content.decode() == "قُتل رجلان."
    assert second.declared.published == "2021-01-01"
    assert ("declared.published", "given by the caller") in second.custody


def test_a_bad_line_is_named_and_the_rest_goes_on(options: Make) -> None:
    lines = [
        b'{"id": "a", "text": "x"}', b"{broken", b"[1, 2]", b'{"id": "b"}', b'{"text": "x"}',
        b'{"id": true, "text": "x"}',
        b'{"id": "c", "text": 5}', b'{"id": "\xff", "text": "x"}', b"[" * 100_000, b'{"id": "", "text": "x"}', b"",
        b'{"id": "z", "text": "x", "title": 5, "published": null}',
    ]  # fmt: skip
    results = list(capture(["-"], options(input_format="jsonl", stdin=io.BytesIO(b"\n".join(lines)))))
    assert [r.uri if isinstance(r, Capture) else r.source for r in results] == [
        "a", *(f"standard input:{n}" for n in range(2, 11)), "z",
    ]  # fmt: skip
    errors = [str(r.error) for r in results if isinstance(r, Failure)]
    assert "is not JSON" in errors[0]
    assert "not a record" in errors[1]
    assert 'no "text"' in errors[2]
    assert 'no "id"' in errors[3]
    assert "is not UTF-8" in errors[6]
    assert "is not JSON" in errors[7]


def test_a_line_too_long_is_passed_over_without_being_kept(options: Make) -> None:
    long = b'{"id": "long", "text": "' + b"x" * 3_000_000 + b'"}'
    within = b'{"id": "within", "text": "' + b"y" * 1500 + b'"}'
    data = b"\n".join([long, within, b'{"id": "short", "text": "x"}'])
    results = list(capture(["-"], options({"max_bytes": 1000}, input_format="jsonl", stdin=io.BytesIO(data))))
    assert [r.uri if isinstance(r, Capture) else r.source for r in results] == [
        "standard input:1", "standard input:2", "short",
    ]  # fmt: skip


def test_a_file_of_records_may_be_larger_than_a_report(options: Make, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps({"id": n, "text": "x" * 50}) + "\n" for n in range(100)))
    results = list(capture([str(file)], options({"max_bytes": 100})))
    assert [r.uri for r in results if isinstance(r, Capture)] == [str(n) for n in range(100)]


def test_the_input_format_makes_records_of_any_file(options: Make, tmp_path: Path) -> None:
    file = tmp_path / "records.txt"
    file.write_text('{"id": "a", "text": "x"}\n')
    (found,) = capture([str(file)], options(input_format="jsonl"))
    assert isinstance(found, Capture)
    assert found.uri == "a"


def test_no_records_at_all_are_told(options: Make) -> None:
    (found,) = capture(["-"], options(input_format="jsonl", stdin=io.BytesIO(b"")))
    assert isinstance(found, Failure)
    assert "is empty" in str(found.error)


def test_lone_surrogates_become_replacement_characters(options: Make) -> None:
    data = rb'{"id": "a\ud800", "text": "x\udfff y \ud83d\ude00", "title": "\ud800"}'
    (found,) = capture(["-"], options(input_format="jsonl", stdin=io.BytesIO(data)))
    assert isinstance(found, Capture)
    assert found.content.decode() == "x\ufffd y \U0001f600"
    assert found.uri == "a\ufffd"


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60) | st.text(max_size=40).map(lambda t: json.dumps({"id": 1, "text": t}).encode())))
def test_every_line_that_is_not_blank_gives_one_result(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b" ") for line in lines]
    settings = load(environment={"SIJILL_SETTINGS": "/dev/null"})
    options = SourceOptions(settings=settings, input_format="jsonl", stdin=io.BytesIO(b"\n".join(lines)))
    results = list(capture(["-"], options))
    written = [line for line in lines if line.strip()]
    if any(lines) or len(lines) > 1:
        assert len(results) == len(written)


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_the_words_of_a_record_come_through_unchanged(words: str) -> None:
    settings = load(environment={"SIJILL_SETTINGS": "/dev/null"})
    line = json.dumps({"id": "a", "text": words}).encode()
    options = SourceOptions(settings=settings, input_format="jsonl", stdin=io.BytesIO(line))
    (found,) = capture(["-"], options)
    assert isinstance(found, Capture)
    assert found.content.decode() == words
