"""The contract: valid always, every value quoted, and nothing lost on the way back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sijill.errors import ContractError
from sijill.statements import contract
from sijill.types import (
    Claim,
    Count,
    Mention,
    Metadata,
    Party,
    Place,
    ReaderIdentity,
    Reading,
    Relation,
    Role,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)

WORDS = "Masked men shot dead Samir Darwish, a teacher, in Mosul on 3 May 2021 and fled on a motorcycle, police said."


def span(words: str) -> Span:
    start = WORDS.index(words)
    return Span(start, start + len(words))


def say(name: str, value: Value, words: str, role: Role = "mention", item: str = "") -> Statement:
    return Statement(Subject("i12", role, item), name, value, (span(words),))


def example() -> tuple[Text, Reading]:
    text = Text("t", "c" * 64, "a.txt", "plain 1", WORDS, Metadata(title="Teacher shot", language="en"))
    statements = (
        say("type", "killing", "shot dead"),
        say("kind", "event", "shot dead"),
        say("modality", "asserted", "shot dead"),
        say("scope", "in", "Masked men"),
        say("date", "2021-05-03", "3 May 2021"),
        say("place", Place(city="Mosul", country="IQ", precision="city"), "Mosul"),
        say("method", "shooting", "shot dead"),
        say("method", "motorcycle", "on a motorcycle"),
        say("killed", Count(1, 1), "Samir Darwish"),
        say("name", "Samir Darwish", "Samir Darwish", "victim", "p21"),
        say("description", "a teacher", "a teacher", "victim", "p21"),
        say("count", Count(1, 1), "Samir Darwish", "victim", "p21"),
        say("outcome", "killed", "shot dead", "victim", "p21"),
        say("description", "Masked men", "Masked men", "perpetrator", "p0"),
        say("kind", "unidentified", "Masked men", "perpetrator", "p0"),
        say("status", "unidentified", "Masked men", "perpetrator", "p0"),
        say("text", "a motorcycle", "a motorcycle", "target", "t3"),
    )
    reading = Reading(
        ReaderIdentity("test", "1", None, None),
        "t",
        (Mention("i12", (Span(0, len(WORDS)),), statements, 0.9),),
        (
            Party("p0", "group", None, (span("Masked men"),)),
            Party("p21", "person", "Samir Darwish", (span("Samir Darwish"),)),
        ),
        (Claim("c0", "police", (span("police"),), "account", Span(0, len(WORDS)), mention="i12"),),
        (Relation("member_of", "p:p21", "a teacher", span("a teacher")),),
    )
    return text, reading


def test_a_reading_is_valid_and_comes_back_the_same() -> None:
    written = contract.to_json(*example())
    contract.validate(written)
    text, reading = contract.from_json(json.loads(json.dumps(written)))
    assert contract.to_json(text, reading) == written
    assert reading.parties[0].id in {"p0", "p21"}


def test_differing_figures_give_their_hull() -> None:
    text, reading = example()
    more = Statement(Subject("i12"), "killed", Count(3, None), (span("police said"),), speaker="police")
    mention = reading.mentions[0]
    mention = Mention(mention.id, mention.evidence, (*mention.statements, more), 0.9)
    written = contract.to_json(text, Reading(reading.reader, "t", (mention,), reading.parties))
    assert written["incidents"][0]["killed"] == {"min": 1, "max": None}


def test_a_mention_without_anything_but_evidence_is_still_valid() -> None:
    text, reading = example()
    bare = Mention("i1", (Span(0, 4),), (), 2.5)
    contract.validate(contract.to_json(text, Reading(reading.reader, "t", (bare,))))


def change(path: str, value: Any) -> Any:
    obj: Any = contract.to_json(*example())
    at = obj
    *parts, last = path.split(".")
    for part in parts:
        at = at[int(part)] if isinstance(at, list) else at[part]
    at[int(last) if isinstance(at, list) else last] = value
    return obj


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("incidents.0.type", "mischief", "incidents.0.type"),
        ("incidents.0.victims.0.outcome", "dead", "incidents.0.victims.0.outcome"),
        ("incidents.0.killed", {"min": 3, "max": 1}, "incidents.0.killed"),
        ("incidents.0.date_quote", {"start": 0, "end": 4, "text": "wrong"}, "incidents.0.date_quote"),
        ("incidents.0.confidence", 1.5, "incidents.0.confidence"),
        ("contract", "2", "contract"),
    ],
)
def test_an_error_names_the_path(path: str, value: Any, named: str) -> None:
    with pytest.raises(ContractError) as caught:
        contract.from_json(change(path, value))
    assert named in str(caught.value)


@pytest.mark.parametrize("obj", [None, [], "x", {}, {"contract": "1"}])
def test_what_is_no_reading_is_refused(obj: Any) -> None:
    with pytest.raises(ContractError):
        contract.from_json(obj)


@pytest.mark.skipif("SIJILL_BENCH" not in os.environ, reason="needs the annotated articles")
@pytest.mark.parametrize("name", ["iraq-dev-readings.jsonl", "world-dev-readings.jsonl"])
def test_readings_made_by_others_are_accepted(name: str) -> None:
    path = Path(os.environ["SIJILL_BENCH"]) / "articles" / name
    for line in path.read_text("utf-8").splitlines():
        obj = json.loads(line)
        text, reading = contract.from_json(obj)
        assert len(reading.mentions) == len(obj["incidents"])
        contract.validate(contract.to_json(text, reading))
