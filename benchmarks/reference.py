"""Backpropagation as a textbook writes it, one matrix a level, in any NumPy precision.

In float64 it is what every candidate's weights are compared with; tests hold its gradient against
central differences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from benchmarks import draws
from benchmarks.graphs import Graph, Layer
from benchmarks.workloads import PLAIN, Regime, Workload

Array = NDArray[Any]
Parameters = list[Array]  # matrix and biases of the first layer, of the second, …

_BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8


def start(graph: Graph, dtype: DTypeLike = np.float64) -> Parameters:
    """The parameters that training starts from."""
    pairs = ((layer.matrix, layer.biases) for layer in graph.layers)
    return [part.astype(dtype) for pair in pairs for part in pair]


def vector(graph: Graph, parameters: Sequence[Array]) -> NDArray[np.float64]:
    """All weights in the order of the graph's connections, then all biases but the inputs'."""
    weights = np.zeros(len(graph.weights))
    for layer, matrix in zip(graph.layers, parameters[::2], strict=True):
        weights[layer.numbers] = matrix[layer.places]
    return np.concatenate([weights, *(biases.astype(np.float64) for biases in parameters[1::2])])


def activate(name: str, z: Array) -> Array:
    """a = g(z); softmax goes over the columns."""
    if name == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))
    table: dict[str, Callable[[], Array]] = {
        "linear": lambda: z,
        "relu": lambda: np.maximum(z, 0),
        "tanh": lambda: np.tanh(z),
        "sigmoid": lambda: 1 / (1 + np.exp(-z)),
    }
    return table[name]()


def slope(name: str, a: Array) -> Array:
    """dg/dz written with a = g(z); for softmax 1, because its slope is part of the loss."""
    table: dict[str, Callable[[], Array]] = {
        "linear": lambda: np.ones_like(a),
        "softmax": lambda: np.ones_like(a),
        "relu": lambda: (a > 0).astype(a.dtype),
        "tanh": lambda: 1 - a * a,
        "sigmoid": lambda: a * (1 - a),
    }
    return table[name]()


def _by_pieces(layer: Layer, function: Callable[[str, Array], Array], values: Array) -> Array:
    """`function(activation's name, columns)` for each run of units with one activation."""
    if len(layer.pieces) == 1:
        return function(layer.pieces[0][0], values)
    ends = np.cumsum([count for _, count in layer.pieces])[:-1]
    parts = np.split(values, ends, axis=1)
    names = (name for name, _ in layer.pieces)
    return np.concatenate([function(*pair) for pair in zip(names, parts, strict=True)], axis=1)


@dataclass(frozen=True, eq=False)
class Pass:
    """A forward pass, level by level: `activations` a, `values` a after dropout."""

    activations: list[Array]
    values: list[Array]

    def read(self, layer: Layer) -> Array:
        """What the layer's units read, one row an example."""
        found = [self.values[level] for level in layer.reads]
        return found[0] if len(found) == 1 else np.concatenate(found, axis=1)


def forward(
    graph: Graph, parameters: Parameters, inputs: Array, factors: Array | None = None
) -> Pass:
    """Every unit's activation for these inputs; `factors` (n,) are those of dropout."""
    done = Pass([inputs], [inputs])
    for number, layer in enumerate(graph.layers):
        z = done.read(layer) @ parameters[2 * number] + parameters[2 * number + 1]
        a = _by_pieces(layer, activate, z)
        done.activations.append(a)
        done.values.append(a if factors is None else a * factors[layer.start : layer.stop])
    return done


def loss(workload: Workload, outputs: Array, targets: Array) -> float:
    """The mean loss of these outputs (softmax already applied)."""
    if workload.loss == "cross_entropy":
        return float(-np.log((outputs * targets).sum(axis=1)).mean())
    return float(((outputs - targets) ** 2).mean())


def gradient(
    workload: Workload,
    parameters: Parameters,
    inputs: Array,
    targets: Array,
    factors: Array | None = None,
) -> Parameters:
    """The gradient of the mean loss over these examples, in the order of the parameters."""
    layers = workload.graph.layers
    done = forward(workload.graph, parameters, inputs, factors)
    outputs = done.values[-1]
    scale = 1 / len(inputs) if workload.loss == "cross_entropy" else 2 / outputs.size
    errors = [np.zeros_like(values) for values in done.values]
    errors[-1] = (outputs - targets) * outputs.dtype.type(scale)
    found: Parameters = []
    for number in range(len(layers) - 1, -1, -1):
        layer, error = layers[number], errors[number + 1]
        if factors is not None:
            error = error * factors[layer.start : layer.stop]
        error = error * _by_pieces(layer, slope, done.activations[number + 1])
        matrix = done.read(layer).T @ error
        found[:0] = [matrix if layer.mask is None else matrix * layer.mask, error.sum(axis=0)]
        if layer.reads != (0,):
            _spread(layer, error @ parameters[2 * number].T, errors)
    return found


def _spread(layer: Layer, error: Array, errors: list[Array]) -> None:
    """Add the error of what a layer reads to the errors of the levels it reads from."""
    if len(layer.reads) == 1:
        errors[layer.reads[0]] += error
        return
    ends = np.cumsum([errors[level].shape[1] for level in layer.reads])[:-1]
    for level, part in zip(layer.reads, np.split(error, ends, axis=1), strict=True):
        errors[level] += part


class Updater:
    """Gradient descent or Adam on a list of arrays, changed in place."""

    def __init__(self, workload: Workload, parameters: Parameters) -> None:
        self._rate, self._adam = workload.rate, workload.optimizer == "adam"
        self._means = [np.zeros_like(part) for part in parameters]
        self._squares = [np.zeros_like(part) for part in parameters]
        self._steps = 0

    def update(self, parameters: Parameters, gradients: Parameters) -> None:
        """One step."""
        if not self._adam:
            for part, slopes in zip(parameters, gradients, strict=True):
                part -= self._rate * slopes
            return
        self._steps += 1
        rate = self._rate / (1 - _BETA1**self._steps)
        root = float(np.sqrt(1 - _BETA2**self._steps))
        for part, slopes, mean, square in zip(
            parameters, gradients, self._means, self._squares, strict=True
        ):
            mean *= _BETA1
            mean += (1 - _BETA1) * slopes
            square *= _BETA2
            square += (1 - _BETA2) * slopes * slopes
            part -= rate * mean / (np.sqrt(square) / root + _EPSILON)


def train(workload: Workload, epochs: int, regime: Regime = PLAIN, seed: int = 0) -> Parameters:
    """The float64 parameters after so many epochs; `seed` is that of orders and masks."""
    graph = workload.graph
    parameters = start(graph)
    updater = Updater(workload, parameters)
    ids = np.arange(1, len(graph.levels) + 1)
    keep = np.where((graph.levels > 0) & (ids <= len(ids) - graph.outputs), regime.keep, 1.0)
    rows = np.arange(len(workload.inputs))
    for step in range(epochs * workload.batches):
        epoch, batch = divmod(step, workload.batches)
        if regime.shuffle and batch == 0:
            rows = draws.order(len(rows), seed, epoch)
        chosen = rows[batch * workload.batch : (batch + 1) * workload.batch]
        masks = draws.factors(ids, keep, seed, step) if regime.keep < 1 else None
        found = gradient(
            workload, parameters, workload.inputs[chosen], workload.targets[chosen], masks
        )
        for matrix, slopes in zip(parameters[::2], found[::2], strict=True):
            slopes += regime.l2 * matrix
        updater.update(parameters, found)
    return parameters
