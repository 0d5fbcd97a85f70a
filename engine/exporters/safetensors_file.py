"""Safetensors: named float32 arrays behind a JSON header, as Hugging Face's format has them.

The arrays are `layerN.weight` (units, sources) and `layerN.bias` (units,), N from 1 on in order of
work, `layerN.mask` of the weight's shape (1 where a connection is, 0 elsewhere) for layers that
lack some, and the scaling: `input_mean`, `input_scale` (one a feature), `target_mean`,
`target_scale` (one an output). The network takes (x − input_mean) / input_scale and gives
y · target_scale + target_mean. The arrays alone are the state of the PyTorch project's module.

The metadata are texts, as the format wants them. `title` and `task` stand as they are, `classes` is
a JSON list, and `network` a JSON object:

    version        1
    input_names    the raw columns        output_names   the targets
    features       what each input is made of: a raw column's name, or a formula of the columns
    inputs         ids of the input units, in the order of the features
    layers         for each N an object: `units`, the ids of the rows; `sources`, the ids of the
                   columns ([] where nothing feeds the layer: its weight is (units, 1) of zeros);
                   `activation`, one key for the layer. "softmax" is shared by all such outputs
    outputs        ids of the output units, in the order of the targets
    names          the name of each unit, by its id as text
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.data.scaling import Recipe
from engine.exporters.blocks import Block, Blocks, cut
from engine.exporters.forward import Graph
from engine.exporters.model import Model

Floats = NDArray[np.float64]

SCALING = ("input_mean", "input_scale", "target_mean", "target_scale")
_ALIGNED = 8


def encode(model: Model) -> bytes:
    """The network's file."""
    plan = cut(model.graph)
    said = {
        "title": model.title,
        "task": model.task,
        "classes": json.dumps(model.classes, ensure_ascii=False),
        "network": json.dumps(_structure(model, plan), ensure_ascii=False),
    }
    return packed(state(model, plan), said)


def run(path: Path, inputs: Floats) -> Floats:
    """Outputs (n, k) of the network in the file, for raw inputs (n, d)."""
    arrays, said = unpacked(path.read_bytes())
    structure = json.loads(said["network"])
    features = Features.of(structure["input_names"], structure["features"])
    mean, scale, target_mean, target_scale = (arrays[name] for name in SCALING)
    recipe = Recipe(mean, scale, target_mean, target_scale, features)
    return Model(graph_of(structure, arrays), (), recipe, (), ()).predict(inputs)


def state(model: Model, plan: Blocks) -> dict[str, Floats]:
    """The arrays by name."""
    arrays: dict[str, Floats] = {name: getattr(model.recipe, name) for name in SCALING}
    for number, block in enumerate(plan.blocks, start=1):
        weights = block.weights if block.parts else np.zeros((1, len(block.units)))
        arrays[f"layer{number}.weight"] = weights.T
        arrays[f"layer{number}.bias"] = block.biases
        if not is_full(block):
            present = block.present if block.parts else np.zeros_like(weights)
            arrays[f"layer{number}.mask"] = present.T.astype(np.float64)
    return arrays


def is_full(block: Block) -> bool:
    """Whether every connection that the block has room for is there."""
    return bool(block.parts) and bool(block.present.all())


def packed(arrays: Mapping[str, Floats], said: Mapping[str, str]) -> bytes:
    """A file of these arrays; `said` is kept as its metadata."""
    header: dict[str, object] = {"__metadata__": dict(said)}
    parts: list[bytes] = []
    place = 0
    for name, values in arrays.items():
        part = np.ascontiguousarray(values, "<f4").tobytes()
        offsets = [place, place + len(part)]
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": offsets}
        parts.append(part)
        place += len(part)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNED)  # so that the numbers behind it are aligned
    return len(text).to_bytes(8, "little") + text + b"".join(parts)


def unpacked(content: bytes) -> tuple[dict[str, Floats], dict[str, str]]:
    """The arrays and the metadata of a file that `packed` made; it trusts what it reads."""
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    said = header.pop("__metadata__", {})
    body = content[start:]
    arrays = {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], "<f4")
        .reshape(entry["shape"])
        .astype(np.float64)
        for name, entry in header.items()
    }
    return arrays, said


def _structure(model: Model, plan: Blocks) -> dict[str, object]:
    graph = model.graph
    ids = graph.unit_ids.tolist()
    inputs = [ids[row] for row in graph.rows_of("input")]
    standing = [inputs, *(list(block.units) for block in plan.blocks)]
    return {
        "version": 1,
        "input_names": model.input_names,
        "output_names": model.output_names,
        "features": model.feature_names,
        "inputs": inputs,
        "layers": [
            {
                "units": block.units,
                "sources": [
                    unit
                    for part in block.parts
                    for unit in (
                        standing[part.block]
                        if part.columns is None
                        else [standing[part.block][column] for column in part.columns]
                    )
                ],
                "activation": block.activation,
            }
            for block in plan.blocks
        ],
        "outputs": [ids[row] for row in graph.rows_of("output")],
        "names": dict(zip(map(str, ids), model.names, strict=True)),
    }


def graph_of(structure: dict[str, Any], arrays: Mapping[str, Floats]) -> Graph:
    """The network in terms of units and connections; structure and arrays belong together."""
    layers = structure["layers"]
    computed = [unit for layer in layers for unit in layer["units"]]
    activations = {unit: layer["activation"] for layer in layers for unit in layer["units"]}
    biases = [arrays[f"layer{number}.bias"] for number in range(1, len(layers) + 1)]
    hidden = [unit for unit in computed if unit not in set(structure["outputs"])]
    kinds = {"input": structure["inputs"], "hidden": hidden, "output": structure["outputs"]}
    units = [unit for listed in kinds.values() for unit in listed]
    bias_of = dict(zip(computed, np.concatenate(biases).tolist(), strict=True))
    links = list(_links(layers, arrays))
    return Graph(
        np.array(units, np.int64),
        tuple(kind for kind, listed in kinds.items() for _ in listed),
        tuple(activations.get(unit, "linear") for unit in units),
        np.array([bias_of.get(unit, 0.0) for unit in units]),
        np.array([source for source, _, _ in links], np.int64),
        np.array([target for _, target, _ in links], np.int64),
        np.array([weight for _, _, weight in links], np.float64),
    )


def _links(
    layers: list[dict[str, Any]], arrays: Mapping[str, Floats]
) -> Iterator[tuple[int, int, float]]:
    """Source, target and weight of each connection."""
    for number, layer in enumerate(layers, start=1):
        weights = arrays[f"layer{number}.weight"]
        mask = arrays.get(f"layer{number}.mask", np.ones_like(weights))
        for row, column in np.argwhere(mask).tolist():
            yield layer["sources"][column], layer["units"][row], float(weights[row, column])
