"""Places: which words name one, and which one of that name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import DataFileError
from sijill.values.gazetteer import Gazetteer, gazetteer, key_of
from sijill.values.places import find_places

Found = tuple[str, str | None, str | None, str | None]  # words, town, division, country

PHRASES: list[tuple[str, list[Found]]] = [
    ("Gunmen killed her in Basra.", [("Basra", "Basra", "Basra", "IQ")]),
    ("Protesters in Basra province fled.", [("Basra", None, "Basra", "IQ")]),
    ("in Maysan Governorate", [("Maysan", None, "Maysan", "IQ")]),
    ("the city of Amarah", [("Amarah", "Amarah", "Maysan", "IQ")]),
    ("Tripoli, Lebanon", [("Tripoli, Lebanon", "Tripoli", "North", "LB")]),
    ("Tripoli, Libya", [("Tripoli, Libya", "Tripoli", "Tripoli", "LY")]),
    ("in Karachi (Sindh)", [("Karachi (Sindh", "Karachi", "Sindh", "PK")]),
    ("Springfield, Illinois, United States", [("Springfield, Illinois, United States", "Springfield", "Illinois", "US")]),
    ("the Ziyouna district of Baghdad", [("Ziyouna", "Baghdad", "Baghdad", "IQ"), ("Baghdad", "Baghdad", "Baghdad", "IQ")]),
    ("near Tahrir Square in Cairo", [("Tahrir Square", "Cairo", "Cairo", "EG"), ("Cairo", "Cairo", "Cairo", "EG")]),
    ("near Tahrir Square in Baghdad", [("Tahrir Square", "Baghdad", "Baghdad", "IQ"), ("Baghdad", "Baghdad", "Baghdad", "IQ")]),
    ("in Beirut's southern suburbs", [("Beirut's southern suburbs", "Beirut", "Mount Lebanon", "LB")]),
    ("in Ba'quba and Al-Kut", [("Ba'quba", "Baqubah", "Diyala", "IQ"), ("Al-Kut", "Kut", "Wasit", "IQ")]),
    ("in the U.S. and the UK", [("U.S.", None, None, "US"), ("UK", None, None, "GB")]),
    ("the Gaza Strip", [("the Gaza Strip", None, "Gaza Strip", "PS")]),
    ("in Sidon, Iraq and Syria said", [("Sidon", "Sidon", "South", "LB"), ("Iraq", None, None, "IQ"), ("Syria", None, None, "SY")]),
    ("He fled to Jordan.", [("Jordan", None, None, "JO")]),
    ("in Atlanta, Georgia", [("Atlanta, Georgia", "Atlanta", "Georgia", "US")]),
    ("in Georgia and Armenia", [("Georgia", None, None, "GE"), ("Armenia", None, None, "AM")]),
    ("protesters in Hong Kong", [("Hong Kong", "Hong Kong", None, "HK")]),
    ("in the village of Kocho", [("Kocho", "Kocho", "Nineveh", "IQ")]),
    ("in Mexico and Panama", [("Mexico", None, None, "MX"), ("Panama", None, None, "PA")]),
    ("American police said protests in Georgia went on", [("American", None, None, "US"), ("Georgia", None, "Georgia", "US")]),
    ("at Baghdad airport", [("Baghdad airport", "Baghdad", "Baghdad", "IQ")]),
    ("a Quds Force commander", []),
    ("in South America and Africa", []),
    ("NATO and SOL said so", []),
    ("Tom Mosul spoke; Mosul smiled.", []),
    ("in al-Raqqah", [("al-Raqqah", "Raqqa", "Raqqa", "SY")]),
    ("in Orange County, California", [("Orange County, California", None, "California", "US")]),
    ("in Tsuen Wan in Hong Kong", [("Tsuen Wan", "Hong Kong", None, "HK"), ("Hong Kong", "Hong Kong", None, "HK")]),
    # no places

    ("Abd al-Qudus Kess was there.", []),
    ("Zala said that Southwest and North had lost.", []),
    ("Can Turn and Name rest in Hope?", []),
    ("Moving to the Southwest.", []),
    ("Rami Jordan met Sara Paris.", []),
    ("Most police march in May.", []),
    ("Saad Basrawi and Ali Hassan spoke.", []),
    ("the province said", []),
    ("basra, baghdad and beirut in small letters", []),
    ("President Lincoln and General Sherman", []),
]  # fmt: skip

ARABIC: list[tuple[str, list[Found]]] = [
    ("في مدينة العمارة بمحافظة ميسان", [("العمارة", "Amarah", "Maysan", "IQ"), ("ميسان", None, "Maysan", "IQ")]),
    ("قرب ساحة التحرير وسط بغداد", [("ساحة التحرير", "Baghdad", "Baghdad", "IQ"), ("بغداد", "Baghdad", "Baghdad", "IQ")]),
    ("في المدينة والمحافظة", []),
    ("ببغداد", [("بغداد", "Baghdad", "Baghdad", "IQ")]),
    ("محمد السوداني وعلي العراقي", []),
    ("الجيش العراقي", [("العراقي", None, None, "IQ")]),
    ("في بيروت ولبنان", [("بيروت", "Beirut", "Beirut", "LB"), ("لبنان", None, None, "LB")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "expected", "language"),
    [(p, e, "en") for p, e in PHRASES] + [(p, e, "ar") for p, e in ARABIC],
    ids=[p for p, _ in PHRASES + ARABIC],
)
def test_phrase(phrase: str, expected: list[Found], language: str) -> None:
    found = find_places(phrase, language)
    assert [
        (phrase[p.span.start : p.span.end], p.place.city, p.place.admin1, p.place.country) for p in found
    ] == expected


def test_the_country_given_decides() -> None:
    (libya,) = find_places("in Tripoli", "en", country="LY")
    (lebanon,) = find_places("in Tripoli", "en", country="LB")
    assert (libya.place.country, lebanon.place.country) == ("LY", "LB")


def test_the_country_mentioned_decides() -> None:
    assert find_places("Lebanon mourns. Shots fell in Tripoli.", "en")[-1].place.country == "LB"


def test_demonyms_tell_a_country_and_no_place() -> None:
    (found,) = find_places("a Lebanese journalist", "en")
    assert found.demonym
    assert found.place.country == "LB"


def test_precision_and_radius_shrink_together() -> None:
    text = "In Iraq, in Anbar province, in Baghdad, in the Ziyouna district, near Khilani Square."
    found = find_places(text, "en")
    assert [p.place.precision for p in found] == ["country", "admin1", "city", "district", "site"]
    radii = [p.place.radius_km or 0 for p in found]
    assert radii == sorted(radii, reverse=True)
    assert all(p.place.latitude is not None and p.place.longitude is not None for p in found)


def test_a_layer_of_the_users_own(tmp_path: Path) -> None:
    layer = tmp_path / "places.toml"
    layer.write_text(
        '[[parts]]\ntown = 98182\ncountry = "IQ"\ndivision = "07"\nsites = [["Lantern Gate", 33.3, 44.4]]',
        encoding="utf-8",
    )
    (found,) = gazetteer((layer,)).named(key_of("Lantern Gate"))
    assert (found.place.city, found.kind) == ("Baghdad", "site")


def test_a_broken_layer_is_named(tmp_path: Path) -> None:
    layer = tmp_path / "broken.toml"
    layer.write_text("[[parts]", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"broken\.toml"):
        gazetteer((layer,))


def test_other_data_is_refused() -> None:
    with pytest.raises(ValueError, match="gazetteer"):
        Gazetteer(b"x\n.\na\n.\nb\n.\nc\n.\nd\n.\n", [])


WORDS = st.sampled_from(
    """in In the of Baghdad Basra province , ( ) . 's - Al Kut Tripoli Lebanon Jordan U.S. Green Zone Square city
    New York بغداد في محافظة ب مدينة العراق الرقة""".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(), st.sampled_from([None, "IQ", "XX"]))
@settings(deadline=None)
def test_any_text(text: str, country: str | None) -> None:
    for language in ("en", "ar"):
        end = 0
        for found in find_places(text, language, country=country):
            assert end <= found.span.start < found.span.end <= len(text)
            end = found.span.end
            assert found.place.country


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # what stands beside says that it is a place
        ("They held fourteen men at a lime pit west of Loikaw on Thursday.", ["Loikaw"]),
        ("She spoke to the mayor of Malacatán.", ["Malacatán"]),
        ("Shells fell on the covered market of Kafranbel.", ["Kafranbel"]),
        ("He was taken on the Douentza road with his cousin.", ["Douentza"]),
        ("Eleven people died in Umlazi.", ["Umlazi"]),
        # small words within a name
        ("* Port-au-Prince, Thursday night: three dead.", ["Port-au-Prince"]),
        ("medicines at San Antonio del Táchira", ["San Antonio del Táchira"]),
        # a chronicle's heading, where the text lies in the country
        ("News from France. 19 January. Bastia. A charge of 500 grams.", ["France", "Bastia"]),
        # a town that is known tells the country of the next
        ("Rockets fell on Kafranbel and then, all night, on Hish.", []),
        ("Rockets fell in Idlib and then, all night, at last, they say, Kafranbel burned.", ["Idlib", "Kafranbel"]),
        # "of" alone says nothing
        ("after the death of Zarzis", []),
    ],
)
def test_the_words_beside_say_that_it_is_a_place(text: str, names: list[str]) -> None:
    assert [text[p.span.start : p.span.end] for p in find_places(text, "en")] == names


def test_a_large_town_is_not_the_county_of_its_name() -> None:
    (found,) = find_places("He left the pier in Buenaventura at six.", "en")
    assert (found.place.city, found.place.country) == ("Buenaventura", "CO")
