"""What is sealed stands nowhere in the open: not in the database, not in its log, not in what is printed of an error;
and whoever has the file can test no guess."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from register.databases import rows
from register.reports import NEWER, NOON, Teller, capture, incident, invented, text_of
from sijill.errors import LockedError, RegisterError
from sijill.register import Register
from sijill.register.keyring import Keyring
from sijill.types import Anchor, Capture, Decision, Judgement, Metadata, Reading, Text

#: sealed by the policy or by hand in the tests below
SEALED = ("Layla", "Marwan", "Omar", "Tariq", "Quenby", "Zubeidi", "blue gate", "Xanthe", "secretreason")


def report(
    words: str, uri: str, *, title: str = "An evening in Mosul", author: str | None = None
) -> tuple[Capture, Text]:
    taken = capture(words.encode(), uri)
    return taken, text_of(taken, Metadata(title, "The Invented Courier", author, "en", "2021-03-04"))


def fill(register: Register) -> list[str]:
    """Reports with something sealed of each kind, and one without; the ids of their texts."""
    words = "Gunmen shot at Layla Marwan in Mosul. Omar Tariq, a neighbour, said so. 3 people were hurt."
    taken, text = report(words, "https://example.org/layla-marwan-shot?by=quenby", author="Quenby Zubeidi")
    told = Teller(text).say("type", "attack", "shot").victim("p15", "Layla Marwan", "injured")
    told.party("p39", "Omar Tariq").claim("Omar Tariq", "said so", "p39")
    told.say("injured", 3, "3 people", speaker="Omar Tariq")
    register.keep(taken, text, told.reading(), by="A. Recorder")
    open_words = "A bomb went off in Basra on Monday. Nobody was hurt in the empty market."
    other, plain = report(open_words, "https://example.org/bomb", title="A bomb in Basra")
    register.keep(other, plain, Teller(plain).say("type", "bombing", "bomb").reading(), by="A. Recorder")
    third, by_hand = report(
        "They met at the house with the blue gate. Dr Xanthe Zubeidi spoke.", "gate.txt", title="Gate"
    )
    register.keep(third, by_hand, Teller(by_hand).say("type", "threat", "met").reading(), by="A. Recorder")
    for span_of in ("blue gate", "Xanthe Zubeidi"):
        start = by_hand.content.index(span_of)
        anchor = Anchor(by_hand.id, spans=(type(told.statements[0].spans[0])(start, start + len(span_of)),))
        register.decide(Decision("", "seal", anchor, "A. Recorder", NOON, "secretreason"))
    note = capture(b"Xanthe called: the Zubeidi house is watched.", "note-7")
    register.keep(note, text_of(note, Metadata("A call", None, None, "en")), None, by="A. Recorder", kind="note")
    register.keep(capture(b"\x00Layla Marwan\xff", "picture.bin"), None, None, by="A. Recorder")
    return [text.id, plain.id, by_hand.id]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Register, Path, list[str]]]:
    path = tmp_path / "test.sijill"
    with Register.open(path, create=True) as register:
        yield register, path, fill(register)


def found_in(folder: Path) -> dict[str, set[str]]:
    """File -> the sealed words that stand in it, in any case."""
    found = {}
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes().lower()
            words = {
                w for w in SEALED for form in (w.lower().encode(), w.lower().encode("utf-16-le")) if form in content
            }
            if words:
                found[file.name] = words
    return found


def test_nothing_sealed_stands_in_any_file(filled: tuple[Register, Path, list[str]]) -> None:
    register, path, texts = filled
    assert path.with_name("test.sijill-wal").stat().st_size > 0
    assert found_in(path.parent) == {}  # the register, its write-ahead log
    assert b"the empty market" in path.read_bytes() + path.with_name("test.sijill-wal").read_bytes()
    assert list(register.verify()) == []
    register.close()
    assert found_in(path.parent) == {}
    with Register.open(path) as register:
        assert register.text(texts[0]).content.startswith("Gunmen shot at Layla Marwan")
        assert register.text(texts[0]).metadata.author == "Quenby Zubeidi"
        assert list(register.verify()) == []


def test_what_was_kept_in_the_open_leaves_no_trace_when_it_is_sealed(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    words = "A bomb went off in Basra. Xanthe Zubeidi has a shop there."
    taken, text = report(words, "bomb.txt")
    other, twin = report("In spring Xanthe Zubeidi sold the shop in Basra to nobody.", "shop.txt")
    with Register.open(path, create=True) as register:
        for kept, its in ((taken, text), (other, twin)):
            register.keep(kept, its, Teller(its).say("type", "bombing", "Basra").reading(), by="A. Recorder")
        assert found_in(tmp_path)
        assert [h.uri for h in register.search('"Xanthe Zubeidi"')] == ["shop.txt", "bomb.txt"]
        start = text.content.index("Xanthe Zubeidi")
        span = type(Teller(text).say("type", "x", "Basra").statements[0].spans[0])(start, start + 14)
        register.decide(Decision("", "seal", Anchor(text.id, spans=(span,)), "A. Recorder", NOON, "asked"))
        assert found_in(tmp_path) == {}
        assert list(register.verify()) == []
        # in the other report the same name was found and is enclosed with it
        assert register.redacted(twin.id).content == "In spring ▒▒▒▒▒▒ ▒▒▒▒▒▒▒ sold the shop in Basra to nobody."
        # a keeper finds it still, and nobody else
        assert [h.uri for h in register.search('"Xanthe Zubeidi"')] == ["shop.txt", "bomb.txt"]
        assert register.search("xanthe", sealed=False) == []
        third, late = report("Late that night Xanthe Zubeidi left.", "late.txt")
        register.keep(third, late, None, by="A. Recorder")
        assert found_in(tmp_path) == {}
        assert list(register.verify()) == []
    assert found_in(tmp_path) == {}


def test_traces_that_somebody_holds_on_to_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    taken, text = report("A bomb went off. Xanthe Zubeidi has a shop there.", "bomb.txt")
    with Register.open(path, create=True, patience=0.2) as register:
        register.keep(taken, text, Teller(text).say("type", "bombing", "bomb").reading(), by="A. Recorder")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT content FROM text").fetchall()
        start = text.content.index("Xanthe")
        span = type(Teller(text).say("type", "x", "bomb").statements[0].spans[0])(start, start + 14)
        with pytest.raises(RegisterError, match="sijill keys scrub"):
            register.decide(Decision("", "seal", Anchor(text.id, spans=(span,)), "A. Recorder", NOON, "asked"))
        assert [d.kind for d in register.decisions()] == ["seal"]
        assert found_in(tmp_path)
        other.execute("ROLLBACK")
        other.close()
        register.keys.scrub()
        assert found_in(tmp_path) == {}
        assert list(register.verify()) == []


def test_a_newer_reading_that_seals_more_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "test.sijill"
    taken, text = report("Xanthe Zubeidi was taken from the market in Basra.", "a.txt")
    with Register.open(path, create=True) as register:
        register.keep(taken, text, Teller(text).say("type", "abduction", "taken").reading(), by="A. Recorder")
        assert found_in(tmp_path)
        told = Teller(text).say("type", "abduction", "taken").victim("p0", "Xanthe Zubeidi", "abducted")
        register.keep_reading(replace(told.reading(), reader=NEWER), by="A. Recorder")
        assert found_in(tmp_path) == {}
        assert list(register.verify()) == []
        assert register.reading(text.id) == replace(told.reading(), reader=NEWER)


def test_no_id_and_no_digest_confirms_a_guess(filled: tuple[Register, Path, list[str]]) -> None:
    register, path, texts = filled
    text = register.text(texts[0])
    plain = [text.id, text.capture, hashlib.sha256(b"Xanthe called: the Zubeidi house is watched.").hexdigest()]
    # what an attacker can compute from a right guess: digests of the whole report, of a name, of its words
    for guess in ("Layla Marwan", "layla marwan", "layla", "Marwan", "Omar Tariq"):
        plain += [f(guess.encode()).hexdigest() for f in (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.blake2b)]
        plain += [hashlib.blake2b(guess.encode(), digest_size=6).hexdigest()]
    content = path.read_bytes() + path.with_name("test.sijill-wal").read_bytes()
    for digest in plain:
        assert digest.encode() not in content
        assert bytes.fromhex(digest) not in content
    # and without the secret, which is encrypted, no keyed id can be computed
    ((secret,),) = rows(str(path), "SELECT value FROM meta WHERE name = 'secret'")
    assert secret.startswith("\x0e")


def test_a_ciphertext_moved_to_another_row_does_not_open(filled: tuple[Register, Path, list[str]]) -> None:
    register, path, _ = filled
    register.close()
    raw = sqlite3.connect(path)
    ((one, a), (two, b), *_) = raw.execute("SELECT id, uri FROM report WHERE uri LIKE char(14) || '%'").fetchall()
    raw.execute("UPDATE report SET uri = ? WHERE id = ?", (a, two))
    raw.execute("UPDATE report SET uri = ? WHERE id = ?", (b, one))
    raw.commit()
    raw.close()
    with Register.open(path) as opened:
        with pytest.raises(RegisterError, match="does not open here"):
            list(opened.reports())
        assert {(d.table, d.key) for d in opened.verify()} >= {("report", one), ("report", two)}


def test_verify_names_what_is_sealed_and_lies_in_the_open(filled: tuple[Register, Path, list[str]]) -> None:
    register, path, texts = filled
    content = register.text(texts[0]).content
    register.close()
    raw = sqlite3.connect(path)
    entry = raw.execute("SELECT min(entry) FROM text").fetchone()[0]
    raw.execute("UPDATE text SET content = ? WHERE entry = ?", (content, entry))
    raw.commit()
    raw.close()
    with Register.open(path) as opened:
        assert [(d.table, d.key) for d in opened.verify()] == [("text", texts[0])]


def test_errors_and_reprs_tell_nothing_sealed(filled: tuple[Register, Path, list[str]]) -> None:
    register, path, texts = filled
    told = [repr(register.keys), repr(register), repr(register.text(texts[0])), str(register.keys.mine)]
    register.close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE text SET title = title || 'AAAA' WHERE title LIKE char(14) || '%'")
    raw.commit()
    raw.close()
    with Register.open(path) as opened:
        with pytest.raises(RegisterError) as caught:
            opened.text(texts[0])
        told += [str(caught.value), repr(caught.value), *(str(d) for d in opened.verify())]
    assert not [w for w in ("Layla Marwan said", "AGE-SECRET") for t in told if w in t]
    assert not [w for w in SEALED for t in told[-4:] if w in t]


# -- without a key ----------------------------------------------------------------------------------------


def test_without_a_key_what_is_open_shows_and_the_rest_shows_as_sealed(
    filled: tuple[Register, Path, list[str]], tmp_path: Path
) -> None:
    register, path, _ = filled
    report = invented(3, outcome="injured")
    register.keep(report.capture, report.text, report.reading, by="A. Recorder")
    linked = [incident(register.mint_incident(report.key), [report])]
    register.save_incidents([i for i, _ in linked], [s for _, s in linked], by="linker 1")
    register.judge(Judgement(report.key, report.key, "yes", "A. Recorder", NOON, 0.5, "secretreason"))
    counts = register.counts()
    register.close()
    with Register.open(path, keyring=Keyring(tmp_path / "nobody's")) as locked:
        assert locked.locked
        contents = {t.content for t in locked.texts()}
        assert "A bomb went off in Basra on Monday. Nobody was hurt in the empty market." in contents
        assert "Gunmen shot at ▒▒▒▒▒ ▒▒▒▒▒▒ in Mosul. ▒▒▒▒ ▒▒▒▒▒, a neighbour, said so. 3 people were hurt." in contents
        everything = repr([*locked.texts(), *locked.accounts(), *locked.reports(), *locked.decisions(),
                           *locked.judgements(), *locked.dossiers(), locked.standings(), locked.search("mosul"),
                           locked.cards(), locked.keys.keepers()])  # fmt: skip
        assert not [w for w in SEALED if w.lower() in everything.lower()]
        assert "(sealed)" in everything
        assert [h.uri for h in locked.search("empty market")] == ["https://example.org/bomb"]
        for name in SEALED:
            assert locked.search(name) == []
        # a figure that names nobody shows with its words
        (said,) = {s for a in locked.accounts() for s in a.mention.statements if s.field == "injured"}
        assert said.value == 3
        assert locked.counts() == counts
        for refused in (
            lambda: locked.keep(report.capture, report.text, report.reading, by="x"),
            lambda: locked.decide(Decision("", "publish", Anchor(incident=linked[0][0].id), "x", NOON)),
            lambda: locked.note("export", by="x", payload={}),
            locked.seals,
            lambda: list(locked.captures()),
            lambda: list(locked.verify()),
        ):
            with pytest.raises(LockedError, match="sijill keys"):
                refused()
    with Register.open(path) as opened:
        assert list(opened.verify()) == []


def test_a_report_without_anything_sealed_is_kept_in_the_open(filled: tuple[Register, Path, list[str]]) -> None:
    _, path, _ = filled
    kept = rows(str(path), "SELECT content FROM text")
    assert sum(str(content).startswith("\x0e") for (content,) in kept) == len(kept) - 1


def test_the_seals_of_a_reading_are_of_its_text(filled: tuple[Register, Path, list[str]]) -> None:
    register, _, texts = filled
    reading = register.reading(texts[0])
    assert isinstance(reading, Reading)
    assert {p.name for p in reading.parties} == {"Layla Marwan", "Omar Tariq"}
    assert {s.speaker for m in reading.mentions for s in m.statements} == {None, "Omar Tariq"}
