"""NPZ: the network as NumPy arrays, for programs of one's own."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.data.scaling import Recipe
from engine.exporters.forward import Graph
from engine.exporters.model import Model

Floats = NDArray[np.float64]
RUNTIME = f"NumPy {np.__version__}"


def encode(model: Model) -> bytes:
    """The file's bytes: one row a unit, one row a connection, and the recipe."""
    graph, recipe = model.graph, model.recipe
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        unit_ids=graph.unit_ids,
        unit_names=np.array(model.names, np.str_),
        kinds=np.array(graph.kinds, np.str_),
        activations=np.array(graph.activations, np.str_),
        biases=graph.biases,
        sources=graph.sources,
        targets=graph.targets,
        weights=graph.weights,
        input_names=np.array(model.input_names, np.str_),
        output_names=np.array(model.output_names, np.str_),
        classes=np.array(model.classes, np.str_),
        task=np.array(model.task, np.str_),
        features=np.array(model.feature_names, np.str_),
        recipe=np.array(list(recipe.in_words(model.input_names, model.output_names)), np.str_),
        input_mean=recipe.input_mean,
        input_scale=recipe.input_scale,
        target_mean=recipe.target_mean,
        target_scale=recipe.target_scale,
    )
    return stream.getvalue()


def run(path: Path, inputs: Floats) -> Floats:
    """Outputs (n, k) of the network in the file, for raw inputs (n, d)."""
    with np.load(path, allow_pickle=False) as arrays:
        graph = Graph(
            arrays["unit_ids"],
            tuple(arrays["kinds"].tolist()),
            tuple(arrays["activations"].tolist()),
            arrays["biases"],
            arrays["sources"],
            arrays["targets"],
            arrays["weights"],
        )
        recipe = Recipe(
            arrays["input_mean"],
            arrays["input_scale"],
            arrays["target_mean"],
            arrays["target_scale"],
            Features.of(arrays["input_names"].tolist(), arrays["features"].tolist()),
        )
        names = tuple(arrays["unit_names"].tolist())
    return Model(graph, names, recipe, (), ()).predict(inputs)
