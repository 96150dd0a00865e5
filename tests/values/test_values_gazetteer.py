"""The gazetteer's file: every name in it is found where it lies, and no other."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sijill.values.gazetteer import Gazetteer, gazetteer, key_of


def _packed(names: list[str], step: int) -> Gazetteer:
    """A gazetteer of one place each, laid out as the build script does."""
    places, lines, index = "", "", ""
    for number, name in enumerate(sorted(names, key=lambda n: f"{n}\t".encode())):
        if number % step == 0:
            index += f"{name}\t{len(lines.encode())}\n"
        lines += f"{name}\t{_base36(len(places.encode()))}\n"
        places += f"{number + 1}\t{name}\tIQ\t\t1.0\t2.0\t{number}\t\n"
    parts = [p.encode() for p in (places, "", lines, "", "", index)]
    head = f"sijill gazetteer 2\t{' '.join(str(len(p)) for p in parts)}\nnotes\n"
    return Gazetteer(head.encode() + b"".join(parts), [])


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]


@pytest.mark.parametrize("step", [1, 2, 3, 7])
def test_every_name_is_found_and_no_other(step: int) -> None:
    names = ["a", "ab", "ab c", "ab c d", "abc", "b", "b a", "ba", "بغداد", "x y z", "zz"]
    known = _packed(names, step)
    for name in names:
        assert [t.name for t in known.named(name)] == [name]
        assert known.goes_on(name) == any(n.startswith(f"{name} ") for n in names)
    for name in ("", "aa", "abcd", "x", "x y", "zzz", "0", "ب"):
        assert known.named(name) == ()
    assert known.goes_on("x")
    assert known.goes_on("x y")


def test_places_of_500_everywhere() -> None:
    # a village of some two thousand in Norway, where no list of ours is long
    assert any(t.country == "NO" and t.population < 5_000 for t in gazetteer().named(key_of("Geilo")))


def test_names_of_both_scripts_name_one_place() -> None:
    latin = {t.place.geonameid for t in gazetteer().named(key_of("Mosul")) if t.kind == "city"}
    arabic = {t.place.geonameid for t in gazetteer().named(key_of("الموصل")) if t.kind == "city"}
    assert latin & arabic


def test_counties_tell_the_division_that_they_lie_in() -> None:
    named = gazetteer().named(key_of("Orange County"))
    assert {(t.kind, t.country) for t in named} == {("admin2", "US")}
    assert {"California", "Florida"} <= {t.place.admin1 for t in named}


def test_dateline_abbreviations_tell_divisions() -> None:
    assert gazetteer().abbreviated(key_of("La.")) == (("US", "LA"),)
    assert gazetteer().abbreviated(key_of("Baghdad")) == ()


def test_loading_is_quick_and_keeps_the_file_where_it_is() -> None:
    """Half a second leaves room for a busy machine: it takes a tenth of one."""
    code = (
        "import resource, time; from sijill.values.gazetteer import gazetteer\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; began = time.process_time()\n"
        "gazetteer().named('baghdad')\n"
        "print(time.process_time() - began, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, ran.stdout.split())
    assert seconds < 0.5
    assert megabytes < 40


def test_countries_are_called_by_their_names_in_both_languages() -> None:
    known = gazetteer()
    assert (known.country_name("LB"), known.country_name("LB", "ar")) == ("Lebanon", "لبنان")
    assert known.country_name("ZZ", "ar") is None
