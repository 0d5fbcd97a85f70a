"""How every unit's activation is spread over the data, and which units have stopped working."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.computing.backends import CpuBackend
from engine.computing.examples import PreparedData
from engine.computing.parameters import Parameters
from engine.computing.plan import Plan
from engine.functions.activations import ACTIVATIONS
from engine.live.snapshot import Spread

Floats = NDArray[np.floating]
Rows = NDArray[np.int64]

BINS = 24
NEAR = 0.01  # how near an end of its range is near, as a share of the range
# Activations are found for so many examples and units at once, at least for some examples.
_MOST_NUMBERS = 2**21
_FEWEST_EXAMPLES = 256
_BOUNDED = [row for row in ACTIVATIONS.values() if row.is_bounded]
_ENDING = [row.code for row in _BOUNDED if not row.perceptron_rule]
_FLAT = [row.code for row in ACTIVATIONS.values() if row.is_flat_at_zero]
_STEPS = (1.0, 2.0, 5.0, 10.0)


def spread(
    plan: Plan, backend: CpuBackend, parameters: Parameters, prepared: PreparedData
) -> Spread:
    """Look at all examples; of very many at some, evenly spaced."""
    arrays = plan.arrays
    rows = _chosen(len(prepared.examples.table), arrays.units)
    _, inputs = prepared.examples.split(rows, arrays)
    a = backend.activations(np.ascontiguousarray(inputs), parameters.values)
    ends = _ends(plan, a)
    silent = _silent(a, _rows_of(plan, _FLAT))
    ended = _ended(a, ends, _rows_of(plan, _ENDING))
    return Spread(len(rows), ends, _counts(a, ends), silent, ended)


def _chosen(count: int, units: int) -> Rows:
    most = max(_FEWEST_EXAMPLES, _MOST_NUMBERS // units)
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))


def _rows_of(plan: Plan, codes: list[int]) -> Rows:
    """The rows of the units other than inputs that have one of these activations."""
    inputs = plan.arrays.inputs
    return np.flatnonzero(np.isin(plan.activations[inputs:], codes)) + inputs


def _ends(plan: Plan, a: Floats) -> NDArray[np.float64]:
    """The ends (n, 2) of the units' histograms."""
    ends = np.empty((len(a), 2))
    ends[:, 0] = -_round(np.maximum(-a.min(axis=1), 0.0))
    ends[:, 1] = _round(np.maximum(a.max(axis=1), 0.0))
    ends[(ends == 0.0).all(axis=1), 1] = 1.0
    for row in _BOUNDED:
        ends[_rows_of(plan, [row.code])] = row.low, row.high
    return ends


def _round(largest: Floats) -> NDArray[np.float64]:
    """The smallest of …, 0.5, 1, 2, 5, 10, … that is not below each number; 0 for 0."""
    numbers = np.nan_to_num(largest.astype(np.float64), posinf=1e38)
    found = np.zeros(len(numbers))
    some = numbers > 0.0
    power = 10.0 ** np.floor(np.log10(numbers[some]))
    steps = np.array(_STEPS) * power[:, None]
    found[some] = steps[np.arange(len(steps)), (steps < numbers[some, None]).sum(axis=1)]
    return found


def _counts(a: Floats, ends: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many examples fall into each bar (n, c); an activation at the upper end is in the last.

    What is no number is in none.
    """
    units = len(a)
    low, high = ends[:, :1], ends[:, 1:]
    place = (a - low) * (BINS / (high - low))
    there = np.isfinite(place)
    bars = np.clip(np.nan_to_num(place), 0, BINS - 1).astype(np.int64)
    numbers = (bars + BINS * np.arange(units)[:, None])[there]
    return np.bincount(numbers, minlength=units * BINS).reshape(units, BINS)


def _silent(a: Floats, flat: Rows) -> NDArray[np.float64]:
    found = np.zeros(len(a))
    found[flat] = (a[flat] == 0.0).mean(axis=1)
    return found


def _ended(a: Floats, ends: NDArray[np.float64], bounded: Rows) -> NDArray[np.float64]:
    found = np.zeros(len(a))
    low, high = ends[bounded, :1], ends[bounded, 1:]
    near = NEAR * (high - low)
    found[bounded] = ((a[bounded] <= low + near) | (a[bounded] >= high - near)).mean(axis=1)
    return found
