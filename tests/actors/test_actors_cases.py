"""Legal cases: court, charges, accused, dated steps; never closed by the first verdict."""

from __future__ import annotations

import random
from dataclasses import replace

from actors.invented_people import account
from actors.test_actors_course import about
from invented_accounts import victim
from sijill.actors.cases import Unit, case, grouped, units
from sijill.types import Account, PartyKey, Span, Statement, Subject


def of(*accounts: Account, same: bool = True) -> dict[PartyKey, str]:
    return {
        PartyKey(a.source.text.id, p.id): f"a-{p.id if same else a.source.text.id}" for a in accounts for p in a.parties
    }


def all_units(*accounts: Account) -> list[Unit]:
    return [u for n, a in enumerate(accounts) for u in units(f"i-{n}", [a])]


CHARGED = about(
    account("one", "legal_action", act="legal_action.criminal_charge", date="2031-03-04", published="2031-03-05",
            victims=[victim("Salim Darwish", "sued")],
            words="Salim Darwish was charged with defamation on 4 March."),
    "Salim Darwish",
)  # fmt: skip
CONVICTED = about(
    account("two", "legal_action", act="legal_action.conviction", date="2031-06-01", published="2031-06-02",
            victims=[victim("Salim Darwish", "sued")],
            words="On 1 June 2031 a criminal court in Basra sentenced the editor Salim Darwish to two years in prison "
                  "for defamation."),
    "Salim Darwish",
)  # fmt: skip
OVERTURNED = about(
    account("three", "legal_action", date="2032-01-10", published="2032-01-11",
            victims=[victim("Salim Darwish", "sued")],
            words="The court of appeal overturned the conviction. Salim Darwish was acquitted on 10 January 2032."),
    "Salim Darwish",
)  # fmt: skip


def test_charged_convicted_acquitted_in_three_incidents_is_one_case() -> None:
    told = all_units(OVERTURNED, CONVICTED, CHARGED)
    holder = of(CHARGED, CONVICTED, OVERTURNED)
    (one,) = grouped(told, holder)
    found = case("k-1", one, holder)
    assert [(s.step, s.date) for s in found.steps] == [
        ("charged", "2031-03-04"), ("convicted", "2031-06-01"), ("sentenced", "2031-06-01"),
        ("acquitted", "2032-01-10"),
    ]  # fmt: skip
    assert found.courts == ("criminal court in Basra",)
    assert found.charges == ("defamation",)
    assert found.accused == ("a-p0",)
    assert found.of_victim
    assert len(found.incidents) == 3
    assert all(q.words for s in found.steps for q in s.quotes)


def test_another_charge_is_another_case() -> None:
    other = about(
        account("four", "legal_action", act="legal_action.trial", date="2031-05-01", published="2031-05-02",
                victims=[victim("Salim Darwish", "sued")],
                words="Salim Darwish was tried on charges of espionage in May 2031."),
        "Salim Darwish",
    )  # fmt: skip
    told = all_units(CHARGED, other)
    assert len(grouped(told, of(CHARGED, other))) == 2


def test_another_person_of_the_charge_is_another_case() -> None:
    assert len(grouped(all_units(CHARGED, CONVICTED), of(CHARGED, CONVICTED, same=False))) == 2


def test_grouping_has_no_order() -> None:
    told = all_units(CHARGED, CONVICTED, OVERTURNED)
    holder = of(CHARGED, CONVICTED, OVERTURNED)
    for seed in range(5):
        random.Random(seed).shuffle(told)
        assert len(grouped(told, holder)) == 1
        assert case("k-1", grouped(told, holder)[0], holder) == case("k-1", grouped(told[::-1], holder)[0], holder)


def proceedings(told: Account, *steps: tuple[str, str | None]) -> Account:
    """The account with steps of justice against its first perpetrator."""
    more = tuple(
        Statement(Subject("i0", "perpetrator", "q0"), "proceedings", step, (Span(0, 1),), as_of=day)
        for step, day in steps
    )
    mention = replace(told.mention, statements=(*told.mention.statements, *more))
    ids = (*told.statement_ids, *(f"more/{n}" for n in range(len(more))))
    return replace(told, mention=mention, statement_ids=ids)


def test_proceedings_against_who_is_blamed() -> None:
    told = proceedings(
        account("one", date="2031-03-04", victims=[victim("Rana Khalil")], perpetrators=[{"name": "Kamal Jaber"}]),
        ("charged", "2031-04-01"), ("convicted", "2031-08-01"), ("overturned", "2032-02-01"),
    )  # fmt: skip
    (unit,) = units("i-1", [told])
    found = case("k-1", [unit], of(told))
    assert not found.of_victim
    assert [s.step for s in found.steps] == ["charged", "convicted", "overturned"]
    assert [s.statements for s in found.steps] == [("more/0",), ("more/1",), ("more/2",)]


def test_who_was_wronged_is_not_accused() -> None:
    words = "Two men accused of killing the activist Rana Khalil were convicted by the Basra criminal court."
    told = about(
        account("one", "legal_action", act="legal_action.conviction", victims=[victim("Rana Khalil", "sued")],
                words=words),
        "Rana Khalil",
    )  # fmt: skip
    assert units("i-1", [told]) == ()


def test_a_ban_and_an_arrest_are_no_cases() -> None:
    ban = account("one", "legal_action", act="legal_action.travel_ban", victims=[victim("Salim Darwish", "sued")])
    arrest = about(
        account("two", "detention", victims=[victim("Salim Darwish", "detained")],
                words="Salim Darwish was arrested on Monday."),
        "Salim Darwish",
    )  # fmt: skip
    assert units("i-1", [ban]) == ()
    assert units("i-1", [arrest]) == ()


def test_arabic() -> None:
    told = about(
        account("one", "legal_action", act="legal_action.prison_sentence", date="2031-06-01", language="ar",
                victims=[victim("سليم درويش", "sued")],
                words="حكمت محكمة جنايات البصرة على سليم درويش بالسجن سنتين بتهمة التشهير."),
        "سليم درويش",
    )  # fmt: skip
    (unit,) = units("i-1", [told])
    found = case("k-1", [unit], of(told))
    assert found.courts == ("محكمة جنايات البصرة",)
    assert found.charges == ("التشهير",)
    assert [s.step for s in found.steps] == ["sentenced"]
