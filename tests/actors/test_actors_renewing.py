"""Actors in a register that grows: what a change reaches comes to what the whole comes to; ids live on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill import workflow
from sijill.errors import DecisionError, NotFoundError
from sijill.register import Register
from sijill.settings import load
from sijill.types import (
    Anchor,
    Capture,
    Count,
    Decision,
    Mention,
    Metadata,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)
from sijill.workflow import actors
from sijill.workflow.renewing import derive_actors, renew_actors

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
READER = ReaderIdentity("invented", "1", None, None)
PLACES = {
    "Basra": Place("Basra", "Basra", "IQ", None, 99532, 30.5, 47.8, None, "city"),
    "Mosul": Place("Mosul", "Nineveh", "IQ", None, 99072, 36.3, 43.1, None, "city"),
}


def keep(
    register: Register,
    uri: str,
    victims: Sequence[tuple[str | None, str]],
    *,
    family: str = "killing",
    place: str = "Basra",
    on: str = "2031-03-01",
    trade: str | None = None,
    second: str | None = None,
) -> None:
    """Keep a report of one event with these victims and what became of each.

    Where a *second* event is told, a threat against somebody called so, the reading does not say who is who in the two.
    """
    words = f"{uri}: {'; '.join(n or 'somebody' for n, _ in victims)} in {place} on {on}; {second or ''}."
    content = words.encode()
    sha = hashlib.sha256(content).hexdigest()
    capture = Capture(sha, content, uri, "file", NOON, "text/plain", "utf-8")
    text = Text(hashlib.sha256(words.encode()).hexdigest(), sha, uri, "plain 1", words,
                Metadata(language="en", published=on))  # fmt: skip
    statements: list[Statement] = []
    parties: list[Party] = []

    mention = "i0"

    def say(name: str, value: Value, role: str = "mention", item: str = "", span: Span = Span(0, 1)) -> None:  # noqa: B008
        statements.append(Statement(Subject(mention, role, item), name, value, (span,)))  # type: ignore[arg-type]

    say("type", family)
    say("kind", "event")
    say("scope", "in")
    say("date", on)
    say("place", PLACES[place])
    for n, (name, outcome) in enumerate(victims):
        item = f"p{n}"
        start = words.index(name) if name else 0
        span = Span(start, start + len(name or "x"))
        parties.append(Party(item, "person", name, (span,)))
        if name:
            say("name", name, "victim", item, span)
        say("outcome", outcome, "victim", item, span)
        say("count", Count(1, 1), "victim", item, span)
        if trade:
            say("occupation", trade, "victim", item, span)
    mentions = [Mention("i0", (Span(0, len(words)),), tuple(statements))]
    if second is not None:
        mention, parties, statements = "i1", [], []
        say("type", "threat")
        say("kind", "event")
        say("scope", "in")
        say("date", "2030-07-01")
        span = Span(words.rindex(second), words.rindex(second) + len(second))
        say("name", second, "victim", "p0", span)
        say("outcome", "threatened", "victim", "p0", span)
        mentions.append(Mention("i1", (span,), tuple(statements)))
    reading = Reading(READER, text.id, tuple(mentions), tuple(parties))
    register.keep(capture, text, reading, by="test")


@pytest.fixture
def register(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Register.open(tmp_path / "t.sijill", create=True) as opened:
        yield opened


def holds(register: Register) -> None:
    """What is kept is what the whole gives, and the register proves itself."""
    assert register.actors.is_current()
    assert list(register.actors.differing(derive_actors(register))) == []


def who(register: Register, name: str) -> list[str]:
    return [row.card.actor for row in actors.people(register, name)]


def linked(register: Register) -> None:
    workflow.link(register, settings=load())


def test_adding_a_report_joins_and_keeps_the_id(register: Register) -> None:
    keep(register, "one", [("Salim Darwish", "abducted")], family="abduction")
    linked(register)
    (before,) = who(register, "Salim Darwish")
    keep(register, "two", [("Saleem Darweesh", "killed"), ("Rana Khalil", "killed")], on="2031-04-02")
    linked(register)
    holds(register)
    assert who(register, "Darwish") == [before]
    found = actors.person(register, before)
    assert {v.name for v in found.variants} == {"Salim Darwish", "Saleem Darweesh"}
    assert [f.state for f in found.fates] == ["abducted", "killed"]
    assert len(found.involved) == 2
    assert list(workflow.verify(register)) == []


def test_a_person_says_no_and_takes_it_back(register: Register) -> None:
    keep(register, "one", [("Salim Darwish", "abducted")], family="abduction")
    keep(register, "two", [("Salim Darwish", "threatened")], family="threat", on="2031-03-09")
    linked(register)
    (one,) = who(register, "Salim Darwish")
    left, right = (actors.short(k) for k in actors.person(register, one).actor.parties)
    word = actors.who_is_who(register, left, right, "not-same", by="Noor", at=NOON, reason="cousins")
    taken = workflow.decide(register, word, settings=load())
    holds(register)
    two = who(register, "Salim Darwish")
    assert len(two) == 2
    assert one in two  # the id stays with one of them
    assert [d.reason for d in actors.person(register, one).decisions] == ["cousins"]
    undo = Decision("", "undo", Anchor(), "Noor", NOON + timedelta(1), "mistaken", undoes=taken.id)
    workflow.decide(register, undo, settings=load())
    holds(register)
    assert who(register, "Salim Darwish") == [one]
    other = next(a for a in two if a != one)
    assert actors.person(register, other).actor.id == one  # ids of merged actors resolve
    assert list(workflow.verify(register)) == []


def test_a_person_says_yes(register: Register) -> None:
    keep(register, "one", [("Salim Darwish", "killed")])
    keep(register, "two", [("Abu Tarek", "injured")], place="Mosul", on="2030-01-09")
    linked(register)
    (one,), (other,) = who(register, "Salim Darwish"), who(register, "Abu Tarek")
    word = actors.who_is_who(register, one, other, "same", by="Noor", at=NOON, reason="his nom de guerre")
    workflow.decide(register, word, settings=load())
    holds(register)
    (now,) = who(register, "Abu Tarek")
    assert now in (one, other)
    undo = Decision("", "undo", Anchor(), "Noor", NOON + timedelta(1), "mistaken", undoes=register.decisions()[-1].id)
    workflow.decide(register, undo, settings=load())
    holds(register)
    assert (who(register, "Salim Darwish"), who(register, "Abu Tarek")) == ([one], [other])  # called as before
    again = Decision("", "undo", Anchor(), "Noor", NOON + timedelta(2), "not so", undoes=register.decisions()[-1].id)
    workflow.decide(register, again, settings=load())
    holds(register)
    assert actors.person(register, one).actor.id == actors.person(register, other).actor.id
    with pytest.raises(DecisionError):
        actors.who_is_who(register, one, other, "same", by="Noor", at=NOON, reason="again")
    with pytest.raises(NotFoundError):
        actors.person(register, "a-000000")


def test_without_parties_an_item_is_of_its_mention_only(register: Register) -> None:
    """p0 is Salim Darwish in one mention and Rana Khalil in the other; a surname alone is the only one of that name."""
    keep(register, "one", [("Salim Darwish", "killed")], second="Rana Khalil")
    keep(register, "two", [("Omar Fadel", "killed")], place="Mosul", on="2031-05-01", second="Fadel")
    linked(register)
    holds(register)
    (salim,), (rana,) = who(register, "Salim Darwish"), who(register, "Rana Khalil")
    assert salim != rana
    (omar,) = who(register, "Omar Fadel")
    assert [f.state for f in actors.person(register, omar).fates] == ["threatened", "killed"]
    assert [f.state for f in actors.person(register, rana).fates] == ["threatened"]


def test_for_their_work_is_a_persons_decision(register: Register) -> None:
    keep(register, "one", [("Salim Darwish", "killed"), ("Rana Khalil", "injured")], trade="journalist")
    linked(register)
    (one,) = who(register, "Salim Darwish")

    def decided(value: str, hours: int) -> None:
        word = actors.for_their_work(
            register, one, value, by="Noor", at=NOON + timedelta(hours=hours), reason="the letter"
        )
        workflow.decide(register, word, settings=load())

    def held() -> list[str]:
        return [v for part in actors.person(register, one).involved for f, v in part.stated if f == "work_related"]

    assert held() == []
    decided("unconfirmed", 1)
    assert held() == ["unconfirmed"]
    decided("confirmed", 2)
    assert held() == ["confirmed"]
    with pytest.raises(DecisionError):
        decided("confirmed", 3)
    with pytest.raises(DecisionError):
        decided("perhaps", 3)
    (other,) = who(register, "Rana Khalil")
    assert all(f != "work_related" for part in actors.person(register, other).involved for f, _ in part.stated)
    holds(register)


def test_tables_show_no_name(register: Register, tmp_path: Path) -> None:
    """Who reads the tables of actors learns nothing of whom they are about, and can test no guess."""
    keep(register, "one", [("Salim Darwish", "abducted")], family="abduction")
    linked(register)
    told = repr(register.actors.seen_as(register.actors.profiles_under([register.actors.blind("name", "s:slm")])))
    told += repr(register.actors.fetch()) + repr(register.actors.cards())
    assert "salim" not in told.lower()
    with Register.open(tmp_path / "other.sijill", create=True) as other:
        assert other.actors.blind("name", "x") != register.actors.blind("name", "x")


def test_a_tampered_table_is_found(register: Register) -> None:
    keep(register, "one", [("Salim Darwish", "abducted")], family="abduction")
    linked(register)
    renewal = derive_actors(register)
    changed = list(register.actors.differing(replace(renewal, cards=renewal.cards[1:])))
    assert any(d.table == "actor_card" for d in changed)


def test_twice_is_once(register: Register) -> None:
    keep(register, "one", [("Salim Darwish", "killed")])
    linked(register)
    head = register.head()
    assert not renew_actors(register)
    linked(register)
    assert register.head() == head


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("add"),
            st.lists(st.sampled_from(["Salim Darwish", "Saleem Darweesh", "Rana Khalil", "Ahmed Hassan", None]),
                     min_size=1, max_size=2),
            st.sampled_from(["killed", "abducted", "threatened", "released"]),
            st.sampled_from(sorted(PLACES)),
            st.sampled_from(["2031-03-01", "2031-03-20", "2032-02-01"]),
            st.sampled_from([None, "lawyer"]),
            st.sampled_from([None, None, "Darwish", "Khalil", "Ahmed Hassan"]),
        ),
        st.tuples(st.sampled_from(["same", "not-same"]), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("undo"), st.integers(0, 9)),
        st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9)),
    ),
    min_size=3,
    max_size=9,
)  # fmt: skip
FAMILIES = {"killed": "killing", "abducted": "abduction", "threatened": "threat", "released": "release"}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_change_comes_to_what_the_whole_comes_to(steps: list, tmp_path_factory: pytest.TempPathFactory) -> None:  # type: ignore[type-arg]
    folder = tmp_path_factory.mktemp("actors")
    with Register.open(folder / "t.sijill", create=True) as register:
        keep(register, "first", [("Salim Darwish", "abducted")], family="abduction")
        keep(register, "second", [("Rana Khalil", "killed")], place="Mosul")
        linked(register)
        for n, step in enumerate(steps):
            _do(register, step, n)
            holds(register)
        assert list(workflow.verify(register)) == []


def _do(register: Register, step, n: int) -> None:  # type: ignore[no-untyped-def]
    at = NOON + timedelta(hours=n)
    if step[0] == "add":
        _, names, outcome, place, on, trade, second = step
        people = [(name, outcome) for name in dict.fromkeys(names)]
        keep(register, f"report {n}", people, family=FAMILIES[outcome], place=place, on=on, trade=trade, second=second)
        linked(register)
        return
    try:
        if step[0] in ("same", "not-same"):
            parties = sorted(k for a in register.actors.fetch() for k in a.parties)
            left, right = (actors.short(parties[i % len(parties)]) for i in step[1:])
            word = actors.who_is_who(register, left, right, step[0], by="Noor", at=at, reason="known")
        elif step[0] == "merge":
            ids = sorted(i.id for i in register.incidents())
            things = [ids[i % len(ids)] for i in step[1:]]
            word = workflow.regrouped(register, "merge", things, by="Noor", at=at, reason="one event")
        else:
            open_ = [d for d in register.decisions() if d.id not in register.undone()]
            if not open_:
                return
            undone = open_[step[1] % len(open_)]
            word = Decision("", "undo", Anchor(), "Noor", at, "mistaken", undoes=undone.id)
        workflow.decide(register, word, settings=load())
    except DecisionError:
        return  # nonsense, and refused: compared with itself, or against another decision
