"""What speaks of violence and tells of none leaves the reader quiet; what is sure is said to be sure."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.codebook import load
from sijill.statements import evidence
from sijill.statements.baseline import BaselineReader
from sijill.types import Mention, Metadata, Text

READER = BaselineReader(load())


def mentions(words: str, **metadata: Any) -> tuple[Mention, ...]:
    digest = hashlib.sha256(words.encode()).hexdigest()
    text = Text(digest, digest, "passage", "plain 1", words, Metadata(language="en", **metadata))
    return READER.read(text).mentions


@pytest.mark.parametrize(
    "words",
    [
        "Harbour United's striker Nico Aldana shot twice before half-time and killed off the match. The visitors were "
        "under siege for most of the second half, and their goalkeeper was attacked from all sides.",
        "In the second reel of the film the colonel is assassinated on stage and two guards are stabbed. The director "
        "said that forty extras had been massacred nine times for the camera. The audience laughed.",
        "The storm attacked the coast at night and killed three people. Floods destroyed two hundred roofs and drove "
        "families from their homes; the cyclone is the fourth this season, the meteorologist said.",
        "In the exercise, which was announced last week, a mock hijacking was staged; twelve cadets were taken hostage "
        "and four were shot with blank cartridges. The drill ends on Friday.",
        "A columnist complained that he had been \"lynched\" by his critics and \"stabbed\" by his own editor.",
        "Dengue has killed nine people in the district since August, the health officer said. Patients with fever "
        "should see a doctor; teams will attack the mosquito with fogging machines.",
    ],
)  # fmt: skip
def test_what_tells_of_no_violence_leaves_it_quiet(words: str) -> None:
    assert mentions(words, published="2019-03-12") == ()


def test_the_same_words_are_meant_where_nothing_speaks_against_them() -> None:
    words = (
        "Gunmen shot dead the radio journalist Nico Aldana outside his home in Cali on Tuesday evening, police said. "
        "He had received several anonymous calls and death threats from a paramilitary group."
    )
    found = mentions(words, published="2019-03-12")
    assert [m.first("type") for m in found] == ["killing", "threat"]
    assert found[0].confidence > 0.9


def test_history_is_less_sure_than_news() -> None:
    words = "On 4 May {} soldiers shot dead the union leader Nico Aldana in Cali."
    new, old = mentions(words.format(2018), published="2019"), mentions(words.format(1919), published="2019")
    assert new[0].confidence > (old[0].confidence if old else 0.0)


@pytest.mark.parametrize("word", ["resign", "sue", "boycott"])
def test_a_threat_to_do_no_violence_is_no_threat(word: str) -> None:
    words = f"The opposition leader Nico Aldana threatened to {word} in a letter to the government on Tuesday."
    assert all(m.first("type") != "threat" for m in mentions(words, published="2019-03-12"))


def test_whoever_flees_after_a_deed_is_not_displaced() -> None:
    words = "Masked gunmen killed the lawyer Nico Aldana in Cali on 4 May 2018 and fled on a motorcycle."
    assert [m.first("type") for m in mentions(words)] == ["killing"]


def test_things_suffer_in_the_passive_too() -> None:
    words = "At least 60 houses were burnt by militiamen in the village of Alto Limón on 4 May 2018."
    (mention,) = mentions(words)
    (item,) = mention.items("target")
    assert mention.first("text", role="target", item=item) == "At least 60 houses"


def test_people_whom_no_list_has_are_told_by_number_and_ending() -> None:
    words = "Soldiers killed eleven quarrymen and two wreathmakers in Pasto on 4 May 2018, rights groups said."
    (mention,) = mentions(words)
    told = [mention.first("description", role="victim", item=item) for item in mention.items("victim")]
    assert told == ["eleven quarrymen", "two wreathmakers"]


def test_the_title_tells_the_year_of_a_report() -> None:
    words = "In February, the radio presenter Nico Aldana was beaten by soldiers in Pasto."
    (mention,) = mentions(words, title="Attacks on the press in 2017", published="2018-04-02")
    assert mention.first("date") == "2017-02"


@given(st.dictionaries(st.sampled_from(sorted(evidence.WEIGHTS)), st.floats(0, 3)))
def test_a_rate_is_a_share(told: dict[str, float]) -> None:
    assert 0.0 <= evidence.rate(told) <= 1.0
