"""The baseline reader on invented passages, each beside what must come of it, and on whatever text there is."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.codebook import load
from sijill.statements import contract, lexicon
from sijill.statements.baseline import BaselineReader
from sijill.types import Metadata, Text

PASSAGES = Path(__file__).parent / "passages"
READER = BaselineReader(load())


def as_text(words: str, **metadata: Any) -> Text:
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    return Text(digest, digest, "passage", "plain 1", words, Metadata(**metadata))


def read(words: str, **metadata: Any) -> dict[str, Any]:
    text = as_text(words, **metadata)
    return contract.to_json(text, READER.read(text))


def tells(incident: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """What of the expected the incident does not tell."""
    wrong = []
    place = incident["place"] or {}
    names = {v["name"] for v in incident["victims"]}
    doers = [f"{p['name'] or ''} {p['description'] or ''}" for p in incident["perpetrators"]]
    if incident["modality"] != expected.get("modality", incident["modality"]):
        wrong.append(f"modality {incident['modality']}")
    if incident["type"] != expected["type"]:
        wrong.append(f"type {incident['type']}")
    if not set(expected.get("victims", ())) <= names:
        wrong.append(f"victims {names}")
    if "date" in expected and incident["date"] != expected["date"]:
        wrong.append(f"date {incident['date']}")
    if "city" in expected and place.get("city") != expected["city"]:
        wrong.append(f"city {place.get('city')}")
    for doer in expected.get("perpetrators", ()):
        if not any(doer in told for told in doers):
            wrong.append(f"perpetrators {doers}")
    for name in ("killed", "injured"):
        if name in expected:
            least, most = expected[name]
            if incident[name] != {"min": least, "max": None if most == "more" else most}:
                wrong.append(f"{name} {incident[name]}")
    return wrong


@pytest.mark.parametrize("passage", sorted(p.stem for p in PASSAGES.glob("*.txt")))
def test_a_passage_gives_its_incidents_and_no_others(passage: str) -> None:
    gold = tomllib.loads((PASSAGES / f"{passage}.toml").read_text("utf-8"))
    words = (PASSAGES / f"{passage}.txt").read_text("utf-8")
    written = read(words, language=gold["language"], published=gold["published"])
    contract.validate(written)
    found = [i for i in written["incidents"] if i["kind"] == "event" and i["scope"] != "out"]
    assert len(found) == len(gold["incidents"]), [(i["type"], i["evidence"][0]["text"]) for i in found]
    for incident, expected in zip(found, gold["incidents"], strict=True):
        assert tells(incident, expected) == []


def leaves(incident: dict[str, Any]) -> Iterator[tuple[str, Any, list[dict[str, Any]]]]:
    """Every value of an incident that is not null, with the quotes that must be behind it."""
    single = ("type", "act", "kind", "modality", "scope", "date", "killed", "injured")
    for name in single:
        if incident.get(name) is not None:
            yield name, incident[name], incident["quotes"].get(name, [])
    if incident["methods"]:
        yield "methods", incident["methods"], incident["quotes"].get("methods", [])
    if incident["date"] is not None:
        yield "date_quote", incident["date"], [incident["date_quote"]]
    if incident["place"] is not None:
        yield "place", incident["place"], [incident["place"]["quote"]]
    for group in ("victims", "perpetrators"):
        for party in incident[group]:
            for name, value in party.items():
                if value is not None and name not in ("party", "quote", "quotes", "proceedings"):
                    yield f"{group}.{name}", value, party["quotes"].get(name, [])
            for step in party.get("proceedings", ()):
                yield f"{group}.proceedings", step, [step["quote"]]
    for group in ("targets", "weapons"):
        for thing in incident[group]:
            yield group, thing["text"], [thing["quote"]]


@pytest.mark.parametrize("passage", sorted(p.stem for p in PASSAGES.glob("*.txt")))
def test_every_value_is_backed_by_words_of_the_text(passage: str) -> None:
    words = (PASSAGES / f"{passage}.txt").read_text("utf-8")
    written = read(words, language="en", published="2021-06-30")
    for incident in written["incidents"]:
        told = list(leaves(incident))
        assert told
        for name, value, quotes in told:
            assert quotes, f"{name} = {value!r} has no quotation"
            for quote in quotes:
                assert quote is not None, name
                assert quote["text"] == words[quote["start"] : quote["end"]]
        for victim in incident["victims"]:
            if victim["name"] is not None:
                assert victim["name"] == victim["quotes"]["name"][0]["text"]


def test_equal_text_and_identity_give_an_equal_reading() -> None:
    text = as_text((PASSAGES / "one_sentence_list.txt").read_text("utf-8"), language="en")
    again = BaselineReader(load())
    assert again.identity == READER.identity
    assert again.read(text) == READER.read(text)


@pytest.mark.parametrize("language", ["ar", "tlh", "ar-IQ"])
def test_a_language_that_is_not_read_gives_an_empty_reading(language: str) -> None:
    text = as_text("Gunmen killed Samir Darwish in Mosul.", language=language)
    assert READER.read(text).mentions == ()


def test_english_is_recognised_where_no_language_is_told() -> None:
    assert READER.read(as_text("Gunmen killed the teacher Samir Darwish in Mosul on 3 May 2021.")).mentions
    assert not READER.read(as_text("قتل مسلحون المعلم سمير درويش في الموصل")).mentions


def test_local_ids_are_anchors() -> None:
    written = read("Gunmen killed the teacher Samir Darwish in Mosul.", language="en")
    incident = written["incidents"][0]
    assert incident["id"] == f"i{incident['quotes']['type'][0]['start']}"
    longer = read("Gunmen killed the teacher Samir Darwish in Mosul. He was 40.", language="en")
    assert longer["incidents"][0]["id"] == incident["id"]


def test_the_act_of_every_trigger_is_in_the_codebook() -> None:
    book = load()
    words = lexicon.load("en")
    rows = [form for table in (words.verbs, words.nouns) for form in table.payloads()]
    assert rows
    for form in rows:
        assert form.frame.family in book.families
        assert form.frame.act is None or form.frame.act in book.acts, form.frame.act


_PIECES = st.sampled_from(
    [
        "gunmen",
        "killed",
        "Samir",
        "Darwish",
        "and",
        "the",
        "teacher",
        ",",
        ".",
        ";",
        "(",
        ")",
        "“",
        "”",
        "'s",
        "was",
        "shot",
        "dead",
        "by",
        "who",
        "while",
        "in",
        "Mosul",
        "on",
        "3",
        "May",
        "2021",
        "said",
        "police",
        "that",
        "14",
        "people",
        "injured",
        "her",
        "his",
        "wife",
        ",",
        "Nadia",
        "abducted",
        "released",
        "accused",
        "of",
        "murdering",
        "militia",
        "after",
        "blast",
        "\n\n",
        "\u200f",
        "الموصل",
        "10",
        "000",
        "at-least",
        "Al-Hasan",
        "a",
        "22-year-old",
    ]
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_PIECES, max_size=60).map(" ".join))
def test_any_order_of_words_gives_a_valid_reading_that_comes_back(words: str) -> None:
    written = read(words, language="en", published="2021-05-04")
    contract.validate(written)
    assert contract.to_json(*contract.from_json(written)) == written


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300))
def test_no_text_makes_it_raise(words: str) -> None:
    contract.validate(read(words, language="en"))


@pytest.mark.parametrize(
    "words", ["a" * 100_000, "killed " * 5_000, "(" * 10_000, "Ahmed killed Ali and " * 2_000, "'s " * 8_000]
)
def test_monotonous_texts_are_read_in_fair_time(words: str) -> None:
    contract.validate(read(words, language="en"))


def test_retaliation_is_told_in_the_right_direction() -> None:
    words = (PASSAGES / "retaliation.txt").read_text("utf-8")
    written = read(words, language="en", published="2018-06-01")
    killing, attack = written["incidents"]
    assert [(r["kind"], r["from"], r["to"]) for r in written["relations"]] == [
        ("retaliation_for", f"i:{attack['id']}", f"i:{killing['id']}")
    ]
    assert killing["perpetrators"] == []


def test_a_claim_names_its_speaker_and_its_incident() -> None:
    written = read((PASSAGES / "blame.txt").read_text("utf-8"), language="en", published="2014-07-10")
    incident = written["incidents"][0]
    told = {(c["kind"], c["speaker"], c["incident"]) for c in written["claims"]}
    assert ("blame", "His family", incident["id"]) in told
    blamed = next(p for p in incident["perpetrators"] if p["name"] == "Northern Guard Movement")
    assert (blamed["status"], blamed["according_to"]) == ("alleged", "His family")
