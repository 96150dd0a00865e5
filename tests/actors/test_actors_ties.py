"""Ties as reports state them, each with its words and days."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actors.invented_people import account
from sijill.actors.ties import ties
from sijill.types import Account, Party, PartyKey, PartyKind, Relation, Span


def telling(words: str, *names: tuple[str, PartyKind], language: str = "en", published: str = "2031-03-05") -> Account:
    """An account whose parties are named in its words."""
    told = account("one", words=words, language=language, published=published)
    parties = []
    for n, (name, kind) in enumerate(names):
        start = words.index(name)
        parties.append(Party(f"p{n}", kind, name, (Span(start, start + len(name)),)))
    return replace(told, parties=tuple(parties))


def found(told: Account, *parties: str) -> set[tuple[str, str, str]]:
    mine = [PartyKey("one", p) for p in parties or ("p0",)]
    holder = {PartyKey("one", p.id): f"a-{p.id}" for p in told.parties}
    return {(t.kind, t.source, t.target) for t in ties(mine, [told], holder)}


@pytest.mark.parametrize(
    ("words", "kind", "body"),
    [
        ("Omar Fadel, leader of the Hill Front, spoke.", "leads", "Hill Front"),
        ("Omar Fadel, a senior commander of the Hill Front, spoke.", "leads", "Hill Front"),
        ("Omar Fadel, a spokesman for the Front for the Hills, spoke.", "speaks_for", "Front for the Hills"),
        ("Omar Fadel, who is a member of the Hill Front and a poet, spoke.", "member_of", "Hill Front"),
        ("Omar Fadel (loyal to Hassan Karim) spoke.", "loyal_to", "Hassan Karim"),
        ("Omar Fadel, a cameraman for Wadi TV, was hurt.", "works_for", "Wadi TV"),
        ("Hill Front, backed by Norland, denied it.", "backed_by", "Norland"),
    ],
)
def test_what_stands_behind_a_name(words: str, kind: str, body: str) -> None:
    name = "Hill Front" if words.startswith("Hill") else "Omar Fadel"
    assert found(telling(words, (name, "person"))) == {(kind, "a-p0", body)}


def test_what_stands_before_a_name() -> None:
    told = telling("Fighters of the Norland-backed Hill Front denied it.", ("Hill Front", "organisation"))
    assert found(told) == {("backed_by", "a-p0", "Norland")}


@pytest.mark.parametrize(
    "words",
    [
        "Omar Fadel spoke, and Hassan Karim, leader of the Hill Front, wept.",
        "Omar Fadel was shot. The leader of the Hill Front denied it.",
        "Omar Fadel, leader of nobody in particular, spoke.",
    ],
)
def test_what_is_said_of_another_is_no_tie(words: str) -> None:
    assert found(telling(words, ("Omar Fadel", "person"))) == set()


def test_a_reading_states_it_and_the_body_is_an_actor() -> None:
    words = "Omar Fadel, a spokesman for the Hill Front, spoke. The Hill Front denied it."
    told = telling(words, ("Omar Fadel", "person"), ("Hill Front", "organisation"))
    told = replace(told, relations=(Relation("speaks_for", "p:p0", "the Hill Front", Span(14, 23)),))
    (tie,) = ties([PartyKey("one", "p0")], [told], {PartyKey("one", "p0"): "a-0", PartyKey("one", "p1"): "a-1"})
    assert (tie.source, tie.kind, tie.target) == ("a-0", "speaks_for", "a-1")
    assert (tie.first, tie.last) == ("2031-03-05", "2031-03-05")
    assert any(q.words == words.split(". ")[0] + "." for q in tie.quotes)
    # the body's page tells it as well
    assert ties([PartyKey("one", "p1")], [told], {PartyKey("one", "p0"): "a-0", PartyKey("one", "p1"): "a-1"}) == (tie,)


def test_arabic() -> None:
    told = telling(
        "وقال حسن كريم، المتحدث باسم جبهة الوادي، إن الجبهة لا علاقة لها.", ("حسن كريم", "person"), language="ar"
    )
    assert found(told) == {("speaks_for", "a-p0", "جبهة الوادي")}
