"""The tables of victims and of statements: one row each, ranges as ranges, every value with its rule or quotation."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from publication.dossiers import HARBOUR, Story, dossier, holds, person, raid
from sijill.publication.export import export
from sijill.publication.filter import Audience, Filter
from sijill.publication.formats import FORMATS, file_name, format_named
from sijill.publication.involved import involved
from sijill.types import Count, Dossier, Seal


def table(
    name: str, *dossiers: Dossier, seals: tuple[Seal, ...] = (), audience: Audience = "public"
) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(dossiers, name, out, Filter(seals, audience=audience))
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline=""), strict=True))


def test_every_format_has_a_file_of_its_own_in_a_release() -> None:
    names = [file_name(format_named(name)) for name in FORMATS.names()]
    assert len(names) == len(set(names))


def test_incidents_say_by_which_rule_each_value_stands() -> None:
    whole, seals = raid()
    (row,) = table("csv", whole, seals=seals)
    assert row["rules"] == "type: majority; date: majority; place: majority; killed: range"


def test_victims_have_a_row_each_and_the_sealed_one_says_no_more_than_what_happened() -> None:
    whole, seals = raid()
    nabil, samir = table("csv-victims", whole, seals=seals)
    assert (nabil["name"], nabil["outcomes"], nabil["sealed"], nabil["sources"]) == ("Nabil Haddad", "killed", "", "2")
    assert nabil["rules"] == "name: majority; outcome: majority" and nabil["date_start"] == "2024-05-03"
    assert (samir["name"], samir["description"], samir["sealed"]) == ("", "a person (sealed)", "yes")
    assert (samir["outcomes"], samir["age_min"], samir["age_max"]) == ("abducted", "", "")
    open_rows = table("csv-victims", whole)
    assert (open_rows[1]["name"], open_rows[1]["age_min"], open_rows[1]["age_max"]) == (
        "Samir al-Qadri Haddad",
        "22",
        "22",
    )


def test_a_group_and_an_age_are_ranges_and_what_is_not_stated_is_empty() -> None:
    story = Story("Some three to five farmers of 30 or 31 were hurt.")
    item = story.party(None, "three to five farmers", "group")
    count = story.say("count", Count(3, None), "three to five", role="victim", item=item)
    age = story.say("age", 30, "30", role="victim", item=item)
    farmers = person(
        "victim", [("t1", item)], holds("count", Count(3, None), count), holds("age", Count(30, 31), age, rule="range")
    )
    (row,) = table("csv-victims", dossier([story], [], [farmers]))
    assert (row["count_min"], row["count_max"], row["age_min"], row["age_max"]) == ("3", "", "30", "31")
    assert {row[c] for c in ("name", "occupation", "sex", "date", "city", "outcomes")} == {""}


def test_ids_of_victims_stay_when_others_come_and_do_not_depend_on_what_is_sealed() -> None:
    whole, seals = raid()
    first, *_, last = whole.standing.parties
    turned = replace(whole, standing=replace(whole.standing, parties=(last, *whole.standing.parties[1:-1], first)))
    ids = {row["name"]: row["id"] for row in table("csv-victims", whole, seals=seals)}
    assert {row["name"]: row["id"] for row in table("csv-victims", turned, seals=seals)} == ids
    story = Story("Two people, Adil Zein and Adil Zein, were shot.")
    same = [
        person("victim", [("t1", "p1")], holds("name", "Adil Zein")),
        person("victim", [("t1", "p2")], holds("name", "Adil Zein")),
    ]
    assert len({row["id"] for row in table("csv-victims", dossier([story], [], same))}) == 2
    renamed = [replace(p, values=tuple(replace(v, value="Somebody Else") if v.value == "Samir al-Qadri Haddad" else v
                                       for v in p.values)) for p in whole.standing.parties]  # fmt: skip
    other = replace(whole, standing=replace(whole.standing, parties=tuple(renamed)))
    assert [r["id"] for r in table("csv-victims", other, seals=seals)] == [
        r["id"] for r in table("csv-victims", whole, seals=seals)
    ]


def test_kinds_are_those_of_the_texts() -> None:
    whole, _ = raid()
    cleared = Filter((), audience="keeper").clear(whole)
    assert cleared is not None
    assert [(i.called, i.kind) for i in involved(cleared)] == [
        ("Nabil Haddad", "person"), ("Samir al-Qadri Haddad", "person"), ("masked men", "group"),
    ]  # fmt: skip


def test_statements_carry_their_words_and_whether_they_hold() -> None:
    whole, _ = raid()
    rows = table("csv-statements", whole)
    assert len(rows) == sum(len(a.mention.statements) for a in whole.mentions)
    texts = {a.source.report.id: a.source.text.content for a in whole.mentions}
    for row in rows:
        start, end = row["offsets"].split("–")
        assert texts[row["report"]][int(start) : int(end)] == row["quote"]
    toll = next(r for r in rows if r["field"] == "killed" and r["value_min"] == "2")
    assert (toll["stands"], toll["rule"], toll["value"], toll["value_max"]) == ("behind", "range", "2", "2")
    assert toll["speaker"] == toll["speaker_quote"] == "Samir al-Qadri Haddad's wife"
    place = next(r for r in rows if r["field"] == "place")
    assert (place["city"], place["latitude"], place["precision"]) == ("Port Selin", "12.5", "city")


def test_statements_against_a_value_are_told_as_such() -> None:
    story = Story("One died, or two did, in Port Selin.")
    one, two = story.say("killed", Count(1, 1), "One died"), story.say("killed", Count(2, 2), "two did")
    story.say("place", HARBOUR, "Port Selin")
    rows = table(
        "csv-statements", dossier([story], [holds("killed", Count(2, 2), two, against=(one,), rule="majority")])
    )
    assert [(r["stands"], r["rule"]) for r in rows] == [("against", "majority"), ("behind", "majority"), ("", "")]


def test_a_struck_text_gives_no_offsets_and_no_name() -> None:
    whole, seals = raid()
    rows = table("csv-statements", whole, seals=seals)
    assert rows and all(row["offsets"] == "" for row in rows)
    assert not any("Samir" in cell or "Qadri" in cell for row in rows for cell in row.values())


@pytest.mark.parametrize("bad", ["=HYPERLINK(1)", "@x", "\t=1"])
def test_no_cell_of_any_table_is_a_formula(bad: str) -> None:
    story = Story(f"{bad} was shot.", uri=bad, title=bad, publisher=bad)
    item = story.party(bad)
    said = story.say("name", bad, bad, role="victim", item=item, speaker=bad)
    whole = dossier([story], (), [person("victim", [("t1", item)], holds("name", bad, said))])
    for name in (n for n in FORMATS.names() if format_named(n).MEDIA_TYPE == "text/csv"):
        for row in table(name, whole):
            assert not any(cell.startswith(("=", "@", "\t", "+")) for cell in row.values()), (name, row)
