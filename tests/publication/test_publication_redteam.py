"""Hostile reports the whole way: added, everything decided to be published, and every byte that leaves searched.

All people, outlets and addresses are invented.
"""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest

from publication.reading_back import readable, written
from sijill import Register, add, publish
from sijill.settings import load
from sijill.types import Anchor, Decision, Dossier
from sijill.values.folding import fold
from sijill.workflow import decide, export

AT = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)

#: what must be in nothing that leaves, folded and joined, and why
SEALED = {
    "rashakandari": "the sister, by name in text, slug, file name, publisher and a decision's reason",
    "kandari": "her surname",
    "lindqvist": "the brother, and his handle, over the end of a line",
    "zarifi": "neighbours, with an initial, a nickname and a possessive",
    "abunoor": "the nickname",
    "quillmark": "a byline",
    "hatemi": "another byline, with a By",
    "mirqab": "a child, dead, in capitals and in lower case, and her father",
    "wasfi": "a private person quoted",
    "zandvoort": "a private person quoted, the verb first",
    "tabrizan": "a victim of sexual violence, killed, and her mother",
    "palmstreet": "a home",
    "room4": "a hospital bed",
    "القندري": "the sister, in Arabic",
    "الطايي": "a speaker, in Arabic with a letter written together",
    "ranastaffer": "who decided",
}

_PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">
<meta property="og:site_name" content="{publisher}"><meta name="author" content="{author}">
<link rel="canonical" href="{url}"><meta property="article:published_time" content="{day}T10:00:00+03:00"></head>
<body><article><h1>{title}</h1>{body}</article></body></html>"""

_REPORTS = {
    "shot-rasha-kandari.html": {
        "title": "JOURNALIST SHOT DEAD IN BASRA: NABIL FERRAND KILLED, RASHA KANDARI FLEES",
        "publisher": "The Harbour Gazette", "author": "Dalia Quillmark", "day": "2024-05-04",
        "url": "https://gazette.example/2024/05/rasha-kandari-nabil-ferrand-shot",
        "body": "<p>Gunmen shot dead the journalist Nabil Ferrand, 41, outside his home at 14 Palm Street in Basra on "
        "Friday, May 3.</p><p>Rasha Kandari, his sister, said she had seen the men. “Huda Zarifi hid with Kandari’s "
        "children,” she said.</p><p>His brother, Omar Lindqvist-Ferrand, fled. Omar Lindqvist-Fer-\nrand later wrote "
        "on @omarlindqvistferrand that militias were to blame.</p><p>“They came at night,” said Huda Zarifi, a "
        "neighbour. H. Zarifi's husband, Kamal “Abu Noor” Zarifi, wept. Abu Noor said he knew them.</p><p>Reporters "
        "Without Borders (RSF) condemned the killing on Saturday (May 4).</p>",
    },
    "b.html": {
        "title": "Bomb kills girl in Basra", "publisher": "The Harbour Gazette", "author": "Dalia Quillmark",
        "url": "https://gazette.example/news/zahra_mirqab_9.html", "day": "2024-05-06",
        "body": "<p>A bomb killed Zahra Mirqab, 9, and wounded her father Salim Mirqab in Basra on May 5, 2024.</p>"
        "<p>ZAHRA MIRQAB was a pupil; zahra mirqab loved birds. Her teacher, Lubna Wasfi, said so. Said Karim "
        "Zandvoort, a shopkeeper: “Salim Mirqab's daughter was there.”</p>",
    },
    "c.html": {
        "title": "Woman raped by militia in Mosul", "publisher": "Rasha Kandari Press", "author": "By Zaid Hatemi",
        "url": "https://gazette.example/x?q=noor%2Dtabrizan&amp;n=1", "day": "2024-05-07",
        "body": "<p>Militiamen raped and killed Noor Tabrizan, a teacher, in Mosul on May 6, 2024, the police said.</p>"
        "<p>Noor Tabrizan's mother, Amal Tabrizan, said the men had taken her from Lantern Hospital, Room 4.</p>",
    },
    "d.html": {
        "title": "Editor threatened: Nabil Ferrand", "publisher": "The Harbour Gazette", "author": "Dalia Quillmark",
        "url": "https://gazette.example/nabil-ferrand-threatened", "day": "2024-03-03",
        "body": "<p>Masked men threatened the journalist Nabil Ferrand in Basra on March 2, 2024. They left a bullet at "
        "his door.</p><p>Nabil Ferrand said that he would not leave. Colonel Yusuf Barakat, a police officer, said an "
        "inquiry had begun.</p>",
    },
}  # fmt: skip

_NOTE = """Nabil Ferrand shot dead in Basra

rasha kandari wrote: my brother nabil ferrand was shot dead in Basra on 3 May 2024.
قالت شقيقته رشا القندري إنها رأت القتلة.
وقال عمر الطائي ذلك.
"""


def joined(words: str) -> str:
    """Words as somebody would search them: decoded, folded, without what stands between."""
    return "".join(c for c in fold(unquote(unquote(html.unescape(words)))) if c.isalnum())


def publish_all(register: Register) -> None:
    for dossier in list(register.dossiers()):
        first = dossier.mentions[0]
        anchor = Anchor(first.source.text.id, first.mention.id, incident=dossier.incident.id)
        decide(register, Decision("", "publish", anchor, "Rana Staffer", AT, "Rasha Kandari of Palm Street agreed"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of the reports with all of it decided to be published, and everything that can leave it."""
    return filled(tmp_path_factory.mktemp("redteam"), "baseline")


@pytest.fixture(scope="module")
def folder_in_force(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, read by the reader in force."""
    return filled(tmp_path_factory.mktemp("redteam_in_force"), "auto")


def filled(folder: Path, reader: str) -> Path:
    """Fill a folder by what some reader reads."""
    (folder / "reports").mkdir()
    for name, told in _REPORTS.items():
        (folder / "reports" / name).write_text(_PAGE.format(**told), "utf-8")
    (folder / "reports" / "Rasha Kandari saw it.txt").write_text(_NOTE, "utf-8")
    with Register.open(folder / "r.sijill", create=True) as register:
        assert (
            len(list(add(register, [str(folder / "reports")], settings=load({"reader": reader}, environment={})))) == 5
        )
        publish_all(register)
        publish(register, folder / "release", version="1", created_at=AT)
        for name in readable():
            count, exported = written(name, partial(export, register, name))
            assert count > 0
            (folder / f"exported.{name}").write_text(exported, "utf-8")
    return folder


def leaving(folder: Path) -> dict[str, str]:
    """Everything that leaves: file -> its name and words."""
    files = [*(folder / "release").rglob("*"), *folder.glob("exported.*")]
    told = {p.relative_to(folder).as_posix(): p for p in files if p.is_file()}
    return {name: f"{name} {path.read_text('utf-8')}" for name, path in told.items()}


def incidents(folder: Path) -> list[Dossier]:
    with Register.open(folder / "r.sijill") as register:
        return list(register.dossiers())


def told_killed(dossier: Dossier, name: str) -> bool:
    return any(
        p.name and fold(name) in fold(p.name) and a.mention.first("outcome", role="victim", item=p.id) == "killed"
        for a in dossier.mentions for p in a.parties
    )  # fmt: skip


@pytest.mark.parametrize("tell", SEALED)
def test_nothing_sealed_leaves_whoever_reads(folder_in_force: Path, tell: str) -> None:
    for name, words in leaving(folder_in_force).items():
        assert joined(tell) not in joined(words), f"{name}: {SEALED[tell]}"


@pytest.mark.parametrize("tell", SEALED)
def test_nothing_sealed_leaves(folder: Path, tell: str) -> None:
    written = leaving(folder)
    assert len(written) >= 8 + len(readable())
    kept = joined(
        " ".join(f"{p.name} {p.read_text('utf-8')}" for p in (folder / "reports").iterdir()) + " Rana Staffer"
    )
    assert joined(tell) in kept  # it was there to leak
    for name, words in written.items():
        assert joined(tell) not in joined(words), f"{name}: {SEALED[tell]}"


def test_what_need_not_be_sealed_stays(folder: Path) -> None:
    page = "".join(p.read_text("utf-8") for p in (folder / "release" / "site" / "en" / "incidents").rglob("*.html"))
    for words in ("Saturday (May 4)", "Reporters Without Borders", "Yusuf Barakat", "Basra", "Masked men"):
        assert words in page


def test_who_was_threatened_and_later_killed_is_named_in_the_killing_alone(folder: Path) -> None:
    records = [
        json.loads(line)
        for line in (folder / "release" / "incidents.jsonl").read_text("utf-8").splitlines()
    ]  # fmt: skip
    by_id = {r["incident"]: json.dumps(r, ensure_ascii=False) for r in records}
    killings = {d.incident.id for d in incidents(folder) if told_killed(d, "Nabil Ferrand")}
    threats = {
        d.incident.id for d in incidents(folder) if any(a.mention.first("type") == "threat" for a in d.mentions)
    } - killings  # fmt: skip
    assert killings and threats
    assert any("Nabil Ferrand" in by_id[i] for i in killings)
    for i in threats:
        assert "ferrand" not in joined(by_id[i])


def test_a_decision_seals_the_dead_everywhere(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "r.sijill"
    copy.write_bytes((folder / "r.sijill").read_bytes())
    with Register.open(copy) as register:
        threat = next(d for d in register.dossiers() if d.mentions[0].mention.first("type") == "threat")
        account = next(a for a in threat.mentions if a.source.text.uri.endswith("d.html"))
        item = next(p.id for p in account.parties if p.name and "Ferrand" in p.name)
        anchor = Anchor(account.source.text.id, account.mention.id, "victim", item)
        decide(register, Decision("", "seal", anchor, "Rana Staffer", AT, "the family asked"))
        publish(register, tmp_path / "release", version="2", created_at=AT)
    for path in (p for p in (tmp_path / "release").rglob("*") if p.is_file()):
        assert "nabilferrand" not in joined(f"{path.name} {path.read_bytes().decode('utf-8', 'replace')}"), path.name


def test_sealed_homes_stand_at_their_city(folder: Path) -> None:
    points = json.loads((folder / "release" / "incidents.geojson").read_text("utf-8"))["features"]
    found = [f for f in points if f["geometry"]]
    assert found
    for feature in found:
        assert feature["properties"]["precision"] in ("city", "admin1"), feature["properties"]


def test_the_log_and_what_is_logged_tell_no_names(folder: Path) -> None:
    with Register.open(folder / "r.sijill") as register:
        logged = " ".join(repr(entry) for entry in register.log())
    for tell in SEALED:
        if tell != "ranastaffer":  # who did it stands in the register's own log
            assert joined(tell) not in joined(logged)


def test_a_withdrawal_does_not_tell_why(folder: Path, tmp_path: Path) -> None:
    """Sealed because of danger, or withdrawn as routine: what is written of the two differs in the id alone."""
    written: list[list[dict[str, str]]] = []
    for kind in ("seal", "withdraw"):
        copy = tmp_path / f"{kind}.sijill"
        copy.write_bytes((folder / "r.sijill").read_bytes())
        with Register.open(copy) as register:
            out = tmp_path / kind
            publish(register, out, version="1", created_at=AT)
            dossier = next(d for d in register.dossiers() if d.mentions[0].mention.first("type") == "bombing")
            first = dossier.mentions[0]
            anchor = Anchor(first.source.text.id, first.mention.id, incident=dossier.incident.id)
            decide(register, Decision("", kind, anchor, "Rana Staffer", AT, "they were found"))
            publish(register, out, version="2", created_at=AT, withdrawals_alone=True)
        written.append([
            json.loads(line)
            for name in ("changes.jsonl", "deletions.jsonl")
            for line in (out / name).read_text("utf-8").splitlines()
        ])  # fmt: skip
    assert written[0] == written[1]
    assert {"incident", "release"} in [set(w) for w in written[0]]
