"""From news texts to incidents, end to end: reports of shootings, read, linked, and scored against a registry.

    SIJILL_BENCH=… python benchmarks/gva.py [--split x_dev] [--cache FOLDER]

The reports are those of bench/score/baseline_gva.py: title, text and day of publication, nothing of the registry. Each
is read by the reader of the settings as a web page with that title would be, all readings are linked as `sijill link
--readings` links them, and a report's incident is that of its most confident mention; a report without a mention stands
alone. Beside it stands the yardstick of the same folder, TF-IDF with a date window, tuned on x_train. Then the records:
what the linked reports of each incident say of date, place, killed, injured and names, against the registry's own.
Readings are kept in FOLDER, by split and reader, and reading goes on where it was interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

from sijill import settings, workflow
from sijill.errors import Failure
from sijill.incidents import standing
from sijill.statements import contract
from sijill.types import Account, Count, Incident, Place, Report, Source

Json: TypeAlias = dict[str, Any]
#: reports read before what was read is written down
BATCH = 64
_LETTERS = re.compile(r"\w+")


def scorers(bench: Path) -> tuple[ModuleType, ModuleType, ModuleType]:
    """The yardstick, the scorer of groups and the scorer of records."""
    sys.path.insert(0, str(bench / "score"))
    import baseline_gva  # type: ignore[import-not-found]
    import coref  # type: ignore[import-not-found]
    import spans  # type: ignore[import-not-found]

    return baseline_gva, coref, spans


def record(report: Json) -> Json:
    """A report as a record of the JSON Lines input: the title stands above the text unless the text begins with it."""
    title, body = report["title"] or "", report["text"]
    begins = " ".join(_LETTERS.findall(title.lower())) in " ".join(
        _LETTERS.findall(body[: 4 * len(title) + 80].lower())
    )
    text = body if begins else f"{title}\n\n{body}"
    return {"id": report["doc_id"], "title": title, "text": text, "published": report["dct"], "language": "en"}


def readings(reports: Sequence[Json], split: str, cache: Path) -> list[Json]:
    """The readings of reports in their order, from the cache as far as they are there."""
    options = settings.load()
    identity = workflow.reader_for(options).identity
    cache.mkdir(parents=True, exist_ok=True)
    marks = [part[:8] for part in (identity.model, identity.codebook) if part]
    file = cache / f"{'-'.join(['gva', split, identity.name, identity.version.replace(' ', '_'), *marks])}.jsonl"
    known: dict[str, Json] = {}
    if file.exists():
        with file.open(encoding="utf-8") as lines:
            known = {obj["source"]["uri"]: obj for obj in map(json.loads, lines)}
    missing = [r for r in reports if r["doc_id"] not in known]
    start = time.perf_counter()
    waiting = cache / f"reading-{os.getpid()}.jsonl"
    with file.open("a", encoding="utf-8") as out:
        for n in range(0, len(missing), BATCH):
            batch = missing[n : n + BATCH]
            waiting.write_text("".join(json.dumps(record(r)) + "\n" for r in batch), "utf-8")
            for result in workflow.read([str(waiting)], input_format="jsonl", settings=options):
                if isinstance(result, Failure):
                    print(f"{result.source}: {result.error}", file=sys.stderr)
                    continue
                obj = contract.to_json(result.text, result.reading)
                known[obj["source"]["uri"]] = obj
                out.write(json.dumps(obj, ensure_ascii=False) + "\n")
            out.flush()
    waiting.unlink(missing_ok=True)
    if missing:
        print(f"read {len(missing)} reports in {time.perf_counter() - start:.0f} s", flush=True)
    return [known[r["doc_id"]] for r in reports if r["doc_id"] in known]


def accounts_of(objects: Sequence[Json]) -> dict[str, list[Account]]:
    """The mentions of each report, by its id."""
    found: dict[str, list[Account]] = {}
    for obj in objects:
        text, reading = contract.from_json(obj)
        source = Source(Report(text.uri, text.uri, "article"), text, datetime.fromtimestamp(0, UTC))
        found[text.uri] = [workflow.account_of(source, reading, mention.id) for mention in reading.mentions]
    return found


def labelled(
    reports: Sequence[Json], objects: Sequence[Json], accounts: dict[str, list[Account]]
) -> tuple[dict[str, str], dict[str, list[Account]]]:
    """The incident of each report, and the accounts of each incident, as `sijill link --readings` groups them."""
    home: dict[tuple[str, str], str] = {}
    members: dict[str, list[Account]] = {}
    of = {(uri, a.mention.id): a for uri, told in accounts.items() for a in told}
    for row in workflow.link_readings(objects):
        for mention in row["mentions"]:
            key = mention["source"], mention["incident"]
            home[key] = row["incident"]
            members.setdefault(row["incident"], []).append(of[key])
    labels = {}
    for report in reports:
        told = accounts.get(report["doc_id"], ())
        surest = max(told, key=lambda a: a.mention.confidence, default=None)
        labels[report["doc_id"]] = home[report["doc_id"], surest.mention.id] if surest else f"alone {report['doc_id']}"
    return labels, members


def registry(bench: Path, wanted: set[str]) -> dict[str, Json]:
    """The registry's records of the incidents, as the scorer of records takes them."""
    with (bench / "incident_linking" / "gva" / "incidents.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["incident"] in wanted and row.get("date")]
    return {
        row["incident"]: {
            "date": row["date"], "city": row["city"], "state": row["state"], "killed": row["killed"],
            "injured": row["injured"], "names": [p["name"] for p in row["participants"] if p.get("name")],
        }
        for row in rows
    }  # fmt: skip


def told_of(accounts: Sequence[Account]) -> Json:
    """What stands for one incident, as the scorer of records takes it. The registry writes 0 where none is told."""
    keys = tuple(sorted(a.key for a in accounts))
    stands = standing.stand(Incident("i", keys), accounts)
    found: Json = {"killed": 0, "injured": 0, "names": []}
    for value in stands.values:
        if value.field in ("killed", "injured") and isinstance(value.value, Count):
            found[value.field] = value.value.min
        elif value.field == "date" and isinstance(value.value, str):
            found["date"] = value.value
        elif value.field == "place" and isinstance(value.value, Place):
            found["city"], found["state"] = value.value.city or "", value.value.admin1 or ""
    for party in stands.parties:
        name = party.get("name")
        if name is not None and isinstance(name.value, str):
            found["names"].append(name.value)
    return found


def told(what: str, score: Json) -> str:
    """One line of a score of groups."""
    pairs = score["pairwise"]
    return (
        f"{what:24} CoNLL {score['conll_f1']:.3f}  B3 {score['b3']['f1']:.3f}  LEA {score['lea']['f1']:.3f}  "
        f"pairwise P {pairs['p']:.3f} R {pairs['r']:.3f} F {pairs['f1']:.3f}"
    )


def main() -> None:
    """Read, link, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", default="x_dev", choices=("dev", "x_train", "x_dev"))
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="folder that keeps readings")
    parser.add_argument("--without-yardstick", action="store_true", help="leave TF-IDF out, which takes a minute")
    chosen = parser.parse_args()
    bench = Path(os.environ["SIJILL_BENCH"])
    yardstick, coref, records = scorers(bench)
    reports = yardstick.reports(chosen.split)
    objects = readings(reports, chosen.split, chosen.cache)
    accounts = accounts_of(objects)
    silent = sum(not accounts.get(r["doc_id"]) for r in reports)
    print(
        f"{chosen.split}: {len(reports)} reports of {len({r['incident'] for r in reports})} incidents; "
        f"{sum(map(len, accounts.values()))} mentions, {silent} reports without one"
    )
    start = time.perf_counter()
    labels, members = labelled(reports, objects, accounts)
    seconds = time.perf_counter() - start
    gold = coref.from_labels({r["doc_id"]: r["incident"] for r in reports})
    print(told("sijill", coref.score(gold, coref.from_labels(labels))), f"  linked in {seconds:.1f} s")
    speaking = {r["doc_id"]: r["incident"] for r in reports if accounts.get(r["doc_id"])}
    only = coref.score(coref.from_labels(speaking), coref.from_labels({d: labels[d] for d in speaking}))
    print(told("  those with a mention", only))
    if not chosen.without_yardstick:
        yardstick.main("x_train", chosen.split)
    wanted = registry(bench, {r["incident"] for r in reports})
    predicted = {}
    for incident in wanted:
        homes = Counter(labels[r["doc_id"]] for r in reports if r["incident"] == incident)
        best = max(sorted(homes), key=lambda home: homes[home])
        if best in members:
            predicted[incident] = told_of(members[best])
    fields = records.incident_records(wanted, predicted)
    names = fields["names"]
    print(
        f"records of {fields['n']} incidents: "
        + "  ".join(f"{k} {fields[k]:.3f}" for k in ("date", "date_1d", "city", "state", "killed", "injured"))
        + f"  names P {names['p']:.3f} R {names['r']:.3f} F {names['f1']:.3f}"
    )


if __name__ == "__main__":
    main()
