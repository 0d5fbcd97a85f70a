"""Memory that goes back to the system at once, so that a long table is in it no more than once."""

from __future__ import annotations

import mmap
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK_ROWS = 128 * 1024


def kept(values: Sequence[Floats]) -> Floats:
    """These numbers together, in memory of their own: an allocator would keep what is freed."""
    count = sum(map(len, values))
    room = np.frombuffer(mmap.mmap(-1, max(8 * count, 8)), np.float64, count)
    return np.concatenate(values, out=room) if count else room


def stacked(columns: list[Floats]) -> Floats:
    """The columns side by side (n, d), row by row; gives their memory back as it goes."""
    rows = len(columns[0])
    starts = range(0, rows, BLOCK_ROWS)
    blocks: list[list[Floats]] = [[] for _ in starts]
    for number, column in enumerate(columns):
        for block, start in zip(blocks, starts, strict=True):
            block.append(kept([column[start : start + BLOCK_ROWS]]))
        columns[number] = np.empty(0)
    table = np.empty((rows, len(columns)))
    for block, start in zip(blocks, starts, strict=True):
        np.stack(block, axis=1, out=table[start : start + BLOCK_ROWS])
        block.clear()
    return table
