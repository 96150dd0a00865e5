"""Files of the corpus → passages; what is wrong is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from invented_passages import HEAD, RECORDS, TEXT, file_of, with_line
from sijill.errors import CorpusError
from sijill.evaluation import corpus
from sijill.evaluation.corpus.files import files, parse, parse_file
from sijill.types import Count, Place


def test_a_passage_is_read(tmp_path: Path) -> None:
    path = tmp_path / "me-001.txt"
    path.write_text(file_of(), "utf-8")
    passage = corpus.load(path)
    assert (passage.id, passage.style, passage.region, passage.language) == ("me-001", "local", "mena", "en")
    assert passage.published == "2019-06-12"
    first, second = passage.incidents
    assert (first.type, first.date, first.place) == ("killing", "2019-06-10", Place("Tripoli", None, "LB"))
    assert first.killed == Count(1, 1)
    assert [v.party for v in first.victims] == ["p1", "p2"]
    assert first.victims[0].outcomes == ("killed",)
    assert first.central and not second.central
    assert second.modality == "alleged"
    assert passage.claims[0].speaker == "p3"
    assert [r.kind for r in passage.relations] == ["kin_of", "follows_threat"]
    assert [passage.quote(s) for s in passage.words["e1"]] == ["shot dead", "hit"]


def line_of(source: str, words: str) -> int:
    return next(number for number, line in enumerate(source.split("\n"), 1) if words in line)


WRONG = [
    ('style = "gossip"', 'style = "local"', "style", "wire"),
    ('region = "moon"', 'region = "mena"', "region", "europe"),
    ('published = "12 June 2019"', 'published = "2019-06-12"', "published", "2021-03-14"),
    ('mood = "sad"\nstyle = "local"', 'style = "local"', "mood", "style"),
    ('type = "murder"', 'type = "killing"', "murder", "killing"),
    ('type = "killing"\nact = "threat.death"', 'type = "killing"', "threat.death", "killing.assassination"),
    ('date = "2019-06-31"', 'date = "2019-06-10"', "2019-06-31", "2021-03-14"),
    ('date_words = ["t9"]', 'date_words = ["t1"]', "t9", "t1"),
    ('date_words = ["p1.n"]', 'date_words = ["t1"]', "p1.n", "t1"),
    ('country = "Lebanon"', 'country = "LB"', "Lebanon", "alpha-2"),
    ('party = "p7"', 'party = "p2"', "p7", "p1"),
    ('party = "p2.n"', 'party = "p2"', "p2.n", "p1"),
    ('outcome = "dead"', 'outcome = "killed"', "dead", "injured"),
    ('outcomes = ["killed"], outcome = "injured"', 'outcome = "injured"', "against outcome", "gravest"),
    ('kind = "unknown"', 'kind = "unidentified"', "unknown", "organisation"),
    ("killed = 1", "killed = { min = 1, max = 1 }", "killed", "table"),
    ("killed = { min = 3, max = 1 }", "killed = { min = 1, max = 1 }", "max below min", "least"),
    ('methods = ["shooting", "catapult"]', 'methods = ["shooting", "motorcycle"]', "catapult", "sniper"),
    ('type_alt = ["killing"]', 'type_alt = ["armed_attack"]', "killing", "other families"),
    ('central = "no"', "central = false", "central", "true or false"),
    ('incident = "e7"', 'incident = "e1"', "e7", "e1, e2"),
    ('speaker = "q1"', 'speaker = "p3"', "q1", "p3"),
    ('kind = "brother_of"', 'kind = "kin_of"', "brother_of", "kin_of"),
    ('from = "p1"', 'from = "e1"', "p1", "e1"),
    ('speaker = "p3"\nmood = "angry"', 'speaker = "p3"', "mood", "speaker"),
    ('id = "e3"', 'id = "e2"', "e3", "[e3 ...]"),
]


@pytest.mark.parametrize(("line", "instead_of", "names", "remedy"), WRONG)
def test_what_is_wrong_is_told_with_its_line(line: str, instead_of: str, names: str, remedy: str) -> None:
    source = with_line(line, instead_of)
    passage, problems = parse("me-001.txt", source)
    assert passage is None
    told = next(p for p in problems if names in p.what)
    assert remedy in told.remedy
    # a table within a list of several lines is told where the list begins
    at = {line_of(source, part) for part in line.split("\n")} | {line_of(source, "victims = [")}
    assert told.line in at


def test_all_problems_are_told_at_once() -> None:
    source = (
        with_line('type = "murder"', 'type = "killing"').replace('["t2"]', '["t5"]').replace("[p1.r He]", "[p1 He]")
    )
    _, problems = parse("me-001.txt", source)
    assert len(problems) >= 3
    assert [p.line for p in problems] == sorted(p.line for p in problems)


def test_loading_raises_with_file_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "me-002.txt"
    path.write_text(with_line('outcome = "dead"', 'outcome = "killed"'), "utf-8")
    with pytest.raises(CorpusError, match=r"me-002\.txt:\d+: .*'dead'.*there are: killed"):
        corpus.load(path)


def test_toml_that_is_none_is_told_with_its_line_in_the_file() -> None:
    source = with_line('type = "killing', 'type = "killing"')
    _, problems = parse("me-001.txt", source)
    assert problems[0].line == line_of(source, 'type = "killing')
    assert "TOML" in problems[0].what


def test_three_parts() -> None:
    for source in ("", HEAD, f"{HEAD}---\n{TEXT}", f"{HEAD}---\n{TEXT}---\n---\n{RECORDS}"):
        passage, problems = parse("me-001.txt", source)
        assert passage is None
        assert "three hyphens" in problems[0].what


def test_passages_of_a_folder(tmp_path: Path) -> None:
    for name in ("b/me-002.txt", "a/me-001.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(file_of(), "utf-8")
    (tmp_path / "FORMAT.md").write_text("no passage", "utf-8")
    assert [passage.id for passage in corpus.passages(tmp_path)] == ["me-001", "me-002"]
    assert files(tmp_path / "a/me-001.txt") == [tmp_path / "a/me-001.txt"]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no passages"):
        files(tmp_path)
    with pytest.raises(CorpusError, match="cannot be read"):
        corpus.load(tmp_path / "none.txt")
    (tmp_path / "latin.txt").write_bytes(b'style = "\xe9"')
    assert "UTF-8" in parse_file(tmp_path / "latin.txt")[1][0].what
    (tmp_path / "long.txt").write_text("x" * 300_000)
    assert "longer" in parse_file(tmp_path / "long.txt")[1][0].what


LINES = file_of().split("\n")


@example([(5, "swap"), (29, "swap")])  # a mark whose tag is empty
@given(
    st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "cut", "swap"])), max_size=4)
)
def test_a_broken_file_never_crashes(changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for place, change in changes:
        at = place % len(lines)
        if change == "drop":
            del lines[at]
        elif change == "twice":
            lines.insert(at, lines[at])
        elif change == "cut":
            lines[at] = lines[at][: len(lines[at]) // 2]
        else:
            lines[at], lines[0] = lines[0], lines[at]
    passage, problems = parse("me-001.txt", "\n".join(lines))
    assert (passage is None) == bool(problems)
    if passage is not None:
        passage.reading()
