"""Data made ready for kernels: scaled, in both precisions, with the training rows."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import given
from engine.data.dataset import Dataset
from engine.errors import DataError
from engine.kernels.cpu import Examples


class PreparedData:
    """A dataset as kernels take it, in the precision "float32" or "float64"."""

    def __init__(self, data: Dataset, precision: str) -> None:
        self.data, self.precision = data, precision
        self.rows = np.ascontiguousarray(data.train_rows, np.int64)
        self.order = self.rows.copy()
        self.examples = self._in(precision)

    @cached_property
    def exact(self) -> Examples:
        """The examples in float64."""
        return self.examples if self.precision == "float64" else self._in("float64")

    def inputs(self, raw: ArrayLike, columns: int) -> NDArray[np.floating]:
        """Raw inputs (n, d), or (n,) for one column, scaled; raises DataError for others."""
        table = given.table(raw, "inputs")
        if table.ndim == 1 and columns == 1:
            table = table[:, None]
        if table.ndim != 2 or table.shape[1] != columns:
            raise DataError(
                "Inputs of shape {shape} do not fit a network with {columns} input units.",
                "Give one row for each example, with {columns} columns.",
                shape=table.shape,
                columns=columns,
            )
        return _cast(self.data.recipe.apply_inputs(table), self.precision)

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
        recipe = self.data.recipe
        return Examples(
            _cast(recipe.apply_inputs(self.data.inputs), precision),
            _cast(recipe.apply_targets(self.data.targets), precision),
        )


def _cast(values: NDArray[np.float64], precision: str) -> NDArray[np.floating]:
    """The numbers in the kernels' precision; what float32 cannot hold becomes infinite.

    Training on an infinite number is refused as a divergence, which names the cure.
    """
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(values, precision)
