"""What became of somebody: dated states with their words; contradictions side by side; groups in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from actors.invented_people import account
from invented_accounts import victim
from sijill.actors.course import Part, course, held, last_state, threats
from sijill.types import Account, Count, Fate, Party, PartyKey, Span


def about(told: Account, *names: str) -> Account:
    """The account with its parties where their names stand in its words; unnamed ones at "them"."""
    words = told.source.text.content
    parties = []
    for party, name in zip(told.parties, names, strict=False):
        starts = [n for n in range(len(words)) if words.startswith(name, n)]
        spans = tuple(Span(n, n + len(name)) for n in starts)
        parties.append(Party(party.id, party.kind, party.name, spans or party.spans))
    return replace(told, parties=(*parties, *told.parties[len(parties) :]))


def parts(*accounts: Account, count: Count | None = None) -> list[Part]:
    """Each account as an incident of its own, of which the first victim is the actor."""
    return [
        Part(f"i-{n}", frozenset({PartyKey(a.source.text.id, "p0")}), (a,), {}, count) for n, a in enumerate(accounts)
    ]


def states(fates: Sequence[Fate]) -> list[tuple[str, str | None]]:
    return [(f.state, f.date) for f in fates]


def test_threatened_abducted_found_dead() -> None:
    found = course(
        "a-1",
        parts(
            account("two", "abduction", date="2031-03-04", victims=[victim("Salim Darwish", "abducted")]),
            about(
                account("three", date="2031-03-09", victims=[victim("Salim Darwish")],
                        words="Salim Darwish was found dead near the river."),
                "Salim Darwish",
            ),
            account("one", "threat", date="2031-02-01", victims=[victim("Salim Darwish", "threatened")]),
        ),
    )  # fmt: skip
    assert states(found)[:2] == [("threatened", "2031-02-01"), ("abducted", "2031-03-04")]
    assert {f.state for f in found[2:]} == {"killed", "body_found"}
    assert all(f.quotes for f in found)
    assert held(found) == (None, None)
    assert last_state(found)[0] in ("killed", "body_found")


def test_still_held_as_far_as_known() -> None:
    told = about(
        account("one", "detention", date="2031-03-04", published="2031-03-20",
                victims=[victim("Salim Darwish", "detained")],
                words="Salim Darwish was arrested on 4 March. He is still being held, his lawyer said."),
        "Salim Darwish",
    )  # fmt: skip
    found = course("a-1", parts(told))
    assert states(found) == [("detained", "2031-03-04"), ("held", None)]
    assert held(found) == (Count(1, 1), "2031-03-20")
    freed = account("two", "release", date="2031-04-01", victims=[victim("Salim Darwish", "released")])
    assert held(course("a-1", parts(told, freed))) == (None, None)


def test_nobody_is_free_because_nothing_more_was_heard() -> None:
    told = account("one", "abduction", date="2031-03-04", victims=[victim("Salim Darwish", "abducted")])
    assert held(course("a-1", parts(told))) == (Count(1, 1), "2031-03-04")


def test_not_released_and_asked_to_be_released_free_nobody() -> None:
    for words in ("Salim Darwish was not released.", "They demanded that Salim Darwish be released."):
        told = about(
            account("one", "detention", date="2031-03-04", victims=[victim("Salim Darwish", "detained")], words=words),
            "Salim Darwish",
        )
        assert states(course("a-1", parts(told))) == [("detained", "2031-03-04")]


def test_fourteen_arrested_and_all_but_one_freed() -> None:
    words = "Police arrested 14 protesters on Monday. All but one were freed the next day."
    fourteen = Count(14, 14)
    told = about(
        account("one", "detention", date="2031-03-04", published="2031-03-06",
                victims=[victim(outcome="detained", count=fourteen, description="14 protesters")], words=words),
        "14 protesters",
    )  # fmt: skip
    found = course("a-1", parts(told, count=fourteen))
    assert {(f.state, f.count) for f in found} == {
        ("detained", fourteen), ("released", Count(13, 13)), ("held", Count(1, 1)),
    }  # fmt: skip
    assert held(found, fourteen) == (Count(1, 1), "2031-03-06")
    assert next(f for f in found if f.state == "released").quotes[0].words == "All but one were freed"


def test_some_of_a_group_freed_leaves_the_rest() -> None:
    ten = Count(10, 10)
    told = about(
        account("one", "abduction", date="2031-03-04", published="2031-03-06",
                victims=[victim(outcome="abducted", count=ten, description="10 workers")],
                words="Gunmen took 10 workers. Four of them were later released."),
        "10 workers",
    )  # fmt: skip
    assert held(course("a-1", parts(told, count=ten)), ten) == (Count(6, 6), "2031-03-06")


def test_a_name_between_is_somebody_else() -> None:
    told = about(
        account("one", "detention", date="2031-03-04", victims=[victim("Salim Darwish", "detained")],
                words="The men who took Salim Darwish and Omar Fadel went north, and Omar Fadel was released."),
        "Salim Darwish",
    )  # fmt: skip
    assert states(course("a-1", parts(told))) == [("detained", "2031-03-04")]


def test_contradictory_fates_stand_side_by_side() -> None:
    first = account("one", "abduction", date="2031-03-04", victims=[victim("Salim Darwish", "abducted")])
    dead = account("two", date="2031-03-06", victims=[victim("Salim Darwish", "killed")], speaker="an officer")
    free = account("three", "release", date="2031-03-20", victims=[victim("Salim Darwish", "released")])
    found = course("a-1", parts(first, dead, free))
    assert [f.state for f in found] == ["abducted", "killed", "released"]
    assert found[1].against == (2,)
    assert found[2].against == (1,)
    assert found[1].quotes[0].speaker == "an officer"


def test_found_alive_stands_against_the_death() -> None:
    dead = account("one", date="2031-03-06", victims=[victim("Salim Darwish")])
    alive = about(
        account("two", "abduction", date="2031-03-04", published="2031-03-30",
                victims=[victim("Salim Darwish", "abducted")],
                words="Salim Darwish, who was reported killed, was found alive in Mosul."),
        "Salim Darwish",
    )  # fmt: skip
    found = course("a-1", parts(dead, alive))
    by_state = {f.state: n for n, f in enumerate(found)}
    assert by_state["killed"] in found[by_state["found_alive"]].against


def test_a_denial_stands_beside_what_it_denies() -> None:
    told = account("one", "detention", date="2031-03-04", victims=[victim("Salim Darwish", "detained")])
    denied = account(
        "two", "detention", date="2031-03-04", victims=[victim("Salim Darwish", "detained")], modality="denied"
    )
    both = [replace(p, incident="i-0") for p in parts(told, denied)]
    found = course("a-1", both)
    assert {(f.modality, f.against) for f in found} == {("asserted", (1,)), ("denied", (0,))}
    assert held(found)[0] == Count(1, 1)


def test_planned_harm_is_no_fate() -> None:
    told = account("one", date="2031-03-04", victims=[victim("Salim Darwish")], modality="planned")
    assert course("a-1", parts(told)) == ()


def test_threats_with_channel_author_and_what_followed() -> None:
    threat = account(
        "one", "threat", date="2031-02-01", victims=[victim("Salim Darwish", "threatened")],
        perpetrators=[{"name": "Wadi Brigade"}],
        words="The Wadi Brigade threatened Salim Darwish by text message.",
    )  # fmt: skip
    harm = account("two", date="2031-03-01", victims=[victim("Salim Darwish")])
    told = parts(threat, harm)
    found = course("a-1", told)
    (one,) = threats(found, told)
    assert one.channels == ("message",)
    assert one.authors == ("Wadi Brigade",)
    assert [found[n].state for n in one.followed_by] == ["killed"]


def test_arabic() -> None:
    told = about(
        account("one", "abduction", date="2031-03-04", published="2031-03-09", language="ar",
                victims=[victim("سليم درويش", "abducted")], words="خطف مسلحون سليم درويش. وعثر على جثة سليم درويش."),
        "سليم درويش",
    )  # fmt: skip
    assert [f.state for f in course("a-1", parts(told))] == ["abducted", "body_found"]


OUTCOMES = ["threatened", "abducted", "detained", "released", "killed", "injured", "tortured"]


@given(
    st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(["2031-03-01", "2031-03", "2031-05-02", None])),
             max_size=6),
    st.randoms(),
)  # fmt: skip
def test_a_course_has_no_order_and_its_contradictions_are_mutual(told: list[tuple[str, str | None]], chance) -> None:  # type: ignore[no-untyped-def]
    accounts = [
        account(f"t{n}", date=day, victims=[victim("Salim Darwish", outcome)]) for n, (outcome, day) in enumerate(told)
    ]
    in_order = parts(*accounts)
    found = course("a-1", in_order)
    shuffled = list(in_order)
    chance.shuffle(shuffled)
    assert course("a-1", shuffled) == found
    for n, fate in enumerate(found):
        assert n not in fate.against
        assert all(n in found[m].against for m in fate.against)
        assert fate.quotes and fate.statements
