"""Principal components: the directions in which points vary most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Principal:
    """The two directions in which points vary most: `axes` (2, k) through their `mean` (k,).

    `shares` (2,) of the whole variance lie along them. Of points that lie on a line, or have one
    number only, the second direction is zero.
    """

    mean: Floats
    axes: Floats
    shares: Floats

    def place(self, points: ArrayLike) -> Floats:
        """Where points (r, k) stand on the two axes, (r, 2)."""
        found: Floats = (np.asarray(points, np.float64) - self.mean) @ self.axes.T
        return found


def principal(points: ArrayLike, before: Principal | None = None) -> Principal:
    """The first two principal components of points (r, k), in float64.

    They point and are ordered as those `before`, as far as that can be told, so that a picture
    does not flip while points move; alone, each points to where its largest number is positive.
    """
    numbers = np.asarray(points, np.float64)
    mean = numbers.mean(axis=0)
    _, lengths, directions = np.linalg.svd(numbers - mean, full_matrices=False)
    squares = np.zeros(max(2, len(lengths)))
    squares[: len(lengths)] = lengths**2
    axes = np.zeros((2, numbers.shape[1]))
    axes[: min(2, len(directions))] = directions[:2]
    # What is left by rounding is no direction.
    axes[squares[:2] <= 1e-24 * max(squares[0], 1e-300)] = 0.0
    shares = squares[:2] / (squares.sum() or 1.0)
    if before is None or before.axes.shape != axes.shape:
        largest = np.abs(axes).argmax(axis=1)
        signs = np.where(axes[np.arange(2), largest] < 0, -1.0, 1.0)
        return Principal(mean, axes * signs[:, None], shares)
    likeness = axes @ before.axes.T
    if abs(likeness[0, 1]) + abs(likeness[1, 0]) > abs(likeness[0, 0]) + abs(likeness[1, 1]):
        axes, shares, likeness = axes[::-1], shares[::-1], likeness[::-1]
    signs = np.where(np.diag(likeness) < 0, -1.0, 1.0)
    return Principal(mean, axes * signs[:, None], shares)
