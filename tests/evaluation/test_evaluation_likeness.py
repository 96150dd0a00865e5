"""Passages that are alike, and what a corpus holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from invented_passages import HEAD, file_of, with_line
from sijill import codebook
from sijill.evaluation.corpus import Passage, parse
from sijill.evaluation.corpus.__main__ import main
from sijill.evaluation.corpus.census import census
from sijill.evaluation.corpus.likeness import frame, moulds, namesakes, shared, twins


def plain(name: str, text: str) -> Passage:
    passage, problems = parse(f"{name}.txt", file_of(HEAD, text + "\n", ""))
    assert passage is not None, problems
    return passage


def words(prefix: str, count: int) -> str:
    return " ".join(f"{prefix}{number}" for number in range(count))


def test_shared_runs() -> None:
    # 40 words have 36 runs of five; ten words in common give 6 of them, nine give 5
    one = plain("a", f"{words('a', 30)} {words('x', 10)}")
    over, under = plain("b", f"{words('b', 30)} {words('x', 10)}"), plain("c", f"{words('c', 31)} {words('x', 9)}")
    (problem,) = shared([one, over])
    assert "17%" in problem.what and "b.txt" in problem.what
    assert shared([one, under]) == []
    # of the shorter one: a long passage does not hide what a short one took
    assert shared([plain("d", f"{words('d', 300)} {words('x', 10)}"), one])


def test_case_and_accents_do_not_hide_a_copy() -> None:
    assert shared(
        [plain("a", "Un café fermé près du vieux port hier"), plain("b", "UN CAFE ferme pres du vieux port, hier")]
    )


SENTENCE = "[p1.n {}] was [e1 hurt] in [l1 {}] on [t1 {}] with [g1.count {}] others."


def of_mould(name: str, *parts: str) -> Passage:
    records = '[[incident]]\nid = "e1"\ntype = "assault"\n'
    passage, problems = parse(f"{name}.txt", file_of(HEAD, SENTENCE.format(*parts) + "\n", records))
    assert passage is not None, problems
    return passage


def test_a_frame_is_a_sentence_without_names_numbers_and_places() -> None:
    one = of_mould("a", "Nadim Sabbouha", "Tripoli", "Monday", "12")
    two = of_mould("b", "Rula", "Port Sudan", "3 May 2011", "four hundred")
    frames = [frame(passage, passage.sentences[0]) for passage in (one, two)]
    assert frames == ["NAME was hurt in PLACE on TIME with NUMBER others"] * 2


def test_a_mould_may_be_used_five_times() -> None:
    passages = [of_mould(f"a{n}", f"Name{n}", f"Town{n}", f"day{n}", str(n)) for n in range(6)]
    assert moulds(passages[:5]) == []
    (problem,) = moulds(passages)
    assert "6 passages" in problem.what and not problem.warning


def test_short_sentences_have_no_frame() -> None:
    passage = plain("a", "[p1.n Rula] said so.")
    assert frame(passage, passage.sentences[0]) is None


def test_a_name_is_used_once() -> None:
    one, two = plain("a", "One day"), plain("b", "Another day")
    assert twins([one, two]) == []
    assert [p.file for p in twins([one, two, one])] == ["a.txt"]


def test_namesakes_are_for_a_look() -> None:
    one, two = (parse(f"{name}.txt", file_of())[0] for name in "ab")
    assert one and two
    found = namesakes([one, two])
    assert {p.what for p in found} == {
        f"{n} stands in 2 passages" for n in ("Nadim Sabbouha", "Rula Sabbouha", "Ziad Hallouk")
    }
    assert all(p.warning for p in found)


def test_the_census_counts() -> None:
    source = with_line('type = "killing"\nact = "killing.assassination"', 'type = "killing"')
    one, _ = parse("a.txt", source)
    two = plain("b", "[p1.n Rula Naja] went home after the match.")
    assert one
    lines = list(census([one, two], codebook.load()))
    told = "\n".join(lines)
    assert lines[0].startswith("2 passages")
    assert "traps or negatives: 1 (50%), of them without incident in scope: 1" in told
    assert "local 2" in told and "wire 0" in told
    assert "killing 1" in told and "threat 1" in told and "raid 0" in told
    assert "finer acts: 1 of" in told
    assert "people with a name: 4" in told


def write(folder: Path, name: str, source: str) -> None:
    (folder / name).write_text(source, "utf-8")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "me-001.txt", file_of())
    assert main([str(tmp_path)]) == 0
    assert "1 passages read, 0 problems" in capsys.readouterr().out
    write(tmp_path, "me-002.txt", with_line('age = "old"', "age = 52"))
    assert main([str(tmp_path), "--quiet"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("me-002.txt:") and "age" in told
    assert "1 passages read, 1 problems" in told
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "no passages" in capsys.readouterr().err


def test_the_command_finds_copies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("me-001.txt", "me-002.txt"):
        write(tmp_path, name, file_of())
    assert main([str(tmp_path)]) == 1
    assert "shares 100%" in capsys.readouterr().out
