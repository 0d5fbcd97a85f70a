"""Pictures of numbers over a plane, as fine as the screen shows them: in colours from − to +."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.canvas.geometry import Floats
from gui.canvas.wiring import Ints
from gui.look import theme
from gui.run.run_link import slow_imports

Colours = NDArray[np.uint32]
Singles = NDArray[np.float32]
Shape = tuple[int, int]

_kernels: list[Callable[..., Any]] = []  # the two loops in machine code, once there are some


def quicken() -> None:
    """Import and compile what draws the same ten times as fast; in any thread."""
    with slow_imports:
        from gui.canvas.tiles.shade_kernels import round_off, shade
    none = np.zeros((1, 1), np.float32)
    image = _shaded(shade, none, np.zeros((1, 2), np.float32), [0], (1, 1), 1, smooth=True)
    round_off(image, *_corners(1, 0.5))
    _kernels[:] = [shade, round_off]


def shaded(
    values: Singles, ends: Singles, rows: list[int], shape: Shape, edge: int, *, smooth: bool
) -> Colours:
    """Some `rows` of pictures (n, rows · columns), `edge` pixels wide and high, (r, edge²).

    `ends` (n, 2) are those of each picture's colour scale; `shape` is a picture's. Coarse ones
    are drawn `smooth`, or as the squares that they are.
    """
    if _kernels:
        return _shaded(_kernels[0], values, ends, rows, shape, edge, smooth=smooth)
    if smooth and edge > shape[0]:
        found = _enlarged(values[rows], shape, edge)
    else:
        found = np.take(values[rows], _sampled(shape, edge), axis=1)
    return theme.diverging(found, ends[rows, :1], ends[rows, 1:])


def rounded(image: Colours, edge: int, radius: float) -> None:
    """Give opaque pictures (n, edge²) round corners, premultiplied."""
    cut, cover = _corners(edge, radius)
    if _kernels:
        _kernels[1](image, cut, cover)
    else:
        image[:, cut] = _premultiplied(image[:, cut], cover)


def _shaded(
    kernel: Callable[..., Any],
    values: Singles,
    ends: Singles,
    rows: list[int],
    shape: Shape,
    edge: int,
    *,
    smooth: bool,
) -> Colours:
    image = np.empty((len(rows), edge * edge), np.uint32)
    chosen = np.array(rows, np.int64)
    line, between = (np.empty(many, np.float32) for many in (shape[1], edge))
    scratch = line, between, np.empty(edge, np.int32)
    down, across = (_points(many, edge, smooth and edge > shape[0]) for many in shape)
    # Of other kinds of arrays the kernel would be compiled again, while the window waits.
    known, scale = (np.require(each, np.float32, ("C", "W")) for each in (values, ends))
    kernel(known, scale, chosen, theme.ladder(), down, across, scratch, image)
    return image


@lru_cache(maxsize=64)
def _points(many: int, edge: int, smooth: bool) -> tuple[Ints, Ints, Singles]:
    """Between which of the points of a line each pixel lies, and how far from the first."""
    if not smooth:
        nearest = ((np.arange(edge) + 0.5) * many / edge).astype(np.int64)
        return nearest, nearest, np.zeros(edge, np.float32)
    place = np.clip((np.arange(edge) + 0.5) * many / edge - 0.5, 0, many - 1)
    low = place.astype(np.int64)
    return low, np.minimum(low + 1, many - 1), (place - low).astype(np.float32)


@lru_cache(maxsize=64)
def _sampled(shape: Shape, edge: int) -> Ints:
    """Which points of a picture stand for the edge² pixels of the tile."""
    down, across = (_points(many, edge, smooth=False)[0] for many in shape)
    return np.asarray((down[:, None] * shape[1] + across).ravel(), np.int64)


def _enlarged(values: Singles, shape: Shape, edge: int) -> Singles:
    """Pictures as larger ones (n, edge²), with what lies between the points."""
    (above, below, down), (left, right, across) = (
        _points(many, edge, smooth=True) for many in shape
    )
    known = values.reshape(-1, *shape)
    with np.errstate(invalid="ignore", over="ignore"):  # a run about to diverge
        lines = known[:, above] + (known[:, below] - known[:, above]) * down[:, None]
        found = lines[:, :, left]
        found += (lines[:, :, right] - found) * across
    return found.reshape(len(values), -1)


@lru_cache(maxsize=64)
def _corners(edge: int, radius: float) -> tuple[Ints, Floats]:
    """The pixels that a round corner cuts into, and how much of each it leaves (0 to 1)."""
    away = np.abs(np.arange(edge) + 0.5 - edge / 2) - (edge / 2 - radius)
    outside = np.maximum(away, 0.0)
    cover = np.clip(radius - np.hypot(outside, outside[:, None]) + 0.5, 0.0, 1.0).ravel()
    cut = np.flatnonzero(cover < 1.0)
    return cut, cover[cut]


def _premultiplied(colours: NDArray[np.uint32], cover: Floats) -> NDArray[np.uint32]:
    """Opaque colours (n, c), each left only so much (c,)."""
    parts = np.ascontiguousarray(colours)[..., None].view(np.uint8)
    left: NDArray[np.uint8] = np.rint(parts * cover[:, None]).astype(np.uint8)
    return left.view(np.uint32)[..., 0]
