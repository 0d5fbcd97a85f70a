"""Pictures among the data: which input columns are the pixels of one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

_PLACED = re.compile(r"^\D*(\d+)\D+(\d+)$")
_COUNTED = re.compile(r"^(?:pixel|px|p)\D*(\d+)$", re.IGNORECASE)
_LEAST_SIDE = 4


def picture_shape(names: Sequence[str]) -> tuple[int, int] | None:
    """(rows, columns) of the picture whose pixels the columns are, row by row; None for others.

    Pixels are called by their row and column (pixel_0_7, 3x4), or counted (pixel12) and square.
    """
    placed = [_PLACED.match(name) for name in names]
    if all(placed):
        places = [(int(found[1]), int(found[2])) for found in placed if found]
        return _filled(places)
    side = math.isqrt(len(names))
    counted = [_COUNTED.match(name) for name in names]
    numbers = [int(found[1]) for found in counted if found]
    in_order = len(numbers) == len(names) == side * side
    if in_order and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return _large_enough(side, side)
    return None


def _filled(places: list[tuple[int, int]]) -> tuple[int, int] | None:
    (top, left), (bottom, right) = places[0], places[-1]
    rows, columns = range(top, bottom + 1), range(left, right + 1)
    if places != [(row, column) for row in rows for column in columns]:
        return None
    return _large_enough(len(rows), len(columns))


def _large_enough(rows: int, columns: int) -> tuple[int, int] | None:
    return (rows, columns) if min(rows, columns) >= _LEAST_SIDE else None
