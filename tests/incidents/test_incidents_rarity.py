from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sijill.incidents.rarity import UNLISTED, rarity


def test_what_most_reports_say_is_less_rare_than_what_few_do() -> None:
    assert rarity("the") < rarity("police") < rarity("pharmacy") < rarity("xanthochroid")


def test_names_that_no_list_has_are_the_rarest() -> None:
    assert rarity("tamboul") == rarity("طمبول") == UNLISTED


@given(st.text())
def test_any_word_has_a_rarity(word: str) -> None:
    assert 0.0 <= rarity(word) <= UNLISTED
