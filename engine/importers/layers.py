"""Fully connected layers, one after the other, as a network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.errors import NetworkFileError
from engine.exporters.forward import Graph
from engine.importers.taken import refuse_size

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """Weights (inputs, units), biases (units,), and what bends the sums.

    `present` (inputs, units) is False where there is no connection; None where there are all.
    """

    weights: Floats
    biases: Floats
    activation: str = "linear"
    present: NDArray[np.bool_] | None = None


def is_chain(layers: Sequence[Layer]) -> bool:
    """Whether each layer takes as many numbers as the one before it gives."""
    return all(a.weights.shape[1] == b.weights.shape[0] for a, b in pairwise(layers))


def graph_of(layers: Sequence[Layer]) -> Graph:
    """The layers as a graph: inputs first, outputs last. Raises NetworkFileError."""
    if not layers or not is_chain(layers):
        raise NetworkFileError("The layers in the file do not follow from one another.")
    sizes = [layers[0].weights.shape[0], *(layer.weights.shape[1] for layer in layers)]
    refuse_size(sum(sizes), sum(math.prod(layer.weights.shape) for layer in layers))
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    kinds, activations = ["input"] * sizes[0], ["linear"] * sizes[0]
    biases, sources, targets, weights = [np.zeros(sizes[0])], [], [], []
    for number, layer in enumerate(layers):
        present = np.ones(layer.weights.shape, np.bool_) if layer.present is None else layer.present
        start, end = np.nonzero(present)
        sources.append(first[number] + start)
        targets.append(first[number + 1] + end)
        weights.append(layer.weights[start, end])
        biases.append(layer.biases)
        kinds += ["output" if number == len(layers) - 1 else "hidden"] * len(layer.biases)
        activations += [layer.activation] * len(layer.biases)
    return Graph(
        np.arange(sum(sizes), dtype=np.int64),
        tuple(kinds),
        tuple(activations),
        np.concatenate(biases),
        np.concatenate(sources),
        np.concatenate(targets),
        np.concatenate(weights),
    )
