"""What a page, a look-up or one more report asks of the database is found by index: no table is read from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from register.reports import NOON, incident, invented
from sijill.incidents.carding import card
from sijill.register import Register
from sijill.types import Anchor, CardQuery, Decision

#: tables that stay small, whatever the register holds: they may be read whole
_SMALL = {"meta", "migration", "card_seal", "keeper", "data_key", "judgement"}


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """With so much in it that the planner has a choice, and statistics by which to choose."""
    path: Path = tmp_path_factory.mktemp("plans") / "r.sijill"
    with Register.open(path, create=True) as opened:
        reports = [invented(n, outcome="injured" if n % 2 else "killed") for n in range(30)]
        for report in reports:
            opened.keep(report.capture, report.text, report.reading, by="A. Recorder")
        linked = [incident(opened.mint_incident(r.key), [r]) for r in reports]
        opened.save_incidents(
            [i for i, _ in linked], [s for _, s in linked], by="linker 1", carding=lambda d: (card(d), card(d)),
            keyed=[(r.key, frozenset({f"key {n}", "key"})) for n, r in enumerate(reports)], linked_with="1",
        )  # fmt: skip
        for i, _ in linked[:5]:
            kept = opened.decide(Decision("", "publish", Anchor(incident=i.id), "A. Recorder", NOON, "checked"))
        opened.decide(Decision("", "undo", Anchor(), "A. Recorder", NOON, "mistaken", undoes=kept.id))
        opened.decide(Decision("", "seal", Anchor(reports[7].text.id, "i0", "victim", "p12"), "A. Recorder", NOON, "x"))
        yield opened


class Watched:
    """The tables that something reads from end to end."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.engine = register._database._engine

    def scanned(self, thing: Callable[[], object]) -> set[str]:
        asked: list[tuple[str, object]] = []

        def note(_c: object, _k: object, statement: str, parameters: object, _x: object, _m: object) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                asked.append((statement, parameters))

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            thing()
        finally:
            event.remove(self.engine, "before_cursor_execute", note)
        assert asked
        found: set[str] = set()
        with self.engine.connect() as connection:
            for statement, parameters in asked:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
                for *_, step in plan:
                    words = step.split()
                    # a walk over cards along an index that serves the order, and stops at the limit, is no scan
                    walk = words[1] == "card" and "INDEX" in words
                    if words[0] == "SCAN" and "VIRTUAL" not in words and not walk:
                        found.add(words[1])
        return found - _SMALL - {"CONSTANT"}


def _looked_up(register: Register) -> dict[str, Callable[[], object]]:
    identity = register.incidents()[3].id
    text = register.incident(identity).mentions[0].text
    statement = register.dossier(identity).mentions[0].statement_ids[0]
    decision = register.decisions()[0].id

    def linker() -> None:
        with register.links.view() as view:
            view.pending()
            view.accounts_in([text])
            view.accounts(view.sharing({"key 3"}))
            view.decisions_about([text])
            view.decisions_on_grouping()
            view.standing(register.incident(identity).mentions)
            view.holders([text])
            view.bearing([identity])
            view.standings([identity])

    return {
        "a dossier": lambda: register.dossier(identity),
        "the beginning of an id": lambda: register.resolve(identity[:-1]),
        "the incident of a mention": lambda: register.incident_of(register.incident(identity).mentions[0]),
        "the mentions of a text": lambda: register.mentions_of(text[:20]),
        "a statement": lambda: register.statement(statement[:12]),
        "a decision": lambda: register.decision(decision[:12]),
        "whether a decision is undone": lambda: register.is_undone(decision),
        "whether all is linked": lambda: register.linkage_is_current("1"),
        "what the linker asks": linker,
        "a page of cards by day": lambda: register.cards(limit=5),
        "a page behind another": lambda: register.cards(limit=5, after=identity),
        "a page of cards by change": lambda: register.cards(CardQuery(order="changed"), limit=5),
        "cards of a country": lambda: register.cards(CardQuery(country="IQ"), limit=5),
        "cards of an act": lambda: register.cards(CardQuery(act="killing"), limit=5),
        "cards of a state": lambda: register.cards(CardQuery(states=("published",)), limit=5),
        "cards by words": lambda: register.cards(CardQuery(text="layla"), limit=5),
        "cards by a name": lambda: register.cards(CardQuery(name="Leila Marwan"), limit=5),
        "cards on a map": lambda: register.cards(CardQuery(box=(30.0, 40.0, 40.0, 50.0)), limit=5),
        "a card": lambda: register.card(identity),
        "how many killings": lambda: register.count_cards(CardQuery(act="killing")),
        "counts by country": lambda: register.card_counts("country"),
    }


@pytest.mark.parametrize(
    "what",
    [
        "a dossier", "the beginning of an id", "the incident of a mention", "the mentions of a text", "a statement",
        "a decision", "whether a decision is undone", "whether all is linked", "what the linker asks",
        "a page of cards by day", "a page behind another", "a page of cards by change", "cards of a country",
        "cards of an act", "cards of a state", "cards by words", "cards by a name", "cards on a map", "a card",
        "how many killings", "counts by country",
    ],
)  # fmt: skip
def test_nothing_is_read_from_end_to_end(register: Register, what: str) -> None:
    looked_up = _looked_up(register)
    assert Watched(register).scanned(looked_up[what]) == set()


def test_a_scan_would_be_seen(register: Register) -> None:
    assert "report" in Watched(register).scanned(lambda: list(register.reports()))
