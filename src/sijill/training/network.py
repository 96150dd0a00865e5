"""The network: a BERT encoder and one linear map to all columns, besides projections that score pairs.

The encoder is that of Devlin et al. (2019), written out so that sequences can lie end to end without padding: two
thirds of the time of a padded batch on a processor. Pairs are scored bilinearly after Dozat and Manning (2017), with
a bias for each distance. Invariant: :meth:`Network.forward` over packed sequences and the exported graph over padded
ones give the same numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from sijill.statements.neural.labels import DISTANCES, PAIRS, WIDTH, WINDOW_WIDTH

#: size of the projections that score pairs, for each relation
PAIR_SIZE = 48


@dataclass(frozen=True, slots=True)
class Sizes:
    """The encoder's sizes, as its ``config.json`` has them."""

    vocabulary: int
    #: numbers that stand for one piece
    width: int
    layers: int
    heads: int
    #: numbers between the two maps of a feed-forward block
    inner: int
    #: pieces of a sequence at most
    positions: int
    epsilon: float

    @classmethod
    def of(cls, folder: Path) -> Sizes:
        """The sizes of a stored encoder."""
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return cls(
            told["vocab_size"],
            told["hidden_size"],
            told["num_hidden_layers"],
            told["num_attention_heads"],
            told["intermediate_size"],
            told["max_position_embeddings"],
            told["layer_norm_eps"],
        )


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.qkv = nn.Linear(sizes.width, 3 * sizes.width)
        self.mixed = nn.Linear(sizes.width, sizes.width)
        self.norm_1 = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.widen = nn.Linear(sizes.width, sizes.inner)
        self.narrow = nn.Linear(sizes.inner, sizes.width)
        self.norm_2 = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, lengths: list[int]) -> Tensor:
        """Over pieces laid end to end, (pieces, width)."""
        width = x.shape[1]
        rows = []
        for part in self.qkv(x).split(lengths):
            q, k, v = part.view(1, -1, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(q, k, v)
            rows.append(mixed.transpose(1, 2).reshape(-1, width))
        x = self.norm_1(x + self.dropout(self.mixed(torch.cat(rows))))
        return self.norm_2(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))

    def padded(self, x: Tensor, mask: Tensor) -> Tensor:
        """Over padded sequences, (sequences, pieces, width); mask is 0 or very negative, (sequences, 1, 1, pieces)."""
        many, long, width = x.shape
        q, k, v = self.qkv(x).view(many, long, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5 + mask).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).reshape(many, long, width)
        x = self.norm_1(x + self.mixed(mixed))
        return self.norm_2(x + self.narrow(functional.gelu(self.widen(x))))


class Network(nn.Module):
    """Encoder, columns for words and windows, projections for pairs."""

    def __init__(self, sizes: Sizes, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes = sizes
        self.words = nn.Embedding(sizes.vocabulary, sizes.width)
        self.positions = nn.Embedding(sizes.positions, sizes.width)
        self.kinds = nn.Parameter(torch.zeros(sizes.width))
        self.norm = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers))
        self.dropout = nn.Dropout(dropout)
        self.columns = nn.Linear(sizes.width, WIDTH)
        self.whole = nn.Linear(sizes.width, WINDOW_WIDTH)
        self.before = nn.Linear(2 * sizes.width, len(PAIRS) * PAIR_SIZE)
        self.after = nn.Linear(2 * sizes.width, len(PAIRS) * PAIR_SIZE)
        self.distance = nn.Parameter(torch.zeros(len(PAIRS), len(DISTANCES) + 1))

    @classmethod
    def starting_from(cls, folder: Path, *, dropout: float = 0.1) -> Network:
        """A network whose encoder is a stored one (``config.json``, ``model.safetensors``)."""
        network = cls(Sizes.of(folder), dropout=dropout)
        stored = {name.removeprefix("bert."): t for name, t in load_file(folder / "model.safetensors").items()}
        own = network.state_dict()
        own["words.weight"] = stored["embeddings.word_embeddings.weight"]
        own["positions.weight"] = stored["embeddings.position_embeddings.weight"]
        own["kinds"] = stored["embeddings.token_type_embeddings.weight"][0]
        for part in ("weight", "bias"):
            own[f"norm.{part}"] = stored[f"embeddings.LayerNorm.{part}"]
            for n in range(network.sizes.layers):
                there = f"encoder.layer.{n}"
                attention = [stored[f"{there}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                own[f"layers.{n}.qkv.{part}"] = torch.cat(attention)
                own[f"layers.{n}.mixed.{part}"] = stored[f"{there}.attention.output.dense.{part}"]
                own[f"layers.{n}.norm_1.{part}"] = stored[f"{there}.attention.output.LayerNorm.{part}"]
                own[f"layers.{n}.widen.{part}"] = stored[f"{there}.intermediate.dense.{part}"]
                own[f"layers.{n}.narrow.{part}"] = stored[f"{there}.output.dense.{part}"]
                own[f"layers.{n}.norm_2.{part}"] = stored[f"{there}.output.LayerNorm.{part}"]
        network.load_state_dict(own)
        return network

    def encode(self, pieces: Tensor, lengths: list[int]) -> Tensor:
        """(pieces, width) for sequences laid end to end."""
        places = torch.cat([torch.arange(n, device=pieces.device) for n in lengths])
        x = self.dropout(self.norm(self.words(pieces) + self.positions(places) + self.kinds))
        for layer in self.layers:
            x = layer(x, lengths)
        return x

    def pairs(self, one: Tensor, two: Tensor, buckets: Tensor) -> Tensor:
        """Scores of pairs of stretches, for each relation.

        Args:
            one: first and last word of each first stretch, (pairs, 2 width).
            two: the same of each second stretch.
            buckets: the distance of each pair, (pairs,).
        """
        many = one.shape[0]
        q = self.before(one).view(many, len(PAIRS), PAIR_SIZE)
        k = self.after(two).view(many, len(PAIRS), PAIR_SIZE)
        return (q * k).sum(-1) * PAIR_SIZE**-0.5 + self.distance[:, buckets].T


class Exported(nn.Module):
    """What is written out: padded pieces in; the encoder's numbers, columns of pieces and of windows out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces and mask are (sequences, pieces); the mask is 1 where there is a piece."""
        n = self.network
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = n.norm(n.words(pieces) + n.positions(places) + n.kinds)
        hidden = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in n.layers:
            x = layer.padded(x, hidden)
        return x, n.columns(x), n.whole(x[:, 0])
