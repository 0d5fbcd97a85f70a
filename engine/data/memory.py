"""Memory that goes back to the system at once, so that a long table is in it no more than once.

A table of up to LARGE numbers is kept as float64. A larger one is kept as float32, which is what
training takes by default, where rounding moves no number by more than a ten-thousandth of its
column's standard deviation.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating]

BLOCK_ROWS = 128 * 1024
LARGE = 2**24  # 128 MB as float64
_MOST_MOVED = 1e-4
_ROUNDING = 2.0**-24


class Block:
    """Room for numbers that come in pieces, each written there once."""

    def __init__(self, pieces_of: int) -> None:
        """For some pieces of this length."""
        self._room: Floats = _room(min(BLOCK_ROWS, 8 * pieces_of), np.dtype(np.float64))
        self._filled = 0

    @property
    def values(self) -> Floats:
        """What has come."""
        return self._room[: self._filled]

    def take(self, values: Floats) -> Floats:
        """Keep as many of these as there is room for; returns the others."""
        start = self._filled
        self._filled = min(start + len(values), len(self._room))
        taken = self._filled - start
        self._room[start : self._filled] = values[:taken]
        return values[taken:]


def kept(values: Sequence[Floats]) -> Floats:
    """These numbers together, in memory of their own: an allocator would keep what is freed."""
    room = _room(sum(map(len, values)), np.dtype(np.float64))
    np.concatenate(values, out=room)
    return room


def stacked(columns: list[Floats]) -> Numbers:
    """The columns side by side (n, d), row by row; gives their memory back as it goes."""
    rows = len(columns[0])
    kind = _precision(columns)
    starts = range(0, rows, BLOCK_ROWS)
    blocks: list[list[Numbers]] = [[] for _ in starts]
    for number, column in enumerate(columns):
        for block, start in zip(blocks, starts, strict=True):
            piece = column[start : start + BLOCK_ROWS]
            block.append(_room(len(piece), kind))
            block[-1][:] = piece
        columns[number] = np.empty(0)
    table = np.empty((rows, len(columns)), kind)
    for block, start in zip(blocks, starts, strict=True):
        np.stack(block, axis=1, out=table[start : start + BLOCK_ROWS])
        block.clear()
    return table


def _room(count: int, kind: np.dtype[Any]) -> NDArray[Any]:
    return np.frombuffer(mmap.mmap(-1, max(kind.itemsize * count, 1)), kind, count)


def _precision(columns: Sequence[Floats]) -> np.dtype[Any]:
    large = len(columns[0]) * len(columns) > LARGE
    return np.dtype(np.float32 if large and all(map(_bears_rounding, columns)) else np.float64)


def _bears_rounding(column: Floats) -> bool:
    """Whether float32 tells apart what the column does, well enough to be learned from."""
    low, high = float(column.min()), float(column.max())
    most = max(-low, high)
    if most > float(np.finfo(np.float32).max):
        return False
    return low == high or _MOST_MOVED * float((column / most).std()) >= _ROUNDING
