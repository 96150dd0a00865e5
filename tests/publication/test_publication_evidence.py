"""Evidence packages: whole, readable by others' tools, and without a page that has anything sealed in it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from publication.dossiers import WHEN, Story, dossier, holds
from sijill import Register, add
from sijill.errors import ReleaseError
from sijill.publication.evidence import Package, Wanted, may_leave, wanted
from sijill.publication.filter import Cleared, Filter
from sijill.settings import load
from sijill.types import Anchor, Capture, Decision, Seal
from sijill.workflow import decide, pack_evidence

SEAL = Seal(Anchor(text="elsewhere", item="p1"), ("Zubayda al-Mirqab",), "living_victim")
PAGE = b"<html><p>Shots in Port Selin.</p></html>"


def captured(content: bytes = PAGE, media_type: str = "text/html", encoding: str | None = None) -> Capture:
    return Capture(
        hashlib.sha256(content).hexdigest(), content, "https://wire.example/a", "web", WHEN, media_type, encoding,
        custody=(("response.status", "200"),),
    )  # fmt: skip


def cleared(capture: Capture, *, audience: str = "public", words: str = "Shots in Port Selin.") -> Cleared:
    story = Story(words, uri=capture.uri, title="Shots")
    whole = dossier([story], [holds("type", "armed_attack", story.say("type", "armed_attack", "Shots"))])
    account = whole.mentions[0]
    text = replace(account.source.text, capture=capture.sha256)
    whole = replace(whole, mentions=(replace(account, source=replace(account.source, text=text)),))
    found = Filter((SEAL,), audience=audience).clear(whole)  # type: ignore[arg-type]
    assert found is not None
    return found


def packed(folder: Path, *captures: Capture, audience: str = "public") -> Path:
    package = Package(folder, title="Invented", created_at=WHEN)
    package.records.write_text("{}\n")
    for capture in captures:
        for sha256, one in wanted(cleared(capture, audience=audience), ()):
            assert sha256 == capture.sha256
            package.add(capture, one)
    package.end()
    return folder


def asked(capture: Capture, words: str = "Shots in Port Selin.") -> list[Wanted]:
    return [one for _, one in wanted(cleared(capture, words=words), ())]


def test_a_bag_and_a_web_archive_that_others_read(tmp_path: Path) -> None:
    folder = packed(tmp_path / "out", captured(), captured(b"other bytes", "text/plain", "utf-8"))
    bagit = pytest.importorskip("bagit")
    assert bagit.Bag(str(folder)).validate()
    (folder / "data" / "incidents.jsonl").write_text("{} ")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


# the validator itself leaves files open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_the_wacz_is_valid(tmp_path: Path) -> None:
    validate = pytest.importorskip("wacz.validate")
    folder = packed(tmp_path / "out", captured(), captured(b"other bytes", "text/plain"))
    checked = validate.Validation(str(folder / "data" / "captures.wacz"))
    try:
        assert checked.version == "1.1.1" and checked.hash_type == "sha256"
        assert checked.check_required_contents() == 0 and checked.check_compression()
        assert checked.check_file_paths() and checked.check_file_hashes()
        assert checked.check_data_package_hash_and_sig()
    finally:
        checked.dir.cleanup()


def test_the_bytes_are_those_that_were_captured(tmp_path: Path) -> None:
    folder = packed(tmp_path / "out", captured(), captured(b"other bytes", "text/plain"))
    with zipfile.ZipFile(folder / "data" / "captures.wacz") as archive:
        assert all(i.compress_type == zipfile.ZIP_STORED for i in archive.infolist())
        with archive.open("archive/data.warc.gz") as warc:
            records = [(r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(warc)]
    assert [content for _, content in records] == [PAGE, b"other bytes"]
    for headers, _ in records:
        # the hour at which somebody captured it is told to keepers only
        assert headers["WARC-Date"] == "2024-05-01T00:00:00Z" and headers["WARC-Type"] == "resource"


def test_keepers_have_the_chain_of_custody(tmp_path: Path) -> None:
    folder = packed(tmp_path / "out", captured(), audience="keeper")
    with (
        zipfile.ZipFile(folder / "data" / "captures.wacz") as archive,
        archive.open("archive/data.warc.gz") as warc,
    ):
        kinds = [(r.rec_type, r.rec_headers["WARC-Date"], r.content_stream().read()) for r in ArchiveIterator(warc)]
    assert [k[:2] for k in kinds] == [("resource", "2024-05-01T12:30:00Z"), ("metadata", "2024-05-01T12:30:00Z")]
    assert json.loads(kinds[1][2]) == {"response.status": "200"}


def test_the_same_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [packed(tmp_path / name, captured()) for name in "ab"]
    files = [{p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders]
    assert files[0] == files[1]


@pytest.mark.parametrize(
    "content",
    [
        b"<p>Shots.</p><!-- by Zubayda al-Mirqab -->",
        b"<p>Shots.</p><script>var author = 'zubayda-mirqab'</script>",
        b"<p>Shots.</p><meta content='Zubayda&#32;al-Mirqab'>",
        b"<a href='/ZubaydaAlMirqab'>more</a>",
    ],
)
def test_a_page_with_a_sealed_name_anywhere_in_it_stays(content: bytes) -> None:
    capture = captured(content)
    (one,) = asked(capture)
    assert not may_leave(capture, one)


def test_what_cannot_be_looked_through_stays() -> None:
    for capture in (captured(b"%PDF-1.7", "application/pdf"), captured(b"\xff\xfe\x00", "text/html"),
                    captured(b"x", "text/html", "no-such-encoding")):  # fmt: skip
        assert not any(may_leave(capture, one) for one in asked(capture))
    capture = captured("سجل".encode("windows-1256"), "text/html", "windows-1256")
    assert all(may_leave(capture, one) for one in asked(capture))


def test_a_page_whose_text_had_something_struck_stays() -> None:
    assert asked(captured(), "Zubayda al-Mirqab told of Shots.") == []
    assert [s for s, _ in wanted(cleared(captured()), {"t1"})] == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ReleaseError, match="new folder"):
        Package(tmp_path, title="x", created_at=WHEN)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_of_a_register_only_pages_go_that_tell_of_nothing_else(tmp_path: Path) -> None:
    """One report of one published incident goes; one that also tells of an unpublished incident does not."""
    reports: Mapping[str, str] = {
        "one.txt": "Gunmen shot dead the journalist Nabil Ferrand in Basra on 3 May 2024.",
        "two.txt": "Gunmen shot dead the journalist Nabil Ferrand in Basra on 3 May 2024.\n\n"
        "A bomb killed four people in Mosul on 9 June 2023.",
    }
    for name, words in reports.items():
        (tmp_path / name).write_text(words)
    with Register.open(tmp_path / "r.sijill", create=True) as register:
        given = [str(tmp_path / name) for name in reports]
        list(add(register, given, settings=load({"reader": "baseline"}, environment={})))
        shot = next(d for d in register.dossiers() if d.mentions[0].mention.first("type") == "killing")
        anchor = Anchor(shot.mentions[0].source.text.id, shot.mentions[0].mention.id, incident=shot.incident.id)
        decide(register, Decision("", "publish", anchor, "Rana", WHEN + timedelta(days=1), "public"))
        assert pack_evidence(register, tmp_path / "public", created_at=WHEN) == (1, 1)
        count, captures = pack_evidence(register, tmp_path / "keeper", audience="keeper", created_at=WHEN)
        assert count >= 2 and captures == 2
        assert [e.action for e in register.log()].count("export") == 2
    with zipfile.ZipFile(tmp_path / "public" / "data" / "captures.wacz") as archive:
        pages = archive.read("pages/pages.jsonl").decode().splitlines()[1:]
    assert ["one.txt" in page for page in pages] == [True]
