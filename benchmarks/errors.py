"""What the reader does wrong on annotated texts, classed by machine, for a person to say why.

    python benchmarks/errors.py PATH... [--reader NAME] [--only WORDS] [--show 50] [--seed 1]

PATH is what `sijill evaluate` takes, MUC-4 apart. Printed are how many faults each class has, and as many of them as
asked for, drawn evenly over the classes that --only (a part of the class's or slot's name) leaves.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sijill import settings, workflow
from sijill.errors import Failure
from sijill.evaluation import evaluating, gold
from sijill.evaluation.faults import Fault, faults
from sijill.statements import contract


def main() -> None:
    """Read, class, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--reader")
    parser.add_argument("--only", default="", help="classes or slots with these words in their name")
    parser.add_argument("--show", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    found = [
        (name, fault)
        for name, fault in every(chosen.paths, chosen.reader)
        if chosen.only in f"{fault.kind} {fault.slot}"
    ]
    for kind, number in Counter(label(fault) for _, fault in found).most_common():
        print(f"{number:6} {kind}")
    for number, (name, fault) in enumerate(drawn(found, chosen.show, random.Random(chosen.seed)), start=1):
        print(f"\n{number}. {label(fault)} ({name})")
        print(f"   annotated: {brief(fault.gold)}")
        print(f"   found:     {brief(fault.said)}")
        print(f"   {fault.excerpt}")


def every(paths: Sequence[str], reader: str | None) -> list[tuple[str, Fault]]:
    """All faults, with the names of their texts."""
    chosen = settings.load({"reader": reader} if reader else None)
    told = [scope.strip() for scope in chosen.text("scope").split(",")]
    found: list[tuple[str, Fault]] = []
    for path in paths:
        for outcome in evaluating.outcomes(gold.load(path, chosen), workflow.reader_for(chosen), told=told):
            if isinstance(outcome, Failure):
                print(outcome.error, file=sys.stderr)
                continue
            text = outcome.text.text
            read = contract.to_json(text, outcome.reading)["incidents"] if outcome.reading else []
            there = outcome.text.told.get("incidents") or []
            found += [(outcome.text.id, fault) for fault in faults(text.content, there, read, told)]
    return found


def label(fault: Fault) -> str:
    """The class, and of what."""
    return f"{fault.kind}: {fault.slot}" if fault.kind.startswith("slot") else fault.kind


def drawn(found: Sequence[tuple[str, Fault]], most: int, chance: random.Random) -> list[tuple[str, Fault]]:
    """Some faults, from each class in turn."""
    classes: dict[str, list[tuple[str, Fault]]] = defaultdict(list)
    for item in chance.sample(found, len(found)):
        classes[label(item[1])].append(item)
    chosen: list[tuple[str, Fault]] = []
    while len(chosen) < min(most, len(found)):
        for waiting in classes.values():
            if waiting and len(chosen) < most:
                chosen.append(waiting.pop())
    return sorted(chosen, key=lambda item: label(item[1]))


def brief(incident: Mapping[str, Any] | None) -> str:
    """An incident in one line."""
    if incident is None:
        return "nothing"
    place = incident.get("place") or {}

    def named(role: str) -> str:
        return ", ".join(str(p.get("name") or p.get("description") or "?") for p in incident.get(role) or ())

    told = [
        str(incident.get("type")), str(incident.get("date") or "no date"),
        str(place.get("city") or place.get("country") or "no place"), f"victims: {named('victims') or 'none'}",
        f"by: {named('perpetrators') or 'nobody'}",
    ]  # fmt: skip
    tolls = [
        f"{name} {incident[name]['min']}-{incident[name]['max']}"
        for name in ("killed", "injured")
        if incident.get(name)
    ]
    return " | ".join([*told, *tolls])


if __name__ == "__main__":
    main()
