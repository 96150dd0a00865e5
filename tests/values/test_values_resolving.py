"""Resolving: which place of a name is meant, all names of a text together."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.types import Span
from sijill.values.resolving import Resolution, resolve

Found = tuple[str | None, str | None, str | None]  # town, division, country


def resolved(marked: str, language: str = "en", country: str | None = None) -> list[Resolution]:
    """What the names in [brackets] stand for."""
    text, spans = "", []
    for number, part in enumerate(re.split(r"[\[\]]", marked)):
        if number % 2:
            spans.append(Span(len(text), len(text) + len(part)))
        text += part
    return resolve(spans, text, language, country=country)


def parts(resolution: Resolution) -> Found:
    place = resolution.place
    assert place is not None
    return place.city, place.admin1, place.country


CASES: list[tuple[str, list[Found]]] = [
    # what it lies in stands behind it
    ("[Springfield], Illinois", [("Springfield", "Illinois", "US")]),
    ("[Springfield], Mass.", [("Springfield", "Massachusetts", "US")]),
    ("in [Tripoli], Lebanon", [("Tripoli", "North", "LB")]),
    ("[Lebanon], Pa.", [("Lebanon", "Pennsylvania", "US")]),
    # a list is not a containment
    ("in [Iraq], [Iran] and [Kuwait]", [(None, None, "IQ"), (None, None, "IR"), (None, None, "KW")]),
    ("Visitors to [Nigeria] and [Niger]", [(None, None, "NG"), (None, None, "NE")]),
    (
        "in [Washington], [New York] and [Boston]",
        [
            ("Washington", "Washington, D.C.", "US"),
            ("New York City", "New York", "US"),
            ("Boston", "Massachusetts", "US"),
        ],
    ),
    (
        "[Oregon], [Washington] and [Georgia]",
        [(None, "Oregon", "US"), (None, "Washington", "US"), (None, "Georgia", "US")],
    ),
    ("[Cleveland], [Columbus] and [Toledo]", [(n, "Ohio", "US") for n in ("Cleveland", "Columbus", "Toledo")]),
    # a county is not as large as its country
    ("[Croft], [Yorkshire]", [("Croft", "England", "GB"), (None, "England", "GB")]),
    (
        "born in [Clare] and schooled in [Ennis], [Ireland]",
        [
            (None, "Munster", "IE"),
            ("Ennis", "Munster", "IE"),
            (None, None, "IE"),
        ],
    ),
    # the others tell
    ("[Tripoli] and [Sidon]", [("Tripoli", "North", "LB"), ("Sidon", "South", "LB")]),
    ("[Tripoli] and [Misrata]", [("Tripoli", "Tripoli", "LY"), ("Misrata", "Misrata", "LY")]),
    ("[Mosul] and [Ramadi]", [("Mosul", "Nineveh", "IQ"), ("Ramadi", "Anbar", "IQ")]),
    # kinds
    ("[Basra] province", [(None, "Basra", "IQ")]),
    ("the governorate of [Basra]", [(None, "Basra", "IQ")]),
    ("[Basra]", [("Basra", "Basra", "IQ")]),
    ("[Palm Beach County]", [(None, "Florida", "US")]),
    # only the loose words are left out
    ("in [northern Iraq]", [(None, None, "IQ")]),
    ("in [downtown Cairo]", [("Cairo", "Cairo", "EG")]),
]


@pytest.mark.parametrize(("marked", "expected"), CASES, ids=[c[0] for c in CASES])
def test_case(marked: str, expected: list[Found]) -> None:
    assert [parts(r) for r in resolved(marked)] == expected


def test_arabic_with_letters_joined() -> None:
    found = resolved("قتل في [الموصل] و[ببغداد]", "ar")
    assert [parts(r) for r in found] == [("Mosul", "Nineveh", "IQ"), ("Baghdad", "Baghdad", "IQ")]


def test_the_country_of_publication_decides() -> None:
    (libya,) = resolved("[Tripoli]", country="LY")
    (lebanon,) = resolved("[Tripoli]", country="LB")
    assert (parts(libya)[2], parts(lebanon)[2]) == ("LY", "LB")


def test_a_name_means_one_place_in_a_text() -> None:
    found = resolved("[Paris], Texas, said. In [Paris] and in [Dallas] it rained.")
    assert parts(found[1]) == parts(found[0]) == ("Paris", "Texas", "US")


def test_a_sea_has_a_point_and_no_country() -> None:
    (sea,) = resolved("in the [Red Sea]")
    assert sea.kind == "feature"
    assert sea.place is not None
    assert sea.place.country is None
    assert sea.place.radius_km
    assert sea.place.radius_km > 500


def test_a_name_that_nobody_knows_lies_where_the_others_do() -> None:
    found = resolved("in [Mosul], [Tal Afar] and [Qlfxburgh]")
    assert found[2].rule == "neighbours"
    assert parts(found[2]) == (None, "Nineveh", "IQ")
    assert found[2].place is not None
    assert found[2].place.radius_km == 161


def test_without_others_it_lies_nowhere() -> None:
    assert resolved("in [Qlfxburgh]") == [Resolution(None, None, "unknown")]


@given(
    st.lists(
        st.sampled_from(["Paris", "Tripoli", "Zzyx", ",", "Texas", "County", "St.", "الموصل", "in", "'s"]), max_size=12
    ),
    st.data(),
)
@settings(deadline=None, max_examples=60)
def test_any_spans(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    spans = []
    for _ in range(data.draw(st.integers(0, 4)) if text else 0):
        start = data.draw(st.integers(0, len(text) - 1))
        spans.append(Span(start, data.draw(st.integers(start + 1, len(text)))))
    spans.sort()
    found = resolve(spans, text, "en")
    assert len(found) == len(spans)
    assert found == resolve(spans, text, "en")


def near(resolution: Resolution, latitude: float, longitude: float) -> bool:
    place = resolution.place
    assert place is not None
    assert place.latitude is not None
    assert place.longitude is not None
    return abs(place.latitude - latitude) < 1.5 and abs(place.longitude - longitude) < 1.5


@pytest.mark.parametrize(
    "marked",
    [
        # no gazetteer has it: what stands nearest in the text tells, not what the text is mostly about
        "In [Liverpool], in [Manchester], in [Leeds] they waited. He was held at [Dar Qasmun] in [Cairo].",
        # only part of it is the name of a town, and that lies elsewhere
        "In [Cairo], at [Bedford Dar Hall] they waited.",
        # an everyday word that is a small town somewhere
        "They met in [Cairo], here in the [Valley].",
        # named in full behind it, and no town of that name lies there
        "They met in [Rockingham], [Egypt].",
    ],
)
def test_what_is_not_known_lies_beside_what_is(marked: str) -> None:
    told = resolved(marked)
    doubtful = next(r for r in told if r.rule == "neighbours")
    assert doubtful.place is not None
    assert doubtful.place.city is None
    assert doubtful.place.radius_km is not None
    assert doubtful.place.radius_km >= 100
    assert doubtful.place.country == "EG"


def test_an_everyday_word_is_the_town_where_its_neighbours_are_near() -> None:
    (_, told) = resolved("From [West Point], Georgia, she walked to [Valley].", country="US")
    assert told.place is not None
    assert told.place.city == "Valley"
