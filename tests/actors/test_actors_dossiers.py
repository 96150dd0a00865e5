"""The invented dossiers: no two people become one, and those of whom enough is told are each one."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

from actors.invented_people import seen
from sijill.actors.appearing import Appearance
from sijill.actors.resolving import resolve
from sijill.types import PartyKey

DOSSIERS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "dossiers.toml").read_text("utf-8"))["dossier"]


def test_each_dossier_is_one_person_and_no_other() -> None:
    appearances: list[Appearance] = []
    owner: dict[PartyKey, int] = {}
    for n, dossier in enumerate(DOSSIERS):
        for told in dossier["seen"]:
            more = {k: v for k, v in told.items() if k not in ("name", "born", "city")}
            born = tuple(told["born"]) if "born" in told else None
            number = len(appearances)
            one = seen(number, told["name"], city=told.get("city") or None, born=born, on=more.pop("on", None), **more)
            appearances.append(one)
            owner[one.keys[0]] = n
    groups = resolve(appearances)
    for group in groups:
        assert len({owner[k] for k in group.parties}) == 1, [DOSSIERS[owner[k]]["who"] for k in group.parties]
    home = {k: g.parties for g in groups for k in g.parties}
    for n, dossier in enumerate(DOSSIERS):
        mine = [k for k, of in owner.items() if of == n]
        joined = [home[a] == home[b] for a, b in combinations(mine, 2)]
        assert not any(joined) if dossier.get("apart") else all(joined), dossier["who"]
