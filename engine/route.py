"""Route: the weights that a run has passed, close together at first and ever further apart.

    step   0 1 2 3 … 50 51 52 … 100 102 104 … 10,000 10,200 …

A place is kept when the run is two per cent further than at the last one. Where the memory for it
is used up, every second place is given up and the distances double.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

BUDGET = 2**24  # bytes
MOST_PLACES = 1024
_SPACING = 0.02


class Route:
    """Vectors of parameters, laid out by one plan, with the steps at which they were met."""

    def __init__(self, most: int = MOST_PLACES) -> None:
        self._most = most
        self.forget()

    def __len__(self) -> int:
        return len(self._steps)

    def forget(self) -> None:
        """Begin anew: other parameters, or another run."""
        self._steps: list[int] = []
        self._vectors: list[NDArray[np.float32]] = []
        self._spacing = _SPACING

    def note(self, step: int, values: NDArray[Any]) -> None:
        """The run is at these parameters (size,); costs a comparison unless they are kept."""
        if step < self._due(step):
            return
        while self._steps and self._steps[-1] >= step:  # training was wound back
            self._drop_last()
        if len(self._steps) >= max(min(self._most, BUDGET // (4 * len(values))), 4):
            self._thin_out()
        self._steps.append(step)
        self._vectors.append(values.astype(np.float32))

    def vectors(self, size: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Copies of the steps (p,) and of the parameters (p, size) met there."""
        together = np.stack(self._vectors) if self._vectors else np.zeros((0, size), np.float32)
        return np.array(self._steps, np.int64), together

    def _due(self, step: int) -> int:
        """The step from which on the next place is kept; at once when the run went back."""
        if not self._steps or step < self._steps[-1]:
            return step
        first, last = self._steps[0], self._steps[-1]
        return last + max(1, math.ceil((last - first) * self._spacing))

    def _drop_last(self) -> None:
        self._steps.pop()
        self._vectors.pop()

    def _thin_out(self) -> None:
        """Keep the first place and every second one after it."""
        self._steps[:], self._vectors[:] = self._steps[::2], self._vectors[::2]
        self._spacing *= 2
