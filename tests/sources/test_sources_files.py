from __future__ import annotations

import hashlib
import io
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import Failure, UnknownNameError
from sijill.settings import load
from sijill.sources import KINDS, SourceOptions, capture
from sijill.types import Capture

Make = Callable[..., SourceOptions]


def one(arguments: list[str], options: SourceOptions) -> Capture:
    results = list(capture(arguments, options))
    assert len(results) == 1
    assert isinstance(results[0], Capture), results[0]
    return results[0]


def failure(arguments: list[str], options: SourceOptions) -> Failure:
    results = list(capture(arguments, options))
    assert len(results) == 1
    assert isinstance(results[0], Failure), results[0]
    return results[0]


def told(results: list[Capture | Failure]) -> list[str]:
    return [r.uri if isinstance(r, Capture) else f"! {r.source}" for r in results]


@pytest.mark.parametrize("name", KINDS.names())
def test_every_kind_keeps_its_promise(name: str) -> None:
    kind = KINDS.get(name)
    assert kind.__doc__
    assert callable(kind.recognises)
    assert callable(kind.captures)


@settings(deadline=None)
@given(st.text(max_size=20) | st.sampled_from(["-", "https://a.example/", "ftp://a", "x.jsonl", "*.html", ".", "a:b"]))
def test_no_argument_is_of_two_kinds(argument: str) -> None:
    options = SourceOptions(settings=load(environment={"SIJILL_SETTINGS": "/dev/null"}))
    recognising = [n for n in KINDS.names() if KINDS.get(n).recognises(argument, options)]
    assert len(recognising) == (1 if argument else 0)


def test_a_file_is_its_bytes_and_where_and_when(tmp_path: Path, options: Make) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(b"<p>caf\xe9</p>\r\n")
    found = one([str(file)], options())
    assert found.content == b"<p>caf\xe9</p>\r\n"
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()
    assert (found.uri, found.kind, found.media_type) == (str(file), "file", "text/html")
    assert found.captured_at.isoformat() == "2021-03-04T12:00:00+00:00"
    assert found.declared.published is None


def test_the_callers_date_is_marked_as_such(tmp_path: Path, options: Make) -> None:
    (tmp_path / "a.txt").write_text("x")
    found = one([str(tmp_path / "a.txt")], options(published="2020-07-13"))
    assert found.declared.published == "2020-07-13"
    assert found.custody == (("declared.published", "given by the caller"),)


def test_one_bad_source_does_not_stop_the_rest(tmp_path: Path, options: Make) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    a, b = str(tmp_path / "a.txt"), str(tmp_path / "b.txt")
    results = list(capture([a, "missing.txt", "", "ftp://somewhere/x", b], options()))
    assert told(results) == [a, "! missing.txt", "! ", "! ftp://somewhere/x", b]
    missing = results[1]
    assert isinstance(missing, Failure)
    assert str(missing.error).startswith("missing.txt: no such file or folder")


def test_sources_are_captured_when_they_are_asked_for(tmp_path: Path, options: Make) -> None:
    (tmp_path / "a.txt").write_text("a")
    late = tmp_path / "late.txt"
    results = capture([str(tmp_path / "a.txt"), str(late)], options())
    next(results)
    late.write_text("made after the first was read")
    found = next(results)
    assert isinstance(found, Capture)
    assert found.content == b"made after the first was read"


def test_a_folder_is_read_in_order_and_to_the_bottom(tmp_path: Path, options: Make) -> None:
    for name in ("b/2.txt", "b/1.html", "a.txt", "c.pdf", ".hidden", ".git/x.txt", "README.md", "LICENSE",
                 "style.css", "page.html", "page_files/ad.html", "other_files/kept.html"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    names = [os.path.relpath(u, tmp_path) for u in told(list(capture([str(tmp_path)], options())))]
    assert names == ["a.txt", "b/1.html", "b/2.txt", "c.pdf", "other_files/kept.html", "page.html"]


def test_a_folder_named_with_a_slash_or_a_dot_gives_the_same_names(
    tmp_path: Path, options: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a")
    monkeypatch.chdir(tmp_path)
    assert {one([name], options()).uri for name in ("in", "in/", "./in", "in//")} == {"in/a.txt"}


def test_an_empty_folder_is_told(tmp_path: Path, options: Make) -> None:
    assert "folder without reports" in str(failure([str(tmp_path)], options()).error)


def test_circles_of_folders_end_and_are_told(tmp_path: Path, options: Make) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.txt").write_text("a")
    (tmp_path / "deep" / "er" / "up").symlink_to(tmp_path)
    (tmp_path / "deep" / "self").symlink_to(tmp_path / "deep" / "self")
    (tmp_path / "z").symlink_to(tmp_path / "deep" / "er")  # no circle, but read already
    results = list(capture([str(tmp_path)], options()))
    assert told(results) == [
        str(tmp_path / "deep/er/a.txt"),
        f"! {tmp_path / 'deep/er/up'}",
        f"! {tmp_path / 'deep/self'}",
    ]
    assert isinstance(results[1], Failure)
    assert "leads back to a folder above it" in str(results[1].error)


def test_folders_deeper_than_pythons_stack_are_read(
    tmp_path: Path, options: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    # relative, so that the path stays below the operating system's limit
    monkeypatch.chdir(tmp_path)
    folders = ["d"]
    while len(folders) <= sys.getrecursionlimit() + 200:
        folders.append(folders[-1] + "/d")
    for folder in folders:
        Path(folder).mkdir()
    file = f"{folders[-1]}/a.txt"
    Path(file).write_text("a")
    try:
        assert told(list(capture(["d"], options()))) == [file]
    finally:  # pytest's own removal would exhaust the stack
        Path(file).unlink()
        for folder in reversed(folders):
            Path(folder).rmdir()


def test_patterns(tmp_path: Path, options: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.html", "b.html", "c.txt", "x/d.html", "x/y/e.html", "[1].txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)
    Path("x/y/loop").symlink_to(tmp_path)
    assert told(list(capture(["*.html"], options()))) == ["a.html", "b.html"]
    assert told(list(capture(["**/*.html"], options()))) == ["a.html", "b.html", "x/d.html", "x/y/e.html"]
    assert told(list(capture(["x/**/e.html"], options()))) == ["x/y/e.html"]
    assert told(list(capture(["[1].txt"], options()))) == ["[1].txt"]  # a file of that very name goes first
    assert "no file is called so" in str(failure(["*.doc"], options()).error)


def test_a_huge_file_is_refused_unread(tmp_path: Path, options: Make) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    error = failure([str(huge)], options()).error
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "200,000,000 bytes; the limit is 50,000,000" in str(error)
    assert peak < 5_000_000


def test_the_size_limit_is_exact(tmp_path: Path, options: Make) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    assert one([str(tmp_path / "a.txt")], options({"max_bytes": 5})).content == b"12345"
    assert "limit is 4" in str(failure([str(tmp_path / "a.txt")], options({"max_bytes": 4})).error)


def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path, options: Make) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "is a pipe, not a file" in str(failure([str(tmp_path / "pipe.txt")], options()).error)
    assert "is a device, not a file" in str(failure(["/dev/zero"], options()).error)
    (tmp_path / "sub").mkdir()
    (tmp_path / "pipe.txt").rename(tmp_path / "sub" / "pipe.txt")
    (tmp_path / "sub" / "z.txt").write_text("z")
    assert told(list(capture([str(tmp_path)], options()))) == [
        f"! {tmp_path / 'sub/pipe.txt'}", str(tmp_path / "sub/z.txt")
    ]  # fmt: skip


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, options: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("x")
    file.chmod(0)
    if os.access(file, os.R_OK):  # root may read everything: then the refusal is the operating system's own, played
        real = os.open

        def refuse(path: str, *rest: int) -> int:
            if path == str(file):
                raise PermissionError(13, "Permission denied", path)
            return real(path, *rest)

        monkeypatch.setattr(os, "open", refuse)
    assert "may not be read by you" in str(failure([str(file)], options()).error)


def test_names_of_odd_bytes_can_be_read_and_written_down(tmp_path: Path, options: Make) -> None:
    odd = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(odd)).write_text("x")
    found = one([str(tmp_path)], options())
    assert found.uri.endswith("caf\\xe9.txt")
    found.uri.encode("utf-8")
    assert one([os.fsdecode(odd)], options()).content == b"x"
    assert failure([os.fsdecode(odd) + "x"], options()).source.encode("utf-8")
    assert isinstance(failure(["nul\0byte"], options()), Failure)


def test_standard_input(options: Make) -> None:
    found = one(["-"], options(stdin=io.BytesIO(b"words")))
    assert found.content == b"words"
    other = one(["-"], options(stdin=io.BytesIO(b"other words")))
    assert found.uri.startswith("stdin:")
    assert found.uri != other.uri
    assert "is not connected" in str(failure(["-"], options()).error)
    assert "larger than 3 bytes" in str(failure(["-"], options({"max_bytes": 3}, stdin=io.BytesIO(b"1234"))).error)


def test_an_unknown_input_format_is_answered_with_the_known_ones(options: Make) -> None:
    with pytest.raises(UnknownNameError, match="auto, jsonl"):
        options(input_format="xml")
