"""Safeguard: parameters to come back to, and the loss from which on training counts as diverged."""

from __future__ import annotations

import math
import sys

import numpy as np
from numpy.typing import NDArray

from engine.computing.parameters import Parameters

# A loss so many times that of the first mini-batch (or of 1) has exploded; weights are kept
# only while the loss is far from that.
_EXPLODED, _SANE = 1e6, 10.0
# Keeping costs about as much as training on a few examples, so it is done after so many; the most
# are those of a runner's chunk of the smallest network, which is then one call.
_EXAMPLES, _WORK = (10_000, 500_000), 2 * 10**8


class Safeguard:
    """Knows the last parameters whose loss was sane, with the clock that belongs to them."""

    def __init__(self) -> None:
        self._kept: Parameters | None = None
        self._clock = np.zeros(0, np.int64)
        self._examples = 0
        self._loss = 0.0
        self._usual: float | None = None

    @property
    def most_loss(self) -> float:
        """The largest loss of a mini-batch that is still taken for training."""
        return sys.float_info.max if self._usual is None else _EXPLODED * self._usual

    def look_ahead(self, size: int) -> int:
        """How many examples to train on before asking `is_due`, with so many parameters."""
        if self._usual is None:  # one mini-batch says what is usual
            return 1
        return min(max(_WORK // size, _EXAMPLES[0]), _EXAMPLES[1])

    def is_due(self, size: int, examples: int) -> bool:
        """Whether to keep parameters again, after so many examples in all."""
        return self._kept is None or examples - self._examples >= self.look_ahead(size)

    def keep(self, parameters: Parameters, clock: NDArray[np.int64], examples: int) -> None:
        """Keep these parameters, unless the loss says that better ones are kept already."""
        if self._kept is None:
            self._kept = parameters.copy()
        elif self._loss > _SANE * (self._usual or 1.0):
            return
        else:
            self._kept.take(parameters)
        self._clock, self._examples = clock.copy(), examples

    def forget(self) -> None:
        """Network, data or settings are others: what is usual has to be found out again."""
        self._kept = self._usual = None

    def accepts(self, loss: float) -> bool:
        """Take note of a mini-batch's loss; False when training has diverged."""
        if not math.isfinite(loss) or loss > self.most_loss:
            return False
        if self._usual is None:
            self._usual = max(1.0, loss)
        self._loss = loss
        return True

    def bring_back(self, parameters: Parameters, clock: NDArray[np.int64]) -> None:
        """Overwrite parameters and clock with the kept ones."""
        assert self._kept is not None, "nothing was kept before training"
        parameters.take(self._kept)
        clock[:] = self._clock
        self._loss = 0.0
