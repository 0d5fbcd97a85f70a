"""A network as plain arrays and its outputs in float64: what every export is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.functions.activations import ACTIVATIONS

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Graph:
    """n units in order of creation and m connections between them, by unit id."""

    unit_ids: Ids
    kinds: tuple[str, ...]
    activations: tuple[str, ...]
    biases: Floats
    sources: Ids
    targets: Ids
    weights: Floats

    def rows_of(self, kind: str) -> list[int]:
        """Where in the arrays the units of a kind stand, in their order."""
        return [row for row, other in enumerate(self.kinds) if other == kind]


def evaluate(graph: Graph, inputs: Floats) -> Floats:
    """Outputs (n, k) for inputs (n, d) as the network takes them, dropout off."""
    place = {unit: row for row, unit in enumerate(graph.unit_ids.tolist())}
    sources = np.array([place[unit] for unit in graph.sources.tolist()], np.int64)
    targets = np.array([place[unit] for unit in graph.targets.tolist()], np.int64)
    shape = (len(place), len(place))
    matrix = sparse.csr_array((graph.weights, (targets, sources)), shape)
    values = np.zeros((len(place), len(inputs)))
    values[graph.rows_of("input")] = inputs.T
    lowest = np.array([0 if kind == "input" else 1 for kind in graph.kinds], np.int64)
    for rows in levels(lowest, sources, targets):
        values[rows] = matrix[rows] @ values + graph.biases[rows, None]
        for row in rows.tolist():
            values[row] = _activated(graph.activations[row], values[row])
    outputs = graph.rows_of("output")
    joint = [row for row in outputs if ACTIVATIONS[graph.activations[row]].joint]
    values[joint] = softmax(values[joint])
    return np.ascontiguousarray(values[outputs].T)


def levels(lowest: Ids, sources: Ids, targets: Ids) -> list[Ids]:
    """Rows in groups, each of which depends on earlier groups only; those of level 0 left out.

    Connections lead from row `sources[i]` to row `targets[i]`; no row's level is under its lowest.
    """
    level = lowest
    for _ in range(len(level)):
        deeper = level.copy()
        np.maximum.at(deeper, targets, level[sources] + 1)
        if (deeper == level).all():
            break
        level = deeper
    return [np.flatnonzero(level == number) for number in range(1, int(level.max(initial=0)) + 1)]


def _activated(activation: str, sums: Floats) -> Floats:
    function = ACTIVATIONS[activation].function
    return np.array([function(z) for z in sums.tolist()])


def softmax(sums: Floats) -> Floats:
    """The shares of the outputs (k, n), for each example by itself."""
    if not len(sums):
        return sums
    powers = np.exp(sums - sums.max(axis=0))
    shares: Floats = powers / powers.sum(axis=0)
    return shares
