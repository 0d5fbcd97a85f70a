"""Weights, biases and the optimizer's memory of them: flat arrays, carried over by unit ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.computing.plan import Plan, aligned
from engine.network.changes import Change
from engine.network.graph import Network
from engine.network.links import pair_keys

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


class Parameters(NamedTuple):
    """All numbers that training changes, laid out by a plan.

    `values`, `first` and `second` are (size,): parameters and the optimizer's two numbers for
    each; `powers` (2,) are Adam's β₁ᵗ and β₂ᵗ.
    """

    values: NDArray[Any]
    first: NDArray[Any]
    second: NDArray[Any]
    powers: Floats

    def copy(self) -> Parameters:
        """Independent arrays with the same numbers."""
        size, dtype = len(self.values), self.values.dtype
        made = _empty(size, dtype)
        made.take(self)
        return made

    def take(self, other: Parameters) -> None:
        """Overwrite all numbers with those of `other`, which has the same layout."""
        for mine, new in zip(self, other, strict=True):
            mine[:] = new

    def forget(self) -> None:
        """Begin the optimizer's memory anew."""
        self.first[:] = 0.0
        self.second[:] = 0.0
        self.powers[:] = 1.0

    def is_finite(self) -> bool:
        """Whether no parameter is infinite or NaN, nor so large that their sum is."""
        with np.errstate(over="ignore", invalid="ignore"):
            return bool(np.isfinite(self.values.sum()))


@dataclass(frozen=True)
class NamedParameters:
    """Parameters under the ids of their units, free of any layout.

    `biases` (3, n) and `weights` (3, m) hold values and the optimizer's two numbers.
    """

    unit_ids: Ids
    biases: Floats
    sources: Ids
    targets: Ids
    weights: Floats
    powers: Floats

    def without(self, change: Change) -> NamedParameters:
        """Without the connections and biases that an edit touched."""
        gone = change.connections.keys
        kept = ~np.isin(pair_keys(self.sources, self.targets), gone)
        biases = [
            unit.id
            for unit in change.units
            if unit.before is None or unit.after is None or unit.before.bias != unit.after.bias
        ]
        kept_units = ~np.isin(self.unit_ids, np.array(biases, np.int64))
        return NamedParameters(
            self.unit_ids[kept_units],
            self.biases[:, kept_units],
            self.sources[kept],
            self.targets[kept],
            self.weights[:, kept],
            self.powers,
        )


def initial(network: Network, plan: Plan, dtype: DTypeLike) -> Parameters:
    """The network's own weights and biases, the optimizer's memory empty."""
    made = _empty(plan.arrays.size, dtype)
    given = network.arrays()
    keys = pair_keys(given.sources, given.targets)
    order = np.argsort(keys, kind="stable")
    wanted = np.searchsorted(keys, pair_keys(plan.sources, plan.targets), sorter=order)
    made.values[: plan.edges] = given.weights[order[wanted]]
    order = np.argsort(given.unit_ids)
    wanted = np.searchsorted(given.unit_ids, plan.unit_ids, sorter=order)
    made.values[_biases(plan)] = given.biases[order[wanted]]
    return made


def named(parameters: Parameters, plan: Plan) -> NamedParameters:
    """Copies of all numbers under their ids."""
    rows = np.stack(parameters[:3]).astype(np.float64)
    return NamedParameters(
        plan.unit_ids.copy(),
        rows[:, _biases(plan)],
        plan.sources.copy(),
        plan.targets.copy(),
        rows[:, : plan.edges],
        parameters.powers.copy(),
    )


def overlay(parameters: Parameters, plan: Plan, given: NamedParameters) -> None:
    """Take over the numbers of all units and connections that the plan still has."""
    weights = _matches(
        pair_keys(given.sources, given.targets), pair_keys(plan.sources, plan.targets)
    )
    biases = _matches(given.unit_ids, plan.unit_ids)
    start = plan.arrays.bias
    for place, numbers in enumerate(parameters[:3]):
        numbers[weights[1]] = given.weights[place, weights[0]]
        numbers[start + biases[1]] = given.biases[place, biases[0]]
    parameters.powers[:] = given.powers


def _empty(size: int, dtype: DTypeLike) -> Parameters:
    values, first, second = (aligned(size, dtype) for _ in range(3))
    return Parameters(values, first, second, np.ones(2))


def _biases(plan: Plan) -> slice:
    return slice(plan.arrays.bias, plan.arrays.bias + plan.arrays.units)


def _matches(old: Ids, new: Ids) -> tuple[Ids, Ids]:
    """Places in `old` and in `new` of the keys that both have."""
    _, places_old, places_new = np.intersect1d(old, new, assume_unique=True, return_indices=True)
    return places_old, places_new
