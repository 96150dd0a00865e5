"""Ties between people, bodies and incidents that a text states."""

from __future__ import annotations

import hashlib

import pytest

from sijill.codebook import load
from sijill.statements.baseline import BaselineReader
from sijill.types import Metadata, Text

READER = BaselineReader(load())


def ties(words: str) -> list[tuple[str, str, str, str]]:
    digest = hashlib.sha256(words.encode()).hexdigest()
    text = Text(digest, digest, "passage", "plain 1", words, Metadata(language="en", published="2019-03-12"))
    reading = READER.read(text)
    names = {f"p:{p.id}": p.name or "" for p in reading.parties}
    names |= {f"i:{m.id}": str(m.first("type")) for m in reading.mentions}
    return [
        (r.kind, names.get(r.source, r.source), names.get(r.target, r.target), text.quote(r.span))
        for r in reading.relations
    ]


KILLED = "Gunmen shot dead the lawyer Nico Aldana in Cali on Tuesday. "


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("His sister, Marta Aldana, said he had no enemies.", ("kin_of", "Marta Aldana", "Nico Aldana", "His sister")),
        (
            "Tomás Rial, a spokesman for the Harvest Movement, denied it.",
            ("speaks_for", "Tomás Rial", "Harvest Movement", "spokesman"),
        ),
        (
            "Tomás Rial, the leader of the Harvest Movement, was in the car.",
            ("leads", "Tomás Rial", "Harvest Movement", "leader"),
        ),
    ],
)
def test_a_stated_tie_is_found_with_its_words(words: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in ties(KILLED + words)


def test_harm_follows_a_threat_told_as_earlier() -> None:
    found = ties(KILLED + "Aldana had received death threats from a militia.")
    assert ("follows_threat", "killing", "threat", "received death threats") in found


def test_no_tie_is_concluded() -> None:
    assert ties(KILLED + "The police opened an inquiry.") == []
