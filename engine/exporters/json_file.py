"""JSON: the network in words and numbers, for reading and for programs in any language."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.data.scaling import Recipe
from engine.exporters.forward import Graph
from engine.exporters.model import Model

Floats = NDArray[np.float64]

_RECIPE = ("input_mean", "input_scale", "target_mean", "target_scale")


def encode(model: Model) -> bytes:
    """The file's bytes: one line a unit and one line a connection."""
    graph = model.graph
    units = zip(
        graph.unit_ids.tolist(),
        graph.kinds,
        model.names,
        graph.activations,
        graph.biases.tolist(),
        strict=True,
    )
    connections = zip(
        graph.sources.tolist(), graph.targets.tolist(), graph.weights.tolist(), strict=True
    )
    parts: dict[str, object] = {
        "format": "netloom network",
        "version": 1,
        "title": model.title,
        "task": model.task,
        "input_names": list(model.input_names),
        "output_names": list(model.output_names),
        "classes": list(model.classes),
        "categories": [
            {"name": each.name, "first_input": each.first, "values": each.values}
            for each in model.categories
        ],
        "features": list(model.feature_names),
        "recipe": list(model.recipe.in_words(model.input_names, model.output_names)),
        "scaling": {name: getattr(model.recipe, name).tolist() for name in _RECIPE},
    }
    lines = [f"  {_text(key)}: {_text(value)}" for key, value in parts.items()]
    for key, rows in (
        (
            "units",
            [
                dict(zip(("id", "kind", "name", "activation", "bias"), row, strict=True))
                for row in units
            ],
        ),
        (
            "connections",
            [dict(zip(("source", "target", "weight"), row, strict=True)) for row in connections],
        ),
    ):
        listed = ",\n".join(f"    {_text(row)}" for row in rows)
        lines.append(f'  "{key}": [\n{listed}\n  ]')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def run(path: Path, inputs: Floats) -> Floats:
    """Outputs (n, k) of the network in the file, for raw inputs (n, d)."""
    content = json.loads(path.read_bytes())
    units, connections = content["units"], content["connections"]
    graph = Graph(
        np.array([unit["id"] for unit in units], np.int64),
        tuple(unit["kind"] for unit in units),
        tuple(unit["activation"] for unit in units),
        np.array([unit["bias"] for unit in units], np.float64),
        np.array([link["source"] for link in connections], np.int64),
        np.array([link["target"] for link in connections], np.int64),
        np.array([link["weight"] for link in connections], np.float64),
    )
    mean, scale, target_mean, target_scale = (
        np.array(content["scaling"][name], np.float64) for name in _RECIPE
    )
    features = Features.of(content["input_names"], content["features"])
    recipe = Recipe(mean, scale, target_mean, target_scale, features)
    return Model(graph, (), recipe, (), ()).predict(inputs)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
