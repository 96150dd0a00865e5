"""Annotated texts of any kind."""

import json
from pathlib import Path

import pytest

from invented_passages import file_of
from sijill import settings
from sijill.errors import UsageError
from sijill.evaluation.gold import NOT_TOLD, load

SETTINGS = settings.load(environment={}, file=None)
ARTICLE = {"id": "a1", "text": "Gunmen shot a baker in Basra on Monday.", "published": "2021-05-05", "incidents": []}
WIRE = {"docid": "W-1", "text": "LIMA, 9 JAN 90 (EFE) -- [TEXT] A BOMB\nWENT OFF.\n\n   NOBODY WAS HURT.\n",
        "templates": [], "gtt_templates": [], "grit_extracts": {}}  # fmt: skip


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_a_folder_or_a_file_of_passages(tmp_path: Path) -> None:
    (tmp_path / "me-001.txt").write_text(file_of(), "utf-8")
    for path in (tmp_path, tmp_path / "me-001.txt"):
        gold = load(path, SETTINGS)
        assert gold.kind == "corpus" and not gold.failures
        (one,) = gold.texts
        assert (one.id, one.style, one.region) == ("me-001", "local", "mena")
        assert len(one.told["incidents"]) == 2


def test_a_broken_passage_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "me-001.txt").write_text(file_of(), "utf-8")
    (tmp_path / "me-002.txt").write_text("nothing", "utf-8")
    gold = load(tmp_path, SETTINGS)
    assert [one.id for one in gold.texts] == ["me-001"]
    (failure,) = gold.failures
    assert "me-002.txt" in str(failure.error)


def test_articles_are_made_as_sijill_read_makes_them(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", ARTICLE, {**ARTICLE, "id": "a2", "style": "opinion"})
    gold = load(path, SETTINGS)
    assert gold.kind == "articles"
    one, two = gold.texts
    assert (one.id, one.style, one.region) == ("a1", NOT_TOLD, NOT_TOLD) and two.style == "opinion"
    assert one.text.content == ARTICLE["text"] and one.text.metadata.published == "2021-05-05"


def test_bad_lines_cost_only_themselves(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        ARTICLE,
        "{broken",
        {"id": "a3", "text": "Words."},
        {"id": "a4", "text": " ", "incidents": []},
    )
    gold = load(path, SETTINGS)
    assert [one.id for one in gold.texts] == ["a1"]
    told = " ".join(str(failure.error) for failure in gold.failures)
    assert len(gold.failures) == 3
    assert "a.jsonl:2" in told and 'a3: has no list "incidents"' in told and "a4" in told


def test_muc4(tmp_path: Path) -> None:
    gold = load(lines(tmp_path / "m.jsonl", WIRE, {**WIRE, "docid": ""}), SETTINGS)
    assert gold.kind == "muc4" and len(gold.failures) == 1
    (one,) = gold.texts
    assert one.text.content == "Lima, 9 Jan 90 (EFE) -- [Text] a bomb went off.\n\nNobody was hurt."
    assert one.text.metadata.published == "1990-01-09"


@pytest.mark.parametrize("content", ["", "words", "[]", '{"id": "x"}', '{"docid": "x"}', "\xff"])
def test_anything_else_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(UsageError, match=r"x\.jsonl"):
        load(path, SETTINGS)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load(tmp_path / "absent.jsonl", SETTINGS)
    with pytest.raises(UsageError, match="has no passages"):
        load(tmp_path, SETTINGS)
