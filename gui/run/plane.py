"""The plane of two chosen inputs over which every unit's response is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.datasets import Dataset

SIZE = 64
_MARGIN = 0.05
_SMALLER_FROM_UNITS = ((256, 16), (64, 32))


@dataclass(frozen=True)
class Plane:
    """Columns of the inputs along x and y (the same one where the data has just one), and their
    ranges in raw numbers: `low` = (x, y) at the bottom left, `high` = (x, y) at the top right.

    A picture of the plane has `size` × `size` pixels, rows from the top (high y) down.
    """

    x: int
    y: int
    low: tuple[float, float]
    high: tuple[float, float]
    size: int = SIZE

    def points(self, data: Dataset) -> NDArray[np.float64]:
        """Raw inputs at every pixel, row after row, (size², d); other inputs at their mean."""
        points = np.tile(data.inputs.mean(axis=0), (self.size * self.size, 1))
        across = _centres(self.low[0], self.high[0], self.size)
        down = _centres(self.low[1], self.high[1], self.size)[::-1]
        points[:, self.y] = np.repeat(down, self.size)
        points[:, self.x] = np.tile(across, self.size)
        return points


def plane_of(data: Dataset, x: int, y: int, units: int = 0) -> Plane:
    """The plane of the columns `x` and `y` around the data, coarser for many units."""
    low, high = zip(_range(data.inputs[:, x]), _range(data.inputs[:, y]), strict=True)
    size = next((size for most, size in _SMALLER_FROM_UNITS if units > most), SIZE)
    return Plane(x, y, low, high, size)


def first_plane(data: Dataset, units: int = 0) -> Plane:
    """The plane of the first two columns, or of the only one twice."""
    return plane_of(data, 0, min(1, data.inputs.shape[1] - 1), units)


def _centres(low: float, high: float, count: int) -> NDArray[np.float64]:
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _range(column: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(column.min()), float(column.max())
    margin = (high - low) * _MARGIN or 1.0
    return low - margin, high + margin
