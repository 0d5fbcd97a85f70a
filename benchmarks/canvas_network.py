"""Networks to be drawn, and snapshots in which every weight and every unit's value is another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import Kind, Network, Snapshot, WatchRequest, layout
from gui.run.plane import Plane

VARIANTS = 8
_SPREAD = 0.6


@dataclass(frozen=True)
class Size:
    """A layered network of which `connections` between neighbouring layers are there."""

    layers: int
    each: int
    connections: int

    @property
    def units(self) -> int:
        """How many units it has."""
        return self.layers * self.each

    @property
    def name(self) -> str:
        """Units and connections, for a table."""
        return f"{self.units:,} units, {self.connections:,} connections"


SIZES = (Size(5, 10, 300), Size(5, 40, 5_000), Size(8, 125, 50_000), Size(8, 250, 200_000))


def network_of(size: Size) -> Network:
    """The network, laid out in columns; which connections it has is drawn from a fixed seed."""
    network = Network(seed=1)
    columns = []
    for column in range(size.layers):
        kind: Kind = "input" if column == 0 else "output" if column == size.layers - 1 else "hidden"
        columns.append(
            [
                network.add_unit(kind, position=layout.place(column, row, size.each))
                for row in range(size.each)
            ]
        )
    pairs = np.array(
        [
            pair
            for left, right in itertools.pairwise(columns)
            for pair in itertools.product(left, right)
        ]
    )
    chosen = np.random.default_rng(1).permutation(len(pairs))[: size.connections]
    sources, targets = pairs[np.sort(chosen)].T
    network.connect_all(sources, targets)
    return network


def snapshots_of(network: Network, plane: Plane) -> list[Snapshot]:
    """A few snapshots to be shown in turn, no two of them with a number in common."""
    arrays, random = network.arrays(), np.random.default_rng(2)
    biases = random.normal(0.0, 1.0, len(arrays.unit_ids))
    kept = np.ones(len(arrays.unit_ids), bool)
    watched = WatchRequest(np.empty((0, 2)), plane)
    return [
        _snapshot(
            number,
            network,
            random.normal(0.0, _SPREAD, len(arrays.weights)),
            biases + random.normal(0.0, 0.02, len(biases)),
            kept,
            random.uniform(-1.0, 1.0, (len(kept), plane.size**2)).astype(np.float32),
            watched,
        )
        for number in range(VARIANTS)
    ]


def _snapshot(
    step: int,
    network: Network,
    weights: NDArray[np.float64],
    biases: NDArray[np.float64],
    kept: NDArray[np.bool_],
    responses: NDArray[np.float32],
    watched: WatchRequest,
) -> Snapshot:
    arrays = network.arrays()
    return Snapshot(
        revision=0,
        epoch=step,
        step=step,
        examples=step,
        seconds=0.1 * step,
        examples_per_second=1.0,
        learning_rate=0.01,
        device="cpu",
        metrics={},
        unit_ids=arrays.unit_ids,
        biases=biases,
        kept=kept,
        sources=arrays.sources,
        targets=arrays.targets,
        weights=weights,
        responses=responses,
        watched=watched,
    )
