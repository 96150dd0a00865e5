"""The answer to MUC-4 of a reader whose network knows its roles, and of any other. All wires are invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from invented_readers import IDENTITY, Knowing
from sijill.codebook import Codebook
from sijill.errors import Failure
from sijill.evaluation.muc4 import heads, records
from sijill.evaluation.muc4.filling import Human, Thing
from sijill.statements.neural.labels import BEGINS, COLUMNS, INSIDE, MUC_TYPES, OUTSIDE
from sijill.statements.neural.model import Model, Seen, Words
from sijill.statements.neural.reader import NeuralReader
from sijill.statements.together import CHUNK
from sijill.types import Mention, Place, Reading, Span, Statement, Subject, Text

WIRE = (
    "LIMA, 9 JAN 90 (EFE) -- [TEXT] MARIO QUISPE, MAYOR OF ACORA, WAS KIDNAPPED BY HOODED MEN ON SUNDAY.  NOBODY "
    "KNOWS WHERE HE IS."
)
TEXT = Text("t", "c", "W-1", "invented 1", WIRE)


class Sure:
    """A network that is sure of some words in some layers."""

    def __init__(self, relevant: float = 6.0, least: dict[str, float] | None = None, **layers: str) -> None:
        self.layers, self.relevant = layers, relevant
        self.told: dict[str, Any] = {"muc_least": least} if least else {}

    def see(self, texts: Sequence[Words]) -> list[Seen]:
        return [self._see(text) for text in texts]

    def _see(self, text: Words) -> Seen:
        columns = np.zeros((len(text.words), max(last for _, last in COLUMNS.values())), np.float32)
        for name, (at, _) in COLUMNS.items():
            if name.startswith("muc_"):
                columns[:, at + OUTSIDE] = 8.0
                wanted = self.layers.get(name, "").split()
                for n in range(len(text.words)) if wanted else ():
                    if list(text.words[n : n + len(wanted)]) == wanted:
                        columns[n : n + len(wanted), at + OUTSIDE] = 0.0
                        columns[n, at + BEGINS] = 8.0
                        columns[n + 1 : n + len(wanted), at + INSIDE] = 8.0
        scores = np.full(1 + len(MUC_TYPES), -6.0, np.float32)
        scores[0], scores[1 + MUC_TYPES.index("kidnapping")] = self.relevant, 6.0
        return Seen(
            cast(Model, self), np.zeros((len(text.words), 1), np.float32), columns, ((0, len(text.words), scores),)
        )


class Learnt(NeuralReader):
    """A neural reader without weights, whose reading is given."""

    def __init__(self, network: Sure, reading: Reading) -> None:
        self._model = cast(Model, network)
        self._given = reading
        self._identity = IDENTITY

    def read(self, text: Text) -> Reading:
        return self._given

    def read_many(self, texts: Any) -> Any:
        return iter([self._given for _ in texts])


def silent() -> Reading:
    return Reading(IDENTITY, TEXT.id)


def telling() -> Reading:
    """The kidnapping, with day and place."""
    span = Span(31, 43)
    said: list[tuple[str, Any, Any, str]] = [
        ("type", "abduction", "mention", ""), ("scope", "in", "mention", ""), ("date", "1990-01-07", "mention", ""),
        ("place", Place(city="Acora", country="PE"), "mention", ""), ("name", "MARIO QUISPE", "victim", "p31"),
        ("description", "MAYOR OF ACORA", "victim", "p31"), ("outcome", "abducted", "victim", "p31"),
    ]  # fmt: skip
    statements = tuple(Statement(Subject("i31", role, item), name, value, (span,)) for name, value, role, item in said)
    return Reading(IDENTITY, TEXT.id, (Mention("i31", (Span(31, 99),), statements),))


NETWORK = Sure(muc_victim="MARIO QUISPE", muc_individual="HOODED MEN")


def test_the_networks_fillers_are_brought_together() -> None:
    (one,) = heads.answer(Learnt(NETWORK, silent()), TEXT, silent())
    assert (one.type, one.date, one.location) == ("kidnapping", "- 09 JAN 90", None)
    assert one.humans == (Human("mario quispe", None, None, None),)
    assert one.individuals == ("hooded men",)


def test_the_reading_completes_them() -> None:
    (one,) = heads.answer(Learnt(NETWORK, telling()), TEXT, telling())
    assert (one.date, one.location) == ("07 JAN 90", "PERU: ACORA (CITY)")
    assert one.humans == (Human("mario quispe", "mayor of acora", None, None),)


def test_the_weights_own_thresholds_hold() -> None:
    network = Sure(muc_victim="MARIO QUISPE", least={"Victim": 1.1})
    assert heads.answer(Learnt(network, telling()), TEXT, telling()) == []


def test_a_text_that_tells_of_nothing_is_left_quiet() -> None:
    network = Sure(relevant=-9.0, muc_victim="MARIO QUISPE")
    assert heads.answer(Learnt(network, silent()), TEXT, silent()) == []


def test_another_readers_reading_is_all_there_is() -> None:
    reader = Knowing({"W-1": telling()}, frozenset({"W-2"}))
    other = records.text_of({"docid": "W-2", "text": WIRE})
    told, failed = heads.answers(reader, [TEXT, other])
    assert isinstance(failed, Failure) and isinstance(told, tuple)
    (one,) = told[1]
    assert one.individuals == () and one.humans[0].name == "mario quispe"


def test_a_long_row_of_texts_is_answered_in_order() -> None:
    texts = [records.text_of({"docid": f"W-{n}", "text": WIRE}) for n in range(CHUNK + 3)]
    told = list(heads.answers(Knowing({"W-5": telling()}), texts))
    assert [len(answer[1]) for answer in told if isinstance(answer, tuple)] == [int(n == 5) for n in range(len(texts))]


def test_things_stand_as_they_are_written() -> None:
    network = Sure(muc_target="MAYOR OF ACORA")
    (one,) = heads.answer(Learnt(network, silent()), TEXT, silent())
    assert one.targets == (Thing("mayor of acora"),)


@pytest.mark.skipif(
    not (Path(heads.__file__).parents[2] / "statements" / "neural" / "weights").is_dir(), reason="no weights"
)
def test_the_shipped_weights_answer(shipped: NeuralReader) -> None:
    told = heads.answer(shipped, TEXT, shipped.read(TEXT))
    assert all(incident.type in MUC_TYPES for incident in told)


@pytest.fixture
def shipped() -> NeuralReader:
    from sijill import codebook

    book: Codebook = codebook.load()
    return NeuralReader(book)
