"""What a collapsed layer shows in each mode: its units side by side, or its weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.canvas.collapsed.folding import Block
from gui.canvas.collapsed.matrix import FINEST, Cells, DataMean, WeightMatrix
from gui.canvas.geometry import Floats
from gui.canvas.overlay import Overlay
from gui.canvas.tiles.faces import Bars, Face, Fills, Glow, Shades, by_size

UnitAt = Callable[[float, float], int | None]


@dataclass(frozen=True)
class Shown:
    """The picture of a block, and which unit is drawn where in it, each place from 0 to 1.

    Without `unit_at` its cells are connections, or the means of the data's columns.
    """

    cells: Cells | None
    unit_at: UnitAt | None = None


def shown(overlay: Overlay, block: Block, plain: WeightMatrix | DataMean) -> Shown:
    """The picture in the present mode; `plain` is the one without a snapshot."""
    face = overlay.pictures.face
    rows = [overlay.row_of(unit) for unit in block.units]
    known = [row for row in rows if row is not None]
    if face is None or len(known) < len(rows):
        return Shown(plain.cells(overlay.all_weights))
    if isinstance(face, Fills):
        return _grid(block, Cells.of(face.values[known]), overlay.shape_of(block))
    if isinstance(face, Glow) and isinstance(plain, DataMean):
        glow = by_size(face.values[known], face.largest)
        return _grid(block, Cells(glow, 1.0, sizes=True), overlay.shape_of(block))
    if isinstance(face, Bars):
        return _bars(block, face.basis.counts[known])
    if isinstance(face, Shades) and not face.smooth and _has_all(face, known):
        return _montage(block, face, known)
    lines = overlay.lines
    cells = plain.cells(lines.numbers)
    if cells is not None and lines.flow and isinstance(plain, WeightMatrix):
        cells = Cells(cells.numbers, lines.largest)
    return Shown(cells)


def _has_all(face: Face, rows: list[int]) -> bool:
    return bool(face.has[rows].all())


def _grid(block: Block, cells: Cells, shape: tuple[int, int] | None) -> Shown:
    """A cell for each unit, row by row: in the `shape` of a picture, or in a square."""
    count = len(block.units)
    columns = shape[1] if shape else math.ceil(math.sqrt(count))
    numbers = _filled(cells.numbers, -(-count // columns), columns)
    laid = Cells(numbers, cells.reach, cells.sizes)
    return Shown(laid, _finder(block, *numbers.shape))


def _filled(numbers: Floats, rows: int, columns: int) -> Floats:
    found = np.full(rows * columns, np.nan)
    found[: len(numbers)] = numbers
    return found.reshape(rows, columns)


def _finder(block: Block, rows: int, columns: int) -> UnitAt:
    def unit_at(across: float, down: float) -> int | None:
        row, column = min(int(down * rows), rows - 1), min(int(across * columns), columns - 1)
        number = row * columns + column
        return block.units[number] if number < len(block.units) else None

    return unit_at


def _bars(block: Block, counts: NDArray[np.int64]) -> Shown:
    """A row for each unit, as dark as its bars are high; of very many units some rows."""
    rows = np.unique(np.linspace(0, len(counts) - 1, min(len(counts), FINEST)).astype(np.int64))
    chosen = counts[rows].astype(np.float64)
    heights = chosen / np.maximum(chosen.max(axis=1, keepdims=True), 1.0)

    def unit_at(_across: float, down: float) -> int | None:
        return block.units[int(rows[min(int(down * len(rows)), len(rows) - 1)])]

    return Shown(Cells(heights, 1.0, sizes=True), unit_at)


def _montage(block: Block, face: Shades, known: list[int]) -> Shown:
    """The units' images side by side, each in the colours of its own largest weight."""
    high, wide = face.shape
    columns = math.ceil(math.sqrt(len(known) * high / wide))
    rows = -(-len(known) // columns)
    laid = np.full((rows * (high + 1) - 1, columns * (wide + 1) - 1), np.nan)
    images = face.values[known] / face.ends[known, 1:]
    for number, image in enumerate(images):
        top, left = number // columns * (high + 1), number % columns * (wide + 1)
        laid[top : top + high, left : left + wide] = np.nan_to_num(image.reshape(high, wide))
    return Shown(Cells(laid, 1.0), _finder(block, rows, columns))
