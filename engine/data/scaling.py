"""The recipe that turns raw numbers into those a network is trained on, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.data.memory import Numbers

Floats = NDArray[np.float64]
Fit = Callable[[Floats], tuple[Floats, Floats]]

_LARGE = 2_000_000  # numbers
_COLUMNS = 4  # of a large table at a time, so that copies stay small beside it


@dataclass(frozen=True, eq=False)
class Recipe:
    """What is subtracted and divided by, one a column: features (m,), targets (k,).

    A scale is never 0. Without `features` the network takes all d raw columns, m = d.
    """

    input_mean: Floats
    input_scale: Floats
    target_mean: Floats
    target_scale: Floats
    features: Features | None = None

    @classmethod
    def identity(cls, inputs: int, targets: int) -> Recipe:
        """The recipe that changes nothing, for this many input and target columns."""
        return cls(np.zeros(inputs), np.ones(inputs), np.zeros(targets), np.ones(targets))

    @property
    def is_identity(self) -> bool:
        """Whether the network takes and gives raw numbers."""
        return self.features is None and self.keeps_numbers

    @property
    def keeps_numbers(self) -> bool:
        """Whether nothing is subtracted or divided."""
        means = (self.input_mean, self.target_mean)
        scales = (self.input_scale, self.target_scale)
        return not any(m.any() for m in means) and all((s == 1.0).all() for s in scales)

    def apply_inputs(self, inputs: Numbers) -> Floats:
        """Raw inputs (n, d) as the network takes them (n, m); NaN where a feature is undefined."""
        table = np.asarray(inputs, np.float64)
        if self.features is not None:
            table = self.features(table)
        return (table - self.input_mean) / self.input_scale

    def apply_targets(self, targets: Floats) -> Floats:
        """Raw targets (n, k) as the network is to meet them."""
        return (np.asarray(targets, np.float64) - self.target_mean) / self.target_scale

    def undo_targets(self, outputs: Floats) -> Floats:
        """What the network gives (n, k), in the units of the raw targets."""
        return np.asarray(outputs, np.float64) * self.target_scale + self.target_mean

    def in_words(self, inputs: Sequence[str], targets: Sequence[str]) -> Iterator[str]:
        """A sentence for each input of the network and each target; none where nothing is done."""
        texts = inputs if self.features is None else self.features.texts
        if not self.is_identity:
            for text, mean, scale in zip(texts, self.input_mean, self.input_scale, strict=True):
                yield f"The network takes ({text} - {mean}) / {scale}."
        for name, mean, scale in zip(targets, self.target_mean, self.target_scale, strict=True):
            if mean or scale != 1.0:
                yield f"{name} is what the network gives * {scale} + {mean}."


def standardizing(columns: Floats) -> tuple[Floats, Floats]:
    """Mean and scale (d,) that bring columns (n, d) to mean 0 and standard deviation 1.

    Columns of only 0 and 1 (one-hot, yes/no) stay as they are: a rare 1 would become huge.
    A constant column keeps the scale 1.
    """
    indicator = np.logical_or(columns == 0.0, columns == 1.0).all(axis=0)
    # Numbers near the limit of float64 would overflow in the sums, so they are made small first.
    size = np.abs(columns).max(axis=0)
    size = np.where(size > 0.0, size, 1.0)
    constant = (columns == columns[0]).all(axis=0)
    relative = columns / size
    scale = np.where(constant, 1.0, relative.std(axis=0) * size)
    mean = np.where(constant, columns[0], relative.mean(axis=0) * size)
    scale = np.where(indicator | ~(scale > 0.0), 1.0, scale)
    return np.where(indicator, 0.0, mean), scale


def min_max(columns: Floats) -> tuple[Floats, Floats]:
    """Least number and range (d,) that bring columns (n, d) to 0 … 1; a constant one becomes 0.

    Where the range is beyond float64, numbers are brought to −1 … 1.
    """
    low, high = columns.min(axis=0), columns.max(axis=0)
    with np.errstate(over="ignore"):
        span = high - low
    fits = np.isfinite(span)
    span = np.where(fits, span, np.abs(columns).max(axis=0))
    return np.where(fits, low, 0.0), np.where(span > 0.0, span, 1.0)


def fitted(fit: Fit, table: Numbers, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """What `fit` finds in these rows of a table (n, d); of a large one some columns at a time."""
    if table.size <= _LARGE:
        return fit(table[rows].astype(np.float64, copy=False))
    starts = range(0, table.shape[1], _COLUMNS)
    parts = (table[:, at : at + _COLUMNS][rows] for at in starts)
    found = [fit(part.astype(np.float64, copy=False)) for part in parts]
    return np.concatenate([mean for mean, _ in found]), np.concatenate([s for _, s in found])


# One row a way to scale: what is subtracted and divided by, found in the training part.
FITS: Mapping[str, Fit] = {
    "standardize": standardizing,
    "minmax": min_max,
}
