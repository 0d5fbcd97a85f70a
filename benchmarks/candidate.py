"""What every measured program offers: train in place, show its weights, say how fast it went."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from benchmarks.workloads import PLAIN, Regime, Workload

Floats = NDArray[np.float64]


class Candidate(ABC):
    """A program with one workload's network and data, at the workload's start weights."""

    regime: Regime = PLAIN
    snapshots_per_second = 0.0

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self._seconds_an_epoch = 0.0

    @abstractmethod
    def train(self, epochs: int) -> None:
        """Go on training for so many epochs and return when they are done."""

    @abstractmethod
    def parameters(self) -> Floats:
        """Weights and biases as `reference.vector` orders them."""

    def exact(self, epochs: int) -> Floats | None:  # noqa: ARG002 - for those that can
        """The parameters after so many epochs from the start in float64; None if it cannot.

        Afterwards training stands at the start again.
        """
        return None

    def rate(self, seconds: float) -> float:
        """Examples trained per second, over about `seconds`, at least one epoch."""
        if not self._seconds_an_epoch:
            self._timed(1)
        taken = 0.0
        epochs = 1
        for _ in range(2):  # the first time finds out how many epochs fill the time
            epochs = max(1, round(seconds / self._seconds_an_epoch))
            taken = self._timed(epochs)
            if taken > 0.5 * seconds:
                break
        return epochs * len(self.workload.inputs) / taken

    def _timed(self, epochs: int) -> float:
        begin = time.perf_counter()
        self.train(epochs)
        taken = time.perf_counter() - begin
        self._seconds_an_epoch = taken / epochs
        return taken

    def close(self) -> None:  # noqa: B027 - most have nothing to let go of
        """Let go of threads and other things that outlive an object."""


class Incomparable(Candidate):
    """A program that chooses its own start weights and batches: only its loss is looked at."""

    def parameters(self) -> Floats:
        """Nothing."""
        return np.empty(0)

    @abstractmethod
    def losses(self) -> tuple[float, float]:
        """The mean loss of the first epoch and that of the last."""
