from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from invented_accounts import decision
from invented_writing import Written, accounts
from sijill.incidents import reconciling
from sijill.incidents.standing import stand
from sijill.types import Account, Count, Incident, Standing

MON, TUE, WED, THU, FRI = (f"2031-03-0{n}" for n in range(3, 8))
SALIM, YUSRA, KARIM = "Salim Darwazi", "Yusra Tamboul", "Karim Obadi"


def standing(told: Sequence[Account], rule: str = "range") -> Standing:
    return stand(Incident("x", tuple(sorted(a.key for a in told))), told, (), rule)


def toll(found: Standing, field: str = "killed") -> Count | None:
    value = found.get(field)
    if value is None:
        return None
    assert isinstance(value.value, Count)
    return value.value


def one(words: str) -> Written:
    return Written("a", words)


#: what a single report says, and how many were killed for certain and at most; nobody states a toll
ONE_REPORT: list[tuple[str, Callable[[], Written], Count]] = [
    ("three names are among fourteen",
     lambda: one(f"A bomb killed 14 people. Among them were {SALIM}, {YUSRA} and {KARIM}.")
     .victim("14 people", count=14).victim(SALIM, name=SALIM).victim(YUSRA, name=YUSRA).victim(KARIM, name=KARIM),
     Count(14, 14)),
    ("others are besides",
     lambda: one(f"{SALIM} died. 13 others were killed.").victim(SALIM, name=SALIM).victim("13 others", count=13),
     Count(14, 14)),
    ("more than fourteen is no more besides",
     lambda: one(f"More than 14 people were killed. {SALIM} was one.")
     .victim("More than 14 people", count=Count(15, None)).victim(SALIM, name=SALIM), Count(15, None)),
    ("side by side are added up",
     lambda: one(f"{SALIM} and two guards were killed.").victim(SALIM, name=SALIM).victim("two guards", count=2),
     Count(3, 3)),
    ("the other way round",
     lambda: one(f"Two guards and {SALIM} were killed.").victim(SALIM, name=SALIM).victim("Two guards", count=2),
     Count(3, 3)),
    ("a list ends with a group",
     lambda: one(f"{SALIM}, {YUSRA} and two guards were killed.")
     .victim(SALIM, name=SALIM).victim(YUSRA, name=YUSRA).victim("two guards", count=2), Count(4, 4)),
    ("names behind a comma explain the number",
     lambda: one(f"Three bakers, {SALIM}, {YUSRA} and {KARIM}, were killed.")
     .victim("Three bakers", count=3).victim(SALIM, name=SALIM).victim(YUSRA, name=YUSRA).victim(KARIM, name=KARIM),
     Count(3, 3)),
    ("more names than the number",
     lambda: one(f"Two people died. They were {SALIM}, {YUSRA}, {KARIM}.")
     .victim("Two people", count=2).victim(SALIM, name=SALIM).victim(YUSRA, name=YUSRA).victim(KARIM, name=KARIM),
     Count(3, 3)),
    ("parts are within the whole",
     lambda: one("A bomb killed 14 people. Three children died.")
     .victim("14 people", count=14).victim("Three children", count=3, age_group="child"), Count(14, 14)),
    ("parts of different kinds add up",
     lambda: one("The dead were three children; four adults.")
     .victim("three children", count=3, age_group="child").victim("four adults", count=4, age_group="adult"),
     Count(7, 7)),
    ("children may be women's number too",
     lambda: one("The dead: three children; four women.")
     .victim("three children", count=3, age_group="child").victim("four women", count=4, sex="female"), Count(4, 7)),
    ("a name of another kind is besides",
     lambda: one(f"Five soldiers were killed. {SALIM} died.")
     .victim("Five soldiers", count=5, status="combatant").victim(SALIM, name=SALIM, status="civilian"), Count(6, 6)),
    ("a name of the same kind is within",
     lambda: one(f"Five soldiers were killed. {SALIM} died.")
     .victim("Five soldiers", count=5, status="combatant").victim(SALIM, name=SALIM, status="combatant"),
     Count(5, 5)),
    ("a name of no kind may be within",
     lambda: one(f"Five soldiers were killed. {SALIM} died.")
     .victim("Five soldiers", count=5, status="combatant").victim(SALIM, name=SALIM), Count(5, 6)),
    ("parts of parts",
     lambda: one(f"14 people died. Three were children. {SALIM} was five.")
     .victim("14 people", count=14).victim("Three", count=3, age_group="child")
     .victim(SALIM, name=SALIM, age_group="child"), Count(14, 14)),
    ("an open number holds all",
     lambda: one(f"Dozens died. {SALIM} was there.").victim("Dozens", count=Count(24, None))
     .victim(SALIM, name=SALIM), Count(24, None)),
    ("along with",
     lambda: one(f"{SALIM}, along with four passengers, was killed.")
     .victim(SALIM, name=SALIM).victim("four passengers", count=4), Count(5, 5)),
    ("the wounded are no dead",
     lambda: one(f"{SALIM} was killed. Nine people were hurt.")
     .victim(SALIM, name=SALIM).victim("Nine people", "injured", count=9), Count(1, 1)),
    ("Arabic: and thirteen others",
     lambda: one("قتل سالم الدروازي و 13 آخرين في انفجار.").victim("سالم الدروازي", name="سالم الدروازي")
     .victim("13 آخرين", count=13), Count(14, 14)),
    ("Arabic: among them",
     lambda: one("قتل 14 شخصا، بينهم سالم الدروازي.").victim("14 شخصا", count=14)
     .victim("سالم الدروازي", name="سالم الدروازي"), Count(14, 14)),
    ("two unnamed are two",
     lambda: one("A guard died. A driver died later.").victim("A guard").victim("A driver"), Count(2, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "write", "killed"), ONE_REPORT, ids=[c[0] for c in ONE_REPORT])
def test_the_victims_of_one_report_are_counted_once(what: str, write: Callable[[], Written], killed: Count) -> None:
    found = standing(accounts(write()))
    value = found.get("killed")
    assert value is not None
    assert (value.value, value.rule) == (killed, "victims"), what
    assert set(value.behind) <= {i for a in accounts(write()) for i in a.statement_ids}


def test_a_stated_toll_holds_the_names_and_is_never_added_to() -> None:
    words = f"A bomb killed 14 people. Among them were {SALIM} and {YUSRA}."
    report = one(words).says("killed", Count(14, 14), "14 people").victim("14 people", count=14)
    found = standing(accounts(report.victim(SALIM, name=SALIM).victim(YUSRA, name=YUSRA)))
    assert toll(found) == Count(14, 14)
    assert len(found.parties) == 3


def test_who_is_named_in_one_report_is_no_toll_beside_the_number_of_another() -> None:
    a = Written("a", "A bomb killed 14 people.", "The Crier", MON).says("killed", Count(14, 14), "14 people")
    b = Written("b", f"A bomb killed {SALIM}.", "The Bell", TUE).says("killed", Count(1, 1), SALIM)
    found = standing(accounts(a, b.victim(SALIM, name=SALIM)))
    value = found.get("killed")
    assert value is not None
    assert (value.value, value.behind, value.against) == (Count(14, 14), ("a/1", "b/1"), ())
    # by itself it is the toll, and a number in words of its own is one
    assert toll(standing(accounts(b))) == Count(1, 1)
    c = Written("c", f"A bomb killed one man, {SALIM}.", "The Lantern", TUE).says("killed", Count(1, 1), "one man")
    assert toll(standing(accounts(a, c.victim(SALIM, name=SALIM)))) == Count(1, 14)
    assert toll(standing(accounts(a, b), "lowest_reported")) == Count(14, 14)


def test_names_of_one_report_are_among_the_number_of_another() -> None:
    a = Written("a", "A bomb killed three people.", "The Crier").victim("three people", count=3)
    b = Written("b", f"{SALIM} and {YUSRA} were killed.", "The Bell").victim(SALIM, name=SALIM)
    found = standing(accounts(a, b.victim(YUSRA, name=YUSRA)))
    assert toll(found) == Count(3, 3)


def test_others_of_one_report_are_the_named_of_another() -> None:
    a = Written("a", f"{SALIM} and two others were killed.", "The Crier").victim(SALIM, name=SALIM)
    b = Written("b", f"Killed were {SALIM}, {YUSRA} and {KARIM}.", "The Bell").victim(SALIM, name=SALIM)
    b.victim(YUSRA, name=YUSRA).victim(KARIM, name=KARIM)
    assert toll(standing(accounts(a.victim("two others", count=2), b))) == Count(3, 3)


def test_the_injured_are_counted_from_their_names_too() -> None:
    report = one(f"{SALIM} was killed; {YUSRA} and six others were hurt.").victim(SALIM, name=SALIM)
    report.victim(YUSRA, "injured", name=YUSRA).victim("six others", "injured", count=6)
    found = standing(accounts(report))
    assert (toll(found), toll(found, "injured")) == (Count(1, 1), Count(7, 7))
    assert [v.field for v in found.values] == ["type", "killed", "injured"]


def test_kinds_of_victims() -> None:
    report = one(f"14 people died: three children; {SALIM}; six girls; two soldiers. Four women were hurt.")
    report.victim("14 people", count=14).victim("three children", count=3, age_group="child", status="civilian")
    report.victim(SALIM, name=SALIM, status="civilian", sex="male")
    report.victim("six girls", count=6, age_group="child", sex="female")
    report.victim("two soldiers", count=2, status="combatant")
    told = accounts(report.victim("Four women", "injured", count=4, sex="female"))
    found = {(c.outcome, c.field, c.value): c.count for c in reconciling.categories(standing(told).parties, told)}
    assert found["killed", "status", "civilian"] == Count(3, 4)
    assert found["killed", "status", "combatant"] == Count(2, 2)
    assert found["killed", "age_group", "child"] == Count(6, 9)
    assert found["killed", "sex", "male"] == Count(1, 1)
    assert found["injured", "sex", "female"] == Count(4, 4)
    assert ("injured", "age_group", "child") not in found


# ---------------------------------------------------------------------------------------- died of wounds later

DIED = f"{SALIM}, who was hurt in the blast, died of his wounds."


def first(published: str | None = MON, killed: int = 3, injured: int = 5, *, named: bool = True) -> Written:
    words = f"A bomb killed {killed} people and wounded {injured}, among them {SALIM}."
    report = Written("a", words, "The Crier", published)
    report.says("killed", Count(killed, killed), f"{killed} people").says(
        "injured", Count(injured, injured), f"{injured},"
    )
    return report.victim(SALIM, "injured", name=SALIM) if named else report


def dying(published: str | None = THU, *, died: str | None = None, text: str = "b") -> Written:
    report = Written(text, DIED, "The Bell", published)
    return report.victim(SALIM, "killed", name=SALIM, as_of=died, told="died of his wounds")


def test_who_died_of_wounds_later_is_killed_once_with_both_dates() -> None:
    told = accounts(first(), dying(died=WED))
    found = standing(told)
    assert (toll(found), toll(found, "injured")) == (Count(4, 4), Count(4, 4))
    (party,) = found.parties
    steps = reconciling.course(party, told, MON)
    assert [(s.outcome, s.when) for s in steps] == [("injured", MON), ("killed", WED)]
    outcome = party.get("outcome")
    assert outcome is not None
    assert (outcome.value, outcome.against) == ("killed", ())
    killed = found.get("killed")
    assert killed is not None
    assert "b/3" in killed.behind  # the statement that he died


def test_a_toll_of_after_the_death_counts_it_already() -> None:
    later = Written("c", "The blast killed 4 and left 4 in hospital.", "The Lantern", FRI)
    later.says("killed", Count(4, 4), "4").says("injured", Count(4, 4), "4 in")
    found = standing(accounts(first(), dying(), later))
    assert (toll(found), toll(found, "injured")) == (Count(4, 4), Count(4, 4))


def test_a_toll_between_the_two_may_count_it() -> None:
    between = Written("c", "The blast killed 3 and left 5 in hospital.", "The Lantern", TUE)
    between.says("killed", Count(3, 3), "3").says("injured", Count(5, 5), "5")
    found = standing(accounts(between, first(), dying()))
    assert (toll(found), toll(found, "injured")) == (Count(3, 4), Count(4, 5))
    # unless the report says when he died
    found = standing(accounts(between, first(), dying(died=WED)))
    assert (toll(found), toll(found, "injured")) == (Count(4, 4), Count(4, 4))


def test_the_report_of_one_death_is_no_toll_of_the_event() -> None:
    single = dying().says("killed", Count(1, 1), "died of his wounds")
    found = standing(accounts(first(), single))
    assert toll(found) == Count(4, 4)
    value = found.get("killed")
    assert value is not None
    assert len(value.behind) >= 2
    # and does not replace what the same outlet said of all
    single.publisher = "The Crier"
    assert toll(standing(accounts(first(), single))) == Count(4, 4)
    # by itself it is the toll
    assert toll(standing(accounts(single))) == Count(1, 1)


def test_two_who_died_later() -> None:
    words = f"A bomb killed 3 people and wounded 5, among them {SALIM} and {YUSRA}."
    a = Written("a", words, "The Crier", MON).says("killed", Count(3, 3), "3 people").says("injured", Count(5, 5), "5,")
    a.victim(SALIM, "injured", name=SALIM).victim(YUSRA, "injured", name=YUSRA)
    c = Written("c", f"{YUSRA} succumbed to her injuries.", "The Lantern", FRI)
    c.victim(YUSRA, "killed", name=YUSRA, told="succumbed to her injuries")
    found = standing(accounts(a, dying(), c))
    assert (toll(found), toll(found, "injured")) == (Count(5, 5), Count(3, 3))


def test_nobody_states_a_toll() -> None:
    a = Written("a", f"{SALIM} and {YUSRA} were hurt.", "The Crier", MON).victim(SALIM, "injured", name=SALIM)
    found = standing(accounts(a.victim(YUSRA, "injured", name=YUSRA), dying()))
    assert (toll(found), toll(found, "injured")) == (Count(1, 1), Count(1, 1))


def test_without_the_words_it_is_a_contradiction_and_no_second_event() -> None:
    b = Written("b", f"{SALIM} was killed in the blast.", "The Bell", MON).victim(SALIM, "killed", name=SALIM)
    found = standing(accounts(first(), b))
    assert (toll(found), toll(found, "injured")) == (Count(3, 3), Count(5, 5))


def test_arabic_words() -> None:
    b = Written("b", "توفي سالم الدروازي متأثراً بجراحه.", "The Bell", THU)
    b.victim("سالم الدروازي", "killed", name="سالم الدروازي", told="توفي")
    a = Written("a", "قتل 3 أشخاص وجرح 5 بينهم سالم الدروازي.", "The Crier", MON)
    a.says("killed", Count(3, 3), "3 أشخاص").says("injured", Count(5, 5), "5")
    found = standing(accounts(a.victim("سالم الدروازي", "injured", name="سالم الدروازي"), b))
    assert (toll(found), toll(found, "injured")) == (Count(4, 4), Count(4, 4))


def test_what_a_person_decided_is_not_brought_up_to_date() -> None:
    told = accounts(first(), dying())
    accept = decision("accept", told[0].key, field="killed")
    found = stand(Incident("x", tuple(a.key for a in told)), told, [accept])
    assert toll(found) == Count(3, 3)


def test_one_outcome_has_no_course() -> None:
    told = accounts(first())
    assert reconciling.course(standing(told).parties[0], told, MON) == ()


def test_a_thousand_names_take_little_time() -> None:
    names = [
        f"Person{chr(97 + n // 26)}{chr(97 + n % 26)} Family{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)
    ]
    report = one("900 people were killed: " + ", ".join(names) + ".").victim("900 people", count=900)
    for name in names:
        report.victim(name, name=name)
    assert toll(standing(accounts(report))) == Count(900, 900)
