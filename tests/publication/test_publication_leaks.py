"""Nothing sealed leaves by any door, however it is written and wherever it stands."""

from __future__ import annotations

import html
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from publication.dossiers import WHEN, Story, dossier, holds, person, raid
from publication.reading_back import read_back, readable
from sijill.publication.evidence import Package, Wanted, may_leave
from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.release import write_release
from sijill.types import Anchor, Capture, Claim, Count, Decision, Dossier, Place, Relation, Seal
from sijill.values.folding import fold

#: made up; none is part of another, of a label of a format, or of the stories below
SEALED = (
    ("Zubayda al-Mirqab", "mirqab"), ("Qays Abd al-Wahhabi", "wahhabi"), ("Théodora Quillfeather", "quillfeather"),
    ("Jörg Wüstenhagen", "wustenhagen"), ("زبيدة المرقاب", "مرقاب"), ("قيس الطنبوري", "طنبوري"), ("Xu Zhenghao", "zhenghao"),
)  # fmt: skip
PUBLISHED = ("Dalia Ferrand", "Omar Lindqvist", "سلوى الفرات")


def _variants(name: str) -> list[str]:
    ascii_name = "".join(c for c in fold(name) if c.isalnum() or c in " -")
    forms = [
        name, name.upper(), name.lower(), name.replace("-", " "), name.replace(" ", "  "), name.replace(" ", "\n"),
        name.replace(" ", "-"), name.replace("al-", ""), ascii_name, ascii_name.title(), f"{name}'s", f"{name}’s",
        name.replace(" ", "\u00a0"), name.replace("a", "a\u200d"), f"{name.rsplit(' ', 1)[1]}, {name.rsplit(' ', 1)[0]}",
        name.replace("ي", "ى").replace("ة", "ه"), name.replace("ر", "رّ"), name.replace("ا", "اـ"), name.replace("é", "e\u0301"),
    ]  # fmt: skip
    if re.match("[\u0600-\u06ff]", name):
        forms += [f"و{name}", f"ل{name}"]
    return list(dict.fromkeys(forms))


def _slugs(name: str) -> list[str]:
    plain = re.sub(r"[^\w]+", "-", fold(name)).strip("-")
    return [
        plain,
        plain.replace("-", "_"),
        plain.replace("-", ""),
        quote(name),
        quote(quote(name)),
        quote(plain) + "-2024.html",
    ]


@lru_cache(512)  # most files of a site are the same whatever is in it
def _readings(content: str) -> list[str]:
    """A file as it stands and as somebody would decode it, folded, joined."""
    decoded = unquote(unquote(html.unescape(content)))
    return ["".join(c for c in fold(reading) if c.isalnum()) for reading in (content, decoded)]


def leaked(content: str, tell: str) -> bool:
    return any(tell in reading for reading in _readings(content))


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a release, wherever it lies, with its name and what is in it."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.relative_to(folder).as_posix(), path.read_bytes().decode("utf-8", "replace")


@st.composite
def planted(draw: st.DrawFn) -> tuple[list[Dossier], tuple[Seal, ...], list[str]]:
    """An incident in which sealed people stand wherever words can stand, and one that only touches them."""
    chosen = draw(st.lists(st.sampled_from(SEALED), min_size=1, max_size=3, unique=True))
    dead = draw(st.sampled_from(PUBLISHED))

    def variant(name: str) -> str:
        return draw(st.sampled_from(_variants(name)))

    def anyone() -> str:
        return variant(draw(st.sampled_from(chosen))[0])

    def slug() -> str:
        return draw(st.sampled_from(_slugs(draw(st.sampled_from(chosen))[0])))

    people = ". ".join(f"{name} was taken from the market" for name, _ in chosen)
    home = f"at the house of {anyone()}"
    first = Story(
        f"{dead} was shot {home}. {people}. {anyone()} told us, and {anyone()} denied, that five were hurt.",
        title=f"{dead} dead; {anyone()} missing", author=anyone(), publisher=draw(st.sampled_from(["Gazette", anyone()])),
        uri=draw(st.sampled_from([f"https://wire.example/{slug()}", f"/home/rana/{slug()}.html", f"https://{'x.example'}/?q={slug()}"])),
        url=draw(st.sampled_from([None, f"https://wire.example/news/{slug()}#{slug()}"])),
    )  # fmt: skip
    second = Story(
        f"Neighbours speak of {dead}. “{anyone()} is gone,” one said.", id="t2", title=anyone(), mention="i1"
    )
    third = Story(
        f"A bomb went off. {anyone()} wrote of it.", id="t3", title=anyone(), uri=f"https://w.example/{slug()}"
    )
    nobody = first.party(dead)
    name = first.say("name", dead, dead, role="victim", item=nobody)
    kind = first.say("type", "killing", "shot")
    place = first.say(
        "place", Place("Port Selin", None, "XS", f"near {anyone()}", precision="site", latitude=1.0), home
    )
    parties = [person("victim", [("t1", nobody)], holds("name", dead, name))]
    seals = []
    for sealed, _ in chosen:
        item = first.party(sealed)
        words = [first.say("name", sealed, sealed, role="victim", item=item),
                 first.say("description", f"{anyone()}, a witness", sealed, role="victim", item=item),
                 first.say("outcome", "abducted", "taken", role="victim", item=item, speaker=anyone())]  # fmt: skip
        parties.append(
            person("victim", [("t1", item)], holds("name", sealed, words[0]), holds("description", anyone(), words[1]),
                   holds("outcome", "abducted", words[2]))
        )  # fmt: skip
        first.claims.append(
            Claim(f"c{item}", anyone(), first.spans(sealed)[:1], "account", first.span("told us"), item, "i0")
        )
        first.relations.append(Relation("kin_of", f"p:{item}", anyone(), first.span("denied")))
        anchor = Anchor(text="t1", mention="i0", role="victim", item=item, field=draw(st.sampled_from(["", "name"])))
        seals.append(Seal(anchor, (sealed,), draw(st.sampled_from(["living_victim", "child", "decision d3"]))))
    typed = holds("motive", f"because of {anyone()}", kind, rule="decision")
    decision = Decision("d1", "publish", Anchor(text="t1", mention="i0"), anyone(), WHEN, f"asked {anyone()}")
    blast = third.say("type", "bombing", "bomb")
    whole = dossier([first, second], [holds("type", "killing", kind), holds("place", Place("Port Selin", detail=anyone()), place), typed],
                    parties, decisions=[decision], seals=draw(st.sampled_from([(), tuple(seals)])))  # fmt: skip
    other = dossier([third], [holds("type", "bombing", blast)], id="i-OTHER")
    return [whole, other], tuple(seals), [tell for _, tell in chosen]


@settings(max_examples=120, deadline=None)
@given(case=planted())
def test_nothing_sealed_is_in_any_format(case: tuple[list[Dossier], tuple[Seal, ...], list[str]]) -> None:
    dossiers, seals, tells = case
    for name in readable():
        count, written = read_back(name, dossiers, Filter(seals, audience="public"))
        assert count == 2
        for tell in tells:
            assert not leaked(written, tell), name


@settings(max_examples=20, deadline=None)
@given(case=planted())
def test_nothing_sealed_is_in_any_file_of_a_release_or_its_name(
    case: tuple[list[Dossier], tuple[Seal, ...], list[str]],
) -> None:
    dossiers, seals, tells = case
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(dossiers, Path(folder) / "out", seals=seals, version="1", created_at=WHEN)
        assert release.incidents == ("i-7K3F9Q", "i-OTHER")
        for name, words in files(Path(folder) / "out"):
            for tell in tells:
                assert not leaked(name + words, tell), name


@settings(max_examples=40, deadline=None)
@given(case=planted())
def test_the_keeper_loses_nothing_and_the_dead_keep_their_names(
    case: tuple[list[Dossier], tuple[Seal, ...], list[str]],
) -> None:
    dossiers, seals, tells = case
    out = io.StringIO(newline="")
    export(dossiers, "incidents-jsonl", out, Filter(seals, audience="keeper"))
    assert all(leaked(out.getvalue(), tell) for tell in tells)
    cleared = Filter(seals, audience="public").clear(dossiers[0])
    assert cleared is not None
    name = cleared.dossier.standing.parties[0].get("name")
    assert name is not None and name.value in PUBLISHED


def test_the_difference_of_two_releases_does_not_name_who_was_sealed_between() -> None:
    story = Story("Dalia Ferrand was shot. Zubayda al-Mirqab saw it.")
    item, dalia = story.party("Zubayda al-Mirqab"), story.party("Dalia Ferrand")
    kind = story.say("type", "killing", "shot")
    name = story.say("name", "Dalia Ferrand", "Dalia Ferrand", role="victim", item=dalia)
    whole = dossier(
        [story],
        [holds("type", "killing", kind)],
        [person("victim", [("t1", dalia)], holds("name", "Dalia Ferrand", name))],
    )
    seal = Seal(Anchor(text="t1", mention="i0", role="victim", item=item), ("Zubayda al-Mirqab",), "kin_and_witness")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write_release([whole], out, seals=(), version="1", created_at=WHEN)
        assert leaked((out / "incidents.jsonl").read_text("utf-8"), "mirqab")
        write_release([whole], out, seals=(seal,), version="2", created_at=WHEN)
        for name, words in files(out):
            assert not leaked(name + words, "mirqab"), name


@settings(max_examples=25, deadline=None)
@given(case=planted(), where=st.sampled_from(["<!--{}-->", "<meta content='{}'>", "<p>{}</p>", "<a href='/{}'>"]))
def test_nothing_sealed_is_in_an_evidence_package(
    case: tuple[list[Dossier], tuple[Seal, ...], list[str]], where: str
) -> None:
    """Bytes are looked through themselves: a page may name somebody whom its text does not."""
    dossiers, seals, tells = case
    door = Filter(seals, audience="public")
    hidden = where.format(seals[0].words[0])
    with tempfile.TemporaryDirectory() as folder:
        package = Package(Path(folder) / "out", title="Invented", created_at=WHEN)
        with package.records.open("w", encoding="utf-8", newline="") as out:
            export(dossiers, "incidents-jsonl", out, door)
        for whole in dossiers:
            cleared = door.clear(whole)
            assert cleared is not None
            for account in cleared.dossier.mentions:
                # as if nothing had been struck out of the text: the page alone must keep it back
                content = f"<html>{hidden}</html>".encode()
                capture = Capture("ca" * 32, content, account.source.text.uri, "web", WHEN, "text/html")
                found = Wanted(account.source.text.uri, account.source.text.metadata.title, cleared)
                if may_leave(capture, found):
                    package.add(capture, found)
        package.end()
        assert package.captures == 0
        for name, words in files(Path(folder) / "out"):
            assert not any(leaked(name + words, tell) for tell in tells), name


def test_no_format_tells_where_a_sealed_home_stands() -> None:
    story = Story("Dalia Ferrand was shot at her house in Palm Street 14 in Port Selin.")
    item = story.party("Dalia Ferrand")
    name = story.say("name", "Dalia Ferrand", "Dalia Ferrand", role="victim", item=item)
    home = Place("Port Selin", "Selin", "XS", "at her house in Palm Street 14", None, 12.345678, 34.567891, 0.1, "site")
    said = story.say("place", home, "at her house in Palm Street 14")
    kind, date = story.say("type", "killing", "shot"), story.say("date", "2024-05-03", "shot")
    killed = story.say("killed", Count(1, 1), "shot")
    whole = dossier(
        [story],
        [holds("type", "killing", kind), holds("date", "2024-05-03", date), holds("place", home, said),
         holds("killed", Count(1, 1), killed)],
        [person("victim", [("t1", item)], holds("name", "Dalia Ferrand", name))],
    )  # fmt: skip
    anchor = Anchor(text="t1", mention="i0", field="place", spans=(story.span("at her house in Palm Street 14"),))
    seal = Seal(anchor, ("at her house in Palm Street 14",), "home")
    for form in readable():
        _, open_ = read_back(form, [whole], Filter((), audience="public"))
        _, written = read_back(form, [whole], Filter((seal,), audience="public"))
        for tell in ("12.34", "34.56", "Palm Street"):
            assert tell not in written, form
        assert form.startswith(("mse", "timemap-s", "timemap-a", "csv-v", "uwazi-p")) or "12.34" in open_, form


def test_how_many_are_sealed_is_told_nowhere() -> None:
    """A witness more, sealed and told of in no value, changes nothing but the words that are struck."""

    def told(form: str, names: tuple[str, ...]) -> str:
        story = Story(f"Dalia Ferrand was shot. {' '.join(f'{n} saw it.' for n in names)}")
        dalia = story.party("Dalia Ferrand")
        kind = story.say("type", "killing", "shot")
        said = story.say("name", "Dalia Ferrand", "Dalia Ferrand", role="victim", item=dalia)
        whole = dossier([story], [holds("type", "killing", kind)],
                        [person("victim", [("t1", dalia)], holds("name", "Dalia Ferrand", said))])  # fmt: skip
        account = whole.mentions[0]
        mention = replace(account.mention, evidence=account.mention.statements[0].spans)
        whole = replace(whole, mentions=(replace(account, mention=mention),))
        seals = [Seal(Anchor(text="t1", spans=(story.span(n),)), (n,), "kin_and_witness") for n in names]
        return read_back(form, [whole], Filter(seals, audience="public"))[1]

    for form in readable():
        assert told(form, ("Zubayda al-Mirqab",)) == told(form, ("Zubayda al-Mirqab", "Xu Zhenghao")), form


def test_whoever_is_sealed_is_in_no_list_of_people() -> None:
    """Tables of people tell that there was somebody; lists for estimates, which are matched with others', do not."""
    whole, seals = raid()
    parties = list(whole.standing.parties)
    fell = holds("outcome", "killed", parties[0].values[1].behind[0])
    parties[1] = replace(parties[1], values=(*parties[1].values, fell))
    whole = replace(whole, standing=replace(whole.standing, parties=tuple(parties)))
    _, opened = read_back("mse-csv", [whole], Filter((), audience="public"))
    _, written = read_back("mse-csv", [whole], Filter(seals, audience="public"))
    assert opened.count("\r\n") == 3 and written.count("\r\n") == 2
