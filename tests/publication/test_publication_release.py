"""A release is whole or not there, checked before, followed after, and the same bytes for the same input."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import pytest

from publication.dossiers import HARBOUR, WHEN, Story, dossier, holds, person, raid
from sijill.errors import ReleaseError, SealedError, UnknownNameError, UsageError
from sijill.publication.checks import BlockedError, Problem, problems
from sijill.publication.filter import Cleared, Filter
from sijill.publication.manifest import faults
from sijill.publication.release import DEFAULT_FORMATS, write_release
from sijill.types import Anchor, Count, Dossier, Release, Seal


def written(directory: Path, *dossiers: Dossier, seals: tuple[Seal, ...] = (), **more: Any) -> Release:
    more = {"version": "1", "created_at": WHEN, **more}
    return write_release(dossiers, directory, seals=seals, **more)


def contents(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def small(id: str, **more: Any) -> Dossier:
    story = Story(f"Shots in Port Selin, says bulletin {id}.", uri=f"https://wire.example/{id}")
    return dossier([story], [holds("type", "armed_attack", story.say("type", "armed_attack", "Shots"))], id=id, **more)


def test_the_files_are_those_of_the_manifest_and_nothing_is_left_beside(tmp_path: Path) -> None:
    whole, seals = raid()
    release = written(tmp_path / "new" / "out", whole, seals=seals)
    folder = tmp_path / "new" / "out"
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.txt", "SHA256SUMS", "acled.csv", "changes.jsonl", "datapackage.json", "deletions.jsonl", "entities.ftm.json", "hxl.csv", "incidents.csv",
        "incidents.geojson", "incidents.jsonl", "incidents.jsonld", "index.html", "manifest.json", "site",
        "site.sha256", "statements.csv", "ucdp.csv", "victims.csv",
    ]  # fmt: skip
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out"]
    for file in release.files:
        content = (folder / file.name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    own = ("manifest.json", "SHA256SUMS")
    assert [f["name"] for f in manifest["files"]] == [f.name for f in release.files if f.name not in own]
    sums = [line.split("  ") for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert {name: sha256 for sha256, name in sums} == {f.name: f.sha256 for f in release.files if f.name != own[1]}
    assert manifest["version"] == "1" and manifest["created"] == "2024-05-01T12:30:00+00:00"
    assert manifest["checked"] == (
        "read by machine; each published by a person's decision; no value checked by a person yet"
    )
    assert manifest["readers"] == ["baseline 1"] and manifest["rules"]["sealed"] == ["author", "person"]
    assert manifest["rules"]["codes"] == "1" and manifest["formats"] == sorted(DEFAULT_FORMATS)
    assert release.incidents == ("i-7K3F9Q",) and release.changes["new"] == ("i-7K3F9Q",)
    line = json.loads((folder / "incidents.jsonl").read_text("utf-8"))
    assert all(v.pop("checked_by") == [] for v in line["standing"]["values"])
    assert all(v.pop("checked_by") == [] for p in line["standing"]["parties"] for v in p["values"])
    canonical = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert manifest["incidents"] == {"i-7K3F9Q": hashlib.sha256(canonical.encode()).hexdigest()}


def test_the_site_tells_incidents_in_the_order_of_their_dates(tmp_path: Path) -> None:
    def on(id: str, date: str) -> Dossier:
        story = Story(f"Shots on {date}, says bulletin {id}; “قُتل رجل”.", uri=f"https://wire.example/{id}")
        return dossier([story], [holds("date", date, story.say("date", date, date))], id=id)

    written(tmp_path / "out", on("i-3", "2020-05"), small("i-9"), on("i-2", "2019"), on("i-1", "2020-04-01"))
    page = (tmp_path / "out" / "site" / "en" / "incidents.html").read_text("utf-8")
    assert re.findall('href="incidents/../(i-.).html"', page) == ["i-3", "i-1", "i-2", "i-9"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    whole, seals = raid()
    elsewhere = WHEN.astimezone(timezone(timedelta(hours=3)))
    written(tmp_path / "a", whole, small("i-2"), seals=seals)
    written(tmp_path / "b", whole, small("i-2"), seals=seals, created_at=elsewhere, chance=Random(1))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_living_register_can_be_followed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    first = written(folder, small("i-1"), small("i-2"), small("i-3"), small("i-4"))
    assert first.changes == {"new": ("i-1", "i-2", "i-3", "i-4"), "changed": (), "deleted": ()}
    checked = tuple(replace(v, checked_by=("Rana Staffer",)) for v in small("i-2").standing.values)
    changed = replace(small("i-2"), standing=replace(small("i-2").standing, values=checked))
    second = written(folder, small("i-1"), changed, small("i-5", aliases=("i-3",)), version="2")
    assert second.changes == {"new": ("i-5",), "changed": ("i-2",), "deleted": ("i-3", "i-4")}
    assert lines(folder / "deletions.jsonl") == [
        {"incident": "i-3", "release": "2", "now": "i-5"}, {"incident": "i-4", "release": "2"},
    ]  # fmt: skip
    assert {c["incident"]: c["change"] for c in lines(folder / "changes.jsonl")} == {
        "i-2": "changed", "i-3": "deleted", "i-4": "deleted", "i-5": "new",
    }  # fmt: skip
    third = written(folder, small("i-1"), small("i-4"), version="3", withdrawals_alone=True)
    assert third.changes["new"] == ("i-4",)
    assert [(d["incident"], d["release"]) for d in lines(folder / "deletions.jsonl")] == [
        ("i-2", "3"), ("i-3", "2"), ("i-5", "3"),
    ]  # fmt: skip
    elsewhere = written(tmp_path / "copy", small("i-1"), small("i-9"), version="4", previous=third)
    assert elsewhere.changes == {"new": ("i-9",), "changed": ("i-1",), "deleted": ("i-4",)}


@pytest.mark.parametrize("name", ["thesis.doc", "manifest.json"])
def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).write_text('{"format": "something else"}')
    with pytest.raises(ReleaseError, match="new folder"):
        written(folder, small("i-1"))
    assert contents(folder) == {name: b'{"format": "something else"}'}
    with pytest.raises(ReleaseError, match="is a file"):
        written(folder / name, small("i-1"))


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="cannot be written"):
        written(tmp_path / "file" / "out", small("i-1"))


@pytest.mark.parametrize("version", ["", " ", "a\nb", "x" * 101])
def test_a_version_is_a_short_line(tmp_path: Path, version: str) -> None:
    with pytest.raises(UsageError):
        written(tmp_path / "out", small("i-1"), version=version)


def test_an_unknown_format_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        written(tmp_path / "out", small("i-1"), formats=("xls",))
    assert not list(tmp_path.iterdir())


def test_a_failure_half_way_leaves_the_release_before(tmp_path: Path) -> None:
    written(tmp_path / "out", small("i-1"))
    before = contents(tmp_path / "out")

    def breaking() -> Any:
        yield small("i-1")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_release(breaking(), tmp_path / "out", seals=(), version="2", created_at=WHEN)
    with pytest.raises(BlockedError):
        written(tmp_path / "out", small("i-1"), unfounded(), version="2")
    assert contents(tmp_path / "out") == before and [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_sealed_name_as_version_does_not_leave(tmp_path: Path) -> None:
    seal = Seal(Anchor(text="x", item="p1"), ("Samir al-Qadri",), "living_victim")
    with pytest.raises(SealedError):
        written(tmp_path / "out", small("i-1"), seals=(seal,), version="for samir-qadri")
    assert not list(tmp_path.iterdir())


def test_unpublished_and_sealed_incidents_are_not_in_it(tmp_path: Path) -> None:
    seal = Seal(Anchor(incident="i-3"), (), "decision d1")
    release = written(tmp_path / "out", small("i-1"), small("i-2", published=False), small("i-3"), seals=(seal,))
    assert release.incidents == ("i-1",)
    assert all(b"i-2" not in c and b"i-3" not in c for c in contents(tmp_path / "out").values())


# ----------------------------------------------------------------------------------------- what others can check


def test_every_byte_is_held_by_the_address_of_the_release(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    whole, seals = raid()
    written(folder, whole, small("i-1"), seals=seals)
    assert list(faults(folder)) == []
    pages = [*sorted((folder / "site" / "ar").rglob("*.html"))[:4], *sorted((folder / "site" / "assets").glob("*.js"))]
    for path in (*sorted(p for p in folder.iterdir() if p.is_file()), *pages):
        before = path.read_bytes()
        path.write_bytes(before.replace(b"i", b"j", 1))
        assert list(faults(folder)) or before == path.read_bytes(), path.name
        path.unlink()
        if path.name == "manifest.json":
            with pytest.raises(ReleaseError, match="no release"):
                list(faults(folder))
        else:
            assert list(faults(folder)), path.name
        path.write_bytes(before)
    (folder / "more.txt").write_text("")
    (folder / "site" / "en" / "more.html").write_text("")
    assert {f"{name}: is no file of the release" for name in ("more.txt", "site/en/more.html")} <= set(faults(folder))


def test_a_record_or_a_term_that_was_exchanged_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written(folder, small("i-1"))
    path = folder / "incidents.jsonl"
    path.write_text(path.read_text().replace("Shots", "Songs"))
    assert "i-1: its record is not that of the manifest" in list(faults(folder))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["licence"] = "mine"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "manifest.json: its id is not the digest of what it says" in list(faults(folder))


def test_a_release_names_the_one_before_and_goes_on_telling_errata(tmp_path: Path) -> None:
    folder = tmp_path / "out"

    def manifest() -> Any:
        return json.loads((folder / "manifest.json").read_text("utf-8"))

    written(folder, small("i-1"), errata=["Before 2024 dates were those of the reports."], licence="CC-BY-4.0")
    first = manifest()
    assert first["previous"] is None and first["licence"] == "CC-BY-4.0"
    written(folder, small("i-1"), version="2", errata=["i-7 was told twice."])
    second = manifest()
    assert second["previous"] == {"version": "1", "id": first["id"]} and second["id"] != first["id"]
    assert second["errata"] == [
        {"release": "1", "what": "Before 2024 dates were those of the reports."},
        {"release": "2", "what": "i-7 was told twice."},
    ]
    assert "i-7 was told twice. (told with release 2)" in (folder / "README.txt").read_text("utf-8")
    with pytest.raises(UsageError, match="erratum"):
        written(folder, small("i-1"), version="3", errata=["two\nlines"])


def test_withdrawals_go_with_routine_changes_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written(folder, *(small(f"i-{n}") for n in range(4)))
    before = contents(folder)
    with pytest.raises(ReleaseError, match="--withdrawals-alone"):
        written(folder, *(small(f"i-{n}") for n in range(3)), version="2")
    assert contents(folder) == before
    # what went into another incident is told by that one, and stands for nobody's wish
    merged = written(folder, *(small(f"i-{n}") for n in range(2)), small("i-2", aliases=("i-3",)), version="2")
    assert merged.changes["deleted"] == ("i-3",)
    assert written(folder, small("i-0"), small("i-1"), small("i-9"), version="3").changes["deleted"] == ("i-2",)
    alone = written(folder, small("i-0"), small("i-1"), version="4", withdrawals_alone=True)
    assert alone.changes == {"new": (), "changed": (), "deleted": ("i-9",)}


def test_a_withdrawn_and_a_sealed_incident_leave_the_same_lines(tmp_path: Path) -> None:
    seal = Seal(Anchor(incident="i-2"), (), "decision d1")
    cases: list[tuple[str, Dossier, tuple[Seal, ...]]] = [
        ("a", small("i-2", published=False), ()), ("b", small("i-2"), (seal,))
    ]  # fmt: skip
    for name, last, seals in cases:
        written(tmp_path / name, small("i-1"), small("i-2"))
        written(tmp_path / name, small("i-1"), last, small("i-3"), seals=seals, version="2", chance=Random(1))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_staff_have_other_names_in_every_release(tmp_path: Path) -> None:
    def checked(id: str, *by: str) -> Dossier:
        whole = small(id)
        values = tuple(replace(v, checked_by=by) for v in whole.standing.values)
        return replace(whole, standing=replace(whole.standing, values=values))

    dossiers = (checked("i-1", "Rana Staffer"), checked("i-2", "Rana Staffer", "Omar Staffer"))

    def names() -> list[list[str]]:
        records = lines(tmp_path / "out" / "incidents.jsonl")
        return [v["checked_by"] for r in records for v in r["standing"]["values"]]

    written(tmp_path / "out", *dossiers)
    (rana,), both = names()
    assert rana in both and len(both) == 2 and rana.startswith("checker ")
    second = written(tmp_path / "out", *dossiers, version="2")
    (other,), again = names()
    assert other in again and not {other, *again} & {rana, *both}
    assert second.changes == {"new": (), "changed": (), "deleted": ()}
    assert all(b"Staffer" not in content for content in contents(tmp_path / "out").values())


def test_further_checks_block(tmp_path: Path) -> None:
    def never(cleared: Cleared) -> list[Problem]:
        return [Problem(cleared.dossier.incident.id, "grade", "is graded weak", "add a report")]

    with pytest.raises(BlockedError, match="i-1: is graded weak"):
        written(tmp_path / "out", small("i-1"), checks=[never])
    assert not list(tmp_path.iterdir())


def test_the_tables_are_described_for_programs(tmp_path: Path) -> None:
    whole, seals = raid()
    written(tmp_path / "out", whole, small("i-1"), seals=seals)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert {r["path"] for r in package["resources"]} == {p.name for p in (tmp_path / "out").glob("*.csv")}
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])


# --------------------------------------------------------------------------------------------------------- checks


def unfounded() -> Dossier:
    whole = small("i-BAD")
    return replace(whole, standing=replace(whole.standing, values=(holds("date", "2024"),)))


def found(whole: Dossier) -> list[str]:
    cleared = Filter((), audience="public").clear(whole)
    assert cleared is not None
    return [p.check for p in problems(cleared)]


def test_a_good_incident_passes() -> None:
    whole, seals = raid()
    cleared = Filter(seals, audience="public").clear(whole)
    assert cleared is not None and problems(cleared) == ()


def test_no_evidence_blocks() -> None:
    assert found(unfounded()) == ["evidence"]
    whole = small("i-1")
    assert found(replace(whole, standing=replace(whole.standing, values=(holds("date", "2024", "s-gone"),)))) == [
        "evidence"
    ]


def test_a_toll_below_its_named_dead_blocks() -> None:
    story = Story("Adil Zein and Omar Zein were shot dead, one man died.")
    adil, omar = story.party("Adil Zein"), story.party("Omar Zein")
    dead = [
        person("victim", [("t1", item)],
               holds("name", name, story.say("name", name, name, role="victim", item=item)),
               holds("outcome", "killed", story.say("outcome", "killed", "shot dead", role="victim", item=item)))
        for item, name in ((adil, "Adil Zein"), (omar, "Omar Zein"))
    ]  # fmt: skip
    one = story.say("killed", Count(1, 1), "one man died")
    for most, expected in ((Count(1, 1), ["tolls"]), (Count(2, 2), []), (Count(1, None), [])):
        assert found(dossier([story], [holds("killed", most, one)], dead)) == expected


def test_a_total_at_a_point_blocks() -> None:
    story = Story("Since 2003 some 200 people were killed in Port Selin.")
    kind, place = story.say("kind", "aggregate", "Since 2003"), story.say("place", HARBOUR, "Port Selin")
    assert found(dossier([story], [holds("kind", "aggregate", kind), holds("place", HARBOUR, place)])) == ["mapped"]
    country = replace(HARBOUR, city=None, latitude=None, longitude=None, precision="country")
    assert found(dossier([story], [holds("kind", "aggregate", kind), holds("place", country, place)])) == []


def test_what_is_cleared_for_the_keeper_cannot_be_released() -> None:
    whole, seals = raid()
    cleared = Filter(seals, audience="keeper").clear(replace(whole, published=False))
    assert cleared is not None and [p.check for p in problems(cleared)] == ["decided", "decided"]


def test_an_error_tells_which_why_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BlockedError) as caught:
        written(
            tmp_path / "out",
            *(replace(unfounded(), incident=replace(small("i-1").incident, id=f"i-{n}")) for n in range(9)),
        )
    assert len(caught.value.problems) == 9
    assert "i-0: date stands without evidence (add the report)" in str(caught.value) and "and 4 more" in str(
        caught.value
    )
