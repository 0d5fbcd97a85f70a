"""The engine's orders of examples and dropout masks once more, from their definitions.

With them the reference can follow a run that reshuffles and drops units.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.philox import philox4x32

_WORD = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def _splitmix(state: int) -> int:
    """The mixing function of splitmix64 (Steele, Lea and Flood, 2014)."""
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _WORD
    return state ^ (state >> 31)


def order(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """The rows 0 to count − 1 as they are dealt in this epoch: Fisher–Yates, inside out."""
    stream = _splitmix((_splitmix((seed + _GOLDEN) & _WORD) + epoch * _GOLDEN) & _WORD)
    rows = np.zeros(count, np.int64)
    for place in range(count):
        stream = (stream + _GOLDEN) & _WORD
        other = ((_splitmix(stream) >> 32) * (place + 1)) >> 32
        rows[place] = rows[other]
        rows[other] = place
    return rows


def factors(
    unit_ids: NDArray[np.int64], keep: NDArray[np.float64], seed: int, step: int
) -> NDArray[np.float64]:
    """What each unit's activation is multiplied by in this step: 0 if dropped, else 1/p."""
    blocks = (unit_ids // 4).astype(np.uint64)
    zero = np.zeros_like(blocks)
    words = np.stack(philox4x32((zero + np.uint64(step), blocks, zero, zero), seed))
    drawn = words[unit_ids % 4, np.arange(len(unit_ids))]
    kept = drawn < np.round(keep * 2.0**32).astype(np.uint64)
    return np.where(kept, 1.0 / keep, 0.0)
