"""The room that kernels work in: numbers of all units for the examples of a mini-batch."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Work(NamedTuple):
    """Room for `chunks` chunks of `stride` rows.

    `targets` and `values` begin some rows into `dealt`, so that an example's targets and inputs are
    dealt in one go; a thread's own begin `own` rows further on, see `stages`. `live` row c has a
    one in each of the first c lanes, `losses` is each chunk's sum. `gates` (units,) are the
    mini-batch's mask, or with one for each example that of the first; then `masks` has those of
    all units in each chunk. `words` are random bits. `kept` lists the units that are computed,
    stage by stage, `counts` (stages,) says how many, `dropped` lists the others.
    """

    stride: int
    chunks: int
    own: int
    dealt: NDArray[Any]
    targets: NDArray[Any]
    values: NDArray[Any]
    slopes: NDArray[Any]
    errors: NDArray[Any]
    gates: NDArray[Any]
    masks: NDArray[Any]
    words: NDArray[np.uint32]
    live: NDArray[Any]
    losses: NDArray[np.float64]
    gradient: NDArray[Any]
    kept: NDArray[np.int32]
    dropped: NDArray[np.int32]
    counts: NDArray[np.int64]

    def for_another_thread(self, worker: int) -> Work:
        """The same room, with inputs, targets, masks and lists of its own."""
        copies = {
            name: getattr(self, name).copy()
            for name in ("gates", "words", "kept", "dropped", "counts")
        }
        return self._replace(own=worker * self.chunks * self.stride, **copies)
