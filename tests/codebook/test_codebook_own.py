"""A user's own families and acts: what a folder adds, and how each kind of broken file is answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.codebook import load
from sijill.codebook.table import MAX_BYTES, Table, parse
from sijill.errors import DataFileError, SijillError

FAMILY = """
label = { en = "cattle raid", ar = "غزو ماشية" }
definition = "Herds are driven off by armed people."
includes = ["camels"]
excludes = [{ what = "people are killed", see = "killing" }, { what = "herds that stray" }]
outcome = "unharmed"

[crosswalk]
huridocs = ["130101"]
acled = ["Strategic developments/Looting/property destruction"]

[acts.at_the_well]
label = { en = "at the well" }
definition = "It happens where the herd drinks."
crosswalk = { acled = [] }
"""


def folder(tmp_path: Path, text: str | bytes, name: str = "cattle_raid.toml") -> Path:
    acts = tmp_path / "acts"
    acts.mkdir(exist_ok=True)
    (acts / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return tmp_path


def test_a_users_family_is_one_more_file(tmp_path: Path) -> None:
    book = load([folder(tmp_path, FAMILY)])
    family = book.families["cattle_raid"]
    assert family.own
    assert family.contract_type == "x_cattle_raid"
    assert re.fullmatch("x_[a-z_]+", family.contract_type)
    assert book.family_of("cattle_raid.at_the_well") is family
    assert book.family_of("x_cattle_raid") is family
    assert book.outcome("cattle_raid.at_the_well") == "unharmed"
    assert book.crosswalk("cattle_raid.at_the_well") == {"huridocs": ("130101",)}
    assert book.label("cattle_raid.at_the_well", "ar") == "at the well"
    assert book.field("mention", "type").accepts("cattle_raid")
    assert book.field("mention", "act").accepts("cattle_raid.at_the_well")
    assert "cattle_raid" not in load().families


def test_a_users_file_may_add_acts_below_a_family_that_exists(tmp_path: Path) -> None:
    text = '[acts.by_falconry]\nlabel = { en = "by falcon" }\ndefinition = "With a bird."\n'
    book = load([folder(tmp_path, text, "killing.toml")])
    assert book.family_of("killing.by_falconry").id == "killing"
    assert book.families["killing"].contract_type == "killing"
    assert book.outcome("killing.by_falconry") == "killed"
    assert book.crosswalk("killing.by_falconry")["huridocs"] == book.crosswalk("killing")["huridocs"]
    assert set(load().acts) < set(book.acts)


def test_the_digest_covers_content_and_neither_place_nor_layout(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    first = load([folder(here, FAMILY)]).digest
    assert first != load().digest
    assert load([folder(there, "# a remark\n" + FAMILY)]).digest == first
    assert load([folder(there, FAMILY.replace("camels", "goats"))]).digest != first


def test_a_later_folder_builds_on_an_earlier_one(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    folder(one, FAMILY)
    folder(two, '[acts.at_night]\nlabel = { en = "at night" }\ndefinition = "In the dark."\n')
    book = load([one, two])
    assert [a.id for a in book.families["cattle_raid"].acts] == ["cattle_raid.at_the_well", "cattle_raid.at_night"]
    assert book.families["cattle_raid"].own


@pytest.mark.parametrize(
    ("change", "problem", "remedy"),
    [
        (("definition =", "definitoin ="), "definition is missing", "rename definitoin to definition"),
        (('definition = "Herds', 'remark = "x"\ndefinition = "Herds'), "remark is an unknown key", "there are: "),
        (('en = "cattle raid", ', ""), "label.en is missing", "English is required"),
        (('"Herds are driven off by armed people."', '" "'), "definition is not text", "write definition"),
        (('"Herds are driven off by armed people."', "7"), "definition is not text", "write definition"),
        (('see = "killing"', 'see = "kiling"'), r"excludes\[0\].see points to 'kiling'", "one of: "),
        (("what = ", "waht = "), r"excludes\[0\].what is missing", "rename waht to what"),
        (('outcome = "unharmed"', 'outcome = "bored"'), "outcome is 'bored', which is not known", "one of: killed"),
        (('huridocs = ["130101"]', 'huridox = ["1"]'), "crosswalk.huridox is an unknown scheme", "huridocs"),
        (('["130101"]', '["999999"]'), "crosswalk.huridocs has '999999', which is no code", "schemes.toml"),
        (('["130101"]', '"130101"'), "crosswalk.huridocs is not a list of texts", "write huridocs"),
        (('["camels"]', "[3]"), "includes is not a list of texts", "write includes"),
        (("[acts.at_the_well]", "[acts.AtTheWell]"), "acts.AtTheWell is not an act's name", "small letters"),
        (("[acts.at_the_well]", '[acts."at.the.well"]'), "is not an act's name", "small letters"),
        (('definition = "It happens where the herd drinks."', ""), "acts.at_the_well.definition is missing", "add def"),
        (("crosswalk = { acled = [] }", "colour = 1"), "acts.at_the_well.colour is an unknown key", "there are"),
        (("[crosswalk]", "crosswalk = 3\n[other]"), "crosswalk is not a table", "write"),
        (('label = { en = "at the well" }', 'label = "at the well"'), "acts.at_the_well.label is not a table", "write"),
        (("[acts.at_the_well]", "[[excludes]]\n[acts.at_the_well]"), "is not TOML", "mend"),
        (("excludes = [{", 'excludes = ["x", {'), "excludes is not a list of tables", "write excludes"),
    ],
)
def test_each_kind_of_broken_file_is_named_with_its_key_and_remedy(
    tmp_path: Path, change: tuple[str, str], problem: str, remedy: str
) -> None:
    broken = FAMILY.replace(*change, 1)
    assert broken != FAMILY
    with pytest.raises(DataFileError, match=problem) as caught:
        load([folder(tmp_path, broken)])
    assert caught.value.subject.endswith("cattle_raid.toml")
    assert remedy in caught.value.advice


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('definition = "Mine."', "definition would redefine the family 'killing'"),
        (
            '[acts.massacre]\nlabel = { en = "x" }\ndefinition = "Mine."',
            "acts.massacre would redefine 'killing.massacre'",
        ),
    ],
)
def test_what_exists_cannot_be_redefined(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DataFileError, match=re.escape(problem)):
        load([folder(tmp_path, text, "killing.toml")])


@pytest.mark.parametrize("name", ["Cattle.toml", "cattle-raid.toml", "cattle raid.toml", "_cattle.toml", "7.toml"])
def test_a_file_name_that_is_no_family_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataFileError, match="name that cannot be a family's"):
        load([folder(tmp_path, FAMILY, name)])


def test_the_prefix_of_readings_is_not_part_of_a_name(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="begins with x_"):
        load([folder(tmp_path, FAMILY, "x_cattle_raid.toml")])


def test_a_folder_without_acts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="has no folder acts/"):
        load([tmp_path])
    with pytest.raises(DataFileError, match="has no folder acts/"):
        load([tmp_path / "nowhere"])


def test_bytes_that_are_no_toml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="is not UTF-8"):
        load([folder(tmp_path, b"label = '\xff'")])
    with pytest.raises(DataFileError, match="is larger than"):
        load([folder(tmp_path, b"#" * (MAX_BYTES + 1))])


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert "cattle_raid" in load([folder(tmp_path, b"\xef\xbb\xbf" + FAMILY.encode())]).families


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    folder(tmp_path, FAMILY)
    (tmp_path / "acts" / "README.md").write_text("Mine.")
    (tmp_path / "acts" / "cattle_raid.toml.orig").write_text("broken")
    assert "cattle_raid" in load([tmp_path]).families


def test_what_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "cattle_raid.toml").symlink_to(tmp_path / "acts")
    # a link to a folder is no file and is left alone, a link to nothing too
    (tmp_path / "acts" / "camel_raid.toml").symlink_to(tmp_path / "nothing")
    assert load([tmp_path]).families.keys() == load().families.keys()


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_table_or_our_error(raw: bytes) -> None:
    try:
        data = parse("a.toml", raw)
    except SijillError as error:
        assert "a.toml" in str(error)
    else:
        assert isinstance(data, dict)


def test_deep_nesting_is_an_error_of_ours() -> None:
    with pytest.raises(DataFileError):
        parse("a.toml", b"a = " + b"[" * 100_000)


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.integers() | st.text(max_size=5) | st.booleans(), max_size=4)
)
def test_done_finds_every_key_that_nobody_asked_for(data: dict[str, object]) -> None:
    table = Table("a.toml", data)
    if data:
        with pytest.raises(DataFileError, match="unknown key"):
            table.done()
    for key in data:
        try:
            table.text(key)
        except DataFileError as error:
            assert key in error.problem
    table.done()
