"""A table of phrases and the places that they mean: town, country, how told, precision and radius."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sijill.values.whereabouts import explain

TABLE = Path(__file__).with_name("place_phrases.tsv")
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", ROWS, ids=[row["phrase"] for row in ROWS])
def test_phrase(row: dict[str, str]) -> None:
    told = explain(row["phrase"], row["language"])
    # of "Zarqash, a village in Idlib province" and "Baghdad's Green Zone" the finest
    place = min(told.places, key=lambda p: (p.place.city is None, p.place.radius_km or 0.0))
    assert (place.place.city or "-", place.place.country or "-") == (row["city"], row["country"])
    assert place.rule.startswith(f"{row['bearing']} from ") if row["bearing"] else " from " not in place.rule
    assert place.place.precision == (None if row["precision"] == "-" else row["precision"])
    assert place.place.radius_km == float(row["radius_km"])


def test_the_table_is_large_enough_to_say_something() -> None:
    assert len(ROWS) >= 150
    assert sum(row["language"] == "ar" for row in ROWS) >= 25
