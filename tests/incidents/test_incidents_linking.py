from __future__ import annotations

import random
import string
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_accounts import BAGHDAD, BASRA, MOSUL, START, account, decision, named, victim
from sijill.incidents.linking import LINKER, explain, group
from sijill.incidents.regrouping import write_incidents, write_keys
from sijill.types import Account, Answer, Count, Incident, Judgement, MentionKey, Place


def judged(a: Account, b: Account, answer: Answer, day: int = 1, by: str = "Noor") -> Judgement:
    return Judgement(a.key, b.key, answer, by, START + timedelta(day))


def together(a: Account, b: Account) -> bool:
    return len(group([a, b])) == 1


KILLED = [victim("Salim Darwazi")]


@pytest.mark.parametrize(
    ("why", "a", "b"),
    [
        (
            "the same named victim, killed, told with another date",
            account("a", date="2031-03-01", victims=KILLED),
            account("b", date="2031-03-02", victims=KILLED),
        ),
        (
            "the same named victim, killed, one without date and place",
            account("a", date="2031-03-01", victims=KILLED),
            account("b", place=None, victims=KILLED),
        ),
        (
            "the name written differently",
            account("a", date="2031-03-01", victims=[victim("Hisham al-Darwazi")]),
            account("b", date="2031-03", place=Place(None, "Basra", "IQ"), victims=[victim("Husham Al Darwazi")]),
        ),
        (
            "a bombing told as a killing",
            account(
                "a",
                "bombing",
                date="2031-03-01",
                victims=[*KILLED, victim(None, count=Count(7, 7))],
                killed=Count(8, 8),
            ),
            account("b", "killing", date="2031", place=Place(None, None, "IQ"), victims=KILLED),
        ),
        (
            "an attack with many dead, tolls as they rise",
            account("a", "armed_attack", date="2031-03-01", killed=Count(14, None)),
            account("b", "armed_attack", date="2031-03-01", killed=Count(25, 25)),
        ),
        (
            "unnamed here, named there, the same day and city",
            account("a", date="2031-03-01", victims=[victim(None, description="a baker")]),
            account("b", date="2031-03-01", victims=KILLED),
        ),
        (
            "a day without its year",
            account("a", date="XXXX-03-01", victims=KILLED),
            account("b", date="2031-03-01", victims=KILLED),
        ),
        (
            "abducted, told with a neighbouring month",
            account("a", "abduction", date="2031-03-17", victims=[victim("Salim Darwazi", "abducted")]),
            account("b", "abduction", date="2031-02", victims=[victim("Salim Darwazi", "abducted")]),
        ),
    ],
)
def test_one_event_told_twice(why: str, a: Account, b: Account) -> None:
    assert together(a, b), explain(a, b)


@pytest.mark.parametrize(
    ("why", "a", "b"),
    [
        (
            "two people killed on one day in one city",
            account("a", date="2031-03-01", victims=KILLED),
            account("b", date="2031-03-01", victims=[victim("Yusra Tamboul")]),
        ),
        (
            "threatened, then killed",
            account("a", "threat", date="2031-03-01", victims=[victim("Salim Darwazi", "threatened")]),
            account("b", date="2031-03-01", victims=KILLED),
        ),
        (
            "abducted, then killed",
            account("a", "abduction", date="2031-03-01", victims=[victim("Salim Darwazi", "abducted")]),
            account("b", date="2031-03-01", victims=KILLED),
        ),
        (
            "a total over many events",
            account("a", date="2031-03", kind="aggregate", killed=Count(20, 20)),
            account("b", date="2031-03", kind="aggregate", killed=Count(20, 20)),
        ),
        (
            "two attacks of another size",
            account("a", "armed_attack", date="2031-03-01", killed=Count(40, 40)),
            account("b", "armed_attack", date="2031-03-01", killed=Count(1, 1)),
        ),
        (
            "unnamed and another city",
            account("a", date="2031-03-01", victims=[victim(None)]),
            account("b", date="2031-03-01", place=MOSUL, victims=[victim(None)]),
        ),
        (
            "unnamed and another month",
            account("a", date="2031-03-01", victims=[victim(None)]),
            account("b", date="2031-05-01", victims=[victim(None)]),
        ),
        (
            "arrested twice, years apart",
            account("a", "detention", date="2029-03-01", victims=[victim("Salim Darwazi", "detained")]),
            account("b", "detention", date="2031-05-01", victims=[victim("Salim Darwazi", "detained")]),
        ),
        (
            "published before the other happened",
            account("a", "detention", published="2031-03-01", victims=[victim("Salim Darwazi", "detained")]),
            account("b", "detention", date="2031-09-01", victims=[victim("Salim Darwazi", "detained")]),
        ),
        (
            "men of another age",
            account("a", date="2031-03-01", victims=[victim(None, age=19, sex="m")]),
            account("b", date="2031-03-01", victims=[victim(None, age=61, sex="f")]),
        ),
    ],
)
def test_two_events(why: str, a: Account, b: Account) -> None:
    assert not together(a, b), explain(a, b)


def test_two_mentions_in_one_text_are_two_events_unless_a_person_says_otherwise() -> None:
    a = account("a", date="2031-03-01", victims=KILLED)
    b = account("a", date="2031-03-01", victims=KILLED, mention="i9")
    assert len(group([a, b])) == 2
    assert len(group([a, b], [judged(a, b, "yes")])) == 1


def test_a_brief_report_joins_the_victim_it_can_mean_and_not_both() -> None:
    salim = account("a", date="2031-03-01", victims=KILLED)
    yusra = account("b", date="2031-03-01", victims=[victim("Yusra Tamboul")])
    brief = account("c", date="2031-03-01", victims=[victim(None)])
    groups = group([salim, yusra, brief])
    assert len(groups) == 2


def test_a_later_report_without_date_does_not_tear_the_named_from_the_unnamed() -> None:
    brief = account("a", date="2031-03-01", victims=[victim(None)])
    full = account("b", date="2031-03-01", victims=KILLED)
    recalling = [account(f"c{n}", place=Place(None, None, "IQ"), victims=KILLED) for n in range(4)]
    assert len(group([brief, full, *recalling])) == 1


def test_explanation_names_the_fields_and_is_the_same_either_way() -> None:
    a = account("a", date="2031-03-01", victims=KILLED)
    b = account("b", date="2031-03-02", victims=KILLED, place=BAGHDAD)
    found, back = explain(a, b), explain(b, a)
    assert {r.field for r in found.reasons} >= {"victim", "date", "place", "type"}
    assert found.probability == back.probability > 0.5
    assert "Salim Darwazi" in str(found.reasons[0])
    assert [r.weight for r in found.reasons] == [r.weight for r in back.reasons]
    assert all(r.explanation for r in found.reasons)


def test_a_bar_is_explained() -> None:
    found = explain(account("a", "threat", victims=KILLED), account("b", victims=KILLED))
    assert found.probability == 0
    assert "threat" in found.reasons[0].explanation


# ---------------------------------------------------------------------------------------------------------
# What people say


def test_a_person_parts_and_a_person_joins() -> None:
    a, b = account("a", date="2031-03-01", victims=KILLED), account("b", date="2031-03-01", victims=KILLED)
    c = account("c", "threat", date="2030-01-01", place=MOSUL, victims=[victim("Yusra Tamboul", "threatened")])
    assert len(group([a, b], [judged(a, b, "no")])) == 2
    assert len(group([a, b, c], [judged(a, c, "yes")])) == 1
    # of two words the later holds; "unsure" leaves it to the linker
    assert len(group([a, b], [judged(a, b, "no", 1), judged(b, a, "yes", 2)])) == 1
    assert len(group([a, b], [judged(a, b, "no", 1), judged(b, a, "unsure", 2)])) == 1
    assert len(group([a, c], [judged(a, c, "yes", 1), judged(a, c, "unsure", 2)])) == 2


def test_a_linkers_own_judgement_is_no_persons_word() -> None:
    a, b = account("a", date="2031-03-01", victims=KILLED), account("b", date="2031-03-01", victims=KILLED)
    assert len(group([a, b], [judged(a, b, "no", by=LINKER)])) == 1


def test_merge_unites_whole_groups_and_can_be_undone() -> None:
    first = [account(f"a{n}", date="2031-03-01", victims=KILLED) for n in range(2)]
    second = [account(f"b{n}", date="2030-03-01", place=MOSUL, victims=[victim("Yusra Tamboul")]) for n in range(3)]
    merge = decision("merge", first[0].key, 1, after=named(second[2].key))
    before = group([*first, *second])
    assert len(before) == 2
    assert len(group([*first, *second], (), [merge])) == 1
    undo = decision("undo", first[0].key, 2, undoes="d1")
    assert group([*first, *second], (), [undo, merge]) == before
    again = decision("undo", first[0].key, 3, undoes="d2")
    assert len(group([*first, *second], (), [undo, again, merge])) == 1


def test_a_merge_does_not_cross_a_no() -> None:
    a, b = account("a", date="2031-03-01", victims=KILLED), account("b", date="2031-03-01", victims=KILLED)
    c = account("c", place=MOSUL, victims=[victim("Yusra Tamboul")])
    groups = group([a, b, c], [judged(b, c, "no")], [decision("merge", a.key, 2, after=named(c.key))])
    assert not any({b.key, c.key} <= set(g) for g in groups)


def test_split_parts_a_pair_or_takes_mentions_out() -> None:
    members = [account(f"a{n}", date="2031-03-01", victims=KILLED) for n in range(4)]
    keys = [m.key for m in members]
    parted = group(members, (), [decision("split", keys[0], after=named(keys[3]))])
    assert not any({keys[0], keys[3]} <= set(g) for g in parted)
    rest = write_keys(keys[2:])
    whole = write_incidents([Incident("x", tuple(keys))])
    out = decision("split", keys[0], after=rest, before=whole, incident="x")
    assert group(members, (), [out]) == (tuple(keys[:2]), tuple(keys[2:]))
    # a further report joins one of the two, and never both
    further = account("a4", date="2031-03-01", victims=KILLED)
    assert len(group([*members, further], (), [out])) == 2
    assert len(group(members, (), [out, decision("undo", keys[0], 2, undoes="d1")])) == 1


def test_move_takes_a_mention_to_another_incident_and_back() -> None:
    first = [account(f"a{n}", date="2031-03-01", victims=KILLED) for n in range(3)]
    second = [account(f"b{n}", date="2030-03-01", place=MOSUL, victims=[victim("Yusra Tamboul")]) for n in range(2)]
    move = decision("move", first[0].key, 1, after=named(second[0].key))
    moved = group([*first, *second], (), [move])
    assert sorted(map(len, moved)) == [2, 3]
    assert any({first[0].key, second[0].key, second[1].key} == set(g) for g in moved)
    assert sorted(map(len, group([*first, *second], (), [move, decision("undo", first[0].key, 2, undoes="d1")]))) == [
        2,
        3,
    ]
    assert group([*first, *second], (), [move, decision("undo", first[0].key, 2, undoes="d1")]) == group(
        [*first, *second]
    )


def test_a_rejected_mention_is_in_no_incident() -> None:
    a, b = account("a", victims=KILLED), account("b", victims=KILLED)
    assert group([a, b], (), [decision("reject", a.key)]) == ((b.key,),)


def test_a_corrected_name_is_what_is_compared() -> None:
    a = account("a", date="2031-03-01", victims=KILLED)
    b = account("b", date="2031-03-01", victims=[victim("Yusra Tamboul")])
    correct = decision("correct", b.key, after="Salim Darwazi", role="victim", item="p0", field="name")
    assert len(group([a, b])) == 2
    assert len(group([a, b], (), [correct])) == 1


# ---------------------------------------------------------------------------------------------------------
# Properties

NAMES = ("Salim Darwazi", "Yusra Tamboul", "Salim Darwazy", "Darwazi", "Karim Obadi", None)
PLACES = (BASRA, BAGHDAD, MOSUL, Place(None, "Basra", "IQ"), Place(None, None, "IQ"), None)
DATES = ("2031-03-01", "2031-03-02", "2031-03", "2031", "2031-04-11", "XXXX-03-01", "2031-02/2031-04", None)


@st.composite
def registers(draw: st.DrawFn) -> list[Account]:
    """Accounts that are alike enough to be taken for one another; a few share a text."""
    found: list[Account] = []
    for n in range(draw(st.integers(1, 9))):
        shared = draw(st.booleans()) and n > 0
        names = draw(st.lists(st.sampled_from(NAMES), max_size=2))
        found.append(
            account(
                found[-1].source.text.id if shared else f"text {n}",
                draw(st.sampled_from(("killing", "bombing", "abduction", "detention", "threat"))),
                mention=f"i{n}",
                date=draw(st.sampled_from(DATES)),
                place=draw(st.sampled_from(PLACES)),
                published=draw(st.sampled_from((None, "2031-03-03", "2031-03-20T10:00:00+03:00"))),
                victims=[victim(name) for name in names],
                kind=draw(st.sampled_from(("event", "event", "event", "aggregate"))),
            )
        )
    return found


@st.composite
def words(draw: st.DrawFn, accounts: list[Account]) -> list[Judgement]:
    pairs = [(a, b) for n, a in enumerate(accounts) for b in accounts[n + 1 :]]
    if not pairs:
        return []
    chosen = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(("yes", "no", "unsure"))), max_size=5))
    return [judged(a, b, answer, day) for day, ((a, b), answer) in enumerate(chosen)]  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_grouping_is_a_partition_independent_of_order_and_never_crosses_a_no(data: st.DataObject) -> None:
    accounts = data.draw(registers())
    judgements = data.draw(words(accounts))
    groups = group(accounts, judgements)
    keys = [key for g in groups for key in g]
    assert sorted(keys) == sorted(a.key for a in accounts)
    assert len(set(keys)) == len(keys)
    assert groups == group(data.draw(st.permutations(accounts)), data.draw(st.permutations(judgements)))
    latest: dict[frozenset[MentionKey | object], str] = {}
    for j in sorted(judgements, key=lambda j: j.at):
        latest[frozenset((j.left, j.right))] = j.answer
    for g in groups:
        for a in g:
            for b in g:
                assert latest.get(frozenset((a, b))) != "no"
                if a != b and a.text == b.text:
                    assert "yes" in latest.values()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_report_about_something_else_changes_nothing(data: st.DataObject) -> None:
    accounts = data.draw(registers())
    elsewhere = account(
        "zz elsewhere", "raid", date="1999-01-01", place=Place("Quito", "Pichincha", "EC"), targets=["a radio station"]
    )
    assert group([elsewhere, *accounts]) == (*group(accounts), (elsewhere.key,))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_grouping_again_what_one_word_per_group_confirms_changes_nothing(data: st.DataObject) -> None:
    accounts = data.draw(registers())
    groups = group(accounts)
    by_key = {a.key: a for a in accounts}
    confirmed = [judged(by_key[a], by_key[b], "yes") for g in groups for a, b in pairwise(g)]
    assert group(accounts, confirmed) == groups


def test_many_mentions_take_little_time() -> None:
    chance = random.Random(7)
    accounts = []
    for event in range(700):
        name = " ".join("".join(chance.choices(string.ascii_lowercase, k=7)).capitalize() for _ in range(2))
        day = f"20{chance.randrange(20, 30)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        place = chance.choice((BASRA, BAGHDAD, MOSUL))
        accounts += [
            account(f"{event} {n}", date=day, place=place, victims=[victim(name)])
            for n in range(chance.randrange(1, 5))
        ]
    groups = group(accounts)
    # the truth is known: all mentions of one event and no others
    assert {frozenset(g) for g in groups} == {
        frozenset(a.key for a in accounts if a.key.text.split()[0] == str(event)) for event in range(700)
    }


def test_dates_at_the_ends_of_the_calendar_do_no_harm() -> None:
    odd = (
        "0001-01-01",
        "9999-12-31",
        "2031-02-30",
        "next week",
        "",
        "2000/..",
        "../..",
        "XXXX-13-45",
        "[2031-01-01,2031-02-01]",
    )
    accounts = [
        account(f"{n} {m}", date=day, published=published, victims=[victim("Salim Darwazi")])
        for n, day in enumerate(odd)
        for m, published in enumerate(("0001-01-01", "9999-12-31T23:59:59Z", "soon", None))
    ]
    assert sum(map(len, group(accounts))) == len(accounts)


def test_neighbouring_towns_of_one_division_meet_for_a_large_attack_only() -> None:
    def at(text: str, city: str, toll: int) -> Account:
        return account(
            text, "armed_attack", date="2031-03-01", place=Place(city, "Nineveh", "IQ"), killed=Count(toll, toll),
            perpetrators=[{"name": "The Reed Brigade", "status": "asserted"}],
        )  # fmt: skip

    assert together(at("a", "Hamdaniya", 46), at("b", "Bartella", 49))
    assert not together(at("a", "Hamdaniya", 1), at("b", "Bartella", 1))


RIVER = (
    "Two men on a motorbike opened fire outside the Halwani bakery on Cooper Street in the early morning, and a "
    "19-year-old apprentice fell beside the delivery van while customers ran towards the Rasmi pharmacy."
)
RIVER_AGAIN = (
    "Witnesses near the Halwani bakery described how the motorbike came up Cooper Street; the 19-year-old apprentice "
    "had been unloading the delivery van, and the owner of the Rasmi pharmacy closed his shutters."
)
MILL = (
    "A quarrel over water ended when the guard of the Obadi mill fired through a fence at the tractor of a neighbour, "
    "whose cousin later spoke of a long dispute about the canal beneath the Shawmat ridge."
)


def test_words_and_names_around_the_evidence_tell_which_event_it_is() -> None:
    def report(text: str, words: str) -> Account:
        return account(text, "armed_attack", published="2031-03-02", place=Place(None, None, "IQ"), words=words)

    one, again, other = report("a", RIVER), report("b", RIVER_AGAIN), report("c", MILL)
    assert together(one, again), explain(one, again)
    assert not together(one, other), explain(one, other)
    shown = next(r for r in explain(one, again).reasons if r.field == "evidence")
    assert "halwani" in shown.left
    assert shown.weight > 0


FERRY = (
    "The ferryman of Qal'at Rasmi was shot at the landing on Cooper Street, the 43-year-old owner of the Halwani bakery "
    "said on Monday; Inspector Tamboul of the Shawmat station is looking for a van."
)
FERRY_AGAIN = (
    "Inspector Tamboul said that the ferryman, a cousin of the 43-year-old who keeps the Halwani bakery, was carried from "
    "Cooper Street to the clinic in Shawmat, across from the landing of Qal'at Rasmi."
)


def unsure(a: Account, confidence: float, foremost: bool | None = None) -> Account:
    return replace(a, mention=replace(a.mention, confidence=confidence), foremost=foremost)


def test_a_reading_that_is_unsure_of_itself_is_weighed_by_the_text_and_not_by_its_values() -> None:
    one = account("a", date="2031-03-01", published="2031-03-02", words=FERRY)
    # what should be the same day is read as one two weeks before
    other = account("b", date="2031-02-15", published="2031-03-02", words=FERRY_AGAIN)
    assert not together(one, other), explain(one, other)
    assert together(unsure(one, 0.7), unsure(other, 0.7)), explain(unsure(one, 0.7), unsure(other, 0.7))
    weights = {r.field: r.weight for r in explain(unsure(one, 0.7), unsure(other, 0.7)).reasons}
    sure = {r.field: r.weight for r in explain(one, other).reasons}
    assert 0 > weights["date"] > sure["date"]
    assert weights["evidence"] > sure["evidence"]
    assert "published" not in sure


def test_unsure_readings_published_weeks_apart_are_less_likely_one_event() -> None:
    one, soon, late = (
        unsure(account(text, published=day, words=words), 0.7)
        for text, day, words in (
            ("a", "2031-03-02", FERRY), ("b", "2031-03-03", FERRY_AGAIN), ("c", "2031-05-09", FERRY_AGAIN),
        )
    )  # fmt: skip
    assert explain(one, soon).log_odds > explain(one, late).log_odds + 2


def test_of_two_mentions_the_one_that_both_reports_are_foremost_about_is_matched() -> None:
    told = [
        unsure(account(text, mention=mention, published="2031-03-02", words=words), confidence, foremost)
        for text, words in (("a", FERRY), ("b", FERRY_AGAIN))
        for mention, confidence, foremost in (("i0", 0.6, False), ("i1", 0.8, True))
    ]
    groups = group(told)
    assert (MentionKey("a", "i1"), MentionKey("b", "i1")) in groups
    assert (MentionKey("a", "i0"), MentionKey("b", "i1")) not in groups


@given(st.floats(0, 1), st.floats(0, 1))
def test_how_sure_a_reading_is_keeps_comparing_even_handed(p: float, q: float) -> None:
    one = unsure(account("a", date="2031-03-01", published="2031-03-02", words=FERRY, victims=KILLED), p, True)
    other = unsure(account("b", date="2031-03-04", published="2031-03-09", words=FERRY_AGAIN, victims=KILLED), q, False)
    assert explain(one, other).log_odds == pytest.approx(explain(other, one).log_odds)


def test_one_day_in_one_country_is_not_yet_one_event() -> None:
    day = {"date": "2031-03-01", "place": Place(None, None, "IQ")}
    assert not together(account("a", "armed_attack", **day), account("b", "armed_attack", **day))  # type: ignore[arg-type]


def test_a_text_that_tells_of_thousands_takes_little_time() -> None:
    one = [account("a", date="2031-03-01", victims=KILLED, mention=f"i{n}") for n in range(3000)]
    other = account("b", date="2031-03-01", victims=KILLED)
    assert len(group([*one, other])) == 3000
