"""What a passage says against itself, the calendar, the gazetteer and the contract."""

from __future__ import annotations

import pytest

from invented_passages import HEAD, file_of, with_line
from sijill.evaluation.corpus import Problem, parse
from sijill.evaluation.corpus.checks import check


def checked(source: str) -> list[Problem]:
    passage, problems = parse("me-001.txt", source)
    assert passage is not None, problems
    return check(passage)


def test_a_passage_without_fault() -> None:
    assert checked(file_of()) == []


FAULTS = [
    # (written, instead of, what is told, whether it is only worth a look)
    ('date = "2019-06-11"', 'date = "2019-06-10"', "'Monday' against 2019-06-11, a Tuesday", False),
    ('date = "2019-06-17"', 'date = "2019-06-10"', "after publication", False),
    ('date = "2019-05-27"', 'date = "2019-06-10"', "16 days before publication", True),
    ('city = "Garowe"', 'city = "Tripoli"', "not known in LB, but in SO", True),
    ('city = "Tripoli", admin1 = "Beqaa"', 'city = "Tripoli"', "not in 'Beqaa'", True),
    ("killed = { min = 0, max = 0 }", "killed = { min = 1, max = 1 }", "one victim alone counts 1", False),
    ("", "injured = { min = 1, max = 1 }", "injured is left out", False),
    ("age = 25", "age = 52", "is 52 in the text, age = 25", True),
    ('age = 52, sex = "f"', 'age = 52, sex = "m"', "p1 is 'he' in the text", False),
    ('outcome = "injured", count = { min = 2 }', 'outcome = "injured"', "is a person and counts 2+", False),
    ('kind = "individual", status = "denied"', 'kind = "organisation", status = "denied"', "kind 'individual'", False),
    ('kind = "unidentified", status = "denied"', 'kind = "organisation", status = "denied"', "has a name", False),
    ("www.minalantern.com", "The market", "'www.minalantern.com'", False),
    ("write to desk@lantern.net", "The market", "'lantern.net'", False),
    ("Hallouk, the market", "The market", "'Hallouk' stands unmarked", True),
    ("[o3.n the Taliban], the market", "The market", "'the Taliban' is somebody real", True),
    ("the market, Reuters reported,", "The market", "agency 'reuters'", True),
    ("Ziad Hallouk, the market", "The market", "'Ziad Hallouk' stands unmarked", True),
    ("[e3 The market]", "The market", "e3 is marked and has no record", False),
    ("[w2 The market]", "The market", "w2 is marked and no record names it", True),
    ('modality = "planned"\ntype = "killing"', 'type = "killing"', "did not happen", True),
]  # fmt: skip


@pytest.mark.parametrize(("line", "instead_of", "told", "warning"), FAULTS)
def test_a_fault_is_told(line: str, instead_of: str, told: str, warning: bool) -> None:
    found = checked(with_line(line, instead_of))
    assert [(p.warning, told in p.what) for p in found if told in p.what] == [(warning, True)], found


def test_a_fault_of_an_incident_has_its_line() -> None:
    source = with_line('date = "2019-06-11"', 'date = "2019-06-10"')
    (problem,) = checked(source)
    assert source.split("\n")[problem.line - 1] == "[[incident]]"
    assert str(problem).startswith(f"me-001.txt:{problem.line}: e1: ")


def test_invented_addresses_may_stand() -> None:
    assert checked(with_line("www.minalantern.example", "The market")) == []


def test_what_is_planned_may_lie_ahead() -> None:
    source = with_line('modality = "planned"\ndate = "2019-07"', 'modality = "alleged"\ndate = "2019-05"')
    assert checked(source) == []


def test_a_day_counted_from_a_weekday_may_be_another() -> None:
    source = (
        file_of()
        .replace("late on\n[t1 Monday]", "[t1 three days before] [t1 Monday]")
        .replace('"2019-06-10"', '"2019-06-07"')
    )
    (problem,) = checked(source)
    assert problem.warning and "'Monday' against 2019-06-07" in problem.what


def test_a_feast_may_lie_further_back() -> None:
    source = file_of().replace("[t1 Monday]", "[t1 Easter Monday]").replace('"2019-06-10"', '"2019-04-22"')
    assert checked(source) == []


@pytest.mark.parametrize(("count", "right"), [(79, False), (80, True), (400, True), (401, False)])
def test_length(count: int, right: bool) -> None:
    words = " ".join(["day"] * count)
    found = checked(file_of(HEAD + 'traps = ["weather"]\n', words + "\n", ""))
    assert [p.what for p in found] == ([] if right else [f"has {count} words"])


def test_nothing_in_scope_names_its_trap() -> None:
    out = (
        file_of()
        .replace('type = "killing"', 'type = "killing"\nscope = "out"')
        .replace('type = "threat"', 'type = "threat"\nscope = "out"')
    )
    assert any("names no trap" in p.what for p in checked(out))
    assert not any("names no trap" in p.what for p in checked(out.replace("publisher", 'traps = ["crime"]\npublisher')))
