from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_records import entry, party
from sijill.errors import DataFileError, SijillError, UnknownNameError, UsageError
from sijill.figures.entries import Entry
from sijill.figures.query import Query
from sijill.figures.undercount import (
    Declared,
    declared_in,
    listed_in_columns,
    named_on_lists,
    of_columns,
    pairs_in,
    readable_lists,
)

TOML = """
[[list]]
name = "Committee of Families"
kind = "families"
sources = ["Committee of Families", "https://families.example/"]

[[list]]
name = "Hospital"
kind = "hospital"
sources = ["Selin Hospital"]
"""


def test_lists_are_declared_with_who_keeps_them() -> None:
    families, hospital = readable_lists(TOML, "lists.toml")
    assert families.sources == ("Committee of Families", "https://families.example/")
    assert hospital.kind == "hospital"


def test_news_are_refused_with_the_reason_unless_one_is_given() -> None:
    news = TOML.replace('"hospital"', '"news"')
    with pytest.raises(UsageError, match="outlets report what is large and visible and copy each other"):
        readable_lists(news, "lists.toml")
    allowed = readable_lists(news + 'because = "its correspondent kept a register of all burials"\n', "lists.toml")
    assert "admitted because: its correspondent" in declared_in(allowed)[0]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("x = [", DataFileError, "is not TOML"),
        ("x = 1", DataFileError, "declares no lists"),
        ('[[list]]\nkind = "court"\ncolumn = "a"', DataFileError, "has no name"),
        ('[[list]]\nname = "a"\ncolumn = "a"', DataFileError, "who keeps it"),
        ('[[list]]\nname = "a"\nkind = "rumour"\ncolumn = "a"', UnknownNameError, "hospital"),
        ('[[list]]\nname = "a"\nkind = "court"', DataFileError, "either a column or sources"),
        ('[[list]]\nname = "a"\nkind = "court"\nweight = 1', DataFileError, "weight"),
        ('[[list]]\nname = "a"\nkind = "court"\nsources = [1]', DataFileError, "are words"),
        (TOML + TOML, UsageError, "twice"),
    ],
)  # fmt: skip
def test_a_declaration_that_lacks_something(text: str, error: type[SijillError], says: str) -> None:
    with pytest.raises(error, match=says):
        readable_lists(text, "lists.toml")


CSV = "id,name,court,hospital,year\n1,Salim Darwazi,1,0,2019\n2,,1,1,2019\n3,Rana Khalil,0,0,2020\n4,Nabil Haddad,0,yes,\n"


def test_rows_without_a_name_and_on_no_list_are_left_out_and_counted() -> None:
    rows = listed_in_columns(
        CSV, "people.csv", of_columns(["court", "hospital"]), stratum=["year"], identity="id", named="name"
    )
    assert [(p.id, sorted(p.lists), p.stratum) for p in rows.people] == [("1", [0], "2019"), ("4", [1], "not told")]
    assert (rows.unidentified, rows.off) == (1, 1)


@pytest.mark.parametrize(
    ("columns", "says"), [(["court", "family"], "family"), (["court", "name"], "neither yes nor no")]
)
def test_a_column_that_is_not_there_or_is_none_of_a_list(columns: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        listed_in_columns(CSV, "people.csv", of_columns(columns))


def test_columns_without_a_declaration_are_remarked_on() -> None:
    assert "was not declared" in declared_in(of_columns(["a", "b", "c"]))[0]


def test_uncertain_pairs() -> None:
    assert pairs_in("left,right,probability\n1,2,0.4\n", "pairs.csv")[0].probability == 0.4
    for text in ("left,right,probability\n1,2,often\n", "left,right,probability\n1,2,nan\n", "left,right\n1,2\n"):
        with pytest.raises(UsageError):
            pairs_in(text, "pairs.csv")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_table_of_anything_is_told_and_never_a_traceback(text: str) -> None:
    for call in (lambda: listed_in_columns(text, "x.csv", of_columns(["a"])), lambda: readable_lists(text, "x.toml"),
                 lambda: pairs_in(text, "x.csv")):  # fmt: skip
        try:
            call()
        except SijillError as error:
            assert str(error)


LISTS = readable_lists(TOML, "lists.toml")


def victim(name: str | None = "Salim Darwazi", **given: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"outcome": "killed", **({"name": name} if name else {}), **given}
    return party("victim", **fields)


def test_only_identified_victims_are_put_on_lists_by_the_sources_that_name_them() -> None:
    entries = [
        entry("i-1", victim(), publisher="committee of families"),
        entry("i-2", victim("Rana Khalil"), publisher="The Harbour Gazette"),
        entry("i-3", victim(None, description="a student"), publisher="Selin Hospital"),
        entry("i-4", party("victim", sealed=True, outcome="killed"), publisher="Selin Hospital"),
        entry("i-5", victim("Hana Aziz", count={"min": 3, "max": 3}), publisher="Selin Hospital"),
        entry("i-6", victim("Omar Nasser", outcome="injured"), publisher="Selin Hospital"),
        entry("i-7", victim("Nabil Haddad"), publisher="Selin Hospital", kind="aggregate"),
    ]
    found = named_on_lists(entries, LISTS, Query.of())
    assert [(p.id, sorted(p.lists)) for p in found.people] == [("i-1/0", [0])]
    assert (found.unidentified, found.off) == (3, 1)


def test_two_of_one_name_are_an_uncertain_pair_where_days_and_countries_allow_it() -> None:
    def told(identifier: str, publisher: str, **given: Any) -> Entry:
        return entry(identifier, victim(), publisher=publisher, **given)

    def pairs(**given: Any) -> int:
        entries = [told("i-1", "Selin Hospital", date="2020-03", place={"country": "IQ"}),
                   told("i-2", "Committee of Families", **given)]  # fmt: skip
        return len(named_on_lists(entries, LISTS, Query.of()).pairs)

    assert pairs(date="2020-03-07") == 1
    assert pairs() == 1
    assert pairs(date="2021") == 0
    assert pairs(date="2020-03-07", place={"country": "LB"}) == 0


def test_people_by_stratum() -> None:
    entries = [
        entry("i-1", victim(), publisher="Selin Hospital", date="2020-03", place={"country": "IQ", "admin1": "Selin"})
    ]
    for by, name in (
        ("year", "2020"),
        ("country", "IQ"),
        ("place", "Selin"),
        ("city", "not told"),
        ("occupation", "not told"),
    ):
        assert named_on_lists(entries, LISTS, Query.of(), stratum=by).people[0].stratum == name


def test_a_list_of_a_register_needs_sources() -> None:
    with pytest.raises(UsageError, match="name its sources"):
        named_on_lists([], [Declared("a", column="a")], Query.of())
