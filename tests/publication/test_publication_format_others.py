"""TimeMap, Uwazi and lists for estimates: as those programs read them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from publication.dossiers import Story, dossier, holds, person, raid
from publication.reading_back import read_back
from sijill.publication.filter import Filter
from sijill.types import Count, Dossier, Seal


def told(name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> str:
    return read_back(name, dossiers, Filter(seals, audience="public"))[1]


def table(name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told(name, *dossiers, seals=seals), newline="")))


def without(whole: Dossier, *fields: str, id: str = "i-2") -> Dossier:
    values = tuple(v for v in whole.standing.values if v.field not in fields)
    return replace(
        whole, incident=replace(whole.incident, id=id), standing=replace(whole.standing, incident=id, values=values)
    )


def timemap(*dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> tuple[Any, Any, Any]:
    events, sources, associations = (
        json.loads(told(f"timemap-{part}", *dossiers, seals=seals)) for part in ("events", "sources", "associations")
    )
    return events, sources, associations


def test_timemaps_files_point_to_one_another() -> None:
    whole, seals = raid()
    events, sources, associations = timemap(whole, without(whole, id="i-2"), seals=seals)
    assert [e["id"] for e in events] == ["i-7K3F9Q", "i-2"]
    event = events[0]
    # the fields that TimeMap's own validation asks for, all of them words or lists of words
    assert event["date"] == "05/03/2024" and event["description"]
    assert (event["latitude"], event["longitude"]) == ("12.5", "34.25")
    assert all(isinstance(v, str) for name, v in event.items() if name not in ("associations", "sources"))
    assert set(event["sources"]) == set(sources) and all(s["id"] == key for key, s in sources.items())
    assert set(event["associations"]) <= {a["id"] for a in associations}
    assert all(a["mode"] == "FILTER" and a["filter_paths"] for a in associations)


def test_timemap_has_no_event_without_day_and_point_and_no_total() -> None:
    whole, _ = raid()
    total = holds("kind", "aggregate", "s-t1-0")
    summed = replace(whole, standing=replace(whole.standing, values=(*whole.standing.values, total)))
    events, sources, _ = timemap(without(whole, "date", "place"), summed)
    assert events == [] and sources
    (event,), _, _ = timemap(without(whole, "date"))
    assert event["date"] == "" and event["latitude"] == "12.5"
    (event,), _, _ = timemap(without(whole, "place"))
    assert event["latitude"] == event["longitude"] == "" and event["date"]


def test_uwazi_reads_its_own_marks() -> None:
    whole, seals = raid()
    (row,) = table("uwazi-incidents", whole, seals=seals)
    assert row["Date"] == "2024-05-03:2024-05-03" and row["Place_geolocation"] == "12.5|34.25"
    assert row["Victims"] == "Nabil Haddad|a person (sealed)" and row["title"].endswith("(i-7K3F9Q)")
    people = table("uwazi-people", whole, seals=seals)
    assert [p["title"] for p in people] == ["Nabil Haddad", "masked men"]
    assert {p["Incident"] for p in people} == {row["title"]}


def test_a_bar_in_a_name_parts_no_cell() -> None:
    story = Story("Adil | Zein was shot.")
    item = story.party("Adil | Zein")
    said = story.say("name", "Adil | Zein", "Adil | Zein", role="victim", item=item)
    whole = dossier([story], (), [person("victim", [("t1", item)], holds("name", "Adil | Zein", said))])
    assert table("uwazi-incidents", whole)[0]["Victims"] == "Adil / Zein"


def test_lists_have_the_named_dead_and_who_told_of_them() -> None:
    whole, seals = raid()
    header, *rows = list(csv.reader(io.StringIO(told("mse-csv", whole, seals=seals), newline="")))
    assert header[-2:] == ["in_Northern Wire", "in_The Harbour Gazette"] and len(rows) == 1
    (row,) = table("mse-csv", whole, seals=seals)
    assert (row["yy_hecho"], row["replicate"], row["incident"]) == ("2024", "1", "i-7K3F9Q")
    assert (row["in_Northern Wire"], row["in_The Harbour Gazette"]) == ("1", "1")


@pytest.mark.parametrize("outcome", ["abducted", "killed"])
def test_the_unnamed_and_the_living_are_in_no_list(outcome: str) -> None:
    story = Story("Two men were shot, Adil Zein among them.")
    men, adil = story.party(None, "Two men", "group"), story.party("Adil Zein")
    fell = story.say("outcome", "killed", "shot", role="victim", item=men)
    count = story.say("count", Count(2, 2), "Two", role="victim", item=men)
    name = story.say("name", "Adil Zein", "Adil Zein", role="victim", item=adil)
    came = story.say("outcome", outcome, "shot", role="victim", item=adil)
    whole = dossier([story], (), [
        person("victim", [("t1", men)], holds("outcome", "killed", fell), holds("count", Count(2, 2), count)),
        person("victim", [("t1", adil)], holds("name", "Adil Zein", name), holds("outcome", outcome, came)),
    ])  # fmt: skip
    assert len(table("mse-csv", whole)) == (outcome == "killed")
