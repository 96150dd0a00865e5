"""The site says what the data say, in both languages, escapes everything, and leads nowhere that is not there."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import replace
from html import unescape
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.dossiers import HARBOUR, WHEN, Story, dossier, holds, person, raid
from publication.site_pages import disputed, site_of, small, words_of
from sijill.errors import SealedError, SettingError
from sijill.incidents.grading import grade
from sijill.publication.redaction import SOMEBODY
from sijill.publication.release import write_release
from sijill.publication.site import About, addresses, load_about
from sijill.publication.site.words import LANGUAGES, load
from sijill.types import Anchor, Claim, Count, Dossier, Place, Seal, StandingParty

HTML = re.compile(r"\.html$")


def elements(page: str) -> list[Any]:
    """All elements of a page, which must be valid HTML: the parser raises at the first thing that is not."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return list(tree.iter())


def named(tag: str, page: str) -> list[dict[str, str]]:
    """The attributes of each element of a kind."""
    return [dict(e.attrib) for e in elements(page) if str(e.tag).rpartition("}")[2] == tag]


def blamed(status: str = "alleged", *, kind: str = "organisation", deny: bool = True) -> Dossier:
    """A bombing that the Black Banner is blamed for by a union, and denies."""
    story = Story(
        "The union blamed the Black Banner for the blast. The Black Banner denied it. Ilse Brandt died, aged 41.",
        id="t7",
    )
    who = story.party("Black Banner", kind="organisation" if kind == "organisation" else "person")
    dead = story.party("Ilse Brandt")
    name = story.say("name", "Black Banner", "Black Banner", role="perpetrator", item=who)
    how = story.say("status", status, "blamed", role="perpetrator", item=who, speaker="The union")
    what = story.say("kind", kind, "Black Banner", role="perpetrator", item=who)
    act = story.say("type", "bombing", "blast")
    fell = story.say("outcome", "killed", "died", role="victim", item=dead)
    called = story.say("name", "Ilse Brandt", "Ilse Brandt", role="victim", item=dead)
    age = story.say("age", 41, "aged 41", role="victim", item=dead)
    if deny:
        story.claims.append(Claim("c9", "the Black Banner", (), "denial", story.span("denied it"), who, "i0"))
    return dossier(
        [story], [holds("type", "bombing", act), holds("place", HARBOUR, act)],
        [
            person("victim", [("t7", dead)], holds("name", "Ilse Brandt", called), holds("outcome", "killed", fell), holds("age", 41, age)),
            person("perpetrator", [("t7", who)], holds("name", "Black Banner", name), holds("status", status, how), holds("kind", kind, what)),
        ],
        id="i-B0MB",
    )  # fmt: skip


def whole_site(folder: Path, **more: Any) -> dict[str, str]:
    raided, seals = raid()
    return site_of(
        folder, raided, disputed(), blamed(), small("i-3", "2019-10"), small("i-4", "2003/.."), small("i-5", "2019-10-04"),
        small("i-6", "2003/2009"), seals=seals, grade=grade, deleted=["i-G0NE"], files=[("incidents.jsonl", "complete records")],
        previous=True, change={"i-2": "new", "i-3": "changed"}.get, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return whole_site(tmp_path_factory.mktemp("site") / "out")


def of(site: dict[str, str], incident: str, language: str = "en") -> str:
    return site[f"site/{language}/{addresses.incident(incident)}"]


# -------------------------------------------------------------------------------------------------- the whole


def test_every_page_is_valid_strict_and_asks_nobody(site: dict[str, str]) -> None:
    for name, page in site.items():
        if not HTML.search(name):
            continue
        found = [(str(e.tag).rpartition("}")[2], e.attrib) for e in elements(page)]
        policy = next(a["content"] for _, a in found if a.get("http-equiv") == "Content-Security-Policy")
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "http" not in policy
        assert not {"iframe", "object", "embed", "base"} & {tag for tag, _ in found}
        for tag, attributes in found:
            assert not any(a.startswith("on") or a == "style" for a in attributes), (name, tag)
            source = attributes.get("src") or (attributes.get("href") if tag in ("link", "image") else "") or ""
            assert not re.match(r"[a-z]+:|//", source), (name, source)
        ids = [a["id"] for _, a in found if "id" in a]
        assert len(ids) == len(set(ids)), name
        assert sum(tag == "h1" for tag, _ in found) == 1, name


def test_every_address_leads_to_something(site: dict[str, str]) -> None:
    ids = {name: set(re.findall(r'\bid="([^"]+)"', page)) for name, page in site.items()}
    data = {"incidents.jsonl"}
    for name, page in site.items():
        if not HTML.search(name):
            continue
        for target in re.findall(r'(?:href|src)="([^"]*)"', page):
            if re.match(r"https?:|mailto:", target):
                continue
            path, _, anchor = unquote(target.partition("?")[0]).partition("#")
            found = PurePosixPath(name).parent.joinpath(path) if path else PurePosixPath(name)
            parts: list[str] = []
            for part in found.parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            there = "/".join(parts)
            assert there in site or there in data, f"{name} -> {target}"
            assert not anchor or anchor in ids[there], f"{name} -> {target}"


def test_both_languages_have_the_same_pages_and_no_page_is_alone(site: dict[str, str]) -> None:
    trees = {
        language: {n.removeprefix(f"site/{language}/") for n in site if n.startswith(f"site/{language}/")}
        for language in LANGUAGES
    }
    assert trees["ar"] - trees["en"] == {"index.html"} and trees["en"] < trees["ar"]
    linked = {PurePosixPath(t).name for p in site.values() for t in re.findall(r'href="([^"#?]*)', p)}
    assert {PurePosixPath(n).name for n in site if HTML.search(n)} <= linked
    for page in (site["site/ar/index.html"], of(site, "i-2", "ar")):
        assert '<html lang="ar" dir="rtl">' in page


def test_the_list_has_every_file_and_its_digest(site: dict[str, str]) -> None:
    listed = {line[66:]: line[:64] for line in site["site.sha256"].splitlines()}
    assert listed.keys() == {n for n in site if n.startswith("site/")}
    for name, digest in listed.items():
        assert hashlib.sha256(site[name].encode()).hexdigest() == digest, name


def test_every_page_says_how_to_correct_or_withdraw(site: dict[str, str], tmp_path: Path) -> None:
    for name, page in site.items():
        if HTML.search(name):
            title = load("ar" if name.startswith("site/ar") else "en").plain("correct_title")
            assert f'<h2 id="correct-title">{title}</h2>' in page, name
    assert "The id of this page is <bdi>i-2</bdi>" in of(site, "i-2")
    mail = site_of(tmp_path / "m", disputed(), about=About(contact="corrections@register.example"))
    assert 'href="mailto:corrections@register.example"' in mail["index.html"]
    odd = site_of(tmp_path / "o", disputed(), about=About(contact='javascript:alert("1")'))
    assert "javascript:" not in "".join(a.get("href", "") for a in named("a", odd["index.html"]))


def test_the_same_input_gives_the_same_bytes(site: dict[str, str], tmp_path: Path) -> None:
    assert whole_site(tmp_path / "again") == site


def test_nothing_published_is_a_site_too(tmp_path: Path) -> None:
    empty = site_of(tmp_path / "e")
    for page in (p for n, p in empty.items() if HTML.search(n)):
        elements(page)
    assert "Nothing has been published yet" in empty["site/en/incidents.html"]


# --------------------------------------------------------------------------------------------- what a page tells


def test_every_value_has_its_words_its_source_and_its_rule(site: dict[str, str]) -> None:
    page = of(site, "i-7K3F9Q")
    told = words_of(page)
    for words in ("3 May 2024", "Port Selin", "1–2", "by rule: range", "one man died", "Northern Wire", "according to"):
        assert words in told, words
    assert re.search(r"Nabil Haddad.*a person \(sealed\)", told)
    assert "1 report" not in told.split("How well attested")[1][:20] and "2 reports" in told


def test_a_contradiction_stands_side_by_side_and_as_ranges(site: dict[str, str]) -> None:
    page = of(site, "i-2")
    rests, otherwise = page.index("It rests on"), page.index("Otherwise")
    assert rests < page.index("Four died", rests) < otherwise < page.index("قُتل ستة أشخاص", otherwise)
    assert "the lowest figure reported" in page and "sources differ" in page and "at least 6" in page
    assert '<q dir="auto" lang="ar">قُتل ستة أشخاص</q>' in page
    bars = [a for a in named("rect", page) if a.get("class", "").split()[0] in ("behind", "against")]
    assert [a["class"] for a in bars] == ["behind", "against open"]


def test_blame_is_a_sentence_with_who_says_so_the_denial_and_the_case(site: dict[str, str]) -> None:
    told = words_of(of(site, "i-B0MB"))
    assert (
        "Black Banner : accused by The union ; denied by the accused ; the reports tell of no step of justice." in told
    )
    assert "This register is no court" in told
    arabic = words_of(of(site, "i-B0MB", "ar"))
    assert "متَّهَم بحسب The union" in arabic and "نفى ذلك المتَّهَم" in arabic


def test_who_is_accused_has_no_page_and_a_group_has_one(tmp_path: Path) -> None:
    group = site_of(tmp_path / "group", blamed())
    assert group["site/en/" + addresses.organisation("Black Banner")]
    alone = site_of(tmp_path / "alone", blamed(kind="individual"))
    assert not [n for n in alone if "/organisations/" in n]
    people = [n for n in alone if "/en/people/" in n]
    assert len(people) == 1 and "Ilse Brandt" in alone[people[0]]
    assert "Black Banner" not in alone["site/en/people.html"] + alone["site/en/organisations.html"]


def test_a_family_s_spelling_goes_before_the_press_s_everywhere(tmp_path: Path) -> None:
    whole = blamed()
    victim = whole.standing.parties[0]
    family = replace(victim.values[0], value="Else Brant", rule="decision")
    parties = (StandingParty("victim", victim.parties, (family, *victim.values[1:])), whole.standing.parties[1])
    site = site_of(tmp_path / "f", replace(whole, standing=replace(whole.standing, parties=parties)))
    for name in ("memorial.html", "people.html", "incidents.html"):
        assert "Else Brant" in site[f"site/en/{name}"] and "Ilse Brandt" not in site[f"site/en/{name}"]
    page = next(p for n, p in site.items() if "/en/people/" in n)
    assert '<h1 dir="auto">Else Brant</h1>' in page and "Also written <bdi>Ilse Brandt</bdi>" in page


def test_the_memorial_leaves_out_whom_families_ask_for(site: dict[str, str], tmp_path: Path) -> None:
    page = words_of(site["site/en/memorial.html"])
    assert "Nabil Haddad" in page and "Ilse Brandt" in page and SOMEBODY not in page and "Samir" not in page
    assert "aged 41" in page
    for left_out in ("ilse  BRANDT", "i-B0MB"):
        about = tmp_path / "about.toml"
        about.write_text(f'[memorial]\nleave_out = ["{left_out}"]\n', "utf-8")
        asked = site_of(tmp_path / left_out[:3], blamed(), about=load_about(about))
        assert "Ilse Brandt" not in asked["site/en/memorial.html"] and "Ilse Brandt" in asked["site/en/people.html"]
    none = site_of(tmp_path / "none", blamed(), about=About(memorial=False))
    assert not [n for n in none if "memorial" in n] and "memorial.html" not in "".join(none.values())


def test_who_is_not_told_to_have_been_killed_is_not_mourned(tmp_path: Path) -> None:
    whole = blamed()
    planned = replace(
        whole.standing,
        values=(*whole.standing.values, holds("modality", "planned", whole.mentions[0].statement_ids[3])),
    )
    site = site_of(tmp_path / "p", replace(whole, standing=planned))
    assert "Ilse Brandt" not in site["site/en/memorial.html"]


def test_changes_and_withdrawals_are_told_without_reasons(site: dict[str, str]) -> None:
    page = words_of(site["site/en/changes.html"])
    assert re.search(r"New .*Bombing.* Changed .*Killing.* Withdrawn i-G0NE", page)
    assert "New in this release" in of(site, "i-2") and "New in this release" not in of(site, "i-5")


def test_grade_and_figures_are_told(site: dict[str, str]) -> None:
    assert re.search(r"Grade: (weak|fair)", words_of(of(site, "i-7K3F9Q")))
    front = words_of(site["index.html"])
    assert re.search(r"incidents 7 killed .* 5–6 of the dead are named here 2 reports 8", front)


def test_what_is_uncertain_is_neither_dotted_nor_put_on_the_first_of_the_month(site: dict[str, str]) -> None:
    front = site["index.html"]
    assert "October 2019: 2 for certain, 2 at most" in front or "2019: 2 for certain, 2 at most" in front
    assert ">3</a>" in front.split("Without a date, or with an open one")[1][:60]
    october = site["site/en/years/2019.html"]
    assert re.search(r'class="days" x="89\.\d" width="10\.2"', october), "a month is a bar as long as the month"


def test_a_country_is_hatched_and_a_province_is_an_area(tmp_path: Path) -> None:
    def at(id: str, place: Place) -> Dossier:
        story = Story(f"Shots near {id}.", uri=f"https://wire.example/{id}")
        return dossier(
            [story],
            [holds("type", "killing", s := story.say("type", "killing", "Shots")), holds("place", place, s)],
            id=id,
        )

    site = site_of(
        tmp_path / "m", at("i-1", Place(country="IQ", latitude=33.0, longitude=44.0, radius_km=400.0, precision="country")),
        at("i-2", Place(None, "Basra", "IQ", None, None, 30.5, 47.5, 90.0, "admin1")),
        at("i-3", Place("Basra", "Basra", "IQ", None, None, 30.5, 47.8, 8.0, "city")),
    )  # fmt: skip
    front = site["index.html"]
    assert front.count('<path class="broad"') == 1
    dots, areas = (
        front.split('<g class="dots">')[1].split("</g>")[0],
        front.split('<g class="areas">')[1].split("</g>")[0],
    )
    assert dots.count("<circle") == 1 and "Basra, Iraq: 1 incident" in dots and areas.count("<circle") == 1
    assert "Iraq</bdi></a> 1" in front
    assert (
        'class="spot"' not in of(site, "i-1")
        and 'class="area"' in of(site, "i-2")
        and 'class="spot"' in of(site, "i-3")
    )
    script = site["site/assets/map-en.js"]
    assert script.count("Basra, Iraq") == 1 and "44" not in re.findall(r"\[([\d.]+),", script)


def test_a_total_is_neither_drawn_nor_added(tmp_path: Path) -> None:
    story = Story("Five hundred have died since 2003.")
    said = story.say("killed", Count(500, None), "Five hundred")
    total = dossier(
        [story], [holds("type", "killing", said), holds("kind", "aggregate", said), holds("killed", Count(500, None), said),
                  holds("date", "2004", said), holds("place", Place("Basra", None, "IQ", precision="city", latitude=30.5, longitude=47.8), said)],
    )  # fmt: skip
    front = site_of(tmp_path / "t", total)["index.html"]
    assert "500" not in words_of(front) and '"spots":[]' in (tmp_path / "t/site/assets/map-en.js").read_text()
    assert "No incident has a date that could be shown" in front


# ----------------------------------------------------------------------------------------------- hostile and sealed

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;{{7*7}}{% raw %}"


def evil(words: str) -> Dossier:
    story = Story(words or "x", title=words, publisher=words, uri=words, url=f"javascript:{words}", language=words)
    item, group = story.party(words or "x"), story.party(words or "x", kind="organisation")
    said = [story.say(n, words, words or "x", role="victim", item=item, speaker=words) for n in ("name", "description")]
    kind = story.say("type", words, words or "x")
    blame = [story.say(n, words, words or "x", role="perpetrator", item=group) for n in ("name", "status")]
    story.claims.append(Claim("c1", words, (), "account", story.span(words or "x"), None, "i0"))
    parties = [
        person("victim", [("t1", item)], *(holds(n, words, s) for n, s in zip(("name", "description"), said, strict=True))),
        person("perpetrator", [("t1", group)], *(holds(n, words, s) for n, s in zip(("name", "status"), blame, strict=True))),
    ]  # fmt: skip
    place = holds("place", Place(words or None, words or None, "IQ", words, None, 33.0, 44.0, 5.0, "city"), kind)
    return dossier([story], [holds("type", words, kind), holds("date", words, kind), place], parties, id=words or "x")


def test_nothing_in_a_report_becomes_markup(tmp_path: Path) -> None:
    site = site_of(tmp_path / "e", evil(EVIL), version=EVIL, about=About({"en": EVIL}, {"en": EVIL}, EVIL, EVIL))
    for name, page in site.items():
        if HTML.search(name):
            assert not named("img", page), name
            assert not any("javascript" in a.get("href", "") for a in named("a", page))
            assert all(re.search(r"(map(-en|-ar)?|search)\.js$", a["src"]) for a in named("script", page))
            assert "49" not in page.replace("2024", "").split("<main")[1][:200]
    assert EVIL in "".join(e.text or "" for e in elements(of(site, EVIL)))
    assert all(re.fullmatch(r"[A-Za-z0-9./-]+", name) for name in site)


@settings(max_examples=12, deadline=None)
@given(words=st.text(max_size=40))
def test_any_words_give_a_valid_site(words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = site_of(tmp_path_factory.mktemp("any"), evil(words))
    for name, page in site.items():
        if "/en/" in name and HTML.search(name):
            elements(page)


def test_a_sealed_name_shuts_the_door(tmp_path: Path) -> None:
    seal = Seal(Anchor(text="t9", mention="i0", role="victim", item="p0"), ("Zubayda al-Mirqab",), "living_victim")
    with pytest.raises(SealedError):
        site_of(tmp_path / "s", disputed(), seals=(seal,), about=About({"en": "The case of Zubayda al-Mirqab"}))


def test_names_are_in_no_address(site: dict[str, str]) -> None:
    assert not [n for n in site if re.search("nabil|haddad|samir|banner|brandt|selin", n, re.IGNORECASE)]


# ------------------------------------------------------------------------------------------------------- its words


def test_both_languages_have_the_same_words() -> None:
    assert load("en").keys() == load("ar").keys()
    folder = resources.files("sijill.publication.site")
    english, arabic = (tomllib.loads((folder / f"{code}.toml").read_text("utf-8")) for code in LANGUAGES)
    for key, phrase in english.items():
        if isinstance(phrase, str):
            assert sorted(re.findall(r"\{\w+\}", phrase)) == sorted(re.findall(r"\{\w+\}", arabic[key])), key
            assert key in ("language_link", "name", "other_language") or "{" in phrase or arabic[key] != phrase, key


def test_every_phrase_is_used() -> None:
    folder = Path(str(resources.files("sijill.publication.site")))
    sources = "".join(p.read_text("utf-8") for p in (*folder.glob("*.py"), *folder.glob("templates/*.html")))
    composed = ("field_", "rule_", "blame_", "grade_", "sealed_", "change_", "place_precision_", "changes_")
    unused = [
        key for key in sorted(load("en").keys())
        if f'"{key.removeprefix("plural.")}"' not in sources and f"'{key.removeprefix('plural.')}'" not in sources
        and not key.startswith(composed) and not key.endswith("_lede") and key != "plural"
    ]  # fmt: skip
    assert not unused


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "لا حوادث"), (1, "حادثة واحدة"), (2, "حادثتان"), (3, "3 حوادث"), (11, "11 حادثة"), (100, "100 حادثة"), (103, "103 حوادث")],
)  # fmt: skip
def test_arabic_counts_as_arabic_does(number: int, words: str) -> None:
    assert load("ar").n("incidents_n", number) == words


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("colour = 'red'", "no such entry"), ("contact = 3", "has not the form"), ("title = 'x'", "has not the form"),
        ("[title]\nfr = 'x'", "no such entry"), ("[memorial]\nshow = 'no'", "has not the form"), ("x = ", "cannot be read"),
        (f"contact = '{'x' * 6000}'", "is longer"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_about_it_is_told(tmp_path: Path, told: str, problem: str) -> None:
    (tmp_path / "a.toml").write_text(told, "utf-8")
    with pytest.raises(SettingError, match=problem):
        load_about(tmp_path / "a.toml")


def test_each_figure_of_the_front_page_is_counted_again_by_the_command_beside_it(tmp_path: Path) -> None:
    raided, seals = raid()
    said = Story("Five hundred have died since 2003; a raid was foiled.", id="t8")
    five = said.say("killed", Count(500, None), "Five hundred")
    total = dossier([said], [holds("killed", Count(500, None), five), holds("kind", "aggregate", five)], id="i-T0TA1")
    foiled = dossier([said], [holds("type", "raid", five), holds("modality", "planned", five)], id="i-F011")
    checked = replace(blamed(), standing=replace(blamed().standing, values=tuple(
        replace(v, checked_by=("Rana",)) for v in blamed().standing.values
    )))  # fmt: skip
    folder = tmp_path / "out"
    write_release(
        [raided, disputed(), checked, total, foiled, small("i-3", "2019-10"), small("i-5", "2019-10-04")], folder,
        seals=seals, version="1", created_at=WHEN, grade=grade,
    )  # fmt: skip
    front = (folder / "index.html").read_text("utf-8")
    shown = dict(re.findall(r"<dt>([^<]+)(?:<small>[^<]*</small>)?</dt><dd>([^<]+)</dd>", front))
    commands = [unescape(c) for c in re.findall(r'<code dir="ltr">([^<]+)</code>', front)]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    counted: dict[str, str] = {}
    for command in commands:
        words = shlex.split(
            command.replace("sijill ", f"{sys.executable} -c 'from sijill.cli import main; main()' ", 1)
        )
        words[0] = sys.executable
        done = subprocess.run(words, capture_output=True, text=True, cwd=folder, env=environment, check=True)
        counted[command] = done.stdout
    totals = counted["sijill figures . --by total"]
    row = next(line.split() for line in totals.splitlines() if re.match(r"all +\d", line))
    assert row[1] == shown["incidents"] == "5" and row[2] == shown["killed"] == "5–6"
    assert row[-1] == shown["of the dead are named here"] == "2"
    alone = [v.strip() for c, v in counted.items() if c.startswith("python3")]
    told = ["reports", "incidents on which sources differ", "values checked by a person",
            "totals over many events, kept apart", "planned, feared or denied, kept apart"]  # fmt: skip
    assert alone == [shown[name] for name in told] == ["7", "1", "2", "1", "1"]
    assert (
        "2019-10" in counted["sijill figures . --by month"]
        and "Bombing" in counted["sijill figures . --by act"].title()
    )
