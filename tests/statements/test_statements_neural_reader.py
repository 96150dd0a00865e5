"""The neural reader with the weights that the package carries, on invented texts and on whatever text there is."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from sijill import codebook, settings, workflow
from sijill.errors import ReaderError
from sijill.statements import contract
from sijill.statements.neural.model import Model
from sijill.statements.neural.reader import SHIPPED, NeuralReader
from sijill.types import Metadata, Text

BOOK = codebook.load()
#: what the weights of the package may weigh, in bytes
MOST = 26_000_000

KILLING = (
    "Radio host Farah Warsame, 41, was shot dead by two men on a motorcycle outside his home in Garowe on Sunday "
    "evening, police said. Warsame had received death threats last month."
)
QUIET = (
    "The visitors shot from everywhere and the goalkeeper was the hero of the evening in Porto. He saved a penalty "
    "in the last minute, and the crowd went home happy in the rain."
)


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    return NeuralReader(BOOK, threads=1)


def as_text(words: str, **metadata: Any) -> Text:
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    return Text(digest, digest, "passage", "plain 1", words, Metadata(**metadata))


def told(reader: NeuralReader, words: str, **metadata: Any) -> list[dict[str, Any]]:
    text = as_text(words, **metadata)
    incidents: list[dict[str, Any]] = contract.to_json(text, reader.read(text))["incidents"]
    return incidents


def test_the_weights_are_there_and_light() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < MOST


def test_it_reads_who_was_killed_when_and_where(reader: NeuralReader) -> None:
    killing = next(i for i in told(reader, KILLING, published="2021-03-15") if i["type"] == "killing")
    assert killing["date"] == "2021-03-14"
    assert killing["place"]["city"] == "Garowe"
    victim = next(v for v in killing["victims"] if v["name"] == "Farah Warsame")
    assert (victim["outcome"], victim["age"], victim["occupation"]) == ("killed", 41, "journalist")
    assert killing["confidence"] > 0.5


def test_a_match_is_no_incident(reader: NeuralReader) -> None:
    assert told(reader, QUIET) == []


def test_every_statement_quotes_the_text(reader: NeuralReader) -> None:
    text = as_text(KILLING, published="2021-03-15")
    reading = reader.read(text)
    contract.validate(contract.to_json(text, reading))
    for mention in reading.mentions:
        for statement in mention.statements:
            assert statement.spans
            assert all(0 <= span.start < span.end <= len(KILLING) for span in statement.spans)


def test_read_together_or_one_by_one_is_the_same(reader: NeuralReader) -> None:
    texts = [as_text(words, published="2021-03-15") for words in (KILLING, QUIET, "", f"{QUIET}\n\n{KILLING}")] * 7
    assert list(reader.read_many(texts)) == [reader.read(text) for text in texts]


def test_what_stands_far_down_a_long_text_is_read(reader: NeuralReader) -> None:
    words = "\n\n".join(
        ["The council met in the town hall and spoke about the new road to the market."] * 120 + [KILLING]
    )
    assert any(v["name"] == "Farah Warsame" for i in told(reader, words) for v in i["victims"])


def test_its_identity_names_its_weights(reader: NeuralReader) -> None:
    assert reader.identity.name == "neural"
    assert reader.identity.model == Model(SHIPPED).digest


def test_a_language_that_the_weights_do_not_know_is_not_guessed_at(reader: NeuralReader) -> None:
    assert told(reader, "قتل مسلحون صحفيا في مدينة البصرة يوم الأحد.", language="ar") == []


@trials(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_no_text_makes_it_raise(words: str) -> None:
    text = as_text(f"The police said: {words}", language="en")
    contract.validate(contract.to_json(text, _ONE.read(text)))


@pytest.mark.parametrize(
    "words",
    ["shot " * 4_000, "killed" * 5_000, "\u200f" * 500, "[CLS] [SEP] [MASK] was killed", "🔥 shot 🔥", "\x00 a"],
)
def test_hostile_texts_cost_nothing(reader: NeuralReader, words: str) -> None:
    told(reader, words, language="en")


def test_without_weights_the_rules_read_and_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.statements.neural.reader.SHIPPED", tmp_path)
    said: list[str] = []
    fallen = workflow.reader_for(settings.load(environment={}), on_fallback=said.append)
    assert fallen.identity.name == "baseline"
    assert len(said) == 1 and str(tmp_path) in said[0]


def test_asked_for_by_name_it_is_not_replaced_silently(tmp_path: Path) -> None:
    for wanted in ({"reader": "neural", "reader_weights": str(tmp_path)}, {"reader_weights": str(tmp_path)}):
        with pytest.raises(ReaderError, match="weights"):
            workflow.reader_for(settings.load(wanted, environment={}))


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    for path in SHIPPED.iterdir():
        shutil.copy(path, tmp_path)
    description = json.loads((tmp_path / "reader.json").read_text())
    description["layers"] = description["layers"][::-1]
    (tmp_path / "reader.json").write_text(json.dumps(description))
    with pytest.raises(ReaderError, match="another version"):
        Model(tmp_path)


@pytest.mark.parametrize("name", ["reader.onnx", "pairs.npz", "tokenizer.json", "reader.json"])
def test_a_broken_file_is_named_by_its_folder(tmp_path: Path, name: str) -> None:
    for path in SHIPPED.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / name).write_bytes(b"broken")
    with pytest.raises(ReaderError, match="cannot be loaded"):
        Model(tmp_path)


_ONE = NeuralReader(BOOK, threads=1)
