"""Linking only what a change reaches comes to what linking everything comes to, whatever happens in whatever order."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.reports import NEWER, READER, Invented, Teller, capture, text_of
from sijill.errors import SijillError
from sijill.incidents import candidates
from sijill.incidents.profile import profile
from sijill.register import Damage, Register
from sijill.settings import load
from sijill.types import (
    Anchor,
    CardQuery,
    Count,
    Decision,
    Incident,
    Judgement,
    Mention,
    Metadata,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Report,
    Source,
)
from sijill.workflow import Word, account_of, decide, foresee, link, link_new, regrouped, updating, verify

SETTINGS = load(environment={})
START = datetime(2022, 1, 1, tzinfo=UTC)
NAMES = ("Husham Falakdin", "Hisham Falakedin", "Layla Zubari", "Leila al-Zubari", "Omar Qasimi", "Nadia Rukni")
CITIES = ("Mosul", "Basra", "Kirkuk")
REVISED = ReaderIdentity("baseline", "3", None, "c0de")


def told(number: int, seed: int, reader: ReaderIdentity = READER, age: int = 0, year: int = 2021) -> Invented:
    """A report of one or two killings, near enough to others that some are one event and some are not."""
    chance = random.Random(f"{number} {seed}")
    lines, parts = [], []
    for n in range(1 + (chance.random() < 0.4)):
        name, city, day = chance.choice(NAMES), chance.choice(CITIES), chance.randrange(1, 5)
        killed = chance.randrange(1, 4)
        lines.append(f"Gunmen shot {name}{n} dead in {city}{n} on {day} March, killing {killed}{n} in all.")
        parts.append((f"i{n}", name, city, day, killed, n))
    taken = capture((f"Report {number}. " + " ".join(lines)).encode(), f"told-{number}.txt")
    metadata = Metadata(f"Killing {number}", f"Courier {number % 3}", None, "en", "2021-03-05")
    text = text_of(taken, metadata)
    mentions: list[Mention] = []
    parties: list[Party] = []
    for local, name, city, day, killed, n in parts:
        teller = (
            Teller(text, local)
            .say("type", "killing", "shot")
            .say("scope", "in", "shot")
            .say("date", f"{year}-03-{day:02}", f"{day} March")
            .say("place", Place(city=city, admin1=city, country="IQ", precision="city"), f"{city}{n}")
            .say("killed", Count(killed + age, killed + age), f"{killed}{n} in all")
        )
        item = f"p{text.content.index(f'{name}{n}')}"
        teller.party(item, f"{name}{n}").say("name", name, f"{name}{n}", "victim", item)
        teller.say("outcome", "killed" if chance.random() < 0.8 else "injured", f"{name}{n}", "victim", item)
        teller.parties[0] = replace(teller.parties[0], name=name)
        found = teller.reading()
        mentions += found.mentions
        parties += found.parties
    return Invented(taken, text, Reading(reader, text.id, tuple(mentions), tuple(parties)))


class Desk:
    """A register at which things happen one by one, each linked by what it reaches alone."""

    def __init__(self, path: Path, seed: int) -> None:
        self.register = Register.open(path, create=True)
        self.seed = seed
        self.chance = random.Random(seed)
        self.reports: list[Invented] = []
        self.now = START
        self.whole = 0
        link(self.register, settings=SETTINGS)

    def linked(self) -> None:
        with self.register.links.view() as view:
            pending = view.pending()
            self.whole += not updating.small(pending, view, updating.linked_with(SETTINGS))
        link_new(self.register, settings=SETTINGS)

    def moment(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def incidents(self) -> list[Incident]:
        """In an order that does not follow from ids, which are chance."""
        return sorted(self.register.incidents(), key=lambda i: i.mentions)

    # -- what happens -------------------------------------------------------------------------------------

    def add(self) -> None:
        for _ in range(self.chance.choice((1, 1, 1, 4))):
            report = told(len(self.reports), self.seed)
            self.reports.append(report)
            self.register.keep(report.capture, report.text, report.reading, by="A. Recorder")
        self.linked()

    def read_again(self) -> None:
        if self.reports:
            at = self.chance.randrange(len(self.reports))
            reader = self.chance.choice((NEWER, REVISED))
            self.register.keep_reading(
                told(at, self.seed, reader, age=1).reading,
                by="A. Recorder",
            )
            self.linked()

    def new_text(self) -> None:
        """A newer extractor takes another text from the same bytes."""
        if self.reports:
            old = self.chance.choice(self.reports)
            text = text_of(old.capture, old.text.metadata, extractor=f"plain {self.chance.randrange(2, 4)}")
            reading = replace(old.reading, text=text.id)
            self.register.keep(old.capture, text, reading, by="A. Recorder")
            self.linked()

    def judge(self) -> None:
        keys = [key for i in self.incidents() for key in i.mentions]
        if len(keys) > 1:
            left, right = self.chance.sample(keys, 2)
            answer = self.chance.choice(("yes", "no"))
            self.register.judge(Judgement(left, right, answer, "A. Recorder", self.moment()))  # type: ignore[arg-type]
            self.linked()

    def on_statement(self) -> None:
        account = self.chance.choice(
            [a for i in self.incidents() for a in self.register.dossier(i.id).mentions] or [None]
        )
        if account is None:
            return
        said = self.chance.choice(account.mention.statements)
        subject = said.subject
        anchor = Anchor(account.key.text, account.key.mention, subject.role, subject.item, said.field, said.spans)
        kind = self.chance.choice(("accept", "reject", "correct", "whole"))
        if kind == "whole":
            self.decide("reject", Anchor(account.key.text, account.key.mention))
        elif kind == "correct":
            after = {"date": "2021-03-04", "name": "Omar Qasimi", "killed": Count(9, 9)}.get(said.field)
            if after is not None:
                self.decide("correct", anchor, before=said.value, after=after)
        else:
            self.decide(kind, anchor)

    def on_door(self) -> None:
        incidents = self.incidents()
        if not incidents:
            return
        incident = self.chance.choice(incidents)
        first = incident.mentions[0]
        kind = self.chance.choice(("seal", "unseal", "publish", "withdraw"))
        anchor = Anchor(first.text, first.mention, incident=incident.id)
        account = next(a for a in self.register.dossier(incident.id).mentions if a.key == first)
        if kind in ("seal", "unseal") and account.parties:
            anchor = replace(anchor, role="victim", item=account.parties[0].id)
        self.decide(kind, anchor)

    def on_grouping(self) -> None:
        incidents = self.incidents()
        if len(incidents) < 2:
            return
        word: Word = self.chance.choice(("merge", "split", "move", "same", "not-same"))
        one, other = self.chance.sample(incidents, 2)
        large = [i for i in incidents if len(i.mentions) > 1]
        mention = self.chance.choice(one.mentions)
        things = [one.id, other.id]
        if word == "split":
            if not large:
                return
            one = self.chance.choice(large)
            mention = self.chance.choice(one.mentions)
            things = [one.id, f"{mention.text}/{mention.mention}"]
        elif word == "move" or self.chance.random() < 0.3:
            things = [f"{mention.text}/{mention.mention}", other.id]
            word = "move" if word == "merge" else word
        with suppress(SijillError):  # another word stands against it
            wanted = regrouped(
                self.register,
                word,
                things,
                by="A. Recorder",
                at=self.moment(),
                reason="told so",
            )
            seen = foresee(self.register, wanted, settings=SETTINGS)
            before = set(self.register.incidents())
            decide(self.register, wanted, settings=SETTINGS)
            # what was foreseen is what came
            after = set(self.register.incidents())
            assert {i for g in seen.groups for i in g.before} == before - after
            assert {i for g in seen.groups for i in g.after} == after - before

    def undo(self) -> None:
        open_ = [d for d in self.register.decisions() if d.id not in self.register.undone()]
        if open_:
            undone = self.chance.choice(open_)
            self.decide("undo", Anchor(), undoes=undone.id)

    def decide(self, kind: str, anchor: Anchor, **more: object) -> None:
        wanted = Decision("", kind, anchor, "A. Recorder", self.moment(), "seen", **more)  # type: ignore[arg-type]
        with suppress(SijillError):
            decide(self.register, wanted, settings=SETTINGS)

    @property
    def ways(self) -> tuple[Callable[[], None], ...]:
        return (
            self.add, self.add, self.add, self.read_again, self.new_text, self.judge, self.on_statement, self.on_door,
            self.on_grouping, self.on_grouping, self.undo,
        )  # fmt: skip

    def damages(self) -> list[Damage]:
        return list(verify(self.register, settings=SETTINGS))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=6, max_size=16), st.integers(0, 10_000))
def test_whatever_happens_all_is_as_if_linked_at_once(
    tmp_path_factory: pytest.TempPathFactory, happening: list[int], seed: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk") / "r.sijill", seed)
    with desk.register:
        desk.add()
        for way in happening:
            desk.ways[way]()
        assert desk.register.linkage_is_current(updating.linked_with(SETTINGS))
        assert desk.damages() == []
        assert desk.whole == 0
        assert not link(desk.register, settings=SETTINGS).changed


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "r.sijill", 1)
    for _ in range(12):
        made.add()
    return made


def test_one_more_report_leaves_other_incidents_alone(desk: Desk) -> None:
    before = {i.id: i for i in desk.register.incidents()}
    entries = {c.incident: c.entry for c in desk.register.cards(limit=1000)}
    report = told(500, 77)
    desk.register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    desk.linked()
    mine = {i.id for i in desk.register.incidents() if any(k.text == report.text.id for k in i.mentions)}
    others = {i.id: i for i in desk.register.incidents() if i.id not in mine}
    assert others.items() <= before.items()
    changed = {c.incident for c in desk.register.cards(limit=1000) if c.entry != entries.get(c.incident)}
    assert changed == mine


def test_other_settings_and_another_linker_link_everything(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = load({"counting_rule": "lowest_reported"}, environment={})
    assert not desk.register.linkage_is_current(updating.linked_with(other))
    assert updating.update(desk.register, other, by="A. Recorder") is None
    link_new(desk.register, settings=other)
    assert list(verify(desk.register, settings=other)) == []
    assert desk.register.linkage_is_current(updating.linked_with(other))
    monkeypatch.setattr("sijill.incidents.linking.LINKER", "linker 0")
    assert updating.update(desk.register, other, by="A. Recorder") is None


def test_a_great_part_is_linked_as_a_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating, "FEW", 0)
    monkeypatch.setattr(updating, "SHARE", 100)
    for n in range(8):
        report = told(600 + n, 1)
        desk.register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    assert updating.update(desk.register, SETTINGS, by="A. Recorder") is None
    assert link_new(desk.register, settings=SETTINGS)
    assert desk.damages() == []


def test_nothing_new_changes_nothing(desk: Desk) -> None:
    head = desk.register.head()
    assert not link_new(desk.register, settings=SETTINGS)
    assert desk.register.head() == head


def test_what_another_program_linked_meanwhile_is_not_overwritten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else links between the working out and the saving: it is worked out again."""
    worked_out = updating.work_out
    times = []

    def slow(*given: object) -> updating.Updated:
        found = worked_out(*given)  # type: ignore[arg-type]
        times.append(1)
        if len(times) == 1:
            with Register.open(desk.register._database.name) as other:
                report = told(701, 1)
                other.keep(report.capture, report.text, report.reading, by="B. Reviewer")
                link(other, settings=SETTINGS)
        return found

    monkeypatch.setattr(updating, "work_out", slow)
    report = told(700, 1)
    desk.register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    link_new(desk.register, settings=SETTINGS)
    assert len(times) == 1  # the other one has linked what came here, too: nothing was left to do
    assert desk.damages() == []


def test_a_child_named_later_is_struck_from_the_cards_of_other_incidents(desk: Desk) -> None:
    """A seal that holds everywhere reaches cards of reports that it knows nothing of, and leaves them when undone."""
    named = (n for n in range(800, 900) if "Omar Qasimi" in told(n, 1).text.content)
    for year, number in zip((1999, 2009), named, strict=False):
        report = told(number, 1, year=year)
        desk.register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    desk.linked()
    told_of = [c for c in desk.register.cards(limit=1000) if "Omar Qasimi" in c.names]
    assert len(told_of) > 1
    open_ = {c.incident for c in desk.register.cards(CardQuery(name="Omar Qasimi"), limit=1000, audience="reader")}
    assert open_
    incident = desk.register.incident(told_of[0].incident)
    account = next(
        a for a in desk.register.dossier(incident.id).mentions if any(p.name == "Omar Qasimi" for p in a.parties)
    )
    party = next(p for p in account.parties if p.name == "Omar Qasimi")
    anchor = Anchor(account.key.text, account.key.mention, "victim", party.id)
    sealed = decide(
        desk.register, Decision("", "seal", anchor, "A. Recorder", desk.moment(), "a minor"), settings=SETTINGS
    )
    found = desk.register.cards(CardQuery(name="Omar Qasimi"), limit=1000, audience="reader")
    assert not found
    assert desk.damages() == []
    decide(
        desk.register, Decision("", "undo", Anchor(), "A. Recorder", desk.moment(), "of age", undoes=sealed.id),
        settings=SETTINGS,
    )  # fmt: skip
    again = desk.register.cards(CardQuery(name="Omar Qasimi"), limit=1000, audience="reader")
    assert {c.incident for c in again} == open_
    assert desk.damages() == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_every_candidate_shares_a_stored_key(seed: int) -> None:
    profiles = []
    for n in range(8):
        report = told(n, seed)
        source = Source(Report(f"r{n}", f"r{n}", "article"), report.text, START)
        profiles += [profile(account_of(source, report.reading, m.id)) for m in report.reading.mentions]
    index = candidates.Index()
    for p in profiles:
        index.put(p)
    for p in profiles:
        for other in index.near(p):
            assert candidates.asked_keys(p) & candidates.stored_keys(other)
