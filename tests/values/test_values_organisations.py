"""Organisations: the table, names that stand for one, and names in texts. Real names; what is told of them is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill import codebook
from sijill.errors import DataFileError
from sijill.values.organisations import find, introductions, load, resolve

TABLE = load()

RESOLVED = [
    ("Islamic State", None, "islamic_state"), ("the Islamic State", None, "islamic_state"), ("ISIS", None, "islamic_state"),
    ("Islamic State (IS)", None, "islamic_state"), ("Islamic State of Iraq and the Levant", None, "islamic_state"),
    ("Da’esh", None, "islamic_state"), ("Daesh", None, "islamic_state"), ("داعش", None, "islamic_state"), ("تنظيم الدولة الإسلامية", None, "islamic_state"),
    ("al-Qaeda", None, "al_qaeda"), ("Al-Qa'ida", None, "al_qaeda"), ("Al Qaida", None, "al_qaeda"), ("تنظيم القاعدة", None, "al_qaeda"),
    ("Hizballah", None, "hezbollah"), ("حزب الله", None, "hezbollah"), ("Ansar Allah", None, "houthis"), ("الحوثيين", None, "houthis"),
    ("Hashd al-Shaabi", None, "pmf"), ("الحشد الشعبي", None, "pmf"), ("Popular Mobilization Forces (PMF)", None, "pmf"),
    ("Kata'ib Hizballah", None, "kataib_hezbollah"), ("Harakat Hizbullah al-Nujaba", None, "nujaba"), ("Asaib Ahl Al-Haqq", None, "asaib"),
    ("Izz el-Deen al-Qassam Brigades", None, "qassam"), ("Tehreek-e Taliban Pakistan", None, "ttp"), ("TTP", None, "ttp"),
    ("Peoples' Democratic Party", None, "tr_hdp"), ("People's Democratic Party", None, "pdp_ng"), ("Al Jazeera", None, "al_jazeera"),
    ("الجزيرة", None, "al_jazeera"), ("Reporters Without Borders", None, "rsf"), ("RSF", "SD", "rsf_sd"), ("RSF", "FR", "rsf"),
    ("National Security Agency", "EG", "eg_nsa"), ("NSA", "US", "us_nsa"), ("SDF", "SY", "sdf_sy"), ("U.N.", None, "un"),
    ("Revolutionary Armed Forces of Colombia", None, "farc"), ("Los Zetas", None, "zetas"), ("Shining Path", None, "sendero"),
    ("Committee to Protect Journalists", None, "cpj"), ("لجنة حماية الصحفيين", None, "cpj"), ("Tatmadaw", None, "mm_tatmadaw"),
    ("Médecins Sans Frontières", None, "msf"), ("Doctors Without Borders", None, "msf"),
]  # fmt: skip

UNRESOLVED = [
    ("SDF", None), ("RSF", None), ("ISF", None), ("ISF", "FR"), ("Ministry of Tides", None), ("", None), ("Army", None), ("is", None),
    ("Islamic State (FARC)", None), ("Mosul Museum", None), ("Times", None), ("qaeda-like", None), ("(", None),
]  # fmt: skip


def test_the_table_is_large_and_of_all_regions() -> None:
    kinds = [o.kind for o in TABLE]
    armed = {
        "guerrilla",
        "paramilitary",
        "death_squad",
        "opposition_force",
        "private_army",
        "criminal",
        "armed_forces",
        "police",
        "intelligence",
    }
    assert len(TABLE) >= 400
    assert sum(k in armed for k in kinds) >= 250
    assert sum(k in ("media", "news_agency") for k in kinds) >= 80
    assert sum(k in ("rights", "relief", "press_freedom", "observatory", "union", "international") for k in kinds) >= 70
    assert len({c for o in TABLE for c in o.countries}) >= 80
    assert sum(bool(o.arabic) for o in TABLE) >= 300


def test_each_kind_has_a_code_of_the_codebook() -> None:
    codes = {term.id for term in codebook.load().terms("perpetrator_types")}
    assert {o.type for o in TABLE if o.type} <= codes
    assert TABLE.get("hezbollah").type == "020201"  # type: ignore[union-attr]
    assert TABLE.get("reuters").type is None  # type: ignore[union-attr]


def test_each_row_tells_its_source_in_words() -> None:
    assert {o.source for o in TABLE if len(o.source) < 8} == set()


def test_every_name_leads_to_its_organisation() -> None:
    for organisation in TABLE:
        for name in (*organisation.names, *organisation.abbreviations):
            assert organisation in TABLE.candidates(name), name


def test_few_names_are_shared_and_those_only_by_two_countries() -> None:
    for organisation in TABLE:
        for name in organisation.names:
            others = [o for o in TABLE.candidates(name) if o is not organisation]
            assert not others, name


@pytest.mark.parametrize(("name", "country", "expected"), RESOLVED)
def test_resolved(name: str, country: str | None, expected: str) -> None:
    found = resolve(name, country=country)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(("name", "country"), UNRESOLVED)
def test_unresolved(name: str, country: str | None) -> None:
    assert resolve(name, country=country) is None


def test_no_spelling_of_one_is_anothers() -> None:
    """A name with a letter doubled is still its own or nobody's, never another organisation's."""
    for organisation in list(TABLE)[::7]:
        bent = organisation.name.replace("a", "aa", 1)
        assert resolve(bent) in (organisation, None), bent


def told(text: str, language: str = "en", country: str | None = None) -> list[tuple[str, str | None, str]]:
    return [
        (text[m.span.start : m.span.end], m.organisation.id if m.organisation else None, m.rule)
        for m in find(text, language, country=country)
    ]


FOUND = [
    ("Fighters of the Islamic State attacked.", "en", None, [("Islamic State", "islamic_state", "name")]),
    ("The Islamic State (IS) attacked. IS denied it.", "en", None,
     [("Islamic State", "islamic_state", "name"), ("IS", "islamic_state", "introduced"), ("IS", "islamic_state", "introduced")]),
    ("It is said that he was there.", "en", None, []),
    ("the islamic state of affairs", "en", None, []),
    ("Al-Nusra Front and al-Shabaab", "en", None, [("Al-Nusra Front", "nusra", "name"), ("al-Shabaab", "al_shabaab", "name")]),
    ("The SDF withdrew.", "en", None, [("SDF", None, "abbreviation")]),
    ("The SDF withdrew.", "en", "SY", [("SDF", "sdf_sy", "abbreviation")]),
    ("The SDF withdrew, the Syrian Democratic Forces said.", "en", None,
     [("SDF", "sdf_sy", "abbreviation"), ("Syrian Democratic Forces", "sdf_sy", "name")]),
    ("The Southern Defence Front (SDF) came. The SDF left.", "en", "SY", [("SDF", None, "introduced"), ("SDF", None, "introduced")]),
    ("Reporters Without Borders (RSF) on the Rapid Support Forces (RSF)", "en", None,
     [("Reporters Without Borders", "rsf", "name"), ("RSF", "rsf", "introduced"),
      ("Rapid Support Forces", "rsf_sd", "name"), ("RSF", "rsf_sd", "introduced")]),
    ("Dawn broke over Karachi. The Times it took.", "en", None, []),
    ("The Danish Refugee Council (DRC) in the DRC", "en", None,
     [("Danish Refugee Council", "drc_ngo", "name"), ("DRC", "drc_ngo", "introduced"), ("DRC", "drc_ngo", "introduced")]),
    ("a protest in the DRC", "en", None, []),
    ("the Taliban’s spokesman and Hezbollah's fighters", "en", None, [("Taliban", "taliban", "name"), ("Hezbollah", "hezbollah", "name")]),
    ("the U.N. and UNICEF", "en", None, [("U.N.", "un", "abbreviation"), ("UNICEF", "unicef", "name")]),
    ("the IDF's statement", "en", None, [("IDF", "il_idf", "abbreviation")]),
    ("Lashkar e Taiba, Lashkar-e-Taiba", "en", None, [("Lashkar e Taiba", "lashkar_taiba", "name"), ("Lashkar-e-Taiba", "lashkar_taiba", "name")]),
    ("He left the Islamic. State media said so.", "en", None, []),
    ("قال الجيش العراقي", "ar", None, [("الجيش العراقي", "iq_army", "name")]),
    ("وبالحشد الشعبي", "ar", None, [("الحشد الشعبي", "pmf", "name")]),
    ("مع تنظيم داعش وحزب الله", "ar", None, [("تنظيم داعش", "islamic_state", "name"), ("حزب الله", "hezbollah", "name")]),
    ("مراسل قناة الجزيرة في الجزيرة", "ar", None, [("قناة الجزيرة", "al_jazeera", "name")]),
    ("القاعدة العسكرية", "ar", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "country", "expected"), FOUND)
def test_found(text: str, language: str, country: str | None, expected: list[tuple[str, str | None, str]]) -> None:
    assert told(text, language, country) == expected


@pytest.mark.parametrize(
    ("text", "name", "short"),
    [
        ("the Free Wadi Movement (FWM) said", "Free Wadi Movement", "FWM"),
        ("the National Union of Wadi Workers (NUWW)", "National Union of Wadi Workers", "NUWW"),
        ("Front for the Liberation of the Hills (FLH),", "Front for the Liberation of the Hills", "FLH"),
    ],
)
def test_an_introduction_is_read(text: str, name: str, short: str) -> None:
    (pair,) = introductions(text)
    assert text[pair.name.start : pair.name.end] == name
    assert text[pair.abbreviation.start : pair.abbreviation.end] == short


@pytest.mark.parametrize(
    "text", ["he said (FWM)", "(FWM)", "the Wadi (1999)", "the Free Wadi. Movement (FXM)", "the hills (see FWM)"]
)
def test_no_introduction(text: str) -> None:
    assert introductions(text) == []


ROW = 'wadi_brigade = {{ name = "Wadi Brigade", ar = ["لواء الوادي"], short = ["WBG"], kind = "guerrilla", country = "IQ", source = "our own notes"{more} }}\n'


def own(folder: Path, rows: str) -> Path:
    (folder / "organisations").mkdir()
    (folder / "organisations" / "mine.toml").write_text(rows, "utf-8")
    return folder


def test_a_users_own_rows_lie_over_the_table(tmp_path: Path) -> None:
    mine = (
        ROW.format(more="") + 'reuters = { name = "Reuters of the Wadi", kind = "media", source = "our own notes" }\n'
    )
    table = load([own(tmp_path, mine)])
    assert len(table) == len(TABLE) + 1
    brigade = table.resolve("لواء الوادي")
    assert brigade is not None
    assert (brigade.id, brigade.type, brigade.source) == ("wadi_brigade", "020201", "our own notes")
    assert table.get("reuters").name == "Reuters of the Wadi"  # type: ignore[union-attr]
    assert TABLE.get("reuters").name == "Reuters"  # type: ignore[union-attr]
    assert load([tmp_path.parent]).get("wadi_brigade") is None


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("x = 3", "no row"), ("x = { name = 'X' }", "no kind"), ("x = { name = ' ', kind = 'media', source = 's' }", "no name"),
        ("x = { name = 'X', kind = 'club', source = 's' }", "unknown kind 'club'"), ("x = { name = 'X', kind = 'media', source = 's', nick = 'Y' }", "'nick'"),
        ("x = { name = 'X', kind = 'media', source = 's', also = 'Y' }", "not a list"), ("x = { name = 'X', kind = 'media', source = 's', country = 'Iraq' }", "Iraq"),
        ("x = { name = 'X', kind = 'media', source = 's', from = 'then' }", "year"), ("x = { name = 'X', kind = 'media', source = 's', from = 2000, to = 1999 }", "before it begins"),
        ("x = { name = 'X', kind = 'media', source = 's', parent = 'nobody' }", "nobody"), ("x = [", "cannot be read"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: Path, rows: str, problem: str) -> None:
    with pytest.raises(DataFileError, match=problem):
        load([own(tmp_path, rows)])


WORDS = st.sampled_from(
    [
        "the",
        "The",
        "Islamic",
        "State",
        "of",
        "Iraq",
        "(",
        ")",
        "IS",
        "ISIS",
        "SDF",
        "al-",
        "Al-Nusra",
        "Front",
        "al-Qaeda",
        ".",
        "\n\n",
        "U.N.",
        "Reporters",
        "Without",
        "Borders",
        "(RSF)",
        "داعش",
        "والحشد",
        "الشعبي",
        "الجيش",
        "للجيش",
        "'",
        "’s",
        "-",
    ]
)


@given(st.text(max_size=60) | st.lists(WORDS, max_size=20).map(" ".join), st.sampled_from(["en", "ar"]))
@settings(deadline=None)
def test_mentions_quote_the_text_in_order(text: str, language: str) -> None:
    end = 0
    for mention in find(text, language):
        assert mention.span.start >= end
        assert text[mention.span.start : mention.span.end].strip()
        assert mention.organisation is None or mention.organisation.id in mention.candidates
        end = mention.span.end
    resolve(text)
