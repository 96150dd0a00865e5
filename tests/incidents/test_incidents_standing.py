from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_accounts import BAGHDAD, BASRA, account, decision, victim
from sijill.errors import UnknownNameError
from sijill.incidents.acts import acts, involvements
from sijill.incidents.standing import stand
from sijill.types import Account, Count, Decision, Incident, Place, Standing, StandingValue, Value
from sijill.values import edtf


def standing(accounts: Sequence[Account], decisions: Sequence[Decision] = (), rule: str = "range") -> Standing:
    return stand(Incident("x", tuple(sorted(a.key for a in accounts))), accounts, decisions, rule)


def got(found: Standing, field: str) -> StandingValue:
    value = found.get(field)
    assert value is not None
    return value


def killed(*tolls: Count, **more: Value) -> list[Account]:
    return [account(f"t{n}", "bombing", publisher=f"Outlet {n}", killed=toll, **more) for n, toll in enumerate(tolls)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "tolls", "value", "named", "against"),
    [
        ("range", [Count(5, 5), Count(7, 9)], Count(5, 9), "range", 0),
        ("range", [Count(5, 5), Count(14, None)], Count(5, None), "range", 0),
        ("range", [Count(3, None), Count(14, None), Count(25, 25)], Count(14, None), "range", 0),
        ("lowest_reported", [Count(5, 5), Count(7, 9), Count(5, None)], Count(5, 5), "lowest_reported", 2),
        ("majority", [Count(5, 5), Count(7, 7), Count(7, 7)], Count(7, 7), "majority", 1),
        ("majority", [Count(5, 5), Count(7, 7)], Count(5, 7), "range", 0),
    ],
)
def test_figures(rule: str, tolls: list[Count], value: Count, named: str, against: int) -> None:
    found = got(standing(killed(*tolls), rule=rule), "killed")
    assert (found.value, found.rule, len(found.against)) == (value, named, against)
    assert len(found.behind) + len(found.against) == len(tolls)


def test_a_later_toll_of_one_outlet_replaces_its_earlier_one() -> None:
    early = account("a", "bombing", publisher="The Crier", published="2031-03-01", killed=Count(5, 5))
    late = account("b", "bombing", publisher="The Crier", published="2031-03-03", killed=Count(8, 8))
    other = account("c", "bombing", publisher="Other", published="2031-03-02", killed=Count(7, 7))
    found = got(standing([early, late, other]), "killed")
    assert found.value == Count(7, 8)
    assert found.against == tuple(i for i in early.statement_ids if i.endswith("/3"))
    assert got(standing([early, late, other], rule="most_recent"), "killed").value == Count(8, 8)
    # the same speaker quoted by two outlets
    monday = account("d", "bombing", publisher="A", speaker="police", as_of="2031-03-01", killed=Count(5, 5))
    tuesday = account("e", "bombing", publisher="B", speaker="Police", as_of="2031-03-02", killed=Count(9, 9))
    assert got(standing([monday, tuesday]), "killed").value == Count(9, 9)


def test_an_unknown_rule_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="lowest_reported"):
        standing(killed(Count(1, 1)), rule="guess")


@pytest.mark.parametrize(
    ("dates", "value", "rule", "against"),
    [
        (["2031-03-01", "2031-03", "2031"], "2031-03-01", "most_precise", 0),
        (["2031-03-01", "XXXX-03-01"], "2031-03-01", "most_precise", 0),
        (["2031-03-01", "2031-03-02", "2031-03-02"], "[2031-03-01,2031-03-02]", "range", 1),
        (["2031-03-01/2031-03-02", "2031-03-04"], "2031-03-01/2031-03-04", "range", 1),
    ],
)
def test_dates(dates: list[str], value: str, rule: str, against: int) -> None:
    found = got(standing([account(f"t{n}", date=d) for n, d in enumerate(dates)]), "date")
    assert (found.value, found.rule, len(found.against)) == (value, rule, against)
    edtf.parse(str(found.value))


def test_places() -> None:
    country, province = Place(None, None, "IQ"), Place(None, "Basra", "IQ")
    found = got(
        standing([account("a", place=country), account("b", place=BASRA), account("c", place=province)]), "place"
    )
    assert (found.value, found.rule, found.against) == (BASRA, "most_precise", ())
    found = got(
        standing([account("a", place=BAGHDAD), account("b", place=BASRA), account("c", place=province)]), "place"
    )
    assert (found.value, found.rule, len(found.against)) == (BASRA, "majority", 1)


def test_type_by_majority_then_the_gravest_and_only_acts_below_it() -> None:
    accounts = [
        account("a", "killing", act="killing.crossfire"),
        account("b", "armed_attack", act="armed_attack.raid"),
        account("c", "killing"),
    ]
    found = standing(accounts)
    assert got(found, "type").value == "killing"
    assert len(got(found, "type").against) == 1
    assert got(found, "act").value == "killing.crossfire"
    assert got(standing(accounts[:2]), "type").value == "killing"


def test_a_denied_value_stands_against() -> None:
    told, denied = account("a", killed=Count(3, 3)), account("b", killed=Count(90, 90), modality="denied")
    found = got(standing([told, denied]), "killed")
    assert found.value == Count(3, 3)
    assert len(found.against) == 1
    only = got(standing([denied]), "killed")
    assert (only.value, only.rule, len(only.against)) == (None, "denied", 1)


def test_methods_targets_and_weapons_stand_side_by_side() -> None:
    found = standing(
        [account("a", targets=["the Mill", "a van"], method="shooting"), account("b", targets=["the mill"])]
    )
    targets = [v for v in found.values if v.field == "target"]
    assert [t.value for t in targets] == ["the Mill", "a van"]
    assert len(targets[0].behind) == 2
    assert all(v.rule == "all" for v in targets)


def test_a_persons_word_outranks_every_rule() -> None:
    a, b = killed(Count(5, 5), Count(7, 7))
    accept = decision("accept", a.key, field="killed")
    found = got(standing([a, b], [accept]), "killed")
    assert (found.value, found.rule, found.checked_by) == (Count(5, 5), "decision", ("Noor",))
    assert len(found.against) == 1
    correct = decision("correct", b.key, 2, after=Count(6, 6), before=Count(7, 7), field="killed", by="Aseel")
    found = got(standing([a, b], [accept, correct]), "killed")
    assert (found.value, found.checked_by) == (Count(6, 6), ("Aseel",))
    undone = decision("undo", b.key, 3, undoes="d2")
    assert got(standing([a, b], [accept, correct, undone]), "killed").value == Count(5, 5)
    assert standing([a, b], [decision("reject", a.key)]).get("killed") == got(standing([b]), "killed")


def test_one_victim_under_many_spellings_and_one_unnamed() -> None:
    found = standing([
        account("a", victims=[victim("Hisham al-Darwazi", age=40)]),
        account("b", victims=[victim("Husham al-Darwazi")]),
        account("c", victims=[victim("Hisham al-Darwazi", age=41)]),
        account("d", victims=[victim(None, description="a baker")]),
    ])  # fmt: skip
    assert len(found.parties) == 1
    party = found.parties[0]
    assert [k.text for k in party.parties] == ["a", "b", "c", "d"]
    name, description = party.get("name"), party.get("description")
    assert name is not None
    assert (name.value, name.rule, len(name.against)) == ("Hisham al-Darwazi", "most_frequent", 1)
    assert description is not None
    assert description.value == "a baker"
    assert got(found, "killed").value == Count(1, 1)
    assert got(found, "killed").rule == "victims"


def test_fourteen_killed_and_three_names_are_fourteen() -> None:
    people = [victim(n) for n in ("Salim Darwazi", "Yusra Tamboul", "Karim Obadi")]
    accounts = [
        account("a", "bombing", killed=Count(14, 14), victims=[victim(None, count=Count(14, 14))]),
        account("b", "bombing", victims=people, killed=Count(14, 14)),
    ]
    found = standing(accounts)
    assert got(found, "killed").value == Count(14, 14)
    assert sum(p.get("name") is not None for p in found.parties) == 3


def test_more_names_than_the_toll_widen_the_range() -> None:
    names = ("Salim Darwazi", "Yusra Tamboul", "Karim Obadi")
    accounts = [account(f"t{n}", "bombing", victims=[victim(name)], killed=Count(2, 2)) for n, name in enumerate(names)]
    found = got(standing(accounts), "killed")
    assert found.value == Count(2, 3)
    assert len(found.behind) > 3


def test_two_victims_of_one_text_stay_two() -> None:
    both = [victim("Salim Darwazi"), victim("Salim Darwazi")]
    assert len(standing([account("a", victims=both), account("b", victims=both)]).parties) == 2


def test_groups_go_with_groups_and_outcomes_are_kept_apart() -> None:
    found = standing([
        account("a", "bombing", victims=[victim(None, count=Count(8, 8)), victim(None, "injured", Count(23, 23))]),
        account("b", "bombing", victims=[victim(None, count=Count(9, 9)), victim(None, "injured", Count(23, 23))]),
    ])  # fmt: skip
    counts = {str(p.get("outcome").value): p.get("count").value for p in found.parties}  # type: ignore[union-attr]
    assert counts == {"killed": Count(8, 9), "injured": Count(23, 23)}


def test_died_of_wounds_is_killed_once() -> None:
    found = standing([
        account("a", victims=[victim("Salim Darwazi", "injured")]),
        account("b", victims=[victim("Salim Darwazi", "killed")]),
        account("c", victims=[victim("Salim Darwazi", "unharmed")]),
    ])  # fmt: skip
    (party,) = found.parties
    outcome, further = party.get("outcome"), party.get("outcomes")
    assert outcome is not None
    assert (outcome.value, outcome.rule, len(outcome.against)) == ("killed", "gravest", 1)
    assert further is not None
    assert further.value == "injured"


def test_disputed_status_stays_disputed() -> None:
    accounts = [
        account(t, victims=[victim("Salim Darwazi", status=s)]) for t, s in (("a", "civilian"), ("b", "combatant"))
    ]
    status = standing(accounts).parties[0].get("status")
    assert status is not None
    assert status.value == "disputed"
    assert len(status.behind) == 2


def test_descriptions_stand_side_by_side_and_the_only_unnamed_gunmen_are_the_same() -> None:
    accounts = [
        account(t, perpetrators=[{"description": d, "status": "unidentified", "kind": "unidentified"}])
        for t, d in (("a", "masked men"), ("b", "gunmen on a motorbike"), ("c", "masked men"))
    ]
    (party,) = standing(accounts).parties
    told = [v for v in party.values if v.field == "description"]
    assert [(v.value, len(v.behind), v.against) for v in told] == [
        ("masked men", 2, ()),
        ("gunmen on a motorbike", 1, ()),
    ]


def test_blame_is_kept_side_by_side() -> None:
    accounts = [
        account("a", perpetrators=[{"name": "The Reed Brigade", "status": "alleged"}]),
        account("b", perpetrators=[{"name": "Reed Brigade", "status": "denied"}]),
        account("c", perpetrators=[{"description": "gunmen", "status": "unidentified"}]),
    ]
    found = standing(accounts)
    named = [p for p in found.parties if p.get("name")]
    assert len(named) == 1
    status = named[0].get("status")
    assert status is not None
    assert (status.value, len(status.against)) == ("alleged", 1)
    assert {(i.status, i.perpetrator.text) for i in involvements(found, accounts)} == {
        ("alleged", "a"), ("denied", "a"), ("unidentified", "c"),
    }  # fmt: skip


def test_acts_are_one_for_each_who_was_harmed() -> None:
    accounts = [account("a", "bombing", victims=[victim("Salim Darwazi"), victim("Yusra Tamboul", "unharmed")])]
    found = acts(standing(accounts))
    assert [(a.act, a.victim.party if a.victim else None) for a in found] == [("bombing", "p0")]
    assert found[0].statements
    assert acts(standing([account("b", "raid")]))[0].victim is None
    assert acts(Standing("x", ())) == ()


def test_an_incident_of_nothing_stands_empty() -> None:
    found = stand(Incident("x", ()), [])
    assert (found.values, found.parties, found.independent) == ((), (), Count(0, 0))


DATES = (None, "2031-03-01", "2031-03-02", "2031-03", "XXXX-03-01", "2031-02/2031-05", "../2031")
OUTCOMES = ("killed", "injured", "unharmed")
NAMES = ("Salim Darwazi", "Salim Darwazy", "Yusra Tamboul", None)


@st.composite
def incidents(draw: st.DrawFn) -> list[Account]:
    return [
        account(
            f"text {n}",
            draw(st.sampled_from(("killing", "bombing"))),
            date=draw(st.sampled_from(DATES)),
            place=draw(st.sampled_from((BASRA, BAGHDAD, Place(None, None, "IQ"), None))),
            publisher=draw(st.sampled_from((None, "The Crier", "The Bell"))),
            modality=draw(st.sampled_from(("asserted", "alleged", "denied"))),
            victims=[
                victim(name, draw(st.sampled_from(OUTCOMES)), draw(st.sampled_from((Count(1, 1), Count(4, None)))))
                for name in draw(st.lists(st.sampled_from(NAMES), max_size=3))
            ],
            killed=Count(least := draw(st.integers(0, 9)), draw(st.sampled_from((None, least, least + 3)))),
        )
        for n in range(draw(st.integers(1, 5)))
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    incidents(),
    st.sampled_from(("range", "lowest_reported", "majority", "most_recent")),
    st.randoms(use_true_random=False),
)
def test_every_statement_is_behind_or_against_and_order_changes_nothing(
    accounts: list[Account], rule: str, chance: Random
) -> None:
    found = standing(accounts, rule=rule)
    chance.shuffle(accounts)
    assert standing(accounts, rule=rule) == found
    for field in ("type", "date", "place", "killed"):
        told = {
            i for a in accounts for i, s in zip(a.statement_ids, a.mention.statements, strict=True)
            if s.field == field and s.subject.role == "mention"
        }  # fmt: skip
        value = found.get(field)
        if told:
            assert value is not None
            assert told <= {*value.behind, *value.against}
            assert value.behind or value.rule == "denied"
        assert value is None or not set(value.behind) & set(value.against)
    date = found.get("date")
    if date is not None:
        edtf.parse(str(date.value))
    for party in found.parties:
        texts = [k.text for k in party.parties]
        assert len(texts) == len(set(texts))
    seen = [k for p in found.parties for k in p.parties]
    assert len(seen) == len(set(seen))
    assert 1 <= found.independent.min <= (found.independent.max or 0) <= len(accounts)


def test_hundreds_of_parts_are_brought_together_in_little_time() -> None:
    accounts = [
        account(f"t{n}", "bombing", victims=[victim(f"Person{chr(97 + m)} Family{chr(97 + m)}") for m in range(10)])
        for n in range(40)
    ]
    assert len(standing(accounts).parties) == 10
