"""The sample reports hold together: every file annotated, every name in its words, every source told."""

import json
import re
import tomllib
from collections import defaultdict
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REPORTS = EXAMPLES / "reports"

CONTRACT = json.loads(files("sijill.statements").joinpath("reading.schema.json").read_text("utf-8"))["$defs"]
FAMILIES = set(CONTRACT["incident"]["properties"]["type"]["anyOf"][0]["enum"])
OUTCOMES = set(CONTRACT["victim"]["properties"]["outcome"]["enum"])
OCCUPATIONS = set(CONTRACT["victim"]["properties"]["occupation"]["enum"])
METHODS = set(CONTRACT["incident"]["properties"]["methods"]["items"]["enum"])
STANCES = set(CONTRACT["perpetrator"]["properties"]["status"]["enum"])
#: the EDTF that the samples need: days, months, years, an unknown year, an interval, an open end
DATE = re.compile(r"(?:\d{4}|XXXX)(?:-\d\d(?:-\d\d)?)?(?:/(?:\.\.|\d{4}(?:-\d\d(?:-\d\d)?)?))?")


def content(name: str) -> str:
    """What a person would read in a file, roughly: without scripts, styles and tags, white space made even."""
    data = (REPORTS / name).read_bytes()
    encoding = "windows-1256" if b"charset=windows-1256" in data else "utf-8"
    text = data.decode(encoding)
    if name.endswith(".html"):
        text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S)
        text = unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(text.split())


def expected() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EXAMPLES / "expected.jsonl").read_text("utf-8").splitlines()]


def decisions() -> list[dict[str, str]]:
    with (EXAMPLES / "decisions.toml").open("rb") as file:
        return list(tomllib.load(file)["decision"])


RECORDS = expected()
BY_FILE = {r["id"]: r for r in RECORDS}


def test_every_file_is_annotated_and_every_annotation_has_its_file() -> None:
    assert sorted(p.name for p in REPORTS.iterdir()) == sorted(BY_FILE)
    assert len(BY_FILE) == len(RECORDS)


def test_the_samples_are_as_varied_as_they_claim() -> None:
    assert len(RECORDS) >= 28
    assert 2 * sum(r["id"].endswith(".html") for r in RECORDS) >= len(RECORDS)
    assert sum(r["language"] == "ar" for r in RECORDS) >= 2
    assert any(len(content(r["id"]).split()) > 900 for r in RECORDS)
    told_in: dict[str, set[str]] = defaultdict(set)
    for r in RECORDS:
        for incident in r["incidents"]:
            told_in[incident["cluster"]].add(r["id"])
    assert len(told_in) >= 10
    assert sum(len(f) > 1 for f in told_in.values()) >= 10


def test_one_page_is_written_in_windows_1256_and_not_readable_as_utf_8() -> None:
    (name,) = [r["id"] for r in RECORDS if b"charset=windows-1256" in (REPORTS / r["id"]).read_bytes()]
    with pytest.raises(UnicodeDecodeError):
        (REPORTS / name).read_bytes().decode("utf-8")
    assert "ناشطين" in content(name)


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["id"])
def test_each_report_names_its_sources_and_no_outlet_but_ours(record: dict[str, Any]) -> None:
    text = content(record["id"])
    assert "Retold from" in text
    assert record["sources"]
    for source in record["sources"]:
        assert " ".join(source.split()) in text
    assert record["publisher"] is None or re.fullmatch(r"sijill sample reports, desk [A-H]", record["publisher"])


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["id"])
def test_every_annotated_word_stands_in_its_report(record: dict[str, Any]) -> None:
    text = content(record["id"]).casefold()
    for incident in record["incidents"]:
        people = [*incident["victims"], *incident["perpetrators"]]
        words = [p[k] for p in people for k in ("name", "description", "according_to") if p.get(k)]
        words += [w for w in (incident["date_quote"], (incident["place"] or {}).get("quote")) if w]
        words += incident["weapons"]
        for w in words:
            assert w.casefold() in text, f"{record['id']} {incident['cluster']}: {w!r}"


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r["id"])
def test_annotations_use_the_words_of_the_contract(record: dict[str, Any]) -> None:
    assert bool(record["incidents"]) != (record.get("scope") == "out")
    for incident in record["incidents"]:
        assert {incident["type"], *incident.get("type_alt", ())} <= FAMILIES
        assert incident["kind"] in {"event", "aggregate"}
        assert incident["date"] is None or DATE.fullmatch(incident["date"])
        assert {v["outcome"] for v in incident["victims"]} <= OUTCOMES
        assert {v["occupation"] for v in incident["victims"]} <= OCCUPATIONS
        assert {p["status"] for p in incident["perpetrators"]} <= STANCES
        assert set(incident["method"]) <= METHODS
        for count in (incident["killed"], incident["injured"]):
            assert count is None or count["max"] is None or 0 <= count["min"] <= count["max"]
        named = sum(v["count_min"] for v in incident["victims"] if v["outcome"] == "killed" and v["name"])
        assert named <= (incident["killed"]["min"] if incident["killed"] else 0) or incident["kind"] == "aggregate"


def described(decision: dict[str, str]) -> list[dict[str, Any]]:
    """The annotated incidents that a decision's entry describes."""
    return [
        incident
        for incident in BY_FILE[decision["report"]]["incidents"]
        if decision.get("type") in {None, incident["type"]}
        and decision.get("victim") in [None, *(v["name"] for v in incident["victims"])]
    ]


def test_each_decision_is_about_one_thing() -> None:
    labels: set[str] = set()
    for d in decisions():
        assert d["id"] not in labels
        assert d["by"]
        assert d["reason"]
        if d["kind"] == "undo":
            assert d["undoes"] in labels
        else:
            assert len(described(d)) == 1, d["id"]
            assert ("value" in d) == (d["kind"] == "correct")
            assert ("field" in d) == (d["kind"] in {"accept", "reject", "correct"})
        labels.add(d["id"])


def test_only_the_dead_are_published() -> None:
    taken_back = {d.get("undoes") for d in decisions()}
    published = [d for d in decisions() if d["kind"] == "publish" and d["id"] not in taken_back]
    assert len(published) >= 8
    for d in published:
        (incident,) = described(d)
        (victim,) = [v for v in incident["victims"] if v["name"] == d["victim"]]
        assert victim["outcome"] == "killed"
