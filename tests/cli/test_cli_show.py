from __future__ import annotations

from dataclasses import replace

import pytest

from invented_writing import Written, accounts
from sijill.cli._dossier import print_dossier
from sijill.incidents.standing import stand
from sijill.types import Account, Count, Dossier, Incident

MON, TUE, THU = "2031-03-03", "2031-03-04", "2031-03-06"
SALIM = "Salim Darwazi"


def printed(capsys: pytest.CaptureFixture[str], told: list[Account], *, brief: bool = False) -> str:
    incident = Incident("i-1", tuple(sorted(a.key for a in told)))
    print_dossier(Dossier(incident, tuple(told), stand(incident, told)), brief=brief)
    return capsys.readouterr().out


def test_chains_and_what_they_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    a = Written("a", "Police said 5 died.", "The Crier", MON).says("killed", Count(5, 5), "5", speaker="Police")
    b = Written("b", "Police said 7 died.", "The Bell", TUE).says("killed", Count(7, 7), "7", speaker="police")
    c = Written("c", "The dead: 9.", "The Lantern", MON).says("killed", Count(9, 9), "9")
    shown = printed(capsys, list(accounts(a, b, c)))
    assert "killed: 7–9 ≠  (rule range, read by machine)" in shown
    assert "speaker police: 7 (2031-03-04), before: 5 (2031-03-03)" in shown
    assert "outlet lantern: 9 (2031-03-03)" in shown
    assert "killed: 7–9" in printed(capsys, list(accounts(a, b, c)), brief=True)


def test_a_claimed_figure_is_shown_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    a = Written("a", "Five died, at least nine of them guards, said the governor.", "The Crier", MON)
    a.says("killed", Count(5, 5), "Five").claim("figure", "the governor", "at least nine", "killed", 9)
    shown = printed(capsys, list(accounts(a)))
    assert "killed: 5–9" in shown
    assert "+ 9  “at least nine”, says the governor" in shown


def test_what_was_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    a = Written("a", "A bomb killed 14 people.", published=MON, report="one page")
    b = Written("b", "A bomb killed 4 people.", published=MON, report="one page", captured=1)
    a.says("killed", Count(14, 14), "14 people")
    shown = printed(capsys, list(accounts(a, b.says("killed", Count(4, 4), "4 people"))))
    assert "killed: 4 ≠" in shown
    assert "Taken back" in shown
    assert "killed: the page no longer says so" in shown
    assert "− 14  “14 people”" in shown.split("Taken back")[1]
    assert "retracted:" not in shown


def test_names_kinds_and_the_course_of_a_victim(capsys: pytest.CaptureFixture[str]) -> None:
    a = Written("a", f"A bomb killed 3 people, two of them children, and hurt {SALIM}.", "The Crier", MON)
    a.says("date", MON, "bomb").says("killed", Count(3, 3), "3 people").victim(SALIM, "injured", name=SALIM)
    a.victim("two of them children", count=2, age_group="child")
    b = Written("b", f"{SALIM}, hurt on Monday, died of his wounds.", "The Bell", THU)
    b.victim(SALIM, "killed", name=SALIM, told="died of his wounds")
    shown = printed(capsys, list(accounts(a, b)))
    assert "killed: 4 " in shown
    assert "told of among them: 1 by name, child 2" in shown
    assert f"course: injured {MON}, then killed by {THU}" in shown


def test_why_reports_are_not_independent(capsys: pytest.CaptureFixture[str]) -> None:
    words = "A bomb went off in the lane by the mill, and nobody knows who had put it there or for whom it was meant."
    told = [*accounts(
        Written("a", words, "The Crier", MON), Written("b", words, "The Bell", TUE),
        Written("c", "Reuters reported a blast in town; windows broke.", "The Lantern", TUE),
        Written("d", "Glass fell on the quay, people told Reuters.", None, TUE),
        Written("e", "Last year a blast shook the old harbour town.", "The Mail", "2032-03-01"),
    )]  # fmt: skip
    told[0] = replace(told[0], mention=replace(told[0].mention, statements=(
        *told[0].mention.statements, *Written("a", words).says("date", MON, "bomb").statements)),
        statement_ids=(*told[0].statement_ids, "a/9"))  # fmt: skip
    shown = printed(capsys, told)
    assert "5 reports, 2–3 of them independent" in shown
    assert (
        "grade: fair, 2 independent origins or more  (independent origins, at least 2, blamed nobody by name" in shown
    )
    assert "The Crier, 2031-03-03 and The Bell, 2031-03-04: one source, one copies the other" in shown
    assert "The Lantern, 2031-03-04 and d, 2031-03-04: perhaps one source, both credit reuters" in shown
    assert "The Mail, 2032-03-01: recalls it long after, and adds nothing" in shown
    assert "d, 2031-03-04: nobody knows whose it is; it counts in the most only" in shown
