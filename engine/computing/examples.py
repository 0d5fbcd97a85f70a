"""Data made ready for kernels: scaled, in both precisions, with the training rows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from engine import given
from engine.computing.plan import LANES, aligned, rounded_up
from engine.data.dataset import Dataset
from engine.errors import DataError
from engine.kernels.cpu import Examples

# The most lanes that a chunk has: kernels read so many places beyond the rows they need.
_BEYOND = 2 * LANES
_BLOCK = 16_384  # rows that are scaled at a time


def padded(rows: ArrayLike) -> NDArray[np.int64]:
    """Row numbers with enough more of them behind, so that kernels may always deal whole chunks."""
    numbers = np.asarray(rows, np.int64)
    return np.concatenate([numbers, np.resize(numbers, _BEYOND)])


def tabulated(inputs: NDArray[Any], targets: NDArray[Any], precision: DTypeLike) -> Examples:
    """Inputs (N, d) and targets (N, k) as kernels read them, see `_fill`."""
    table = _room_for(len(inputs), inputs.shape[1], targets.shape[1], precision)
    _fill(table, inputs, targets)
    return Examples(table)


def _room_for(rows: int, inputs: int, outputs: int, precision: DTypeLike) -> NDArray[Any]:
    """A table for as many rows; one row more lies behind, as kernels read whole vectors."""
    width = rounded_up(max(inputs + outputs, 1))
    return aligned((rows + 1, width), precision)[:-1]


def _fill(table: NDArray[Any], inputs: NDArray[Any], targets: NDArray[Any]) -> None:
    """Write scaled inputs (n, d) and targets (n, k) into rows of the table.

    What float32 cannot hold becomes infinite: training on it is refused as a divergence, which
    names the cure.
    """
    width = table.shape[1]
    first = width - inputs.shape[1]
    with np.errstate(over="ignore"):
        table[:, first - targets.shape[1] : first] = targets
        table[:, first:] = inputs


class PreparedData:
    """A dataset as kernels take it, in the precision "float32" or "float64"."""

    def __init__(self, data: Dataset, precision: str) -> None:
        self.data, self.precision = data, precision
        self.rows = np.ascontiguousarray(data.train_rows, np.int64)
        self.padded_order = padded(self.rows)
        self.examples = self._in(precision)

    @property
    def order(self) -> NDArray[np.int64]:
        """The rows in the order in which this epoch trains on them."""
        return self.padded_order[: len(self.rows)]

    @cached_property
    def exact(self) -> Examples:
        """The examples in float64."""
        return self.examples if self.precision == "float64" else self._in("float64")

    def inputs(self, raw: ArrayLike, *, anywhere: bool = False) -> NDArray[np.floating]:
        """Raw inputs (n, d), or (n,) for one column, as the network takes them (n, m).

        Raises DataError for others, and where a feature has no value: 0 stands there if the
        points may lie `anywhere`.
        """
        table, columns = given.table(raw, "inputs"), self.data.inputs.shape[1]
        if table.ndim == 1 and columns == 1:
            table = table[:, None]
        if table.ndim != 2 or table.shape[1] != columns:
            raise DataError(
                "Inputs of shape {shape} do not fit data with {columns} input columns.",
                "Give one row for each example, with {columns} columns.",
                shape=table.shape,
                columns=columns,
            )
        given.finite(table, "inputs")
        recipe = self.data.recipe
        with np.errstate(over="ignore"):
            scaled = recipe.apply_inputs(table)
            if recipe.features is not None and not anywhere:
                recipe.features.refuse_undefined(scaled)
            elif recipe.features is not None:
                scaled = np.where(np.isfinite(scaled), scaled, 0.0)
            return np.ascontiguousarray(scaled, self.precision)

    def checked_rows(self, rows: ArrayLike) -> NDArray[np.int64]:
        """Row numbers (or a mask over all rows) as whole numbers; raises DataError."""
        chosen = np.atleast_1d(np.asarray(rows))
        count = len(self.data.inputs)
        if chosen.dtype == bool and chosen.shape == (count,):
            chosen = np.flatnonzero(chosen)
        whole = chosen.ndim == 1 and chosen.dtype.kind in "iu"
        if not whole or not len(chosen) or chosen.min() < 0 or chosen.max() >= count:
            raise DataError(
                "Rows are whole numbers from 0 to {last}, at least one.", last=count - 1
            )
        return np.ascontiguousarray(chosen, np.int64)

    def _in(self, precision: str) -> Examples:
        recipe, data = self.data.recipe, self.data
        columns = len(data.feature_names), data.targets.shape[1]
        table = _room_for(len(data.inputs), *columns, precision)
        for start in range(0, len(table), _BLOCK):  # so that no scaled copy stands beside it
            rows = slice(start, start + _BLOCK)
            inputs = recipe.apply_inputs(data.inputs[rows])
            _fill(table[rows], inputs, recipe.apply_targets(data.targets[rows]))
        return Examples(table)
