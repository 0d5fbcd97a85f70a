"""What is trained: the workloads W1 to W6 and one of dense blocks with skips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.graphs import Graph, irregular, layered

Floats = NDArray[np.float64]
Examples = tuple[Floats, Floats]

RATE_OF_ADAM = 0.001

# How far float32 may be from the float64 reference after two epochs, as a share of the way that
# training moved the weights. Rounding alone gives 1e-6 to 3e-5. In W4 and W6 some of the millions
# of weighted sums of ReLU units are so near 0 that rounding decides on which side they fall; one
# such sum, made large by Adam, ends at 1e-2 to 5e-2. Mistakes end further off: in W1 to W3 and W5
# no L2 at 3e-3 to 8e-2, one batch late at 2e-2 or more; in W4 a rate 1 % off at 9e-2.
# Netloom is held to `EXACT` in float64 besides, which has no such sums.
TOLERANCES = {"W1": 1e-4, "W2": 1e-4, "W5": 1e-4, "W3": 1e-3, "W4": 8e-2, "W6": 8e-2}
EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Regime:
    """What is switched on beside bare training.

    `keep` is the probability that a hidden unit is kept, one mask a mini-batch; `l2` is λ.
    """

    shuffle: bool = False
    keep: float = 1.0
    l2: float = 0.0


PLAIN = Regime()
FULL = Regime(shuffle=True, keep=0.8, l2=1e-4)


@dataclass(frozen=True, eq=False)
class Workload:
    """A graph, its data and how it is trained.

    `inputs` (N, d) and `targets` (N, k) fill whole mini-batches and are exact in float32. `loss` is
    "mse" (mean over examples and outputs) or "cross_entropy" (of softmax; targets one-hot).
    `tolerance` is how far float32 weights may be from the reference's, see `TOLERANCES`.
    """

    key: str
    title: str
    graph: Graph
    inputs: Floats
    targets: Floats
    loss: str
    optimizer: str
    rate: float
    batch: int
    tolerance: float = 1e-4

    @property
    def batches(self) -> int:
        """Mini-batches in an epoch."""
        return len(self.inputs) // self.batch


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `benchmarks.goals` has what is asked of it."""

    key: str
    title: str
    make: Callable[[], Workload]


def circle(count: int, seed: int) -> Examples:
    """Points inside radius 2.5 (target 1) and in the ring from 3.5 to 5 (target −1)."""
    draw = np.random.default_rng(seed)
    inside = np.arange(count) < count // 2
    radius = np.where(inside, draw.uniform(0, 2.5, count), draw.uniform(3.5, 5, count))
    angle = draw.uniform(0, 2 * np.pi, count)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    order = draw.permutation(count)
    return points[order], np.where(inside, 1.0, -1.0)[order, None]


def classes(count: int, columns: int, seed: int, *, grey: bool = False) -> Examples:
    """Random inputs and the 10 classes that a random layer of ReLU units makes of them.

    `grey`: inputs are grey values in sixteenths, as in scanned digits; otherwise a bell curve.
    """
    draw = np.random.default_rng(seed)
    shape = (count, columns)
    inputs = draw.integers(0, 17, shape) / 16 if grey else draw.normal(0, 1, shape)
    hidden = np.maximum((inputs - inputs.mean()) @ draw.normal(0, 1, (columns, 32)), 0)
    scores = hidden @ draw.normal(0, 1, (32, 10))
    return inputs, np.eye(10)[np.argmax(scores - scores.mean(axis=0), axis=1)]


def waves(count: int, seed: int) -> Examples:
    """Ten inputs and three smooth functions of them."""
    inputs = np.random.default_rng(seed).normal(0, 1, (count, 10))
    targets = (
        np.sin(inputs[:, 0] * inputs[:, 1]),
        np.tanh(inputs[:, 2] - inputs[:, 3]),
        inputs[:, 4] * np.cos(inputs[:, 5]),
    )
    return inputs, np.stack(targets, axis=1)


def _workload(
    key: str, graph: Graph, examples: Examples, optimizer: str, rate: float, batch: int
) -> Workload:
    inputs, targets = (part.astype(np.float32).astype(np.float64) for part in examples)
    loss = "cross_entropy" if graph.activations[-1] == "softmax" else "mse"
    title, tolerance = ROWS[key].title, TOLERANCES[key]
    return Workload(key, title, graph, inputs, targets, loss, optimizer, rate, batch, tolerance)


def _w1() -> Workload:
    graph = layered([2, 4, 2, 1], "tanh", "tanh", 1)
    return _workload("W1", graph, circle(500, 1), "sgd", 0.03, 10)


def _w2() -> Workload:
    graph = layered([2, 8, 8, 8, 8, 1], "tanh", "tanh", 2)
    return _workload("W2", graph, circle(500, 2), "sgd", 0.03, 10)


def _w3() -> Workload:
    graph = layered([64, 32, 10], "relu", "softmax", 3)
    return _workload("W3", graph, classes(1792, 64, 3, grey=True), "adam", RATE_OF_ADAM, 32)


def _w3_skips() -> Workload:
    plain = _w3()
    return replace(
        plain, key="W3+100", title=ROWS["W3+100"].title, graph=plain.graph.with_skips(100, 7)
    )


def _w4() -> Workload:
    graph = layered([784, 128, 64, 10], "relu", "softmax", 4)
    return _workload("W4", graph, classes(8192, 784, 4), "adam", RATE_OF_ADAM, 128)


def _w5() -> Workload:
    return _workload("W5", irregular(300, 3000, 5), waves(1024, 5), "sgd", 0.02, 32)


def _w6() -> Workload:
    graph = layered([1024, 1024, 1024, 10], "relu", "softmax", 6)
    return _workload("W6", graph, classes(2048, 1024, 6), "adam", RATE_OF_ADAM, 256)


ROWS: dict[str, Row] = {
    row.key: row
    for row in (
        Row("W1", "2-4-2-1 tanh, batch 10", _w1),
        Row("W2", "2-8-8-8-8-1 tanh, batch 10", _w2),
        Row("W3", "64-32-10 ReLU softmax, Adam, batch 32", _w3),
        Row("W4", "784-128-64-10, Adam, batch 128", _w4),
        Row("W5", "300 units, irregular, batch 32", _w5),
        Row("W6", "1024-1024-1024-10, Adam, batch 256", _w6),
        Row("W3+100", "W3 with 100 random skips", _w3_skips),
    )
}


def load(key: str) -> Workload:
    """The workload `key`; the same one every time."""
    return ROWS[key].make()


def chosen_keys(words: str) -> tuple[str, ...]:
    """The workloads named in "W1,W5", in the table's order; all for "". Raises SystemExit."""
    wanted = [word.strip().upper() for word in words.split(",") if word.strip()]
    unknown = [word for word in wanted if word not in ROWS]
    if unknown:
        raise SystemExit(
            f"There is no workload {', '.join(unknown)}; use some of {', '.join(ROWS)}."
        )
    return tuple(key for key in ROWS if not wanted or key in wanted)


def of_size(shape: str, connections: int) -> Workload:
    """A network of about so many connections, "layered" or "irregular", trained on three waves."""
    examples = waves(256, 9)
    if shape == "layered":
        width = max(1, round((np.sqrt(169 + 4 * connections) - 13) / 2))
        graph = layered([10, width, width, 3], "tanh", "linear", 9)
    else:
        graph = irregular(max(40, connections // 10), connections, 9)
    return Workload(shape, f"{shape}, {connections:,}", graph, *examples, "mse", "sgd", 0.001, 32)
