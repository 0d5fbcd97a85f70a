"""The arithmetic of charts: calm ranges, round ticks, logarithms without accidents, decimation."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Range = tuple[float, float]
Joined = NDArray[np.int32]

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LIMITS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0)
_ACCURACY_FLOORS = (0.9, 0.8, 0.5, 0.0)
_SMALLEST = 1e-12
_DASH, _DOTS = 4, 6


def at_least(value: float) -> float:
    """The next round number that is not smaller: 1, 1.5, 2, 3, 4, 5, 7.5 times a power of ten."""
    if not value > 0 or not math.isfinite(value):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(limit * power for limit in _LIMITS if limit * power >= value * (1 - 1e-9))


def loss_range(columns: list[Floats]) -> Range:
    """From 0 to a round number above all that is finite."""
    highest = max((_greatest(column) for column in columns), default=0.0)
    return 0.0, at_least(highest)


def accuracy_range(columns: list[Floats]) -> Range:
    """From a round floor under all accuracies to 1."""
    lowest = min((-_greatest(-column) for column in columns if len(column)), default=0.0)
    return next(floor for floor in _ACCURACY_FLOORS if floor <= lowest or floor == 0), 1.0


def smooth(values: Floats, count: int) -> Floats:
    """Each value as the mean of the last `count` finite ones up to it; NaN stays NaN."""
    finite = np.flatnonzero(np.isfinite(values))
    sums = np.concatenate([[0.0], np.cumsum(values[finite], dtype=np.longdouble)])
    ends = np.arange(1, len(finite) + 1)
    begins = np.maximum(ends - count, 0)
    found = np.full_like(values, math.nan)
    found[finite] = (sums[ends] - sums[begins]) / (ends - begins)
    return found


def decades(columns: list[Floats]) -> Range:
    """Whole powers of ten around all positive numbers, as exponents."""
    positive = [column[np.isfinite(column) & (column > _SMALLEST)] for column in columns]
    values = np.concatenate([*positive, np.empty(0)])
    if not len(values):
        return -3.0, 0.0
    low, high = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    return float(low), float(max(high, low + 1))


def logarithm(values: Floats, floor: float) -> Floats:
    """log10 of the values; zeros and what lies below stand at `floor` (an exponent)."""
    safe = np.maximum(np.nan_to_num(values, nan=np.nan, posinf=np.nan), 10.0**floor)
    return np.asarray(np.log10(safe))


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """At most about `most` round numbers from `low` to `high`, only whole ones if asked."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    rough = span / max(most, 1)
    if whole:
        rough = max(rough, 1.0)
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (step * power for step in _STEPS if not whole or (step * power) % 1 == 0)
    step = next(step for step in steps if step >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    return [(first + number) * step for number in range(count)]


def decimate(x: Floats, y: Floats, columns: int) -> tuple[Floats, Floats]:
    """The smallest and the largest y of every pixel column, in their order: (≤ 2 columns,) each.

    Rows whose y is not finite are left out. `x` ascends.
    """
    finite = np.isfinite(y)
    if not finite.all():
        x, y = x[finite], y[finite]
    if len(x) <= 2 * columns or columns < 1:
        return x, y
    size = -(-len(y) // columns)
    padded = np.pad(y, (0, -len(y) % size), mode="edge").reshape(-1, size)
    starts = np.arange(len(padded)) * size
    ends = np.stack([padded.argmin(axis=1), padded.argmax(axis=1)], axis=1)
    kept = (starts[:, None] + np.sort(ends, axis=1)).ravel()
    kept = np.unique(np.concatenate([[0], np.minimum(kept, len(x) - 1), [len(x) - 1]]))
    return x[kept], y[kept]


def without_straight(x: Floats, y: Floats, unseen: float) -> tuple[Floats, Floats]:
    """The same curve without points so near to the line between their neighbours, upwards.

    Both ends stay. `x` ascends; every number is finite.
    """
    while len(x) > 2:
        # Every other one may go, so that no two neighbours do; what is left is looked at again.
        before, here, after = slice(0, -2, 2), slice(1, -1, 2), slice(2, None, 2)
        width = np.maximum(x[after] - x[before], np.finfo(np.float64).tiny)
        share = (x[here] - x[before]) / width
        line = y[before] + share * (y[after] - y[before])
        kept = np.ones(len(x), bool)
        kept[here] = np.abs(y[here] - line) > unseen
        if kept.all():
            break
        x, y = x[kept], y[kept]
    return x, y


def dashes(x: Floats, y: Floats, dot: float) -> tuple[Floats, Floats, Joined]:
    """The same curve with points at most `dot` apart, and which are joined to the next (1 or 0).

    Four dots wide are drawn, two are not, wherever the curve begins. `x` ascends.
    """
    if not len(x):
        return x, y, np.empty(0, np.int32)
    finer = np.union1d(x, dot * np.arange(math.ceil(x[0] / dot), math.floor(x[-1] / dot) + 1))
    joined = np.rint(finer / dot * 1e6) % (_DOTS * 1e6) < _DASH * 1e6
    return finer, np.interp(finer, x, y), joined.astype(np.int32)


def _greatest(column: Floats) -> float:
    finite = column[np.isfinite(column)]
    return float(finite.max()) if len(finite) else 0.0
