"""Train the network; broken off, it goes on where it stood.

Adam with warm-up and linear decay, a lower rate for each layer further down (Howard and Ruder 2018), word vectors
frozen, bfloat16 arithmetic, an exponential moving average of the weights, which is what counts. Invariant: equal seed,
data and machine give equal weights, broken off or not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from sijill.statements.neural.labels import ACTS, COLUMNS, LAYERS, PAIRS, QUALITIES
from sijill.statements.neural.windows import LONGEST, PieceTable
from sijill.training.batches import Batch, epoch
from sijill.training.examples import UNSAID, Example
from sijill.training.network import Network

#: what each part of the loss weighs
WEIGHTS = {"act": 4.0, "layers": 2.0, "qualities": 0.3, "pairs": 0.6, "relevant": 0.4, "muc_types": 0.3}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train."""

    epochs: int = 8
    seed: int = 1
    #: of the encoder's last layer
    rate: float = 2e-4
    #: each layer further down learns so much slower
    decay: float = 0.9
    #: of the heads
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.08
    dropout: float = 0.1
    average: float = 0.99
    longest: int = LONGEST


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """Each part of the loss of a batch."""
    x = network.encode(batch.pieces, batch.lengths)
    heads = x[batch.heads]
    columns = network.columns(heads).float()
    parts: dict[str, Tensor] = {}
    parts["act"] = _entropy(columns[:, slice(*COLUMNS["act"])], batch.acts)
    parts["layers"] = torch.stack(
        [_entropy(columns[:, slice(*COLUMNS[layer])], batch.layers[n]) for n, layer in enumerate(LAYERS)]
    ).sum()
    parts["qualities"] = torch.stack(
        [_entropy(columns[:, slice(*COLUMNS[name])], batch.qualities[n]) for n, (name, _) in enumerate(QUALITIES)]
    ).sum()
    whole = network.whole(x[batch.starts]).float()
    told = batch.relevant != UNSAID
    parts["relevant"] = _binary(whole[told, 0], batch.relevant[told].float())
    types = batch.muc_types != UNSAID
    parts["muc_types"] = _binary(whole[:, 1:][types], batch.muc_types[types].float())
    if len(batch.labels):
        one = torch.cat([x[batch.ends[:, 0]], x[batch.ends[:, 1]]], 1)
        two = torch.cat([x[batch.ends[:, 2]], x[batch.ends[:, 3]]], 1)
        scores = network.pairs(one, two, batch.buckets).float()
        chosen = scores.gather(1, batch.relations[:, None])[:, 0]
        each = functional.binary_cross_entropy_with_logits(chosen, batch.labels, reduction="none")
        many = torch.zeros(len(PAIRS)).index_add_(0, batch.relations, torch.ones_like(each)).clamp(min=1)
        sums = torch.zeros(len(PAIRS)).index_add_(0, batch.relations, each)
        parts["pairs"] = (sums / many).sum()
    return parts


def _entropy(scores: Tensor, labels: Tensor) -> Tensor:
    if not bool((labels != UNSAID).any()):
        return scores.sum() * 0.0
    return functional.cross_entropy(scores, labels, ignore_index=UNSAID)


def _binary(scores: Tensor, labels: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(scores, labels) if len(labels) else scores.sum() * 0.0


def groups(network: Network, recipe: Recipe) -> list[dict[str, object]]:
    """Parameters with their rates."""
    network.words.weight.requires_grad_(False)
    rows: list[dict[str, object]] = []
    depth = len(network.layers)
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("layers."):
            rate = recipe.rate * recipe.decay ** (depth - 1 - int(name.split(".")[1]))
        elif name.startswith(("positions", "kinds", "norm.")):
            rate = recipe.rate * recipe.decay**depth
        else:
            rate = recipe.head_rate
        plain = parameter.ndim < 2
        rows.append(
            {"params": [parameter], "lr": rate, "top": rate, "weight_decay": 0.0 if plain else recipe.weight_decay}
        )
    return rows


def train(
    network: Network,
    examples: Sequence[tuple[Example, float]],
    table: PieceTable,
    recipe: Recipe,
    folder: Path,
    *,
    report: bool = True,
) -> Network:
    """Train; give the network with the averaged weights.

    Args:
        network: to start from.
        examples: each with how often an epoch sees it.
        table: cuts words into pieces.
        recipe: how.
        folder: where a training broken off is taken up again; ``log.jsonl`` there has the losses.
    """
    torch.manual_seed(recipe.seed)
    folder.mkdir(parents=True, exist_ok=True)
    optimiser = torch.optim.AdamW(groups(network, recipe), betas=(0.9, 0.98), eps=1e-6)
    mean = {name: t.detach().clone() for name, t in network.state_dict().items()}
    sizes = [sum(1 for _ in epoch(examples, table, recipe.longest, recipe.seed, 0))]
    total = sizes[0] * recipe.epochs
    step, begun = 0, 0
    state = folder / "state.pt"
    if state.exists():
        kept = torch.load(state, weights_only=True)
        if kept["recipe"] == asdict(recipe):
            network.load_state_dict(kept["network"])
            optimiser.load_state_dict(kept["optimiser"])
            mean, step, begun = kept["mean"], kept["step"], kept["epoch"]
    for number in range(begun, recipe.epochs):
        torch.manual_seed(recipe.seed * 1000 + number)
        network.train()
        since, pieces, sums = time.monotonic(), 0, dict.fromkeys(WEIGHTS, 0.0)
        batches = 0
        for batch in epoch(examples, table, recipe.longest, recipe.seed, number):
            warm = max(1, int(total * recipe.warm_up))
            share = min(1.0, (step + 1) / warm) * max(0.02, 1 - max(0, step - warm) / max(1, total - warm))
            for group in optimiser.param_groups:
                group["lr"] = group["top"] * share
            with torch.autocast("cpu", torch.bfloat16):
                parts = losses(network, batch)
            loss = torch.stack([parts[name] * WEIGHTS[name] for name in parts]).sum()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            kept_share = min(recipe.average, (1 + step) / (10 + step))
            with torch.no_grad():
                for name, value in network.named_parameters():
                    if value.requires_grad:
                        mean[name].lerp_(value, 1 - kept_share)
            pieces += len(batch.pieces)
            batches += 1
            for name, value in parts.items():
                sums[name] += float(value.detach())
        seconds = time.monotonic() - since
        row = {"epoch": number + 1, "seconds": round(seconds, 1), "pieces_a_second": round(pieces / seconds)}
        row |= {name: round(value / batches, 4) for name, value in sums.items()}
        with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        if report:
            print(json.dumps(row), flush=True)  # noqa: T201 - the progress of a command
        kept = {
            "recipe": asdict(recipe), "network": network.state_dict(), "optimiser": optimiser.state_dict(),
            "mean": mean, "step": step, "epoch": number + 1,
        }  # fmt: skip
        torch.save(kept, state.with_suffix(".new"))
        state.with_suffix(".new").replace(state)
    network.load_state_dict(mean)
    network.eval()
    return network


assert len(ACTS) == COLUMNS["act"][1]  # the columns begin with the acts
