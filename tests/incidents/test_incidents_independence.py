from __future__ import annotations

from dataclasses import replace

import pytest

from invented_accounts import account
from sijill.incidents.independence import agencies, credited, independence
from sijill.types import Account, Count
from sijill.values.folding import fold

LONG = (
    "Two bakers were shot dead near the river on the first of March as they opened their shop, neighbours said. "
    "A grey van had stood across the road since dawn, and nobody dared to ask whom it was waiting for that morning."
)
OTHER = (
    "Colleagues buried Salim Darwazi yesterday beside the mill where he had baked for thirty years before gunfire "
    "ended his life; the council promised an inquiry, as it has done after every such funeral of the past months."
)
THIRD = (
    "Residents speak of shots at daybreak, of a vehicle leaving toward the harbour and of a long silence afterwards."
)


def told(text: str, words: str, publisher: str | None, **more: str) -> Account:
    return account(text, words=words, publisher=publisher, **more)  # type: ignore[arg-type]


def count(*accounts: Account, event: str | None = None) -> Count:
    return independence(accounts, event).count


def test_reports_written_apart_count_each() -> None:
    assert count(told("a", LONG, "The Crier"), told("b", OTHER, "The Bell")) == Count(2, 2)


def test_a_copy_adds_nothing_even_if_cut() -> None:
    assert count(told("a", LONG, "The Crier"), told("b", "Exclusive! " + LONG[:150], "The Bell")) == Count(1, 1)


def test_one_outlet_is_one_origin() -> None:
    assert count(told("a", LONG, "The Crier"), told("b", OTHER, "the crier")) == Count(1, 1)


def test_one_agency_lowers_the_least() -> None:
    found = count(told("a", LONG + " (AFP)", "The Crier"), told("b", "As AFP reported, " + OTHER, "The Bell"))
    assert found == Count(1, 2)


def test_unknown_origins_count_at_most() -> None:
    assert count(told("a", LONG, None), told("b", OTHER, None)) == Count(1, 2)
    assert count(told("a", LONG, "The Crier"), told("b", OTHER, None), told("c", THIRD, "The Bell")) == Count(2, 3)


def test_recalling_long_after_adds_nothing() -> None:
    fresh = told("a", LONG, "The Crier", published="2031-03-02")
    recalling = told("b", OTHER, "The Bell", published="2033-03-02")
    assert count(fresh, recalling, event="2031-03-01") == Count(1, 1)
    assert independence([fresh, recalling], "2031-03-01").recalling == ("b",)
    assert count(recalling, event="2031-03-01") == Count(1, 1)
    assert count(fresh, recalling) == Count(2, 2)


def test_one_speaker_may_be_one_origin() -> None:
    a = told("a", LONG, "The Crier", speaker="the governor")
    b = told("b", OTHER, "The Bell", speaker="The Governor")
    assert count(a, b) == Count(1, 2)


def test_two_accounts_of_one_text_and_two_captures_of_one_report_are_one() -> None:
    a = told("a", LONG, None)
    assert count(a, replace(a, mention=replace(a.mention, id="i9"))) == Count(1, 1)
    edited = told("a2", THIRD, None)
    assert count(a, replace(edited, source=replace(edited.source, report=a.source.report))) == Count(1, 1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("BASRA (AFP) - Two bakers were shot.", {"afp"}),
        ("Two bakers were shot, police told Reuters.", {"reuters"}),
        ("The Associated Press reported the shooting.", {"ap"}),
        ("نقلت رويترز عن الشرطة", {"reuters"}),
        ("He wore a map of the sanatorium and sang ansa.", set()),
        ("The ape reported to the zoo.", set()),
    ],
)
def test_credits(words: str, found: set[str]) -> None:
    assert credited(told("a", words, None).source.text) == found


def test_agencies_are_named_once() -> None:
    names = [name for _, known in agencies() for name in known]
    assert len(names) == len(set(names))
    assert all(name == fold(name) for name in names)


def test_hostile_text_takes_no_time() -> None:
    for words in ("AP " * 60_000, "(" * 200_000, "to the " * 50_000):
        credited(told("a", words, None).source.text)
