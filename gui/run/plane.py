"""The plane of two chosen inputs over which every unit's response is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.datasets import Dataset

SIZE = 64
_MARGIN = 0.05
_MOST_TARGETS = 64
_TINY = 1e-9  # a direction of the targets so much weaker than the strongest is rounding
_DIGITS = 6  # shares that are equal so far are equal: the first columns win
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
        points = np.tile(data.means, (self.size * self.size, 1))
        across = _centres(self.low[0], self.high[0], self.size)
        down = _centres(self.low[1], self.high[1], self.size)[::-1]
        points[:, self.y] = np.repeat(down, self.size)
        points[:, self.x] = np.tile(across, self.size)
        return points


def plane_of(data: Dataset, x: int, y: int, units: int = 0) -> Plane:
    """The plane of the columns `x` and `y` around the data, coarser for many units."""
    low, high = zip(_range(data, x), _range(data, y), strict=True)
    size = next((size for most, size in _SMALLER_FROM_UNITS if units > most), SIZE)
    return Plane(x, y, low, high, size)


def first_plane(data: Dataset, units: int = 0) -> Plane:
    """The plane of the two columns that go with the targets most, or of the only one twice."""
    columns = np.argsort(-shares_explained(data).round(_DIGITS), kind="stable")[:2]
    return plane_of(data, int(columns.min()), int(columns.max()), units)


def shares_explained(data: Dataset) -> NDArray[np.float64]:
    """What share of each input's variance (d,) the targets explain, 0 to 1, in the training part.

    With classes that is the share of the variance which lies between them; with one number to
    predict it is the squared correlation. Of very many targets the first ones are asked.
    """
    rows = data.shown_rows("train")
    inputs, targets = _centred(data.raw(rows)), _centred(data.targets[rows, :_MOST_TARGETS])
    ways, strengths, _ = np.linalg.svd(targets, full_matrices=False)
    ways = ways[:, strengths > _TINY * strengths.max(initial=0.0)]
    whole = (inputs**2).sum(axis=0)
    explained: NDArray[np.float64] = ((ways.T @ inputs) ** 2).sum(axis=0)
    return np.asarray(explained / np.where(whole > 0, whole, 1.0))


def _centred(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Around their means, each divided by its largest number, so that nothing overflows."""
    columns = columns - columns.mean(axis=0)
    most = np.abs(columns).max(axis=0, initial=0.0)
    return np.asarray(columns / np.where(most > 0, most, 1.0))


def _centres(low: float, high: float, count: int) -> NDArray[np.float64]:
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _range(data: Dataset, column: int) -> tuple[float, float]:
    low, high = (float(ends[column]) for ends in data.ends)
    margin = (high - low) * _MARGIN or 1.0
    return low - margin, high + margin
