"""The recipe that turns raw numbers into those a network is trained on, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Recipe:
    """Means and scales, one a column: inputs (d,), targets (k,). A scale is never 0."""

    input_mean: Floats
    input_scale: Floats
    target_mean: Floats
    target_scale: Floats

    @classmethod
    def identity(cls, inputs: int, targets: int) -> Recipe:
        """The recipe that changes nothing, for this many input and target columns."""
        return cls(np.zeros(inputs), np.ones(inputs), np.zeros(targets), np.ones(targets))

    @property
    def is_identity(self) -> bool:
        """Whether raw and scaled numbers are the same."""
        means = (self.input_mean, self.target_mean)
        scales = (self.input_scale, self.target_scale)
        return not any(m.any() for m in means) and all((s == 1.0).all() for s in scales)

    def apply_inputs(self, inputs: Floats) -> Floats:
        """Raw inputs (n, d) as the network takes them."""
        return (np.asarray(inputs, np.float64) - self.input_mean) / self.input_scale

    def apply_targets(self, targets: Floats) -> Floats:
        """Raw targets (n, k) as the network is to meet them."""
        return (np.asarray(targets, np.float64) - self.target_mean) / self.target_scale

    def undo_targets(self, outputs: Floats) -> Floats:
        """What the network gives (n, k), in the units of the raw targets."""
        return np.asarray(outputs, np.float64) * self.target_scale + self.target_mean


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
