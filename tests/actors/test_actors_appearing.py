"""Who appears in an incident: named here and unnamed there, groups, speakers."""

from __future__ import annotations

from dataclasses import replace

from actors.invented_people import account, within
from invented_accounts import victim
from sijill.actors.appearing import spelled
from sijill.actors.spoken import Said, ordered
from sijill.types import Claim, Count, Party, PartyKey, Relation, Span


def test_named_in_one_report_and_unnamed_in_another_by_age_and_trade() -> None:
    first = account(
        "one",
        victims=[victim("Salim Darwish", age=34, occupation="teacher"), victim("Rana Khalil", occupation="medic")],
    )
    second = account("two", victims=[victim(age=34, occupation="teacher"), victim(occupation="medic")])
    found = within([first, second])
    assert [a.keys for a in found] == [
        (PartyKey("one", "p0"), PartyKey("two", "p0")),
        (PartyKey("one", "p1"), PartyKey("two", "p1")),
    ]


def test_two_who_fit_are_nobody() -> None:
    """Two teachers are named: the unnamed teacher may be either."""
    first = account("one", victims=[victim(n, occupation="teacher") for n in ("Salim Darwish", "Omar Fadel")])
    second = account("two", victims=[victim(occupation="teacher"), victim(occupation="medic")])
    assert len(within([first, second])) == 4


def test_what_contradicts_is_not_matched() -> None:
    first = account("one", victims=[victim("Salim Darwish", age=34, occupation="teacher"), victim("Rana Khalil")])
    second = account("two", victims=[victim(age=35, occupation="teacher"), victim(outcome="injured")])
    assert len(within([first, second])) == 4


def test_two_protesters_stay_a_group() -> None:
    first = account("one", victims=[victim(count=Count(2, 2), description="two protesters")])
    second = account("two", victims=[victim("Salim Darwish"), victim("Omar Fadel")])
    found = within([first, second])
    assert sorted(a.profile.kind for a in found) == ["group", "person", "person"]
    group = next(a for a in found if a.profile.kind == "group")
    assert group.count == Count(2, 2)
    assert not group.named


def test_a_speaker_is_the_victim_of_that_name() -> None:
    """Whom only a claim names goes with the victim of the name in another report."""
    first = account("one", victims=[victim("Salim Darwish", "injured")])
    speaking = Party("p90", "person", "Saleem Darweesh", (Span(0, 1),))
    claim = Claim("c0", "Saleem Darweesh", (Span(0, 1),), "account", Span(0, 1), "p90", "i0")
    second = replace(account("two", victims=[victim("Omar Fadel", "killed")]), claims=(claim,))
    second = replace(second, parties=(*second.parties, speaking))
    found = within([first, second])
    assert any({PartyKey("one", "p0"), PartyKey("two", "p90")} <= set(a.keys) for a in found)


def test_a_person_tears_apart_what_the_incident_brought_together() -> None:
    accounts = [account(t, victims=[victim("Salim Darwish")]) for t in ("one", "two", "three")]
    assert len(within(accounts)) == 1
    no = Said(different=frozenset({ordered(PartyKey("one", "p0"), PartyKey("two", "p0"))}))
    found = within(accounts, no)
    assert len(found) == 2
    assert not any({PartyKey("one", "p0"), PartyKey("two", "p0")} <= set(a.keys) for a in found)


def test_a_body_that_somebody_leads_is_known_of_him() -> None:
    told = account("one", victims=[victim("Salim Darwish")])
    told = replace(told, relations=(Relation("leads", "p:p0", "Wadi Front", Span(0, 1)),))
    (one,) = within([told])
    assert one.profile.bodies == {"wadi front"}
    assert "tied" in one.roles


def test_a_profile_is_spelled_alike_in_every_run() -> None:
    told = [account(t, victims=[victim("Salim Darwish", age=34, occupation="teacher")]) for t in ("one", "two")]
    (one,) = within(told)
    (other,) = within(told[::-1])
    assert spelled(one.profile) == spelled(other.profile)
    assert one == other
