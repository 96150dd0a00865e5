"""Outlines of the world's countries, out of ``borders.txt`` (Natural Earth 1:50m, public domain).

The file is read when a site is made and goes nowhere itself: a site gets lines drawn from it. The borders are those
that Natural Earth draws, which follow who holds the ground; they take no side, and the site says so.

Invariant: a border that two countries share is the same points in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

#: (degrees east, degrees north)
Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """One country's land."""

    #: ISO 3166-1 alpha-2, or two signs of no country
    code: str
    rings: tuple[Ring, ...]


@cache
def countries() -> tuple[Country, ...]:
    """All countries, in the order of the file."""
    text = (resources.files("sijill.publication.site") / "borders.txt").read_text("utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    arcs = [_points(line) for line in lines if "\t" not in line]
    return tuple(
        Country(code, tuple(_ring(ring, arcs) for ring in rings.split(";")))
        for code, rings in (line.split("\t") for line in lines if "\t" in line)
    )


def _points(line: str) -> list[Point]:
    """One arc: differences of hundredths of a degree in zigzag, five bits a character from "?"."""
    numbers: list[int] = []
    number = shift = 0
    for character in line:
        bits = ord(character) - 63
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(number >> 1 if not number & 1 else -((number + 1) >> 1))
            number = shift = 0
    points: list[Point] = []
    x = y = 0
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / 100, y / 100))
    return points


def _ring(numbers: str, arcs: list[list[Point]]) -> Ring:
    """A closed ring of arcs, each begun where the one before it ended; "~" stands before those walked backwards."""
    points: list[Point] = []
    for number in numbers.split(","):
        arc = arcs[int(number[1:])][::-1] if number[0] == "~" else arcs[int(number)]
        points += arc[1:] if points else arc
    return tuple(points)
