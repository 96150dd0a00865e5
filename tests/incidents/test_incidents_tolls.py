from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_accounts import account, decision
from sijill.errors import UnknownNameError, UsageError
from sijill.incidents import tolls
from sijill.incidents.standing import gather, stand
from sijill.types import Account, Claim, Count, Decision, Incident, Span, StandingValue

PRIORITY = ("Reuters", "The Bell", "interior ministry")

#: one figure: outlet, day of publication, figure; then speaker and "as of" where there are any
Row = tuple[Any, ...]


def told(rows: Sequence[Row], field: str = "killed") -> list[Account]:
    accounts = []
    for n, row in enumerate(rows):
        publisher, published, figure, speaker, as_of = (*row, None, None)[:5]
        count = figure if isinstance(figure, Count) else Count(figure, figure)
        figures: dict[str, Any] = {field: count}
        accounts.append(
            account(
                f"t{n}", "bombing", publisher=publisher, published=published, speaker=speaker, as_of=as_of, **figures
            )
        )
    return accounts


def incident(accounts: Sequence[Account]) -> Incident:
    return Incident("x", tuple(sorted(a.key for a in accounts)))


def toll(
    accounts: Sequence[Account], rule: str = "range", field: str = "killed", decisions: Sequence[Decision] = ()
) -> StandingValue:
    value = stand(incident(accounts), accounts, decisions, rule, priority=PRIORITY).get(field)
    assert value is not None
    return value


MON, TUE, WED = "2031-03-03", "2031-03-04", "2031-03-05"
A, B, C = "The Crier", "The Bell", "The Lantern"

CASES: list[tuple[str, list[Row], str, Count | None, str, set[int]]] = [
    # what, figures, rule, value, rule that it stands by, figures behind it
    ("one outlet's later figure replaces its own", [(A, MON, 5), (A, TUE, 8)], "range", Count(8, 8), "range", {1}),
    ("also downwards", [(A, MON, 9), (A, TUE, 6)], "range", Count(6, 6), "range", {1}),
    ("two outlets never replace each other", [(A, MON, 5), (B, TUE, 8)], "range", Count(5, 8), "range", {0, 1}),
    ("range over each chain's latest", [(A, MON, 2), (A, TUE, 7), (B, MON, 6)], "range", Count(6, 7), "range", {1, 2}),
    ("three days of one chain", [(A, MON, 2), (A, WED, 9), (A, TUE, 5)], "range", Count(9, 9), "range", {1}),
    ("one day, both stand", [(A, MON, 5), (A, MON, 6)], "range", Count(5, 6), "range", {0, 1}),
    ("one day, the later hour replaces", [(A, f"{MON}T09:00:00+00:00", 5), (A, f"{MON}T18:00:00+00:00", 6)],
     "range", Count(6, 6), "range", {1}),
    ("hours are compared across zones", [(A, f"{MON}T09:00:00+03:00", 5), (A, f"{MON}T07:00:00+00:00", 6)],
     "range", Count(6, 6), "range", {1}),
    ("of a day without hours nothing is replaced", [(A, MON, 5), (A, f"{MON}T18:00:00+00:00", 6)],
     "range", Count(5, 6), "range", {0, 1}),
    ("an undated figure stays", [(A, None, 5), (A, TUE, 8)], "range", Count(5, 8), "range", {0, 1}),
    ("a speaker quoted by two outlets", [(A, MON, 5, "police"), (B, TUE, 9, "Police")],
     "range", Count(9, 9), "range", {1}),
    ("the article makes no other speaker", [(A, MON, 5, "the interior ministry"), (B, TUE, 9, "Interior Ministry")],
     "range", Count(9, 9), "range", {1}),
    ("two speakers in one outlet", [(A, MON, 5, "police"), (A, TUE, 9, "the hospital")],
     "range", Count(5, 9), "range", {0, 1}),
    ("a speaker does not replace the outlet", [(A, MON, 5), (A, TUE, 9, "police")],
     "range", Count(5, 9), "range", {0, 1}),
    ("witnesses of two papers are not the same", [(A, MON, 5, "witnesses"), (B, TUE, 9, "witnesses")],
     "range", Count(5, 9), "range", {0, 1}),
    ("witnesses of one paper are taken as one", [(A, MON, 5, "witnesses"), (A, TUE, 9, "witnesses")],
     "range", Count(9, 9), "range", {1}),
    ("a security official is nobody in particular", [(A, MON, 5, "a security official"), (B, TUE, 9,
     "a security official")], "range", Count(5, 9), "range", {0, 1}),
    ("as of goes before publication", [(A, WED, 5, "police", MON), (B, TUE, 9, "police", TUE)],
     "range", Count(9, 9), "range", {1}),
    ("an Arabic speaker", [(A, MON, 5, "وزارة الداخلية"), (B, TUE, 9, "وزاره الداخلية")],
     "range", Count(9, 9), "range", {1}),
    ("agency copy is the agency's", [("AFP", MON, 5), ("AFP", TUE, 7)], "range", Count(7, 7), "range", {1}),
    ("open above", [(A, MON, 5), (B, MON, Count(14, None))], "range", Count(5, None), "range", {0, 1}),
    ("majority counts chains, not reports", [(A, MON, 5), (B, MON, 7), (C, MON, 7), (A, MON, 5)],
     "majority", Count(7, 7), "majority", {1, 2}),
    ("a tie of the majority is a range", [(A, MON, 5), (B, MON, 7)], "majority", Count(5, 7), "range", {0, 1}),
    ("the majority of the latest", [(A, MON, 5), (B, MON, 5), (A, TUE, 8), (C, TUE, 8)],
     "majority", Count(8, 8), "majority", {2, 3}),
    ("most recent", [(A, MON, 5), (B, TUE, 7), (C, MON, 9)], "most_recent", Count(7, 7), "most_recent", {1}),
    ("most recent, two of a day", [(A, TUE, 5), (B, TUE, 7), (C, MON, 9)],
     "most_recent", Count(5, 7), "most_recent", {0, 1}),
    ("most recent by as of", [(A, WED, 5, "police", MON), (B, TUE, 7)], "most_recent", Count(7, 7), "most_recent", {1}),
    ("lowest reported of the latest", [(A, MON, 2), (A, TUE, 8), (B, MON, 5)],
     "lowest_reported", Count(5, 5), "lowest_reported", {2}),
    ("lowest: an open figure is higher", [(A, MON, 5), (B, MON, Count(5, None))],
     "lowest_reported", Count(5, 5), "lowest_reported", {0}),
    ("priority source, the first that speaks", [(A, MON, 5), (B, MON, 7)],
     "priority_source", Count(7, 7), "priority_source", {1}),
    ("priority source, a speaker", [(A, MON, 5, "the interior ministry"), (C, MON, 7)],
     "priority_source", Count(5, 5), "priority_source", {0}),
    ("priority source, an agency before an outlet", [("Reuters", MON, 4), (B, TUE, 7)],
     "priority_source", Count(4, 4), "priority_source", {0}),
    ("priority source, its latest", [(B, MON, 4), (B, TUE, 7), (A, TUE, 9)],
     "priority_source", Count(7, 7), "priority_source", {1}),
    ("priority source silent", [(A, MON, 5), (C, MON, 7)], "priority_source", Count(5, 7), "range", {0, 1}),
    ("official", [(A, MON, 5, "police"), (B, MON, 9, "residents")], "official", Count(5, 5), "official", {0}),
    ("officials differ", [(A, MON, 5, "police"), (B, MON, 9, "the health ministry"), (C, MON, 20)],
     "official", Count(5, 9), "official", {0, 1}),
    ("an official replaced himself", [(A, MON, 5, "the governor"), (B, TUE, 6, "the governor"), (C, TUE, 9)],
     "official", Count(6, 6), "official", {1}),
    ("a former minister is no official", [(A, MON, 5, "a former minister"), (B, MON, 9)],
     "official", Count(5, 9), "range", {0, 1}),
    ("a rebel official is none", [(A, MON, 5, "a rebel official"), (B, MON, 9, "الشرطة")],
     "official", Count(9, 9), "official", {1}),
    ("a ministry's own page", [("Ministry of Health", MON, 5), (B, MON, 9)], "official", Count(5, 5), "official", {0}),
    ("nobody has decided", [(A, MON, 5), (B, MON, 7)], "team_decision", None, "team_decision", set()),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rows", "rule", "value", "stands_by", "behind"), CASES, ids=[c[0] for c in CASES])
@pytest.mark.parametrize("field", ["killed", "injured"])
def test_how_many(
    what: str, rows: list[Row], rule: str, value: Count | None, stands_by: str, behind: set[int], field: str
) -> None:
    accounts = told(rows, field)
    found = toll(accounts, rule, field)
    assert (found.value, found.rule) == (value, stands_by), what
    assert {int(i[1 : i.index("/")]) for i in found.behind} == behind
    assert len(found.behind) + len(found.against) == len(rows)


def test_the_team_decides() -> None:
    accounts = told([(A, MON, 5), (B, MON, 7)])
    found = toll(accounts, "team_decision", decisions=[decision("accept", accounts[1].key, field="killed")])
    assert (found.value, found.rule, found.checked_by) == (Count(7, 7), "decision", ("Noor",))
    assert len(found.against) == 1


def test_rules_are_known_by_name() -> None:
    with pytest.raises(UnknownNameError, match="priority_source"):
        tolls.figure_rule("guess")
    with pytest.raises(UsageError, match="priority_sources"):
        tolls.figure_rule("priority_source")
    assert {tolls.figure_rule(name, PRIORITY) is not None for name in tolls.RULES} == {True}


def figure(accounts: Sequence[Account], told_count: Count, speaker: str, *, of: int = 0, **more: Any) -> Account:
    """One of the accounts with a claim of a figure."""
    account = accounts[of]
    claim = Claim("c7", speaker, (Span(0, 1),), "figure", Span(0, 3), None, account.mention.id, "killed", told_count)
    return replace(account, claims=(replace(claim, **more),))


def test_a_claimed_figure_enters_as_its_speakers_toll() -> None:
    accounts = told([(A, MON, 5), (B, TUE, 6)])
    claiming = figure(accounts, Count(9, 9), "the governor")
    found = toll([claiming, accounts[1]])
    assert found.value == Count(5, 9)
    assert "t0/c7" in found.behind
    assert toll([claiming, accounts[1]], "official").behind == ("t0/c7",)
    # what the same speaker says later, wherever, replaces it
    later = told([(A, MON, 5), (B, TUE, 6), (C, WED, 8, "The Governor")])[2]
    found = toll([claiming, accounts[1], later])
    assert (found.value, "t0/c7" in found.against) == (Count(5, 8), True)


def test_a_claim_that_the_mention_states_too_names_its_speaker_and_is_not_counted_twice() -> None:
    accounts = told([(A, MON, 9), (B, TUE, 12, "police")])
    claiming = figure(accounts, Count(9, 9), "Police")
    found = toll([claiming, accounts[1]])
    assert (found.value, len(found.behind), len(found.against)) == (Count(12, 12), 1, 1)


@pytest.mark.parametrize(
    "more", [{"kind": "account"}, {"count": None}, {"field": "type"}, {"field": None}, {"mention": "i99"}]
)
def test_a_claim_without_a_figure_of_this_event_gives_none(more: dict[str, Any]) -> None:
    accounts = told([(A, MON, 5)])
    assert toll([figure(accounts, Count(9, 9), "the governor", **more)]).value == Count(5, 5)


def test_chains_tell_what_replaced_what() -> None:
    accounts = told([(A, WED, 9), (A, MON, 5), (A, TUE, 7), (B, MON, 6, "police")])
    figures = gather(incident(accounts), accounts).told["mention", "killed"]
    found = tolls.chains(figures)
    assert [c.name for c in found] == ["outlet crier", "speaker police"]
    assert [t.value for t in found[0].latest] == [Count(9, 9)]
    assert [t.value for t in found[0].replaced] == [Count(5, 5), Count(7, 7)]
    assert found[1].replaced == ()


FIGURES = st.builds(
    lambda least, more: Count(least, None if more is None else least + more),
    st.integers(0, 40), st.sampled_from((None, 0, 0, 3)),
)  # fmt: skip
ROWS = st.tuples(
    st.sampled_from((A, B, "AFP", None)),
    st.sampled_from((MON, TUE, f"{TUE}T10:00:00+00:00", None, "not a date")),
    FIGURES,
    st.sampled_from((None, "police", "witnesses", "the governor")),
    st.sampled_from((None, MON, "2031-03")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=8), st.sampled_from(tolls.RULES), st.randoms(use_true_random=False))
def test_whatever_is_told_stands_behind_or_against_within_what_was_told(
    rows: list[Row], rule: str, chance: Random
) -> None:
    accounts = told(rows)
    found = toll(accounts, rule)
    assert len({*found.behind, *found.against}) == len(rows) == len(found.behind) + len(found.against)
    if found.value is not None:
        assert isinstance(found.value, Count)
        assert found.behind
        assert min(r[2].min for r in rows) <= found.value.min
        highest = max((r[2].max for r in rows if r[2].max is not None), default=None)
        assert found.value.max is None or (highest is not None and found.value.max <= highest)
    shuffled = list(accounts)
    chance.shuffle(shuffled)
    assert toll(shuffled, rule) == found
    figures = gather(incident(accounts), accounts).told["mention", "killed"]
    parted = [t.id for c in tolls.chains(figures) for t in (*c.latest, *c.replaced)]
    assert sorted(parted) == sorted(t.id for t in figures)
    assert all(c.latest for c in tolls.chains(figures))
