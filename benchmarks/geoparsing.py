"""Score places of given names over corpora of annotated toponyms: accuracy within 161 km, errors, speed.

    python benchmarks/geoparsing.py SCORER.py CORPUS.jsonl ... [--kinds Literal] [--plain] [--errors]

A corpus holds one text a line ({"doc_id", "text", "toponyms": [{"start", "end", "lat", "lon", "kind"?}]}); SCORER has
``resolution(pairs)`` and ``geoparse(gold, system)``. Neither belongs to this repository. ``--plain`` finds the names
too; ``--errors`` prints every name that lies elsewhere.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from pathlib import Path
from typing import Any

from sijill.types import Span
from sijill.values.places import find_places
from sijill.values.resolving import resolve


def main() -> None:
    """Resolve, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--kinds", nargs="*", help="only toponyms of these kinds, where a corpus tells kinds")
    parser.add_argument("--plain", action="store_true", help="find the names, too")
    parser.add_argument("--errors", action="store_true", help="print what lies elsewhere")
    arguments = parser.parse_args()
    score = _module(arguments.scorer)
    resolve([], "", "en")
    for path in arguments.corpora:
        texts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        if arguments.plain:
            _plain(path, texts, score)
        else:
            _given(path, texts, score, arguments.kinds, arguments.errors)


def _given(path: Path, texts: list[dict[str, Any]], score: Any, kinds: list[str] | None, errors: bool) -> None:
    pairs = []
    seconds, names = 0.0, 0
    for told in texts:
        gold = sorted((t for t in told["toponyms"] if t["lat"] is not None), key=lambda t: t["start"])
        began = time.process_time()
        found = resolve([Span(t["start"], t["end"]) for t in gold], told["text"], "en")
        seconds += time.process_time() - began
        names += len(gold)
        for toponym, resolution in zip(gold, found, strict=True):
            if kinds and toponym.get("kind") and toponym["kind"] not in kinds:
                continue
            place = resolution.place
            point = (place.latitude, place.longitude) if place and place.latitude is not None else None
            pairs.append(((toponym["lat"], toponym["lon"]), point))
            far = point is None or score.km(*pairs[-1][0], *point) > 161
            if errors and far:
                print(
                    told["doc_id"], repr(told["text"][toponym["start"] : toponym["end"]]), toponym.get("fcode"),
                    toponym.get("name") or toponym.get("page"), pairs[-1][0], "->", resolution.rule, resolution.kind,
                    place and (place.city, place.admin1, place.country), point, sep=" | ",
                )  # fmt: skip
    result = score.resolution(pairs)
    print(
        f"{path.stem:12} n {result['n']:5}  accuracy@161km {result['acc161']:.3f}  median {result['median_km']:6.1f} km"
        f"  mean {result['mean_km']:6.0f} km  AUC {result['auc']:.3f}  {names / seconds:,.0f} names a CPU second"
    )


def _plain(path: Path, texts: list[dict[str, Any]], score: Any) -> None:
    gold = {t["doc_id"]: t["toponyms"] for t in texts}
    system = {}
    for told in texts:
        found = find_places(told["text"], "en")
        system[told["doc_id"]] = [
            {"start": p.span.start, "end": p.span.end, "lat": p.place.latitude, "lon": p.place.longitude}
            for p in found
        ]  # fmt: skip
    result = score.geoparse(gold, system, match="overlap", coords_only=True)
    recognition = result["recognition"]
    print(
        f"{path.stem:12} precision {recognition['p']:.3f} recall {recognition['r']:.3f} f1 {recognition['f1']:.3f}  "
        f"accuracy@161km of those found {result['resolution']['acc161']:.3f}, of all "
        f"{result['resolution_all']['acc161']:.3f}"
    )


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"not a module: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
