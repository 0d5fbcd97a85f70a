"""A network's units and connections as arrays, with the weights nobody set drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from engine.network.changes import Unit
from engine.network.links import pair_keys

# target -> source -> the weight set by hand, or NaN
Incoming = Mapping[int, Mapping[int, float]]
# sources, targets, fan-in, fan-out -> weights
Draw = Callable[
    [NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]],
    NDArray[np.float64],
]


@dataclass(frozen=True, slots=True)
class NetworkArrays:
    """A network as arrays: n units by id, m connections sorted by target, then source."""

    unit_ids: NDArray[np.int64]
    biases: NDArray[np.float64]
    keep_probabilities: NDArray[np.float64]
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float64]


def as_arrays(units: Collection[Unit], incoming: Incoming, draw: Draw) -> NetworkArrays:
    """Lay units and what feeds them out as arrays; `draw` gives the weights nobody set."""
    fed = [incoming[unit.id] for unit in units]
    sources = np.fromiter(chain.from_iterable(fed), np.int64)
    weights = np.fromiter(chain.from_iterable(each.values() for each in fed), float)
    places = np.repeat(np.arange(len(fed)), [len(each) for each in fed])
    order = np.argsort(pair_keys(sources, places), kind="stable")
    sources, weights = sources[order], weights[order]
    unit_ids = np.array([unit.id for unit in units], dtype=np.int64)
    targets = unit_ids[places]
    drawn = np.isnan(weights)
    if drawn.any():
        fan_in = np.bincount(targets)[targets[drawn]].astype(np.float64)
        fan_out = np.bincount(sources)[sources[drawn]].astype(np.float64)
        weights[drawn] = draw(sources[drawn], targets[drawn], fan_in, fan_out)
    return NetworkArrays(
        unit_ids,
        np.array([unit.bias for unit in units], dtype=np.float64),
        np.array([unit.keep_probability for unit in units], dtype=np.float64),
        sources,
        targets,
        weights,
    )
