"""FollowTheMoney, JSON-LD and Parquet, each read by the library that its users read it with."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.dossiers import WHEN, Story, dossier, holds, person, raid
from publication.reading_back import read_back
from sijill.errors import UsageError
from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.formats import parquet as parquet_format
from sijill.publication.release import write_release
from sijill.types import Count, Dossier, Place, Seal

pytestmark = pytest.mark.filterwarnings("ignore:.*ConjunctiveGraph.*:DeprecationWarning:rdflib")

BASRA = Place("Basra", "Basra", "IQ", None, 99532, 30.50852, 47.7804, 5.0, "city")


def text_of(name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> str:
    return read_back(name, dossiers, Filter(seals, audience="public"))[1]


def somewhere_real() -> tuple[Dossier, tuple[Seal, ...]]:
    whole, seals = raid()
    values = tuple(replace(v, value=BASRA) if v.field == "place" else v for v in whole.standing.values)
    return replace(whole, standing=replace(whole.standing, values=values)), seals


# ------------------------------------------------------------------------------------------------ FollowTheMoney


def entities(*dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of("followthemoney", *dossiers, seals=seals).splitlines()]


def validated(told: list[dict[str, Any]]) -> None:
    """Every entity is valid to followthemoney, nothing is lost when it cleans the values, and every tie has its ends."""
    ftm = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    ids = {e["id"] for e in told}
    assert len(ids) == len(told)
    for entity in told:
        schema = ftm.model.get(entity["schema"])
        assert schema is not None and schema.validate(entity) is None, entity
        proxy = ftm.model.get_proxy(entity, cleaned=False)
        assert set(proxy.to_dict()["properties"]) == set(entity["properties"]), entity
        for prop in proxy.iterprops():
            assert len(proxy.get(prop)) == len(entity["properties"][prop.name]), entity
            if prop.type.name == "entity":
                assert set(proxy.get(prop)) <= ids, entity


def test_followthemoney_finds_every_entity_valid() -> None:
    whole, seals = somewhere_real()
    validated(entities(whole, replace(whole, incident=replace(whole.incident, id="i-OTHER")), seals=seals))
    validated(entities(whole))


def test_an_incident_its_people_and_its_reports_are_tied() -> None:
    whole, _ = somewhere_real()
    told = entities(whole)
    event = next(e for e in told if e["schema"] == "Event")["properties"]
    assert event["date"] == ["2024-05-03"] and event["country"] == ["iq"] and event["recordId"] == ["i-7K3F9Q"]
    assert "killed: 1–2" in event["notes"] and any("killed: range" in n for n in event["notes"])
    assert {e["schema"] for e in told} == {
        "Event",
        "Address",
        "Article",
        "Documentation",
        "Person",
        "LegalEntity",
        "UnknownLink",
    }
    links = {
        (e["properties"]["role"][0], *e["properties"].get("status", [])) for e in told if e["schema"] == "UnknownLink"
    }
    assert links == {("place",), ("victim", "killed"), ("victim", "abducted"), ("perpetrator",)}


def test_a_vague_date_is_an_interval_and_blame_is_told_with_who_says_so() -> None:
    story = Story("In May the Selin Guard shot a man in Basra, neighbours said.")
    guard = story.party("Selin Guard", kind="organisation")
    said = story.say("date", "2024-05-01/2024-05-09", "May")
    blamed = person("perpetrator", [("t1", guard)], holds("name", "Selin Guard", said), holds("status", "alleged", said),
                    holds("according_to", "neighbours", said))  # fmt: skip
    told = entities(
        dossier([story], [holds("date", "2024-05-01/2024-05-09", said), holds("place", BASRA, said)], [blamed])
    )
    validated(told)
    event = next(e for e in told if e["schema"] == "Event")["properties"]
    assert (event["startDate"], event["endDate"]) == (["2024-05-01"], ["2024-05-09"]) and "date" not in event
    (link,) = [e["properties"] for e in told if e["properties"].get("role") == ["perpetrator"]]
    assert link["summary"] == ["Selin Guard: alleged as perpetrator, according to neighbours"]


def test_the_sealed_are_no_entities_and_ids_stay() -> None:
    whole, seals = somewhere_real()
    told = entities(whole, seals=seals)
    assert not any(e["properties"].get("name") == ["a person (sealed)"] for e in told)
    assert any("a person (sealed), victim: abducted" in e["properties"].get("notes", ()) for e in told)
    assert not any("█████" in values for e in told for values in e["properties"].values())
    assert [e["id"] for e in told] == [e["id"] for e in entities(whole, seals=seals)]


# the marks of a country's code, a date and an address that the model would throw away must not be written at all
@settings(max_examples=60, deadline=None)
@given(
    name=st.text(min_size=1, max_size=12), country=st.sampled_from(["IQ", "XS", "XK", "QN", "ZZ", "", "iq", "TW"]),
    published=st.sampled_from(["2024", "2024-05-01T10:00:00+03:00", "2024-05~", "201X", "yesterday", ""]),
    uri=st.sampled_from(["file.txt", "https://wire.example/a", "http://[", "ftp://x.example/y", "https://localhost/x"]),
    edtf=st.sampled_from(["2024", "2024-05", "2024-05~", "2024-21", "../2024-05-01", "201X"]),
)  # fmt: skip
def test_whatever_stands_in_a_register_is_valid(name: str, country: str, published: str, uri: str, edtf: str) -> None:
    story = Story("Somebody was shot.", uri=uri, published=published or None)
    item = story.party("Somebody")
    said = story.say("name", name, "Somebody", role="victim", item=item)
    place = replace(BASRA, country=country or None)
    validated(entities(dossier(
        [story], [holds("date", edtf, said), holds("place", place, said)],
        [person("victim", [("t1", item)], holds("name", name, said), holds("nationality", country, said))],
    )))  # fmt: skip


# ------------------------------------------------------------------------------------------------------- JSON-LD


def graph(*dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> Any:
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    return rdflib.Graph().parse(data=text_of("jsonld", *dossiers, seals=seals), format="json-ld")


def asked(found: Any, query: str) -> Iterator[tuple[Any, ...]]:
    prefixes = (
        "PREFIX s: <https://schema.org/> PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX v: <urn:sijill:vocabulary:> "
    )
    return (
        tuple(term.toPython() if term is not None else None for term in row) for row in found.query(prefixes + query)
    )


def test_rdflib_reads_an_incident_with_its_range_and_rule() -> None:
    whole, _ = somewhere_real()
    found = graph(whole)
    tolls = asked(
        found,
        "SELECT ?a ?b ?r { ?e a s:Event; s:additionalProperty ?p. ?p s:name 'killed'; s:minValue ?a; s:maxValue ?b; s:measurementTechnique ?r }",
    )
    assert list(tolls) == [(1, 2, "range")]
    days = asked(found, "SELECT ?d ?l { ?e a s:Event; v:earliest ?d; s:location/s:geo/s:latitude ?l }")
    assert list(days) == [(date(2024, 5, 3), 30.50852)]
    names = asked(found, "SELECT ?n { ?e a s:Event; v:involved/s:name ?n }")
    assert {n for (n,) in names} == {"Nabil Haddad", "Samir al-Qadri Haddad", "masked men"}


def test_every_statement_is_an_annotation_whose_selectors_find_its_words() -> None:
    whole, _ = somewhere_real()
    found = graph(whole)
    rows = list(asked(found, """SELECT ?x ?f ?q ?p ?s ?a ?b ?t {
        ?x a oa:Annotation; oa:hasBody/v:field ?f; oa:hasTarget ?t0. ?t0 oa:hasSource ?t; oa:hasSelector ?w, ?o.
        ?w a oa:TextQuoteSelector; oa:exact ?q. OPTIONAL { ?w oa:prefix ?p } OPTIONAL { ?w oa:suffix ?s }
        ?o a oa:TextPositionSelector; oa:start ?a; oa:end ?b }"""))  # fmt: skip
    assert len(rows) == sum(len(a.mention.statements) for a in whole.mentions)
    contents = {f"urn:sijill:text:{a.source.text.id}": a.source.text.content for a in whole.mentions}
    for _, _, words, before, after, start, end, text in rows:
        assert contents[text][start:end] == words
        assert (before or "") + words + (after or "") in contents[text]


def test_a_struck_text_has_its_words_but_neither_positions_nor_what_stands_around() -> None:
    whole, seals = somewhere_real()
    found = graph(whole, seals=seals)
    assert list(asked(found, "SELECT ?q { ?x oa:exact ?q }"))
    assert not list(
        asked(found, "SELECT ?x { { ?x oa:start ?y } UNION { ?x oa:prefix ?y } UNION { ?x oa:suffix ?y } }")
    )


# ------------------------------------------------------------------------------------------------------- Parquet


def test_pyarrow_reads_types_ranges_and_rules() -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    whole, seals = somewhere_real()
    binary = io.BytesIO()
    out = io.TextIOWrapper(binary, encoding="utf-8")
    export([whole], "parquet", out, Filter(seals, audience="public"))
    table = parquet.read_table(io.BytesIO(binary.getvalue()))
    assert tuple(table.column_names) == parquet_format.COLUMNS
    (row,) = table.to_pylist()
    assert (row["killed_min"], row["killed_max"], row["injured_min"]) == (1, 2, None)
    assert row["date_start"] == date(2024, 5, 3) and row["latitude"] == 30.50852
    assert dict(row["rules"])["killed"] == "range"
    assert [(v["called"], v["sealed"], v["outcomes"]) for v in row["victims"]] == [
        ("Nabil Haddad", False, ["killed"]), ("a person (sealed)", True, ["abducted"]),
    ]  # fmt: skip


def test_many_rows_are_several_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    monkeypatch.setattr(parquet_format, "ROWS", 2)
    whole, _ = raid()
    binary = io.BytesIO()
    out = io.TextIOWrapper(binary, encoding="utf-8")
    five = [replace(whole, incident=replace(whole.incident, id=f"i-{n}")) for n in range(5)]
    assert export(five, "parquet", out, Filter((), audience="public")) == 5
    file = parquet.ParquetFile(io.BytesIO(binary.getvalue()))
    assert file.metadata.num_row_groups == 3
    assert file.read().column("id").to_pylist() == [f"i-{n}" for n in range(5)]


def test_what_is_no_text_is_not_printed_and_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="--output"):
        export([], "parquet", io.StringIO(), Filter((), audience="public"))
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pip install"):
        export([], "parquet", io.TextIOWrapper(io.BytesIO()), Filter((), audience="public"))


def test_a_release_can_hold_it(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    whole, seals = raid()
    release = write_release([whole], tmp_path / "out", seals=seals, version="1", created_at=WHEN, formats=("parquet",))
    assert "incidents.parquet" in [f.name for f in release.files]
    assert parquet.read_table(tmp_path / "out" / "incidents.parquet").num_rows == 1


def test_an_open_range_has_no_upper_end_anywhere() -> None:
    story = Story("At least three people were killed.")
    said = story.say("killed", Count(3, None), "At least three")
    whole = dossier([story], [holds("killed", Count(3, None), said)])
    assert "killed: at least 3" in next(e for e in entities(whole) if e["schema"] == "Event")["properties"]["notes"]
    assert list(asked(graph(whole), "SELECT ?b { ?p s:name 'killed'; s:maxValue ?b }")) == []
