from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sijill.statements.neural.windows import CONTEXT, LONGEST_WORD, cut


class Letters:
    """Cuts a word into its letters."""

    begin, end = 1, 2

    def pieces(self, words: Sequence[str]) -> list[list[int]]:
        return [[ord(letter) for letter in word] for word in words]


WORDS = st.lists(st.text("abc", min_size=1, max_size=20), max_size=300)


@given(WORDS, st.lists(st.integers(1, 40), min_size=1), st.lists(st.text("xyz", min_size=1, max_size=9), max_size=50))
def test_every_word_is_some_windows_own_and_nothing_is_too_long(
    words: list[str], lengths: list[int], title: list[str]
) -> None:
    sentences, at, turn = [], 0, 0
    while at < len(words):
        size = lengths[turn % len(lengths)]
        sentences.append((at, min(at + size, len(words))))
        at, turn = at + size, turn + 1
    windows = cut(words, sentences, Letters(), title, longest=160)
    assert [n for window in windows for n in range(*window.own)] == list(range(len(words)))
    for window in windows:
        assert len(window.pieces) <= 160
        assert window.first <= window.own[0] < window.own[1] <= window.last
        assert len(window.heads) == window.last - window.first
        for word, head in zip(words[window.first : window.last], window.heads, strict=True):
            assert window.pieces[head] == ord(word[0])


def test_a_window_begins_with_the_title() -> None:
    windows = cut(["ab"] * 200, [(n, n + 10) for n in range(0, 200, 10)], Letters(), ["xy"] * 40, longest=160)
    assert len(windows) > 1
    for window in windows:
        assert window.pieces[1 : 1 + CONTEXT] == [ord("x"), ord("y")] * (CONTEXT // 2)
        assert window.pieces[CONTEXT + 1] == Letters.end


def test_without_a_title_later_windows_begin_with_the_first_sentence() -> None:
    words = ["first", "words"] + ["ab"] * 200
    windows = cut(words, [(0, 2), *((n, n + 10) for n in range(2, 202, 10))], Letters(), longest=160)
    assert windows[0].pieces[1] == ord("f")
    assert windows[0].heads[0] == 1
    assert windows[1].pieces[1:6] == [ord(letter) for letter in "first"]


def test_windows_overlap_in_whole_sentences() -> None:
    sentences = [(n, n + 10) for n in range(0, 400, 10)]
    windows = cut(["ab"] * 400, sentences, Letters(), longest=160)
    starts = {first for first, _ in sentences}
    assert all(window.first in starts for window in windows)
    assert all(after.first < before.last for before, after in pairwise(windows))


def test_a_word_without_end_tells_by_its_beginning() -> None:
    (window,) = cut(["a" * 10_000], [(0, 1)], Letters())
    assert len(window.pieces) == LONGEST_WORD + 2


def test_a_sentence_without_end_is_cut() -> None:
    windows = cut(["abc"] * 5_000, [(0, 5_000)], Letters())
    assert [n for window in windows for n in range(*window.own)] == list(range(5_000))


def test_no_words_no_windows() -> None:
    assert cut([], [], Letters()) == []
