"""Marked text → words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from invented_passages import TEXT
from sijill.evaluation.corpus.marks import PARTS, fault_of_tag, unmark


def told(marked: str) -> tuple[str, list[tuple[str, str]]]:
    words, marks, faults = unmark(marked)
    assert not faults
    return words, [(mark.tag, words[mark.span.start : mark.span.end]) for mark in marks]


def test_marks_within_marks() -> None:
    words, marks = told("was [e1 shot] by [g1.d two men on [w1 a motorcycle]] there")
    assert words == "was shot by two men on a motorcycle there"
    assert marks == [("e1", "shot"), ("g1.d", "two men on a motorcycle"), ("w1", "a motorcycle")]


def test_a_tag_may_stand_many_times() -> None:
    assert told("[p1.n Sabbouha] and [p1.n Nadim Sabbouha]")[1] == [
        ("p1.n", "Sabbouha"),
        ("p1.n", "Nadim Sabbouha"),
    ]


def test_brackets_of_the_text_itself() -> None:
    assert told(r"he said \[sic\] that [e1 they \[the men\] shot]") == (
        "he said [sic] that they [the men] shot",
        [("e1", "they [the men] shot")],
    )


def test_line_breaks() -> None:
    assert told("one\ntwo\n\n\nthree\n- four\n- five\\\nsix\n")[0] == "one two\n\nthree\n- four\n- five\nsix"
    assert told("[p1.n Nadim\n  Sabbouha] spoke")[1] == [("p1.n", "Nadim Sabbouha")]
    assert told("[p1.n\nNadim ] spoke")[1] == [("p1.n", "Nadim")]


def test_faults_name_line_and_remedy() -> None:
    _, _, faults = unmark("one\n[p1 Nadim] and [z1 x] and [sic]\n[e1 ] here ] there\n[e2 open\n\nnext", first_line=7)
    assert [(fault.line, fault.what.split()[0]) for fault in faults] == [
        (8, "[p1"),
        (8, "[z1:"),
        (8, "[sic"),
        (9, "a"),
        (9, "[e1]"),
        (10, "[e2"),
    ]
    assert all(fault.remedy for fault in faults)


def test_tags() -> None:
    assert fault_of_tag("p12.count") is None
    assert fault_of_tag("l1") is None
    assert fault_of_tag("l1.d") is None
    for wrong in ("g1.n", "p0.n", "p1", "e1.n", "p1.x", "P1.n", "e", "1"):
        assert fault_of_tag(wrong) is not None, wrong


WORDS = st.text(alphabet="abc dé'\"ش\n[]\\.", max_size=12)
TAGS = st.sampled_from(["e1", "t2", "l1", "q9", *(f"p1.{part}" for part in PARTS["p"])])


def _escaped(words: str) -> str:
    return words.replace("\\", "").replace("\n", " ").replace("[", r"\[").replace("]", r"\]")


@st.composite
def marked_texts(draw: st.DrawFn, depth: int = 3) -> tuple[str, int]:
    """A text with marks, and how many of them."""
    parts, count = [], 0
    for _ in range(draw(st.integers(0, 4))):
        if depth and draw(st.booleans()):
            inner, below = draw(marked_texts(depth=depth - 1))
            parts.append(f"[{draw(TAGS)} w{inner}]")
            count += below + 1
        else:
            parts.append(_escaped(draw(WORDS)))
    return "".join(parts), count


@given(marked_texts())
def test_the_words_hold_no_mark_and_spans_quote(made: tuple[str, int]) -> None:
    marked, count = made
    words, marks, faults = unmark(marked)
    assert not faults
    assert len(marks) == count
    assert words == words.strip() or marked.strip() == ""
    for mark in marks:
        quote = words[mark.span.start : mark.span.end]
        assert quote == quote.strip() != ""
        assert quote.startswith("w")
    # marks nest: two of them are apart, or one lies within the other
    for one in marks:
        for other in marks:
            assert not one.span.overlaps(other.span) or one.span.within(other.span) or other.span.within(one.span)


@given(st.text(alphabet="[]p1.ne \\\n-ab", max_size=80))
def test_any_text_is_read_or_told_off(source: str) -> None:
    words, marks, _ = unmark(source)
    for mark in marks:
        assert words[mark.span.start : mark.span.end].strip()


def test_the_example_is_read() -> None:
    words, marks = told(TEXT)
    assert "[the left]" in words
    assert words.count("\n\n") == 1
    assert ("p1.age", "52") in marks
    assert ("o2.r", "the group") in marks


def test_deep_marks_take_linear_time() -> None:
    depth = 20_000
    words, marks, faults = unmark("[e1 " * depth + "shot " + "] " * depth)
    assert (words, len(marks), faults) == ("shot", depth, ())
