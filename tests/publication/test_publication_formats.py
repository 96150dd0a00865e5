"""Every export format keeps its promise; each says the same of an incident."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.dossiers import HARBOUR, Story, dossier, holds, person, raid
from publication.reading_back import read_back
from sijill.errors import ContractError, UnknownNameError
from sijill.publication.filter import Audience, Filter
from sijill.publication.formats import FORMATS, format_named, packed
from sijill.publication.record import dossier_of, value_json, value_of
from sijill.types import (
    Anchor,
    Claim,
    Count,
    Decision,
    Dossier,
    Place,
    Relation,
    Seal,
    Span,
    Text,
)


def exported(name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = (), audience: Audience = "public") -> str:
    count, written = read_back(name, dossiers, Filter(seals, audience=audience))
    assert count == len(dossiers)
    return written


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


@pytest.mark.parametrize("name", FORMATS.names())
def test_a_format_says_what_it_is_and_writes_none_one_and_many(name: str) -> None:
    form = format_named(name)
    assert (
        (FORMATS.get(name).__doc__ or "").strip()
        and form.TITLE
        and form.STEM
        and form.SUFFIX.startswith(".")
        and form.MEDIA_TYPE
    )
    whole, seals = raid()
    other = replace(whole, incident=replace(whole.incident, id="i-OTHER"))
    assert exported(name) == form.HEAD + form.TAIL or packed(form)
    written = exported(name, whole, other, seals=seals)
    # these two tell what the incidents point to
    assert "i-OTHER" in written or (name in ("timemap-sources", "timemap-associations") and "{" in written)
    assert exported(name, whole, other, seals=seals) == exported(name, whole, other, seals=seals)


@pytest.mark.parametrize("name", FORMATS.names())
def test_a_format_writes_what_utf8_cannot_hold(name: str) -> None:
    story = Story("Odd \ud800 name\x00 and\u2028line\x85 was shot.", title="\udfff")
    item = story.party("Odd \ud800 name\x00 and\u2028line\x85")
    said = story.say("name", "Odd \ud800 name\x00 and\u2028line\x85", "Odd", role="victim", item=item)
    whole = dossier(
        [story], (), [person("victim", [("t1", item)], holds("name", "Odd \ud800 name\x00 and\u2028line\x85", said))]
    )
    written = exported(name, whole)
    written.encode("utf-8")
    if name == "incidents-jsonl":
        assert len(written.splitlines()) == 1


def test_an_unknown_format_is_answered_with_the_known() -> None:
    with pytest.raises(UnknownNameError, match="incidents-jsonl"):
        exported("xls")


def test_the_public_line_has_everything_behind_each_value() -> None:
    whole, seals = raid()
    line = json.loads(exported("incidents-jsonl", whole, seals=seals))
    assert line["incident"] == "i-7K3F9Q" and line["aliases"] == ["i-OLD"] and line["published"] is True
    assert [m["source"]["uri"] for m in line["mentions"]] == ["https://gazette.example/█████", "selin.txt"]
    assert [m["source"]["publisher"] for m in line["mentions"]] == ["The Harbour Gazette", "Northern Wire"]
    assert [m["capture"] for m in line["mentions"]] == [None, None]
    statements = {s["id"]: s for s in line["statements"]}
    for value in line["standing"]["values"]:
        assert value["rule"] and value["behind"] and set(value["behind"]) <= set(statements)
    assert all(q["text"] and "start" not in q for s in line["statements"] for q in s["quotes"])
    assert line["sealed"] == ["author", "person"] and "seals" not in line
    assert not {"decisions", "texts", "grouping"} & set(line)
    assert "captured_at" not in line["mentions"][0]


def test_offsets_are_told_where_nothing_was_struck() -> None:
    whole, _ = raid()
    line = json.loads(exported("incidents-jsonl", whole))
    for statement in line["statements"]:
        content = next(a.source.text.content for a in whole.mentions if a.source.text.id == statement["text"])
        assert all(content[q["start"] : q["end"]] == q["text"] for q in statement["quotes"])


def test_the_table() -> None:
    whole, seals = raid()
    (row,) = rows(exported("csv", whole, seals=seals))
    assert row["date"] == row["date_start"] == row["date_end"] == "2024-05-03"
    assert (row["city"], row["country"], row["latitude"], row["longitude"]) == ("Port Selin", "XS", "12.5", "34.25")
    assert (row["killed_min"], row["killed_max"], row["injured_min"], row["injured_max"]) == ("1", "2", "", "")
    assert row["victims"] == "Nabil Haddad; a person (sealed)"
    assert row["sources"] == "2" and row["published"] == "by a person's decision"
    assert (row["values_checked"], row["people_checked"]) == ("0", "0")


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\u00a0=1", "＝1", "\n=1"])
def test_no_cell_is_a_formula(bad: str) -> None:
    story = Story("Somebody was shot.", uri=bad)
    item = story.party("Somebody")
    said = story.say("name", bad, "Somebody", role="victim", item=item)
    whole = dossier([story], (), [person("victim", [("t1", item)], holds("name", bad, said))])
    (row,) = rows(exported("csv", whole))
    assert row["victims"] == "'" + bad and row["source_urls"].lstrip(" \u00a0")[:1] not in "=+-@\t\r＝"


@given(words=st.text(max_size=20))
def test_a_table_is_read_back(words: str) -> None:
    story = Story("Somebody was shot.")
    item = story.party("Somebody")
    said = story.say("name", words, "Somebody", role="victim", item=item)
    whole = dossier([story], (), [person("victim", [("t1", item)], holds("name", words, said))])
    (row,) = rows(exported("csv", whole))
    assert row["victims"].removeprefix("'") == (words.replace("\0", "") if words else "unnamed").removeprefix("'")
    assert row["id"] == "i-7K3F9Q"


def test_the_map_has_longitude_first_and_no_point_where_none_is_known() -> None:
    def feature(place: Place | None, kind: str = "event") -> dict[str, Any]:
        story = Story("Port Selin: a bomb.")
        values = [holds("kind", kind, story.say("kind", kind, "bomb"))]
        if place:
            values.append(holds("place", place, story.say("place", place, "Port Selin")))
        collection = json.loads(exported("geojson", dossier([story], values)))
        assert collection["type"] == "FeatureCollection"
        only: dict[str, Any] = collection["features"][0]
        return only

    point = feature(HARBOUR)
    assert point["geometry"] == {"type": "Point", "coordinates": [34.25, 12.5]}
    assert point["properties"]["precision"] == "city" and point["properties"]["country"] == "XS"
    assert feature(None)["geometry"] is None
    assert feature(replace(HARBOUR, city=None, admin1=None, precision="country"))["geometry"] is None
    assert feature(replace(HARBOUR, latitude=None))["geometry"] is None
    assert feature(HARBOUR, "aggregate")["geometry"] is None


# ------------------------------------------------------------------------------------------- the keeper's record

COUNTS = st.builds(
    lambda a, b: Count(a, None if b is None else a + b), st.integers(0, 9), st.none() | st.integers(0, 9)
)
PLACES = st.builds(
    Place, city=st.none() | st.text(max_size=5), country=st.none() | st.just("XS"),
    latitude=st.none() | st.floats(-90, 90), geonameid=st.none() | st.integers(0, 9),
)  # fmt: skip
VALUES = st.one_of(st.text(max_size=9), st.integers(), COUNTS, PLACES)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ANCHORS = st.builds(
    Anchor, text=st.text(max_size=3), mention=st.text(max_size=3), item=st.text(max_size=3), field=st.text(max_size=3),
    spans=st.lists(st.builds(lambda a, b: Span(a, a + b), st.integers(0, 9), st.integers(1, 9)), max_size=2).map(tuple),
)  # fmt: skip
DECISIONS = st.builds(
    Decision, id=st.text(max_size=4), kind=st.sampled_from(["publish", "correct", "seal", "undo"]), anchor=ANCHORS,
    by=st.text(max_size=4), at=MOMENTS, reason=st.text(max_size=9), before=st.none() | VALUES, after=st.none() | VALUES,
    undoes=st.none() | st.text(max_size=3),
)  # fmt: skip
SEALS = st.builds(Seal, ANCHORS, st.lists(st.text(max_size=9), max_size=2).map(tuple), st.text(max_size=9))


@given(value=VALUES)
def test_values_are_read_back(value: Any) -> None:
    assert value_of(json.loads(json.dumps(value_json(value)))) == value


@given(
    decisions=st.lists(DECISIONS, max_size=3), seals=st.lists(SEALS, max_size=3), value=VALUES,
    published=st.booleans(), speaker=st.none() | st.text(max_size=5),
)  # fmt: skip
def test_the_keepers_line_is_read_back_without_loss(
    decisions: list[Decision], seals: list[Seal], value: Any, published: bool, speaker: str | None
) -> None:
    whole, _ = raid()
    story = Story("Somebody claimed it.", id="t3", uri="file:///x", url="https://x.example", mention="i3")
    item = story.party(None, "Somebody", "group")
    said = story.say("description", value, "Somebody", role="perpetrator", item=item, speaker=speaker)
    story.claims.append(
        Claim(
            "c0",
            "Somebody",
            story.spans("Somebody"),
            "figure",
            story.span("claimed"),
            item,
            "i3",
            "killed",
            Count(1, None),
        )
    )
    story.relations.append(Relation("part_of", "i:i3", "i:i9", story.span("claimed it")))
    whole = replace(
        whole, mentions=(*whole.mentions, story.account()), decisions=tuple(decisions), seals=tuple(seals), published=published,
        standing=replace(whole.standing, values=(*whole.standing.values, holds("x", value, said, against=("s-t1-0",)), holds("y", None))),
    )  # fmt: skip
    other = replace(whole, incident=replace(whole.incident, id="i-2"), standing=replace(whole.standing, incident="i-2"))
    lines = exported("incidents-jsonl", whole, other, audience="keeper").splitlines()
    texts: dict[str, Text] = {}
    assert [dossier_of(json.loads(line), texts) for line in lines] == [whole, other]
    assert json.loads(lines[0])["texts"].keys() == {"t1", "t2", "t3"} and not json.loads(lines[1])["texts"]


def test_what_is_no_keepers_line_is_refused() -> None:
    whole, _ = raid()
    public = json.loads(exported("incidents-jsonl", whole))
    keeper = json.loads(exported("incidents-jsonl", whole, audience="keeper"))
    for broken in (public, {}, {**keeper, "mentions": 3}, {**keeper, "texts": {}}, {**keeper, "format": "other 2"}):
        with pytest.raises(ContractError):
            dossier_of(broken, {})
