from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from invented_records import entry, party, record
from publication.dossiers import raid
from sijill.cli import cli
from sijill.errors import ContractError, UsageError
from sijill.figures import making
from sijill.figures.query import Query
from sijill.figures.table import as_json
from sijill.figures.undercount import estimating, latent
from sijill.publication.release import write_release
from sijill.workflow.figures import counted_among, counted_in_release

WHEN = datetime(2024, 5, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    whole, seals = raid()
    write_release([whole], tmp_path / "release", seals=seals, version="1", created_at=WHEN)
    return tmp_path / "release"


def test_who_only_has_the_release_makes_every_figure_again(release: Path) -> None:
    whole, seals = raid()
    ours, theirs = counted_among([whole], seals), counted_in_release(release)
    assert theirs.entries
    assert theirs.as_of == WHEN.date()
    for name in making.NAMES:
        one, other = (c.figure(name, Query.of(), WHEN.date()) for c in (ours, theirs))
        assert as_json(one) == as_json(other)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_printed_command_makes_the_figure_again(release: Path) -> None:
    for line in run("figures", str(release), "--by", ",".join(making.NAMES), "--json").splitlines():
        told = json.loads(line)
        assert json.loads(run(*told["query"].split()[1:], "--json")) == told


def test_the_records_alone_are_enough(release: Path) -> None:
    alone = release.parent / "elsewhere.jsonl"
    alone.write_bytes((release / "incidents.jsonl").read_bytes())
    told = json.loads(run("figures", str(alone), "--by", "act", "--json"))
    assert told["rows"][0]["killed"] == {"min": 1, "max": 2}


def test_what_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        counted_in_release(tmp_path)
    (tmp_path / "incidents.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(ContractError, match="UTF-8"):
        counted_in_release(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--by", "luck"], "there are: act"),
        (["--csv"], "writes one figure"),
        (["--by", "total", "--svg"], "nothing to draw"),
        (["--from", "2021", "--to", "2020"], "ends before it begins"),
        (["-r", "x.sijill"], "give one of them"),
    ],
)
def test_mistakes_are_told(release: Path, arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(cli, ["figures", str(release), *arguments])
    assert result.exit_code == 2
    assert says in result.output


def test_a_table_and_a_chart(release: Path) -> None:
    assert run("figures", str(release), "--by", "act", "--csv").startswith("key,label,incidents_min")
    assert "<svg" in run("figures", str(release), "--by", "act", "--svg", "--language", "ar")


def test_a_report_of_a_release(release: Path, tmp_path: Path) -> None:
    run("report", str(tmp_path / "r.html"), "--release", str(release), "--from", "2024")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Nabil Haddad" in page
    assert "Qadri" not in page
    result = CliRunner().invoke(cli, ["report", str(tmp_path / "r.txt"), "--release", str(release)])
    assert result.exit_code == 2
    assert "neither in .html nor in .pdf" in result.output


LISTS = """
[[list]]
name = "Gazette"
kind = "documentation"
sources = ["The Harbour Gazette"]
[[list]]
name = "Families"
kind = "families"
sources = ["Committee of Families"]
[[list]]
name = "Hospital"
kind = "hospital"
sources = ["Selin Hospital"]
"""


def test_an_estimate_of_a_release_names_why_it_is_refused(tmp_path: Path) -> None:
    lines = [
        json.dumps(record(f"i-{n}", party("victim", name=f"Salim Darwazi {n}", outcome="killed"), date="2020-03-05",
                          publisher=("The Harbour Gazette", "Selin Hospital")[n % 2]))
        for n in range(20)
    ]  # fmt: skip
    (tmp_path / "incidents.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "lists.toml").write_text(LISTS, "utf-8")
    told = run("estimate", str(tmp_path), "--lists", str(tmp_path / "lists.toml"))
    assert "not estimated: 2 lists have people on it" in told
    assert entry().event


def test_an_estimate_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "_FULL", latent.Effort(chains=2, warm=50, kept=50, steps=4))
    cells = {"100": 60, "010": 49, "110": 4, "001": 247, "101": 112, "011": 142, "111": 12}
    rows = ["a,b,c,region", *(f"{','.join(p)},Marsa" for p, n in cells.items() for _ in range(n // 8))]
    (tmp_path / "people.csv").write_text("\n".join(rows), "utf-8")
    result = CliRunner().invoke(cli, ["estimate", str(tmp_path / "people.csv"), "--lists", "a,b,c", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["strata"][0]["documented"] == {"min": 75, "max": 75}
    assert {e["method"] for e in told["strata"][0]["estimates"]} >= {"chao", "latent-classes"}
    result = CliRunner().invoke(cli, ["estimate", str(tmp_path / "people.csv"), "--lists", "a,b,region"])
    assert result.exit_code == 2
