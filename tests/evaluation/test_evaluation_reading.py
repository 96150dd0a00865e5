"""Reading many texts with any reader."""

from collections.abc import Iterator

import pytest

from invented_readers import Knowing, KnowingMany
from sijill.errors import Failure
from sijill.evaluation.reading import read_all
from sijill.types import Reading, Text

TEXTS = [Text(f"id{n}", f"c{n}", f"t{n}", "invented 1", f"words {n}") for n in range(7)]


@pytest.mark.parametrize("reader", [Knowing(), KnowingMany()], ids=["alone", "many"])
def test_one_outcome_for_each_text_in_order(reader: Knowing) -> None:
    found = list(read_all(reader, TEXTS, batch=3))
    assert [r.text for r in found if isinstance(r, Reading)] == [t.id for t in TEXTS]


def test_batches_are_used_where_they_can() -> None:
    many = KnowingMany()
    list(read_all(many, TEXTS, batch=3))
    assert many.batches == [3, 3, 1]
    assert many.alone == []


def test_a_text_that_fails_costs_only_itself() -> None:
    for reader in (Knowing(fails=frozenset({"t1"})), KnowingMany(fails=frozenset({"t1"}))):
        found = list(read_all(reader, TEXTS, batch=3))
        assert [isinstance(r, Failure) for r in found] == [n == 1 for n in range(7)]
        failure = found[1]
        assert isinstance(failure, Failure)
        assert "t1" in str(failure.error) and "ZeroDivisionError" in str(failure.error)


def test_a_batch_with_too_few_readings_is_read_again() -> None:
    class Forgetful(KnowingMany):
        def read_many(self, texts: object) -> Iterator[Reading]:
            return iter([])

    reader = Forgetful()
    assert len(list(read_all(reader, TEXTS, batch=4))) == 7
    assert reader.alone == [t.uri for t in TEXTS]


def test_texts_are_taken_as_they_are_needed() -> None:
    taken: list[str] = []

    def texts() -> Iterator[Text]:
        for text in TEXTS:
            taken.append(text.uri)
            yield text

    readings = read_all(KnowingMany(), texts(), batch=2)
    next(readings)
    assert taken == ["t0", "t1"]
