"""Make the map's outlines out of Natural Earth: `python scripts/basemap.py countries-50m.json > …/borders.txt`.

The input is the file of that name in the npm package world-atlas 2.0.2 (ISC), which holds Natural Earth 1:50m
(public domain) as TopoJSON. Needs pycountry, for the two letters of a country; neither is needed when sijill runs.

The output is text: one line an arc, coded as differences of hundredths of a degree, then one line a country. Arcs
that two countries share stand once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pycountry

HEAD = """\
# Outlines of countries: Natural Earth 1:50m (public domain), by way of world-atlas 2.0.2 (ISC), by scripts/basemap.py.
# An arc is a line of differences of hundredths of a degree, east and north in turn, in zigzag base 32 from "?";
# a country is its code, a tab, and its rings: numbers of arcs, "~" before those walked backwards.
"""
#: what Natural Earth draws and ISO 3166 has no code for, under two signs of no country, so that the land is whole
UNCODED = {"Kosovo": "XK", "Somaliland": "x1", "N. Cyprus": "x2", "Siachen Glacier": "x3", "Indian Ocean Ter.": "x4"}


def coded(numbers: list[int]) -> str:
    """Whole numbers as characters: zigzag, five bits a character, from "?"."""
    out: list[str] = []
    for number in numbers:
        rest = number << 1 if number >= 0 else (-number << 1) - 1
        while rest >= 32:
            out.append(chr((32 | rest & 31) + 63))
            rest >>= 5
        out.append(chr(rest + 63))
    return "".join(out)


def arc(steps: list[list[int]], scale: list[float], origin: list[float]) -> str:
    """One arc, as hundredths of a degree; points that fall together are one."""
    x = y = 0
    points: list[tuple[int, int]] = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        point = round(100 * (x * scale[0] + origin[0])), round(100 * (y * scale[1] + origin[1]))
        if not points or point != points[-1]:
            points.append(point)
    before = (0, 0)
    differences: list[int] = []
    for point in points:
        differences += [point[0] - before[0], point[1] - before[1]]
        before = point
    return coded(differences)


def rings(geometry: dict[str, Any]) -> str:
    """A country's rings, as the file has them."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return ";".join(",".join(str(n) if n >= 0 else f"~{~n}" for n in ring) for polygon in polygons for ring in polygon)


def main() -> None:
    """Write the outlines to standard output."""
    atlas = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    scale, origin = atlas["transform"]["scale"], atlas["transform"]["translate"]
    lines = [arc(steps, scale, origin) for steps in atlas["arcs"]]
    for geometry in atlas["objects"]["countries"]["geometries"]:
        known = pycountry.countries.get(numeric=geometry.get("id") or "---")
        code = known.alpha_2 if known else UNCODED[geometry["properties"]["name"]]
        lines.append(f"{code}\t{rings(geometry)}")
    sys.stdout.write(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
