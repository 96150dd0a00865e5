"""The tables with other people's columns: ranges stay ranges, nothing is guessed, totals and denials are no events."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from publication.dossiers import HARBOUR, Story, dossier, holds, person, raid
from sijill.publication.coding import acled_time_precision, coded, midpoint, ucdp_date_precision
from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.formats.hxl_csv import HASHTAGS
from sijill.publication.summary import summarise
from sijill.types import Count, Dossier, Seal, Value

#: as the codebooks list them
ACLED = ["event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"]  # fmt: skip
UCDP = ["id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name", "side_a", "side_a_new_id", "gwnoa", "side_b", "side_b_new_id", "gwnob", "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"]  # fmt: skip

TWO_OR_THREE = Count(2, 3)


def text_of(name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> str:
    out = io.StringIO(newline="")
    export(dossiers, name, out, Filter(seals, audience="public"))
    return out.getvalue()


def table(name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = ()) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(name, *dossiers, seals=seals), newline=""), strict=True))


def event(
    *, act: str = "killing", killed: Count | None = TWO_OR_THREE, date: str = "2024-05-03", who: str | None = "010103",
    blame: str = "asserted", kind: str = "organisation", status: str | None = "civilian", **more: Value,
) -> Dossier:  # fmt: skip
    """Farmers were shot by somebody."""
    story = Story("The Selin Guard shot two farmers in Port Selin on 3 May.")
    guard = story.party("Selin Guard", kind="organisation" if kind == "organisation" else "person")
    farmers = story.party(None, "two farmers", "group")
    said = story.say("type", act, "shot")
    values = [holds("type", act, said), holds("date", date, said), holds("place", HARBOUR, said)]
    values += [holds("killed", killed, said, rule="range")] if killed else []
    values += [holds(name, value, said) for name, value in more.items()]
    victim = [
        holds("description", "two farmers", said),
        holds("outcome", "killed", said),
        holds("count", Count(2, 2), said),
    ]
    blamed = [holds("name", "Selin Guard", said), holds("kind", kind, said), holds("status", blame, said)]
    return dossier([story], values, [
        person("victim", [("t1", farmers)], *victim, *([holds("status", status, said)] if status else [])),
        person("perpetrator", [("t1", guard)], *blamed, *([holds("category", who, said)] if who else [])),
    ])  # fmt: skip


@pytest.mark.parametrize(("name", "columns"), [("acled-csv", ACLED), ("ucdp-csv", UCDP)])
def test_the_columns_are_theirs_in_their_order_and_ours_follow(name: str, columns: list[str]) -> None:
    head = next(csv.reader(io.StringIO(text_of(name))))
    assert head[: len(columns)] == columns and len(set(head)) == len(head)


def test_acled() -> None:
    (row,) = table("acled-csv", event())
    assert (row["event_type"], row["sub_event_type"]) == ("Violence against civilians", "Attack")
    assert (row["event_date"], row["year"], row["time_precision"], row["geo_precision"]) == (
        "2024-05-03",
        "2024",
        "1",
        "1",
    )
    assert (row["actor1"], row["inter1"], row["actor2"], row["interaction"]) == (
        "Selin Guard", "State forces", "Civilians", "State forces-Civilians",
    )  # fmt: skip
    assert (row["fatalities"], row["fatalities_min"], row["fatalities_max"], row["fatalities_rule"]) == (
        "2",
        "2",
        "3",
        "range",
    )
    assert (row["injured_min"], row["timestamp"], row["civilian_targeting"]) == ("", "", "Civilians targeted")
    assert (row["latitude"], row["longitude"], row["coding_rules"]) == ("12.5", "34.25", "1")


def test_countries_have_their_names() -> None:
    whole = event()
    values = tuple(
        replace(v, value=replace(HARBOUR, country="IQ")) if v.field == "place" else v for v in whole.standing.values
    )
    (row,) = table("acled-csv", replace(whole, standing=replace(whole.standing, values=values)))
    assert (row["country"], row["country_iso2"]) == ("Iraq", "IQ")
    assert table("acled-csv", whole)[0]["country"] == "XS"


def test_what_is_not_stated_is_not_zero() -> None:
    (row,) = table("acled-csv", event(killed=None))
    assert row["fatalities"] == row["fatalities_min"] == row["fatalities_rule"] == ""
    assert table("ucdp-csv", event(killed=None)) == [] == table("ucdp-csv", event(killed=Count(0, 4)))


@pytest.mark.parametrize("name", ["acled-csv", "ucdp-csv", "hxl-csv"])
def test_totals_and_what_is_denied_or_planned_are_no_events(name: str) -> None:
    assert len(table(name, event())) > 0
    whole = event()
    kind = holds("kind", "aggregate", "s-t1-0")
    total = replace(whole, standing=replace(whole.standing, values=(*whole.standing.values, kind)))
    for other in (event(modality="denied"), event(modality="planned"), total):
        assert [row for row in table(name, other) if not row.get("id", "").startswith("#")] == []


def test_what_acled_does_not_code_is_not_in_it() -> None:
    assert table("acled-csv", event(act="threat", killed=None)) == []
    assert table("acled-csv", event(act="x_cattle_raid")) == []


def test_an_individual_is_not_named_as_an_actor_and_the_denied_are_none() -> None:
    for name, column in (("acled-csv", "actor1"), ("ucdp-csv", "side_a")):
        assert table(name, event(kind="individual"))[0][column] == ""
        assert table(name, event(blame="denied"))[0][column] == ""
        assert table(name, event(blame="alleged"))[0][column] == "Selin Guard"


def test_ucdp() -> None:
    (row,) = table("ucdp-csv", event())
    assert (row["low"], row["best"], row["high"], row["deaths_rule"]) == ("2", "", "3", "range")
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == ("3", "Selin Guard", "Civilians")
    assert (row["where_prec"], row["date_prec"], row["geom_wkt"]) == ("2", "1", "POINT (34.25 12.5)")
    assert row["deaths_civilians"] == row["conflict_new_id"] == row["dyad_new_id"] == ""
    (exact,) = table("ucdp-csv", event(killed=Count(2, 2)))
    assert (exact["best"], exact["deaths_civilians"]) == ("2", "2")
    (unsaid,) = table("ucdp-csv", event(killed=Count(2, 2), status=None))
    assert (unsaid["deaths_civilians"], unsaid["side_b"]) == ("", "")
    assert table("ucdp-csv", event(who=None))[0]["type_of_violence"] == ""


@pytest.mark.parametrize(
    ("date", "day", "acled", "ucdp"),
    [
        ("2024-07-03", "2024-07-03", 1, 1), ("2024-07-03/2024-07-05", "2024-07-04", 2, 2), ("2024-07", "2024-07-16", 3, 4),
        ("2024-07-01/2024-07-07", "2024-07-04", 2, 3), ("2024", "2024-07-01", 3, 5), ("2023-02/2024-07", None, None, 5),
        ("2024-07-03/..", None, None, None),
    ],
)  # fmt: skip
def test_a_vague_date_is_as_vague_there(date: str, day: str | None, acled: int | None, ucdp: int | None) -> None:
    cleared = Filter((), audience="public").clear(event(date=date))
    assert cleared is not None
    s = summarise(cleared)
    assert (midpoint(s), acled_time_precision(s), ucdp_date_precision(s)) == (day, acled, ucdp)


def test_victims_who_differ_have_no_status_in_common() -> None:
    whole, _ = raid()
    cleared = Filter((), audience="public").clear(whole)
    assert cleared is not None
    event_ = coded(cleared)
    assert event_ is not None and (event_.status, event_.category, event_.opposite) == (None, None, None)


def test_hashtags_stand_in_the_second_row_and_a_reader_of_hxl_finds_them() -> None:
    written = text_of("hxl-csv", event())
    head, tags, values = csv.reader(io.StringIO(written, newline=""))
    assert tags == [HASHTAGS[c] for c in head]
    core = {"event", "date", "group", "country", "adm1", "loc", "geo", "affected", "description", "meta"}  # HXL 1.1
    for tag in tags:
        assert (found := re.fullmatch(r"#([a-z][a-z0-9_]*)(\+[a-z][a-z0-9_]*)*", tag)) and found[1] in core, tag
    assert dict(zip(tags, values, strict=True))["#affected+killed+max"] == "3"
    hxl = pytest.importorskip("hxl", reason="libhxl is not installed")
    data = hxl.data(hxl.make_input(io.BytesIO(written.encode()), hxl.InputOptions(allow_local=True)))
    (row,) = list(data)
    assert row.get("#affected+killed+min") == "2" and row.get("#country+code") == "XS"
    assert row.get("#geo+lat") == "12.5" and row.get("#date+start") == "2024-05-03"
