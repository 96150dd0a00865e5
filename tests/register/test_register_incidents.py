"""Ids are minted once and resolve for ever; linking what is linked already leaves no trace."""

from __future__ import annotations

import pytest

from register.reports import Invented, incident, invented
from sijill.errors import NotFoundError, RegisterError
from sijill.register import Register
from sijill.types import MentionKey, Standing


@pytest.fixture
def reports(register: Register) -> list[Invented]:
    made = [invented(n) for n in range(4)]
    for report in made:
        register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    return made


def save(register: Register, *groups: tuple[str, list[Invented], tuple[str, ...]]) -> bool:
    linked = [incident(*g) for g in groups]
    return register.save_incidents([i for i, _ in linked], [s for _, s in linked], by="linker 1")


def test_saved_and_saved_again(register: Register, reports: list[Invented]) -> None:
    assert not register.linkage_is_current()
    one, two = register.mint_incident(reports[0].key), register.mint_incident(reports[2].key)
    assert register.mint_incident(reports[0].key) == one != two
    groups = (one, reports[:2], ()), (two, reports[2:], ())
    assert save(register, *groups)
    assert register.linkage_is_current()
    before = register.counts()["entries"]
    assert not save(register, *groups)
    assert register.counts()["entries"] == before
    linked = dict(zip((one, two), (incident(*g) for g in groups), strict=True))
    assert {i.id: i for i in register.incidents()} == {k: i for k, (i, _) in linked.items()}
    assert register.standings() == {k: s for k, (_, s) in linked.items()}
    assert list(register.compare_linkage(register.incidents(), register.standings().values())) == []
    assert [d.key for d in register.compare_linkage(register.incidents()[1:], register.standings().values())] == [
        min(one, two)
    ]
    assert list(register.verify()) == []


def test_a_merged_id_resolves_and_is_never_given_again(register: Register, reports: list[Invented]) -> None:
    one, two = register.mint_incident(reports[0].key), register.mint_incident(reports[1].key)
    save(register, (one, reports[:1], ()), (two, reports[1:2], ()))
    save(register, (one, reports[:2], (two,)))
    assert register.resolve(two) == one
    assert register.dossier(two).incident.aliases == (two,)
    fresh = register.mint_incident(reports[1].key)
    assert fresh not in (one, two)
    save(register, (one, reports[:1], (two,)), (fresh, reports[1:2], ()))
    assert register.resolve(fresh) == fresh
    assert list(register.verify()) == []


def test_resolving(register: Register, reports: list[Invented]) -> None:
    save(register, ("i-7K3F9Q", reports[:1], ()), ("i-7K0001", reports[1:2], ()), ("i-A00000", reports[2:], ()))
    assert register.resolve("i-7K3F9Q") == "i-7K3F9Q"
    assert register.resolve(" i-7k3 ") == "i-7K3F9Q"
    assert register.resolve("7k3f") == "i-7K3F9Q"
    assert register.resolve("aOoo") == "i-A00000"
    with pytest.raises(NotFoundError, match="several incidents"):
        register.resolve("7K")
    for words in ("Z", "", "i-", "%", "_______"):
        with pytest.raises(NotFoundError):
            register.resolve(words)


def test_what_cannot_be_is_refused(register: Register, reports: list[Invented]) -> None:
    with pytest.raises(RegisterError, match="two incidents"):
        save(register, ("i-1", reports[:2], ()), ("i-2", reports[1:], ()))
    with pytest.raises(RegisterError, match="id of two incidents"):
        save(register, ("i-1", reports[:1], ("i-2",)), ("i-2", reports[1:], ()))
    with pytest.raises(RegisterError, match="no report tells of"):
        save(register, ("i-1", [], ()))
    assert register.incidents() == ()


def test_ids_are_keyed(register: Register) -> None:
    identity = register.mint_incident(MentionKey("a" * 64, "i1"))
    assert len(identity) == 8 and identity.startswith("i-")
    assert not set(identity[2:]) & set("ILOU")


def test_dossiers(register: Register, reports: list[Invented]) -> None:
    save(register, ("i-B", reports[2:], ()), ("i-A", reports[:2], ()))
    found = list(register.dossiers())
    assert [d.incident.id for d in found] == ["i-A", "i-B"]
    assert {a.key for a in found[0].mentions} == {r.key for r in reports[:2]}
    assert found[0] == register.dossier("i-A")
    assert found[0].standing.get("killed") is not None
    assert not found[0].published
    register.save_incidents([d.incident for d in found], [], by="linker 1")
    assert register.dossier("i-A").standing == Standing("i-A", ())
