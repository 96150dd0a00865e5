"""The toll of one event among the figures of a text: invented reports."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.types import Count, Span
from sijill.values.reckoning import Victim, toll_of

Bounds = tuple[int, int | None] | None


def _spans(text: str, *words: str) -> tuple[Span, ...]:
    return tuple(Span(m.start(), m.end()) for w in words for m in re.finditer(re.escape(w), text))


def _toll(text: str, family: str, *victims: Victim, triggers: tuple[str, ...] = ()) -> tuple[Bounds, Bounds]:
    found = toll_of(text, "en", family=family, victims=victims, triggers=_spans(text, *triggers))
    killed, injured = found.killed, found.injured
    return (
        (killed.count.min, killed.count.max) if killed else None,
        (injured.count.min, injured.count.max) if injured else None,
    )


def _named(text: str, *words: str) -> Victim:
    return Victim(_spans(text, *words), named=True)


def _group(text: str, *words: str) -> Victim:
    return Victim(_spans(text, *words), named=False)


def test_a_named_victim_is_one_and_the_season_s_dead_are_not_his() -> None:
    text = (
        "Omar Bello was shot dead in Kano on Monday. His sister spoke to us. More than 450 people have died in the "
        "unrest since May."
    )
    assert _toll(text, "killing", _named(text, "Omar Bello")) == ((1, 1), None)


def test_others_are_added_to_those_who_are_named() -> None:
    text = "A bomb killed Omar Bello in Kano on Monday. Four others died and ten were wounded."
    assert _toll(text, "bombing", _named(text, "Omar Bello"), _group(text, "Four others")) == ((5, 5), (10, 10))


def test_nobody_is_counted_twice() -> None:
    text = "A bomb in Kano killed Omar Bello and 21 others."
    assert _toll(text, "bombing", _named(text, "Omar Bello"), _group(text, "21 others")) == ((22, 22), None)


def test_who_is_named_after_a_number_is_one_of_them() -> None:
    text = "Nine students were killed in Kano on Monday. Musa Danjuma, 21, died at the gate."
    assert _toll(text, "armed_attack", _group(text, "Nine students"), _named(text, "Musa Danjuma")) == ((9, 9), None)


def test_one_of_eight_is_eight() -> None:
    text = "General Omar Bello was one of eight people killed by a car bomb in Kano."
    assert _toll(text, "bombing", _named(text, "Omar Bello"), _group(text, "one of eight people"))[0] == (8, 8)


def test_a_part_is_not_added() -> None:
    text = "Gunmen attacked a school in Kano, killing six civilians, including five teachers."
    assert _toll(text, "armed_attack", _group(text, "five teachers"), _group(text, "six civilians"))[0] == (6, 6)


def test_figures_that_differ_make_a_range() -> None:
    text = "They attacked Kano, killing 46 civilians, according to the army, or 216 civilians, according to residents."
    assert _toll(text, "armed_attack", _group(text, "46 civilians"))[0] == (46, 216)


def test_the_wounded_in_a_killing_are_told_apart() -> None:
    text = "Gunmen killed Omar Bello in Kano. His driver, Ali Saleh, was wounded in the arm."
    assert _toll(text, "killing", _named(text, "Omar Bello"), _named(text, "Ali Saleh")) == ((1, 1), (1, 1))


def test_who_was_not_harmed_is_not_counted() -> None:
    text = "Gunmen killed Omar Bello in Kano. They did not harm his daughter Zahra."
    assert _toll(text, "killing", _named(text, "Omar Bello"), _named(text, "Zahra")) == ((1, 1), None)


def test_an_attempt_kills_nobody() -> None:
    text = "Omar Bello was shot in the leg in Kano. He is in hospital."
    assert _toll(text, "attempted_killing", _named(text, "Omar Bello")) == (None, (1, 1))
    text = "Omar Bello escaped an attempt on his life in Kano."
    assert _toll(text, "attempted_killing", _named(text, "Omar Bello")) == (None, None)


def test_a_threat_has_no_toll_though_its_victim_was_killed_later() -> None:
    text = "Omar Bello had been threatened in May. He was shot dead in June. Omar Bello was killed with a rifle."
    assert _toll(text, "threat", _named(text, "Omar Bello"), triggers=("threatened",)) == (None, None)


def test_a_figure_of_another_event_is_left_aside() -> None:
    text = (
        "On 5 May a bomb in the bazaar of Kano killed more than 60 persons. The attack of the week before killed nine "
        "and wounded 19."
    )
    assert _toll(text, "bombing", _group(text, "more than 60 persons"), triggers=("bomb",)) == ((60, None), None)


def test_figures_beside_victims_without_a_number() -> None:
    text = "Attackers opened fire on the protesters in Kano. At least 14 people were killed and 30 wounded."
    assert _toll(text, "armed_attack", _group(text, "the protesters"), triggers=("opened fire",)) == (
        (14, None), (30, 30),
    )  # fmt: skip


def test_without_victims_the_sentences_of_the_act_tell() -> None:
    text = "A bomb in Kano killed nine and wounded 19. In Jos the police arrested four. A guard was killed there."
    assert _toll(text, "bombing", triggers=("bomb",)) == ((9, 9), (19, 19))
    assert _toll(text, "bombing") == (None, None)


def test_a_number_told_after_people_is_a_part_of_them() -> None:
    text = "A bomb killed four people in Kano. Two policemen who came to help died."
    assert _toll(text, "bombing", _group(text, "four people"), _group(text, "Two policemen")) == ((4, 4), None)


def test_the_next_sentence_may_go_on_about_the_same_person() -> None:
    text = "Rockets fell on the house of Omar Bello in Kano. He lost a leg."
    assert _toll(text, "shelling", _named(text, "Omar Bello")) == (None, (1, 1))


def test_the_guard_killed_in_an_attempt_is_counted() -> None:
    text = "Gunmen fired on the car of Omar Bello in Kano. He was unhurt. His bodyguard was killed."
    victims = (_named(text, "Omar Bello"), _group(text, "His bodyguard"))
    assert _toll(text, "attempted_killing", *victims) == ((1, 1), None)


def test_nobody_is_no_figure_where_somebody_is() -> None:
    text = "A mine killed a driver in Kano. There were no deaths on Tuesday."
    assert _toll(text, "bombing", _group(text, "a driver")) == ((1, 1), None)


def test_the_killed_of_another_day_are_not_those_of_an_assault() -> None:
    text = "Police beat Omar Bello in Kano. In the unrest, nineteen people were killed."
    assert _toll(text, "assault", _named(text, "Omar Bello")) == (None, (1, 1))


def test_the_figure_quotes_its_words() -> None:
    text = "A bomb killed Omar Bello in Kano on Monday. Four others died."
    found = toll_of(
        text, "en", family="bombing", victims=[_named(text, "Omar Bello"), _group(text, "Four others")]
    )  # fmt: skip
    assert found.killed is not None
    assert [text[s.start : s.end] for s in found.killed.spans] == ["Omar Bello", "Four others"]
    assert found.killed.rule == "victims"


def test_arabic() -> None:
    text = "قتل الناشط سالم الراوي برصاص مسلحين في البصرة وأصيب ثلاثة آخرون."
    found = toll_of(text, "ar", family="killing", victims=[_named(text, "سالم الراوي")])
    assert found.killed is not None
    assert found.killed.count == Count(1, 1)


WORDS = st.sampled_from("Omar Bello killed wounded nine others 12 people dead . , and among them of the".split())  # noqa: SIM905


@given(
    st.lists(WORDS, min_size=1, max_size=40).map(" ".join),
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 12), st.booleans()), max_size=5),
    st.sampled_from(["killing", "bombing", "threat", "assault", "attempted_killing", "abduction"]),
)
@settings(deadline=None)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_any_victims(language: str, text: str, victims: list[tuple[int, int, bool]], family: str) -> None:
    given = [
        Victim((Span(start % len(text), min(len(text), start % len(text) + size)),), named)
        for start, size, named in victims
    ]
    found = toll_of(text, language, family=family, victims=given)
    for figure in (found.killed, found.injured):
        if figure is not None:
            assert all(s.end <= len(text) for s in figure.spans)
