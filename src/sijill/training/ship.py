"""A trained network → the files that the package carries: an int8 graph, the pair weights, tokenizer and description.

Matrices are quantised to 8 bits, one scale a column (dynamic quantisation of onnxruntime). Invariant: what is written
says which labels its columns mean, so that a program of another version refuses it instead of misreading it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from sijill.statements.neural.labels import ACTS, DISTANCES, LAYERS, MUC_TYPES, PAIRS, QUALITIES
from sijill.training.network import PAIR_SIZE, Exported, Network

#: raised whenever files of one version cannot be read by programs of another
FORMAT = 1


def description(network: Network, longest: int, **more: Any) -> dict[str, Any]:
    """What a program must know to read the files."""
    return {
        "format": FORMAT,
        "acts": list(ACTS),
        "layers": list(LAYERS),
        "qualities": [[name, list(values)] for name, values in QUALITIES],
        "muc_types": list(MUC_TYPES),
        "pairs": list(PAIRS),
        "distances": list(DISTANCES),
        "pair_size": PAIR_SIZE,
        "width": network.sizes.width,
        "longest": longest,
        **more,
    }


def export(network: Network, path: Path) -> None:
    """Write the network as a graph of 32-bit numbers."""
    network.eval()
    pieces = torch.randint(0, 1000, (2, 16))
    mask = torch.ones(2, 16, dtype=torch.long)
    batch, long = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("long", min=2, max=512)
    torch.onnx.export(
        Exported(network),
        (pieces, mask),
        str(path),
        input_names=["pieces", "mask"],
        output_names=["hidden", "columns", "whole"],
        dynamic_shapes={"pieces": {0: batch, 1: long}, "mask": {0: batch, 1: long}},
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _plain(path: Path) -> None:
    """Take out what the exporter notes about the machine it ran on: source lines and paths."""
    model = onnx.load(str(path))
    for told in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer):
        told.doc_string = ""
        del told.metadata_props[:]
    onnx.save(model, str(path))


def ship(network: Network, tokenizer: Path, folder: Path, told: Mapping[str, Any]) -> None:
    """Write everything that a reader needs into a folder.

    Args:
        network: the trained network.
        tokenizer: ``tokenizer.json`` of its encoder.
        folder: where to.
        told: from :func:`description`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as away:
        whole = Path(away) / "whole.onnx"
        export(network, whole)
        quantize_dynamic(
            str(whole),
            str(folder / "reader.onnx"),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
    _plain(folder / "reader.onnx")
    onnx.checker.check_model(str(folder / "reader.onnx"))
    parts = {
        "before": network.before.weight, "before_bias": network.before.bias,
        "after": network.after.weight, "after_bias": network.after.bias, "distance": network.distance,
    }  # fmt: skip
    arrays = {name: value.detach().numpy().astype(np.float16) for name, value in parts.items()}
    np.savez(folder / "pairs.npz", **arrays)  # type: ignore[arg-type]
    table = json.loads(tokenizer.read_text(encoding="utf-8"))
    table["padding"] = table["truncation"] = None
    (folder / "tokenizer.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    (folder / "reader.json").write_text(json.dumps(dict(told), indent=1) + "\n", encoding="utf-8")
