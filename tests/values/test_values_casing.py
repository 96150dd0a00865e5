"""Words in capitals as they would be written elsewhere. Everybody and every group is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.values.casing import in_capitals, recased


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (
            "THREE PEASANTS WERE KIDNAPPED IN QUILLAMAYO ON 7 MARCH.",
            "Three peasants were kidnapped in Quillamayo on 7 March.",
        ),
        ("HE SAID NO. THEY WERE ARMED MEN FROM JUPALZA.", "He said no. They were armed men from Jupalza."),
        (
            "POLICE ARRESTED DON RAMIRO CHUQUIVIL'S SON ON MONDAY",
            "Police arrested Don Ramiro Chuquivil's son on Monday",
        ),
        (
            "THE TUMBAYA PEASANT LIBERATION FRONT [TPLF] CLAIMED IT; THE TPLF SAID SO.",
            "The Tumbaya Peasant Liberation Front [TPLF] claimed it; the TPLF said so.",
        ),
        (
            "THE REPORT CAME FROM EL ZAPOTAL AND LAS PILAS TODAY.",
            "The report came from El Zapotal and Las Pilas today.",
        ),
    ],
)
def test_names_keep_their_capitals(told: str, written: str) -> None:
    assert recased(told) == written


@pytest.mark.parametrize(
    "words",
    [
        "Three peasants were kidnapped in QUILLAMAYO.",
        "UN, EU, NATO.",
        "",
        "ثلاثة قرويين خطفوا في القرية يوم الاثنين الماضي",
        "12345 67890 12345 67890 12345",
    ],
)
def test_what_is_not_in_capitals_stays(words: str) -> None:
    assert not in_capitals(words)
    assert recased(words) == words


def test_a_language_without_words_here_changes_nothing() -> None:
    words = "TROIS PAYSANS ONT ÉTÉ ENLEVÉS À QUILLAMAYO."
    assert recased(words, "xx") == words
    assert recased(words, "ar") == recased(words, "ar").strip()


@given(st.text(alphabet=st.characters(categories=["Lu", "Nd", "Zs", "Po", "Ps", "Pe"]), max_size=200))
def test_only_case_changes(words: str) -> None:
    written = recased(words)
    assert len(written) == len(words)
    assert all(one == other or one.lower() == other.lower() for one, other in zip(words, written, strict=True))


def test_twice_is_once() -> None:
    words = "GUNMEN KILLED THE MAYOR OF QUILLAMAYO, RAMIRO CHUQUIVIL, OUTSIDE THE TOWN HALL."
    assert recased(recased(words)) == recased(words)


def test_long_texts_take_no_longer_for_each_word() -> None:
    line = "THE (TPLF) AND THE MEN OF JUPALZA. "
    assert recased(line * 20_000)[-len(line) :] == "The (TPLF) and the men of Jupalza. "
