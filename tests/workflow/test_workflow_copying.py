"""A register goes out through the keeper's export and comes back the same to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill import Register, add
from sijill.errors import ContractError, RegisterError, SijillError
from sijill.publication.kept import entry_json, entry_of, group_json, group_of
from sijill.settings import load
from sijill.types import Anchor, Decision, Judgement, KeptGroup
from sijill.workflow import decide, export, import_register, link

AT = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
SETTINGS = load({"reader": "baseline"}, environment={})
REPORTS = (
    "Gunmen shot dead the journalist Nabil Ferrand, 41, in Basra on 3 May 2024, his sister Rasha Kandari said.",
    "The journalist Nabil Ferrand was shot dead in Basra on 3 May 2024. Police denied that militias were to blame.",
    "A bomb killed four people and wounded nine in Mosul on 9 June 2023.\n\nMasked men abducted Adil Zein in Basra on "
    "10 June 2023.",
    "Masked men abducted the lawyer Adil Zein in Basra on 10 June 2023. A court sentenced Karim Duval to death for it.",
    "The weather was fine in Basra and the harbour was open.",
    "اغتيل الصحفي نبيل فراند في البصرة يوم 3 مايو 2024.",
)


def filled(folder: Path, chosen: Sequence[int], words: Sequence[tuple[str, int]] = ()) -> Path:
    """A register of some reports, with decisions and judgements in between."""
    path = folder / "a.sijill"
    with Register.open(path, create=True) as register:
        for number, report in enumerate(chosen):
            (folder / f"{number}.txt").write_text(REPORTS[report], "utf-8")
            list(add(register, [str(folder / f"{number}.txt")], by="A.", published="2024-06-01", settings=SETTINGS))
        for number, (word, which) in enumerate(words):
            say(register, word, which, AT + timedelta(minutes=number))
        link(register, settings=SETTINGS)
    return path


def say(register: Register, word: str, which: int, at: datetime) -> None:
    """Decide or judge something about the register as it is, if it can be."""
    dossiers = list(register.dossiers())
    if not dossiers:
        return
    dossier = dossiers[which % len(dossiers)]
    account = dossier.mentions[which % len(dossier.mentions)]
    anchor = Anchor(account.source.text.id, account.mention.id, incident=dossier.incident.id)
    if word == "judge":
        other = dossiers[(which + 1) % len(dossiers)].mentions[0]
        register.judge(
            Judgement(account.key, other.key, "no" if which % 2 else "unsure", "B.", at, 0.5, "not the same")
        )
        return
    decision = Decision("", "publish", anchor, "B.", at, "a reason")
    if word == "undo":
        before = register.decisions()
        if not before:
            return
        decision = Decision("", "undo", Anchor(), "B.", at, "a mistake", undoes=before[which % len(before)].id)
    elif word == "correct":
        anchor = replace(anchor, role="mention", field="date", spans=account.mention.evidence[:1])
        decision = Decision("", "correct", anchor, "B.", at, "a typing error", before="2024", after="2024-05")
    elif word in ("seal", "withdraw"):
        decision = replace(decision, kind=word)  # type: ignore[arg-type]
    try:
        decide(register, decision, settings=SETTINGS)
    except SijillError:
        return  # what cannot be decided is not


def exported(path: Path, out: Path, *, with_captures: bool) -> bytes:
    with Register.open(path) as register, out.open("w", encoding="utf-8", newline="") as file:
        export(register, "incidents-jsonl", file, audience="keeper", with_captures=with_captures)
        assert list(register.verify()) == []
    return out.read_bytes()


def same_after_import(folder: Path, path: Path, *, with_captures: bool) -> Path:
    """Export, import, export again; the copy."""
    first = exported(path, folder / "a.jsonl", with_captures=with_captures)
    copy = folder / f"copy-{with_captures:d}.sijill"
    import_register(copy, folder / "a.jsonl", settings=SETTINGS)
    assert exported(copy, folder / "b.jsonl", with_captures=with_captures) == first
    return copy


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    chosen=st.lists(st.integers(0, len(REPORTS) - 1), max_size=4),
    words=st.lists(
        st.tuples(st.sampled_from(["publish", "withdraw", "seal", "correct", "undo", "judge"]), st.integers(0, 9)),
        max_size=5,
    ),
    with_captures=st.booleans(),
)
def test_exported_imported_and_exported_again(
    chosen: list[int], words: list[tuple[str, int]], with_captures: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = filled(Path(folder), chosen, words)
        if not chosen:
            return
        same_after_import(Path(folder), path, with_captures=with_captures)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [("publish", 0), ("judge", 1), ("correct", 1), ("undo", 0), ("seal", 2)]
    return filled(tmp_path_factory.mktemp("whole"), range(len(REPORTS)), words)


def test_all_that_was_said_and_kept_is_in_the_copy(tmp_path: Path, whole: Path) -> None:
    copy = same_after_import(tmp_path, whole, with_captures=True)
    with Register.open(whole) as old, Register.open(copy) as new:
        asked: list[Callable[[Register], Any]] = [
            lambda r: r.decisions(), lambda r: r.judgements(), lambda r: list(r.texts()), lambda r: list(r.captures()),
            lambda r: list(r.reports()), lambda r: list(r.accounts()), lambda r: r.incidents(), lambda r: r.standings(),
            lambda r: r.seals(), lambda r: list(r.dossiers()), lambda r: r.actors.fetch(),
        ]  # fmt: skip
        for ask in asked:
            assert ask(new) == ask(old)
        assert [e.by for e in new.log() if e.action == "decide"] == [e.by for e in old.log() if e.action == "decide"]
        assert "import" in {e.action for e in new.log()}
        # the same reports are known, and what comes next gets the ids that it would have got
        list(add(new, [str(p) for p in sorted(whole.parent.glob("*.txt"))], published="2024-06-01", settings=SETTINGS))
        assert new.counts()["captures"] == old.counts()["captures"]


def test_without_the_bytes_a_copy_says_how_many_there_were(tmp_path: Path, whole: Path) -> None:
    copy = same_after_import(tmp_path, whole, with_captures=False)
    with Register.open(copy) as register:
        assert {c.content for c in register.captures()} == {b""}
        assert list(register.verify()) == []


def test_a_register_without_an_incident_is_not_lost(tmp_path: Path) -> None:
    copy = same_after_import(tmp_path, filled(tmp_path, [4]), with_captures=True)
    with Register.open(copy) as register:
        assert len(list(register.texts())) == 1 and register.incidents() == ()


def test_every_entry_is_told_once_and_read_back(tmp_path: Path, whole: Path) -> None:
    with Register.open(whole) as register:
        numbers = [h.number for h in register.copying.heads()]
        entries = list(register.copying.entries(numbers, with_bytes=True))
    assert sum(len(e.decisions) for e in entries) == 4 and sum(len(e.judgements) for e in entries) == 1
    for entry in entries:
        words = {t.id: t.content for t in entry.texts}
        assert entry_of(json.loads(json.dumps(entry_json(entry, ()))), {}) == entry
        assert entry_of(json.loads(json.dumps(entry_json(entry, words))), words) == entry
    group = KeptGroup("case", "k-1", (("t", "i0"),), ("k-2",), True)
    assert group_of(json.loads(json.dumps(group_json(group)))) == group


def test_a_copy_is_a_new_register(tmp_path: Path, whole: Path) -> None:
    exported(whole, tmp_path / "a.jsonl", with_captures=False)
    with pytest.raises(RegisterError, match="is there already"):
        import_register(whole, tmp_path / "a.jsonl", settings=SETTINGS)
    with Register.open(whole) as register, pytest.raises(RegisterError, match="has reports already"):
        register.copying.restore([])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: [], "does not tell what a copy needs"),
        (lambda lines: lines[1:], r"does not tell what a copy needs|not whole"),
        (lambda lines: lines[:-1], "not whole"),
        (lambda lines: ["{}", *lines[1:]], "no keeper's record"),
        (lambda lines: ["not json", *lines[1:]], ":1: is broken"),
        (lambda lines: ["[1]", *lines[1:]], "is broken"),
        (lambda lines: [lines[0].replace('"kept":', '"left":'), *lines[1:]], "what a copy needs"),
        (lambda lines: [lines[0].replace('"action":"', '"action":"x","oops":"'), *lines[1:]], "is broken"),
        (lambda lines: [line.replace('"start":', '"begin":') for line in lines], None),
        (lambda lines: ["[" * 100_000, *lines[1:]], "is broken: RecursionError"),
        (lambda lines: [re.sub('"number": ?[0-9]+', '"number":Infinity', lines[0], count=1), *lines[1:]], "is broken"),
        (lambda lines: [re.sub('"secret": ?"[0-9a-f]+"', '"secret":"00"', lines[0]), *lines[1:]], "too short"),
        (lambda lines: [line.replace('"value":"asserted"', '"value":true') for line in lines], "is broken"),
        (lambda lines: [line.replace('"city":"Basra"', '"city":7') for line in lines], "is broken"),
        (lambda lines: [line.replace('"radius_km":', '"radius_km":Infinity,"x":') for line in lines], "is broken"),
        (lambda lines: [re.sub('"start":[0-9]+', '"start":true', line) for line in lines], "is broken"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_left(
    tmp_path: Path, whole: Path, change: Callable[[list[str]], list[str]], says: str | None
) -> None:
    exported(whole, tmp_path / "a.jsonl", with_captures=False)
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    (tmp_path / "a.jsonl").write_text("".join(line + "\n" for line in change(lines)), "utf-8")
    with pytest.raises(ContractError, match=says):
        import_register(tmp_path / "copy.sijill", tmp_path / "a.jsonl", settings=SETTINGS)
    assert not (tmp_path / "copy.sijill").exists()


def test_a_decision_about_nothing_is_refused_in_a_line(tmp_path: Path, whole: Path) -> None:
    exported(whole, tmp_path / "a.jsonl", with_captures=False)
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    anchors = [d["anchor"] for line in lines for e in line["kept"]["entries"] for d in e.get("decisions", ())]
    for anchor in anchors:
        anchor["text"] = "f" * 64
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert anchors
    with pytest.raises(SijillError):
        import_register(tmp_path / "copy.sijill", tmp_path / "a.jsonl", settings=SETTINGS)


def test_the_public_export_tells_nothing_of_it(tmp_path: Path, whole: Path) -> None:
    with Register.open(whole) as register, (tmp_path / "p.jsonl").open("w", encoding="utf-8", newline="") as out:
        secret = register.copying.secret()
        export(register, "incidents-jsonl", out, with_captures=True)
    words = (tmp_path / "p.jsonl").read_text("utf-8")
    assert secret not in words and '"kept"' not in words and "a reason" not in words
