from __future__ import annotations

from dataclasses import replace

import pytest

from invented_accounts import account
from sijill.incidents.independence import agencies, bylined, credited, independence
from sijill.types import Account, Count
from sijill.values.folding import fold

LONG = (
    "Two bakers were shot dead near the river on the first of March as they opened their shop, neighbours said. "
    "A grey van had stood across the road since dawn, and nobody dared to ask whom it was waiting for that morning."
)
OTHER = (
    "Colleagues buried Salim Darwazi yesterday beside the mill where he had baked for thirty years before gunfire "
    "ended his life; the council promised an inquiry, as it has done after every such funeral of the past months."
)
THIRD = (
    "Residents speak of shots at daybreak, of a vehicle leaving toward the harbour and of a long silence afterwards."
)


def told(text: str, words: str, publisher: str | None, **more: str) -> Account:
    return account(text, words=words, publisher=publisher, **more)  # type: ignore[arg-type]


def count(*accounts: Account, event: str | None = None) -> Count:
    return independence(accounts, event).count


def test_reports_written_apart_count_each() -> None:
    assert count(told("a", LONG, "The Crier"), told("b", OTHER, "The Bell")) == Count(2, 2)


def test_a_copy_adds_nothing_even_if_cut() -> None:
    assert count(told("a", LONG, "The Crier"), told("b", "Exclusive! " + LONG[:150], "The Bell")) == Count(1, 1)


def test_one_outlet_is_one_origin() -> None:
    assert count(told("a", LONG, "The Crier"), told("b", OTHER, "the crier")) == Count(1, 1)


def test_one_agency_lowers_the_least() -> None:
    found = count(told("a", LONG + " (AFP)", "The Crier"), told("b", "As AFP reported, " + OTHER, "The Bell"))
    assert found == Count(1, 2)


def test_unknown_origins_count_at_most() -> None:
    assert count(told("a", LONG, None), told("b", OTHER, None)) == Count(1, 2)
    assert count(told("a", LONG, "The Crier"), told("b", OTHER, None), told("c", THIRD, "The Bell")) == Count(2, 3)


def test_recalling_long_after_adds_nothing() -> None:
    fresh = told("a", LONG, "The Crier", published="2031-03-02")
    recalling = told("b", OTHER, "The Bell", published="2033-03-02")
    assert count(fresh, recalling, event="2031-03-01") == Count(1, 1)
    assert independence([fresh, recalling], "2031-03-01").recalling == ("b",)
    assert count(recalling, event="2031-03-01") == Count(1, 1)
    assert count(fresh, recalling) == Count(2, 2)


def test_one_speaker_may_be_one_origin() -> None:
    a = told("a", LONG, "The Crier", speaker="the governor")
    b = told("b", OTHER, "The Bell", speaker="The Governor")
    assert count(a, b) == Count(1, 2)


def test_two_accounts_of_one_text_and_two_captures_of_one_report_are_one() -> None:
    a = told("a", LONG, None)
    assert count(a, replace(a, mention=replace(a.mention, id="i9"))) == Count(1, 1)
    edited = told("a2", THIRD, None)
    assert count(a, replace(edited, source=replace(edited.source, report=a.source.report))) == Count(1, 1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("BASRA (AFP) - Two bakers were shot.", {"afp"}),
        ("Two bakers were shot, police told Reuters.", {"reuters"}),
        ("The Associated Press reported the shooting.", {"ap"}),
        ("نقلت رويترز عن الشرطة", {"reuters"}),
        ("He wore a map of the sanatorium and sang ansa.", set()),
        ("The ape reported to the zoo.", set()),
    ],
)
def test_credits(words: str, found: set[str]) -> None:
    assert credited(told("a", words, None).source.text) == found


def test_agencies_are_named_once() -> None:
    names = [name for _, known in agencies() for name in known]
    assert len(names) == len(set(names))
    assert all(name == fold(name) for name in names)


def test_hostile_text_takes_no_time() -> None:
    for words in ("AP " * 60_000, "(" * 200_000, "to the " * 50_000):
        credited(told("a", words, None).source.text)


PARTED = (
    "The mill stood empty by noon. Nobody in the lane would give a name, and the baker's cart lay where the first shot "
    "had thrown it, its loaves in the gutter among broken glass and the shoes of children who had run.",
    "Council records list the dead man as a licensed trader since spring; his stall number was twelve and his dues were "
    "paid. An inquest opens on Thursday under a magistrate from the district, with two clerks in attendance.",
    "It rained on the procession. Four hundred walked behind the coffin from the ferry steps to the old cemetery, some "
    "of them carrying bread, while shops along the quay kept their shutters down until evening prayers.",
)
SAID = '"We found him by the oven and there was nothing left for us to do", a neighbour said. '

#: publisher, author, published, words in front of the text; then the interval and the kinds of ties
SOURCES: list[tuple[str, list[tuple[str | None, str | None, str | None, str]], Count, set[tuple[str, bool]]]] = [
    ("one report", [("A Post", None, None, "")], Count(1, 1), set()),
    ("two outlets", [("A Post", None, None, ""), ("B Mail", None, None, "")], Count(2, 2), set()),
    ("three outlets", [("A Post", None, None, ""), ("B Mail", None, None, ""), ("C Sun", None, None, "")],
     Count(3, 3), set()),
    ("one outlet in two cases", [("A Post", None, None, ""), ("a  post", None, None, "")],
     Count(1, 1), {("outlet", True)}),
    ("one agency's byline, reworded", [("A Post", "AFP", None, ""), ("B Mail", "AFP", None, "")],
     Count(1, 1), {("byline", True)}),
    ("dateline and byline", [("A Post", None, None, "BASRA (AFP) - "), ("B Mail", "Agence France-Presse", None, "")],
     Count(1, 1), {("byline", True)}),
    ("an opening dateline", [("A Post", None, None, "Reuters - "), ("Reuters", None, None, "")],
     Count(1, 1), {("byline", True)}),
    ("two agencies", [("A Post", "AFP", None, ""), ("B Mail", "Reuters", None, "")], Count(2, 2), set()),
    ("both credit one agency", [("A Post", None, None, "As Reuters reported: "),
     ("B Mail", None, None, "Police told Reuters so. ")], Count(1, 2), {("agency", False)}),
    ("an Arabic credit", [("A Post", None, None, "نقلت رويترز ذلك. "), ("B Mail", None, None, "Reuters said: ")],
     Count(1, 2), {("agency", False)}),
    ("credits of two agencies", [("A Post", None, None, "As Reuters reported: "), ("B Mail", None, None, "AFP said: ")],
     Count(2, 2), set()),
    ("the same words quoted", [("A Post", None, None, SAID), ("B Mail", None, None, SAID)],
     Count(1, 2), {("quotation", False)}),
    ("a short quotation is anybody's", [("A Post", None, None, '"We will not forget him". '),
     ("B Mail", None, None, '"We will not forget him". ')], Count(2, 2), set()),
    ("one cites the other", [("A Post", None, None, ""), ("B Mail", None, None, "According to A Post, so it was. ")],
     Count(1, 2), {("citation", False)}),
    ("a citation by its verb", [("The Bugle", None, None, ""), ("B Mail", None, None, "Bugle reported the shooting. ")],
     Count(1, 2), {("citation", False)}),
    ("a street of the same name is no citation", [("Bugle", None, None, ""),
     ("B Mail", None, None, "It happened in Bugle street. ")], Count(2, 2), set()),
    ("a chain of citations", [("A Post", None, None, ""), ("B Mail", None, None, "A Post reported it. "),
     ("C Sun", None, None, "B Mail reported it. ")], Count(1, 3), {("citation", False)}),
    ("nobody knows whose", [("A Post", None, None, ""), (None, None, None, "")], Count(1, 2), set()),
    ("two of nobody", [(None, None, None, ""), (None, None, None, "")], Count(1, 2), set()),
    ("an agency's dispatch is known whose", [("A Post", None, None, ""), (None, "AFP", None, "")], Count(2, 2), set()),
    ("recalled after a year", [("A Post", None, "2031-03-02", ""), ("B Mail", None, "2032-03-02", "")],
     Count(1, 1), set()),
    ("reported after a month", [("A Post", None, "2031-03-02", ""), ("B Mail", None, "2031-04-02", "")],
     Count(2, 2), set()),
    ("only recalled", [("A Post", None, "2032-03-02", ""), ("B Mail", None, "2032-03-02", "")], Count(2, 2), set()),
    ("recalled and copied", [("A Post", None, "2031-03-02", ""), ("A Post", None, "2031-03-05", ""),
     ("C Sun", None, "2033-01-01", "")], Count(1, 1), {("outlet", True)}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rows", "interval", "ties"), SOURCES, ids=[row[0] for row in SOURCES])
def test_intervals_and_their_reasons(
    what: str,
    rows: list[tuple[str | None, str | None, str | None, str]],
    interval: Count,
    ties: set[tuple[str, bool]],
) -> None:
    accounts = []
    for n, (publisher, author, published, before) in enumerate(rows):
        made = account(f"t{n}", words=before + PARTED[n], publisher=publisher, published=published)
        text = made.source.text
        text = replace(text, metadata=replace(text.metadata, author=author))
        accounts.append(replace(made, source=replace(made.source, text=text)))
    found = independence(accounts, "2031-03-01")
    assert found.count == interval, what
    assert {(t.kind, t.certain) for t in found.ties} == ties
    assert independence(list(reversed(accounts)), "2031-03-01") == found
    # every report is of one origin, recalls, and nothing is tied that need not be
    assert sum(len(o.reports) for o in found.origins) + len(found.recalling) == len(rows)
    certain = sum(t.certain for t in found.ties)
    assert found.count.max == len(rows) - len(found.recalling) - certain


def test_bylines_stand_at_the_beginning_or_the_end() -> None:
    for words, agency in (
        ("BASRA (AFP) - Two bakers were shot.", "afp"),
        ("Two bakers were shot. (Reuters)", "reuters"),
        ("AP - Two bakers were shot.", "ap"),
        ("Two bakers were shot, police told Reuters.", None),
        ("(AFP) Two bakers were shot. (Reuters)", None),
        ("x " * 200 + "(AFP)" + " x" * 200, None),
    ):
        assert bylined(told("a", words, None).source.text) == agency, words
