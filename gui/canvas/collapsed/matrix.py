"""The picture of a collapsed layer: its incoming weights as an image, or its data's mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from engine import Network
from engine.data.datasets import Dataset
from gui.canvas.collapsed.folding import Block
from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints, Pair
from gui.look import theme

FINEST = 64  # cells along an edge; more are drawn as the mean of those that fall together
_TINY = 1e-12
_SHARE = 99.0  # percent of the cells that stay within the colours; the rest has the strongest


@dataclass(frozen=True)
class Cells:
    """Numbers (rows, columns) of a picture; NaN is left blank, `reach` has the full colour.

    `sizes` have no sign, and glow.
    """

    numbers: Floats
    reach: float
    sizes: bool = False

    @classmethod
    def of(cls, numbers: Floats) -> Cells:
        """Colours that suit these numbers, symmetric about 0."""
        known = np.abs(numbers[np.isfinite(numbers)])
        reach = float(np.percentile(known, _SHARE)) if len(known) else 0.0
        return cls(numbers, max(reach, _TINY))

    def image(self) -> QImage:
        """The numbers from negative over neutral to positive, or as they glow."""
        if self.sizes:
            colours = theme.rising(self.numbers / self.reach)
        else:
            colours = theme.diverging(self.numbers, -self.reach, self.reach)
        colours[~np.isfinite(self.numbers)] = 0
        rows, columns = colours.shape
        colours = np.ascontiguousarray(colours)
        shared = QImage(
            colours.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        return shared.copy()  # of its own: the array goes with this call


class WeightMatrix:
    """The weights into a block: a row for each of its units, a column for each unit feeding it."""

    def __init__(
        self, network: Network, block: Block, columns: dict[int, tuple[float, float]]
    ) -> None:
        arrays = network.arrays()
        self._into: Ints = np.flatnonzero(np.isin(arrays.targets, list(block.units)))
        row = _places(arrays.targets[self._into], block.units)
        sources = arrays.sources[self._into]
        self.rows = block.units
        self.columns: tuple[int, ...] = tuple(
            sorted(np.unique(sources).tolist(), key=lambda unit: (*columns[unit], unit))
        )
        column = _places(sources, self.columns)
        height, width = min(len(self.rows), FINEST), min(len(self.columns), FINEST)
        self._shape = height, width
        self._cell: Ints = row * height // len(self.rows) * width + column * width // max(
            len(self.columns), 1
        )
        self._counts = np.bincount(self._cell, minlength=height * width)

    def cells(self, weights: Floats) -> Cells | None:
        """The picture with these weights of all the network's connections; None without any."""
        if not len(self._into):
            return None
        sums = np.bincount(self._cell, weights[self._into], len(self._counts))
        with np.errstate(invalid="ignore", divide="ignore"):
            means: Floats = sums / self._counts
        return Cells.of(means.reshape(self._shape))

    def pair_at(self, across: float, down: float) -> Pair:
        """The source and target at a place of the picture, each from 0 to 1."""
        row = min(int(down * len(self.rows)), len(self.rows) - 1)
        column = min(int(across * len(self.columns)), len(self.columns) - 1)
        return self.columns[column], self.rows[row]


def _places(ids: Ints, among: tuple[int, ...]) -> Ints:
    """Where in `among` each of these units stands."""
    there = np.array(among, np.int64)
    order = np.argsort(there)
    return np.asarray(order[np.searchsorted(there, ids, sorter=order)])


class DataMean:
    """A block of inputs: the mean of each column of the data, row by row in a square.

    The columns of pictures come out as the mean picture.
    """

    def __init__(self, data: Dataset, block: Block) -> None:
        self.rows = block.units
        self.columns: tuple[int, ...] = ()
        self.side = math.ceil(math.sqrt(len(block.units)))
        count = len(block.units)
        self.means: Floats | None = None
        if len(data.feature_names) == count:
            features = data.recipe.features
            means = data.means if features is None else features(data.inputs).mean(axis=0)
            self.means = np.asarray(means, np.float64)

    def cells(self, _weights: Floats) -> Cells | None:
        """The picture; None where the data have other columns."""
        if self.means is None:
            return None
        numbers = np.full(self.side * math.ceil(len(self.means) / self.side), np.nan)
        numbers[: len(self.means)] = self.means
        return Cells.of(numbers.reshape(-1, self.side))

    def unit_at(self, across: float, down: float) -> int | None:
        """The number of the input that is drawn at a place of the picture; None beyond the last."""
        height = math.ceil(len(self.rows) / self.side)
        row = min(int(down * height), height - 1)
        number = row * self.side + min(int(across * self.side), self.side - 1)
        return number if number < len(self.rows) else None
