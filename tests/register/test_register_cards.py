"""Cards: kept as made, found by what is asked for, ordered, counted, and never another reader's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.reports import incident, invented
from sijill.errors import NotFoundError, UsageError
from sijill.incidents.carding import card
from sijill.register import Register, cards
from sijill.types import Card, CardParty, CardQuery, Count, Dossier, Place

ERBIL = Place(city="Erbil", admin1="Erbil", country="IQ", latitude=36.19, longitude=44.01, precision="city")
SUVA = Place(city="Suva", country="FJ", latitude=-18.14, longitude=178.44, precision="city")
BARE = Card(
    "i-0", None, None, None, None, (), (), None, None, None, None, None, 1, Count(1, 1), "weak", 0.5, (), 0, 0, 0,
    "new", False, False, (), (), (), (),
)  # fmt: skip


def varied(number: int) -> Card:
    """A card, a different one for each number; of every third the place is told, of every fourth the day."""
    day = (date(2020, 1, 30) + timedelta(days=number)).isoformat()
    name = ("Layla Marwan", "Husham al-Hashimi", "نادية كريم")[number % 3]
    return replace(
        BARE,
        first=day if number % 4 else None,
        last=day if number % 4 else None,
        date=day if number % 4 else None,
        place=(ERBIL, SUVA, None)[number % 3],
        families=("killing",) if number % 2 else ("abduction",),
        acts=("killing.sniper",) if number % 2 else (),
        killed=Count(number, None if number % 5 else number + 1) if number % 2 else None,
        reports=1 + number % 4,
        grade=cards.GRADES[number % 5],
        confidence=number / 20,
        open=number % 2,
        contradictions=("date",) if number % 2 else (),
        state="published" if number % 7 == 0 else "new",
        telling=bool(number % 4),
        titles=(f"Report {number} from the river",),
        victims=(CardParty(name, True, outcome="killed", count=Count(1, 1)),),
        names=(name,),
    )


class Kept:
    """A register with a card for each of some reports."""

    def __init__(self, register: Register, number: int = 12) -> None:
        self.register = register
        self.reports = [invented(n) for n in range(number)]
        for report in self.reports:
            register.keep(report.capture, report.text, report.reading, by="A. Recorder")
        self.ids = [register.mint_incident(r.key) for r in self.reports]
        self.number = {identity: n for n, identity in enumerate(self.ids)}
        self.linked = [incident(i, [r]) for i, r in zip(self.ids, self.reports, strict=True)]
        self.save()

    def save(self, without: Sequence[int] = ()) -> bool:
        there = [pair for n, pair in enumerate(self.linked) if n not in without]
        return self.register.save_incidents(
            [i for i, _ in there], [s for _, s in there], by="linker 1", carding=self.carding
        )

    def carding(self, dossier: Dossier) -> tuple[Card, Card | None]:
        number = self.number[dossier.incident.id]
        told = replace(varied(number), incident=dossier.incident.id)
        # every sixth is sealed as a whole; a reader sees nobody's name
        return told, None if number % 6 == 5 else replace(told, victims=(), names=(), place=None, sealed=True)

    def found(self, limit: int = 100, audience: Any = "keeper", **asked: Any) -> list[int]:
        query = CardQuery(**asked)
        found = self.register.cards(query, limit=limit, audience=audience)
        if limit == 100:
            assert self.register.count_cards(query, audience=audience) == len(found)
        return [self.number[c.incident] for c in found]


@pytest.fixture
def kept(register: Register) -> Kept:
    return Kept(register)


def test_what_is_kept_comes_back(kept: Kept) -> None:
    entry = kept.register.head()[0]
    for n, identity in enumerate(kept.ids):
        assert kept.register.card(identity) == replace(varied(n), incident=identity, entry=entry)
    assert kept.register.card(kept.ids[5], audience="reader") is None
    assert kept.register.card("i-000000") is None
    assert list(kept.register.verify()) == []


def test_each_filter_finds_what_fits_and_nothing_else(kept: Kept) -> None:
    every = range(12)
    assert sorted(kept.found()) == list(every)
    assert sorted(kept.found(country="FJ")) == [1, 4, 7, 10]
    assert sorted(kept.found(city="Erbil", admin1="Erbil")) == [0, 3, 6, 9]
    assert sorted(kept.found(act="killing")) == sorted(kept.found(act="killing.sniper")) == [1, 3, 5, 7, 9, 11]
    assert sorted(kept.found(since="2020-02-02", until="2020-02-05")) == [3, 5, 6]  # 4 has no date
    assert sorted(kept.found(states=("published",))) == [0, 7]
    assert sorted(kept.found(grade="fair")) == [3, 4, 8, 9]
    assert sorted(kept.found(contradictory=True)) == [1, 3, 5, 7, 9, 11]
    assert sorted(kept.found(reports=4)) == [3, 7, 11]
    assert sorted(kept.found(telling=True)) == [n for n in every if n % 4]
    assert sorted(kept.found(ids=(kept.ids[2], kept.ids[8], "i-000000"))) == [2, 8]
    assert sorted(kept.found(box=(30.0, 40.0, 40.0, 50.0))) == [0, 3, 6, 9]
    assert sorted(kept.found(box=(-20.0, 170.0, 0.0, -170.0))) == [1, 4, 7, 10]  # across the date line
    assert kept.found(changed_after=kept.register.head()[0]) == []


def test_words_and_names_are_found_in_other_spellings(kept: Kept) -> None:
    assert sorted(kept.found(text="LAYLA")) == [0, 3, 6, 9]
    assert sorted(kept.found(text="ناديه")) == [2, 5, 8, 11]
    assert kept.found(text='"report 7"') == [7]
    assert sorted(kept.found(text="report suv*")) == [1, 4, 7, 10]
    assert kept.found(text="…") == []
    assert sorted(kept.found(name="Hisham Al Hashemi")) == [1, 4, 7, 10]
    assert kept.found(name="Hashim Marwani") == []
    assert kept.found(name="") == kept.found()


def test_words_of_the_query_language_are_words(kept: Kept) -> None:
    for asked in ('river" OR "x', "NOT river", "words:river", "river'); DROP TABLE card; --", '"', "*", "a* AND"):
        kept.found(text=asked)
        kept.found(name=asked)
    assert len(kept.found(text="river")) == 12


def test_orders_and_pages(kept: Kept) -> None:
    def turned(**asked: Any) -> list[int]:
        """All cards, three at a time, each page from where the last one ended."""
        found: list[Card] = []
        while some := kept.register.cards(CardQuery(**asked), limit=3, after=found[-1].incident if found else None):
            found += some
        return [kept.number[c.incident] for c in found]

    for order in ("date", "changed", "confidence", "uncertainty", "killed"):
        assert turned(order=order) == kept.found(order=order)
    assert kept.found(order="confidence") == list(range(11, -1, -1))
    assert kept.found(order="uncertainty") == list(range(12))
    assert kept.found(order="killed")[:3] == [11, 9, 7]
    assert kept.found()[:3] == [1, 2, 3]
    assert set(kept.found()[-3:]) == {0, 4, 8}  # without a date: last
    assert [kept.number[c.incident] for c in kept.register.cards(limit=2, offset=1)] == [2, 3]
    with pytest.raises(UsageError, match="date, changed, confidence"):
        kept.found(order="alphabet")
    with pytest.raises(UsageError, match="fair, confirmed"):
        kept.found(grade="best")
    with pytest.raises(NotFoundError):
        kept.register.cards(after="i-000000")


def test_counts(kept: Kept) -> None:
    count = kept.register.card_counts
    assert count("country") == {"FJ": 4, "IQ": 4, "": 4}
    assert count("month") == {"2020-01": 1, "2020-02": 8, "": 3}
    assert count("act", CardQuery(country="IQ")) == {"abduction": 2, "killing": 2, "killing.sniper": 2}
    assert count("state", CardQuery(act="killing")) == {"new": 5, "published": 1}
    assert count("grade")["confirmed"] == 2
    assert list(count("grade")) == ["confirmed", "fair", "weak", "contested", "discounted"]
    with pytest.raises(UsageError, match="month, year"):
        count("colour")  # type: ignore[arg-type]


def test_readers_learn_nothing_of_what_is_sealed(kept: Kept) -> None:
    assert sorted(kept.found(audience="reader")) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert kept.found(audience="reader", text="layla") == []
    assert kept.found(audience="reader", name="Layla Marwan") == []
    assert kept.found(audience="reader", box=(30.0, 40.0, 40.0, 50.0)) == []
    assert kept.register.card_counts("country", audience="reader") == {"": 10}
    with pytest.raises(NotFoundError):
        kept.register.cards(after=kept.ids[5], audience="reader")


def test_only_cards_that_differ_are_written(kept: Kept) -> None:
    entry = kept.register.head()[0]
    assert not kept.save()
    assert kept.register.head()[0] == entry
    kept.number[kept.ids[3]] = 15
    assert kept.save()
    assert [c.incident for c in kept.register.cards(CardQuery(changed_after=entry))] == [kept.ids[3]]
    assert list(kept.register.verify()) == []


def test_cards_of_incidents_that_are_no_more_go(kept: Kept) -> None:
    kept.save(without=(2, 3))
    assert sorted(kept.found()) == [0, 1, *range(4, 12)]
    assert kept.found(text='"report 2"') == []
    assert list(kept.register.verify()) == []
    kept.save()
    assert sorted(kept.found()) == list(range(12))
    assert list(kept.register.verify()) == []


def test_cards_are_compared_with_what_they_should_be(kept: Kept) -> None:
    incidents, standings = kept.register.incidents(), tuple(kept.register.standings().values())
    assert list(kept.register.compare_linkage(incidents, standings, kept.carding)) == []
    kept.number[kept.ids[4]] = 3
    (damage, *further) = kept.register.compare_linkage(incidents, standings, kept.carding)
    assert (damage.table, damage.key) == ("card", f"{kept.ids[4]} keeper")
    assert [d.key for d in further] == [f"{kept.ids[4]} reader"]


_words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
_counts = st.builds(
    lambda a, b: Count(a, None if b is None else a + b), st.integers(0, 99), st.none() | st.integers(0, 9)
)
_parties = st.lists(
    st.builds(CardParty, st.none() | _words, st.booleans(), st.none() | _counts, sealed=st.booleans()), max_size=3
).map(tuple)


@given(
    st.builds(
        Card,
        incident=_words, first=st.none() | _words, last=st.none(), date=st.none() | _words,
        place=st.none() | st.builds(Place, city=st.none() | _words, latitude=st.none() | st.floats(-90, 90)),
        families=st.lists(_words, max_size=2).map(tuple), acts=st.just(()), killed=st.none() | _counts,
        injured=st.none() | _counts, kind=st.none() | _words, modality=st.none(), scope=st.none(),
        reports=st.integers(0, 9), independent=_counts, grade=st.sampled_from(cards.GRADES),
        confidence=st.floats(0, 1), contradictions=st.lists(_words, max_size=2).map(tuple), open=st.integers(0, 9),
        checked=st.integers(0, 9), values=st.integers(0, 9), state=st.sampled_from(["new", "reviewed"]),
        sealed=st.booleans(), telling=st.booleans(), titles=st.lists(_words, max_size=2).map(tuple),
        victims=_parties, perpetrators=_parties, names=st.lists(_words, max_size=2).map(tuple), entry=st.integers(1, 9),
    )
)  # fmt: skip
def test_written_and_read_is_the_same(told: Card) -> None:
    assert cards.decode(cards.encode(told), told.entry) == told


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    path: Path = tmp_path_factory.mktemp("cards") / "many.sijill"
    with Register.open(path, create=True) as register:
        yield Kept(register, 40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    asked=st.fixed_dictionaries(
        {},
        optional={
            "country": st.sampled_from(["IQ", "FJ"]), "act": st.sampled_from(["killing", "abduction"]),
            "states": st.just(("new",)), "grade": st.sampled_from(cards.GRADES), "contradictory": st.booleans(),
            "since": st.just("2020-02-10"), "until": st.just("2020-03-01"), "reports": st.integers(1, 4),
            "telling": st.booleans(), "text": st.sampled_from(["layla", "report", "river 3"]),
        },
    )
)  # fmt: skip
def test_filters_together_find_what_each_finds(many: Kept, asked: dict[str, Any]) -> None:
    every = set(range(40))
    wanted = every.intersection(*(many.found(**{name: value}) for name, value in asked.items()))
    assert set(many.found(**asked)) == wanted


def test_a_card_of_a_dossier(register: Register) -> None:
    report = invented(1)
    register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    linked = incident(register.mint_incident(report.key), [report])
    register.save_incidents([linked[0]], [linked[1]], by="linker 1", carding=lambda d: (card(d), None))
    (told,) = register.cards()
    assert told.killed == Count(2, None)
    assert (told.reports, told.confidence, told.state, told.checked, told.values) == (1, 0.75, "new", 2, 2)
    assert told.contradictions == ("killed", "victim.killed")
    assert told.open == 0  # a person checked both
    assert "Layla Marwan" in told.names
    assert told.titles == ("A killing in Mosul",)
    assert told.sealed
