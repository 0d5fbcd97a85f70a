"""Random numbers for data: the same on every machine and for every version of NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import given, philox
from engine.errors import DataError

# Keeps the numbers apart from those that draw weights, masks and shuffles.
_STREAM = 0xDA7A
_SEED_LIMIT = 2**64


class Draws:
    """A sequence of random arrays that depends on its seed only."""

    def __init__(self, seed: int) -> None:
        self._seed = given.whole(seed, "A seed", DataError)
        if not 0 <= self._seed < _SEED_LIMIT:
            raise DataError("A seed is a whole number from 0 to 2⁶⁴ − 1, not {seed}.", seed=seed)
        self._calls = 0

    def uniform(self, low: float, high: float, count: int) -> NDArray[np.float64]:
        """Numbers between `low` and `high`, shape (count,)."""
        first = np.arange((count + 1) // 2, dtype=np.uint64)
        second = np.full_like(first, self._calls)
        self._calls += 1
        unit = philox.uniform(self._seed, _STREAM, first, second).T.reshape(-1)[:count]
        return low + (high - low) * unit

    def normal(self, count: int) -> NDArray[np.float64]:
        """Numbers from the standard normal distribution (Box and Muller), shape (count,)."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(0.0, 1.0, count)))
        return radius * np.cos(2.0 * np.pi * self.uniform(0.0, 1.0, count))

    def permutation(self, count: int) -> NDArray[np.int64]:
        """The numbers 0 … count − 1 in a random order."""
        return np.argsort(self.uniform(0.0, 1.0, count), kind="stable").astype(np.int64)
