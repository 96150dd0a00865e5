"""sijill parse: what it prints, and how it ends."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from sijill.cli import cli
from sijill.cli.parse import KINDS
from sijill.errors import UsageError
from sijill.values import explaining


def parse(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(cli, ["parse", *arguments], input=stdin)


def test_the_kinds_are_those_of_the_library() -> None:
    assert (*explaining.KINDS,) == KINDS


def test_a_table_has_the_words_the_value_and_the_rule() -> None:
    done = parse("count", "two brothers and their father were killed")
    assert done.exit_code == 0
    head, _, row = done.stdout.splitlines()
    assert head.split() == ["words", "least", "most", "befell", "rule"]
    assert row.split() == ["two", "brothers", "and", "their", "father", "3", "3", "killed", "sum"]


def test_json_is_one_object_with_quotes_that_are_the_words() -> None:
    words = "on 6 July 2020 and on 31 February"
    done = parse("date", words, "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["kind"] == "date"
    assert told["reason"] is None
    assert [(v["value"], v["rule"]) for v in told["values"]] == [("2020-07-06", "day-month-year")]
    assert [r["quote"] for r in told["refused"]] == ["31 February"]
    for row in told["values"] + told["refused"]:
        assert words[row["start"] : row["end"]] == row["quote"]


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        ("date", "31 February", "month 2 has no day 31"),
        ("date", "99:99", "no such time of day"),
        ("date", "Monday", "no publication date is known"),
        ("place", "Xyzville", "no place called 'Xyzville'"),
        ("count", "minus three people", "fewer than nobody"),
        ("name", "…", "no letters"),
    ],
)
def test_what_cannot_be_is_answered_with_the_reason_and_status_1(kind: str, words: str, reason: str) -> None:
    done = parse(kind, words)
    assert done.exit_code == 1
    assert not done.stdout
    assert reason in done.stderr
    as_json = parse(kind, words, "--format", "json")
    assert as_json.exit_code == 1
    assert reason in json.loads(as_json.stdout)["reason"]


def test_the_publication_date_and_the_country_are_used() -> None:
    assert "2020-07-06" in parse("date", "Monday", "--published", "2020-07-10T21:40:00+03:00").stdout
    assert parse("place", "Tripoli", "--country", "lb").stdout.splitlines()[2].split()[3] == "LB"
    assert " LY " in parse("place", "Tripoli", "--country", "LY").stdout


def test_words_come_from_standard_input_and_tell_their_language() -> None:
    done = parse("count", "-", stdin="مقتل شخصين وإصابة ثلاثة آخرين\n")
    assert done.exit_code == 0
    assert [line.split()[-1] for line in done.stdout.splitlines()[2:]] == ["exact", "further"]


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (("date", "Monday", "--published", "yesterday"), "no date in EDTF"),
        (("place", "Tyre", "--country", "Lebanon"), "no country code"),
        (("count", "12", "--language", "xx"), "no language of that name"),
        (("count", "12 " * 20_000), "a report, not a few words"),
    ],
)
def test_wrong_use_is_an_error_that_says_what_is_right(arguments: tuple[str, ...], match: str) -> None:
    done = parse(*arguments)
    # CliRunner hands our own errors on; the program turns them into a line and status 2
    assert isinstance(done.exception, UsageError) or done.exit_code == 2
    assert match in f"{done.exception}{done.output}"
