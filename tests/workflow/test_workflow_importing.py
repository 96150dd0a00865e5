"""Spreadsheets become reports: each row a text, each value the words of its cell; what is wrong is named by row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill import Register
from sijill.codebook import load as load_codebook
from sijill.errors import DataFileError, Failure, SourceError, UnknownNameError, UsageError
from sijill.settings import Settings, load
from sijill.sources.tables import plain, read_table
from sijill.statements import mapping as mappings
from sijill.statements.rows import read_row, text_of_row
from sijill.types import Count, Place, Text, Value
from sijill.workflow import Table, import_table, read_again, skeleton
from sijill.workflow.importing import ImportedRow

BOOK = load_codebook()
OURS = """
label = "Our list"
heading = "A journalist who was killed, as our list tells of it"
publisher = "The Harbour Trust"
id = "No."
missing = ["unknown"]

[[fields]]
field = "type"
value = "killing"

[[fields]]
field = "date"
column = "Date"
forms = ["%d/%m/%Y", "%B %Y"]

[[fields]]
field = "place"
place = { city = "City", country = "Country", latitude = "Lat", longitude = "Lon" }

[[fields]]
field = "killed"
column = "Dead, at least"
until = "Dead, at most"
zero = "unknown"

[[fields]]
role = "victim"
field = "name"
column = "Name"

[[fields]]
role = "victim"
field = "outcome"
column = "Fate"
codes = { "shot dead" = "killed", "unclear" = "" }
"""
COLUMNS = ("No.", "Date", "City", "Country", "Lat", "Lon", "Dead, at least", "Dead, at most", "Name", "Fate")
GOOD = ("7", "03/05/2024", "Basra", "Iraq", "", "", "1", "3", "Nabil Ferrand", "shot dead")


@pytest.fixture
def settings() -> Settings:
    return load({"reader": "baseline"}, environment={})


def written(path: Path, *rows: Sequence[str], columns: Sequence[str] = COLUMNS) -> Path:
    (path / "ours.toml").write_text(OURS, "utf-8")
    with (path / "killed.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([columns, *rows])
    return path / "killed.csv"


def opened(path: Path, settings: Settings) -> Table:
    return Table(path, str(path.parent / "ours.toml"), settings=settings)


def changed(**cells: str) -> tuple[str, ...]:
    """A good row with some cells exchanged; Dead_at_least is the column "Dead, at least"."""
    names = {c.replace(", ", "_").replace(" ", "_").replace(".", ""): n for n, c in enumerate(COLUMNS)}
    row = list(GOOD)
    for name, cell in cells.items():
        row[names[name]] = cell
    return tuple(row)


def stated(row: ImportedRow | Failure) -> dict[str, tuple[Value, list[str]]]:
    assert isinstance(row, ImportedRow), row
    (mention,) = row.reading.mentions
    return {
        f"{s.subject.role}.{s.field}": (s.value, [row.text.quote(span) for span in s.spans]) for s in mention.statements
    }


def test_every_value_quotes_its_cell(tmp_path: Path, settings: Settings) -> None:
    (row,) = opened(written(tmp_path, GOOD), settings).rows()
    assert isinstance(row, ImportedRow)
    assert row.text.content == (
        "A journalist who was killed, as our list tells of it\nNo.: 7\nDate: 03/05/2024\nCity: Basra\nCountry: Iraq\n"
        "Dead, at least: 1\nDead, at most: 3\nName: Nabil Ferrand\nFate: shot dead"
    )
    found = stated(row)
    assert found["mention.type"] == ("killing", ["A journalist who was killed, as our list tells of it"])
    assert found["mention.date"] == ("2024-05-03", ["03/05/2024"])
    assert found["mention.killed"] == (Count(1, 3), ["1", "3"])
    assert found["victim.name"] == ("Nabil Ferrand", ["Nabil Ferrand"])
    assert found["victim.outcome"] == ("killed", ["shot dead"])
    place, words = found["mention.place"]
    assert isinstance(place, Place) and (place.city, place.country, place.precision) == ("Basra", "IQ", "city")
    assert words == ["Basra", "Iraq"] and place.latitude is not None
    assert row.capture.uri == "killed.csv#7" and row.capture.declared.publisher == "The Harbour Trust"


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"Date": "May 2024"}, "mention.date", "2024-05"),
        ({"Date": "2024-05-03"}, "mention.date", "2024-05-03"),
        ({"Date": "2024-05~"}, "mention.date", "2024-05~"),
        ({"Dead_at_least": "1,200", "Dead_at_most": ""}, "mention.killed", Count(1200, 1200)),
    ],
)
def test_forms_that_are_understood(
    tmp_path: Path, settings: Settings, cells: dict[str, str], field: str, value: Value
) -> None:
    (row,) = opened(written(tmp_path, changed(**cells)), settings).rows()
    assert stated(row)[field][0] == value


@pytest.mark.parametrize(
    ("cells", "left_out"),
    [
        ({"Date": "-"}, "mention.date"), ({"Date": "unknown"}, "mention.date"),
        ({"Fate": "unclear"}, "victim.outcome"), ({"City": "", "Country": ""}, "mention.place"),
        ({"Dead_at_least": "0", "Dead_at_most": "0"}, "mention.killed"),
    ],
)  # fmt: skip
def test_what_is_not_told_is_left_out(tmp_path: Path, settings: Settings, cells: dict[str, str], left_out: str) -> None:
    (row,) = opened(written(tmp_path, changed(**cells)), settings).rows()
    assert left_out not in stated(row) and "mention.type" in stated(row)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Date": "03.05.2024"}, "row 2, column 'Date': '03.05.2024' is no date .*forms"),
        ({"Date": "31/02/2024"}, "column 'Date'"),
        ({"Dead_at_least": "some"}, "column 'Dead, at least': 'some' is no whole number"),
        ({"Dead_at_least": "5"}, "5 is more than 3"),
        ({"Fate": "gone"}, "'gone' is among no codes .*shot dead"),
        ({"Country": "Atlantis"}, "'Atlantis' is no country"),
        ({"Lat": "95", "Lon": "10"}, "on no globe"),
        ({"Lat": "x", "Lon": "10"}, "no degrees"),
    ],
)
def test_a_cell_that_is_not_understood_is_named(
    tmp_path: Path, settings: Settings, cells: dict[str, str], says: str
) -> None:
    bad, good = opened(written(tmp_path, changed(**cells), GOOD), settings).rows()
    assert isinstance(bad, Failure) and isinstance(good, ImportedRow)
    with pytest.raises(SourceError, match=says):
        raise bad.error


def test_twice_is_once_and_a_newer_reader_leaves_rows_alone(tmp_path: Path, settings: Settings) -> None:
    path = written(tmp_path, GOOD, changed(No="8", Name="Adil Zein", Date="bad"))
    with Register.open(tmp_path / "r.sijill", create=True) as register:
        results = list(import_table(register, opened(path, settings), by="A.", settings=settings))
        assert [isinstance(r, Failure) for r in results] == [False, True]
        head = register.head()
        list(import_table(register, opened(path, settings), by="A.", settings=settings))
        assert register.head() == head
        assert list(read_again(register, settings=settings)) == []
        (dossier,) = register.dossiers()
        killed = dossier.standing.get("killed")
        assert killed is not None and killed.value == Count(1, 3)
        assert list(register.verify()) == []


def test_rows_of_ones_own_are_sealed(tmp_path: Path, settings: Settings) -> None:
    with Register.open(tmp_path / "r.sijill", create=True) as register:
        list(import_table(register, opened(written(tmp_path, GOOD), settings), kind="note", settings=settings))
        assert [r.kind for r in register.reports()] == ["note"]
        assert "note" in {s.rule for s in register.seals()}


def test_a_workbook_is_read_as_it_is_shown(tmp_path: Path, settings: Settings) -> None:
    written(tmp_path)
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["not this one"])
    sheet = book.create_sheet("killed")
    sheet.append(list(COLUMNS))
    sheet.append([*GOOD[:6], 1, 3.0, "Nabil\nFerrand", "shot dead"])
    path = tmp_path / "killed.xlsx"
    book.save(path)
    (row,) = Table(path, str(tmp_path / "ours.toml"), settings=settings, sheet="killed").rows()
    assert stated(row)["mention.killed"][0] == Count(1, 3) and stated(row)["victim.name"][0] == "Nabil Ferrand"
    with pytest.raises(SourceError, match="has no sheet 'x'"):
        Table(path, str(tmp_path / "ours.toml"), settings=settings, sheet="x")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "is empty"), ("a.csv", b"a,a\n1,2\n", "two columns"), ("a.csv", b"caf\xe9\n1\n", "UTF-8"),
        ("a.xlsx", b"PK\x03\x04 no", "no workbook"), ("a.doc", b"x", "no spreadsheet"),
        ("a.csv", b"," * 600 + b"x\n", "more than 500"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=says):
        read_table(tmp_path / name, max_bytes=10**6)


def test_a_table_above_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="bytes"):
        read_table(written(tmp_path, GOOD), max_bytes=10)


def test_a_table_of_which_nobody_knows_what_it_means(tmp_path: Path, settings: Settings) -> None:
    path = written(tmp_path, GOOD)
    with pytest.raises(UsageError, match=r"no mapping knows these columns.*--skeleton"):
        Table(path, settings=settings)
    with pytest.raises(UnknownNameError, match="acled"):
        Table(path, "nope", settings=settings)
    with pytest.raises(UsageError, match="which the mapping cpj looks at"):
        Table(path, "cpj", settings=settings)


def test_the_skeleton_is_a_mapping() -> None:
    found = mappings.parse(skeleton(("When", "Who")).encode(), "mine", BOOK)
    assert [g.field for g in found.given] == ["type", "date"] and found.columns == ("When",)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('field = "date"', 'field = "colour"', "colour"), ('value = "killing"', 'value = "gossip"', "no value of type"),
        ('= "killed",', '= "gone",', "no value of outcome"), ('role = "victim"', 'role = "speaker"', "names no field"),
        ('column = "Name"', 'column = 3', "not words"), ("heading =", "headline =", "means nothing here"),
        ('[[fields]]\nfield = "type"\nvalue = "killing"', "", "does not say what happened"),
        ('column = "Name"', "", "neither a column nor a value"), ("[[fields]]", "[[fields", "is no mapping"),
    ],
)  # fmt: skip
def test_a_broken_mapping_says_where(old: str, new: str, says: str) -> None:
    with pytest.raises(DataFileError, match=says):
        mappings.parse(OURS.replace(old, new, 1).encode(), "ours", BOOK)


@pytest.mark.parametrize("name", mappings.names())
def test_the_mappings_of_the_program_are_found_by_their_columns(name: str) -> None:
    mapping = mappings.load(name, BOOK)
    assert mapping.recognise and mappings.recognised(mapping.recognise, BOOK) == mapping
    assert set(mapping.recognise) & set(mapping.columns)


SCHEMES: dict[str, tuple[dict[str, str], dict[str, Value], set[str]]] = {
    "acled": (
        {"event_id_cnty": "XS1", "event_date": "10 May 2024", "time_precision": "2", "sub_event_type": "Suicide bomb",
         "fatalities": "0", "actor1": "Unidentified", "location": "Mosul", "country": "Iraq", "source": "Wire"},
        {"mention.type": "bombing", "mention.date": "2024-05-07/2024-05-13"}, {"mention.killed", "perpetrator.name"},
    ),
    "ucdp": (
        {"id": "9", "date_start": "2024-05-01", "date_end": "2024-05-03", "low": "2", "best": "3", "high": "5",
         "side_a": "Selin Guard", "side_b": "Civilians", "country": "Iraq", "adm_1": "Basra"},
        {"mention.date": "2024-05-01/2024-05-03", "mention.killed": Count(2, 5), "perpetrator.name": "Selin Guard"},
        set(),
    ),
    "cpj": (
        {"fullName": "Nabil Ferrand", "startDisplay": "May 2024", "typeOfDeath": "Murder", "country": "Iraq",
         "location": "Basra", "gender": "Male"},
        {"mention.type": "killing", "mention.date": "2024-05", "victim.outcome": "killed", "victim.sex": "m"}, set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMES)
def test_rows_of_other_schemes(name: str) -> None:
    cells, wanted, absent = SCHEMES[name]
    mapping = mappings.load(name, BOOK)
    text = Text("t", "c", "u", "plain 1", text_of_row(cells, mapping))
    (mention,) = read_row(text, cells, mapping, BOOK, "row 2").mentions
    found = {f"{s.subject.role}.{s.field}": s.value for s in mention.statements}
    assert wanted.items() <= found.items() and not absent & set(found)


NAMED = mappings.parse(
    b'heading = "A killing"\n[[fields]]\nfield = "type"\nvalue = "killing"\n[[fields]]\nrole = "victim"\n'
    b'field = "name"\ncolumn = "x"', "m", BOOK,
)  # fmt: skip


@given(cells=st.dictionaries(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=20), min_size=1, max_size=5))
def test_spans_quote_cells_whatever_is_in_them(cells: dict[str, str]) -> None:
    cells = {plain(c): plain(v) for c, v in cells.items() if plain(c) and plain(v)}
    if not cells:
        return
    column = next(iter(cells))
    kind, name = NAMED.given
    mapping = replace(NAMED, given=(kind, replace(name, column=column)), missing=frozenset())
    text = Text("t", "c", "u", "plain 1", text_of_row(cells, mapping))
    (mention,) = read_row(text, cells, mapping, BOOK, "row 2").mentions
    (said,) = (s for s in mention.statements if s.field == "name")
    assert [text.quote(s) for s in said.spans] == [cells[column]] == [said.value]
