"""Graphs to train, as plain arrays that every candidate can be built from.

Units are numbered level by level, inputs first and outputs last, within a level by activation.
`layers` shows the same graph as one matrix a level, which is how matrix libraries compute it:

    level 0        level 1       level 2            reads of level 2: levels 0 and 1
    [x1 x2 x3] ──► [h1 h2] ───┐                     matrix (5, 2): rows x1 x2 x3 h1 h2
        └──────── skips ──────┴► [y1 y2]            mask: 1 where a connection is, None if all are
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layer:
    """One level: units `start` to `stop`, computed from the units `rows` of the levels `reads`.

    `matrix` (len(rows), stop − start) holds the start weights, `biases` (stop − start,) likewise;
    connection `numbers[i]` stands at `places[0][i], places[1][i]`. `pieces` are the activations of
    neighbouring units with their counts. `mask` is None when every possible connection exists.
    """

    start: int
    stop: int
    reads: tuple[int, ...]
    rows: Ints
    matrix: Floats
    biases: Floats
    mask: Floats | None
    numbers: Ints
    places: tuple[Ints, Ints]
    pieces: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """n units and m connections sorted by target, then source; weights exact in float32.

    `levels` (n,) rise; `activations` (n,) are names of the engine, "linear" for inputs.
    """

    levels: Ints
    activations: tuple[str, ...]
    outputs: int
    sources: Ints
    targets: Ints
    weights: Floats
    biases: Floats

    @property
    def inputs(self) -> int:
        """How many input units there are."""
        return int(np.count_nonzero(self.levels == 0))

    @property
    def parameters(self) -> int:
        """How many numbers are trained: weights, and biases of all units but inputs."""
        return len(self.weights) + len(self.levels) - self.inputs

    @property
    def flops(self) -> int:
        """Multiplications and additions for one example: forward, gradient, errors of sources."""
        inner = int(np.count_nonzero(self.sources >= self.inputs))
        return 2 * (2 * len(self.sources) + inner)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Every level but the inputs' as one matrix."""
        return tuple(self._layer(level) for level in range(1, int(self.levels[-1]) + 1))

    def _layer(self, level: int) -> Layer:
        start, stop = np.searchsorted(self.levels, (level, level + 1)).tolist()
        numbers = np.flatnonzero((self.targets >= start) & (self.targets < stop))
        sources = self.sources[numbers]
        reads = tuple(np.unique(self.levels[sources]).tolist())
        rows = np.flatnonzero(np.isin(self.levels, reads))
        places = (np.searchsorted(rows, sources), self.targets[numbers] - start)
        mask = np.zeros((len(rows), stop - start))
        matrix = mask.copy()
        mask[places] = 1.0
        matrix[places] = self.weights[numbers]
        return Layer(
            start,
            stop,
            reads,
            rows,
            matrix,
            self.biases[start:stop],
            None if mask.all() else mask,
            numbers,
            places,
            _pieces(self.activations[start:stop]),
        )

    def with_skips(self, count: int, seed: int) -> Graph:
        """The same graph and `count` more connections from inputs straight to outputs."""
        draw = np.random.default_rng(seed)
        first_output = len(self.levels) - self.outputs
        chosen = draw.choice(self.inputs * self.outputs, count, replace=False)
        sources, targets = chosen % self.inputs, chosen // self.inputs + first_output
        weights = draw.normal(0.0, 1.0 / np.sqrt(self.inputs), count)
        sources, targets, weights = _sorted(
            np.concatenate([self.sources, sources]),
            np.concatenate([self.targets, targets]),
            np.concatenate([self.weights, weights]),
        )
        return replace(self, sources=sources, targets=targets, weights=weights)


def layered(sizes: Sequence[int], activation: str, output_activation: str, seed: int) -> Graph:
    """Fully connected layers; He's weights for ReLU, LeCun's for others, biases 0."""
    draw = np.random.default_rng(seed)
    ends = np.cumsum(sizes)
    gain = 2.0 if activation == "relu" else 1.0
    sources, targets, weights = [], [], []
    for number in range(1, len(sizes)):
        before, here = sizes[number - 1], sizes[number]
        first = int(ends[number - 1])
        sources.append(np.tile(np.arange(first - before, first), here))
        targets.append(np.repeat(np.arange(first, first + here), before))
        weights.append(draw.normal(0.0, np.sqrt(gain / before), before * here))
    names = ["linear"] * sizes[0] + [activation] * sum(sizes[1:-1])
    return Graph(
        np.repeat(np.arange(len(sizes)), sizes),
        (*names, *[output_activation] * sizes[-1]),
        sizes[-1],
        *_sorted(np.concatenate(sources), np.concatenate(targets), np.concatenate(weights)),
        np.zeros(int(ends[-1])),
    )


def irregular(
    units: int, connections: int, seed: int, *, inputs: int = 10, outputs: int = 3, levels: int = 12
) -> Graph:
    """About so many connections at random, half of them from the level just before, half skips.

    Hidden units have sigmoid, tanh or ReLU at random, outputs none; each level holds at least one.
    """
    draw = np.random.default_rng(seed)
    hidden = units - inputs - outputs
    level = np.concatenate(
        [
            np.zeros(inputs, np.int64),
            np.sort(np.concatenate([np.arange(levels), draw.integers(0, levels, hidden - levels)]))
            + 1,
            np.full(outputs, levels + 1),
        ]
    )
    kinds = np.array(["sigmoid", "tanh", "relu"])[draw.integers(0, 3, hidden)]
    names = np.concatenate([["linear"] * inputs, kinds, ["linear"] * outputs])
    order = np.lexsort((names, level))
    pairs = _random_pairs(level, connections / (units - inputs), draw)
    fan_in = np.bincount(pairs[1], minlength=units)[pairs[1]]
    weights = draw.normal(0.0, 1.0, len(fan_in)) / np.sqrt(fan_in)
    return Graph(
        level, tuple(names[order].tolist()), outputs, *_sorted(*pairs, weights), np.zeros(units)
    )


def _random_pairs(level: Ints, mean_fan_in: float, draw: np.random.Generator) -> tuple[Ints, Ints]:
    sources, targets = [], []
    for unit in range(int(np.count_nonzero(level == 0)), len(level)):
        first, last = np.searchsorted(level, (level[unit] - 1, level[unit])).tolist()
        wanted = max(1, int(draw.poisson(mean_fan_in)))
        near = np.unique(draw.integers(first, last, wanted // 2 + 1))
        far = np.setdiff1d(draw.integers(0, last, wanted), near)
        far = draw.permutation(far)[: max(0, wanted - len(near))]
        found = np.concatenate([near, far])
        sources.append(found)
        targets.append(np.full(len(found), unit))
    return np.concatenate(sources), np.concatenate(targets)


def _sorted(sources: Ints, targets: Ints, weights: Floats) -> tuple[Ints, Ints, Floats]:
    """By target, then source; weights become the nearest float32 numbers."""
    order = np.lexsort((sources, targets))
    return sources[order], targets[order], weights[order].astype(np.float32).astype(np.float64)


def _pieces(names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    pieces: list[tuple[str, int]] = []
    for name in names:
        count = pieces.pop()[1] if pieces and pieces[-1][0] == name else 0
        pieces.append((name, count + 1))
    return tuple(pieces)
