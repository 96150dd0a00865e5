"""Nothing sealed leaves by any door, however it is written and wherever it stands."""

from __future__ import annotations

import html
import io
import re
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from publication.dossiers import WHEN, Story, dossier, holds, person
from publication.reading_back import read_back, readable
from sijill.publication.export import export
from sijill.publication.filter import Filter
from sijill.publication.release import write_release
from sijill.types import Anchor, Claim, Decision, Dossier, Place, Relation, Seal
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
