"""Who died of it is no injured person besides."""

import pytest

from sijill import codebook
from sijill.statements.baseline import BaselineReader
from sijill.types import Count, Metadata, Text

READER = BaselineReader(codebook.load())


@pytest.mark.parametrize(
    ("words", "killed", "injured"),
    [
        ("Gunmen shot the lawyer Omar Bello in Kano on Monday. Bello was killed on the spot.", Count(1, 1), None),
        (
            "The killing of Omar Bello, a lawyer, shocked Kano. He was shot on Monday outside a court.",
            Count(1, 1),
            None,
        ),
        ("Gunmen killed the lawyer Omar Bello and wounded two bystanders in Kano on Monday.", Count(1, 1), Count(2, 2)),
    ],
)
def test_the_dead_are_not_counted_as_injured(words: str, killed: Count, injured: Count | None) -> None:
    reading = READER.read(Text("t", "c", "u", "plain 1", words, Metadata(language="en", published="2021-05-05")))
    (mention,) = reading.mentions
    assert mention.first("killed") == killed
    assert mention.first("injured") == injured
