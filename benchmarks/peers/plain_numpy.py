"""NumPy: the textbook's matrices in float32, as one writes them by hand."""

from __future__ import annotations

import numpy as np

from benchmarks import reference
from benchmarks.candidate import Candidate, Floats
from benchmarks.workloads import Workload


class PlainNumpy(Candidate):
    """One matrix product a level, forward and back; connections that are missing are masked."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self._inputs = workload.inputs.astype(np.float32)
        self._targets = workload.targets.astype(np.float32)
        self._parameters = reference.start(workload.graph, np.float32)
        self._updater = reference.Updater(workload, self._parameters)

    def train(self, epochs: int) -> None:
        """Mini-batch after mini-batch, in order."""
        size = self.workload.batch
        for _ in range(epochs):
            for begin in range(0, len(self._inputs), size):
                part = slice(begin, begin + size)
                slopes = reference.gradient(
                    self.workload, self._parameters, self._inputs[part], self._targets[part]
                )
                self._updater.update(self._parameters, slopes)

    def parameters(self) -> Floats:
        """Weights and biases."""
        return reference.vector(self.workload.graph, self._parameters)
