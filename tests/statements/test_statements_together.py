"""Reading many texts with any reader, in this process and in others beside it."""

import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator
from functools import partial

import pytest

from invented_readers import Knowing, KnowingMany
from sijill.errors import Failure
from sijill.statements.together import FEW, read_all
from sijill.types import Reading, Text

TEXTS = [Text(f"id{n}", f"c{n}", f"t{n}", "invented 1", f"words {n}") for n in range(7)]


@pytest.mark.parametrize("reader", [Knowing(), KnowingMany()], ids=["alone", "many"])
def test_one_outcome_for_each_text_in_order(reader: Knowing) -> None:
    found = list(read_all(reader, TEXTS, chunk=3))
    assert [r.text for r in found if isinstance(r, Reading)] == [t.id for t in TEXTS]


def test_batches_are_used_where_they_can() -> None:
    many = KnowingMany()
    list(read_all(many, TEXTS, chunk=3))
    assert many.batches == [3, 3, 1]
    assert many.alone == []


def test_a_text_that_fails_costs_only_itself() -> None:
    for reader in (Knowing(fails=frozenset({"t1"})), KnowingMany(fails=frozenset({"t1"}))):
        found = list(read_all(reader, TEXTS, chunk=3))
        assert [isinstance(r, Failure) for r in found] == [n == 1 for n in range(7)]
        failure = found[1]
        assert isinstance(failure, Failure)
        assert "t1" in str(failure.error) and "ZeroDivisionError" in str(failure.error)


def test_a_batch_with_too_few_readings_is_read_again() -> None:
    class Forgetful(KnowingMany):
        def read_many(self, texts: object) -> Iterator[Reading]:
            return iter([])

    reader = Forgetful()
    assert len(list(read_all(reader, TEXTS, chunk=4))) == 7
    assert reader.alone == [t.uri for t in TEXTS]


def test_texts_are_taken_as_they_are_needed() -> None:
    taken: list[str] = []

    def texts() -> Iterator[Text]:
        for text in TEXTS:
            taken.append(text.uri)
            yield text

    readings = read_all(KnowingMany(), texts(), chunk=2)
    next(readings)
    assert taken == ["t0", "t1"]


class Mortal(Knowing):
    """Kills the process that reads certain texts, unless that is the one in which it was made to be safe."""

    def __init__(self, fatal: frozenset[str], safe: int) -> None:
        super().__init__()
        self.fatal, self.safe = fatal, safe

    def read(self, text: Text) -> Reading:
        if text.uri in self.fatal and os.getpid() != self.safe:
            os._exit(9)
        return super().read(text)

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        return map(self.read, texts)


MANY = [Text(f"id{n}", f"c{n}", f"t{n}", "invented 1", f"words {n}") for n in range(FEW + 60)]


def test_processes_beside_this_one_give_the_same_in_the_same_order() -> None:
    reader = KnowingMany()
    found = list(read_all(reader, MANY, make=KnowingMany, processes=3))
    assert [r.text for r in found if isinstance(r, Reading)] == [t.id for t in MANY]
    assert sum(reader.batches) < len(MANY), "the others read none"


def test_few_texts_start_no_other_process() -> None:
    reader = KnowingMany()
    assert len(list(read_all(reader, MANY[: FEW - 1], make=KnowingMany, processes=3))) == FEW - 1
    assert sum(reader.batches) == FEW - 1


def test_a_text_that_kills_the_process_reading_it_costs_only_itself() -> None:
    fatal = frozenset({"t60", "t76", "t92"})
    make = partial(Mortal, fatal, 0)
    # a reader that waits in this process, so that the others come to the fatal text
    found = list(read_all(Slow(fatal, os.getpid()), MANY, make=make, processes=2))
    assert len(found) == len(MANY)
    failed = [r for r in found if isinstance(r, Failure)]
    assert failed and {f.source for f in failed} <= fatal
    assert [r.text for r in found if isinstance(r, Reading)] == [
        t.id for t in MANY if t.uri not in {f.source for f in failed}
    ]


class Slow(Mortal):
    """As slow as a network."""

    def read(self, text: Text) -> Reading:
        time.sleep(0.1)
        return super().read(text)


def test_a_text_that_fails_in_another_process_costs_only_itself() -> None:
    make = partial(KnowingMany, fails=frozenset({"t70"}))
    found = list(read_all(make(), MANY, make=make, processes=2))
    assert [n for n, r in enumerate(found) if isinstance(r, Failure)] == [70]


def test_who_stops_listening_leaves_no_process_behind() -> None:
    readings = read_all(KnowingMany(), MANY, make=KnowingMany, processes=2)
    next(readings)
    readings.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_what_is_no_text_comes_out_in_its_place() -> None:
    items = [item for n, text in enumerate(MANY) for item in ((text, n) if n % 7 == 0 else (text,))]
    for processes in (1, 2):
        found = list(read_all(KnowingMany(), items, make=KnowingMany, processes=processes))
        assert [r if isinstance(r, int) else r.text for r in found if not isinstance(r, Failure)] == [
            item if isinstance(item, int) else item.id for item in items
        ]
