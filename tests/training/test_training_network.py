from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from sijill.statements.neural.labels import LAYERS, PAIRS, QUALITIES  # noqa: E402
from sijill.training.batches import epoch  # noqa: E402
from sijill.training.examples import of_passage  # noqa: E402
from sijill.training.fit import Recipe, losses, train  # noqa: E402
from sijill.training.network import Exported, Network, Sizes  # noqa: E402
from training.test_training_examples import _passage  # noqa: E402

SIZES = Sizes(vocabulary=300, width=16, layers=2, heads=4, inner=32, positions=128, epsilon=1e-12)


class Hashed:
    """Cuts a word into two pieces."""

    begin, end = 1, 2

    def pieces(self, words: Sequence[str]) -> list[list[int]]:
        return [[3 + sum(map(ord, word)) % 290, 3 + len(word)] for word in words]


def _network() -> Network:
    torch.manual_seed(7)
    return Network(SIZES, dropout=0.1)


def test_end_to_end_and_padded_give_the_same_numbers() -> None:
    network = _network().eval()
    one, two = torch.randint(3, 300, (20,)), torch.randint(3, 300, (9,))
    packed = network.encode(torch.cat([one, two]), [20, 9])
    pieces, mask = torch.zeros(2, 20, dtype=torch.long), torch.zeros(2, 20, dtype=torch.long)
    pieces[0], mask[0] = one, 1
    pieces[1, :9], mask[1, :9] = two, 1
    hidden, columns, whole = Exported(network)(pieces, mask)
    assert torch.allclose(hidden[0], packed[:20], atol=1e-5)
    assert torch.allclose(hidden[1, :9], packed[20:], atol=1e-5)
    assert torch.allclose(columns[1, :9], network.columns(packed[20:]), atol=1e-5)
    assert torch.allclose(whole, network.whole(packed[[0, 20]]), atol=1e-5)


def test_a_batch_holds_every_word_once_with_its_labels() -> None:
    example = of_passage(_passage())
    (batch,) = epoch([(example, 1.0)], Hashed(), 128, 1, 0)
    assert batch.acts.tolist() == example.acts.tolist()
    assert batch.layers.tolist() == [example.layers[name].tolist() for name in LAYERS]
    assert batch.qualities.tolist() == [example.qualities[name].tolist() for name, _ in QUALITIES]
    assert len(batch.labels) == sum(len(example.pairs[name]) for name in PAIRS)
    assert int(batch.labels.sum()) == sum(label for rows in example.pairs.values() for *_, label in rows)
    assert all(len(batch.pieces) > n >= 0 for row in batch.ends.tolist() for n in row)


def test_every_part_of_the_loss_is_there_and_learns(tmp_path: Path) -> None:
    example = of_passage(_passage())
    network = _network()
    (batch,) = epoch([(example, 1.0)], Hashed(), 128, 1, 0)
    before = {name: float(value.detach()) for name, value in losses(network.eval(), batch).items()}
    recipe = Recipe(epochs=60, longest=128, rate=5e-3, head_rate=1e-2, average=0.5)
    after = losses(train(network, [(example, 1.0)], Hashed(), recipe, tmp_path, report=False), batch)
    for name in ("act", "layers", "qualities", "pairs", "relevant"):
        assert float(after[name].detach()) < before[name] * 0.8, name
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 60


def test_broken_off_it_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    rows = [(of_passage(_passage()), 2.0)]
    whole = train(_network(), rows, Hashed(), Recipe(epochs=3, longest=128), tmp_path / "whole", report=False)

    class StopError(Exception):
        pass

    class Breaks(Hashed):
        calls = 0

        def pieces(self, words: Sequence[str]) -> list[list[int]]:
            Breaks.calls += 1
            if Breaks.calls > 14:
                raise StopError
            return super().pieces(words)

    with pytest.raises(StopError):
        train(_network(), rows, Breaks(), Recipe(epochs=3, longest=128), tmp_path / "broken", report=False)
    assert 1 <= len((tmp_path / "broken" / "log.jsonl").read_text().splitlines()) < 3
    again = train(_network(), rows, Hashed(), Recipe(epochs=3, longest=128), tmp_path / "broken", report=False)
    for name, value in whole.state_dict().items():
        assert torch.equal(value, again.state_dict()[name]), name


def test_a_stored_encoder_of_other_sizes_is_read_by_its_description(tmp_path: Path) -> None:
    told = {
        "vocab_size": 300, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 32, "max_position_embeddings": 128, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (tmp_path / "config.json").write_text(json.dumps(told))
    assert Sizes.of(tmp_path) == SIZES
