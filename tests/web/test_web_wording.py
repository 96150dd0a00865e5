"""The words of the interface: the same keys in every language, every key that is used, values as people say them."""

from __future__ import annotations

import re
import string
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from sijill import codebook
from sijill.types import Count, Place
from sijill.web.wording import Wording, _strings, names, preferred

WEB = Path(str(resources.files("sijill.web")))
BOOK = codebook.load()


def keys(language: str) -> dict[str, str]:
    told = tomllib.loads((WEB / "strings" / f"{language}.toml").read_text("utf-8"))
    return {f"{section}.{key}": words for section, entries in told.items() for key, words in entries.items()}


def parts(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("language", names())
def test_every_language_has_every_key_and_its_parts(language: str) -> None:
    english, other = keys("en"), keys(language)
    assert set(english) == set(other)
    for key, words in english.items():
        # "1 report" and "2 reports" need not name the number
        wanted = set() if re.search(r"_(one|two)$", key) else parts(words)
        assert parts(other[key]) >= wanted and parts(other[key]) <= parts(words) | {"n"}, key
        assert other[key].strip(), key


def test_every_key_that_is_used_is_there_and_every_one_there_is_used() -> None:
    used: set[str] = set()
    begun: set[str] = set()
    files = [*(WEB / "templates").glob("*.html"), *WEB.rglob("*.py")]
    for file in files:
        text = file.read_text("utf-8")
        used |= set(re.findall(r"""["']([a-z_]+\.[a-z0-9_-]+)["']""", text))
        begun |= set(re.findall(r"""["']([a-z_]+\.(?:[a-z_]+_)?)["'] ?~""", text))
        begun |= set(re.findall(r"""f["']([a-z_]+\.)\{""", text))
    known = set(keys("en"))
    counted = {re.sub(r"_(one|two|few|many)$", "", k) for k in known}
    asked = {
        u for u in used if u.split(".")[0] in {k.split(".")[0] for k in known} and not u.endswith((".html", ".py"))
    }
    assert {u for u in asked if u not in known and u not in counted and u not in begun} == set()
    unused = {
        k for k in known
        if k not in used and re.sub(r"_(one|two|few|many)$", "", k) not in used and not any(k.startswith(b) for b in begun)
    }  # fmt: skip
    assert unused == set()


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [
        ("2021-03-14", "14 March 2021", "14 آذار 2021"), ("2021-03", "March 2021", "آذار 2021"),
        ("2021-03-22/2021-03-28", "22–28 March 2021", "22–28 آذار 2021"), ("2019~", "about 2019", "نحو 2019"),
        ("../2019", "until 2019", "حتى 2019"), ("2019-10/2020-01", "October 2019 to January 2020", "من تشرين الأول 2019 إلى كانون الثاني 2020"),
        ("[2021-03-14,2021-03-15]", "14 March 2021 or 15 March 2021", "14 آذار 2021 أو 15 آذار 2021"),
        ("201X", "201X", "201X"), ("2021-21", "2021-21", "2021-21"),
    ],
)  # fmt: skip
def test_dates(value: str, english: str, arabic: str) -> None:
    assert Wording.of("en", BOOK).value("mention", "date", value) == english
    assert Wording.of("ar", BOOK).value("mention", "date", value) == arabic


def test_counts_and_places() -> None:
    english, arabic = Wording.of("en", BOOK), Wording.of("ar", BOOK)
    assert [english.count(c) for c in (Count(3, 3), Count(3, 5), Count(1500, None))] == ["3", "3–5", "at least 1,500"]
    assert arabic.count(Count(5, None)) == "5 على الأقل"
    assert english.place(Place("Basra", "Basra", "IQ", "near the market")) == "near the market, Basra, IQ"
    assert arabic.place(Place("Mosul", "Nineveh", "IQ")) == "Mosul، Nineveh، IQ"
    assert Wording.typed(Count(500, None)) == "500+" and Wording.typed(Count(25, 29)) == "25-29"
    assert [arabic.counted("count.reports", n) for n in (1, 2, 3, 11, 103)] == [
        "تقرير واحد", "تقريران", "3 تقارير", "11 تقريراً", "103 تقارير",
    ]  # fmt: skip
    assert (
        english.value("victim", "outcome", "killed") == "killed"
        and arabic.value("victim", "outcome", "killed") != "killed"
    )
    assert english.value("mention", "date", None) == "–"


@pytest.mark.parametrize(
    ("header", "language"),
    [("ar-IQ,ar;q=0.9,en;q=0.8", "ar"), ("de-DE,de;q=0.9,ar;q=0.5", "ar"), ("fr", "en"), ("", "en"), (";;,,", "en")],
)
def test_the_language_that_the_browser_wants(header: str, language: str) -> None:
    assert preferred(header) == language


def test_assets_of_others_are_those_that_are_named() -> None:
    import hashlib

    folder = WEB / "static" / "vendor"
    named = {a["file"]: a for a in tomllib.loads((folder / "VENDOR.toml").read_text("utf-8"))["asset"]}
    assert {f.name for f in folder.iterdir()} == {*named, "VENDOR.toml"}
    for file, told in named.items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == told["sha256"]
        assert all(told[k] for k in ("name", "version", "licence", "source"))


def test_nothing_of_ours_asks_anybody_else() -> None:
    for file in [*(WEB / "static").glob("*.*"), *(WEB / "templates").glob("*")]:
        if file.is_file() and file.name != "icon.svg":
            assert not re.search(
                r"(?:src|href|url\(|fetch\(|import)\s*=?\s*[\"'(]?\s*(?:https?:)?//", file.read_text("utf-8")
            ), file
    assert _strings("en")["base.keys"]
